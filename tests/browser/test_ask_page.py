"""What a visitor does with answers: reads on in the source, sends a place on, puts passages aside, comes back."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, serving
from tests.browser.test_chat import QUESTION, ask, field
from tests.conftest import write_speech

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"


SECTIONS = """同志们：

一、把群众的急事难事办在前面

接到的诉求当天登记、三天回话，办不了的要当面说清楚道理，夜里的值班员也要能拍板、能派单、能跟到底。

二、把安全生产的责任落到每一个岗位

哪个岗位出了事，就从哪个岗位往上查，一直查到签字的人，谁也不能拿“已经开过会了”当作挡箭牌。
"""


FERRIES = (
    "渡口安全责任要落实到每一名船员和每一名管理员，开船以前清点人数，超过核定的载客数一个也不许上船",
    "落实渡口安全责任要靠每天的检查，缆绳、救生衣和灭火器坏了的当天换新，换不了的当天停渡",
    "渡口安全责任落实得怎么样要看台账，几点开船、谁在掌舵、水位多高都要写清楚，三年以内可以查到",
    "渡口安全责任由乡镇落实到人，乡镇长对本乡镇的渡口负总责，换了人也要当面交接并且签字",
    "渡口安全责任落实情况每个月通报一次，通报要点名，点到名的三天以内说清楚怎么改，七天以内改好",
    "落实渡口安全责任少不了群众的监督，举报的电话写在每一条船上，接到的当天去看，看过的回一个话",
)  # a short answer of five sentences, each longer than a line


def reader(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#source .reader")


def test_every_hit_is_marked_in_the_source_and_gone_to(visit: Visit) -> None:
    page = visit()
    ask(page, "接诉即办是怎么要求的")
    hits = page.locator(".hit").filter(has_text="接诉即办例会上的讲话")
    count = hits.count()
    assert count > 1
    hits.first.locator(".open").click()
    marks = reader(page).locator("mark[data-stop]")
    expect(reader(page).locator("mark.current").first).to_be_in_viewport()
    total = marks.count()
    here = marks.evaluate_all("all => all.findIndex((mark) => mark.classList.contains('current')) + 1")
    expect(reader(page).locator(".count")).to_have_text(f"本次回答在这篇里有 {total} 处，第 {here} 处")
    assert total >= count
    before = reader(page).locator("mark.current").first.inner_text()
    reader(page).get_by_role("button", name="下一处").click()
    expect(reader(page).locator("mark.current")).to_have_count(1)
    assert reader(page).locator("mark.current").inner_text() != before
    expect(reader(page).locator("mark.current")).to_be_in_viewport()
    expect(reader(page).locator(".count")).to_have_text(f"本次回答在这篇里有 {total} 处，第 {here % total + 1} 处")
    page.locator("#source .sheet").focus()
    page.keyboard.press("p")
    expect(reader(page).locator("mark.current").first).to_have_text(before)
    page.keyboard.press("n")
    expect(reader(page).locator("mark.current").first).not_to_have_text(before)


def test_the_outline_jumps_and_folds_in_again(visit: Visit) -> None:
    page = visit()
    ask(page, "夜里的值班员要能拍板")
    page.locator(".hit").filter(has_text="接诉即办").first.locator(".open").click()
    page.locator(".contents summary").click()
    heading = page.locator(".contents").get_by_role("button", name="一、把群众的急事难事办在前面")
    heading.click()
    expect(heading).not_to_be_visible()
    expect(page.locator("#source .speech .heading").first).to_be_in_viewport()
    page.locator(".contents summary").click()
    page.keyboard.press("Escape")
    expect(heading).not_to_be_visible()
    expect(reader(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(reader(page)).not_to_be_visible()


def test_the_address_of_a_passage_opens_it_for_a_colleague(visit: Visit, address: str) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.locator(".turn:last-child .hit .open").first.click()
    sentence = reader(page).locator("mark.current").text_content() or ""
    assert sentence
    reader(page).get_by_text("复制链接").click()
    expect(page.locator("#said")).to_have_text("链接已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/?speech=") and "&at=" in link

    other = visit(locale="en-GB", path=link.removeprefix(address))
    expect(reader(other).locator("mark.current")).to_have_text(sentence)
    expect(reader(other).locator("mark.current")).to_be_in_viewport()
    expect(reader(other).get_by_text("Copy link")).to_be_visible()
    other.locator(".switch").click()
    expect(reader(other).get_by_text("复制链接")).to_be_visible()  # the same place in the other language
    expect(reader(other).locator("mark.current")).to_have_text(sentence)
    expect(reader(other).locator(".limit")).to_have_count(0)

    edited = visit(path=re.sub("edition=[0-9a-f]{8}", "edition=00000000", link.removeprefix(address)))
    expect(reader(edited).locator(".limit")).to_contain_text("标出的位置可能不对")


def test_going_back_closes_the_reader(visit: Visit) -> None:
    page = visit(size=(390, 844), has_touch=True, is_mobile=True)
    ask(page, QUESTION)
    page.locator(".turn:last-child .hit .title").first.tap()
    expect(reader(page).locator("mark.current")).to_be_in_viewport()
    assert "speech=" in page.url
    page.go_back()
    expect(page.locator("#source")).not_to_be_visible()
    assert "speech=" not in page.url
    expect(page.locator(".hit").first).to_be_visible()


def test_a_speech_that_is_not_there_is_told(visit: Visit) -> None:
    page = visit(path="/?speech=0000000000000000&at=1-2")
    expect(reader(page).locator(".refused")).to_be_visible()


def test_a_conversation_survives_a_reload_until_it_is_begun_anew(visit: Visit) -> None:
    page = visit()
    ask(page, "2018年办事大厅是怎么讲的")
    ask(page, "那2020年呢")
    page.locator("#order").get_by_text("最早").click()
    page.wait_for_function(
        "JSON.parse(document.querySelector('.turn:last-child').dataset.asked ?? '{}').sort == 'oldest'"
    )
    page.wait_for_timeout(1000)  # for the last of the passages
    said = page.locator(".hit .passage").all_text_contents()
    asked = page.locator(".question").all_inner_texts()
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn:last-child .hit").first).to_be_visible()
    assert page.locator(".question").all_inner_texts() == asked
    assert page.locator(".hit .passage").all_text_contents() == said
    page.locator(".turn:last-child .hit .open").first.click()
    expect(reader(page).locator("mark.current").first).to_be_in_viewport()
    page.locator("#new").click()
    expect(page.locator(".welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    assert page.locator(".turn").count() == 0


def test_a_question_is_not_lost_by_a_reload_while_it_is_looked_for(visit: Visit) -> None:
    page = visit()
    for question in ("巡河记录", "采砂船", "办事大厅"):
        before = page.locator(".turn").count()
        field(page).fill(question)
        field(page).press("Enter")
        page.locator(".turn").nth(before).wait_for()
        page.reload()  # what is logged as a fault fails the test in the end
        page.locator(".turn").nth(before).locator(".hit").first.wait_for()
    expect(page.locator(".question")).to_have_text(["巡河记录", "采砂船", "办事大厅"])
    ask(page, "谁讲的")
    expect(page.locator(".turn").last.locator(".chip")).to_contain_text("按篇列出")
    expect(page.locator(".taken-as")).to_have_text("接上文，理解为：办事大厅")


def test_two_pages_of_one_visitor_do_not_mix(visit: Visit) -> None:
    one = visit()
    other = one.context.new_page()
    other.goto(one.url)
    other.locator("#fold[aria-expanded]").wait_for()
    ask(one, "巡河记录")
    ask(other, "采砂船")
    ask(one, "办事大厅")
    for page in (one, other):
        page.reload()
        page.locator(".turn:last-child .hit").first.wait_for()
    expect(one.locator(".question")).to_have_text(["巡河记录", "办事大厅"])
    expect(other.locator(".question")).to_have_text(["采砂船"])


def test_coming_back_from_another_page_finds_the_conversation_and_can_go_on(visit: Visit) -> None:
    page = visit()
    ask(page, "巡河记录")
    page.locator("#masthead").get_by_role("link", name="查提法").click()
    page.wait_for_url("**/wording/places*")
    page.go_back()
    page.locator(".turn:last-child .hit").first.wait_for()
    expect(page.locator(".question")).to_have_text(["巡河记录"])
    ask(page, "采砂船")
    expect(page.locator(".question")).to_have_text(["巡河记录", "采砂船"])


def test_a_page_that_the_browser_kept_aside_is_connected_anew(visit: Visit) -> None:
    page = visit()
    ask(page, "巡河记录")
    with page.expect_navigation():
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.locator(".turn:last-child .hit").first.wait_for()
    ask(page, "谁讲的")
    expect(page.locator(".taken-as")).to_have_text("接上文，理解为：巡河记录")


def test_the_reader_that_was_open_is_open_after_a_reload_and_goes_with_going_back(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.locator(".turn:last-child .hit .open").first.click()
    sentence = reader(page).locator("mark.current").text_content() or ""
    page.reload()
    expect(reader(page).locator("mark.current")).to_have_text(sentence)
    page.locator(".turn:last-child .hit").first.wait_for()
    page.go_back()
    expect(page.locator("#source")).not_to_be_visible()
    expect(page.locator(".question")).to_have_text([QUESTION])


def test_another_visitor_sees_nothing_of_it(visit: Visit) -> None:
    one = visit()
    ask(one, "巡河记录")
    one.locator("[data-collect]").first.click()
    other = visit()
    assert other.evaluate("[sessionStorage.length, localStorage.getItem('tifa.collection')]") == [0, None]
    assert other.locator(".turn").count() == 0


def test_keys_reach_the_question(visit: Visit) -> None:
    page = visit()
    ask(page, "巡河记录")
    ask(page, "采砂船")
    page.locator(".question").first.click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_have_value("采砂船")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_have_value("巡河记录")
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_value("采砂船")
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_value("")
    page.keyboard.type("以/为")  # not while typing
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_have_value("以/为")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator(".turn:nth-child(3) .hit").first.wait_for()
    expect(page.locator(".question").last).to_have_text("采砂船")


def test_a_set_filter_is_taken_away_with_its_field(visit: Visit) -> None:
    page = visit()
    page.locator("#fold").click()
    page.get_by_role("textbox", name="截止日期").fill("2018")
    ask(page, "办事大厅")
    chip = page.get_by_role("button", name="不按“至2018年”，重新查找")
    chip.click()
    expect(chip).to_have_count(0)
    expect(page.get_by_role("textbox", name="截止日期")).to_have_value("")
    expect(page.locator(".hit .source").filter(has_text="2020年")).not_to_have_count(0)
    assert page.locator(".turn").count() == 1


def test_a_verdict_is_given_explained_and_taken_back(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    hit = page.locator(".hit").first
    up = hit.get_by_role("button", name="这一段有用")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_be_focused()
    hit.get_by_label("补充一句（可不填）").fill("正是这一段")
    page.keyboard.press("Enter")
    expect(hit).to_contain_text("已提交，谢谢")
    page.reload()
    expect(up).to_have_attribute("aria-pressed", "true")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "false")


def test_passages_are_put_aside_ordered_and_taken_out(visit: Visit) -> None:
    page = visit(accept_downloads=True)
    ask(page, QUESTION)
    first, second = (page.locator(".hit").nth(number) for number in (0, 1))
    texts = [hit.locator(".passage").inner_text() for hit in (first, second)]
    for hit in (first, second):
        hit.get_by_role("button", name="收藏").click()
        expect(hit.get_by_role("button", name="收藏")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(first.get_by_role("button", name="收藏")).to_have_attribute("aria-pressed", "true")

    page.locator("#masthead .collection").click()
    kept = page.locator(".kept .passage")
    expect(kept).to_have_text(texts)
    page.get_by_role("button", name="下移").first.click()
    expect(kept).to_have_text(texts[::-1])
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 Word").click()
    assert download.value.suggested_filename == "收藏.docx"
    document = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    written = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert written[0] in texts[1] and "（" in written[-1]
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 Markdown").click()
    assert "办事大厅" in Path(download.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as download:
        page.get_by_role("button", name="存为 Excel").click()
    assert zipfile.is_zipfile(download.value.path())

    page.reload()
    page.locator("#masthead .collection").click()
    expect(kept).to_have_text(texts[::-1])
    page.locator(".kept a").first.click()
    expect(reader(page).locator("mark.current").first).to_be_in_viewport()
    taken = reader(page).get_by_role("button", name="收藏")
    expect(taken).to_have_attribute("aria-pressed", "true")  # the same place in its source
    taken.click()
    page.locator("#masthead .collection").click()
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="全部移出").click()
    page.get_by_role("button", name="再点一次，全部移出").click()
    expect(page.locator("#source")).to_contain_text("还没有收藏")


def test_earlier_questions_are_lines_and_a_conversation_is_found_again(visit: Visit) -> None:
    page = visit()
    ask(page, "办事大厅提过几次")
    short = page.locator(".turn:last-child .short")
    expect(short.locator(".said")).to_contain_text("“办事大厅”见于")
    ask(page, "采砂船怎么管")
    less_close = page.locator(".turn:last-child .hits.folded > .fold ~ .hit").first
    expect(less_close).not_to_be_visible()
    page.locator(".turn:last-child .rest").click()
    expect(page.locator(".turn:last-child .fold ~ .hit").first).to_be_visible()
    earlier = page.locator(".turn").first
    expect(earlier.locator(".short")).not_to_be_visible()
    earlier.locator(".question").click()
    expect(earlier.locator(".short")).to_be_visible()
    hit = page.locator(".turn:last-child .hit").first
    expect(hit.locator(".unfold")).to_have_attribute("aria-expanded", "false")
    hit.locator(".passage").click()
    expect(hit.locator(".unfold")).to_have_attribute("aria-expanded", "true")
    page.locator("#new").click()
    expect(page.locator(".welcome")).to_be_visible()
    page.locator("#talks button").first.click()
    page.locator("#talks-list").get_by_role("button", name="办事大厅提过几次", exact=True).click()
    expect(page.locator(".question")).to_have_text(["办事大厅提过几次", "采砂船怎么管"])
    page.emulate_media(media="print")
    expect(page.locator("#masthead")).not_to_be_visible()
    expect(page.locator(".turn:last-child .passage").first).to_have_css("-webkit-line-clamp", "none")


def test_a_long_conversation_changes_only_where_something_changed(visit: Visit) -> None:
    page = visit()
    ask(page, "巡河记录")
    expect(page.locator(".hit")).to_have_count(10)  # the first passages come before the others
    page.evaluate("document.querySelector('.turn').dataset.mine = 'untouched'")
    for question in ("采砂船", "办事大厅"):
        ask(page, question)
    assert page.locator(".turn").first.get_attribute("data-mine") == "untouched"


@pytest.fixture(scope="module")
def gates(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server for speeches about gates (a wording of three years, headings, a date in a file name)
    and about ferries."""
    folder = tmp_path_factory.mktemp("gates")
    for year, ending in ((2019, "谁也不许例外"), (2020, "谁也不能例外"), (2021, "谁也不能例外")):
        text = f"同志们：\n\n河道里的每一道闸门都要有人看、有人管、有人记，{ending}。\n\n散会。\n"
        path = folder / "库" / f"{year}.md"
        write_speech(path, text, title=f"{year}年闸门会上的讲话", speaker="县长", date=f"{year}-05-01")
    (folder / "库" / "20220603例会.txt").write_text(SECTIONS, encoding="utf-8")
    for number, sentence in enumerate(FERRIES):
        text = f"同志们：\n\n{sentence}，汛期里更要有人昼夜守着，一刻也不能离开。\n\n散会。\n"
        path = folder / "库" / f"渡口{number}.md"
        write_speech(path, text, title=f"第{number + 1}次渡口会上的讲话", speaker="县长", date=f"{2012 + number}-03-01")
    with serving(folder / "index", folder / "库") as server:
        yield server.address


IN_SIGHT = """(selector) => {
    const top = document.querySelector("#masthead").getBoundingClientRect().bottom;
    const foot = document.querySelector("#composer").getBoundingClientRect().top;
    const boxes = [...document.querySelectorAll(selector)].map((each) => each.getBoundingClientRect());
    return boxes.filter((box) => box.height && box.top >= top - 1 && box.bottom <= foot + 1).length;
}"""


@pytest.mark.parametrize(("size", "cards"), [((1440, 900), 5), ((390, 844), 3)], ids=["wide", "phone"])
def test_a_short_answer_and_the_best_passages_are_in_sight_at_once(
    browser: Browser, gates: str, size: tuple[int, int], cards: int
) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page.goto(gates)
    ask(page, "渡口安全责任怎么落实")
    sentences = page.locator(".short ol > li")
    expect(sentences).to_have_count(5)
    page.wait_for_function(f"({IN_SIGHT})('.hits > .hit') >= {cards} && ({IN_SIGHT})('.short ol > li') === 5")

    folded = page.locator(".short").bounding_box()
    page.get_by_role("button", name="全部", exact=True).click()
    unfolded = page.locator(".short").bounding_box()
    assert folded and unfolded and folded["height"] < unfolded["height"]
    page.locator(".short q").first.click()
    assert page.locator(".short").bounding_box() == folded
    page.emulate_media(media="print")  # on paper they are whole
    expect(sentences.first.locator("q")).to_have_css("-webkit-line-clamp", "none")
    page.close()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "phone"])
def test_a_bare_fragment_shows_its_wordings_first_and_its_passages_with_them(
    browser: Browser, gates: str, size: tuple[int, int]
) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page.goto(gates)
    ask(page, "有人看、有人管、有人记")
    expect(page.locator(".found").first).to_contain_text("一字不差的见于 3 篇讲话。")
    years = page.locator(".through-years")
    expect(years.locator("h3")).to_have_text("历年写法")
    expect(years.locator(".glance")).to_have_text("同此写法20212020另有写法2019")
    tops = [page.evaluate(f"document.querySelector('{part}').offsetTop") for part in (".through-years", ".hits")]
    assert tops[0] < tops[1]
    passage = page.locator(".hit .passage").first.bounding_box()
    composer = page.locator("#card").bounding_box()
    assert passage and composer and passage["y"] < composer["y"]  # in sight without scrolling

    changed = years.locator(".wording-text:has(mark)").first
    expect(changed).not_to_be_visible()
    years.locator(".unfold summary").focus()
    page.keyboard.press("Enter")
    expect(changed.locator("mark")).to_have_text("许")
    expect(changed.locator(".instead")).to_have_text("〔最近：能〕")
    years.locator(".opens").first.click()
    expect(page.locator("#source mark.current")).to_contain_text("有人看、有人管、有人记")
    page.close()


def test_every_place_of_a_fragment_is_a_click_away(browser: Browser, gates: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(gates)
    ask(page, "有人看、有人管、有人记")
    page.get_by_role("link", name="逐处列出").click()
    expect(page.locator(".found").first).to_have_text("在 3 篇讲话中共 3 处。")
    page.close()


def test_a_question_that_leads_on_is_asked_by_a_click(browser: Browser, gates: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(gates)
    ask(page, "登记和回话有什么规矩？")
    next_question = page.locator(".next button").first
    said = next_question.inner_text()
    next_question.click()
    page.locator(".turn:nth-child(2) .hit").first.wait_for()
    expect(page.locator(".question").last).to_have_text(said)
    page.close()


def test_the_reason_of_an_inferred_value_is_read_by_touch(browser: Browser, gates: str) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(gates)
    ask(page, "登记和回话有什么规矩？")
    hit = page.locator(".hit").filter(has_text="诉求").first
    expect(hit.locator(".inferred-date")).to_have_attribute("title", "据文件名“20220603”推断")
    expect(page.locator("#talk .inferred-note")).to_have_count(1)  # once for all cards; they carry no sign of their own
    expect(hit.locator(".inferred")).to_have_count(0)
    hit.locator(".title").tap()
    note = page.locator("#source .inferred [role=note]").filter(has_text="20220603")
    expect(note).not_to_be_visible()
    sign = page.locator("#source .inferred").filter(has_text="20220603").locator("summary")
    sign.tap()
    expect(note).to_be_visible()
    expect(note).to_have_text("据文件名“20220603”推断")
    page.keyboard.press("Escape")  # folds it in again, and the place of the keyboard is where it was
    expect(note).not_to_be_visible()
    expect(sign).to_be_focused()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    page.close()


# --- accessibility ---------------------------------------------------------------------------------------------


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now: how bad, which rule, where."""
    page.wait_for_timeout(300)  # colours fade in
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [f"{each['impact']}: {each['id']} at {each['nodes'][0]['target']}" for each in found]


@pytest.mark.skipif(not AXE.is_file(), reason="ACCESSIBILITY NOT CHECKED: no axe-core (sh tests/browser/install.sh)")
@pytest.mark.parametrize(
    ("locale", "size", "scheme"),  # the library's views are looked at with the other sizes and lights
    [("zh-CN", (390, 844), "dark"), ("en-GB", (1440, 900), "light")],
)
def test_every_state_is_accessible(visit: Visit, locale: str, size: tuple[int, int], scheme: str) -> None:
    question = {"zh-CN": "2020年接诉即办", "en-GB": "2020 library doors"}[locale]
    page = visit(locale=locale, size=size, color_scheme=scheme, reduced_motion="reduce")
    assert violations(page) == []
    page.locator("#fold").click()
    assert violations(page) == []
    page.locator("#fold").click()
    ask(page, question)
    page.locator(".thumb").first.click()
    page.locator(".remark input").wait_for()
    page.locator("[data-collect]").first.click()
    assert violations(page) == []
    page.locator(".turn:last-child .hit .open").first.click()
    reader(page).locator("mark").first.wait_for()
    assert violations(page) == []
    page.locator("#source .close").click()
    page.locator("#masthead .collection").click()
    page.locator("#source .kept").wait_for()
    assert violations(page) == []
    page.locator("#source [data-begins]").click()
    page.locator("dialog[open]").get_by_role("textbox").fill("甲")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.locator("#source [data-drops]").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]

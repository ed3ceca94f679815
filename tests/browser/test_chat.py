"""The chat as a visitor meets it, in a real browser."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from indexer.build import build
from retriever import Retriever
from tests.browser.conftest import NASTY, Visit, serving
from tests.conftest import write_speech

pytestmark = pytest.mark.browser

QUESTION = "办事大厅的帮办席位是怎么要求的"


def field(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#question textarea")


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, wait for the passages."""
    before = page.locator(".turn").count()
    field(page).fill(question)
    field(page).press("Enter")
    page.locator(f".turn:nth-child({before + 1}) .hit").first.wait_for()


def test_from_the_first_visit_to_the_marked_sentence_in_its_speech(visit: Visit, address: str) -> None:
    page = visit()
    expect(page.locator(".library")).to_contain_text("篇讲话")
    ask(page, QUESTION)
    first = page.locator(".hit").first
    expect(page.locator(".found").first).to_contain_text("列出最相关的")
    expect(first.locator(".source")).to_contain_text("2020年3月")
    expect(first.locator(".title")).to_have_text("在2020年全县经济工作会议上的讲话")
    sentence = first.locator("mark").inner_text()
    assert sentence in "办事大厅要设立帮办席位，老年人办事有人陪、有人教、有人代填表格，不能让一部手机把人挡在门外。"

    first.locator(".open").click()
    reader = page.locator("#source .reader")
    expect(reader.locator("mark.current")).to_have_text(sentence)
    expect(reader.locator("mark.current")).to_be_in_viewport()
    expect(reader.locator(".outlined")).to_contain_text(sentence)
    expect(reader.locator(".speech")).to_contain_text("稳就业是今年头一件大事")
    expect(reader.locator("h2")).to_contain_text("在2020年全县经济工作会议上的讲话")
    expect(first).to_have_class(re.compile(r"\bcurrent\b"))

    page.keyboard.press("Escape")
    expect(page.locator("#source")).not_to_be_visible()
    expect(first.locator(".open")).to_be_focused()
    first.locator(".open").click()  # the same place again
    expect(reader.locator("mark.current")).to_be_in_viewport()
    reader.locator(".close").click()
    expect(page.locator("#source")).not_to_be_visible()


def test_an_example_is_asked_by_a_click(visit: Visit) -> None:
    page = visit(locale="zh-CN")
    example = page.locator(".example").first
    said = example.inner_text()
    assert "把群众的急事难事办在前面" in said
    example.click()
    expect(page.locator(".question")).to_have_text(said)
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "path", "tag", "expected"),
    [
        ("zh-CN", "/", "zh-CN", ["查找", "排序", "筛选", "最近", "新的对话"]),
        ("en-GB", "/", "en", ["Search", "Order", "Filters", "Newest", "New conversation"]),
        ("zh-CN", "/?lang=en", "en", ["Search", "Order", "Filters", "Newest"]),
        ("en-GB", "/?lang=zh", "zh-CN", ["查找", "排序", "筛选", "最近"]),
    ],
)
def test_a_page_speaks_one_language(visit: Visit, locale: str, path: str, tag: str, expected: list[str]) -> None:
    page = visit(locale=locale, path=path)
    assert page.evaluate("document.documentElement.lang") == tag
    page.locator("#fold").click()
    page.locator(".welcome ul[lang]").evaluate_all(
        "lists => lists.forEach((list) => list.remove())"
    )  # the library's own
    shown = page.locator("body").inner_text()
    for word in expected:
        assert word in shown
    chrome = " ".join(line for line in shown.splitlines() if "Tifa" not in line and line not in ("English", "中文"))
    if tag == "en":
        assert not re.search(r"[\u3400-\u9fff]", chrome), chrome
    else:
        assert not re.search(r"[A-Za-z]{3,}", chrome), chrome


def test_the_other_language_is_one_click_away(visit: Visit) -> None:
    page = visit(locale="en-GB")
    page.locator(".switch").click()
    expect(page.locator(".welcome h1")).to_have_text("查一查，以往是怎么讲的")
    expect(page).to_have_title("提法 · 查讲话稿")


def test_an_answer_in_english(visit: Visit) -> None:
    page = visit(locale="en-US")
    ask(page, "Where does nobody ask what you earn before they hand you a book?")
    expect(page.locator(".found").first).to_have_text(re.compile(r"^Closest to the question: \d+ passages? from \d+"))
    expect(page.locator(".hit").first.locator(".open")).to_have_text("Open source")
    ask(page, "How are satellites kept in orbit?")
    last = page.locator(".turn").last
    expect(last.locator(".found")).to_have_text(re.compile(r"^The library may hold nothing that answers this"))


def test_on_a_phone_the_reader_is_a_drawer(visit: Visit) -> None:
    page = visit(size=(390, 844), has_touch=True, is_mobile=True)
    ask(page, QUESTION)
    page.locator(".turn:last-child .hit .title").first.tap()
    drawer = page.locator("#source .reader")
    expect(drawer.locator("mark.current")).to_be_in_viewport()
    expect(drawer).to_have_attribute("aria-modal", "true")
    assert page.evaluate("document.getElementById('source').offsetWidth") == 390
    assert page.evaluate("document.getElementById('left').inert") is True
    drawer.locator(".close").tap()
    expect(page.locator("#source")).not_to_be_visible()
    assert page.evaluate("document.getElementById('left').inert") is False
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_speech_full_of_html_is_shown_character_for_character(
    visit: Visit, nasty_library: Path, address: str
) -> None:
    page = visit()
    ask(page, "“防汛值班表里混进了这样一行”")
    hit = page.locator(".hit").first
    passage = hit.locator(".passage")
    assert NASTY in passage.inner_text()
    assert NASTY in passage.text_content()  # type: ignore[operator]
    assert "<b>" in hit.locator(".title").inner_text()
    assert "值班员<i>" in hit.locator(".source").inner_text()
    assert passage.locator("script, img, b, strong, em, code, .katex").count() == 0

    hit.locator(".open").click()
    expect(page.locator("#source .outlined").first).to_be_visible()
    assert NASTY in page.locator("#source .speech").inner_text()
    assert page.evaluate("window.broken") is None


def test_a_passage_is_shown_and_copied_exactly(visit: Visit, address: str, tmp_path: Path, nasty_library: Path) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    hit = page.locator(".hit").first
    shown = hit.locator(".passage").inner_text()
    whole = (nasty_library / "年会" / "2020年.md").read_text(encoding="utf-8")
    assert shown in whole

    hit.get_by_text("复制", exact=True).click()
    expect(page.locator("#said")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == shown
    hit.get_by_text("复制并注明出处").click()
    cited = "（云岭县委书记：在2020年全县经济工作会议上的讲话，2020年3月）"
    page.wait_for_function("async text => (await navigator.clipboard.readText()) === text", arg=shown + cited)


def test_enter_while_an_input_method_composes_asks_nothing(visit: Visit) -> None:
    page = visit()
    field(page).focus()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "banshi", "selectionStart": 6, "selectionEnd": 6})
    for key, number in (("Process", 229), ("Enter", 13)):  # as browsers say it of a key that the input method takes
        for kind in ("rawKeyDown", "keyUp"):
            press = {"type": kind, "key": key, "code": "Enter", "windowsVirtualKeyCode": number}
            devtools.send("Input.dispatchKeyEvent", press)
    for composing, code in ((True, 13), (False, 229)):
        page.evaluate(
            """([isComposing, keyCode]) => {
                const target = document.querySelector('#question textarea');
                for (const kind of ['keydown', 'keypress', 'keyup'])
                    target.dispatchEvent(new KeyboardEvent(kind, {
                        key: 'Enter', code: 'Enter', bubbles: true, cancelable: true,
                        isComposing, keyCode, which: keyCode
                    }));
            }""",
            [composing, code],
        )
    page.wait_for_timeout(700)
    assert page.locator(".turn").count() == 0
    assert field(page).input_value() == "banshi"

    devtools.send("Input.insertText", {"text": "办事大厅"})  # the input method hands its words over
    assert field(page).input_value() == "办事大厅"
    field(page).press("Enter")
    page.locator(".hit").first.wait_for()


def test_shift_enter_makes_a_line(visit: Visit) -> None:
    page = visit()
    field(page).press_sequentially("甲")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("乙")
    assert field(page).input_value() == "甲\n乙"
    assert page.locator(".turn").count() == 0


def test_questions_that_cannot_be_asked_are_told_why(visit: Visit) -> None:
    page = visit()
    field(page).fill("   ")
    field(page).press("Enter")
    expect(page.locator("#said")).to_have_text("请先输入问题或提法")
    expect(page.locator(".welcome")).to_be_visible()
    expect(field(page)).to_be_focused()
    field(page).fill("长" * 2001)
    field(page).press("Enter")
    expect(page.locator(".refused")).to_contain_text("上限是")
    expect(page.locator(".refused")).to_contain_text("2001")
    expect(field(page)).to_have_value("长" * 2001)

    english = visit(locale="en-GB")
    english.locator("#send").click()
    expect(english.locator("#said")).to_have_text("Type a question or a wording first")
    assert english.locator(".turn").count() == 0


def test_filters_and_order(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#filters")).not_to_be_visible()
    page.locator("#fold").click()
    expect(page.locator("#fold")).to_have_attribute("aria-expanded", "true")
    page.get_by_role("textbox", name="起始日期").fill("2018")
    page.get_by_role("textbox", name="截止日期").fill("2020")
    expect(page.locator("#fold")).to_have_text("筛选（2 项）")
    ask(page, "办事大厅")
    scope = page.locator("[data-field]")
    expect(scope).to_have_text(["2018年起×", "至2020年×"])
    page.locator("#order").get_by_text("最早").click()
    expect(page.locator(".hit").first.locator(".source")).to_contain_text("2018年3月5日")
    page.locator("#order").get_by_text("最近").click()
    expect(page.locator(".hit").first.locator(".source")).to_contain_text("2020年3月")
    assert page.locator(".turn").count() == 1

    page.get_by_role("button", name="清除条件").click()
    expect(page.locator("#fold")).to_have_text("筛选")
    expect(page).to_have_url(re.compile(r"/$"))
    page.get_by_role("button", name="按此条件重查上一问").click()
    expect(scope).to_have_count(0)
    page.locator("#new").click()  # the answer may not be whole yet
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_the_years_are_a_range_to_drag_and_filters_stand_in_the_address(visit: Visit) -> None:
    page = visit("/zh/?speaker=县长")
    expect(page.locator("#fold")).to_have_text("筛选（1 项）")
    page.locator("#fold").click()
    oldest, newest = (page.get_by_role("slider", name=name) for name in ("起始日期", "截止日期"))
    oldest.focus()
    page.keyboard.press("ArrowRight")
    start = page.get_by_role("textbox", name="起始日期")
    expect(start).to_have_value(re.compile(r"^\d{4}$"))
    expect(page).to_have_url(re.compile(f"date_from={start.input_value()}&speaker="))
    page.get_by_role("textbox", name="截止日期").fill("2018")
    expect(newest).to_have_attribute("aria-valuetext", "2018")  # the range follows what is typed
    page.reload()
    expect(page.locator("#fold")).to_have_text("筛选（3 项）")


def test_several_speakers_are_ticked_as_on_the_other_pages(visit: Visit) -> None:
    page = visit()
    page.locator("#fold").click()
    speakers = page.locator("#filter-bar .several")
    speakers.locator("summary").click()
    ticks = speakers.get_by_role("checkbox")
    names = [ticks.nth(place).get_attribute("value") or "" for place in (0, 1)]
    for name in names:
        speakers.get_by_label(name, exact=True).check()
    expect(page.locator("#fold")).to_have_text("筛选（2 项）")
    speakers.get_by_role("button", name="确定").click()
    expect(speakers.locator(".held")).to_have_text("、".join(names))
    expect(speakers.locator(".list")).not_to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"speaker": names}
    ask(page, "办事大厅")
    expect(page.locator("[data-field]")).to_have_text([f"讲话人“{'、'.join(names)}”×"])

    page.get_by_role("navigation", name="各页").get_by_text("语料库").click()
    expect(page.locator(".filter-chips li a:not(.clear)")).to_have_count(2)
    page.go_back()
    page.reload()
    expect(page.locator("#fold")).to_have_text("筛选（2 项）")
    page.locator("#fold").click()
    page.get_by_role("button", name="清除条件").click()
    expect(speakers.locator(".held")).to_have_text("不限")
    expect(speakers.locator("input:checked")).to_have_count(0)


def test_a_follow_up_continues_the_answer(visit: Visit) -> None:
    page = visit()
    ask(page, "2018年办事大厅是怎么讲的")
    expect(page.locator(".hit .source").first).to_contain_text("2018年3月5日")
    ask(page, "那2020年呢")
    second = page.locator(".turn:last-child")
    expect(second.locator(".chip")).to_have_text("2020 年×")
    for source in second.locator(".source").all():
        expect(source).to_contain_text("2020年")
    page.locator("#new").click()
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, "2018年办事大厅是怎么讲的")
    expect(page.locator(".turn")).to_have_count(1)


def test_what_was_understood_is_taken_away_by_its_chip(visit: Visit) -> None:
    page = visit()
    ask(page, "2018年在全县经济工作会议上对办事大厅怎么讲的")
    chips = page.locator("button.chip")
    expect(chips).to_have_text(["2018 年×", "场合“经济工作会议”×"])
    assert {text[:5] for text in page.locator(".source span:nth-child(2)").all_inner_texts()} == {"2018年"}

    page.get_by_role("button", name="不按“2018 年”，重新查找").focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_text(["场合“经济工作会议”×"])
    expect(chips).to_be_focused()
    assert {text[:5] for text in page.locator(".source span:nth-child(2)").all_inner_texts()} > {"2018年", "2020年"}
    chips.click()
    expect(chips).to_have_count(0)
    expect(page.locator(".found")).to_be_focused()
    expect(page.locator(".turn")).to_have_count(1)


def test_chips_stay_inside_a_phone(visit: Visit) -> None:
    page = visit(size=(390, 844), has_touch=True, is_mobile=True)
    ask(page, "2018年在全县经济工作会议上对办事大厅怎么讲的")
    expect(page.locator("button.chip")).to_have_count(2)
    ask(page, "2011年办事大厅是怎么讲的")
    expect(page.locator(".turn:last-child .chip.off")).to_have_text("2011 年")
    expect(page.locator(".turn:last-child .why")).to_have_text("库内没有符合“2011年”的讲话，未按此筛选。")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_question_sent_while_another_is_pending_waits_for_its_turn(visit: Visit) -> None:
    page = visit()
    page.evaluate("""for (const question of ["巡河记录", "采砂船", "办事大厅"]) {
      const field = document.querySelector("#question textarea");
      field.value = question;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    }""")
    expect(page.locator(".question")).to_have_text(["巡河记录", "采砂船", "办事大厅"])
    expect(page.locator(".turn:not([data-coming])")).to_have_count(3)
    expect(page.locator(".hits")).to_have_count(3)


def test_two_visitors_do_not_meet(visit: Visit) -> None:
    one, other = visit(), visit(locale="en-GB")
    ask(one, "巡河记录")
    assert other.locator(".turn").count() == 0
    ask(other, "library doors")
    ask(one, "采砂船")
    assert [question.inner_text() for question in one.locator(".question").all()] == ["巡河记录", "采砂船"]
    assert [question.inner_text() for question in other.locator(".question").all()] == ["library doors"]


SEEN = """
window.seen = [];
new MutationObserver(() => {
  const turn = document.querySelector(".turn:last-child");
  if (turn) window.seen.push([!!turn.querySelector(".found:not(.waiting)"), turn.querySelectorAll(".hit").length]);
}).observe(document.querySelector(".talk"), { childList: true, subtree: true });
"""


def test_the_first_words_do_not_wait_for_the_passages(visit: Visit) -> None:
    """A busy browser may draw two steps at once, so one of several answers is enough to see them apart."""
    page = visit()
    page.evaluate(SEEN)
    apart = 0
    for question in ("办事大厅", "巡河记录怎么交接", "采砂船只", QUESTION):
        page.evaluate("window.seen = []")
        ask(page, question)
        page.locator(".turn").last.locator(".more, .next, .hit:nth-child(4)").first.wait_for(state="attached")
        seen = page.evaluate("window.seen")
        assert seen == sorted(seen)  # first a sign of waiting, then words, then more and more passages
        apart += [True, 0] in seen and [True, 3] in seen and seen[-1][1] > 3
    assert apart


def test_a_long_list_comes_as_it_is_asked_for(visit: Visit) -> None:
    page = visit()
    ask(page, "办事大厅")
    more = page.locator(".more")
    more.wait_for()
    assert page.locator(".hit").count() == 10
    texts = page.locator(".hit .passage").all_inner_texts()
    more.click()
    page.locator(".hit:nth-child(11)").wait_for()
    assert page.locator(".hit .passage").all_inner_texts()[:10] == texts


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_systems_light(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert ground == {"light": "rgb(246, 244, 239)", "dark": "rgb(21, 23, 26)"}[scheme]


def test_new_speeches_come_without_a_restart_and_the_page_outlives_one(browser: Browser, tmp_path: Path) -> None:
    corpus, index = tmp_path / "库", tmp_path / "index"
    write_speech(
        corpus / "一.md", "同志们：\n\n桥头的路灯要在入冬以前全部亮起来。\n", title="路灯会上的讲话", date="2020"
    )
    build([corpus], index)
    with serving(index, corpus) as server:
        assert "passages embedded: 0." in server.said
        page = browser.new_page(locale="zh-CN")
        page.goto(server.address)
        ask(page, "桥头的路灯")
        write_speech(corpus / "二.md", "同志们：\n\n渡口的缆绳每个月要换一次。\n", title="渡口会上的讲话", date="2021")
        build([corpus], index)
        ask(page, "渡口的缆绳")
        expect(page.locator(".turn:last-child .title").first).to_have_text("渡口会上的讲话")
    expect(page.locator("#lost")).to_contain_text("连接已断开")
    field(page).fill("谁讲的")
    field(page).press("Enter")
    field(page).fill("还没问")
    expect(page.locator("#waiting li")).to_contain_text("谁讲的")
    port = server.address.rsplit(":", 1)[1]
    with serving(index, corpus, options=("--port", port)):
        expect(page.locator(".question")).to_have_text(["桥头的路灯", "渡口的缆绳", "谁讲的"])
        expect(page.locator(".turn:last-child .found:not(.waiting)")).to_be_visible()
        expect(page.locator("#lost, #waiting li")).to_have_count(0)
        expect(field(page)).to_have_value("还没问")
        page.close()
    with Retriever.open(index) as retriever:
        assert retriever.status().speeches == 2

"""The page of the library as people meet it, in a real browser. Each test changes a part of the library of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.conftest import NASTY, Open, Served, serving
from tests.browser.test_ask_page import AXE, violations
from tests.conftest import write_speech

pytestmark = pytest.mark.browser

VIEWS = ("speeches", "dates", "versions", "uploads", "troubles", "marked", "removed", "picture&researcher=1")
REBUILT = 180_000  # milliseconds that a rebuild, which lets others go first, may take on a busy machine

SLUICE = "闸门每天早晚各看一次，看过的人要在闸房的本子上签字，少一个字都要问清楚。"
PUMP = "泵房的钥匙一式三把，交接的时候三把都要摆在桌上。"
FERRY = "渡口的末班船改到晚上九点，等得到最后一个下夜班的人，才许收缆。"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two texts of one speech, one speech dated by its file name, one full of what is not meant as text, a bad file."""
    folder = tmp_path_factory.mktemp("changed") / "水利库"
    for state, last in (("征求意见稿", "散会。"), ("定稿", "现在散会。")):
        title = f"在闸门管护会上的讲话（{state}）"
        text = f"同志们：\n\n{SLUICE}\n\n夜里听见水声不对，先关闸、再报告、后查原因。\n\n{last}\n"
        write_speech(folder / "闸" / f"闸门（{state}）.md", text, title=title, speaker="水利局局长", date="2021-04")
    write_speech(folder / "渡" / "渡口_2022-05-06.md", f"各位：\n\n{FERRY}\n", title="念给船工的话", speaker="船队队长")
    write_speech(folder / "泵" / "泵房_2023.md", f"各位：\n\n{PUMP}\n", title="交接泵房时的话", date="2023-03-04")
    write_speech(folder / "仓" / "仓库.md", "各位：\n\n沙袋点过数再上锁。\n", title="清点沙袋时的话", date="2020-06-01")
    nasty = {"title": f"值班{NASTY}", "speaker": "<i>值班员</i>", "date": "2023", "text": f"请照念：{NASTY}\n"}
    (folder / "值班.jsonl").write_text(json.dumps(nasty, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"not a document")
    (folder / "名单（机密）.txt").write_text("同志们：\n\n这一页不许带出去。\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(corpus: Path, browser: Browser) -> Iterator[Served]:
    """A server for it."""
    with serving(corpus.parent / "index", corpus) as server:
        yield server


def row(page: Page, title: str) -> Locator:
    """The row of the speech with this title."""
    return page.locator(".speeches tbody tr").filter(has=page.get_by_role("link", name=title, exact=True))


def settled(page: Page) -> None:
    """Waits until a rebuild has begun and ended."""
    expect(page.locator("#rebuild")).to_contain_text("更新完成", timeout=REBUILT)


def test_an_upload_is_answered_about(open_page: Open) -> None:
    page = open_page("/zh/library?view=uploads")
    held = page.locator("#masthead .library")
    before = held.inner_text()
    text = "同志们：\n\n堤上的柳树每年补种三千棵，谁种谁管，三年不活要说明原因。\n"
    sent = {"name": "2024-03-12在补种会上的讲话.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("[data-files]").set_input_files([sent])  # type: ignore[list-item]
    report = page.locator(".files li").filter(has_text="补种会")
    expect(report.locator(".state")).to_contain_text("已收入 1 篇", timeout=REBUILT)
    settled(page)
    expect(held).not_to_have_text(before)
    after = held.inner_text()
    page.reload()
    expect(held).to_have_text(after)

    report.get_by_role("link").click()
    expect(page.locator("#source .speech")).to_contain_text("三年不活要说明原因")
    page.goto(page.url.partition("/zh/")[0] + "/zh/wording/places?q=柳树")
    expect(page.locator(".found")).to_have_text("在 1 篇讲话中共 1 处。")
    expect(page.locator(".kwic td.where")).to_contain_text("2024年3月12日")


def test_of_each_file_it_is_said_what_became_of_it(browser: Browser, served: Served) -> None:
    def named(name: str, content: str) -> FilePayload:
        return {"name": name, "mimeType": "", "buffer": content.encode()}

    page = browser.new_page()  # not `open_page`: a refusal is an error to the browser, which reports it
    served.let_change(page.context)
    page.goto(f"{served.address}/zh/library?view=uploads")
    told_of_lamps = (
        "灯罩要擦",
        "灯泡先领后装",
        "电线离树三尺",
        "夜里两人一组",
        "梯子用完归库",
        "坏灯当天报修",
        "灯下不许堆物",
        "电费按月公示",
    )
    lamps = [named("路灯.txt", f"同志们：\n\n{each}。\n") for each in told_of_lamps]
    strange = named("灯 #%&+'\"<i>.txt", "同志们：\n\n灯杆要编号。\n")
    secret = named("灯杆.txt", "秘密★5年\n\n同志们：\n\n灯杆的位置不许外传。\n")
    page.locator("[data-files]").set_input_files([*lamps, lamps[0], strange, secret, named("灯.zip", "PK")])
    expect(page.locator(".sum")).to_have_text("共 12 个文件，已处理 12 个：收下 9 个，未收下 3 个。")
    told = page.locator(".sending li")
    expect(told.filter(has_text="内容相同")).to_have_count(1)
    expect(told.filter(has_text="存为“路灯 (8).txt”")).to_have_count(1)
    expect(told.filter(has_text="存为“灯 #%&+'__i_.txt”")).to_have_count(1)
    expect(told.filter(has_text="标有密级“秘密”，未收下，上传的内容已当即删除")).to_have_count(1)
    expect(told.filter(has_text="解压")).to_have_count(1)
    lit = page.locator(".files > li").filter(has_text="灯").locator(".taken")
    expect(lit.filter(has_text="已收入 1 篇")).to_have_count(9, timeout=REBUILT)
    expect(told.filter(has_text="秘密")).to_have_count(1)  # what was refused stays in sight
    page.close()


def test_files_are_dropped(open_page: Open) -> None:
    page = open_page("/zh/library?view=uploads")
    chooser = page.locator("[data-files]").element_handle()
    page.evaluate(
        """(text) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], "泵房.txt"));
          for (const kind of ["dragover", "drop"]) {
            document.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
          }
        }""",
        "同志们：\n\n泵房的钥匙一式三把，交接的时候三把都要见到。\n",
    )
    report = page.locator(".files li").filter(has_text="泵房.txt")
    expect(report.locator(".state")).to_contain_text("已收入 1 篇", timeout=REBUILT)
    # Somebody who is choosing files meanwhile still has a place to put them.
    assert chooser.evaluate("(node) => node.isConnected")

    # Of what follows little can be read, so somebody is asked; nothing is kept before the answer.
    small = "泵房的钥匙要有两个人管。"
    table = f"说明\t{small * 20}\n标题\t正文\n钥匙\t{small}\n"
    lost = {"name": "泵房.tsv", "mimeType": "text/plain", "buffer": table.encode()}
    for answer in ("取消", "确定"):
        page.locator("[data-files]").set_input_files([lost])
        expect(page.locator("#sure p")).to_contain_text("这是讲话的全文吗")
        page.locator("#sure").get_by_role("button", name=answer).click()
        if answer == "取消":
            expect(page.locator(".sending li")).to_contain_text("未收下")
    kept = page.locator(".files li").filter(has_text="泵房.tsv")
    expect(kept.locator(".state")).to_contain_text("已收入 1 篇", timeout=REBUILT)


def test_an_edit_is_kept_over_a_rebuild_and_the_file_is_left_alone(open_page: Open, corpus: Path) -> None:
    files = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    page = open_page("/zh/library")
    expect(page.locator("main")).to_contain_text("原文件一字不动")
    row(page, "清点沙袋时的话").locator("td.occasion button").click()
    page.keyboard.type("防汛清点会")
    page.keyboard.press("Enter")
    expect(row(page, "清点沙袋时的话").locator("td.occasion")).to_have_text("防汛清点会")
    settled(page)
    expect(page.locator(".waits")).to_have_count(0, timeout=REBUILT)
    page.get_by_role("button", name="重新查看文件夹").click()
    settled(page)
    page.reload()
    expect(row(page, "清点沙袋时的话").locator("td.occasion")).to_have_text("防汛清点会")

    # The whole library has it, and it can be taken back.
    page.goto(page.url.partition("/zh/")[0] + "/zh/library?occasion=防汛清点会")
    expect(page.locator(".speeches tbody tr")).to_have_count(1)
    page.locator("td.occasion button").click()
    page.get_by_role("button", name="恢复原样").click()
    expect(page.locator(".hint")).to_have_text("没有符合条件的讲话，请放宽条件。", timeout=REBUILT)
    assert {path: path.read_bytes() for path in files} == files


def test_a_whole_folder_is_filled_in(open_page: Open) -> None:
    page = open_page("/zh/library")
    page.get_by_text("整个文件夹一起填写").click()
    filling = page.locator("details.many form")
    filling.get_by_label("文件夹").select_option("水利库/闸")
    filling.get_by_label("填写哪一项").select_option("origin")
    filling.get_by_label("来源").select_option("superior")
    filling.get_by_role("button", name="填写", exact=True).click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("文件夹“闸”中有 2 篇讲话的“来源”将改为“上级”，原为：不详 2 篇。")
    asked.get_by_role("button", name="取消").click()
    expect(page.locator(".speeches td.origin").filter(has_text="上级")).to_have_count(0)
    filling.get_by_role("button", name="填写", exact=True).click()
    asked.get_by_role("button", name="确定").click()
    expect(page.locator("#notice")).to_contain_text("改动 2 篇")
    expect(page.locator(".speeches td.origin").filter(has_text="上级")).to_have_count(2)
    settled(page)
    expect(page.locator(".speeches td.origin").filter(has_text="上级")).to_have_count(2)


def test_delete_undo_and_delete_for_good(open_page: Open, corpus: Path) -> None:
    page = open_page("/zh/library")
    row(page, "交接泵房时的话").get_by_role("button", name="移除").click()
    expect(page.locator("#notice")).to_contain_text("已移除 泵/泵房_2023.md。")
    page.locator("#notice").get_by_role("button", name="撤销").click()
    expect(page.locator("#notice")).to_contain_text("已恢复")
    settled(page)
    expect(row(page, "交接泵房时的话")).to_have_count(1)

    row(page, "交接泵房时的话").get_by_role("button", name="移除").click()
    expect(page.locator("#notice")).to_contain_text("已移除")
    expect(page.locator("#rebuild")).to_contain_text("移除 1 个", timeout=REBUILT)
    page.get_by_role("navigation", name="语料库各栏").get_by_text("已移除").click()
    expect(page.locator(".files .title")).to_have_text("交接泵房时的话")
    page.get_by_role("button", name="彻底删除").click()
    dialog = page.locator("#sure")
    expect(dialog).to_contain_text("会留下：原文件仍在")
    dialog.get_by_role("button", name="取消").click()
    expect(page.locator(".files .title")).to_have_text("交接泵房时的话")
    page.get_by_role("button", name="彻底删除").click()
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator("#rebuild")).to_contain_text("彻底删除的文件：1 个", timeout=REBUILT)
    expect(page.locator(".view .hint")).to_have_text("没有移除的文件。")

    assert (corpus / "泵" / "泵房_2023.md").is_file()
    held = [path for path in (corpus.parent / "index").rglob("*") if path.is_file()]
    assert [path for path in held if "三把都要摆".encode() in path.read_bytes()] == []
    # Who deleted which file, and when, is what the audit log is for.
    assert [path.name for path in held if "泵房_2023".encode() in path.read_bytes()] == ["audit.jsonl"]


def test_versions_are_settled(open_page: Open) -> None:
    page = open_page("/zh/library?view=versions")
    card = page.locator(".versions-card").filter(has_text="闸门管护会")
    expect(card.locator(".members li")).to_have_count(2)
    expect(card.locator(".members li").first).to_contain_text("定稿")
    card.get_by_label("以此作准：在闸门管护会上的讲话（征求意见稿）").check()
    card.get_by_role("button", name="是同一讲话，以所选的作准").click()
    expect(card.locator(".said")).to_have_text("已确定：是同一讲话。")
    expect(card.locator(".members li").first).to_contain_text("征求意见稿")
    settled(page)
    expect(card.locator(".members li").first).to_contain_text("征求意见稿")

    card.get_by_role("button", name="重新考虑").click()
    card.get_by_role("button", name="不是同一讲话").click()
    expect(card.locator(".said")).to_contain_text("各算一篇")
    settled(page)
    page.get_by_role("navigation", name="语料库各栏").get_by_text("概貌").click()
    expect(page.locator("tr").filter(has_text="水利局局长")).to_contain_text("2 篇")


def test_a_date_is_confirmed_with_one_click(open_page: Open) -> None:
    page = open_page("/zh/library?view=dates")
    waiting = page.locator(".dates li").filter(has_text="念给船工的话")
    expect(waiting).to_contain_text("2022年5月6日")
    expect(waiting.locator(".why")).to_have_text("据文件名“2022-05-06”推断")
    waiting.get_by_role("button", name="日期无误").click()
    expect(waiting).to_have_count(0)
    settled(page)
    page.get_by_role("navigation", name="语料库各栏").get_by_text("讲话").click()
    expect(row(page, "念给船工的话").locator("td.date")).to_have_text("2022年5月6日")


def test_what_was_not_read_and_what_is_marked_are_listed_with_reasons(open_page: Open) -> None:
    page = open_page("/zh/library?view=troubles")
    expect(page.locator(".files li").filter(has_text="坏.docx")).to_contain_text("重新保存")
    page.get_by_role("navigation", name="语料库各栏").get_by_text("密级文件").click()
    expect(page.locator(".files li")).to_have_text(re.compile(r"名单（机密）.txt\s*机密，未收入"))


def test_a_speech_full_of_html_is_shown_as_text(open_page: Open) -> None:
    page = open_page("/zh/library")
    link = page.locator("a.title").filter(has_text="window.broken")
    assert "<script>window.broken = 1</script>" in link.inner_text()
    nasty = page.locator(".speeches tr").filter(has=link)
    expect(nasty.locator("td.speaker")).to_have_text("<i>值班员</i>")
    nasty.locator("td.place button").click()
    page.keyboard.type("<img src=x onerror='window.broken=3'>")
    page.keyboard.press("Enter")
    expect(nasty.locator("td.place")).to_have_text("<img src=x onerror='window.broken=3'>")
    nasty.get_by_role("button", name="移除").click()
    expect(page.locator("#notice")).to_contain_text("已移除")
    assert page.evaluate("window.broken") is None


def test_what_is_ticked_is_removed_after_a_question_and_comes_back_with_one_click(open_page: Open) -> None:
    page = open_page("/zh/library")
    titles = ["清点沙袋时的话", "念给船工的话"]
    rows = [page.locator(".speeches tr").filter(has_text=title) for title in titles]
    for row in rows:
        row.locator("[name=chosen]").check()
    remove = page.get_by_role("button", name="移除所选")
    remove.click()
    expect(page.get_by_role("dialog")).to_contain_text("移除所选的 2 篇？所在文件里共有 2 篇讲话，会一起移除。")
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.locator("tr.removed")).to_have_count(0, timeout=REBUILT)  # of an earlier test there may be one still
    remove.click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("#notice")).to_contain_text("已移除 2 个文件。")
    page.locator("#notice").get_by_role("button", name="撤销").click()
    expect(page.locator("#notice")).to_contain_text("已恢复 2 个文件")
    for title in titles:
        expect(page.locator("a.title").filter(has_text=title)).to_be_visible()


@pytest.mark.skipif(not AXE.is_file(), reason="ACCESSIBILITY NOT CHECKED: no axe-core (sh tests/browser/install.sh)")
@pytest.mark.parametrize(("lang", "size", "scheme"), [("zh", (1440, 900), "dark"), ("en", (390, 844), "light")])
def test_every_view_is_accessible_fits_and_keeps_its_language(
    open_page: Open, lang: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(f"/{lang}/library", size=size, color_scheme=scheme, reduced_motion="reduce")
    page.locator("td.occasion button").first.click()
    page.locator("[name=chosen]").first.check()
    page.locator("details.many summary").click()
    assert violations(page) == []
    for name in VIEWS:
        page.goto(page.url.partition("?")[0] + f"?view={name}")
        expect(page.locator(".views [aria-current]")).to_have_count(1)  # not in the page that asks again
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
        if lang == "en":
            said = page.locator(".views, .intro, .asking span, .found, .note, .hint, .send, .plain").all_inner_texts()
            assert [text for text in said if re.search(r"[\u3400-\u9fff]", text)] == []
        if name != "speeches":
            assert violations(page) == [], name


def test_each_drawing_of_the_picture_says_what_it_counts(open_page: Open) -> None:
    page = open_page("/zh/library?view=picture&researcher=1")
    for title in ("各年篇数", "各年字数"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_a_point_of_the_map_opens_its_speech_by_key_and_from_the_list(open_page: Open) -> None:
    page = open_page("/zh/library?view=picture&researcher=1")
    point = page.locator(".chart.themes a").first
    title = (point.get_attribute("aria-label") or "").partition("（主题 ")[0]
    point.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)
    address = urlsplit(page.url)
    assert address.path == "/zh/speech"
    page.go_back()
    # By its address: another speech may have the same title.
    listed = f'a[href="{address.path}?{address.query}"]'
    theme = page.locator(".legend details").filter(has=page.locator(listed))
    theme.locator("> summary").press("Enter")
    theme.locator(listed).click()
    expect(page.locator("#source .speech")).to_be_visible()


def test_filters_go_along_from_view_to_view_and_stay_after_a_change(open_page: Open) -> None:
    page = open_page("/zh/library?view=picture")
    page.locator(".several.speaker summary").click()
    page.get_by_label("水利局局长").check()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".found")).to_contain_text(re.compile(r"共 [12] 篇讲话"))  # as its versions are settled
    views = page.get_by_role("navigation", name="语料库各栏")
    views.get_by_text("讲话").click()
    expect(page.locator(".found")).to_have_text("共 2 篇")
    expect(page.locator(".filter-chips")).to_contain_text("水利局局长")
    expect(page.locator("label.origin")).to_have_css("border-top-width", "0px")  # as the other filters
    oldest = page.get_by_role("slider", name="年份")
    has_range = oldest.count()
    cell = row(page, "在闸门管护会上的讲话（定稿）").locator("td.occasion button")
    cell.click()
    page.locator(".editing input[name=value]").fill("闸口")
    page.get_by_role("button", name="保存").click()
    settled(page)
    expect(page.locator(".found")).to_have_text("共 2 篇")
    assert oldest.count() == has_range, "the range to drag is there in the view that was fetched anew"


def test_search_filter_and_order(open_page: Open) -> None:
    page = open_page("/zh/library")
    expect(page.locator("[aria-sort]")).to_have_text("日期")
    page.locator(".several.speaker summary").click()
    page.get_by_label("水利局局长").check()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".found")).to_have_text("共 2 篇")
    page.locator("select[name=state]").select_option("final")
    expect(page.locator(".speeches a.title")).to_have_text("在闸门管护会上的讲话（定稿）")
    page.get_by_role("link", name="清除条件").click()
    page.locator("input[name=title]").fill("闸门管护会")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_have_text("共 2 篇")
    page.get_by_role("link", name="标题含“闸门管护会”").click()
    page.locator("[name=find]").fill("船工 2022")
    page.keyboard.press("Enter")
    expect(page.locator(".speeches a.title")).to_have_text("念给船工的话")

"""The pages of the phrasing workbench as a visitor meets them, in a real browser."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import NASTY, Open
from tests.browser.test_ask_page import AXE, violations

pytestmark = pytest.mark.browser

WATER = "采砂船只要逐条登记编号、安装定位，夜间一律停泊在指定水域，谁审批、谁监管、谁负责到底。"


def test_from_the_chat_to_every_occurrence_and_into_the_source(open_page: Open) -> None:
    page = open_page("/zh/")
    page.get_by_role("navigation").get_by_text("查提法").click()
    page.get_by_label("提法", exact=True).fill("办事大厅")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_have_text("在 3 篇讲话中共 3 处。")
    assert "q=%E5%8A%9E" in page.url and "sort" in page.url
    expect(page.locator(".kwic td.where").first).to_contain_text("2020年3月")

    page.locator(".kwic td.match a").first.click()
    reader = page.locator("#source .reader")
    expect(reader.locator("mark.current")).to_have_text("办事大厅")
    expect(reader.locator("mark.current")).to_be_in_viewport()
    expect(reader.locator("h2")).to_contain_text("在2020年全县经济工作会议上的讲话")
    expect(page.locator(".kwic tr.current")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#source")).not_to_be_visible()
    expect(page.locator(".kwic td.match a").first).to_be_focused()


def test_a_sent_link_opens_the_same_view(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=办事大厅&sort=oldest&group=year")
    expect(page.locator(".group .name")).to_have_text(["2020年", "2018年", "2017年"])
    expect(page.get_by_label("排列")).to_have_value("oldest")
    page.get_by_label("归类").select_option("")
    expect(page.locator(".kwic td.where").first).to_contain_text("2017年3月2日")
    address = page.locator(".kwic td.match a").first.get_attribute("href")
    other = open_page(str(address))
    expect(other.locator("#source mark.current")).to_be_in_viewport()
    expect(other).to_have_title("讲话全文 · 提法")


def test_lines_go_on_when_they_are_asked_for(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=号岗")
    lines = page.locator("section > .kwic td.match")
    expect(lines).to_have_count(50)
    page.locator(".more").click()
    expect(lines).to_have_count(60)
    expect(page.locator(".further")).to_have_count(0)


def test_a_phrase_with_its_chart_clicked(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=办事大厅")
    first = page.locator(".year-range input").first  # a range to drag, with keys too
    first.focus()
    page.keyboard.press("ArrowRight")
    year = page.locator("select[name=date_from]").input_value()
    page.wait_for_url(f"**date_from={year}*")
    expect(first).to_have_value("1")
    page.locator(".filter-chips a").first.click()
    expect(first).to_have_value("0")
    page.get_by_role("navigation").get_by_text("历年用法").click()
    points = page.locator(".chart a")
    expect(points).to_have_count(3)
    points.last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#uses .found")).to_have_text("2020年共 1 处。")
    assert page.url.endswith("#uses")
    page.locator("#uses td.match a").click()
    expect(page.locator("#source mark.current")).to_have_text("办事大厅")


def test_wordings_by_year_open_where_they_stand(open_page: Open) -> None:
    page = open_page("/zh/wording/families?q=今年要把粮食播种面积稳在")
    expect(page.locator(".family mark")).to_have_text("五十万")
    page.locator(".family .wording-text .opens").last.click()
    expect(page.locator("#source mark.current")).to_contain_text("五十万亩")


def test_what_differs_is_seen_without_colours(open_page: Open) -> None:
    page = open_page("/zh/wording/families?q=今年要把粮食播种面积稳在")
    changed = page.locator(".family mark").first
    assert changed.evaluate("element => getComputedStyle(element).textDecorationLine") == "underline"
    expect(page.locator(".family .instead").first).to_have_text("〔最近：五十二万〕")


def test_a_draft_pasted_and_compared(open_page: Open) -> None:
    page = open_page("/zh/comparison/draft")
    page.get_by_label("要比对的稿子").fill(f"{WATER}\n{WATER.replace('一律', '一律不得')}\n新设XX个岗亭，月底前建成。")
    page.get_by_role("button", name="比对").click()
    expect(page.locator(".said")).to_have_count(3)
    expect(page.locator(".checked .verdict")).to_have_text(["旧稿有原句", "有改动", "旧稿未见"])
    expect(page.locator(".differences strong").first).to_have_text("否定词")
    expect(page.locator(".unfilled")).to_have_text("稿中待填 1 处。")
    for verdict in page.locator(".checked .verdict").all():
        for colour in ("color", "backgroundColor", "borderTopColor"):
            red, green, blue = colours(verdict.evaluate(f"element => getComputedStyle(element).{colour}"))
            assert not (green > red and green > blue), "no verdict is green"
    page.locator(".checked .opens").first.click()
    expect(page.locator("#source mark.current")).to_contain_text("采砂船只")


def colours(value: str) -> tuple[int, int, int]:
    red, green, blue = (int(part) for part in re.findall(r"\d+", value)[:3])
    return red, green, blue


def test_a_draft_dropped_as_a_file_and_taken_away_as_a_table(open_page: Open, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(WATER)
    document.save(str(tmp_path / "新稿.docx"))
    page = open_page("/zh/comparison/draft")
    content = list((tmp_path / "新稿.docx").read_bytes())
    page.evaluate(
        """([name, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name));
            const drop = document.querySelector('[data-drop]');
            drop.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
            drop.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        ["新稿.docx", content],
    )
    expect(page.locator(".checked .verdict")).to_have_text(["旧稿有原句"])
    with page.expect_download() as download:
        page.get_by_role("button", name="存为表格").click()
    assert download.value.suggested_filename == "比对旧稿.xlsx"
    assert zipfile.is_zipfile(io.BytesIO(Path(download.value.path()).read_bytes()))


def test_two_speeches_side_by_side(open_page: Open) -> None:
    page = open_page("/zh/comparison/speeches")
    page.get_by_label("前一篇").fill("2017年.md")
    page.get_by_label("后一篇").fill("2018年.md")
    page.keyboard.press("Enter")
    expect(page.locator(".compared tr.reworded ins").first).to_be_visible()
    former = page.get_by_label("前一篇")
    assert former.get_attribute("title") == former.input_value()  # it may be longer than its box
    page.set_viewport_size({"width": 640, "height": 900})  # a sheet of paper
    page.emulate_media(media="print")
    expect(page.locator(".verdicts button").first).to_be_visible()
    for side in page.locator(".sides .source").all():
        expect(side).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_label("查看").select_option("headings")
    expect(page.locator(".skeletons")).to_be_attached()


def test_copying_from_the_reader(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=安装定位", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".kwic td.match a").first.click()
    tools = page.locator("#source .tools")
    tools.get_by_text("复制", exact=True).click()
    expect(page.locator("#said")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == WATER
    tools.get_by_text("复制并注明出处").click()
    page.wait_for_function(
        "async text => (await navigator.clipboard.readText()) === text",
        arg=WATER + "（云岭县副县长在河湖长制推进会上的讲话（定稿），2019年7月9日）",
    )
    tools.get_by_text("著录格式").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).endsWith('[Z]. 2019-07-09.')")
    with page.expect_download() as download:
        tools.get_by_text("存为 Word").click()
    texts = [paragraph.text for paragraph in Document(str(download.value.path())).paragraphs]
    assert WATER in texts


def test_a_selection_is_copied_as_it_stands_in_the_source(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=安装定位", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".kwic td.match a").first.click()
    expect(page.locator("#source mark.current")).to_be_visible()
    page.evaluate(
        """() => {
            const paragraphs = [...document.querySelectorAll('#source .speech p')];
            const first = document.createTreeWalker(paragraphs.at(-2), NodeFilter.SHOW_TEXT).nextNode();
            const last = document.createTreeWalker(paragraphs.at(-1), NodeFilter.SHOW_TEXT).nextNode();
            document.getSelection().setBaseAndExtent(first, 3, last, 4);
        }"""
    )
    chosen = page.locator('#source .tools [data-part="selection"]')
    expect(chosen).to_have_attribute("aria-pressed", "true")
    text = chosen.get_attribute("data-text")
    assert text is not None and "\n\n" in text and text.endswith("采砂船只")


def test_a_speech_full_of_html_is_text_on_every_page(open_page: Open) -> None:
    for address in (
        "/zh/wording/places?q=请照原样念",
        "/zh/wording/years?q=请照原样念&year=2023",
        "/zh/wording/families?q=请照原样念",
    ):
        page = open_page(address)
        assert page.evaluate("window.broken") is None
    page = open_page("/zh/wording/places?q=请照原样念")
    page.locator(".kwic td.match a").first.click()
    expect(page.locator("#source mark.current")).to_be_visible()
    assert NASTY in page.locator("#source .speech").inner_text()
    assert page.evaluate("window.broken") is None
    checked = open_page("/zh/comparison/draft")
    checked.get_by_label("要比对的稿子").fill(f"请照原样念：{NASTY}")
    checked.get_by_role("button", name="比对").click()
    expect(checked.locator(".said").first).to_contain_text("<script>")
    assert checked.evaluate("window.broken") is None


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("/zh/wording/places?q=办事大厅 | 采砂船", "light"),
        ("/en/wording/places?q=library&group=speaker", "dark"),
        ("/zh/wording/years?q=办事大厅&first=2017&second=2018-2020", "dark"),
        ("/zh/wording/groups?first=2017&second=2018-2020&q=办事大厅", "light"),
        ("/en/wording/families", "light"),
        ("/zh/comparison/draft", "dark"),
        ("/en/comparison/speeches?a=2017年.md&b=2018年.md", "light"),
        ("/zh/comparison/speeches?a=2017年.md", "dark"),
        ("/en/enumerations", "light"),
        ("/en/library?col=speaker&col=place&col=office", "dark"),
    ],
)
def test_every_page_fits_a_phone_and_is_accessible(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, size=(390, 844), has_touch=True, is_mobile=True, color_scheme=scheme)
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)  # of the page that is there while one is made
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(246, 244, 239)", "dark": "rgb(21, 23, 26)"}[scheme]
    page.evaluate("for (const folded of document.querySelectorAll('.filtering')) folded.open = true")
    if AXE.is_file():
        assert violations(page) == []


def test_on_a_phone_what_filled_a_gap_keeps_its_link_in_one_line(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=谁＿、谁＿", size=(390, 844))
    link = page.locator(".fillings a").first
    height = link.evaluate("(at) => at.getBoundingClientRect().height / parseFloat(getComputedStyle(at).lineHeight)")
    assert height < 1.5


@pytest.mark.parametrize(("width", "flows"), [(390, True), (1440, False)])
def test_a_long_wording_stands_in_one_line_or_in_running_text(open_page: Open, width: int, flows: bool) -> None:
    page = open_page("/zh/wording/places?q=采砂船只要逐条登记编号", size=(width, 844))
    match = page.locator(".kwic td.match").first
    assert (match.evaluate("(at) => getComputedStyle(at).display") == "inline") is flows
    assert match.locator("mark").evaluate("(at) => at.getClientRects().length") == 1 or flows


def test_a_chart_that_does_not_fit_begins_with_the_newest_years(open_page: Open) -> None:
    page = open_page("/zh/wording/years?q=办事大厅", size=(240, 700), has_touch=True, is_mobile=True)
    expect(page.get_by_text("可左右滑动")).to_be_visible()
    gap = "(d => d.scrollWidth - d.clientWidth - d.scrollLeft)(document.querySelector('.drawing'))"
    assert page.evaluate(gap) <= 1
    cut = """() => {
        const edge = document.querySelector("svg.axis").getBoundingClientRect().right;
        const years = [...document.querySelectorAll(".drawing text.year")].filter((year) => !year.style.visibility);
        return [years.length > 0, years.filter((year) => year.getBoundingClientRect().left < edge).length];
    }"""
    assert page.evaluate(cut) == [True, 0], "no year is cut by the values"
    page.evaluate("""() => {
        const year = document.querySelector(".drawing text.year").getBoundingClientRect();
        const edge = document.querySelector("svg.axis").getBoundingClientRect().right;
        document.querySelector(".drawing").scrollLeft += (year.left + year.right) / 2 - edge;
    }""")
    expect(page.locator(".drawing text.year").first).to_be_hidden()
    wide = open_page("/zh/wording/years?q=办事大厅", size=(1300, 800))
    expect(wide.get_by_text("可左右滑动")).to_be_hidden()


def test_on_a_phone_the_source_is_a_drawer(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=办事大厅", size=(390, 844), has_touch=True, is_mobile=True)
    page.locator(".kwic td.match a").first.tap()
    drawer = page.locator("#source .reader")
    expect(drawer.locator("mark.current")).to_be_in_viewport()
    expect(drawer).to_have_attribute("aria-modal", "true")
    drawer.locator(".close").tap()
    expect(page.locator("#source")).not_to_be_visible()


def test_a_page_is_painted_at_once(open_page: Open) -> None:
    """The page comes whole from the server: its lines are there before any script has run."""
    page: Page = open_page("/zh/wording/places?q=办事大厅", java_script_enabled=False)
    expect(page.locator(".kwic td.match")).to_have_count(3)
    page.locator(".kwic td.match a").first.click()
    expect(page.locator("#source mark.current")).to_have_text("办事大厅")


def test_the_other_language_shows_the_same_view(open_page: Open) -> None:
    page = open_page("/zh/wording/years?q=办事大厅")
    page.locator(".switch").click()
    expect(page.locator("nav.views [aria-current]")).to_have_text("Over the years")
    expect(page.locator(".chart a")).to_have_count(3)


def test_a_group_unfolds_with_its_lines(open_page: Open) -> None:
    page = open_page("/zh/wording/places?q=，&group=following")
    folded = page.locator(".group:not([open])").first
    expect(folded.locator("td.match")).to_have_count(0)
    folded.evaluate("group => group.setAttribute('id', 'chosen')")
    page.locator("#chosen summary").click()
    expect(page.locator("#chosen td.match").first).to_be_visible()
    expect(page.locator("#chosen .further")).to_have_count(0)

"""Views of the page of the library."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

import ui.library
from corpus import SpeechFacts
from corpus.fields import FIELDS
from indexer.library.themes import Point, Theme, ThemeMap
from tests.conftest import write_speech
from tests.ui.library.conftest import NASTY, Library
from tests.ui.pages.visiting import Read
from ui.i18n import strings
from ui.library import charts
from ui.library.request import folder_value, place_of
from ui.rendering import TEMPLATES

GATE = "在闸门管护会上的讲话"
SHIP = f"念给船工的话{NASTY}"


def titles(library: Library, **asked: object) -> list[str]:
    return library.page(**asked).texts("a", "title")


def test_all_speeches_newest_first(library: Library) -> None:
    assert titles(library) == [SHIP, f"{GATE}（定稿）", f"{GATE}（征求意见稿）"]
    assert library.page().values("aria-sort", "th") == ["descending"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"find": "船工 2022"}, 1),
        ({"find": "闸门"}, 2),
        ({"find": "没有"}, 0),
        ({"year": 2021}, 2),
        ({"speaker": "水利局局长"}, 2),
        ({"speaker": "-"}, 1),
        ({"state": "final"}, 1),
        ({"state": "-"}, 1),
        ({"state": "<nobody's>", "origin": "nobody's"}, 0),
        ({"origin": "-"}, 3),
        ({"folder": "水利库/闸"}, 2),
        ({"folder": "水利库"}, 3),
        ({"folder": "水利库/闸", "state": "draft_for_comment"}, 1),
    ],
)
def test_rows_are_searched_and_filtered(library: Library, asked: dict[str, object], found: int) -> None:
    assert len(titles(library, **asked)) == found
    assert library.page(**asked).texts("p", "found") == [f"共 {found} 篇"]


def test_rows_are_sorted_both_ways(library: Library) -> None:
    up = titles(library, sort="state", order="up")
    assert up[-1] == SHIP, "what has no state comes last"
    assert titles(library, sort="state", order="down") == [up[1], up[0], SHIP]


def test_columns_editors_and_the_file_have_the_fields(library: Library) -> None:
    page = library.page()
    edited = [field.name for field in FIELDS if field.edited]
    columns = [field.name for field in FIELDS if field.column]
    assert [name for name in page.values("class", "th") if name in edited][: len(columns)] == columns
    assert page.values("data-editor", "template") == edited
    header = library.client.get("/zh/library.csv").content.decode("utf-8-sig").splitlines()[0].split(",")
    assert header[: len(edited)] == [strings("zh").say(f"library_field.{name}") for name in edited]


@pytest.mark.parametrize("place", [("水利库", ""), ("水利库", "闸/内"), ("/uploads", ""), ("/uploads", "闸")])
def test_a_folder_is_one_value_of_a_filter(place: tuple[str, str]) -> None:
    assert place_of(folder_value(*place)) == place


def test_what_stands_in_a_speech_is_text(library: Library) -> None:
    for view in ("speeches", "dates", "versions", "uploads", "troubles", "marked", "removed", "picture"):
        answer = library.client.get("/zh/library", params={"view": view, "researcher": "1"})
        assert answer.status_code == 200 and "没有做成" not in answer.text, view
        assert "<script>window" not in answer.text, view
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_date_stands_with_what_it_was_read_from(library: Library) -> None:
    page = library.page(view="dates")
    assert page.texts("span", "why") == ["据文件名“2022-05-06”推断"]
    assert page.texts("time") == ["2022年5月6日"]


def test_columns_and_density_are_chosen(library: Library) -> None:
    def columns(page: Read) -> list[str]:
        return [told["class"] for tag, told, _ in page.elements if tag == "th" and told.get("scope") == "col"]

    page = library.page(col="place", density="compact")
    assert columns(page) == ["title", "place"]
    assert page.values("class", "table") == ["speeches compact"]
    assert "date" in columns(library.page())


def test_dates_are_in_groups_by_what_they_were_read_from(library: Library) -> None:
    write_speech(library.corpus / "渡" / "缆绳_2023-06-07.md", "各位：\n\n缆绳每月换一次油。\n", title="看缆绳时的话")
    head = "在桥头说的话\n\n（2023年8月9日）\n\n同志们：\n\n桥头的灯要换。\n"
    write_speech(library.corpus / "渡" / "桥头.md", head, title="在桥头说的话")
    library.rebuild()
    page = library.page(view="dates")
    assert page.texts("h2", "read-from") == ["从文件名读出的（2 篇）", "从文首读出的（1 篇）"]
    assert page.texts("time") == ["2023年6月7日", "2022年5月6日", "2023年8月9日"]


def test_drafts_of_one_title_whose_dates_wait_are_told_apart(library: Library) -> None:
    text = "同志们：\n\n末班船改到九点。\n"
    for state in ("征求意见稿", "定稿"):
        write_speech(library.corpus / "渡" / f"夜船（{state}）_2023-05-06.md", text, title="谈夜船", state=state)
    library.rebuild()
    page = library.page(view="dates")
    shown = [about.split() for about in page.texts("p", "about")[-3:]]
    assert sorted(map(tuple, shown)) == [
        ("定稿渡/夜船（定稿）_2023-05-06.md",),
        ("征求意见稿渡/夜船（征求意见稿）_2023-05-06.md",),
        ("渡/渡口_2022-05-06.md",),
    ]


def test_versions_are_proposed_with_the_final_text_in_front(library: Library) -> None:
    page = library.page(view="versions")
    assert page.texts("a", "title") == [f"{GATE}（定稿）", f"{GATE}（征求意见稿）"]
    assert page.texts("p", "said") == ["文字完全相同，按同一讲话计算。"]


def test_texts_that_are_the_same_are_told_from_such_as_are_like(library: Library) -> None:
    text = "同志们：\n\n闸门每天早晚各看一次，看过的人要签字。\n\n夜里水声不对，先关闸再报告上级。\n"
    write_speech(library.corpus / "闸" / "闸门（定稿）.md", text, title=f"{GATE}（定稿）", date="2021-04-01")
    ferry = "各位：\n\n渡口要加一班夜船，船票照旧，老人孩子先上，上船的人自己看好包袱。"
    write_speech(library.corpus / "渡" / "夜船.md", ferry, title="谈夜船")
    write_speech(library.corpus / "渡" / "另抄.md", ferry.replace("\n\n", "\n") + "\n", title="另一个题目")
    library.rebuild()
    assert library.page(view="versions").texts("p", "said") == [
        "标题和文字相近，暂按同一讲话计算。",
        "文字完全相同，标题不同，暂按不同的讲话计算。",
    ]


def test_what_failed_says_why_and_what_to_do(library: Library) -> None:
    (entry,) = library.page(view="troubles").texts("p", "state")
    assert entry.startswith("坏.docx") and "重新保存" in entry
    assert str(library.corpus) not in entry


def test_a_remark_names_dates_in_words_and_leads_to_the_speech(library: Library) -> None:
    head = "在桥头说的话\n\n（2023年8月9日）\n\n同志们：\n\n桥头的灯要换。\n"
    (library.corpus / "渡" / "桥头_2023-08-11.txt").write_text(head, encoding="utf-8")
    library.rebuild()
    page = library.page(view="troubles")
    assert page.texts("p", "state")[-1] == "正文中的日期是 2023年8月9日，文件名中是 2023年8月11日，以正文为准，请核对。"
    (address,) = [each for each in page.values("href", "a") if "find=" in each]
    assert titles(library, find=parse_qs(urlsplit(address).query)["find"][0]) == ["在桥头说的话"]


def test_marked_files_have_a_list_of_their_own(library: Library) -> None:
    assert library.page(view="marked").texts("p", "file") == ["名单（机密）.txt"]
    assert library.page(view="marked").texts("p", "state") == ["机密，未收入"]


def test_the_picture_counts_versions_once(library: Library) -> None:
    page = library.page(view="picture")
    assert page.texts("p", "found")[0].startswith("共 2 篇讲话")
    labels = [said for said in page.values("aria-label", "a") if "年：" in said]
    assert [said for said in labels if said.endswith("篇")] == ["2021年：1 篇", "2022年：1 篇"]


def test_every_speech_of_the_map_is_listed_below_its_theme_as_well(library: Library) -> None:
    page = library.page(view="picture", researcher=1)
    points = [label for label in page.values("aria-label", "a") if "（主题 " in label]
    assert sorted(label[:5] for label in points) == ["在闸门管护", "念给船工的"]
    opened = [address for address in page.values("href", "a") if "/speech?id=" in address]
    ids = {address.partition("id=")[2].partition("&")[0] for address in opened}
    assert ids == {library.speech_id(f"{GATE}（定稿）"), library.speech_id(SHIP)}
    assert len(opened) == 2 * len(ids), "once in the drawing, once in a list"
    assert [said for said in page.texts("summary") if said.endswith("篇")] == ["1 篇", "1 篇"]


def test_of_a_large_theme_the_newest_speeches_are_listed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_LISTED", 0)
    page = library.page(view="picture", researcher=1)
    assert page.texts("p", "count") == ["更早的还有 1 篇未列出。"] * 2


def test_of_very_many_speeches_each_theme_draws_its_share() -> None:
    speech = SpeechFacts(speech_id="s", root="库", path="a", source="库/a", title=SHIP, language="zh")
    points = [Point(speech, float(at), 0.0, int(at >= 2000)) for at in range(6000)]
    drawn = charts.theme_chart(ThemeMap(tuple(points), (Theme((), 2000, 1.0, 0.0), Theme((), 4000, 2.0, 0.0)), 0.5))
    assert drawn is not None and drawn.speeches == 6000
    assert [sum(point.theme == number for point in drawn.points) for number in (0, 1)] == [500, 1000]


def test_figures_and_table_as_files(library: Library) -> None:
    def read(address: str) -> list[list[str]]:
        answer = library.client.get(address)
        assert answer.headers["content-disposition"].startswith("attachment")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    figures = read("/zh/library/picture.csv?view=picture&by=year")
    assert figures[0] == ["年份", "篇数", "占比（%）", "字数", "平均每篇字数"]
    assert [row[:3] for row in figures[1:]] == [["2021", "1", "50.0"], ["2022", "1", "50.0"]]
    table = read("/zh/library.csv?folder=水利库/闸")
    assert [row[0] for row in table[1:]] == [f"{GATE}（定稿）", f"{GATE}（征求意见稿）"]
    assert table[1][6] == "定稿"


def sources() -> list[str]:
    """The text of each module and template of the page."""
    modules = Path(ui.library.__file__).parent.glob("*.py")
    return [path.read_text(encoding="utf-8") for path in (*modules, *(TEMPLATES / "library").glob("*.html"))]


def test_every_sentence_that_is_said_exists() -> None:
    in_templates = re.compile(r'\bsay\("(library\w*\.\w+)"[,)]')
    in_modules = re.compile(r'\blibrary\.say\("(\w+)"')
    said = {key for source in sources() for key in in_templates.findall(source)}
    said |= {f"library.{key}" for source in sources() for key in in_modules.findall(source)}
    assert len(said) > 60
    assert said - strings("zh").sentences.keys() == set()


def test_every_sentence_there_is_is_said() -> None:
    source = "\n".join(sources())
    computed = re.compile(r"(?:said|ranking|year|by_year|versions|density)_")
    keys = [key.removeprefix("library.") for key in strings("zh").sentences if key.startswith("library.")]
    unused = [key for key in keys if f'"{key}"' not in source and f"library.{key}" not in source]
    assert [key for key in unused if not computed.match(key)] == []


def drawn_years(page: Read) -> list[str]:
    return [said for said in page.values("aria-label", "a") if "年：" in said and said.endswith("篇")]


def test_the_picture_obeys_the_filter_bar(library: Library) -> None:
    page = library.page(view="picture", speaker="水利局局长", researcher=1)
    assert page.texts("p", "found") == ["共 1 篇讲话，41 字；同一讲话的几个稿本只算一篇。"]
    assert drawn_years(page) == ["2021年：1 篇"]
    sheet = library.client.get("/zh/library/picture.csv", params={"speaker": "水利局局长"}).content.decode("utf-8-sig")
    assert [row[:2] for row in csv.reader(io.StringIO(sheet))][1:] == [["2021", "1"]]
    assert drawn_years(library.page(view="picture", speaker="-")) == ["2022年：1 篇"], "no speaker is known"
    assert drawn_years(library.page(view="picture", date_from="2022")) == ["2022年：1 篇"]
    assert drawn_years(library.page(view="picture", folder="水利库/闸")) == ["2021年：1 篇"]
    nobody = library.page(view="picture", speaker="谁也不是")
    assert nobody.texts("p", "hint") == ["没有符合条件的讲话，请放宽条件。"]


def test_the_map_of_themes_has_the_speeches_that_pass(library: Library) -> None:
    write_speech(library.corpus / "渡" / "缆绳.md", "各位：\n\n缆绳每月换一次油。\n", title="看缆绳时的话")
    library.rebuild()
    page = library.page(view="picture", folder="水利库/渡", researcher=1)
    points = [label for label in page.values("aria-label", "a") if "（主题 " in label]
    assert sorted(label[:5] for label in points) == ["念给船工的", "看缆绳时的"]


def test_dates_to_check_obey_the_filter_bar(library: Library) -> None:
    write_speech(library.corpus / "闸" / "缆绳_2023-06-07.md", "各位：\n\n缆绳每月换一次油。\n", title="看缆绳时的话")
    library.rebuild()
    assert library.page(view="dates").texts("time") == ["2023年6月7日", "2022年5月6日"]
    page = library.page(view="dates", folder="水利库/闸")
    assert page.texts("time") == ["2023年6月7日"]
    assert page.texts("p", "found") == ["有 1 篇讲话的日期是从文件名、文件夹或正文中读出来的，请逐一核对。"]
    assert library.page(view="dates", date_to="2022").texts("time") == ["2022年5月6日"]
    none = library.page(view="dates", speaker="水利局局长")
    assert none.texts("p", "hint") == ["没有符合筛选条件的待核日期。"]


def test_versions_obey_the_filter_bar(library: Library) -> None:
    both = [f"{GATE}（定稿）", f"{GATE}（征求意见稿）"]
    assert library.page(view="versions", state="final").texts("a", "title") == both, "a group is shown whole"
    assert library.page(view="versions", folder="水利库/闸").texts("a", "title") == both
    none = library.page(view="versions", date_from="2022")
    assert none.texts("a", "title") == []
    assert none.texts("p", "hint") == ["符合筛选条件的讲话里，没有发现同一讲话的不同稿本。"]


def test_filters_are_kept_from_view_to_view(library: Library) -> None:
    page = library.page(view="picture", speaker="水利局局长", date_from="2020", researcher=1)
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    along = urlencode({"speaker": "水利局局长", "date_from": "2020"})
    views = {text.rstrip("0123456789"): address for text, address in links.items()}
    assert views["讲话"] == f"/zh/library?{along}"
    assert views["待核日期"] == f"/zh/library?view=dates&{along}"
    assert views["概貌"] == f"/zh/library?view=picture&{along}"
    assert page.values("value", "input").count("水利局局长") == 2, "a tick, and with the form of figures"
    assert f"/zh/library?{along}&year=2021" in page.values("href", "a"), "a bar of the chart leads to its speeches"

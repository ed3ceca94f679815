"""Every place of a wording: lines, orders, groups, several side by side, files."""

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from retriever import Retriever
from retriever.phrasing.timeline import counted_speeches
from tests.ui.pages.visiting import Read
from ui.pages import phrase


def lines(page: Read) -> list[tuple[str, str, str]]:
    return list(zip(page.texts("td", "left"), page.texts("td", "match"), page.texts("td", "right"), strict=True))


def asked(pages: TestClient, **values: str) -> Read:
    return Read(pages.get("/zh/phrase", params=values).text)


def test_words_nearby_lead_to_their_places(pages: TestClient) -> None:
    page = Read(pages.get("/zh/phrase", params={"q": "清淤船", "group": "near"}).text)
    row = next(text for text in page.texts("tr") if text.startswith("下水"))
    assert row.startswith("下水330")  # at three places, in three speeches, never to the left
    (address,) = [href for href in page.values("href", "a") if "near=%E4%B8%8B%E6%B0%B4" in href]
    assert Read(pages.get(address).text).texts("td", "match") == ["清淤船"] * 3
    table = pages.get("/zh/phrase.csv", params={"q": "清淤船", "group": "near"}).content.decode("utf-8-sig")
    assert table.startswith("提法,词,处数,讲话篇数,在左,在右,")


def test_every_place_is_a_line_newest_first(pages: TestClient) -> None:
    page = asked(pages, q="清淤船")
    assert page.texts("p", "found") == ["在 4 篇讲话中共 5 处。"]
    assert lines(page)[0] == ("", "清淤船", "每周下水五次，把河道里的淤泥一船一船运到砖厂去。散会以后各镇")
    assert [text[:5] for text in page.texts("td", "where")] == ["2022年", "2022年", "2021年", "2019年", "日期不详在"]
    assert page.texts("p", "scope") == ["共查 4 篇讲话；另有 1 个文件未能读取"]


def test_a_line_opens_its_place(pages: TestClient) -> None:
    page = asked(pages, q="种一棵活一棵")
    (address,) = [href for href in page.values("href", "a") if href.startswith("/zh/speech")]
    opened = Read(pages.get(address + "&part=reader").text)
    assert opened.texts("mark") == ["种一棵活一棵"]
    assert opened.texts("span", "outlined")[-1] == "堤上要种柳树，种一棵活一棵。"


def test_orders(pages: TestClient) -> None:
    assert lines(asked(pages, q="清淤船", sort="oldest"))[0][2].startswith("每周下水三次")
    following = [right for _, _, right in lines(asked(pages, q="清淤船", sort="following"))]
    assert [right[0] for right in following] == ["一", "每", "每", "每", "的"]


def test_groups(pages: TestClient) -> None:
    page = asked(pages, q="清淤船", group="year")
    assert page.texts("span", "name") == ["2022年", "2021年", "2019年", "（不详）"]
    assert page.texts("span", "count") == ["2", "1", "1", "1"]
    assert len(lines(page)) == 0  # numbers first
    (second,) = [href for href in page.values("href", "a") if href.endswith("#group-0-2")]
    assert len(lines(Read(pages.get(second).text))) == 1


def test_groups_begin_with_their_numbers(pages: TestClient, rivers_retriever: Retriever) -> None:
    page = asked(pages, q="清淤船", group="speaker")
    assert page.texts("th") == [
        "归类",
        "次数",
        "用到的讲话",
        "每万字",
        "沙洲县县长",
        "值班员<i>",
        *["前文", "原文", "后文", "出处"] * 2,
    ]
    characters = [each.characters for each in counted_speeches(rivers_retriever.newest().snapshot)]
    by_mayor = sum(characters) - characters[-1]
    assert page.texts("td", "number")[:3] == ["4", "3", f"{40_000 / by_mayor:.2f}"]
    neighbours = asked(pages, q="清淤船", group="following")
    assert neighbours.texts("th")[:3] == ["归类", "次数", "用到的讲话"]
    assert neighbours.texts("td", "number")[:2] == ["3", "3"]


def test_nothing_but_what_parts_wordings_is_refused(pages: TestClient) -> None:
    for typed in ("|", " ｜ |"):
        assert asked(pages, q=typed).texts("p", "refused") == ["要查的提法是空的，请输入至少一个字。"]
        assert Read(pages.get("/zh/timeline", params={"q": typed}).text).texts("p", "refused") == [
            "要查的提法是空的，请输入至少一个字。"
        ]


def test_two_wordings_side_by_side(pages: TestClient) -> None:
    page = asked(pages, q="清淤船 | 种柳树")
    assert page.texts("h2", "wording") == ["清淤船", "种柳树"]
    assert page.texts("p", "found") == [
        "这 2 种提法都用到的讲话：1 篇。",
        "在 4 篇讲话中共 5 处。",
        "在 1 篇讲话中共 1 处。",
    ]


def test_what_fills_the_gaps_of_a_pattern(pages: TestClient) -> None:
    page = asked(pages, q="每周下水…次")
    assert page.texts("span", "filler") == ["五", "三"]
    assert page.texts("td", "number") == ["2", "1"]


def test_letter_for_letter(pages: TestClient) -> None:
    assert asked(pages, q="種柳樹").texts("p", "found") == ["在 1 篇讲话中共 1 处。"]
    assert asked(pages, q="種柳樹", exact="1").texts("p", "found") == ["库内没有这一提法。"]
    boxes = [told for _, told, _ in asked(pages, q="種柳樹", exact="1").elements if told.get("name") == "exact"]
    assert ["checked" in told for told in boxes] == [True]


def test_a_discontinued_wording_is_pointed_out(pages: TestClient) -> None:
    page = asked(pages, q="一车一车拉到砖厂去")
    assert page.texts("p", "discontinued-note") == [
        "“一车一车拉到砖厂去”已停用，现行写法为“一船一船运到砖厂去”。（2021年起）"
    ]


def test_a_table_holds_every_line(pages: TestClient) -> None:
    answer = pages.get("/zh/phrase.csv", params={"q": "清淤船"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert answer.headers["content-disposition"].startswith('attachment; filename="tifa.csv"')
    assert pages.get("/zh/phrase.xlsx", params={"q": "清淤船"}).content[:2] == b"PK"


def test_long_lists_go_on_where_they_stopped(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase, "AT_ONCE", 2)
    page = asked(pages, q="清淤船")
    assert len(lines(page)) == 2
    (fetched,) = page.values("data-fetch")
    seen = lines(page)
    while fetched:
        part = Read(pages.get(fetched).text)
        seen += lines(part)
        fetched = next(iter(part.values("data-fetch")), "")
    assert seen == lines(asked(pages, q="清淤船", shown="100"))
    assert len(seen) == 5


def test_a_long_group_goes_on_as_well(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase, "AT_ONCE", 1)
    page = asked(pages, q="清淤船", group="year", of="0", within="1")
    assert len(lines(page)) == 1
    fetched = page.values("data-fetch")[0]
    (line,) = lines(Read(pages.get(fetched).text))
    assert line[1:] == ("清淤船", "一艘也不能停。")


def test_a_group_that_is_folded_has_its_lines_still_to_come(pages: TestClient) -> None:
    page = asked(pages, q="清淤船", group="year", of="0", within="1")
    assert len(lines(page)) == 2
    assert [len(lines(Read(pages.get(address).text))) for address in page.values("data-fetch")] == [1, 1, 1]


def test_very_many_groups_go_on_as_well(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase, "GROUPS_AT_ONCE", 3)
    page = asked(pages, q="清淤船", group="year")
    assert page.texts("a", "more")[-1] == "再看 1 类"
    whole = Read(pages.get(page.values("href", "a", "more")[-1]).text)
    assert len(whole.texts("span", "name")) == 4


def test_a_table_of_a_pattern_holds_what_fills_its_gaps(pages: TestClient) -> None:
    text = pages.get("/zh/phrase.csv", params={"q": "清淤船…下水…次"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["空1"], row["空2"], row["日期依据"]) for row in rows] == [
        ("每周", "五", "原文"),
        ("每周", "五", "原文"),
        ("每周", "三", "原文"),
    ]


def test_an_address_says_when_it_was_made_for_another_text(pages: TestClient) -> None:
    page = asked(pages, q="种一棵活一棵")
    (link,) = [href for href in page.values("href", "a") if href.startswith("/zh/speech")]
    address = f"{link}&part=reader"
    opened = Read(pages.get(address).text)
    (edition,) = opened.values("data-edition", "section", "reader")
    assert opened.texts("p", "limit") == Read(pages.get(f"{address}&edition={edition}").text).texts("p", "limit") == []
    (said,) = Read(pages.get(f"{address}&edition=00000000").text).texts("p", "limit")
    assert said.startswith("这个链接发出以后，讲话的文字有过改动")
    beyond = re.sub(r"at=\d+-\d+", "at=99999-100000", address)
    (said,) = Read(pages.get(f"{beyond}&edition={edition}").text).texts("p", "limit")
    assert said.startswith("链接所指的位置不在这篇讲话里")


def test_a_speech_that_is_not_there_is_not_found(pages: TestClient) -> None:
    answer = pages.get("/zh/speech", params={"id": "nobody"})
    assert answer.status_code == 404 and "nobody" in answer.text

"""Wordings through the years on the page: the newest in front, every year, what differs, what is discontinued."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from corpus import Span, Wording
from retriever.phrasing.differences import differences
from tests.ui.pages.visiting import Read
from tests.ui.samples import macro
from ui.i18n import strings
from ui.in_words import discontinued_sentences
from ui.pages import family_cards as families
from ui.pages.family_cards import compared


def asked(pages: TestClient, **values: str) -> Read:
    return Read(pages.get("/zh/families", params=values).text)


def test_the_newest_wording_is_in_front_with_its_warning(pages: TestClient) -> None:
    page = asked(pages, q="清淤船每周下水")
    assert page.texts("p", "found") == ["找到 1 组写法。"]
    assert "不等于现行的规范写法" in page.texts("p", "note")[0]
    assert page.texts("ul", "labels")[0] == "标准写法所查讲话中最近写法"
    assert page.texts("p", "wording-text")[0] == "清淤船每周下水五次，把河道里的淤泥一船一船运到砖厂去。"
    assert page.texts("p", "count") == ["3 篇讲话，2019—2022年，2 种写法"]


def test_what_is_in_no_family_is_told_with_the_way_to_every_place(pages: TestClient) -> None:
    page = asked(pages, q="清淤船")
    (told,) = page.texts("div", "apart")
    assert told.startswith("“清淤船”另有 2 处不在所列各组里。日期最晚的一处：2022年3月11日")
    assert "所查讲话中最近写法" in page.texts("ul", "labels")[0]
    assert asked(pages, q="清淤船每周下水").texts("p", "apart") == []


def test_every_year_is_a_row_and_what_differs_is_marked(pages: TestClient) -> None:
    page = asked(pages, q="清淤船每周下水")
    assert page.texts("th") == ["2022", "2021", "2019"]
    assert page.texts("p", "same") == ["同最近写法", "同最近写法"]
    assert (page.texts("mark"), page.texts("span", "instead")) == (["三"], ["〔最近：五〕"])
    assert page.texts("del") == page.texts("ins") == []
    assert page.texts("p", "wording-text")[-1] == "清淤船每周下水三〔最近：五〕次，把河道里的淤泥一船一船运到砖厂去。"


def test_a_wording_opens_where_it_stands(pages: TestClient) -> None:
    page = asked(pages, q="清淤船每周下水")
    address = page.values("href", "a", "opens")[-1]
    opened = Read(pages.get(address + "&part=reader").text)
    assert opened.texts("mark") == ["清淤船每周下水三次，把河道里的淤泥一船一船运到砖厂去。"]


def test_without_a_wording_all_of_them(pages: TestClient) -> None:
    assert asked(pages).texts("p", "found") == ["库内反复出现的写法共 1 组，历年实词改动明显的排在前面。"]
    assert asked(pages, q="谁也没有听说过的灯塔").texts("p", "found")[0].startswith("库内没有找到")


def test_a_table_of_every_year(pages: TestClient) -> None:
    text = pages.get("/zh/families.csv").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text))] == ["年份", "2022", "2021", "2019"]


def set_against(front: str, own: str, name: str) -> str:
    """The wording `own` as it is shown against the wording in front."""
    return macro("macros/families.html", "compared", list(compared(front, own, differences(front, own))), name)


def test_differences_are_told_by_elements_not_by_colours() -> None:
    a, b = "把河道清干净<1>", "把河道彻底清理干净<1>"
    said = set_against(a, b, "newest")
    assert "".join(Read(said).texts("mark")) == "彻底理"
    assert "&lt;1&gt;" in said
    assert Read(said).texts("span", "instead") == ["〔最近：无〕", "〔最近：无〕"]
    gone = Read(set_against(b, a, "other"))
    assert (gone.texts("mark"), gone.texts("span", "instead")) == ([], ["〔最上面：彻底〕", "〔最上面：理〕"])
    assert set_against(a, a, "newest") == "把河道清干净&lt;1&gt;"


def test_a_discontinued_wording_is_named_once() -> None:
    wording = Wording("一船一船", ("一车一车",), None, "库")
    found = [(Span(0, 4), wording), (Span(4, 8), wording)]
    sentences = discontinued_sentences("一车一车一车一车", found, strings("en"))
    assert sentences == ("“一车一车” is discontinued; the set wording is “一船一船”.",)
    assert Read(macro("macros/text.html", "discontinued_notes", sentences)).texts("p") == list(sentences)


def test_very_many_sources_are_counted(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "_SOURCES", 0)
    monkeypatch.setattr(families, "_LISTED", 0)
    page = asked(pages, q="清淤船每周下水")
    assert page.texts("ul", "sources") == ["", ""] * 3
    assert page.texts("summary")[-3:] == ["另有 1 篇"] * 3
    assert page.texts("p", "count")[1:] == ["还有 1 篇未列出，可到“原文出处”查看。"] * 3


def test_of_very_many_rows_the_newest_are_listed_with_the_way_to_all(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "_ROWS", 1)
    page = asked(pages, q="清淤船每周下水")
    assert page.texts("th") == ["2022"]
    assert page.texts("p", "count")[-1] == "更早的还有 2 行未列出。 全部列出"
    (address,) = [href for href in page.values("href", "a") if "rows=all" in href]
    assert Read(pages.get(address).text).texts("th") == ["2022", "2021", "2019"]

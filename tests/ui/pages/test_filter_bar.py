"""The filter bar: filters stand in the address, go along from page to page, and every page obeys them."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from retriever import Retriever
from tests.ui.pages.conftest import DREDGE
from tests.ui.pages.visiting import Read, pages_of

MAYOR, CLERK = "沙洲县县长", "值班员<i>"


def read(pages: TestClient, page: str, **asked: str | list[str]) -> Read:
    return Read(pages.get(f"/zh/{page}", params=asked).text)


def test_each_view_of_a_wording_counts_among_what_passes(pages: TestClient) -> None:
    assert read(pages, "phrase", q="清淤船", date_from="2021").texts("p", "found") == ["在 2 篇讲话中共 3 处。"]
    assert read(pages, "phrase", q="清淤船", speaker=CLERK).texts("p", "found") == ["在 1 篇讲话中共 1 处。"]
    assert read(pages, "phrase", q="清淤船", speaker=[MAYOR, CLERK]).texts("p", "found") == ["在 4 篇讲话中共 5 处。"]
    years = read(pages, "timeline", q="清淤船", date_from="2021", year="2021")
    assert years.texts("span", "sum") == ["在 2 篇讲话中共 3 处。"]
    assert years.texts("p", "found") == ["2021年共 1 处。"]  # the year whose uses are shown is no filter there
    assert read(pages, "families", q="清淤船", date_from="2021").texts("p", "found") == ["找到 1 组写法。"]
    assert len(read(pages, "enumerations", date_to="2020").texts("article", "set")) == 0
    assert len(read(pages, "enumerations", date_from="2021").texts("article", "set")) == 1
    assert "共查符合条件的 2 篇讲话" in read(pages, "phrase", q="清淤船", date_from="2021").texts("p", "scope")[0]


def test_what_only_a_question_sets_comes_with_the_links_of_its_answer(pages: TestClient) -> None:
    asked = {"q": "清淤船", "not_date": "2021", "not_speaker": CLERK}
    page = read(pages, "phrase", **asked)
    assert page.texts("p", "found") != read(pages, "phrase", q="清淤船").texts("p", "found")
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    assert [name for name in links if name.endswith("×")] == ["不含 2021年 ×", f"不含讲话人“{CLERK}” ×"]
    assert "not_date=2021" in links["历年用法"] and "not_speaker" in links["历年用法"]
    assert links["语料库"] == "/zh/library"
    assert links["问旧稿"] == "/zh/"
    fields = dict(zip(page.values("name", "input"), page.values("value", "input"), strict=False))
    assert fields["not_date"] == "2021"


def test_a_draft_is_compared_with_what_passes_and_keeps_its_filters(pages: TestClient) -> None:
    def verdicts(**asked: str) -> Read:
        return Read(pages.post("/zh/comparison/draft", params=asked, files={"text": (None, DREDGE)}).text)

    assert "旧稿有原句" in verdicts().texts("ul", "verdicts")[0]
    later = verdicts(date_from="2021")
    assert "旧稿有原句" not in later.texts("ul", "verdicts")[0]
    assert later.values("action", "form") == [
        "/zh/comparison/draft?date_from=2021",
        "/zh/comparison/draft",  # the filters are its fields
        "/zh/comparison/draft.xlsx?date_from=2021",
    ]


def test_speeches_to_compare_are_offered_from_what_passes(pages: TestClient) -> None:
    offered = read(pages, "compare", date_from="2021", date_to="2021").values("value", "option")
    assert [each[:4] for each in offered if each.endswith("县长")] == ["2021"]
    both = read(pages, "compare", a="2019.md", b="2022.md", date_from="2021")  # what is named is compared all the same
    assert both.texts("table", "compared")


def test_filters_go_along_to_every_page_and_each_has_a_chip(pages: TestClient) -> None:
    page = read(pages, "phrase", q="清淤船", date_from="2021", speaker=[MAYOR, CLERK], sort="oldest")
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    along = urlencode({"speaker": [MAYOR, CLERK], "date_from": "2021"}, doseq=True)
    q = "q=%E6%B8%85%E6%B7%A4%E8%88%B9"
    assert links["历年用法"] == f"/zh/wording/years?{q}&{along}"
    assert links["语料库"] == f"/zh/library?{along}"
    assert links["比对"] == f"/zh/comparison/draft?{along}"
    assert links["成套提法"] == f"/zh/enumerations?{along}"
    assert links["问旧稿"] == f"/zh/?{along}"
    chips = {name: links[name] for name in links if name.endswith("×")}
    assert list(chips) == [f"讲话人“{MAYOR}” ×", f"讲话人“{CLERK}” ×", "2021年起 ×"]
    without = chips["2021年起 ×"]
    assert "date_from" not in without and without.count("speaker=") == 2 and "sort=oldest" in without
    assert chips[f"讲话人“{CLERK}” ×"].count("speaker=") == 1
    assert page.texts("p", "left-out") == ["另有 1 篇无日期，未查。"]
    typed = read(pages, "phrase", q="清淤船", speaker="县长")  # no value of any speech as it is, but understood
    assert typed.texts("p", "found") == ["在 3 篇讲话中共 4 处。"]
    assert "县长" in typed.values("value", "input") and typed.texts("span", "held") == ["县长"]
    library = read(pages, "library", year="2021")  # an older bookmark
    assert "/zh/wording/places?date_from=2021&date_to=2021" in library.values("href", "a")


def test_the_library_has_the_same_bar_and_tells_what_is_not_known(pages: TestClient) -> None:
    for asked, count in (
        ({"speaker": [MAYOR, CLERK]}, 4),
        ({"speaker": MAYOR}, 3),
        ({"date_from": "2021", "date_to": "2022"}, 2),
        ({"date_from": "-"}, 1),
        ({"year": "-"}, 1),
        ({"year": "2021"}, 1),
        ({"speaker": [MAYOR, "-"]}, 3),
        ({"folder": "河道库"}, 4),
        ({"title": "清河会"}, 3),
        ({"title": "清河会", "date_from": "2021"}, 2),
        ({"language": "zh"}, 4),
        ({"language": "en"}, 0),
    ):
        assert read(pages, "library", **asked).texts("p", "found") == [f"共 {count} 篇"], asked
    assert "date_from" not in read(pages, "library", date_from="-").values("href", "a")[1]


def test_a_title_is_typed_into_the_bar_and_goes_along(pages: TestClient) -> None:
    page = read(pages, "phrase", q="清淤船", title="清河会")
    assert page.texts("p", "found") == ["在 3 篇讲话中共 4 处。"]
    (field,) = [told for tag, told, _ in page.elements if tag == "input" and told.get("name") == "title"]
    assert (field["type"], field["value"]) == ("search", "清河会")
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    along = urlencode({"title": "清河会"})
    assert links["语料库"] == f"/zh/library?{along}"
    assert "标题含“清河会” ×" in links


@pytest.mark.parametrize("page", ["phrase", "timeline", "families", "enumerations", "compare"])
def test_a_filter_that_makes_no_sense_is_told_and_can_be_taken_away(pages: TestClient, page: str) -> None:
    assert read(pages, page, q="清淤船", state="nobody's", origin="-", date_from="soon").texts("p", "refused")
    found = read(pages, page, q="清淤船", speaker="没有这个人")
    assert "没有这个人" in found.texts("p", "refused")[0]
    assert any("×" in text for text in found.texts("a"))


def test_the_term_is_a_click_where_it_is_known(rivers_retriever: Retriever, pages: TestClient) -> None:
    settings = rivers_retriever.newest().snapshot.index / "settings.toml"
    assert not read(pages, "phrase").texts("a", "term")
    settings.write_text('term_start = "2021-03"\n', encoding="utf-8")
    try:
        with pages_of(rivers_retriever) as client:
            page = read(client, "phrase", q="清淤船", date_to="2021")
            assert page.texts("a", "term") == ["本届以来（2021年3月起）"]
            assert page.values("href", "a", "term") == [
                "/zh/wording/places?q=%E6%B8%85%E6%B7%A4%E8%88%B9&date_from=2021-03"
            ]
            assert "2021-03" in read(client, "phrase", date_from="2021-03").values("value", "option")
    finally:
        settings.unlink()

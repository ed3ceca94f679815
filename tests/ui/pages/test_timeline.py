"""The page of wordings over the years: chart, passages of a year, figures."""

from starlette.testclient import TestClient

from retriever.phrasing.scope import Scope
from retriever.phrasing.timeline import Timeline, YearCovered
from tests.ui.pages.visiting import Read
from ui.pages.timeline import years_shown


def asked(pages: TestClient, **values: str | list[str]) -> Read:
    return Read(pages.get("/zh/timeline", params=values).text)


def test_the_same_figures_as_a_table(pages: TestClient) -> None:
    page = asked(pages, q="清淤船")
    numbers = [number for number in page.texts("td", "number") if not number[0].isdigit() or "." not in number]
    assert numbers == ["1", "1 / 1", "100%", "1", "1 / 1", "100%", "2", "1 / 1", "100%"]
    assert page.texts("td", "none") == ["库内没有这一年的讲话"]


def test_first_and_last_use(pages: TestClient) -> None:
    page = asked(pages, q="清淤船")
    assert page.texts("span", "sum") == ["在 4 篇讲话中共 5 处。"]
    assert page.texts("span", "end") == [
        "最早 2019年3月5日在2019年清河会上的讲话",
        "最近 2022年3月11日在2022年清河会上的讲话",
    ]


def test_a_point_opens_the_passages_of_its_year(pages: TestClient) -> None:
    page = asked(pages, q="清淤船")
    points = page.values("aria-label", "a")
    assert points == [
        "“清淤船”2019年：1 处，当年 1 篇讲话中有 1 篇用到",
        "“清淤船”2021年：1 处，当年 1 篇讲话中有 1 篇用到",
        "“清淤船”2022年：2 处，当年 1 篇讲话中有 1 篇用到",
    ]
    address = next(href for href in page.values("href", "a") if "year=2022" in href)
    assert address.endswith("#uses")
    opened = Read(pages.get(address.partition("#")[0]).text)
    assert opened.texts("p", "found") == ["2022年共 2 处。"]
    part = Read(pages.get(address.partition("#")[0] + "&part=uses").text)
    assert part.texts("td", "match") == ["清淤船", "清淤船"]
    assert part.texts("h1") == []


def test_several_wordings_on_one_chart(pages: TestClient) -> None:
    for page in (asked(pages, q=["清淤船", "种柳树"]), asked(pages, q="清淤船 | 种柳树")):
        assert page.values("class", "path", "line")[:2] == ["line s0", "line s1"]
        assert page.texts("q")[:2] == ["清淤船", "种柳树"]
        assert page.values("value", "input")[0] == "清淤船 | 种柳树"


def test_what_filters_leave_is_not_called_the_library(pages: TestClient) -> None:
    chosen = {"date_from": "2019", "date_to": "2022"}
    page = asked(pages, q="两本账", **chosen)
    assert any(note.startswith("从首次用到的 2021 年画起；所选讲话自 2019 年起") for note in page.texts("p", "note"))
    assert asked(pages, q="清淤船", **chosen).texts("td", "none") == ["所选讲话中没有这一年的"]
    for path, found in (("timeline", ("span", "sum")), ("phrase", ("p", "found"))):
        none = Read(pages.get(f"/zh/{path}", params={"q": "灯塔船", **chosen}).text)
        assert none.texts(*found) == ["所选讲话中没有这一提法。"]
    for path, said in (
        ("families", "所选讲话中没有找到反复出现的同类写法。"),
        ("enumerations", "所选讲话中没有这样的成套提法。"),
    ):
        none = Read(pages.get(f"/zh/{path}", params={"q": "谁也没有听说过的灯塔", **chosen}).text)
        assert none.texts("p", "found")[0].startswith(said)
    every = Read(pages.get("/zh/families", params=chosen).text)
    assert every.texts("p", "found")[0].startswith("所选讲话中反复出现的写法共")


def test_the_years_begin_with_the_first_use_unless_all_are_wanted(pages: TestClient) -> None:
    page = asked(pages, q="两本账")
    assert page.texts("text", "year") == ["2021", "2022"]
    assert any(note.startswith("从首次用到的 2021 年画起；库内的讲话自 2019 年起") for note in page.texts("p", "note"))
    every = asked(pages, q="两本账", all="1")
    assert every.texts("text", "year") == ["2019", "2020", "2021", "2022"]


def test_years_in_a_row_without_speeches_are_one() -> None:
    covered = [YearCovered(year, int(year in (2001, 2005, 2007)), 9) for year in range(2001, 2008)]
    shown = years_shown(Timeline((), tuple(covered), (), Scope(0, 0, 0, 0, False)), since_first_use=True)
    assert [each.label for each in shown] == ["2001", "2002–04", "2005", "2006", "2007"]
    assert [each.place for each in shown] == [0, 1, 4, 5, 6]


def test_what_has_no_date_is_apart(pages: TestClient) -> None:
    page = asked(pages, q="清淤船")
    assert "库内另有 1 篇讲话日期不详，不计入任何一年。" in page.texts("p", "note")
    assert page.texts("td", "where") == ["日期不详在账本交接时的讲话<b>值班员<i>"]


def test_wordings_run_together_are_parted_by_a_link(pages: TestClient) -> None:
    for typed in ("种柳树、清淤船", "种柳树 清淤船", "种柳树，清淤船"):
        page = asked(pages, q=typed)
        assert page.texts("p", "parted") == ["几种提法之间请用 | 隔开： 种柳树 | 清淤船"]
        assert page.texts("svg", "chart") == []
        followed = Read(pages.get(_parted(page)).text)
        assert len(followed.texts("svg", "axis")) == 1
    assert asked(pages, q="no such wording").texts("p", "parted") == []


def _parted(page: Read) -> str:
    return next(href for href in page.values("href", "a") if "%7C" in href)


def test_a_table_to_take_away(pages: TestClient) -> None:
    text = pages.get("/zh/timeline.csv", params={"q": "种柳树"}).content.decode("utf-8-sig")
    rows = text.split("\r\n")
    assert rows[0] == "提法,年份,次数,用到的讲话,全年讲话,占比,每万字"
    assert rows[1].startswith("种柳树,2019,1,1,1,1.0,")
    assert rows[2:4] == ["种柳树,2020,,,0,,", "种柳树,2021,0,0,1,0.0,0.0"]


def test_a_discontinued_wording_is_pointed_out(pages: TestClient) -> None:
    (note,) = asked(pages, q="一车一车拉到砖厂去 | 种柳树").texts("p", "discontinued-note")
    assert note.startswith("“一车一车拉到砖厂去”已停用")

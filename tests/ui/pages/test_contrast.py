"""The page of two groups of speeches: what each is called, wordings with both counts, tables without a cut."""

from starlette.testclient import TestClient

from tests.ui.pages.visiting import Read


def asked(pages: TestClient, **values: str) -> Read:
    return Read(pages.get("/zh/wording/groups", params=values).text)


def test_two_periods_at_their_older_address(pages: TestClient) -> None:
    page = Read(pages.get("/zh/timeline", params={"q": "清淤船", "first": "2019", "second": "2021-2022"}).text)
    assert page.texts("h2")[-1].split() == ["2019", "年（1", "篇讲话）", "与", "2021–2022", "年（2", "篇讲话）"]
    assert page.texts("h3")[0] == "所查的提法"
    (change,) = [text for text in page.texts("tr") if text.startswith("清淤船1")]
    assert change.startswith("清淤船13")


def test_a_discontinued_wording_is_pointed_out_on_both_sides(pages: TestClient) -> None:
    page = asked(pages, q="一车一车拉到砖厂去", first="2019", second="2021-2022")
    told = "“一车一车拉到砖厂去”已停用，现行写法为“一船一船运到砖厂去”。（2021年起）"
    assert [text for text in page.texts("tr") if told in text] == [f"一车一车拉到砖厂去{told}000.0+0.0"]


def test_a_group_by_its_speaker_with_all_other_speeches(pages: TestClient) -> None:
    page = asked(pages, q="清淤船", second_speaker="沙洲县县长")
    assert page.texts("h2")[-1].split() == ["其余讲话（1", "篇讲话）", "与", "讲话人“沙洲县县长”（3", "篇讲话）"]
    (address,) = [href for href in page.values("href", "a") if "/wording/places" in href and "speaker=" in href]
    lines = Read(pages.get(address).text)
    assert lines.texts("p", "found") == ["在 3 篇讲话中共 4 处。"]
    assert "4" in page.texts("td", "number")


def test_speeches_that_do_not_say_on_which_side_they_are_are_counted(pages: TestClient) -> None:
    assert asked(pages, first="2019", second="2021-2022").texts("p", "left-out") == ["另有 1 篇无日期，未查。"]
    assert asked(pages, first="2019").texts("p", "left-out") == ["其余讲话包括无日期的 1 篇。"]


def test_filters_of_the_page_hold_for_both_groups(pages: TestClient) -> None:
    page = asked(pages, q="清淤船", first="2019", date_from="2019", date_to="2021")
    assert page.texts("h2")[-1].split() == ["2019", "年（1", "篇讲话）", "与", "其余讲话（1", "篇讲话）"]


def test_groups_that_share_speeches_are_refused(pages: TestClient) -> None:
    page = asked(pages, first_speaker="沙洲县县长", second="2021")
    assert page.texts("p", "refused") == ["有 1 篇讲话两组里都有，请改一改条件，使两组没有重合。"]


def test_an_empty_group_names_what_empties_it(pages: TestClient) -> None:
    page = asked(pages, first="2019", first_speaker="值班员<i>", second="2021")
    assert page.texts("p", "refused") == ["甲组里没有讲话：没有一篇符合“2019、值班员<i>”。请改一改条件。"]
    page = asked(pages, first="2019-2022", second="2031")
    assert page.texts("p", "refused") == ["乙组里没有讲话：没有一篇符合“2031”。请改一改条件。"]


def test_a_table_to_take_away(pages: TestClient) -> None:
    values = {"q": "清淤船", "first": "2019", "second": "2021-2022"}
    text = pages.get("/zh/wording/groups.csv", params=values).content.decode("utf-8-sig")
    header, row, *_ = text.split("\r\n")
    assert header.split(",")[:6] == [
        *("提法", "多用的一组", "次数：2019 年", "次数：2021–2022 年", "篇数：2019 年", "篇数：2021–2022 年")
    ]
    assert row.startswith("清淤船,,1,3,1,2,")
    assert pages.get("/zh/wording/groups.csv").status_code == 400

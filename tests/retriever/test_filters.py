from __future__ import annotations

from dataclasses import fields

import pytest

from corpus import PartialDate, SpeechFacts, say
from corpus.errors import QueryError
from corpus.fields import FIELD
from retriever import Filters
from retriever.filters import EXCLUDING, allowed, normal_filters, set_filters
from retriever.known import Known


def speech(number: int, **fields: object) -> SpeechFacts:
    path = f"{number}.md"
    values = {"root": "r", "path": path, "source": f"/r/{path}", "title": f"第{number}篇", "language": "zh", **fields}
    values["date"] = PartialDate.parse(str(fields.get("date", "")))
    return SpeechFacts(speech_id=f"id{number}", **values)  # type: ignore[arg-type]


SPEECHES = Known(
    {
        1: speech(1, date="2018-12-31", speaker="林场场长", occasion="护林动员会", folder="林业/护林"),
        2: speech(2, date="2019", speaker="何某", office="雲溪鎮鎮長", occasion="全镇大会", folder="林业"),
        3: speech(3, date="2019-07", title="在ＡＢＣ論壇上的講話", folder="林业2", speaker="供水站站长"),
        4: speech(4, date="2019-07-09", folder="水利/灌区", occasion="灌区座谈会"),
        5: speech(5, folder="", language="en", title="At the Weir", origin="superior", state="final"),
    }
)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"year": 2019}, [2, 3, 4]),
        ({"date_from": "2019"}, [2, 3, 4]),
        ({"date_from": "2019-07"}, [2, 3, 4]),
        ({"date_from": "2019-07-09"}, [2, 3, 4]),
        ({"date_from": "2019-08"}, [2]),
        ({"date_from": "2020"}, []),
        ({"date_to": "2018"}, [1]),
        ({"date_to": "2019-07-08"}, [1, 2, 3]),
        ({"date_to": "2019-07"}, [1, 2, 3, 4]),
        ({"date_from": "2018-12-31", "date_to": "2018-12-31"}, [1]),
        ({"speaker": "场长"}, [1]),
        ({"speaker": "云溪镇"}, [2]),
        ({"speaker": "场长,云溪镇"}, [1, 2]),
        ({"folder": "r/林业"}, [1, 2]),
        ({"folder": "r"}, [1, 2, 3, 4, 5]),
        ({"occasion": "会"}, [1, 2, 4]),
        ({"occasion": "护林动员会、座谈会"}, [1, 4]),
        ({"title": "abc论坛"}, [3]),
        ({"title": "WEIR"}, [5]),
        ({"folder": "林业"}, [1, 2]),
        ({"folder": "林业/"}, [1, 2]),
        ({"folder": "林业/护林"}, [1]),
        ({"folder": "林业\\护林\\"}, [1]),
        ({"folder": "r\\林业"}, [1, 2]),
        ({"language": "en"}, [5]),
        ({"year": 2019, "folder": "林业"}, [2]),
        ({"year": 2018, "language": "en"}, []),
        ({"years": "2018,2019"}, [1, 2, 3, 4]),
        ({"years": "2018、2020"}, [1]),
        ({"not_date": "2019"}, [1]),  # 5 has no date: it may be of 2019
        ({"not_date": "2019-07"}, [1, 2]),
        ({"not_date": "2019-07-09,2018"}, [2, 3]),
        ({"not_date": "2018..2019-06"}, [2, 3, 4]),
        ({"not_date": "2019-07.."}, [1, 2]),
        ({"not_speaker": "场长"}, [2, 3]),  # 4 and 5 do not say
        ({"not_speaker": "场长,镇长"}, [3]),
        ({"not_speaker": "省长"}, [1, 2, 3]),
        ({"not_occasion": "护林动员会"}, [2, 4]),
        ({"date_from": "2019", "not_date": "2019-07-09"}, [2, 3]),
        ({"not_place": "四川"}, [1, 2, 3, 4, 5]),
        ({"not_title": "weir,无此题"}, [1, 2, 3, 4]),
    ],
)
def test_speeches_pass(filters: dict[str, object], expected: list[int]) -> None:
    found = allowed(SPEECHES, Filters(**filters))  # type: ignore[arg-type]
    assert found is not None
    assert found.tolist() == expected


@pytest.mark.parametrize("filters", [Filters(), Filters(speaker="", title="")])
def test_no_filter_lets_all_pass(filters: Filters) -> None:
    assert allowed(SPEECHES, filters) is None
    assert set_filters(filters) == {}


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("year", 1998, "2019、2018"),
        ("speaker", "无此人", "何某、供水站站长、林场场长"),
        ("occasion", "无此会", "全镇大会、护林动员会、灌区座谈会"),
        ("title", "无此题", "At the Weir"),
        ("folder", "林", "林业、林业/护林、林业2、水利/灌区"),
        ("language", "fr", "en、zh"),
        ("origin", "own", "superior"),
        ("origin", "报纸", "superior"),
        ("state", "transcript", "final"),
    ],
)
def test_an_unknown_value_is_an_error_that_names_known_ones(name: str, value: object, known: str) -> None:
    with pytest.raises(QueryError) as caught:
        allowed(SPEECHES, Filters(**{name: value}))  # type: ignore[arg-type]
    assert caught.value.code == f"filter_unknown_{name}"
    assert str(caught.value.particulars["known"]).startswith(known)
    for language in ("zh", "en"):
        assert str(value) in caught.value.message(language)


@pytest.mark.parametrize(
    ("name", "written", "normal"),
    [
        ("origin", "superior", "superior"),
        ("origin", "上级", "superior"),
        ("state", "final", "final"),
        ("state", "定稿", "final"),
        ("language", "English", "en"),
    ],
)
def test_choices_are_taken_as_people_write_them(name: str, written: str, normal: str) -> None:
    written_filters, normal_ones = Filters(**{name: written}), Filters(**{name: normal})
    assert normal_filters(written_filters) == normal_ones
    for filters in (written_filters, normal_ones):
        found = allowed(SPEECHES, filters)
        assert found is not None
        assert found.tolist() == [5]


def test_every_filter_can_be_asked_for() -> None:
    """A filter that is a field of a speech needs no more than its line in Filters and in corpus.fields."""
    for field in fields(Filters):
        if field.name in EXCLUDING or field.name == "years":
            continue
        assert field.name in {"year", "date_from", "date_to", "folder"} or field.name in FIELD
        for language in ("zh", "en"):
            assert field.name.startswith("date_") or say(f"filter_unknown_{field.name}", language, value="x", known="y")
            if field.name in FIELD.keys() - {"title", "speaker", "language", "place"}:
                assert say(f"note_no_{field.name}_left_out", language, count=2)


@pytest.mark.parametrize("value", ["昨天", "3月", "19-07-09", "2019-07-09-01", "2019-2021"])
@pytest.mark.parametrize("name", ["date_from", "date_to"])
def test_what_is_no_date_is_an_error(name: str, value: str) -> None:
    with pytest.raises(QueryError) as caught:
        allowed(SPEECHES, Filters(**{name: value}))
    assert caught.value.code == "filter_date"


@pytest.mark.parametrize("value", ["2019-13", "2019-02-30", "２０１９年２月３０日"])
def test_a_day_that_is_in_no_calendar_is_an_error(value: str) -> None:
    with pytest.raises(QueryError):
        allowed(SPEECHES, Filters(date_from=value))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("２０１９－０７－０９", "2019-07-09"),
        ("2019年7月9日", "2019-07-09"),
        ("2019/7/9", "2019-07-09"),
        ("2019年7月", "2019-07"),
        (" 2019.7", "2019-07"),
        ("2019年", "2019"),
        ("", ""),
    ],
)
def test_dates_are_taken_as_people_write_them(written: str, normal: str) -> None:
    assert normal_filters(Filters(date_from=written, title="会")) == Filters(date_from=normal, title="会")
    assert normal_filters(Filters(date_to=written)) == Filters(date_to=normal)


def test_a_date_is_the_same_however_it_is_written() -> None:
    found = allowed(SPEECHES, Filters(date_from="２０１９年８月", date_to="2019/12"))
    assert found is not None
    assert found.tolist() == [2]


@pytest.mark.parametrize(
    ("first", "last"), [("2024", "2021"), ("2021年4月", "2021-03"), ("2021-03-10", "２０２１－３－９")]
)
def test_a_start_behind_the_end_is_an_error_with_both_as_they_were_typed(first: str, last: str) -> None:
    with pytest.raises(QueryError) as caught:
        normal_filters(Filters(date_from=first, date_to=last))
    assert caught.value.message("zh") == f"起止颠倒：起始日期 {first} 晚于截止日期 {last}，请对调或改正。"


@pytest.mark.parametrize(
    ("first", "last"), [("2021", "2021"), ("2021-03", "2021"), ("2021-12-31", "2021"), ("2021", "2021-01-01")]
)
def test_an_end_lasts_as_long_as_it_can_mean(first: str, last: str) -> None:
    assert normal_filters(Filters(date_from=first, date_to=last)) == Filters(date_from=first, date_to=last)


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        ("李县长", [1, 2]),
        ("李明县长", [1, 2]),
        ("王建国书记", [3]),
        ("王书记", [3]),
        ("李同志县长", None),
        ("李书记", None),
    ],
)
def test_a_speaker_is_called_by_the_name_and_an_office_he_holds(speaker: str, expected: list[int] | None) -> None:
    speeches = {
        1: speech(1, speaker="李明", office="松口县县长"),
        2: speech(2, speaker="李明"),
        3: speech(3, speaker="王建国", office="松口县委书记"),
        4: speech(4, speaker="李芳", office="副县长"),
    }
    if expected is None:
        with pytest.raises(QueryError):
            allowed(Known(speeches), Filters(speaker=speaker))
    else:
        found = allowed(Known(speeches), Filters(speaker=speaker))
        assert found is not None
        assert found.tolist() == expected


@pytest.mark.parametrize("wanted", ["县委书记", "云岫县委书记", "中共云岫县委书记"])
def test_an_office_is_found_in_any_spelling(wanted: str) -> None:
    speeches = {
        1: speech(1, speaker="县委书记"),
        2: speech(2, speaker="李明", office="中共云岫县委书记"),
        3: speech(3, speaker="云岫县委书记"),
        4: speech(4, speaker="县委副书记"),
    }
    assert allowed(Known(speeches), Filters(speaker=wanted)).tolist() == [1, 2, 3]  # type: ignore[union-attr]
    speeches[5] = speech(5, speaker="青坪县委书记")
    expected = [1, 2, 3, 5] if wanted == "县委书记" else [2, 3]
    assert allowed(Known(speeches), Filters(speaker=wanted)).tolist() == expected  # type: ignore[union-attr]


@pytest.mark.parametrize("wanted", ["2024年全县护林工作会议", "2025年全县护林工作会议", "全县护林工作会议", "护林会议"])
def test_a_meeting_is_found_whatever_its_year(wanted: str) -> None:
    held = {number: speech(number, occasion=f"20{number}年全县护林工作会议") for number in (24, 25)}
    assert allowed(Known(held | {1: speech(1, occasion="全县防汛会议")}), Filters(occasion=wanted)).tolist() == [24, 25]  # type: ignore[union-attr]


def test_an_office_means_who_holds_it_then() -> None:
    """Also where a speech states no office, or one held at the same time, but not what came before or later."""
    held = {
        1: speech(1, date="2015-03", speaker="罗文泽", office="县长"),
        2: speech(2, date="2016-05", speaker="罗文泽", office="县委副书记"),
        3: speech(3, date="2017-01", speaker="罗文泽", office="县委副书记、县长"),
        4: speech(4, date="2019-01", speaker="罗文泽", office="县委书记"),
        5: speech(5, date="2016-01", speaker="罗文泽"),
        6: speech(6, date="2016-01", speaker="魏长河"),
    }
    found = allowed(Known(held), Filters(speaker="县长"))
    assert found is not None
    assert found.tolist() == [1, 2, 3, 5]


@pytest.mark.parametrize(
    "filters", [{"years": "2019-07"}, {"years": "2018..2019"}, {"not_date": "bald"}, {"not_date": ","}]
)
def test_times_that_are_none_are_refused(filters: dict[str, str]) -> None:
    with pytest.raises(QueryError) as caught:
        normal_filters(Filters(**filters))
    assert caught.value.code == "filter_date"

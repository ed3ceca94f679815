from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Inference, PartialDate, SpeechFacts
from corpus.errors import QueryError
from indexer.words import cut_text
from retriever.cli import main
from retriever.filters import Filters
from retriever.opened import OpenedIndex
from retriever.operations.filtered import filters_typed
from retriever.phrasing.contrast import compare_periods, is_dated, period_years
from retriever.phrasing.keyness import (
    SURE,
    Uses,
    log_likelihood,
    log_ratio,
    neighbour_entropy,
    rarer_in_first,
    recurring_wordings,
    stands_by_itself,
)
from retriever.phrasing.occurrences import Occurrence, Occurrences, occurrences
from retriever.phrasing.phrase import LookedUp
from retriever.phrasing.scope import Scope
from retriever.phrasing.timeline import CountedSpeech, timeline, timeline_of
from tests.conftest import answered, build_with_pairs, write_speech

_OLD = "把荒山绿化当作头等大事来抓，一年接着一年干。"
_NEW = "把生态产品价值实现当作新课题来做，让绿水青山有价可算。"
_BOTH = "护林员要天天上山，火种一律不许进林区。"

SPEECHES = {
    "2017.md": ("2017-04-01", f"{_OLD}\n\n{_BOTH}\n"),
    "2018.md": ("2018-04-02", f"荒山绿化不能只栽不管。\n\n{_OLD}\n"),
    "2018秋.md": ("2018-10", f"{_BOTH}\n"),
    "2021.md": ("2021-04-03", f"{_NEW}\n\n{_BOTH}\n"),
    "2022.md": ("2022-04-04", f"{_NEW}荒山綠\n化也要补课。\n"),
}
_ALL = Scope(speeches=6, versions=1, unread=0, marked=0)


@pytest.fixture(scope="module")
def forests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of speeches of 2017, 2018, 2021 and 2022, of a draft of one of them, and of one without a date."""
    folder = tmp_path_factory.mktemp("forests")
    for name, (date, text) in SPEECHES.items():
        write_speech(folder / "corpus" / name, text, title="在全县造林绿化工作会议上的讲话", date=date)
    write_speech(
        folder / "corpus" / "2021送审.md",
        f"{_NEW}\n\n{_BOTH}\n",
        title="在全县造林绿化工作会议上的讲话（送审稿）",
        date="2021-04-03",
        state="送审稿",
    )
    write_speech(folder / "corpus" / "林场.md", "荒山绿化靠的是人。\n", title="在林场的讲话")
    (folder / "corpus" / "wordings.csv").write_text(
        "标准写法,停用写法\n国土绿化,荒山绿化\n一茬接着一茬干,一年接着一年干\n", encoding="utf-8"
    )
    build_with_pairs(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def decade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of four speeches of 2015 and 2016 and four of 2021 and 2022, enough for sure differences."""
    folder = tmp_path_factory.mktemp("decade")
    for number in range(4):
        for year, text in ((2015, f"{_OLD}{_BOTH}"), (2021, f"{_NEW}{_BOTH}请护林站站长周山青作交流。")):
            date = f"{year + number // 2}-0{number + 1}-05"
            more = "林道也要修一修。\n" if year == 2015 or number < 2 else ""
            write_speech(folder / "corpus" / f"{date}.md", f"{text}{more}\n", title=f"林业会{date}", date=date)
    write_speech(folder / "corpus" / "周山青.md", "我汇报一下。\n", title="在林场的交流", speaker="周山青")
    (folder / "corpus" / "wordings.csv").write_text(
        "标准写法,停用写法\n一茬接着一茬干,一年接着一年干\n", encoding="utf-8"
    )
    build_with_pairs(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def over_a_decade(decade: Path):
    with OpenedIndex.open(decade) as opened:
        yield opened


@pytest.fixture(scope="module")
def opened(forests: Path):
    with OpenedIndex.open(forests) as opened:
        yield opened


def test_counts_of_each_year_are_told_apart_from_years_without_speeches(opened: OpenedIndex):
    found = answered(opened, "timeline", phrases=["荒山绿化", "生态产品价值实现"])
    planting, value = found["wordings"]
    assert (planting["phrase"], planting["total"], planting["speeches"]) == ("荒山绿化", 5, 4)
    assert [(y["year"], y["count"], y["speeches"], y["of_speeches"], y["share"]) for y in planting["years"]] == [
        (2017, 1, 1, 1, 1.0),
        (2018, 2, 1, 2, 0.5),
        (2019, None, None, 0, None),
        (2020, None, None, 0, None),
        (2021, 0, 0, 1, 0.0),
        (2022, 1, 1, 1, 1.0),
    ]
    assert [year["count"] for year in value["years"]] == [0, 0, None, None, 1, 1]
    assert [speech["title"] for speech in found["undated_speeches"]] == ["在林场的讲话"]
    assert [o["title"] for o in planting["undated"]] == ["在林场的讲话"]
    assert found["scope"] == {"speeches": 6, "versions": 1, "unread": 0, "marked": 0}


def test_a_year_is_related_to_its_characters(opened: OpenedIndex):
    found = answered(opened, "timeline", phrases=["荒山绿化"])
    characters = {year["year"]: year["characters"] for year in found["years_covered"]}
    assert characters[2017] == len(_OLD) + len(_BOTH)
    assert found["wordings"][0]["years"][0]["per_10000"] == 10_000 / characters[2017]


def test_the_first_and_last_use_open_their_occurrence(opened: OpenedIndex):
    (wording,) = timeline(opened, ["荒山绿化"]).wordings
    assert wording.first is not None
    assert wording.last is not None
    assert (wording.first.speech.date_text, wording.last.speech.date_text) == ("2017-04-01", "2022-04-04")
    last = answered(opened, "timeline", phrases=["荒山绿化"])["wordings"][0]["last"]
    text = opened.snapshot.with_text(wording.last.speech_no).text
    assert text[last["start"] : last["end"]] == "荒山綠\n化"
    assert last["date_inferred"] is False


def test_the_counts_are_those_of_the_occurrences(opened: OpenedIndex):
    for phrase in ("绿化", "林", "护林员", "没有说过"):
        (wording,) = timeline(opened, [phrase]).wordings
        assert sorted(wording.occurrences, key=lambda o: (o.speech_no, o.start)) == list(
            occurrences(opened, phrase).counted
        )


def test_wordings_may_be_typed_as_one_and_have_gaps(opened: OpenedIndex):
    found = timeline(opened, ["荒山绿化|护林员", "把…当作…来", "护林员"])
    assert [wording.phrase for wording in found.wordings] == ["荒山绿化", "护林员", "把…当作…来"]
    assert len(found.wordings[2].occurrences) == 4


def test_a_discontinued_wording_is_pointed_out(opened: OpenedIndex, over_a_decade: OpenedIndex):
    planting, ranger = answered(opened, "timeline", phrases=["荒山绿化", "护林员"])["wordings"]
    assert [each["standard"] for each in planting["discontinued"]] == ["国土绿化"]
    assert ranger["discontinued"] == []
    went = answered(over_a_decade, "timeline", periods=["2015-2016", "2021-2022"])["periods"]["went_out"]
    pointed_out = {each["phrase"]: [found["standard"] for found in each["discontinued"]] for each in went}
    assert pointed_out["一年接着一年干"] == ["一茬接着一茬干"]


def test_a_wording_never_used_has_no_first_use(opened: OpenedIndex):
    wording = answered(opened, "timeline", phrases=["没有说过"])["wordings"][0]
    assert (wording["total"], wording["first"], wording["last"]) == (0, None, None)
    assert [year["count"] for year in wording["years"]] == [0, 0, None, None, 0, 0]


@pytest.mark.parametrize("phrases", [[], [" "]])
def test_without_a_wording_there_is_no_timeline(opened: OpenedIndex, phrases: list[str]):
    with pytest.raises(QueryError) as error:
        timeline(opened, phrases)
    assert error.value.code == "phrase_blank"


def _spoken(number: int, date: str | None) -> CountedSpeech:
    inferred = {"date": Inference("file_name", date)} if date and number % 2 else {}
    speech = SpeechFacts(
        speech_id=f"id{number}",
        root="",
        path="",
        source="",
        title="",
        language="zh",
        date=PartialDate.parse(date or ""),
        inferred=inferred,
    )
    return CountedSpeech(number, speech, 100 * (number + 1))


@given(
    st.lists(st.none() | st.sampled_from(["2015", "2016-03", "2016-03-02", "2019-12-31", "2020-01"]), max_size=8),
    st.data(),
)
def test_the_years_and_what_has_no_date_add_up(dates: list[str | None], data: st.DataObject):
    speeches = [_spoken(number, date) for number, date in enumerate(dates)]
    numbers = st.integers(0, max(0, len(speeches) - 1))
    places = data.draw(st.sets(st.tuples(numbers, st.integers(0, 99)))) if speeches else set()
    counted = tuple(Occurrence(number, speeches[number].speech, at, at + 1) for number, at in sorted(places))
    found = timeline_of([LookedUp(Occurrences("树", counted, (), _ALL))], speeches, _ALL)
    (wording,) = found.wordings
    assert sorted(wording.occurrences, key=str) == sorted(counted, key=str)
    assert sum(len(year.occurrences) for year in wording.years) + len(wording.undated) == len(counted)
    assert sum(year.speeches for year in found.covered) + len(found.undated) == len(speeches)
    years = [year.year for year in found.covered]
    assert years == (list(range(years[0], years[-1] + 1)) if years else [])
    for year in wording.years:
        assert (year.share is None) == (year.covered.speeches == 0)
        assert all(occurrence.speech.year == year.covered.year for occurrence in year.occurrences)


# --- two periods -----------------------------------------------------------------------------------------------


def test_log_likelihood_is_dunnings():
    assert log_likelihood(Uses(10, 0), 500, 500) == pytest.approx(20 * math.log(2))
    # 2 (30 ln(30/20) + 10 ln(10/20)), expected 20 and 20
    assert log_likelihood(Uses(30, 10), 700, 700) == pytest.approx(2 * (30 * math.log(1.5) + 10 * math.log(0.5)))
    assert log_likelihood(Uses(5, 5), 100, 100) == 0
    assert log_likelihood(Uses(0, 0), 100, 100) == 0
    assert log_likelihood(Uses(3, 0), 100, 0) == 0


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 10**6), st.integers(1, 10**6))
def test_log_likelihood_is_the_same_the_other_way_round(a: int, b: int, size_a: int, size_b: int):
    one, other = log_likelihood(Uses(a, b), size_a, size_b), log_likelihood(Uses(b, a), size_b, size_a)
    assert one == pytest.approx(other, abs=1e-9)
    assert one >= 0


def test_rarer_is_by_rate_not_by_count():
    assert rarer_in_first(Uses(0, 1), 100, 100)
    assert rarer_in_first(Uses(2, 4), 100, 100)
    assert not rarer_in_first(Uses(2, 4), 100, 101)
    assert not rarer_in_first(Uses(0, 0), 100, 100)


def test_recurring_wordings_stand_in_two_texts_of_a_period_and_are_not_part_of_a_longer_one():
    words = {"守住": 2, "耕地": 2, "红线": 2, "荒山": 2, "绿化": 2, "一次": 2}

    def cut(text: str) -> list[str]:
        return [text[i : i + 2] for i in range(0, len(text), 2)]

    assert all(len(word) == size for word, size in words.items())
    first = ["守住耕地红线，荒山绿化。", "守住耕地红线！"]
    second = ["荒山绿化一次", "绿化荒山，一次一次一次"]
    first, second = ([cut_text(text, cut) for text in texts] for texts in (first, second))
    assert recurring_wordings(first, second) == {"守住耕地红线": (2, 0)}
    assert recurring_wordings([*first, "荒山 绿化"], second) == {"守住耕地红线": (2, 0), "荒山绿化": (2, 1)}


def by_definition(*sets: list[list[list[str]]]) -> dict[str, tuple[int, ...]]:
    """The wordings that recur, of at most four words, found without any short cut: texts are lists of runs of words."""
    places = [
        (tuple(run[i : i + n]), period, (period, number))
        for period, texts in enumerate(sets)
        for number, runs in enumerate(texts)
        for run in runs
        for n in range(1, 5)
        for i in range(len(run) - n + 1)
    ]
    uses = {
        words: tuple(sum(w == words and p == period for w, p, _ in places) for period in (0, 1)) for words, *_ in places
    }
    recurs = {
        words
        for words in uses
        for period in (0, 1)
        if len({text for w, p, text in places if w == words and p == period}) > 1
    }
    held = {words for words in recurs if 4 <= len("".join(words)) <= 24}
    return {
        "".join(words): uses[words]
        for words in held
        if not any(uses[longer] == uses[words] and words in (longer[1:], longer[:-1]) for longer in recurs)
    }


_RUN = st.lists(st.sampled_from(["修渠", "放水", "换灯"]), min_size=1, max_size=4)
_SET = st.lists(st.lists(_RUN, max_size=3), max_size=3)


@given(_SET, _SET)
def test_recurring_wordings_are_those_of_the_definition(first: list[list[list[str]]], second: list[list[list[str]]]):
    cut = [["\n".join(map(" ".join, runs)) for runs in texts] for texts in (first, second)]
    assert recurring_wordings(*cut) == by_definition(first, second)


def test_what_stands_by_itself_goes_on_freely_at_both_sides():
    assert neighbour_entropy(["甲", "乙"]) == 1.0
    assert neighbour_entropy(["", ""]) == 1.0  # ends are neighbours of their own
    assert neighbour_entropy(["1", "2", "3"]) == 0.0  # all figures are one
    assert neighbour_entropy(["一", "三", "十"]) == 0.0  # and so are numerals
    assert neighbour_entropy(["甲", "甲", "甲", "乙"]) == pytest.approx(0.8113, abs=1e-4)
    assert stands_by_itself(["把", "把"], ["的", "的"])
    assert not stands_by_itself(["甲", "乙"], ["局", "局"])
    assert not stands_by_itself(["甲", "乙"], ["也", "也"])


def test_a_year_is_no_wording_and_a_plan_is_one():
    assert is_dated("一九五八年")
    assert is_dated("二〇一五年防汛")
    assert not is_dated("第一个五年计划")


def test_a_numeral_wants_what_it_counts():
    found = recurring_wordings([], ["做到 四个 不", "做到 四个 要", "做到 四个 不"])
    assert "做到四个" not in found
    assert found == {"做到四个不": (0, 2)}


def test_given_wordings_are_counted_in_both_periods(opened: OpenedIndex):
    found = answered(opened, "timeline", phrases=["荒山绿化"], periods=["2017-2018", "2021-2022"])["periods"]
    assert [(p["from"], p["to"], p["speeches"]) for p in found["periods"]] == [(2017, 2018, 3), (2021, 2022, 2)]
    assert [(w["phrase"], w["counts"], w["speeches"]) for w in found["wordings"]] == [("荒山绿化", [3, 1], [2, 1])]
    # 2 and 0 uses in so few speeches may be chance
    assert (found["came_in"], found["went_out"]) == ([], [])


def test_what_surely_came_in_and_what_went_out(over_a_decade: OpenedIndex):
    found = answered(over_a_decade, "timeline", periods=["2015-2016", "2021-2022"])["periods"]
    came = {change["phrase"]: change["counts"] for change in found["came_in"]}
    went = {change["phrase"]: change["counts"] for change in found["went_out"]}
    assert came == {"绿水青山有价可算": [0, 4], "生态产品价值实现当作新课题来做": [0, 4]}
    assert went == {"一年接着一年干": [4, 0], "荒山绿化当作头等大事来抓": [4, 0]}
    assert not set(came) & set(went)
    assert not any("修一修" in phrase for phrase in went)  # four uses and two: rarer, but not surely
    assert not any("周山青" in phrase for phrase in came)  # a speaker of the library is no wording
    assert all(change["log_likelihood"] >= SURE for change in (*found["came_in"], *found["went_out"]))
    for change in (*found["came_in"], *found["went_out"]):
        for number, count, at in zip((0, 1), change["counts"], change["first"], strict=True):
            assert (at is None) == (count == 0), (number, change)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("2017-2019", (2017, 2019)),
        (" 2022 ", (2022, 2022)),
        ("2022年", (2022, 2022)),
        ("2017—2019年", (2017, 2019)),
        ("２０１７年－２０１９年", (2017, 2019)),
        ("2017年至2019年", (2017, 2019)),
    ],
)
def test_a_period_is_two_years_or_one(typed: str, years: tuple[int, int]):
    assert period_years(typed) == years


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("2017", "2019-2018"), "period_unreadable"),
        (("去年", "2018"), "period_unreadable"),
        (("2017", "2019-2020"), "period_empty"),
        (("2017-2018", "2018-2022"), "periods_overlap"),
    ],
)
def test_what_is_no_pair_of_periods_is_an_error(opened: OpenedIndex, typed: tuple[str, str], code: str):
    with pytest.raises(QueryError) as error:
        compare_periods(opened, None, typed)
    assert error.value.code == code


def test_sides_by_filters_have_the_key_wordings_of_the_periods_that_they_are(over_a_decade: OpenedIndex):
    found = answered(over_a_decade, "contrast", first="2015-2016", second="from=2021; to=2022")
    periods = answered(over_a_decade, "timeline", periods=["2015-2016", "2021-2022"])["periods"]
    assert found["more_in_first"] == periods["went_out"] != []
    assert found["more_in_second"] == periods["came_in"] != []
    assert found["sides"][0]["filters"] == {"date_from": "2015", "date_to": "2016"}
    assert all(each["log_ratio"] < 0 for each in found["more_in_first"])


def test_a_side_alone_is_compared_with_all_other_speeches(opened: OpenedIndex):
    found = answered(opened, "contrast", first="2017-2018", phrases=["荒山绿化"])
    assert [each["speeches"] for each in found["sides"]] == [3, 3]
    assert found["sides"][1]["filters"] is None
    assert [wording["counts"] for wording in found["wordings"]] == [[3, 2]]


def test_a_value_of_a_side_may_hold_a_semicolon():
    assert filters_typed("title=防汛;抗旱；救灾; from=2017;") == Filters(title="防汛;抗旱；救灾", date_from="2017")


def test_log_ratio_is_the_binary_logarithm_of_two_rates():
    assert log_ratio(Uses(1, 4), 1000, 1000) == 2.0
    assert log_ratio(Uses(4, 1), 2000, 1000) == -1.0
    assert log_ratio(Uses(0, 2), 1000, 1000) == 2.0  # none counts as half a use
    assert log_ratio(Uses(0, 0), 1000, 1000) == 0.0


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("speaker", "2018", "period_unreadable"),
        ("mood=good", "2018", "side_unreadable"),
        ("2016", "2018", "first_side_empty"),
        ("2017", "2010", "second_side_empty"),
        ("from=2017; from=2018", "2018", "side_unreadable"),
        ("2017-2018", "from=2018", "sides_overlap"),
    ],
)
def test_what_is_no_pair_of_sides_is_an_error(opened: OpenedIndex, first: str, second: str, code: str):
    with pytest.raises(QueryError) as error:
        answered(opened, "contrast", first=first, second=second)
    assert error.value.code == code


# --- the command -----------------------------------------------------------------------------------------------


def test_the_command_prints_json(forests: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["timeline", "荒山绿化", "护林员", "--index", str(forests), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [wording["total"] for wording in found["wordings"]] == [5, 3]
    assert found["periods"] is None


def test_the_command_says_which_years_have_no_speech(forests: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["timeline", "荒山绿化", "--index", str(forests)]) == 0
    printed = capsys.readouterr().out
    assert "  2019  no speech of this year" in printed
    assert "  2021       0       0/1      0%      0.00" in printed
    assert "1 speeches have no date" in printed


def test_the_command_compares_periods_without_a_wording(
    forests: Path, decade: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["timeline", "--periods", "2015-2016", "2021-2022", "--index", str(decade), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["wordings"] == []
    assert found["periods"]["went_out"]
    assert main(["timeline", "--periods", "2017-2018", "2021", "--index", str(forests)]) == 0
    assert capsys.readouterr().out.count("No difference is sure enough to list") == 2
    assert main(["contrast", "--first", "2015-2016", "--second", "2021-2022", "--index", str(decade)]) == 0
    assert "Much more often in 2021-2022: 2" in capsys.readouterr().out
    assert main(["timeline", "--index", str(forests)]) == 1
    assert "blank" in capsys.readouterr().err

"""Which speeches are versions of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Inference, PartialDate, Speech, fold_plain
from indexer.layout import UPLOADS
from indexer.likeness import signature
from indexer.versions import VERDICTS, Decision, Versions, find_versions, title_without_state

DAM = "水库大坝要一日三巡，汛期加密到一日五巡，巡查记录当天签字，隐患当天上报。"
REWORKED = "水库大坝要一日三巡，汛期加密到一日五巡，夜里也要有人值守，发现渗漏先报告再处置，不许瞒报。"
OTHER = "乡镇卫生院要把夜间急诊开起来，药品目录和县医院对齐，让老人不出镇就能看病拿药。"


def speech(
    number: int, text: str, title: str = "在防汛会上的讲话", folder: str = "防汛", date: str = "", **known: str
) -> Speech:
    return Speech(
        speech_id=f"s{number}", root="r", path=f"{folder}/{number}.md", source="", text=text, title=title,
        language="zh", folder=folder, date=PartialDate.parse(date), **known,
    )  # fmt: skip


def versions_of(*speeches: Speech) -> Versions:
    numbered = dict(enumerate(speeches, 1))
    return find_versions(numbered, {number: signature(fold_plain(s.text)) for number, s in numbered.items()})


def test_the_final_version_counts_whatever_its_date() -> None:
    found = versions_of(
        speech(1, DAM, state="draft_for_comment", date="2021-06-09"),
        speech(2, REWORKED, state="final", date="2021-06-01"),
        speech(3, OTHER),
    )
    assert found.members(1) == found.members(2) == (2, 1)
    assert (found.front(1), found.front(3), found.members(3)) == (2, 3, (3,))
    assert found.counted() == (2, 3)


def test_of_final_versions_the_newest_counts() -> None:
    found = versions_of(speech(1, DAM, state="final", date="2021-06-09"), speech(2, DAM, state="final", date="2021"))
    assert found.front(2) == 1


def test_an_upload_counts_only_when_its_state_says_so() -> None:
    """Else whoever uploads what is there already would put the one that is cited behind."""
    first = speech(1, DAM, date="2021-06-01")
    copied = replace(speech(2, DAM, date="2021-06-09"), root=UPLOADS)
    assert versions_of(first, copied).members(1) == (1, 2)
    assert versions_of(copied, first).members(1) == (2, 1)
    assert versions_of(first, replace(copied, state="final")).members(1) == (2, 1)
    assert versions_of(replace(first, state="draft_for_comment"), copied).members(1) == (2, 1)


def test_years_keep_speeches_of_one_title_apart() -> None:
    assert versions_of(speech(1, DAM, date="2020-06-01"), speech(2, DAM, date="2021-06-01")).counted() == (1, 2)


def test_an_undated_copy_does_not_join_two_years() -> None:
    found = versions_of(speech(1, DAM, date="2020"), speech(2, DAM), speech(3, DAM, date="2021"))
    assert found.front(2) == 1
    assert found.counted() == (1, 3)


def test_speeches_of_one_file_that_have_only_its_name_are_versions_when_they_are_copies() -> None:
    named = Speech(
        speech_id="a", root="r", path="座谈会.jsonl", source="", text=DAM, title="座谈会", language="zh",
        inferred={"title": Inference("file_name", "座谈会")},
    )  # fmt: skip
    like = replace(named, speech_id="b", text=DAM.replace("当天上报", "马上上报给县里"))
    assert versions_of(named, like, replace(named, speech_id="c")).groups == {1: (3, 1), 3: (3, 1)}
    titled = replace(named, inferred={}), replace(like, inferred={})
    assert versions_of(*titled).members(1) == (2, 1)


def test_speeches_of_one_title_with_other_texts_are_no_versions() -> None:
    assert versions_of(speech(1, DAM), speech(2, OTHER)).counted() == (1, 2)
    assert versions_of(speech(1, DAM, state="final"), speech(2, OTHER, state="transcript")).counted() == (1, 2)


def test_in_another_folder_only_a_copy_is_a_version() -> None:
    assert versions_of(speech(1, DAM), speech(2, DAM, folder="留存")).counted() == (1,)
    assert versions_of(speech(1, DAM, state="final"), speech(2, REWORKED, folder="留存")).counted() == (1, 2)


@pytest.mark.parametrize(
    "title",
    [
        "在防汛会上的讲话（征求意见稿）",
        "在防汛会上的讲话[定稿]",
        "在防汛会上的讲话 第二稿",
        "在防汛会上的讲话_v3",
        "在防汛会上的讲话(2)",
    ],
)
def test_what_names_the_state_is_no_part_of_the_title(title: str) -> None:
    assert title_without_state(title) == "在防汛会上的讲话"


def test_a_year_in_brackets_is_part_of_the_title() -> None:
    assert title_without_state("在防汛会上的讲话（2021）") == "在防汛会上的讲话(2021)"


def decided(*decisions: Decision, **known: str) -> Versions:
    """Three of one title, of which 1 and 2 are alike, and a fourth of another title."""
    return versions_of_all(
        [speech(1, DAM, **known), speech(2, REWORKED, state="final"), speech(3, OTHER), speech(4, DAM, title="别的")],
        decisions,
    )


def versions_of_all(speeches: Sequence[Speech], decisions: Sequence[Decision]) -> Versions:
    numbered = dict(enumerate(speeches, 1))
    signatures = {number: signature(fold_plain(s.text)) for number, s in numbered.items()}
    return find_versions(numbered, signatures, decisions)


def members(found: Versions) -> list[tuple[int, ...]]:
    return sorted({found.members(number) for number in found.numbers})


def test_what_a_person_keeps_apart_is_no_version() -> None:
    assert members(decided()) == [(2, 1), (3,), (4,)]
    assert members(decided(Decision(("s1", "s2"), "apart"))) == [(1,), (2,), (3,), (4,)]


def test_what_a_person_puts_together_is_one_speech_whatever_its_title_year_or_text() -> None:
    assert members(decided(Decision(("s3", "s4"), "together", "s4"), date="2020")) == [(2, 1), (4, 3)]
    assert members(decided(Decision(("s3", "s2"), "together"))) == [(2, 3, 1), (4,)]


def test_the_version_that_a_person_chose_counts() -> None:
    assert members(decided(Decision(("s1", "s2"), "together", "s1"))) == [(1, 2), (3,), (4,)]
    later = Decision(("s1", "s2"), "together", "s2")
    assert members(decided(Decision(("s1", "s2"), "together", "s1"), later)) == [(2, 1), (3,), (4,)]


def test_the_last_decision_about_two_speeches_counts() -> None:
    together, apart = Decision(("s1", "s2", "s4"), "together", "s1"), Decision(("s1", "s2"), "apart")
    assert members(decided(apart, together)) == [(1, 2, 4), (3,)]
    assert members(decided(together, apart)) == [(1,), (2, 4), (3,)], "4 can stay with one of them"


def test_a_decision_that_is_taken_back_leaves_it_to_likeness() -> None:
    apart = Decision(("s1", "s2"), "apart")
    assert members(decided(apart, Decision(("s1", "s2"), "open"))) == members(decided())
    chosen = Decision(("s1", "s2"), "together", "s1")
    assert members(decided(chosen, Decision(("s1", "s2"), "open"))) == members(decided())


def test_decisions_about_speeches_that_are_gone_are_passed_over() -> None:
    assert members(decided(Decision(("s1", "s9"), "together", "s9"))) == members(decided())


@given(
    st.lists(
        st.builds(
            Decision,
            st.sets(st.sampled_from(["s1", "s2", "s3", "s4"]), min_size=2).map(lambda s: tuple(sorted(s))),
            st.sampled_from(VERDICTS),
        ),
        max_size=6,
    )
)
def test_no_two_speeches_that_are_kept_apart_get_into_one_group(decisions: list[Decision]) -> None:
    found = decided(*decisions)
    last = {frozenset(pair): d.verdict for d in decisions for pair in combinations(d.members, 2)}
    for group in members(found):
        assert all(last.get(frozenset({f"s{a}", f"s{b}"})) != "apart" for a, b in combinations(group, 2))
    assert sorted(number for group in members(found) for number in group) == [1, 2, 3, 4]
    if not any(verdict == "apart" for verdict in last.values()):
        assert all(found.front(int(a[1:])) == found.front(int(b[1:])) for (a, b), v in _pairs(last) if v == "together")


def _pairs(last: dict[frozenset[str], str]) -> list[tuple[tuple[str, str], str]]:
    return [(tuple(sorted(pair)), verdict) for pair, verdict in last.items()]  # type: ignore[misc]

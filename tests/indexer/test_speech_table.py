from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus import PartialDate, SpeechFacts
from indexer import speech_table
from indexer.speech_table import COLUMNS, SpeechColumns, SpeechTable

NUMBERS = np.array([2, 5, 9], dtype=np.int64)


def facts(number: int) -> SpeechFacts:
    path = f"{number}.md"
    return SpeechFacts(speech_id=f"id{number}", root="r", path=path, source=path, title=path, language="zh")


def table(reads: list[Sequence[int] | None]) -> SpeechTable:
    def read(numbers: Sequence[int] | None) -> dict[int, SpeechFacts]:
        reads.append(numbers)
        return {number: facts(number) for number in (NUMBERS.tolist() if numbers is None else numbers)}

    stated = {
        number: ["zh" if name == "language" else f"20{number:02}" if name == "date" else None for name in COLUMNS]
        for number in NUMBERS.tolist()
    }
    columns = SpeechColumns.of(stated)
    return SpeechTable(columns.numbers, columns.with_years(), read)


def test_a_speech_is_read_when_it_is_asked_for_and_once() -> None:
    reads: list[Sequence[int] | None] = []
    speeches = table(reads)
    assert (list(speeches), len(speeches), 5 in speeches, 4 in speeches, "5" in speeches) == (
        [2, 5, 9],
        3,
        True,
        False,
        False,
    )
    assert reads == []
    assert speeches[5] == speeches[NUMBERS[1]] == facts(5)
    assert reads == [[5]]
    with pytest.raises(KeyError):
        speeches[4]
    assert dict(speeches.items()) == {number: facts(number) for number in (2, 5, 9)}
    assert reads == [[5], None]


def test_speeches_are_in_the_order_of_their_numbers_however_they_were_asked_for() -> None:
    speeches = table([])
    assert [speeches[number] for number in (9, 2, 5)] == [facts(number) for number in (9, 2, 5)]
    assert list(speeches.values()) == [facts(number) for number in (2, 5, 9)]
    assert [number for number, _ in speeches.items()] == list(speeches)


def test_who_asks_for_many_one_by_one_gets_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_table, "_ONE_BY_ONE", 1)
    reads: list[Sequence[int] | None] = []
    speeches = table(reads)
    assert [speeches[number] for number in speeches] == [facts(number) for number in (2, 5, 9)]
    assert reads == [[2], None]


def test_a_part_has_its_own_columns_and_reads_for_the_whole() -> None:
    reads: list[Sequence[int] | None] = []
    speeches = table(reads)
    part = speeches.within(NUMBERS[1:])
    assert part.columns["year"].values == (2005, 2009)
    assert part.columns["date"].values == (PartialDate(2005), PartialDate(2009))
    assert [part.columns["language"].values[place] for place in part.columns["language"].places] == ["zh", "zh"]
    assert list(part.values()) == [facts(5), facts(9)]
    assert speeches[2] == facts(2)
    assert reads == [None]
    assert 2 not in part


def test_an_empty_library_has_columns_too() -> None:
    assert SpeechColumns.of({}).with_years()["year"].values == ()

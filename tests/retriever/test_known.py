"""What all speeches say of themselves, field by field, is worked out once and asked once for each value."""

from __future__ import annotations

import numpy as np

from corpus import PartialDate, SpeechFacts
from retriever import Retriever
from retriever.known import Known, Mask


def speech(number: int, **stated: object) -> SpeechFacts:
    path = f"{number}.md"
    values = {"root": "r", "path": path, "source": path, "title": f"第{number}篇", "language": "zh", **stated}
    return SpeechFacts(speech_id=f"id{number}", **values)  # type: ignore[arg-type]


KNOWN = Known(
    {
        9: speech(9, speaker="李明", office="县长", date=PartialDate(2020), occasion="ＡＢＣ论坛"),
        2: speech(2, speaker="李明", office="县委书记"),
        5: speech(5, speaker="李明", date=PartialDate(2021)),
    }
)


def test_a_test_is_asked_once_for_each_value() -> None:
    asked: list[str | None] = []

    def is_asked(value: str | None) -> bool:
        asked.append(value)
        return value == "李明"

    assert KNOWN.where("speaker", is_asked).tolist() == [True] * 3
    assert asked == ["李明"]
    mask = KNOWN.where("office", lambda office: office == "县长")
    assert KNOWN.numbers[mask].tolist() == [9]
    assert list(KNOWN.told(mask, "speaker", "year")) == [("李明", 2020)]
    assert KNOWN.where_folded("occasion", "abc论坛".__eq__).tolist() == [False, False, True]


def test_names_offices_and_dates_are_known() -> None:
    assert KNOWN.speakers == {"李明", "县长", "县委书记"}
    assert KNOWN.occasions == {"ＡＢＣ论坛"}
    assert KNOWN.last_characters == set("明长记坛")
    assert KNOWN.offices_held == {"李明": {"县长", "县委书记"}}
    assert KNOWN.is_dated
    assert not Known({1: speech(1)}).is_dated
    assert not Known({}).is_dated


def test_a_filter_is_worked_out_once_for_the_questions_that_set_it() -> None:
    asked: list[int] = []

    def mask() -> Mask:
        asked.append(1)
        return np.ones(len(KNOWN), dtype=np.bool_)

    assert KNOWN.kept(("year", 2020), mask) is KNOWN.kept(("year", 2020), mask)
    assert asked == [1]


def test_a_state_is_gone_through_once(pairs_retriever: Retriever) -> None:
    index = pairs_retriever.newest()
    assert index.known is index.known
    assert dict(index.known) == dict(index.snapshot.speeches())

"""Speeches that a filter leaves out only because they do not say what it asks for."""

from dataclasses import replace

import pytest

from corpus import PartialDate, SpeechFacts
from retriever import Filters
from retriever.known import Known
from retriever.understanding.request import left_out


def speech(number: int, date: str | None, speaker: str | None, office: str | None, occasion: str | None) -> SpeechFacts:
    values = {"title": "讲话", "language": "zh", "speaker": speaker, "office": office}
    dated = PartialDate.parse(date or "")
    folder = "甲" if number < 6 else "乙"
    path = f"{folder}/{number}.md"
    return SpeechFacts(
        speech_id=f"id{number}",
        root="库",
        path=path,
        source=f"库/{path}",
        folder=folder,
        occasion=occasion,
        date=dated,
        **values,
    )


_SPEECHES = {
    number: speech(number, *stated)
    for number, stated in enumerate(
        (
            ("2021-03-01", "松口县县长", None, "招商引资大会"),
            ("2021-05-01", "李明", "松口县县长", "招商引资大会"),
            ("2021-06-01", "李明", None, "防汛调度会"),
            ("2022-06-01", "何水生", None, None),
            ("2021-07-01", None, None, None),
            (None, "县委书记", "县委书记", "招商引资大会"),
            (None, None, None, "招商引资大会"),
            ("2021-08-01", None, "松口县副县长", None),
            ("2021-09-01", "Secretary-General", None, "Harbour Trade Forum"),
        ),
        1,
    )
}
_SPEECHES[1] = replace(_SPEECHES[1], origin="own", state="final")
_SPEECHES[2] = replace(_SPEECHES[2], origin="superior")
SPEECHES = Known(_SPEECHES)


def counts(filters: Filters) -> dict[str, int]:
    return {
        note.code.removesuffix("_left_out"): dict(note.particulars)["count"] for note in left_out(SPEECHES, filters)
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {}),
        (Filters(folder="甲", language="zh", title="讲话"), {}),
        (Filters(year=2021), {"undated": 2}),
        (Filters(date_from="2021", date_to="2021-06"), {"undated": 2}),
        (Filters(speaker="县长"), {"no_office": 3}),  # 4, 5 and 7; 3 is by who holds it in 2
        (Filters(speaker="县委书记"), {"no_office": 4}),
        (Filters(speaker="secretary-general"), {"no_office": 4}),
        (Filters(speaker="李明"), {"no_name": 6}),  # who only states an office may be he
        (Filters(speaker="李县长"), {"no_name": 6}),
        (Filters(occasion="招商引资大会"), {"no_occasion": 3}),
        (Filters(year=2021, speaker="县长"), {"undated": 1, "no_office": 2}),  # 4 is of another year; 7 lacks both
        (Filters(speaker="县长", folder="甲"), {"no_office": 2}),
        (Filters(year=2022, speaker="县长", occasion="防汛调度会"), {"no_office": 1, "no_occasion": 1}),
        (Filters(year=2021, speaker=""), {"undated": 2}),
        (Filters(origin="own"), {"no_origin": 7}),  # 2 states that it is another's
        (Filters(state="final", folder="甲"), {"no_state": 4}),
        (Filters(not_date="2022"), {"undated": 2}),
        (Filters(not_speaker="县长"), {"no_speaker": 2}),  # 5 and 7
    ],
)
def test_only_what_is_not_said_is_counted(filters: Filters, expected: dict[str, int]) -> None:
    assert counts(filters) == expected


def test_each_kind_is_a_sentence() -> None:
    notes = (
        *left_out(SPEECHES, Filters(year=2021, speaker="县长", occasion="招商引资大会")),
        *left_out(SPEECHES, Filters(speaker="李明")),
    )
    assert [note.sentence("zh") for note in notes] == [
        "另有 1 篇无日期，未查。",
        "另有 2 篇未注明职务，未查。",
        "另有 1 篇未注明场合，未查。",
        "另有 6 篇未注明讲话人姓名，未查。",
    ]
    assert notes[1].sentence("en") == "Speeches that do not state the speaker's office are left out: 2."

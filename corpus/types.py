"""The values that the whole program passes around: a Speech, the facts about it, its Passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from corpus.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class Inference:
    """The reason to believe a metadata value that nobody stated.

    `found_in` is one of: file_name, folder, text_head, text_tail; JSON calls it "origin". `evidence` is the exact piece
    of the file name, the folder path or the text that the value was read from. `against` is the date that contradicts a
    date: on a line of the page where that was read from the name of the file or a folder, else in the name of the
    file; "" for none.
    """

    found_in: str
    evidence: str
    against: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechFacts:
    """The metadata of one document of the corpus.

    `folder` is the folder path inside the root, with `/`; "" is the root itself.
    `state` is one of: draft_for_comment, submitted_draft, final, transcript, or None. `language` is "zh" or "en".
    `origin` says whose speech it is: "own" (本单位), "superior" (上级), "elsewhere" (外地范文), or None.
    `inferred` names the fields that were recognised rather than given, each with its reason.
    """

    speech_id: str
    root: str
    path: str
    source: str
    title: str
    language: str
    external_id: str | None = None
    speaker: str | None = None
    office: str | None = None
    date: PartialDate | None = None
    occasion: str | None = None
    place: str | None = None
    folder: str = ""
    state: str | None = None
    inferred: Mapping[str, Inference] = field(default_factory=dict)
    origin: str | None = None

    @property
    def year(self) -> int | None:
        """The year of the speech, None when it has no date."""
        return self.date.year if self.date else None

    @property
    def date_key(self) -> int:
        """A number that puts speeches in the order of their dates, in front those without one."""
        return self.date.sort_key if self.date else 0

    @property
    def date_text(self) -> str | None:
        """The date as YYYY, YYYY-MM or YYYY-MM-DD, None when it has none."""
        return str(self.date) if self.date else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech(SpeechFacts):
    """One document of the corpus: its metadata, and its text as read."""

    text: str


def facts_object(speech: SpeechFacts) -> dict[str, Any]:
    """The metadata of a speech as JSON-ready values, by the names of the fields and in their order."""
    values = {each.name: getattr(speech, each.name) for each in fields(SpeechFacts)}
    return {
        **values,
        "date": speech.date_text,
        "inferred": {name: _reason_object(why) for name, why in speech.inferred.items()},
    }


def _reason_object(why: Inference) -> dict[str, str]:
    held = {"origin": why.found_in, "evidence": why.evidence}
    return {**held, "against": why.against} if why.against else held


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed span of one Speech: `speech.text[start:end] == text`, in code points.

    `ordinal` counts the passages of the speech from 0. `paragraph` is the number, from 1, of the paragraph that the
    passage starts in. `heading_path` is the outline above it, outermost first.
    """

    speech_id: str
    ordinal: int
    start: int
    end: int
    text: str
    paragraph: int
    heading_path: tuple[str, ...] = ()

"""The parts that answers have in common: a speech as a source, a place in it, discontinued wordings, the scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from corpus import Span, SpeechFacts, Wording, say
from retriever.operations.operation import Response
from retriever.phrasing.occurrences import Occurrence
from retriever.phrasing.scope import Scope
from retriever.types import Note


class Source(Response):
    """A speech that something stands in."""

    speech_id: str
    """its identifier, which stays as long as the file keeps its place"""
    title: str
    """its title"""
    speaker: str | None
    """by whom; null where unknown"""
    date: str | None
    """when: YYYY[-MM[-DD]]; null where unknown"""
    date_inferred: bool
    """whether the date was recognised and not stated"""
    occasion: str | None
    """at what; null where unknown"""
    origin: str | None
    """whose speech it is: own, superior, elsewhere (not to be quoted as one's own), or null"""
    source: str
    """the file's path"""


class Place(Source):
    """A place in a speech."""

    start: int
    """where it begins in the text of the speech, in code points"""
    end: int
    """where it ends"""


class Piece(Response):
    """A slice of a text."""

    start: int
    """where it begins, in code points"""
    end: int
    """where it ends"""
    text: str
    """the slice, character for character"""


class Discontinued(Piece):
    """A discontinued wording, and the set wording that replaces it."""

    standard: str
    """what to write in its place"""
    note: str | None
    """what the list of wordings says of it"""


def _counts(notes: Sequence[Note]) -> dict[str, Any]:
    return {note.code: dict(note.particulars)["count"] for note in notes}


class LookedThrough(Response):
    """The speeches that were looked through: "not found" means not found in these."""

    speeches: int
    """speeches, the versions of one counted once"""
    versions: int
    """other versions of the same speeches"""
    unread: int
    """files that could not be read"""
    marked: int
    """files left out for their security mark"""
    left_out: Annotated[dict[str, int], BeforeValidator(_counts)] = Field({}, exclude_if=lambda counts: not counts)
    """how many speeches filters left out because these do not say what is asked for, by code: undated_left_out"""


def known(speech: SpeechFacts) -> dict[str, Any]:
    """The members of a Source."""
    return {
        "speech_id": speech.speech_id,
        "title": speech.title,
        "speaker": speech.speaker,
        "date": speech.date_text,
        "date_inferred": "date" in speech.inferred,
        "occasion": speech.occasion,
        "origin": speech.origin,
        "source": speech.source,
    }


def placed(occurrence: Occurrence) -> dict[str, Any]:
    """The members of a Place."""
    return {**known(occurrence.speech), "start": occurrence.start, "end": occurrence.end}


def piece(text: str, span: Span) -> Piece:
    """The slice of `text`."""
    return Piece(start=span.start, end=span.end, text=text[slice(*span)])


def discontinued(text: str, found: Sequence[tuple[Span, Wording]]) -> list[Discontinued]:
    """The discontinued wordings found in `text`."""
    return [
        Discontinued(
            start=span.start, end=span.end, text=text[slice(*span)], standard=wording.standard, note=wording.note
        )
        for span, wording in found
    ]


# --- on a terminal ---------------------------------------------------------------------------------------------


def scope_line(scope: Scope, language: str) -> str:
    """One line that says what was looked through, and what could not be."""
    parts = [say("scope_filtered" if scope.filtered else "scope", language, speeches=scope.speeches)]
    if scope.versions:
        parts.append(say("scope_versions", language, count=scope.versions))
    if scope.unread:
        parts.append(say("scope_unread", language, count=scope.unread))
    if scope.marked:
        parts.append(say("scope_marked", language, count=scope.marked))
    parts += [note.sentence(language) for note in scope.left_out]
    return "".join(parts) if language == "zh" else " ".join(parts)


def discontinued_lines(text: str, found: Sequence[tuple[Span, Wording]], language: str) -> list[str]:
    """A line for each discontinued wording in `text`, each said once."""
    said = {
        say(
            "discontinued_with_note" if wording.note else "discontinued",
            language,
            wording=text[slice(*span)],
            standard=wording.standard,
            note=wording.note,
        ): None
        for span, wording in found
    }
    return list(said)

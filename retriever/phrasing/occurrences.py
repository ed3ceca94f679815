"""Every place where a wording stands: exhaustive and exact, whatever the word boundaries, line breaks and script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Folded, Span, SpeechFacts, fold_blank, fold_plain, span_in_original
from corpus.errors import QueryError
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.scope import Scope, scope

LONGEST = 500
"""Characters of a wording that is looked up; a paragraph is compared, not looked up."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a wording: `text[start:end]` of the speech with the number `speech_no`.

    `fillers` are what stands in the gaps of a pattern, as spans of the text.
    """

    speech_no: int
    speech: SpeechFacts
    start: int
    end: int
    fillers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All places of one wording in the speeches that count, by speech number and place.

    Those in other versions of the same speeches (drafts, transcripts, copies) are apart: they are not counted.
    """

    phrase: str
    counted: tuple[Occurrence, ...]
    in_other_versions: tuple[Occurrence, ...]
    scope: Scope

    @property
    def speeches(self) -> int:
        """The number of speeches that hold the wording."""
        return len({occurrence.speech_no for occurrence in self.counted})


def spans_of(phrase: str, text: Folded) -> Iterator[Span]:
    """The places of a folded wording in a folded text, as spans of the original.

    Ascending; of overlapping ones the first from the left. The wording is not empty.
    """
    at = text.text.find(phrase)
    while at >= 0:
        yield Span(*span_in_original(text.offsets, at, at + len(phrase)))
        at = text.text.find(phrase, at + len(phrase))


def occurrences(index: OpenedIndex, phrase: str, *, exact: bool = False) -> Occurrences:
    """Every place of `phrase`. With `exact` blank space is overlooked and nothing else is.

    :raises QueryError: if the phrase is blank or longer than LONGEST.
    """
    folded = folded_phrase(phrase)
    written = fold_blank(phrase).text
    found = (
        Occurrence(number, index.snapshot.speeches()[number], *span)
        for number in index.search.phrase_speeches(folded).tolist()
        for span in (
            spans_of(written, fold_blank(index.snapshot.with_text(number).text))
            if exact
            else spans_of(folded, index.snapshot.folded(number))
        )
    )
    return counted_once(index.snapshot, phrase, found)


def counted_once(snapshot: Snapshot, phrase: str, found: Iterator[Occurrence]) -> Occurrences:
    """`found` with what stands in the versions that do not count set apart."""
    counted: list[Occurrence] = []
    others: list[Occurrence] = []
    versions = snapshot.versions
    for occurrence in found:
        (counted if versions.front(occurrence.speech_no) == occurrence.speech_no else others).append(occurrence)
    return Occurrences(phrase, tuple(counted), tuple(others), scope(snapshot))


def folded_phrase(phrase: str) -> str:
    """The folded wording.

    :raises QueryError: if it is blank or longer than LONGEST.
    """
    folded = fold_plain(phrase)
    if not folded:
        raise QueryError("phrase_blank")
    if len(folded) > LONGEST:
        raise QueryError("phrase_too_long", length=len(folded), limit=LONGEST)
    return folded


def in_all(found: Sequence[Sequence[Occurrence]]) -> tuple[SpeechFacts, ...]:
    """The speeches, by number, that hold every one of several wordings, of which `found` are the places of each."""
    held = set.intersection(*({occurrence.speech_no for occurrence in places} for places in found))
    speeches = {occurrence.speech_no: occurrence.speech for occurrence in found[0]}
    return tuple(speeches[number] for number in sorted(held))

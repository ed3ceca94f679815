"""A draft compared with what was said (比对旧稿): for each sentence whether it stands in the library, nearly, or not.

Verbatim means that the words were said before, never that they are correct.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus import SpeechFacts, Wording, fold_plain, sentences
from corpus.cancelling import check_cancelled
from corpus.errors import QueryError
from corpus.language.offices import is_held
from corpus.text.sentences import Span
from indexer.names import names_in
from indexer.snapshot import Snapshot
from retriever.filters import called_speakers
from retriever.known import Known
from retriever.opened import OpenedIndex
from retriever.phrasing.check.clauses import marker_before
from retriever.phrasing.check.difference_kinds import Compared, NamedDifference
from retriever.phrasing.check.draft import OPEN, Filled, Opened, head_of, opened
from retriever.phrasing.check.nearest import Nearest, NearStretch
from retriever.phrasing.check.sources import Part, Source, is_put_together, parts_of, sources_of, whole_places
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.set_wordings import discontinued_in

Verdict = Literal["verbatim", "joined", "near", "variant", "new", "too_short"]

VERDICTS: tuple[Verdict, ...] = ("verbatim", "joined", "near", "variant", "new", "too_short")

IsOwn = Callable[[SpeechFacts], bool]
"""A function that returns True for a speech that the speaker of the draft gave."""

SHORTEST = 8
"""Folded characters of a sentence that is compared."""
_WRITTEN = 4
"""Of these, characters that are not placeholders: 2025年XX月XX日XX时 says nothing."""

_CHANGES = 3
"""Differences, punctuation aside, up to which a sentence is near; beyond it is a variant."""
_NEAR, _VARIANT = 0.6, 0.5
"""Share of a sentence that a source has from which it is near, and a variant."""
_LIKE = 0.45
"""Share of what both hold together that is the same, below which the source is about something else."""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence of the draft, `text[start:end]` of it, and what was found.

    The lines of title and date above the text have no verdict, None.
    The differences are those from the wording of the `sources`, which is the same in all of them, newest first;
    their spans are in the draft and in the text of the first source. A sentence that is new has neither. One that is
    joined has `parts` instead: runs of its clauses, each with its own sources.
    `placeholders` are what the sentence leaves open; `filled` says what the first source has there. `discontinued` are
    the discontinued wordings in `text`, as spans of it, each with what replaces it. `source_text` is the whole text of
    the speech of the first source, "" where there is none.
    """

    text: str
    start: int
    end: int
    verdict: Verdict | None
    differences: tuple[NamedDifference, ...] = ()
    sources: tuple[Source, ...] = ()
    placeholders: tuple[Span, ...] = ()
    filled: tuple[Filled, ...] = ()
    discontinued: tuple[tuple[Span, Wording], ...] = ()
    parts: tuple[Part, ...] = ()
    source_text: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft's sentences in order, and what they were compared with."""

    sentences: tuple[CheckedSentence, ...]
    scope: Scope

    @property
    def unfilled(self) -> int:
        """The number of places of the draft that are still to be filled in."""
        return sum(len(sentence.placeholders) for sentence in self.sentences)


def check(index: OpenedIndex, draft: str) -> Checked:
    """Every sentence of `draft`, headings and the salutation among them, compared with the library; see `head_of`.

    :raises QueryError: if there is nothing in it but blanks.
    """
    if not draft.strip():
        raise QueryError("draft_blank")
    nearest = Nearest(index, known_names(index.known), index.snapshot.segmenter.cut)
    head = head_of(draft)
    checked = (_checked(index, nearest, draft, span, head) for span in sentences(draft))
    return Checked(tuple(_with_source_text(index.snapshot, each) for each in checked), scope(index))


def _with_source_text(snapshot: Snapshot, sentence: CheckedSentence) -> CheckedSentence:
    if not sentence.sources:
        return sentence
    return replace(sentence, source_text=snapshot.with_text(sentence.sources[0].speech_no).text)


def _checked(index: OpenedIndex, nearest: Nearest, draft: str, span: Span, head: Sequence[Span]) -> CheckedSentence:
    check_cancelled()
    text, sentence = draft[slice(*span)], opened(draft, span)
    discontinued = tuple(discontinued_in(text, index.snapshot.wordings()))
    bare = CheckedSentence(text, *span, "new", placeholders=sentence.placeholders, discontinued=discontinued)
    if any(line.start <= span.start and span.end <= line.end for line in head):
        return replace(bare, verdict=None)
    if len(fold_plain(text)) < SHORTEST or len(fold_plain(sentence.text.replace(OPEN, ""))) < _WRITTEN:
        return replace(bare, verdict="too_short")
    sources = sources_of(index.snapshot, whole_places(index, sentence.text))
    if not sources:
        return _nearly(index, nearest, bare, sentence)
    renumbered = [_renumbered(index.snapshot, draft, sentence, source) for source in sources]
    alike = tuple(source for source, other in zip(sources, renumbered, strict=True) if other is None)
    if not alike:
        markers = tuple(filter(None, renumbered[:1]))
        return replace(bare, verdict="near", differences=markers, sources=sources)
    comparison = nearest.compare(sentence.text, alike[0].speech_no, alike[0].span)
    return replace(bare, verdict="verbatim", sources=alike, filled=_filled(sentence, comparison, alike[0]))


def _nearly(index: OpenedIndex, nearest: Nearest, bare: CheckedSentence, sentence: Opened) -> CheckedSentence:
    """The sentence, which stands nowhere: what its clauses are from, or how it differs from the nearest wording."""
    near = nearest.find(sentence.text)
    parts = parts_of(index, sentence.text)
    if near is not None and _verdict(near.comparison) == "new":
        near = None
    if parts and (near is None or is_put_together(parts, near.speech_no, near.comparison.differences)):
        in_draft = (sentence.in_draft(Span(part.start, part.end)) for part in parts)
        return replace(bare, verdict="joined", parts=tuple(map(_moved_to, parts, in_draft)))
    return bare if near is None else _changed(index, nearest, bare, sentence, near)


def _moved_to(part: Part, span: Span) -> Part:
    return replace(part, start=span.start, end=span.end)


def _changed(
    index: OpenedIndex, nearest: Nearest, bare: CheckedSentence, sentence: Opened, near: NearStretch
) -> CheckedSentence:
    """The sentence with each difference from the wording nearest to it."""
    wording = index.snapshot.with_text(near.speech_no).text[slice(*near.span)]
    sources = sources_of(index.snapshot, [(near.speech_no, near.span), *whole_places(index, wording)])
    first = sources[0]
    names = {*names_in(sentence.text), *names_in(wording)}
    comparison = nearest.compare(sentence.text, first.speech_no, first.span, sorted(names))
    named = tuple(
        NamedDifference(each.kind, sentence.in_draft(each.draft), _shifted(each.source, first.start))
        for each in comparison.differences
    )
    verdict = _verdict(near.comparison)
    filled = _filled(sentence, comparison, first)
    return replace(bare, verdict=verdict, differences=named, sources=sources, filled=filled)


def _verdict(comparison: Compared) -> Verdict:
    """The verdict on a sentence that does not stand in the library as it is."""
    changes = {(each.draft, each.source) for each in comparison.differences if each.kind != "punctuation"}
    if comparison.draft_share < _VARIANT or comparison.likeness < _LIKE:
        return "new"
    return "near" if comparison.draft_share >= _NEAR and len(changes) <= _CHANGES else "variant"


def _renumbered(snapshot: Snapshot, draft: str, sentence: Opened, source: Source) -> NamedDifference | None:
    """The difference between the outline markers of a sentence and a source that has another one."""
    if sentence.marker is None:
        return None
    text = snapshot.with_text(source.speech_no).text
    marker = marker_before(text, source.start)
    if marker is None or _counted(draft[slice(*sentence.marker)]) == _counted(text[slice(*marker)]):
        return None
    return NamedDifference("number", sentence.marker, marker)


def _counted(marker: str) -> str:
    """The number of an outline marker, without its brackets and marks."""
    return re.sub(r"\W", "", fold_plain(marker))


def _filled(sentence: Opened, comparison: Compared, source: Source) -> tuple[Filled, ...]:
    return tuple(
        Filled(sentence.in_draft(each.draft), _shifted(each.source, source.start)) for each in comparison.filled
    )


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def known_names(known: Known) -> list[str]:
    """The folded names of the speakers and places of the library."""
    stated = known.speakers.union(place for place in known.stated("place") if place)
    return sorted(folded for name in stated if 2 <= len(folded := fold_plain(name)) <= 20)


def own_last(sentence: CheckedSentence, is_own: IsOwn) -> Source | None:
    """The newest of the sources of the whole sentence that `is_own`."""
    return next((source for source in sentence.sources if is_own(source.speech)), None)


def given_by(known: Known, speaker: str) -> IsOwn:
    """The test whether a speech was given by `speaker`: a name, an office, or both, as in 李县长."""
    called = called_speakers(speaker, known)

    def is_own(speech: SpeechFacts) -> bool:
        stated = (speech.speaker, speech.office)
        return speech.speaker in called or any(is_held(speaker, name) for name in stated if name)

    return is_own

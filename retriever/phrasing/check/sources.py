"""Where a wording stands in the library as whole clauses: its sources, versions of one speech once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus import Folded, SpeechFacts, fold_plain, span_in_original
from corpus.text.sentences import Span
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.check.clause_bounds import begins_whole, ends_whole
from retriever.phrasing.check.placeholders import FILLER, OPEN
from retriever.phrasing.occurrences import spans_of

_ANCHOR = 24
"""Characters of a wording by which the speeches that may hold it are found."""
_WIDEST = 20
"""Characters from a placeholder at the edge of a wording on within which the clause has to begin or end."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place where a wording stands: `text` is the speech's from `start` to `end`.

    `authoritative` says that the speech is in an authoritative folder. `also_in` are other versions of the same speech
    that hold the wording.
    """

    speech_no: int
    speech: SpeechFacts
    start: int
    end: int
    text: str
    authoritative: bool
    also_in: tuple[SpeechFacts, ...] = ()

    @property
    def span(self) -> Span:
        """Where it stands in the text of the speech."""
        return Span(self.start, self.end)


def whole_places(index: OpenedIndex, wording: str) -> Iterator[tuple[int, Span]]:
    """Every place, by speech number, where whole clauses of a text are `wording`; OPEN stands for anything in a clause.

    `wording` has no marks at its edges; one that is all OPEN stands nowhere.
    """
    folded = fold_plain(wording)
    inner = folded.strip(OPEN)
    parts = [part[:_ANCHOR] for part in inner.split(OPEN) if part]
    if not parts:
        return
    expression = re.compile(f"{FILLER.pattern}?".join(map(re.escape, inner.split(OPEN))))
    for number in sorted(set.intersection(*(set(index.search.phrase_speeches(part).tolist()) for part in parts))):
        text = index.snapshot.with_text(number).text
        for span in _spans(inner, expression, index.snapshot.folded(number)):
            start = _edge(text, span.start, -1) if folded.startswith(OPEN) else span.start
            end = _edge(text, span.end, 1) if folded.endswith(OPEN) else span.end
            if begins_whole(text, start) and ends_whole(text, end):
                yield number, Span(start, end)


def sources_of(snapshot: Snapshot, places: Iterable[tuple[int, Span]]) -> tuple[Source, ...]:
    """The sources, newest first, undated ones at the end; each place once, whatever the order of `places`.

    Of a speech with several versions only the version that counts is a source, or where it lacks the wording, the next.
    """
    spans: defaultdict[int, set[Span]] = defaultdict(set)
    for number, span in places:
        spans[number].add(span)
    speeches, versions = snapshot.speeches(), snapshot.versions
    found: list[Source] = []
    for front in sorted({versions.front(number) for number in spans}):
        holding = [number for number in versions.members(front) if number in spans]
        first, others = holding[0], tuple(speeches[number] for number in holding[1:])
        text, authoritative = snapshot.with_text(first).text, snapshot.authoritative(first)
        found += [
            Source(first, speeches[first], *span, text[slice(*span)], authoritative, others)
            for span in sorted(spans[first])
        ]
    found.sort(key=lambda source: source.speech.date_key, reverse=True)
    return tuple(found)


def _spans(inner: str, expression: re.Pattern[str], text: Folded) -> Iterator[Span]:
    if OPEN not in inner:
        yield from spans_of(inner, text)
        return
    for match in expression.finditer(text.text):
        yield Span(*span_in_original(text.offsets, *match.span()))


def _edge(text: str, place: int, step: int) -> int:
    """The nearest edge of a clause from `place` on in the direction of `step`; `place` itself where none is near."""
    whole = begins_whole if step < 0 else ends_whole
    tried = range(place, max(-1, min(len(text) + 1, place + step * (_WIDEST + 1))), step)
    return next((at for at in tried if whole(text, at)), place)

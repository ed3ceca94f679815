"""Sources of a wording: where it stands as whole clauses, at one place or joined from several."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus import Folded, SpeechFacts, fold_plain, span_in_original
from corpus.text.sentences import Span
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.check.clauses import begins_whole, clause_spans, ends_whole, without_edges
from retriever.phrasing.check.difference_kinds import NamedDifference
from retriever.phrasing.check.draft import FILLER, OPEN
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
        """Its span in the text of the speech."""
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


_SUBSTANTIAL = 6
"""Folded characters of a part that says something; two must: 首先 says nothing about where it is from."""
_WRITTEN = 4
"""Folded characters of a clause with a placeholder that are none: 完成XX would stand everywhere."""
_FOREIGN = 0.5
"""Share of a part that must differ from a source so that the part is another clause and not that source's, changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of whole clauses of a sentence, `text[start:end]`, without marks at its edges; its sources newest first."""

    start: int
    end: int
    sources: tuple[Source, ...]


def parts_of(index: OpenedIndex, text: str) -> tuple[Part, ...]:
    """The fewest runs of clauses that `text` is made of, each of which stands in the library as whole clauses.

    OPEN in `text` stands for anything within a clause. Empty where a clause stands nowhere, and where fewer than two
    runs are long enough to say where they are from.
    """
    bare = (without_edges(text, span) for span in clause_spans(text, Span(0, len(text))))
    clauses = [span for span in bare if span.start < span.end]
    if len(clauses) < 2 or not all(_says_enough(text[slice(*span)]) for span in clauses):
        return ()
    for clause in sorted(clauses, key=lambda span: span.start - span.end):
        if not _is_found(index, text, clause):  # the longest first: it is the likeliest to stand nowhere
            return ()
    runs = _longest_runs(index, text, clauses)
    if sum(len(fold_plain(text[slice(*run)])) >= _SUBSTANTIAL for run in runs) < 2:
        return ()
    return tuple(Part(*run, sources_of(index.snapshot, whole_places(index, text[slice(*run)]))) for run in runs)


def is_put_together(parts: Sequence[Part], near: int, differences: Iterable[NamedDifference]) -> bool:
    """True if the parts say more of a sentence than its differences from the speech number `near`, its nearest source.

    They do where some parts do not stand in that speech, and none of those is a clause of it with a change: 6% for 5%
    must be named as a change, though another speech has the 6%.
    """
    others = [part for part in parts if all(source.speech_no != near for source in part.sources)]
    changed = [each.draft for each in differences if each.kind not in ("order", "punctuation")]
    return bool(others) and all(_covered(part, changed) >= _FOREIGN * (part.end - part.start) for part in others)


def _longest_runs(index: OpenedIndex, text: str, clauses: Sequence[Span]) -> list[Span]:
    """The clauses joined to runs that stand somewhere, each as long as can be from the left; so there are fewest."""
    runs: list[Span] = []
    for clause in clauses:
        longer = Span(runs[-1].start, clause.end) if runs else clause
        if runs and _is_found(index, text, longer):
            runs[-1] = longer
        else:
            runs.append(clause)
    return runs


def _is_found(index: OpenedIndex, text: str, span: Span) -> bool:
    return next(whole_places(index, text[slice(*span)]), None) is not None


def _says_enough(clause: str) -> bool:
    return OPEN not in clause or len(fold_plain(clause.replace(OPEN, ""))) >= _WRITTEN


def _covered(part: Part, spans: Iterable[Span]) -> int:
    """The number of characters of the part in the spans, which do not overlap."""
    return sum(max(0, min(part.end, end) - max(part.start, start)) for start, end in set(spans))

"""A sentence that is put together from several places of the library: every clause stands somewhere, word for word.

Exact, never guessed: one clause that stands nowhere, and the sentence is not put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus import fold_plain
from corpus.text.sentences import Span
from retriever.opened import OpenedIndex
from retriever.phrasing.check.clause_bounds import clause_spans, without_edges
from retriever.phrasing.check.difference_kinds import NamedDifference
from retriever.phrasing.check.placeholders import OPEN
from retriever.phrasing.check.sources import Source, sources_of, whole_places

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
        if not _stands(index, text, clause):  # the longest first: it is the likeliest to stand nowhere
            return ()
    runs = _longest_runs(index, text, clauses)
    if sum(len(fold_plain(text[slice(*run)])) >= _SUBSTANTIAL for run in runs) < 2:
        return ()
    return tuple(Part(*run, sources_of(index.snapshot, whole_places(index, text[slice(*run)]))) for run in runs)


def is_put_together(parts: Sequence[Part], near: int, differences: Iterable[NamedDifference]) -> bool:
    """Whether the parts say more of a sentence than its differences from the speech number `near`, its nearest source.

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
        if runs and _stands(index, text, longer):
            runs[-1] = longer
        else:
            runs.append(clause)
    return runs


def _stands(index: OpenedIndex, text: str, span: Span) -> bool:
    return next(whole_places(index, text[slice(*span)]), None) is not None


def _says_enough(clause: str) -> bool:
    return OPEN not in clause or len(fold_plain(clause.replace(OPEN, ""))) >= _WRITTEN


def _covered(part: Part, spans: Iterable[Span]) -> int:
    """How many characters of the part the spans, which do not overlap, hold."""
    return sum(max(0, min(part.end, end) - max(part.start, start)) for start, end in set(spans))

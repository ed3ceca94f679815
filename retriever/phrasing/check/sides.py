"""A text that is compared: as written, folded, and with the numbers, dates and names in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

from corpus import Folded, fold, span_in_original
from corpus.text.sentences import Span
from retriever.phrasing.check.facts import Fact, Found, facts, negations, prohibitions


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, folded, with its facts."""

    original: str
    folded: Folded
    facts: list[Found]

    def at(self, span: Span) -> Span:
        """The span of the original as a span of the folded text."""
        return Span(bisect_left(self.folded.offsets, span.start), bisect_left(self.folded.offsets, span.end))

    def written(self, span: Span) -> str:
        """What a span of the folded text is in the original."""
        return self.original[slice(*span_in_original(self.folded.offsets, *span))] if span.start < span.end else ""

    def shown(self, span: Span) -> Span:
        """The span of the original that a span of the folded text, which is not empty, is."""
        return Span(*span_in_original(self.folded.offsets, *span))

    def negations(self, span: Span) -> int:
        """How many words in a span of the folded text negate or forbid."""
        forbidden = sum(span.start <= place < span.end for place in prohibitions(self.folded.text))
        return negations(self.written(span)) + forbidden

    def around(self, kind: Fact, span: Span) -> Span | None:
        """The longest fact of a kind, as a span of the folded text, that a span of it lies in or touches."""
        found = (f for f in self.facts if f.kind == kind and f.start <= span.start and span.end <= f.end)
        longest = max(found, key=lambda fact: fact.end - fact.start, default=None)
        return longest and Span(longest.start, longest.end)

    def within(self, span: Span, kind: str) -> list[str]:
        """The facts of a kind that a span of the folded text touches, as written."""
        touched = (f for f in self.facts if f.kind == kind and f.start < span.end and span.start < f.end)
        return [self.folded.text[fact.start : fact.end] for fact in touched]


def side_of(text: str, known: Collection[str]) -> Side:
    """The text with its facts; `known` are folded names that no rule tells."""
    folded = fold(text)
    return Side(text, folded, facts(folded.text, known))

"""The wording in the library that comes nearest to a draft's sentence: a run of whole clauses of one paragraph.

Passages that share rare pairs of characters with the sentence are looked through clause by clause; the stretch of
clauses that shares the most with it, whatever their order, is what the sentence is then aligned with.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus import fold_plain
from corpus.sentences import Span
from indexer.engine import EmbeddedEngine
from indexer.lexical import Boosts, Terms
from indexer.words import pairs
from retriever.phrasing.clause_bounds import clause_spans, without_edges
from retriever.phrasing.difference_kinds import OPEN, Compared, compared
from retriever.phrasing.facts import Cut

_TERMS = 24
"""Pairs and words of a sentence that are searched for, the rarest: the others find every passage."""
_PASSAGES = 32
"""Passages that are looked through for one sentence."""
_ALIGNED = 4
"""Different wordings that a sentence is aligned with, those that share the most with it."""
_MISSED = 0.6
"""What a pair that the sentence lacks takes off, where one that it has counts 1: a clause counts from 3/8 on."""
_LEAST = 0.25
"""Share of a sentence's pairs that a run must hold to be aligned with it at all."""


@dataclass(frozen=True, slots=True)
class Near:
    """A stretch of a speech, `text[start:end]`, without marks at its edges, and how the sentence differs from it."""

    speech_no: int
    span: Span
    comparison: Compared


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of a speech, where its lines begin among them, and each clause's pairs of folded characters."""

    spans: list[Span]
    starts: list[int]
    lines: list[int]
    pairs: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Run:
    """Clauses first:behind of a speech, and how much of the sentence they hold, from 0 to 1."""

    speech_no: int
    first: int
    behind: int
    held: float


class Nearest:
    """Finds the nearest wordings for the sentences of one draft; the clauses of a speech are cut once."""

    def __init__(self, engine: EmbeddedEngine, known: Sequence[str], cut: Cut) -> None:
        """`known` are folded names, `cut` cuts folded text into words."""
        self._engine = engine
        self._known = known
        self._cut = cut
        self._clauses: dict[int, _Clauses] = {}

    def find(self, sentence: str) -> Near | None:
        """The wording nearest to `sentence`, in which OPEN stands for placeholders; None where nothing is like it."""
        wanted = set(_pairs_of(fold_plain(sentence)))
        runs = sorted(self._runs(sentence, wanted), key=lambda run: -run.held)
        chosen: dict[str, _Run] = {}
        for run in runs:
            if run.held < _LEAST or len(chosen) == _ALIGNED:
                break
            chosen.setdefault(fold_plain(self._text(run)), run)
        found = [(self._near(sentence, run), run) for run in chosen.values()]
        if not found:
            return None
        best, run = max(found, key=lambda each: _goodness(each[0]))
        wider = [self._near(sentence, other) for other in self._widened(run)]
        return max([best, *wider], key=_goodness)

    def compare(self, sentence: str, speech_no: int, span: Span) -> Compared:
        """How `sentence` differs from a stretch of a speech."""
        return compared(sentence, self._engine.with_text(speech_no).text[slice(*span)], self._cut, self._known)

    def _runs(self, sentence: str, wanted: set[str]) -> Iterator[_Run]:
        """The best run in and around each passage that shares rare terms with the sentence."""
        if not wanted:
            return
        ids, _ = self._engine.keyword(self._terms(sentence), Boosts(words=1.0, pairs=1.0), _PASSAGES)
        for item in self._engine.fetch(ids.tolist()):
            clauses = self._clauses_of(item.speech_no)
            first = bisect_right(clauses.starts, item.passage.start - len(sentence)) - 1
            behind = bisect_left(clauses.starts, item.passage.end + len(sentence))
            run = _best_run(clauses, max(0, first), behind, wanted)
            if run:
                yield _Run(item.speech_no, *run)

    def _terms(self, sentence: str) -> Terms:
        written = sentence.replace(OPEN, " ")
        words = [word for word in self._engine.words.words(written) if word.isascii()]
        terms = Terms(list(dict.fromkeys(words)), list(dict.fromkeys(pairs(written))))
        rarity = self._engine.rarity(terms)
        rare = [sorted(each, key=lambda term: (-each[term], term))[:_TERMS] for each in rarity]
        return Terms(*rare)

    def _near(self, sentence: str, run: _Run) -> Near:
        span = self._span(run)
        return Near(run.speech_no, span, self.compare(sentence, run.speech_no, span))

    def _text(self, run: _Run) -> str:
        return self._engine.with_text(run.speech_no).text[slice(*self._span(run))]

    def _span(self, run: _Run) -> Span:
        spans = self._clauses_of(run.speech_no).spans
        whole = Span(spans[run.first].start, spans[run.behind - 1].end)
        return without_edges(self._engine.with_text(run.speech_no).text, whole)

    def _widened(self, run: _Run) -> Iterator[_Run]:
        """The run with a clause more, or one less, at either side, within its line."""
        clauses = self._clauses_of(run.speech_no)
        for first, behind in ((-1, 0), (0, 1), (1, 0), (0, -1)):
            first, behind = run.first + first, run.behind + behind
            inside = 0 <= first < behind <= len(clauses.spans)
            if inside and clauses.lines[first] == clauses.lines[behind - 1] == clauses.lines[run.first]:
                other = _Run(run.speech_no, first, behind, run.held)
                if self._text(other):
                    yield other

    def _clauses_of(self, speech_no: int) -> _Clauses:
        held = self._clauses.get(speech_no)
        if held is None:
            text = self._engine.with_text(speech_no).text
            spans = list(clause_spans(text))
            breaks = [i for i, character in enumerate(text) if character == "\n"]
            lines = [bisect_left(breaks, span.start) for span in spans]
            held = self._clauses[speech_no] = _Clauses(spans, [span.start for span in spans], lines)
            for i, span in enumerate(spans):
                held.pairs[i] = _pairs_of(fold_plain(text[slice(*span)]))
        return held


def _goodness(near: Near) -> tuple[float, int]:
    return near.comparison.likeness, -len(near.comparison.differences)


def _pairs_of(folded: str) -> list[str]:
    return [one + other for one, other in pairwise(folded)]


def _best_run(clauses: _Clauses, first: int, behind: int, wanted: set[str]) -> tuple[int, int, float] | None:
    """The run of clauses among first:behind, within a line, that shares the most with `wanted` (Kadane's algorithm)."""
    best, best_run = 0.0, None
    total, begin, line = 0.0, first, -1
    for i in range(first, behind):
        found = clauses.pairs[i]
        common = sum(pair in wanted for pair in found)
        score = common - _MISSED * (len(found) - common)
        if total <= 0 or clauses.lines[i] != line:
            total, begin, line = 0.0, i, clauses.lines[i]
        total += score
        if total > best:
            best, best_run = total, (begin, i + 1)
    if best_run is None:
        return None
    held = {pair for i in range(*best_run) for pair in clauses.pairs[i] if pair in wanted}
    return (*best_run, len(held) / len(wanted))

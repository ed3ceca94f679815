"""The wording in the library that comes nearest to a draft's sentence: a run of whole clauses of one paragraph.

Passages that share rare pairs of characters with the sentence are looked through clause by clause; the stretch of
clauses that shares the most with it, whatever their order, is what the sentence is then aligned with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import fold_plain
from corpus.text.sentences import Span
from indexer.search.protocol import Boosts, Terms
from indexer.search.terms import pairs
from retriever.opened import OpenedIndex
from retriever.phrasing.check.clauses import clause_spans, without_edges
from retriever.phrasing.check.difference_kinds import Compared, compared
from retriever.phrasing.check.draft import OPEN
from retriever.phrasing.check.facts import Cut

_TERMS = 24
"""Pairs and words of a sentence that are searched for, the rarest: the others find every passage."""
_PASSAGES = 32
"""Passages that are looked through for one sentence."""
_ALIGNED = 4
"""Different wordings that a sentence is aligned with, those that share the most with it."""
_WIDENED = 4
"""Places of the best wording around which it is tried whether a clause more or less explains the sentence better."""
_MISSED = 0.6
"""Deduction for a pair that the sentence lacks, where one that it has counts 1: a clause counts from 3/8 on."""
_BEYOND = 0.4
"""Weight of a character that only the source has, relative to one that only the sentence has."""
_LEAST = 0.25
"""Share of a sentence's pairs that a run must hold to be aligned with it at all."""


@dataclass(frozen=True, slots=True)
class NearStretch:
    """A stretch of a speech, `text[start:end]`, without marks at its edges, and how the sentence differs from it."""

    speech_no: int
    span: Span
    comparison: Compared


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of one line of a speech, and each clause's pairs of folded characters."""

    spans: list[Span]
    pairs: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Run:
    """Clauses first:behind of the line that begins at `line`, and how much of the sentence they hold, from 0 to 1."""

    speech_no: int
    line: int
    first: int
    behind: int
    held: float


class Nearest:
    """Finds the nearest wordings for the sentences of one draft; each line of the library is cut into clauses once."""

    def __init__(self, index: OpenedIndex, known: Sequence[str], cut: Cut) -> None:
        """`known` are folded names, `cut` cuts folded text into words."""
        self._index = index
        self._known = known
        self._cut = cut
        self._clauses: dict[tuple[int, int], _Clauses] = {}

    def find(self, sentence: str) -> NearStretch | None:
        """The wording nearest to `sentence`, in which OPEN stands for placeholders; None where nothing is like it."""
        wanted = set(_pairs_of(fold_plain(sentence)))
        runs = sorted(self._runs(sentence, wanted), key=lambda run: -run.held)
        wordings: defaultdict[str, list[_Run]] = defaultdict(list)
        for run in runs:
            wording = fold_plain(self._text(run))
            if run.held < _LEAST or (len(wordings) == _ALIGNED and wording not in wordings):
                break
            wordings[wording].append(run)
        found = [(self._near(sentence, same[0]), same) for same in wordings.values()]
        if not found:
            return None
        best, same = max(found, key=lambda each: _closeness(each[0]))
        wider = {fold_plain(self._text(other)): other for run in same[:_WIDENED] for other in self._widened(run)}
        return max([best, *(self._near(sentence, other) for other in wider.values())], key=_closeness)

    def compare(self, sentence: str, speech_no: int, span: Span, names: Sequence[str] = ()) -> Compared:
        """The differences of `sentence` from a stretch of a speech; `names`, folded, are names in one of them."""
        text = self._index.snapshot.with_text(speech_no).text[slice(*span)]
        return compared(sentence, text, self._cut, (*self._known, *names))

    def _runs(self, sentence: str, wanted: set[str]) -> Iterator[_Run]:
        """The best run of each line in which a passage stands that shares rare terms with the sentence."""
        if not wanted:
            return
        ids, _ = self._index.search.keyword(self._terms(sentence), Boosts(words=1.0, pairs=1.0), _PASSAGES)
        items = self._index.snapshot.fetch(ids.tolist())
        lines = {
            (item.speech_no, line)
            for item in items
            for line in _line_starts(item.speech.text, item.passage.start, item.passage.end)
        }
        for speech_no, line in sorted(lines):
            run = _best_run(self._clauses_of(speech_no, line), wanted)
            if run:
                yield _Run(speech_no, line, *run)

    def _terms(self, sentence: str) -> Terms:
        written = sentence.replace(OPEN, " ")
        words = [word for word in self._index.snapshot.segmenter.words(written) if word.isascii()]
        terms = Terms(list(dict.fromkeys(words)), list(dict.fromkeys(pairs(written))))
        nowhere = self._index.search.rarity(Terms((), (OPEN,)))[1][OPEN]
        of_words, of_pairs = self._index.search.rarity(terms)
        return Terms(_rarest(of_words, nowhere), _rarest(of_pairs, nowhere))

    def _near(self, sentence: str, run: _Run) -> NearStretch:
        span = self._span(run)
        return NearStretch(run.speech_no, span, self.compare(sentence, run.speech_no, span))

    def _text(self, run: _Run) -> str:
        return self._index.snapshot.with_text(run.speech_no).text[slice(*self._span(run))]

    def _span(self, run: _Run) -> Span:
        spans = self._clauses_of(run.speech_no, run.line).spans
        whole = Span(spans[run.first].start, spans[run.behind - 1].end)
        return without_edges(self._index.snapshot.with_text(run.speech_no).text, whole)

    def _widened(self, run: _Run) -> Iterator[_Run]:
        """The run with a clause more, or one less, at either side, within its line."""
        last = len(self._clauses_of(run.speech_no, run.line).spans)
        for more, less in ((-1, 0), (0, 1), (1, 0), (0, -1)):
            other = replace(run, first=run.first + more, behind=run.behind + less)
            if 0 <= other.first < other.behind <= last and self._text(other):
                yield other

    def _clauses_of(self, speech_no: int, line: int) -> _Clauses:
        held = self._clauses.get((speech_no, line))
        if held is None:
            text = self._index.snapshot.with_text(speech_no).text
            end = text.find("\n", line)
            spans = list(clause_spans(text, Span(line, end if end >= 0 else len(text))))
            held = _Clauses(spans, [_pairs_of(fold_plain(text[slice(*span)])) for span in spans])
            self._clauses[speech_no, line] = held
        return held


def _closeness(near: NearStretch) -> tuple[float, int]:
    """A sort key: what the source lacks of the sentence counts more than what it has beyond it, one thing left out."""
    comparison = near.comparison
    return comparison.draft_share - _BEYOND * (1 - comparison.source_share), -len(comparison.differences)


def _pairs_of(folded: str) -> list[str]:
    return [one + other for one, other in pairwise(folded)]


def _rarest(rarity: Mapping[str, float], nowhere: float) -> list[str]:
    """The rarest terms, but for those that stand `nowhere`: what was edited into a sentence finds nothing."""
    found = (term for term in rarity if rarity[term] < nowhere)
    return sorted(found, key=lambda term: (-rarity[term], term))[:_TERMS]


def _line_starts(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets of the lines that hold something of text[start:end]."""
    yield text.rfind("\n", 0, start) + 1
    at = text.find("\n", start, end)
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1, end)


def _best_run(clauses: _Clauses, wanted: set[str]) -> tuple[int, int, float] | None:
    """The run of clauses of a line that shares the most with `wanted` (Kadane's algorithm)."""
    best, best_run = 0.0, None
    total, begin = 0.0, 0
    for i, found in enumerate(clauses.pairs):
        common = sum(pair in wanted for pair in found)
        score = common - _MISSED * (len(found) - common)
        if 2 * common >= len(wanted):
            score = max(score, common)  # most of the sentence, however much else the clause holds
        if total <= 0:
            total, begin = 0.0, i
        total += score
        if total > best:
            best, best_run = total, (begin, i + 1)
    if best_run is None:
        return None
    held = {pair for i in range(*best_run) for pair in clauses.pairs[i] if pair in wanted}
    return (*best_run, len(held) / len(wanted))

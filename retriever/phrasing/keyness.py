"""Keyness of wordings in two sets of texts: those that recur in one of them and are missing or rare in the other."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus import fold_plain
from corpus.language.numerals import COUNTED
from corpus.language.stopwords import AT_NO_EDGE, TIES_BEHIND
from corpus.text.sentences import lines

RECURS_IN = 2
"""Speeches of one period that a wording must stand in to count as recurring."""

SHORTEST, LONGEST, MOST_WORDS = 4, 24, 12
"""Folded characters of a recurring wording; what is shorter is a word, what is longer a sentence. Words in it."""

RARER = 2.0
"""By how many times more often a wording must be used in one period to have come in or gone out."""

SURE = 3.84
"""Log-likelihood from which on two rates differ at the 5% level (chi-square with one degree of freedom)."""

FREE = 0.7
"""Bits of the entropy of what stands beside a wording from which on it stands by itself: two uses beside two different
characters have 1, five of which four are beside the same one 0.72."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_TIES_BEFORE = AT_NO_EDGE - {"个"}  # 个 counts what follows: 工作日内 is cut out of 三个工作日内
# 做到四个 and 打好三场 want what they count.
_COUNTS_ON = re.compile(f"[{COUNTED}几数多各][个项条场件名家户次种类批座所处张台套位轮期层门片段份大]$")


class Uses(NamedTuple):
    """The number of uses of a wording in each of two sets of texts."""

    first: int
    second: int


@dataclass(slots=True)
class _Counts:
    """Uses of a string of words and the texts with it, in two sets; `last` is the text that it was last met in."""

    uses: list[int]
    texts: list[int]
    last: int = -1

    def recurs(self) -> bool:
        return max(self.texts) >= RECURS_IN


def log_likelihood(uses: Uses, size_first: int, size_second: int) -> float:
    """The log-likelihood that the two rates differ, from 0; SURE is reached by chance in one of twenty cases.

    G² of a wording used `uses` times in two sets of texts of such sizes, in characters (Dunning 1993, in the form for
    comparing two corpora of Rayson and Garside 2000). 0 when either set is empty.
    """
    both = sum(uses)
    if not both or not size_first or not size_second:
        return 0.0
    expected = [both * size / (size_first + size_second) for size in (size_first, size_second)]
    return max(0.0, 2 * sum(n * math.log(n / e) for n, e in zip(uses, expected, strict=True) if n))


def rarer_in_first(uses: Uses, size_first: int, size_second: int) -> bool:
    """True if the rate in the second set is at least RARER times that in the first."""
    return uses.second > 0 and uses.second * size_first >= RARER * uses.first * size_second


def stands_by_itself(before: Sequence[str], behind: Sequence[str]) -> bool:
    """True if a wording is whole: what stands `before` and `behind` its places, folded characters, varies at each side.

    "" is a mark, a blank or an end; so is a word that only ties wordings together (把 before one, 的 behind one). See
    `indexer.library.new_words` for the idea.
    """
    sides = ((before, _TIES_BEFORE), (behind, TIES_BEHIND))
    return all(neighbour_entropy(["" if each in ties else each for each in side]) >= FREE for side, ties in sides)


def neighbour_entropy(neighbours: Sequence[str]) -> float:
    """The entropy in bits of what stands on one side of a wording, from 0: how freely it goes on there.

    "" is a neighbour of its own each time, and all digits are one: what only ever stands before a figure (达到95%) is
    cut out of a sentence.
    """
    ends, total = sum(not each for each in neighbours), len(neighbours)
    equal = Counter("0" if each.isdigit() else each for each in neighbours if each)
    return sum(n / total * math.log2(total / n) for n in [*equal.values(), *[1] * ends])


def recurring_wordings(
    first: Sequence[str], second: Sequence[str], cut: Callable[[str], Sequence[str]]
) -> dict[str, Uses]:
    """The folded Chinese wordings that recur in either of two sets of texts, with their uses.

    A wording is a string of whole words (`cut` cuts them) between two marks. Of wordings of which one is part of the
    other and never stands without it, the longer one is given.
    """
    runs = [
        (period, number, run)
        for period, texts in enumerate((first, second))
        for number, text in enumerate(texts, period * len(first))
        for run in _runs(text, cut)
    ]
    held: dict[tuple[str, ...], _Counts] = {}
    shorter: dict[tuple[str, ...], _Counts] = {(): _Counts([0, 0], [RECURS_IN, RECURS_IN])}
    for length in range(1, MOST_WORDS + 1):
        shorter = _counted(runs, length, shorter)
        held.update(shorter)
    inside_longer: set[tuple[str, ...]] = set()
    found: dict[str, Uses] = {}
    for words in reversed(held):  # the longest first
        if not (_is_wording(words) or words in inside_longer):
            continue
        if words not in inside_longer:
            found["".join(words)] = Uses(*held[words].uses)
        inside_longer.update(part for part in (words[1:], words[:-1]) if part and held[part].uses == held[words].uses)
    return found


def _is_wording(words: tuple[str, ...]) -> bool:
    """True if a string of words is long enough, not too long, and has whole words at its edges."""
    edges = {words[0], words[-1]}
    if not SHORTEST <= sum(map(len, words)) <= LONGEST or not edges.isdisjoint(AT_NO_EDGE) or words[0][0] == "由":
        return False
    return not _COUNTS_ON.search("".join(words[-2:]))


def _counted(
    runs: Iterable[tuple[int, int, Sequence[str]]], length: int, shorter: dict[tuple[str, ...], _Counts]
) -> dict[tuple[str, ...], _Counts]:
    """The strings of `length` words that recur; both their parts without an end word must (`shorter`) do so too."""
    found: dict[tuple[str, ...], _Counts] = {}
    for period, number, run in runs:
        for start in range(len(run) - length + 1):
            words = tuple(run[start : start + length])
            if words[1:] in shorter and words[:-1] in shorter:
                counts = found.setdefault(words, _Counts([0, 0], [0, 0]))
                counts.uses[period] += 1
                if counts.last != number:
                    counts.last = number
                    counts.texts[period] += 1
    return {words: counts for words, counts in found.items() if counts.recurs()}


def _runs(text: str, cut: Callable[[str], Sequence[str]]) -> Iterator[Sequence[str]]:
    """The words of each run of Chinese characters between two marks, line by line."""
    for line in lines(text):
        for run in _HAN.findall(fold_plain(text[slice(*line)])):
            if len(run) >= SHORTEST:
                yield cut(run)

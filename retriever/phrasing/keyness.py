"""Keyness of wordings in two sets of texts: those that recur in one of them and are missing or rare in the other."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.cancelling import check_cancelled
from corpus.language.numerals import COUNTED, NUMERALS
from corpus.language.stopwords import AT_NO_EDGE, TIES_BEHIND
from indexer.words import SHORTEST_RUN

RECURS_IN = 2
"""Speeches of one period that a wording must stand in to count as recurring."""

SHORTEST, LONGEST, MOST_WORDS = SHORTEST_RUN, 24, 12
"""Folded characters of a recurring wording; what is shorter is a word, what is longer a sentence. Words in it."""

RARER = 2.0
"""By how many times more often a wording must be used in one period to have come in or gone out."""

SURE = 3.84
"""Log-likelihood from which on two rates differ at the 5% level (chi-square with one degree of freedom)."""

FREE = 0.7
"""Bits of the entropy of what stands beside a wording from which on it stands by itself: two uses beside two different
characters have 1, five of which four are beside the same one 0.72."""

_TIES_BEFORE = AT_NO_EDGE - {"个"}  # 个 counts what follows: 工作日内 is cut out of 三个工作日内
# 做到四个 and 打好三场 want what they count.
_COUNTS_ON = re.compile(f"[{COUNTED}几数多各][个项条场件名家户次种类批座所处张台套位轮期层门片段份大]$")

_NUMBER = re.compile(f"[{NUMERALS}]+")  # 党的十八 wants what is behind it: 大, 届

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


class Uses(NamedTuple):
    """The number of uses of a wording in each of two sets of texts."""

    first: int
    second: int


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


def log_ratio(uses: Uses, size_first: int, size_second: int) -> float:
    """The binary logarithm of the rate in the second set over that in the first: 1 is twice as often, -1 half as often.

    Says by how much two rates differ, as the log-likelihood says how surely (Hardie 2014, "Log Ratio: an informal
    introduction"). No use counts as half a use there, so that there is a ratio; 0 when either set is empty.
    """
    if not sum(uses) or not size_first or not size_second:
        return 0.0
    rate_first, rate_second = ((n or 0.5) / size for n, size in zip(uses, (size_first, size_second), strict=True))
    return math.log2(rate_second / rate_first)


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

    "" is a neighbour of its own each time, and all digits and numerals are one: what only ever stands before a figure
    (达到95%, 居全国第一) is cut out of a sentence.
    """
    ends, total = sum(not each for each in neighbours), len(neighbours)
    equal = Counter("0" if each.isnumeric() else each for each in neighbours if each)
    return sum(n / total * math.log2(total / n) for n in [*equal.values(), *[1] * ends])


def recurring_wordings(first: Sequence[str], second: Sequence[str]) -> dict[str, Uses]:
    """The folded Chinese wordings that recur in either of two sets of cut texts (see `indexer.words`), with their uses.

    A wording is a string of whole words between two marks. Of wordings of which one is part of the other and never
    stands without it, the longer one is given.
    """
    words = _Words.of(first, second)
    edges, levels = _Edges.of(words.vocabulary), list(_levels(words))
    inside_longer = [np.zeros(len(level.starts), dtype=np.bool_) for level in levels]
    found: dict[str, Uses] = {}
    for i in reversed(range(len(levels))):  # the longest first
        check_cancelled()
        level, inside = levels[i], inside_longer[i]
        whole = _wordings(words, edges, level, ~inside)
        for at in np.flatnonzero(whole)[::-1].tolist():
            start = level.starts[at]
            found[words.joined(start, start + level.length)] = Uses(*level.uses[at].tolist())
        if i:
            for part in (level.fronts, level.backs):
                always = (levels[i - 1].uses[part] == level.uses).all(axis=1)
                inside_longer[i - 1][part[always & (whole | inside)]] = True
    return found


@dataclass(frozen=True, slots=True)
class _Words:
    """All words of two sets of texts, one after the other, as places in `vocabulary`; behind each run -1.

    `texts` is the text that each stands in, `periods` the set, 0 or 1, of each text. `characters` are those of all
    words, the word at i from `begins[i]` to `begins[i + 1]`.
    """

    vocabulary: list[str]
    words: Ints
    texts: Ints
    periods: Ints
    characters: str
    begins: Ints

    @classmethod
    def of(cls, first: Sequence[str], second: Sequence[str]) -> Self:
        """The words of these cut texts."""
        cut = [f"{text}\n".replace("\n", " \n ").split(" ") for text in (*first, *second)]
        cut = [list(filter(None, of_text)) for of_text in cut]
        places: defaultdict[str, int] = defaultdict(count().__next__, {"\n": -1})
        words = np.fromiter(map(places.__getitem__, chain.from_iterable(cut)), dtype=np.int64)
        vocabulary = list(places)[1:]
        lengths = np.array([*map(len, vocabulary), 0], dtype=np.int64)  # the last is that of -1
        return cls(
            vocabulary,
            words,
            np.repeat(np.arange(len(cut)), [len(of_text) for of_text in cut]),
            np.repeat([0, 1], [len(first), len(second)]),
            "".join((*first, *second)).replace(" ", "").replace("\n", ""),
            np.concatenate([[0], np.cumsum(lengths[words])]),
        )

    def joined(self, start: int, end: int) -> str:
        """The text of the words from `start` to before `end`."""
        return self.characters[self.begins[start] : self.begins[end]]


@dataclass(frozen=True, slots=True)
class _Level:
    """The strings of `length` words that recur, in the order of their first places `starts`, with their uses, (n, 2).

    `fronts` and `backs` are the strings without the last and without the first word, as places in the level before.
    """

    length: int
    starts: Ints
    uses: Ints
    fronts: Ints
    backs: Ints


def _levels(words: _Words) -> Iterator[_Level]:
    """The strings of words that recur, from one word to MOST_WORDS: both parts of each, without an end word, do so."""
    shorter = words.words  # for each place the string that begins there, as a place in the level before, or -1
    for length in range(1, MOST_WORDS + 1):
        held = shorter >= 0
        at = np.flatnonzero(held) if length == 1 else np.flatnonzero(held[:-1] & held[1:])
        if not len(at):
            return
        fronts, backs = shorter[at], shorter[at if length == 1 else at + 1]
        # Equal strings one behind the other, and of each the places in order.
        order = np.argsort(fronts * (shorter.max() + 1) + backs, kind="stable")
        strings = np.cumsum(_begins(fronts[order], backs[order])) - 1
        first = order[_begins(strings)]
        uses, recurs = _counted(words, at[order], strings)
        kept = np.flatnonzero(recurs)
        kept = kept[np.argsort(first[kept])]
        yield _Level(length, at[first[kept]], uses[kept], fronts[first[kept]], backs[first[kept]])
        places = np.full(len(first), -1, dtype=np.int64)
        places[kept] = np.arange(len(kept))
        shorter = np.full(len(shorter), -1, dtype=np.int64)
        shorter[at[order]] = places[strings]


def _begins(*columns: Ints) -> Bools:
    """True at each row that is another than the one before."""
    changes = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.concatenate([[True], changes])


def _counted(words: _Words, at: Ints, strings: Ints) -> tuple[Ints, Bools]:
    """The uses of each string in both sets, shape (strings, 2), and whether it recurs in one of them.

    Place `at[i]` has the string `strings[i]`; both ascend, the places among equal strings.
    """
    texts = words.texts[at]
    sides = 2 * strings + words.periods[texts]
    uses = np.bincount(sides, minlength=2 * (strings[-1] + 1)).reshape(-1, 2)
    held = np.bincount(sides[_begins(strings, texts)], minlength=uses.size).reshape(-1, 2)
    return uses, held.max(axis=1) >= RECURS_IN


@dataclass(frozen=True, slots=True)
class _Edges:
    """True for the words of a vocabulary that a wording may begin and end with."""

    first: Bools
    last: Bools

    @classmethod
    def of(cls, vocabulary: Sequence[str]) -> Self:
        """The edges that these words are."""
        either = np.array([word not in AT_NO_EDGE for word in vocabulary], dtype=np.bool_)
        begins = np.array([word[0] != "由" for word in vocabulary], dtype=np.bool_)
        ends = np.array([_NUMBER.fullmatch(word) is None for word in vocabulary], dtype=np.bool_)
        return cls(either & begins, either & ends)


def _wordings(words: _Words, edges: _Edges, level: _Level, among: Bools) -> Bools:
    """True for those strings `among` all that are long enough, not too long, and have whole words at their edges."""
    first, behind = level.starts, level.starts + level.length
    characters = words.begins[behind] - words.begins[first]
    fit = among & (characters >= SHORTEST) & (characters <= LONGEST)
    fit &= edges.first[words.words[first]] & edges.last[words.words[behind - 1]]
    last_two = np.maximum(first, behind - 2)
    for i in np.flatnonzero(fit).tolist():
        fit[i] = not _COUNTS_ON.search(words.joined(last_two[i], behind[i]))
    return fit

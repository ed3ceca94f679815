"""The words by which themes are told apart: a theme has more of them than the others, and few speeches share them.

Two measures are multiplied, and no list of stop words is needed. How surely a theme has more of a word than the others:
the z-score of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin'
Words", Political Analysis 16). And how far its passages keep together in few speeches: words that say nothing are
spread as by chance, words that say something are not (residual idf: Church and Gale 1995, "Inverse document frequency
(IDF): a measure of deviations from Poisson"). By the first alone 今年 and 全县 named a theme: meetings of one kind say
them more often.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

# How many passages the prior counts for: enough that a word of one passage is never sure.
_PRIOR = 10.0
# What counts for a word that is spread as by chance: where every speech is one passage, the contrast alone decides.
_LEAST_CLUMPING = 0.05
# Two Chinese characters or five letters and more: shorter words, most of them particles, and numbers name no theme.
_NAMES_A_THEME = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{5,}")


@dataclass(frozen=True, slots=True)
class PassageWords:
    """A passage: the number of its theme, that of its speech, the speech's language, and the words that stand in it."""

    theme: int
    speech_no: int
    language: str
    words: frozenset[str]


def naming(words: Iterable[str]) -> frozenset[str]:
    """Those of the words of a passage that may name a theme; of words within words only the longest."""
    fitting = {word for word in words if _NAMES_A_THEME.fullmatch(word)}
    return frozenset(word for word in fitting if not any(word in other for other in fitting - {word}))


def keywords(passages: Sequence[PassageWords], themes: int, count: int) -> list[list[str]]:
    """At most `count` words of each theme, the most telling first; of a word and one within it only the first.

    A theme of several speeches is named by what at least two of them have.
    """
    spread = clumping(passages)
    everywhere = Counter(word for passage in passages for word in passage.words)
    found = []
    for theme in range(themes):
        own = [passage for passage in passages if passage.theme == theme]
        least = min(2, len({passage.speech_no for passage in own}))
        often = Counter(word for passage in own for word in passage.words)
        speeches: defaultdict[str, set[int]] = defaultdict(set)
        for passage in own:
            for word in passage.words:
                speeches[word].add(passage.speech_no)
        scores = {
            word: contrast(held, len(own), everywhere[word] - held, len(passages) - len(own))
            * max(spread[word], _LEAST_CLUMPING)
            for word, held in often.items()
            if len(speeches[word]) >= least
        }
        best = sorted((word for word in scores if scores[word] > 0), key=lambda word: (-scores[word], word))
        found.append(_apart(best, count))
    return found


def contrast(held: int, among: int, elsewhere: int, of_others: int) -> float:
    """By how many standard errors a word's odds in a theme exceed those in all others; below 0 where it is rarer.

    It stands in `held` of the theme's `among` passages and in `elsewhere` of the `of_others` others.
    """
    share = (held + elsewhere + 1) / (among + of_others + 2)
    with_it, without = _PRIOR * share, _PRIOR * (1 - share)  # of the prior's passages
    here, there = (held + with_it, among - held + without), (elsewhere + with_it, of_others - elsewhere + without)
    ratio = math.log(here[0] / here[1]) - math.log(there[0] / there[1])
    return ratio / math.sqrt(sum(1 / each for each in (*here, *there)))


def clumping(passages: Sequence[PassageWords]) -> Mapping[str, float]:
    """The residual idf of each word: the logarithm, to base 2, of the number of speeches that its passages would stand
    in by chance, over the number that they stand in. About 0 is chance; each language is looked at by itself.
    """
    found: dict[str, float] = {}
    for language in sorted({passage.language for passage in passages}):
        spoken = [passage for passage in passages if passage.language == language]
        sizes = Counter(passage.speech_no for passage in spoken)
        often: Counter[str] = Counter()
        speeches: defaultdict[str, set[int]] = defaultdict(set)
        for passage in spoken:
            often.update(passage.words)
            for word in passage.words:
                speeches[word].add(passage.speech_no)
        by_chance = {held: _expected(held, sizes.values()) for held in set(often.values())}
        for word, held in often.items():
            here = math.log2(by_chance[held] / len(speeches[word]))
            found[word] = max(here, found.get(word, here))
    return found


def _expected(held: int, sizes: Collection[int]) -> float:
    """The number of speeches, of so many passages each, that `held` passages chosen by chance would stand in."""
    total = sum(sizes)
    return sum(1 - (1 - size / total) ** held for size in sizes)


def _apart(words: Iterable[str], count: int) -> list[str]:
    """The first `count` of `words` of which none is within another."""
    chosen: list[str] = []
    for word in words:
        if len(chosen) == count:
            break
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return chosen

"""Families by how tellingly their wording changed: content words that went out or came in over the years."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate

from corpus.language.numerals import ALL
from corpus.language.stopwords import AT_NO_EDGE, EMPHASIS, STOP_WORDS
from indexer.families import Family
from indexer.snapshot import Snapshot, once

Words = frozenset[str]

_FIGURE = re.compile(r"\d[\d.]*(?:[%万亿人件个元]|左右)")
_COUNTED = re.compile(rf"第?[{ALL}]+(?:是|要|个|年|月|日)?")
# A change of one year may be a slip; what holds for several years on both sides was meant.
_LEAST_YEARS = 3
_FRAME_WORDS, _FRAME_SHARE = 3, 0.8
# Two words out and two in make a telling change; a whole clause that was added tells no more.
_MOST = 2


@once
def by_change(snapshot: Snapshot) -> tuple[int, ...]:
    """The places of all families in `snapshot.families.families`, those that changed most tellingly in front.

    Those without a telling change follow, those of most speeches first.
    """
    families, speeches = snapshot.families.families, snapshot.speeches()
    told = speeches.told(speeches.numbers, "year")
    year_of = dict(zip(speeches.numbers.tolist(), (year for (year,) in told), strict=True))
    by_year = (_words_by_year(snapshot, family, year_of) for family in families)
    scores = [change(words) if words else 0.0 for words in by_year]
    return tuple(sorted(range(len(families)), key=lambda place: (-scores[place], place)))


def change(by_year: Mapping[int, Sequence[Words]]) -> float:
    """The weight of the clearest change of content words between two of the years; 0 where nothing changed for good.

    Words went out that most sentences before the change have and none after it, or came in likewise. Replacing one by
    another counts twice as much as adding or leaving out, the years before and after count, and the less the rest of
    the sentence changed, the better is seen what did.
    """
    years = sorted(by_year)
    until = list(accumulate(len(by_year[year]) for year in years))
    held: Counter[str] = Counter()
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for at, year in enumerate(years):
        said = Counter(word for words in by_year[year] for word in words)
        held += said
        first = dict.fromkeys(said, at) | first
        last |= dict.fromkeys(said, at)
    frame = sum(count >= _FRAME_SHARE * until[-1] for count in held.values())
    if frame < _FRAME_WORDS:
        return 0.0
    clearest = 0.0
    for at in range(1, len(years)):
        # A word that none says after the change is said before it as often as at all, and the other way round.
        before, after = until[at - 1], until[-1] - until[at - 1]
        gone = sum(last[word] < at and 2 * count >= before for word, count in held.items())
        come = sum(first[word] >= at and 2 * count >= after for word, count in held.items())
        clearest = max(clearest, math.sqrt(min(at, len(years) - at)) * _replaced(gone, come))
    return clearest * frame * until[-1] / sum(held.values())


def _replaced(gone: int, come: int) -> float:
    return (min(gone, _MOST) + min(come, _MOST)) * (2 if gone and come else 1)


def _words_by_year(
    snapshot: Snapshot, family: Family, year_of: Mapping[int, int | None]
) -> Mapping[int, Sequence[Words]] | None:
    """The content words of the members, by year; None where too few years are known or figures are what changes."""
    dated = [(year, m.folded) for m in family.members if (year := year_of[m.speech_no])]
    wordings = {folded for _, folded in dated}
    if len({year for year, _ in dated}) < _LEAST_YEARS or len(wordings) < 2:
        return None
    if 2 * sum(_FIGURE.search(folded) is not None for folded in wordings) >= len(wordings):
        return None
    words = {folded: _content(snapshot, folded) for folded in wordings}
    found: defaultdict[int, list[Words]] = defaultdict(list)
    for year, folded in dated:
        found[year].append(words[folded])
    return found


def _content(snapshot: Snapshot, folded: str) -> Words:
    """The words of a folded sentence that say something: none that tie, stress or count."""
    return frozenset(
        word
        for word in snapshot.segmenter.cut_folded(folded)
        if len(word) > 1
        and word not in STOP_WORDS
        and word not in AT_NO_EDGE
        and word not in EMPHASIS
        and word[0].isalpha()
        and not _COUNTED.fullmatch(word)
    )

"""Families by how tellingly their wording changed: content words that went out or came in over the years."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

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
    families = snapshot.families.families
    scores = [change(words) if (words := _words_by_year(snapshot, family)) else 0.0 for family in families]
    return tuple(sorted(range(len(families)), key=lambda place: (-scores[place], place)))


def change(by_year: Mapping[int, Sequence[Words]]) -> float:
    """The weight of the clearest change of content words between two of the years; 0 where nothing changed for good.

    Words went out that most sentences before the change have and none after it, or came in likewise. Replacing one by
    another counts twice as much as adding or leaving out, the years before and after count, and the less the rest of
    the sentence changed, the better is seen what did.
    """
    years = sorted(by_year)
    every = [words for year in years for words in by_year[year]]
    held = Counter(word for words in every for word in words)
    frame = sum(count >= _FRAME_SHARE * len(every) for count in held.values())
    if frame < _FRAME_WORDS:
        return 0.0
    clearest = max(
        (
            math.sqrt(min(at, len(years) - at)) * _replaced(_of(by_year, years[:at]), _of(by_year, years[at:]))
            for at in range(1, len(years))
        ),
        default=0.0,
    )
    return clearest * frame * len(every) / sum(held.values())


def _of(by_year: Mapping[int, Sequence[Words]], years: Sequence[int]) -> list[Words]:
    return [words for year in years for words in by_year[year]]


def _replaced(before: Sequence[Words], after: Sequence[Words]) -> float:
    gone, come = len(_only_in(before, after)), len(_only_in(after, before))
    return (min(gone, _MOST) + min(come, _MOST)) * (2 if gone and come else 1)


def _only_in(these: Sequence[Words], those: Sequence[Words]) -> Words:
    """The words that half of these sentences have and none of those."""
    held = Counter(word for words in these for word in words)
    elsewhere = frozenset[str]().union(*those)
    return frozenset(word for word, count in held.items() if 2 * count >= len(these) and word not in elsewhere)


def _words_by_year(snapshot: Snapshot, family: Family) -> Mapping[int, Sequence[Words]] | None:
    """The content words of the members, by year; None where too few years are known or figures are what changes."""
    speeches = snapshot.speeches()
    dated = [(year, m.folded) for m in family.members if (year := speeches[m.speech_no].year)]
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
        for word in snapshot.segmenter.cut(folded)
        if len(word) > 1
        and word not in STOP_WORDS
        and word not in AT_NO_EDGE
        and word not in EMPHASIS
        and word[0].isalpha()
        and not _COUNTED.fullmatch(word)
    )

"""Collocates: the words that stand within a few words of a wording, each with how often and how surely."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus import fold_plain
from corpus.language.stopwords import AT_NO_EDGE, STOP_WORDS
from indexer.snapshot import Snapshot, once
from retriever.phrasing.keyness import SURE, Uses, log_likelihood, rarer_in_first
from retriever.phrasing.occurrences import Occurrence
from retriever.phrasing.timeline import counted_speeches

SPAN = 5
"""Words to either side of a wording that are looked at, within its sentence."""

LEAST_PLACES = 2
"""Places that a word must stand near: once may be chance, whatever its rate is elsewhere."""

_REACH = 60  # characters that hold so many words
_ENDS = re.compile("[\n。！？!?]")
_LATIN = re.compile("[A-Za-z]+(?:['’-][A-Za-z]+)*")
_RUNS = re.compile(f"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+|{_LATIN.pattern}")
_TIES = AT_NO_EDGE | STOP_WORDS

Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Collocate:
    """A folded word near a wording: at how many of its places, of how many speeches, to the left and to the right.

    `log_likelihood` says how surely it stands there more often than elsewhere (see `keyness.log_likelihood`).
    """

    word: str
    places: int
    speeches: int
    left: int
    right: int
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Window:
    """The words around one place of a wording, the nearest first, at most SPAN to either side."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    def __contains__(self, word: object) -> bool:
        return word in self.left or word in self.right


def window(occurrence: Occurrence, text: str, cut: Cut) -> Window:
    """The words around `occurrence` in `text`, as far as its sentence goes."""
    start, end = occurrence.start, occurrence.end
    left = _ENDS.split(text[max(0, start - _REACH) : start])[-1]
    right = _ENDS.split(text[end : end + _REACH], maxsplit=1)[0]
    return Window(tuple(reversed(words_in(left, cut)[-SPAN:])), tuple(words_in(right, cut)[:SPAN]))


def words_in(text: str, cut: Cut) -> list[str]:
    """The folded words of a text in their order, without marks and figures."""
    return [word for run in _RUNS.findall(text) for word in ([run.lower()] if run[0].isascii() else cut(run))]


def windows(snapshot: Snapshot, found: Sequence[Occurrence]) -> list[Window]:
    """The words around each place."""
    cut = cache(snapshot.segmenter.cut)  # what recurs word for word is cut once
    return [window(each, snapshot.text(each.speech_no), cut) for each in found]


def those_near(found: Sequence[Occurrence], around: Sequence[Window], word: str) -> tuple[Occurrence, ...]:
    """Those of the places of a wording, with these `around` them, that a word stands near."""
    folded = fold_plain(word)
    return tuple(each for each, window in zip(found, around, strict=True) if folded in window)


def collocates(snapshot: Snapshot, found: Sequence[Occurrence], around: Sequence[Window]) -> list[Collocate]:
    """The collocates of a wording whose places and what is around them are given, the surest first.

    Words that only tie others together are none, nor those that are hardly more frequent near the wording than
    elsewhere (the window counted against all other words of the speeches, as in Rayson and Garside 2000).
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, window in enumerate(around):
        for word in {*window.left, *window.right} - _TIES:
            places[word].append(place)
    inside = Counter(word for window in around for word in (*window.left, *window.right))
    whole = word_counts(snapshot)
    sizes = whole.total() - inside.total(), inside.total()
    kept = []
    for word, held in places.items():
        uses = Uses(max(0, whole[word] - inside[word]), inside[word])
        likelihood = log_likelihood(uses, *sizes)
        if len(held) >= LEAST_PLACES and likelihood >= SURE and rarer_in_first(uses, *sizes):
            kept.append(_collocate(word, held, found, around, likelihood))
    return sorted(kept, key=lambda each: (-each.log_likelihood, -each.places, each.word))


def _collocate(
    word: str, places: Sequence[int], found: Sequence[Occurrence], around: Sequence[Window], likelihood: float
) -> Collocate:
    return Collocate(
        word,
        len(places),
        len({found[place].speech_no for place in places}),
        sum(word in around[place].left for place in places),
        sum(word in around[place].right for place in places),
        likelihood,
    )


@once
def word_counts(snapshot: Snapshot) -> Counter[str]:
    """The uses of each word in the speeches that count; Chinese ones as the build has cut them (`indexer.words`)."""
    numbers = [each.speech_no for each in counted_speeches(snapshot)]
    counts = Counter(word for text in snapshot.cut_texts(numbers) for word in text.split())
    for number in numbers:
        counts.update(word.lower() for word in _LATIN.findall(snapshot.with_text(number).text))
    return counts

"""The entries of the keyword indexes: texts cut into their terms, by all cores while they are indexed.

Terms are kept nowhere else: an index is written anew when a part of it was removed (docs/decisions/0021), and then its
texts are cut again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import Speech, lookup_characters
from indexer.catalog import Catalog, PassageTable
from indexer.search.embedded.keywords import Entry
from indexer.search.protocol import Terms
from indexer.search.terms import Segmenter, pairs
from indexer.workers import Spread

_AT_ONCE = 50  # speeches that are read at once


def terms(text: str, segmenter: Segmenter) -> Terms:
    """The terms of `text`."""
    return Terms(segmenter.words(text), pairs(text))


def entries(
    catalog: Catalog, table: PassageTable, wanted: set[int], segmenter: Segmenter, spread: Spread = map
) -> Iterator[list[Entry]]:
    """For each speech with a wanted id the entries of its passages and, last, its own.

    The terms of a speech are those of its passages.
    """
    numbers = np.unique(table.speech_no[np.isin(table.passage_id, list(wanted))])
    return spread(partial(_cut_to_look_up, segmenter=segmenter), _uncut(catalog, table, numbers))


class Uncut(NamedTuple):
    """A speech to be cut, its number, and of each of its passages, in order, the id, the span and the heading path."""

    number: int
    speech: Speech
    passage_ids: Sequence[int]
    spans: Sequence[tuple[int, int]]
    paths: Sequence[tuple[str, ...]]


def _uncut(catalog: Catalog, table: PassageTable, numbers: NDArray[np.int64]) -> Iterator[Uncut]:
    rows = _rows_by_speech(table, numbers)
    for begin in range(0, len(numbers), _AT_ONCE):
        some = numbers[begin : begin + _AT_ONCE].tolist()
        speeches = catalog.with_texts(some)
        paths = catalog.heading_paths([each for number in some for each in table.passage_id[rows[number]].tolist()])
        for number in some:
            of_speech = rows[number]
            spans = list(zip(table.start[of_speech].tolist(), table.end[of_speech].tolist(), strict=True))
            passage_ids = table.passage_id[of_speech].tolist()
            yield Uncut(number, speeches[number], passage_ids, spans, [paths[each] for each in passage_ids])


def _rows_by_speech(table: PassageTable, numbers: NDArray[np.int64]) -> dict[int, list[int]]:
    """The rows of the passages of each of these speeches in the order of the text."""
    chosen = np.flatnonzero(np.isin(table.speech_no, numbers))
    order = chosen[np.lexsort((table.ordinal[chosen], table.speech_no[chosen]))]
    rows: dict[int, list[int]] = {}
    for row, number in zip(order.tolist(), table.speech_no[order].tolist(), strict=True):
        rows.setdefault(number, []).append(row)
    return rows


def _cut_to_look_up(uncut: Uncut, segmenter: Segmenter) -> list[Entry]:
    """The entries of the passages of a speech and, last, its own, by which exact phrases are found, too."""
    *of_passages, own = cut(uncut, segmenter)
    return [*of_passages, replace(own, chars=" ".join(lookup_characters(uncut.speech.text)))]


def cut(uncut: Uncut, segmenter: Segmenter) -> list[Entry]:
    """The entries of the passages of a speech and, last, its own; what recurs in their heads is cut once."""
    number, speech, *_ = uncut
    words_of, pairs_of = (cache(partial(_parted, terms_of)) for terms_of in (segmenter.words, pairs))

    def head(*parts: str) -> tuple[str, str]:
        return _joined(map(words_of, parts)), _joined(map(pairs_of, parts))

    found = []
    for passage_id, (start, end), path in zip(uncut.passage_ids, uncut.spans, uncut.paths, strict=True):
        body = terms(speech.text[start:end], segmenter)
        found.append(Entry(passage_id, number, " ".join(body.words), " ".join(body.pairs), *head(speech.title, *path)))
    words, pairs_found = _joined(each.words for each in found), _joined(each.pairs for each in found)
    own = head(*filter(None, (speech.title, speech.occasion)))
    return [*found, Entry(found[0].entry_id, number, words, pairs_found, *own)]


def _parted(terms_of: Callable[[str], Sequence[str]], text: str) -> str:
    return " ".join(terms_of(text))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))

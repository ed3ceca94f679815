"""The entries of the keyword indexes: the terms of each passage and speech, cut once and kept with it in the catalog.

To cut a text takes three times as long as to index its terms, and whenever something is removed all are indexed anew
(`indexer.publish`).
"""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from corpus import Speech, lookup_characters
from indexer.catalog import Catalog, PassageTable
from indexer.search.embedded.keywords import Entry
from indexer.search.protocol import Terms
from indexer.search.terms import Segmenter, pairs
from indexer.texts import keep_derived
from indexer.workers import Spread

log = logging.getLogger(__name__)

KIND = "terms"
_VERSION = 2

_Words = list[list[str]]
"""The words of the text and of the head of each passage of a speech, in turn, and, last, those of the speech's head."""


def terms(text: str, segmenter: Segmenter) -> Terms:
    """The terms of `text`."""
    return Terms(segmenter.words(text), pairs(text))


def update_terms(catalog: Catalog, segmenter: Segmenter, spread: Spread = map) -> None:
    """Bring the kept terms up to the speeches: a transaction for every few, so that it may be killed at any moment."""
    version = _version(segmenter)
    due = catalog.speeches_without(KIND, version)
    if due:
        made = spread(partial(_cut_and_packed, segmenter=segmenter), _uncut(catalog, catalog.passages(), due))
        keep_derived(catalog, KIND, version, zip(due, made, strict=True))


def entries(catalog: Catalog, table: PassageTable, wanted: set[int], segmenter: Segmenter) -> Iterator[list[Entry]]:
    """For each speech with a wanted id the entries of its passages and, last, its own: by the terms that are kept.

    The terms of a speech are those of its passages. What is not kept yet is cut now.
    """
    rows, version = _rows_by_speech(table), _version(segmenter)
    numbers = np.unique(table.speech_no[np.isin(table.passage_id, list(wanted))]).tolist()
    for number, uncut in zip(numbers, _uncut(catalog, table, numbers), strict=True):
        kept = _unpacked(catalog.derived(KIND, version, [number]).get(number), len(uncut.spans))
        *words, of_head = kept or _cut(uncut, segmenter)
        pairs_of, text = cache(pairs), uncut.speech.text
        of_passages = [
            Entry(
                passage,
                number,
                Terms(body, pairs(text[start:end])),
                Terms(head, _of_parts(pairs_of, (uncut.speech.title, *path))),
            )
            for passage, (start, end), path, body, head in zip(
                table.passage_id[rows[number]].tolist(), uncut.spans, uncut.paths, words[::2], words[1::2], strict=True
            )
        ]
        bodies = [entry.body for entry in of_passages]
        body = Terms([word for each in bodies for word in each.words], [pair for each in bodies for pair in each.pairs])
        head = Terms(of_head, _of_parts(pairs_of, _head(uncut.speech)))
        yield [*of_passages, Entry(of_passages[0].entry_id, number, body, head, lookup_characters(text))]


def _version(segmenter: Segmenter) -> str:
    """Changes whenever the same text may be cut otherwise than before."""
    return f"{_VERSION} {segmenter.fingerprint}"


class _Uncut(NamedTuple):
    """A speech to be cut, and of each of its passages, in order, the span and the heading path."""

    speech: Speech
    spans: Sequence[tuple[int, int]]
    paths: Sequence[tuple[str, ...]]


def _uncut(catalog: Catalog, table: PassageTable, numbers: Iterable[int]) -> Iterator[_Uncut]:
    rows = _rows_by_speech(table)
    for number in numbers:
        speech, of_speech = catalog.speech(number), rows.get(number, [])
        assert speech is not None, "the catalog named it"
        spans = list(zip(table.start[of_speech].tolist(), table.end[of_speech].tolist(), strict=True))
        yield _Uncut(speech, spans, catalog.heading_paths(number))


def _cut_and_packed(uncut: _Uncut, segmenter: Segmenter) -> bytes:
    return _packed(_cut(uncut, segmenter))


def _cut(uncut: _Uncut, segmenter: Segmenter) -> _Words:
    cut, speech = cache(segmenter.words), uncut.speech
    words: _Words = []
    for (start, end), path in zip(uncut.spans, uncut.paths, strict=True):
        words += [segmenter.words(speech.text[start:end]), _of_parts(cut, (speech.title, *path))]
    return [*words, _of_parts(cut, _head(speech))]


def _head(speech: Speech) -> list[str]:
    return [part for part in (speech.title, speech.occasion) if part]


def _of_parts(terms_of: Callable[[str], Sequence[str]], parts: Iterable[str]) -> list[str]:
    return [term for part in parts for term in terms_of(part)]


def _packed(words: _Words) -> bytes:
    """The words as they are kept. Pairs of characters are not: they are found in the text as fast as they are read."""
    written = json.dumps([" ".join(each) for each in words], ensure_ascii=False)
    return zlib.compress(written.encode("utf-8", "surrogatepass"))


def _unpacked(kept: bytes | None, passages: int) -> _Words | None:
    """The words that `_packed` wrote, None if they are not those of so many passages: they are cut again."""
    if kept is None:
        return None
    try:
        found = [each.split() for each in json.loads(zlib.decompress(kept).decode("utf-8", "surrogatepass"))]
    except (ValueError, TypeError, AttributeError, zlib.error) as exc:
        log.warning("Words that were kept are damaged, and cut again: %s", exc)
        return None
    return found if len(found) == 2 * passages + 1 else None


def _rows_by_speech(table: PassageTable) -> dict[int, list[int]]:
    """The rows of each speech's passages in the order of the text."""
    order = np.lexsort((table.ordinal, table.speech_no))
    rows: dict[int, list[int]] = {}
    for row in order.tolist():
        rows.setdefault(int(table.speech_no[row]), []).append(row)
    return rows

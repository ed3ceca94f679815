"""The entries of the keyword indexes: the terms of each passage and speech, cut once and kept with it in the catalog.

To cut a text takes three times as long as to index its terms, and whenever something is removed all are indexed anew
(`indexer.publish`).
"""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterable, Iterator, Sequence
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
_VERSION = 1

_Cut = list[tuple[Terms, Terms]]
"""The terms of the text and of the head of each passage of a speech and, last, no text and the head of the speech."""


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
        cut = kept or _cut(uncut, segmenter)
        ids = table.passage_id[rows[number]].tolist()
        of_passages = [Entry(passage, number, *each) for passage, each in zip(ids, cut, strict=False)]
        body, head = _joined(entry.body for entry in of_passages), cut[-1][1]
        yield [*of_passages, Entry(ids[0], number, body, head, lookup_characters(uncut.speech.text))]


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


def _cut(uncut: _Uncut, segmenter: Segmenter) -> _Cut:
    cut = cache(lambda text: terms(text, segmenter))
    speech = uncut.speech
    of_passages = [
        (cut(speech.text[start:end]), _joined(cut(part) for part in (speech.title, *path)))
        for (start, end), path in zip(uncut.spans, uncut.paths, strict=True)
    ]
    head = _joined(cut(part) for part in (speech.title, speech.occasion) if part)
    return [*of_passages, (Terms([], []), head)]


def _packed(cut: _Cut) -> bytes:
    written = json.dumps([[each.words, each.pairs] for both in cut for each in both], ensure_ascii=False)
    return zlib.compress(written.encode("utf-8", "surrogatepass"), 1)


def _unpacked(kept: bytes | None, passages: int) -> _Cut | None:
    """The terms that `_packed` wrote, None if they are not those of so many passages: they are cut again."""
    if kept is None:
        return None
    try:
        found = [Terms(*each) for each in json.loads(zlib.decompress(kept).decode("utf-8", "surrogatepass"))]
    except (ValueError, TypeError, zlib.error) as exc:
        log.warning("Terms that were kept are damaged, and cut again: %s", exc)
        return None
    return list(zip(found[::2], found[1::2], strict=True)) if len(found) == 2 * passages + 2 else None


def _joined(parts: Iterable[Terms]) -> Terms:
    listed = list(parts)
    return Terms([word for part in listed for word in part.words], [pair for part in listed for pair in part.pairs])


def _rows_by_speech(table: PassageTable) -> dict[int, list[int]]:
    """The rows of each speech's passages in the order of the text."""
    order = np.lexsort((table.ordinal, table.speech_no))
    rows: dict[int, list[int]] = {}
    for row in order.tolist():
        rows.setdefault(int(table.speech_no[row]), []).append(row)
    return rows

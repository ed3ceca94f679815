"""The entries of the keyword indexes: the terms of each passage and speech, cut once and kept with it in the catalog.

To cut a text takes three times as long as to index its terms, and whenever something is removed all are indexed anew
(`indexer.publish`).
"""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from corpus import Speech, lookup_characters
from indexer.catalog import Catalog, PassageTable
from indexer.search.embedded.keywords import Entry
from indexer.search.protocol import Terms
from indexer.search.terms import Segmenter, pairs

log = logging.getLogger(__name__)

KIND = "terms"
_VERSION = 1
_AT_ONCE = 50  # speeches between two commits

_Cut = list[tuple[Terms, Terms]]
"""The terms of the text and of the head of each passage of a speech and, last, no text and the head of the speech."""


def terms(text: str, segmenter: Segmenter) -> Terms:
    """The terms of `text`."""
    return Terms(segmenter.words(text), pairs(text))


def update_terms(catalog: Catalog, segmenter: Segmenter) -> None:
    """Bring the kept terms up to the speeches: a transaction for every few, so that it may be killed at any moment."""
    version, rows, table = _version(segmenter), None, None
    due = catalog.speeches_without(KIND, version)
    for begin in range(0, len(due), _AT_ONCE):
        table = catalog.passages() if table is None else table
        rows = _rows_by_speech(table) if rows is None else rows
        with catalog.change():
            for number in due[begin : begin + _AT_ONCE]:
                speech = catalog.speech(number)
                if speech is not None:
                    cut = _cut(speech, table, rows.get(number, []), catalog.heading_paths(number), segmenter)
                    catalog.put_derived(number, KIND, version, _packed(cut))


def entries(catalog: Catalog, table: PassageTable, wanted: set[int], segmenter: Segmenter) -> Iterator[list[Entry]]:
    """For each speech with a wanted id the entries of its passages and, last, its own: by the terms that are kept.

    The terms of a speech are those of its passages. What is not kept yet is cut now.
    """
    rows, version = _rows_by_speech(table), _version(segmenter)
    for number in np.unique(table.speech_no[np.isin(table.passage_id, list(wanted))]).tolist():
        speech = catalog.speech(number)
        if speech is not None:
            kept = _unpacked(catalog.derived(KIND, version, [number]).get(number), len(rows[number]))
            cut = kept or _cut(speech, table, rows[number], catalog.heading_paths(number), segmenter)
            ids = table.passage_id[rows[number]].tolist()
            of_passages = [Entry(passage, number, *each) for passage, each in zip(ids, cut, strict=False)]
            body, head = _joined(entry.body for entry in of_passages), cut[-1][1]
            yield [*of_passages, Entry(ids[0], number, body, head, lookup_characters(speech.text))]


def _version(segmenter: Segmenter) -> str:
    """Changes whenever the same text may be cut otherwise than before."""
    return f"{_VERSION} {segmenter.fingerprint}"


def _cut(
    speech: Speech, table: PassageTable, rows: list[int], paths: list[tuple[str, ...]], segmenter: Segmenter
) -> _Cut:
    cut = cache(lambda text: terms(text, segmenter))
    of_passages = [
        (
            cut(speech.text[table.start[row] : table.end[row]]),
            _joined(cut(part) for part in (speech.title, *path)),
        )
        for row, path in zip(rows, paths, strict=True)
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

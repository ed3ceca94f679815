"""What is derived from the catalog, brought up to it and published: the FAISS file and the tantivy indexes.

Both hold passages by id, and ids are never used twice, so catching up is adding the ids that are missing and removing
those that are gone. A pointer file names what belongs together; it appears by renaming, last.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Speech, fold
from indexer.catalog import Catalog, PassageTable
from indexer.layout import Layout, write_by_rename
from indexer.lexical import VERSION as LEXICAL_VERSION
from indexer.lexical import Entry, Lexical, Terms, remove_other_folders
from indexer.vectors import Vectors
from indexer.words import Words, pairs

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """Which derived files belong together, the generation of the catalog that they show, and whose vectors they are."""

    generation: int
    fingerprint: str
    vectors: str
    lexical: str


def read_published(layout: Layout) -> Published | None:
    """What is published, None when nothing is, or nothing that can be understood."""
    try:
        return Published(**json.loads(layout.published.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as exc:
        log.warning("%s is not understood and made anew: %s", layout.published, exc)
        return None


def publish(layout: Layout, catalog: Catalog, words: Words) -> Published:
    """Bring vectors and keyword indexes up to the catalog and publish them. The caller holds the writer lock."""
    before = read_published(layout)
    generation = catalog.generation
    lexical = f"{words.fingerprint}-{LEXICAL_VERSION}"
    if before and (before.generation, before.lexical) == (generation, lexical) and _is_whole(layout, before, catalog):
        return before
    vectors_file = layout.vectors(generation)
    vectors = _catch_up_vectors(layout, before, catalog)
    vectors.save(vectors_file)
    _catch_up_lexical(layout, lexical, catalog, words)
    published = Published(generation, catalog.meta("fingerprint") or "", vectors_file.name, lexical)
    write_by_rename(layout.published, json.dumps(asdict(published)).encode())
    for old in layout.index.glob("vectors-*.faiss"):
        if old != vectors_file:
            old.unlink()
    remove_other_folders(layout.lexical / lexical)
    return published


def forget_derived(layout: Layout) -> None:
    """Remove all that was derived from a catalog that is no more."""
    layout.published.unlink(missing_ok=True)
    shutil.rmtree(layout.lexical, ignore_errors=True)


def _is_whole(layout: Layout, published: Published, catalog: Catalog) -> bool:
    """Whether what is published can be opened and has as many entries as it must."""
    table = catalog.passages()
    folder = layout.lexical / published.lexical
    try:
        held = (
            len(Vectors.load(layout.index / published.vectors)),
            len(Lexical.open_or_replace(folder / "passages")),
            len(Lexical.open_or_replace(folder / "speeches")),
        )
    except OSError as exc:
        log.warning("What was published is not whole: %s", exc)
        return False
    return held == (len(catalog.embedded_ids()), len(table.passage_id), int(np.count_nonzero(table.ordinal == 0)))


def _catch_up_vectors(layout: Layout, before: Published | None, catalog: Catalog) -> Vectors:
    ids = catalog.embedded_ids()
    dimension = int(catalog.meta("dimension") or 1)
    vectors = Vectors(dimension)
    if before is not None and before.fingerprint == catalog.meta("fingerprint"):
        try:
            loaded = Vectors.load(layout.index / before.vectors)
            vectors = loaded if loaded.dimension == dimension else vectors
        except OSError as exc:
            log.warning("The vector file is made anew: %s", exc)
    held = vectors.ids()
    vectors.remove(np.setdiff1d(held, ids))
    missing = np.setdiff1d(ids, held)
    if len(missing):
        vectors.add(*catalog.vectors(missing.tolist()))
    return vectors


def _catch_up_lexical(layout: Layout, name: str, catalog: Catalog, words: Words) -> None:
    speeches = Lexical.open_or_replace(layout.lexical / name / "speeches")
    passages = Lexical.open_or_replace(layout.lexical / name / "passages")
    table = catalog.passages()
    held_passages, held_speeches = passages.ids(), speeches.ids()
    first_ids = table.passage_id[table.ordinal == 0]
    gone = np.setdiff1d(held_passages, table.passage_id)
    gone_speeches = np.setdiff1d(held_speeches, first_ids)
    fresh = np.unique(table.speech_no[~np.isin(table.passage_id, held_passages)])
    fresh_speeches = np.unique(table.speech_no[(table.ordinal == 0) & ~np.isin(table.passage_id, held_speeches)])
    if len(gone) or len(fresh):
        passages.update(gone.tolist(), _passage_entries(catalog, table, fresh, held_passages, words))
    if len(gone_speeches) or len(fresh_speeches):
        speeches.update(gone_speeches.tolist(), _speech_entries(catalog, table, fresh_speeches, words))


def _passage_entries(
    catalog: Catalog, table: PassageTable, numbers: NDArray[np.int64], held: NDArray[np.int64], words: Words
) -> Iterator[Entry]:
    already = set(held.tolist())
    rows = _rows_by_speech(table)
    for number in numbers.tolist():
        speech = catalog.speech(number)
        if speech is None:
            continue
        paths = catalog.heading_paths(number)
        for row in rows[number]:
            passage_id = int(table.passage_id[row])
            if passage_id not in already:
                body = speech.text[table.start[row] : table.end[row]]
                head = "\n".join((speech.title, *paths[table.ordinal[row]]))
                yield Entry(passage_id, number, terms(body, words), terms(head, words))


def _speech_entries(catalog: Catalog, table: PassageTable, numbers: NDArray[np.int64], words: Words) -> Iterator[Entry]:
    """One entry a speech, under the id of its first passage, which changes whenever the speech does."""
    rows = _rows_by_speech(table)
    for number in numbers.tolist():
        speech = catalog.speech(number)
        if speech is not None:
            first = int(table.passage_id[rows[number][0]])
            yield Entry(first, number, terms(speech.text, words), terms(_head(speech), words), fold(speech.text).text)


def _rows_by_speech(table: PassageTable) -> dict[int, list[int]]:
    """The rows of each speech's passages in the order of the text."""
    order = np.lexsort((table.ordinal, table.speech_no))
    rows: dict[int, list[int]] = {}
    for row in order.tolist():
        rows.setdefault(int(table.speech_no[row]), []).append(row)
    return rows


def _head(speech: Speech) -> str:
    return "\n".join(part for part in (speech.title, speech.occasion) if part)


def terms(text: str, words: Words) -> Terms:
    """The terms of `text`."""
    return Terms(words.words(text), pairs(text))

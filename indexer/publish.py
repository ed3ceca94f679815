"""The files derived from the catalog, brought up to it and published: the FAISS file and the tantivy indexes.

Both hold passages by id, and ids are never used twice, so catching up is adding the ids that are missing and removing
those that are gone. A pointer file names what belongs together; it appears by renaming, last.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np

from corpus import Speech, lookup_characters
from indexer.catalog import Catalog, PassageTable
from indexer.layout import Layout, write_by_rename
from indexer.search.embedded.keywords import VERSION as LEXICAL_VERSION
from indexer.search.embedded.keywords import Entry, Lexical, remove_other_folders
from indexer.search.embedded.vectors import Vectors
from indexer.search.protocol import Terms
from indexer.search.terms import Segmenter, pairs

log = logging.getLogger(__name__)

_ANEW = "."  # in the name of a folder of keyword indexes, between the terms' fingerprint and the generation of a purge


@dataclass(frozen=True, slots=True)
class Published:
    """Which derived files belong together, the generation of the catalog that they show, and whose vectors they are."""

    generation: int
    fingerprint: str
    vectors: str
    lexical: str


def read_published(layout: Layout) -> Published | None:
    """The state that is published, None when none is, or none that can be read."""
    try:
        return Published(**json.loads(layout.published.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as exc:
        log.warning("%s is not understood and made anew: %s", layout.published, exc)
        return None


def publish(layout: Layout, catalog: Catalog, segmenter: Segmenter, *, anew: bool = False) -> Published:
    """Bring vectors and keyword indexes up to the catalog and publish them. The caller holds the writer lock.

    With `anew` nothing of the keyword indexes is taken over: tantivy keeps the terms of what was removed until it
    merges the segment that they are in, and cannot be told to.
    """
    before = read_published(layout)
    generation = catalog.generation
    lexical = f"{lexical_name(segmenter)}{_ANEW}{generation}" if anew else lexical_name(segmenter)
    if before and not anew and is_cut_by(segmenter, before):
        lexical = before.lexical
        if before.generation == generation and _is_whole(layout, before, catalog):
            return before
    vectors_file = layout.vectors(generation)
    vectors = _catch_up_vectors(layout, before, catalog)
    vectors.save(vectors_file)
    _catch_up_lexical(layout, lexical, catalog, segmenter)
    published = Published(generation, catalog.meta("fingerprint") or "", vectors_file.name, lexical)
    write_by_rename(layout.published, json.dumps(asdict(published)).encode())
    for old in layout.index.glob("vectors-*.faiss"):
        if old != vectors_file:
            old.unlink()
    remove_other_folders(layout.lexical / lexical)
    return published


def lexical_name(segmenter: Segmenter) -> str:
    """The name of the folder of keyword indexes whose terms `segmenter` cuts."""
    return f"{segmenter.fingerprint}-{LEXICAL_VERSION}"


def is_cut_by(segmenter: Segmenter, published: Published) -> bool:
    """True if the terms of the published keyword indexes are those that `segmenter` cuts."""
    return published.lexical.partition(_ANEW)[0] == lexical_name(segmenter)


def forget_derived(layout: Layout) -> None:
    """Remove all that was derived from a catalog that is no more."""
    layout.published.unlink(missing_ok=True)
    shutil.rmtree(layout.lexical, ignore_errors=True)


def _is_whole(layout: Layout, published: Published, catalog: Catalog) -> bool:
    """True if what is published can be opened and has as many entries as it must."""
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


def _catch_up_lexical(layout: Layout, name: str, catalog: Catalog, segmenter: Segmenter) -> None:
    passages = Lexical.open_or_replace(layout.lexical / name / "passages")
    speeches = Lexical.open_or_replace(layout.lexical / name / "speeches")
    table = catalog.passages()
    # A speech goes by its first passage, whose id changes whenever the speech does.
    first_ids = np.sort(table.passage_id[table.ordinal == 0])
    held, held_first = passages.ids(), speeches.ids()
    gone, gone_first = np.setdiff1d(held, table.passage_id).tolist(), np.setdiff1d(held_first, first_ids).tolist()
    missing, missing_first = set(np.setdiff1d(table.passage_id, held)), set(np.setdiff1d(first_ids, held_first))
    if not (gone or gone_first or missing or missing_first):
        return
    with passages.writing(gone) as write_passage, speeches.writing(gone_first) as write_speech:
        for entries in _entries(catalog, table, missing | missing_first, segmenter):
            for entry in entries[:-1]:
                if entry.entry_id in missing:
                    write_passage(entry)
            if entries[-1].entry_id in missing_first:
                write_speech(entries[-1])


def _entries(catalog: Catalog, table: PassageTable, wanted: set[int], segmenter: Segmenter) -> Iterator[list[Entry]]:
    """For each speech with a wanted id the entries of its passages and, last, its own.

    The terms of a speech are those of its passages, which are cut only once: cutting is most of the work.
    """
    rows = _rows_by_speech(table)
    for number in np.unique(table.speech_no[np.isin(table.passage_id, list(wanted))]).tolist():
        speech = catalog.speech(number)
        if speech is not None:
            yield _entries_of(speech, number, table, rows[number], catalog.heading_paths(number), segmenter)


def _entries_of(
    speech: Speech,
    number: int,
    table: PassageTable,
    rows: list[int],
    paths: list[tuple[str, ...]],
    segmenter: Segmenter,
) -> list[Entry]:
    cut = cache(lambda text: terms(text, segmenter))
    entries = [
        Entry(
            int(table.passage_id[row]),
            number,
            body=cut(speech.text[table.start[row] : table.end[row]]),
            head=_joined(cut(part) for part in (speech.title, *path)),
        )
        for row, path in zip(rows, paths, strict=True)
    ]
    head = _joined(cut(part) for part in (speech.title, speech.occasion) if part)
    body = _joined(entry.body for entry in entries)
    return [*entries, Entry(entries[0].entry_id, number, body, head, lookup_characters(speech.text))]


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


def terms(text: str, segmenter: Segmenter) -> Terms:
    """The terms of `text`."""
    return Terms(segmenter.words(text), pairs(text))

"""All that is derived from the catalog, brought up to it and published: the tantivy indexes, and the FAISS file or, in
its place, a collection on a search server.

All hold passages by id, and ids are never used twice, so catching up is adding the ids that are missing and removing
those that are gone; a keyword index of which many are gone is written anew. A pointer file names what belongs together;
it appears by renaming, last.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStateError
from indexer.catalog import Catalog, PassageTable, is_another
from indexer.entries import entries
from indexer.id_sets import only_in
from indexer.layout import MARKED_UPLOADS, Layout
from indexer.passage_file import write_passages
from indexer.published import (
    Published,
    checksums_of,
    damaged_files,
    is_sound_by_itself,
    read_published,
    write_published,
)
from indexer.search.embedded.keywords import VERSION as LEXICAL_VERSION
from indexer.search.embedded.keywords import Lexical, remove_other_folders
from indexer.search.terms import Segmenter
from indexer.speech_file import write_speeches
from indexer.vector_collections import COLLECTIONS, ENGINE, damaged_collection, put_collection, tidy_servers
from indexer.vector_files import catch_up_vectors
from indexer.workers import Spread

log = logging.getLogger(__name__)

LINEAGE = "lineage"
"""Under which a catalog that was restored notes that its ids are not those of the catalog that was there before."""
SCALES = "scales"
"""Under which the catalog notes the scale of its model's cosines; an offline model's is known."""
MODEL_META = ("fingerprint", "model", "precision", "dimension", SCALES, MARKED_UPLOADS, LINEAGE, ENGINE, COLLECTIONS)
"""Under which the catalog notes its model, what searches, and what may be uploaded."""
_FILES = ("vectors", "passages", "speeches")
_GONE = 0.02
"""Share of a keyword index's entries up to which removed ones are still counted by BM25 (docs/decisions/0021)."""
_ANEW = "."  # in the name of a folder of keyword indexes, behind the terms' fingerprint: the generation it was made of


def publish(
    layout: Layout,
    catalog: Catalog,
    segmenter: Segmenter,
    spread: Spread = map,
    *,
    anew: bool = False,
    tolerated: float = _GONE,
) -> Published:
    """Bring vectors and keyword indexes up to the catalog and publish them. The caller holds the writer lock.

    Texts are cut into terms by `spread`. With `anew` nothing is taken over from what was published; nor of a catalog of
    another lineage: its ids are others. `tolerated` is the share of entries that may have been removed from a keyword
    index before it is written anew.
    """
    published_before = read_published(layout)
    before = None if anew or not is_of_lineage(published_before, catalog) else published_before
    generation, damaged = catalog.generation, _damaged(layout, before, catalog)
    if before and is_cut_by(segmenter, before):
        if before.generation == generation and before.speeches in before.files and not damaged:
            return before
        _drop_damaged(layout, before, damaged, cut_off=before.generation != generation)
    lexical, indexes = _indexes_to_write(layout, catalog, segmenter, before, tolerated, anew=before != published_before)
    reusable = _reusable(layout, before, damaged, catalog)
    path = _path_for_vectors(layout, generation, published_before)
    vectors = _put_vectors(layout, catalog, segmenter, before, reusable, path, anew=anew)
    names = [*vectors, *_put_columns(layout, catalog, before, damaged)]
    unchanged = {name for name in vectors if name != path.name}
    _catch_up_lexical(indexes, catalog, segmenter, spread)
    published = Published(
        generation,
        catalog.meta("fingerprint") or "",
        vectors[0],
        lexical,
        checksums_of(layout, names, lexical, before.files if before else {}, unchanged),
        catalog.checksums(),
        catalog.roots(),
        {key: value for key in MODEL_META if (value := catalog.meta(key)) is not None},
        tuple(vectors[1:]),
    )
    write_published(layout, published)
    _remove_older(layout, names)
    remove_other_folders(layout.lexical / lexical)
    tidy_servers(layout, catalog, published_before, published)
    return published


def _damaged(layout: Layout, before: Published | None, catalog: Catalog) -> list[str]:
    """The names of what is damaged of what was published `before`.

    Of what is known to be sound the files are not read through: that takes as long as a small change.
    """
    if before is None or catalog.goes_on:
        return []
    return [*damaged_files(layout, before), *damaged_collection(before, catalog)]


def _indexes_to_write(
    layout: Layout,
    catalog: Catalog,
    segmenter: Segmenter,
    before: Published | None,
    tolerated: float,
    *,
    anew: bool,
) -> tuple[str, tuple[Lexical, Lexical]]:
    """The name of the folder of the keyword indexes that are to be brought up to the catalog, and these.

    They are those published `before`, unless these are cut otherwise or outworn, or are to be made `anew`.
    """
    name = before.lexical if before and is_cut_by(segmenter, before) else lexical_name(segmenter)
    fresh = f"{lexical_name(segmenter)}{_ANEW}{catalog.generation}"
    if anew:
        return fresh, _keyword_indexes(layout.lexical / fresh)
    known = catalog.known_at(before.generation) if before and name == before.lexical else None
    indexes = _keyword_indexes(layout.lexical / name, known)
    if _are_outworn(indexes, catalog.passages(), tolerated):
        return fresh, _keyword_indexes(layout.lexical / fresh)
    return name, indexes


def _put_columns(layout: Layout, catalog: Catalog, before: Published | None, damaged: Sequence[str]) -> list[str]:
    """The names of the files of passages and of speeches, which are written where they are not there or `damaged`."""
    passages, speeches = layout.passages(catalog.generation), layout.speeches(catalog.generation)
    sound = set(before.files).difference(damaged) if before else ()
    if passages.name not in sound or speeches.name not in sound:
        write_passages(passages, catalog.passages(), catalog.embedded_ids())
        write_speeches(speeches, catalog.speech_columns())
    return [passages.name, speeches.name]


def _remove_older(layout: Layout, names: Sequence[str]) -> None:
    """Delete the files of older states, and the parts that killed builds left."""
    for old in (each for kind in _FILES for each in layout.index.glob(f"{kind}-*")):
        if old.name not in names:
            with suppress(PermissionError):  # on Windows not while it is read; the next publishing does it
                old.unlink()


def _path_for_vectors(layout: Layout, generation: int, published: Published | None) -> Path:
    """The path for new vectors of `generation`: of no file that is published, which readers may have mapped."""
    taken = published.vector_files if published else ()
    return next(path for number in count(generation) if (path := layout.vectors(number)).name not in taken)


def _put_vectors(
    layout: Layout,
    catalog: Catalog,
    segmenter: Segmenter,
    before: Published | None,
    reusable: Sequence[Path],
    path: Path,
    *,
    anew: bool,
) -> list[str]:
    """The names of what holds the vectors of the catalog now: of files, of which `path` may be new, or a collection.

    :raises EngineError: if they are to be on a search server, and it cannot be written.
    """
    if catalog.meta(ENGINE):
        lineage, older = catalog.meta(LINEAGE) or "", before.collection if before else None
        return [put_collection(layout, catalog, segmenter, lineage, before=older, anew=anew)]
    return [each.name for each in catch_up_vectors(catalog, reusable, path)]


def _keyword_indexes(folder: Path, known: PassageTable | None = None) -> tuple[Lexical, Lexical]:
    """The keyword indexes in `folder`, of passages and of speeches; empty where there are none, or damaged ones.

    `known` are the passages that they hold, where that is known.
    """
    passages, speeches = _ids_of_entries(known) if known else (None, None)
    return Lexical.open_or_replace(folder / "passages", passages), Lexical.open_or_replace(
        folder / "speeches", speeches
    )


def _are_outworn(indexes: tuple[Lexical, Lexical], table: PassageTable, tolerated: float) -> bool:
    """True if more than this share of the entries of one of the keyword indexes were removed, or are to be.

    tantivy keeps the terms of what was removed until it merges the segment that they are in, and cannot be told to.
    BM25 counts them till then.
    """
    return any(
        index.removed + len(only_in(index.ids(), ids)) > tolerated * (len(index) + index.removed)
        for index, ids in zip(indexes, _ids_of_entries(table), strict=True)
    )


def _ids_of_entries(table: PassageTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids of the entries of both keyword indexes.

    A speech goes by its first passage, whose id changes whenever the speech does.
    """
    return table.passage_id, table.passage_id[table.ordinal == 0]


def _drop_damaged(layout: Layout, before: Published, damaged: Sequence[str], *, cut_off: bool) -> None:
    """Delete the keyword indexes of which a file is damaged; they are made anew from the catalog.

    After a build that was `cut_off` they may be newer than what was published: then files may be gone, and what tantivy
    itself notes of the others has to be right.
    """
    for part in ("passages", "speeches"):
        folder = layout.lexical / before.lexical / part
        mine = [name for name in damaged if (layout.index / name).parent == folder]
        if mine and not (cut_off and is_sound_by_itself(folder, mine)):
            log.warning("The search by words is being prepared again. Nothing in the library is lost.")
            log.info("The keyword index in %s is damaged and made anew: %s", folder, ", ".join(mine))
            shutil.rmtree(folder, ignore_errors=True)


def lexical_name(segmenter: Segmenter) -> str:
    """The name of the folder of keyword indexes whose terms `segmenter` cuts."""
    return f"{segmenter.fingerprint}-{LEXICAL_VERSION}"


def is_cut_by(segmenter: Segmenter, published: Published) -> bool:
    """True if the terms of the published keyword indexes are those that `segmenter` cuts."""
    return published.lexical.partition(_ANEW)[0] == lexical_name(segmenter)


def is_of_lineage(published: Published | None, catalog: Catalog) -> bool:
    """True if the ids of what is published are those of the catalog."""
    return published is None or published.meta.get(LINEAGE) == catalog.meta(LINEAGE)


def damaged_tables(catalog: Catalog, published: Published) -> list[str]:
    """The tables of the catalog that differ from what was published of its generation; none of another one."""
    if published.generation != catalog.generation or not published.tables:
        return []
    now = catalog.checksums()
    return [table for table, noted in published.tables.items() if is_another(now.get(table), noted)]


def refuse_emptied(layout: Layout) -> None:
    """Let nothing be made of a catalog whose file has nothing in it any more, though something was published of it.

    :raises IndexStateError: index_damaged.
    """
    if not layout.catalog.is_file() or not layout.published.is_file():
        return
    if (size := layout.catalog.stat().st_size) <= 1:  # SQLite takes one byte for none
        raise IndexStateError("index_damaged", index=layout.index, reason=f"{layout.catalog.name}: {size}")


def forget_derived(layout: Layout) -> None:
    """Remove all that was derived from a catalog that is no more."""
    layout.published.unlink(missing_ok=True)
    shutil.rmtree(layout.lexical, ignore_errors=True)


def _reusable(layout: Layout, before: Published | None, damaged: Sequence[str], catalog: Catalog) -> list[Path]:
    """The files of vectors of the state `before` that are sound and of the model of the catalog."""
    if before is None or before.fingerprint != catalog.meta("fingerprint"):
        return []
    return [layout.index / name for name in before.vector_files if name not in damaged]


def _catch_up_lexical(indexes: tuple[Lexical, Lexical], catalog: Catalog, segmenter: Segmenter, spread: Spread) -> None:
    table, (passages, speeches) = catalog.passages(), indexes
    (missing, gone), (missing_first, gone_first) = (
        (set(only_in(ids, index.ids()).tolist()), only_in(index.ids(), ids).tolist())
        for index, ids in zip(indexes, _ids_of_entries(table), strict=True)
    )
    if not (missing or missing_first or gone or gone_first):
        return
    with passages.writing(gone) as write_passage, speeches.writing(gone_first) as write_speech:
        for of_speech in entries(catalog, table, missing | missing_first, segmenter, spread):
            for entry in of_speech[:-1]:
                if entry.entry_id in missing:
                    write_passage(entry)
            if of_speech[-1].entry_id in missing_first:
                write_speech(of_speech[-1])

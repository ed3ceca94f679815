"""The files of vectors of a state: brought up to the catalog, and opened.

Below CODED_FROM vectors they are one FAISS file, searched by working out all inner products. From there on they are
segments (`indexer.search.embedded.segment`), whose codes have the mean of some vectors for their centre: those of the
texts with the lowest digests when the library passed that size, and again whenever it has doubled.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.id_sets import only_in
from indexer.search.embedded.coded import CodedVectors, catch_up
from indexer.search.embedded.segment import is_segment
from indexer.search.embedded.vectors import Vectors

log = logging.getLogger(__name__)

CODED_FROM = 50_000
"""Vectors from which they are found by their codes: half of them are searched flat in 2 ms."""
_FOR_THE_CENTRE = 4096  # vectors; their mean lies within a hundredth of that of all


def open_vectors(paths: Sequence[Path], ids: NDArray[np.int64]) -> Vectors | CodedVectors:
    """The vectors in the files at `paths`; of segments those under `ids`, the others have been removed.

    :raises OSError: if a file can't be read or is none of vectors.
    """
    return CodedVectors.open(paths, ids) if is_segment(paths[0]) else Vectors.load(paths[0])


def catch_up_vectors(catalog: Catalog, before: Sequence[Path], path: Path) -> list[Path]:
    """The files that hold the vectors of `catalog`; `path`, none of those `before`, is the only one that is written.

    `before` are those of an older state of this catalog, with vectors of the same model.
    """
    ids = catalog.embedded_ids()
    before = [each for each in before if _is_readable(each)]
    if len(ids) < CODED_FROM:
        return [_written_flat(catalog, [each for each in before if not is_segment(each)], path, ids)]
    centred = CODED_FROM << (len(ids) // CODED_FROM).bit_length() - 1
    return catch_up(
        [each for each in before if is_segment(each)],
        path,
        ids,
        centred,
        lambda: catalog.sample_of_vectors(_FOR_THE_CENTRE).mean(axis=0),
        lambda some: catalog.vectors(some.tolist())[1],
    )


def _tell_of_renewal(cause: OSError) -> None:
    """Say it to whoever started the program in words of theirs; the cause is for whoever looks for it."""
    log.warning("The search by meaning is being prepared again. Nothing in the library is lost.")
    log.info("The vector file is written anew: %s", cause)


def _is_readable(path: Path) -> bool:
    try:
        is_segment(path)
    except OSError as exc:
        _tell_of_renewal(exc)
        return False
    return True


def _written_flat(catalog: Catalog, before: Sequence[Path], path: Path, ids: NDArray[np.int64]) -> Path:
    """The file with the vectors under `ids`: one of `before` that holds just these, or `path`, which is written."""
    dimension = int(catalog.meta("dimension") or 1)
    vectors = Vectors(dimension)
    for each in before:
        try:
            loaded = Vectors.load(each)
        except OSError as exc:
            _tell_of_renewal(exc)
            continue
        if loaded.dimension == dimension:
            if np.array_equal(loaded.ids(), ids):
                return each
            vectors = loaded
    held = vectors.ids()
    vectors.remove(only_in(held, ids))
    missing = only_in(ids, held)
    if len(missing):
        vectors.add(*catalog.vectors(missing.tolist()))
    vectors.save(path)
    return path

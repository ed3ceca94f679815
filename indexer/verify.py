"""An index checked against itself: catalog, vectors and keyword indexes must tell the same story."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from corpus import Speech, passages
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.lexical import Lexical
from indexer.publish import read_published
from indexer.vectors import Vectors


def verify(layout: Layout) -> list[str]:
    """What is wrong with the index, a line each; empty when nothing is.

    :raises IndexStateError: if there is no index.
    """
    with Catalog.open_for_reading(layout.catalog) as catalog:
        return [*catalog.check(), *_speeches(catalog), *_derived(layout, catalog)]


def _speeches(catalog: Catalog) -> list[str]:
    table = catalog.passages()
    problems = []
    for number in catalog.speeches():
        speech = catalog.speech(number)
        mine = table.speech_no == number
        spans = sorted(zip(table.start[mine].tolist(), table.end[mine].tolist(), strict=True))
        if speech is not None and spans != _expected(speech):
            problems.append(f"{speech.speech_id}: its passages are not those of its text")
    return problems


def _expected(speech: Speech) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in passages(speech.text, speech.speech_id)]


def _derived(layout: Layout, catalog: Catalog) -> list[str]:
    published = read_published(layout)
    if published is None:
        return ["nothing is published: run a build"]
    problems = []
    if published.generation != catalog.generation:
        problems.append(f"published is generation {published.generation}, the catalog is at {catalog.generation}")
    table = catalog.passages()
    folder = layout.lexical / published.lexical
    embedded = catalog.embedded_ids()
    first = np.sort(table.passage_id[table.ordinal == 0])
    checks: tuple[tuple[str, Callable[[], NDArray[np.int64]], NDArray[np.int64]], ...] = (
        ("vectors", lambda: Vectors.load(layout.index / published.vectors).ids(), embedded),
        ("keyword index of passages", lambda: Lexical(folder / "passages").ids(), table.passage_id),
        ("keyword index of speeches", lambda: Lexical(folder / "speeches").ids(), first),
    )
    for name, ids, expected in checks:
        try:
            held = ids()
        except (OSError, ValueError) as exc:
            problems.append(f"{name}: cannot be opened ({exc}); a build makes it anew")
            continue
        if not np.array_equal(held, expected):
            missing, extra = len(np.setdiff1d(expected, held)), len(np.setdiff1d(held, expected))
            problems.append(f"{name}: {missing} missing, {extra} too many")
    if len(embedded) < len(table.passage_id):
        problems.append(f"{len(table.passage_id) - len(embedded)} passages have no embedding: run a build")
    return problems

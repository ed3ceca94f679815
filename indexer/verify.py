"""An index checked against itself: catalog, vectors and keyword indexes must tell the same story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import Speech, passages, say
from corpus.errors import EngineError, IndexStateError
from indexer.catalog import Catalog, PassageTable, row_errors
from indexer.id_sets import only_in
from indexer.json_lines import read_lines
from indexer.layout import Layout
from indexer.publish import damaged_tables, refuse_emptied
from indexer.published import Published, damaged_files, read_published
from indexer.search.embedded.keywords import Lexical
from indexer.search.milvus.client import server_of
from indexer.search.milvus.writing import held_ids
from indexer.vector_collections import ENGINE
from indexer.vector_files import open_vectors


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with an index: `code` and `particulars` of its sentence.

    `part` is what it is about: "" for the catalog, else "vectors", "passages" or "speeches" (the keyword indexes).
    """

    code: str
    particulars: Mapping[str, object] = field(hash=False)
    part: str = ""

    def sentence(self, language: str, index: Path) -> str:
        """The fault of the index in the folder `index` and its remedy as a sentence, in `language` ("zh" or "en")."""
        named = {"part": say(f"verify_part_{self.part}", language)} if self.part else {}
        return say(self.code, language, index=index, **self.particulars, **named)


def verify(layout: Layout) -> list[Problem]:
    """The faults of the index; empty when there are none.

    :raises IndexStateError: if there is no index, or it cannot be read at all.
    """
    found = list(_lines(layout))
    try:
        refuse_emptied(layout)
        with Catalog.open_for_reading(layout.catalog) as catalog, row_errors(layout.index):
            for check in (_catalog, _speeches, partial(_derived, layout)):
                found += check(catalog)
    except IndexStateError as error:
        if error.code != "index_damaged":
            raise
        found.append(Problem("verify_catalog", {"reason": error.particulars["reason"]}))
    return list(dict.fromkeys(found))


def _lines(layout: Layout) -> Iterator[Problem]:
    """The first damaged line of each file that people's words are kept in."""
    for path in (layout.edits, layout.feedback):
        try:
            read_lines(path, "verify_lines")
        except IndexStateError as error:
            yield Problem(error.code, error.particulars)


def _catalog(catalog: Catalog) -> Iterator[Problem]:
    for reason in catalog.check():
        yield Problem("verify_catalog", {"reason": reason})


def _speeches(catalog: Catalog) -> Iterator[Problem]:
    damaged = catalog.damaged()
    for each in damaged.speeches:
        yield Problem("verify_text", {"file": f"{each.root}/{each.path}"})
    if damaged.embeddings:
        yield Problem("verify_embeddings", {"count": len(damaged.embeddings)})
    numbers = {each.speech_no for each in damaged.speeches}
    table = catalog.passages()
    for number in catalog.speeches().keys() - numbers:
        speech = catalog.speech(number)
        mine = table.speech_no == number
        spans = sorted(zip(table.start[mine].tolist(), table.end[mine].tolist(), strict=True))
        if speech is not None and spans != _expected(speech):
            yield Problem("verify_passages", {"speech": speech.speech_id})
    try:
        catalog.family_members()
        if catalog.wordings.differing():
            yield Problem("verify_table", {"table": "wordings"})
    except IndexStateError as error:
        yield Problem("verify_table", {"table": error.particulars["reason"]})


def _expected(speech: Speech) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in passages(speech.text, speech.speech_id)]


def _derived(layout: Layout, catalog: Catalog) -> Iterator[Problem]:
    published, generation = read_published(layout), catalog.generation
    if published is None:
        yield Problem("verify_unpublished", {})
        return
    if published.generation != generation:
        yield Problem("verify_behind", {"published": published.generation, "catalog": generation})
    for name in damaged_tables(catalog, published):
        yield Problem("verify_table", {"table": name})
    damaged = damaged_files(layout, published) if published.generation == generation else []
    for name in damaged:
        yield Problem("verify_file", {"file": name})
    table, embedded = catalog.passages(), catalog.embedded_ids()
    for part, ids, expected in _parts(layout, published, table, embedded):
        if any(part in name for name in damaged):
            continue
        try:
            held = ids()
        except (EngineError, OSError, ValueError) as exc:
            yield Problem("verify_unreadable", {"reason": exc}, part)
            continue
        if not np.array_equal(held, expected):
            missing, extra = len(only_in(expected, held)), len(only_in(held, expected))
            yield Problem("verify_differs", {"missing": missing, "extra": extra}, part)
    if len(embedded) < len(table.passage_id):
        yield Problem("verify_pending", {"count": len(table.passage_id) - len(embedded)})


def _parts(
    layout: Layout, published: Published, table: PassageTable, embedded: NDArray[np.int64]
) -> tuple[tuple[str, Callable[[], NDArray[np.int64]], NDArray[np.int64]], ...]:
    """Each part that is derived from the catalog, what gives the ids that it holds, and those that it should hold."""
    folder = layout.lexical / published.lexical
    first = np.sort(table.passage_id[table.ordinal == 0])
    return (
        ("vectors", lambda: _vector_ids(layout, published, embedded), embedded),
        ("passages", lambda: Lexical.open_to_read(folder / "passages").ids(), table.passage_id),
        ("speeches", lambda: Lexical.open_to_read(folder / "speeches").ids(), first),
    )


def _vector_ids(layout: Layout, published: Published, embedded: NDArray[np.int64]) -> NDArray[np.int64]:
    if published.collection:
        return held_ids(server_of(published.meta[ENGINE]), published.collection)
    return open_vectors([layout.index / name for name in published.vector_files], embedded).ids()

"""An index checked against itself: catalog, vectors and keyword indexes must tell the same story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Speech, passages, say
from indexer.catalog import Catalog, PassageTable
from indexer.layout import Layout
from indexer.publish import Published, read_published
from indexer.search.embedded.keywords import Lexical
from indexer.search.embedded.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with an index: `code` and `particulars` of its sentence.

    `part` is what it is about: "" for the catalog, else "vectors", "passages" or "speeches" (the keyword indexes).
    """

    code: str
    particulars: Mapping[str, object]
    part: str = ""

    def sentence(self, language: str) -> str:
        """The fault and its remedy as a sentence, in `language` ("zh" or "en")."""
        named = {"part": say(f"verify_part_{self.part}", language)} if self.part else {}
        return say(self.code, language, **self.particulars, **named)


def verify(layout: Layout) -> list[Problem]:
    """The faults of the index; empty when there are none.

    :raises IndexStateError: if there is no index.
    """
    with Catalog.open_for_reading(layout.catalog) as catalog:
        return [*_catalog(catalog), *_speeches(catalog), *_derived(layout, catalog)]


def _catalog(catalog: Catalog) -> Iterator[Problem]:
    for reason in catalog.check():
        yield Problem("verify_catalog", {"reason": reason})


def _speeches(catalog: Catalog) -> Iterator[Problem]:
    table = catalog.passages()
    for number in catalog.speeches():
        speech = catalog.speech(number)
        mine = table.speech_no == number
        spans = sorted(zip(table.start[mine].tolist(), table.end[mine].tolist(), strict=True))
        if speech is not None and spans != _expected(speech):
            yield Problem("verify_passages", {"speech": speech.speech_id})


def _expected(speech: Speech) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in passages(speech.text, speech.speech_id)]


def _derived(layout: Layout, catalog: Catalog) -> Iterator[Problem]:
    published, generation = read_published(layout), catalog.generation
    if published is None:
        yield Problem("verify_unpublished", {})
        return
    if published.generation != generation:
        yield Problem("verify_behind", {"published": published.generation, "catalog": generation})
    table, embedded = catalog.passages(), catalog.embedded_ids()
    for part, ids, expected in _parts(layout, published, table, embedded):
        try:
            held = ids()
        except (OSError, ValueError) as exc:
            yield Problem("verify_unreadable", {"reason": exc}, part)
            continue
        if not np.array_equal(held, expected):
            missing, extra = len(np.setdiff1d(expected, held)), len(np.setdiff1d(held, expected))
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
        ("vectors", lambda: Vectors.load(layout.index / published.vectors).ids(), embedded),
        ("passages", lambda: Lexical(folder / "passages").ids(), table.passage_id),
        ("speeches", lambda: Lexical(folder / "speeches").ids(), first),
    )

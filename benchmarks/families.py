"""The time to find the families of a whole index, and to look them up."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from benchmarks.clock import seconds
from indexer.catalog import Catalog
from indexer.families import update_families
from indexer.layout import Layout
from retriever.opened import OpenedIndex
from retriever.phrasing.families import find_families

_LOOKED_UP = 200
_SHOWN = 3
_SEED = 5


def stage_seconds(index: Path) -> float:
    """The seconds of the stage of a build that finds all families of the index, after they were removed from it."""
    with Catalog.open_for_writing(Layout(index).catalog) as catalog:
        with catalog.change():
            catalog.wordings.forget()
            catalog.set_meta("families", "")
        return seconds(update_families, catalog)


def print_lookups(index: Path) -> None:
    """Print how many families the index has, and how long it takes to show those that fit fragments of its texts."""
    opened = OpenedIndex.open(index)
    families = opened.snapshot.families.families
    print(f"\n{len(families)} families; the most recurring in {families[0].speeches} speeches")
    chance = random.Random(_SEED)
    wordings = [chance.choice(family.members).folded for family in chance.choices(families, k=_LOOKED_UP)]
    fragments = [wording[: chance.randint(4, len(wording))] for wording in wordings]
    for fragment in fragments[:20]:  # the texts are read from the disk once
        find_families(opened, fragment, _SHOWN)
    taken = [seconds(find_families, opened, fragment, _SHOWN) * 1000 for fragment in fragments]
    p50, p95 = np.percentile(taken, [50, 95])
    print(f"the first {_SHOWN} that fit a fragment: p50 {p50:.1f} ms, p95 {p95:.1f} ms, longest {max(taken):.1f} ms")
    opened.close()

"""The scale of a model's cosines, and that an index notes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.encoder import Vectors, measured_scales, note_of_scales, noted_scales
from indexer.layout import Layout
from indexer.publish import SCALES
from tests.conftest import PairEncoder, build_with_pairs


def test_what_belongs_together_lies_nearer_than_what_does_not() -> None:
    scales = measured_scales(PairEncoder())
    assert set(scales) == {(each, language) for each in ("answers", "rewordings") for language in ("zh", "en")}
    assert all(scale.together > scale.apart for scale in scales.values())


def test_texts_that_all_lie_as_near_have_no_spread() -> None:
    class Flat(PairEncoder):
        def _vector(self, text: str) -> Vectors:
            return np.eye(1, self.dimension, dtype=np.float32)[0]

    for scale in measured_scales(Flat()).values():
        assert (scale.together, scale.apart, scale.spread) == (pytest.approx(1), pytest.approx(1), pytest.approx(0))


def test_a_note_is_kept_as_long_as_the_model_is_the_same() -> None:
    note = note_of_scales(PairEncoder("pairs/1"), None)
    assert noted_scales(note) == measured_scales(PairEncoder("pairs/1"))
    assert note_of_scales(PairEncoder("pairs/1"), note) is note
    assert note_of_scales(PairEncoder("pairs/2"), note) != note


def test_an_index_of_an_older_version_gains_the_scales_with_its_next_build(library: Path, tmp_path: Path) -> None:
    index, encoder = tmp_path / "index", PairEncoder()
    build_with_pairs(library, index)
    with Catalog.open_for_writing(Layout(index).catalog) as catalog, catalog.change():
        catalog.set_meta(SCALES, "")
    assert build_with_pairs(library, index, encoder=encoder).embedded == 0
    with Catalog.open_for_writing(Layout(index).catalog) as catalog:
        assert noted_scales(catalog.meta(SCALES) or "") == measured_scales(encoder)

"""In how many speeches a wording stands word for word: counted in full, not among the nearest passages only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus import fold_plain
from retriever.opened import OpenedIndex
from retriever.types import Query
from retriever.understanding.manner import is_wording


def verbatim(index: OpenedIndex, query: Query, among: NDArray[np.int64] | None) -> int | None:
    """How many of the speeches `among` hold what `query` quotes or looks up; None for a question that does neither.

    The versions of one speech count once. Only the index is asked, so that a frequent wording costs no reading.
    """
    phrases = _looked_up(query)
    if not phrases:
        return None
    holding = np.unique(np.concatenate([index.search.phrase_speeches(fold_plain(phrase)) for phrase in phrases]))
    if among is not None:
        holding = np.intersect1d(holding, among)
    return len({index.snapshot.versions.front(number) for number in holding.tolist()})


def _looked_up(query: Query) -> tuple[str, ...]:
    fragment = query.mode in ("wording", "passages") and is_wording(query.subject)
    return query.phrases or ((query.subject,) if fragment else ())

"""The places that a library tells apart: by the titles, occasions, offices and folders of its speeches."""

from __future__ import annotations

import numpy as np

from corpus.fold import fold_plain
from corpus.language.places import PROVINCES, names_place, provinces_in, short_name
from retriever.known import TELLING_PLACE, Known, Mask


def as_place(text: str, known: Known) -> str | None:
    """The place that the whole of `text` names, a province or one that the speeches tell, else None.

    Several provinces in a row come with commas between.
    """
    name = fold_plain(text)
    if short_name(name) in PROVINCES or name in known.places:
        return text
    return ",".join(provinces_in(name)) or None


def as_plain_place(text: str, known: Known) -> str | None:
    """The place that `text` is where it stands by itself: a province, or one of the library with its kind (松口县)."""
    name = fold_plain(text)
    is_plain = short_name(name) in PROVINCES or (short_name(name) != name and name in known.places)
    return text if is_plain else None


def last_of_places(known: Known) -> frozenset[str]:
    """The last characters of the names of all places that the library tells."""
    return frozenset(name[-1] for name in known.places)


def of_place(place: str, known: Known) -> Mask:
    """The speeches that name `place` in one of the fields that tell where a speech is from."""
    told = names_place(fold_plain(place))
    mask: Mask = np.any([known.where_folded(field, told) for field in TELLING_PLACE], axis=0)
    return mask

"""The filters of the library: the bar that its views have, and the speeches that pass what is set in it.

Unlike the filters of other pages they can also ask for speeches of which something is not known.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from corpus import reading_order
from corpus.fields import FIELDS
from corpus.language.dates import parse_date
from indexer.library.listing import Listing, Mask, Wanted, passing_rows
from retriever.filters import normal_filters
from retriever.narrowed import narrowed_to
from retriever.opened import OpenedIndex
from ui.filter_bar import FilterBar, filter_bar
from ui.in_words import value_in_words
from ui.library.request import LibraryRequest, folder_value, place_of
from ui.page_request import NOT_KNOWN, TIMES, PageRequest

_TYPED = tuple(field.name for field in FIELDS if field.narrows and not field.choices)
_CHOSEN = tuple(field.name for field in FIELDS if field.narrows and field.choices)
_FILTERS = ("year", *_TYPED, "folder", *_CHOSEN, "language")


def bar(library: LibraryRequest) -> FilterBar:
    """The filter bar of a view, each value with the number of speeches that have it."""
    return filter_bar(library.request, {name: _options(library, name) for name in _FILTERS})


def wanted(request: PageRequest) -> Wanted:
    """The rows that pass the filters of the address.

    :raises QueryError: if a date is none.
    """
    folder, dates = request.value("folder"), [request.value(name) for name in ("year", *TIMES)]
    filters = {
        name: tuple(_known(value) for value in request.values(name) if value.strip())
        for name in (*_TYPED, *_CHOSEN)
        if request.value(name)
    }
    if NOT_KNOWN in dates:
        filters["date"] = (None,)
    limits = normal_filters(request.filters)
    root, inside = place_of(folder) if folder else (None, None)
    return Wanted(
        filters=filters,
        title=limits.title or "",
        language=limits.language,
        year=limits.year,
        first=parse_date(limits.date_from) if limits.date_from else None,
        last=parse_date(limits.date_to) if limits.date_to else None,
        root=root,
        folder=inside,
    )


def passing(library: LibraryRequest) -> Mask:
    """The speeches that pass the filters of the address, removed ones too; all where none is set."""
    if not library.is_filtered:
        return np.ones(len(library.listing), dtype=np.bool_)
    return passing_rows(library.request.snapshot, wanted(library.request))


def narrowed(library: LibraryRequest) -> OpenedIndex:
    """The state of the index as though it held only the speeches that pass the filters of the address."""
    if not library.is_filtered:
        return library.request.index
    return narrowed_to(library.request.index, library.listing.numbers[passing(library)])


def folders(library: LibraryRequest) -> list[tuple[str, str, int]]:
    """The folders that hold speeches, each as (value, in words, number of speeches)."""
    held = [(folder_value(each.root, each.folder), each.speeches) for each in library.listing.folders]
    return [(value, _folder_in_words(library, value), count) for value, count in held]


def choices(listing: Listing, name: str) -> list[tuple[str, int]]:
    """The values of a filter, except that of folders, with their numbers of rows: the most frequent, or newest, first.

    NOT_KNOWN stands last, if there is anything of which it is not known.
    """
    counts = listing.counts(name)
    known = [(str(value), count) for value, count in counts.items() if value is not None]
    if name == "year":
        known.sort(reverse=True)
    else:
        known.sort(key=lambda one: (-one[1], reading_order(one[0])))
    return [*known, (NOT_KNOWN, counts[None])] if None in counts else known


def _options(library: LibraryRequest, name: str) -> list[tuple[str, str]]:
    """The values that a filter can be set to, each with how many rows have it."""
    known = folders(library) if name == "folder" else _values(library, name)
    if name == "language" and len(known) < 2:  # nothing to choose where all are alike
        return []
    return [(value, library.say("option", value=said, count=count)) for value, said, count in known]


def _values(library: LibraryRequest, name: str) -> list[tuple[str, str, int]]:
    in_words = partial(value_in_words, words=library.words) if name == "language" else library.value_in_words
    return [(value, in_words(name, value), count) for value, count in choices(library.listing, name)]


def _folder_in_words(library: LibraryRequest, value: str) -> str:
    root, folder = place_of(value)
    if folder:
        return library.file_in_words(root, folder)
    return library.say("whole_root", root=library.root_in_words(root))


def _known(value: str) -> str | None:
    return None if value == NOT_KNOWN else value

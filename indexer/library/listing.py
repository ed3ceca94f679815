"""All speeches with what people stated since the last build: searched, filtered and sorted as the table shows them.

A snapshot never changes. What people state since it was built changes few speeches, so only those are made anew; what
was gathered goes when the snapshot goes. All of it is in columns, and of speeches only those are read that are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from operator import eq
from pathlib import PurePosixPath
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate, SpeechFacts, fold_plain, reading_order
from corpus.errors import QueryError
from corpus.fields import EDITED, FIELDS, text_of, value_of
from corpus.language.meetings import is_same_meeting
from corpus.language.spellings import SPELLED, keys_of, shown_by_spelling
from corpus.metadata.edits import Values
from corpus.metadata.stated import normal_name
from indexer.files import edits_taken_in
from indexer.layout import Layout
from indexer.library.edit_log import EditLog, File, read_log
from indexer.snapshot import Snapshot, once
from indexer.speech_table import Column, SpeechTable
from indexer.versions import Versions

SORTS = (*EDITED, "path", "characters")

Mask: TypeAlias = NDArray[np.bool_]
"""True for some of the speeches: shape (speeches,), by number."""
Places: TypeAlias = NDArray[np.intp]
"""Some of the speeches, each as how many come before it by number."""

_SEARCHED = (*(field.name for field in FIELDS if not field.choices), "path")
_READ_ALOUD = (*(field.name for field in FIELDS if field.is_text), "path")
_FURTHER = ("path", "speech_id", "inferred.date.origin", "inferred.date.against")


@dataclass(frozen=True, slots=True)
class Row:
    """A speech as the table shows it, with what was stated about it since the last build.

    `stated` are the names of the fields that people stated, about it or its folders; `withdrawn` of those that they
    took back since: the speech has them as they were stated until the next build reads its file again. `waiting` says
    that a build has yet to take in any of that, `removed` that the speech will be gone. `versions` are the speech_ids
    of all its versions, the one that counts first; `pending` counts passages that have no vector yet.
    """

    speech: SpeechFacts
    characters: int
    stated: frozenset[str]
    waiting: bool
    removed: bool
    versions: tuple[str, ...]
    pending: int
    withdrawn: frozenset[str]


@dataclass(frozen=True, slots=True)
class DateReason:
    """The kind of place that an inferred date was read from, and True if the date of another one contradicts it."""

    found_in: str
    is_contradicted: bool


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a root ("" is the root itself), its speeches at any depth, counted, and what is stated of it."""

    root: str
    folder: str
    speeches: int
    stated: Values


@dataclass(frozen=True, slots=True)
class Wanted:
    """A choice of rows and their order. `text` is searched in all fields: each word of it must be found in one of them.

    A field in `filters` must have that value, or one of several, in whatever spelling; None stands for speeches without
    one. `title` is a part of the title. The date must be one that can lie between `first` and `last`. `folder` takes
    those below it too.
    """

    text: str = ""
    filters: Mapping[str, str | tuple[str | None, ...] | None] | None = None
    title: str = ""
    language: str | None = None
    year: int | None = None
    first: PartialDate | None = None
    last: PartialDate | None = None
    root: str | None = None
    folder: str | None = None
    inferred_date: bool = False
    sort: str = "date"
    descending: bool = True
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and the number of all that are wanted."""

    rows: tuple[Row, ...]
    total: int


# --- what the index has ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Built:
    """All speeches as the index has them; `pending` are numbers of passages without a vector, by speech number."""

    speeches: SpeechTable
    columns: Mapping[str, Column]
    pending: Mapping[int, int]
    versions: Versions

    @cached_property
    def files(self) -> Sequence[File]:
        """The file of each speech, by its normal name."""
        return [(root, normal_name(path)) for root, path in self.told("root", "path")]

    @cached_property
    def by_path(self) -> NDArray[np.int64]:
        """The place of each speech in the order of roots and paths."""
        named = list(self.told("root", "path", "speech_id"))
        order = sorted(range(len(named)), key=named.__getitem__)
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        return ranks

    def told(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The values in the columns with these `names` of each speech."""
        columns = (self.columns[name] for name in names)
        return zip(*([column.values[place] for place in column.places.tolist()] for column in columns), strict=True)

    def row(self, place: int, speech: SpeechFacts) -> Row:
        """The row of the speech at `place`, of which nothing was stated since."""
        number = int(self.speeches.numbers[place])
        characters, ids = self.columns["characters"], self.columns["speech_id"]
        members = self.speeches.rows(np.array(self.versions.members(number), dtype=np.int64))
        versions = tuple(ids.values[each] for each in ids.places[members].tolist())
        length = characters.values[characters.places[place]]
        return Row(speech, length, frozenset(), False, False, versions, self.pending.get(number, 0), frozenset())


@once
def _built(snapshot: Snapshot) -> _Built:
    speeches, lengths = snapshot.speeches(), snapshot.lengths()
    path, speech_id, found_in, against = snapshot.stated(*_FURTHER)
    reasons = zip(*([c.values[place] for place in c.places.tolist()] for c in (found_in, against)), strict=True)
    columns = {
        **speeches.columns,
        "path": path,
        "speech_id": speech_id,
        "inferred_date": Column.of([DateReason(kind, bool(other)) if kind else None for kind, other in reasons]),
        "characters": Column.of([lengths[number] for number in speeches]),
    }
    return _Built(speeches, columns, snapshot.pending(), snapshot.versions)


# --- with what was stated since --------------------------------------------------------------------------------


class Listing:
    """All speeches, by number, with what `log` says about them; `changed` are the rows that it says anything about, by
    their places.
    """

    def __init__(self, log: EditLog, built: _Built, changed: Mapping[int, Row]) -> None:
        self.log = log
        self._built, self._changed = built, changed
        self._orders: dict[tuple[str, bool], Places] = {}
        self._counts: dict[str, Mapping[Any, int]] = {}
        self._spellings: dict[str, Mapping[str, int]] = {}
        self._folded: dict[str, tuple[str, ...]] = {}

    # --- rows ---------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """The number of all rows."""
        return len(self._built.speeches)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self.rows_at(np.arange(len(self)))

    @property
    def present(self) -> tuple[Row, ...]:
        """The rows that were not removed."""
        return self.rows_at(np.flatnonzero(~self.removed))

    def rows_at(self, places: Places) -> tuple[Row, ...]:
        """The rows at `places`, in their order."""
        unchanged = [place for place in places.tolist() if place not in self._changed]
        numbers = self._built.speeches.numbers[unchanged].tolist()
        speeches = self._built.speeches.read(numbers)
        read = {place: speeches[number] for place, number in zip(unchanged, numbers, strict=True)}
        return tuple(
            self._built.row(place, read[place]) if place in read else self._changed[place] for place in places.tolist()
        )

    def rows_of(self, speech_ids: Iterable[str]) -> dict[str, Row]:
        """The rows of the speeches with these ids, by id."""
        places = np.array([self._place_of[each] for each in speech_ids], dtype=np.intp)
        return {row.speech.speech_id: row for row in self.rows_at(places)}

    @cached_property
    def _place_of(self) -> Mapping[str, int]:
        return {speech_id: place for place, (speech_id,) in enumerate(self._built.told("speech_id"))}

    def now(self, speech: SpeechFacts) -> SpeechFacts:
        """A speech that the index has, with what was stated about it since the last build."""
        return self._changed_speeches.get(speech.speech_id, speech)

    @cached_property
    def _changed_speeches(self) -> Mapping[str, SpeechFacts]:
        return {row.speech.speech_id: row.speech for row in self._changed.values()}

    # --- columns ------------------------------------------------------------------------------------------------

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of all speeches, ascending."""
        return self._built.speeches.numbers

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns of what is known of all speeches by their fields, besides path, speech_id, characters, the year
        and why a date is inferred.
        """
        columns = self._built.columns
        return {name: column.with_values(self._stated(name)) for name, column in columns.items()}

    def _stated(self, name: str) -> dict[int, Any]:
        """The values of a column of the rows of which something was stated, by place."""
        if name == "characters":
            return {}
        if name == "inferred_date":
            return {place: date_reason(row.speech) for place, row in self._changed.items()}
        return {place: getattr(row.speech, name) for place, row in self._changed.items()}

    @cached_property
    def removed(self) -> Mask:
        """The speeches that were removed."""
        removed = np.zeros(len(self), dtype=np.bool_)
        removed[[place for place, row in self._changed.items() if row.removed]] = True
        return removed

    @cached_property
    def pending(self) -> Mask:
        """The speeches that have passages without a vector."""
        return np.isin(self.numbers, list(self._built.pending))

    @cached_property
    def undated(self) -> Mask:
        """The speeches without a date, but for those of which somebody stated that they have none."""
        decided = [place for place, row in self._changed.items() if "date" in row.stated]
        undated = self.where("date", lambda date: date is None)
        undated[decided] = False
        return undated

    @cached_property
    def inferred_dates(self) -> Mask:
        """The speeches whose date is inferred and waits for a yes; those decided since the last build are none."""
        return self.where("inferred_date", lambda reason: reason is not None)

    def where(self, name: str, test: Callable[[Any], bool]) -> Mask:
        """The speeches for whose value in a column, which may be None, `test` is true; it is asked once a value."""
        column = self.columns[name]
        mask: Mask = np.array([test(value) for value in column.values], dtype=np.bool_)[column.places]
        return mask

    def where_folded(self, name: str, piece: str) -> Mask:
        """The speeches whose value in a column, folded, has the folded `piece` in it."""
        column = self.columns[name]
        if name not in self._folded:
            self._folded[name] = tuple(fold_plain(str(value or "")) for value in column.values)
        mask: Mask = np.array([piece in folded for folded in self._folded[name]], dtype=np.bool_)[column.places]
        return mask

    def values(self, name: str, mask: Mask) -> list[Any]:
        """The values in a column of some of the speeches, by number."""
        column = self.columns[name]
        return [column.values[place] for place in column.places[mask].tolist()]

    def ids(self, mask: Mask) -> frozenset[str]:
        """The ids of some of the speeches."""
        return frozenset(self.values("speech_id", mask))

    # --- files and folders --------------------------------------------------------------------------------------

    @cached_property
    def speeches_in_files(self) -> Mapping[File, int]:
        """The number of speeches that each file holds."""
        return Counter(self._built.files)

    @cached_property
    def folders(self) -> tuple[Folder, ...]:
        """All folders that hold speeches, by root and path, each behind the one above it."""
        counts: Counter[tuple[str, str]] = Counter()
        for (root, folder), count in Counter(self._built.told("root", "folder")).items():
            for above in ("", *_outermost_first(folder)):
                counts[root, above] += count
        places = sorted(counts, key=lambda place: (place[0], [reading_order(name) for name in place[1].split("/")]))
        return tuple(Folder(*place, counts[place], self.log.edits.about_folder(*place)) for place in places)

    # --- order and numbers --------------------------------------------------------------------------------------

    def ordered(self, sort: str, *, descending: bool) -> Places:
        """All places in the order of a field; those without a value come last either way, equal ones go by path."""
        if (sort, descending) not in self._orders:
            column, key = self.columns[sort], _key(sort)
            keys = [None if value in (None, "") else key(value) for value in column.values]
            ranks = {each: rank for rank, each in enumerate(sorted({each for each in keys if each is not None}))}
            rank_of = np.array([len(ranks) if each is None else ranks[each] for each in keys], dtype=np.int64)
            ranked = rank_of[column.places]
            known = ranked < len(ranks)
            order = np.lexsort((self._built.by_path, np.where(known, -ranked if descending else ranked, 0), ~known))
            self._orders[sort, descending] = order
        return self._orders[sort, descending]

    def counts(self, name: str) -> Mapping[Any, int]:
        """The number of rows that were not removed with each value of a field or "year", None where there is none.

        All spellings of one speaker, office or meeting count as the one that is shown for it.
        """
        if name not in self._counts:
            shown: Mapping[Any, str] = shown_by_spelling(self.spellings(name), name) if name in SPELLED else {}
            together: Counter[Any] = Counter()
            for value, count in self.columns[name].counts_among(np.flatnonzero(~self.removed)).items():
                together[shown.get(value or None, value or None)] += count
            self._counts[name] = together
        return self._counts[name]

    def spellings(self, name: str) -> Mapping[str, int]:
        """The number of rows with each spelling of a field of SPELLED."""
        if name not in self._spellings:
            counts = self.columns[name].counts_among(np.arange(len(self)))
            self._spellings[name] = Counter({value: count for value, count in counts.items() if value})
        return self._spellings[name]

    def meant(self, name: str, value: str | None) -> frozenset[str | None]:
        """The values of a field that a filter takes for `value`: of a speaker, an office or a meeting all spellings."""
        if value is None or name not in SPELLED:
            return frozenset((value,))
        if name == "occasion":
            return frozenset(spelling for spelling in self.spellings(name) if is_same_meeting(value, spelling))
        keys = keys_of({value, *self.spellings(name)}, name)
        return frozenset(spelling for spelling, key in keys.items() if key == keys[value])


def listing(snapshot: Snapshot) -> Listing:
    """The listing of the state `snapshot` with all that is stated now: the same one until either changes."""
    log = read_log(Layout(snapshot.index))
    # The very same object as long as nothing new is stated; what is kept holds it, so that its id stays its own.
    return snapshot.once("listing", lambda: _listing(snapshot, log), id(log))


def _listing(snapshot: Snapshot, log: EditLog) -> Listing:
    built = _built(snapshot)
    return Listing(log, built, _changed(built, log, cache(snapshot.stamps)))


def table(snapshot: Snapshot, wanted: Wanted) -> Page:
    """The speeches that are `wanted`. Those without a value in the field that sorts come last, equal ones by path.

    :raises QueryError: if there is no such order or no such field to filter by.
    """
    if wanted.sort not in SORTS:
        raise QueryError("sort_unknown", value=wanted.sort, known=", ".join(SORTS))
    held, passing = listing(snapshot), passing_rows(snapshot, wanted)
    order = held.ordered(wanted.sort, descending=wanted.descending)
    found = order[passing[order]]
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return Page(held.rows_at(found[wanted.offset : end]), len(found))


def passing_rows(snapshot: Snapshot, wanted: Wanted) -> Mask:
    """The speeches that are `wanted`, without their order; removed ones too.

    :raises QueryError: if there is no such field to filter by.
    """
    filters = wanted.filters or {}
    unknown = [name for name in filters if name not in EDITED]
    if unknown:
        raise QueryError("table_filter_unknown", value=unknown[0], known=", ".join(EDITED))
    held = listing(snapshot)
    mask = np.ones(len(held), dtype=np.bool_)
    for each in (*_by_values(held, filters), *_by_limits(held, wanted)):
        mask &= each
    for word in wanted.text.split():
        folded = fold_plain(word)
        mask &= np.logical_or.reduce([held.where_folded(name, folded) for name in _SEARCHED])
    return mask


def _by_values(held: Listing, filters: Mapping[str, str | tuple[str | None, ...] | None]) -> Iterator[Mask]:
    for name, value in filters.items():
        meant = _meant(held, name, value)
        yield held.where(name, partial(_is_one_of, meant))


def _by_limits(held: Listing, wanted: Wanted) -> Iterator[Mask]:
    if wanted.title:
        yield held.where_folded("title", fold_plain(wanted.title))
    for name in ("language", "year", "root"):
        limit = getattr(wanted, name)
        if limit is not None:
            yield held.where(name, partial(eq, limit))
    if wanted.first or wanted.last:
        yield held.where("date", lambda date: _may_be_between(date, wanted.first, wanted.last))
    if folder := wanted.folder:
        yield held.where("folder", lambda each: each == folder or each.startswith(f"{folder}/"))
    if wanted.inferred_date:
        yield held.inferred_dates


def _is_one_of(meant: Collection[str | None], value: object) -> bool:
    return (None if value is None else str(value)) in meant


def _meant(held: Listing, name: str, value: str | tuple[str | None, ...] | None) -> frozenset[str | None]:
    values = value if isinstance(value, tuple) else (value,)
    return frozenset().union(*(held.meant(name, each) for each in values))


def date_reason(speech: SpeechFacts) -> DateReason | None:
    """The reason of the date of a speech, None where it is not inferred."""
    reason = speech.inferred.get("date")
    return DateReason(reason.found_in, bool(reason.against)) if reason else None


def as_stated(speech: SpeechFacts, stated: Values) -> SpeechFacts:
    """`speech` with what people stated about it, which a build has yet to take in; it is then no longer inferred."""
    left = {name: reason for name, reason in speech.inferred.items() if name not in stated}
    if len(left) == len(speech.inferred) and all(text_of(speech, name) == value for name, value in stated.items()):
        return speech
    values: dict[str, Any] = {name: value_of(name, value) for name, value in stated.items()}
    return replace(speech, **values, inferred=left)


def _changed(built: _Built, log: EditLog, stamps: Callable[[str], Mapping[str, str]]) -> dict[int, Row]:
    """The rows of the speeches that `log` says anything about, by their places."""
    names_folder = cache(log.edits.names_folder)
    told = zip(built.files, built.told("root", "folder"), strict=True)
    places = [
        place
        for place, (file, folder) in enumerate(told)
        if log.is_file_out(file) or log.edits.names(*file) or names_folder(*folder)
    ]
    numbers = built.speeches.numbers[places].tolist()
    speeches = built.speeches.read(numbers)
    return {
        place: _with_log(built.row(place, speeches[number]), built.files[place], log, stamps)
        for place, number in zip(places, numbers, strict=True)
    }


def _with_log(row: Row, file: File, log: EditLog, stamps: Callable[[str], Mapping[str, str]]) -> Row:
    speech = row.speech
    stated = log.edits.about(speech.root, PurePosixPath(speech.path), speech.speech_id)
    by_folder, of_speeches = edits_taken_in(stamps(speech.root).get(speech.path, ""))
    withdrawn = frozenset({*by_folder, *of_speeches.get(speech.speech_id, {})} - stated.keys())
    shown = as_stated(speech, stated)
    return replace(
        row,
        speech=shown,
        stated=frozenset(stated),
        waiting=shown is not speech or bool(withdrawn),
        removed=log.is_file_out(file),
        withdrawn=withdrawn,
    )


def _key(sort: str) -> Callable[[Any], Any]:
    """Words go by their sound, all else as it is."""
    if sort in _READ_ALOUD:
        return reading_order
    return (lambda date: date.sort_key) if sort == "date" else lambda value: value


def _outermost_first(folder: str) -> list[str]:
    """The folder and those above it, without the root."""
    path = PurePosixPath(folder)
    return [str(each) for each in (*reversed(path.parents), path) if str(each) != "."]


def _may_be_between(date: PartialDate | None, first: PartialDate | None, last: PartialDate | None) -> bool:
    """True if a date can lie between `first` and `last`: one of 2019 may be one of July 2019."""
    if date is None:
        return first is None and last is None
    return (first is None or date.last_day.sort_key >= first.sort_key) and (
        last is None or date.sort_key <= last.last_day.sort_key
    )

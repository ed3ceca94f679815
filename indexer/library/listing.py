"""All speeches with what people stated since the last build: searched, filtered and sorted as the table shows them.

A snapshot never changes. What people state since it was built changes few speeches, so only those are made anew; what
was gathered goes when the snapshot goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Any

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

SORTS = (*EDITED, "path", "characters")

_SEARCHED = (*(field.name for field in FIELDS if not field.choices), "path")
_READ_ALOUD = (*(field.name for field in FIELDS if field.is_text), "path")


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
class FiledRow:
    """A row, and its file by its normal name."""

    row: Row
    file: File


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


class Listing:
    """All speeches, by number, with what `log` says about them."""

    def __init__(self, log: EditLog, filed: tuple[FiledRow, ...]) -> None:
        self.log = log
        self._filed = filed
        self._orders: dict[tuple[str, bool], tuple[FiledRow, ...]] = {}
        self._counts: dict[str, Mapping[Any, int]] = {}
        self._spellings: dict[str, Mapping[str, int]] = {}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(line.row for line in self._filed)

    @cached_property
    def present(self) -> tuple[Row, ...]:
        """The rows that were not removed."""
        return tuple(row for row in self.rows if not row.removed)

    @cached_property
    def speeches_in_files(self) -> Mapping[File, int]:
        """The number of speeches that each file holds."""
        return Counter(line.file for line in self._filed)

    @cached_property
    def folders(self) -> tuple[Folder, ...]:
        """All folders that hold speeches, by root and path, each behind the one above it."""
        counts: Counter[tuple[str, str]] = Counter()
        for (root, folder), count in Counter((row.speech.root, row.speech.folder) for row in self.rows).items():
            for above in ("", *_outermost_first(folder)):
                counts[root, above] += count
        places = sorted(counts, key=lambda place: (place[0], [reading_order(name) for name in place[1].split("/")]))
        return tuple(Folder(*place, counts[place], self.log.edits.about_folder(*place)) for place in places)

    @cached_property
    def searched(self) -> Mapping[str, str]:
        """The fields of each speech, folded, a line each, as they are searched, by its speech_id."""
        return {row.speech.speech_id: _searched(row.speech) for row in self.rows}

    @cached_property
    def speeches(self) -> Mapping[str, SpeechFacts]:
        """All speeches by their speech_id, with what was stated about them since the last build."""
        return {row.speech.speech_id: row.speech for row in self.rows}

    def ordered(self, sort: str, *, descending: bool) -> tuple[FiledRow, ...]:
        """The lines in the order of a field; those without a value come last either way, equal ones go by path."""
        if (sort, descending) not in self._orders:
            found = sorted(self._filed, key=_by_path)
            found.sort(key=_key(sort), reverse=descending)
            found.sort(key=lambda line: _value(line.row, sort) is None)
            self._orders[sort, descending] = tuple(found)
        return self._orders[sort, descending]

    def counts(self, name: str) -> Mapping[Any, int]:
        """The number of rows that were not removed with each value of a field or "year", None where there is none.

        All spellings of one speaker, office or meeting count as the one that is shown for it.
        """
        if name not in self._counts:
            values = Counter(getattr(row.speech, name) or None for row in self.present)
            shown: Mapping[Any, str] = shown_by_spelling(self.spellings(name), name) if name in SPELLED else {}
            together: Counter[Any] = Counter()
            for value, count in values.items():
                together[shown.get(value, value)] += count
            self._counts[name] = together
        return self._counts[name]

    def spellings(self, name: str) -> Mapping[str, int]:
        """The number of rows with each spelling of a field of SPELLED."""
        if name not in self._spellings:
            values = (getattr(row.speech, name) for row in self.rows)
            self._spellings[name] = Counter(value for value in values if value)
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
    return Listing(log, tuple(_with_log(_lines(snapshot), log, cache(snapshot.stamps))))


def table(snapshot: Snapshot, wanted: Wanted) -> Page:
    """The speeches that are `wanted`. Those without a value in the field that sorts come last, equal ones by path.

    :raises QueryError: if there is no such order or no such field to filter by.
    """
    if wanted.sort not in SORTS:
        raise QueryError("sort_unknown", value=wanted.sort, known=", ".join(SORTS))
    unknown = [name for name in wanted.filters or {} if name not in EDITED]
    if unknown:
        raise QueryError("table_filter_unknown", value=unknown[0], known=", ".join(EDITED))
    words = tuple(fold_plain(word) for word in wanted.text.split())
    held = listing(snapshot)
    meant = {name: _meant(held, name, value) for name, value in (wanted.filters or {}).items()}
    found = [
        each.row
        for each in held.ordered(wanted.sort, descending=wanted.descending)
        if _is_wanted(each.row, wanted, meant)
        and (not words or all(word in held.searched[each.row.speech.speech_id] for word in words))
    ]
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return Page(tuple(found[wanted.offset : end]), len(found))


def _meant(held: Listing, name: str, value: str | tuple[str | None, ...] | None) -> frozenset[str | None]:
    values = value if isinstance(value, tuple) else (value,)
    return frozenset().union(*(held.meant(name, each) for each in values))


def undated(snapshot: Snapshot) -> tuple[SpeechFacts, ...]:
    """The speeches without a date, by number; those that have been given one since the last build are left out."""
    rows = listing(snapshot).rows
    return tuple(row.speech for row in rows if row.speech.date is None and "date" not in row.stated)


def inferred_dates(snapshot: Snapshot) -> tuple[SpeechFacts, ...]:
    """The speeches whose date is inferred and waits for a yes, by number; those decided since are left out."""
    return tuple(row.speech for row in listing(snapshot).rows if "date" in row.speech.inferred)


def as_stated(speech: SpeechFacts, stated: Values) -> SpeechFacts:
    """`speech` with what people stated about it, which a build has yet to take in; it is then no longer inferred."""
    left = {name: reason for name, reason in speech.inferred.items() if name not in stated}
    if len(left) == len(speech.inferred) and all(text_of(speech, name) == value for name, value in stated.items()):
        return speech
    values: dict[str, Any] = {name: value_of(name, value) for name, value in stated.items()}
    return replace(speech, **values, inferred=left)


@once
def _lines(snapshot: Snapshot) -> tuple[FiledRow, ...]:
    """All speeches as the index has them, by number."""
    return tuple(_unstated(snapshot))


def _unstated(snapshot: Snapshot) -> Iterable[FiledRow]:
    lengths, pending, speeches = snapshot.lengths(), snapshot.pending(), snapshot.speeches()
    for number, speech in speeches.items():
        versions = tuple(speeches[member].speech_id for member in snapshot.versions.members(number))
        row = Row(speech, lengths[number], frozenset(), False, False, versions, pending.get(number, 0), frozenset())
        yield FiledRow(row, (speech.root, normal_name(speech.path)))


def _with_log(
    lines: Iterable[FiledRow], log: EditLog, stamps: Callable[[str], Mapping[str, str]]
) -> Iterable[FiledRow]:
    names_folder = cache(log.edits.names_folder)
    for line in lines:
        speech, removed = line.row.speech, log.is_file_out(line.file)
        if removed or log.edits.names(*line.file) or names_folder(speech.root, speech.folder):
            stated = log.edits.about(speech.root, PurePosixPath(speech.path), speech.speech_id)
            by_folder, of_speeches = edits_taken_in(stamps(speech.root).get(speech.path, ""))
            withdrawn = frozenset({*by_folder, *of_speeches.get(speech.speech_id, {})} - stated.keys())
            shown = as_stated(speech, stated)
            row = replace(
                line.row,
                speech=shown,
                stated=frozenset(stated),
                waiting=shown is not speech or bool(withdrawn),
                removed=removed,
                withdrawn=withdrawn,
            )
            yield FiledRow(row, line.file)
        else:
            yield line


def _searched(speech: SpeechFacts) -> str:
    values = (text_of(speech, name) for name in _SEARCHED)
    return "\n".join(fold_plain(value) for value in values if value)


def _by_path(line: FiledRow) -> tuple[str, str, str]:
    speech = line.row.speech
    return speech.root, speech.path, speech.speech_id


def _key(sort: str) -> Callable[[FiledRow], Any]:
    """Words go by their sound, all else as it is."""
    if sort in _READ_ALOUD:
        sound = cache(reading_order)
        return lambda line: sound(_value(line.row, sort) or "")
    if sort == "date":
        return lambda line: line.row.speech.date_key
    return lambda line: _value(line.row, sort) or ""


def _value(row: Row, sort: str) -> Any:  # noqa: ANN401 - a text or a number, one kind a column
    return row.characters + 1 if sort == "characters" else getattr(row.speech, sort) or None


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


def _is_wanted(row: Row, wanted: Wanted, meant: Mapping[str, frozenset[str | None]]) -> bool:
    speech = row.speech
    folder = wanted.folder
    return (
        all(text_of(speech, name) in values for name, values in meant.items())
        and wanted.language in (None, speech.language)
        and (not wanted.title or fold_plain(wanted.title) in fold_plain(speech.title))
        and wanted.year in (None, speech.year)
        and _may_be_between(speech.date, wanted.first, wanted.last)
        and wanted.root in (None, speech.root)
        and (not folder or speech.folder == folder or speech.folder.startswith(f"{folder}/"))
        and ("date" in speech.inferred or not wanted.inferred_date)
    )

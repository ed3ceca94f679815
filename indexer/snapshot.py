"""The snapshot: facts and texts of one published state of an index, read from its catalog."""

from __future__ import annotations

import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, partial, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from corpus import FileReport, Folded, Passage, Span, Speech, Wording, fold, is_authoritative, lookup_form, spans_in
from corpus.written import spans_as_written
from indexer import words
from indexer.catalog import Catalog, PassageTable, row_errors
from indexer.families import Families
from indexer.fetched import Fetched, read_together
from indexer.layout import Layout
from indexer.passage_file import read_passages
from indexer.passage_rows import PassageRows
from indexer.progress import through
from indexer.published import Published, read_published
from indexer.search.protocol import Place
from indexer.search.terms import Segmenter
from indexer.speech_file import read_speeches
from indexer.speech_table import Column, SpeechColumns, SpeechTable
from indexer.texts import Texts
from indexer.versions import Decision, Versions, find_versions_of, signatures_of_speeches, version_keys

log = logging.getLogger(__name__)

Options = ParamSpec("Options")
Result = TypeVar("Result")

_READ_AT_ONCE = 200  # texts
# Results of `once` that are kept of each name, for as many options.
_KEPT = 8


@dataclass(slots=True)
class _Once:
    """The result of a piece of work, and the lock under which it is done."""

    turn: threading.Lock
    done: bool = False
    result: object = None


class Snapshot:
    """One published state of an index folder, opened for reading. It never changes. Safe for several threads.

    `rows` are its passages, `segmenter` cuts questions into the same terms as the passages.
    """

    def __init__(self, layout: Layout, published: Published, catalog: Catalog, segmenter: Segmenter) -> None:
        self.layout, self.segmenter = layout, segmenter
        self._published = published
        self._catalog = catalog
        # A connection of Python's sqlite3 is part of a cycle: without this it would hold on to this state, and keep the
        # catalog's log from being emptied, until the collector of cycles comes by.
        weakref.finalize(self, catalog.close)
        self._catalog_lock = threading.Lock()
        self._texts = Texts(catalog, self._catalog_lock, layout)
        self._speeches = _speech_table(layout, published, catalog, self._texts)
        table, self._embedded = _passages(layout, published, catalog)
        self.rows = PassageRows(table)
        self._stated = catalog.stated()
        self._once: dict[Hashable, OrderedDict[Hashable, _Once]] = {}
        self._once_lock = threading.Lock()
        self._whole: Snapshot | None = None

    def is_newest(self) -> bool:
        """True as long as nothing newer than this state is published."""
        return read_published(self.layout) == self._published

    def read_on(self) -> None:
        """Read on from the newest pages of the catalog's file, so that those of older states can be overwritten."""
        with self._catalog_lock:
            self._catalog.refresh()

    def close(self) -> None:
        """Close the catalog."""
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def once(self, name: Hashable, work: Callable[[], Result], *options: Hashable) -> Result:
        """The result of `work`, done once for this state, a `name` and `options`; who asks meanwhile waits for it.

        Of each name the results for the last few options are kept. They must neither be changed by anybody nor refer
        to the snapshot, or it would not go when nobody reads it any more.
        """
        with self._once_lock:
            kept = self._once.setdefault(name, OrderedDict())
            entry = kept.setdefault(options, _Once(threading.Lock()))
            kept.move_to_end(options)
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        with entry.turn:
            if not entry.done:
                entry.result, entry.done = work(), True
            return cast(Result, entry.result)

    # --- the whole ---------------------------------------------------------------------------------------------

    @property
    def whole(self) -> Snapshot:
        """The state with all of its speeches, where this is a part of one."""
        return self._whole or self

    def within(self, numbers: NDArray[np.int64]) -> Snapshot:
        """The state as though it held only the speeches with these `numbers`: their facts, versions and families.

        What is worked out for them is kept with the whole. Texts and passages can be fetched of all speeches.
        """
        part, whole = copy(self), self.whole  # the part holds on to the whole, which closes the catalog
        part._whole = whole
        part._speeches = whole._speeches.within(numbers)
        part._once = whole.once("within", dict, numbers.tobytes())
        return part

    @property
    def generation(self) -> int:
        """The generation of the catalog that is published."""
        return self._published.generation

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self.layout.index

    # --- passages ----------------------------------------------------------------------------------------------

    def fetch(self, passage_ids: Sequence[int]) -> list[Fetched]:
        """The passages under `passage_ids`, in their order; ids that are gone are left out."""
        found = self.fetch_later(passage_ids)
        read_together(found)
        return found

    def fetch_later(self, passage_ids: Sequence[int]) -> list[Fetched]:
        """The same passages, each read when it is looked at, for those who look at few of many."""
        return self._unread(self.rows.of_ids(np.asarray(passage_ids, dtype=np.int64)))

    def _unread(self, rows: NDArray[np.intp]) -> list[Fetched]:
        table = self.rows.table
        columns = [column[rows].tolist() for column in (table.passage_id, table.speech_no, table.ordinal)]
        return [
            Fetched(passage_id, number, _snapshot=self, _ordinal=ordinal)
            for passage_id, number, ordinal in zip(*columns, strict=True)
        ]

    def read(self, unread: Sequence[Fetched]) -> None:
        """Read the passages and the speeches of all of `unread`, which are of this state."""
        passage_ids = [each.passage_id for each in unread]
        table, rows = self.rows.table, self.rows.of_ids(np.array(passage_ids, dtype=np.int64))
        columns = [column[rows].tolist() for column in (table.ordinal, table.start, table.end, table.paragraph)]
        numbers = [each.speech_no for each in unread]
        speeches, paths = self._texts.speeches(numbers), self._texts.heading_paths(passage_ids)
        for each, ordinal, start, end, paragraph in zip(unread, *columns, strict=True):
            speech, path = speeches[each.speech_no], paths[each.passage_id]
            each._passage = Passage(speech.speech_id, ordinal, start, end, speech.text[start:end], paragraph, path)
            each._speech = speech

    def read_texts(self, unread: Sequence[Fetched]) -> None:
        """Read the texts of all of `unread`, which are of this state."""
        table, rows = self.rows.table, self.rows.of_ids(np.array([each.passage_id for each in unread], dtype=np.int64))
        texts = self._texts.texts([each.speech_no for each in unread])
        for each, start, end in zip(unread, table.start[rows].tolist(), table.end[rows].tolist(), strict=True):
            each._text = texts[each.speech_no][start:end]

    def passages_at(self, places: Sequence[Place]) -> NDArray[np.int64]:
        """The ids, ascending, each once, of the passages in which `places` begin; between two passages, of the next."""
        return np.unique(self.rows.table.passage_id[self.rows.at(places)])

    def speech_numbers(self, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The speech number of each passage, in their order; ids that are gone are left out."""
        return self.rows.table.speech_no[self.rows.of_ids(passage_ids)]

    def languages(self, passage_ids: NDArray[np.int64]) -> NDArray[np.str_]:
        """The language of the speech of each passage, in their order."""
        whole = self.whole._speeches
        column, rows = whole.columns["language"], whole.rows(self.speech_numbers(passage_ids))
        return np.array(column.values, dtype=np.str_)[column.places[rows]]

    def version_keys(self, passage_ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """A number for each passage, in their order, equal where the `version_key` of their speeches is."""
        return version_keys(self.whole._speeches, self.speech_numbers(passage_ids))

    def spans_of(self, passage_ids: NDArray[np.int64]) -> list[Place]:
        """Where each passage stands, in their order; ids that are gone are left out."""
        table, rows = self.rows.table, self.rows.of_ids(passage_ids)
        columns = (table.speech_no[rows].tolist(), table.start[rows].tolist(), table.end[rows].tolist())
        return [Place(*span) for span in zip(*columns, strict=True)]

    def passage_ids(self) -> NDArray[np.int64]:
        """The ids of all passages, ascending."""
        return self.rows.table.passage_id

    def ids_of(self, passages: Sequence[Passage]) -> list[int]:
        """The id of each passage, in their order."""
        numbers = {speech_id: self.number_of(speech_id) for speech_id in {each.speech_id for each in passages}}
        rows = [self.rows.of_speech(numbers[each.speech_id] or 0)[each.ordinal] for each in passages]
        return [int(self.rows.table.passage_id[row]) for row in rows]

    def number_of(self, speech_id: str) -> int | None:
        """The number of the speech with `speech_id`, None if there is none."""
        number = self._read(lambda catalog: catalog.number_of(speech_id))
        return number if number in self._speeches else None

    def signatures(self, passage_ids: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The signature of each passage's folded text, shape (passages, MINIMA), in their order."""
        return self.rows.table.signature[self.rows.of_ids(passage_ids)]

    def passage_vectors(self, passage_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vector of each of the passages that have one, by passage id."""
        ids, vectors = self._read(lambda catalog: catalog.vectors(passage_ids))
        return dict(zip(ids.tolist(), vectors, strict=True))

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of the sentences of each passage, shape (sentences, dimension), by passage id."""
        return self._texts.sentence_vectors(passage_ids)

    # --- speeches ----------------------------------------------------------------------------------------------

    def speeches(self) -> SpeechTable:
        """The metadata of every speech, by speech number, ascending."""
        return self._speeches

    def speech(self, speech_no: int) -> tuple[Speech, tuple[Passage, ...]]:
        """A speech, and its passages in order."""
        fetched = self._unread(self.rows.of_speech(speech_no))
        read_together(fetched)
        return self.with_text(speech_no), tuple(each.passage for each in fetched)

    def stated(self, *names: str) -> list[Column]:
        """The texts of these fields of all speeches in columns, for those that are not among those of `speeches`."""
        stated = self._read(lambda catalog: catalog.stated_by_all(names))
        nothing = (None,) * len(names)
        of_each = [stated.get(number, nothing) for number in self._speeches]
        return [Column.of([texts[i] for texts in of_each]) for i in range(len(names))]

    def main_language(self) -> str | None:
        """The language of most speeches, None where there is none."""
        column = self._speeches.columns["language"]
        return self.once(
            "main language",
            lambda: column.values[int(np.bincount(column.places).argmax())] if len(column.places) else None,
        )

    def in_language(self, language: str) -> NDArray[np.int64]:
        """The numbers, ascending, of the speeches in `language`."""
        return self.once("in language", partial(_in_language, self._speeches, language), language)

    def with_text(self, speech_no: int) -> Speech:
        """The speech with a number."""
        return self._texts.speech(speech_no)

    def text(self, speech_no: int) -> str:
        """The text of the speech with a number."""
        return self._texts.text(speech_no)

    def as_read(self, speech_numbers: Sequence[int]) -> Iterator[int]:
        """These numbers in their order, as the texts behind them come to be in memory: many are read at once."""
        for first in range(0, len(speech_numbers), _READ_AT_ONCE):
            some = speech_numbers[first : first + _READ_AT_ONCE]
            self._texts.texts(some)
            yield from some

    def read_through(self, speech_numbers: Sequence[int]) -> Iterator[int]:
        """As `as_read`, and as `indexer.progress.through`."""
        as_read = self.as_read(speech_numbers)
        return (next(as_read) for _ in through(speech_numbers))

    def folded(self, speech_no: int) -> Folded:
        """The folded text of a speech, with the way back."""
        return self._texts.form(speech_no, fold)

    def cut_texts(self, speech_numbers: Sequence[int]) -> list[str]:
        """The cut text (see `indexer.words`) of each speech, in their order.

        Those that the build has not kept yet are cut now.
        """
        kept = self._read(lambda catalog: words.cut_texts(catalog, self.segmenter, speech_numbers))
        cut = cache(self.segmenter.cut)  # what recurs word for word is cut once
        return [
            kept[number] if number in kept else words.cut_text(self.with_text(number).text, cut)
            for number in through(speech_numbers)
        ]

    def lookup_form(self, speech_no: int) -> Folded:
        """The text of a speech as wordings are looked up in it, with the way back."""
        return self._texts.form(speech_no, lookup_form)

    def spans_of_wording(self, form: str, speech_no: int) -> Iterator[Span]:
        """The places of a wording, in the lookup form, in the text of a speech; see `spans_in`."""
        found = spans_as_written(form, self.text(speech_no))
        return spans_in(form, self.lookup_form(speech_no)) if found is None else found

    @property
    def versions(self) -> Versions:
        """The speeches that are versions of one."""
        return self.once("versions", self._find_versions)

    def _find_versions(self) -> Versions:
        return (
            self._whole.versions.among(frozenset(self._speeches)) if self._whole else self.versions_by(self.decisions())
        )

    def versions_by(self, decisions: Sequence[Decision]) -> Versions:
        """The versions if people had decided so."""
        numbers = self._speeches.numbers
        told = list(self._speeches.told(numbers, "title", "state"))
        titles, states = (dict(zip(numbers.tolist(), [each[i] for each in told], strict=True)) for i in (0, 1))
        decided, read = self.decided(decisions), self._speeches.read
        return find_versions_of(titles, states, self.speech_signatures(), decisions, decided, read)

    def decided(self, decisions: Sequence[Decision]) -> list[int]:
        """The numbers, ascending, of the speeches that people decided about."""
        members = {member for decision in decisions for member in decision.members}
        return sorted(number for number in map(self.number_of, members) if number is not None)

    @property
    def families(self) -> Families:
        """The formulation families among the speeches that count."""
        return self.once("families", self._find_families)

    def _find_families(self) -> Families:
        counted = frozenset(self.versions.counted())
        members = self._read(lambda catalog: catalog.family_members())
        return Families(member for member in members if member.speech_no in counted)

    def wordings(self) -> tuple[Wording, ...]:
        """The set wordings of all roots, by root and in the order of their lists."""
        return tuple(wording for stated in self._stated.values() for wording in stated.wordings)

    def wordings_for(self, speech_no: int) -> tuple[Wording, ...]:
        """The set wordings that apply to a speech: those of its root."""
        ((root,),) = self.whole.speeches().told(np.array([speech_no]), "root")
        stated = self._stated.get(root)
        return stated.wordings if stated else ()

    def authoritative(self, speech_no: int) -> bool:
        """True if a speech lies in a folder whose speeches are authoritative."""
        ((root, folder),) = self.whole.speeches().told(np.array([speech_no]), "root", "folder")
        stated = self._stated.get(root)
        return stated is not None and is_authoritative(folder, stated.folders)

    def roots(self) -> dict[str, Path]:
        """The folder or file behind each root, by root name."""
        roots = self._read(lambda catalog: catalog.roots())
        return {name: Path(path) for name, (path, _) in roots.items()}

    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of people about versions when this state was built, oldest first."""
        return self._read(lambda catalog: catalog.decisions())

    def lengths(self) -> dict[int, int]:
        """The number of characters of each speech, by speech number."""
        return self.once("lengths", lambda: self._read(lambda catalog: catalog.lengths()))

    def pending(self) -> dict[int, int]:
        """The number of passages of each speech that have no vector yet; speeches without any are left out."""
        table = self.rows.table
        missing = ~np.isin(table.passage_id, self.embedded())
        numbers, counts = np.unique(table.speech_no[missing], return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def speech_signatures(self) -> dict[int, NDArray[np.uint32]]:
        """The signature of each speech's text, by speech number (see `indexer.likeness`)."""
        return signatures_of_speeches(self.rows.table.speech_no, self.rows.table.signature)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids, ascending, of the passages that have a vector, and the vectors, shape (passages, dimension)."""
        return self.vectors_of(self.embedded())

    def vectors_of(self, passage_ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids, ascending, of those of `passage_ids` that have a vector, and the vectors; see `vectors`."""
        return self._read(lambda catalog: catalog.vectors(passage_ids[self.rows.held(passage_ids)].tolist()))

    def embedded(self) -> NDArray[np.int64]:
        """The ids, ascending, of the passages that have a vector."""
        return self._embedded

    def _read(self, question: Callable[[Catalog], Result]) -> Result:
        with self._catalog_lock, row_errors(self.layout.index):
            return question(self._catalog)

    def reports(self) -> tuple[FileReport, ...]:
        """The outcome of reading each file, by root and path."""
        return self.once("reports", lambda: self._read(lambda catalog: tuple(catalog.reports())))

    def stamps(self, root: str) -> dict[str, str]:
        """The stamp of each file of `root` when it was read (see `indexer.files`), by its path."""
        return self._read(lambda catalog: catalog.stamps(root))

    def meta(self, key: str) -> str | None:
        """The value noted under `key` in the catalog."""
        return self._read(lambda catalog: catalog.meta(key))

    def has_inferred_dates(self) -> bool:
        """True if the date of any speech was recognised rather than given."""
        return self.once("has inferred dates", lambda: self._read(lambda catalog: catalog.infers("date")))

    def counts(self) -> tuple[int, int, int, int]:
        """The numbers of speeches, passages and characters, and of passages without an embedding."""
        return self.once("counts", lambda: self._read(lambda catalog: catalog.counts()))


def once(
    work: Callable[Concatenate[Snapshot, Options], Result],
) -> Callable[Concatenate[Snapshot, Options], Result]:
    """`work`, done once for each snapshot and options; see `Snapshot.once`."""

    @wraps(work)
    def done_once(snapshot: Snapshot, /, *options: Options.args, **named: Options.kwargs) -> Result:
        return snapshot.once(work, lambda: work(snapshot, *options, **named), options, tuple(sorted(named.items())))

    return done_once


def _in_language(speeches: SpeechTable, language: str) -> NDArray[np.int64]:
    column = speeches.columns["language"]
    spoken = np.array([value == language for value in column.values], dtype=np.bool_)
    numbers: NDArray[np.int64] = speeches.numbers[spoken[column.places]]
    return numbers


def _passages(layout: Layout, published: Published, catalog: Catalog) -> tuple[PassageTable, NDArray[np.int64]]:
    """The places of all passages, and the ids, ascending, of those that have a vector.

    They are read from the catalog where it is ahead of what is published, or an older version published that.
    """
    if published.generation == catalog.generation and published.passages in published.files:
        try:
            return read_passages(layout.index / published.passages)
        except OSError as exc:  # published anew since
            log.info("The places of passages are read from the catalog: %s", exc)
    return catalog.passages(), catalog.embedded_ids()


def _speech_table(layout: Layout, published: Published, catalog: Catalog, texts: Texts) -> SpeechTable:
    speeches = _speech_columns(layout, published, catalog)
    return SpeechTable(speeches.numbers, speeches.with_years(), texts.facts)


def _speech_columns(layout: Layout, published: Published, catalog: Catalog) -> SpeechColumns:
    if published.generation == catalog.generation and published.speeches in published.files:
        try:
            return read_speeches(layout.index / published.speeches)
        except OSError as exc:
            log.info("The facts of speeches are read from the catalog: %s", exc)
    with row_errors(layout.index):
        return catalog.speech_columns()

"""What the retriever asks of an index, and the engine that answers it from one folder on this machine."""

from __future__ import annotations

import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from filelock import Timeout
from numpy.typing import NDArray

from corpus import FileReport, Folded, Passage, Speech, Wording, fold, fold_plain, is_authoritative, span_in_original
from corpus.errors import IndexStateError
from indexer.catalog import Catalog
from indexer.encoder import cache_folder
from indexer.families import update_families
from indexer.family_list import Families
from indexer.layout import Layout
from indexer.lexical import Boosts, Found, Lexical, Terms
from indexer.publish import Published, is_cut_by, publish, read_published
from indexer.vectors import Vectors
from indexer.versions import Decision, Versions, find_versions, signatures_of_speeches
from indexer.words import Words

log = logging.getLogger(__name__)

# Speeches with their folded text kept at hand: 2,000 of 5,000 characters are about 100 MB.
_SPEECHES_AT_HAND = 2000
# Passages by which it is judged what cosine says nothing; more change it by less than a hundredth of itself.
_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a speech, such as one exact occurrence of a phrase: `speech.text[start:end]`."""

    speech_no: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A passage with its id, its speech's number and its Speech."""

    passage_id: int
    speech_no: int
    passage: Passage
    speech: Speech


class SearchEngine(Protocol):
    """What the retriever needs of an index; the embedded one below, or a distributed one later."""

    @property
    def generation(self) -> int:
        """The state of the catalog that the answers show."""
        ...

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The passage ids and cosines nearest to `query`, best first; `among` are the allowed speech numbers."""
        ...

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The passage ids and BM25 scores for `terms`, best first; `among` are the allowed speech numbers."""
        ...

    def occurrences(
        self, phrase: str, after: tuple[int, int] | None, limit: int, among: NDArray[np.int64] | None = None
    ) -> list[Place]:
        """The places of `phrase` by (speech_no, start), at most `limit`, from behind `after` on."""
        ...

    def fetch(self, passage_ids: Sequence[int]) -> list[Fetched]:
        """The passages under `passage_ids`, in their order; ids that are gone are left out."""
        ...


@dataclass(frozen=True, slots=True)
class _AtHand:
    """A speech with its folded text, which are looked at again and again."""

    speech: Speech
    folded: Folded


class EmbeddedEngine:
    """One published state of an index folder, opened for reading. Safe for several threads."""

    def __init__(self, layout: Layout, published: Published, catalog: Catalog, words: Words) -> None:
        """Load what `published` names; `catalog` is open for reading.

        :raises OSError: if a file that it names is gone or no FAISS file.
        """
        self._layout = layout
        self._published = published
        self._catalog = catalog
        # A connection of Python's sqlite3 is part of a cycle: without this it would hold on to this state, and keep the
        # catalog's log from being emptied, until the collector of cycles comes by.
        weakref.finalize(self, catalog.close)
        self._words = words
        self._lock = threading.RLock()
        self._at_hand: OrderedDict[int, _AtHand] = OrderedDict()
        self._heading_paths: OrderedDict[int, list[tuple[str, ...]]] = OrderedDict()
        self._counts: tuple[int, int, int, int] | None = None
        self._vectors = Vectors.load(layout.index / published.vectors)
        self._embedded = self._vectors.ids()
        self._passages_lexical = Lexical(layout.lexical / published.lexical / "passages")
        self._speeches_lexical = Lexical(layout.lexical / published.lexical / "speeches")
        self._speeches, self._table = catalog.speeches(), catalog.passages()
        self._stated = catalog.stated()
        self._numbers = {speech.speech_id: number for number, speech in self._speeches.items()}
        self._by_language = _by_language(self._speeches)
        # While a build runs, the vectors of passages that are gone from the catalog are still there.
        sample_ids, sample = self._vectors.sample(_SAMPLE)
        known = np.isin(sample_ids, self._table.passage_id)
        self._sample, self._sample_languages = sample[known], self.languages(sample_ids[known])
        # The passages in the order of the texts, and where each ends, as one ascending number a passage.
        self._text_order = np.lexsort((self._table.ordinal, self._table.speech_no))
        self._ends = _text_keys(self._table.speech_no, self._table.end)[self._text_order]

    @classmethod
    def open(cls, index: Path) -> EmbeddedEngine:
        """The engine for the index folder `index`; what is derived is repaired first when it is behind the catalog.

        :raises IndexStateError: if there is no index, or it is damaged or was made by a newer program.
        """
        layout = Layout(index)
        if not layout.catalog.is_file():
            raise IndexStateError("index_missing", index=index)
        words = Words(cache=cache_folder() / "jieba", own=layout.lexicon)
        repair(layout, words)
        return _open_published(layout, words)

    def newest(self) -> EmbeddedEngine:
        """The engine for what is published now: this one as long as nothing newer is.

        An engine never changes, so whoever holds one gets all of an answer from one state of the index.
        """
        if read_published(self._layout) == self._published:
            return self
        return _open_published(self._layout, self._words)

    def close(self) -> None:
        """Let go of the files."""
        self._catalog.close()

    # --- searching ---------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """The state of the catalog that the answers show."""
        return self._published.generation

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self._layout.index

    @property
    def words(self) -> Words:
        """What cuts questions into the same terms as the passages."""
        return self._words

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        if among is None:
            return self._known(self._vectors.search(query, limit))
        allowed = self._table.passage_id[np.isin(self._table.speech_no, among)]
        return self._known(self._vectors.search(query, limit, allowed))

    def similarities(self, query: NDArray[np.float32], passage_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of `query` and each passage, in their order; 0 where a passage has no vector yet."""
        held = np.isin(passage_ids, self._embedded)
        cosines = np.zeros(len(passage_ids), dtype=np.float32)
        cosines[held] = self._vectors.similarities(query, passage_ids[held])
        return cosines

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        return self._known(self._passages_lexical.keyword(terms, boosts, limit, among))

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """How rare each word and each pair of `terms` is among the passages: BM25's idf."""
        return self._passages_lexical.rarity(terms)

    def sample_cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosines of `query` and a fixed sample of the passages: what any passage of this corpus comes to."""
        cosines: NDArray[np.float32] = self._sample @ query
        return cosines

    def sample_languages(self) -> NDArray[np.str_]:
        """The language of each passage of the sample, in the order of `sample_cosines`."""
        return self._sample_languages

    def languages(self, passage_ids: NDArray[np.int64]) -> NDArray[np.str_]:
        """The language of the speech of each passage, in their order."""
        numbers = self.speech_numbers(passage_ids).tolist()
        return np.array([self._speeches[number].language for number in numbers], dtype=np.str_)

    def in_language(self, language: str) -> NDArray[np.int64]:
        """The numbers, ascending, of the speeches in `language`."""
        return self._by_language.get(language, np.zeros(0, dtype=np.int64))

    def keyword_speeches(self, terms: Terms, boosts: Boosts, limit: int) -> dict[int, float]:
        """The BM25 score for `terms` of each of the best `limit` speeches as a whole, by speech number."""
        ids, scores = self._known(self._speeches_lexical.keyword(terms, boosts, limit))
        numbers = self.speech_numbers(ids)
        return dict(zip(numbers.tolist(), scores.tolist(), strict=True))

    def _known(self, found: Found) -> Found:
        """`found` without ids that the catalog no longer holds: while a build runs, it is ahead of what is derived."""
        ids, scores = found
        held = self._table.passage_id
        if not len(held):
            return ids[:0], scores[:0]
        known = held[np.minimum(np.searchsorted(held, ids), len(held) - 1)] == ids
        return ids[known], scores[known]

    def occurrences(
        self, phrase: str, after: tuple[int, int] | None, limit: int, among: NDArray[np.int64] | None = None
    ) -> list[Place]:
        """See SearchEngine. Overlapping places are counted once, from the left."""
        folded = fold_plain(phrase)
        first_ids = self._speeches_lexical.with_phrase(folded, among)
        places: list[Place] = []
        for number in np.sort(self.speech_numbers(first_ids)).tolist():
            if after is None or number >= after[0]:
                places += [p for p in self._places(folded, number) if after is None or (number, p.start) > after]
            if len(places) >= limit:
                break
        return places[:limit]

    def _places(self, folded: str, speech_no: int) -> list[Place]:
        text, offsets = self._speech(speech_no).folded
        places = []
        at = text.find(folded)
        while at >= 0:
            start, end = span_in_original(offsets, at, at + len(folded))
            places.append(Place(speech_no, start, end))
            at = text.find(folded, at + len(folded))
        return places

    # --- looking up --------------------------------------------------------------------------------------------

    def fetch(self, passage_ids: Sequence[int]) -> list[Fetched]:
        """See SearchEngine."""
        table = self._table
        wanted = np.asarray(passage_ids, dtype=np.int64)
        rows = np.searchsorted(table.passage_id, wanted)
        fetched = []
        for passage_id, row in zip(wanted.tolist(), rows.tolist(), strict=True):
            if row < len(table.passage_id) and table.passage_id[row] == passage_id:
                fetched.append(self._fetch_row(row))
        return fetched

    def _fetch_row(self, row: int) -> Fetched:
        table = self._table
        number, ordinal = int(table.speech_no[row]), int(table.ordinal[row])
        held = self._speech(number)
        start, end = int(table.start[row]), int(table.end[row])
        text, path = held.speech.text[start:end], self._paths(number)[ordinal]
        passage = Passage(held.speech.speech_id, ordinal, start, end, text, int(table.paragraph[row]), path)
        return Fetched(int(table.passage_id[row]), number, passage, held.speech)

    def passages_at(self, places: Sequence[Place]) -> NDArray[np.int64]:
        """The ids, ascending, each once, of the passages in which `places` begin; between two passages, of the next."""
        numbers = np.array([place.speech_no for place in places], dtype=np.int64)
        at = np.searchsorted(
            self._ends, _text_keys(numbers, np.array([place.start for place in places], dtype=np.int64)), side="right"
        )
        inside = at < len(self._ends)  # behind the last passage of the last speech there is none
        rows = self._text_order[at[inside]]
        return np.unique(self._table.passage_id[rows[self._table.speech_no[rows] == numbers[inside]]])

    def speech_numbers(self, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The speech number of each passage, in their order; ids that are gone are left out."""
        table = self._table
        rows = np.searchsorted(table.passage_id, passage_ids)
        rows = rows[(rows < len(table.passage_id))]
        return table.speech_no[rows[np.isin(table.passage_id[rows], passage_ids)]]

    def spans_of(self, passage_ids: NDArray[np.int64]) -> list[Place]:
        """Where each passage stands, in their order; ids that are gone are left out."""
        table = self._table
        rows = np.searchsorted(table.passage_id, passage_ids)
        rows = rows[rows < len(table.passage_id)]
        rows = rows[np.isin(table.passage_id[rows], passage_ids)]
        columns = (table.speech_no[rows].tolist(), table.start[rows].tolist(), table.end[rows].tolist())
        return [Place(*span) for span in zip(*columns, strict=True)]

    def passage_ids(self) -> NDArray[np.int64]:
        """The ids of all passages, ascending."""
        return self._table.passage_id

    def ids_of(self, passages: Sequence[Passage]) -> list[int]:
        """The id of each passage, in their order."""
        rows = [self._rows_of(self._numbers[passage.speech_id])[passage.ordinal] for passage in passages]
        return [int(self._table.passage_id[row]) for row in rows]

    def number_of(self, speech_id: str) -> int | None:
        """The number of the speech with `speech_id`, None if there is none."""
        return self._numbers.get(speech_id)

    def signatures(self, passage_ids: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The signature of each passage's folded text, shape (passages, MINIMA), in their order."""
        table = self._table
        return table.signature[np.searchsorted(table.passage_id, passage_ids)]

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of the sentences of each passage, shape (sentences, dimension), by passage id."""
        with self._lock:
            return self._catalog.sentence_vectors(passage_ids)

    def speeches(self) -> dict[int, Speech]:
        """Every speech, without its text, by speech number."""
        return self._speeches

    def speech(self, speech_no: int) -> tuple[Speech, tuple[Passage, ...]]:
        """A speech with its text, and its passages in order."""
        rows = self._rows_of(speech_no).tolist()
        return self._speech(speech_no).speech, tuple(self._fetch_row(row).passage for row in rows)

    def with_text(self, speech_no: int) -> Speech:
        """A speech with its text."""
        return self._speech(speech_no).speech

    def folded(self, speech_no: int) -> Folded:
        """The folded text of a speech, with the way back."""
        return self._speech(speech_no).folded

    def may_hold(self, folded: str) -> NDArray[np.int64]:
        """The numbers, ascending, of all speeches whose folded text holds `folded`, which is folded and not empty."""
        return np.sort(self.speech_numbers(self._speeches_lexical.with_phrase(folded)))

    @cached_property
    def versions(self) -> Versions:
        """Which speeches are versions of one."""
        return find_versions(self._speeches, self.speech_signatures(), self.decisions())

    @cached_property
    def families(self) -> Families:
        """The formulation families among the speeches that count."""
        counted = frozenset(self.versions.counted())
        with self._lock:
            members = self._catalog.family_members()
        return Families(member for member in members if member.speech_no in counted)

    def _rows_of(self, speech_no: int) -> NDArray[np.int64]:
        """The rows of a speech's passages in the order of its text."""
        first, behind = np.searchsorted(self._ends, _text_keys(np.array([speech_no, speech_no + 1]), np.zeros(2, int)))
        return self._text_order[first:behind]

    def _speech(self, speech_no: int) -> _AtHand:
        with self._lock:
            held = self._at_hand.get(speech_no)
            if held is None:
                speech = self._catalog.speech(speech_no)
                if speech is None:
                    raise IndexStateError("index_damaged", index=self._layout.index, reason=f"speech {speech_no}")
                held = _AtHand(speech, fold(speech.text))
                self._at_hand[speech_no] = held
                if len(self._at_hand) > _SPEECHES_AT_HAND:
                    self._at_hand.popitem(last=False)
            else:
                self._at_hand.move_to_end(speech_no)
            return held

    def _paths(self, speech_no: int) -> list[tuple[str, ...]]:
        """The heading path of each passage of a speech, by ordinal."""
        with self._lock:
            held = self._heading_paths.get(speech_no)
            if held is None:
                held = self._heading_paths[speech_no] = self._catalog.heading_paths(speech_no)
                if len(self._heading_paths) > _SPEECHES_AT_HAND:
                    self._heading_paths.popitem(last=False)
            return held

    def wordings(self) -> tuple[Wording, ...]:
        """The set wordings of all roots, by root and in the order of their lists."""
        return tuple(wording for stated in self._stated.values() for wording in stated.wordings)

    def wordings_for(self, speech_no: int) -> tuple[Wording, ...]:
        """The set wordings that apply to a speech: those of its root."""
        stated = self._stated.get(self._speeches[speech_no].root)
        return stated.wordings if stated else ()

    def authoritative(self, speech_no: int) -> bool:
        """Whether a speech lies in a folder whose speeches are authoritative."""
        speech = self._speeches[speech_no]
        stated = self._stated.get(speech.root)
        return stated is not None and is_authoritative(speech.folder, stated.folders)

    def roots(self) -> dict[str, Path]:
        """The folder or file behind each root, by root name."""
        with self._lock:
            return {name: Path(path) for name, (path, _) in self._catalog.roots().items()}

    def decisions(self) -> tuple[Decision, ...]:
        """What people had decided about versions when this state was built, oldest first."""
        with self._lock:
            return self._catalog.decisions()

    def lengths(self) -> dict[int, int]:
        """How many characters each speech has, by speech number."""
        with self._lock:
            return self._catalog.lengths()

    def pending(self) -> dict[int, int]:
        """How many passages of each speech have no vector yet, by speech number; speeches without any are left out."""
        missing = ~np.isin(self._table.passage_id, self._embedded)
        numbers, counts = np.unique(self._table.speech_no[missing], return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def speech_signatures(self) -> dict[int, NDArray[np.uint32]]:
        """The signature of each speech's text, by speech number (see `indexer.likeness`)."""
        return signatures_of_speeches(self._table.speech_no, self._table.signature)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids, ascending, of the passages that have a vector, and the vectors, shape (passages, dimension)."""
        known = np.isin(self._embedded, self._table.passage_id)
        return self._embedded[known], self._vectors.all()[known]

    def let_go(self) -> None:
        """Read on from the newest pages of the catalog's file, so that those of older states can be overwritten."""
        with self._lock:
            self._catalog.refresh()

    def reports(self) -> list[FileReport]:
        """How the reading of each file went."""
        with self._lock:
            return self._catalog.reports()

    def meta(self, key: str) -> str | None:
        """What the catalog notes under `key`."""
        with self._lock:
            return self._catalog.meta(key)

    def counts(self) -> tuple[int, int, int, int]:
        """How many speeches, passages and characters there are, and passages without an embedding."""
        with self._lock:
            if self._counts is None:
                self._counts = self._catalog.counts()
            return self._counts


# A publisher removes the files of the state before: whoever read the old pointer a moment ago finds them gone once.
_TRIES = 5


def _open_published(layout: Layout, words: Words) -> EmbeddedEngine:
    for attempt in range(1, _TRIES + 1):
        published = read_published(layout)
        if published is None:
            raise IndexStateError("index_missing", index=layout.index)
        if not is_cut_by(words, published):  # the lexicon has changed since `words` were read
            words = Words(cache=cache_folder() / "jieba", own=layout.lexicon)
        catalog = Catalog.open_for_reading(layout.catalog)
        try:
            return EmbeddedEngine(layout, published, catalog, words)
        except OSError as exc:
            catalog.close()
            if attempt == _TRIES:
                raise
            log.info("The index was published anew while it was opened: %s", exc)
    raise AssertionError("the last attempt returns or raises")


def _by_language(speeches: Mapping[int, Speech]) -> dict[str, NDArray[np.int64]]:
    """The numbers, ascending, of the speeches in each language."""
    languages = sorted({speech.language for speech in speeches.values()})
    return {
        language: np.array(sorted(n for n, speech in speeches.items() if speech.language == language), dtype=np.int64)
        for language in languages
    }


def _text_keys(speech_numbers: NDArray[np.int64], positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers in the order of (speech number, position); a text is shorter than 2³² characters."""
    return (speech_numbers << 32) | positions


def repair(layout: Layout, words: Words) -> None:
    """Publish what the catalog holds if a build was cut off before it did; leave it to a build that is running."""
    try:
        with layout.writer_lock().acquire(timeout=0), Catalog.open_for_writing(layout.catalog) as catalog:
            update_families(catalog)
            publish(layout, catalog, words)
    except Timeout:
        log.info("A build is running; serving what was published before.")

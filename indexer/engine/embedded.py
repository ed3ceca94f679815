"""The engine for an index folder on this machine."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus import FileReport, Folded, Passage, Speech, SpeechFacts, Wording, fold_plain, is_authoritative
from corpus.errors import IndexStateError
from indexer.engine.opening import State, opened, repair
from indexer.engine.passage_rows import PassageRows
from indexer.engine.places import Place, places_of
from indexer.engine.protocol import Fetched
from indexer.engine.texts import heading_paths_at_hand, texts_at_hand
from indexer.family_list import Families
from indexer.layout import Layout
from indexer.publish import read_published
from indexer.search.embedded.dictionary import words_of
from indexer.search.embedded.keywords import Boosts, Found, Terms
from indexer.search.embedded.terms import Words
from indexer.versions import Decision, Versions, find_versions, signatures_of_speeches

# Passages by which it is judged what cosine says nothing; more change it by less than a hundredth of itself.
_SAMPLE = 1000


class EmbeddedEngine:
    """One published state of an index folder, opened for reading. Safe for several threads."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._catalog = catalog = state.catalog
        # A connection of Python's sqlite3 is part of a cycle: without this it would hold on to this state, and keep the
        # catalog's log from being emptied, until the collector of cycles comes by.
        weakref.finalize(self, catalog.close)
        self._catalog_lock = threading.Lock()
        self._text = texts_at_hand(catalog, self._catalog_lock, state.layout.index)
        self._heading_paths = heading_paths_at_hand(catalog, self._catalog_lock)
        self._speeches, self._rows = catalog.speeches(), PassageRows(catalog.passages())
        self._stated = catalog.stated()
        self._numbers = {speech.speech_id: number for number, speech in self._speeches.items()}
        self._by_language = _by_language(self._speeches)
        self._embedded = state.vectors.ids()
        # While a build runs, the vectors of passages that are gone from the catalog are still there.
        sample_ids, sample = state.vectors.sample(_SAMPLE)
        self._sample, self._sample_languages = sample[self._rows.held(sample_ids)], self.languages(sample_ids)

    @classmethod
    def open(cls, index: Path) -> Self:
        """The engine for the index folder `index`; what is derived is repaired first when it is behind the catalog.

        :raises IndexStateError: if there is no index, or it is damaged or was made by a newer program.
        """
        layout = Layout(index)
        if not layout.catalog.is_file():
            raise IndexStateError("index_missing", index=index)
        words = words_of(layout)
        repair(layout, words)
        return cls(opened(layout, words))

    def is_newest(self) -> bool:
        """Whether nothing newer than this state is published."""
        return read_published(self._state.layout) == self._state.published

    def newest(self) -> Self:
        """The engine for what is published now: this one as long as nothing newer is.

        An engine never changes, so whoever holds one gets all of an answer from one state of the index.
        """
        if self.is_newest():
            return self
        return type(self)(opened(self._state.layout, self._state.words))

    def close(self) -> None:
        """Let go of the files."""
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- searching ---------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """The state of the catalog that the answers show."""
        return self._state.published.generation

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self._state.layout.index

    @property
    def words(self) -> Words:
        """What cuts questions into the same terms as the passages."""
        return self._state.words

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        if among is None:
            return self._known(self._state.vectors.search(query, limit))
        table = self._rows.table
        allowed = table.passage_id[np.isin(table.speech_no, among)]
        return self._known(self._state.vectors.search(query, limit, allowed))

    def similarities(self, query: NDArray[np.float32], passage_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of `query` and each passage, in their order; 0 where a passage has no vector yet."""
        held = np.isin(passage_ids, self._embedded)
        cosines = np.zeros(len(passage_ids), dtype=np.float32)
        cosines[held] = self._state.vectors.similarities(query, passage_ids[held])
        return cosines

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        return self._known(self._state.passages.keyword(terms, boosts, limit, among))

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """How rare each word and each pair of `terms` is among the passages: BM25's idf."""
        return self._state.passages.rarity(terms)

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
        ids, scores = self._known(self._state.speeches.keyword(terms, boosts, limit))
        numbers = self.speech_numbers(ids)
        return dict(zip(numbers.tolist(), scores.tolist(), strict=True))

    def _known(self, found: Found) -> Found:
        """`found` without ids that the catalog no longer holds: while a build runs, it is ahead of what is derived."""
        ids, scores = found
        known = self._rows.held(ids)
        return ids[known], scores[known]

    def occurrences(
        self, phrase: str, after: tuple[int, int] | None, limit: int, among: NDArray[np.int64] | None = None
    ) -> list[Place]:
        """See SearchEngine. Overlapping places are counted once, from the left."""
        folded = fold_plain(phrase)
        first_ids = self._state.speeches.with_phrase(folded, among)
        places: list[Place] = []
        for number in np.sort(self.speech_numbers(first_ids)).tolist():
            if after is None or number >= after[0]:
                found = places_of(folded, number, self.folded(number))
                places += [place for place in found if after is None or (number, place.start) > after]
            if len(places) >= limit:
                break
        return places[:limit]

    # --- looking up --------------------------------------------------------------------------------------------

    def fetch(self, passage_ids: Sequence[int]) -> list[Fetched]:
        """See SearchEngine."""
        rows = self._rows.of_ids(np.asarray(passage_ids, dtype=np.int64))
        return [self._fetched(row) for row in rows.tolist()]

    def _fetched(self, row: int) -> Fetched:
        table = self._rows.table
        number, ordinal = int(table.speech_no[row]), int(table.ordinal[row])
        speech = self.with_text(number)
        start, end = int(table.start[row]), int(table.end[row])
        text, path = speech.text[start:end], self._heading_paths(number)[ordinal]
        passage = Passage(speech.speech_id, ordinal, start, end, text, int(table.paragraph[row]), path)
        return Fetched(int(table.passage_id[row]), number, passage, speech)

    def passages_at(self, places: Sequence[Place]) -> NDArray[np.int64]:
        """The ids, ascending, each once, of the passages in which `places` begin; between two passages, of the next."""
        return np.unique(self._rows.table.passage_id[self._rows.at(places)])

    def speech_numbers(self, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The speech number of each passage, in their order; ids that are gone are left out."""
        return self._rows.table.speech_no[self._rows.of_ids(passage_ids)]

    def spans_of(self, passage_ids: NDArray[np.int64]) -> list[Place]:
        """Where each passage stands, in their order; ids that are gone are left out."""
        table, rows = self._rows.table, self._rows.of_ids(passage_ids)
        columns = (table.speech_no[rows].tolist(), table.start[rows].tolist(), table.end[rows].tolist())
        return [Place(*span) for span in zip(*columns, strict=True)]

    def passage_ids(self) -> NDArray[np.int64]:
        """The ids of all passages, ascending."""
        return self._rows.table.passage_id

    def ids_of(self, passages: Sequence[Passage]) -> list[int]:
        """The id of each passage, in their order."""
        rows = [self._rows.of_speech(self._numbers[passage.speech_id])[passage.ordinal] for passage in passages]
        return [int(self._rows.table.passage_id[row]) for row in rows]

    def number_of(self, speech_id: str) -> int | None:
        """The number of the speech with `speech_id`, None if there is none."""
        return self._numbers.get(speech_id)

    def signatures(self, passage_ids: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The signature of each passage's folded text, shape (passages, MINIMA), in their order."""
        return self._rows.table.signature[self._rows.of_ids(passage_ids)]

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of the sentences of each passage, shape (sentences, dimension), by passage id."""
        with self._catalog_lock:
            return self._catalog.sentence_vectors(passage_ids)

    def speeches(self) -> dict[int, SpeechFacts]:
        """The metadata of every speech, by speech number."""
        return self._speeches

    def speech(self, speech_no: int) -> tuple[Speech, tuple[Passage, ...]]:
        """A speech, and its passages in order."""
        rows = self._rows.of_speech(speech_no).tolist()
        return self.with_text(speech_no), tuple(self._fetched(row).passage for row in rows)

    def with_text(self, speech_no: int) -> Speech:
        """The speech with a number."""
        return self._text(speech_no).speech

    def folded(self, speech_no: int) -> Folded:
        """The folded text of a speech, with the way back."""
        return self._text(speech_no).folded

    def may_hold(self, folded: str) -> NDArray[np.int64]:
        """The numbers, ascending, of all speeches whose folded text holds `folded`, which is folded and not empty."""
        return np.sort(self.speech_numbers(self._state.speeches.with_phrase(folded)))

    @cached_property
    def versions(self) -> Versions:
        """Which speeches are versions of one."""
        return find_versions(self._speeches, self.speech_signatures(), self.decisions())

    @cached_property
    def families(self) -> Families:
        """The formulation families among the speeches that count."""
        counted = frozenset(self.versions.counted())
        with self._catalog_lock:
            members = self._catalog.family_members()
        return Families(member for member in members if member.speech_no in counted)

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
        with self._catalog_lock:
            return {name: Path(path) for name, (path, _) in self._catalog.roots().items()}

    def decisions(self) -> tuple[Decision, ...]:
        """What people had decided about versions when this state was built, oldest first."""
        with self._catalog_lock:
            return self._catalog.decisions()

    def lengths(self) -> dict[int, int]:
        """How many characters each speech has, by speech number."""
        return self._lengths

    @cached_property
    def _lengths(self) -> dict[int, int]:
        with self._catalog_lock:
            return self._catalog.lengths()

    def pending(self) -> dict[int, int]:
        """How many passages of each speech have no vector yet, by speech number; speeches without any are left out."""
        table = self._rows.table
        missing = ~np.isin(table.passage_id, self._embedded)
        numbers, counts = np.unique(table.speech_no[missing], return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def speech_signatures(self) -> dict[int, NDArray[np.uint32]]:
        """The signature of each speech's text, by speech number (see `indexer.likeness`)."""
        return signatures_of_speeches(self._rows.table.speech_no, self._rows.table.signature)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids, ascending, of the passages that have a vector, and the vectors, shape (passages, dimension)."""
        known = self._rows.held(self._embedded)
        return self._embedded[known], self._state.vectors.all()[known]

    def let_go(self) -> None:
        """Read on from the newest pages of the catalog's file, so that those of older states can be overwritten."""
        with self._catalog_lock:
            self._catalog.refresh()

    def reports(self) -> tuple[FileReport, ...]:
        """How the reading of each file went, by root and path."""
        return self._reports

    @cached_property
    def _reports(self) -> tuple[FileReport, ...]:
        with self._catalog_lock:
            return tuple(self._catalog.reports())

    def stamps(self, root: str) -> dict[str, str]:
        """What each file of `root` looked like when it was read (see `indexer.files`), by its path."""
        with self._catalog_lock:
            return self._catalog.stamps(root)

    def meta(self, key: str) -> str | None:
        """What the catalog notes under `key`."""
        with self._catalog_lock:
            return self._catalog.meta(key)

    def counts(self) -> tuple[int, int, int, int]:
        """How many speeches, passages and characters there are, and passages without an embedding."""
        return self._counts

    @cached_property
    def _counts(self) -> tuple[int, int, int, int]:
        with self._catalog_lock:
            return self._catalog.counts()


def _by_language(speeches: Mapping[int, SpeechFacts]) -> dict[str, NDArray[np.int64]]:
    """The numbers, ascending, of the speeches in each language."""
    languages = sorted({speech.language for speech in speeches.values()})
    return {
        language: np.array(sorted(n for n, speech in speeches.items() if speech.language == language), dtype=np.int64)
        for language in languages
    }

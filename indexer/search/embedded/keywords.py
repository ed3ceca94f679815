"""The keyword side in tantivy: passages for BM25, whole speeches for BM25 and for exact phrases of any length.

Everything arrives cut into terms and parted by blanks. The speeches' `chars` field holds single folded characters with
their positions, so an exact phrase is found whatever the words of its surroundings (`corpus.lookup_characters`).
"""

from __future__ import annotations

import errno
import json
import logging
import math
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.search.protocol import Boosts, Found, Terms

log = logging.getLogger(__name__)

VERSION = 5

Alternative = tuple[str, str, float]
"""A field, a term in it, and its weight."""

Hit = tuple[float, tantivy.DocAddress]

_HEAP_BYTES = 64_000_000
# Times as many entries are looked at as should do, and entries of all that are looked at in the time that tantivy takes
# to look a speech up.
_MARGIN, _WORTH_A_NUMBER = 1.3, 8
_PAIR = re.compile(r"[^\x00-\u2fff]{2}")
_ANALYZER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The indexed form of a passage or a speech, its terms parted by blanks: so they cost little to send to a process.

    `head_words` and `head_pairs` are the terms of its title and headings. `chars` are the lookup characters of the text
    where exact phrases are to be found, else "".
    """

    entry_id: int
    speech_no: int
    words: str
    pairs: str
    head_words: str
    head_pairs: str
    chars: str = ""


class Lexical:
    """One tantivy index of entries by id. A reader sees the state of its last `reload`."""

    def __init__(self, folder: Path | None) -> None:
        """Open the index in `folder`, or make one there; one that is only in memory where that is None."""
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._schema = _schema()
        with _panics():
            self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)
            self._index.register_tokenizer("terms", _ANALYZER)
            self.reload()

    @classmethod
    def open_to_read(cls, folder: Path) -> Lexical:
        """The index in `folder`, also where nothing may be written.

        tantivy locks what it opens, by a file beside it; where it cannot, it is given a folder of links to the files.
        :raises OSError: if the index is damaged.
        """
        try:
            return cls(folder)
        except ValueError as exc:
            if not folder.is_dir():
                raise FileNotFoundError(folder) from exc
            links = Path(tempfile.mkdtemp(prefix="tifa-"))
            try:
                for path in folder.iterdir():
                    if path.suffix != ".lock":
                        (links / path.name).symlink_to(path.absolute())
                opened = cls(links)
            except ValueError:
                shutil.rmtree(links, ignore_errors=True)
                raise OSError(errno.EIO, str(exc)) from exc
            weakref.finalize(opened, shutil.rmtree, links, ignore_errors=True)
            return opened

    @classmethod
    def in_memory(cls, entries: Iterable[Entry]) -> Lexical:
        """An index of `entries` that is on no disk."""
        made = cls(None)
        made.update((), entries)
        return made

    @classmethod
    def open_or_replace(cls, folder: Path, ids: NDArray[np.int64] | None = None) -> Lexical:
        """The index in `folder`; an empty one in its place when it is damaged.

        `ids` are those of its entries, ascending, where it is known that it is sound.
        """
        try:
            opened = cls(folder)
            opened._ids = ids if ids is not None else opened.ids()
            return opened
        except ValueError as exc:
            log.warning("The search by words is being prepared again. Nothing in the library is lost.")
            log.info("The keyword index in %s is made anew: %.200s", folder, exc)
            shutil.rmtree(folder)
            return cls(folder)

    def reload(self) -> None:
        """See the newest commit."""
        self._index.reload()
        self._searcher = self._index.searcher()
        self._ids: NDArray[np.int64] | None = None
        self._last: int | None = None
        self.removed = _removed(self._folder) if self._folder else 0
        """Entries that were removed: BM25 counts them until their segment is merged, and they are never found."""

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def ids(self) -> NDArray[np.int64]:
        """The ids of all entries, ascending; looked up once for each commit.

        :raises ValueError: if the index is damaged.
        """
        if self._ids is None:
            with _panics():
                found = self._searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False)
                self._ids = np.sort(self._values("id", [address for _, address in found.hits]))
        return self._ids

    def update(self, remove: Sequence[int], add: Iterable[Entry]) -> None:
        """Remove and add entries in one commit."""
        with self.writing(remove) as write:
            for entry in add:
                write(entry)

    @contextmanager
    def writing(self, remove: Sequence[int] = ()) -> Iterator[Callable[[Entry], None]]:
        """A function that adds an entry; these and the removal of `remove` are one commit at the end of the block."""
        with self._write_errors():
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            if remove:
                # By query: deleting by term takes the number for a signed one and finds nothing (tantivy-py 0.27).
                writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, "id", list(remove)))

        def write(entry: Entry) -> None:
            document = _document(entry)
            with self._write_errors():
                writer.add_document(document)

        yield write
        with self._write_errors():
            writer.commit()
            writer.wait_merging_threads()
            self.reload()

    @contextmanager
    def _write_errors(self) -> Iterator[None]:
        """Tantivy's errors as the system's: of a thread that could not write it only says that it was killed."""
        try:
            yield
        except ValueError as exc:
            full = "No space" in str(exc) or (
                self._folder is not None and shutil.disk_usage(self._folder).free < _HEAP_BYTES
            )
            raise OSError(errno.ENOSPC if full else errno.EIO, str(exc)) from exc

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The ids and BM25 scores of the at most `limit` entries that hold any of `terms`, best first.

        `among` are the speech numbers that may answer; None means all. (tantivy's BM25: k1 = 1.2, b = 0.75.)
        """
        should = [(tantivy.Occur.Should, query) for query in self._queries(terms, boosts)]
        if not should:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return self._search(tantivy.Query.boolean_query(should), limit, among)

    def _queries(self, terms: Terms, boosts: Boosts) -> Iterator[tantivy.Query]:
        """A query for each field and term, one for a word and its equivalents together."""
        said_otherwise = {stem: terms.equivalents.get(word, {}) for word, stem in _stem_of(terms.words).items()}
        for field, term, boost in _weighted(terms, boosts):
            if field.endswith("words") and said_otherwise[term]:
                yield from self._any_of(_alternatives(field, term, said_otherwise[term]), boost)
            else:
                yield tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term), boost)

    def _any_of(self, alternatives: Sequence[Alternative], boost: float) -> Iterator[tantivy.Query]:
        """A query for the best of `alternatives` that an entry holds, all as rare as they are together; none for none.

        Each by its own rarity, the least usual translation would count most (Pirkola 1998, doi:10.1145/290941.290957).
        """
        holding = [self._searcher.doc_freq(field, term) for field, term, _ in alternatives]
        rarity = self._rarity(alternatives, holding)
        any_of = []
        for (field, term, weight), entries in zip(alternatives, holding, strict=True):
            if entries:
                query = tantivy.Query.term_query(self._schema, field, term)
                any_of.append(tantivy.Query.boost_query(query, boost * weight * rarity / self._idf(entries)))
        if any_of:
            yield tantivy.Query.disjunction_max_query(any_of)

    def _rarity(self, alternatives: Sequence[Alternative], holding: Sequence[int]) -> float:
        """The idf of what stands in as many entries as all of `alternatives`, each counted by its weight.

        `holding` is in how many entries each of them stands.
        """
        together = sum([weight * entries for (*_, weight), entries in zip(alternatives, holding, strict=True)])
        return self._idf(min(together, len(self) + self.removed))

    def _idf(self, holding: float) -> float:
        entries = len(self) + self.removed  # as they are counted for `holding` too
        return math.log(1 + (entries - holding + 0.5) / (holding + 0.5))

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """The rarity of each word, with its equivalents, and each pair of `terms`: BM25's idf, the largest for one that
        no entry holds.
        """
        words = {}
        for word, stem in _stem_of(terms.words).items():
            alternatives = _alternatives("words", stem, terms.equivalents.get(word, {}))
            holding = [self._searcher.doc_freq(field, term) for field, term, _ in alternatives]
            words[word] = self._rarity(alternatives, holding)
        return words, {pair: self._idf(self._searcher.doc_freq("pairs", pair)) for pair in terms.pairs}

    def with_phrase(self, characters: str, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """The ids, ascending, of all entries whose `chars` hold those of a phrase; none for an empty one."""
        if not characters or not len(self):
            return np.zeros(0, dtype=np.int64)
        if len(characters) == 1:  # tantivy has no phrase of one term
            query = tantivy.Query.term_query(self._schema, "chars", characters)
        else:
            query = tantivy.Query.phrase_query(self._schema, "chars", list(characters))
        return np.sort(self._search(tantivy.Query.const_score_query(query, 1.0), len(self), among)[0])

    def _search(self, query: tantivy.Query, limit: int, among: NDArray[np.int64] | None) -> Found:
        hits = self._best(query, limit) if among is None else self._best_among(query, limit, among)
        ids = self._values("id", [address for _, address in hits])
        scores = np.array([score for score, _ in hits], dtype=np.float32)
        order = np.lexsort((ids, -scores))  # ties by id: segments come and go
        return ids[order], scores[order]

    def _best_among(self, query: tantivy.Query, limit: int, among: NDArray[np.int64]) -> list[Hit]:
        """The at most `limit` best hits of `query` in the speeches `among`, best first.

        Where many pass, these are among the best of all: tantivy passes most entries over when it looks for those, and
        none when it looks for numbers of speeches too, each of which it first looks up.
        """
        speeches = self._speeches()
        looked_at = limit + int(limit * _MARGIN * speeches / max(1, len(among)))
        while looked_at <= _WORTH_A_NUMBER * len(among):
            best = self._best(query, looked_at)
            passing = self._in_speeches(best, among)
            if len(passing) >= limit or len(best) < looked_at:
                return [best[at] for at in passing[:limit].tolist()]
            looked_at *= max(2, int(_MARGIN * limit / max(1, len(passing))))
        allowed = tantivy.Query.term_set_query(self._schema, "speech", among.tolist())
        silent = tantivy.Query.boost_query(allowed, 0.0)
        both = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)]
        return self._best(tantivy.Query.boolean_query(both), limit)

    def _best(self, query: tantivy.Query, limit: int) -> list[Hit]:
        """The at most `limit` best hits of `query`, best first; of those with one score the first in the files."""
        return self._searcher.search(query, limit=max(1, limit), count=False).hits

    def _in_speeches(self, hits: Sequence[Hit], among: NDArray[np.int64]) -> NDArray[np.intp]:
        """The places, ascending, of those of `hits` that are of the speeches `among`."""
        numbers = self._values("speech", [address for _, address in hits])
        wanted = np.zeros(int(max(numbers.max(initial=0), among.max(initial=0))) + 1, dtype=np.bool_)
        wanted[among] = True
        return np.flatnonzero(wanted[numbers])

    def _speeches(self) -> int:
        """The highest number of a speech: about so many there are."""
        if self._last is None:
            last = self._searcher.aggregate(tantivy.Query.all_query(), {"last": {"max": {"field": "speech"}}})
            self._last = int(last["last"]["value"] or 0)
        return self._last

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> NDArray[np.int64]:
        if not addresses:
            return np.zeros(0, dtype=np.int64)
        return np.array(self._searcher.fast_field_values(field, addresses), dtype=np.int64)


@contextmanager
def _panics() -> Iterator[None]:
    """Turns the panics of tantivy inside the block, at damaged files, into a ValueError like its other errors."""
    try:
        yield
    except BaseException as exc:
        if type(exc).__name__ != "PanicException":
            raise
        raise ValueError(str(exc)) from exc


def _removed(folder: Path) -> int:
    """The number of entries of the index in `folder` that were removed and are still in its files."""
    segments = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
    return sum(each["deletes"]["num_deleted_docs"] for each in segments if each["deletes"])


def remove_other_folders(keep: Path) -> None:
    """Delete the folders beside `keep`: indexes made with other settings."""
    for folder in keep.parent.iterdir():
        if folder != keep and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)  # on Windows not while it is read; the next publishing does it


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_unsigned_field("speech", indexed=True, fast=True)
    for field in ("words", "pairs", "head_words", "head_pairs"):
        builder.add_text_field(field, tokenizer_name="terms", index_option="freq")
    builder.add_text_field("chars", tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("id", entry.entry_id)
    document.add_unsigned("speech", entry.speech_no)
    document.add_text("words", entry.words)
    document.add_text("pairs", entry.pairs)
    document.add_text("head_words", entry.head_words)
    document.add_text("head_pairs", entry.head_pairs)
    if entry.chars:
        document.add_text("chars", entry.chars)
    return document


def stems(words: Sequence[str]) -> list[str]:
    """The words as they are indexed: English ones by their stem."""
    return ["".join(_ANALYZER.analyze(word)) for word in words]


def _stem_of(words: Sequence[str]) -> dict[str, str]:
    return dict(zip(words, stems(words), strict=True))


def _alternatives(field: str, stem: str, equivalents: Mapping[str, float]) -> list[Alternative]:
    """The word `stem` and its equivalents: those of two characters are looked for inside of other words, too."""
    pairs = field.replace("words", "pairs")
    others = [(pairs if _PAIR.fullmatch(word) else field, word, weight) for word, weight in equivalents.items()]
    return [(field, stem, 1.0), *others]


def _weighted(terms: Terms, boosts: Boosts) -> list[tuple[str, str, float]]:
    stemmed = stems(terms.words)
    fields = (
        ("words", stemmed, boosts.words),
        ("pairs", terms.pairs, boosts.pairs),
        ("head_words", stemmed, boosts.head_words),
        ("head_pairs", terms.pairs, boosts.head_pairs),
    )
    return [(field, term, boost) for field, found, boost in fields if boost > 0 for term in dict.fromkeys(found)]

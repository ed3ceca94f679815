"""A second search engine: every answer counted out over all passages in memory, from what the snapshot holds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import tantivy

from corpus import lookup_characters
from indexer.entries import terms as cut
from indexer.search.protocol import Boosts, Found, Terms
from indexer.snapshot import Snapshot

K1, B = 1.2, 0.75
STEM = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()


class Field:
    """One field of all documents, by id, scored by BM25 (Robertson and Zaragoza 2009)."""

    def __init__(self, documents: dict[int, Sequence[str]], kept: Callable[[int], int]) -> None:
        self.counts = {number: Counter(document) for number, document in documents.items()}
        self.lengths = {number: kept(len(document)) for number, document in documents.items()}
        self.mean = sum(map(len, documents.values())) / max(1, len(documents))

    def holding(self, term: str) -> int:
        return sum(term in counts for counts in self.counts.values())

    def idf(self, holding: float) -> float:
        return math.log(1 + (len(self.counts) - holding + 0.5) / (holding + 0.5))

    def scores(self, terms: Sequence[str]) -> dict[int, float]:
        found: Counter[int] = Counter()
        for term in dict.fromkeys(terms):
            for number, frequency in self.frequencies(term).items():
                found[number] += self.idf(self.holding(term)) * frequency  # type: ignore[assignment]
        return dict(found)

    def frequencies(self, term: str) -> dict[int, float]:
        """The saturated frequency of `term` in each document that holds it."""
        found = {}
        for number, counts in self.counts.items():
            if counts[term]:
                norm = K1 * (1 - B + B * self.lengths[number] / self.mean)
                found[number] = (1 + K1) * counts[term] / (counts[term] + norm)
        return found


class Texts:
    """Documents by id, each with the terms of its body and of its head; a length counts as it is `kept`."""

    def __init__(self, documents: dict[int, tuple[Terms, Terms]], kept: Callable[[int], int]) -> None:
        def field(read: Callable[[Terms, Terms], Sequence[str]]) -> Field:
            return Field({number: read(body, head) for number, (body, head) in documents.items()}, kept)

        self.words = field(lambda body, _: stems(body.words))
        self.pairs = field(lambda body, _: body.pairs)
        self.head_words = field(lambda _, head: stems(head.words))
        self.head_pairs = field(lambda _, head: head.pairs)

    def scores(self, terms: Terms, boosts: Boosts) -> dict[int, float]:
        alone = stems([word for word in terms.words if word not in terms.equivalents])
        parts = [
            (boosts.words, self.words.scores(alone)),
            (boosts.pairs, self.pairs.scores(terms.pairs)),
            (boosts.head_words, self.head_words.scores(alone)),
            (boosts.head_pairs, self.head_pairs.scores(terms.pairs)),
        ]
        for word in terms.equivalents:
            parts.append((boosts.words, self.best_of(word, terms, self.words, self.pairs)))
            parts.append((boosts.head_words, self.best_of(word, terms, self.head_words, self.head_pairs)))
        found: Counter[int] = Counter()
        for boost, scores in parts:
            for number, score in scores.items() if boost > 0 else ():
                found[number] += boost * score  # type: ignore[assignment]
        return dict(found)

    def best_of(self, word: str, terms: Terms, words: Field, pairs: Field) -> dict[int, float]:
        """The score of a word and its equivalents as one in each document that holds any of them."""
        best: dict[int, float] = {}
        for field, term, weight in alternatives(word, terms, words, pairs):
            for number, frequency in field.frequencies(term).items():
                best[number] = max(weight * frequency, best.get(number, 0.0))
        return {number: frequency * rarity(word, terms, words, pairs) for number, frequency in best.items()}


class InMemorySearch:
    """See SearchEngine."""

    def __init__(self, snapshot: Snapshot, *, exact_lengths: bool) -> None:
        """With `exact_lengths` passages are scored as by Milvus (from 2.5 on), else as by tantivy.

        Milvus cannot count a word and its equivalents as one: these are scored by tantivy in any case.
        """
        self.generation = snapshot.generation
        self._ids, self._vectors = snapshot.vectors()
        self._characters = {n: lookup_characters(snapshot.with_text(n).text) for n in snapshot.speeches()}
        self._speech_of: dict[int, int] = {}
        passages: dict[int, tuple[Terms, Terms]] = {}
        speeches: dict[int, tuple[Terms, Terms]] = {}
        for number in snapshot.speeches():
            speech, own = snapshot.speech(number)
            bodies = []
            for passage_id, passage in zip(snapshot.ids_of(own), own, strict=True):
                self._speech_of[passage_id] = number
                bodies.append(cut(passage.text, snapshot.segmenter))
                head = [cut(part, snapshot.segmenter) for part in (speech.title, *passage.heading_path)]
                passages[passage_id] = bodies[-1], joined(head)
            head = [cut(part, snapshot.segmenter) for part in (speech.title, speech.occasion) if part]
            speeches[number] = joined(bodies), joined(head)
        self._passages = Texts(passages, int if exact_lengths else rounded)
        self._with_equivalents = Texts(passages, rounded)
        self._speeches = Texts(speeches, rounded)
        self.pending = len(passages) - len(self._ids)

    failure = None

    def dense(self, query: np.ndarray, limit: int, among: np.ndarray | None = None) -> Found:
        return self._best(dict(zip(self._ids.tolist(), (self._vectors @ query).tolist(), strict=True)), limit, among)

    def similarities(self, query: np.ndarray, passage_ids: np.ndarray) -> np.ndarray:
        cosines = dict(zip(self._ids.tolist(), (self._vectors @ query).tolist(), strict=True))
        return np.array([cosines.get(each, 0.0) for each in passage_ids.tolist()], dtype=np.float32)

    def sample(self, among: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        if among is None:
            return self._ids, self._vectors
        held = np.isin([self._speech_of[each] for each in self._ids.tolist()], among)
        return self._ids[held], self._vectors[held]

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: np.ndarray | None = None) -> Found:
        texts = self._with_equivalents if terms.equivalents else self._passages
        return self._best(texts.scores(terms, boosts), limit, among)

    def keyword_speeches(
        self, terms: Terms, boosts: Boosts, limit: int, among: np.ndarray | None = None
    ) -> dict[int, float]:
        scores = self._speeches.scores(terms, boosts)
        found = {number: score for number, score in scores.items() if among is None or number in among}
        return {number: found[number] for number in sorted(found, key=lambda each: (-found[each], each))[:limit]}

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        words, pairs = self._passages.words, self._passages.pairs
        return (
            {word: rarity(word, terms, words, pairs) for word in terms.words},
            {pair: pairs.idf(pairs.holding(pair)) for pair in terms.pairs},
        )

    def phrase_speeches(self, phrase: str, among: np.ndarray | None = None) -> np.ndarray:
        sought, allowed = lookup_characters(phrase), self._characters.keys() if among is None else among.tolist()
        holding = [number for number in sorted(allowed) if sought and sought in self._characters[number]]
        return np.array(holding, dtype=np.int64)

    def _best(self, found: dict[int, float], limit: int, among: np.ndarray | None) -> Found:
        allowed = [each for each in found if among is None or self._speech_of[each] in among]
        best = sorted(allowed, key=lambda each: (-found[each], each))[:limit]
        return np.array(best, dtype=np.int64), np.array([found[each] for each in best], dtype=np.float32)


def alternatives(word: str, terms: Terms, words: Field, pairs: Field) -> list[tuple[Field, str, float]]:
    others = terms.equivalents.get(word, {}).items()
    return [(words, stems([word])[0], 1.0)] + [
        (pairs if len(other) == 2 and not other.isascii() else words, other, weight) for other, weight in others
    ]


def rarity(word: str, terms: Terms, words: Field, pairs: Field) -> float:
    holding = sum(weight * field.holding(term) for field, term, weight in alternatives(word, terms, words, pairs))
    return words.idf(min(holding, len(words.counts)))


def stems(words: Sequence[str]) -> list[str]:
    return ["".join(STEM.analyze(word)) for word in words]


def joined(parts: Sequence[Terms]) -> Terms:
    return Terms([word for part in parts for word in part.words], [pair for part in parts for pair in part.pairs])


def rounded(length: int) -> int:
    """A length as tantivy keeps it, in a byte: exact up to 40, then four significant bits of what is beyond 24."""
    if length < 40:
        return length
    shift = (length - 24).bit_length() - 4
    return 24 + ((length - 24) >> shift << shift)

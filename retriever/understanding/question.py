"""A question as typed, taken apart: what is quoted, what is asked about, and how much each of its terms tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus import fold_plain
from corpus.errors import QueryError
from corpus.language.quotes import quoted_phrases
from corpus.language.script import language_of
from indexer.search.dictionary import equivalents
from indexer.search.protocol import Terms
from indexer.search.terms import pairs
from retriever.opened import OpenedIndex
from retriever.understanding.asking import content_words, subject

LONGEST_QUESTION = 2000

_ANYTHING = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Question:
    """A question without the blanks around it, and its quoted phrases."""

    text: str
    phrases: tuple[str, ...]


def read_question(text: str) -> Question:
    """The question, taken apart.

    :raises QueryError: if it is blank or longer than LONGEST_QUESTION characters.
    """
    # A terminal in another encoding hands over halves of characters that nothing behind here can take.
    stripped = text.encode("utf-8", "replace").decode("utf-8").strip()
    if not _ANYTHING.search(fold_plain(stripped)):
        raise QueryError("query_blank")
    if len(stripped) > LONGEST_QUESTION:
        raise QueryError("query_too_long", length=len(stripped), limit=LONGEST_QUESTION)
    return Question(stripped, tuple(dict.fromkeys(quoted_phrases(stripped))))


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a question: its terms, and how rare each word and each pair of characters is in the corpus."""

    terms: Terms
    words: Mapping[str, float]
    pairs: Mapping[str, float]

    def coverage(self, folded: str) -> float:
        """The share of the subject in a folded text, in [0, 1]; rare terms count more, as in BM25."""
        return self.coverages((folded,))[0]

    def coverages(self, folded: Sequence[str]) -> list[float]:
        """The coverage in each of several folded texts."""
        alone = len(folded) == 1
        together = folded[0] if alone else "\n".join(folded)  # few of the terms stand in any of them
        shares = [0.0] * len(folded)
        kinds = [weights for weights in (self.words, self.pairs) if weights]
        equivalents = self._equivalents_in(together)
        for weights in kinds:
            held, total = [term for term in weights if term in together], sum(weights.values())
            otherwise = [(term, others) for term, others in equivalents.items() if term in weights]
            for place, text in enumerate(folded):
                shares[place] += sum([weights[term] for term in held if alone or term in text]) / total
                if otherwise:
                    some = [weights[term] * _best(others, text) for term, others in otherwise if term not in text]
                    shares[place] += sum(some) / total
        return [share / max(1, len(kinds)) for share in shares]

    def _equivalents_in(self, folded: str) -> dict[str, dict[str, float]]:
        """The equivalents of each term that a folded text holds, with their weights; no term that it holds none of."""
        if not self.terms.equivalents:
            return {}
        found = {
            term: {other: weight for other, weight in others.items() if other in folded}
            for term, others in self.terms.equivalents.items()
        }
        return {term: others for term, others in found.items() if others}

    def held(self, term: str, folded: str) -> float:
        """1 where a folded text holds `term`, else the weight of its best equivalent there, 0 for none."""
        if term in folded:
            return 1.0
        others = self.terms.equivalents.get(term)
        return _best(others, folded) if others else 0.0

    def below(self, above: str, share: float) -> Subject:
        """The subject where a term that stands in the folded text `above` counts only `share` of its rarity."""
        words, couples = (
            {term: weight * (share if self.held(term, above) else 1) for term, weight in weights.items()}
            for weights in (self.words, self.pairs)
        )
        return Subject(self.terms, words, couples)


def _best(equivalents: Mapping[str, float], folded: str) -> float:
    """The weight of the best of some equivalents that a folded text holds, 0 for none."""
    return max([weight for other, weight in equivalents.items() if other in folded], default=0.0)


def read_subject(index: OpenedIndex, text: str) -> Subject:
    """The subject of the question `text`, weighed by the corpus of `index`."""
    asked = subject(text)
    words = content_words(index.snapshot.segmenter.words(asked))
    # A library that speaks the language of the question is found by its words; translations would lead away from them.
    is_foreign = index.snapshot.main_language() not in (language_of(asked), None)
    terms = Terms(words, pairs(asked), equivalents(words) if is_foreign else {})
    return Subject(terms, *index.search.rarity(terms))

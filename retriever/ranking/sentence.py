"""The decisive sentence of a passage: the one that holds what was asked, in its words, its meaning and its kind.

The weights are those of a conditional logit over the sentences of a passage, fitted to questions with known answers
(docs/retrieval.md says on which, and what each kind of evidence adds). What stands in the title or in the headings is
what the whole passage is about: it hardly tells one sentence of it from another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus import Span, fold, fold_plain, sentences
from corpus.language.dates import MONTHS
from corpus.language.numerals import COUNTED, LARGE, NUMERALS
from retriever.ranking import weights
from retriever.understanding.query import Subject

# What kind of answer a question calls for, what such an answer looks like, and how much that counts.
_HOW_MANY = re.compile(r"多少|几[个名人次年月日户家件项条]|多[大长高远久深]|比例|how (?:many|much)", re.I)
_NUMBER = re.compile(rf"\d|[{COUNTED}{LARGE}]+[个名人次年月日元户家件项条米公亩吨座所栋辆场届岁]")
_WHEN = re.compile(r"什么时候|何时|哪一?[年天月]|几[年月]|时间|日期|什麼時候|when\b", re.I)
_DATE = re.compile(rf"\d{{4}}年?|\d+[月日]|[{NUMERALS}]月|世纪|年代|年底|季度|\b(?:{'|'.join(MONTHS)})\b")
_WHO = re.compile(r"谁|誰|哪位|牵头|负责|who\b", re.I)
_PERSON = re.compile(r"由|牵头|负责|书记|县长|局|办|[·]|先生|女士")
_WHY = re.compile(r"为什么|为何|原因|為什麼|why\b", re.I)
_REASON = re.compile(r"因为|由于|为了|所以|导致|原因|because|since", re.I)
_WHICH = re.compile(r"哪些|哪几|分别|包括|which\b", re.I)
_LIST = re.compile(r"、|一是|, .* and ")
_HOW = re.compile(r"怎么|怎样|如何|怎麼|how\b", re.I)
_MEANS = re.compile(r"通过|采用|利用|要|必须|by ", re.I)
_KINDS = (
    (_HOW_MANY, _NUMBER, weights.HOW_MANY),
    (_WHEN, _DATE, weights.WHEN),
    (_WHO, _PERSON, weights.WHO),
    (_WHY, _REASON, weights.WHY),
    (_WHICH, _LIST, weights.WHICH),
    (_HOW, _MEANS, weights.HOW),
)


@lru_cache(maxsize=2000)
def passage_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a passage: one question looks at it more than once, and so does the next."""
    return tuple(sentences(text))


def decisive(
    text: str,
    above: str,
    question: str,
    subject: Subject,
    query: NDArray[np.float32],
    vectors: NDArray[np.float32],
) -> Span | None:
    """The span of the sentence of `text` that best answers `question`, None for a text without sentences.

    `above` are the title and the headings over the text. `vectors` are those of `sentences(text)`, shape (sentences,
    dimension); of shape (0, dimension) when there are none.
    """
    spans = passage_sentences(text)
    if len(spans) < 2:
        return spans[0] if spans else None
    scores = evidence(
        text, spans, question, subject.below(fold_plain(above), weights.ABOVE), query, vectors
    ) @ np.array(astuple(weights.SENTENCE))
    scores[~_long_enough(spans)] = -np.inf
    return spans[int(np.argmax(scores))]


def best_share(text: str, question: str, subject: Subject, meaning: NDArray[np.float32], vote: float) -> float:
    """How well the best sentence of `text` answers by its meaning, its words and its kind together, in [0, 1].

    `meaning` are the cosines of the sentences, brought to [0, 1]; `vote` says how much the words have to say.
    """
    spans = passage_sentences(text)
    if len(spans) != len(meaning):
        return 0.0  # made by another splitter: the passage is embedded anew with the next build
    texts = [text[start:end] for start, end in spans]
    words = np.array([subject.coverage(fold_plain(sentence)) for sentence in texts])
    scores = (
        meaning
        + weights.WORDS_BESIDE * vote * words
        + weights.KIND_BESIDE * np.minimum(_of_kind(texts, question), weights.MOST_KIND)
    )
    return float(scores[_long_enough(spans)].max(initial=0.0)) / (
        1 + weights.WORDS_BESIDE + weights.KIND_BESIDE * weights.MOST_KIND
    )


def _long_enough(spans: Sequence[Span]) -> NDArray[np.bool_]:
    """Which of the sentences can answer: a heading or a name repeats the question's words and answers nothing.

    All of them where none is long enough.
    """
    long = np.array([end - start >= weights.SHORTEST_SENTENCE for start, end in spans], dtype=bool)
    return long if long.any() else ~long


def evidence(
    text: str,
    spans: Sequence[Span],
    question: str,
    subject: Subject,
    query: NDArray[np.float32],
    vectors: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Evidence for each sentence, shape (sentences, 6): a column a field of SentenceWeights, in their order."""
    texts = [text[start:end] for start, end in spans]
    folded = [fold_plain(sentence) for sentence in texts]
    words, pairs = _overlap(folded, subject.words), _overlap(folded, subject.pairs)
    meaning = np.zeros(len(spans))
    if len(vectors) == len(spans):
        cosines = vectors @ query
        meaning = cosines - cosines.mean()
    overlap = words + pairs
    before, after = np.concatenate(([0.0], overlap[:-1])), np.concatenate((overlap[1:], [0.0]))
    return np.stack([words, pairs, meaning, before, after, _of_kind(texts, question)], axis=1)


def _overlap(folded: Sequence[str], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """For each sentence the share of the weighted terms that it holds; a term in several of them is shared out."""
    scores = np.zeros(len(folded))
    for term, weight in weights.items():
        holding = [place for place, sentence in enumerate(folded) if term in sentence]
        for place in holding:
            scores[place] += weight / len(holding)
    total = sum(weights.values())
    return scores / total if total else scores


def _of_kind(texts: Sequence[str], question: str) -> NDArray[np.float64]:
    called_for = [(looks, weight) for calls, looks, weight in _KINDS if calls.search(question)]
    return np.array(
        [sum(weight for looks, weight in called_for if looks.search(text)) for text in texts], dtype=np.float64
    )


def containing(text: str, phrases: Sequence[str]) -> tuple[Span, ...]:
    """The spans, ascending and disjoint, of the sentences of `text` that a phrase stands in or begins in."""
    if not phrases:
        return ()
    folded, offsets = fold(text)
    places = [folded.find(fold_plain(phrase)) for phrase in phrases]
    starts = [offsets[place] for place in places if place >= 0]
    return tuple(span for span in passage_sentences(text) if any(span[0] <= start < span[1] for start in starts))

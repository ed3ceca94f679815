"""The passages that may answer a question, each with its evidence, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus import same_script
from indexer.fetched import Fetched, read_texts
from indexer.id_sets import only_in
from indexer.search.protocol import Place
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.ranking import weights
from retriever.ranking.fusion import Background, fused, fused_by_chance, standing_out
from retriever.ranking.passage_texts import folded_passage
from retriever.ranking.sentence import best_share, most_of_sentence
from retriever.understanding.question import Question, Subject

_EVERY_PLACE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it takes to search for it.

    `embedded` is the share of all passages that have a vector, which grows while a first build goes on: evidence that
    the others cannot have counts by as much.
    """

    question: Question
    subject: Subject
    vector: NDArray[np.float32]
    ground: Background
    embedded: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates by score, best first; row i of every column is the same passage.

    `keyword`, `meaning` and `exact` say why it is a candidate. `chance` is the score of a passage that is like any
    other of the corpus and shares no word with the question.
    """

    passage_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    cosines: NDArray[np.float32]
    keyword: NDArray[np.bool_]
    meaning: NDArray[np.bool_]
    exact: NDArray[np.bool_]
    chance: float


def ranked(index: OpenedIndex, asked: Asked, among: NDArray[np.int64] | None, wording: NDArray[np.int64]) -> Ranked:
    """The candidates for `asked` from the speeches `among`; `wording` are passages with a wording that is looked up."""
    terms = asked.subject.terms
    near_ids = _nearest_in_meaning(index, asked, among)
    word_ids, word_scores = index.search.keyword(terms, weights.BOOSTS, weights.CANDIDATES, among)
    exact_ids = index.snapshot.passages_at(every_place(index, asked.question.phrases, among))
    # Who puts a wording in quotation marks wants that wording.
    ids = exact_ids if len(exact_ids) else np.union1d(np.union1d(near_ids, word_ids), wording)
    exact_ids = np.union1d(exact_ids, wording)
    keyword = _scores_by_id(word_ids, word_scores, ids)
    numbers = index.snapshot.speech_numbers(ids)
    whole = _scores_of(index.search.keyword_speeches(terms, weights.BOOSTS, weights.SPEECHES, among), numbers)
    speech = standing_out(whole, numbers)
    languages = index.snapshot.languages(ids)
    cosines = asked.ground.without_language_bias(index.search.similarities(asked.vector, ids), languages)
    vote = max(_keyword_vote(index.snapshot, asked.subject, word_ids[: weights.VOTERS]), 1 - asked.embedded)
    shares = replace(weights.FUSION, meaning=weights.FUSION.meaning * asked.embedded)
    scores = fused(cosines, asked.ground, keyword, speech, vote, shares)
    best = float(cosines.max(initial=0.0))
    chance = fused_by_chance(best, asked.ground, vote, shares)
    scores, chance = _with_best_sentences(index.snapshot, asked, ids, languages, scores, chance, best, vote)
    exact = np.isin(ids, exact_ids)
    order = _listed(index.snapshot, ids, scores, exact)
    ids = ids[order]
    return Ranked(ids, scores[order], cosines[order], keyword[order] > 0, np.isin(ids, near_ids), exact[order], chance)


def _listed(
    snapshot: Snapshot, ids: NDArray[np.int64], scores: NDArray[np.float32], exact: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """The rows to list, best first: the first few in any case, then those that score near the best or are exact."""
    order = _best_first(snapshot, ids, scores)
    near = exact | (scores >= weights.FOUND * scores.max(initial=0.0))
    first, others = order[: weights.IN_ANY_CASE], order[weights.IN_ANY_CASE :]
    return np.concatenate((first, others[near[others]]))


def _best_first(snapshot: Snapshot, ids: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.intp]:
    """The rows by score, best first. Equal ones, as copies have, by where they lie: which of them came to the library
    first, as their ids tell, says nothing.
    """
    order = np.lexsort((ids, -scores))
    as_before = np.flatnonzero(np.diff(scores[order]) == 0)
    equal = np.union1d(as_before, as_before + 1)
    fetched = _with_texts(snapshot, ids[order[equal]])
    places = [(item.speech.root, item.speech.path, item.speech.speech_id, item.ordinal) for item in fetched]
    by_place = sorted(range(len(equal)), key=lambda at: (-scores[order[equal[at]]], places[at]))
    order[equal] = order[equal[by_place]]
    return order


def _with_best_sentences(
    snapshot: Snapshot,
    asked: Asked,
    ids: NDArray[np.int64],
    languages: NDArray[np.str_],
    scores: NDArray[np.float32],
    chance: float,
    best: float,
    vote: float,
) -> tuple[NDArray[np.float32], float]:
    """`scores`, in [0, 1], with what its best sentence says counted for each of the first few; `best` counts as 1.

    `chance`, the score of a passage like any other, comes back as it is then.

    A passage can hold one sentence that answers among others that say something else, or hold the words of the question
    here and its meaning there.
    """
    first = _best_first(snapshot, ids, scores)[: weights.LOOKED_CLOSER]
    looked_at = _with_texts(snapshot, ids[first])
    in_other_words = bool(asked.subject.terms.equivalents)
    if not looked_at or not (in_other_words or same_script(asked.question.text, looked_at[0].text)):
        return scores, chance  # across languages, without words, a sentence is too short to go by
    vectors = snapshot.sentence_vectors(ids[first].tolist())
    said = np.array(
        [
            _sentence_score(asked, item.text, language, vectors.get(item.passage_id), best, vote)
            for item, language in zip(looked_at, languages[first].tolist(), strict=True)
        ]
    )
    weight = weights.BEST_SENTENCE * asked.embedded
    raised = scores + np.float32(weight * said.min())  # the others say no more than the least of these
    raised[first] = scores[first] + np.float32(weight) * said
    like_any_other = asked.ground.share_of_mean(best) / most_of_sentence()
    chance = (chance + weight * like_any_other) / (1 + weight)
    return raised / np.float32(1 + weight), chance


def _sentence_score(
    asked: Asked, text: str, language: str, sentence_vectors: NDArray[np.float32] | None, best: float, vote: float
) -> np.float32:
    """The score of the best sentence of a passage in `language`, in [0, 1]; 0 for one without sentence vectors."""
    floor = asked.ground.floor
    if sentence_vectors is None or best <= floor:
        return np.float32(0)
    ahead = asked.ground.ahead.get(language, 0.0)
    meaning = np.clip((sentence_vectors @ asked.vector - ahead - floor) / (best - floor), 0.0, 1.0)
    return np.float32(best_share(text, asked.question.text, asked.subject, meaning, vote))


def _nearest_in_meaning(index: OpenedIndex, asked: Asked, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The ids, ascending, of the passages nearest in meaning: of all, and of those whose language is not ahead."""
    behind = [index.snapshot.in_language(each) for each, ahead in asked.ground.ahead.items() if ahead < 0]
    if among is not None:
        behind = [np.intersect1d(numbers, among, assume_unique=True) for numbers in behind]
    searched = [among, *behind]
    if among is None and 2 * sum(map(len, behind)) > len(index.known):  # most would be gone through twice
        searched[0] = only_in(index.known.numbers, np.concatenate(behind))
    ids = np.unique(
        np.concatenate([index.search.dense(asked.vector, weights.CANDIDATES, each)[0] for each in searched])
    )
    cosines = asked.ground.without_language_bias(
        index.search.similarities(asked.vector, ids), index.snapshot.languages(ids)
    )
    return np.sort(ids[np.lexsort((ids, -cosines))[: weights.CANDIDATES]])


def every_place(index: OpenedIndex, phrases: Sequence[str], among: NDArray[np.int64] | None) -> list[Place]:
    """All places of all `phrases` in the speeches `among`."""
    return [place for phrase in phrases for place in index.places(phrase, _EVERY_PLACE, among)]


def _keyword_vote(snapshot: Snapshot, subject: Subject, word_ids: NDArray[np.int64]) -> float:
    """The weight of keyword evidence, in [0, 1], by how much of the question its best passages hold."""
    held = subject.coverages([folded_passage(item.text) for item in _with_texts(snapshot, word_ids)])
    return float(np.clip((max(held, default=0.0) - weights.NO_VOTE) / (weights.FULL_VOTE - weights.NO_VOTE), 0.0, 1.0))


def _with_texts(snapshot: Snapshot, passage_ids: NDArray[np.int64]) -> list[Fetched]:
    """The passages under `passage_ids`, in their order, their texts read."""
    fetched = snapshot.fetch_later(passage_ids.tolist())
    read_texts(fetched)
    return fetched


def _scores_by_id(found: NDArray[np.int64], scores: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """The one of `scores` of each of ascending `ids` that is among those `found`, 0 for the others."""
    spread = np.zeros(len(ids), dtype=np.float32)
    places = np.searchsorted(ids, found)
    inside = places < len(ids)
    inside[inside] = ids[places[inside]] == found[inside]
    spread[places[inside]] = scores[inside]
    return spread


def _scores_of(scores: dict[int, float], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """The score of each of `numbers`, 0 where there is none."""
    return np.array([scores.get(number, 0.0) for number in numbers.tolist()], dtype=np.float32)

"""The sentences of the hits that answer a question."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from corpus import Span, fold_plain
from retriever.opened import OpenedIndex
from retriever.types import Answer, Hit, Slice
from retriever.understanding.question import read_subject

MOST = 5
"""Sentences of a short answer, fewer where they are long."""
_CHARACTERS = 300  # from which on no further sentence is added
_LONGEST = 300  # characters of a list that is taken whole with the sentence that leads to it
_SAME = 0.8  # likeness from which a sentence says what one in front has said
_LEADS_ON = "：:"
_MANY = 0.3  # share of the question that a sentence holds which is about it
_MOST_OF = 0.6  # of the most that a sentence holds
_NEARLY = 0.9  # of the best score


def answering_sentences(index: OpenedIndex, answer: Answer) -> tuple[Slice, ...]:
    """The decisive sentences of the hits that answer, at most MOST, by rank; of those that read alike the first.

    They hold most of what the one holds that has most words of the question. Where none has many, as across languages,
    they are those of the hits with nearly the best score. Empty where nothing comes close.
    """
    if answer.note is not None:
        return ()
    found = [_slice_of(hit) for hit in answer.hits if hit.highlights and not hit.is_less_close]
    if not found:
        return ()
    subject = read_subject(index, answer.query.subject)
    held = [subject.coverage(fold_plain(each.text)) for each in found]
    scores = {hit.rank: hit.score for hit in answer.hits}
    if max(held) >= _MANY:
        taken = [each for each, share in zip(found, held, strict=True) if share >= _MOST_OF * max(held)]
    else:
        best = max(scores.values())
        taken = [each for each in found if each.rank and scores[each.rank] >= _NEARLY * best]
    return tuple(_first(_unlike(taken)))


def _first(found: Sequence[Slice]) -> list[Slice]:
    """The first of `found` that together are no long reading."""
    kept: list[Slice] = []
    for each in found[:MOST]:
        if sum(len(one.text) for one in kept) >= _CHARACTERS:
            break
        kept.append(each)
    return kept


def _unlike(found: Sequence[Slice]) -> list[Slice]:
    """`found` without those that say what one in front has said."""
    kept: list[tuple[str, Slice]] = []
    for each in found:
        folded = fold_plain(each.text)
        if all(Indel.normalized_similarity(folded, other) < _SAME for other, _ in kept):
            kept.append((folded, each))
    return [each for _, each in kept]


def _slice_of(hit: Hit) -> Slice:
    """The decisive sentence of `hit`, with its list where it only leads to one."""
    start, end = hit.highlights[0]
    if hit.read_with and hit.passage.text[start:end].rstrip()[-1:] in _LEADS_ON:
        whole = Span(min(start, hit.read_with.start), max(end, hit.read_with.end))
        start, end = whole if whole.end - whole.start <= _LONGEST else (start, end)
    passage = hit.passage
    return Slice(passage.text[start:end], hit.speech, passage.start + start, passage.start + end, (), hit.rank)

"""The sentences of a speech that may recur elsewhere, each with what finds its variants without comparing all with all.

A signature holds minima of hashes of the pieces of a folded sentence; two sentences share a minimum as often as the
share of pieces that they have in common (MinHash: Broder 1997, "On the resemblance and containment of documents").
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from corpus import Span, fold_plain, sentences
from corpus.language.markers import SENTENCE_NUMBER
from corpus.language.salutations import is_salutation
from corpus.metadata.sources import head_lines, tail_lines

VERSION = 3
"""Raised whenever the same texts would give other sentences, signatures, versions or families."""

SHORTEST, SHORTEST_LATIN = 8, 20
"""Folded characters of the shortest sentence that is looked at, and of one in Latin script: Thank you is no wording."""

MINIMA = 96
SEED = 20260305
SCHEME = "affine32"

_LETTERS = re.compile(r"[^\W\d_]")
_WIDE_PIECE, _LATIN_PIECE = 2, 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, `text[start:end]`, without its number.

    `signature`, shape (MINIMA,), is that of its folded text.
    """

    start: int
    end: int
    folded: str
    signature: NDArray[np.uint32]


def recurring_sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, in order, that are long enough and belong to the speech itself.

    Titles and dates above it, signatures below it, salutations, and sentences of mostly digits are none.
    """
    spans = list(_spans(text))
    folded = [fold_plain(text[start:end]) for start, end in spans]
    return [
        Sentence(*span, of_span, signature)
        for span, of_span, signature in zip(spans, folded, _signatures(folded), strict=True)
    ]


def pieces(folded: str) -> list[bytes]:
    """The pieces that a folded sentence is compared by: pairs of characters, or five where all are ASCII.

    Pairs of letters say little; in Chinese, longer pieces would lose sentences of which a few characters changed.
    """
    length = _LATIN_PIECE if folded.isascii() else _WIDE_PIECE
    return [folded[i : i + length].encode("utf-8", "surrogatepass") for i in range(max(1, len(folded) - length + 1))]


def _spans(text: str) -> Iterator[Span]:
    body = max((line.end for line in head_lines(text)), default=0)
    tail = min((line.start for line in tail_lines(text)), default=len(text))
    for start, end in sentences(text):
        if body <= start < tail:
            number = SENTENCE_NUMBER.match(text, start, end)
            span = Span(number.end() if number else start, end)
            if _is_wording(text[slice(*span)]):
                yield span


def _is_wording(sentence: str) -> bool:
    folded = fold_plain(sentence)
    shortest = SHORTEST_LATIN if folded.isascii() else SHORTEST
    if len(folded) < shortest or 2 * len(_LETTERS.findall(folded)) < len(folded):
        return False
    return not (sentence[-1] in "：:" and is_salutation(sentence))


def _signatures(folded: Sequence[str]) -> Iterator[NDArray[np.uint32]]:
    hashed = MinHash.generator(map(pieces, folded), num_perm=MINIMA, seed=SEED, hashfunc=zlib.crc32, scheme=SCHEME)
    return (signature.hashvalues for signature in hashed)

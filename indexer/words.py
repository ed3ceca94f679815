"""The words of each speech, cut once and kept with it in the catalog: to cut a text takes far longer than to count.

A cut text is the runs of Chinese characters between two marks, a line each, folded, their words parted by blanks.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from corpus import fold_plain
from corpus.text.sentences import lines
from indexer.catalog import Catalog
from indexer.search.terms import Segmenter
from indexer.texts import keep_derived, texts_of
from indexer.workers import Spread

KIND = "words"
SHORTEST_RUN = 4
"""Folded characters of a run that is kept; in a shorter one stands no wording."""

_VERSION = 1
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")


def words_version(segmenter: Segmenter) -> str:
    """Changes whenever the same text may be cut otherwise than before."""
    return f"{_VERSION} {segmenter.fingerprint}"


def cut_text(text: str, cut: Callable[[str], Sequence[str]]) -> str:
    """The cut text of `text`, of which `cut` gives the words of a run."""
    return "\n".join(" ".join(cut(run)) for run in _runs(text))


def _runs(text: str) -> Iterator[str]:
    for line in lines(text):
        for run in _HAN.findall(fold_plain(text[slice(*line)])):
            if len(run) >= SHORTEST_RUN:
                yield run


def update_words(catalog: Catalog, segmenter: Segmenter, spread: Spread = map) -> None:
    """Bring the cut texts up to the speeches: a transaction for every few, so that it may be killed at any moment."""
    version = words_version(segmenter)
    due = catalog.speeches_without(KIND, version)
    made = spread(partial(packed_words, segmenter=segmenter), texts_of(catalog, due))
    keep_derived(catalog, KIND, version, zip(due, made, strict=True))


def keep_words(catalog: Catalog, speech_no: int, segmenter: Segmenter, packed: bytes) -> None:
    """Keep the cut text of a speech, as `packed_words` makes it. Call inside `change`."""
    catalog.put_derived(speech_no, KIND, words_version(segmenter), packed)


def packed_words(text: str, segmenter: Segmenter) -> bytes:
    """The cut text of `text` as it is kept."""
    return zlib.compress(cut_text(text, segmenter.cut_folded).encode("utf-8", "surrogatepass"), 1)


def cut_texts(catalog: Catalog, segmenter: Segmenter, speech_numbers: Sequence[int]) -> dict[int, str]:
    """The cut texts of these speeches that are kept, by number."""
    kept = catalog.derived(KIND, words_version(segmenter), speech_numbers)
    return {number: zlib.decompress(content).decode("utf-8", "surrogatepass") for number, content in kept.items()}

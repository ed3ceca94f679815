"""Sentences and folded forms of passages, kept for those that were looked at last: most are looked at several times."""

from __future__ import annotations

from functools import lru_cache

from corpus import Paragraph, Span, fold_plain, outline, sentences

_KEPT = 4000
"""Passages, a few kilobytes each. A question looks at about a hundred, at the best of them several times."""


@lru_cache(maxsize=_KEPT)
def folded_passage(text: str) -> str:
    """The folded text of a passage."""
    return fold_plain(text)


@lru_cache(maxsize=_KEPT)
def passage_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a passage."""
    return tuple(sentences(text))


@lru_cache(maxsize=_KEPT)
def folded_sentences(text: str) -> tuple[str, ...]:
    """The folded text of each sentence of a passage."""
    return tuple(fold_plain(text[start:end]) for start, end in passage_sentences(text))


@lru_cache(maxsize=_KEPT)
def passage_outline(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a passage."""
    return tuple(outline(text))

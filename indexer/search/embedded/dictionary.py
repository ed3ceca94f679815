"""The dictionary of an index: jieba's own, the project's words, and those that an office keeps with its index."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.encoder import cache_folder
from indexer.layout import Layout
from indexer.search.embedded.terms import Words


def words_of(layout: Layout, added: Sequence[str] = ()) -> Words:
    """What cuts into the terms of the index, as its dictionary is now; `added` are words to see what they would change.

    :raises ReadError: if the office's lexicon is not in UTF-8 and its encoding is unsure.
    """
    return Words(cache=cache_folder() / "jieba", own=layout.lexicon, added=added)

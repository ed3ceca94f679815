"""One vector for each sentence of a passage, out of the token vectors of the whole passage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """`vector` scaled to length 1; zeros stay zeros."""
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else vector


def span_vectors(
    tokens: NDArray[np.float32], offsets: Sequence[Span], spans: Sequence[Span], prompt_length: int
) -> NDArray[np.float32]:
    """The mean of the tokens of each span, of length 1; zeros for a span that holds no token.

    `offsets` are the tokens' places in prompt + text, `spans` are places in the text. A token belongs to the span that
    its last character is in: a token may carry the blank before its word, and so begin in the sentence before.
    """
    last = np.array([end for _, end in offsets], dtype=np.int64) - 1 - prompt_length
    last[[start == end for start, end in offsets]] = -1  # the marks around the text have no place in it
    result = np.zeros((len(spans), tokens.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        inside = (last >= start) & (last < end)
        if inside.any():
            result[row] = unit(tokens[inside].mean(axis=0))
    return result

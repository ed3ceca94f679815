"""Marked lines: lines of a text, folded, in which opening and closing quotation marks can be told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Span, fold
from corpus.language.quotes import CLOSING, OPENING
from corpus.text.sentences import lines

_FOLDED_MARKS = re.compile("[\"']")  # what each of these folds to
_LONGEST_TERM = 40  # folded characters of a line that ends with a colon and goes on in the next one


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of a text, folded, but for quotation marks, which are “ and ”; `offsets` lead back to the whole text."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> Span:
        """The span of the whole text that the folded span is; it is not empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def marked_lines(text: str) -> list[MarkedLine]:
    """The lines of a text that are not blank, in order."""
    return [_marked(text, span) for span in lines(text)]


def with_next(lines: Sequence[MarkedLine], place: int) -> MarkedLine:
    """The line at `place`, and the next one with it if it is a short one that ends with a colon."""
    line = lines[place]
    if not line.text.endswith(":") or len(line.text) > _LONGEST_TERM or place + 1 == len(lines):
        return line
    following = lines[place + 1]
    return MarkedLine(line.text + following.text, [*line.offsets, *following.offsets])


def _marked(text: str, span: Span) -> MarkedLine:
    folded, offsets = fold(text[slice(*span)])
    opening = False
    characters = list(folded)
    for mark in _FOLDED_MARKS.finditer(folded):
        i = mark.start()
        written = text[span.start + offsets[i]]
        if written in OPENING:
            characters[i] = "“"
        elif written in CLOSING:
            characters[i] = "”"
        elif mark.group() == '"':
            opening = not opening
            characters[i] = "“" if opening else "”"
    return MarkedLine("".join(characters), [span.start + offset for offset in offsets])

"""Marked lines: lines of a text, folded, in which opening and closing quotation marks can be told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Folded, Span
from corpus.language.quotes import CLOSING, OPENING
from corpus.text.sentences import lines

_FOLDED_MARKS = re.compile("[\"']")  # what each of these folds to
_LONGEST_TERM = 40  # folded characters of a line that ends with a colon and goes on in the next one


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of a text, folded, but for quotation marks, which are “ and ”.

    Its first character is the character `base` of the folded text, whose `offsets` lead back to the text as written.
    """

    text: str
    base: int
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> Span:
        """The span of the text as written that the folded span of the line is; it is not empty."""
        return Span(self.offsets[self.base + start], self.offsets[self.base + end - 1] + 1)


def marked_lines(text: str, folded: Folded) -> list[MarkedLine]:
    """The lines of a text that are not blank, in order; `folded` is the text folded."""
    found = []
    for line in lines(text):
        start, end = bisect_left(folded.offsets, line.start), bisect_left(folded.offsets, line.end)
        found.append(MarkedLine(_marked(text, folded, start, end), start, folded.offsets))
    return found


def with_next(lines: Sequence[MarkedLine], place: int) -> MarkedLine:
    """The line at `place`, and the next one with it if it is a short one that ends with a colon."""
    line = lines[place]
    if not line.text.endswith(":") or len(line.text) > _LONGEST_TERM or place + 1 == len(lines):
        return line
    return MarkedLine(line.text + lines[place + 1].text, line.base, line.offsets)


def _marked(text: str, folded: Folded, start: int, end: int) -> str:
    piece = folded.text[start:end]
    marks = list(_FOLDED_MARKS.finditer(piece))
    if not marks:
        return piece
    opening, characters = False, list(piece)
    for mark in marks:
        i = mark.start()
        written = text[folded.offsets[start + i]]
        if written in OPENING:
            characters[i] = "“"
        elif written in CLOSING:
            characters[i] = "”"
        elif mark.group() == '"':
            opening = not opening
            characters[i] = "“" if opening else "”"
    return "".join(characters)

"""The parts of a list in a folded text: what stands between marks, outside of brackets and quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import Span

LONGEST_MEMBER = 40
"""Folded characters; what is longer says more than the name of a member."""


def first_of(text: str, start: int, marks: str) -> int:
    """Where the first of `marks` from `start` on stands outside of brackets and quotation marks, or the end."""
    depth = 0
    for i in range(start, len(text)):
        character = text[i]
        if character in "(“《[":
            depth += 1
        elif character in ")”》]":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and character in marks:
            return i
    return len(text)


def split(text: str, region: Span, mark: str) -> list[Span]:
    """The parts of the region between the marks that stand outside of brackets and quotation marks."""
    parts, start = [], region.start
    while start <= region.end:
        end = min(first_of(text, start, mark), region.end)
        parts.append(Span(start, end))
        start = end + 1
    return parts


def unquoted(text: str, part: Span) -> Span:
    """The part without the quotation marks around the whole of it."""
    inner = text[part.start + 1 : part.end - 1]
    if text[part.start : part.start + 1] == "“" and text[part.end - 1] == "”" and not set(inner) & set("“”"):
        return Span(part.start + 1, part.end - 1)
    return part


def are_names(text: str, members: Sequence[Span]) -> bool:
    """Whether no member is empty or long, and no two are the same."""
    return all(0 < member.end - member.start <= LONGEST_MEMBER for member in members) and len(
        {text[slice(*member)] for member in members}
    ) == len(members)

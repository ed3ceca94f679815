"""The Passages of a speech: spans of about 250 characters that can be read and quoted by themselves.

A paragraph is the unit. Long ones are cut where cutting hurts least: at sentence ends, before a sequence (一是…；二是…)
rather than inside it, between its items rather than inside an item, never inside a short quotation. Headings and other
very short lines go with what follows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from corpus.text.outline import Paragraph, outline
from corpus.text.sentences import (
    LONG_QUOTE,
    Span,
    clauses,
    reading_size,
    sentences_of_line,
    trimmed,
)
from corpus.types import Passage

VERSION = 1
"""Of the way to cut: raise it whenever the same text would give other passages."""

TARGET = 250  # all sizes are reading_size: characters of Chinese, 120 words of English
WHOLE = 400  # a sequence, an item or a sentence up to this size is kept whole when it can be
HARD = 500  # longer pieces without any mark inside are cut anywhere
SHORT = 30  # a paragraph below this size is no passage by itself

# What a cut costs by the character before it, in the unit of `_size_cost`.
_CUT_COSTS = {
    **dict.fromkeys('。！？!?….”’」』）)》"', 0.02),
    **dict.fromkeys("；;", 0.15),
    **dict.fromkeys("：:", 0.3),
}
_CLAUSE_CUT = 0.5
_TORN_RUN = 0.4  # makes a passage of WHOLE characters better than two halves of a sequence
_TORN_ITEM = 2.0
_TORN_HEADING = 9.0
_MOST_PIECES = 2000  # in one block: a paragraph of 10,000 characters has a few hundred
_COARSE = 20


class _Piece(NamedTuple):
    """A part of a paragraph that is not cut any further, and what it costs to begin a passage with it."""

    start: int
    end: int
    size: float
    paragraph: Paragraph
    cut_cost: float


def passages(text: str, speech_id: str) -> list[Passage]:
    """The passages of the text in order, disjoint; together they hold every character that is not blank."""
    found: list[Passage] = []
    for block in _blocks(text, outline(text)):
        for group in _groups(_coarser(_pieces(text, block))):
            start, end = group[0].start, group[-1].end
            paragraph, path = group[0].paragraph.number, _path(group)
            found.append(Passage(speech_id, len(found), start, end, text[start:end], paragraph, path))
    return found


def _blocks(text: str, paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    """The paragraphs, each with the headings and short lines before it; no block begins before a heading's section."""
    blocks: list[list[Paragraph]] = []
    pending: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.heading and not all(_leads_to(before, paragraph, not blocks) for before in pending):
            _settle(text, blocks, pending)
            pending = []
        pending.append(paragraph)
        if not _is_lead(text, paragraph) or (not paragraph.own_line and _size(text, pending) > TARGET):
            blocks.append(pending)
            pending = []
    _settle(text, blocks, pending)
    return blocks


def _settle(text: str, blocks: list[list[Paragraph]], pending: list[Paragraph]) -> None:
    """Add short lines that nothing follows: to the block before, unless they begin with a heading of their own.

    Headings without text, such as the short items of a list, make a block together.
    """
    if not pending:
        return
    together = [*blocks[-1], *pending] if blocks else []
    if together and (not pending[0].heading or (_is_list(text, together) and _size(text, together) <= TARGET)):
        blocks[-1] = together
    else:
        blocks.append(pending)


def _leads_to(before: Paragraph, heading: Paragraph, at_head: bool) -> bool:
    """True if a passage may go on from the short line `before` to a heading: from the one above it, or the title."""
    if before.heading:
        depth = len(before.heading_path)
        return (
            before.own_line
            and depth < len(heading.heading_path)
            and before.heading_path == heading.heading_path[:depth]
        )
    return at_head and not before.heading_path


def _is_lead(text: str, paragraph: Paragraph) -> bool:
    return paragraph.own_line or _size(text, [paragraph]) < SHORT


def _is_list(text: str, paragraphs: list[Paragraph]) -> bool:
    return all(paragraph.heading and _is_lead(text, paragraph) for paragraph in paragraphs)


def _size(text: str, paragraphs: list[Paragraph]) -> float:
    return sum(reading_size(text[paragraph.start : paragraph.end]) for paragraph in paragraphs)


def _pieces(text: str, block: list[Paragraph]) -> list[_Piece]:
    """The block cut as finely as it may be."""
    pieces: list[_Piece] = []
    for paragraph in block:
        wholes = _wholes(text, paragraph)
        starts = {item.start for item in paragraph.items}
        for start, end in _fine_spans(text, paragraph, sorted(starts)):
            cost = 0.0
            if start == paragraph.start:
                cost = _TORN_HEADING if pieces and pieces[-1].paragraph.own_line else 0.0
            else:
                cost = _cut_cost(text, pieces[-1], start in starts) + _torn(wholes, start)
            pieces.append(_Piece(start, end, reading_size(text[start:end]), paragraph, cost))
    return pieces


def _coarser(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces; of a block with more than any speech has, small ones joined, since each is weighed with all near it.

    A megabyte of full stops, each a piece, would take a quarter of an hour.
    """
    if len(pieces) <= _MOST_PIECES:
        return pieces
    joined = pieces[:1]
    for piece in pieces[1:]:
        last = joined[-1]
        if piece.paragraph is last.paragraph and last.size < _COARSE:
            joined[-1] = last._replace(end=piece.end, size=last.size + piece.size)
        else:
            joined.append(piece)
    return joined


def _fine_spans(text: str, paragraph: Paragraph, item_starts: list[int]) -> Iterator[Span]:
    """The sentences of the paragraph, cut before the items of sequences and, where they are very long, at clauses."""
    for sentence in sentences_of_line(text, Span(paragraph.start, paragraph.end)):
        inner = item_starts[bisect_right(item_starts, sentence.start) : bisect_left(item_starts, sentence.end)]
        for start, end in pairwise([sentence.start, *inner, sentence.end]):
            yield from _shortened(text, trimmed(text, start, end))


def _shortened(text: str, span: Span) -> Iterator[Span]:
    """The span itself, or its clauses where it is longer than WHOLE, or parts of those longer than HARD."""
    if span.end - span.start <= WHOLE or reading_size(text[slice(*span)]) <= WHOLE:
        yield span
        return
    for clause in clauses(text, span, keep=LONG_QUOTE):
        start = clause.start
        while reading_size(text[start : clause.end]) > (HARD if start == clause.start else WHOLE):
            yield trimmed(text, start, start + TARGET)
            start = trimmed(text, start + TARGET, clause.end).start
        yield trimmed(text, start, clause.end)


def _cut_cost(text: str, before: _Piece, is_item: bool) -> float:
    """The cost of a cut after the piece `before` by itself, where an item of a sequence begins or does not."""
    cost = _CUT_COSTS.get(text[before.end - 1], _CLAUSE_CUT)
    if before.size < SHORT:
        cost += 0.05  # a short sentence usually says what the next ones are about
    return min(cost, _CUT_COSTS["。"]) if is_item else cost


def _wholes(text: str, paragraph: Paragraph) -> list[tuple[int, int, float]]:
    """Start, end and the cost of tearing it, of each item and each sequence that is not too long, by their starts."""
    runs: dict[int, int] = {}
    for item in paragraph.items:
        runs[item.run] = max(item.end, runs.get(item.run, 0))
    wholes = [(item.start, item.end, _TORN_ITEM) for item in paragraph.items]
    wholes += [(start, end, _TORN_RUN) for start, end in runs.items()]
    return sorted(whole for whole in wholes if reading_size(text[whole[0] : whole[1]]) <= WHOLE)


def _torn(wholes: list[tuple[int, int, float]], place: int) -> float:
    """The cost of all that a cut at `place` tears."""
    # Nothing in the list is longer than three times WHOLE, all ASCII; so it begins no further back.
    near = wholes[bisect_left(wholes, (place - 3 * WHOLE,)) : bisect_left(wholes, (place,))]
    return sum(cost for _, end, cost in near if place < end)


def _size_cost(size: float, pieces: int) -> float:
    """The distance of a passage of this size from a good one: 0 at TARGET, 1 for nothing at all."""
    cost = ((size - TARGET) / TARGET) ** 2
    if size < SHORT:
        cost += 1.0
    if size > WHOLE and pieces > 1:
        cost += (size - WHOLE) / 50
    return cost


def _groups(pieces: list[_Piece]) -> list[list[_Piece]]:
    """The pieces put together to passages in the cheapest way."""
    best = [0.0]  # by number of pieces: the cost of the best way to put that many together
    begins: list[int] = []  # and where its last passage begins
    for end in range(1, len(pieces) + 1):
        size, choice = 0.0, (float("inf"), end - 1)
        for begin in range(end - 1, -1, -1):
            size += pieces[begin].size
            if size > HARD + TARGET and begin < end - 1:
                break
            cost = best[begin] + (pieces[begin].cut_cost if begin else 0.0) + _size_cost(size, end - begin)
            choice = min(choice, (cost, begin))
        best.append(choice[0])
        begins.append(choice[1])
    groups: list[list[_Piece]] = []
    end = len(pieces)
    while end:
        groups.append(pieces[begins[end - 1] : end])
        end = begins[end - 1]
    return groups[::-1]


def _path(group: list[_Piece]) -> tuple[str, ...]:
    """The heading path of the place where the body of a passage begins; of headings alone, what they have in common."""
    bodies = [piece for piece in group if not piece.paragraph.own_line]
    if bodies:
        # Past a salutation or the like, to the first paragraph that is a passage by itself.
        long = [piece for piece in bodies if piece.paragraph.end - piece.paragraph.start >= SHORT]
        body = (long or bodies)[0]
        return body.paragraph.path_at(body.start)
    first, last = group[0].paragraph.heading_path, group[-1].paragraph.heading_path
    if last[: len(first)] == first:
        return last
    return tuple(a for i, a in enumerate(first) if first[: i + 1] == last[: i + 1])

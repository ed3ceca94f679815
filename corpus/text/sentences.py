"""Lines, sentences and clauses of a text: spans of code points, in order, disjoint, trimmed of blanks.

All marks are looked at within one line. A pair of quotation marks or brackets keeps its sentence ends to itself,
unless it holds more than LONG_QUOTE or its other half is missing: a forgotten ” must not swallow the rest of a speech.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.language.markers import NUMBER_BEFORE_STOP
from corpus.language.quotes import OPENING, PAIRS

LONG_QUOTE = 200  # reading_size from which a quoted piece is cut at its own sentence ends
LONG_SENTENCE = 120  # reading_size above which a sentence is cut at ；
SHORT_QUOTE = 30  # reading_size up to which a quoted piece is a name or a motto, which clauses leave whole

_OPENER_OF = {closer: opener for opener, closer in PAIRS.items()}
_QUOTES = OPENING | {'"'}
_CLOSERS = frozenset(_OPENER_OF)

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BRACKET = re.compile("[" + re.escape("".join([*PAIRS, *_OPENER_OF, '"'])) + "]")
_END = re.compile(r"[。｡！？!?]+|…{2,}|⋯{2,}|\.{6}|[.．]+")
_SEMICOLON = re.compile(r"[；;]")
_CLAUSE_END = re.compile(r"[；，：、。！？]|[;,:](?![A-Za-z0-9])")
_GOES_ON = re.compile(r"\s*[，、；：,;:”’」』）)》〉】〕〗\]］]")
_GOES_ON_AFTER_ASCII = re.compile(r"\s*[a-z]")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|No|Nos|Fig|Art|Sec|Vol|vol|pp?|cf|al|Inc|Ltd|Co|Corp|Gen|Gov|Sen|Rep|Hon|Rev"
    r"|e\.g|i\.e|a\.m|p\.m|(?:[A-Za-z]\.)*[A-Z])\Z"
)
_BLANKS = re.compile(r"\s*")
_LOOKED_AT = 20  # characters behind a full stop that say whether a sentence begins there
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Span(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    start: int
    end: int


def reading_size(text: str) -> float:
    """The amount to read, in Chinese characters: an ASCII character counts 0.35 of one.

    So 120 English words, about 720 characters with their blanks, weigh as much as 250 Chinese characters.
    """
    return len(text) - 0.65 * len(text.encode("ascii", "ignore"))


def lines(text: str) -> list[Span]:
    """The lines of the text that are not blank, each without the blanks around it."""
    found = (trimmed(text, line.start(), line.end()) for line in _LINE.finditer(text))
    return [span for span in found if span.start < span.end]


def sentences(text: str) -> list[Span]:
    """The sentences of the text; together they hold every character that is not blank.

    A sentence ends with its line, at 。！？ or ……, and at an English full stop before a capital, with the closing marks
    that follow; at ； only where the piece would be longer than LONG_SENTENCE without it.
    """
    return [sentence for line in lines(text) for sentence in sentences_of_line(text, line)]


@lru_cache(maxsize=1024)  # who cuts a text into passages asks for them, and who looks for what recurs does again
def sentences_of_line(text: str, line: Span) -> Sequence[Span]:
    """The sentences of one line of the text (a span of `lines`), as `sentences` gives them."""
    pairs = _pairs(text, line)
    kept = _outermost(pair for pair in pairs if not _longer(text, pair, LONG_QUOTE))
    closing = {pair.end - 1 for pair in pairs}
    found: list[Span] = []
    start = line.start
    for mark in _END.finditer(text, line.start, line.end):
        end = _after_closers(text, mark.end(), line.end, closing)
        if _ends_sentence(text, Span(start, line.end), mark, end, kept):
            found.extend(_cut_at_semicolons(text, Span(start, end), kept))
            start = end
    found.extend(_cut_at_semicolons(text, Span(start, line.end), kept))
    return tuple(found)


def clauses(text: str, span: Span, keep: float = SHORT_QUOTE) -> list[Span]:
    """The pieces of text[span] between ；，：、 and sentence ends; each piece holds the mark that ends it.

    Pairs of quotation marks or brackets of a reading_size up to `keep` are left whole. `span` lies within one line.
    """
    kept = _outermost(pair for pair in _pairs(text, span) if not _longer(text, pair, keep))
    ends = (mark.end() for mark in _CLAUSE_END.finditer(text, *span))
    return _cut(text, span, (end for end in ends if not _inside(kept, end)))


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the blanks at its two ends; an empty span at `end` when it is all blank."""
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return Span(start, end)
    kept = text[start:end].rstrip()
    return Span(end if not kept else start + len(kept) - len(kept.lstrip()), end if not kept else start + len(kept))


def _longer(text: str, pair: Span, limit: float) -> bool:
    if pair.end - pair.start <= limit:
        return False
    # An ASCII character counts a third: nothing longer than three times the limit need be measured.
    return pair.end - pair.start > 3 * limit or reading_size(text[pair.start : pair.end]) > limit


def _pairs(text: str, span: Span) -> list[Span]:
    """The pairs of quotation marks and brackets within the span, marks included; halves without a partner left out."""
    pairs: list[Span] = []
    waiting: list[tuple[str, int]] = []
    straight: list[int] = []
    for mark in _BRACKET.finditer(text, *span):
        character, place = mark.group(), mark.start()
        if character == '"':
            straight.append(place)
        elif character in PAIRS:
            waiting.append((character, place))
        else:
            _close(pairs, waiting, _OPENER_OF[character], place)
    if len(straight) % 2 == 0:  # of an odd number nobody can say which one is alone
        pairs.extend(Span(a, b + 1) for a, b in zip(straight[::2], straight[1::2], strict=True))
    return pairs


def _close(pairs: list[Span], waiting: list[tuple[str, int]], opener: str, place: int) -> None:
    """Pair the closing mark at `place` with the nearest opener of its kind; openers after that one have no partner.

    Looks at the last 20 openers only: no text nests deeper, and a line of nothing but openers stays quick.
    """
    for i in range(len(waiting) - 1, max(-1, len(waiting) - 20), -1):
        if waiting[i][0] == opener:
            pairs.append(Span(waiting[i][1], place + 1))
            del waiting[i:]
            return


def _outermost(pairs: Iterable[Span]) -> list[Span]:
    """The pairs, overlapping ones made one, in order."""
    merged: list[Span] = []
    for pair in sorted(pairs):
        if merged and pair.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, pair.end))
        else:
            merged.append(pair)
    return merged


def _around(kept: list[Span], place: int) -> Span | None:
    """The kept pair that the character at `place` lies in."""
    i = bisect_right(kept, place, key=lambda pair: pair.start) - 1 if kept else -1
    return kept[i] if i >= 0 and place < kept[i].end else None


def _inside(kept: list[Span], cut: int) -> bool:
    """True if cutting before `cut` would cut a kept pair in two."""
    pair = _around(kept, cut)
    return pair is not None and pair.start < cut


def _after_closers(text: str, place: int, end: int, closing: set[int]) -> int:
    """The place after the closing marks at `place`; a straight quotation mark is one only where it closes a pair."""
    while place < end and (text[place] in _CLOSERS or (text[place] == '"' and place in closing)):
        place += 1
    return place


def _ends_sentence(text: str, rest: Span, mark: re.Match[str], end: int, kept: list[Span]) -> bool:
    """True if the end mark, closed at `end`, ends the sentence that begins with `rest`, the rest of its line."""
    if end == rest.end or _inside(kept, end) or _GOES_ON.match(text, end, rest.end):
        return False  # the end of the line needs no cut of its own
    if mark.group()[0] in ".．" and len(mark.group()) < 6:
        return _full_stop_ends(text, rest, mark, end)
    if mark.group().isascii() and _GOES_ON_AFTER_ASCII.match(text, end):
        return False
    if text[max(0, mark.start() - 1) : end + 1].isascii() and not text[end].isspace():
        return False  # a ? within an address
    pair = _around(kept, mark.start())
    return pair is None or (text[end] != "的" and _quote_ends(text, rest.start, mark, pair))


def _full_stop_ends(text: str, rest: Span, mark: re.Match[str], end: int) -> bool:
    """True if the full stop ends a sentence: before a blank and a capital, or among Chinese where . stands for 。"""
    before = text[max(rest.start, mark.start() - 12) : mark.start()]
    if NUMBER_BEFORE_STOP.match(text, rest.start, mark.start()):
        return False
    begin = _BLANKS.match(text, end, rest.end).end()  # type: ignore[union-attr] # it may match nothing
    after = text[begin : min(begin + _LOOKED_AT, rest.end)]  # not the rest of a line, which can be a whole book
    if _WIDE.match(before[-1:]):
        return _WIDE.match(after) is not None
    capital = after.lstrip("“‘\"'([")[:1]
    return (
        text[end].isspace()
        and (capital.isupper() or _WIDE.match(capital) is not None)
        and not (len(mark.group()) == 1 and _ABBREVIATION.search(before))
    )


def _quote_ends(text: str, start: int, mark: re.Match[str], pair: Span) -> bool:
    """True if a sentence that begins at `start` ends together with the pair that its end mark stands in.

    Direct speech does; a question named inside a sentence (回答好“为什么？”这个问题) or a remark in brackets does not.
    """
    opener = text[pair.start]
    before = text[start : pair.start].rstrip()
    if opener not in _QUOTES:
        return not before
    return not before or before[-1] in "：:，," or mark.group()[0] in "。｡"


def _cut_at_semicolons(text: str, sentence: Span, kept: list[Span]) -> Iterator[Span]:
    """The sentence, cut at ； outside of pairs where it would otherwise be longer than LONG_SENTENCE."""
    whole = trimmed(text, *sentence)
    if whole.start == whole.end:
        return
    if whole.end - whole.start <= LONG_SENTENCE or reading_size(text[whole.start : whole.end]) <= LONG_SENTENCE:
        yield whole
        return
    ends = (mark.end() for mark in _SEMICOLON.finditer(text, *whole))
    start, last = whole.start, whole.start
    for end in [*(end for end in ends if end < whole.end and not _inside(kept, end)), whole.end]:
        if last > start and reading_size(text[start:end]) > LONG_SENTENCE:
            yield trimmed(text, start, last)
            start = last
        last = end
    yield trimmed(text, start, whole.end)


def _cut(text: str, span: Span, ends: Iterable[int]) -> list[Span]:
    """The span cut at the ends, pieces trimmed, blank ones left out."""
    found: list[Span] = []
    start = span.start
    for end in [*ends, span.end]:
        piece = trimmed(text, start, end)
        if piece.start < piece.end:
            found.append(piece)
        start = end
    return found

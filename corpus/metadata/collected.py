"""Collected works: the places in one text where speeches begin, each with a head of its own.

A head is a title, below it a date, below that a salutation, on short lines one after the other. All three are asked
for, and two such heads at least: a speech that is wrongly cut in two is worse than two that stand in one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.language.dates import find_dates, parse_date
from corpus.language.markers import PARAGRAPH_START
from corpus.language.occasions import SPEECH
from corpus.language.quotes import BRACKETS
from corpus.language.salutations import is_closing_line, is_greeting, is_salutation
from corpus.metadata.frame import dateline_length, is_page_line
from corpus.metadata.marks import MARK_KEY, mark_of
from corpus.metadata.sources import DASH_SIGNS, Line, lines
from corpus.readers.protocol import Record

_OF_THE_WHOLE = frozenset({"title", "date", "occasion", "place"})
"""The metadata of a file that are not those of the speeches in it."""
_LINES_OF_HEAD = 8
"""Lines from the title to the salutation: subtitle, speaker, office, place and marks may stand between."""
_LINES_OF_TITLE = 3
_LONGEST = 70
_SHORTEST_TITLE = 4
_LEAST_BODY = 40
"""Visible characters of the shortest speech, without its head."""
_ENDS_SENTENCE = re.compile(r"[。！？；，、：.!?;,:”’」』…]$")
_NUMBERED = re.compile(PARAGRAPH_START)
_TITLE = re.compile(rf"{SPEECH}(?:稿|提纲|摘要|要点|全文)?$")
_UP_TO_COLON = re.compile("[^：:。]{2,60}[：:]")
_MOST_CELLS = 2
"""Parts of a line that tabs part; with more it is the row of a table."""
_NO_LETTER = re.compile(r"[\W\d_]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A speech in a text, `text[start:end]`; `has_head` is False for what stands before the first head."""

    start: int
    end: int
    has_head: bool


def speeches_in(record: Record) -> list[Record]:
    """The speeches of collected works, none for a record that is one speech.

    What stands before the first head (a preface, a list of contents) is one by itself and keeps the title of the whole.
    A security mark of the whole is one of each.
    """
    parts = parts_of(record.text)
    shared = {name: value for name, value in record.given.items() if name not in _OF_THE_WHOLE}
    mark = mark_of("", record.title, (record.given,), record.text)
    shared.update({MARK_KEY: mark} if mark else {})
    return [
        replace(
            record,
            text=record.text[part.start : part.end].strip("\n"),
            title=None if part.has_head else record.title,
            external_id=f"{record.external_id}#{number}" if record.external_id is not None else None,
            given=shared,
        )
        for number, part in enumerate(parts, start=1)
    ]


def parts_of(text: str) -> list[Part]:
    """The speeches in a text that holds several, which together are all of it; none for a text that is one speech."""
    listed = list(lines(text))
    heads = sorted({first for at in range(len(listed)) if (first := _head_above(listed, at)) is not None})
    if len(heads) < 2 or len(heads := _with_body(text, listed, heads)) < 2:
        return []
    heads = _with_body(text, listed, sorted({*heads, *_heads_without_salutation(listed)}))
    starts = [text.rfind("\n", 0, listed[at].start) + 1 for at in heads]
    parts = [Part(start, end, True) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [Part(0, starts[0], False), *parts] if text[: starts[0]].strip() else parts


def _head_above(listed: Sequence[Line], at: int) -> int | None:
    """The number of the line on which the head above a salutation begins; None where there is no whole head."""
    if not _greets(listed[at].text):
        return None
    first = at
    while first > 0 and at - first < _LINES_OF_HEAD and _is_short(listed[first - 1]):
        first -= 1
    dates = [n for n in range(first + 1, at) if _is_dated(listed[n].text)]
    titles = [n for n in range(first, dates[-1]) if _may_be_title(listed[n].text)] if dates else []
    if not titles:
        return None
    named = [n for n in titles if _TITLE.search(listed[n].text)]
    return _above_frame(listed, _first_line_of_title(listed, named[0] if named else titles[-1], first))


def _greets(written: str) -> bool:
    """True for a salutation, or one that a colon ends in front of a sentence; 同志们，… is said in the midst, too."""
    greeted = _UP_TO_COLON.match(written)
    return is_greeting(written) or (greeted is not None and is_salutation(greeted[0]))


def _heads_without_salutation(listed: Sequence[Line]) -> list[int]:
    """The lines where, in a text of several speeches, one begins that greets nobody: a title and a date below it."""
    found = []
    for at in range(1, len(listed) - 2):
        title, below, body = listed[at : at + 3]
        named = _is_short(title) and _may_be_title(title.text) and _TITLE.search(title.text)
        after_sentence = _ENDS_SENTENCE.search(listed[at - 1].text) and not _is_short(body)
        if named and after_sentence and below.bracketed and _is_dated(below.text):
            found.append(at)
    return found


def _first_line_of_title(listed: Sequence[Line], at: int, first: int) -> int:
    """The line where a title begins that goes over several lines."""
    while at > first and listed[at - 1].end + 1 >= listed[at].start - 4 and _may_be_title(listed[at - 1].text):
        at -= 1
        if _TITLE.search(listed[at].text):
            return at + 1
    return at


def _above_frame(listed: Sequence[Line], at: int) -> int:
    """The line where what a page says of itself begins, the page's title above it, if it stands above the line `at`."""
    first = at
    while first > 0 and _is_framed(listed[first - 1]):
        first -= 1
    if first < at and first > 0 and _is_short(listed[first - 1]) and _may_be_title(listed[first - 1].text):
        return first - 1
    return first


def _is_framed(line: Line) -> bool:
    """True for a line in front of a speech that a page has about itself; in brackets it ends the speech above."""
    return not line.bracketed and (is_page_line(line.text) or dateline_length(line.text) > 0)


def _with_body(text: str, listed: Sequence[Line], heads: Sequence[int]) -> list[int]:
    """The heads that have a speech below them."""
    ends = [*(listed[at].start for at in heads[1:]), len(text)]
    kept = []
    for at, end in zip(heads, ends, strict=True):
        below = [line for line in listed[at : at + _LINES_OF_HEAD + 400] if line.end <= end and not _is_short(line)]
        if sum(len(line.text) for line in below) >= _LEAST_BODY:
            kept.append(at)
    return kept


def _is_short(line: Line) -> bool:
    """True for a line of a head: it is short and no sentence."""
    if (
        len(line.text) > _LONGEST
        or line.text.count("\t") >= _MOST_CELLS
        or is_salutation(line.text)
        or is_closing_line(line.text)
    ):
        return False
    return line.bracketed or not _ENDS_SENTENCE.search(line.text)


def _is_dated(written: str) -> bool:
    """True for a line that says on which day, or at least in which month, a speech was held."""
    content = written.strip(BRACKETS + DASH_SIGNS + " \u3000")
    whole = parse_date(content)
    if whole is not None:
        return whole.precision != "year"
    return any(found.value.precision == "day" for found in find_dates(content))


def _may_be_title(written: str) -> bool:
    bare = written.strip()
    if len(bare) < _SHORTEST_TITLE or bare[0] in "（([【〔" or bare[0] in DASH_SIGNS or _NO_LETTER.fullmatch(bare):
        return False
    return not _NUMBERED.match(bare) and not _is_dated(bare)

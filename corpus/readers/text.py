"""Reads .txt in UTF-8, UTF-16, GB18030 and Big5; joins lines that were evidently broken within sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from corpus.language.markers import PARAGRAPH_START
from corpus.language.salutations import is_salutation
from corpus.readers.common import SENTENCE_ENDS, clean_text, join_wrapped, read_bytes, require_text
from corpus.readers.coverage import coverage_of
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadFile, ReadWarning, Record

_PARAGRAPH_START = re.compile(rf"[ \t]{{2,}}|\t|\u3000|{PARAGRAPH_START}|[-*•●] ")
_LEAST_LINES = 6
_MOST_OF_HEAD = 60
_WIDTHS = range(30, 121)
"""Columns at which files are broken by programs: from 15 Chinese characters to a wide terminal."""


class TextReader:
    """Reads a plain text file as one speech."""

    name = "text"
    version = 5
    suffixes = frozenset({".txt"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the file.

        :raises ReadError: encoding_unsure, file_empty, file_too_large, file_unreadable.
        """
        decoded = decode(read_bytes(path), path)
        whole, warnings = clean_text(decoded.text)
        require_text(whole, path)
        text, is_joined = unwrap(whole)
        if is_joined:
            warnings.append(ReadWarning("warn_lines_joined"))
        found = (*decoded.warnings, *warnings)
        coverage = coverage_of((text,), whole)
        record = Record(text)
        return ReadFile(self.name, self.version, (record,), decoded.encoding, decoded.confidence, found, coverage)


def unwrap(text: str) -> tuple[str, bool]:
    """`text` with each paragraph on one line, and True if lines were joined for that.

    That is only done when it is evident: the lines were broken at a width in columns, or, as in what was copied from a
    page in another type, somewhere within sentences. Otherwise it is the text as it is.
    """
    lines = text.split("\n")
    if width := _wrap_width(lines):
        marked = _paragraphs_are_marked(lines)
        return _joined(lines, lambda previous, line: _continues(previous, line, width, marked)), True
    if length := _ragged_length(lines):
        head, body = _apart(lines)
        joined = _joined(_without_gaps(body, length), lambda previous, line: _goes_on(previous, line, length))
        return "\n".join([*head, joined]), True
    return text, False


def _joined(lines: Sequence[str], continues: Callable[[str, str], bool]) -> str:
    joined = [lines[0]]
    for previous, line in pairwise(lines):
        if continues(previous, line):
            joined[-1] = _one_line(joined[-1], line)
        else:
            joined.append(line)
    return "\n".join(joined)


def _one_line(left: str, right: str) -> str:
    """The two pieces of one line; a word broken at its hyphen keeps it, for it may be its own."""
    return left.rstrip() + right.lstrip() if re.search(r"\w-\s*$", left) else join_wrapped(left, right)


def _wrap_width(lines: list[str]) -> int:
    """The width that the lines were evidently broken at, else 0."""
    filled = [line for line in lines if line.strip()]
    width = max(map(display_width, filled), default=0)
    if len(filled) < _LEAST_LINES or width not in _WIDTHS:
        return 0
    inner = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip() and not _PARAGRAPH_START.match(b)]
    full = [a for a, b in inner if _is_full(a, b, width)]
    open_ended = sum(a.rstrip()[-1] not in SENTENCE_ENDS for a in full)
    evident = len(full) >= _LEAST_LINES / 2 and len(full) >= 0.75 * len(inner) and open_ended >= 0.75 * len(full)
    return width if evident and len(full) >= len(filled) / 3 else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """True if the first word of the following line (one character in Chinese) would not have fitted on the line."""
    word = re.match(r"[!-~]+|.", following.strip())
    needed = display_width(word.group()) if word else 0
    # Punctuation may not begin a line, so one more character may have gone down with it.
    return display_width(line.rstrip()) + needed + 4 > width


def _continues(previous: str, line: str, width: int, marked: bool) -> bool:
    if not previous.strip() or not line.strip() or _PARAGRAPH_START.match(line):
        return False
    if not _is_full(previous, line, width):
        return False
    return marked or previous.rstrip()[-1] not in SENTENCE_ENDS


def _ragged_length(lines: Sequence[str]) -> int:
    """The length of a full line, where lines evidently break within sentences of a script with small letters, else 0.

    In proportional type each line ends elsewhere, so that no width shows; what begins with a small letter goes on.
    """
    filled = sorted(len(line.rstrip()) for line in lines if line.strip())
    inner = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    going_on = sum(_is_open(a) and b.strip()[0].islower() for a, b in inner)
    evident = going_on >= _LEAST_LINES and going_on >= 0.3 * len(inner)
    length = filled[9 * len(filled) // 10] if filled else 0
    return length if evident and length <= _WIDTHS[-1] else 0


def _apart(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The lines above the salutation, titles and names that stand in lines of their own, and the lines from it on."""
    ends = (place for place, line in enumerate(lines[:_MOST_OF_HEAD]) if is_salutation(line.strip()))
    end = next(ends, 0)
    return lines[:end], lines[end:]


def _is_open(line: str) -> bool:
    return line.rstrip()[-1] not in SENTENCE_ENDS


def _goes_on(previous: str, line: str, length: int) -> bool:
    """True if a line of such a text goes on with the one before: with a small letter, or where that was a full line."""
    if not previous.strip() or not line.strip() or not _is_open(previous) or _PARAGRAPH_START.match(line):
        return False
    return line.strip()[0].islower() or len(previous.rstrip()) >= 0.75 * length


def _without_gaps(lines: Sequence[str], length: int) -> list[str]:
    """The lines without the blank one that stands within a sentence, where a page was turned."""
    return [
        line
        for place, line in enumerate(lines)
        if line.strip() or not 0 < place < len(lines) - 1 or not _is_within(lines[place - 1], lines[place + 1], length)
    ]


def _is_within(before: str, after: str, length: int) -> bool:
    is_full = len(before.rstrip()) >= 0.6 * length
    return is_full and after.strip()[:1].islower() and _goes_on(before, after, length)


def _paragraphs_are_marked(lines: list[str]) -> bool:
    """True if blank lines or indents show where paragraphs begin, so that a full line may end in a full stop."""
    return sum(not a.strip() or a[:1] in "\u3000 \t" for a in lines) >= 2


def display_width(text: str) -> int:
    """Columns that `text` takes in a fixed-width font: two for a wide character, one for others."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)

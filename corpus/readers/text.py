"""Reads .txt in UTF-8, UTF-16, GB18030 and Big5; joins lines that were evidently broken at a fixed width."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

from corpus.language.markers import PARAGRAPH_START
from corpus.readers.common import SENTENCE_ENDS, clean_text, join_wrapped, read_bytes, require_text
from corpus.readers.coverage import coverage_of
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadFile, ReadWarning, Record

_PARAGRAPH_START = re.compile(rf"[ \t]{{2,}}|\t|\u3000|{PARAGRAPH_START}|[-*•●] ")
_LEAST_LINES = 6
_WIDTHS = range(30, 121)
"""Columns at which files are broken by programs: from 15 Chinese characters to a wide terminal."""


class TextReader:
    """Reads a plain text file as one speech."""

    name = "text"
    version = 4
    suffixes = frozenset({".txt"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the file.

        :raises ReadError: encoding_unsure, file_empty, file_too_large, file_unreadable.
        """
        decoded = decode(read_bytes(path), path)
        whole, warnings = clean_text(decoded.text)
        require_text(whole, path)
        text, width = unwrap(whole)
        if width:
            warnings.append(ReadWarning("warn_lines_joined", {"width": width}))
        found = (*decoded.warnings, *warnings)
        coverage = coverage_of((text,), whole)
        record = Record(text)
        return ReadFile(self.name, self.version, (record,), decoded.encoding, decoded.confidence, found, coverage)


def unwrap(text: str) -> tuple[str, int]:
    """`text` with each paragraph on one line, and the width in columns its lines were broken at.

    That is only done when it is evident: of four lines three end where the next word would not have fitted,
    and few of those end a sentence. Otherwise the text as it is, and 0.
    """
    lines = text.split("\n")
    width = _wrap_width(lines)
    if not width:
        return text, 0
    marked = _paragraphs_are_marked(lines)
    joined = [lines[0]]
    for previous, line in pairwise(lines):
        if _continues(previous, line, width, marked):
            joined[-1] = join_wrapped(joined[-1], line)
        else:
            joined.append(line)
    return "\n".join(joined), width


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


def _paragraphs_are_marked(lines: list[str]) -> bool:
    """True if blank lines or indents show where paragraphs begin, so that a full line may end in a full stop."""
    return sum(not a.strip() or a[:1] in "\u3000 \t" for a in lines) >= 2


def display_width(text: str) -> int:
    """Columns that `text` takes in a fixed-width font: two for a wide character, one for others."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)

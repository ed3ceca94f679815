"""Common parts of the readers: the bytes of a file, the rules for text, the names of metadata."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from corpus.errors import ReadError
from corpus.fields import field_named
from corpus.language.private_use import without_private_use
from corpus.readers.protocol import ReadWarning

MAX_BYTES = 50 * 1024 * 1024
"""A speech is a few kilobytes; a file beyond this is something else and would only exhaust the memory."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Lone surrogates come from broken \uD83D escapes in JSON; no encoding can store them.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")

CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_WIDE = re.compile(f"[{CJK}“”‘’…—]")


SENTENCE_ENDS = "。！？；：.!?;:”’」』）"
"""Characters that may end a paragraph; a line that ends otherwise probably goes on in the next."""


_SENTENCE = 20
"""Characters that a field of a table seldom has and a sentence nearly always."""
_STOPS = "。！？；：.!?;:"


def read_bytes(path: Path) -> bytes:
    """The content of the file at `path`, at least one byte of it.

    Only ordinary files are opened: a pipe would be waited for without end, and a device gives bytes without end.
    :raises ReadError: file_unreadable, file_not_ordinary, file_empty or file_too_large.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ReadError("file_not_ordinary", path=str(path))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # what the file system says of the size may be old, or 0 as in /proc
    except OSError as exc:
        raise ReadError("file_unreadable", path=str(path), reason=exc.strerror or type(exc).__name__) from exc
    if len(data) > MAX_BYTES:
        raise ReadError("file_too_large", path=str(path), limit=MAX_BYTES // 1024 // 1024)
    if not data:
        raise ReadError("file_empty", path=str(path))
    return data


def clean_text(text: str) -> tuple[str, list[ReadWarning]]:
    r"""`text` with every line end as \n, without control characters and characters that only an old font shows.

    A warning counts each of those that were dropped, and what only that font shows and nothing here knows.
    """
    text, unknown = without_private_use(text)
    text, warnings = drop_controls(_LINE_ENDS.sub("\n", text))
    return text, warnings + ([ReadWarning("warn_private_use", {"count": unknown})] if unknown else [])


def drop_controls(text: str) -> tuple[str, list[ReadWarning]]:
    """`text` without control characters, and a warning if there were any."""
    text, removed = _UNSTORABLE.subn("", text)
    return text, [ReadWarning("warn_controls_removed", {"count": removed})] if removed else []


def require_text(text: str, path: Path) -> None:
    """Nothing, when `text` has anything but blanks.

    :raises ReadError: file_empty.
    """
    if not text.strip("\ufeff\u200b \t\n\u3000\xa0") or not text.strip():
        raise ReadError("file_empty", path=str(path))


def given_metadata(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The metadata in `pairs` as strings, under canonical keys where they are known by an English or a Chinese name.

    Values that are blank or not `is_plain` are left out. When two names mean the same key, the first keeps it and the
    second keeps its own name.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        text = _as_string(value) if is_plain(value) else ""
        if not text:
            continue
        key = field_named(name) or name.strip()
        given[name.strip() if key in given else key] = text
    return given


def is_plain(value: object) -> bool:
    """True if a metadata value is one value or a list of such, not a structure that no string can stand for."""
    return not isinstance(value, dict) and not (
        isinstance(value, list | tuple) and any(isinstance(item, dict | list | tuple) for item in value)
    )


def join_wrapped(left: str, right: str) -> str:
    """The two pieces of one broken line as one: a space between words, none next to a Chinese character."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or is_wide(left[-1]) or is_wide(right[0]):
        return left + right
    return f"{left} {right}"


def is_wide(char: str) -> bool:
    """True if `char` is set without spaces around it: Chinese characters and full-width punctuation."""
    return _WIDE.match(char) is not None


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table row: one, its cells apart by tabs; but paragraphs in a cell stay paragraphs.

    Each cell is its lines. A cell of several short ones without a sentence, such as figures below each other, is
    written on one line.
    """
    lines: list[str] = []
    fields: list[str] = []
    for cell in cells:
        written = [part for line in cell for part in line.split("\n") if part.strip()]
        if _has_paragraphs(written):
            lines += ["\t".join(fields)] if any(fields) else []
            lines += written
            fields = []
        else:
            fields.append(" ".join(written))
    return lines + (["\t".join(fields)] if any(fields) else [])


def _has_paragraphs(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and any(len(line) > _SENTENCE or line.rstrip()[-1] in _STOPS for line in lines)


def _as_string(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(_as_string, value)))
    return str(value).strip()

"""Reads .jsonl: one speech a line, an object with `text` and, when known, `_id`, `title` and any other metadata.

Also in the shapes that programs write instead (`json_shapes`), and with `content` and other names for `text`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

from corpus.errors import ReadError
from corpus.fields import field_named
from corpus.readers.common import clean_text, given_metadata, read_bytes
from corpus.readers.coverage import coverage_of, text_of_page, words_in, words_of
from corpus.readers.encoding import decode
from corpus.readers.html_lines import visible_length
from corpus.readers.json_shapes import BadLineError, joined, opened, text_key, values_of, without_script
from corpus.readers.markdown import plain_text
from corpus.readers.protocol import ReadFile, ReadWarning, Record

_LITERAL_BREAK = re.compile(r"(?:\\r)?\\n|\\r")
_LITERAL_BREAK_AMONG_OTHERS = re.compile(r"(?:\\r)?\\n(?=[^ a-z])")
r"""\n in a text that has line breaks, too; not that of C:\new, nor one that is spoken of."""
_LITERAL = re.compile(r'\\(?:u([0-9a-fA-F]{4})|([t"/]))')
_TAGS = re.compile(r"</?(?:p|div|br|span)\b[^<>]*>", re.IGNORECASE)
_ENTITIES = re.compile(
    r"&(?:nbsp|[er][mn]sp|lt;/?(?:p|div|br|span)\b|[lr][ds]quo|mdash|hellip|middot|#\d{2,5}|#x[0-9a-f]{2,5});?"
)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?')
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|\\?.)")
_LEAST_EPOCH, _LEAST_EPOCH_MS = 100_000_000, 100_000_000_000
"""Seconds and milliseconds since 1970 are larger than any 20220301."""
_HOURS_OF_CHINA = timedelta(hours=8)


class JsonlReader:
    """Reads one speech from each line. A bad line is a warning with its number, the others are still read."""

    name = "jsonl"
    version = 3
    suffixes = frozenset({".jsonl"})

    def read(self, path: Path) -> ReadFile:
        """The speeches of the file, in its order.

        :raises ReadError: encoding_not_utf8, file_empty (only blanks), jsonl_no_speech (no good line).
        """
        try:
            content, encoding = _decoded(read_bytes(path), path)
        except ReadError as exc:
            if exc.code != "encoding_unsure":
                raise
            raise ReadError("encoding_not_utf8", path=str(path)) from exc
        if not content.strip():
            raise ReadError("file_empty", path=str(path))
        records: list[Record] = []
        warnings: list[ReadWarning] = []
        values, shape = values_of(content)
        for number, value in values:
            try:
                record, notes = _record(opened(value), number)
            except BadLineError as exc:
                warnings.append(ReadWarning(str(exc), {"line": number}))
                continue
            records.append(record)
            warnings.extend(notes)
        if not records:
            raise ReadError("jsonl_no_speech", path=str(path), lines=len(warnings))
        found = (*shape, *_once(warnings))
        coverage = coverage_of(words_of(records), words_in(_strings(content)))
        return ReadFile(self.name, self.version, tuple(records), encoding, 1.0, found, coverage)


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    """The content without what a script puts around it, and its encoding.

    :raises ReadError: encoding_unsure.
    """
    try:
        content, encoding = data.rstrip(b"\x1a\x00").decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        decoded = decode(data, path)
        content, encoding = decoded.text, decoded.encoding
    return without_script(content), encoding


def _strings(content: str) -> str:
    """All that stands in quotation marks as a value, by these marks alone."""
    written = "\n".join(found[1] for found in _STRING.finditer(content) if not found[2])
    return text_of_page(_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", written))


def _record(speech: object, number: int) -> tuple[Record, list[ReadWarning]]:
    if isinstance(speech, BadLineError):
        raise speech
    if not isinstance(speech, dict):
        raise BadLineError("warn_jsonl_not_object")
    key_of_text = text_key(speech)
    if key_of_text is None:
        raise BadLineError("warn_jsonl_no_text")
    text, warnings = _text(speech[key_of_text])
    if key_of_text != "text":
        warnings.append(ReadWarning("warn_jsonl_text_key", {"key": clean_text(key_of_text)[0]}))
    external_id = speech.get("_id")
    scalars = []
    for name, value in speech.items():
        key = clean_text(name)[0]
        if name in (key_of_text, "_id"):
            continue
        if isinstance(value, dict) and value.keys() <= speech.keys():
            continue  # what is stated in it was taken
        if isinstance(value, dict | list):
            warnings.append(ReadWarning("warn_jsonl_value_ignored", {"line": number, "key": key}))
        else:
            scalars.append((key, clean_text(value)[0] if isinstance(value, str) else _day(key, value)))
    given = given_metadata(scalars)
    identity = None if external_id is None else clean_text(str(external_id))[0]
    return Record(text, given.get("title"), identity, given), warnings


def _day(key: str, value: object) -> object:
    """The day that a number of seconds or milliseconds under the name of a date means; any other value as it is."""
    if field_named(key) != "date" or not isinstance(value, int | float) or not value >= _LEAST_EPOCH:
        return value
    try:
        moment = datetime.fromtimestamp(value / 1000 if value >= _LEAST_EPOCH_MS else value, UTC)
    except (ValueError, OverflowError, OSError):
        return value
    return (moment + _HOURS_OF_CHINA).date()


def _text(value: object) -> tuple[str, list[ReadWarning]]:
    r"""The text with line breaks that are written out (\n) made line breaks, and tags of pages made lines."""
    text, warnings = clean_text(joined(value))
    breaks = _LITERAL_BREAK_AMONG_OTHERS if "\n" in text else _LITERAL_BREAK
    if breaks.search(text):
        text = breaks.sub("\n", text)
        text = clean_text(_LITERAL.sub(_meant, text))[0]
        warnings.append(ReadWarning("warn_jsonl_literal", {"count": 1}))
    if not _TAGS.search(text) and _ENTITIES.search(text):
        text = clean_text(unescape(text))[0]
    if len(_TAGS.findall(text)) > 1:
        plain = plain_text(text)[0]
        text = plain if visible_length(plain) else text
    return text, warnings


def _meant(written: re.Match[str]) -> str:
    r"""The character that \u3000, \t or \" stands for."""
    if written[1]:
        return chr(int(written[1], 16))
    return "\t" if written[2] == "t" else written[2]


def _once(warnings: list[ReadWarning]) -> list[ReadWarning]:
    """The warnings, those that say the same of many speeches once, with their number."""
    literal = sum(warning.code == "warn_jsonl_literal" for warning in warnings)
    kept: list[ReadWarning] = []
    for warning in warnings:
        if warning.code == "warn_jsonl_literal":
            warning = ReadWarning(warning.code, {"count": literal})
        if warning.code not in {"warn_jsonl_literal", "warn_jsonl_text_key"} or warning not in kept:
            kept.append(warning)
    return kept

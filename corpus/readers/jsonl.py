"""Reads .jsonl: one speech a line, an object with `text` and, when known, `_id`, `title` and any other metadata.

Also in the shapes that programs write instead: one array, one object over several lines, `content` for `text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import ReadError
from corpus.readers.common import clean_text, given_metadata, read_bytes
from corpus.readers.coverage import coverage_of, text_of_page, words_in, words_of
from corpus.readers.encoding import decode
from corpus.readers.html_lines import visible_length
from corpus.readers.markdown import plain_text
from corpus.readers.protocol import ReadFile, ReadWarning, Record

TEXT_KEYS = (
    *("text", "正文", "内容", "全文", "文本", "content", "contents", "body", "article", "fulltext", "full_text"),
    *("raw_content", "speech", "transcript", "paragraphs", "段落"),
)
_LIST_KEYS = ("data", "items", "speeches", "records", "results", "rows", "list", "documents", "docs", "数据")
_SCRIPT = re.compile(r"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.]*\s*=\s*([\[{].*[\]}])\s*;?\s*", re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])')
"""A comma that nothing follows; strings are passed over."""
_LITERAL_BREAK = re.compile(r"(?:\\r)?\\n|\\r")
_TAGS = re.compile(r"</?(?:p|div|br|span)\b[^<>]*>", re.IGNORECASE)


_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?')
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|\\?.)")


class _BadLineError(Exception):
    """A line that is no speech; its argument is the reason's code."""


class JsonlReader:
    """Reads one speech from each line. A bad line is a warning with its number, the others are still read."""

    name = "jsonl"
    version = 2
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
        values, shape = _values(content)
        for number, value in values:
            try:
                record, notes = _record(value, number)
            except _BadLineError as exc:
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
    """The content without what a script puts around it (var data = …;), and its encoding.

    :raises ReadError: encoding_unsure.
    """
    data = data.rstrip(b"\x1a\x00")
    try:
        content, encoding = data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        decoded = decode(data, path)
        content, encoding = decoded.text, decoded.encoding
    script = _SCRIPT.fullmatch(content)
    return (script[1] if script else content), encoding


def _strings(content: str) -> str:
    """All that stands in quotation marks as a value, by these marks alone."""
    written = "\n".join(found[1] for found in _STRING.finditer(content) if not found[2])
    return text_of_page(_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", written))


def _values(content: str) -> tuple[Iterator[tuple[int, Any]], list[ReadWarning]]:
    """The values of the file with their numbers, and a warning when they are not a line each.

    A value that is no JSON is a _BadLineError.
    """
    whole = _loaded(content)
    if whole is None and content.lstrip().startswith("["):
        whole = _loaded(_LAST_COMMA.sub(lambda found: found[1] or "", content))
    if isinstance(whole, dict):
        inner = _inner_list(whole)
        whole = inner if inner is not None and _text_key(whole) is None else [whole]
        if inner is None:
            return iter(enumerate(whole, start=1)), []
    if isinstance(whole, list) and any(isinstance(each, dict) for each in whole):
        return iter(enumerate(whole, start=1)), [ReadWarning("warn_jsonl_array", {"count": len(whole)})]
    lines = list(_lines(content))
    if not any(isinstance(value, dict) for _, value in lines):
        objects = _one_after_another(content)
        if objects:
            return iter(enumerate(objects, start=1)), [ReadWarning("warn_jsonl_array", {"count": len(objects)})]
    return iter(lines), []


def _loaded(content: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _inner_list(value: Mapping[str, Any], depth: int = 3) -> list[Any] | None:
    """The list of speeches in an answer of a program, however deep: {"data": {"list": […]}}."""
    for key in _LIST_KEYS:
        inner = value.get(key)
        if isinstance(inner, list):
            return inner
        if isinstance(inner, dict) and depth and (found := _inner_list(inner, depth - 1)) is not None:
            return found
    return None


def _lines(content: str) -> Iterator[tuple[int, Any]]:
    # Only \n ends a line: U+2028 may stand unescaped inside a JSON string, where str.splitlines would cut.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, _BadLineError("warn_jsonl_not_json")


def _one_after_another(content: str) -> list[Any]:
    """The objects that follow each other, each over several lines; none unless all are sound."""
    decoder = json.JSONDecoder()
    found = []
    at = 0
    while at < len(content):
        blank = re.compile(r"[\s,]*").match(content, at)
        at = blank.end() if blank else at
        if at == len(content):
            break
        try:
            value, at = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            return []
        found.append(value)
    return found if all(isinstance(value, dict) for value in found) else []


def _record(speech: object, number: int) -> tuple[Record, list[ReadWarning]]:
    if isinstance(speech, _BadLineError):
        raise speech
    if not isinstance(speech, dict):
        raise _BadLineError("warn_jsonl_not_object")
    key_of_text = _text_key(speech)
    if key_of_text is None:
        raise _BadLineError("warn_jsonl_no_text")
    text, warnings = _text(speech[key_of_text])
    if key_of_text != "text":
        warnings.append(ReadWarning("warn_jsonl_text_key", {"key": key_of_text}))
    external_id = speech.get("_id")
    scalars = []
    for name, value in speech.items():
        key = clean_text(name)[0]
        if name in (key_of_text, "_id"):
            continue
        if isinstance(value, dict | list):
            warnings.append(ReadWarning("warn_jsonl_value_ignored", {"line": number, "key": key}))
        else:
            scalars.append((key, clean_text(value)[0] if isinstance(value, str) else value))
    given = given_metadata(scalars)
    identity = None if external_id is None else clean_text(str(external_id))[0]
    return Record(text, given.get("title"), identity, given), warnings


def _text_key(speech: dict[str, Any]) -> str | None:
    """The key that a speech has its text under; a longer text under another name outranks a blank one."""
    return next((key for key in TEXT_KEYS if _joined(speech.get(key)).strip()), None)


def _joined(value: object) -> str:
    """A text, or paragraphs in a list, as one string; "" for anything else."""
    if isinstance(value, list):
        pieces = [each.get("text", each.get("content")) if isinstance(each, dict) else each for each in value]
        texts = [each for each in pieces if isinstance(each, str)]
        return "\n".join(texts) if len(texts) == len(value) else ""
    return value if isinstance(value, str) else ""


def _text(value: object) -> tuple[str, list[ReadWarning]]:
    r"""The text with line breaks that are written out (\n) made line breaks, and tags of pages made lines."""
    text, warnings = clean_text(_joined(value))
    if "\n" not in text and _LITERAL_BREAK.search(text):
        text = _LITERAL_BREAK.sub("\n", text)
        warnings.append(ReadWarning("warn_jsonl_literal", {"count": 1}))
    if len(_TAGS.findall(text)) > 1:
        plain = plain_text(text)[0]
        text = plain if visible_length(plain) else text
    return text, warnings


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

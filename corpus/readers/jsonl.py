"""Reads .jsonl: one speech a line, an object with `text` and, when known, `_id`, `title` and any other metadata."""

from __future__ import annotations

import json
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.common import clean_text, given_metadata, read_bytes
from corpus.readers.protocol import ReadFile, ReadWarning, Record


class _BadLineError(Exception):
    """A line that is no speech; its argument is the reason's code."""


class JsonlReader:
    """Reads one speech from each line. A bad line is a warning with its number, the others are still read."""

    name = "jsonl"
    version = 1
    suffixes = frozenset({".jsonl"})

    def read(self, path: Path) -> ReadFile:
        """The speeches of the file, in its order.

        :raises ReadError: encoding_not_utf8, file_empty (only blanks), jsonl_no_speech (no good line).
        """
        try:
            content = read_bytes(path).decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            raise ReadError("encoding_not_utf8", path=str(path)) from exc
        if not content.strip():
            raise ReadError("file_empty", path=str(path))
        records: list[Record] = []
        warnings: list[ReadWarning] = []
        # Only \n ends a line: U+2028 may stand unescaped inside a JSON string, where str.splitlines would cut.
        for number, line in enumerate(content.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                record, notes = _record(line, number)
            except _BadLineError as exc:
                warnings.append(ReadWarning(str(exc), {"line": number}))
                continue
            records.append(record)
            warnings.extend(notes)
        if not records:
            raise ReadError("jsonl_no_speech", path=str(path), lines=len(warnings))
        return ReadFile(self.name, self.version, tuple(records), "utf-8", 1.0, tuple(warnings))


def _record(line: str, number: int) -> tuple[Record, list[ReadWarning]]:
    try:
        speech = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise _BadLineError("warn_jsonl_not_json") from exc
    if not isinstance(speech, dict):
        raise _BadLineError("warn_jsonl_not_object")
    text = speech.pop("text", None)
    if not isinstance(text, str) or not text.strip():
        raise _BadLineError("warn_jsonl_no_text")
    text, warnings = clean_text(text)
    external_id = speech.pop("_id", None)
    scalars = []
    for name, value in speech.items():
        key = clean_text(name)[0]
        if isinstance(value, dict | list):
            warnings.append(ReadWarning("warn_jsonl_value_ignored", {"line": number, "key": key}))
        else:
            scalars.append((key, clean_text(value)[0] if isinstance(value, str) else value))
    given = given_metadata(scalars)
    identity = None if external_id is None else clean_text(str(external_id))[0]
    return Record(text, given.get("title"), identity, given), warnings

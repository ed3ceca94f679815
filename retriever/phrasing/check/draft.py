"""The text of a draft, from a file of any format that the library takes, or from bytes that were piped in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus import reader_for
from corpus.errors import ReadError
from corpus.metadata.marks import mark_of
from corpus.readers.common import clean_text
from corpus.readers.encoding import decode


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """The text of a draft, one paragraph a line, and the security mark that it or its file bears, None for none."""

    text: str
    mark: str | None


def read_draft(path: Path, name: str | None = None) -> ReadDraft:
    """The draft in the file at `path`, which people know as `name`.

    :raises ReadError: if it is missing, of an unknown format, or cannot be read.
    """
    reader = reader_for(path)
    if not path.is_file():
        raise ReadError("draft_missing", path=str(path))
    if reader is None:
        raise ReadError("format_unknown", path=str(path), suffix=path.suffix.lower())
    records, stem = reader.read(path).records, PurePath(name or path.name).stem
    marks = [mark_of(stem, record.title, (record.given,), record.text) for record in records]
    return ReadDraft("\n".join(record.text for record in records), next(filter(None, marks), None))


def typed_draft(text: str) -> ReadDraft:
    """A draft that was typed or pasted."""
    return ReadDraft(text, mark_of("", None, (), text))


def decoded_draft(data: bytes) -> ReadDraft:
    """The draft that was piped in, in any encoding that a text file may have; blank for nothing.

    :raises ReadError: if its encoding is unsure.
    """
    return typed_draft(clean_text(decode(data, Path("-")).text)[0] if data else "")

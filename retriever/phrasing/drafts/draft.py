"""The text of a draft, from a file of any format that the library takes, or from bytes that were piped in."""

from __future__ import annotations

from pathlib import Path

from corpus import reader_for
from corpus.errors import ReadError
from corpus.readers.common import clean_text
from corpus.readers.encoding import decode


def read_draft(path: Path) -> str:
    """The text of the file at `path`, one paragraph a line.

    :raises ReadError: if it is missing, of an unknown format, or cannot be read.
    """
    reader = reader_for(path)
    if not path.is_file():
        raise ReadError("draft_missing", path=str(path))
    if reader is None:
        raise ReadError("format_unknown", path=str(path), suffix=path.suffix.lower())
    return "\n".join(record.text for record in reader.read(path).records)


def decoded_draft(data: bytes) -> str:
    """The text that was piped in, in any encoding that a text file may have; blank for nothing.

    :raises ReadError: if its encoding is unsure.
    """
    return clean_text(decode(data, Path("-")).text)[0] if data else ""

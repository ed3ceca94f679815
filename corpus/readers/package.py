"""Zip files that hold one document in parts: .odt, .pptx, .xlsx, .epub, .ofd."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.common import read_bytes

_MAX_UNPACKED: Final = 200 * 1024 * 1024
"""All parts that are asked for, together; what is beyond is no speech but an attack or an accident."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    etree.XMLSyntaxError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
"""All that zipfile, zlib and lxml raise on files that are cut short or lie."""


def read_parts(path: Path, wanted: Callable[[str], bool]) -> Mapping[str, bytes]:
    """The parts of the package whose names are wanted, in the order of the package.

    :raises ReadError: file_damaged, file_empty, file_too_large, file_unreadable.
    """
    data = read_bytes(path)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if wanted(entry.filename)]
            if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
                raise ReadError("file_too_large", path=str(path), limit=_MAX_UNPACKED // 1024 // 1024)
            return {entry.filename: archive.read(entry) for entry in entries}
    except DAMAGE as exc:
        raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower()) from exc


def parse_xml(data: bytes) -> etree._Element:
    """The root of a part. Entities are not resolved: they could name files of this machine.

    :raises etree.XMLSyntaxError: if it is no XML.
    """
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))

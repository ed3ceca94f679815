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

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
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
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for alternatives in list(root.iter(f"{_MC}AlternateContent")):
        _prefer_text(alternatives)
    return root


def _prefer_text(alternatives: etree._Element) -> None:
    """Let the fallback of `alternatives` be their choice where it alone has text: programs leave the choice empty."""
    choices, fallbacks = alternatives.findall(f"{_MC}Choice"), alternatives.findall(f"{_MC}Fallback")
    if not any(map(_has_text, choices)) and any(map(_has_text, fallbacks)):
        for each in choices:
            each.tag = f"{_MC}Fallback"
        for each in fallbacks:
            each.tag = f"{_MC}Choice"


def _has_text(element: etree._Element) -> bool:
    """True if there is text in an element, or in a drawing that a part of its own holds."""
    return any((each.text or "").strip() for each in element.iter("{*}t")) or element.find(".//{*}relIds") is not None

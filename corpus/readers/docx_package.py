"""The parts of a Word document that its text needs, from a package that may be damaged elsewhere.

Two parts are enough: the document, and a list of relationships that leads to it. What a relationship points to and is
not there (NULL, ../NULL, a picture that was taken out) costs nothing, nor does a content type of another kind (.docm).
Strict Open XML (ISO/IEC 29500-1 Strict) is read as the transitional one, by its names.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.docx_numbering import W
from corpus.readers.package import parse_xml

_MAX_UNPACKED = 400 * 1024 * 1024
"""A .docx of 50 MB can unpack to anything; beyond this it is no speech but an attack or an accident."""
_MAX_PART = 100 * 1024 * 1024
"""A part of text beyond this: a speech of a million characters takes half of it."""

# What zipfile, zlib and lxml raise on damaged files: parts may be missing, cut short or lie.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    etree.XMLSyntaxError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    KeyError,
    ValueError,
)
_MARGIN = re.compile(r"(?:header|footer)\d*\.xml")
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (_STRICT + b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (_STRICT + b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another one names: by its id, of a kind (styles, header …), at a place in the package."""

    relation_id: str
    kind: str
    part: str


class Package:
    """A .docx opened for reading: the root of its document and whatever other parts can be read."""

    def __init__(self, data: bytes, path: Path) -> None:
        """Open the package `data`, read from `path`.

        :raises ReadError: file_damaged if there is no document in it, file_too_large.
        """
        self._path = path
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            entries = self._archive.infolist()
            self._entries = {_normal(entry.filename): entry for entry in entries}
            if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
                raise ReadError("file_too_large", path=str(path), limit=_MAX_UNPACKED // 1024 // 1024)
            self._document = self._document_name()
            self.root = self._parsed(self._document)
        except _DAMAGE as exc:
            raise self._damaged() from exc
        body = self.root.find(f"{W}body")
        if body is None or self.root.tag != f"{W}document":
            raise self._damaged()
        self.body = body
        self.relations = tuple(self._relations(self._document))

    def roots(self, *kinds: str) -> list[etree._Element]:
        """The roots of the readable parts of these kinds that the document names, in its order."""
        found = (self.part_root(relation) for relation in self.relations if relation.kind in kinds)
        return [root for root in found if root is not None]

    def margins(self) -> list[etree._Element]:
        """The roots of all heads and feet of pages, also those that no relationship leads to any more.

        They may bear a security mark, which a damaged list of relationships must not lose.
        """
        folder = posixpath.dirname(self._document)
        there = (name for name in self._entries if _MARGIN.fullmatch(name.removeprefix(f"{folder}/")))
        named = [relation.part for relation in self.relations if relation.kind in ("header", "footer")]
        found = (self.part_root(Relation("", "", name)) for name in dict.fromkeys((*named, *there)))
        return [root for root in found if root is not None]

    def part_root(self, relation: Relation) -> etree._Element | None:
        """The root of a part, None if it is missing or damaged."""
        try:
            return self._parsed(relation.part)
        except _DAMAGE:
            return None

    def part_bytes(self, relation_id: str) -> tuple[str, bytes] | None:
        """The name and the content of the part with this id, None if there is no such part or it is damaged."""
        for relation in self.relations:
            if relation.relation_id == relation_id:
                try:
                    return relation.part, self._bytes(relation.part)
                except _DAMAGE:
                    return None
        return None

    def text_parts(self) -> Iterator[tuple[str, etree._Element]]:
        """The name and the root of every readable XML part beside the document, for counting what there is."""
        folder = posixpath.dirname(self._document)
        for name in self._entries:
            if posixpath.dirname(name) == folder and name.endswith(".xml") and self._may_have_text(name):
                root = self.part_root(Relation("", "", name))
                if root is not None:
                    yield name, root

    def _may_have_text(self, part: str) -> bool:
        """False for a part without a w:t: styles and themes are far larger than most texts, and need no parsing."""
        try:
            data = self._bytes(part)
        except _DAMAGE:
            return False
        return b":t>" in data or b":t " in data

    def chunks(self) -> Iterator[bytes]:
        """The content of each alternative part (w:altChunk) that can be read and is no document itself."""
        for relation in self.relations:
            found = self.part_bytes(relation.relation_id) if relation.kind == "afchunk" else None
            if found is not None and not found[1].startswith(b"PK"):
                yield found[1]

    def _document_name(self) -> str:
        stated = [each.part for each in self._relations("") if each.kind == "officedocument"]
        usual = [name for name in self._entries if posixpath.basename(name) == "document.xml"]
        return next(name for name in (*stated, "word/document.xml", *usual, "") if name in self._entries or not name)

    def _relations(self, of: str) -> Iterator[Relation]:
        """The relations of a part, "" for those of the package; none if their list is missing or damaged."""
        folder, name = posixpath.split(of)
        try:
            root = self._parsed(_normal(f"{folder}/_rels/{name}.rels"))
        except _DAMAGE:
            return
        for each in root:
            if isinstance(each.tag, str) and each.get("TargetMode") != "External":
                target = unquote(each.get("Target", ""))
                place = target if target.startswith("/") else posixpath.join(folder, target)
                kind = each.get("Type", "").rpartition("/")[2].lower()
                yield Relation(each.get("Id", ""), kind, _normal(posixpath.normpath(place)))

    def _parsed(self, part: str) -> etree._Element:
        data = self._bytes(part)
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL:
                data = data.replace(strict, transitional)
        return parse_xml(data)

    def _bytes(self, part: str) -> bytes:
        entry = self._entries[part]
        if entry.file_size > _MAX_PART:
            raise ReadError("file_too_large", path=str(self._path), limit=_MAX_PART // 1024 // 1024)
        return self._archive.read(entry)

    def _damaged(self) -> ReadError:
        return ReadError("file_damaged", path=str(self._path), kind=".docx")


def _normal(name: str) -> str:
    r"""A part's name as names are compared: without a first /, with / for \, in lower case."""
    return name.replace("\\", "/").lstrip("/").lower()

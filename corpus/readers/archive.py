"""Reads .zip, .7z and .rar: the files inside, those of archives inside too, each as speeches of its own."""

from __future__ import annotations

import binascii
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError
from corpus.readers.common import MAX_BYTES, read_bytes
from corpus.readers.entries import Entry, FindReader, is_system_file, read_entries, safe_parts
from corpus.readers.package import DAMAGE
from corpus.readers.packed import Member, libarchive, members
from corpus.readers.protocol import ReadFile, ReadWarning

PACKED = (".7z", ".rar")
"""Archives that libarchive reads."""
_MOST_BYTES = 400 * 1024 * 1024
_MOST_ENTRIES = 5000
_DEEPEST = 3
"""Archives inside archives; whoever needs more has made a bomb."""
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = b"up"


class ZipReader:
    """Reads an archive as the files that it holds."""

    name = "zip"
    suffixes = frozenset({".zip", *PACKED})

    def __init__(self, find: FindReader, version: int) -> None:
        """Takes the function that finds readers for the files inside; `version` grows with theirs."""
        self._version = version
        self._find = find

    @property
    def version(self) -> int:
        """Grows also where libarchive is found: archives that were refused are then read."""
        return self._version + 100_000 * (libarchive() is not None)

    def read(self, path: Path) -> ReadFile:
        """The speeches of all files that can be read; of the others a warning says why not.

        :raises ReadError: archive_damaged, archive_too_large, archive_no_speech, archive_has_notes, archive_locked,
            format_archive, file_empty, file_too_large, file_unreadable.
        """
        data = read_bytes(path)
        unpacking = _Unpacking(path, _MOST_BYTES)
        try:
            records, warnings, coverage = read_entries(unpacking.entries(data, path.name, ""), path, self._find)
        except PermissionError as exc:
            raise ReadError("archive_locked", path=str(path)) from exc
        except DAMAGE as exc:
            raise ReadError("archive_damaged", path=str(path)) from exc
        if not records and unpacking.locked:
            raise ReadError("archive_locked", path=str(path))
        if not records:
            raise ReadError("archive_no_speech", path=str(path), count=unpacking.count)
        found = (*unpacking.warnings, *warnings)
        return ReadFile(self.name, self.version, tuple(records), warnings=found, coverage=coverage)


@dataclass(slots=True)
class _Unpacking:
    """Unpacks what is asked for and no more, whatever the archive says of itself."""

    path: Path
    left: int
    count: int = 0
    locked: int = 0
    warnings: list[ReadWarning] = field(default_factory=list)

    def entries(self, data: bytes, named: str, within: str, depth: int = 1) -> Iterator[Entry]:
        """The files in the archive `named`, and in those inside it, whose names begin with that of their archive."""
        for member in self._members(data, named):
            name = f"{within}{member.name}"
            if is_system_file(safe_parts(name) or ()):
                continue
            self.count += 1
            if self.count > _MOST_ENTRIES:
                raise self._too_large()
            content = self._content(member, name)
            if content is None:
                continue
            if not name.lower().endswith((".zip", *PACKED)):
                yield Entry(name, content)
            elif depth == _DEEPEST:
                self._warn("archive_too_deep", name)
            else:
                yield from self._inner(content, name, depth)

    def _members(self, data: bytes, named: str) -> Iterator[Member]:
        if data.startswith(b"PK") or named.lower().endswith(".zip"):
            return _zip_members(data)
        if libarchive() is None:
            suffix = PurePosixPath(named).suffix.lower()
            raise ReadError("format_archive", path=str(self.path), suffix=suffix)
        return members(data)

    def _inner(self, content: bytes, name: str, depth: int) -> Iterator[Entry]:
        try:
            yield from self.entries(content, name, f"{name}/", depth + 1)
        except PermissionError:
            self._warn("word_locked", name)
        except DAMAGE:
            self._warn("archive_damaged", name)
        except ReadError as exc:
            if exc.code != "format_archive":
                raise
            self._warn(exc.code, name, suffix=exc.particulars["suffix"])

    def _content(self, member: Member, name: str) -> bytes | None:
        try:
            # The size that an archive states may be a lie, so no more than this is unpacked.
            content = member.content(min(self.left, MAX_BYTES) + 1)
        except PermissionError:
            self.locked += 1
            self._warn("word_locked", name)
            return None
        except DAMAGE:
            self._warn("archive_entry_damaged", name)
            return None
        self.left -= len(content)
        if self.left < 0:
            raise self._too_large()
        if len(content) > MAX_BYTES:
            self._warn("file_too_large", name, limit=MAX_BYTES // 1024 // 1024)
            return None
        return content

    def _warn(self, code: str, name: str, **particulars: object) -> None:
        self.warnings.append(ReadWarning(code, {"path": f"{self.path}/{name}", **particulars}))

    def _too_large(self) -> ReadError:
        limit = _MOST_BYTES // 1024 // 1024
        return ReadError("archive_too_large", path=str(self.path), limit=limit, entries=_MOST_ENTRIES)


def _zip_members(data: bytes) -> Iterator[Member]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            # Not is_dir(), which fails for an entry without a name. What a link names is no text.
            if not info.filename.endswith("/") and not stat.S_ISLNK(info.external_attr >> 16):
                yield Member(entry_name(info), partial(_unzipped, archive, info))


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise PermissionError(info.filename)
    with archive.open(info) as file:
        return file.read(most)


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; without the mark for UTF-8 it is UTF-8 all the same (macOS) or GBK (Windows in Chinese)."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    stated = _unicode_path(info.extra, raw)
    if stated is not None:
        return stated
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the field 0x7075 of an entry, if it belongs to the name in the entry (APPNOTE 4.6.9)."""
    at = 0
    while at + 4 <= len(extra):
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        is_path = extra[at : at + 2] == _UNICODE_PATH and size > 5
        if is_path and int.from_bytes(extra[at + 5 : at + 9], "little") == binascii.crc32(raw):
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return None

"""The files in a .7z or .rar, by libarchive, where the system has it.

Linux and macOS have it nearly always, Windows from version 10 on under another name.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

_OF_WINDOWS = r"C:\Windows\System32\archiveint.dll"
_UTF8_LOCALES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
_SAYS_LOCKED = ("ncrypt", "assphrase", "assword")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `content(n)` is the first n bytes of it, to be asked for before the next member is.

    :raises PermissionError: by `content`, if it is locked with a password.
    :raises ValueError, zipfile.BadZipFile: by `content`, if it is damaged.
    """

    name: str
    content: Callable[[int], bytes]


@cache
def libarchive() -> ModuleType | None:
    """The binding to libarchive, None where the system has none."""
    if sys.platform == "win32" and Path(_OF_WINDOWS).exists():
        os.environ.setdefault("LIBARCHIVE", _OF_WINDOWS)
    try:
        return import_module("libarchive")
    except (ImportError, OSError, TypeError, AttributeError):  # what ctypes says of a library that is not there
        return None


def members(data: bytes) -> Iterator[Member]:
    """The files in the archive, in its order; where `libarchive` is not None only.

    :raises ValueError: if it is damaged.
    :raises PermissionError: if its list of files is locked with a password.
    """
    library = libarchive()
    assert library is not None
    _take_any_name()
    try:
        with library.memory_reader(data) as archive:
            for entry in archive:
                if entry.isfile:
                    yield Member(_name(entry), partial(_content, library, entry))
    except library.ArchiveError as exc:
        raise _reason(exc) from exc


@cache
def _take_any_name() -> None:
    """Let the library give names in Unicode: in the locale "C", as services have, it gives none that is not ASCII."""
    if "utf" in (locale.setlocale(locale.LC_CTYPE) or "").lower().replace("-", ""):
        return
    for name in _UTF8_LOCALES:
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            return


def _name(entry: object) -> str:
    """The name of an entry; one that is not UTF-8 is in GBK."""
    name = getattr(entry, "pathname", None) or ""
    if isinstance(name, bytes):
        return name.decode("gb18030", "replace")
    return str(name)


def _content(library: ModuleType, entry: object, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        for block in entry.get_blocks():  # type: ignore[attr-defined] # the binding has no types
            pieces.append(bytes(block))
            size += len(block)
            if size >= most:
                break
    except library.ArchiveError as exc:
        raise _reason(exc) from exc
    return b"".join(pieces)[:most]


def _reason(error: Exception) -> Exception:
    says = str(error)
    return PermissionError(says) if any(word in says for word in _SAYS_LOCKED) else ValueError(says)

"""The pointer to what is published, and with it the sizes and checksums of the derived files: published.json."""

from __future__ import annotations

import json
import logging
import re
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from indexer.layout import Layout, write_by_rename

log = logging.getLogger(__name__)

Checksum: TypeAlias = tuple[int, int]
"""The size of a file in bytes, and the CRC-32 of all of it."""

_AT_ONCE = 1 << 20  # bytes
_SUFFIX = ".faiss"
_VECTORS = re.compile(r"vectors-\d{8,20}\.faiss|[A-Za-z_]\w{0,254}", re.ASCII)
_LEXICAL = re.compile(r"[0-9a-f]{16}-\d{1,9}(\.\d{1,20})?")
# The end of each file of a segment of tantivy: JSON with the CRC-32 of what is before it, the length of the JSON, and
# a number that marks it (tantivy, src/directory/footer.rs).
_FOOTER, _FOOTER_MARK, _LONGEST_FOOTER = struct.Struct("<II"), 1337, 50_000


@dataclass(frozen=True, slots=True)
class Published:
    """Which derived files belong together, the generation of the catalog that they show, and whose vectors they are.

    `vectors` is the name of a FAISS file, or of the collection on the search server that `meta` names.
    `files` are the checksums of the derived files by their path in the index folder, `tables` those of the catalog
    (`Catalog.checksums`); `roots` and `meta` are copies of its roots and of what it notes of its model, to mend these
    from. All of it is empty where an older version published. Many vectors lie in several files: `more_vectors` are
    those beside the first.
    """

    generation: int
    fingerprint: str
    vectors: str
    lexical: str
    files: Mapping[str, Checksum] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    roots: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    more_vectors: tuple[str, ...] = ()

    @property
    def vector_files(self) -> tuple[str, ...]:
        """The names of all files of vectors; none where a search server holds them."""
        return () if self.collection else (self.vectors, *self.more_vectors)

    @property
    def collection(self) -> str | None:
        """The name of the collection on a search server, None where files hold the vectors."""
        return None if self.vectors.endswith(_SUFFIX) else self.vectors

    @property
    def passages(self) -> str:
        """The name of the file of the passages' places; one of `files` unless an older version published."""
        return Layout(Path()).passages(self.generation).name

    @property
    def speeches(self) -> str:
        """The name of the file of the speeches' columns; see `passages`."""
        return Layout(Path()).speeches(self.generation).name


def read_published(layout: Layout) -> Published | None:
    """The state that is published, None when none is, or none that can be read or that was written here."""
    try:
        return _published(layout.published.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        log.warning("%s is not understood and made anew: %s", layout.published, exc)
        return None


def write_published(layout: Layout, published: Published) -> None:
    """Put `published` in place of what was published before."""
    content = json.dumps(asdict(published), ensure_ascii=False, sort_keys=True)
    line = json.dumps({"check": _check(content), "state": content}, ensure_ascii=False)
    if layout.published.is_dir():  # nobody but an accident put it there
        layout.published.rmdir()
    write_by_rename(layout.published, line.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=8)  # each question reads the same
def _published(written: bytes) -> Published:
    """:raises ValueError: or another error of Python's own, if it is not what `write_published` wrote."""
    values: dict[str, Any] = json.loads(written.decode("utf-8", "surrogatepass"))
    if "check" in values:
        content = values["state"]
        if _check(content) != values["check"]:
            raise ValueError("the checksum differs")
        values = json.loads(content)
    published = Published(**values)
    if not (
        type(published.generation) is int
        and isinstance(published.fingerprint, str)
        and all(_VECTORS.fullmatch(name) for name in (published.vectors, *published.more_vectors))
        and _LEXICAL.fullmatch(published.lexical)
    ):
        raise ValueError("it names no derived files")
    files = {name: (int(size), int(crc)) for name, (size, crc) in published.files.items()}
    roots = {name: (str(path), bool(allowed)) for name, (path, allowed) in published.roots.items()}
    return Published(
        published.generation,
        published.fingerprint,
        published.vectors,
        published.lexical,
        files,
        dict(published.tables),
        roots,
        {key: str(value) for key, value in published.meta.items()},
        tuple(published.more_vectors),
    )


def _check(content: str) -> str:
    return f"{zlib.crc32(content.encode('utf-8', 'surrogatepass')):08x}"


# --- the derived files -------------------------------------------------------------------------------------------


def checksums_of(
    layout: Layout, names: Sequence[str], lexical: str, before: Mapping[str, Checksum], unchanged: Collection[str]
) -> dict[str, Checksum]:
    """The checksums of the derived files, by their path in the index folder: of those called `names` and of tantivy's.

    Files of tantivy's segments are never changed, nor are those named in `unchanged`: of those known
    `before` the checksum is taken over, not made anew, so what was damaged in between does not pass for sound.
    """
    found: dict[str, Checksum] = {}
    for path in _files(layout, names, lexical):
        name = path.relative_to(layout.index).as_posix()
        known = before.get(name) if _is_segment(path) or name in unchanged else None
        found[name] = known if known is not None else checksum_of(path)
    return found


def checksum_of(path: Path) -> Checksum:
    """The checksum of the file at `path`."""
    size = crc = 0
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
    return size, crc


def damaged_files(layout: Layout, published: Published) -> list[str]:
    """The derived files, by their path in the index folder, that are missing or not what was published."""
    return [name for name, checksum in published.files.items() if not _is(layout.index / name, checksum)]


def is_sound_by_itself(folder: Path, differing: Iterable[str]) -> bool:
    """True if the folder of tantivy may be newer than what was published, and what it notes of its files is right.

    `differing` are those of its files that are not what was published. Files of segments may be gone, never changed.
    """
    changed = any(_is_segment(folder / Path(name).name) and (folder / Path(name).name).exists() for name in differing)
    return not changed and all(_agrees_with_itself(path) for path in folder.glob("*") if _is_segment(path))


def _is(path: Path, checksum: Checksum) -> bool:
    try:
        return path.stat().st_size == checksum[0] and checksum_of(path) == checksum
    except OSError:
        return False


def _files(layout: Layout, names: Sequence[str], lexical: str) -> Iterator[Path]:
    yield from (layout.index / name for name in names if Path(name).suffix)  # a collection of a server has none
    for part in ("passages", "speeches"):
        yield from _but_locks(sorted((layout.lexical / lexical / part).iterdir()))


def _but_locks(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if path.suffix != ".lock")


def _is_segment(path: Path) -> bool:
    return re.match(r"[0-9a-f]{32}\.", path.name) is not None


def _agrees_with_itself(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _FOOTER.size))
        end = file.read()
        if len(end) < _FOOTER.size:
            return False
        length, mark = _FOOTER.unpack(end)
        body = size - _FOOTER.size - length
        if mark != _FOOTER_MARK or length > _LONGEST_FOOTER or body < 0:
            return False
        file.seek(body)
        try:
            noted = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return False
        file.seek(0)
        crc = 0
        while body:
            piece = file.read(min(_AT_ONCE, body))
            crc, body = zlib.crc32(piece, crc), body - len(piece)
    return bool(noted == crc)

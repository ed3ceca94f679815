"""A backup: one archive of all that an index folder holds but what is derived, made and restored while it is served.

It holds the catalog as of one moment and, copied after it, what people stated, judged, uploaded and wrote by hand. Its
manifest has the size and digest of each, which are checked before anything is restored.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from corpus.errors import IndexStateError
from corpus.readers.entries import safe_parts
from indexer.catalog import Catalog, index_errors
from indexer.json_lines import lock_of
from indexer.layout import Layout, uploads_lock
from indexer.publish import LINEAGE, publish
from indexer.published import read_published
from indexer.repair import replace_catalog
from indexer.search.terms import segmenter_of

_FORMAT = 1
_MANIFEST, _CATALOG = "manifest.json", "catalog.sqlite"
_LARGEST_MANIFEST = 100_000_000
# Nothing that is derived, nor what only a running program needs. (uploads/ has locks and parts of its own.)
_LEFT_OUT = (
    "catalog*",
    "published.json*",
    "sound.json*",
    "vectors-*",
    "passages-*",
    "speeches-*",
    "lexical",
    "open",
    "*.lock",
    "*.part",
    "*.damaged-*",
    "clearing",
    "*.key",
)
_NEVER_BACK = "audit"  # of what was done, restoring included, nothing is taken back
_AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The content of a backup: how many speeches the catalog has, and how many files there are besides it."""

    speeches: int
    files: int


def backup(layout: Layout, archive: Path) -> BackedUp:
    """Write a backup of the index to `archive`; there is none before it is whole.

    :raises IndexStateError: if there is no index, it is damaged, or the archive cannot be written.
    """
    part = archive.with_name(f"{archive.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".backup-") as beside:
            copy = Path(beside) / _CATALOG
            with Catalog.open_for_reading(layout.catalog) as catalog:
                catalog.copy_to(copy)
                speeches = catalog.counts()[0]
            files = {_CATALOG: copy, **{name: layout.index / name for name in _kept(layout.index)}}
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
                noted = {name: _put(made, name, path) for name, path in files.items()}
                manifest = {
                    "format": _FORMAT,
                    "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "files": noted,
                }
                made.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False))
        part.replace(archive)
    except OSError as exc:
        raise IndexStateError("backup_unwritable", archive=archive, reason=exc.strerror or exc) from exc
    finally:
        part.unlink(missing_ok=True)
    return BackedUp(speeches, len(files) - 1)


def _kept(index: Path) -> Iterator[str]:
    """The names, with /, of the files of an index folder that people made."""
    for entry in sorted(index.iterdir()):
        if not any(entry.match(pattern) for pattern in _LEFT_OUT):
            for path in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
                if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                    yield path.relative_to(index).as_posix()


def _put(made: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """The size and digest of the file at `path`, which is put into the archive."""
    with path.open("rb") as source, made.open(zipfile.ZipInfo.from_file(path, name), "w", force_zip64=True) as target:
        size, digest = _copied(source, target)
    return {"size": size, "sha256": digest, "mtime_ns": path.stat().st_mtime_ns}


def _copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """The number of bytes copied, and their digest."""
    size, digest = 0, hashlib.sha256()
    while piece := source.read(_AT_ONCE):
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def restore(layout: Layout, archive: Path) -> tuple[BackedUp, Path | None]:
    """Put what a backup holds in place of what the index folder holds, and publish it; who serves the index follows.

    Returned are what was restored, and where a backup of what was there before lies, None if there was nothing.
    :raises IndexStateError: if `archive` is no whole backup, before anything is changed; or a build is running.
    """
    with layout.writer_lock(), index_errors(layout.index):
        with tempfile.TemporaryDirectory(dir=layout.index, prefix="restoring-", suffix=".part") as folder:
            files = _unpacked(archive, Path(folder))
            before = _put_aside(layout)
            with Catalog.open_for_writing(files[_CATALOG]) as catalog:
                published = read_published(layout)
                with catalog.change():
                    newest = max(catalog.generation, published.generation if published else 0)
                    catalog.set_meta("generation", str(newest + 1))
                    catalog.set_meta(LINEAGE, secrets.token_hex(8))
                catalog.empty_log()
            replace_catalog(layout, files.pop(_CATALOG))
            _replace_others(layout, files)
        with Catalog.open_for_writing(layout.catalog) as catalog:
            publish(layout, catalog, segmenter_of(layout))
            return BackedUp(catalog.counts()[0], len(files)), before


def _put_aside(layout: Layout) -> Path | None:
    """The path, beside the index folder, of a backup of what is there; None if there is nothing."""
    if not layout.catalog.is_file():
        return None
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    archive = layout.index.parent / f"{layout.index.name}-before-restore-{at}.zip"
    backup(layout, archive)
    return archive


def _unpacked(archive: Path, folder: Path) -> dict[str, Path]:
    """The files of a backup by name, unpacked into `folder` and checked."""
    try:
        with zipfile.ZipFile(archive) as packed:
            if packed.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
                raise ValueError(_MANIFEST)
            manifest = json.loads(packed.read(_MANIFEST))
            if manifest["format"] > _FORMAT:
                raise IndexStateError("backup_newer", archive=archive)
            files = {name: _unpack(packed, name, noted, folder) for name, noted in manifest["files"].items()}
        if _CATALOG not in files:
            raise KeyError(_CATALOG)
        return files
    except FileNotFoundError as exc:
        raise IndexStateError("backup_missing", archive=archive) from exc
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, EOFError, zlib.error) as exc:
        raise IndexStateError("backup_damaged", archive=archive, reason=exc) from exc


def _unpack(packed: zipfile.ZipFile, name: str, noted: Mapping[str, Any], folder: Path) -> Path:
    parts = safe_parts(name)
    if parts is None or len(parts) > 2 or "/".join(parts) != name:
        raise ValueError(name)
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    with packed.open(name) as source, target.open("wb") as file:
        if _copied(source, file) != (noted["size"], noted["sha256"]):
            raise ValueError(name)
    os.utime(target, ns=(noted["mtime_ns"], noted["mtime_ns"]))
    return target


def _replace_others(layout: Layout, files: Mapping[str, Path]) -> None:
    """Put `files` in place of all that people made; what is not among them goes."""
    with uploads_lock(layout.uploads), lock_of(layout.edits), lock_of(layout.feedback):
        for name in set(_kept(layout.index)) - files.keys():
            if not name.startswith(_NEVER_BACK):
                (layout.index / name).unlink()
        for name, path in files.items():
            if not (name.startswith(_NEVER_BACK) and (layout.index / name).exists()):
                (layout.index / name).parent.mkdir(exist_ok=True)
                path.replace(layout.index / name)

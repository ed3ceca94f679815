"""Files uploaded on the page: kept in the index folder, where every build reads them like any corpus folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath

from corpus import FileReport, reader_for
from corpus.errors import EditError, IndexStateError
from corpus.load import SAVE_AS_DOCX
from corpus.readers.common import MAX_BYTES
from indexer.engine import EmbeddedEngine
from indexer.layout import UPLOADS, Layout, uploads_lock, write_by_rename

# A file system takes 255 bytes; a number may come behind.
_LONGEST_NAME = 200
_NO_PART_OF_A_NAME = re.compile(r'[<>:"|?*]')


def store_upload(index: Path, name: str, content: bytes) -> str:
    """The name under which the file was kept; the next build reads it. A file of the same name is left alone.

    :raises EditError: if the name cannot be used, there is no reader for its suffix, or it is empty or too large.
    :raises IndexStateError: if the folder cannot be written.
    """
    folder, safe = Layout(index).uploads, safe_name(name)
    _check(safe, content)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with uploads_lock(folder):
            free = _free_name(folder, safe)
            # By way of a hidden name: a build that runs just now must not read half a file.
            hidden = folder / f".{free}"
            write_by_rename(hidden, content)
            hidden.rename(folder / free)
    except OSError as exc:
        raise IndexStateError("index_unwritable", index=folder, reason=exc.strerror) from exc
    return free


def safe_name(name: str) -> str:
    """`name` without folders, invisible characters and what no file system takes; not hidden and not too long.

    :raises EditError: if nothing is left of it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    path = PurePosixPath(_NO_PART_OF_A_NAME.sub("_", visible).strip().lstrip(".~$ ") or ".")
    stem = path.stem.rstrip(". ")
    while len(f"{stem}{path.suffix}".encode()) > _LONGEST_NAME and stem:
        stem = stem[:-1]
    if not stem:
        raise EditError("upload_no_name", name=visible)
    return f"{stem}{path.suffix}"


def is_upload(layout: Layout, name: str) -> bool:
    """Whether a file was uploaded under that very name, which leads nowhere else."""
    return PurePosixPath(name).name == name and not name.startswith(".") and (layout.uploads / name).is_file()


def import_reports(engine: EmbeddedEngine) -> dict[str, FileReport]:
    """How the reading of each uploaded file went, by its name; those that no build has seen yet are missing."""
    return {report.path: report for report in engine.reports() if report.root == UPLOADS}


def _check(name: str, content: bytes) -> None:
    suffix = Path(name).suffix.lower()
    if reader_for(Path(name)) is None:
        code = "upload_save_as_docx" if suffix in SAVE_AS_DOCX else "upload_format"
        raise EditError(code, name=name, suffix=suffix)
    if not content:
        raise EditError("upload_empty", name=name)
    if len(content) > MAX_BYTES:
        raise EditError("upload_too_large", name=name, limit=MAX_BYTES // 1024 // 1024)


def _free_name(folder: Path, name: str) -> str:
    path, number, free = PurePosixPath(name), 2, name
    while (folder / free).exists():
        free, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return free

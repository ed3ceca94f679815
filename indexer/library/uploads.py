"""Files uploaded on the page: kept in the index folder, where every build reads them like any corpus folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

from corpus import FileReport, FoundFile, Root, Sidecars, load, reader_for
from corpus.errors import EditError, IndexStateError, ReadError
from corpus.files import SIDECAR_NAME, WORDINGS_NAME
from corpus.metadata.marks import mark_in_name
from corpus.metadata.stated import normal_name
from corpus.readers import ARCHIVES
from corpus.readers.common import MAX_BYTES
from corpus.readers.coverage import QUESTIONS
from indexer.catalog import Catalog
from indexer.files import size_when_read
from indexer.layout import MARKED_UPLOADS, UPLOADS, Layout, uploads_lock, write_by_rename
from indexer.library.edit_log import read_log, write_whole
from indexer.purge import forget_left_overs

# A file system takes 255 bytes; a number may come behind.
_LONGEST_NAME = 200
_NO_PART_OF_A_NAME = re.compile(r'[<>:"|?*]')
# Windows takes these for devices, whatever the suffix.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\s*$)", re.IGNORECASE)


class DoubtfulError(EditError):
    """Little of a file could be read: its sentence asks whether that is all."""


def store_upload(index: Path, name: str, content: bytes, *, sure: bool = False) -> str:
    """The name under which the file was kept; the next build reads it. A file of the same name is left alone.

    It is read once before it is kept: one that bears a security mark, or that nobody can search, does not stay. Nor
    does one of which little could be read, unless somebody is `sure` that this is all.
    :raises DoubtfulError: with the question to ask first.
    :raises EditError: if the name cannot be used, there is no reader for its suffix, it is empty or too large, it bears
        a security mark and the last build was not told to allow that, or the same file is in the library already.
    :raises ReadError: if it cannot be read.
    :raises ChildError: if no process can be started to read it.
    :raises IndexStateError: if the folder cannot be written.
    """
    layout, safe = Layout(index), safe_name(name)
    _check(safe, content)
    may_be_marked = _may_be_marked(layout)
    if not may_be_marked:
        _check_mark(safe, mark_in_name(PurePosixPath(safe).stem))
    _check_folders(layout, safe, content)
    report = _read_once(safe, content)  # before the lock: a file that takes a minute holds up no other
    if not may_be_marked:
        _check_mark(safe, report.mark)
    doubts = [warning for warning in report.warnings if warning.code in QUESTIONS]
    if doubts and not sure:
        raise DoubtfulError(doubts[0].code, **{**doubts[0].particulars, "path": safe})
    folder = layout.uploads
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with uploads_lock(folder):
            forget_left_overs(folder)
            _check_new(layout, safe, content)
            free = _free_name(folder, safe)
            # By way of a hidden name: a build that runs just now must not read half a file.
            hidden = folder / f".{free}"
            try:
                write_by_rename(hidden, content)
                hidden.rename(folder / free)
            finally:
                forget_left_overs(folder)
    except OSError as exc:
        raise IndexStateError("index_unwritable", index=folder, reason=exc.strerror) from exc
    if doubts:
        write_whole(layout, {}, (UPLOADS, normal_name(free)), report.characters)
    return free


def safe_name(name: str) -> str:
    """`name` without folders, invisible characters and what no file system takes; not hidden and not too long.

    :raises EditError: if nothing is left of it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    path = PurePosixPath(re.sub(r"^[\s.~$]+|\s+$", "", _NO_PART_OF_A_NAME.sub("_", visible)) or ".")
    stem = re.sub(r"[\s.]+$", "", path.stem)
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    while len(f"{stem}{path.suffix}".encode()) > _LONGEST_NAME and stem:
        stem = re.sub(r"[\s.]+$", "", stem[:-1])
    if not stem:
        raise EditError("upload_no_name", name=visible)
    return f"{stem}{path.suffix}"


def uploaded(layout: Layout) -> list[str]:
    """The names of the uploaded files, newest first, without those that were removed."""
    if not layout.uploads.is_dir():
        return []
    log = read_log(layout)
    files = [path for path in layout.uploads.iterdir() if path.is_file() and not path.name.startswith(".")]
    files.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
    return [path.name for path in files if not log.is_out(UPLOADS, path.name)]


def is_upload(layout: Layout, name: str) -> bool:
    """True for a file that was uploaded under that very name, which leads nowhere else."""
    return PureWindowsPath(name).name == name and not name.startswith(".") and (layout.uploads / name).is_file()


def _check(name: str, content: bytes) -> None:
    suffix = Path(name).suffix.lower()
    if reader_for(Path(name)) is None or name.lower() in (SIDECAR_NAME, WORDINGS_NAME):
        raise EditError("upload_archive" if suffix in ARCHIVES else "upload_format", name=name, suffix=suffix)
    if not content:
        raise EditError("upload_empty", name=name)
    if len(content) > MAX_BYTES:
        raise EditError("upload_too_large", name=name, limit=MAX_BYTES // 1024 // 1024)


def _check_mark(name: str, mark: str | None) -> None:
    if mark is not None:
        raise EditError("upload_marked", name=name, mark=mark)


def _may_be_marked(layout: Layout) -> bool:
    with Catalog.open_for_reading(layout.catalog) as catalog:
        return bool(catalog.meta(MARKED_UPLOADS))


def _check_new(layout: Layout, name: str, content: bytes) -> None:
    """Refuse what is there already, under whatever name. What is being deleted for good is as good as gone."""
    log = read_log(layout)
    for path in sorted(path for path in layout.uploads.iterdir() if path.is_file()):
        if (UPLOADS, normal_name(path.name)) in log.purging or path.stat().st_size != len(content):
            continue
        if path.read_bytes() == content:
            code = "upload_same_removed" if log.is_out(UPLOADS, path.name) else "upload_same"
            raise EditError(code, name=name, kept=path.name)


def _check_folders(layout: Layout, name: str, content: bytes) -> None:
    """Refuse what lies in a folder of the library: each text would count twice. Only files as long are looked into."""
    log = read_log(layout)
    with Catalog.open_for_reading(layout.catalog) as catalog:
        roots = {root: Path(path) for root, (path, _) in catalog.roots().items() if root != UPLOADS}
        read = [(root, path, size_when_read(stamp)) for root in roots for path, stamp in catalog.stamps(root).items()]
    there = [(root, path) for root, path, size in read if size == len(content) and not log.is_out(root, path)]
    for root, path in (*there, *(file for file in log.removed if file[0] in roots)):
        place = roots[root] if roots[root].is_file() else roots[root] / path
        if place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content:
            code = "upload_same_removed" if log.is_out(root, path) else "upload_same_in_folder"
            raise EditError(code, name=name, kept=f"{root}/{path}")


def _read_once(name: str, content: bytes) -> FileReport:
    """The report of reading the file of this name, which lies in a folder of its own meanwhile.

    :raises ReadError: if it cannot be read.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        root = Root(UPLOADS, Path(folder))
        report = load(
            root, FoundFile(path, PurePosixPath(name), len(content), 0, supported=True), Sidecars(root)
        ).report
    if report.status == "not_read":
        (why,) = report.warnings
        raise ReadError(why.code, **{**why.particulars, "path": name})
    return report


def _free_name(folder: Path, name: str) -> str:
    path, number, free = PurePosixPath(name), 2, name
    while (folder / free).exists():
        free, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return free

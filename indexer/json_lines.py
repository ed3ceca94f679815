"""Files of one JSON object a line that grow at their end, such as what people stated: a crash costs no whole line.

Several processes may write one: each takes its lock, which lies beside it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock

from corpus.errors import IndexStateError
from indexer.layout import write_by_rename

Object = Mapping[str, Any]


def append_lines(path: Path, objects: Iterable[Object]) -> None:
    """Append `objects`, all or, after a crash, at worst the first of them.

    :raises IndexStateError: if the file cannot be written.
    """
    lines = b"".join(map(_line, objects))
    with _writing(path), lock_of(path), path.open("a+b") as file:
        _mend_end(file)
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path, damaged: str) -> list[dict[str, Any]]:
    """The objects in the file, in order; none when there is no file. A last line that was cut off is passed over.

    :raises IndexStateError: `damaged`, with path, line and reason, if a line is no object.
    """
    try:
        written = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as exc:
        raise IndexStateError(damaged, path=path, line="-", reason=exc.strerror) from exc
    lines = _whole(written).split(b"\n")
    return [_object(path, damaged, n, line) for n, line in enumerate(lines, 1) if line.strip()]


def without_damaged_lines(path: Path, kept: Path) -> int:
    """The number of damaged lines taken out of the file, which goes to `kept` as it was before.

    :raises IndexStateError: if it cannot be written.
    """
    if not path.is_file():
        return 0
    with lock_of(path), _writing(path):
        lines = _whole(path.read_bytes()).split(b"\n")
        sound = [line for line in lines if line.strip() and _is_sound(path, line)]
        damaged = sum(bool(line.strip()) for line in lines) - len(sound)
        if damaged:
            shutil.copyfile(path, kept)
            write_by_rename(path, b"".join(line + b"\n" for line in sound))
        return damaged


def _is_sound(path: Path, line: bytes) -> bool:
    try:
        _object(path, "", 0, line)
    except IndexStateError:
        return False
    return True


def rewrite_lines(
    path: Path, damaged: str, change: Callable[[Sequence[dict[str, Any]]], Sequence[Object]]
) -> tuple[int, int]:
    """The number of objects before `change`, and after it; nobody appends meanwhile.

    :raises IndexStateError: as `read_lines`, or if the file cannot be written.
    """
    if not path.is_file():
        return 0, 0
    with _writing(path), lock_of(path):
        before = read_lines(path, damaged)
        after = change(before)
        if list(after) != before:
            write_by_rename(path, b"".join(map(_line, after)))
        for left_over in path.parent.glob(f"{path.name}.*.part"):  # by a rewriting that was killed
            left_over.unlink()
        return len(before), len(after)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """:raises IndexStateError: index_full or index_unwritable, for what the system refuses inside the block."""
    try:
        yield
    except OSError as exc:
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise IndexStateError("index_full", index=path.parent) from exc
        raise IndexStateError("index_unwritable", index=path.parent, reason=exc.strerror) from exc


def lock_of(path: Path) -> FileLock:
    """The lock that whoever writes the file at `path` holds."""
    return FileLock(path.with_name(f"{path.name}.lock"))


def _line(values: Object) -> bytes:
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def _object(path: Path, damaged: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as exc:
        reason = f"{line.count(0)} × NUL" if b"\0" in line else exc
        raise IndexStateError(damaged, path=path, line=number, reason=reason) from exc
    if not isinstance(values, dict):
        raise IndexStateError(damaged, path=path, line=number, reason=type(values).__name__)
    return values


def _mend_end(file: BinaryIO) -> None:
    """Leave only whole lines in the file: the rest of one would spoil the line that follows."""
    file.seek(0)
    written = file.read()
    whole = _whole(written)
    if len(whole) > len(written):
        file.write(whole[len(written) :])
    else:
        file.truncate(len(whole))


def _whole(written: bytes) -> bytes:
    """`written` without what a crash left of a last line; one that lacks nothing but its end is given it.

    What a crash leaves is the beginning of a line. Anything else is damage, NULs for one, which some file systems leave
    where a power failure took the content: it stays, for `read_lines` to name.
    """
    end = written.rfind(b"\n") + 1
    if end < len(written) and (not written[end:].lstrip().startswith(b"{") or b"\0" in written[end:]):
        return written + b"\n"
    try:
        json.loads(written[end:].decode("utf-8", "surrogatepass"))
    except ValueError:
        return written[:end]
    return written + b"\n"

"""Files of one JSON object a line that grow at their end, such as what people stated: a crash costs no whole line.

Several processes may write one: each takes its lock, which lies beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    try:
        with _lock(path), path.open("a+b") as file:
            _mend_end(file)
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        raise IndexStateError("index_unwritable", index=path.parent, reason=exc.strerror) from exc


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


def rewrite_lines(
    path: Path, damaged: str, change: Callable[[Sequence[dict[str, Any]]], Sequence[Object]]
) -> tuple[int, int]:
    """The number of objects before `change`, and after it; nobody appends meanwhile.

    :raises IndexStateError: as `read_lines`, or if the file cannot be written.
    """
    if not path.is_file():
        return 0, 0
    try:
        with _lock(path):
            before = read_lines(path, damaged)
            after = change(before)
            if list(after) != before:
                write_by_rename(path, b"".join(map(_line, after)))
            for left_over in path.parent.glob(f"{path.name}.*.part"):  # by a rewriting that was killed
                left_over.unlink()
            return len(before), len(after)
    except OSError as exc:
        raise IndexStateError("index_unwritable", index=path.parent, reason=exc.strerror) from exc


def _lock(path: Path) -> FileLock:
    return FileLock(path.with_name(f"{path.name}.lock"))


def _line(values: Object) -> bytes:
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def _object(path: Path, damaged: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line.decode("utf-8", "surrogatepass"))
    except ValueError as exc:
        raise IndexStateError(damaged, path=path, line=number, reason=exc) from exc
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
    """`written` without what a crash left of a last line; one that lacks nothing but its end is given it."""
    end = written.rfind(b"\n") + 1
    try:
        json.loads(written[end:].decode("utf-8", "surrogatepass"))
    except ValueError:
        return written[:end]
    return written + b"\n"

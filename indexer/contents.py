"""The bytes of files: a file is known by them wherever its folder went, and when it changed but not its time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG

from corpus import FoundFile

# The clocks of file systems go by steps, those of FAT by two seconds. A file that was changed so shortly before it was
# read may be changed once more and have the same time.
_COARSEST_CLOCK = 2_000_000_000  # ns


def content_of(path: Path) -> str:
    """The digest of the bytes of a file, "" if it is no ordinary file or cannot be read."""
    try:
        if not S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError:
        return ""


def is_fresh(file: FoundFile) -> bool:
    """True if `file`, read from now on, may be changed afterwards without another time."""
    return file.mtime_ns > time.time_ns() - _COARSEST_CLOCK


def is_changed(file: FoundFile, contents: Mapping[str, tuple[str, bool]], *, all_files: bool) -> bool:
    """True if the bytes of a file of the same size and time are others than `contents`, those of its root, have it.

    Looked at are files that were fresh when they were read, or `all_files`; then one whose bytes nobody noted counts as
    changed.
    """
    content, fresh = contents.get(str(file.relative), ("", False))
    if not (fresh or all_files) or not file.supported:
        return False
    return content_of(file.path) != content

"""Where the parts of an index lie on disk, and the lock of its one writer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from corpus.errors import IndexStateError

UPLOADS = "/uploads"
"""The name of the root of uploaded files: one that no folder has."""
MARKED_UPLOADS = "marked_uploads"
"""Under which the catalog notes that files with a security mark may be uploaded; "" or nothing if they may not."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The file names of the index in the folder `index`.

    Without `places` what is read of the index does not say where the files of speeches lie on the disk.
    """

    index: Path
    places: bool = True

    @property
    def catalog(self) -> Path:
        """The SQLite file: the one truth."""
        return self.index / "catalog.sqlite"

    @property
    def lexical(self) -> Path:
        """The folder of tantivy indexes, one sub-folder per kind and settings."""
        return self.index / "lexical"

    @property
    def published(self) -> Path:
        """The pointer to the derived files that serve; it appears by renaming, so a reader sees all of it or none."""
        return self.index / "published.json"

    @property
    def sound(self) -> Path:
        """The file that says when the others were found sound (`indexer.sound`)."""
        return self.index / "sound.json"

    @property
    def lexicon(self) -> Path:
        """The office's own words, one a line, that segmentation keeps whole; there need not be any."""
        return self.index / "lexicon.txt"

    @property
    def edits(self) -> Path:
        """The file of statements and decisions that people made on the page; it outlives the catalog."""
        return self.index / "edits.jsonl"

    @property
    def feedback(self) -> Path:
        """The file of readers' verdicts on passages."""
        return self.index / "feedback.jsonl"

    @property
    def key(self) -> Path:
        """The file with the key of the server that runs, for programs of the owner of this machine."""
        return self.index / "change.key"

    @property
    def audit(self) -> Path:
        """The file that says who changed something, signed in or took something out."""
        return self.index / "audit.jsonl"

    @property
    def closed(self) -> Path:
        """The file that names the folders which are closed to readers, one a line; there need not be any."""
        return self.index / "closed.txt"

    @property
    def open_part(self) -> Path:
        """The folder of the index of all speeches that lie in no closed folder (`indexer.open_part`)."""
        return self.index / "open"

    @property
    def uploads(self) -> Path:
        """The folder of the files that were uploaded on the page, a root of its own."""
        return self.index / "uploads"

    @property
    def clearing(self) -> Path:
        """There while a build waits for whoever reads the index to let go of older states (`indexer.purge`)."""
        return self.index / "clearing"

    def vectors(self, generation: int) -> Path:
        """The file of vectors written for `generation` of the catalog (`indexer.vector_files`)."""
        return self.index / f"vectors-{generation:08d}.faiss"

    def passages(self, generation: int) -> Path:
        """The file of the places of all passages of `generation` (`indexer.passage_file`)."""
        return self.index / f"passages-{generation:08d}.bin"

    def speeches(self, generation: int) -> Path:
        """The file of the facts of all speeches of `generation` in columns (`indexer.speech_file`)."""
        return self.index / f"speeches-{generation:08d}.bin"

    def writer_lock(self) -> FileLock:
        """The lock that whoever changes the index holds.

        :raises IndexStateError: if the folder cannot be made or written.
        """
        lock = self.index / "writer.lock"
        try:
            self.index.mkdir(parents=True, exist_ok=True)
            lock.touch()
        except OSError as exc:
            raise IndexStateError("index_unwritable", index=self.index, reason=exc.strerror) from exc
        return FileLock(lock)


def uploads_lock(uploads: Path) -> FileLock:
    """The lock that whoever adds or deletes uploaded files holds: beside their folder, which holds nothing else."""
    return FileLock(uploads.with_name("uploads.lock"))


def write_by_rename(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Put `data` at `path`; see `written_by_rename`."""
    with written_by_rename(path, mode) as file:
        file.write(data)


@contextmanager
def written_by_rename(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write, which is at `path` when the block has ended, so that a crash leaves either the old file or the
    new one, never a part, and who reads `path` meanwhile sees nothing of it.

    It has the permissions of `mode` that the umask leaves.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(beside, "wb", opener=partial(os.open, mode=mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)

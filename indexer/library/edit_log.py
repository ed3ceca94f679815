"""The log of what people stated and decided: edits.jsonl in the index folder, a line for each time.

It is no part of the catalog, so it outlives it: an index that is built anew takes all of it in again. The last line
about something counts. Besides edits it holds decisions on versions, which files were removed, brought back or deleted
for good, and the folder behind each root that is named in it, since a root's name hangs on the order of the builds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from corpus import Edit, Edits
from corpus.errors import IndexStateError
from corpus.metadata.stated import normal_name
from indexer.json_lines import append_lines, read_lines, rewrite_lines
from indexer.layout import UPLOADS, Layout
from indexer.versions import Decision

DAMAGED = "edits_damaged"

File = tuple[str, str]
"""The root of a file and its path in it, as `normal_name` gives it."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A removed file: when, in UTC, to the second, and the titles of its speeches then, by speech_id."""

    at: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EditLog:
    """The log as it stands: `removed` files in the order of removal; those to be deleted for good (`purging`), with
    the ids of their speeches; hashes of those that are (`kept_out`); decisions, oldest first.

    `roots` are the folders of roots by their name. `whole` are files of which little was read and somebody said that it
    is all, with the number of characters that were read then.
    """

    edits: Edits
    removed: Mapping[File, Removed]
    purging: Mapping[File, tuple[str, ...]]
    kept_out: frozenset[str]
    decisions: tuple[Decision, ...]
    roots: Mapping[str, Path]
    whole: Mapping[File, int] = field(default_factory=dict)

    def is_whole(self, root: str, path: str, characters: int) -> bool:
        """True if somebody said of a file of which this many characters are read that this is all of it."""
        return self.whole.get((root, normal_name(path))) == characters

    def is_out(self, root: str, relative: PurePosixPath | str) -> bool:
        """True for a file that is not to be indexed: it is removed, or deleted for good."""
        return self.is_file_out((root, normal_name(str(relative))))

    def is_file_out(self, file: File) -> bool:
        """The same of a file whose name is normal already."""
        if file in self.removed or file in self.purging:
            return True
        return bool(self.kept_out) and hash_of(file) in self.kept_out


_EMPTY = EditLog(Edits(()), {}, {}, frozenset(), (), {})


def read_log(layout: Layout) -> EditLog:
    """The log of the index, empty when there is none: the very same object as long as the log is the same.

    :raises IndexStateError: edits_damaged, if a line is none that was written by this module.
    """
    try:
        file = layout.edits.stat()
    except (FileNotFoundError, NotADirectoryError):
        return _EMPTY
    except OSError as exc:
        raise IndexStateError(DAMAGED, path=layout.edits, line="-", reason=exc.strerror) from exc
    # Every line changes the size, and a rewriting the inode. They are looked at before the file is read: a line that
    # comes in between is read twice rather than missed.
    return _log_in(layout, file.st_ino, file.st_size, file.st_mtime_ns)


@lru_cache(maxsize=2)
def _log_in(layout: Layout, *_state: int) -> EditLog:
    edits: list[Edit] = []
    decisions: list[Decision] = []
    removed: dict[File, Removed] = {}
    purging: dict[File, tuple[str, ...]] = {}
    kept_out: set[str] = set()
    roots: dict[str, Path] = {}
    whole: dict[File, int] = {}
    as_one: set[File] = set()
    for number, line in enumerate(read_lines(layout.edits, DAMAGED), 1):
        try:
            match line["kind"]:
                case "edit":
                    edits.append(Edit(line["root"], line["path"], dict(line["fields"]), line["speech_id"]))
                case "versions":
                    decisions.append(Decision(tuple(line["members"]), line["verdict"], line["front"]))
                case "remove" | "restore" as kind:
                    _take_removal(kind, line, removed)
                case "purge":
                    purging[_file(line)] = tuple(line["speech_ids"])
                case "kept_out":
                    kept_out.add(line["hash"])
                case "whole" | "as_one" | "as_many" as kind:
                    _take_answer(kind, line, whole, as_one)
                case "root":
                    roots[line["root"]] = Path(line["folder"])
                case other:
                    raise ValueError(other)
        except (KeyError, TypeError, ValueError) as exc:
            raise IndexStateError(DAMAGED, path=layout.edits, line=number, reason=repr(exc)) from exc
    stated = Edits(edits, as_one)
    return EditLog(stated, removed, purging, frozenset(kept_out), tuple(decisions), roots, whole)


def _take_removal(kind: str, line: Mapping[str, Any], removed: dict[File, Removed]) -> None:
    """Take in that a file was removed, which puts it last, or brought back."""
    removed.pop(_file(line), None)
    if kind == "remove":
        removed[_file(line)] = Removed(line["at"], dict(line["titles"]))


def _take_answer(kind: str, line: Mapping[str, Any], whole: dict[File, int], as_one: set[File]) -> None:
    """Take in the answer to a question about a file."""
    if kind == "whole":
        whole[_file(line)] = int(line["characters"])
    elif kind == "as_one":
        as_one.add(_file(line))
    else:
        as_one.discard(_file(line))


def write_edits(layout: Layout, roots: Mapping[str, Path], edits: Sequence[Edit]) -> None:
    """Keep `edits`; `roots` are the folders behind the index's roots, by name."""
    _append(layout, roots, [{"kind": "edit", **asdict(edit)} for edit in edits])


def write_decision(layout: Layout, decision: Decision) -> None:
    """Keep a decision on versions."""
    _append(layout, {}, [{"kind": "versions", **asdict(decision)}])


def write_whole(layout: Layout, roots: Mapping[str, Path], file: File, characters: int) -> None:
    """Keep that a file is all there although few of its characters, so many, were read."""
    line = {"kind": "whole", "root": file[0], "path": file[1], "characters": characters}
    _append(layout, roots, [line])


def write_as_one(layout: Layout, roots: Mapping[str, Path], file: File, *, is_one: bool) -> None:
    """Keep that a file is one speech, or that it may again be taken for as many as are found in it."""
    _append(layout, roots, [{"kind": "as_one" if is_one else "as_many", "root": file[0], "path": file[1]}])


def write_removals(layout: Layout, roots: Mapping[str, Path], files: Mapping[File, Mapping[str, str]]) -> None:
    """Keep that files, given with the titles of their speeches by speech_id, are removed, until `write_returns`."""
    lines = [
        {"kind": "remove", "root": root, "path": path, "titles": dict(titles)} for (root, path), titles in files.items()
    ]
    _append(layout, roots, lines)


def write_returns(layout: Layout, files: Iterable[File]) -> None:
    """Keep that removed files are back."""
    _append(layout, {}, [{"kind": "restore", "root": root, "path": path} for root, path in files])


def write_purge(layout: Layout, roots: Mapping[str, Path], file: File, speech_ids: Sequence[str]) -> None:
    """Keep that a file, which held the speeches `speech_ids`, is to be deleted for good by the next build."""
    _append(layout, roots, [{"kind": "purge", "root": file[0], "path": file[1], "speech_ids": list(speech_ids)}])


def forget_files(layout: Layout, files: Mapping[File, Iterable[str]], keep_out: Iterable[File]) -> None:
    """Leave nothing about `files` and their speeches in the log, but a hash of each that is to be kept out."""
    gone = {speech_id for speech_ids in files.values() for speech_id in speech_ids}
    hashes = [hash_of(file) for file in keep_out]

    def without(lines: Sequence[dict[str, Any]]) -> list[Mapping[str, Any]]:
        left = [_without(line, gone) for line in lines if not _is_about(line, files.keys(), gone)]
        return [*left, *({"kind": "kept_out", "at": _now(), "hash": each} for each in hashes)]

    rewrite_lines(layout.edits, DAMAGED, without)


def hash_of(file: File) -> str:
    """The hash that is kept of the name of a file that must not come back."""
    return blake2b("\0".join(file).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _is_about(line: Mapping[str, Any], files: Iterable[File], speech_ids: set[str]) -> bool:
    if line["kind"] == "versions":
        return len(set(line["members"]) - speech_ids) < 2
    return "path" in line and (line["root"], normal_name(line["path"])) in files


def _without(line: Mapping[str, Any], speech_ids: set[str]) -> Mapping[str, Any]:
    """A decision without these speeches; any other line as it is."""
    if line["kind"] != "versions" or speech_ids.isdisjoint(line["members"]):
        return line
    members = [each for each in line["members"] if each not in speech_ids]
    return {**line, "members": members, "front": line["front"] if line["front"] in members else None}


def _append(layout: Layout, roots: Mapping[str, Path], lines: Sequence[Mapping[str, Any]]) -> None:
    known = read_log(layout).roots  # and a damaged log is refused before it grows
    named = {line["root"] for line in lines if "root" in line}
    named.discard(UPLOADS)  # which is wherever the index is
    new = [name for name in sorted(named) if name in roots and known.get(name) != roots[name]]
    folders = [{"kind": "root", "root": name, "folder": str(roots[name])} for name in new]
    append_lines(layout.edits, [{**line, "at": _now()} for line in (*folders, *lines)])


def _file(line: Mapping[str, Any]) -> File:
    return str(line["root"]), normal_name(line["path"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

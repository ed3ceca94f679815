"""Everything by which people change the corpus, in one place, so that it can be guarded in one place.

Each function keeps what was said in the index folder; it takes effect with the next build.
No file of a corpus folder is ever written or deleted. What cannot be is an EditError.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus import Edit, FileReport, SpeechFacts, normal_fields
from corpus.errors import EditError, QueryError
from corpus.fields import text_of
from corpus.metadata.edits import Values
from corpus.metadata.stated import normal_name
from indexer.layout import UPLOADS, Layout
from indexer.library.edit_log import (
    File,
    read_log,
    write_as_one,
    write_decision,
    write_edits,
    write_purge,
    write_removals,
    write_returns,
    write_whole,
)
from indexer.library.listing import listing
from indexer.library.uploads import is_upload, store_upload
from indexer.snapshot import Snapshot
from indexer.versions import VERDICTS, Decision

__all__ = [
    "FolderPreview",
    "RemovedFile",
    "confirm_dates",
    "confirm_whole",
    "decide_versions",
    "edit_folder",
    "edit_speeches",
    "preview_folder",
    "purge",
    "remove",
    "remove_files",
    "remove_speeches",
    "restore",
    "restore_files",
    "store_upload",
    "take_as_one",
    "trash",
]


@dataclass(frozen=True, slots=True)
class FolderPreview:
    """The speeches that a change to a folder would change: their number by value and office now, most frequent first.

    None stands for no value; of fields other than the speaker the office is None. `kept` counts the speeches of which
    something else is stated nearer to them, which outranks the folder. `value` is what was given in its normal form.
    """

    value: str | None
    held: Mapping[tuple[str | None, str | None], int]
    kept: int

    @property
    def changed(self) -> int:
        """The number of speeches that would change."""
        return sum(self.held.values())


@dataclass(frozen=True, slots=True)
class RemovedFile:
    """A removed file, its place on the disk, and the titles of its speeches.

    `held` says that the index holds it still, until a build.
    """

    root: str
    path: str
    at: str
    titles: tuple[str, ...]
    place: Path
    uploaded: bool
    held: bool


def edit_speeches(snapshot: Snapshot, speech_ids: Sequence[str], fields: Values) -> None:
    """State `fields` (of `corpus.fields.EDITED`) about speeches; "" takes back a value, None says: not known.

    :raises EditError: if a field cannot be stated or a value cannot be understood.
    :raises QueryError: if there is no such speech.
    """
    normal = normal_fields(fields)
    speeches = [_speech(snapshot, speech_id) for speech_id in speech_ids]
    _keep(snapshot, [Edit(speech.root, speech.path, normal, speech.speech_id) for speech in speeches])


def edit_folder(snapshot: Snapshot, root: str, folder: str, fields: Values) -> None:
    """State `fields` about all speeches in and below a folder of a root, "" being the root itself, also future ones.

    What is stated about a folder further in, or about a speech, outranks it.
    :raises EditError: if there is no such folder, a field cannot be stated or a value cannot be understood.
    """
    normal = normal_fields(fields, of_folder=True)
    name = normal_name(folder).strip("/")
    held = (normal_name(f"{report.path}") for report in snapshot.reports() if report.root == root)
    if root not in snapshot.roots() or (name and not any(path.startswith(f"{name}/") for path in held)):
        raise EditError("edit_folder_unknown", root=root, folder=folder)
    _keep(snapshot, [Edit(root, f"{name}/", normal)])


def preview_folder(snapshot: Snapshot, root: str, folder: str, name: str, value: str | None) -> FolderPreview:
    """The speeches that `edit_folder` would change with the field `name`; "" takes back what was stated about it.

    :raises EditError: if the field cannot be stated or the value cannot be understood.
    """
    normal = normal_fields({name: value}, of_folder=True)[name]
    edits, within = read_log(Layout(snapshot.index)).edits, normal_name(folder).strip("/")
    if normal == "" and name not in edits.about_folder(root, within):
        return FolderPreview(normal, {}, 0)
    held: Counter[tuple[str | None, str | None]] = Counter()
    kept = 0
    for speech in (row.speech for row in listing(snapshot).present if _is_within(row.speech, root, within)):
        now = text_of(speech, name)
        if edits.outrank(root, PurePosixPath(speech.path), speech.speech_id, within, name):
            kept += now != normal
        elif now != normal:
            held[now, speech.office if name == "speaker" and speech.office != now else None] += 1
    return FolderPreview(normal, dict(held.most_common()), kept)


def confirm_dates(snapshot: Snapshot, speech_ids: Sequence[str]) -> None:
    """Say yes to the inferred dates of these speeches: from now on they are stated.

    :raises EditError: if the date of one of them is not inferred; then none is confirmed.
    :raises QueryError: if there is no such speech.
    """
    speeches = [_speech(snapshot, speech_id) for speech_id in speech_ids]
    for speech in speeches:
        if "date" not in speech.inferred:
            raise EditError("edit_nothing_inferred", title=speech.title)
    _keep(snapshot, [Edit(each.root, each.path, {"date": each.date_text}, each.speech_id) for each in speeches])


def decide_versions(snapshot: Snapshot, speech_ids: Sequence[str], verdict: str, front: str | None = None) -> Decision:
    """Keep whether speeches are versions of one ("together"), no two of them are ("apart"), or nothing ("open").

    Of versions `front` is the one that counts, None the one that the program would choose.
    :raises EditError: if there are fewer than two, the verdict is none, or `front` is not among them.
    :raises QueryError: if there is no such speech.
    """
    members = tuple(dict.fromkeys(speech_ids))
    if verdict not in VERDICTS:
        raise EditError("versions_verdict_unknown", value=verdict, known=", ".join(VERDICTS))
    if len(members) < 2:
        raise EditError("versions_too_few")
    if front is not None and (front not in members or verdict != "together"):
        raise EditError("versions_front_elsewhere")
    for speech_id in members:
        _speech(snapshot, speech_id)
    decision = Decision(members, verdict, front)
    write_decision(Layout(snapshot.index), decision)
    return decision


def remove(snapshot: Snapshot, root: str, path: str) -> None:
    """Take a file with all its speeches out of the index, until `restore`. The file stays where it is.

    :raises EditError: if the index holds no such file, and it is no upload that waits for a build.
    """
    remove_files(snapshot, [(root, path)])


def remove_files(snapshot: Snapshot, files: Sequence[File]) -> None:
    """The same of several files at once.

    :raises EditError: as `remove`, for one of them; then none is removed.
    """
    layout = Layout(snapshot.index)
    known = {_file(report.root, report.path) for report in snapshot.reports()}
    named = {_file(root, path): path for root, path in files}
    for file, path in named.items():
        if file not in known and not (file[0] == UPLOADS and is_upload(layout, file[1])):
            raise EditError("removed_unknown", root=file[0], path=path)
    write_removals(layout, snapshot.roots(), _titles(snapshot, named))


def remove_speeches(snapshot: Snapshot, speech_ids: Sequence[str]) -> tuple[File, ...]:
    """The files of these speeches, each once, which are removed, with whatever else they hold.

    :raises QueryError: if there is no such speech; then none is removed.
    """
    speeches = [_speech(snapshot, speech_id) for speech_id in speech_ids]
    files = tuple(dict.fromkeys((speech.root, speech.path) for speech in speeches))
    remove_files(snapshot, files)
    return files


def restore(snapshot: Snapshot, root: str, path: str) -> None:
    """Let a removed file be read again.

    :raises EditError: if it is not among the removed ones.
    """
    restore_files(snapshot, [(root, path)])


def restore_files(snapshot: Snapshot, files: Sequence[File]) -> None:
    """The same of several files at once.

    :raises EditError: as `restore`, for one of them; then none is restored.
    """
    layout = Layout(snapshot.index)
    removed = read_log(layout).removed
    for root, path in files:
        if _file(root, path) not in removed:
            raise EditError("removed_not", root=root, path=path)
    write_returns(layout, [_file(root, path) for root, path in files])


def purge(snapshot: Snapshot, root: str, path: str) -> Path | None:
    """Delete a removed file for good: the next build leaves nothing of it in the index folder.

    An uploaded file is deleted with it. Any other stays on the disk and is kept out from now on: its path is returned,
    for people must be told.
    :raises EditError: if the file is not among the removed ones.
    """
    layout, file = Layout(snapshot.index), _file(root, path)
    removed = read_log(layout).removed.get(file)
    if removed is None:
        raise EditError("purge_not_removed", path=path)
    speech_ids = sorted({*removed.titles, *_titles(snapshot, [file])[file]})
    write_purge(layout, snapshot.roots(), file, speech_ids)
    folder = snapshot.roots().get(root)
    if root == UPLOADS:
        return None
    return _place(folder, path) if folder else Path(path)


def confirm_whole(snapshot: Snapshot, root: str, path: str) -> None:
    """Say of a file of which little was read that this is all of it.

    :raises EditError: if there is no such file.
    """
    report = _report(snapshot, root, path)
    write_whole(Layout(snapshot.index), snapshot.roots(), _file(root, path), report.characters)


def take_as_one(snapshot: Snapshot, root: str, path: str, *, is_one: bool) -> None:
    """Say that a file is one speech although several were found in it, or take that back.

    :raises EditError: if there is no such file.
    """
    _report(snapshot, root, path)
    write_as_one(Layout(snapshot.index), snapshot.roots(), _file(root, path), is_one=is_one)


def _report(snapshot: Snapshot, root: str, path: str) -> FileReport:
    wanted = _file(root, path)
    for report in snapshot.reports():
        if _file(report.root, report.path) == wanted:
            return report
    raise EditError("removed_unknown", root=root, path=path)


def trash(snapshot: Snapshot) -> tuple[RemovedFile, ...]:
    """The removed files, the last removed first; those that are to be deleted for good are no longer among them."""
    log = read_log(Layout(snapshot.index))
    held = {(report.root, report.path) for report in snapshot.reports()}
    folders = {**log.roots, **snapshot.roots()}
    return tuple(
        RemovedFile(
            root,
            path,
            removed.at,
            tuple(removed.titles.values()),
            _place(folders.get(root, Path(root)), path),
            root == UPLOADS,
            (root, path) in held,
        )
        for (root, path), removed in reversed([*log.removed.items()])
        if (root, path) not in log.purging
    )


def _keep(snapshot: Snapshot, edits: Sequence[Edit]) -> None:
    write_edits(Layout(snapshot.index), snapshot.roots(), edits)


def _speech(snapshot: Snapshot, speech_id: str) -> SpeechFacts:
    number = snapshot.number_of(speech_id)
    if number is None:
        raise QueryError("speech_unknown", speech_id=speech_id)
    return snapshot.speeches()[number]


def _titles(snapshot: Snapshot, files: Iterable[File]) -> dict[File, dict[str, str]]:
    """The titles of the speeches of each file, by speech_id."""
    found: dict[File, dict[str, str]] = {file: {} for file in files}
    for speech in snapshot.speeches().values():
        file = _file(speech.root, speech.path)
        if file in found:
            found[file][speech.speech_id] = speech.title
    return found


def _file(root: str, path: str) -> File:
    return root, normal_name(path)


def _place(root: Path, path: str) -> Path:
    """The place of a file of a root on the disk; a root may be a file itself."""
    return root if root.is_file() else root / path


def _is_within(speech: SpeechFacts, root: str, folder: str) -> bool:
    return speech.root == root and (not folder or f"{normal_name(speech.folder)}/".startswith(f"{folder}/"))

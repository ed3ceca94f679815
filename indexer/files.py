"""The roots of a build, under names that stay, and their files brought into the catalog: what changed is read again."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple, TypeAlias

from corpus import (
    LOADER_VERSION,
    SPLITTER_VERSION,
    Edits,
    FileReport,
    FoundFile,
    ReadSpeech,
    ReadSpeeches,
    Root,
    Sidecars,
    read_speeches,
    reader_for,
    root_wordings,
    scan,
)
from corpus.files import SIDECAR_NAME, WORDINGS_NAME
from corpus.load import RecognisedSpeech
from corpus.metadata.edits import Values
from corpus.metadata.stated import Rows
from corpus.reading import FOR_NOW, in_order, remember
from indexer.catalog import Catalog, NewPassage, RecurringSentence, Stated, speech_digest
from indexer.contents import content_of, is_changed, is_fresh
from indexer.embed import new_passages
from indexer.families import VERSION as SENTENCES_VERSION
from indexer.families import recurring_sentences
from indexer.layout import MARKED_UPLOADS, UPLOADS, Layout, uploads_lock
from indexer.library.edit_log import EditLog
from indexer.purge import forget_left_overs
from indexer.search.terms import Segmenter
from indexer.words import keep_words, packed_words
from indexer.workers import Spread

Found: TypeAlias = Sequence[tuple[Root, Sequence[FoundFile]]]
"""Each root with its files."""


def given_roots(corpora: Sequence[Path], allow_marked: bool) -> list[Root]:
    """The roots that `corpora` are, each once, named after their folders."""
    roots = [Root(root_name(path.resolve()), path, allow_marked) for path in corpora]
    names = [root.path.resolve() for root in roots]
    return [root for i, root in enumerate(roots) if names[i] not in names[:i]]


def root_name(path: PurePath) -> str:
    r"""The name of a folder or, where it has none, of its drive or share: D for D:\, 讲话 for \\server\讲话."""
    named = [part for part in re.split(r"[/\\:]", path.anchor) if part]
    return path.name or (named[-1] if named else "root")


def named(root: Root, files: Sequence[FoundFile], catalog: Catalog, log: EditLog) -> Root:
    """The root under a name that no other folder has: speech ids hang on it, so a known folder keeps its name.

    Also in an index that is built anew, if people stated something about it; and also one that was moved or renamed. A
    folder that is gone may be on a drive that is away, so what was moved must show it by holding most of its files.
    """
    known = {**log.roots, **{name: Path(path) for name, (path, _) in catalog.roots().items()}}
    here = root.path.resolve()
    name = next((name for name, path in known.items() if path == here), None) or _renamed(known, files, catalog)
    if name is None:
        name, number = root.name, 2
        while name in known and not _was_moved(name, known[name], files, catalog):
            name, number = f"{root.name} ({number})", number + 1
    with catalog.change():
        catalog.set_root(name, str(here), root.allow_marked)
    return Root(name, root.path, root.allow_marked)


def _was_moved(name: str, path: Path, files: Sequence[FoundFile], catalog: Catalog) -> bool:
    """True if the root `name`, last seen at `path`, is what `files` were found in: a folder of the same name."""
    before = set(catalog.stamps(name))
    held = before & {str(file.relative) for file in files}
    return not path.exists() and 2 * len(held) >= len(before)


def _renamed(known: Mapping[str, Path], files: Sequence[FoundFile], catalog: Catalog) -> str | None:
    """The root among `known` that is gone and of whose files at least half are `files`, byte for byte; None if none."""
    by_path = {str(file.relative): file for file in files}
    best, most = None, 0
    for name in sorted(name for name, path in known.items() if name != UPLOADS and not path.exists()):
        contents, stamps = catalog.contents(name), catalog.stamps(name)
        before = [path for path, (content, _) in contents.items() if content]
        held = sum(
            (file := by_path.get(path)) is not None
            and file.size == size_when_read(stamps[path])
            and content_of(file.path) == contents[path][0]
            for path in before
        )
        if held > most and 2 * held >= len(before):
            best, most = name, held
    return best


def emptied(root: Root, files: Sequence[FoundFile], catalog: Catalog, log: EditLog) -> tuple[int, int] | None:
    """The numbers of files that a root had and has, if it has lost more than half of them, or all; else None.

    A drive that is not mounted leaves an empty folder behind, which is no wish to delete what the library holds.
    """
    had = sum(
        PurePosixPath(path).name not in (SIDECAR_NAME, WORDINGS_NAME) and not log.is_out(root.name, PurePosixPath(path))
        for path in catalog.stamps(root.name)
    )
    has = sum(not log.is_out(root.name, file.relative) for file in files)
    return (had, has) if 2 * has < had else None


def note_marked_uploads(catalog: Catalog, allowed: bool) -> None:
    """Note whether files with a security mark may be uploaded, which holds until the next build that is given roots."""
    value = "yes" if allowed else ""
    if (catalog.meta(MARKED_UPLOADS) or "") != value:
        with catalog.change():
            catalog.set_meta(MARKED_UPLOADS, value)


def uploads(layout: Layout, catalog: Catalog, allow_marked: bool) -> Found:
    """The root of the files that were uploaded, if there ever were any, and its files.

    Its name is one that no folder can have, and does not hang on where the index lies.
    """
    if not layout.uploads.is_dir():
        if UPLOADS not in catalog.roots():
            return []
        layout.uploads.mkdir()
    with uploads_lock(layout.uploads):
        forget_left_overs(layout.uploads)
    with catalog.change():
        catalog.set_root(UPLOADS, str(layout.uploads.resolve()), allow_marked)
    root = Root(UPLOADS, layout.uploads, allow_marked)
    return [(root, scan(root))]


# Files read between two commits: few enough that little is lost, many enough that commits cost nothing.
_FILES_AT_ONCE = 50
# Where in a stamp it stands what people had stated.
_EDITS = 7


@dataclass(frozen=True, slots=True)
class _PendingFiles:
    """The work to do for one root: paths that are gone, and files to read with their new stamps.

    `reports` are those on the files about files: metadata.csv and wordings.csv.
    """

    root: Root
    sidecars: Sidecars
    stated: Stated
    reports: tuple[FileReport, ...]
    gone: tuple[str, ...]
    todo: tuple[tuple[FoundFile, str], ...]


def update_files(
    catalog: Catalog,
    found: Found,
    log: EditLog,
    fingerprint: str,
    segmenter: Segmenter,
    progress: Callable[[int, int], None],
    spread: Spread = map,
    *,
    check_content: bool = False,
) -> tuple[int, int]:
    """The numbers of files read anew and of files gone; `progress(done, total)` is called as files are read.

    `fingerprint` is that of the encoder, `segmenter` cuts their words. With `check_content` the bytes of every file are
    looked at, not only its size and time. It may be killed at any moment: the next time goes on where it was.
    """
    with catalog.change():
        catalog.set_decisions(log.decisions)
        taken_out = _take_out(catalog, log)
    dues = [_due(catalog, root, files, log, fingerprint, check_content) for root, files in found]
    remember(warning for report in catalog.reports() for warning in report.warnings)
    done, total = 0, sum(len(due.todo) for due in dues)
    for due in dues:
        with catalog.change():
            for path in due.gone:
                catalog.remove_file(due.root.name, path)
            for report in due.reports:
                catalog.set_file(report, "")
            catalog.set_stated(due.root.name, due.stated)
            catalog.set_stated_rows(due.root.name, _stated_rows(due, log))
        for begin in range(0, len(due.todo), _FILES_AT_ONCE):
            batch = due.todo[begin : begin + _FILES_AT_ONCE]
            # Before they are read: of what is changed meanwhile the next build sees that it is another.
            contents = [(content_of(file.path), is_fresh(file)) if file.supported else ("", False) for file, _ in batch]
            with catalog.change():
                cut = _cut_files(catalog, _read(due, log.edits, batch), fingerprint, segmenter, spread)
                for (report, of_file), (_, stamp), content in zip(cut, batch, contents, strict=True):
                    _put_file(catalog, report, of_file, stamp, content, segmenter)
            done += len(batch)
            progress(done, total)
    with catalog.change():
        catalog.drop_embeddings()
    return total, taken_out + sum(len(due.gone) for due in dues)


def _take_out(catalog: Catalog, log: EditLog) -> int:
    """The number of files taken out because people removed them, in any noted root. Call inside `change`."""
    out = [(root, path) for root in catalog.roots() for path in catalog.stamps(root) if log.is_out(root, path)]
    for root, path in out:
        catalog.remove_file(root, path)
    return len(out)


def _due(
    catalog: Catalog, root: Root, files: Sequence[FoundFile], log: EditLog, fingerprint: str, check_content: bool
) -> _PendingFiles:
    last = catalog.stated().get(root.name, Stated((), {}))
    sidecars = Sidecars(root, catalog.stated_rows(root.name), last.folders)
    files = [file for file in files if not log.is_out(root.name, file.relative)]
    wordings, report = root_wordings(root, last.wordings)
    reports = (*sidecars.reports, report) if report else sidecars.reports
    stamps = catalog.stamps(root.name)
    kept = {str(file.relative) for file in files} | {report.path for report in reports}
    gone = tuple(path for path in stamps if path not in kept)
    # However a folder is named in a command, its files are the same for a rebuild, which knows where it lies.
    here = Root(root.name, root.path.resolve(), root.allow_marked)
    stamped = ((file, _stamp(here, file, sidecars, log.edits, fingerprint)) for file in files)
    contents = catalog.contents(root.name)
    todo = tuple(
        (file, stamp)
        for file, stamp in stamped
        if stamps.get(str(file.relative)) != stamp or is_changed(file, contents, all_files=check_content)
    )
    return _PendingFiles(root, sidecars, Stated(wordings, sidecars.folders()), reports, gone, todo)


def _stated_rows(due: _PendingFiles, log: EditLog) -> Rows:
    """The rows of the metadata.csv files of a root, without those of files that people removed."""

    def is_out(folder: str, name: str) -> bool:
        return log.is_out(due.root.name, PurePosixPath(folder) / name.partition("#")[0])

    return {
        folder: {name: row for name, row in rows.items() if not is_out(folder, name)}
        for folder, rows in due.sidecars.rows().items()
    }


def _stamp(root: Root, file: FoundFile, sidecars: Sidecars, edits: Edits, fingerprint: str) -> str:
    """All that the speeches of a file depend on; the same stamp means that nothing has to be read."""
    reader = reader_for(file.path)
    return json.dumps(
        [
            file.size,
            file.mtime_ns,
            reader and [reader.name, reader.version],
            LOADER_VERSION,
            SPLITTER_VERSION,
            root.allow_marked,
            sidecars.stamp(file),
            edits.stamp(root.name, file.relative),
            str(root.path),
            fingerprint,
        ]
    )


def edits_taken_in(stamp: str) -> tuple[Values, Mapping[str, Values]]:
    """The edits of people when the file with this stamp was read: by its folder, and of its speeches by their id."""
    if not stamp:
        return {}, {}
    by_folder, of_speeches, *_ = json.loads(json.loads(stamp)[_EDITS])
    return by_folder, of_speeches


def size_when_read(stamp: str) -> int | None:
    """The size in bytes of the file with this stamp when it was read, None if it is tried again with every build."""
    return int(json.loads(stamp)[0]) if stamp else None


def _read(due: _PendingFiles, edits: Edits, batch: Sequence[tuple[FoundFile, str]]) -> Iterator[ReadSpeeches]:
    """The speeches and reports of the files of `batch`, in its order; several are read at once."""
    return in_order(lambda file: read_speeches(due.root, file, due.sidecars, edits), [file for file, _ in batch])


class _OfText(NamedTuple):
    """All that is kept of a text besides it: what one process makes of it at once need not be sent to another twice."""

    passages: Sequence[NewPassage]
    sentences: Sequence[RecurringSentence]
    words: bytes


class _CutSpeech(NamedTuple):
    """A speech as it is to be stored: its digest, and what is made of its text, None where it is stored already."""

    recognised: RecognisedSpeech
    digest: bytes
    made: _OfText | None


_Stored: TypeAlias = tuple[ReadSpeech, bytes | None]
"""A speech that was read, and the digest under which it is stored, if it is."""


def _cut_files(
    catalog: Catalog, reading: Iterable[ReadSpeeches], fingerprint: str, segmenter: Segmenter, spread: Spread
) -> Iterator[tuple[FileReport, list[_CutSpeech]]]:
    """The report on each file and its speeches recognised and cut, in their order.

    One file may hold thousands, so they are spread one by one.
    """
    files: deque[ReadSpeeches] = deque()

    def speeches() -> Iterator[_Stored | None]:
        for read in reading:
            files.append(read)
            digests = catalog.digests(read.so_far.root, read.so_far.path)
            yield from ((speech, digests.get(speech.speech_id)) for speech in read.speeches)
            yield None  # here the file ends

    of_file: list[_CutSpeech] = []
    for each in spread(partial(_cut, fingerprint=fingerprint, segmenter=segmenter), speeches()):
        if each is None:
            yield files.popleft().report(cut.recognised for cut in of_file), of_file
            of_file = []
        else:
            of_file.append(each)


def _cut(stored: _Stored | None, fingerprint: str, segmenter: Segmenter) -> _CutSpeech | None:
    """A speech that was read, cut where it is not what is stored; None behind the last one of a file."""
    if stored is None:
        return None
    read, before = stored
    recognised = read.recognised()
    speech = recognised.speech
    digest = speech_digest(speech, SPLITTER_VERSION, fingerprint)
    if digest == before:
        return _CutSpeech(recognised, digest, None)
    made = _OfText(
        new_passages(speech, fingerprint), recurring_sentences(speech.text), packed_words(speech.text, segmenter)
    )
    return _CutSpeech(recognised, digest, made)


def _put_file(
    catalog: Catalog,
    report: FileReport,
    cut: Sequence[_CutSpeech],
    stamp: str,
    content: tuple[str, bool],
    segmenter: Segmenter,
) -> None:
    before = catalog.digests(report.root, report.path)
    for (speech, _), digest, made in cut:
        if made is not None:
            number = catalog.put_speech(speech, digest, made.passages)
            catalog.wordings.put(number, SENTENCES_VERSION, made.sentences)
            keep_words(catalog, number, segmenter, made.words)
    now = {each.recognised.speech.speech_id for each in cut}
    for speech_id in before:
        if speech_id not in now:
            catalog.remove_speech(speech_id)
    # Permissions and drives come back without a trace in the stamp, so such a file is tried again.
    for_now = any(warning.code in FOR_NOW for warning in report.warnings)
    catalog.set_file(report, "" if for_now else stamp, *content)

"""An index built from folders and files, or brought up to them: only what changed is read, cut and embedded again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import Timeout

from corpus import (
    LOADER_VERSION,
    SPLITTER_VERSION,
    Edits,
    FileReport,
    FoundFile,
    Root,
    Sidecars,
    load,
    reader_for,
    root_wordings,
    scan,
)
from corpus.errors import IndexStateError
from indexer.catalog import Catalog, Stated, speech_digest
from indexer.edit_log import EditLog, read_log
from indexer.embed import embed_pending
from indexer.encoder import Encoder, cache_folder, load_encoder
from indexer.families import update_families
from indexer.layout import MARKED_UPLOADS, UPLOADS, Layout, uploads_lock
from indexer.prepare import new_passages
from indexer.publish import forget_derived, publish
from indexer.purge import forget_left_overs, purge
from indexer.words import Words

# Files read between two commits: few enough that little is lost, many enough that commits cost nothing.
_FILES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `stage` is "read" (files), "embed" (passages), "families" (speeches) or "purge" (attempts).

    With "purge" the new state is published, and who reads the index must let go of the older one (`Retriever.let_go`).
    """

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: files read anew, files gone, passages embedded; and how every file of the corpus was read.

    `away` are the folders of noted roots that are not there now and were left alone. `purged` counts files deleted for
    good, `to_purge` those of which the next build must still take away the last traces.
    """

    changed: int
    removed: int
    embedded: int
    generation: int
    files: tuple[FileReport, ...]
    away: tuple[str, ...] = ()
    purged: int = 0
    to_purge: int = 0


Found = Sequence[tuple[Root, Sequence[FoundFile]]]
Show = Callable[[Progress], None]


def build(
    corpora: Sequence[Path],
    index: Path,
    *,
    model: str | None = None,
    allow_marked: bool = False,
    encoder: Encoder | None = None,
    progress: Show = lambda _: None,
) -> BuildReport:
    """Bring the index in the folder `index` up to the folders and files `corpora`, and report what was done.

    Files that were uploaded are always part of it, those with a security mark if `allow_marked`. Only what vanished
    from a root that was given and could be read is removed. It may be killed at any moment: the next build goes on
    where it was. `model` is a name or folder of a sentence-transformers model, None the index's own or else the offline
    one; another model than the index's makes every embedding anew.

    :raises RootError: if a corpus folder or file is missing or unreadable, before anything is changed.
    :raises IndexStateError: if another build is running, or the index or what people stated about it is damaged.
    """
    layout = Layout(index)
    roots_found = [(root, scan(root)) for root in _plain_roots(corpora, allow_marked)]
    with _writing(layout, wait=False) as catalog:
        log = read_log(layout)
        found = [(_named(root, files, catalog, log), files) for root, files in roots_found]
        _note_marked_uploads(catalog, allow_marked)
        return _bring_up(layout, catalog, log, found, encoder, model, progress)


def rebuild(index: Path, *, encoder: Encoder | None = None, progress: Show = lambda _: None) -> BuildReport:
    """Bring the index up to the roots that it was built from, each as it was given then; waits for a running build.

    A root whose folder is not there, on a drive perhaps that is away, is left as it is and reported.

    :raises RootError: if a folder inside a root is unreadable, before anything is changed.
    :raises IndexStateError: if there is no index, or it or what people stated about it is damaged.
    """
    layout = Layout(index)
    if not layout.catalog.is_file():
        raise IndexStateError("index_missing", index=index)
    with _writing(layout, wait=True) as catalog:
        noted = [Root(name, Path(path), allow) for name, (path, allow) in sorted(catalog.roots().items())]
        roots = [root for root in noted if root.name != UPLOADS]
        there = [root for root in roots if root.path.exists()]
        found = [(root, scan(root)) for root in there]
        report = _bring_up(layout, catalog, read_log(layout), found, encoder, None, progress)
        return replace(report, away=tuple(str(root.path) for root in roots if root not in there))


@contextmanager
def _writing(layout: Layout, *, wait: bool) -> Iterator[Catalog]:
    """The catalog for writing. A new one counts its ids from 1: nothing that an older one left may be taken for its."""
    try:
        lock = layout.writer_lock().acquire(timeout=-1 if wait else 0)
    except Timeout as exc:
        raise IndexStateError("index_busy", index=layout.index) from exc
    with lock:
        if not layout.catalog.is_file():
            forget_derived(layout)
        with Catalog.open_for_writing(layout.catalog) as catalog:
            yield catalog


def _bring_up(
    layout: Layout,
    catalog: Catalog,
    log: EditLog,
    found: Found,
    encoder: Encoder | None,
    model: str | None,
    progress: Show,
) -> BuildReport:
    encoder = encoder or load_encoder(model or catalog.meta("model"), _precision(catalog, model))
    _adopt_encoder(catalog, encoder)
    with_uploads = [*found, *_uploads(layout, catalog)]
    changed, removed = _update_files(catalog, with_uploads, log, encoder.fingerprint, progress)
    embedded = embed_pending(catalog, encoder, lambda done, total: progress(Progress("embed", done, total)))
    update_families(catalog, lambda done, total: progress(Progress("families", done, total)))
    words = Words(cache=cache_folder() / "jieba", own=layout.lexicon)
    published = publish(layout, catalog, words, anew=bool(log.purging))
    purged = purge(layout, catalog, log, lambda done, total: progress(Progress("purge", done, total)))
    return BuildReport(
        changed,
        removed,
        embedded,
        published.generation,
        tuple(catalog.reports()),
        purged=purged,
        to_purge=len(log.purging) - purged,
    )


def _note_marked_uploads(catalog: Catalog, allowed: bool) -> None:
    """Note whether files with a security mark may be uploaded, which holds until the next build that is given roots."""
    value = "yes" if allowed else ""
    if (catalog.meta(MARKED_UPLOADS) or "") != value:
        with catalog.change():
            catalog.set_meta(MARKED_UPLOADS, value)


def _uploads(layout: Layout, catalog: Catalog) -> Found:
    """The root of the files that were uploaded, if there ever were any, and its files.

    Its name is one that no folder can have, and does not hang on where the index lies.
    """
    if not layout.uploads.is_dir():
        if UPLOADS not in catalog.roots():
            return []
        layout.uploads.mkdir()
    with uploads_lock(layout.uploads):
        forget_left_overs(layout.uploads)
    allow_marked = bool(catalog.meta(MARKED_UPLOADS))
    with catalog.change():
        catalog.set_root(UPLOADS, str(layout.uploads.resolve()), allow_marked)
    root = Root(UPLOADS, layout.uploads, allow_marked)
    return [(root, scan(root))]


def _plain_roots(corpora: Sequence[Path], allow_marked: bool) -> list[Root]:
    roots = [Root(path.resolve().name, path, allow_marked) for path in corpora]
    names = [root.path.resolve() for root in roots]
    return [root for i, root in enumerate(roots) if names[i] not in names[:i]]


def _named(root: Root, files: Sequence[FoundFile], catalog: Catalog, log: EditLog) -> Root:
    """The root under a name that no other folder has: speech ids hang on it, so a known folder keeps its name.

    Also in an index that is built anew, if people stated something about it.

    Also one that was moved. A folder that is gone may be on a drive that is away, so what was moved must show it by
    holding most of its files.
    """
    known = {**log.roots, **{name: Path(path) for name, (path, _) in catalog.roots().items()}}
    here = root.path.resolve()
    name, number = next((name for name, path in known.items() if path == here), root.name), 2
    while name in known and known[name] != here and not _was_moved(name, known[name], files, catalog):
        name, number = f"{root.name} ({number})", number + 1
    with catalog.change():
        catalog.set_root(name, str(here), root.allow_marked)
    return Root(name, root.path, root.allow_marked)


def _was_moved(name: str, path: Path, files: Sequence[FoundFile], catalog: Catalog) -> bool:
    """Whether the root `name`, last seen at `path`, is what `files` were found in."""
    before = set(catalog.stamps(name))
    held = before & {str(file.relative) for file in files}
    return not path.exists() and 2 * len(held) >= len(before)


def _precision(catalog: Catalog, model: str | None) -> str | None:
    """The precision that the index was made with, when its model is to be used again."""
    return catalog.meta("precision") if model in (None, catalog.meta("model")) else None


def _adopt_encoder(catalog: Catalog, encoder: Encoder) -> None:
    """Note whose embeddings these are; drop those of another model, for vectors of two models can't be compared."""
    if catalog.meta("fingerprint") == encoder.fingerprint:
        return
    with catalog.change():
        catalog.drop_embeddings(all_of_them=True)
        for key, value in (
            ("fingerprint", encoder.fingerprint),
            ("model", encoder.name),
            ("precision", encoder.precision),
            ("dimension", str(encoder.dimension)),
        ):
            catalog.set_meta(key, value)


@dataclass(frozen=True, slots=True)
class _Due:
    """What there is to do for one root: paths that are gone, and files to read with their new stamps.

    `reports` are those on the files about files: metadata.csv and wordings.csv.
    """

    root: Root
    sidecars: Sidecars
    stated: Stated
    reports: tuple[FileReport, ...]
    gone: tuple[str, ...]
    todo: tuple[tuple[FoundFile, str], ...]


def _update_files(
    catalog: Catalog,
    found: Found,
    log: EditLog,
    fingerprint: str,
    progress: Show,
) -> tuple[int, int]:
    """How many files were read anew and how many are gone."""
    with catalog.change():
        catalog.set_decisions(log.decisions)
        taken_out = _take_out(catalog, log)
    dues = [_due(catalog, root, files, log, fingerprint) for root, files in found]
    done, total = 0, sum(len(due.todo) for due in dues)
    for due in dues:
        with catalog.change():
            for path in due.gone:
                catalog.remove_file(due.root.name, path)
            for report in due.reports:
                catalog.set_file(report, "")
            catalog.set_stated(due.root.name, due.stated)
        for begin in range(0, len(due.todo), _FILES_AT_ONCE):
            batch = due.todo[begin : begin + _FILES_AT_ONCE]
            with catalog.change():
                for file, stamp in batch:
                    _put_file(catalog, due, log.edits, file, stamp, fingerprint)
            done += len(batch)
            progress(Progress("read", done, total))
    with catalog.change():
        catalog.drop_embeddings()
    return total, taken_out + sum(len(due.gone) for due in dues)


def _take_out(catalog: Catalog, log: EditLog) -> int:
    """How many files were taken out that people removed, whichever roots are looked through now. Within `change`."""
    out = [(root, path) for root in catalog.roots() for path in catalog.stamps(root) if log.is_out(root, path)]
    for root, path in out:
        catalog.remove_file(root, path)
    return len(out)


def _due(catalog: Catalog, root: Root, files: Sequence[FoundFile], log: EditLog, fingerprint: str) -> _Due:
    sidecars = Sidecars(root)
    files = [file for file in files if not log.is_out(root.name, file.relative)]
    wordings, report = root_wordings(root)
    reports = (*sidecars.reports, report) if report else sidecars.reports
    stamps = catalog.stamps(root.name)
    kept = {str(file.relative) for file in files} | {report.path for report in reports}
    gone = tuple(path for path in stamps if path not in kept)
    stamped = ((file, _stamp(root, file, sidecars, log.edits, fingerprint)) for file in files)
    todo = tuple((file, stamp) for file, stamp in stamped if stamps.get(str(file.relative)) != stamp)
    return _Due(root, sidecars, Stated(wordings, sidecars.folders()), reports, gone, todo)


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


def _put_file(catalog: Catalog, due: _Due, edits: Edits, file: FoundFile, stamp: str, fingerprint: str) -> None:
    loaded = load(due.root, file, due.sidecars, edits)
    stored = catalog.digests(due.root.name, str(file.relative))
    for speech in loaded.speeches:
        digest = speech_digest(speech, SPLITTER_VERSION, fingerprint)
        if stored.pop(speech.speech_id, None) != digest:
            catalog.put_speech(speech, digest, new_passages(speech, fingerprint))
    for speech_id in stored:
        catalog.remove_speech(speech_id)
    # Permissions and drives come back without a trace in the stamp, so such a file is tried again.
    for_now = any(warning.code == "file_unreadable" for warning in loaded.report.warnings)
    catalog.set_file(loaded.report, "" if for_now else stamp)

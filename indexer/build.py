"""An index built from folders and files, or brought up to them: only what changed is read, cut and embedded again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

from corpus import (
    LOADER_VERSION,
    SPLITTER_VERSION,
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
from indexer.embed import embed_pending
from indexer.encoder import Encoder, cache_folder, load_encoder
from indexer.families import update_families
from indexer.layout import Layout
from indexer.prepare import new_passages
from indexer.publish import forget_derived, publish
from indexer.words import Words

# Files read between two commits: few enough that little is lost, many enough that commits cost nothing.
_FILES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `stage` is "read" (files), "embed" (passages) or "families" (speeches)."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: files read anew, files gone, passages embedded; and how every file of the corpus was read."""

    changed: int
    removed: int
    embedded: int
    generation: int
    files: tuple[FileReport, ...]


def build(
    corpora: Sequence[Path],
    index: Path,
    *,
    model: str | None = None,
    allow_marked: bool = False,
    encoder: Encoder | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Bring the index in the folder `index` up to the folders and files `corpora`, and report what was done.

    Only what vanished from a root that was given and could be read is removed. It may be killed at any moment: the next
    build goes on where it was. `model` is a name or folder of a sentence-transformers model, None the index's own or
    else the offline one; another model than the index's makes every embedding anew.

    :raises RootError: if a corpus folder or file is missing or unreadable, before anything is changed.
    :raises IndexStateError: if another build is running or the index is damaged.
    """
    layout = Layout(index)
    roots_found = [(root, scan(root)) for root in _plain_roots(corpora, allow_marked)]
    try:
        with layout.writer_lock().acquire(timeout=0), _catalog(layout) as catalog:
            encoder = encoder or load_encoder(model or catalog.meta("model"), _precision(catalog, model))
            _adopt_encoder(catalog, encoder)
            found = [(_named(root, files, catalog), files) for root, files in roots_found]
            changed, removed = _update_files(catalog, found, encoder.fingerprint, progress)
            embedded = embed_pending(catalog, encoder, lambda done, total: progress(Progress("embed", done, total)))
            update_families(catalog, lambda done, total: progress(Progress("families", done, total)))
            published = publish(layout, catalog, Words(cache=cache_folder() / "jieba", own=layout.lexicon))
            return BuildReport(changed, removed, embedded, published.generation, tuple(catalog.reports()))
    except Timeout as exc:
        raise IndexStateError("index_busy", index=index) from exc


def _catalog(layout: Layout) -> Catalog:
    """The catalog for writing. A new one counts its ids from 1: nothing that an older one left may be taken for its."""
    if not layout.catalog.is_file():
        forget_derived(layout)
    return Catalog.open_for_writing(layout.catalog)


def _plain_roots(corpora: Sequence[Path], allow_marked: bool) -> list[Root]:
    roots = [Root(path.resolve().name, path, allow_marked) for path in corpora]
    names = [root.path.resolve() for root in roots]
    return [root for i, root in enumerate(roots) if names[i] not in names[:i]]


def _named(root: Root, files: Sequence[FoundFile], catalog: Catalog) -> Root:
    """The root under a name that no other folder has: speech ids hang on it, so a known folder keeps its name.

    Also one that was moved. A folder that is gone may be on a drive that is away, so what was moved must show it by
    holding most of its files.
    """
    known = {name: Path(path) for name, (path, _) in catalog.roots().items()}
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
    found: Sequence[tuple[Root, Sequence[FoundFile]]],
    fingerprint: str,
    progress: Callable[[Progress], None],
) -> tuple[int, int]:
    """How many files were read anew and how many are gone."""
    dues = [_due(catalog, root, files, fingerprint) for root, files in found]
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
                    _put_file(catalog, due.root, file, stamp, due.sidecars, fingerprint)
            done += len(batch)
            progress(Progress("read", done, total))
    with catalog.change():
        catalog.drop_embeddings()
    return total, sum(len(due.gone) for due in dues)


def _due(catalog: Catalog, root: Root, files: Sequence[FoundFile], fingerprint: str) -> _Due:
    sidecars = Sidecars(root)
    wordings, report = root_wordings(root)
    reports = (*sidecars.reports, report) if report else sidecars.reports
    stamps = catalog.stamps(root.name)
    kept = {str(file.relative) for file in files} | {report.path for report in reports}
    gone = tuple(path for path in stamps if path not in kept)
    stamped = ((file, _stamp(root, file, sidecars, fingerprint)) for file in files)
    todo = tuple((file, stamp) for file, stamp in stamped if stamps.get(str(file.relative)) != stamp)
    return _Due(root, sidecars, Stated(wordings, sidecars.folders()), reports, gone, todo)


def _stamp(root: Root, file: FoundFile, sidecars: Sidecars, fingerprint: str) -> str:
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
            str(root.path),
            fingerprint,
        ]
    )


def _put_file(catalog: Catalog, root: Root, file: FoundFile, stamp: str, sidecars: Sidecars, fingerprint: str) -> None:
    path = str(file.relative)
    loaded = load(root, file, sidecars)
    stored = catalog.digests(root.name, path)
    for speech in loaded.speeches:
        digest = speech_digest(speech, SPLITTER_VERSION, fingerprint)
        if stored.pop(speech.speech_id, None) != digest:
            catalog.put_speech(speech, digest, new_passages(speech, fingerprint))
    for speech_id in stored:
        catalog.remove_speech(speech_id)
    # Permissions and drives come back without a trace in the stamp, so such a file is tried again.
    for_now = any(warning.code == "file_unreadable" for warning in loaded.report.warnings)
    catalog.set_file(loaded.report, "" if for_now else stamp)

"""An index built from folders and files, or brought up to them: only what changed is read, cut and embedded again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from filelock import Timeout

from corpus import FileReport, Root, scan
from corpus.errors import EncoderError, IndexStateError, RootError
from indexer.catalog import Catalog, index_errors
from indexer.embed import BATCH, EncodeWith, embed_pending, encoded_here
from indexer.encoder import OFFLINE_MODEL, Encoder, load_encoder, note_of_scales
from indexer.families import update_families
from indexer.files import Found, emptied, given_roots, named, note_marked_uploads, update_files, uploads
from indexer.layout import MARKED_UPLOADS, UPLOADS, Layout
from indexer.library.edit_log import EditLog, read_log
from indexer.passage_file import read_passages
from indexer.publish import SCALES, damaged_tables, forget_derived, is_cut_by, publish, refuse_emptied
from indexer.published import read_published
from indexer.purge import purge
from indexer.repair import mend_catalog
from indexer.search.milvus.address import address_of
from indexer.search.milvus.client import server_of
from indexer.search.terms import Segmenter, segmenter_of
from indexer.sound import is_as_noted, note_sound
from indexer.speech_file import read_speeches
from indexer.vector_collections import ENGINE, note_engine
from indexer.words import update_words
from indexer.workers import Workers

log = logging.getLogger(__name__)

EMBEDDED = "embedded"
"""Named where others name a search server: what searches then is in the index folder."""
_TO_ANSWER = 10  # seconds for a search server
_MANY_FILES = 50
_MANY_PASSAGES = 512
"""From so many on, what a build has so far is published on its way; what is smaller is ready in half a minute."""
_SECONDS_BETWEEN = 5.0
"""Seconds at least between two times: nobody looks for what comes sooner, and each costs a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a build: `stage` is "read" (files), "embed" (passages), "families" (speeches) or "purge" (attempts).

    With "purge" the new state is published, and who reads the index must let go of the older one (`Retriever.release`);
    whoever does not follow the build finds that out by `indexer.purge.releasing_for_builds`.
    """

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: numbers of files read anew, files gone and passages embedded; a report on each file.

    `away` are the folders of noted roots that are not there now and were left alone. `purged` counts files deleted for
    good, `to_purge` those of which a reader kept the last traces in use, for the next build to take away.
    """

    changed: int
    removed: int
    embedded: int
    generation: int
    files: tuple[FileReport, ...]
    away: tuple[str, ...] = ()
    purged: int = 0
    to_purge: int = 0


Show = Callable[[Progress], None]


def build(
    corpora: Sequence[Path],
    index: Path,
    *,
    model: str | None = None,
    allow_marked: bool = False,
    really: bool = False,
    check_content: bool = False,
    embed_on: str | None = None,
    engine: str | None = None,
    encoder: Encoder | None = None,
    progress: Show = lambda _: None,
) -> BuildReport:
    """Bring the index in the folder `index` up to the folders and files `corpora`, and report what was done.

    Files that were uploaded are always part of it, those with a security mark if `allow_marked`. Only what vanished
    from a root that was given and could be read is removed. It may be killed at any moment: the next build goes on
    where it was. `model` is a name or folder of a sentence-transformers model, None the index's own or else the offline
    one; another model than the index's makes every embedding anew. With `check_content` the bytes of every file are
    looked at, not only its size and time. `embed_on` is the address of a Ray cluster that makes the embeddings.
    `engine` is the address of a search server that is to hold the vectors from now on, "embedded" the index folder
    itself, None what it was.

    :raises EncoderError: if the cluster cannot be used, before anything is changed.
    :raises EngineError: if the search server cannot be used.
    :raises RootError: if a corpus folder or file is missing or unreadable, or, unless `really`, has lost more than half
        of its files, before anything is changed.
    :raises IndexStateError: if another build is running, or the index or what people stated about it is damaged.
    """
    layout = Layout(index)
    address = engine_address(engine)
    if address:  # better now than after hours of embedding
        server_of(address).ask("list_collections", seconds=_TO_ANSWER)
    roots_found = [(root, scan(root)) for root in given_roots(corpora, allow_marked)]
    with _embedding_on(embed_on) as embedding, _writing(layout, wait=False) as catalog:
        log = read_log(layout)
        given = [(named(root, files, catalog, log), files) for root, files in roots_found]
        found = [*given, *uploads(layout, catalog, allow_marked)]
        for root, files in found:
            lost = None if really else emptied(root, files, catalog, log)
            if lost:
                raise RootError("root_emptied", path=str(root.path), had=lost[0], has=lost[1])
        note_marked_uploads(catalog, allow_marked)
        if address is not None and address != (catalog.meta(ENGINE) or ""):
            with catalog.change():
                note_engine(catalog, address)
        return _bring_up(layout, catalog, log, found, encoder, model, progress, check_content, embedding)


def rebuild(
    index: Path,
    *,
    check_content: bool = False,
    encoder: Encoder | None = None,
    progress: Show = lambda _: None,
) -> BuildReport:
    """Bring the index up to the roots that it was built from, each as it was given then; waits for a running build.

    A root whose folder is not there, or that has lost more than half of its files, on a drive perhaps that is away, is
    left as it is and reported.

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
        log = read_log(layout)
        own = uploads(layout, catalog, bool(catalog.meta(MARKED_UPLOADS)))
        scanned = [*((root, scan(root)) for root in there), *own]
        found = [(root, files) for root, files in scanned if not emptied(root, files, catalog, log)]
        report = _bring_up(layout, catalog, log, found, encoder, None, progress, check_content)
        whole = [root for root, _ in found]
        everything = [*roots, *(root for root, _ in own)]
        return replace(report, away=tuple(str(root.path) for root in everything if root not in whole))


def engine_address(engine: str | None) -> str | None:
    """The address of a search server as it is noted; "" for the index folder, None where none is given.

    :raises EngineError: if it is no address.
    """
    return "" if engine == EMBEDDED else str(address_of(engine)) if engine else None


def begin(index: Path) -> None:
    """An index without speeches in the folder `index`, unless there is one: to be opened while the first is built.

    :raises IndexStateError: if a build is running there that has not published anything yet.
    """
    layout = Layout(index)
    if not layout.catalog.is_file() or read_published(layout) is None:
        with _writing(layout, wait=False) as catalog:
            publish(layout, catalog, segmenter_of(layout))


@contextmanager
def _writing(layout: Layout, *, wait: bool) -> Iterator[Catalog]:
    """The catalog for writing. A new one counts its ids from 1: nothing that an older one left may be taken for its."""
    try:
        lock = layout.writer_lock().acquire(timeout=-1 if wait else 0)
    except Timeout as exc:
        raise IndexStateError("index_busy", index=layout.index) from exc
    with lock:
        layout.clearing.unlink(missing_ok=True)  # of a build that was killed
        if not layout.catalog.is_file():
            forget_derived(layout)
        refuse_emptied(layout)
        is_sound = is_as_noted(layout)
        with index_errors(layout.index), Catalog.open_for_writing(layout.catalog) as catalog:
            if is_sound:
                _go_on_from_published(layout, catalog)
            yield catalog
            published = read_published(layout)
            is_published = published is not None and published.generation == catalog.generation
        if is_published:
            note_sound(layout)


def _go_on_from_published(layout: Layout, catalog: Catalog) -> None:
    """Let the catalog be read from what was published of it, of which nothing was written to since."""
    published = read_published(layout)
    if published is None or published.generation != catalog.generation or published.speeches not in published.files:
        return
    try:
        passages, speeches = layout.index / published.passages, layout.index / published.speeches
        catalog.go_on_from(*read_passages(passages), read_speeches(speeches))
    except OSError as exc:
        log.info("The catalog is read as a whole: %s", exc)


def _embedding_on(cluster: str | None) -> AbstractContextManager[EncodeWith]:
    if cluster is None:
        return nullcontext(encoded_here)
    if find_spec("ray") is None:
        raise EncoderError("cluster_ray_missing")
    from indexer.cluster import encoding_on  # an extra, see requirements-cluster.txt

    return encoding_on(cluster)


def _bring_up(
    layout: Layout,
    catalog: Catalog,
    log: EditLog,
    found: Found,
    encoder: Encoder | None,
    model: str | None,
    progress: Show,
    check_content: bool,
    embedding: EncodeWith = encoded_here,
) -> BuildReport:
    segmenter = segmenter_of(layout)
    _repair(layout, catalog, segmenter)
    encoder = encoder or load_encoder(model or catalog.meta("model"), _precision(catalog, model))
    with Workers() as workers:
        may_fill, is_first = _may_fill(layout, log, encoder), catalog.is_empty()
        publish_so_far = partial(publish, layout, catalog, segmenter, workers.map)
        filling = _Filling(progress, publish_so_far, may_fill, may_fill and is_first)
        _adopt_encoder(catalog, encoder)
        fingerprint, read = encoder.fingerprint, filling.read
        changed, removed = update_files(
            catalog, found, log, fingerprint, segmenter, read, workers.map, check_content=check_content
        )
        filling.begin_to_embed(len(catalog.passages().passage_id) - len(catalog.embedded_ids()))
        embedded = embed_pending(catalog, embedding(encoder), filling.embedded)
        update_families(catalog, lambda done, total: progress(Progress("families", done, total)), workers.map)
        update_words(catalog, segmenter, workers.map)
        published = publish_so_far(anew=bool(log.purging))
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


def _repair(layout: Layout, catalog: Catalog, segmenter: Segmenter) -> None:
    """Mend what was published, before it is built upon: a change would hide that it was damaged."""
    if is_as_noted(layout):
        return
    published = read_published(layout)
    if published is not None and published.generation == catalog.generation:
        if damaged_tables(catalog, published):
            mend_catalog(layout, catalog)
        elif is_cut_by(segmenter, published):
            publish(layout, catalog, segmenter)


@dataclass(slots=True)
class _Filling:
    """Publishes a long build on its way, so that what was read is found by its words, and what was embedded by its
    meaning, long before all is.

    Files on their way are shown by the first build only: later the library changes as a whole. It is published
    whenever what there is has doubled, not within seconds: in all that costs no more than what is published at the end.
    """

    progress: Show
    publish: Callable[[], object]
    shows_embedded: bool
    shows_read: bool
    _next: int = _MANY_FILES
    _last: float = field(default_factory=time.monotonic)

    def read(self, done: int, total: int) -> None:
        """Tell of files that were read."""
        self.progress(Progress("read", done, total))
        if self.shows_read:
            self._publish(done, total)

    def begin_to_embed(self, pending: int) -> None:
        """All is read, and so many passages will have to be embedded."""
        self.shows_embedded &= pending >= _MANY_PASSAGES
        if self.shows_embedded:
            self.progress(Progress("embed", 0, pending))
            self.publish()
            self._last = time.monotonic()
        self._next = BATCH

    def embedded(self, done: int, total: int) -> None:
        """Tell of passages that were embedded."""
        self.progress(Progress("embed", done, total))
        if self.shows_embedded:
            self._publish(done, total)

    def _publish(self, done: int, total: int) -> None:
        if self._next <= done < total:
            self._next = 2 * done
            if time.monotonic() - self._last >= _SECONDS_BETWEEN:
                self.publish()
                self._last = time.monotonic()


def _may_fill(layout: Layout, log: EditLog, encoder: Encoder) -> bool:
    """True if what a build has so far is better than what is published.

    It is not where all vectors are made anew for another model, and what is deleted for good goes at once.
    """
    published = read_published(layout)
    return not log.purging and (published is None or published.fingerprint in ("", encoder.fingerprint))


def _precision(catalog: Catalog, model: str | None) -> str | None:
    """The precision that the index was made with, when its model is to be used again."""
    return catalog.meta("precision") if model in (None, catalog.meta("model")) else None


def _adopt_encoder(catalog: Catalog, encoder: Encoder) -> None:
    """Note whose embeddings these are; drop those of another model, for vectors of two models can't be compared."""
    is_another, scales = catalog.meta("fingerprint") != encoder.fingerprint, catalog.meta(SCALES)
    of_model = note_of_scales(encoder, scales) if encoder.name != OFFLINE_MODEL else ""
    if not is_another and of_model == (scales or ""):
        return
    with catalog.change():
        if is_another:
            catalog.drop_embeddings(all_of_them=True)
        for key, value in (
            ("fingerprint", encoder.fingerprint),
            ("model", encoder.name),
            ("precision", encoder.precision),
            ("dimension", str(encoder.dimension)),
            (SCALES, of_model),
        ):
            catalog.set_meta(key, value)

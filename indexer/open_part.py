"""The open part of an index: an index of its own, of all speeches that lie in no closed folder.

Readers are answered from it alone. So a speech that they may not see is in no answer, count, chart, family or
suggestion, and no operation has to think of it: it is not there. What is derived (vectors, keyword indexes, their
statistics, families, versions) is derived from the part.

Closed folders stand in `closed.txt` of the index folder, one a line, as the page of the library shows them: 库/人事.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from corpus.errors import IndexStateError
from corpus.metadata.stated import normal_name
from indexer.catalog import Catalog, Stated
from indexer.families import update_families
from indexer.layout import UPLOADS, Layout
from indexer.publish import SCALES, publish
from indexer.published import read_published
from indexer.search.terms import segmenter_of
from indexer.vector_collections import ENGINE, note_engine

Folder = tuple[str, str]
"""A folder by its root and its path in it; "" is the root itself."""

_NOTED = ("model", "fingerprint", "precision", "dimension", SCALES)
"""The notes of the catalog on itself that the part has too."""
_MADE_OF = "made of"
"""Under which the part's catalog notes the generation of the whole, and the closed folders."""


def closed_folders(index: Path) -> tuple[Folder, ...]:
    """The folders of the index in the folder `index` that are closed to readers; none where there is no closed.txt.

    :raises IndexStateError: if the file cannot be read: then it is not known what readers may see.
    """
    path = Layout(index).closed
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexStateError("closed_unreadable", path=path, reason=error) from error
    named = {line.strip() for line in lines}
    return tuple(sorted(_folder(name) for name in named if name and not name.startswith("#")))


def is_closed(root: str, path: str, closed: tuple[Folder, ...]) -> bool:
    """True if the file or folder `path` of `root` lies in one of the folders `closed`, whatever the case of letters."""
    given = (*_parts(root), *_parts(path)) if root != UPLOADS else (UPLOADS, *_parts(path))
    return any(given[: len(each)] == each for each in map(_key, closed))


def unknown_folders(index: Path) -> list[str]:
    """The closed folders in which no file of the index lies: mistyped perhaps.

    :raises IndexStateError: if closed.txt or the catalog cannot be read.
    """
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        files = [(report.root, report.path) for report in catalog.reports()]
    closed = closed_folders(index)
    return ["/".join(filter(None, each)) for each in closed if not any(is_closed(*file, (each,)) for file in files)]


def made_of(index: Path) -> str | None:
    """The state of the whole that the open part shows, None if there is none that is published."""
    layout = Layout(Layout(index).open_part)
    if not layout.catalog.is_file() or read_published(layout) is None:
        return None
    with Catalog.open_for_reading(layout.catalog) as catalog:
        return catalog.meta(_MADE_OF)


def wanted_of(index: Path, closed: tuple[Folder, ...]) -> str:
    """The state of the whole that the open part has to show, with the folders `closed` left out."""
    published = read_published(Layout(index))
    return _state(published.generation if published else 0, closed)


def is_made_for(made: str | None, closed: tuple[Folder, ...]) -> bool:
    """True if a part that is `made_of` this leaves out the folders `closed`, whichever generation it shows."""
    return made is not None and made.partition(" ")[2] == _digest(closed)


def bring_up(index: Path) -> str:
    """Bring the open part of the index in the folder `index` up to it, and publish it; the state that it shows then.

    :raises IndexStateError: if closed.txt or the index cannot be read, or the part cannot be written.
    """
    whole, closed = Layout(index), closed_folders(index)
    layout = Layout(whole.open_part)
    with layout.writer_lock(), Catalog.open_for_writing(layout.catalog) as part:
        generation = part.take_part(whole.catalog, lambda root, path: not is_closed(root, path, closed))
        with Catalog.open_for_reading(whole.catalog) as catalog, part.change():
            _take_notes(catalog, part, closed)
            part.set_meta(_MADE_OF, _state(generation, closed))
        if whole.lexicon.is_file():  # the same words keep whole what the same questions ask
            shutil.copyfile(whole.lexicon, layout.lexicon)
        else:
            layout.lexicon.unlink(missing_ok=True)
        update_families(part)
        publish(layout, part, segmenter_of(layout), tolerated=0)  # nobody may count what was closed
        part.empty_log()
    return _state(generation, closed)


def _take_notes(whole: Catalog, part: Catalog, closed: tuple[Folder, ...]) -> None:
    """Note in `part` what `whole` notes of itself, of its open roots, and of the versions of its open speeches."""
    for key in _NOTED:
        if (value := whole.meta(key)) is not None:
            part.set_meta(key, value)
    note_engine(part, whole.meta(ENGINE) or "")
    stated = whole.stated()
    for name, (path, allow_marked) in whole.roots().items():
        if is_closed(name, "", closed):
            continue
        part.set_root(name, path, allow_marked)
        note = stated.get(name, Stated((), {}))
        open_ones = {each: value for each, value in note.folders.items() if not is_closed(name, each, closed)}
        part.set_stated(name, replace(note, folders=open_ones))
    known = {speech.speech_id for speech in part.speeches().values()}
    part.set_decisions([each for each in whole.decisions() if known.issuperset(each.members)])


def _state(generation: int, closed: tuple[Folder, ...]) -> str:
    return f"{generation} {_digest(closed)}"


def _digest(closed: tuple[Folder, ...]) -> str:
    return blake2b(repr(sorted(map(_key, closed))).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _folder(name: str) -> Folder:
    """The folder that a line names."""
    plain = name.replace("\\", "/").rstrip("/")
    if plain == UPLOADS or plain.startswith(f"{UPLOADS}/"):
        return UPLOADS, plain.removeprefix(UPLOADS).strip("/")
    root, _, folder = plain.strip("/").partition("/")
    return root, folder


def _key(folder: Folder) -> tuple[str, ...]:
    root, path = folder
    return (UPLOADS, *_parts(path)) if root == UPLOADS else (*_parts(root), *_parts(path))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(normal_name(part).casefold() for part in path.split("/") if part)

"""What people do to the library from this page: each act is kept at once and takes effect with the rebuild it starts.

An act takes the engine, the words and the form that was sent, and gives back what to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from markupsafe import Markup
from starlette.datastructures import FormData

from corpus import say
from corpus.errors import TifaError
from corpus.language.dates import is_far_ahead, parse_date
from corpus.metadata.edits import OF_ONE_SPEECH
from indexer.library import changes
from indexer.library.edit_log import File
from indexer.library.filling import filling
from ui.library.controls import hidden, submit
from ui.library.filling import UnsureError, question
from ui.library.rows import place_of
from ui.markup import EMPTY, button, element
from ui.page_request import PageRequest

Act: TypeAlias = Callable[[PageRequest, FormData], Markup]


class ActError(TifaError):
    """What was sent by the page is not what an act needs."""


def edit(visit: PageRequest, form: FormData) -> Markup:
    """State a value about one speech or several; an empty one says that nothing is known."""
    ids, name = _all(form, "id"), _one(form, "field")
    value = _value(form, name, many=len(ids) > 1)
    changes.edit_speeches(visit.engine, ids, {name: value})
    return told(visit, "edited", _far_ahead(visit, name, value), count=len(ids))


def edit_folder(visit: PageRequest, form: FormData) -> Markup:
    """State a value about all speeches of a folder.

    :raises UnsureError: if that changes any and the form does not say that somebody was asked.
    """
    name = _one(form, "field")
    root, folder = place_of(_one(form, "folder"))
    value = _value(form, name, many=True)
    found = filling(visit.engine, root, folder, name, value)
    if found.changed and not _one(form, "sure"):
        raise UnsureError(question(visit.words, found, folder or root, name))
    changes.edit_folder(visit.engine, root, folder, {name: value})
    key = "edited_folder" if value else "folder_taken_back"
    return told(visit, key, _far_ahead(visit, name, value), folder=folder or root, count=found.changed)


def confirm(visit: PageRequest, form: FormData) -> Markup:
    """Say yes to inferred dates."""
    ids = _all(form, "id")
    changes.confirm_dates(visit.engine, ids)
    return told(visit, "confirmed", count=len(ids))


def versions(visit: PageRequest, form: FormData) -> Markup:
    """Settle which speeches are versions of one."""
    verdict, front = _one(form, "verdict"), _one(form, "front")
    changes.decide_versions(visit.engine, _all(form, "id"), verdict, front if verdict == "together" and front else None)
    return told(visit, f"settled_{verdict}")


def remove(visit: PageRequest, form: FormData) -> Markup:
    """Take a file out of the library, or those of the chosen speeches, with one way back."""
    ids = [value for value in form.getlist("id") if isinstance(value, str)]
    files = list(changes.remove_speeches(visit.engine, ids)) if ids else _files(form)
    if not ids:
        changes.remove_files(visit.engine, files)
    back = element(
        "form",
        *(hidden("root", root) + hidden("path", path) for root, path in files),
        submit(visit.words.say("library.undo"), class_="undo"),
        action=visit.address("library/restore"),
        method="post",
        data_act="",
    )
    return _told_of_files(visit, "removed", files, back)


def restore(visit: PageRequest, form: FormData) -> Markup:
    """Take removed files in again."""
    files = _files(form)
    changes.restore_files(visit.engine, files)
    return _told_of_files(visit, "restored", files)


def purge(visit: PageRequest, form: FormData) -> Markup:
    """Delete a removed file for good."""
    path = _one(form, "path")
    kept = changes.purge(visit.engine, _one(form, "root"), path)
    if kept is None:
        return told(visit, "purging", file=path)
    language = visit.words.language
    sentence = say("purged_kept_on_disk", language, path=path, folder=kept.parent)
    return _told(visit, element("p", sentence))


def rebuild(visit: PageRequest, _: FormData) -> Markup:
    """Look through the folders again."""
    return told(visit, "looking")


ACTS: Mapping[str, Act] = {
    "edit": edit,
    "folder": edit_folder,
    "confirm": confirm,
    "versions": versions,
    "remove": remove,
    "restore": restore,
    "purge": purge,
    "rebuild": rebuild,
}


def told(visit: PageRequest, key: str, after: Markup = EMPTY, **particulars: object) -> Markup:
    """A sentence, and what can be done behind it."""
    sentence = element("p", visit.words.say(f"library_told.{key}", **particulars))
    return _told(visit, sentence + after)


def _told_of_files(visit: PageRequest, key: str, files: Sequence[File], after: Markup = EMPTY) -> Markup:
    """One file by its name, several by their number."""
    if len(files) == 1:
        return told(visit, key, after, file=files[0][1])
    return told(visit, f"{key}_many", after, count=len(files))


def _told(visit: PageRequest, what: Markup) -> Markup:
    label = visit.words.say("library.dismiss")
    return element("div", what, button("×", class_="dismiss", data_dismiss="", aria_label=label), class_="told")


def _far_ahead(visit: PageRequest, name: str, value: str | None) -> Markup:
    """A warning of a date that no speech can have been given on yet; it is kept, for clocks go wrong too."""
    stated = parse_date(value) if name == "date" and value else None
    if stated is None or not is_far_ahead(stated, date.today()):
        return EMPTY
    return element("p", visit.words.say("library_told.far_ahead", date=stated), class_="warning")


def _value(form: FormData, name: str, *, many: bool) -> str | None:
    """What to state: "" takes back what was stated, None says that nothing is known."""
    if _one(form, "back"):
        return ""
    value = _one(form, "value").strip()
    if value:
        return value
    if many:
        raise ActError("act_value_missing")
    return "" if name in OF_ONE_SPEECH else None


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _all(form: FormData, name: str) -> list[str]:
    found = [value for value in form.getlist(name) if isinstance(value, str) and value]
    if not found:
        raise ActError("act_nothing_chosen")
    return found


def _files(form: FormData) -> list[File]:
    """The files that are named by as many roots as paths."""
    roots, paths = form.getlist("root"), form.getlist("path")
    found = [pair for pair in zip(roots, paths, strict=False) if all(isinstance(each, str) for each in pair)]
    if not found or len(found) != len(roots) or len(found) != len(paths):
        raise ActError("act_nothing_chosen")
    return [(str(root), str(path)) for root, path in found]

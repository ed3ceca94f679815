"""Changes that people ask for on the page: each is kept at once and takes effect with the rebuild that follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from starlette.datastructures import FormData

from corpus import PartialDate, say
from corpus.errors import TifaError
from corpus.fields import OF_ONE_SPEECH
from corpus.language.dates import is_far_ahead, parse_date
from indexer.library import changes
from indexer.library.changes import FolderPreview
from indexer.library.edit_log import File
from indexer.library.uploads import DoubtfulError
from retriever.export import date_in_words
from ui.i18n import Strings
from ui.library.request import place_of, value_in_words
from ui.page_request import PageRequest
from ui.told import place, told

_VALUES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Notice:
    """The answer to a change: a sentence, a warning if there is one, and the removed files that can be brought back."""

    sentence: str
    warning: str | None = None
    removed: Sequence[File] = ()


Change: TypeAlias = Callable[[PageRequest, FormData], Notice]


class ChangeError(TifaError):
    """A form lacks what its change needs."""


class UnconfirmedError(TifaError):
    """A change is to be confirmed first: `question` says what it does. Sent again with `sure` it is made."""

    def __init__(self, question: str) -> None:
        super().__init__("confirmation_missing", question=question)
        self.question = question


def edit(request: PageRequest, form: FormData) -> Notice:
    """State a value about one speech or several; an empty one says that nothing is known."""
    ids, name = _all(form, "id"), _one(form, "field")
    value = _value(form, name, many=len(ids) > 1)
    changes.edit_speeches(request.snapshot, ids, {name: value})
    return Notice(_said(request, "edited", count=len(ids)), _far_ahead(request, name, value))


def edit_folder(request: PageRequest, form: FormData) -> Notice:
    """State a value about all speeches of a folder.

    :raises UnconfirmedError: if that changes any and the form does not say that somebody was asked.
    """
    name = _one(form, "field")
    root, folder = place_of(_one(form, "folder"))
    value = _value(form, name, many=True)
    found = changes.preview_folder(request.snapshot, root, folder, name, value)
    if found.changed and not _one(form, "sure"):
        raise UnconfirmedError(folder_question(request.words, found, folder or root, name))
    changes.edit_folder(request.snapshot, root, folder, {name: value})
    key = "edited_folder" if value else "folder_taken_back"
    said = _said(request, key, folder=folder or root, count=found.changed)
    return Notice(said, _far_ahead(request, name, value))


def confirm(request: PageRequest, form: FormData) -> Notice:
    """Say yes to inferred dates."""
    ids = _all(form, "id")
    changes.confirm_dates(request.snapshot, ids)
    return Notice(_said(request, "confirmed", count=len(ids)))


def versions(request: PageRequest, form: FormData) -> Notice:
    """Settle which speeches are versions of one."""
    verdict, front = _one(form, "verdict"), _one(form, "front")
    front_of_versions = front if verdict == "together" and front else None
    changes.decide_versions(request.snapshot, _all(form, "id"), verdict, front_of_versions)
    return Notice(_said(request, f"settled_{verdict}"))


def remove(request: PageRequest, form: FormData) -> Notice:
    """Take a file out of the library, or those of the chosen speeches, with one way back."""
    ids = [value for value in form.getlist("id") if isinstance(value, str)]
    files = changes.remove_speeches(request.snapshot, ids) if ids else _files(form)
    if not ids:
        changes.remove_files(request.snapshot, files)
    return Notice(_said_of_files(request, "removed", files), removed=files)


def restore(request: PageRequest, form: FormData) -> Notice:
    """Take removed files in again."""
    files = _files(form)
    changes.restore_files(request.snapshot, files)
    return Notice(_said_of_files(request, "restored", files))


def purge(request: PageRequest, form: FormData) -> Notice:
    """Delete a removed file for good."""
    path = _one(form, "path")
    kept = changes.purge(request.snapshot, _one(form, "root"), path)
    if kept is None:
        return Notice(_said(request, "purging", file=path))
    return Notice(say("purged_kept_on_disk", request.words.language, path=path, folder=place(kept.parent)))


def whole(request: PageRequest, form: FormData) -> Notice:
    """Say of a file of which little was read that this is all of it."""
    path = _one(form, "path")
    changes.confirm_whole(request.snapshot, _one(form, "root"), path)
    return Notice(_said(request, "whole", file=path))


def as_one(request: PageRequest, form: FormData) -> Notice:
    """Say that a file is one speech although several were found in it, or take that back."""
    path, back = _one(form, "path"), bool(_one(form, "back"))
    changes.take_as_one(request.snapshot, _one(form, "root"), path, is_one=not back)
    return Notice(_said(request, "as_many" if back else "as_one", file=path))


def rebuild(request: PageRequest, _: FormData) -> Notice:
    """Look through the folders again."""
    return Notice(_said(request, "looking"))


CHANGES: Mapping[str, Change] = {
    "edit": edit,
    "folder": edit_folder,
    "confirm": confirm,
    "versions": versions,
    "remove": remove,
    "restore": restore,
    "purge": purge,
    "whole": whole,
    "as_one": as_one,
    "rebuild": rebuild,
}
"""The changes by the last part of the addresses that their forms are sent to."""


def upload(request: PageRequest, name: str, content: bytes, *, sure: bool) -> tuple[Notice, bool]:
    """The answer to an uploaded file that was kept, and True if it has another name now.

    :raises UnconfirmedError: if little of it could be read and nobody is `sure` that this is all.
    :raises EditError: if it is refused.
    :raises ReadError: if it cannot be read.
    """
    try:
        kept = changes.store_upload(request.snapshot.index, name, content, sure=sure)
    except DoubtfulError as doubt:
        sentence = told(doubt, request.words.language)
        raise UnconfirmedError(request.words.say("library.keep_doubtful", name=name, doubt=sentence)) from doubt
    if kept == name:
        return Notice(_said(request, "uploaded", name=name)), False
    return Notice(_said(request, "uploaded_as", name=name, kept=kept)), True


def folder_question(words: Strings, found: FolderPreview, folder: str, name: str) -> str:
    """The question to ask before the field `name` of the speeches in `folder` is filled in as `found` says."""
    listed = [
        words.say("library.fill_held", value=_value_of(words, name, value, office), count=count)
        for (value, office), count in found.held.items()
    ]
    held = words.say("library.title_join").join(listed[:_VALUES_SHOWN])
    if len(listed) > _VALUES_SHOWN:
        held = words.say("library.fill_held_more", held=held, count=len(listed) - _VALUES_SHOWN)
    particulars = {"folder": folder, "field": words.say(f"library_field.{name}"), "held": held, "count": found.changed}
    if found.value == "":
        return words.say("library.fill_back_sure", **particulars)
    asked = words.say("library.fill_sure", value=_value_of(words, name, found.value, None), **particulars)
    return asked + words.say("library.fill_kept", count=found.kept) if found.kept else asked


def _value_of(words: Strings, name: str, value: str | None, office: str | None) -> str:
    date = PartialDate.parse(value) if name == "date" and value else None
    said = date_in_words(date, words.language) if date else value_in_words(words, name, value)
    return words.say("library.fill_office", speaker=said, office=office) if office else said


def _said(request: PageRequest, key: str, **particulars: object) -> str:
    return request.words.say(f"library_notice.{key}", **particulars)


def _said_of_files(request: PageRequest, key: str, files: Sequence[File]) -> str:
    """The sentence on one file by its name, on several by their number."""
    if len(files) == 1:
        return _said(request, key, file=files[0][1])
    return _said(request, f"{key}_many", count=len(files))


def _far_ahead(request: PageRequest, name: str, value: str | None) -> str | None:
    """A warning of a date that no speech can have been given on yet; it is kept, for clocks go wrong too."""
    stated = parse_date(value) if name == "date" and value else None
    if stated is None or not is_far_ahead(stated, date.today()):
        return None
    return _said(request, "far_ahead", date=stated)


def _value(form: FormData, name: str, *, many: bool) -> str | None:
    """The value to state: "" takes back what was stated, None says that nothing is known."""
    if _one(form, "back"):
        return ""
    value = _one(form, "value").strip()
    if value:
        return value
    if many:
        raise ChangeError("act_value_missing")
    return "" if name in OF_ONE_SPEECH else None


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _all(form: FormData, name: str) -> list[str]:
    found = [value for value in form.getlist(name) if isinstance(value, str) and value]
    if not found:
        raise ChangeError("act_nothing_chosen")
    return found


def _files(form: FormData) -> Sequence[File]:
    """The files that are named by as many roots as paths."""
    roots, paths = form.getlist("root"), form.getlist("path")
    found = [pair for pair in zip(roots, paths, strict=False) if all(isinstance(each, str) for each in pair)]
    if not found or len(found) != len(roots) or len(found) != len(paths):
        raise ChangeError("act_nothing_chosen")
    return [(str(root), str(path)) for root, path in found]

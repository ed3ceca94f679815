"""Edits: metadata that people state on the page, about speeches and folders; they outrank all other sources."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.errors import EditError
from corpus.fields import EDITED, FIELD, OF_ONE_SPEECH
from corpus.metadata.stated import normal_name

LONGEST = 500

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """Metadata stated about one speech, or, without a `speech_id`, about all speeches in and below a folder.

    `path` is that of the speech's file in its root, or that of the folder with a / behind it; "/" is the root itself.
    A value is "" where an earlier one is taken back, so that the file counts again, and None where nothing is known.
    """

    root: str
    path: str
    fields: Values
    speech_id: str | None = None


class Edits:
    """All edits together: of several about one field the last counts."""

    def __init__(self, edits: Iterable[Edit], as_one: Iterable[tuple[str, str]] = ()) -> None:
        """Take the edits in the order in which they were made.

        `as_one` are the files, each by its root and normal name, that are one speech whatever is found in them.
        """
        self._as_one = frozenset(as_one)
        self._of_folders: defaultdict[tuple[str, str], dict[str, str | None]] = defaultdict(dict)
        self._of_speeches: defaultdict[tuple[str, str], dict[str, dict[str, str | None]]] = defaultdict(dict)
        for edit in edits:
            place = (edit.root, normal_name(edit.path))
            if edit.speech_id is None:
                _take(self._of_folders[place], edit.fields)
            else:
                _take(self._of_speeches[place].setdefault(edit.speech_id, {}), edit.fields)

    def about(self, root: str, relative: PurePosixPath, speech_id: str) -> dict[str, str | None]:
        """The values stated about a speech: about itself before its folder, about a nearer folder before one above."""
        of_file = self._of_speeches.get((root, normal_name(str(relative))), {})
        return {**self.of_folders(root, str(relative.parent)), **of_file.get(speech_id, {})}

    def of_folders(self, root: str, folder: str) -> Values:
        """The values stated about all speeches of a folder, "" being the root: a nearer one counts before one above."""
        stated: dict[str, str | None] = {}
        for name in _folder_and_above(folder):
            stated.update(self._of_folders.get((root, name), {}))
        return stated

    def is_one(self, root: str, relative: PurePosixPath) -> bool:
        """True for a file that somebody said is one speech."""
        return (root, normal_name(str(relative))) in self._as_one

    def names(self, root: str, file: str) -> bool:
        """True if anything was ever stated about single speeches of a file, given by its normal name."""
        return (root, file) in self._of_speeches

    def names_folder(self, root: str, folder: str) -> bool:
        """True if anything was ever stated about a folder, "" being the root, or about one above."""
        return any((root, name) in self._of_folders for name in _folder_and_above(folder))

    def about_folder(self, root: str, folder: str) -> Values:
        """The values stated about a folder itself, "" being the root."""
        return dict(self._of_folders.get((root, normal_name(f"{folder}/")), {}))

    def outrank(self, root: str, relative: PurePosixPath, speech_id: str, folder: str, name: str) -> bool:
        """True if the field `name` of a speech in or below `folder`, "" being the root, is stated nearer to it: about
        itself, or about a folder further in.
        """
        of_speech = self._of_speeches.get((root, normal_name(str(relative))), {}).get(speech_id, {})
        nearer = _folder_and_above(str(relative.parent))[len(_folder_and_above(folder)) :]
        return name in of_speech or any(name in self._of_folders.get((root, each), {}) for each in nearer)

    def stamp(self, root: str, relative: PurePosixPath) -> str:
        """A text that is the same exactly as long as all that is stated about the speeches of a file is the same."""
        of_file = self._of_speeches.get((root, normal_name(str(relative))), {})
        stated = {speech_id: values for speech_id, values in of_file.items() if values}
        said = [self.of_folders(root, str(relative.parent)), stated, *(["one"] if self.is_one(root, relative) else [])]
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def normal_fields(fields: Values, *, of_folder: bool = False) -> dict[str, str | None]:
    """The stated values in their normal forms, as an Edit keeps them.

    :raises EditError: if there is none, a field cannot be stated, or a value cannot be understood or is too long.
    """
    if not fields:
        raise EditError("edit_empty", known=", ".join(EDITED))
    return {name: _normal(name, value, of_folder=of_folder) for name, value in fields.items()}


def _normal(name: str, value: str | None, *, of_folder: bool) -> str | None:
    if name not in EDITED:
        raise EditError("edit_field_unknown", field=name, known=", ".join(EDITED))
    if of_folder and name in OF_ONE_SPEECH:
        raise EditError("edit_field_of_one_speech", field=name)
    if value is None:
        if name == "title":
            raise EditError("edit_title_unknown")
        return None
    written = " ".join(value.split())
    if len(written) > LONGEST:
        raise EditError("edit_too_long", field=name, length=len(written), limit=LONGEST)
    value_read = FIELD[name].read(written) if written else written
    if value_read is None:
        raise EditError(f"edit_{name}_unreadable", value=written)
    return str(value_read)


def _folder_and_above(folder: str) -> list[str]:
    """The names that edits have of a folder and of those above it, the root's first."""
    path = PurePosixPath(folder)
    within = (*reversed(path.parents), path) if path.parts else (path,)
    return [normal_name(f"{each}/") if each.parts else "/" for each in within]


def _take(stated: dict[str, str | None], fields: Values) -> None:
    for name, value in fields.items():
        if value == "":
            stated.pop(name, None)
        else:
            stated[name] = value

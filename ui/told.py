"""Errors as sentences for who is on the other side of a connection: where files lie on the disk is told to
administrators; everybody else is told the name of the file or folder alone.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from pathlib import Path, PurePath

from corpus import say
from corpus.errors import TifaError

shows_places: ContextVar[bool] = ContextVar("shows_places", default=False)
"""True while a request of somebody is answered who may see places on the disk; the gate says so."""

# The root of uploaded files has a name that looks like a place.
_STEP = r"[^\s/\\:'\"（）()，。；：]+"
_PLACE = re.compile(rf"(?<![\w.:/\\])(?!/uploads\b)(?:(?:/{_STEP}){{2,}}|[A-Za-z]:(?:\\{_STEP})+)")


def told(error: TifaError, language: str) -> str:
    """The sentence of `error`, remedy included."""
    if shows_places.get():
        return error.message(language)
    return say(error.code, language, **{name: _named(name, value) for name, value in error.particulars.items()})


def place(path: Path) -> str:
    """The place of a file or folder as it is told."""
    return str(path) if shows_places.get() else path.name


def without_places(sentence: str) -> str:
    """`sentence` with the names of files and folders alone, unless places are told."""
    return sentence if shows_places.get() else _PLACE.sub(lambda found: _name(found[0]), sentence)


def _named(name: str, value: object) -> object:
    """A particular of an error, a place by its name; an address of a page is none."""
    if isinstance(value, PurePath):
        return value.name
    if isinstance(value, OSError):
        value = value.strerror or str(value)
    if isinstance(value, int | float) or name == "address":
        return value
    text = str(value)
    return _name(text) if _is_place(text) else _PLACE.sub(lambda found: _name(found[0]), text)


def _is_place(text: str) -> bool:
    return "\n" not in text and (re.match(r"(?!/uploads\b)/[^/]+/|[A-Za-z]:\\", text) is not None)


def _name(place: str) -> str:
    return re.split(r"[/\\]", place.rstrip("/\\"))[-1]

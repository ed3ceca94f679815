"""Passages that a visitor put aside (收藏), in named collections, in the visitor's order and with notes; and as files.

What was put aside lives in the visitor's browser alone. It names the place of each passage; the passage itself is taken
from the index each time, so that nothing but what a speech holds now is ever shown as a quotation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from corpus import Span, Speech, Wording
from indexer.snapshot import Snapshot
from retriever.export import Excerpt, Selection, Table, citation, date_basis, to_docx, to_markdown, with_source
from retriever.phrasing.set_wordings import discontinued_in, excerpt_note, replacements
from ui.chat.session import is_text
from ui.i18n import Strings
from ui.page_request import PageRequest, form_sent
from ui.pages.tables import Download, file_response, table_file
from ui.rendering import render

MOST = 200
LONGEST_NOTE, LONGEST_NAME = 2000, 60
LARGEST = 2_000_000  # bytes of a request
SUFFIXES = ("docx", "md", "xlsx")
# What comes along with text that is pasted, and what Word documents cannot hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage as the browser kept it: its place, its text, the title of its speech, and the visitor's note on it."""

    speech_id: str
    start: int
    end: int
    text: str
    title: str
    note: str = ""

    @property
    def name(self) -> str:
        """The place in a word, as the script names it."""
        return f"{self.speech_id}-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Collection:
    """The passages of one collection of a visitor, its name, "" for the first one, and the names of all of them."""

    kept: Sequence[Kept]
    name: str = ""
    names: Sequence[str] = ("",)


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage that was kept, as it stands in the index now.

    `speech` is None when it is no longer in the index; `place` is where the passage stands in it now,
    None when it does not.
    """

    kept: Kept
    speech: Speech | None
    place: Span | None

    @property
    def excerpt(self) -> Excerpt | None:
        """The passage as it can be quoted, None when it cannot be any more."""
        return Excerpt(self.speech, *self.place) if self.speech and self.place else None


def read_kept(text: str) -> list[Kept]:
    """The passages that a browser says it kept, at most MOST; what makes no sense is left out."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [kept for value in values[:MOST] if (kept := _kept(value))] if isinstance(values, list) else []


def _kept(value: object) -> Kept | None:
    if not isinstance(value, dict):
        return None
    speech_id, said, title = (value.get(name) for name in ("speech", "text", "title"))
    start, end = value.get("start"), value.get("end")
    if not (is_text(speech_id) and is_text(said) and is_text(title)):
        return None
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        return None
    note = value.get("note", "")
    return Kept(speech_id, start, end, said, title, note[:LONGEST_NOTE] if is_text(note) else "") if said else None


def read_names(text: str) -> list[str]:
    """The names of the collections that a browser says it has besides the first; what makes no sense is left out."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return []
    named = values[:MOST] if isinstance(values, list) else []
    return list(dict.fromkeys(name[:LONGEST_NAME] for name in named if is_text(name) and name.strip()))


def entries(snapshot: Snapshot, all_kept: Iterable[Kept]) -> list[Entry]:
    """Each passage as it stands in the index now, in the same order."""
    return [_entry(snapshot, kept) for kept in all_kept]


def _entry(snapshot: Snapshot, kept: Kept) -> Entry:
    number = snapshot.number_of(kept.speech_id)
    if number is None:
        return Entry(kept, None, None)
    speech = snapshot.with_text(number)
    here = speech.text[kept.start : kept.end] == kept.text
    start = kept.start if here else speech.text.find(kept.text)
    return Entry(kept, speech, Span(start, start + len(kept.text)) if start >= 0 else None)


class Item(NamedTuple):
    """An entry as the panel shows it: `address` and `cited` are "" where it cannot be quoted any more."""

    name: str
    note: str
    title: str
    speech: Speech | None
    excerpt: Excerpt | None
    address: str
    cited: str


def panel(
    found: Sequence[Entry], words: Strings, token: str = "", name: str = "", names: Sequence[str] = ("",)
) -> Markup:
    """The collection `name`, one of `names`, shown where the reader is otherwise; its form sends `token` along."""
    return render(
        "collection/panel.html",
        words,
        items=[_item(entry, words) for entry in found],
        name=name,
        names=names,
        can_be_taken_out=any(entry.excerpt for entry in found),
        suffixes=SUFFIXES,
        token=token,
    )


def _item(entry: Entry, words: Strings) -> Item:
    kept, excerpt = entry.kept, entry.excerpt
    if excerpt is None:
        return Item(kept.name, kept.note, kept.title, entry.speech, None, "", "")
    query = urlencode({"speech": kept.speech_id, "at": f"{excerpt.start}-{excerpt.end}"})
    cited = with_source(excerpt.text, excerpt.speech)
    return Item(kept.name, kept.note, kept.title, entry.speech, excerpt, f"/{words.language}/?{query}", cited)


def taken_out(
    found: Iterable[Entry], suffix: str, words: Strings, wordings: Sequence[Wording] = (), title: str = ""
) -> Download:
    """The passages that can still be quoted, in order, as a file with their sources, under the title of the collection.

    Below each stand the visitor's note on it, and which of its wordings are discontinued by the office's list.
    """
    title = _CONTROLS.sub(" ", title)
    quoted = [(entry.excerpt, _CONTROLS.sub(" ", entry.kept.note).strip()) for entry in found if entry.excerpt]
    notes = {(excerpt.speech.speech_id, excerpt.start, excerpt.end): noted for excerpt, noted in quoted}

    def note(excerpt: Excerpt) -> str:
        noted = notes[excerpt.speech.speech_id, excerpt.start, excerpt.end]
        of_visitor = words.say("collection.noted", note=noted) if noted else ""
        return "\n".join(filter(None, (of_visitor, excerpt_note(excerpt.text, wordings, words.language))))

    selection = Selection(title, tuple(excerpt for excerpt, _ in quoted))
    name = title or words.say("collection.name")
    if suffix == "docx":
        return Download(name, to_docx(selection, citation, note), suffix)
    if suffix == "md":
        return Download(name, to_markdown(selection, citation, note).encode("utf-8"), suffix)
    return table_file(_table(quoted, words, wordings), name, suffix)


def _table(quoted: Iterable[tuple[Excerpt, str]], words: Strings, wordings: Sequence[Wording]) -> Table:
    names = (
        "passage",
        "discontinued",
        "title",
        "speaker",
        "date",
        "date_basis",
        "occasion",
        "citation",
        "source",
        "note",
    )
    rows = tuple(
        (
            excerpt.text,
            replacements(excerpt.text, discontinued_in(excerpt.text, wordings)),
            excerpt.speech.title,
            excerpt.speech.speaker or excerpt.speech.office,
            excerpt.speech.date_text,
            date_basis(excerpt.speech, words.language),
            excerpt.speech.occasion,
            citation(excerpt.speech),
            excerpt.speech.source,
            note or None,
        )
        for excerpt, note in quoted
    )
    return Table(words.say("collection.name"), tuple(words.say(f"collection_column.{name}") for name in names), rows)


async def received(request: Request) -> Collection:
    """The passages that a browser sends to be shown or taken out.

    :raises HTTPException: if it sends too much.
    """
    sent = await form_sent(request, LARGEST)
    names = ["", *read_names(sent.get("names", "[]"))]
    name = sent.get("name", "")
    return Collection(read_kept(sent.get("places", "[]")), name if name in names else "", names)


def answer_panel(request: PageRequest, sent: Collection) -> Response:
    """The passages as the panel shows them."""
    found = entries(request.snapshot, sent.kept)
    return HTMLResponse(panel(found, request.words, request.csrf, sent.name, sent.names))


def answer_file(request: PageRequest, sent: Collection, suffix: str) -> Response:
    """The passages as a file."""
    found = entries(request.snapshot, sent.kept)
    return file_response(taken_out(found, suffix, request.words, request.snapshot.wordings(), sent.name))

"""Passages that a visitor put aside (收藏): shown in the order that the visitor gave them, and taken out as files.

What was put aside lives in the visitor's browser alone. It names the place of each passage; the passage itself is taken
from the index each time, so that nothing but what a speech holds now is ever shown as a quotation.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from corpus import Span, Speech, Wording
from indexer.snapshot import Snapshot
from retriever.export import Excerpt, Selection, Table, citation, date_basis, to_docx, to_markdown
from retriever.phrasing.set_wordings import discontinued_in, excerpt_note, replacements
from ui.chat.session import is_text
from ui.i18n import Strings
from ui.page_request import PageRequest, form_sent
from ui.pages.tables import Download, file_response, table_file
from ui.rendering import render

MOST = 200
LARGEST = 2_000_000  # bytes of a request
SUFFIXES = ("docx", "md", "xlsx")

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage as the browser kept it: its place, its text, and the title of its speech."""

    speech_id: str
    start: int
    end: int
    text: str
    title: str

    @property
    def name(self) -> str:
        """The place in a word, as the script names it."""
        return f"{self.speech_id}-{self.start}-{self.end}"


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
    return Kept(speech_id, start, end, said, title) if said else None


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
    title: str
    speech: Speech | None
    excerpt: Excerpt | None
    address: str
    cited: str


def panel(found: Sequence[Entry], words: Strings, token: str = "") -> Markup:
    """The collection, shown where the reader is otherwise; `token` is what its form sends along (see `ui.access`)."""
    return render(
        "collection/panel.html",
        words,
        items=[_item(entry, words) for entry in found],
        can_be_taken_out=any(entry.excerpt for entry in found),
        suffixes=SUFFIXES,
        token=token,
    )


def _item(entry: Entry, words: Strings) -> Item:
    kept, excerpt = entry.kept, entry.excerpt
    if excerpt is None:
        return Item(kept.name, kept.title, entry.speech, None, "", "")
    query = urlencode({"speech": kept.speech_id, "at": f"{excerpt.start}-{excerpt.end}"})
    cited = excerpt.text.rstrip() + citation(excerpt.speech)
    return Item(kept.name, kept.title, entry.speech, excerpt, f"/{words.language}/?{query}", cited)


def taken_out(found: Iterable[Entry], suffix: str, words: Strings, wordings: Sequence[Wording] = ()) -> Download:
    """The passages that can still be quoted, in order, as a file with their sources.

    A discontinued wording in one, by the office's list `wordings`, is pointed out below it.
    """

    def note(excerpt: Excerpt) -> str:
        return excerpt_note(excerpt.text, wordings, words.language)

    excerpts = tuple(entry.excerpt for entry in found if entry.excerpt)
    selection, name = Selection("", excerpts), words.say("collection.name")
    if suffix == "docx":
        return Download(name, to_docx(selection, citation, note), suffix)
    if suffix == "md":
        return Download(name, to_markdown(selection, citation, note).encode("utf-8"), suffix)
    return table_file(_table(excerpts, words, wordings), name, suffix)


def _table(excerpts: Iterable[Excerpt], words: Strings, wordings: Sequence[Wording]) -> Table:
    names = ("passage", "discontinued", "title", "speaker", "date", "date_basis", "occasion", "citation", "source")
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
        )
        for excerpt in excerpts
    )
    return Table(words.say("collection.name"), tuple(words.say(f"collection_column.{name}") for name in names), rows)


async def received(request: Request) -> list[Kept]:
    """The passages that a browser sends to be shown or taken out.

    :raises HTTPException: if it sends too much.
    """
    return read_kept((await form_sent(request, LARGEST)).get("places", "[]"))


def answer_panel(request: PageRequest, kept: list[Kept]) -> Response:
    """The passages as the panel shows them."""
    return HTMLResponse(panel(entries(request.snapshot, kept), request.words, request.csrf))


def answer_file(request: PageRequest, kept: list[Kept], suffix: str) -> Response:
    """The passages as a file."""
    found = entries(request.snapshot, kept)
    return file_response(taken_out(found, suffix, request.words, request.snapshot.wordings()))

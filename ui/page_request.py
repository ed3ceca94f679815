"""Requests for pages: the state of the index to answer from, the language, and the values of the address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from indexer.rebuilds import Rebuilds
from indexer.snapshot import Snapshot
from retriever import Filters, Retriever, Status
from retriever.filters import EXCLUDING
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from ui.access.rights import NOBODY, Visitor, visitor_of
from ui.addresses import page_of, path_of
from ui.api.work import Workers
from ui.i18n import Strings, other_than
from ui.language_model import LanguageModel
from ui.waiting import Waiting

Word = TypeVar("Word", bound=str)

# Not a part of what a page shows: who follows a link to it would else see a part of it, or another language.
_OF_ONE_ANSWER = ("lang", "part", "from")

TIMES = ("date_from", "date_to")
FILTERS = ("speaker", *TIMES, "occasion", "folder", "state", "origin", "language", "title", "year")
"""The filters that the address of a page can hold; of speakers several, each by itself."""
UNDERSTOOD = ("years", "place", *EXCLUDING)
"""The filters that the words of a question set and nothing on a page does; they come with the links of its answer."""
NOT_KNOWN = "-"
"""The value of a filter that asks for speeches of which something is not known; the library alone has it."""


@dataclass(frozen=True, slots=True)
class Site:
    """The pages in one language: what they are answered from, the rebuilds that follow a change of the library.

    `waiting` holds those that are still being worked on, and has who works on them. `model` is the language model that
    writes a paragraph from passages, None where the office runs none.
    """

    retriever: Retriever
    rebuilds: Rebuilds
    words: Strings
    waiting: Waiting = field(default_factory=lambda: Waiting(Workers()))
    model: LanguageModel | None = None

    @property
    def workers(self) -> Workers:
        """The threads that the work of requests is done in."""
        return self.waiting.workers

    def request(self, page: str, request: HTTPConnection) -> PageRequest:
        """The request for `page`, to be answered from what is published now."""
        held = library_in_words(self.retriever.status(), self.words)
        index, visitor = self.retriever.newest(), visitor_of(request)
        return PageRequest(index, self.words, page, request.query_params, held, visitor)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request for a page: the state of the index to answer from, the words to answer in, and what was asked.

    `held` says what the library holds, in a line; `visitor` is who asks.
    """

    index: OpenedIndex
    words: Strings
    page: str
    asked: QueryParams
    held: str
    visitor: Visitor = NOBODY

    @property
    def csrf(self) -> str:
        """The token by which a form shows to be one of ours; "" where none is needed."""
        return self.visitor.csrf or ""

    @property
    def snapshot(self) -> Snapshot:
        """The facts and texts of that state."""
        return self.index.snapshot

    @property
    def has_inferred_dates(self) -> bool:
        """True if the date of any speech is inferred rather than given."""
        return self.snapshot.has_inferred_dates()

    def value(self, name: str, default: str = "") -> str:
        """The value that was asked under `name`, without blanks around it."""
        return self.asked.get(name, default).strip()

    def values(self, name: str) -> tuple[str, ...]:
        """All that was asked under `name`, in order, as it was typed."""
        return tuple(self.asked.getlist(name))

    def number(self, name: str) -> int:
        """The whole number that was asked under `name`, 0 where there is none."""
        value = self.value(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else 0

    def one_of(self, name: str, known: Sequence[Word]) -> Word:
        """The value under `name` if it is one of `known`, else the first of these."""
        value = self.value(name)
        return next((each for each in known if each == value), known[0])

    def address(self, page: str, suffix: str = "", /, **asked: str | int | Sequence[str] | None) -> str:
        """The address of `page` in the language of this one; values that are None or "" are left out."""
        given = {name.rstrip("_"): value for name, value in asked.items() if value not in (None, "")}
        query = urlencode(given, doseq=True)
        return f"/{self.words.language}/{path_of(page)}{suffix}" + (f"?{query}" if query else "")

    def here(self, suffix: str = "", /, **changed: str | int | Sequence[str] | None) -> str:
        """The address of this page as it was asked for, with some values changed; None takes one away."""
        return self.here_on(self.page, suffix, **changed)

    def here_on(self, page: str, suffix: str = "", /, **changed: str | int | Sequence[str] | None) -> str:
        """The address of `page` with all that this one was asked for, some values changed; None takes one away."""
        asked = {name: self.asked.getlist(name) for name in self.asked if name not in _OF_ONE_ANSWER}
        return self.address(page, suffix, **{**asked, **changed})

    @property
    def filter_names(self) -> tuple[str, ...]:
        """The filters that this page takes from its address; over the years `year` is one whose uses are shown."""
        without = {"timeline": ("year",)}.get(self.page, ())
        names = (*FILTERS, *UNDERSTOOD) if page_of(self.page) == "wording" else FILTERS
        return tuple(name for name in names if name not in without)

    @property
    def unseen_filters(self) -> tuple[str, ...]:
        """The filters that are set and that the bar has no field for."""
        return tuple(name for name in self.filter_names if name in ("year", *UNDERSTOOD) and self.value(name))

    @property
    def filters(self) -> Filters:
        """The filters that are set; what asks for something unknown is none."""
        held = self._filters_held()
        joined = {name: "、".join(values) for name, values in held.items()}
        year = joined.pop("year", "")
        return Filters(year=int(year) if re.fullmatch("[0-9]{4}", year) else None, **joined)

    def _filters_held(self) -> dict[str, list[str]]:
        held = {name: [value.strip() for value in self.values(name)] for name in self.filter_names}
        known = {name: [each for each in values if each not in ("", NOT_KNOWN)] for name, values in held.items()}
        return {name: values for name, values in known.items() if values}

    @property
    def narrowed(self) -> OpenedIndex:
        """The state to answer from, with the speeches alone that pass the filters.

        :raises QueryError: if a filter has a value that no speech has, or a date is none.
        """
        return narrowed(self.index, self.filters)

    def along(self, page: str, **asked: str | None) -> str:
        """The address of `page` with what was set here: the filters, and the wording where it takes one."""
        held: dict[str, str | Sequence[str] | None] = {**self._filters_held()}
        if year := held.pop("year", None):
            held |= dict.fromkeys(TIMES, year)
        if page_of(page) != "wording":
            held = {name: values for name, values in held.items() if name not in UNDERSTOOD}
        if page == "ask":
            return f"/{self.words.language}/" + (f"?{urlencode(held, doseq=True)}" if held else "")
        wording = {"q": self.wording} if page_of(page) == "wording" else {}
        return self.address(page, **{**wording, **asked, **held})

    @property
    def in_other_language(self) -> str:
        """The address of this page in the other language."""
        language = self.words.language
        return f"/{other_than(language)}{self.here().removeprefix(f'/{language}')}"

    @property
    def wording(self) -> str:
        """The wording that was looked up here, several with | between, as other views take it; "" for none."""
        return " | ".join(wording.strip() for wording in self.values("q") if wording.strip())


async def form_sent(request: Request, largest: int) -> dict[str, str]:
    """The fields of the form that a script sent, of each name the first.

    :raises HTTPException: if it has more than `largest` bytes.
    """
    body = await body_sent(request, largest)
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


async def body_sent(request: Request, largest: int) -> bytes:
    """The body of `request`.

    :raises HTTPException: if it has more than `largest` bytes.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > largest:
            raise HTTPException(413)
    return bytes(body)


def library_in_words(status: Status, words: Strings) -> str:
    """The size of the library, in a line."""
    speeches = words.say("answer.speeches", count=status.speeches)
    passages = words.say("answer.passages", count=status.passages)
    return words.say("page.library", speeches=speeches, passages=passages)

"""Numbered set phrases (成套提法): their members where a text lists them in full, and how the lists changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retriever.export import Table, date_basis
from retriever.phrasing.set_phrases.enumerations import Enumeration, Enumerations, ListChange, enumerations
from ui.i18n import Strings
from ui.page_request import PageRequest
from ui.pages.tables import Download, table_file

AT_ONCE = 30


class Card(NamedTuple):
    """A set phrase, and each change from one of its listings to the next with a sentence that says what changed."""

    found: Enumeration
    changes: list[tuple[ListChange, str]]


def results(request: PageRequest) -> Mapping[str, object]:
    """The set phrases, those in most speeches first."""
    found = set_phrases(request)
    shown = cards(request, found, 0, max(AT_ONCE, request.number("shown")))
    return {"count": len(found.found), "scope": found.scope, **shown}


def next_cards(request: PageRequest) -> Mapping[str, object]:
    """The set phrases that follow those that are there."""
    return cards(request, set_phrases(request), request.number("from"), AT_ONCE)


def cards(request: PageRequest, found: Enumerations, start: int, count: int) -> Mapping[str, object]:
    """`count` set phrases from `start` on, and the way to the next ones."""
    behind = start + count
    shown = [
        Card(each, [(change, what_changed(change, request.words)) for change in each.changes])
        for each in found.found[start:behind]
    ]
    return {
        "cards": shown,
        "further": max(0, min(AT_ONCE, len(found.found) - behind)),
        "further_address": request.here(shown=behind + AT_ONCE),
        "cards_address": request.here(part="cards", from_=behind),
    }


def what_changed(change: ListChange, words: Strings) -> str:
    """The difference between two listings in words; only what changed is named."""
    say, mark = words.say, words.say("enumerations.join")
    said = [
        say("enumerations.added", members=mark.join(change.added)) if change.added else "",
        say("enumerations.dropped", members=mark.join(change.dropped)) if change.dropped else "",
        say("enumerations.reworded", members=mark.join(f"{before} → {after}" for before, after in change.reworded))
        if change.reworded
        else "",
        say("enumerations.moved") if change.moved else "",
    ]
    return say("scope_note.join").join(part for part in said if part)


def set_phrases(request: PageRequest) -> Enumerations:
    """The set phrases that are asked for."""
    return enumerations(request.narrowed, request.value("q") or None)


def download(request: PageRequest, suffix: str) -> Download:
    """Every member of every listing as a table."""
    say = request.words.say
    names = ("phrase", "place", "member", "date", "date_basis", "title", "speaker", "source")
    rows = tuple(
        (
            *(each.phrase, place, member, listed.speech.date_text, date_basis(listed.speech, request.words.language)),
            *(listed.speech.title, listed.speech.speaker or listed.speech.office, listed.speech.source),
        )
        for each in set_phrases(request).found
        for listed in each.listings
        for place, member in enumerate(listed.members, 1)
    )
    header = tuple(say(f"enumerations_column.{name}") for name in names)
    return table_file(Table(say("nav.enumerations"), header, rows), say("nav.enumerations"), suffix)

"""Wordings through the years (历年写法): families of wordings that recur in different speeches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retriever.export import Table, date_basis
from retriever.phrasing.families import FamiliesFound, find_families
from retriever.phrasing.occurrences import Occurrence
from ui.page_request import PageRequest
from ui.pages.family_cards import by_year, family_card
from ui.pages.tables import Download, table_file

AT_ONCE = 10
_ALL = 5000  # families in a table


class Apart(NamedTuple):
    """A wording in sentences like no other: how often it stands so, the last place, and the address of all places."""

    wording: str
    places: int
    last: Occurrence
    address: str


def results(request: PageRequest) -> Mapping[str, object]:
    """The families that fit, or all, those first that changed most tellingly."""
    found = found_families(request, max(AT_ONCE, request.number("shown")))
    return {"total": found.total, "scope": found.scope, "apart": apart(request, found), **cards(request, found, 0)}


def next_cards(request: PageRequest) -> Mapping[str, object]:
    """The families that follow those that are there."""
    start = request.number("from")
    return cards(request, found_families(request, start + AT_ONCE), start)


def found_families(request: PageRequest, limit: int) -> FamiliesFound:
    """At most `limit` of the families that are asked for."""
    return find_families(request.narrowed, request.value("q") or None, limit)


def cards(request: PageRequest, found: FamiliesFound, start: int) -> Mapping[str, object]:
    """The families from `start` on, and the way to the next ones."""
    there = len(found.families)
    return {
        "cards": [
            family_card(family, request.words, whole=request.value("rows") == "all")
            for family in found.families[start:]
        ],
        "further": max(0, min(AT_ONCE, found.total - there)),
        "further_address": request.here(shown=there + AT_ONCE),
        "cards_address": request.here(part="cards", from_=there),
    }


def apart(request: PageRequest, found: FamiliesFound) -> Apart | None:
    """The uses of the wording in sentences like no other, None where there are none."""
    if not found.apart:
        return None
    last = found.apart[0]
    wording = request.snapshot.with_text(last.speech_no).text[last.start : last.end]
    return Apart(wording, len(found.apart), last, request.along("phrase", q=" ".join(wording.split())))


def download(request: PageRequest, suffix: str) -> Download:
    """Every wording of every year as a table, family by family."""
    say = request.words.say
    found = found_families(request, _ALL)
    names = ("family", "year", "wording", "speeches", "date", "date_basis", "title", "speaker", "source")
    rows = tuple(
        (
            *(number, year, variant.text, len(uses)),
            *(speech.date_text, date_basis(speech, request.words.language), speech.title),
            *(speech.speaker or speech.office, speech.source),
        )
        for number, family in enumerate(found.families, 1)
        for year, variant, uses in by_year(family)
        for speech in [uses[0].speech]
    )
    header = tuple(say(f"families_column.{name}") for name in names)
    name = f"{say('nav.families')} {request.value('q')}"
    return table_file(Table(say("nav.families"), header, rows), name, suffix)

"""The page of wordings through the years (历年写法)."""

from __future__ import annotations

from markupsafe import Markup

from corpus import Span
from retriever.export import Table, date_basis
from retriever.phrasing.families import FamiliesFound, find_families
from retriever.phrasing.occurrences import Occurrence
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest
from ui.pages.family_cards import by_year, family_card
from ui.pages.parts import downloads, field, form, looked_through, more, source, submit
from ui.pages.speech import link
from ui.pages.tables import Download, table_file
from ui.rendering import render

AT_ONCE = 10
_ALL = 5000  # families in a table


def asking(visit: PageRequest) -> Markup:
    """The field for a fragment, a sentence or a question."""
    say = visit.words.say
    typed = field(visit, "q", say("families.field"), visit.value("q"), placeholder=say("families.placeholder"))
    return form(visit, element("div", typed, submit(visit, say("families.send")), class_="line"))


def results(visit: PageRequest) -> Markup:
    """The families that fit, or those that recur most."""
    shown = max(AT_ONCE, visit.number("shown"))
    found = find_families(visit.index, visit.value("q") or None, shown)
    say = visit.words.say
    key = "families.all" if found.text is None else "families.fitting" if found.total else "families.none"
    return joined(
        [
            element("p", say(key, count=found.total), class_="found"),
            apart(visit, found),
            element("p", say("families.warning"), class_="note small") if found.total else EMPTY,
            element("div", cards(visit, found, 0), class_="families-list"),
            element(
                "footer",
                looked_through(found.scope, visit.words),
                downloads(visit) if found.total else EMPTY,
                class_="foot",
            ),
        ]
    )


def apart(visit: PageRequest, found: FamiliesFound) -> Markup:
    """How often the wording stands in a sentence like no other, where it does so last, and the way to every place."""
    if not found.apart:
        return EMPTY
    last = found.apart[0]
    wording = visit.snapshot.with_text(last.speech_no).text[last.start : last.end]
    said = visit.words.say("families.apart", wording=wording, count=len(found.apart))
    where = source(last.speech, visit.words, lambda shown: link(visit, last.speech, Span(last.start, last.end), shown))
    every = element("a", visit.words.say("families.places"), href=visit.address("phrase", q=" ".join(wording.split())))
    return element("div", said, where, Markup(" "), every, class_="note apart")


def next_cards(visit: PageRequest) -> Markup:
    """The families that follow those that are there."""
    start = visit.number("from")
    found = find_families(visit.index, visit.value("q") or None, start + AT_ONCE)
    return cards(visit, found, start)


def cards(visit: PageRequest, found: FamiliesFound, start: int) -> Markup:
    """The families from `start` on, with a way to the next ones."""

    def opens(use: Occurrence) -> Markup:
        address = visit.address("speech", id=use.speech.speech_id, at=f"{use.start}-{use.end}")
        return Markup('href="{}" data-open="" class="opens"').format(address)

    new = [family_card(family, visit.words) for family in found.families[start:]]
    shown = render("families/cards.html", visit.words, cards=new, opens=opens)
    there = len(found.families)
    if found.total <= there:
        return shown
    link_ = more(visit, min(AT_ONCE, found.total - there), shown=there + AT_ONCE)
    return shown + element("p", link_, class_="further", data_fetch=visit.here(part="cards", from_=there))


def download(visit: PageRequest, suffix: str) -> Download:
    """Every wording of every year as a table, family by family."""
    say = visit.words.say
    found = find_families(visit.index, visit.value("q") or None, _ALL)
    names = ("family", "year", "wording", "speeches", "date", "date_basis", "title", "speaker", "source")
    rows = tuple(
        (
            *(number, year, variant.text, len(uses)),
            *(speech.date_text, date_basis(speech, visit.words.language), speech.title),
            *(speech.speaker or speech.office, speech.source),
        )
        for number, family in enumerate(found.families, 1)
        for year, variant, uses in by_year(family)
        for speech in [uses[0].speech]
    )
    header = tuple(say(f"families_column.{name}") for name in names)
    name = f"{say('nav.families')} {visit.value('q')}"
    return table_file(Table(say("nav.families"), header, rows), name, suffix)

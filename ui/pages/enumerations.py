"""Numbered set phrases (成套提法): their members where a text lists them in full, and how the lists changed."""

from __future__ import annotations

from markupsafe import Markup

from corpus import Span
from retriever.export import Table, date_basis
from retriever.phrasing.set_phrases.enumerations import Enumeration, Enumerations, enumerations
from retriever.phrasing.set_phrases.list_changes import ListChange, Listed
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest
from ui.pages.parts import dated, downloads, field, form, looked_through, more, source, submit
from ui.pages.speech import link
from ui.pages.tables import Download, table_file

AT_ONCE = 30


def asking(visit: PageRequest) -> Markup:
    """The field for one set phrase, or a part of some."""
    say = visit.words.say
    typed = field(visit, "q", say("enumerations.field"), visit.value("q"), placeholder=say("enumerations.placeholder"))
    return form(visit, element("div", typed, submit(visit, say("enumerations.send")), class_="line"))


def results(visit: PageRequest) -> Markup:
    """The set phrases, those in most speeches first."""
    found = set_phrases(visit)
    say = visit.words.say
    key = "enumerations.found" if found.found else "enumerations.none"
    body = element("div", cards(visit, found.found, 0, max(AT_ONCE, visit.number("shown"))), class_="sets")
    foot = downloads(visit) if found.found else EMPTY
    left_out = EMPTY if visit.value("q") else element("p", say("enumerations.left_out"), class_="note small")
    return joined(
        [
            element("p", say(key, count=len(found.found)), class_="found"),
            left_out,
            body,
            element("footer", looked_through(found.scope, visit.words), foot, class_="foot"),
        ]
    )


def set_phrases(visit: PageRequest) -> Enumerations:
    """The set phrases that are asked for."""
    return enumerations(visit.index, visit.value("q") or None)


def next_cards(visit: PageRequest) -> Markup:
    """The set phrases that follow those that are there."""
    found = set_phrases(visit)
    return cards(visit, found.found, visit.number("from"), AT_ONCE)


def cards(visit: PageRequest, found: tuple[Enumeration, ...], start: int, count: int) -> Markup:
    """Set phrases from `start` on, with a way to the next ones."""
    shown, behind = joined(card(visit, each) for each in found[start : start + count]), start + count
    if len(found) <= behind:
        return shown
    link_ = more(visit, min(AT_ONCE, len(found) - behind), shown=behind + AT_ONCE)
    return shown + element("p", link_, class_="further", data_fetch=visit.here(part="cards", from_=behind))


def card(visit: PageRequest, one: Enumeration) -> Markup:
    """One set phrase: its listings, oldest first, and what changed; or that no text lists it in full."""
    say = visit.words.say
    count = say(
        "phrase.found",
        speeches=say("answer.speeches", count=one.speeches),
        places=say("phrase.places", count=len(one.occurrences)),
    )
    places = element("a", count, href=visit.address("phrase", q=one.phrase))
    head = element("header", element("h2", element("q", one.phrase)), element("p", places))
    listed = joined(listing(visit, each) for each in one.listings)
    if not one.listings:
        listed = element("p", say("enumerations.not_listed"), class_="note small")
    changes = joined(element("li", change(visit, each)) for each in one.changes)
    changed = element("ul", changes, class_="list-changes") if changes else EMPTY
    return element("article", head, listed, changed, class_="set")


def listing(visit: PageRequest, listed: Listed) -> Markup:
    """A full listing as it stands in a speech; opens it there."""
    items = joined(element("li", member) for member in listed.members)
    whole = Span(listed.listing.whole.start, listed.listing.whole.end)

    def opener(said: Markup) -> Markup:
        return link(visit, listed.speech, whole, said, class_="opens")

    where = element("div", source(listed.speech, visit.words, opener), class_="where")
    return element("div", element("ol", items), where, class_="listing")


def change(visit: PageRequest, one: ListChange) -> Markup:
    """What is different from one listing to the next."""
    say, mark = visit.words.say, visit.words.say("enumerations.join")
    said = [
        say("enumerations.added", members=mark.join(one.added)) if one.added else "",
        say("enumerations.dropped", members=mark.join(one.dropped)) if one.dropped else "",
        say("enumerations.reworded", members=mark.join(f"{before} → {after}" for before, after in one.reworded))
        if one.reworded
        else "",
        say("enumerations.moved") if one.moved else "",
    ]
    when = element(
        "span", dated(one.before.speech, visit.words), " → ", dated(one.after.speech, visit.words), class_="when"
    )
    return when + " " + say("scope_note.join").join(part for part in said if part)


def download(visit: PageRequest, suffix: str) -> Download:
    """Every member of every listing as a table."""
    say = visit.words.say
    found = set_phrases(visit)
    names = ("phrase", "place", "member", "date", "date_basis", "title", "speaker", "source")
    rows = tuple(
        (
            *(each.phrase, place, member, listed.speech.date_text, date_basis(listed.speech, visit.words.language)),
            *(listed.speech.title, listed.speech.speaker or listed.speech.office, listed.speech.source),
        )
        for each in found.found
        for listed in each.listings
        for place, member in enumerate(listed.members, 1)
    )
    header = tuple(say(f"enumerations_column.{name}") for name in names)
    return table_file(Table(say("nav.enumerations"), header, rows), say("nav.enumerations"), suffix)

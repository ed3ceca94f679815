"""Dates that were inferred, each with what it was read from, to be confirmed with one click or put right."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from corpus import SpeechFacts
from indexer.library.lists import inferred_dates, undated
from retriever.export import date_in_words
from ui.library.controls import acting, entry, hidden, one_click, restricted, submit
from ui.library.desk import Desk
from ui.markup import EMPTY, element, joined
from ui.pages.speech import link

AT_ONCE = 50


def waiting(desk: Desk) -> list[SpeechFacts]:
    """The speeches whose date waits for a yes, newest first."""
    there = (speech for speech in inferred_dates(desk.engine) if not desk.log.is_out(speech.root, speech.path))
    return sorted(there, key=lambda speech: speech.date or "", reverse=True)


def view(desk: Desk) -> Markup:
    """The dates that wait, each with its evidence."""
    found = waiting(desk)
    shown = max(AT_ONCE, desk.visit.number("shown"))
    without_date = len(undated(desk.engine))
    without = EMPTY
    if without_date:
        there = element("a", desk.say("undated_link"), href=desk.address("speeches", year="-"))
        without = element("p", desk.say("undated", count=without_date), there, class_="note")
    if not found:
        return element("p", desk.say("no_dates"), class_="hint") + without
    listed = found[:shown]
    items = joined(item(desk, speech) for speech in listed)
    rest = len(found) - shown
    further = EMPTY
    if rest > 0:
        said = desk.visit.words.say("list.more", count=min(rest, AT_ONCE))
        further = element("p", element("a", said, href=desk.visit.here(shown=shown + AT_ONCE), class_="more"))
    return joined(
        [
            element("p", desk.say("dates_about", count=len(found)), class_="found"),
            element("ul", items, class_="dates"),
            restricted(desk, all_right(desk, listed)),
            further,
            without,
        ]
    )


def all_right(desk: Desk, listed: Sequence[SpeechFacts]) -> Markup:
    """Yes to all the dates of a list, below it: who presses it has seen them go by."""
    if len(listed) < 2:
        return EMPTY
    values = [("id", speech.speech_id) for speech in listed]
    said, sure = (desk.say(key, count=len(listed)) for key in ("yes_all", "yes_all_sure"))
    return one_click(desk, "confirm", said, values, class_="plain", data_sure=sure)


def item(desk: Desk, speech: SpeechFacts) -> Markup:
    """One date: what it is read from, yes, or another one."""
    words = desk.visit.words
    why, date = speech.inferred["date"], speech.date or ""
    own = (("id", speech.speech_id),)
    said = desk.say("yes_title", title=speech.title)
    yes = one_click(desk, "confirm", desk.say("yes"), own, class_="send", aria_label=said)
    label = desk.say("other_date", title=speech.title)
    other = acting(
        desk,
        "edit",
        hidden("id", speech.speech_id),
        hidden("field", "date"),
        entry(type="text", name="value", aria_label=label, placeholder=desk.say("date_hint"), autocomplete="off"),
        submit(desk.say("correct"), class_="plain"),
        element("p", "", class_="problem", role="alert"),
        class_="other",
    )
    return element(
        "li",
        element(
            "div",
            element("p", link(desk.visit, speech, None, speech.title), class_="title"),
            element("p", *_which(desk, speech), class_="about"),
            element(
                "p",
                element("time", date_in_words(date, words.language), datetime=date),
                element("span", words.say(f"origins.{why.origin}", evidence=why.evidence), class_="why"),
                class_="when",
            ),
        ),
        restricted(desk, element("div", yes, other, class_="answer")),
        id=f"date-{speech.speech_id}",
    )


def _which(desk: Desk, speech: SpeechFacts) -> list[Markup]:
    """Which of several texts of one title it is: its state, if that is known, and its file."""
    state = [element("span", desk.value_in_words("state", speech.state))] if speech.state else []
    return [*state, element("span", desk.file_in_words(speech.root, speech.path), class_="file")]

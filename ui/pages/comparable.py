"""What can be compared, as links: meetings held in several years, and speeches of which there are versions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from markupsafe import Markup

from corpus import SpeechFacts
from retriever.export import state_in_words
from retriever.phrasing.comparable import meetings_held_again, speeches_in_versions
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest

_IN_SIGHT = 8  # meetings, and speeches, in sight; the others unfold

_YEAR = re.compile(r"^(?:19|20)\d\d年度?")  # of one of the years

Name = Callable[[SpeechFacts], str]


def comparable(visit: PageRequest, name: Name) -> Markup:
    """Both lists; `name` gives what a speech is called in an address. Empty where there is nothing to compare."""
    say = visit.words.say
    meetings = [meeting(visit, held, name) for held in meetings_held_again(visit.snapshot)]
    versions = [in_versions(visit, held, name) for held in speeches_in_versions(visit.snapshot)]
    return listed(visit, say("compare.meetings"), meetings) + listed(visit, say("compare.versions"), versions)


def listed(visit: PageRequest, title: str, items: Sequence[Markup]) -> Markup:
    """The items under their title, the first ones in sight."""
    if not items:
        return EMPTY
    shown = element("ul", joined(items[:_IN_SIGHT]), class_="comparable")
    if len(items) > _IN_SIGHT:
        summary = element("summary", visit.words.say("list.more", count=len(items) - _IN_SIGHT))
        shown += element("details", summary, element("ul", joined(items[_IN_SIGHT:]), class_="comparable"))
    return element("section", element("h2", title), shown, class_="to-compare")


def meeting(visit: PageRequest, held: Sequence[SpeechFacts], name: Name) -> Markup:
    """A meeting: each year with the one before, and the headings of all years."""
    years = [str(speech.year) for speech in held]
    when = years if len(set(years)) == len(years) else [speech.date_text or "" for speech in held]
    every = element("a", visit.words.say("compare.every_year"), href=visit.address("compare", a=name(held[-1])))
    links = joined(
        [*(pair(visit, name, two, said) for two, said in zip(pairwise(held), pairwise(when), strict=True)), every]
    )
    return element("li", element("span", _YEAR.sub("", held[-1].occasion or held[-1].title), class_="of"), links)


def in_versions(visit: PageRequest, held: Sequence[SpeechFacts], name: Name) -> Markup:
    """A speech: each other version with the one that counts."""
    last = held[-1]
    links = joined(
        pair(visit, name, (other, last), (version(visit, other), version(visit, last))) for other in held[:-1]
    )
    return element("li", element("span", last.title, class_="of"), links)


def version(visit: PageRequest, speech: SpeechFacts) -> str:
    """What tells a version from the others: its state, or its file where that is not known."""
    return state_in_words(speech.state, visit.words.language) if speech.state else PurePosixPath(speech.path).name


def pair(visit: PageRequest, name: Name, two: tuple[SpeechFacts, SpeechFacts], said: tuple[str, str]) -> Markup:
    """The link to the comparison of two speeches."""
    words = visit.words.say("compare.pair", first=said[0], second=said[1])
    return element("a", words, href=visit.address("compare", a=name(two[0]), b=name(two[1])))

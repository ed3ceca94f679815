"""Listings: where a text gives the members of a numbered set phrase in full, exactly as many as its number says.

Read are, and nothing else: a definition behind the name (`definitions`), a list in front of it (`preceding`), members
that repeat what the phrase counts (`repeated`), and a sequence (一是……二是……) or lines that follow it at once (here).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus import Paragraph, Span
from corpus.language.markers import FOLDED_MARKER, LIST_ITEM
from corpus.language.numerals import COUNTED
from corpus.text.outline import RunIn
from retriever.phrasing.set_phrases.definitions import defined
from retriever.phrasing.set_phrases.marked import MarkedLine, with_next
from retriever.phrasing.set_phrases.members import LONGEST_MEMBER, first_of
from retriever.phrasing.set_phrases.numbered import noun_of, number_of
from retriever.phrasing.set_phrases.preceding import before_this, in_front
from retriever.phrasing.set_phrases.repeated import with_heads, with_noun, with_noun_at_the_end
from retriever.phrasing.set_phrases.site import Site, sites

_NEAR = 30  # folded characters between the phrase and 一是
_NUMERAL = re.compile(f"[{COUNTED}]")
_LONG_NOUN = 2  # characters of a noun that lines begin with by no accident
_LINES_EACH = 4  # lines that a member may take, its own and what is said about it
_STOP = re.compile("[。!?…]")
_COUNTED = re.compile("[一1][是要、.)]|首先|第一|[(]一[)]|①")


@dataclass(frozen=True, slots=True)
class Listing:
    """A full listing: the spans of the phrase, of each member in order, and of the text that holds them all."""

    phrase: Span
    members: tuple[Span, ...]
    whole: Span


_IN_LINE = (defined, in_front, before_this, with_heads, with_noun, with_noun_at_the_end)

Outline = Callable[[], Sequence[Paragraph]]
"""The paragraphs of a text, worked out when they are asked for: few listings need them."""


def places_of(lines: Sequence[MarkedLine], phrases: Iterable[str]) -> dict[str, list[int]]:
    """The places of the lines that hold each of the folded phrases; phrases that none holds are left out.

    Each phrase begins with a number, so the lines are gone through once for all of them.
    """
    beginning: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        beginning[phrase[:2]].append(phrase)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        for numeral in _NUMERAL.finditer(line.text):
            at = numeral.start()
            for phrase in beginning.get(line.text[at : at + 2], ()):
                if line.text.startswith(phrase, at) and found[phrase][-1:] != [place]:
                    found[phrase].append(place)
    return found


def listings(lines: Sequence[MarkedLine], places: Sequence[int], outline: Outline, phrase: str) -> list[Listing]:
    """The full listings of a folded set phrase in a text, in order; `lines` and `outline` are those of the text.

    `places` are those of the lines that hold the phrase.
    """
    number = number_of(phrase) or 0
    found: list[Listing] = []
    after: list[Listing] = []
    for place in places:
        joined = with_next(lines, place)
        for site in sites(joined.text, phrase, number):
            if site.end > len(lines[place].text):
                break  # the next line is looked at in its turn
            at = joined.original(site.start, site.end)
            if spans := _counted(joined, outline, place, site) or _in_line(joined, site):
                found.append(_listing(at, spans))
            elif own_lines := _own_lines(lines, place, site):
                found.append(_listing(at, own_lines))
            elif _may_follow(lines, place, site) and (following := _in_following(outline, place, site)):
                after.append(_listing(at, following))
    return _without_repeats(found or after)


def _in_line(line: MarkedLine, site: Site) -> list[Span]:
    """The members that stand in the line of the phrase; spans of the whole text."""
    for read in _IN_LINE:
        if members := read(site):
            return [line.original(*member) for member in members]
    return []


def _listing(phrase: Span, members: Sequence[Span]) -> Listing:
    whole = Span(min(phrase.start, members[0].start), max(phrase.end, members[-1].end))
    return Listing(phrase, tuple(members), whole)


def _without_repeats(found: Sequence[Listing]) -> list[Listing]:
    """The listings, of those with the same members the nearest one: “三个到人”。所谓“三个到人”，就是……"""
    nearest = {listing.members: listing for listing in found}
    return list(nearest.values())


# --- sequences and headings -------------------------------------------------------------------------------------------


def _counted(line: MarkedLine, outline: Outline, place: int, site: Site) -> list[Span]:
    """The items of a sequence that begins soon behind the phrase: after a colon any, else those with its noun."""
    if not _COUNTED.search(site.text, site.behind, site.behind + _NEAR + 4):
        return []
    behind = line.original(site.start, site.end).end
    near = line.original(min(site.behind + _NEAR, len(line.text) - 1), len(line.text)).start
    paragraph = outline()[place]
    for run in sorted({item.run for item in paragraph.items if behind <= item.run <= near}):
        items = [item for item in paragraph.items if item.run == run]
        if items[0].start >= behind and len(items) == site.number:
            at_once = site.text[site.behind : site.behind + 1] == ":"
            return _items(items, site, at_once=at_once)
    return []


def _items(items: Sequence[RunIn], site: Site, *, at_once: bool) -> list[Span]:
    """The names of the items, if they are surely the members of the phrase."""
    noun = noun_of(site.phrase)
    if not at_once and not all(noun in item.heading for item in items):
        return []
    members = [_item(item, noun) for item in items]
    return members if all(member.end - member.start <= LONGEST_MEMBER for member in members) else []


def _own_lines(lines: Sequence[MarkedLine], place: int, site: Site) -> list[Span]:
    """The members on lines of their own, each of which begins with the noun: ——务必…… behind “五个务必”：

    As many lines as the phrase announces begin so, and no other that follows soon.
    """
    noun = noun_of(site.phrase)
    if not site.quoted or len(noun) < _LONG_NOUN or lines[place].text[site.behind :] not in (":", "。", ""):
        return []
    members = []
    for line in lines[place + 1 : place + 1 + _LINES_EACH * site.number]:
        dashes = len(line.text) - len(line.text.lstrip("-"))
        if line.text.startswith(noun, dashes):
            members.append(line.original(dashes, first_of(line.text, dashes, ",:;。!?")))
    named = len(members) == site.number and all(end - start <= LONGEST_MEMBER for start, end in members)
    return members if named else []


def _may_follow(lines: Sequence[MarkedLine], place: int, site: Site) -> bool:
    """True if the phrase ends its line, or nearly, and enough lines behind it begin with a marker and hold its noun."""
    rest = site.text[site.end :].rstrip("”。.:;")
    if not site.quoted or _STOP.search(rest) or len(rest) > LONGEST_MEMBER:
        return False
    noun = noun_of(site.phrase)
    following = (line.text for line in lines[place + 1 :])
    marked = sum(noun in text[: 2 * LONGEST_MEMBER] and FOLDED_MARKER.match(text) is not None for text in following)
    in_one = any(line.text.count(noun) >= site.number for line in lines[place + 1 : place + 2])
    return marked >= site.number or in_one


def _in_following(outline: Outline, place: int, site: Site) -> list[Span]:
    """The headings one level down, or the items, that follow the phrase's paragraph at once and have its noun."""
    paragraphs, noun = outline(), noun_of(site.phrase)
    own = paragraphs[place]
    if not own.heading_path or place + 1 == len(paragraphs):
        return []  # what follows is the outline of the whole speech
    following, depth = paragraphs[place + 1], len(own.heading_path)
    items = [item for item in following.items if item.run == following.start]
    if len(items) == site.number:
        return _items(items, site, at_once=False)
    below: list[Paragraph] = []
    for paragraph in paragraphs[place + 1 :]:
        if paragraph.heading_path[:depth] != own.heading_path:
            break
        if paragraph.heading is not None and paragraph.level == depth + 1:
            below.append(paragraph)
        elif not below and not own.own_line:
            break  # other text comes in between
    headings = [(paragraph.heading or "", paragraph.start) for paragraph in below]
    named = len(headings) == site.number and all(noun in heading for heading, _ in headings)
    return [_without_marker(heading, start) for heading, start in headings] if named else []


def _item(item: RunIn, noun: str) -> Span:
    """The name of an item of a sequence: its first clause without the marker, or the first that has the noun."""
    start, end = _without_marker(item.heading, item.start)
    for clause in re.finditer("[^，,：:]+", item.heading[start - item.start :]):
        if noun in clause.group():
            return Span(start + clause.start(), start + clause.end())
    pause = re.search("[，,：:]", item.heading[start - item.start :])
    return Span(start, start + pause.start() if pause and pause.start() else end)


def _without_marker(heading: str, start: int) -> Span:
    """The span of a heading that begins at `start`, without the marker in front of it."""
    marker = LIST_ITEM.match(heading)
    cut = marker.end() if marker and marker.end() < len(heading) else 0
    return Span(start + cut, start + len(heading))

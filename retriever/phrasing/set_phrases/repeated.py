"""Lists without any word that brings them, whose members repeat what the phrase counts.

做好“六稳”工作，稳就业、稳金融…  树立道路自信、理论自信…的“四个自信”  开展“三查两改”，查账目、查物资、查用工，改流程、改台账
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus import Span
from retriever.phrasing.set_phrases.members import LEAD_IN, are_names, first_of, led_in, share_an_end, split
from retriever.phrasing.set_phrases.numbered import groups_of, is_measured, noun_of
from retriever.phrasing.set_phrases.site import Site

_IN_A_ROW = ("、", "和", "与", "及")
_STOPS = "。!?…;"
_LONGEST_BESIDE = 8  # characters of a member beside the noun that ends it: 产业工人队伍 + 建设
_FEW = 4
"""Members from which a single character that all begin or end with is no accident."""


def with_heads(site: Site) -> list[Span]:
    """The members at once behind a phrase of several numbers that begin with its heads, as many as it says."""
    text, behind = site.text, site.behind
    if not (groups := groups_of(site.phrase)) or text[behind : behind + 1] not in (",", ":", "("):
        return []
    heads = [group.noun for group in groups for _ in range(group.number)]
    region = Span(behind + 1, first_of(text, behind + 1, ":" + _STOPS))
    parts = [part for clause in split(text, region, ",") for part in split(text, clause, "、")]
    headed = [text.startswith(head, part.start) for part, head in zip(parts, heads, strict=False)]
    one_more = len(parts) > len(heads) and text.startswith(heads[-1], parts[len(heads)].start)
    members = parts[: len(heads)]
    return members if headed == [True] * len(heads) and not one_more and are_names(text, members) else []


def with_noun(site: Site) -> list[Span]:
    """The members in the sentence of the phrase, the next one or the one before, that all begin or end with its noun.

    They stand in a row with nothing in between, and no other of their kind beside them.
    """
    noun = noun_of(site.phrase)
    alone = len(noun) == 1 and site.number < _FEW
    if groups_of(site.phrase) or noun.startswith("位一体") or (alone and not (site.number > 2 and is_measured(site.phrase))):
        return []
    for window in _windows(site):
        for row in _rows(site.text, window):
            beginning = [] if alone else _beginning_with(site.text, row, noun)
            for members in (beginning, _ending_with(site.text, row, noun)):
                if len(members) == site.number and are_names(site.text, members):
                    return members
    return []


def with_noun_at_the_end(site: Site) -> list[Span]:
    """The members near a quoted phrase of four or more, alike but for the last, which has its noun: “四风”, 奢靡之风."""
    noun = noun_of(site.phrase)
    if not site.quoted or site.number < _FEW or groups_of(site.phrase):
        return []
    for window in (*_windows(site), _before(site)):
        for row in _rows(site.text, window):
            if len(row) == site.number and (members := _last_has(site.text, row, noun)) and are_names(site.text, members):
                return members
    return []


def _last_has(text: str, row: Sequence[Span], noun: str) -> list[Span]:
    """The parts of the row if the last has the noun, and all others end in the same way; the first may be led in."""
    first, *between, last = row
    end = text.find(noun, *last) + len(noun)
    written = [text[slice(*part)] for part in (first, *between)]
    if end < last.start + len(noun) or not share_an_end(written, 2) or written[0][-1] != written[1][-1]:
        return []
    begun = led_in(text, first, max(part.end - part.start for part in between))
    return [Span(begun, first.end), *between, Span(last.start, end)] if begun is not None else []


def _before(site: Site) -> Span:
    """The sentence before that of the phrase."""
    end = max(site.text.rfind(mark, 0, site.before) for mark in _STOPS)
    return Span(1 + max(site.text.rfind(mark, 0, max(end, 0)) for mark in _STOPS), max(end, 0))


def _windows(site: Site) -> Iterator[Span]:
    """What may hold the members: the rest of the sentence, what stands in front of the phrase in it, the next one."""
    text = site.text
    end = first_of(text, site.behind, _STOPS)
    # What follows a colon is a definition, and was read as one; a row that the phrase stands in itself is not its list.
    behind, before = text[site.behind : site.behind + 1], text[site.before - 1 : site.before]
    if behind != ":":
        yield Span(first_of(text, site.behind, "," + _STOPS) if behind in _IN_A_ROW else site.behind, end)
    begin = 1 + max(text.rfind(mark, 0, site.before) for mark in _STOPS)
    yield Span(begin, max(text.rfind(",", begin, site.before), begin) if before in _IN_A_ROW else site.before)
    yield Span(min(end + 1, len(text)), first_of(text, end + 1, _STOPS))


def _rows(text: str, window: Span) -> Iterator[list[Span]]:
    """The parts of the window that stand in a row, between 、 only or between ， only."""
    clauses = split(text, window, ",")
    for clause in clauses:
        parts = split(text, clause, "、")
        yield _parted_by_and(text, parts)
    yield clauses


def _parted_by_and(text: str, parts: Sequence[Span]) -> list[Span]:
    """The parts, cut once more at each 和 and the like."""
    return [
        Span(cut.start(), cut.end())
        for part in parts
        for cut in re.compile("(?:(?!以及|[和与及]).)+").finditer(text, *part)
    ]


def _beginning_with(text: str, row: Sequence[Span], noun: str) -> list[Span]:
    """The parts of the row that begin with the noun, if they stand together; the first may be led in."""
    places = [text.find(noun, *part) for part in row]
    held = [i for i, (place, part) in enumerate(zip(places, row, strict=True)) if place == part.start]
    if not held:
        return []
    if held[0] and (before := places[held[0] - 1]) > 0 and LEAD_IN.fullmatch(text, row[held[0] - 1].start, before):
        held = [held[0] - 1, *held]
    elif held[0]:
        return []
    if held != list(range(held[0], held[0] + len(held))):
        return []
    members = [Span(places[i], row[i].end) for i in held]
    return members if all(member.end - member.start > len(noun) for member in members) else []


def _ending_with(text: str, row: Sequence[Span], noun: str) -> list[Span]:
    """The parts of the row that end with the noun, if they stand together; the last may go on, the first be led in."""
    ends = [text.rfind(noun, *part) + len(noun) if noun in text[slice(*part)] else 0 for part in row]
    held = [i for i, end in enumerate(ends) if end]
    if not held or held != list(range(held[0], held[0] + len(held))) or any(ends[i] != row[i].end for i in held[:-1]):
        return []
    members = [Span(row[i].start, ends[i]) for i in held]
    first, *others = members
    longest = max((other.end - other.start for other in others), default=0)
    begun = led_in(text, first, longest)
    if begun is None:
        return []
    members = [Span(begun, first.end), *others]
    beside = [member.end - member.start - len(noun) for member in members]
    return members if 0 < min(beside) and max(beside) <= _LONGEST_BESIDE else []



"""Lists without any word that brings them, whose members repeat what the phrase counts.

抓好“四防”，防汛、防火、防冻、防疫  增强底线意识、红线意识、责任意识，守住“三个意识”
开展“三查两改”，查账目、查物资、查用工，改流程、改台账
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus import Span
from retriever.phrasing.set_phrases.members import (
    LONGEST_LIST,
    are_names,
    first_of,
    leads,
    led_in,
    parted_by_and,
    share_an_end,
    split,
    without_rest,
)
from retriever.phrasing.set_phrases.numbered import groups_of, is_measured, noun_of
from retriever.phrasing.set_phrases.site import Site

_IN_A_ROW = ("、", "和", "与", "及")
_STOPS = "。!?…;"
_LONGEST_BESIDE = 12  # characters of a member beside the noun that ends it: 产业工人队伍 + 建设
_FEW = 4
"""Members from which a single character that all begin or end with is no accident."""


def with_heads(site: Site) -> list[Span]:
    """The members at once behind a phrase of several numbers that begin or end with its heads, as many as it says."""
    text, behind = site.text, site.behind
    if not (groups := groups_of(site.phrase)) or text[behind : behind + 1] not in (",", ":", "("):
        return []
    heads = [group.noun for group in groups for _ in range(group.number)]
    region = Span(behind + 1, first_of(text, behind + 1, ":" + _STOPS))
    parts = [part for clause in split(text, region, ",") for part in split(text, clause, "、")]
    headed = [
        text.startswith(head, part.start) or text.endswith(head, part.start, part.end)
        for part, head in zip(parts, heads, strict=False)
    ]
    one_more = len(parts) > len(heads) and text.startswith(heads[-1], parts[len(heads)].start)
    members = parts[: len(heads)]
    return members if headed == [True] * len(heads) and not one_more and are_names(text, members) else []


def with_noun(site: Site) -> list[Span]:
    """The members in the sentence of the phrase, the next one or the one before, that all begin or end with its noun.

    They stand in a row with nothing in between, and no other of their kind beside them.
    """
    noun = noun_of(site.phrase)
    alone = len(noun) == 1 and site.number < _FEW
    if (
        groups_of(site.phrase)
        or noun.startswith("位一体")
        or (alone and not (site.number > 2 and is_measured(site.phrase)))
    ):
        return []
    for window in (*_windows(site), *_taken_up(site)):
        if site.text.count(noun, *window) < site.number:
            continue
        for row in _rows(site.text, window):
            beginning = [] if alone else _beginning_with(site.text, row, noun)
            for members in (beginning, _ending_with(site.text, row, noun)):
                if len(members) == site.number and are_names(site.text, members) and _repeat(site, members, noun):
                    return members
    return []


def _repeat(site: Site, members: Sequence[Span], noun: str) -> bool:
    """True if the members repeat the noun, and no longer word that it is part of: 作风 of three kinds are no “三风”."""
    written = [site.text[slice(*member)] for member in members]
    if any(site.phrase in member for member in written) or (len(members) == 2 and not site.quoted):
        return False
    return len(noun) > 1 or not share_an_end(written, 2)


def with_noun_at_the_end(site: Site) -> list[Span]:
    """The members near a quoted phrase of four or more, alike but for the last, which has its noun."""
    noun = noun_of(site.phrase)
    if not site.quoted or site.number < _FEW or groups_of(site.phrase):
        return []
    for window in (*_windows(site), _before(site)):
        if noun not in site.text[slice(*window)]:
            continue
        for row in _rows(site.text, window):
            if (
                len(row) == site.number
                and (members := _last_has(site.text, row, noun))
                and are_names(site.text, members)
            ):
                return members
    return []


def _last_has(text: str, row: Sequence[Span], noun: str) -> list[Span]:
    """The parts of the row if the last has the noun, and all others end in the same way; the first may be led in."""
    first, *between, last = row
    end = text.find(noun, *last) + len(noun)
    written = [text[slice(*part)] for part in (first, *between)]
    if (
        end < last.start + len(noun)
        or any(noun in other for other in written)
        or not share_an_end(written, 2)
        or written[0][-1] != written[1][-1]
    ):
        return []
    begun = led_in(text, first, between)
    return [Span(begun, first.end), *between, Span(last.start, end)] if begun is not None else []


def _taken_up(site: Site) -> list[Span]:
    """The sentence before, if the phrase takes it up (……。这“三个务必”是……) or many members make it no accident."""
    takes_up = site.text.endswith(("。这", "。上述"), 0, site.before)
    many = site.number >= _FEW and len(noun_of(site.phrase)) > 1
    return [_before(site)] if takes_up or many else []


def _before(site: Site) -> Span:
    """The sentence before that of the phrase."""
    end = max(_begin(site.text, site.before) - 1, 0)
    return Span(_begin(site.text, end), end)


def _begin(text: str, end: int) -> int:
    """The beginning of the sentence that ends at `end`, or where no list begins."""
    earliest = max(0, end - LONGEST_LIST)
    return max(earliest, 1 + max(text.rfind(mark, earliest, end) for mark in _STOPS))


def _windows(site: Site) -> Iterator[Span]:
    """Stretches that may hold the members: the rest of the sentence, its part in front of the phrase, the next one."""
    text = site.text
    end = first_of(text, site.behind, _STOPS)
    # What follows a colon is a definition, and was read as one; a row that the phrase stands in itself is not its list.
    behind, before = text[site.behind : site.behind + 1], text[site.before - 1 : site.before]
    if behind != ":":
        yield Span(first_of(text, site.behind, "," + _STOPS) if behind in _IN_A_ROW else site.behind, end)
    begin = _begin(text, site.before)
    until = max(text.rfind(",", begin, site.before), begin) if before in _IN_A_ROW else site.before
    yield Span(begin, max(until - (text[until - 1 : until] in (",", "(")), begin))
    yield Span(min(end + 1, len(text)), first_of(text, end + 1, _STOPS))


def _rows(text: str, window: Span) -> Iterator[list[Span]]:
    """The parts of the window that stand in a row, between 、 only or between ， only."""
    clauses = split(text, window, ",")
    for clause in clauses:
        parts = split(text, clause, "、")
        yield parts
        yield parted_by_and(text, parts)
    yield clauses


def _beginning_with(text: str, row: Sequence[Span], noun: str) -> list[Span]:
    """The parts of the row that begin with the noun, if they stand together; words that lead in may be in front."""
    places = [text.find(noun, *part) for part in row]
    held = [i for i, (place, part) in enumerate(zip(places, row, strict=True)) if place >= 0]
    if not held or held != list(range(held[0], held[0] + len(held))):
        return []
    if not all(leads(text[row[i].start : places[i]]) for i in held):
        return []
    members = without_rest(text, [Span(places[i], row[i].end) for i in held], noun, "")
    return members if all(member.end - member.start > len(noun) for member in members) else []


def _ending_with(text: str, row: Sequence[Span], noun: str) -> list[Span]:
    """The parts of the row that end with the noun, if they stand together; the last may go on, the first be led in."""
    ends = [text.rfind(noun, *part) + len(noun) if noun in text[slice(*part)] else 0 for part in row]
    held = [i for i, end in enumerate(ends) if end]
    if not held or held != list(range(held[0], held[0] + len(held))) or any(ends[i] != row[i].end for i in held[:-1]):
        return []
    members = [Span(row[i].start, ends[i]) for i in held]
    first, *others = members
    begun = led_in(text, first, others)
    if begun is None:
        return []
    members = [Span(begun, first.end), *others]
    beside = [member.end - member.start - len(noun) for member in members]
    return members if min(beside) > 0 and max(beside) <= _LONGEST_BESIDE else []

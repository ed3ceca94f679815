"""Listings: where a text gives the members of a numbered set phrase in full, exactly as many as its number says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus import Paragraph, Span
from corpus.language.markers import FOLDED_LIST_ITEM, LIST_ITEM
from corpus.language.numerals import COUNTED, NUMERALS, ONES, number
from corpus.text.outline import RunIn
from retriever.phrasing.set_phrases.numbered import MarkedLine, noun_of

LONGEST_MEMBER = 40
"""Folded characters; what is longer says more than the name of a member."""


def first_of(text: str, start: int, marks: str) -> int:
    """The place of the first of `marks` from `start` on outside of brackets and quotes, or the end."""
    depth = 0
    for i in range(start, len(text)):
        character = text[i]
        if character in "(“《[":
            depth += 1
        elif character in ")”》]":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and character in marks:
            return i
    return len(text)


def split(text: str, region: Span, mark: str) -> list[Span]:
    """The parts of the region between the marks that stand outside of brackets and quotation marks."""
    parts, start = [], region.start
    while start <= region.end:
        end = min(first_of(text, start, mark), region.end)
        parts.append(Span(start, end))
        start = end + 1
    return parts


def unquoted(text: str, part: Span) -> Span:
    """The part without the quotation marks around the whole of it."""
    inner = text[part.start + 1 : part.end - 1]
    if text[part.start : part.start + 1] == "“" and text[part.end - 1] == "”" and not set(inner) & set("“”"):
        return Span(part.start + 1, part.end - 1)
    return part


def are_names(text: str, members: Sequence[Span]) -> bool:
    """True if no member is empty or long, and no two are the same."""
    return all(0 < member.end - member.start <= LONGEST_MEMBER for member in members) and len(
        {text[slice(*member)] for member in members}
    ) == len(members)


_NEAR = 30  # folded characters between the phrase and 一是

_CONNECTOR = re.compile(
    "[^。!?;:,“”()]{0,10}?,?"
    "(?:即|就是|也就是|是指|指的是|分别是|分别为|具体是|具体为|具体指|包括|包含|叫做?|改为|改成|调整为|调整成|变为|定为|细化为|拓展为|概括为|归纳为"
    "|(?<![不都还也只就正总若])是)[:,]?|:"
)
_RECAP = re.compile(f"等?(?:这?[{COUNTED}]{{1,3}}[个大项条种类张本件篇级方]|等$).*$")
_LAST_JOINED = re.compile("以及|和|与|及")
_SETS_UP = re.compile("建立|建好|建成|健全|完善|推行|实行|落实|设立|制定|编制|用好|管好|包括|形成")
_NEXT_PHRASE = re.compile(f";“[两一{NUMERALS[2:]}]")
_STOP = re.compile("[。!?…]")
_TWICE = re.compile(f"([两{ONES}])([^{COUNTED}]{{1,3}})([两{ONES}])([^{COUNTED}]{{1,3}})")
# What may stand in front of the first member of a list that goes before its name.
_LEADS_IN = re.compile("(?:推进|推动|促进|实现|统筹|抓好|做好|搞好|围绕|聚焦|突出|坚持|强化|加快|壮大|培育|发展|把)$")


@dataclass(frozen=True, slots=True)
class Listing:
    """A full listing: the spans of the phrase, of each member in order, and of the text that holds them all."""

    phrase: Span
    members: tuple[Span, ...]
    whole: Span


@dataclass(frozen=True, slots=True)
class Announced:
    """A set phrase at text[start:end] of a marked line, folded, and how many members it announces."""

    start: int
    end: int
    number: int


def listings(lines: Sequence[MarkedLine], paragraphs: Sequence[Paragraph], phrase: str, number: int) -> list[Listing]:
    """The full listings of a folded set phrase in a text, in order; `lines` and `paragraphs` are those of the text."""
    found: list[Listing] = []
    after: list[Listing] = []
    for place, line in enumerate(lines):
        for start in _starts(line.text, phrase):
            announced = Announced(start, start + len(phrase), number)
            at = line.original(announced.start, announced.end)
            spans = _counted(line, paragraphs[place], announced) or [
                line.original(*member) for member in _in_line(line, announced, phrase)
            ]
            if spans:
                found.append(_listing(at, spans))
            elif following := _in_following(line, paragraphs, place, announced):
                after.append(_listing(at, following))
    return _without_repeats(found or after)


def members_between(text: str, start: int, number: int) -> list[Span]:
    """The members, exactly `number`, that a folded text lists from `start` on; none if that is not sure."""
    stop = first_of(text, start, "。!?…")
    pause = first_of(text, start, ",;:。!?…")
    stretch = first_of(text, start, ";。!?…")
    by_comma = split(text, Span(start, stretch), ",")
    next_one = _NEXT_PHRASE.search(text, start, stop)  # “两升”，就是……；“三覆盖”，就是……
    items = split(text, Span(start, next_one.start() if next_one else stop), ";")
    readings = [[_head(text, part) for part in items]]
    if not FOLDED_LIST_ITEM.match(text, start):  # 一是抓防、抓管、抓治 is one item, not three
        readings += [
            _listed_words(text, Span(start, pause), number),
            by_comma if _are_parallel(text, by_comma, introduced=text[start - 1] in ":即(") else [],
        ]
    fitting = [members for members in readings if len(members) == number and are_names(text, members)]
    return fitting[0] if len(fitting) == 1 else []


def _starts(text: str, phrase: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        if at == 0 or text[at - 1] not in f"第{NUMERALS}百0123456789":
            yield at
        at = text.find(phrase, at + len(phrase))


def _listing(phrase: Span, members: Sequence[Span]) -> Listing:
    whole = Span(min(phrase.start, members[0].start), max(phrase.end, members[-1].end))
    return Listing(phrase, tuple(members), whole)


def _without_repeats(found: Sequence[Listing]) -> list[Listing]:
    """The listings, of those with the same members the nearest one: “三个到人”。所谓“三个到人”，就是……"""
    nearest = {listing.members: listing for listing in found}
    return list(nearest.values())


def _in_line(line: MarkedLine, at: Announced, phrase: str) -> list[Span]:
    """The members that stand in the line of the phrase, forms 1 to 3, 6 and 7; folded spans."""
    text = line.text
    behind = at.end + (text[at.end : at.end + 1] == "”")
    for start in _list_starts(text, behind):
        if members := members_between(text, start, at.number):
            return members
    return (
        _with_heads(text, behind, phrase)
        or _with_noun(text, behind, at.number, noun_of(phrase))
        or _in_front(text, at.start, at.number)
    )


def _with_heads(text: str, behind: int, phrase: str) -> list[Span]:
    """The members at once behind a phrase of two numbers that begin with its heads, as many as it says (form 7)."""
    twice = _TWICE.fullmatch(phrase)
    if not twice or text[behind : behind + 1] not in (",", ":", "("):
        return []
    heads = [twice[2]] * number(twice[1]) + [twice[4]] * number(twice[3])
    region = Span(behind + 1, first_of(text, behind + 1, ";:。!?…"))
    parts = [part for clause in split(text, region, ",") for part in split(text, clause, "、")]
    headed = [text.startswith(head, part.start) for part, head in zip(parts, heads, strict=False)]
    one_more = len(parts) > len(heads) and text.startswith(heads[-1], parts[len(heads)].start)
    members = parts[: len(heads)]
    return members if headed == [True] * len(heads) and not one_more and are_names(text, members) else []


def _in_front(text: str, start: int, number: int) -> list[Span]:
    """The members in front of a quoted phrase, of one length, so that it is sure where the first begins (form 6)."""
    end = start - 1
    if text[end : end + 1] != "“" or number < 3:
        return []
    begin = 1 + max(text.rfind(mark, 0, end) for mark in ",;:。!?…()“”")
    parts = split(text, Span(begin, end), "、")
    length = len(text[slice(*parts[-1])])
    if len(parts) != number or length < 2 or any(part.end - part.start != length for part in parts[1:]):
        return []
    first = Span(parts[0].end - length, parts[0].end)
    led_in = first.start == begin or (first.start > begin and _LEADS_IN.search(text, begin, first.start))
    members = [first, *parts[1:]]
    return members if led_in and are_names(text, members) else []


def _list_starts(text: str, behind: int) -> Iterator[int]:
    """The places where a list may begin behind the phrase: in brackets, or behind a connector or the colon after it.

    With a colon: 就是在三样的基础上加一样：……
    """
    if text[behind : behind + 1] == "(" and text.find(")", behind) > 0:
        yield behind + 1
    if connector := _CONNECTOR.match(text, behind):
        yield connector.end()
        colon = first_of(text, connector.end(), ":,。!?;")
        if text[colon : colon + 1] == ":":
            yield colon + 1


def _with_noun(text: str, behind: int, number: int, noun: str) -> list[Span]:
    """The members at the head of the next sentence that all end with the noun of the phrase (form 3)."""
    stop = _STOP.search(text, behind)
    if not stop:
        return []
    parts = split(text, Span(stop.end(), first_of(text, stop.end(), ",;:。!?…")), "、")
    if len(parts) != number:
        return []
    first = max((verb.end() for verb in _SETS_UP.finditer(text, *parts[0])), default=parts[0].start)
    last = text.find(noun, parts[-1].start + 1, parts[-1].end)
    members = [Span(first, parts[0].end), *parts[1:-1], Span(parts[-1].start, last + len(noun))]
    lengths = [part.end - part.start for part in members]
    named = last > 0 and all(text[slice(*part)].endswith(noun) for part in members)
    # A member twice as long as the others has other words in front of it.
    return members if named and max(lengths) <= 2 * min(lengths) and min(lengths) > len(noun) else []


def _counted(line: MarkedLine, paragraph: Paragraph, at: Announced) -> list[Span]:
    """The items of a sequence inside the phrase's paragraph that begins soon behind it (form 4)."""
    behind = line.original(at.start, at.end).end
    near = line.offsets[min(at.end + _NEAR, len(line.offsets) - 1)]
    runs = {item.run for item in paragraph.items if behind <= item.run <= near}
    for run in sorted(runs):
        items = [item for item in paragraph.items if item.run == run]
        if items[0].start >= behind and len(items) == at.number:
            return [_item(item) for item in items]
    return []


def _in_following(line: MarkedLine, paragraphs: Sequence[Paragraph], place: int, at: Announced) -> list[Span]:
    """The headings one level down, or the items, that follow the phrase's paragraph at once (form 5)."""
    own = paragraphs[place]
    if not own.heading_path:
        return []  # what follows is the outline of the whole speech
    rest = line.text[at.end :].rstrip("”。.:;")
    if _STOP.search(rest) or place + 1 == len(paragraphs):
        return []
    following, depth = paragraphs[place + 1], len(own.heading_path)
    items = [item for item in following.items if item.run == following.start]
    if len(items) == at.number:
        return [_item(item) for item in items]
    below: list[Span] = []
    for paragraph in paragraphs[place + 1 :]:
        if paragraph.heading_path[:depth] != own.heading_path:
            break
        if paragraph.heading is not None and paragraph.level == depth + 1:
            below.append(_without_marker(paragraph.heading, paragraph.start))
        elif not below and not own.own_line:
            break  # other text comes in between
    return below if len(below) == at.number else []


def _item(item: RunIn) -> Span:
    """The name of an item of a sequence: its first clause without the marker."""
    start, end = _without_marker(item.heading, item.start)
    pause = re.search("[，,：:]", item.heading[start - item.start :])
    return Span(start, start + pause.start() if pause and pause.start() else end)


def _without_marker(heading: str, start: int) -> Span:
    """The span of a heading that begins at `start`, without the marker in front of it."""
    marker = LIST_ITEM.match(heading)
    cut = marker.end() if marker and marker.end() < len(heading) else 0
    return Span(start + cut, start + len(heading))


def _listed_words(text: str, region: Span, number: int) -> list[Span]:
    """The parts between 、, the last two also between 和; without what sums them up at the end (等四项制度)."""
    parts = split(text, region, "、")
    if parts:
        recap = _RECAP.search(text, parts[-1].start + 1, region.end)
        parts[-1] = Span(parts[-1].start, recap.start() if recap else parts[-1].end)
    if len(parts) == number - 1:
        joined = list(_LAST_JOINED.finditer(text, parts[-1].start + 1, parts[-1].end - 1))
        if len(joined) == 1:
            last = parts.pop()
            parts += [Span(last.start, joined[0].start()), Span(joined[0].end(), last.end)]
    return [unquoted(text, part) for part in parts]


def _head(text: str, part: Span) -> Span:
    """The name of an item between ；: its first clause without the marker in front."""
    marker = FOLDED_LIST_ITEM.match(text, part.start, part.end)
    start = marker.end() if marker and marker.end() < part.end else part.start
    return unquoted(text, Span(start, min(part.end, first_of(text, start, ",:"))))


def _are_parallel(text: str, parts: Sequence[Span], *, introduced: bool) -> bool:
    """True if clauses are alike, as members are and others hardly ever: they have two characters in common.

    Where they are `introduced` by a colon and the like, clauses of one length are alike as well.
    """
    clauses = [text[slice(*part)] for part in parts]
    if introduced and len({len(clause) for clause in clauses}) == 1:
        return True
    return bool(set.intersection(*({one + other for one, other in pairwise(clause)} for clause in clauses)))

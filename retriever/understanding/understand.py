"""A question understood: the filters, the order and the mode that its words ask for, and what is left to search for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise
from typing import Any

from corpus.errors import QueryError
from corpus.fold import simplified
from corpus.language.offices import OFFICE_END, is_name_alone
from corpus.language.quotes import holds_quotation
from retriever.filters import EXCLUDING, TIME, Filters, allowed, passing, set_filters
from retriever.known import Known
from retriever.opened import Settings
from retriever.types import Chip
from retriever.understanding.asking import asks, is_wording, subject, wished_mode, wished_order
from retriever.understanding.exclusion import Exclusion, find_exclusions, leaves_out_speeches
from retriever.understanding.kinds import SaidIn, find_kinds, spelled_in_titles, titled_kind
from retriever.understanding.occasions import as_occasion, find_occasions
from retriever.understanding.people import HOLDERS, are_joined, as_speaker, find_speakers, person_meant
from retriever.understanding.periods import Period, find_periods, is_time_of_speaking, parse_period
from retriever.understanding.places import (
    as_place,
    as_plain_place,
    find_offices_there,
    find_places,
    last_of_places,
    of_place,
)

# Behind a question, what it is limited to: 安全生产目标（2022年，县长）.
_TAIL = re.compile(r"\s*[（(](?P<parts>[^（）()]+)[）)]\s*[?？]?$")
_PIECE, _CLAUSE = re.compile(r"[^，,、;；\s]+"), re.compile(r"[^，,、;；]+")
_ENGLISH_WORDS = re.compile(r"[A-Za-z] [A-Za-z]")
_BESIDE = ("speaker", "occasion", "title")
"""The kinds of limits that stand between blanks."""
_LONGEST_PIECE = 16
"""Characters up to which a piece of a question may be a person or a meeting by itself."""
_PART = re.compile(r"[^，,、;；]+")
_TIED = re.compile(r"(?:[只仅](?:要|看|查)|在|于|於|\bthe |\bby the )?$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s，,在于的]*")
# What limits nothing: 不限年份.
_UNLIMITED = re.compile(
    r"(?:不限|不论|不管|无论)(?:年[份度]|时间|时期|哪一?年|讲话人|谁讲的?|场合|会议)"
    r"|所有年[份度]的?|\b(?:in )?any year\b",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"(?:哪[些几个位]|谁|哪一?[年篇次])[^，,。；;？?]{0,14}?(?:没有?|未曾?|不曾|从未|从没有?)(?:讲|说|提|谈|写|部署|安排|涉及)"
)
_EMPTY_WORDS = re.compile(
    r"(?:主要|基本)?(?:内容|要点|概要|大意|讲话)|[\W_的了是过在有对于上中里那这讲講说說提写寫谈句段话些要]"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question taken at its words: `text` is what is searched, `filters` those given and those understood.

    `sort` is None when the words wish no order.
    """

    text: str
    chips: tuple[Chip, ...]
    filters: Filters
    sort: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class _Limit:
    """The limit that `text[start:end]` sets to the speeches; no values when the date is not known (换届以来).

    `kind` is "time", "speaker", "occasion", "title" or "place", with not_ in front for what is left out. `reason` is
    why it cannot apply whatever the speeches are, `remark` what must be known of it where it applies. Those of a kind
    that are `joined` (县长和书记) apply together: what any of them leaves answers.
    """

    start: int
    end: int
    kind: str
    values: tuple[tuple[str, str | int], ...]
    reason: str | None = None
    remark: str | None = None
    joined: bool = False


def understand(
    text: str,
    known: Known,
    today: date,
    settings: Settings,
    given: Filters | None = None,
    ignore: Sequence[str] = (),
) -> Understood:
    """The question `text` understood; `given` filters outrank its words, those in `ignore` say nothing.

    A filter is applied only when at least one speech is left.

    :raises QueryError: if a given filter has a value that no speech has.
    """
    body, tail = _tail(text, known, today, settings)
    if any(map(_is_for_new_year, tail)):
        tail = [_around_new_year(limit) for limit in tail]
    limits = [
        limit for limit in _limits(text[:body], known, today, settings) if limit.kind not in {t.kind for t in tail}
    ]
    limits = [*limits, *_beside_blanks(text[:body], {limit.kind for limit in (*limits, *tail)}, known, today, settings)]
    limits = [limit for limit in (*limits, *tail) if text[limit.start : limit.end] not in ignore]
    chips, filters, applied = _apply(text, limits, known, given or Filters())
    gone = [*applied, *([(body, len(text))] if tail else [])]
    gone += [match.span() for match in _UNLIMITED.finditer(text[:body])]
    sort, mode = None, "passages"
    order, manner = wished_order(text[:body]), wished_mode(text[:body])
    if order and text[order.start : order.end] not in ignore:
        sort = order.value
        chips.append(Chip("sort", sort, text[order.start : order.end], True))
        gone.append((order.start, order.end))
    if manner and text[manner.start : manner.end] not in ignore:
        mode = manner.value
        chips.append(Chip("mode", mode, text[manner.start : manner.end], True))
        gone += [(manner.start, manner.end)] if mode == "outline" else []
    rest = _without(text, gone)
    if mode == "passages" and sort is None and is_wording(rest):
        mode = "wording"
    return Understood(rest, tuple(chips), filters, sort, mode)


def asks_what_lacks(text: str) -> bool:
    """True if `text` asks for the speeches that do not say something: 哪些省没有提到低空经济."""
    return _LACKS.search(simplified(text)) is not None


def context_kind(text: str, known: Known, today: date, settings: Settings) -> str | None:
    """The kind of limit that the whole of `text` is: "time", "speaker", "occasion" or "title"; None when it is none."""
    limit = _context(text, 0, known, today, settings) or _person(text, 0)
    return limit.kind if limit else None


# --- reading -----------------------------------------------------------------------------------------------------


def _tail(text: str, known: Known, today: date, settings: Settings) -> tuple[int, list[_Limit]]:
    """The offset at which the tail of limits begins, and the limits; no tail unless every part of it is one."""
    match = _TAIL.search(text)
    if not match or not match.start():
        return len(text), []
    limits = [
        _context(part[0], match.start("parts") + part.start(), known, today, settings)
        or _person(part[0], match.start("parts") + part.start())
        for part in _PART.finditer(match["parts"])
    ]
    found = [limit for limit in limits if limit]
    return (match.start(), found) if len(found) == len(limits) else (len(text), [])


def _beside_blanks(text: str, told: Collection[str], known: Known, today: date, settings: Settings) -> list[_Limit]:
    """The speaker, the meeting and the title between blanks (招商引资 县长), of the kinds that are not `told`."""
    parts = list((_CLAUSE if _ENGLISH_WORDS.search(text) else _PIECE).finditer(text))
    if len(parts) < 2 or holds_quotation(text) or any(len(part[0]) > _LONGEST_PIECE for part in parts):
        return []
    named = [_context(part[0], part.start(), known, today, settings) for part in parts]
    found = [limit for limit in named if limit and limit.kind in _BESIDE and limit.kind not in told]
    if not any(limit is None for limit in named):
        return []
    return [limit for kind in _BESIDE for limit in _one_of([x for x in found if x.kind == kind])]


def _context(part: str, offset: int, known: Known, today: date, settings: Settings) -> _Limit | None:
    start = offset + len(part) - len(part.lstrip())
    end = start + len(part.strip())
    named = _named(part, known, today, settings)
    if named:
        return replace(named, start=start, end=end)
    left_out = find_exclusions(
        part.strip(), _reader(known, today, settings), lambda: known.last_characters | last_of_places(known)
    )
    if len(left_out) == 1 and (left_out[0].start, left_out[0].end) == (0, len(part.strip())):
        return replace(_exclusion(left_out[0]), start=start, end=end)
    return None


def _person(part: str, offset: int) -> _Limit | None:
    """The limit to a person by the name alone, which is that of no speaker."""
    name = part.strip()
    if not is_name_alone(simplified(name)):
        return None
    return _Limit(start := offset + part.index(name), start + len(name), "speaker", (("speaker", name),))


def _named(part: str, known: Known, today: date, settings: Settings) -> _Limit | None:
    """The limit that the whole of `part` names, at no place."""
    period = parse_period(part, today, settings.term_start)
    if period:
        return _time(period)
    speaker = as_speaker(part, known.speakers)
    if speaker:
        return _Limit(0, 0, "speaker", (("speaker", person_meant(speaker, known.speakers)),))
    occasion = as_occasion(part, known.occasions)
    if occasion:
        return _Limit(0, 0, "occasion", (("occasion", occasion),))
    bare = re.sub(r"^在|(?:里面?|中|上)$", "", part.strip())
    if titled_kind(bare, known) == bare:
        return _Limit(0, 0, "title", (("title", spelled_in_titles(bare, known) or bare),))
    place = as_plain_place(part.strip(), known)
    return _Limit(0, 0, "place", (("place", place),)) if place else None


def _reader(known: Known, today: date, settings: Settings) -> Callable[[str], tuple[str, str] | None]:
    """A function from a piece of the question to its kind of limit and the value by which that is left out."""

    def read(piece: str) -> tuple[str, str] | None:
        period = parse_period(piece, today, settings.term_start)
        if period is None and piece.isascii():  # excluding the 14th Five-Year Plan
            period = parse_period(f"during {piece}", today, settings.term_start)
        if period:
            return ("date", period.left_out) if period.left_out else None
        limit = _named(piece, known, today, settings)
        if limit:
            return limit.kind, str(limit.values[0][1])
        place = as_place(piece, known)
        return ("place", place) if place else None

    return read


def _exclusion(found: Exclusion) -> _Limit:
    reason = None if found.is_told else "not_told"
    return _Limit(found.start, found.end, _kind(found.name), ((found.name, found.value),), reason)


def _kind(name: str) -> str:
    """The kind of limit that a filter sets."""
    return "not_time" if name == "not_date" else "time" if name in TIME else name


def _time(period: Period) -> _Limit:
    reason = None if period.time.known else "period_unknown"
    remark = "other_years" if period.time.several else None
    return _Limit(period.start, period.end, "time", period.filters, reason, remark)


def _limits(text: str, known: Known, today: date, settings: Settings) -> list[_Limit]:
    """The limits in a question: at most one of each kind applies, for two of a kind compare rather than limit."""
    exclusions = find_exclusions(
        text, _reader(known, today, settings), lambda: known.last_characters | last_of_places(known)
    )
    left_out = [_exclusion(each) for each in exclusions if leaves_out_speeches(each, text)]
    text = _masked(text, [(limit.start, limit.end) for limit in left_out])
    periods = find_periods(text, today, settings.term_start)
    free = _masked(text, [(period.start, period.end) for period in periods])
    occasions = [
        _Limit(start, end, "occasion", (("occasion", name),))
        for start, end, name, _ in find_occasions(free, known.occasions)
    ]
    free = _masked(free, [(limit.start, limit.end) for limit in occasions])
    kinds = [limit for found in find_kinds(free, known) for limit in _kind_of_speech(found, free)]
    speakers, places = _people_and_places(_masked(free, [(limit.start, limit.end) for limit in kinds]), known)
    named = [*occasions, *speakers, *kinds, *places]
    times = [
        _of_new_year(_time(period), text, [*occasions, *kinds])
        for period in periods
        if period.time.spoken
        or is_time_of_speaking(text, period.start, period.end)
        or any(_adjacent(text, period, limit) for limit in (*named, *left_out))
    ]
    places = [limit for limit in (*kinds, *places) if limit.kind in ("place", "not_place")]
    return [
        *left_out,
        *_one_of(times),
        *_joined_or_one(text, speakers),
        *_joined_or_one(text, occasions),
        *_one_of(places),
        *_one_of([limit for limit in kinds if limit.kind == "title"]),
    ]


def _of_new_year(time: _Limit, text: str, beside: Sequence[_Limit]) -> _Limit:
    """The time, or of a year in front of a speech for the new year the days around its beginning: 2016年新年贺词."""
    behind = [limit for limit in beside if _is_for_new_year(limit) and time.end <= limit.start]
    is_for_it = any(_BETWEEN.fullmatch(text[time.end : limit.start]) for limit in behind)
    return _around_new_year(time) if is_for_it else time


def _around_new_year(limit: _Limit) -> _Limit:
    year = dict(limit.values).get("year")
    if year is None:
        return limit
    return replace(limit, values=(("date_from", f"{int(year) - 1}-12"), ("date_to", f"{year}-01")))


def _is_for_new_year(limit: _Limit) -> bool:
    return limit.kind in ("title", "occasion") and re.search("新年|元旦", str(limit.values[0][1])) is not None


def _people_and_places(text: str, known: Known) -> tuple[list[_Limit], list[_Limit]]:
    """The speakers, and the provinces of their offices or, where there are none, those of which `text` asks."""
    speakers, there = _speakers(text, known)
    if there:
        return speakers, there
    free = _masked(text, [(limit.start, limit.end) for limit in speakers])
    return speakers, [_Limit(start, end, "place", (("place", name),)) for start, end, name in find_places(free, known)]


def _speakers(text: str, known: Known) -> tuple[list[_Limit], list[_Limit]]:
    """The speakers, and the provinces in front of their offices."""
    places = {end: (start, name) for start, end, name in find_offices_there(text)}
    found = list(find_speakers(_masked(text, [(start, end) for end, (start, _) in places.items()]), known.speakers))
    there: list[_Limit] = []
    speakers: list[_Limit] = []
    for start, end, name in found:
        first, place = places.get(start, (start, ""))
        if place and of_place(place, known).any():
            there.append(_Limit(first, start, "place", (("place", place),)))
        elif place:  # of a province that no speech is from: nobody else who holds such an office
            start, name = first, place + name
        person = person_meant(name, known.speakers)
        remark = _holders(text[start:end], name)
        speakers.append(_Limit(start, end, "speaker", (("speaker", person),), remark=remark))
    return speakers, there


def _kind_of_speech(found: SaidIn, text: str) -> list[_Limit]:
    """The limits to a kind of speech, and to the place that is named in front of it."""
    title = _Limit(found.start, found.end, "title", (("title", found.kind),))
    if not found.place:
        return [title]
    name = "place" if found.is_place_wanted else "not_place"
    return [_Limit(*found.place_span, name, ((name, found.place),)), title]


def _holders(words: str, office: str) -> str | None:
    """The remark on an `office` with a word for one of its holders in front, which is not told from the others."""
    which = HOLDERS.fullmatch(words.partition(office)[0])
    return "any_holder" if which and which["one"] and OFFICE_END.search(office) else None


def _one_of(limits: Sequence[_Limit]) -> list[_Limit]:
    """The limits of one kind: the only one that can apply, or all of them with the reason why none does."""
    can = [limit for limit in limits if not limit.reason]
    if len({limit.values for limit in can}) > 1:
        return [replace(limit, reason="several") if limit in can else limit for limit in limits]
    return list(limits)


def _joined_or_one(text: str, limits: Sequence[_Limit]) -> list[_Limit]:
    """The limits of one kind: all of them where each is joined to the next by a word for "and", else as `_one_of`."""
    ordered = sorted(limits, key=lambda limit: limit.start)
    if len(ordered) > 1 and all(are_joined(text[a.end : b.start]) for a, b in pairwise(ordered)):
        return [replace(limit, joined=True) for limit in ordered]
    return _one_of(limits)


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with a 在 in place of each span, every other character in its place: what is limited goes on behind it."""
    for start, end in spans:
        text = f"{text[:start]}在{' ' * (end - start - 1)}{text[end:]}"
    return text


def _adjacent(text: str, period: Period, limit: _Limit) -> bool:
    between = text[period.end : limit.start] if period.end <= limit.start else text[limit.end : period.start]
    return _BETWEEN.fullmatch(between) is not None


# --- applying ----------------------------------------------------------------------------------------------------


def _apply(
    text: str, limits: Sequence[_Limit], known: Known, given: Filters
) -> tuple[list[Chip], Filters, list[tuple[int, int]]]:
    """The chips, the filters in force, and the spans of the words that are not searched for."""
    chips: list[Chip] = []
    applied: list[tuple[int, int]] = []
    filters = given
    for limit in limits:
        wanted = _with(filters, limit)
        reason = _reason(limit, wanted, known, given)
        words = text[limit.start : limit.end]
        values = limit.values or (("date_from", ""),)
        years = _years_of(limit, known) if reason == "leaves_nothing_together" and limit.kind != "time" else ()
        remark = limit.remark if reason is None else None
        unstated = _without_speaker(known) if reason == "leaves_nothing" and limit.kind == "speaker" else 0
        chips += [Chip(name, value, words, reason is None, reason, years, remark, unstated) for name, value in values]
        if reason == "not_told":
            applied.append((limit.start, limit.end))
        if reason is None:
            filters = wanted
            beside = [other for other in limits if other.joined and limit.joined and other.kind == limit.kind]
            applied.append(
                (limit.start, min((each.start for each in beside if each.start > limit.start), default=limit.end))
            )
    return chips, filters, applied


def _with(filters: Filters, limit: _Limit) -> Filters:
    values: dict[str, Any] = dict(limit.values)
    for name in values.keys() if limit.joined else EXCLUDING.keys() & values.keys():
        before = getattr(filters, name)
        values[name] = ",".join(filter(None, (before, str(values[name]))))
    return replace(filters, **values)


def _reason(limit: _Limit, wanted: Filters, known: Known, given: Filters) -> str | None:
    """The reason why a limit is not applied, None when it is."""
    if limit.reason:
        return limit.reason
    names = TIME if limit.kind == "time" else {name for name, _ in limit.values}
    if names & set_filters(given).keys():
        return "outranked"
    if not limit.values:
        return "term_start_unset"
    told = {"time": known.is_dated, "speaker": known.speakers, "occasion": known.occasions}
    if not told.get(limit.kind.removeprefix("not_"), True):
        return "no_metadata"
    try:
        among = allowed(known, wanted)
    except QueryError:
        if any(getattr(given, field.name) is not None for field in fields(given)):
            allowed(known, given)  # raises what is wrong with a given filter
        return "leaves_nothing"
    if among is None or len(among):
        return None
    if limit.kind.startswith("not_"):
        return "excludes_all"
    alone = allowed(known, _with(Filters(), limit))
    return "leaves_nothing_together" if alone is not None and len(alone) else "leaves_nothing"


def _without_speaker(known: Known) -> int:
    """The number of speeches that do not say by whom they are."""
    return int((~(known.where("speaker", bool) | known.where("office", bool))).sum())


def _years_of(limit: _Limit, known: Known) -> tuple[int, ...]:
    """The years, ascending, of the speeches that pass this limit by itself: what can be asked for instead."""
    alone = passing(known, _with(Filters(), limit))
    return tuple(sorted({year for (year,) in known.told(alone, "year") if year})) if alone is not None else ()


def without_limits(text: str, chips: Sequence[Chip]) -> str:
    """`text` without the words of the `chips` that limit nothing; all of it when no subject would be left.

    They say of which speeches something was asked, and are no part of a wording. An order or a manner is none of them.
    """
    words = dict.fromkeys(chip.words for chip in chips if not chip.applied)
    spans = [(text.index(each), text.index(each) + len(each)) for each in words if each in text]
    return _without(text, spans)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` without `spans` and what tied them to the rest; all of it when no subject would be left."""
    rest = text
    for start, end in sorted(spans, reverse=True):
        tied = _TIED.search(text[:start])
        start = tied.start() if tied else start
        end += text[end : end + 1] in ("的", "里", "中")
        rest = f"{rest[:start]} {rest[end:]}"
    rest = re.sub(r"\s+", " ", re.sub(r"^[\s，,、：:]+|[\s，,、：:（(]+$", "", rest)) if spans else rest
    left = subject(rest)
    only_asks = left == rest and asks(rest)
    return text if only_asks or not _EMPTY_WORDS.sub("", left) else rest

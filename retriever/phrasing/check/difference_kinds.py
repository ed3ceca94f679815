"""Kinds of difference between a draft's sentence and a source: a number, a date, a name, a negation, the order, …"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus import fold_plain
from corpus.text.sentences import Span
from retriever.phrasing.check.clauses import rearranged
from retriever.phrasing.check.draft import Filled, filled_in, split_at_placeholders
from retriever.phrasing.check.facts import (
    DETERMINERS,
    HAN,
    LEVELS,
    SUFFIX,
    SUFFIX_FOLLOWS,
    Cut,
    Side,
    is_numeral,
    renamed,
    side_of,
)
from retriever.phrasing.differences import Difference, differences

_SEEN = 8
"""Characters behind a change in which the name may go on."""
_LONGEST = 5
"""Characters of the office behind the level of an administration: 应急局 in 市应急局."""
_ADMINISTRATION = re.compile("(?:[省市县区州旗镇乡村]委?|街道|党委)$")
_TIES = "由在到向和与及对从给让被把将为"
_NO_OFFICE = ("全部", "干部", "内部", "外部", "各部")

Spans = tuple[Span, Span]


def whole_dates(draft: Side, source: Side, a: Span, b: Span, _: Cut) -> Spans | None:
    """The dates in both texts that the spans `a` and `b` of them lie in; None unless both do."""
    found = draft.around("date", draft.at(a)), source.around("date", source.at(b))
    return (draft.shown(found[0]), source.shown(found[1])) if found[0] and found[1] else None


def whole_names(draft: Side, source: Side, a: Span, b: Span, cut: Cut) -> Spans | None:
    """The names in both texts that the spans `a` and `b` of them are the changed parts of, if any."""
    here, there = draft.at(a), source.at(b)
    found = draft.around("name", here), source.around("name", there)
    if found[0] and found[1]:
        return draft.shown(found[0]), source.shown(found[1])
    if here.start == here.end or there.start == there.end:
        return None
    behind = _behind(draft, source, here, there, cut)
    before = _before(draft, source, here, there, cut, alone=not behind)
    if not before and not behind:
        return None
    whole = (Span(span.start - before, span.end + behind) for span in (here, there))
    return draft.shown(next(whole)), source.shown(next(whole))


def _behind(draft: Side, source: Side, here: Span, there: Span, cut: Cut) -> int:
    """The length of the name behind the change, in folded characters, the same in both texts."""
    changed = [side.folded.text[slice(*span)] for side, span in ((draft, here), (source, there))]
    after = _common([draft.folded.text[here.end :][:_SEEN], source.folded.text[there.end :][:_SEEN]])
    if all(text in LEVELS for text in changed):
        office = ""
        for word in list(cut(after))[:2]:
            office += word
            if SUFFIX.search(office) and 2 <= len(office) <= _LONGEST and not office.endswith(_NO_OFFICE):
                return len(office)
        return 0
    if all(SUFFIX.search(text) for text in changed):
        return 0
    follows = SUFFIX_FOLLOWS.match(after)
    return follows.end() if follows else 0


def _before(draft: Side, source: Side, here: Span, there: Span, cut: Cut, *, alone: bool) -> int:
    """The length of the name before the change: from where its word does, and with the administration in front of that.

    `alone` says that the change is all there is behind: 镇 in 青坪镇, whose name is the word before.
    """
    sides = ((draft, here), (source, there))
    before = _common([side.folded.text[: span.start][::-1] for side, span in sides])[::-1]
    starts = [_word_starts(side.folded.text, cut) for side, _ in sides]
    length = max(
        span.start - max(at for at in places if at <= span.start)
        for (_, span), places in zip(sides, starts, strict=True)
    )
    changed = draft.folded.text[slice(*here)]
    if not length and alone and changed in LEVELS:
        length = here.start - max((at for at in starts[0] if at < here.start), default=here.start)
        if length not in (2, 3) or set(before[-length:]) <= DETERMINERS:
            return 0
    if length > len(before) or not HAN.fullmatch(before[len(before) - length :]):
        return 0
    while length and before[-length] in _TIES:
        length -= 1
    administration = _ADMINISTRATION.search(before[: len(before) - length])
    length += len(administration[0]) if administration else 0
    named = draft.around("name", Span(here.start - length, here.start - length))
    if named and named.end == here.start - length and here.start - named.start <= len(before):
        length = here.start - named.start
    return length


def _common(texts: list[str]) -> str:
    """The beginning that both texts have in common."""
    one, other = texts
    length = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _word_starts(text: str, cut: Cut) -> list[int]:
    """The offsets at which the words of a folded text begin, and its end."""
    starts = [0]
    for word in cut(text):
        starts.append(starts[-1] + len(word))
    return starts


Kind = Literal["number", "date", "name", "negation", "order", "dropped", "added", "wording", "punctuation"]

# Signs that say something, as ≥20% and ≤20% do, are no punctuation.
_PUNCTUATION = re.compile(r"[^\w\uffff%‰<>≤≥±$¥€£]*")
_BETWEEN_ITEMS = re.compile("[、，,]|以及|[和与及]")
_LISTED = re.compile("[,;:。!?、]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_AMOUNT = re.compile(r"\d+(?:[.:]\d+)*")


@dataclass(frozen=True, slots=True)
class NamedDifference:
    """One difference: its kind and its spans in both texts; one is empty where something was dropped or added."""

    kind: Kind
    draft: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """The differences of a draft's sentence from a source: the differences in the draft's order.

    `draft_share` and `source_share` are the shares of the characters of each that are the same in the other, in the
    draft's order, and `likeness` that of both together, from 0 to 1.
    """

    differences: tuple[NamedDifference, ...]
    filled: tuple[Filled, ...]
    draft_share: float
    source_share: float
    likeness: float


def compared(draft: str, source: str, cut: Cut, known: Collection[str] = ()) -> Compared:
    """The differences of `draft`, in which OPEN stands for each placeholder, from `source`; their spans are in both.

    `cut` cuts folded text into words; `known` are names, folded, that tell a changed name where no rule does.
    """
    order = rearranged(draft, source)
    sides = side_of(draft, known), side_of(order.text, known)
    named = [NamedDifference("order", *spans) for spans in order.moved]
    filled: list[Filled] = []
    same = [0, 0]
    for difference in split_at_placeholders(draft, order.text, differences(draft, order.text)):
        fills = filled_in(draft, order.text, difference)
        if difference.kind == "equal" or fills:
            filled += [Filled(each.draft, span) for each in fills for span in _runs(order.places, each.source)]
            same[0] += len(fold_plain(draft[slice(*difference.a)]))
            same[1] += len(fold_plain(order.text[slice(*difference.b)]))
        else:
            for kind in _kinds(difference, *sides, cut):
                if kind == "punctuation" and order.moved:
                    continue  # the marks stay where they are when what stands between them moves
                named += [NamedDifference(kind, difference.a, span) for span in _runs(order.places, difference.b)]
    named = _without_moved(named, draft, source, rearranged_too=bool(order.moved))
    named = _without_exchanged(named, draft, source)
    sizes = [max(1, len(side.folded.text)) for side in sides]
    named = _with_whole_units(named, sides[0], side_of(source, known), cut)
    ordered = tuple(sorted(named, key=lambda each: (each.draft, each.source)))
    return Compared(ordered, tuple(filled), same[0] / sizes[0], same[1] / sizes[1], sum(same) / sum(sizes))


def _with_whole_units(named: Sequence[NamedDifference], draft: Side, source: Side, cut: Cut) -> list[NamedDifference]:
    """The differences, what changed in a date or a name being the whole of it: 6月底 for 5月底, and not 6 for 5.

    Only where the change is nothing else besides, and where no other one lies within the whole.
    """
    places = Counter((each.draft, each.source) for each in set(named))
    widened: dict[NamedDifference, NamedDifference] = {}
    for each in named:
        whole = None
        if places[each.draft, each.source] == 1 and each.kind in ("date", "name"):
            find = whole_dates if each.kind == "date" else whole_names
            whole = find(draft, source, each.draft, each.source, cut)
        larger = NamedDifference(each.kind, *whole) if whole else each
        sure = _holds(larger, each) and _is_explained(larger, named, draft, source)
        widened[each] = larger if sure else each
    crowded = {
        one
        for one in named
        for other in named
        if widened[one] not in (one, widened[other]) and (_meet(widened[one], widened[other]))
    }
    return list(dict.fromkeys(each if each in crowded else widened[each] for each in named))


def _is_explained(whole: NamedDifference, named: Iterable[NamedDifference], draft: Side, source: Side) -> bool:
    """True if the two sides of `whole` differ by the changes within it alone: one may lie between two other names."""
    within = {(each.draft, each.source) for each in named if _holds(whole, each)}
    changed, at = "", whole.draft.start
    for here, there in sorted(within):
        changed += draft.original[at : here.start] + source.original[slice(*there)]
        at = here.end
    changed += draft.original[at : whole.draft.end]
    return fold_plain(changed) == fold_plain(source.original[slice(*whole.source)])


def _holds(whole: NamedDifference, part: NamedDifference) -> bool:
    sides = (whole.draft, part.draft), (whole.source, part.source)
    return all(outer.start <= inner.start and inner.end <= outer.end for outer, inner in sides)


def _meet(one: NamedDifference, other: NamedDifference) -> bool:
    return any(a.start < b.end and b.start < a.end for a, b in ((one.draft, other.draft), (one.source, other.source)))


def _without_moved(
    named: Sequence[NamedDifference], draft: str, source: str, *, rearranged_too: bool
) -> list[NamedDifference]:
    """The differences, what was added in one place and dropped in another being one difference of order.

    Where clauses were `rearranged_too`, such a piece is what stayed in its place when the rest of its clause moved.
    """
    kept = list(named)
    for added in [each for each in named if each.kind == "added"]:
        written = fold_plain(draft[slice(*added.draft)]).strip(",、")
        for dropped in [each for each in kept if each.kind == "dropped"]:
            if len(written) >= 2 and fold_plain(source[slice(*dropped.source)]).strip(",、") == written:
                kept.remove(added)
                kept.remove(dropped)
                kept += [] if rearranged_too else [NamedDifference("order", added.draft, dropped.source)]
                break
    return kept


def _without_exchanged(named: Sequence[NamedDifference], draft: str, source: str) -> list[NamedDifference]:
    """The differences, two items of a list that changed places being one difference of order: 漏报、瞒报.

    Numbers and dates are not looked at: 3%和5% for 5%和3% says something else.
    """
    kept = list(named)
    places = dict.fromkeys((each.draft, each.source) for each in sorted(named, key=lambda each: each.draft))
    free = [p for p in places if all(n.kind in ("wording", "name") for n in named if (n.draft, n.source) == p)]
    for one, other in pairwise(free):
        (a, b), (c, d) = one, other
        here = [fold_plain(draft[slice(*span)]) for span in (a, c)]
        there = [fold_plain(source[slice(*span)]) for span in (d, b)]
        whole = [_items(draft, a, c), _items(source, b, d)]
        if here == there and all(here) and whole[0] and whole[1] and any((n.draft, n.source) == one for n in kept):
            kept = [each for each in kept if (each.draft, each.source) not in (one, other)]
            kept.append(NamedDifference("order", whole[0], whole[1]))
    return kept


def _items(text: str, one: Span, other: Span) -> Span | None:
    """The two items of a list that two spans tell apart, from the one to the other; None where they are none.

    What else the items have, as 报 in 瞒报、漏报, is the same in both.
    """
    between = text[one.end : other.start]
    marks = list(_BETWEEN_ITEMS.finditer(between))
    if not marks:
        return None
    behind, before = between[: marks[0].start()], between[marks[-1].end() :]
    if not (text.startswith(behind, other.end) and text[: one.start].endswith(before)):
        return None
    return Span(one.start - len(before), other.end + len(behind))


def _runs(places: Sequence[int], span: Span) -> Iterator[Span]:
    """A span of the rearranged source as spans of the source itself: several where a rearranged clause begins in it."""
    if span.start == span.end:
        at = places[span.start] if span.start < len(places) else len(places)
        yield Span(at, at)
        return
    taken = places[span.start : span.end]
    begin = taken[0]
    for one, other in pairwise(taken):
        if other != one + 1:
            yield Span(begin, one + 1)
            begin = other
    yield Span(begin, taken[-1] + 1)


def _kinds(difference: Difference, draft: Side, source: Side, cut: Cut) -> list[Kind]:
    """The kinds of one difference, of which at least one; a stretch may change a number and a name at once."""
    a, b = draft.at(difference.a), source.at(difference.b)
    here, there = draft.folded.text[slice(*a)], source.folded.text[slice(*b)]
    words_here, words_there = _PUNCTUATION.sub("", here), _PUNCTUATION.sub("", there)
    if words_here == words_there:
        changed = _amounts(here) != _amounts(there) or _has_sign(draft, a) != _has_sign(source, b)
        return ["number"] if changed else ["punctuation"]
    if not words_here or not words_there:
        written = here if words_here else there
        gone: Kind = "added" if words_here else "dropped"
        if _LISTED.search(written):
            return [gone]  # an item or a clause, whatever it holds
        return _changed_facts(a, b, draft, source, cut) or [gone]
    kinds = _changed_facts(a, b, draft, source, cut)
    if not kinds or not _only_facts(a, b, draft, source, kinds):
        kinds.append("wording")
    return kinds


def _amounts(text: str) -> list[str]:
    """The numbers in digits of a folded text: 1.2 is not 12 and 3-5 not 35, but 2,160 is 2160."""
    return _AMOUNT.findall(_THOUSANDS.sub("", text))


def _has_sign(side: Side, span: Span) -> bool:
    """True if a span is the sign of the number behind it, and no dash between words or numbers."""
    text = side.folded.text
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    return text[slice(*span)] == "-" and after.isdigit() and not (before.isdigit() or before == "-")


def _changed_facts(a: Span, b: Span, draft: Side, source: Side, cut: Cut) -> list[Kind]:
    here, there = draft.folded.text[slice(*a)], source.folded.text[slice(*b)]
    found: list[Kind] = []
    if draft.negations(a) != source.negations(b):
        found.append("negation")
    dated: tuple[Kind, ...] = ("date", "number")
    found += [kind for kind in dated if draft.within(a, kind) != source.within(b, kind)]
    if not found and is_numeral(here) and is_numeral(there):
        found.append("number")
    after = draft.folded.text[a.end : a.end + 8]
    if draft.within(a, "name") != source.within(b, "name") or (not found and renamed(here, there, after, cut)):
        found.append("name")
    return found


def _only_facts(a: Span, b: Span, draft: Side, source: Side, kinds: list[Kind]) -> bool:
    """True if nothing but facts changed: what is left of both stretches without them is the same."""
    if "negation" in kinds or "name" in kinds:
        return True
    rests = []
    for side, span in ((draft, a), (source, b)):
        rest = side.folded.text[slice(*span)]
        for fact in side.facts:
            if fact.kind in kinds and fact.start < span.end and span.start < fact.end:
                rest = rest.replace(side.folded.text[max(fact.start, span.start) : min(fact.end, span.end)], "", 1)
        rests.append(rest)
    return rests[0] == rests[1] or (is_numeral(rests[0] or "一") and is_numeral(rests[1] or "一"))

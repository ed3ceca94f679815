"""What kind of change each difference between a draft's sentence and a source is: a number, a date, a name, a negation,
the order, something dropped or added, other wording, or punctuation alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus import Folded, fold, fold_plain, span_in_original
from corpus.sentences import Span
from retriever.phrasing.differences import Difference, differences
from retriever.phrasing.drafts.clause_order import rearranged
from retriever.phrasing.drafts.facts import Cut, Found, facts, is_numeral, negations, renamed
from retriever.phrasing.drafts.placeholders import FILLER, OPEN

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
class Filled:
    """A placeholder of the draft and what the source has in its place, perhaps nothing."""

    draft: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """How a draft's sentence differs from a source: the differences in the draft's order.

    `draft_share` and `source_share` are the shares of the characters of each that are the same in the other, in the
    draft's order, and `likeness` that of both together, from 0 to 1.
    """

    differences: tuple[NamedDifference, ...]
    filled: tuple[Filled, ...]
    draft_share: float
    source_share: float
    likeness: float


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts, folded, with its facts."""

    original: str
    folded: Folded
    facts: list[Found]

    def at(self, span: Span) -> Span:
        """The span of the original as a span of the folded text."""
        return Span(bisect_left(self.folded.offsets, span.start), bisect_left(self.folded.offsets, span.end))

    def written(self, span: Span) -> str:
        """What a span of the folded text is in the original."""
        return self.original[slice(*span_in_original(self.folded.offsets, *span))] if span.start < span.end else ""

    def date_around(self, span: Span) -> Span | None:
        """The date in the original that a span of the original lies in."""
        inner = self.at(span)
        for fact in self.facts:
            if fact.kind == "date" and fact.start <= inner.start and inner.end <= fact.end:
                return Span(*span_in_original(self.folded.offsets, fact.start, fact.end))
        return None

    def within(self, span: Span, kind: str) -> list[str]:
        """The facts of a kind that a span of the folded text touches, as written."""
        touched = (f for f in self.facts if f.kind == kind and f.start < span.end and span.start < f.end)
        return [self.folded.text[fact.start : fact.end] for fact in touched]


def compared(draft: str, source: str, cut: Cut, known: Collection[str] = ()) -> Compared:
    """The differences of `draft`, in which OPEN stands for each placeholder, from `source`; their spans are in both.

    `cut` cuts folded text into words; `known` are names, folded, that tell a changed name where no rule does.
    """
    order = rearranged(draft, source)
    sides = _side(draft, known), _side(order.text, known)
    named = [NamedDifference("order", *spans) for spans in order.moved]
    filled: list[Filled] = []
    same = [0, 0]
    for difference in differences(draft, order.text):
        fills = _fills(draft, order.text, difference)
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
    named = _with_whole_dates(named, sides[0], _side(source, known))
    ordered = tuple(sorted(named, key=lambda each: (each.draft, each.source)))
    return Compared(ordered, tuple(filled), same[0] / sizes[0], same[1] / sizes[1], sum(same) / sum(sizes))


def _with_whole_dates(named: Sequence[NamedDifference], draft: _Side, source: _Side) -> list[NamedDifference]:
    """The differences, what changed in a date being the whole date: 6月底 for 5月底, and not 6 for 5.

    Only where the change lies within one date of either text and is nothing else besides.
    """
    widened = []
    for each in named:
        alone = sum((other.draft, other.source) == (each.draft, each.source) for other in named) == 1
        whole = (draft.date_around(each.draft), source.date_around(each.source)) if alone else (None, None)
        if each.kind == "date" and whole[0] and whole[1]:
            widened.append(NamedDifference("date", whole[0], whole[1]))
        else:
            widened.append(each)
    return list(dict.fromkeys(widened))


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


def _side(text: str, known: Collection[str]) -> _Side:
    folded = fold(text)
    return _Side(text, folded, facts(folded.text, known))


def _fills(draft: str, source: str, difference: Difference) -> list[Filled]:
    """What the source has for the placeholders of a stretch, which agrees with it otherwise; else nothing."""
    here, there = draft[slice(*difference.a)], source[slice(*difference.b)]
    opens = [place for place, character in enumerate(here) if character == OPEN]
    match = opens and re.fullmatch("(.*?)".join(map(re.escape, here.split(OPEN))), there)
    if not match or not all(FILLER.fullmatch(fold_plain(filler)) for filler in match.groups()):
        return []
    return [
        Filled(
            Span(difference.a.start + place, difference.a.start + place + 1),
            Span(difference.b.start + match.start(group), difference.b.start + match.end(group)),
        )
        for group, place in enumerate(opens, 1)
    ]


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


def _kinds(difference: Difference, draft: _Side, source: _Side, cut: Cut) -> list[Kind]:
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


def _has_sign(side: _Side, span: Span) -> bool:
    """Whether a span is the sign of the number behind it, and no dash between words or numbers."""
    text = side.folded.text
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    return text[slice(*span)] == "-" and after.isdigit() and not (before.isdigit() or before == "-")


def _changed_facts(a: Span, b: Span, draft: _Side, source: _Side, cut: Cut) -> list[Kind]:
    here, there = draft.folded.text[slice(*a)], source.folded.text[slice(*b)]
    found: list[Kind] = []
    if negations(draft.written(a)) != negations(source.written(b)):
        found.append("negation")
    dated: tuple[Kind, ...] = ("date", "number")
    found += [kind for kind in dated if draft.within(a, kind) != source.within(b, kind)]
    if not found and is_numeral(here) and is_numeral(there):
        found.append("number")
    after = draft.folded.text[a.end : a.end + 8]
    if draft.within(a, "name") != source.within(b, "name") or (not found and renamed(here, there, after, cut)):
        found.append("name")
    return found


def _only_facts(a: Span, b: Span, draft: _Side, source: _Side, kinds: list[Kind]) -> bool:
    """Whether nothing but facts changed: what is left of both stretches without them is the same."""
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

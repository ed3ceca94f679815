"""How the members of a numbered set phrase changed from one full listing to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus import SpeechFacts, fold_plain
from retriever.phrasing.align import Pair, character_pairs, likeness, out_of_order
from retriever.phrasing.set_phrases.listings import Listing

# Two members that are alike by as much are one member reworded (检查落实到人, 检查签字到人).
_REWORDED = 0.5
# The share of its members that a list must have in common with an earlier one to be the same list, and not another
# one of the same name: two departments may each have their “三张清单”.
_SAME_LIST = 0.5


@dataclass(frozen=True, slots=True)
class Listed:
    """A full listing in a speech, whose text is `text`. Listings of one phrase with the same `series` are one list."""

    speech: SpeechFacts
    text: str
    listing: Listing
    series: int = 0

    @property
    def members(self) -> tuple[str, ...]:
        """The members as written, in order."""
        return tuple(self.text[slice(*member)] for member in self.listing.members)


@dataclass(frozen=True, slots=True)
class ListChange:
    """What is different from one listing of a series to the next by date. `moved` says that members changed places."""

    before: Listed
    after: Listed
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    reworded: tuple[tuple[str, str], ...]
    moved: bool


def in_series(listed: Iterable[Listed]) -> list[Listed]:
    """The listings with their series: each continues the latest one before it with which it shares enough members."""
    found: list[Listed] = []
    for each in listed:
        earlier = next((one for one in reversed(found) if _is_same_list(one, each)), None)
        series = earlier.series if earlier else max((one.series for one in found), default=-1) + 1
        found.append(replace(each, series=series))
    return found


def _is_same_list(one: Listed, other: Listed) -> bool:
    return len(_matched(one.members, other.members)) >= _SAME_LIST * len(other.members)


@lru_cache(maxsize=2000)  # a list that is repeated from speech to speech is compared with the same ones again and again
def _matched(before: tuple[str, ...], after: tuple[str, ...]) -> Sequence[Pair]:
    """Which members are the same, or the same reworded, each in one pair at most."""
    pieces = [[character_pairs(member) for member in side] for side in (before, after)]
    weights = {
        Pair(i, j): round(1000 * alike)
        for i, one in enumerate(pieces[0])
        for j, other in enumerate(pieces[1])
        if (alike := likeness(one, other)) >= _REWORDED
    }
    return out_of_order(weights, ())


def changes(listed: Sequence[Listed]) -> Iterator[ListChange]:
    """What changed from each dated listing to the next of its series, where anything did."""
    latest: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed:
        if each.speech.date is None:
            continue
        for before in latest[each.series][-1:]:
            change = _change(before, each)
            if change.added or change.dropped or change.reworded or change.moved:
                yield change
        latest[each.series].append(each)


def _change(before: Listed, after: Listed) -> ListChange:
    pairs = _matched(before.members, after.members)
    same = {pair.a for pair in pairs}, {pair.b for pair in pairs}
    places = [pair.a for pair in pairs]
    return ListChange(
        before,
        after,
        added=tuple(member for j, member in enumerate(after.members) if j not in same[1]),
        dropped=tuple(member for i, member in enumerate(before.members) if i not in same[0]),
        reworded=tuple(
            (before.members[i], after.members[j])
            for i, j in pairs
            if fold_plain(before.members[i]) != fold_plain(after.members[j])
        ),
        moved=places != sorted(places),
    )

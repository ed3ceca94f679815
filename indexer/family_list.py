"""The formulation families of an index at hand: the most recurring, those that hold a wording, those at a place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.catalog import FamilyMember


@dataclass(frozen=True, slots=True)
class Family:
    """A family with its members by speech number and place; `speeches` is how many have one."""

    name: bytes
    members: tuple[FamilyMember, ...]
    speeches: int


class Families:
    """All families, those of most speeches first."""

    def __init__(self, members: Iterable[FamilyMember]) -> None:
        """Families of `members`; what is left of a family in a single speech is none."""
        by_name: defaultdict[bytes, list[FamilyMember]] = defaultdict(list)
        for member in members:
            by_name[member.family].append(member)
        found = [_family(name, those) for name, those in by_name.items()]
        recurring = (family for family in found if family.speeches > 1)
        self.families = tuple(sorted(recurring, key=lambda f: (-f.speeches, -len(f.members), f.name)))
        # All wordings one after the other, so that one search looks through them all, and where each begins.
        wordings = [(folded, i) for i, family in enumerate(self.families) for folded in _wordings(family)]
        self._text = "\n".join(folded for folded, _ in wordings)
        self._family_of = [i for _, i in wordings]
        self._starts = _starts([len(folded) for folded, _ in wordings])
        self._at = _by_speech(self.families)

    def holding(self, folded: str) -> list[int]:
        """The places in `families`, ascending, of those with a member that holds `folded`, which is not empty."""
        found: set[int] = set()
        at = self._text.find(folded)
        while at >= 0:
            row = bisect_right(self._starts, at) - 1
            found.add(self._family_of[row])
            at = self._text.find(folded, self._starts[row + 1]) if row + 1 < len(self._starts) else -1
        return sorted(found)

    def within(self, speech_no: int, start: int, end: int) -> list[tuple[int, str]]:
        """The members that begin in this span, in order: the place of the family in `families`, and the folded text."""
        placed = self._at.get(speech_no, [])
        first, behind = (bisect_left(placed, (place,)) for place in (start, end))
        return [(i, folded) for _, _, i, folded in placed[first:behind]]

    def covers(self, speech_no: int, start: int, end: int) -> bool:
        """Whether this span lies within a member; the members of a speech do not overlap."""
        placed = self._at.get(speech_no, [])
        before = bisect_left(placed, (start + 1,)) - 1
        return before >= 0 and end <= placed[before][1]


def _family(name: bytes, members: Sequence[FamilyMember]) -> Family:
    ordered = tuple(sorted(members, key=lambda member: (member.speech_no, member.start)))
    return Family(name, ordered, len({member.speech_no for member in ordered}))


def _wordings(family: Family) -> list[str]:
    return sorted({member.folded for member in family.members})


def _starts(lengths: Sequence[int]) -> list[int]:
    """Where each of the texts begins in all of them joined by one character."""
    starts, at = [], 0
    for length in lengths:
        starts.append(at)
        at += length + 1
    return starts


def _by_speech(families: Sequence[Family]) -> Mapping[int, list[tuple[int, int, int, str]]]:
    """Where members begin and end, the place of their family, and their folded text, ascending, by speech number."""
    placed: defaultdict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    for i, family in enumerate(families):
        for member in family.members:
            placed[member.speech_no].append((member.start, member.end, i, member.folded))
    return {number: sorted(those) for number, those in placed.items()}

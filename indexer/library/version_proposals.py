"""Versions of one speech: those that were found by likeness and wait for a person, and those that people settled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts
from indexer.layout import UPLOADS, Layout
from indexer.library.edit_log import read_log
from indexer.library.listing import listing
from indexer.likeness import MINIMA
from indexer.snapshot import Snapshot, once
from indexer.versions import COPY, Decision, Versions, find_versions, settled_pairs, state_rank, title_without_state

# Signatures that agree in all rows of one band are compared. Of pairs at the threshold one in 250 is missed, of those
# with a tenth in common one in 100 is compared for nothing.
_BANDS, _ROWS = 10, 3
# Odd numbers that mix the rows of a band into one, so that one sort puts equal bands side by side.
_MIXED = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Speeches, without their texts, that are proposed as versions of one, the one that would count first.

    `likeness` is the least share of four-character pieces that one of them has in common with the first, estimated,
    give or take 0.1. `counts_once` says that they are taken for versions as long as nobody says otherwise; else they
    are near-copies under different titles, which are not.
    """

    members: tuple[SpeechFacts, ...]
    likeness: float
    counts_once: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """Speeches of which a person said that they are versions of one ("together"), the one that counts first, or that
    no two of them are ("apart").
    """

    members: tuple[SpeechFacts, ...]
    verdict: str


def proposals(snapshot: Snapshot) -> tuple[Proposal, ...]:
    """The proposals that no person has settled, the likest first, those that are taken for versions before others.

    Decisions, and what is stated about the speeches, count as soon as they are made.
    """
    found = _found(snapshot, read_log(Layout(snapshot.index)).decisions)
    held = listing(snapshot)
    return tuple(each for each in found if not is_stated([held.now(member) for member in each.members]))


@once  # the number of those that wait stands on every view of the library
def _found(snapshot: Snapshot, decisions: tuple[Decision, ...]) -> tuple[Proposal, ...]:
    found = snapshot.versions if decisions == snapshot.decisions() else snapshot.versions_by(decisions)
    read = snapshot.speeches().read
    return find_proposals(read, snapshot.speech_signatures(), found, decisions, read(snapshot.decided(decisions)))


def settled(snapshot: Snapshot) -> tuple[Settled, ...]:
    """The groups that people decided on: first what is one speech, then what is not, the latest decision first."""
    decisions = read_log(Layout(snapshot.index)).decisions
    speeches = snapshot.speeches().read(snapshot.decided(decisions))
    together = {members: None for members in find_versions(speeches, {}, decisions).groups.values()}
    numbers = {speech.speech_id: number for number, speech in speeches.items()}
    pairs = settled_pairs(speeches, decisions)
    apart: dict[tuple[int, ...], None] = {}
    for decision in reversed(decisions):
        members = tuple(sorted(numbers[each] for each in decision.members if each in numbers))
        among = list(combinations(members, 2))
        if decision.verdict == "apart" and among and all(pairs.get(pair) is False for pair in among):
            apart[members] = None
    return tuple(
        Settled(tuple(speeches[number] for number in members), verdict)
        for verdict, groups in (("together", together), ("apart", apart))
        for members in groups
    )


def is_one_text(snapshot: Snapshot, members: Sequence[SpeechFacts]) -> bool:
    """True if the texts of these speeches are the very same but for their spacing."""
    numbers = [snapshot.number_of(speech.speech_id) for speech in members]
    texts = (snapshot.with_text(number).text for number in numbers if number is not None)
    return len({"".join(text.split()) for text in texts}) == 1


def is_stated(members: Sequence[SpeechFacts]) -> bool:
    """True if people have stated what is to be asked about these speeches: here, in metadata.csv or in the files.

    That they are versions of one, by giving each a state of its own: 征求意见稿, 送审稿, 定稿; or that they are not, by
    dating them in different years. What was only read from their texts, names and folders is no statement.
    """
    states = [_stated(speech, "state") for speech in members]
    years = [None if "date" in speech.inferred else speech.year for speech in members]
    one_title = len({title_without_state(speech.title) for speech in members}) == 1
    return (one_title and None not in states and len(set(states)) == len(states)) or (
        None not in years and len(set(years)) == len(years)
    )


def find_proposals(
    read: Callable[[Collection[int]], Mapping[int, SpeechFacts]],
    signatures: Mapping[int, NDArray[np.uint32]],
    found: Versions,
    decisions: Sequence[Decision],
    decided: Mapping[int, SpeechFacts],
) -> tuple[Proposal, ...]:
    """The same of speeches with these signatures of their texts by number, of which these versions were `found`.

    `read` gives the facts of speeches by number; `decided` are those that the `decisions` are about.
    """
    by_people, settled = find_versions(decided, {}, decisions), settled_pairs(decided, decisions)
    groups = {members for members in found.groups.values() if set(by_people.members(members[0])) != set(members)}
    pairs = [
        pair
        for pair in _near_copies({number: signatures[number] for number in found.counted() if number in signatures})
        if pair not in settled and not _are_kept_apart(pair, found, settled)
    ]
    speeches = read({number for members in (*groups, *pairs) for number in members})
    taken = [_proposal(members, speeches, signatures, counts_once=True) for members in sorted(groups)]
    asked = [_proposal(_front_first(pair, speeches), speeches, signatures, counts_once=False) for pair in pairs]
    return tuple(sorted([*taken, *asked], key=lambda each: (not each.counts_once, -each.likeness)))


def _front_first(pair: tuple[int, int], speeches: Mapping[int, SpeechFacts]) -> list[int]:
    """The nearer to final first, then what was in the library before somebody uploaded the other."""
    return sorted(pair, key=lambda number: (-state_rank(speeches[number]), speeches[number].root == UPLOADS))


def _are_kept_apart(pair: tuple[int, int], found: Versions, settled: Mapping[tuple[int, int], bool]) -> bool:
    """True if versions of the two were said not to be of one speech, so that these cannot be either."""
    across = product(found.members(pair[0]), found.members(pair[1]))
    return any(settled.get((min(one, other), max(one, other))) is False for one, other in across)


def _stated(speech: SpeechFacts, name: str) -> str | None:
    return None if name in speech.inferred else getattr(speech, name)


def _near_copies(signatures: Mapping[int, NDArray[np.uint32]]) -> list[tuple[int, int]]:
    """The pairs, ascending, of the numbers of near-identical texts (banding: Indyk and Motwani 1998)."""
    if not signatures:
        return []
    numbers, table = np.array(list(signatures)), np.stack(list(signatures.values()))
    found: set[tuple[int, int]] = set()
    for first in range(0, _BANDS * _ROWS, _ROWS):
        band = table[:, first : first + _ROWS]
        hashed = band.astype(np.uint64) @ _MIXED
        order = np.argsort(hashed, kind="stable")
        run = hashed[order]
        rows = np.arange(len(order))
        for apart in range(1, len(order)):  # of all runs at once: most are short
            rows = rows[: np.searchsorted(rows, len(order) - apart)]
            rows = rows[run[rows] == run[rows + apart]]
            if not len(rows):
                break
            one, other = order[rows], order[rows + apart]
            alike = (np.count_nonzero(table[one] == table[other], axis=1) / MINIMA >= COPY) & (
                band[one] == band[other]
            ).all(axis=1)
            found.update(zip(numbers[one[alike]].tolist(), numbers[other[alike]].tolist(), strict=True))
    return sorted((min(pair), max(pair)) for pair in found)


def _proposal(
    members: Sequence[int],
    speeches: Mapping[int, SpeechFacts],
    signatures: Mapping[int, NDArray[np.uint32]],
    *,
    counts_once: bool,
) -> Proposal:
    front = signatures.get(members[0])
    likeness = [_likeness(front, signatures[n]) if front is not None and n in signatures else 0.0 for n in members[1:]]
    return Proposal(tuple(speeches[number] for number in members), min(likeness), counts_once)


def _likeness(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    return float(np.count_nonzero(one == other)) / MINIMA

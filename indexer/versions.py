"""Which speeches are versions of one speech (征求意见稿, 送审稿, 定稿, 录音整理, copies): together they count once.

They are found by title, year and likeness; what a person decides outranks that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts, fold_plain
from corpus.language.states import IN_TITLES
from indexer.layout import UPLOADS
from indexer.speech_table import Column, SpeechTable

# What versions have in common, as the estimated share of four-character pieces, give or take 0.1: where a state is
# named, a draft may have been reworked from end to end; in one folder without a state; and anywhere, where only a copy
# is surely the same speech.
_REWORKED = 0.15
_IN_ONE_FOLDER = 0.4
COPY = 0.75

_STATE_RANK = {"final": 3, "transcript": 2, None: 2, "submitted_draft": 1, "draft_for_comment": 0}
_STATE_IN_TITLE = re.compile(rf"\s*[（(【\[]\s*(?:{IN_TITLES}|\d)\s*[)）】\]]|[\s_-]*(?:{IN_TITLES})\s*$")


VERDICTS = ("together", "apart", "open")


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about speeches, by their speech_id: that all of them are versions of one ("together"), that
    no two of them are ("apart"), or that the program decides again ("open"). `front` is the version that counts,
    None where the program chooses it.
    """

    members: tuple[str, ...]
    verdict: str
    front: str | None = None


@dataclass(frozen=True)
class Versions:
    """The versions of every speech, by speech number. `groups` holds those with more than one, the front one first."""

    groups: Mapping[int, tuple[int, ...]]
    numbers: tuple[int, ...]

    def front(self, speech_no: int) -> int:
        """The number of the version that counts: the final one if there is one, else the newest."""
        return self.groups[speech_no][0] if speech_no in self.groups else speech_no

    def members(self, speech_no: int) -> tuple[int, ...]:
        """The numbers of all versions of a speech, the one that counts first; of most speeches there is one."""
        return self.groups.get(speech_no, (speech_no,))

    def counted(self) -> tuple[int, ...]:
        """The numbers, ascending, of the speeches that count."""
        return self._counted

    def among(self, numbers: Collection[int]) -> Versions:
        """The versions among the speeches with these `numbers`, as though there were no others."""
        held = {number: tuple(each for each in self.members(number) if each in numbers) for number in numbers}
        several = {number: members for number, members in held.items() if len(members) > 1}
        return Versions(several, tuple(sorted(numbers)))

    @cached_property
    def _counted(self) -> tuple[int, ...]:
        return tuple(number for number in self.numbers if self.front(number) == number)


@lru_cache(maxsize=8192)  # each question asks for the titles of its candidates
def title_without_state(title: str) -> str:
    """A title, folded, without what names the state of the text."""
    return fold_plain(_STATE_IN_TITLE.sub("", title))


def state_rank(speech: SpeechFacts) -> int:
    """The nearness of a version to the final text, from 0; of those equally near the newest is in front."""
    return _STATE_RANK[speech.state]


def version_key(speech: SpeechFacts) -> tuple[str, str, int | None]:
    """Equal for the versions of one speech in one folder: the folder, the title without the state, the year.

    Two years' speeches of the same title have different years and so different keys; drafts often lack the day.
    """
    return _version_key(speech.root, speech.folder, speech.title, speech.year)


def version_keys(speeches: SpeechTable, numbers: NDArray[np.int64]) -> NDArray[np.intp]:
    """A number for each of the speeches with these `numbers`, in their order, equal where their `version_key` is."""
    return Column.of([_version_key(*each) for each in speeches.told(numbers, "root", "folder", "title", "year")]).places


def _version_key(root: str, folder: str, title: str, year: int | None) -> tuple[str, str, int | None]:
    return f"{root}/{folder}", title_without_state(title), year


def have_one_title(a: SpeechFacts, b: SpeechFacts) -> bool:
    """True if two speeches of one folder and one year have the same title but for the state, as drafts of one do.

    Speeches out of one file that have only its name for a title have none in common.
    """
    return version_key(a) == version_key(b) and not _share_a_file_name(a, b)


def signatures_of_speeches(
    speech_no: NDArray[np.int64], signature: NDArray[np.uint32]
) -> dict[int, NDArray[np.uint32]]:
    """The signature of each speech's text, by speech number, from those of its passages; row i is the same passage.

    The minima of a text are those of its passages taken together, but for pieces across two passages.
    """
    if not len(speech_no):
        return {}
    order = np.argsort(speech_no, kind="stable")
    numbers, first = np.unique(speech_no[order], return_index=True)
    minima = np.minimum.reduceat(signature[order], first, axis=0)
    return dict(zip(numbers.tolist(), minima, strict=True))


def find_versions(
    speeches: Mapping[int, SpeechFacts],
    signatures: Mapping[int, NDArray[np.uint32]],
    decisions: Sequence[Decision] = (),
) -> Versions:
    """The versions among `speeches`; `signatures` are those of their texts (see `indexer.likeness`).

    Versions have one title but for the state and no two years, and their texts are alike. `decisions`, oldest first,
    outrank that, the last about each two speeches.
    """
    groups = _Groups(speeches, settled_pairs(speeches, decisions))
    titles = {number: speech.title for number, speech in speeches.items()}
    for one, other, likeness in _alike(titles, signatures):
        if likeness >= _least(speeches[one], speeches[other]):
            groups.join_alike(one, other)
    fronts = _fronts(speeches, decisions)
    ordered: dict[int, tuple[int, ...]] = {}
    for group in groups.all():
        chosen = [number for number in fronts if number in group]
        front = chosen[-1] if chosen else max(group, key=lambda number: _precedence(speeches[number]))
        rest = sorted((n for n in group if n != front), key=lambda n: _precedence(speeches[n]), reverse=True)
        ordered.update(dict.fromkeys(group, (front, *rest)))
    return Versions(ordered, tuple(sorted(speeches)))


def find_versions_of(
    titles: Mapping[int, str],
    states: Mapping[int, str | None],
    signatures: Mapping[int, NDArray[np.uint32]],
    decisions: Sequence[Decision],
    decided: Collection[int],
    facts: Callable[[Sequence[int]], Mapping[int, SpeechFacts]],
) -> Versions:
    """The versions among the speeches with these titles and states, by their numbers; see `find_versions`.

    `facts` gives those of speeches by number, and is asked for few: those that may have versions, and those `decided`
    about.
    """
    some = facts([*may_have_versions(titles, states, signatures), *decided])
    return Versions(find_versions(some, signatures, decisions).groups, tuple(sorted(titles)))


def may_have_versions(
    titles: Mapping[int, str], states: Mapping[int, str | None], signatures: Mapping[int, NDArray[np.uint32]]
) -> list[int]:
    """The numbers of the speeches that `find_versions` may find others of, unless a person decided about them."""
    alike = _alike(titles, signatures)
    pairs = ({a, b} for a, b, likeness in alike if likeness >= _IN_ONE_FOLDER or states[a] != states[b])
    return sorted(set().union(*pairs))


def settled_pairs(speeches: Mapping[int, SpeechFacts], decisions: Sequence[Decision]) -> dict[tuple[int, int], bool]:
    """The verdict on each two speeches that a person decided about, True if they are versions of one, by their numbers.

    The lower number comes first in a pair, the latest decided come last. Speeches that are gone are passed over.
    """
    numbers = {speech.speech_id: number for number, speech in speeches.items()}
    settled: dict[tuple[int, int], bool] = {}
    for decision in decisions:
        members = sorted(numbers[each] for each in decision.members if each in numbers)
        for pair in combinations(members, 2):
            settled.pop(pair, None)
            if decision.verdict != "open":
                settled[pair] = decision.verdict == "together"
    return settled


def _fronts(speeches: Mapping[int, SpeechFacts], decisions: Sequence[Decision]) -> list[int]:
    """The numbers of the speeches that a person chose to count, the latest chosen last."""
    numbers = {speech.speech_id: number for number, speech in speeches.items()}
    chosen: dict[int, None] = {}
    for decision in decisions:
        for member in decision.members:
            chosen.pop(numbers.get(member, -1), None)
        if decision.verdict == "together" and decision.front in numbers:
            chosen[numbers[decision.front]] = None
    return list(chosen)


class _Groups:
    """Groups of versions in the making. No two speeches that a person keeps apart get into one."""

    def __init__(self, speeches: Mapping[int, SpeechFacts], settled: Mapping[tuple[int, int], bool]) -> None:
        self._speeches = speeches
        self._group_of: dict[int, list[int]] = {}
        self._apart = {pair for pair, together in settled.items() if not together}
        # The latest first: where they contradict each other by way of a third speech, an older one gives way.
        for one, other in reversed([pair for pair, together in settled.items() if together]):
            self._join(one, other)

    def all(self) -> list[list[int]]:
        """The groups of two or more."""
        return list({id(group): group for group in self._group_of.values() if len(group) > 1}.values())

    def join_alike(self, one: int, other: int) -> None:
        """Join the groups of two speeches that are alike, unless that would bring two years together."""
        years = {self._speeches[member].year for member in (*self._of(one), *self._of(other))} - {None}
        if len(years) <= 1:
            self._join(one, other)

    def _join(self, one: int, other: int) -> None:
        first, second = self._of(one), self._of(other)
        if first is second or any((min(a, b), max(a, b)) in self._apart for a in first for b in second):
            return
        first += second
        self._group_of.update(dict.fromkeys(second, first))

    def _of(self, number: int) -> list[int]:
        return self._group_of.setdefault(number, [number])


def _alike(titles: Mapping[int, str], signatures: Mapping[int, NDArray[np.uint32]]) -> Iterator[tuple[int, int, float]]:
    """The pairs of speeches of one title but for the state that may be versions in some case, and their likeness.

    Pairs of one title come one after the other, ascending; those without a text are in none.
    """
    by_title: defaultdict[str, list[int]] = defaultdict(list)
    for number in sorted(titles.keys() & signatures.keys()):
        by_title[title_without_state(titles[number])].append(number)
    groups = [numbers for numbers in by_title.values() if len(numbers) > 1]
    if not groups:
        return
    # The largest first, so that the speeches that have another so far behind them come first.
    order = sorted(range(len(groups)), key=lambda place: -len(groups[place]))
    sizes = np.array([len(groups[place]) for place in order])
    numbers = [number for place in order for number in groups[place]]
    table = np.stack([signatures[number] for number in numbers])
    title = np.repeat(order, sizes)
    found: list[tuple[int, int, int, float]] = []
    for apart in range(1, int(sizes[0])):  # of all titles at once: most have few speeches
        long = int(sizes[: np.count_nonzero(sizes > apart)].sum())
        rows = np.flatnonzero(title[apart:long] == title[: long - apart])
        shares = (table[rows] == table[rows + apart]).mean(axis=1)
        alike = np.flatnonzero(shares >= _REWORKED)
        places = zip(rows[alike].tolist(), title[rows[alike]].tolist(), shares[alike].tolist(), strict=True)
        found += ((of_title, row, row + apart, share) for row, of_title, share in places)
    for _, row, other, share in sorted(found):
        yield numbers[row], numbers[other], share


def _least(a: SpeechFacts, b: SpeechFacts) -> float:
    """The least likeness, in [0, 1], at which two speeches of one title are versions."""
    if (a.root, a.folder) != (b.root, b.folder) or _share_a_file_name(a, b):
        return COPY
    return _REWORKED if a.state != b.state else _IN_ONE_FOLDER


def _share_a_file_name(a: SpeechFacts, b: SpeechFacts) -> bool:
    """True if two speeches of one file have only its name for a title."""
    title = a.inferred.get("title")
    return a.path == b.path and title is not None and title.found_in == "file_name"


def _precedence(speech: SpeechFacts) -> tuple[int, bool, int, str, str]:
    """The sort key of a version, the largest in front: nearer to final, then not uploaded, then newer."""
    return state_rank(speech), speech.root != UPLOADS, speech.date_key, speech.path, speech.speech_id

"""Versions of one speech, proposed by likeness and settled by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus import SpeechFacts
from indexer.library.listing import Row
from indexer.library.proposals import proposals
from indexer.versions import find_versions, settled_pairs
from ui.library.request import LibraryRequest, next_part

AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Group:
    """Texts, the one that counts first. `verdict` is what a person said: together, apart; or else nearly the same under
    other titles (copies), or what the program takes for versions (alike).
    """

    members: tuple[SpeechFacts, ...]
    verdict: str

    @property
    def is_settled(self) -> bool:
        """True for a group of which a person said what it is."""
        return self.verdict in ("together", "apart")


@dataclass(frozen=True, slots=True)
class Card:
    """A group as it is shown: its rows, and True if they are a proposal and the very same text but for its spacing."""

    rows: tuple[Row, ...]
    verdict: str
    is_settled: bool
    is_one_text: bool


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The groups in two sections, (key of the heading, number of groups, cards) each; an empty one is left out."""
    request, waiting, done = library.request, proposed(library), settled(library)
    shown = max(AT_ONCE, request.number("shown"))
    rows = {row.speech.speech_id: row for row in library.rows}
    sections = [
        (key, len(groups), [_card(library, group, rows) for group in groups[:shown]])
        for key, groups in (("versions_open", waiting), ("versions_done", done))
        if groups
    ]
    return {"sections": sections, **next_part(request, shown, max(len(waiting), len(done)), AT_ONCE)}


def proposed(library: LibraryRequest) -> list[Group]:
    """The groups that wait for a person, those that are taken for versions first."""
    found = (Group(each.members, "alike" if each.counts_once else "copies") for each in proposals(library.snapshot))
    return list(_without_removed(library, found))


def settled(library: LibraryRequest) -> list[Group]:
    """The groups that people decided on: first what is one speech, then what is not, the latest decision first."""
    speeches, decisions = library.snapshot.speeches(), library.log.decisions
    together = {members: None for members in find_versions(speeches, {}, decisions).groups.values()}
    found = [Group(tuple(speeches[number] for number in members), "together") for members in together]
    numbers = {speech.speech_id: number for number, speech in speeches.items()}
    pairs = settled_pairs(speeches, decisions)
    apart: dict[tuple[int, ...], None] = {}
    for decision in reversed(decisions):
        members = tuple(sorted(numbers[each] for each in decision.members if each in numbers))
        among = list(combinations(members, 2))
        if decision.verdict == "apart" and among and all(pairs.get(pair) is False for pair in among):
            apart[members] = None
    found += [Group(tuple(speeches[number] for number in members), "apart") for members in apart]
    return list(_without_removed(library, found))


def _card(library: LibraryRequest, group: Group, rows: Mapping[str, Row]) -> Card:
    shown = tuple(rows[member.speech_id] for member in group.members)
    is_one_text = not group.is_settled and _is_one_text(library, group.members)
    return Card(shown, group.verdict, group.is_settled, is_one_text)


def _is_one_text(library: LibraryRequest, members: Sequence[SpeechFacts]) -> bool:
    numbers = [library.snapshot.number_of(speech.speech_id) for speech in members]
    texts = (library.snapshot.with_text(number).text for number in numbers if number is not None)
    return len({"".join(text.split()) for text in texts}) == 1


def _without_removed(library: LibraryRequest, groups: Iterable[Group]) -> Iterator[Group]:
    for group in groups:
        members = tuple(each for each in group.members if not library.log.is_out(each.root, each.path))
        if len(members) > 1:
            yield Group(members, group.verdict)

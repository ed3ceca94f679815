"""Versions of one speech, proposed by likeness and settled by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus import SpeechFacts
from indexer.library.listing import Row
from indexer.library.version_proposals import is_one_text, proposals, settled
from ui.library.filters import bar, passing
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
    """The groups in two sections, (key of the heading, number of groups, cards) each; an empty one is left out.

    A group is shown whole where one of its texts passes the filters.
    """
    passed = library.listing.ids(passing(library)) if library.is_filtered else None
    request = library.request
    waiting, done = (
        [group for group in groups if passed is None or any(each.speech_id in passed for each in group.members)]
        for groups in (proposed(library), decided(library))
    )
    shown = max(AT_ONCE, request.number("shown"))
    rows = library.listing.rows_of(
        each.speech_id for groups in (waiting, done) for group in groups[:shown] for each in group.members
    )
    sections = [
        (key, len(groups), [_card(library, group, rows) for group in groups[:shown]])
        for key, groups in (("versions_open", waiting), ("versions_done", done))
        if groups
    ]
    return {
        "bar": bar(library),
        "sections": sections,
        **next_part(request, shown, max(len(waiting), len(done)), AT_ONCE),
    }


def proposed(library: LibraryRequest) -> list[Group]:
    """The groups that wait for a person, those that are taken for versions first."""
    found = proposals(library.request.snapshot)
    return list(
        _without_removed(library, (Group(each.members, "alike" if each.counts_once else "copies") for each in found))
    )


def decided(library: LibraryRequest) -> list[Group]:
    """The groups that people decided on."""
    found = settled(library.request.snapshot)
    return list(_without_removed(library, (Group(each.members, each.verdict) for each in found)))


def _card(library: LibraryRequest, group: Group, rows: Mapping[str, Row]) -> Card:
    shown = tuple(rows[member.speech_id] for member in group.members)
    same = not group.is_settled and is_one_text(library.request.snapshot, group.members)
    return Card(shown, group.verdict, group.is_settled, same)


def _without_removed(library: LibraryRequest, groups: Iterable[Group]) -> Iterator[Group]:
    for group in groups:
        members = tuple(each for each in group.members if not library.log.is_out(each.root, each.path))
        if len(members) > 1:
            yield Group(members, group.verdict)

"""What there is to compare (两稿对照): the versions of one speech, the meetings held in several years."""

from __future__ import annotations

from collections import defaultdict

from corpus import SpeechFacts
from indexer.snapshot import Snapshot, once
from retriever.phrasing.skeletons import meeting


@once
def meetings_held_again(snapshot: Snapshot) -> list[tuple[SpeechFacts, ...]]:
    """The dated speeches of each meeting with more than one; the oldest of each first.

    Meetings that were held last in front. Of several versions of a speech the one that counts.
    """
    speeches, found = snapshot.speeches(), defaultdict(list)
    for number in snapshot.versions.counted():
        if speeches[number].date:
            found[meeting(speeches[number])].append(speeches[number])
    series = [tuple(sorted(held, key=lambda speech: speech.date_key)) for held in found.values() if len(held) > 1]
    return sorted(series, key=lambda held: held[-1].date_key, reverse=True)


@once
def speeches_in_versions(snapshot: Snapshot) -> list[tuple[SpeechFacts, ...]]:
    """The versions of each speech with more than one: that which counts last; newest speeches first."""
    speeches = snapshot.speeches()
    groups = dict.fromkeys(snapshot.versions.groups.values())
    found = [tuple(speeches[number] for number in (*members[:0:-1], members[0])) for members in groups]
    return sorted(found, key=lambda members: members[-1].date_key, reverse=True)

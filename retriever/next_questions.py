"""Questions that lead on from an answer: made of the headings that stand near its hits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus import fold_plain
from indexer.snapshot import Snapshot
from retriever.examples import Topic, in_turn, questions, topic
from retriever.types import Answer, Hit

# Hits whose surroundings are looked at: the others are less and less about what was asked.
_HITS = 5


def next_questions(snapshot: Snapshot, answer: Answer, count: int) -> tuple[str, ...]:
    """At most `count` questions that the corpus answers, near the hits of `answer` first, none of what was asked."""
    asked = fold_plain(answer.query.text)
    near = (_near(snapshot, hit) for hit in answer.hits[:_HITS])
    fresh = ([one for one in found if fold_plain(one.text) not in asked] for found in near)
    return questions(in_turn(fresh), count)


def _near(snapshot: Snapshot, hit: Hit) -> list[Topic]:
    """The topics of the headings around a hit but not above it, the nearest first, the later of two as near."""
    number = snapshot.number_of(hit.speech.speech_id)
    if number is None:  # the speech is gone since the answer was made
        return []
    speech, passages = snapshot.speech(number)
    headings = list(dict.fromkeys(heading for passage in passages for heading in passage.heading_path))
    own = hit.passage.heading_path
    at = headings.index(own[-1]) if own and own[-1] in headings else 0
    found = (topic(heading, speech) for heading in _outwards(headings, at) if heading not in own)
    return [one for one in found if one]


def _outwards(headings: Sequence[str], at: int) -> Iterable[str]:
    """All but `headings[at]` by their distance from it, the later one first."""
    for distance in range(1, len(headings)):
        for place in (at + distance, at - distance):
            if 0 <= place < len(headings):
                yield headings[place]

"""Looking around in the corpus without a question: one speech, what the filters offer, example questions, the state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus import Passage, Speech, SpeechFacts, reading_order
from corpus.errors import QueryError
from indexer.snapshot import Snapshot
from retriever.examples import Topic, in_turn, plain_first, questions, topics

# Speeches whose headings may become examples: the page is opened often, and a few good ones are enough.
_LOOKED_THROUGH = 60


@dataclass(frozen=True, slots=True)
class OpenSpeech:
    """A speech, its passages in order, and its other versions."""

    speech: Speech
    passages: tuple[Passage, ...]
    also: tuple[SpeechFacts, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """What the filters can be set to: years newest first, the others in their own order."""

    years: tuple[int, ...]
    speakers: tuple[str, ...]
    occasions: tuple[str, ...]
    folders: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """How much is in the index: speeches, passages, characters; files not read or marked; speeches without a date."""

    speeches: int
    passages: int
    characters: int
    pending: int
    not_read: int
    marked: int
    undated: int


def open_speech(snapshot: Snapshot, speech_id: str) -> OpenSpeech:
    """The speech with `speech_id`.

    :raises QueryError: if there is none.
    """
    speeches = snapshot.speeches()
    number = snapshot.number_of(speech_id)
    if number is None:
        raise QueryError("speech_unknown", speech_id=speech_id)
    speech, passages = snapshot.speech(number)
    also = tuple(speeches[other] for other in snapshot.versions.members(number) if other != number)
    return OpenSpeech(speech, passages, also)


def facets(speeches: Iterable[SpeechFacts]) -> Facets:
    """The values that occur among `speeches`."""
    known = list(speeches)
    return Facets(
        years=tuple(sorted({s.year for s in known if s.year is not None}, reverse=True)),
        speakers=_values(s.speaker for s in known),
        occasions=_values(s.occasion for s in known),
        folders=_values(s.folder for s in known),
        languages=_values(s.language for s in known),
    )


def _values(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}, key=reading_order))


def examples(snapshot: Snapshot, count: int, language: str) -> tuple[str, ...]:
    """At most `count` questions made of headings, newest speeches first, one of each folder before a second.

    They are in `language` if any speech is; else in that of the speeches, for that is what can be asked of them.
    """
    newest = sorted(snapshot.speeches().items(), key=lambda item: (item[1].date_key, item[0]), reverse=True)
    chosen = [(number, speech) for number, speech in newest if speech.language == language] or newest
    by_folder: dict[str, list[list[Topic]]] = {}
    for number, speech in chosen[:_LOOKED_THROUGH]:
        if found := topics(*snapshot.speech(number)):
            by_folder.setdefault(speech.folder, []).append(found)
    return questions(in_turn(plain_first(in_turn(found)) for found in by_folder.values()), count)


def status(snapshot: Snapshot) -> Status:
    """The state of the index of `snapshot`."""
    speeches, passages, characters, pending = snapshot.counts()
    reports = snapshot.reports()
    return Status(
        speeches=speeches,
        passages=passages,
        characters=characters,
        pending=pending,
        not_read=sum(report.status == "not_read" for report in reports),
        marked=sum(report.status == "marked" for report in reports),
        undated=sum(speech.date is None for speech in snapshot.speeches().values()),
    )

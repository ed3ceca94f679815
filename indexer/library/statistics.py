"""The corpus in numbers, and what became of its files: speeches by year, speaker and occasion; reports by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from corpus import FileReport, PartialDate, SpeechFacts, reading_order, say
from corpus.language.dates import date_in_words
from corpus.language.spellings import shown_by_spelling
from indexer.layout import UPLOADS
from indexer.snapshot import Snapshot, once


def not_read(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """The reports on files that could not be read, by root and path."""
    return tuple(report for report in snapshot.reports() if report.status == "not_read")


def with_remarks(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """The reports on files that were read although something about them should be known, by root and path."""
    return tuple(report for report in snapshot.reports() if report.status == "read" and report.warnings)


def marked(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """The reports on all files with a security mark, also those that were read since their root allows it."""
    return tuple(report for report in snapshot.reports() if report.mark is not None)


def marks_of(snapshot: Snapshot, speeches: Sequence[SpeechFacts]) -> list[str | None]:
    """The security mark of each speech's file, None for none."""
    marks = {(report.root, report.path): report.mark for report in marked(snapshot)}
    return [marks.get((speech.root, speech.path)) for speech in speeches]


def on_uploads(snapshot: Snapshot) -> dict[str, FileReport]:
    """The reports on uploaded files, by name; those that no build has seen yet are missing."""
    return {report.path: report for report in snapshot.reports() if report.root == UPLOADS}


def reasons(report: FileReport, language: str) -> tuple[str, ...]:
    """The sentences on how a file was read, each with what to do."""
    said = [say(warning.code, language, **_in_words(warning.particulars, language)) for warning in report.warnings]
    if report.status == "marked":
        said.insert(0, say("marked_out", language, mark=report.mark))
    return tuple(said)


def _in_words(particulars: Mapping[str, object], language: str) -> dict[str, object]:
    """The particulars of a remark, dates as people write them."""
    dates = {name: PartialDate.parse(str(value)) for name, value in particulars.items() if name in _DATES}
    return {**particulars, **{name: date_in_words(date, language) for name, date in dates.items() if date}}


_DATES = ("date", "other")
"""The names of dates among the particulars of remarks."""

Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of speeches and characters with one value, None for those without any."""

    value: int | str | None
    speeches: int
    characters: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The corpus by year, oldest first and every year between the first and the last, and by the other fields, most
    speeches first. What has no value comes last. `left_out` counts versions that do not count.
    """

    speeches: int
    characters: int
    left_out: int
    years: tuple[Count, ...]
    speakers: tuple[Count, ...]
    occasions: tuple[Count, ...]
    origins: tuple[Count, ...]


@once
def statistics(snapshot: Snapshot) -> Statistics:
    """The numbers of the corpus of `snapshot`."""
    lengths, speeches = snapshot.lengths(), snapshot.speeches()
    counted = [(speeches[number], lengths[number]) for number in snapshot.versions.counted()]
    return counts_of(counted, left_out=len(speeches) - len(counted))


def counts_of(counted: Iterable[tuple[SpeechFacts, int]], *, left_out: int = 0) -> Statistics:
    """The numbers of speeches, each given with its length in characters."""
    known = list(counted)
    return Statistics(
        len(known),
        sum(length for _, length in known),
        left_out,
        _with_gaps(_by(known, lambda speech: speech.year)),
        _most_first(_by(known, _one_of_each(known, "speaker"))),
        _most_first(_by(known, _one_of_each(known, "occasion"))),
        _most_first(_by(known, lambda speech: speech.origin)),
    )


def _one_of_each(known: list[tuple[SpeechFacts, int]], field: str) -> Callable[[SpeechFacts], str | None]:
    """A key that is the same, and is what is shown, for all spellings of one speaker or one meeting."""
    values = (getattr(speech, field) for speech, _ in known)
    shown = shown_by_spelling(Counter(filter(None, values)), field)
    return lambda speech: shown.get(getattr(speech, field))


def _by(known: list[tuple[SpeechFacts, int]], key: Callable[[SpeechFacts], Key | None]) -> dict[Key | None, Count]:
    found: dict[Key | None, Count] = {}
    for speech, length in known:
        value = key(speech)
        before = found.get(value, Count(value, 0, 0))
        found[value] = Count(value, before.speeches + 1, before.characters + length)
    return found


def _with_gaps(by_year: dict[int | None, Count]) -> tuple[Count, ...]:
    years = [year for year in by_year if year is not None]
    every = range(min(years), max(years) + 1) if years else range(0)
    return (*(by_year.get(year, Count(year, 0, 0)) for year in every), *([by_year[None]] if None in by_year else []))


def _most_first(counts: dict[str | None, Count]) -> tuple[Count, ...]:
    def place(count: Count) -> tuple[bool, int, int, bytes]:
        return count.value is None, -count.speeches, -count.characters, reading_order(str(count.value or ""))

    return tuple(sorted(counts.values(), key=place))

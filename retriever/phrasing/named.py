"""The speech that a typed name means, and the line about a speech wherever it is a source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus import SpeechFacts, fold_plain
from corpus.errors import QueryError
from indexer.snapshot import Snapshot

_CANDIDATES = 100  # as many as can be looked over
_LEAST = 3  # folded characters of a name without its year that still names something
_YEAR = re.compile("(?:19|20)[0-9]{2}年?")


class AmbiguousNameError(QueryError):
    """A name that several speeches have: `speeches` are all of them."""

    def __init__(self, name: str, speeches: Sequence[SpeechFacts]) -> None:
        self.speeches = tuple(speeches)
        super().__init__("speech_ambiguous", name=name, count=len(speeches), candidates=_listed(speeches))


class NotNamedError(QueryError):
    """A name that no speech has: `others` are those that would have it in another year."""

    def __init__(self, name: str, others: Sequence[SpeechFacts]) -> None:
        self.others = tuple(others)
        super().__init__("speech_not_named", name=name)


def speech_named(snapshot: Snapshot, name: str) -> int:
    """The number of the one speech that `name` names: its speech_id, file or title, a part of these,
    its label, or words of that with blanks between.

    A file is its path, or the end of it; a whole name goes before a part of one. The date may follow a title, and so
    tell years apart: 在全县安全生产工作会议上的讲话 2021.

    :raises QueryError: if there is no such speech, or several; their list is in the message.
    """
    number = snapshot.number_of(name)
    if number is not None:
        return number
    speeches = snapshot.speeches()
    found = _called(name, speeches)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousNameError(name, [speeches[number] for number in found])
    raise NotNamedError(name, _of_other_years(name, speeches.values()))


def _of_other_years(name: str, speeches: Iterable[SpeechFacts]) -> list[SpeechFacts]:
    """The speeches whose title, speaker or file has all words of `name` but the year; none where it has no year."""
    words = [fold_plain(word) for word in _YEAR.sub(" ", name).split()]
    if not _YEAR.search(name) or sum(map(len, words)) < _LEAST:
        return []
    return [speech for speech in speeches if _has_all(speech, words)]


def _has_all(speech: SpeechFacts, words: Iterable[str]) -> bool:
    told = fold_plain(f"{label(speech)} {speech.source}")
    return all(word in told for word in words)


def _called(name: str, speeches: Mapping[int, SpeechFacts]) -> list[int]:
    """The numbers of the speeches that `name` names in the narrowest reading in which it names any."""
    for is_meant in _readings(name, speeches.values()):
        found = [number for number in sorted(speeches) if is_meant(speeches[number])]
        if found:
            return found
    return []


def label(speech: SpeechFacts) -> str:
    """The date, title and speaker of a speech, as far as they are known: what people choose it by."""
    return " ".join(part for part in (speech.date_text, speech.title, speech.speaker or speech.office) if part)


def _readings(name: str, speeches: Iterable[SpeechFacts]) -> Iterator[Callable[[SpeechFacts], bool]]:
    """The readings of `name`, the narrowest first.

    A file that is called like a meeting, without its suffix, does not hide the speeches that have it in their title.
    """
    folded, path = fold_plain(name), Path(name).as_posix()
    if not folded:
        return
    yield lambda speech: path in (speech.source, speech.path) or Path(speech.path).name == path
    yield lambda speech: f"/{speech.source}".endswith(f"/{path}")
    if any(Path(speech.path).stem == path for speech in speeches):
        yield lambda speech: Path(speech.path).stem == path or folded in fold_plain(speech.title)
    yield lambda speech: fold_plain(speech.title) == folded
    yield lambda speech: speech.date is not None and _with_date(speech, folded)
    yield lambda speech: fold_plain(label(speech)) == folded
    yield lambda speech: folded in fold_plain(speech.title) or folded in fold_plain(speech.source)
    words = [fold_plain(word) for word in name.split()]
    yield lambda speech: _has_all(speech, words)


def _with_date(speech: SpeechFacts, folded: str) -> bool:
    """True if `folded` is the title with the date, or the beginning of the date, before or behind it."""
    title, date = fold_plain(speech.title), fold_plain(speech.date_text or "")
    rest = folded.removeprefix(title) if folded.startswith(title) else folded.removesuffix(title)
    return rest != folded and len(rest) >= len("2021") and date.startswith(rest)


def _listed(found: Sequence[SpeechFacts]) -> str:
    shown = [
        f"{speech.speech_id} {speech.title} {speech.date or ''} ({speech.source})" for speech in found[:_CANDIDATES]
    ]
    return "".join(f"\n  {line}" for line in shown) + ("\n  …" if len(found) > _CANDIDATES else "")

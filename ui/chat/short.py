"""The short answer above the passages as it is shown: its sentence, its lines with their places, the years, a copy."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Span, SpeechFacts, say
from retriever import Filters
from retriever.export import with_source
from retriever.types import ShortAnswer, Slice, YearOfWording
from ui.i18n import Strings
from ui.in_words import wording_address

_PAGES = {
    "said": "phrase",
    "first": "phrase",
    "last": "phrase",
    "years": "timeline",
    "changes": "families",
}  # where all of it is listed


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A slice with what stands in front of it, "" for nothing; `rank` None where it is no hit of the answer."""

    label: str
    text: str
    marks: tuple[Span, ...]
    dropped: str
    rank: int | None
    speech: SpeechFacts
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShortView:
    """A short answer: `said` in front of its lines and years, `copied` all of it with its sources.

    `all_at` is the address of the page that lists all places, with `all_label` on the link; both "" for none.
    """

    kind: str
    said: str
    lines: list[ShortLine]
    years: tuple[YearOfWording, ...]
    all_at: str
    all_label: str
    copied: str


def short_view(short: ShortAnswer, filters: Filters, words: Strings) -> ShortView:
    """The short answer under these filters, in the language of `words`."""
    lines = _lines(short, words)
    said = short.sentence(words.language)
    page = _PAGES.get(short.kind) if short.places else None
    return ShortView(
        kind=short.kind,
        said=said,
        lines=lines,
        years=short.years,
        all_at=wording_address(page, short.wording, filters, words) if page else "",
        all_label=words.say(f"short.{page}") if page else "",
        copied=_copied(said, short, lines, words),
    )


def _lines(short: ShortAnswer, words: Strings) -> list[ShortLine]:
    if short.changes:
        return [
            _line(each.slice, _years(each.first, each.last, words), _dropped(each.dropped, words))
            for each in short.changes
        ]
    if short.kind in ("first", "last"):
        return [_line(each, words.say("short.year", year=each.speech.year)) for each in short.slices]
    if not short.places or len(short.slices) < 2:
        return [_line(each, "") for each in short.slices]
    labels = (words.say("short.first"), words.say("short.last"))
    return [_line(each, label) for each, label in zip(short.slices, labels, strict=True)]


def _line(each: Slice, label: str, dropped: str = "") -> ShortLine:
    return ShortLine(label, each.text, each.marks, dropped, each.rank, each.speech, each.start, each.end)


def _years(first: int, last: int, words: Strings) -> str:
    return words.say("short.year", year=first) if first == last else words.say("short.span", first=first, last=last)


def _dropped(stretches: tuple[str, ...], words: Strings) -> str:
    return words.say("short.dropped", stretches=" ".join(f"“{each}”" for each in stretches)) if stretches else ""


def _copied(said: str, short: ShortAnswer, lines: list[ShortLine], words: Strings) -> str:
    """The short answer as text: every slice behind its label and before its citation."""
    years = (
        say("short_year", words.language, year=each.year, speeches=each.speeches, places=each.places)
        for each in short.years
    )
    cited = (f"{line.label} {with_source(line.text, line.speech)}".strip() for line in lines)
    return "\n".join(filter(None, (said, *years, *cited)))

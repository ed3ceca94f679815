"""The source reader: a whole speech, the passage outlined in it, its decisive sentence marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from markupsafe import Markup

from corpus import Span, Speech, outline
from retriever import Hit, OpenSpeech
from ui.i18n import Strings
from ui.in_words import details, reason, titled
from ui.pages.takeout import bar
from ui.rendering import render, within

DEEPEST = 4  # levels of an outline that are told apart by their indent


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a speech: the passage, None when the speech does not hold it, and the marks.

    All are spans of the speech's text. `at` is the one among the marks to look at first, the first one if None.
    """

    passage: Span | None
    marks: tuple[Span, ...]
    at: Span | None = None

    @property
    def first(self) -> Span | None:
        """The span to look at first: a mark, else the passage, None where there is neither."""
        return self.at or (self.marks[0] if self.marks else self.passage)


def place_of(hit: Hit, text: str) -> Place:
    """The place of the passage of `hit` in `text`.

    That is its own speech, where it stands at its own offsets unless the file was edited since, or one of `also_in`
    or `similar_in`, which may hold it word for word, or only its decisive sentences, or neither.
    """
    wanted = hit.passage
    start = wanted.start if text[wanted.start : wanted.end] == wanted.text else text.find(wanted.text)
    if start >= 0:
        marks = tuple(Span(start + a, start + b) for a, b in hit.highlights)
        return Place(Span(start, start + len(wanted.text)), marks)
    sentences = [wanted.text[a:b] for a, b in hit.highlights]
    found = sorted(Span(at, at + len(sentence)) for sentence in sentences if (at := text.find(sentence)) >= 0)
    return Place(None, tuple(found))


def place_among(clicked: Hit, hits: Iterable[Hit], speech: Speech) -> Place:
    """The place of the passage of `clicked` in `speech`, with the marks of all `hits` that this speech has.

    A hit of which no sentence decides is marked whole.
    """
    wanted = place_of(clicked, speech.text)
    others = (place_of(hit, speech.text) for hit in hits if hit.speech.speech_id == speech.speech_id)
    marks = list(_marks(wanted))
    at = marks[0] if marks else None
    for mark in (mark for other in others for mark in _marks(other)):
        if all(mark.end <= taken.start or taken.end <= mark.start for taken in marks):
            marks.append(mark)
    return Place(wanted.passage, tuple(sorted(marks)), at)


def _marks(place: Place) -> tuple[Span, ...]:
    return place.marks or ((place.passage,) if place.passage else ())


class Run(NamedTuple):
    """A piece of a paragraph, inside `mark` if any.

    `begins` says that the mark begins here, `is_current` that it is the one to look at first.
    """

    text: str
    mark: Span | None = None
    begins: bool = False
    is_current: bool = False


class Part(NamedTuple):
    """A piece of a paragraph that belongs to the passage, or one that does not."""

    is_passage: bool
    runs: tuple[Run, ...]


class Paragraph(NamedTuple):
    """A line of a speech that is not blank: `start` is its offset, `kind` the classes of its element, "" for none."""

    start: int
    kind: str
    parts: tuple[Part, ...]


class Heading(NamedTuple):
    """A heading of a speech, `level` at most DEEPEST."""

    text: str
    start: int
    level: int


def closed(words: Strings) -> Markup:
    """The reader before anything is opened in it."""
    return render("reader/closed.html", words)


def refused(sentence: str, words: Strings) -> Markup:
    """The reader when the speech cannot be opened, with the sentence that says why."""
    return render("reader/refused.html", words, sentence=sentence)


def opened(
    one: OpenSpeech, place: Place, notice: str | None, clicked: str, words: Strings, *, of_answer: bool = False
) -> Markup:
    """The reader with the whole speech.

    `notice` says that its text is no longer the one that was searched or linked to. `clicked` names the button that
    opened it, so that the page knows when the same one is clicked again. `of_answer` says that the marks are what an
    answer shows of the speech.
    """
    speech, first = one.speech, place.first
    attributes = {
        "data-place": clicked,
        "data-speech": speech.speech_id,
        "data-at": f"{first.start}-{first.end}" if first else None,
        "data-edition": edition(speech.text),
    }
    return render(
        "reader/opened.html",
        words,
        speech=speech,
        attributes=attributes,
        headings=headings(speech.text),
        marks=len(place.marks),
        of_answer=of_answer,
        known=known(one, words),
        also=[(titled(other, words), other.source) for other in one.also],
        notice=notice,
        paragraphs=paragraphs(one, place),
        bar=bar(speech, first) if first else None,
    )


def edition(text: str) -> str:
    """Eight hexadecimal digits that tell one text of a speech from another: an address of a place goes by offsets."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def headings(text: str) -> list[Heading]:
    """The headings of a speech with this text, in order."""
    return [
        Heading(each.heading, each.start, min(each.level, DEEPEST))
        for each in outline(text)
        if each.heading and each.level
    ]


def known(one: OpenSpeech, words: Strings) -> list[tuple[str, str, str]]:
    """The metadata of a speech: (field, value, why it is believed), the reason "" for what was given.

    The title, which stands above all the rest, is among it where it was inferred.
    """
    why = reason(one.speech.inferred.get("title"), words)
    return [("title", one.speech.title, why)] * bool(why) + details(one.speech, words)


def paragraphs(one: OpenSpeech, place: Place) -> list[Paragraph]:
    """The lines of a speech, with what `place` outlines and marks in them."""
    kinds = kinds_of_lines(one)
    return [paragraph(one.speech.text, span, place, kinds) for span in paragraph_spans(one.speech.text)]


def kinds_of_lines(one: OpenSpeech) -> dict[str, str]:
    """The class of each line that is a heading: of the title, and of every heading of the outline."""
    found = {heading.strip(): "heading" for passage in one.passages for heading in passage.heading_path}
    return found | {one.speech.title: "title"}


def paragraph_spans(text: str) -> list[Span]:
    """The lines of `text` that are not blank, as spans."""
    return [Span(*match.span()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def paragraph(text: str, span: Span, place: Place, kinds: dict[str, str]) -> Paragraph:
    """One line of `text`, cut where the passage begins and ends in it."""
    start, end = span
    kind = kinds.get(text[start:end].strip(), "")
    passage = within([place.passage], start, end) if place.passage else []
    if not passage:
        return Paragraph(start, kind, (Part(False, runs(text, span, place)),))
    first, last = start + passage[0].start, start + passage[0].end
    cuts = ((False, Span(start, first)), (True, Span(first, last)), (False, Span(last, end)))
    parts = tuple(Part(is_passage, runs(text, cut, place)) for is_passage, cut in cuts if cut.start < cut.end)
    return Paragraph(start, f"{kind} here".strip(), parts)


def runs(text: str, part: Span, place: Place) -> tuple[Run, ...]:
    """The `part` of `text` cut at the marks; the runs join to it."""
    found: list[Run] = []
    done = part.start
    for mark in place.marks:
        start, end = max(mark.start, part.start), min(mark.end, part.end)
        if start >= end:
            continue
        if done < start:
            found.append(Run(text[done:start]))
        found.append(Run(text[start:end], mark, start == mark.start, mark == place.at))
        done = end
    if done < part.end:
        found.append(Run(text[done : part.end]))
    return tuple(found)

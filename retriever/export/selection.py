"""Selections: pieces of speeches to be taken out, a sentence, a paragraph or a section, as text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from corpus import Paragraph, Span, Speech, outline
from corpus.errors import QueryError
from corpus.text.sentences import lines, sentences_of_line, trimmed
from retriever.export.citation import Cite, with_source


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of a speech, to be quoted: `speech.text[start:end]`, in code points.

    :raises ValueError: if the text has no such span; so an excerpt is never anything but a slice of its source.
    """

    speech: Speech
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.speech.text):
            raise ValueError(f"{self.speech.speech_id} has no text from {self.start} to {self.end}")

    @property
    def text(self) -> str:
        """The slice, character for character."""
        return self.speech.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Selection:
    """Excerpts in the order in which they are to be read, under one title ("" for none)."""

    title: str
    excerpts: tuple[Excerpt, ...]


Note: TypeAlias = Callable[[Excerpt], str]
"""A function that makes the note to print below an excerpt; "" for none."""


@dataclass(frozen=True, slots=True)
class ExcerptLine:
    """A line of an excerpt: a paragraph or the part of one that was taken, without the blanks around it.

    `heading` is the heading that it begins with, `is_heading` says that there is nothing else.
    """

    text: str
    heading: str
    is_heading: bool


def sentence_around(text: str, place: Span) -> Span:
    """The sentences that `place` touches, as one span.

    :raises ValueError: if there is nothing but blanks at the place.
    """
    return _around(text, place, lambda line: sentences_of_line(text, line))


def paragraph_around(text: str, place: Span) -> Span:
    """The paragraphs that `place` touches, as one span without the blanks around it.

    :raises ValueError: if there is nothing but blanks at the place.
    """
    return _around(text, place, lambda line: [line])


def under_heading(text: str, path: Sequence[str]) -> list[Span]:
    """The spans, in order, of all that stands under the heading `path` (outermost first), the heading itself included.

    There are several where the same headings come again, as in two lists of the same form. An empty path is the whole
    text. Headings inside a paragraph (一是…；二是…) have their part of it.
    :raises QueryError: if there is no such heading.
    """
    found: list[Span] = []
    goes_on = False
    for paragraph in outline(text):
        for start, end in pairwise(_cuts(paragraph)):
            inside = paragraph.path_at(start)[: len(path)] == tuple(path)
            if inside and goes_on and not _begins(paragraph, start, path):
                found[-1] = Span(found[-1].start, end)
            elif inside:
                found.append(Span(start, end))
            goes_on = inside
    if not found:
        raise QueryError("heading_unknown", heading=" › ".join(path))
    return [trimmed(text, *span) for span in found]


def excerpt_text(excerpt: Excerpt, cite: Cite | None = None) -> str:
    """The slice, followed by its citation if `cite` makes one: what is put on the clipboard."""
    return with_source(excerpt.text, excerpt.speech, cite) if cite else excerpt.text


def lines_of(excerpt: Excerpt) -> list[ExcerptLine]:
    """The lines of the excerpt that are not blank, with the headings that the outline of the whole speech knows."""
    found = []
    for paragraph in outline(excerpt.speech.text):
        start, end = max(paragraph.start, excerpt.start), min(paragraph.end, excerpt.end)
        text = excerpt.speech.text[start:end].strip()
        if start < end and text:
            # Half a heading is none: its rest may be what makes it one.
            whole = start == paragraph.start and end >= start + len(paragraph.heading or "")
            heading = paragraph.heading if whole and paragraph.heading else ""
            found.append(ExcerptLine(text, heading, bool(heading) and paragraph.own_line))
    return found


def _around(text: str, place: Span, parts: Callable[[Span], Sequence[Span]]) -> Span:
    first, last = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
    here = lines(text[first : last if last >= 0 else len(text)])  # of a long speech only what the place is in
    touched = [
        part
        for line in here
        for part in parts(Span(first + line.start, first + line.end))
        if part.start < place.end and place.start < part.end
    ]
    if not touched:
        raise ValueError(f"nothing but blanks from {place.start} to {place.end}")
    return Span(touched[0].start, touched[-1].end)


def _cuts(paragraph: Paragraph) -> list[int]:
    """The offsets at which the heading path may change in a paragraph: its ends, and those of the items inside it."""
    inner = {place for item in paragraph.items for place in (item.start, item.end)}
    return sorted(inner | {paragraph.start, paragraph.end})


def _begins(paragraph: Paragraph, place: int, path: Sequence[str]) -> bool:
    """True if the heading at the end of `path` begins at `place`."""
    if paragraph.path_at(place) != tuple(path):
        return False
    heads = place == paragraph.start and paragraph.heading is not None
    return heads or any(item.start == place for item in paragraph.items)


# What means something to CommonMark or its common extensions (tables, strikethrough, formulas) anywhere in a line…
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&~|$]")
# …and at the beginning of one: headings, lists, rules, definitions.
_AT_START = re.compile(r"(?P<count>\d{1,9})(?=[.)])|(?=[#+=:-])")


def to_markdown(selection: Selection, cite: Cite | None = None, note: Note | None = None) -> str:
    """The selection as CommonMark, below each excerpt what `note` says of it and the citation that `cite` makes.

    What a reader of the rendered page sees is the text of the source, character for character: whatever Markdown would
    take for a mark is escaped, so that 1. stays 1. and does not become the first item of a list.
    """
    blocks = [f"# {_escaped(selection.title)}"] if selection.title else []
    for excerpt in selection.excerpts:
        blocks.append(_quoted(excerpt))
        said = note(excerpt) if note else ""
        if said:
            blocks.append(_escaped(said))
        if cite:
            blocks.append(_escaped(cite(excerpt.speech)))
    return "\n\n".join(blocks) + "\n"


def _quoted(excerpt: Excerpt) -> str:
    return "\n>\n".join(f"> {_escaped(line.text)}" for line in lines_of(excerpt))


def _escaped(line: str) -> str:
    marked = _ANYWHERE.sub(r"\\\g<0>", line)
    return (
        _AT_START.sub(lambda match: (match["count"] or "") + "\\", marked, count=1) if _AT_START.match(line) else marked
    )

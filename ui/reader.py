"""The source reader as HTML: a whole speech, the passage outlined in it, its decisive sentence marked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from corpus import Passage, Span, Speech
from retriever import Hit, OpenSpeech
from ui.markup import EMPTY, button, element, joined, marked, within
from ui.strings import LANGUAGE_TAGS, Strings
from ui.takeout import tools
from ui.wording import details, reason, titled


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a speech to look: the passage, None when the speech does not hold it, and the marks.

    All are spans of the speech's text. `at` is the one among the marks to look at first, the first one if None.
    """

    passage: Span | None
    marks: tuple[Span, ...]
    at: Span | None = None

    @property
    def first(self) -> Span | None:
        """What to look at first: a mark, else the passage, None where there is neither."""
        return self.at or (self.marks[0] if self.marks else self.passage)


def place_of(hit: Hit, text: str) -> Place:
    """Where the passage of `hit` stands in `text`.

    That is its own speech, where it stands at its own offsets unless the file was edited since, or one of `also_in`,
    which may hold it word for word, or only its decisive sentences, or neither.
    """
    wanted = hit.passage
    start = wanted.start if text[wanted.start : wanted.end] == wanted.text else text.find(wanted.text)
    if start >= 0:
        marks = tuple(Span(start + a, start + b) for a, b in hit.highlights)
        return Place(Span(start, start + len(wanted.text)), marks)
    sentences = [wanted.text[a:b] for a, b in hit.highlights]
    found = sorted(Span(at, at + len(sentence)) for sentence in sentences if (at := text.find(sentence)) >= 0)
    return Place(None, tuple(found))


def closed(words: Strings) -> Markup:
    """The reader before anything is opened in it."""
    return element("aside", class_="reader", aria_label=words.say("reader.label"))


def refused(sentence: str, words: Strings) -> Markup:
    """The reader when the speech cannot be opened, with the sentence that says why."""
    return frame(words.say("reader.label"), element("p", sentence, class_="refused", role="alert"), words)


def opened(speech: OpenSpeech, place: Place, changed: bool, clicked: str, words: Strings) -> Markup:
    """The whole speech; `changed` says that its text is no longer the one that was searched.

    `clicked` names the button that opened it, so that the page knows when the same one is clicked again.
    """
    text, headings = speech.speech.text, headings_of(speech)
    notice = element("p", words.say("reader.changed"), class_="limit") if changed else EMPTY
    paragraphs = joined(paragraph(text, start, end, place, headings) for start, end in paragraph_spans(text))
    sheet = element("div", paragraphs, class_="speech", lang=LANGUAGE_TAGS[speech.speech.language])
    title = speech.speech.title + doubt(reason(speech.speech.inferred.get("title"), words), words)
    taken = tools(speech.speech, place.first, words)
    return frame(title, head(speech, words) + notice + sheet, words, clicked, taken)


def frame(title: str, body: Markup, words: Strings, clicked: str = "", taken: Markup = EMPTY) -> Markup:
    """The reader around `body`: title, close button and what copies stay in sight while the text scrolls."""
    close = button("×", class_="close", data_close="", aria_label=words.say("reader.close"))
    return element(
        "aside",
        element("header", element("h2", title), close),
        element("div", body, class_="sheet", tabindex=0),
        taken,
        class_="reader",
        aria_label=words.say("reader.label"),
        data_place=clicked,
    )


def head(speech: OpenSpeech, words: Strings) -> Markup:
    """What is known of the speech, inferred values with their reasons, and its other texts."""
    items = joined(
        element("div", element("dt", words.say(f"reader.{name}")), element("dd", value, doubt(why, words)))
        for name, value, why in details(speech.speech, words)
    )
    return element("dl", items, class_="known") + related(speech.also, words)


def doubt(why: str, words: Strings) -> Markup:
    """The sign of an inferred value, its reason in the tooltip and for screen readers; empty for one that was given."""
    if not why:
        return EMPTY
    sign = words.say("reader.inferred")
    return element("span", sign, class_="inferred", tabindex=0, role="note", title=why, aria_label=why)


def related(others: Collection[Speech], words: Strings) -> Markup:
    """The other texts of the same speech; empty when there is none."""
    if not others:
        return EMPTY
    names = joined(element("span", f"{titled(other, words)} · {other.source}") for other in others)
    return element("p", element("span", words.say("reader.related")), names, class_="related")


def headings_of(speech: OpenSpeech) -> dict[str, str]:
    """The lines that are headings, each with its class: the title, and every heading of the outline."""
    return {heading: "heading" for passage in speech.passages for heading in own_lines(passage)} | {
        speech.speech.title: "title"
    }


def own_lines(passage: Passage) -> tuple[str, ...]:
    """The headings above `passage`, blanks around them dropped."""
    return tuple(heading.strip() for heading in passage.heading_path)


def paragraph_spans(text: str) -> list[Span]:
    """The lines of `text` that are not blank, as spans."""
    return [Span(*match.span()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def paragraph(text: str, start: int, end: int, place: Place, headings: dict[str, str]) -> Markup:
    """One paragraph, with the part that belongs to the passage outlined and the marks inside it."""
    line, marks = text[start:end], within(place.marks, start, end)
    kind = headings.get(line.strip())
    current = shifted(place.at, start)
    outlined = within([place.passage], start, end) if place.passage else []
    if not outlined:
        return element("p", marked(line, marks, current=current), class_=kind, data_start=start)
    ((first, last),) = outlined
    around = within(marks, first, last)
    inside = element("span", marked(line[first:last], around, current=shifted(current, first)), class_="outlined")
    return element("p", line[:first], inside, line[last:], class_=f"{kind} here" if kind else "here", data_start=start)


def shifted(span: Span | None, by: int) -> Span | None:
    """`span` counted from `by`."""
    return span and Span(span.start - by, span.end - by)

"""The source reader as HTML: a whole speech, the passage outlined in it, its decisive sentence marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from markupsafe import Markup

from corpus import Passage, Span, Speech, SpeechFacts, outline
from retriever import Hit, OpenSpeech
from ui.i18n import LANGUAGE_TAGS, Strings
from ui.markup import EMPTY, button, element, joined, shown, within
from ui.pages.doubt import doubt
from ui.pages.takeout import tools
from ui.wording import details, reason, titled

DEEPEST = 4  # levels of an outline that are told apart by their indent


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
    """Where the passage of `clicked` stands in `speech`, with the marks of all `hits` that this speech has.

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


def closed(words: Strings) -> Markup:
    """The reader before anything is opened in it."""
    return element("section", class_="reader", aria_label=words.say("reader.label"))


def refused(sentence: str, words: Strings) -> Markup:
    """The reader when the speech cannot be opened, with the sentence that says why."""
    return frame(words.say("reader.label"), element("p", sentence, class_="refused", role="alert"), words)


def edition(text: str) -> str:
    """Eight hexadecimal digits that tell one text of a speech from another: an address of a place goes by offsets."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def opened(
    speech: OpenSpeech, place: Place, notice: str | None, clicked: str, words: Strings, *, of_answer: bool = False
) -> Markup:
    """The whole speech, below a `notice` that its text is no longer the one that was searched or linked to, if any.

    `clicked` names the button that opened it, so that the page knows when the same one is clicked again. `of_answer`
    says that the marks are what an answer shows of the speech.
    """
    text, headings = speech.speech.text, headings_of(speech)
    above = element("p", notice, class_="limit", role="note") if notice else EMPTY
    paragraphs = joined(paragraph(text, start, end, place, headings) for start, end in paragraph_spans(text))
    sheet = element("div", paragraphs, class_="speech", lang=LANGUAGE_TAGS[speech.speech.language])
    title = speech.speech.title
    first = place.first
    body = moves(speech.speech, steps(len(place.marks), of_answer, words), words) + element(
        "div", head(speech, words), above, sheet, class_="sheet", tabindex=0, aria_label=words.say("reader.text")
    )
    return frame(
        title,
        body + tools(speech.speech, first, words),
        words,
        data_place=clicked,
        data_speech=speech.speech.speech_id,
        data_at=f"{first.start}-{first.end}" if first else None,
        data_edition=edition(text),
    )


def frame(title: str, body: Markup, words: Strings, **more: str | None) -> Markup:
    """The reader around `body`: title and close button stay in sight while the text scrolls."""
    close = button("×", class_="close", data_close="", aria_label=words.say("reader.close"))
    head = element("header", element("h2", title), close)
    return element("section", head, body, class_="reader", aria_label=words.say("reader.label"), **more)


def moves(speech: Speech, steps: Markup, words: Strings) -> Markup:
    """The bar that moves about in the speech: its headings, the marks one after another, and the link to the place."""
    link = button(words.say("reader.link"), data_link="", title=words.say("reader.link_hint"))
    return element("div", contents(speech, words), steps, link, class_="moves")


def steps(count: int, of_answer: bool, words: Strings) -> Markup:
    """What goes from one of `count` marks to the next and says which it is; the script fills in the number.

    One mark is only said to be the only one, and only of an answer: a place that an address names is one place.
    """
    if count < 2:
        only = element("span", words.say("reader.only_of_answer"), class_="count")
        return element("span", only, class_="steps") if count and of_answer else EMPTY
    key = "reader.nth_of_answer" if of_answer else "reader.nth_place"
    said = words.say(key, number="{number}", count=count)
    previous, following = words.say("reader.previous"), words.say("reader.next")
    return element(
        "span",
        button("‹", data_step="-1", aria_label=previous, title=previous),
        element("span", class_="count", role="status", data_said=said),
        button("›", data_step="1", aria_label=following, title=following),
        class_="steps",
    )


def contents(speech: Speech, words: Strings) -> Markup:
    """The headings of the speech, each as far in as it is deep, to be folded out; empty when it has none."""
    items = joined(
        element("li", button(each.heading, data_jump=each.start), class_=f"level{min(each.level, DEEPEST)}")
        for each in outline(speech.text)
        if each.heading and each.level
    )
    if not items:
        return EMPTY
    return element(
        "details",
        element("summary", words.say("reader.outline")),
        element("ul", items, tabindex=0, aria_label=words.say("reader.outline")),
        class_="contents",
    )


def head(speech: OpenSpeech, words: Strings) -> Markup:
    """What is known of the speech, inferred values with their reasons, and its other texts."""
    items = joined(
        element("div", element("dt", words.say(f"reader.{name}")), element("dd", value, doubt(why, words)))
        for name, value, why in (*_doubtful_title(speech.speech, words), *details(speech.speech, words))
    )
    return element("dl", items, class_="known") + related(speech.also, words)


def _doubtful_title(speech: SpeechFacts, words: Strings) -> list[tuple[str, str, str]]:
    """The title, which stands above all the rest, once more where it was inferred."""
    why = reason(speech.inferred.get("title"), words)
    return [("title", speech.title, why)] if why else []


def related(others: Collection[SpeechFacts], words: Strings) -> Markup:
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
    line = text[start:end]
    kind = headings.get(line.strip())
    outlined = within([place.passage], start, end) if place.passage else []
    if not outlined:
        return element("p", highlighted(text, Span(start, end), place), class_=kind, data_start=start)
    ((first, last),) = outlined
    before, inside, after = (
        highlighted(text, Span(start + a, start + b), place) for a, b in ((0, first), (first, last), (last, len(line)))
    )
    around = element("span", inside, class_="outlined")
    return element("p", before, around, after, class_=f"{kind} here" if kind else "here", data_start=start)


def highlighted(text: str, part: Span, place: Place) -> Markup:
    """The `part` of `text` with what is marked in it; where a mark begins, it says which place of the speech it is."""
    pieces: list[Markup] = []
    done = part.start
    for mark in place.marks:
        start, end = max(mark.start, part.start), min(mark.end, part.end)
        if start >= end:
            continue
        begins = f"{mark.start}-{mark.end}" if start == mark.start else None
        current = "current" if mark == place.at else None
        pieces += [shown(text[done:start]), element("mark", shown(text[start:end]), class_=current, data_stop=begins)]
        done = end
    return joined([*pieces, shown(text[done : part.end])])

"""One passage of an answer as HTML: its source, its text, why it is here, and what can be done with it."""

from __future__ import annotations

import re
from itertools import count, takewhile

from markupsafe import Markup

from corpus import SpeechFacts
from retriever import Hit
from retriever.export import citation, date_in_words, is_working_text, state_in_words
from retriever.feedback import LONGEST_REMARK, VERDICTS
from ui.chat.conversation import CONTEXT, Turn
from ui.i18n import LANGUAGE_TAGS, Strings
from ui.markup import EMPTY, button, element, joined, marked, shown, spaced, within
from ui.pages.doubt import doubtful_date
from ui.pages.family_cards import discontinued_notes
from ui.pages.origin import origin
from ui.wording import titled

THUMB = Markup(
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M6.5 9 10 2.5c1.3 0 2 .9 2 2.2L11.5 8'
    'h4c1.1 0 1.9 1 1.6 2.1l-1.3 5.1c-.2.8-.9 1.3-1.7 1.3H6.5zM6.5 9H3v7.5h3.5" fill="none" stroke="currentColor" '
    'stroke-width="1.4" stroke-linejoin="round"/></svg>'
)
_BLANKS = r"[^\S\n]*"
DEEPEST = 4  # levels of an outline that are told apart by their indent

Place = dict[str, str | int | None]  # the attributes by which a button says which passage it belongs to


def hit_item(number: int, one: Turn, hit: Hit, words: Strings) -> Markup:
    """One numbered passage: its source, its text with the decisive sentence marked, why it is here.

    Where a passage is shown among its neighbours, these are there for no reason of their own, so they stand plain.
    """
    place: Place = {"data_turn": number, "data_rank": hit.rank}
    in_context = one.answer is not None and one.answer.query.mode == CONTEXT
    text = element("blockquote", quoted(hit), class_="passage", lang=LANGUAGE_TAGS[hit.speech.language])
    above = outline(hit) if hit.outline else path(hit)
    foot = element("div", reasons(hit, words), actions(place, words, one.verdict(hit)), class_="foot")
    below = discontinued_notes(hit.passage.text, hit.discontinued, words) + also_in(hit, place, words) + foot
    return element(
        "li",
        *(title(hit, place, words), source_line(hit, words), above, text, below),
        remark(place, one.verdict(hit), one.remark_on(hit), words),
        class_="hit plain" if in_context and not hit.matched else "hit",
        value=hit.rank,
        data_citation=citation(hit.speech),
        data_speech=hit.speech.speech_id,
        data_start=hit.passage.start,
        data_end=hit.passage.end,
        **place,
    )


def quoted(hit: Hit) -> Markup:
    """The passage with what decides marked, and what must be read with that set off from the rest."""
    text, highlights = hit.passage.text, hit.highlights
    if hit.read_with is None:
        return marked(text, highlights, spaced)
    start, end = hit.read_with
    inside = marked(text[start:end], within(highlights, start, end), spaced)
    return spaced(text[:start]) + element("span", inside, class_="read-with") + spaced(text[end:])


def outline(hit: Hit) -> Markup:
    """The headings of the whole speech in order, each as far in as it is deep; the passage's own is marked."""
    items = joined(
        element(
            "li",
            headings[-1],
            class_=f"level{min(len(headings), DEEPEST)}",
            aria_current="true" if headings == hit.passage.heading_path else None,
        )
        for headings in hit.outline
    )
    return element("ul", items, class_="outline")


def title(hit: Hit, place: Place, words: Strings) -> Markup:
    """The title of the speech, which opens it."""
    label = words.say("passage.open_label", title=hit.speech.title, number=hit.passage.paragraph)
    return element("h3", button(hit.speech.title, class_="title", data_event="open", aria_label=label, **place))


def source_line(hit: Hit, words: Strings) -> Markup:
    """Whose it is if not one's own, speaker, date, paragraph number; what is unknown or inferred is said to be so."""
    speech = hit.speech
    speaker = speech.speaker or speech.office or words.say("passage.no_speaker")
    date = shown(date_in_words(speech.date, words.language) if speech.date else words.say("passage.undated"))
    state = state_in_words(speech.state, words.language) if speech.state and is_working_text(speech) else None
    number = words.say("passage.paragraph", number=hit.passage.paragraph)
    parts = [part for part in (state, speaker, date + doubtful_date(speech, words), number) if part]
    return element("div", origin(speech, words), joined(element("span", part) for part in parts), class_="source")


def path(hit: Hit) -> Markup:
    """The headings above the passage, outermost first, down to the first that stands in the passage itself."""
    text = hit.passage.text
    own = takewhile(lambda heading: not _stands_in(heading.strip(), text), hit.passage.heading_path)
    headings = joined(element("span", heading) for heading in own)
    return element("p", headings, class_="path") if headings else EMPTY


def _stands_in(heading: str, text: str) -> bool:
    """Whether a line or a sentence of `text` begins with `heading`."""
    return re.search(rf"(?:^|[。！？；;]){_BLANKS}{re.escape(heading)}", text, re.MULTILINE) is not None


def also_in(hit: Hit, place: Place, words: Strings) -> Markup:
    """The other speeches where it reads the same, then those where it differs a little, each a button that opens it.

    They are numbered through, as `others_of` has them; empty when there is none.
    """
    numbers = count()
    return joined(
        element(
            "p",
            element("span", words.say(label)),
            *(button(titled(other, words), data_event="open", data_also=next(numbers), **place) for other in others),
            class_="also",
        )
        for label, others in (("answer.also_in", hit.also_in), ("answer.similar_in", hit.similar_in))
        if others
    )


def others_of(hit: Hit) -> tuple[SpeechFacts, ...]:
    """The other speeches that the card of `hit` names, in the order of their buttons."""
    return (*hit.also_in, *hit.similar_in)


def reasons(hit: Hit, words: Strings) -> Markup:
    """Why the passage is here, as a list of labels; empty for one that is only a neighbour."""
    if not hit.matched:
        return EMPTY
    labels = joined(element("li", words.say(f"matched.{kind}"), class_=kind) for kind in hit.matched)
    return element("ul", labels, class_="reasons", aria_label=words.say("answer.matched"))


def actions(place: Place, words: Strings, verdict: str | None) -> Markup:
    """Open the source, copy the passage, copy it with its citation, put it into the collection, say if it helps."""
    return element(
        "div",
        button(words.say("passage.open"), class_="open", data_event="open", **place),
        button(words.say("passage.copy"), data_copy="passage"),
        button(words.say("passage.cite"), data_copy="citation"),
        button(words.say("collection.add"), class_="collects", data_collect="", aria_pressed="false"),
        element("span", *(thumb(name, place, words, verdict) for name in VERDICTS), class_="thumbs"),
        class_="actions",
    )


def thumb(name: str, place: Place, words: Strings, verdict: str | None) -> Markup:
    """The button that says that the passage helps ("up") or does not ("down"); a second click takes it back."""
    said = words.say(f"feedback.{name}")
    return button(
        THUMB,
        class_=f"thumb {name}",
        aria_pressed="true" if verdict == name else "false",
        aria_label=said,
        title=said,
        data_event="judge",
        data_verdict=name,
        **place,
    )


def remark(place: Place, verdict: str | None, state: str | None, words: Strings) -> Markup:
    """Where a word can be added to a verdict, or the thanks for one; empty where neither was just given."""
    if verdict is None or state is None:
        return EMPTY
    if state == "kept":
        return element("div", element("span", words.say("feedback.kept"), class_="told"), class_="remark")
    label = words.say("feedback.remark")
    typed = Markup('<input type="text" maxlength="{}" aria-label="{}" placeholder="{}">').format(
        LONGEST_REMARK, label, label
    )
    send = button(words.say("feedback.send"), data_event="judge", data_verdict=verdict, data_send="", **place)
    return element("div", element("span", words.say("feedback.thanks"), class_="told"), typed, send, class_="remark")

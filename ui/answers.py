"""The conversation as HTML: questions, and answers as numbered passages with their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from urllib.parse import urlencode

from markupsafe import Markup

from retriever import Answer, Chip, Hit, Query
from retriever.export import citation, date_in_words, is_working_text, state_in_words
from retriever.feedback import LONGEST_REMARK, VERDICTS
from retriever.filters import set_filters
from retriever.phrasing.families import FormulationFamily
from retriever.phrasing.occurrences import Occurrence
from ui.conversation import CONTEXT, Conversation, Turn
from ui.families import Means, discontinued_notes, family_card
from ui.keeping import kept
from ui.markup import EMPTY, button, element, joined, marked, spaced, within
from ui.pages.parts import source
from ui.strings import LANGUAGE_TAGS, Strings
from ui.wording import given, limit, meaning, titled, understood

PAGE_SIZE = 10
THUMB = Markup(
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M6.5 9 10 2.5c1.3 0 2 .9 2 2.2L11.5 8'
    'h4c1.1 0 1.9 1 1.6 2.1l-1.3 5.1c-.2.8-.9 1.3-1.7 1.3H6.5zM6.5 9H3v7.5h3.5" fill="none" stroke="currentColor" '
    'stroke-width="1.4" stroke-linejoin="round"/></svg>'
)
_BLANKS = r"[^\S\n]*"
DEEPEST = 4  # levels of an outline that are told apart by their indent

Place = dict[str, str | int | None]  # the attributes by which a button says which passage it belongs to


def welcome(examples: Sequence[str], words: Strings) -> Markup:
    """What stands there before the first question: what this is for, and `examples` to click."""
    items = joined(
        element("li", button(example, class_="example", data_event="example", data_question=example))
        for example in examples
    )
    offered = element("h2", words.say("welcome.examples")) + element("ul", items) if items else EMPTY
    heading = element("h1", words.say("welcome.heading"))
    return element("section", heading, element("p", words.say("welcome.text")), offered, class_="welcome")


def empty(words: Strings) -> Markup:
    """The conversation before anything was asked; the script puts the turns into it."""
    turns = element("section", class_="talk", aria_label=words.say("ask.conversation"))
    return element("h1", words.say("nav.ask"), class_="unseen") + turns


def news(talk: Conversation, numbers: Iterable[int], words: Strings) -> Markup:
    """The turns of these numbers, and how many there are in all."""
    turns = joined(turn(number, talk.turns[number], words) for number in numbers)
    return element("div", turns, data_turns=len(talk.turns))


def turn(number: int, one: Turn, words: Strings) -> Markup:
    """A question and what came of it so far: an answer, a sentence about why there is none, or a sign of waiting."""
    if one.error is not None:
        body = element("p", one.error, class_="refused", role="alert")
    elif one.answer is not None:
        body = answer(number, one, one.answer, words)
    else:
        body = element("p", words.say("ask.looking"), class_="found waiting")
    asked = element("h2", one.question.strip(), class_="question")
    return element(
        "article",
        asked,
        element("div", body, class_="answer"),
        class_="turn",
        data_turn=number,
        data_asked=kept(one),
    )


def answer(number: int, one: Turn, shown: Answer, words: Strings) -> Markup:
    """What was found in one line, the filters as chips, a wording through the years, passages, what leads on."""
    context = shown.query.mode == CONTEXT
    items = joined(hit_item(number, one, hit, words) for hit in shown.hits[: one.shown])
    listed = element("ol", items, class_="hits") if items else EMPTY
    # What a passage stands among does not depend on what was understood, so there is nothing to take away.
    chips = EMPTY if context else chip_list(number, shown.query, words)
    whole = one.shown >= len(shown.hits)
    further = more(number, one, words) + (leads_on(one.next_questions, words) if whole else EMPTY)
    years = through_years(one.families, shown.query.subject, words)
    return found(shown, one.not_read, words) + chips + years + listed + further


def found(shown: Answer, not_read: int, words: Strings) -> Markup:
    """One line on what was found and what was left out: notes, speeches without a date, files that were not read."""
    limits = []
    far = shown.note is not None and shown.note.code.startswith("no_close_match")
    if shown.note is not None and shown.hits and not far:
        limits.append(note(shown, words))
    if shown.query.mode == "wording" and shown.hits:
        limits.append(words.say("answer.wording"))
    limits += [one.sentence(words.language) for one in shown.notes]
    if not_read:
        limits.append(words.say("answer.not_read", count=not_read))
    # What is not close is not "found": the note stands in place of a count.
    first = element("span", note(shown, words) if far else summary(shown, words))
    rest = joined(Markup(" ") + element("span", each, class_="limit") for each in limits)
    return element("p", first, rest, class_="found")


def summary(shown: Answer, words: Strings) -> str:
    """How many passages in how many speeches, in one sentence; without any, the sentence that says why."""
    if not shown.hits:
        return note(shown, words) or words.say("answer.found_none")
    listed = len(shown.hits)
    speeches = words.say("answer.speeches", count=len({hit.speech.speech_id for hit in shown.hits}))
    if shown.query.mode == CONTEXT:
        return words.say("answer.in_context", title=shown.hits[0].speech.title)
    if shown.query.mode in ("speeches", "outline"):
        total = words.say("answer.speeches", count=shown.total)
        if shown.total > listed:
            first = shown.offset + 1
            return words.say("answer.found_speeches_some", total=total, first=first, last=shown.offset + listed)
        return words.say("answer.found_speeches", total=total)
    total = words.say("answer.passages", count=shown.total)
    if shown.offset:
        first, last = shown.offset + 1, shown.offset + listed
        return words.say("answer.found_further", total=total, first=first, last=last, speeches=speeches)
    if shown.total > listed:
        return words.say("answer.found_some", total=total, shown=listed, speeches=speeches)
    return words.say("answer.found_all", passages=total, speeches=speeches)


def note(shown: Answer, words: Strings) -> str:
    """The sentence of the answer's note, "" when it has none."""
    return shown.note.sentence(words.language) if shown.note else ""


def chip_list(number: int, query: Query, words: Strings) -> Markup:
    """What was understood and what was set: what is applied as buttons that take it away, the rest with the reason."""
    items = [chip(number, together, words) for together in understood(query.understood)]
    items += [set_chip(number, name, value, words) for name, value in set_filters(given(query)).items()]
    listed = joined(element("li", item) for item in items)
    return element("ul", listed, class_="chips", aria_label=words.say("chips.label")) if items else EMPTY


def set_chip(number: int, field: str, value: str | int, words: Strings) -> Markup:
    """A filter that was set beside the question."""
    return removable(limit(field, value, words), words, data_turn=number, data_field=field)


def removable(said: str, words: Strings, **place: str | int) -> Markup:
    """A chip that is taken away by a click."""
    label = words.say("chips.drop", meaning=said)
    cross = element("span", "×", aria_hidden="true")
    return button(said, cross, class_="chip", aria_label=label, data_event="drop", **place)


def chip(number: int, together: tuple[Chip, ...], words: Strings) -> Markup:
    """The chips of the same words as one."""
    said, first = meaning(together, words), together[0]
    if not first.applied:
        reason = element("span", first.why(words.language), class_="why")
        return element("span", said, class_="chip off") + reason
    return removable(said, words, data_turn=number, data_words=first.words)


def more(number: int, one: Turn, words: Strings) -> Markup:
    """The button for the next passages, empty when all of them are there."""
    if one.remaining <= 0 or not one.answer or one.shown < len(one.answer.hits):
        return EMPTY
    label = words.say("answer.more", count=min(PAGE_SIZE, one.remaining))
    return button(label, class_="more", data_event="more", data_turn=number)


def through_years(families: Sequence[FormulationFamily], asked: str, words: Strings) -> Markup:
    """How what was `asked` was put through the years, and where to find more of it; empty without any family."""
    if not families:
        return EMPTY

    def opener(use: Occurrence, shown: Markup) -> Markup:
        place = {"speech": use.speech.speech_id, "at": f"{use.start}-{use.end}"}
        return element("a", shown, href=f"/{words.language}/?{urlencode(place)}", data_place="", class_="opens")

    means = Means(words, opener, lambda use: source(use.speech, words))
    whole = element("a", words.say("families.all_link"), href=f"/{words.language}/families?{urlencode({'q': asked})}")
    heading = element("header", element("h3", words.say("families.in_answer")), whole)
    cards = joined(family_card(family, means) for family in families)
    return element("section", heading, cards, class_="through-years")


def leads_on(questions: Sequence[str], words: Strings) -> Markup:
    """Questions that the library answers as well, to be asked by a click; empty when there is none."""
    items = joined(
        element("li", button(question, data_event="example", data_question=question)) for question in questions
    )
    if not items:
        return EMPTY
    return element("div", element("p", words.say("answer.next")), element("ul", items), class_="next")


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
    """Speaker, date and paragraph number; what is unknown is said to be unknown."""
    speech = hit.speech
    speaker = speech.speaker or speech.office or words.say("passage.no_speaker")
    date = date_in_words(speech.date, words.language) if speech.date else words.say("passage.undated")
    state = state_in_words(speech.state, words.language) if speech.state and is_working_text(speech) else None
    parts = [
        part for part in (state, speaker, date, words.say("passage.paragraph", number=hit.passage.paragraph)) if part
    ]
    return element("p", joined(element("span", part) for part in parts), class_="source")


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
    """The other speeches that say nearly the same, each a button that opens it; empty when there is none."""
    others = joined(
        button(titled(other, words), data_event="open", data_also=number, **place)
        for number, other in enumerate(hit.also_in)
    )
    return element("p", element("span", words.say("answer.also_in")), others, class_="also") if others else EMPTY


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

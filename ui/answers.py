"""The conversation as HTML: questions, and answers as numbered passages with their sources."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from retriever import Answer, Chip, Hit
from retriever.export import citation, date_in_words, is_working_text, state_in_words
from ui.conversation import CONTEXT, Conversation, Turn
from ui.markup import EMPTY, button, element, joined, marked, spaced
from ui.strings import LANGUAGE_TAGS, Strings
from ui.wording import given, meaning, scope, titled, understood

PAGE_SIZE = 10
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


def conversation(talk: Conversation, words: Strings) -> Markup:
    """All turns of `talk`, oldest first."""
    turns = joined(turn(number, one, words) for number, one in enumerate(talk.turns))
    return element("section", turns, class_="talk", aria_label=words.say("ask.conversation"), aria_live="polite")


def turn(number: int, one: Turn, words: Strings) -> Markup:
    """A question and what came of it so far: an answer, a sentence about why there is none, or a sign of waiting."""
    if one.error is not None:
        body = element("p", one.error, class_="refused", role="alert")
    elif one.answer is not None:
        body = answer(number, one, one.answer, words)
    else:
        body = element("p", words.say("ask.looking"), class_="found waiting")
    asked = element("h2", one.question.strip(), class_="question")
    return element("article", asked, element("div", body, class_="answer"), class_="turn", data_turn=number)


def answer(number: int, one: Turn, shown: Answer, words: Strings) -> Markup:
    """What was found in one line, what must be known about it, what was understood, then `one.shown` passages."""
    context = shown.query.mode == CONTEXT
    items = joined(hit_item(number, hit, words, context) for hit in shown.hits[: one.shown])
    listed = element("ol", items, class_="hits") if items else EMPTY
    # What a passage stands among does not depend on what was understood, so there is nothing to take away.
    chips = EMPTY if context else chip_list(number, shown.query.understood, words)
    return found(shown, one.not_read, words) + chips + listed + more(number, one, words)


def found(shown: Answer, not_read: int, words: Strings) -> Markup:
    """One line on what was found, then its limits: notes, the filters that were set, files that were not searched."""
    limits = []
    far = shown.note is not None and shown.note.code.startswith("no_close_match")
    if shown.note is not None and shown.hits and not far:
        limits.append(note(shown, words))
    if shown.query.mode == "wording" and shown.hits:
        limits.append(words.say("answer.wording"))
    limits += [one.sentence(words.language) for one in shown.notes]
    if filters := scope(given(shown.query), words):
        limits.append(words.say("answer.scope", filters=filters))
    if not_read:
        limits.append(words.say("answer.not_read", count=not_read))
    lines = joined(element("p", limit, class_="limit") for limit in limits)
    # What is not close is not "found": the note stands in place of a count.
    return element("p", note(shown, words) if far else summary(shown, words), class_="found") + lines


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


def chip_list(number: int, chips: Sequence[Chip], words: Strings) -> Markup:
    """What was understood: what is applied as buttons that take it away, what is not with the reason."""
    items = joined(element("li", chip(number, together, words)) for together in understood(chips))
    return element("ul", items, class_="chips", aria_label=words.say("chips.label")) if items else EMPTY


def chip(number: int, together: tuple[Chip, ...], words: Strings) -> Markup:
    """The chips of the same words as one."""
    said, first = meaning(together, words), together[0]
    if not first.applied:
        reason = element("span", first.why(words.language), class_="why")
        return element("span", said, class_="chip off") + reason
    label = words.say("chips.drop", meaning=said)
    cross = element("span", "×", aria_hidden="true")
    return button(
        said, cross, class_="chip", aria_label=label, data_event="drop", data_turn=number, data_words=first.words
    )


def more(number: int, one: Turn, words: Strings) -> Markup:
    """The button for the next passages, empty when all of them are there."""
    if one.remaining <= 0 or not one.answer or one.shown < len(one.answer.hits):
        return EMPTY
    label = words.say("answer.more", count=min(PAGE_SIZE, one.remaining))
    return button(label, class_="more", data_event="more", data_turn=number)


def hit_item(number: int, hit: Hit, words: Strings, context: bool = False) -> Markup:
    """One numbered passage: its source, its text with the decisive sentence marked, why it is here.

    In a `context` the neighbours of the passage are there for no reason of their own, so they stand plain.
    """
    place: Place = {"data_turn": number, "data_rank": hit.rank}
    text = element(
        "blockquote",
        marked(hit.passage.text, hit.highlights, spaced),
        class_="passage",
        lang=LANGUAGE_TAGS[hit.speech.language],
    )
    above = outline(hit) if hit.outline else path(hit)
    foot = element("div", reasons(hit, words), actions(place, words), class_="foot")
    return element(
        "li",
        *(title(hit, place, words), source_line(hit, words), above, text, also_in(hit, place, words), foot),
        class_="hit plain" if context and not hit.matched else "hit",
        value=hit.rank,
        data_citation=citation(hit.speech),
        **place,
    )


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
    """The headings above the passage, outermost first."""
    headings = joined(element("span", heading) for heading in hit.passage.heading_path)
    return element("p", headings, class_="path") if headings else EMPTY


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


def actions(place: Place, words: Strings) -> Markup:
    """Open the source, copy the passage, copy it with its citation."""
    return element(
        "div",
        button(words.say("passage.open"), class_="open", data_event="open", **place),
        button(words.say("passage.copy"), data_copy="passage"),
        button(words.say("passage.cite"), data_copy="citation"),
        class_="actions",
    )

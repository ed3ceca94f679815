"""The conversation as HTML: questions, and answers as numbered passages with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from retriever import Answer, Chip, Note, Query
from retriever.phrasing.families import FormulationFamily
from retriever.phrasing.occurrences import Occurrence
from retriever.understanding.filters import set_filters
from ui.chat.conversation import CONTEXT, Conversation, Turn
from ui.chat.hits import hit_item
from ui.chat.keeping import kept
from ui.i18n import Strings
from ui.markup import EMPTY, button, element, joined
from ui.pages.family_cards import Means, family_folded
from ui.pages.parts import source
from ui.wording import given, limit, meaning, understood

PAGE_SIZE = 10


def welcome(examples: Sequence[str], words: Strings, *, is_empty: bool = False) -> Markup:
    """What stands there before the first question: what this is for, and `examples` to click.

    Where the library `is_empty`, the way to fill it instead.
    """
    if is_empty:
        link = element("a", words.say("welcome.fill"), href=f"/{words.language}/library?view=uploads")
        nothing = element("p", words.say("welcome.empty"), Markup(" "), link, class_="nothing")
        return element("section", element("h1", words.say("welcome.heading")), nothing, class_="welcome")
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
    asked = element("h2", one.question.strip(), class_="question") + taken_as(one, words)
    return element(
        "article",
        asked,
        element("div", body, class_="answer"),
        class_="turn",
        data_turn=number,
        data_asked=kept(one),
    )


def taken_as(one: Turn, words: Strings) -> Markup:
    """What a follow-up was taken to ask, with all that the turns before it say; empty for what stands by itself."""
    if one.answer is None or one.answer.query.mode == CONTEXT or one.answer.query.text == one.question.strip():
        return EMPTY
    return element("p", words.say("answer.taken_as", text=one.answer.query.text), class_="taken-as")


def answer(number: int, one: Turn, shown: Answer, words: Strings) -> Markup:
    """What was found in one line, the filters as chips, a wording through the years, passages, what leads on."""
    context = shown.query.mode == CONTEXT
    items = joined(hit_item(number, one, hit, words) for hit in shown.hits[: one.shown])
    listed = element("ol", items, class_="hits") if items else EMPTY
    # What a passage stands among does not depend on what was understood, so there is nothing to take away.
    chips = EMPTY if context else chip_list(number, shown, words)
    whole = one.shown >= len(shown.hits)
    further = more(number, one, words) + (leads_on(one.next_questions, words) if whole else EMPTY)
    years = through_years(one.families, shown.query, words)
    return found(shown, one.not_read, words) + chips + years + listed + further


def found(shown: Answer, not_read: int, words: Strings) -> Markup:
    """What was found and what must be known of it: notes, files that were not read."""
    said = shown.note if shown.hits else None
    far = said is not None and said.code.startswith("no_close_match")
    before = element("span", note(shown, words)) + Markup(" ") if said and not far else EMPTY
    # What is not close is not "found": the note stands in place of what is listed.
    listed = word_for_word(shown, words) + element("span", note(shown, words) if far else summary(shown, words))
    limits = [one.sentence(words.language) for one in shown.notes if not is_of_filters(one)]
    if not_read:
        limits.append(words.say("answer.not_read", count=not_read))
    rest = joined(Markup(" ") + element("span", each, class_="limit") for each in limits)
    return element("p", before, listed, rest, class_="found")


def word_for_word(shown: Answer, words: Strings) -> Markup:
    """In how many speeches a wording stands word for word, and where each place of it is; empty for a question."""
    told = shown.note is not None and shown.note.code.startswith("phrase")  # the note says it already
    if shown.verbatim is None or not shown.hits or (told and not shown.verbatim):
        return EMPTY
    if not shown.verbatim:
        return element("span", words.say("answer.verbatim_none")) + Markup(" ")
    count = words.say("answer.speeches", count=shown.verbatim)
    asked = urlencode({"q": " | ".join(shown.query.phrases or (shown.query.subject,))})
    link = element("a", words.say("answer.verbatim_places"), href=f"/{words.language}/phrase?{asked}")
    # That page knows no filters.
    places = EMPTY if set_filters(shown.query.filters) else Markup(" ") + link
    return element("span", words.say("answer.verbatim", speeches=count)) + places + Markup(" ")


def summary(shown: Answer, words: Strings) -> str:
    """What is listed, in one sentence; without anything, the sentence that says why.

    Only what is there to read is counted: how far the search goes says nothing about how much there is.
    """
    query, listed = shown.query, len(shown.hits)
    if not listed:
        return note(shown, words) or words.say("answer.found_none")
    if query.mode == CONTEXT:
        return words.say("answer.in_context", title=shown.hits[0].speech.title)
    speeches = words.say("answer.speeches", count=len({hit.speech.speech_id for hit in shown.hits}))
    first, last = shown.offset + 1, shown.offset + listed
    if query.mode in ("speeches", "outline"):
        if shown.offset:
            return words.say("answer.listed_speeches_further", first=first, last=last)
        return words.say("answer.listed_speeches", speeches=speeches)
    passages = words.say("answer.passages", count=listed)
    if shown.offset:
        return words.say("answer.listed_further", first=first, last=last, speeches=speeches)
    if query.mode == "wording" and query.sort == "relevance":
        return words.say("answer.verbatim_first", passages=passages)
    if query.phrases and shown.verbatim and query.sort == "relevance":  # then nothing else is looked for
        return words.say("answer.verbatim_only", passages=passages)
    return words.say(_LISTED[order_set(query)], passages=passages, speeches=speeches)


_LISTED = {"relevance": "answer.listed", "newest": "answer.listed_newest", "oldest": "answer.listed_oldest"}


def order_set(query: Query) -> str:
    """The order that was set; the one that the words wish goes by relevance first, which a note of its own says."""
    wished = any(chip.field == "sort" and chip.applied for chip in query.understood)
    return "relevance" if wished else query.sort


def note(shown: Answer, words: Strings) -> str:
    """The sentence of the answer's note, "" when it has none."""
    return shown.note.sentence(words.language) if shown.note else ""


def is_of_filters(note: Note) -> bool:
    """Whether `note` says what the filters left out: it stands beside them."""
    return note.code.endswith("_left_out")


def chip_list(number: int, shown: Answer, words: Strings) -> Markup:
    """What was understood and what was set: what is applied as buttons that take it away, the rest with the reason.

    Behind them, what they left out because it does not say what they ask for.
    """
    query = shown.query
    items = [chip(number, together, words) for together in understood(query.understood)]
    items += [set_chip(number, name, value, words) for name, value in set_filters(given(query)).items()]
    silent = [one.sentence(words.language) for one in shown.notes if is_of_filters(one)]
    listed = joined(element("li", item) for item in items)
    listed += joined(element("li", element("span", said, class_="why"), class_="silent") for said in silent)
    return element("ul", listed, class_="chips", aria_label=words.say("chips.label")) if listed else EMPTY


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
    by_speech = one.answer.query.mode in ("speeches", "outline")
    key = "answer.more_speeches" if by_speech else "answer.more"
    label = words.say(key, count=min(PAGE_SIZE, one.remaining))
    return button(label, class_="more", data_event="more", data_turn=number)


def through_years(families: Sequence[FormulationFamily], query: Query, words: Strings) -> Markup:
    """How what was asked was put through the years, and where to find more of it; empty without any family.

    It is of the whole library, and says so where filters limit the passages below it.
    """
    if not families:
        return EMPTY

    def opener(use: Occurrence, shown: Markup) -> Markup:
        place = {"speech": use.speech.speech_id, "at": f"{use.start}-{use.end}"}
        return element("a", shown, href=f"/{words.language}/?{urlencode(place)}", data_place="", class_="opens")

    means = Means(
        words,
        opener,
        lambda use: source(use.speech, words, lambda said: opener(use, said)),
    )
    whole = element(
        "a", words.say("families.all_link"), href=f"/{words.language}/families?{urlencode({'q': query.subject})}"
    )
    title = words.say("families.in_answer_unlimited" if set_filters(query.filters) else "families.in_answer")
    heading = element("header", element("h3", title), whole)
    cards = joined(family_folded(family, means) for family in families)
    return element("section", heading, cards, class_="through-years")


def leads_on(questions: Sequence[str], words: Strings) -> Markup:
    """Questions that the library answers as well, to be asked by a click; empty when there is none."""
    items = joined(
        element("li", button(question, data_event="example", data_question=question)) for question in questions
    )
    if not items:
        return EMPTY
    return element("div", element("p", words.say("answer.next")), element("ul", items), class_="next")

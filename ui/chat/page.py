"""The Ask page: a conversation at the left, the source reader at the right, filters and order below the question."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr
from markupsafe import Markup

from corpus.errors import TifaError
from retriever import Retriever, Status
from retriever.operations.ask import SORTS
from ui.api.work import Workers
from ui.assets import static
from ui.chat import answers, composer
from ui.chat.answering import attempt, judged
from ui.chat.composer import FILTERS, TICKED, filters_from, set_filters
from ui.chat.conversation import Conversation, Turn
from ui.chat.hits import others_of
from ui.chat.session import encodable, restored
from ui.chat.turns import Visitors, direct, streamed
from ui.faults import note
from ui.i18n import Strings, other_than
from ui.in_words import filters_set
from ui.page_request import library_in_words
from ui.pages import reader
from ui.rendering import render
from ui.told import told


def masthead(status: Status, words: Strings) -> Markup:
    """The bar, as the other pages have it."""
    return render("masthead.html", words, held=library_in_words(status, words))


EXAMPLES = 4
FIRST_PASSAGES = 3  # on the page before the rest, so that reading can start

# What is clicked reaches the server as an event that carries the button's data-* values.
CONVERSATION = static("ask.js")
READER = 'watch("value", () => tifa.showSource(props.value));'
FILTER_BAR = """
const draw = () => tifa.filterBar(element, props.value);
watch("value", draw);
draw();
if (location.search) trigger("arrived");
"""

log = logging.getLogger(__name__)


class AskPage:
    """The page in one language: its layout, and a method for each event.

    The questions of a visitor live in that visitor's Conversation, nothing of them here.
    """

    def __init__(self, retriever: Retriever, words: Strings, visitors: Visitors | None = None, model: str = "") -> None:
        """A page that answers from `retriever`; `model` is the name of the one that writes paragraphs, "" for none."""
        self.retriever = retriever
        self.words = words
        self.model = model
        self.visitors = visitors or Visitors(Workers())

    def build(self) -> None:
        """Lay the page out inside the surrounding gr.Blocks, and wire its events."""
        say = self.words.say
        head = html(self.masthead(), "masthead")
        talk = gr.State(Conversation())
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left"):
                # Not in the conversation: refreshing it must never write over an answer. common.css shows one of them.
                welcome = html(self.welcome(), "welcome")
                turns = updated(answers.empty(self.words), "talk", CONVERSATION)
                with gr.Column(elem_id="composer"), gr.Column(elem_id="card"):
                    question = composer.entry(self.words)
                    with gr.Row(elem_id="controls"):
                        order = composer.order(self.words)
                        fold = gr.Button(say("filters.heading"), elem_id="fold")
                        html(answers.talks(self.words), "talks")
                        new = gr.Button(say("ask.new"), elem_id="new")
                    with gr.Column(elem_id="filters"):
                        bar = updated(Markup("<p></p>"), "filter-bar", FILTER_BAR, self.filter_bar())
                        chosen, clear, again = composer.filters(self.retriever.facets(), self.words)
            source = updated(reader.closed(self.words), "source", READER)

        shown = [question, talk, turns]
        asking = [talk, order, *chosen]
        queued: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # Gradio's browser side can miss the answer to a queued event that it sends in the very moment when the stream
        # of the event before it closes. What is not streamed goes around the queue, so that this cannot happen to it.
        at_once = queued | {"queue": False}
        step = partial(streamed, self.visitors)
        turn = partial(direct, self.visitors, self.words)
        turns.ask(step(self.ask_in_turn), talk, shown, trigger_mode="multiple", **queued)
        order.input(step(self.ask_in_order), asking, shown, **queued)
        again.click(step(self.ask_again), asking, shown, **queued)
        turns.more(turn(self.more, 3), talk, shown, **at_once)
        turns.drop(turn(self.drop, 3 + len(FILTERS)), [talk, *chosen], [*shown, *chosen], **at_once)
        turns.open(turn(self.open, 1), talk, source, **at_once)
        turns.judge(self.judge, talk, shown, **at_once)
        turns.restore(turn(self.restore, 4), talk, [*shown, order], **at_once)
        new.click(self.restart, None, shown, **at_once)
        clear.click(None, None, chosen, js=f'() => Array({len(FILTERS)}).fill("")', **queued)
        say_filters = f"(...held) => tifa.folded({list(FILTERS)}, held)"
        gr.on([one.change for one in chosen], None, chosen, fold, js=say_filters, **queued)
        bar.arrived(None, chosen, chosen, js=f"(...held) => tifa.arrivedWith({list(FILTERS)}, held)", **queued)
        gr.on(None, self.arrive, None, [head, welcome, bar, *chosen], **at_once)

    def masthead(self) -> str:
        """The bar above the page, with the size of the library as it is now."""
        return masthead(self.retriever.status(), self.words)

    def welcome(self) -> str:
        """The examples that stand in place of the conversation before the first question."""
        own, other = self.words.language, other_than(self.words.language)
        # Who reads these pages in another language than the speeches has them to begin with.
        spoken = None if self.retriever.examples(EXAMPLES, own) else other
        examples = self.retriever.examples(EXAMPLES, spoken or own)
        return answers.welcome(examples, self.words, spoken=spoken, is_empty=not self.retriever.status().speeches)

    def filter_bar(self) -> str:
        """The speakers and years above the filter fields, those of the library as it is now."""
        return composer.bar(self.retriever.newest().snapshot, self.words)

    def drawn(self, talk: Conversation, *numbers: int) -> str:
        """The turns of these numbers as HTML for the browser to put into the conversation."""
        return answers.turns(talk, numbers, self.words, self.model)

    # Events. Each method returns, or yields as it comes, the new values of the components that it is wired to.

    def arrive(self) -> list[Any]:
        """The library as it is now, for a page that was just opened: masthead, examples, and the values of the filters.

        What the fields hold is left alone: a quick person has filled them in by now.
        """
        facets = self.retriever.facets()
        fields = [
            gr.Dropdown(choices=composer.choices(name, facets, self.words))
            if name in facets and name != TICKED
            else gr.skip()
            for name in FILTERS
        ]
        return [self.masthead(), self.welcome(), self.filter_bar(), *fields]

    def ask(self, question: str, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """The question at once, then what was found in a line, then the passages.

        Without a filter in the fields, a follow-up goes on with those of the answer that it follows. A blank question
        is none; the page says so itself.
        """
        question = encodable(question)
        if not question.strip():
            yield [gr.skip()] * 3
            return
        last = talk.last()
        turn = Turn(question, set_filters(fields), order, talk.last_answer(), last.as_asked() if last else None)
        yield from self.answered(talk.with_turn(turn), len(talk.turns))

    def ask_in_turn(self, event: gr.EventData, talk: Conversation) -> Iterator[list[Any]]:
        """As `ask`, with a question that waited in the browser, and the order and filters that it was asked with."""
        fields = [event.fields.get(name, "") for name in FILTERS]
        yield from self.ask(event.question, talk, event.order, *fields)

    def ask_in_order(self, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """The last question answered anew in another order, with its own filters unless some are set now."""
        filters = set_filters(fields)
        yield from self.anew(talk, lambda turn: turn.asked_anew(filters or turn.filters, order))

    def ask_again(self, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """The last question answered anew, with the filters that are set now and with no others."""
        yield from self.anew(talk, lambda turn: turn.asked_anew(filters_from(fields), order))

    def anew(self, talk: Conversation, changed: Callable[[Turn], Turn]) -> Iterator[list[Any]]:
        """The last turn, `changed`, answered in its place; nothing when nothing was asked yet."""
        if not talk.turns:
            yield [gr.skip()] * 3
            return
        last = len(talk.turns) - 1
        yield from self.answered(talk.with_changed(last, changed(talk.turns[last])), last)

    def answered(self, talk: Conversation, number: int) -> Iterator[list[Any]]:
        """The conversation while turn `number` is being answered; a refused question goes back into its field."""
        try:
            yield [gr.skip(), talk, self.drawn(talk, number)]
        except TifaError as error:  # there are too many questions
            turn = replace(talk.turns[number], error=told(error, self.words.language))
        else:
            turn = attempt(self.retriever, talk.turns[number], self.words)
        count = len(turn.answer.hits) if turn.answer else 0
        for shown in sorted({0, min(FIRST_PASSAGES, count), count}):
            talk = talk.with_changed(number, replace(turn, shown=shown))
            yield [turn.question.strip() if turn.error else gr.skip(), talk, self.drawn(talk, number)]

    def more(self, event: gr.EventData, talk: Conversation) -> list[Any]:
        """The next passages of an answer, behind those that are there."""
        number = int(event.turn)
        turn = talk.turns[number]
        if turn.answer is None:
            return [gr.skip()] * 3
        return self.replaced(talk, number, attempt(self.retriever, turn, self.words, offset=len(turn.answer.hits)))

    def drop(self, event: gr.EventData, talk: Conversation, *fields: str) -> list[Any]:
        """The question of an answer asked again without what the chip that was clicked says.

        That is the understanding of some words, or a filter that was set; its field, if it still holds the same, is
        emptied, so that the next question is not limited by it either.
        """
        data: dict[str, str] = event._data
        number = int(data["turn"])
        turn = talk.turns[number]
        if turn.answer is None:
            return [gr.skip()] * (3 + len(FILTERS))
        query, filters = turn.answer.query, filters_set(turn.answer.query)
        emptied: list[Any] = [gr.skip()] * len(FILTERS)
        if dropped := data.get("field"):
            place = FILTERS.index(dropped) if dropped in FILTERS else None
            if place is not None and (fields[place] or "").strip() == str(getattr(filters, dropped)):
                emptied[place] = ""
            filters = replace(filters, **{dropped: None})
        ignore = (*turn.ignore, data["words"]) if "words" in data else turn.ignore
        alone = replace(turn, previous=None, after=None, alone=query.text, ignore=ignore)
        anew = attempt(self.retriever, alone.asked_anew(filters, turn.sort), self.words)
        return [*self.replaced(talk, number, anew), *emptied]

    def replaced(self, talk: Conversation, number: int, turn: Turn) -> list[Any]:
        """The conversation in which turn `number` became `turn`, shown with all its passages."""
        shown = len(turn.answer.hits) if turn.answer else 0
        talk = talk.with_changed(number, replace(turn, shown=shown))
        return [gr.skip(), talk, self.drawn(talk, number)]

    def restore(self, event: gr.EventData, talk: Conversation) -> list[Any]:
        """The conversation that the visitor's browser kept, asked again, and the order of its last question.

        Nothing that was asked since the page was opened is lost for it.
        """
        kept = restored(self.retriever, event.asked, self.words)
        both = Conversation((*kept.turns, *talk.turns))
        order = both.turns[-1].sort if both.turns else SORTS[0]
        return [gr.skip(), both, self.drawn(both, *range(len(both.turns))), order if order in SORTS else gr.skip()]

    def open(self, event: gr.EventData, talk: Conversation) -> str:
        """The reader with the speech of the passage that was clicked, or with the other speech that says the same."""
        data = event._data
        number = int(data["turn"])
        hit = talk.hit(number, int(data["rank"]))
        answer = talk.turns[number].answer if hit else None
        if hit is None or answer is None:
            return reader.closed(self.words)
        speech = others_of(hit)[int(data["also"])] if "also" in data else hit.speech
        try:
            opened = self.retriever.speech(speech.speech_id)
        except TifaError as error:
            return reader.refused(told(error, self.words.language), self.words)
        except Exception as error:
            note(log, "a speech could not be opened", error)
            return reader.refused(self.words.say("ask.unexpected"), self.words)
        place = reader.place_among(hit, answers.close_hits(answer), opened.speech)
        gone = speech is hit.speech and place.passage is None
        notice = self.words.say("reader.changed") if gone else None
        clicked = ".".join((data["turn"], data["rank"], data.get("also", "")))
        return reader.opened(opened, place, notice, clicked, self.words, of_answer=True)

    def judge(self, event: gr.EventData, talk: Conversation) -> list[Any]:
        """The turn with a verdict on a passage, kept in the index folder; the same said again takes it back."""
        data: dict[str, str] = event._data
        number = int(data["turn"])
        hit = talk.hit(number, int(data["rank"]))
        if hit is None:
            return [gr.skip()] * 3
        try:
            turn = judged(self.retriever, talk.turns[number], hit, data)
        except TifaError as error:
            gr.Warning(told(error, self.words.language))
            return [gr.skip()] * 3
        talk = talk.with_changed(number, turn)
        return [gr.skip(), talk, self.drawn(talk, number)]

    def restart(self) -> list[Any]:
        """An empty conversation."""
        return ["", Conversation(), self.drawn(Conversation())]


def html(value: str, elem_id: str) -> gr.HTML:
    """A component that shows `value`, HTML of our own, as it is."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load="")


def updated(page: str, elem_id: str, script: str, value: str = "") -> gr.HTML:
    """A component that shows `page` once; `script` puts into it what the server gives the component as its `value`.

    A template that does not name the value is never drawn again: the conversation and the reader are put together in
    the browser, for sent whole, a long conversation would be slower with each turn.
    """
    return gr.HTML(value, elem_id=elem_id, html_template=str(page), apply_default_css=False, js_on_load=script)

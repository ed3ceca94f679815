"""The Ask page: a conversation at the left, the source reader at the right, filters and order below the question."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from corpus.errors import TifaError
from retriever import Answer, Facets, Filters, Retriever
from ui import answers, reader
from ui.answers import PAGE_SIZE
from ui.conversation import Conversation, Turn, joined
from ui.masthead import masthead
from ui.strings import Strings
from ui.wording import given

EXAMPLES = 4
FIRST_PASSAGES = 3  # on the page before the rest, so that reading can start
ORDERS = ("relevance", "newest", "oldest")
# Those that are chosen from what the library has; the others are typed.
CHOSEN = ("year", "speaker", "occasion", "folder", "language")
FILTERS = ("year", "date_from", "date_to", "speaker", "occasion", "title", "folder", "language")
POOR = ("nothing_found", "no_close_match")  # notes with which it matters that files could not be read

# What is clicked inside the conversation reaches the server as an event that carries the button's data-* values.
CLICKS = """
const events = ["open", "more", "drop", "example"];
element.addEventListener("click", (click) => {
  const button = click.target.closest("[data-event]");
  if (button && events.includes(button.dataset.event)) trigger(button.dataset.event, { ...button.dataset });
});
"""
TALKED = 'watch("value", () => tifa.talked());'
OPENED = 'watch("value", () => tifa.opened());'


log = logging.getLogger(__name__)


class AskPage:
    """The page in one language; what one visitor asked lives in that visitor's Conversation, nothing of it here."""

    def __init__(self, retriever: Retriever, words: Strings) -> None:
        self.retriever = retriever
        self.words = words

    def build(self) -> None:
        """Lay the page out inside the surrounding gr.Blocks, and say what happens on which event."""
        say = self.words.say
        head = html(self.masthead(), "masthead")
        talk = gr.State(Conversation())
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left"):
                # Not in the conversation: refreshing it must never write over an answer. style.css shows one of them.
                welcome = html(self.welcome(), "welcome", CLICKS)
                page = html("", "talk", CLICKS + TALKED)
                with gr.Column(elem_id="composer"), gr.Column(elem_id="card"):
                    question, send = self.entry()
                    with gr.Row(elem_id="controls"):
                        order = self.order()
                        fold = gr.Button(say("filters.heading"), elem_id="fold")
                        new = gr.Button(say("ask.new"), elem_id="new")
                    with gr.Column(elem_id="filters"):
                        chosen, clear, again = self.filters()
            source = html(reader.closed(self.words), "source", OPENED)

        shown = [question, talk, page]
        asking = [talk, order, *chosen]
        streamed: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # Gradio's browser side can miss the answer to a queued event that it sends in the very moment when the stream
        # of the event before it closes. What is not streamed goes around the queue, so that this cannot happen to it.
        direct = streamed | {"queue": False}
        gr.on([question.submit, send.click], self.ask, [question, *asking], shown, **streamed)
        welcome.example(self.ask_example, asking, shown, **streamed)
        order.input(self.ask_in_order, asking, shown, **streamed)
        again.click(self.ask_again, asking, shown, **streamed)
        page.more(self.more, talk, shown, **direct)
        page.drop(self.drop, talk, shown, **direct)
        page.open(self.open, talk, source, **direct)
        new.click(self.restart, None, shown, **direct)
        clear.click(None, None, chosen, js=f'() => Array({len(FILTERS)}).fill("")', **streamed)
        gr.on([one.change for one in chosen], None, chosen, fold, js="(...held) => tifa.folded(held)", **streamed)
        gr.on(None, self.arrive, None, [head, welcome, *chosen], **direct)

    def entry(self) -> tuple[gr.Textbox, gr.Button]:
        """Where the question is typed, and the button that asks it."""
        say = self.words.say
        with gr.Row(elem_id="entry"):
            question = gr.Textbox(
                label=say("ask.question"),
                placeholder=say("ask.placeholder"),
                show_label=False,
                lines=1,
                max_lines=8,
                elem_id="question",
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocorrect="off", spellcheck=False),
            )
            send = gr.Button(say("ask.send"), variant="primary", elem_id="send")
        return question, send

    def order(self) -> gr.Radio:
        """The choice of order, always in sight."""
        choices = [(self.words.say(f"order.{order}"), order) for order in ORDERS]
        return gr.Radio(choices, value=ORDERS[0], label=self.words.say("ask.order"), elem_id="order")

    def filters(self) -> tuple[list[gr.Dropdown | gr.Textbox], gr.Button, gr.Button]:
        """The filter fields in the order of FILTERS, then the buttons that clear and that apply them."""
        say, facets = self.words.say, self.retriever.facets()
        with gr.Row(elem_classes="fields"):
            chosen: list[gr.Dropdown | gr.Textbox] = [
                gr.Dropdown(self.choices(name, facets), value="", label=say(f"filters.{name}"), min_width=140)
                if name in CHOSEN
                else gr.Textbox(
                    label=say(f"filters.{name}"),
                    placeholder=say("filters.title_hint" if name == "title" else "filters.date_hint"),
                    max_lines=1,
                    min_width=140,
                )
                for name in FILTERS
            ]
        with gr.Row(elem_classes="buttons"):
            clear = gr.Button(say("filters.clear"), size="sm")
            again = gr.Button(say("filters.apply"), size="sm")
        return chosen, clear, again

    def choices(self, name: str, facets: Facets) -> list[tuple[str, str]]:
        """What the filter `name` can be set to, as (words, value); the empty value stands for any."""
        known: dict[str, list[tuple[str, str]]] = {
            "year": [(str(year), str(year)) for year in facets.years],
            "speaker": [(speaker, speaker) for speaker in facets.speakers],
            "occasion": [(occasion, occasion) for occasion in facets.occasions],
            "folder": [(folder, folder) for folder in facets.folders if folder],
            "language": [(self.words.say(f"languages.{language}"), language) for language in facets.languages],
        }
        return [(self.words.say("filters.any"), ""), *known[name]]

    def masthead(self) -> str:
        """The bar above the page, with the size of the library as it is now."""
        return masthead(self.retriever.status(), self.words)

    def welcome(self) -> str:
        """What stands in place of the conversation before the first question."""
        return answers.welcome(self.retriever.examples(EXAMPLES, self.words.language), self.words)

    def drawn(self, talk: Conversation) -> str:
        """The conversation as HTML."""
        return answers.conversation(talk, self.words)

    # What happens on an event. Each returns, or yields as it comes, the new values of the components it is wired to.

    def arrive(self) -> list[Any]:
        """The library as it is now, for a page that was just opened: masthead, examples, what filters can be set to.

        What the fields hold is left alone: a quick person has filled them in by now.
        """
        facets = self.retriever.facets()
        fields = [gr.Dropdown(choices=self.choices(name, facets)) if name in CHOSEN else gr.skip() for name in FILTERS]
        return [self.masthead(), self.welcome(), *fields]

    def ask(self, question: str, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """The question at once, then what was found in a line, then the passages.

        Without a filter in the fields, a follow-up goes on with those of the answer that it follows.
        """
        talk = talk.without_blank()
        turn = Turn(question, set_filters(fields), order, talk.last_answer())
        yield from self.answered(talk.with_turn(turn), len(talk.turns))

    def ask_example(self, event: gr.EventData, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """As `ask`, with the example that was clicked."""
        yield from self.ask(event.question, talk, order, *fields)

    def ask_in_order(self, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """The last question answered anew in another order, with its own filters unless some are set now."""
        filters = set_filters(fields)
        yield from self.anew(talk, lambda turn: turn.asked_anew(filters or turn.filters, order))

    def ask_again(self, talk: Conversation, order: str, *fields: str) -> Iterator[list[Any]]:
        """The last question answered anew, with the filters that are set now and with no others."""
        yield from self.anew(talk, lambda turn: turn.asked_anew(filters_from(fields), order))

    def anew(self, talk: Conversation, changed: Callable[[Turn], Turn]) -> Iterator[list[Any]]:
        """The last turn, `changed`, answered in its place; nothing when nothing was asked yet."""
        talk = talk.without_blank()
        if not talk.turns:
            yield [gr.skip()] * 3
            return
        last = len(talk.turns) - 1
        yield from self.answered(talk.with_changed(last, changed(talk.turns[last])), last)

    def answered(self, talk: Conversation, number: int) -> Iterator[list[Any]]:
        """The conversation while turn `number` is being answered; a refused question goes back into its field."""
        yield ["", talk, self.drawn(talk)]
        turn = self.attempt(talk.turns[number])
        count = len(turn.answer.hits) if turn.answer else 0
        for shown in sorted({0, min(FIRST_PASSAGES, count), count}):
            talk = talk.with_changed(number, replace(turn, shown=shown))
            yield [turn.question.strip() if turn.error else gr.skip(), talk, self.drawn(talk)]

    def attempt(self, turn: Turn, offset: int = 0) -> Turn:
        """`turn` with its answer, or with the sentence that says why there is none."""
        try:
            answer = self.retriever.ask(
                turn.alone or turn.question,
                top_k=PAGE_SIZE,
                offset=offset,
                filters=turn.filters,
                sort=turn.sort,
                previous=turn.previous,
                ignore=turn.ignore,
            )
            not_read = self.not_read(answer)
        except TifaError as error:
            return replace(turn, error=error.message(self.words.language))
        except Exception:
            log.exception("a question could not be answered")
            return replace(turn, error=self.words.say("ask.unexpected"))
        if turn.answer:
            return replace(turn, answer=joined(turn.answer, answer))
        return replace(turn, answer=answer, not_read=not_read)

    def not_read(self, answer: Answer) -> int:
        """How many files were not read, where the answer may be in one of them; 0 where something good was found."""
        poor = answer.note is not None and answer.note.code in POOR
        return self.retriever.status().not_read if poor else 0

    def more(self, event: gr.EventData, talk: Conversation) -> list[Any]:
        """The next passages of an answer, behind those that are there."""
        number = int(event.turn)
        turn = talk.turns[number]
        if turn.answer is None:
            return [gr.skip()] * 3
        return self.replaced(talk, number, self.attempt(turn, offset=len(turn.answer.hits)))

    def drop(self, event: gr.EventData, talk: Conversation) -> list[Any]:
        """The question of an answer asked again without the understanding of the words on the chip that was clicked."""
        number = int(event.turn)
        turn = talk.turns[number]
        if turn.answer is None:
            return [gr.skip()] * 3
        query = turn.answer.query
        alone = replace(turn, previous=None, alone=query.text, ignore=(*turn.ignore, event.words))
        return self.replaced(talk, number, self.attempt(alone.asked_anew(given(query), turn.sort)))

    def replaced(self, talk: Conversation, number: int, turn: Turn) -> list[Any]:
        """What to show once turn `number` became `turn`, with all its passages."""
        shown = len(turn.answer.hits) if turn.answer else 0
        talk = talk.with_changed(number, replace(turn, shown=shown))
        return [gr.skip(), talk, self.drawn(talk)]

    def open(self, event: gr.EventData, talk: Conversation) -> str:
        """The reader with the speech of the passage that was clicked, or with the other speech that says the same."""
        data = event._data
        hit = talk.hit(int(data["turn"]), int(data["rank"]))
        if hit is None:
            return reader.closed(self.words)
        speech = hit.also_in[int(data["also"])] if "also" in data else hit.speech
        try:
            opened = self.retriever.speech(speech.speech_id)
        except TifaError as error:
            return reader.refused(error.message(self.words.language), self.words)
        except Exception:
            log.exception("a speech could not be opened")
            return reader.refused(self.words.say("ask.unexpected"), self.words)
        place = reader.place_of(hit, opened.speech.text)
        changed = speech is hit.speech and place.passage is None
        clicked = ".".join((data["turn"], data["rank"], data.get("also", "")))
        return reader.opened(opened, place, changed, clicked, self.words)

    def restart(self) -> list[Any]:
        """An empty conversation."""
        return ["", Conversation(), ""]


def html(value: str, elem_id: str, js_on_load: str = "") -> gr.HTML:
    """A component that shows `value`, HTML of our own, as it is."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=js_on_load)


def filters_from(fields: tuple[str, ...]) -> Filters:
    """The Filters for what the fields hold, in the order of FILTERS; an empty field is no filter."""
    held = {name: (field or "").strip() or None for name, field in zip(FILTERS, fields, strict=True)}
    year = held.pop("year")
    return Filters(year=int(year) if year else None, **held)


def set_filters(fields: tuple[str, ...]) -> Filters | None:
    """As `filters_from`, None when no field holds anything."""
    filters = filters_from(fields)
    return None if filters == Filters() else filters

"""Turns of a conversation as they are shown: the line about what was found, chips, passages, what leads on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from retriever import Answer, Chip, Hit, Note, Query
from retriever.filters import set_filters
from ui.chat.conversation import CONTEXT, PAGE_SIZE, Conversation, Turn
from ui.chat.hits import HitView, hit_view
from ui.chat.session import kept
from ui.chat.short import ShortView, short_view
from ui.i18n import Strings
from ui.in_words import chips_in_words, chips_together, filter_in_words, filters_set, wording_address
from ui.pages.family_cards import FamilyCard, family_card
from ui.pages.paragraph import names_of
from ui.rendering import render


class Found(NamedTuple):
    """The line about what was found, in the order in which it is read; "" for what is not said.

    `before` is a note in front, `verbatim` says in how many speeches a wording stands word for word, `places` is where
    each place of it is listed, `listed` what stands below, and `limits` what must be known of it.
    """

    before: str
    verbatim: str
    places: str
    listed: str
    limits: list[str]


class ChipView(NamedTuple):
    """A chip; `why` it is not applied, None where it is: then a click drops what it says.

    That is a filter that was set (`kind` "field", `dropped` its name) or words of the question ("words").
    """

    text: str
    why: str | None
    kind: str
    dropped: str


class ToWrite(NamedTuple):
    """A paragraph that `model` can write: the `question`, and the `passages` as the page names them (`names_of`)."""

    model: str
    question: str
    passages: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as it is shown in turn `number`; `more` is on the button for the next passages, "" for none.

    `less_close` stand under a line of their own, out of sight while it `is_folded`. Passages are three lines each until
    they are unfolded, but where the answer `is_whole`.
    """

    number: int
    found: Found
    chips: list[ChipView]
    left_out: list[str]
    short: ShortView | None
    paragraph: ToWrite | None
    families: list[FamilyCard]
    all_families: str
    hits: list[HitView]
    less_close: list[HitView]
    folded_under: str
    is_folded: bool
    is_whole: bool
    has_inferred_dates: bool
    more: str
    next_questions: Sequence[str]


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn as it is shown: with an `error`, with an `answer`, or waiting for one.

    `is_coming` while more of it follows by itself. `kept` is what the browser keeps of it, `taken_as` what a follow-up
    was taken to ask, "" for what stands by itself.
    """

    number: int
    question: str
    is_coming: bool
    kept: str | None
    taken_as: str
    error: str | None
    answer: AnswerView | None


def welcome(examples: Sequence[str], words: Strings, *, spoken: str | None = None, is_empty: bool = False) -> Markup:
    """The page before the first question, with `examples` to click, in the language `spoken` if not that of the page;
    where the library `is_empty`, how to fill it.
    """
    return render("chat/welcome.html", words, examples=examples, spoken=spoken, is_empty=is_empty)


def empty(words: Strings) -> Markup:
    """The conversation before anything was asked; the script puts the turns into it."""
    return render("chat/conversation.html", words)


def talks(words: Strings) -> Markup:
    """The button for what was asked, in this conversation and in earlier ones, which the browser keeps."""
    return render("chat/talks.html", words)


def turns(talk: Conversation, numbers: Iterable[int], words: Strings, model: str = "") -> Markup:
    """The turns of these numbers, and how many there are in all; `model` is the name of what writes paragraphs."""
    views = [turn_view(number, talk.turns[number], words, model) for number in numbers]
    return render("chat/turns.html", words, turns=views, count=len(talk.turns))


def turn_view(number: int, turn: Turn, words: Strings, model: str = "") -> TurnView:
    """Turn `number` (from 0) in the language of `words`; `model` is the name of what writes paragraphs, "" for none."""
    shown = turn.answer if turn.error is None else None
    return TurnView(
        number=number,
        question=turn.question.strip(),
        is_coming=turn.error is None and (turn.answer is None or turn.shown < len(turn.answer.hits)),
        kept=kept(turn),
        taken_as=taken_as(turn),
        error=turn.error,
        answer=answer_view(number, turn, shown, words, model) if shown else None,
    )


def taken_as(turn: Turn) -> str:
    """The question that a follow-up was taken to ask, with all that the turns before it say; "" for the same."""
    if turn.answer is None or turn.answer.query.mode == CONTEXT:
        return ""
    asked = turn.answer.query.text
    return "" if asked == turn.question.strip() else asked


def answer_view(number: int, turn: Turn, answer: Answer, words: Strings, model: str = "") -> AnswerView:
    """The answer of turn `number`, as many of its passages as the turn shows by now."""
    query = answer.query
    in_context = query.mode == CONTEXT
    is_whole = turn.shown >= len(answer.hits)
    close = close_hits(answer)
    less_close = [hit for hit in answer.hits if hit.is_less_close] if is_whole else []
    return AnswerView(
        number=number,
        found=found(answer, turn.not_read, words),
        # What a passage stands among does not depend on what was understood, so there is nothing to take away.
        chips=[] if in_context else chips(query, words),
        left_out=[] if in_context else left_out(answer, words),
        short=short_view(answer.short, query.filters, words) if answer.short and not in_context else None,
        paragraph=to_write(close, turn, query.text, model) if not in_context else None,
        families=[family_card(family, words) for family in turn.families],
        all_families=wording_address("families", query.subject, query.filters, words),
        hits=[hit_view(turn, hit, words) for hit in close[: turn.shown]],
        less_close=[hit_view(turn, hit, words) for hit in less_close],
        folded_under=words.say("answer.less_close", listed=listed(query, len(less_close), words)),
        is_folded=bool(less_close) and not is_all_in_sight(answer),
        is_whole=in_context,
        has_inferred_dates=any("date" in hit.speech.inferred for hit in (*close[: turn.shown], *less_close)),
        more=more(turn, words),
        next_questions=turn.next_questions if is_whole else (),
    )


def to_write(close: Sequence[Hit], turn: Turn, question: str, model: str) -> ToWrite | None:
    """The paragraph that can be written from the hits that answer and are shown; None without any, or a model."""
    shown = close[: turn.shown]
    return ToWrite(model, question, names_of(shown)) if model and shown else None


def close_hits(answer: Answer) -> list[Hit]:
    """The hits that answer; the others are less close."""
    return [hit for hit in answer.hits if not hit.is_less_close]


def is_all_in_sight(answer: Answer) -> bool:
    """True where what is less close is listed unfolded: where more was asked for, and where nothing else is there."""
    return answer.offset > 0 or not close_hits(answer)


def listed(query: Query, count: int, words: Strings) -> str:
    """So many passages, or speeches where each is listed once."""
    return words.say("answer.speeches" if lists_speeches(query) else "answer.passages", count=count)


def lists_speeches(query: Query) -> bool:
    """True where what is listed is speeches, with a passage of each."""
    return query.mode in ("speeches", "outline")


def found(answer: Answer, not_read: int, words: Strings) -> Found:
    """The line about what was found, and what must be known of it: notes, files that were not read."""
    said = note(answer, words) if answer.hits else ""
    # What is not close is not "found": the note stands in place of what is listed.
    is_far = bool(said) and answer.note is not None and answer.note.code.startswith("no_close_match")
    verbatim, places = word_for_word(answer, words)
    limits = [each.sentence(words.language) for each in answer.notes if not is_of_filters(each)]
    if not_read:
        limits.append(words.say("answer.not_read", count=not_read))
    return Found("" if is_far else said, verbatim, places, said if is_far else summary(answer, words), limits)


def word_for_word(answer: Answer, words: Strings) -> tuple[str, str]:
    """The number of speeches that have a wording word for word, in a sentence, and the address of the list of places.

    Each is "" where it is not said: both for a question.
    """
    is_told = answer.note is not None and answer.note.code.startswith("phrase")  # the note says it already
    if answer.verbatim is None or not answer.hits or (is_told and not answer.verbatim):
        return "", ""
    if not answer.verbatim:
        return words.say("answer.verbatim_none"), ""
    sentence = words.say("answer.verbatim", speeches=words.say("answer.speeches", count=answer.verbatim))
    wording = " | ".join(answer.query.phrases or (answer.query.subject,))
    return sentence, wording_address("phrase", wording, answer.query.filters, words)


def summary(answer: Answer, words: Strings) -> str:
    """One sentence about what is listed; without anything, the sentence that says why.

    Only what is there to read is counted, without what is folded: how far the search goes says nothing about how much
    there is.
    """
    query, shown = answer.query, answer.hits if is_all_in_sight(answer) else close_hits(answer)
    if not shown:
        return note(answer, words) or words.say("answer.found_none")
    if query.mode == CONTEXT:
        return words.say("answer.in_context", title=answer.hits[0].speech.title)
    speeches = words.say("answer.speeches", count=len({hit.speech.speech_id for hit in shown}))
    first, last = answer.offset + 1, answer.offset + len(shown)
    if lists_speeches(query):
        if answer.offset:
            return words.say("answer.listed_speeches_further", first=first, last=last)
        return words.say("answer.listed_speeches", speeches=speeches)
    passages = words.say("answer.passages", count=len(shown))
    if answer.offset:
        return words.say("answer.listed_further", first=first, last=last, speeches=speeches)
    if query.mode == "wording" and query.sort == "relevance":
        return words.say("answer.verbatim_first", passages=passages)
    if query.phrases and answer.verbatim and query.sort == "relevance":  # then nothing else is looked for
        return words.say("answer.verbatim_only", passages=passages)
    return words.say(_LISTED[order_set(query)], passages=passages, speeches=speeches)


_LISTED = {"relevance": "answer.listed", "newest": "answer.listed_newest", "oldest": "answer.listed_oldest"}


def order_set(query: Query) -> str:
    """The order that was set; the one that the words wish goes by relevance first, which a note of its own says."""
    wished = any(chip.field == "sort" and chip.applied for chip in query.understood)
    return "relevance" if wished else query.sort


def note(answer: Answer, words: Strings) -> str:
    """The sentence of the answer's note, "" when it has none."""
    return answer.note.sentence(words.language) if answer.note else ""


def is_of_filters(note: Note) -> bool:
    """True for a note about what the filters left out: it stands beside them."""
    return note.code.endswith("_left_out")


def left_out(answer: Answer, words: Strings) -> list[str]:
    """A sentence for each kind of speech that the filters left out because it does not say what they ask for."""
    return [each.sentence(words.language) for each in answer.notes if is_of_filters(each)]


def chips(query: Query, words: Strings) -> list[ChipView]:
    """The chips of what was understood, then those of the filters that were set beside the question."""
    understood_chips = [_understood(together, words) for together in chips_together(query.understood)]
    return understood_chips + [
        ChipView(filter_in_words(name, value, words), None, "field", name)
        for name, value in set_filters(filters_set(query)).items()
    ]


def _understood(together: tuple[Chip, ...], words: Strings) -> ChipView:
    """The chips of the same words as one."""
    first = together[0]
    why = None if first.applied else first.why(words.language)
    return ChipView(chips_in_words(together, words), why, "words", first.words)


def more(turn: Turn, words: Strings) -> str:
    """The label of the button for the next passages, "" when all of them are there."""
    if turn.remaining <= 0 or not turn.answer or turn.shown < len(turn.answer.hits):
        return ""
    key = "answer.more_speeches" if lists_speeches(turn.answer.query) else "answer.more"
    return words.say(key, count=min(PAGE_SIZE, turn.remaining))

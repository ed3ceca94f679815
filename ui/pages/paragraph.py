"""A paragraph that the office's language model writes from the passages of an answer (写成一段), each sentence checked.

The page sends the question and the places of the passages; what the model is given is read from the index. Nothing of
it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import anyio.from_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from corpus import Span, SpeechFacts
from corpus.errors import QueryError
from indexer.snapshot import Snapshot
from retriever import Hit
from retriever.export import citation
from retriever.paragraph.borne_out import Doubt, JudgedSentence, judged, means_of
from retriever.paragraph.given import NumberedPassage, messages, that_fit
from retriever.paragraph.written import written_sentences
from retriever.understanding.question import LONGEST_QUESTION
from ui.i18n import Strings
from ui.language_model import LanguageModel, LanguageModelError
from ui.page_request import PageRequest, form_sent
from ui.pages.responses import attempt
from ui.rendering import render

MOST = 20
"""Passages of an answer that are given: more than that no small model keeps apart."""
LARGEST = 20_000  # bytes of a request
MOST_SENTENCES = 30
"""Sentences that are checked; the model is told to write six, and one that writes more than this rambles."""


@dataclass(frozen=True, slots=True)
class Named:
    """A passage of an answer as its page names it: its number there, its speech, its place in that."""

    number: int
    speech_id: str
    place: Span


@dataclass(frozen=True, slots=True)
class Asked:
    """The request for a paragraph: the question of turn `turn` of a conversation, and the passages of its answer."""

    question: str
    turn: int
    passages: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence as it is shown; `doubts` say why it is struck through, none where it is borne out."""

    text: str
    numbers: tuple[int, ...]
    doubts: list[str]


def names_of(hits: Sequence[Hit]) -> str:
    """The passages of an answer that a paragraph is written from, as the page sends them back."""
    return json.dumps([(hit.rank, hit.speech.speech_id, hit.passage.start, hit.passage.end) for hit in hits[:MOST]])


async def received(request: Request) -> Asked:
    """The request that the page sent; without passages where it makes no sense.

    :raises HTTPException: if it sends too much.
    """
    form = await form_sent(request, LARGEST)
    turn = form.get("turn", "")
    return Asked(
        form.get("question", "").strip()[:LONGEST_QUESTION],
        int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 5 else 0,
        tuple(read_names(form.get("passages", ""))),
    )


def read_names(text: str) -> list[Named]:
    """The passages that a page names, at most MOST of them and none where one makes no sense."""
    try:
        return [
            Named(int(number), str(speech_id), Span(int(start), int(end)))
            for number, speech_id, start, end in json.loads(text)[:MOST]
        ]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return []


def answer(request: PageRequest, asked: Asked, model: LanguageModel) -> Response:
    """The paragraph, or the sentence that says why there is none. To be called in a thread of the event loop."""
    return HTMLResponse(attempt(lambda request: written(request, asked, model), request))


def written(request: PageRequest, asked: Asked, model: LanguageModel) -> Markup:
    """The paragraph with each of its sentences checked.

    :raises QueryError: if the passages are not in the index any more.
    :raises LanguageModelError: if the model gives none.
    """
    speeches, passages = passages_of(request.snapshot, asked.passages)
    if not asked.question or not passages:
        raise QueryError("paragraph_changed")
    text = anyio.from_thread.run(model.write, messages(asked.question, passages))
    sentences = written_sentences(text)
    if not 0 < len(sentences) <= MOST_SENTENCES:
        raise LanguageModelError("llm_unusable")
    found = judged(sentences, passages, means_of(request.index))
    return render(
        "paragraph.html",
        request.words,
        model=model.name,
        turn=asked.turn,
        sentences=[_shown(each, speeches, request.words) for each in found],
        struck=sum(not each.is_borne_out for each in found),
        copied=copied(found, speeches, model.name, request.words),
    )


def passages_of(snapshot: Snapshot, names: Sequence[Named]) -> tuple[dict[int, SpeechFacts], list[NumberedPassage]]:
    """The speech of each passage that is named, by its number, and the passages; without what is no passage (now)."""
    speeches: dict[int, SpeechFacts] = {}
    found: list[NumberedPassage] = []
    for named in names:
        speech_no = snapshot.number_of(named.speech_id)
        if speech_no is None or named.number in speeches:
            continue
        speech, passages = snapshot.speech(speech_no)
        for passage in passages:
            if named.place == (passage.start, passage.end):
                speeches[named.number] = speech
                found.append(NumberedPassage(named.number, passage.text))
    return speeches, that_fit(found)


def _shown(sentence: JudgedSentence, known: Collection[int], words: Strings) -> SentenceView:
    numbers = tuple(number for number in sentence.numbers if number in known)
    return SentenceView(sentence.text, numbers, [in_words(doubt, words) for doubt in sentence.doubts])


def in_words(doubt: Doubt, words: Strings) -> str:
    """The reason why a sentence is not borne out, in a few words."""
    key: str = doubt.reason
    if doubt.quoted:
        key = "changed" if doubt.written else "left_out"
    return words.say(f"paragraph_doubt.{key}", written=doubt.written, quoted=doubt.quoted)


def copied(found: Sequence[JudgedSentence], speeches: dict[int, SpeechFacts], model: str, words: Strings) -> str:
    """The sentences that are borne out as text, marked as a machine's, with their sources; "" where none is."""
    good = [each for each in found if each.is_borne_out]
    if not good:
        return ""
    between = "" if words.language == "zh" else " "
    text = between.join(each.text + "".join(f"[{number}]" for number in each.numbers) for each in good)
    left_out = [words.say("paragraph.left_out", count=len(found) - len(good))] if len(good) < len(found) else []
    cited = sorted({number for each in good for number in each.numbers})
    sources = [f"[{number}] {citation(speeches[number])}" for number in cited]
    return "\n".join([words.say("paragraph.copy_mark", model=model), text, *left_out, *sources])

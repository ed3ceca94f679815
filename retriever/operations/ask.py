"""The passages that best answer a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pydantic import Field

from corpus import SpeechFacts, say
from corpus.errors import IndexStateError, QueryError
from retriever.export import origin_in_words
from retriever.filters import Filters, allowed, set_filters
from retriever.narrowed import narrowed_to_few
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import Command, Operation, Response, Tool
from retriever.operations.short_answer import ShortAnswerResponse, between, short_lines, short_response
from retriever.operations.sources import Discontinued, discontinued, discontinued_lines
from retriever.phrasing.scope import Scope, scope
from retriever.ranking.answer import answer_to
from retriever.ranking.hits import in_context
from retriever.short_answer import short_answer
from retriever.types import Answer, Chip, Hit, Note, Query
from retriever.understanding.asking import is_thanks
from retriever.understanding.question import LONGEST_QUESTION, read_question
from retriever.understanding.request import TypedQuestion, read_request

SORTS = ("relevance", "newest", "oldest")
MOST_HITS = 100
FEW = 3
"""Hits behind 再短一点."""
THANKS = "thanks"
"""The mode of an answer to thanks, which has no hits."""


@with_filters
class Ask(Filtered):
    """A question."""

    question: str = Field(
        max_length=LONGEST_QUESTION, description=say("option.ask.question", "en"), examples=["三个到人指的是什么"]
    )
    top_k: int = Field(10, ge=1, le=MOST_HITS, description=say("option.ask.top_k", "en"))
    offset: int = Field(0, ge=0, description=say("option.ask.offset", "en"))
    sort: Literal["relevance", "newest", "oldest"] = Field("relevance", description=say("option.ask.sort", "en"))
    as_typed: bool = Field(False, description=say("option.ask.as_typed", "en"))


@dataclass(frozen=True, slots=True)
class Result:
    """The answer, and what was looked through."""

    answer: Answer
    scope: Scope


def run(index: OpenedIndex, request: Ask) -> Result:
    """The passages that best answer the question; see `ask`."""
    answer = ask(
        index,
        request.question,
        top_k=request.top_k,
        offset=request.offset,
        filters=request.filters(),
        sort=request.sort,
        understand=not request.as_typed,
    )
    return Result(answer, scope(index))


def ask(
    index: OpenedIndex,
    text: str,
    *,
    top_k: int = 10,
    offset: int = 0,
    filters: Filters | None = None,
    sort: str = "relevance",
    previous: Answer | None = None,
    understand: bool = True,
    ignore: Sequence[str] = (),
    today: date | None = None,
) -> Answer:
    """The answer to `text`; `Retriever.ask` tells of the arguments.

    :raises QueryError: if the question is blank or too long, or a filter, `sort` or a number is out of range.
    :raises IndexStateError: if the index is empty or was made with another model, or its settings are damaged.
    """
    asked = read_question(text).text
    _check_page(top_k, offset, sort)
    if understand and is_thanks(asked):
        return Answer(Query(asked, (), filters or Filters(), sort, mode=THANKS), (), 0, 0, Note("thanks"))
    known = index.known
    if not known:
        raise IndexStateError("index_empty", index=index.snapshot.index)
    typed = TypedQuestion(text, filters, sort, offset, previous, understand, ignore)
    request = read_request(typed, known, today or date.today(), index.settings())
    if request.number is not None and previous is not None:
        return in_context(index.snapshot, previous, request)
    among = allowed(known, request.query.filters)
    index = narrowed_to_few(index, request.given)
    if not request.shorter:
        answer = answer_to(index, request, among, top_k)
        return replace(answer, short=short_answer(index, answer, among))
    answer = answer_to(index, request, among, min(top_k, FEW))
    note = Note("not_shortened", (("count", len(answer.hits)),))
    return replace(answer, notes=(note, *answer.notes)) if answer.hits else answer


def _check_page(top_k: int, offset: int, sort: str) -> None:
    if not 1 <= top_k <= MOST_HITS:
        raise QueryError("top_k_invalid", value=top_k, limit=MOST_HITS)
    if offset < 0:
        raise QueryError("offset_invalid", value=offset)
    if sort not in SORTS:
        raise QueryError("sort_unknown", value=sort, known=", ".join(SORTS))


# --- for programs ----------------------------------------------------------------------------------------------


class Remark(Response):
    """Something that the reader of an answer must know."""

    code: str
    """a code for programs"""
    text: str
    """a sentence for people"""


class Understood(Response):
    """The meaning that some words of the question were taken to have."""

    field: str
    """a filter, sort or mode"""
    value: str | int
    """its value"""
    words: str
    """the words"""
    applied: bool
    """whether it is in force"""
    reason: str | None
    """a code that says why it is not"""
    why: str | None
    """a sentence that says why it is not"""
    remark: str | None = None
    """what must be known of it where it is in force, for instance that the words may mean other years as well"""


class HitSpeech(Response):
    """The speech of a passage."""

    speech_id: str
    """its identifier, which stays as long as the file keeps its place"""
    external_id: str | None
    """the _id of a JSONL line, or null"""
    title: str
    """its title"""
    speaker: str | None
    """by whom; null where unknown"""
    date: str | None
    """when: YYYY[-MM[-DD]]; null where unknown"""
    occasion: str | None
    """at what; null where unknown"""
    origin: str | None
    """whose speech it is: own, superior, elsewhere (not to be quoted as one's own), or null"""
    source: str
    """the file's path"""


class Ranked(Response):
    """The place of a hit among the others."""

    rank: int
    """from 1"""
    score: float
    """in [0, 1], to be compared within one answer only"""


class HitResponse(HitSpeech, Ranked):  # the members of the last base come first
    """A passage that answers."""

    heading_path: list[str]
    """the headings above it, outermost first"""
    paragraph: int
    """the number, from 1, of the paragraph that it begins in"""
    start: int
    """where it begins in the text of the speech, in code points"""
    end: int
    """where it ends"""
    text: str
    """the passage, character for character"""
    highlights: list[tuple[int, int]]
    """the decisive sentence, as spans of `text`"""
    read_with: tuple[int, int] | None
    """what must be read with it, as a span of `text`: its whole list, the sentence that it points back to"""
    matched: list[str]
    """which of exact, keyword, meaning"""
    also_in: list[HitSpeech]
    """other speeches where it reads the same but for punctuation and blank space"""
    similar_in: list[HitSpeech]
    """other speeches where it is nearly the same and differs, in a figure or a clause"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it, as spans of `text`"""
    less_close: bool = Field(False, exclude_if=lambda less_close: not less_close)
    """true where it hardly answers: such passages come behind those that do, unless `sort` is by date; else left out"""
    outline: list[list[str]] = Field([], exclude_if=lambda outline: not outline)
    """in the mode outline, for a speech with headings: all its heading paths, in order"""


class AskResponse(Response):
    """The passages that best answer a question."""

    query: str
    """the question"""
    filters: dict[str, str | int]
    """the filters in force"""
    note: Remark | None
    """what must be known about the answer before anything else, for instance that nothing comes close"""
    total: int
    """how many passages can be listed: how far the search goes, no count of what there is on the subject"""
    hits: list[HitResponse]
    """the passages, best first"""
    understood: list[Understood]
    """what words of the question were taken for"""
    mode: str
    """what the hits are: passages, speeches, outline, wording or context; thanks for none, where nothing was asked"""
    notes: list[Remark]
    """further remarks"""
    verbatim_speeches: int | None
    """of a wording that is looked up, or of quoted words: in how many speeches they stand word for word"""
    short_answer: ShortAnswerResponse | None
    """what is to be read before the hits; null where nothing answers, and on the pages behind the first"""


def respond(result: Result, language: str) -> AskResponse:
    """The result as programs read it."""
    return answer_response(result.answer, language)


def answer_response(answer: Answer, language: str) -> AskResponse:
    """An answer as programs read it, its sentences in `language`."""
    return AskResponse(
        query=answer.query.text,
        filters=set_filters(answer.query.filters),
        note=_remark(answer.note, language) if answer.note else None,
        total=answer.total,
        hits=[_hit(hit) for hit in answer.hits],
        understood=[_understood(chip, language) for chip in answer.query.understood],
        mode=answer.query.mode,
        notes=[_remark(note, language) for note in answer.notes],
        verbatim_speeches=answer.verbatim,
        short_answer=short_response(answer.short, language) if answer.short else None,
    )


def _remark(note: Note, language: str) -> Remark:
    return Remark(code=note.code, text=note.sentence(language))


def _understood(chip: Chip, language: str) -> Understood:
    return Understood(
        field=chip.field,
        value=chip.value,
        words=chip.words,
        applied=chip.applied,
        reason=chip.reason,
        why=chip.why(language) or None,
        remark=chip.remarked(language) or None,
    )


def _hit(hit: Hit) -> HitResponse:
    passage = hit.passage
    return HitResponse(
        rank=hit.rank,
        score=hit.score,
        **_known(hit.speech),
        heading_path=list(passage.heading_path),
        paragraph=passage.paragraph,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        highlights=list(hit.highlights),
        read_with=hit.read_with,
        matched=list(hit.matched),
        also_in=[HitSpeech(**_known(speech)) for speech in hit.also_in],
        similar_in=[HitSpeech(**_known(speech)) for speech in hit.similar_in],
        discontinued=discontinued(passage.text, hit.discontinued),
        less_close=hit.is_less_close,
        outline=[list(path) for path in hit.outline],
    )


def _known(speech: SpeechFacts) -> dict[str, Any]:
    """The members of a HitSpeech."""
    return {
        "speech_id": speech.speech_id,
        "external_id": speech.external_id,
        "title": speech.title,
        "speaker": speech.speaker,
        "date": speech.date_text,
        "occasion": speech.occasion,
        "origin": speech.origin,
        "source": speech.source,
    }


# --- on a terminal ---------------------------------------------------------------------------------------------


def show(result: Result, options: Ask, language: str) -> Iterator[str]:
    """The lines to print."""
    answer = result.answer
    yield from _known_first(answer, language)
    if answer.short:
        yield from short_lines(answer.short, language)
    less_close = [hit for hit in answer.hits if hit.is_less_close]
    for hit in answer.hits:
        if not hit.is_less_close:
            yield from _shown(hit, language)
    if less_close:
        yield f"—— {say('less_close', language, count=len(less_close))}\n"
    for hit in less_close:
        yield from _shown(hit, language)
    if answer.note and result.scope.unread:  # "not found" is only "not found in what could be read"
        yield say("files_not_searched", language, count=result.scope.unread)


def _known_first(answer: Answer, language: str) -> Iterator[str]:
    """Lines for the meanings that were understood, and the notes."""
    for chip in answer.query.understood:
        remark = chip.remarked(language)
        meaning = f"{chip.field} = {chip.value}{f' ({remark})' if remark else ''}"
        yield f"[{chip.words}] {chip.why(language) or meaning}"
    for note in (answer.note, *answer.notes):
        if note:
            yield note.sentence(language)
    if answer.query.understood or answer.note or answer.notes:
        yield ""


def _shown(hit: Hit, language: str) -> Iterator[str]:
    speech = hit.speech
    stated = (speech.title, speech.speaker, speech.date_text, origin_in_words(speech, language))
    source = " · ".join(part for part in stated if part)
    where = " › ".join((*hit.passage.heading_path, say("paragraph", language, number=hit.passage.paragraph)))
    yield f"{hit.rank}. {source}\n   {where}\n   {hit.speech.source}\n\n{marked(hit)}\n"
    for label, others in (("also_in", hit.also_in), ("similar_in", hit.similar_in)):
        if others:
            titles = "; ".join(" · ".join(part for part in (other.title, other.date_text) if part) for other in others)
            yield f"   {say(label, language)}: {titles}\n"
    for line in discontinued_lines(hit.passage.text, hit.discontinued, language):
        yield f"   {line}\n"


def marked(hit: Hit) -> str:
    """The passage with its highlights marked, reversed on a terminal, and what must be read with them, underlined."""
    return between(hit.passage.text, hit.highlights, hit.read_with)


OPERATION = Operation(
    name="ask",
    request=Ask,
    response=AskResponse,
    run=run,
    respond=respond,
    command=Command(positional="question", show=show, reranks=True),
    tool=Tool(
        title="Find passages that answer a question",
        description="Find the passages of speeches that best answer a question, word for word, each with its source. "
        "Words in quotation marks are found exactly; years, speakers and occasions in the question become filters, "
        "which `understood` lists. If `note` is set, nothing matches exactly or closely: pass it on. Hits that are "
        "`less_close` hardly answer.",
    ),
)

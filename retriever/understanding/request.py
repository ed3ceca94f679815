"""From what was typed to what is searched: a follow-up completed, filters understood, order and mode settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus import SpeechFacts
from retriever.filters import Filters, normal_filters
from retriever.opened import Settings
from retriever.types import Answer, Chip, Note, Query
from retriever.understanding.followup import FollowUp, follow_up
from retriever.understanding.left_out import left_out
from retriever.understanding.question import read_question
from retriever.understanding.understand import Understood, understand

BY_RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """A question as it came in, with what was set beside it; `filters` None goes on with those of `previous`."""

    text: str
    filters: Filters | None
    sort: str
    offset: int
    previous: Answer | None
    understand: bool
    ignore: Sequence[str]


@dataclass(frozen=True, slots=True)
class Request:
    """The request behind a question: the query, the place to start from, and remarks that are known before the search.

    `wished` is the order that the words wish, None when there is none or another one was set. `number` is the rank of a
    hit of the previous answer that is to be shown among its neighbours. `goes_on` is true behind 还有吗.
    """

    query: Query
    offset: int
    notes: tuple[Note, ...]
    wished: str | None = None
    number: int | None = None
    goes_on: bool = False

    @property
    def order_beside(self) -> str:
        """The order that was set beside the question."""
        return BY_RELEVANCE if self.wished else self.query.sort


def read_request(typed: TypedQuestion, speeches: Mapping[int, SpeechFacts], today: date, settings: Settings) -> Request:
    """The request behind a question.

    :raises QueryError: if the question is blank or too long, or a given filter has a value that no speech has or dates
        that are none.
    """
    question = read_question(typed.text)
    given = normal_filters(typed.filters or Filters())
    if not typed.understand:
        query = Query(question.text, question.phrases, given, typed.sort, subject=question.text)
        return Request(query, typed.offset, left_out(speeches, given))
    previous = typed.previous
    further = follow_up(question.text, previous, speeches, today, settings) if previous else None
    text = further.text if further else question.text
    if further and previous and typed.filters is None:
        given = _given_before(previous)
    understood = understand(text, speeches, today, settings, given, typed.ignore)
    request = _request(typed, text, understood, further or FollowUp(text))
    return replace(request, notes=left_out(speeches, understood.filters))


def _request(typed: TypedQuestion, text: str, understood: Understood, further: FollowUp) -> Request:
    wished = (further.sort or understood.sort) if typed.sort == BY_RELEVANCE else None
    chips = tuple(
        replace(chip, applied=False, reason="outranked") if chip.field == "sort" and wished is None else chip
        for chip in understood.chips
    )
    words = typed.text.strip()
    if further.sort and wished and not any(chip.field == "sort" for chip in chips):
        chips = (*chips, Chip("sort", wished, words, True))
    if further.mode and not any(chip.field == "mode" for chip in chips):
        chips = (*chips, Chip("mode", further.mode, words, True))
    phrases = read_question(understood.text).phrases
    mode = further.mode or understood.mode
    if mode == "wording" and typed.sort != BY_RELEVANCE:
        mode = "passages"
    query = Query(text, phrases, understood.filters, wished or typed.sort, chips, mode, understood.text)
    return Request(query, typed.offset + further.offset, (), wished, further.number, further.offset > 0)


def _given_before(previous: Answer) -> Filters:
    """The filters that were set for `previous` rather than understood."""
    understood = {chip.field: None for chip in previous.query.understood if chip.applied}
    fields = {field: None for field in understood if hasattr(Filters(), field)}
    return replace(previous.query.filters, **fields)

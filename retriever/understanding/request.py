"""From what was typed to what is searched: a follow-up completed, filters understood, order and mode settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from corpus.language.offices import is_held, is_office
from retriever.filters import EXCLUDING, TIME, Filters, called_speakers, normal_filters, passing, set_filters
from retriever.known import Known, Mask
from retriever.opened import Settings
from retriever.types import Answer, Chip, Note, Query
from retriever.understanding.followup import FollowUp, follow_up
from retriever.understanding.question import read_question
from retriever.understanding.understand import Understood, asks_what_lacks, understand


def left_out(known: Known, filters: Filters) -> tuple[Note, ...]:
    """A note for each thing that `filters` ask for and that speeches do not say, with how many speeches these are.

    Only those that no filter leaves out for what they do say. A speech that lacks two things counts for both.

    :raises QueryError: if a filter has a value that no speech has.
    """
    names = _names_by_lack(known, filters)
    passed = {kind: _passing(known, filters, of_kind) for kind, of_kind in names.items()}
    silent = {kind: _lacking(known, kind) & ~passed[kind] for kind in names}
    counts = {
        kind: int(
            np.logical_and.reduce(
                [silent[kind], *(passed[other] | silent[other] for other in names if other != kind)]
            ).sum()
        )
        for kind in names
    }
    return tuple(Note(_code(kind), (("count", count),)) for kind, count in counts.items() if count)


def _code(kind: str) -> str:
    return "undated_left_out" if kind == "date" else f"no_{kind}_left_out"


def _names_by_lack(known: Known, filters: Filters) -> dict[str, list[str]]:
    """The names of the filters that are set, by what a speech may lack to pass them: a field, or a speaker's name."""
    kinds: dict[str, list[str]] = {}
    for name, value in set_filters(filters).items():
        kind = EXCLUDING.get(name) or ("date" if name in TIME else name)
        kind = _lacking_of_speaker(str(value), known) if name == "speaker" else kind
        kinds.setdefault(kind, []).append(name)
    return kinds


def _lacking_of_speaker(wanted: str, known: Known) -> str:
    """The lack that leaves out a speech when `wanted` is asked for: no name if that is a name, else no office."""
    people = [name for name in known.stated("speaker") if name and not is_office(name)]
    wanted_of = (wanted, *re.split("[,，、]", wanted))
    by_name = any(called_speakers(each, known) or any(is_held(each, one) for one in people) for each in wanted_of)
    return "name" if by_name else "office"


def _passing(known: Known, filters: Filters, names: list[str]) -> Mask:
    """The speeches that pass the filters of these names."""
    others = {field.name: None for field in fields(Filters) if field.name not in names}
    passed = passing(known, replace(filters, **others))
    return np.ones(len(known), dtype=np.bool_) if passed is None else passed


def _lacking(known: Known, kind: str) -> Mask:
    """The speeches that do not say what a filter of this kind asks for."""
    return known.kept(("lacking", kind), lambda: _found_lacking(known, kind))


def _found_lacking(known: Known, kind: str) -> Mask:
    if kind == "name":
        return known.where("speaker", lambda speaker: speaker is None or is_office(speaker))
    if kind == "speaker":
        return ~(known.where("speaker", bool) | known.where("office", bool))
    if kind == "office":
        by_office = known.where("speaker", lambda speaker: bool(speaker) and is_office(speaker))
        return ~(known.where("office", bool) | by_office)
    if kind == "place":  # any of its fields may name one
        return np.zeros(len(known), dtype=np.bool_)
    return known.where(kind, lambda stated: stated is None)


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
    hit of the previous answer that is to be shown among its neighbours. `goes_on` is true behind 还有吗,
    `shorter` behind 再短一点. `given` are the filters that were set rather than understood.
    """

    query: Query
    offset: int
    notes: tuple[Note, ...]
    given: Filters
    wished: str | None = None
    number: int | None = None
    goes_on: bool = False
    shorter: bool = False

    @property
    def order_beside(self) -> str:
        """The order that was set beside the question."""
        return BY_RELEVANCE if self.wished else self.query.sort


def read_request(typed: TypedQuestion, known: Known, today: date, settings: Settings) -> Request:
    """The request behind a question.

    :raises QueryError: if the question is blank or too long, or a given filter has a value that no speech has or dates
        that are none.
    """
    question = read_question(typed.text)
    given = normal_filters(typed.filters or Filters())
    if not typed.understand:
        query = Query(question.text, question.phrases, given, typed.sort, subject=question.text)
        return Request(query, typed.offset, left_out(known, given), given)
    previous = typed.previous
    further = follow_up(question.text, previous, known, today, settings) if previous else None
    text = further.text if further else question.text
    if further and previous and typed.filters is None:
        given = _given_before(previous)
    understood = understand(text, known, today, settings, given, typed.ignore)
    request = _request(typed, text, understood, further or FollowUp(text), given)
    lacking = (Note("asked_what_lacks"),) if asks_what_lacks(text) else ()
    return replace(request, notes=(*lacking, *left_out(known, understood.filters)))


def _request(typed: TypedQuestion, text: str, understood: Understood, further: FollowUp, given: Filters) -> Request:
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
    return Request(
        query, typed.offset + further.offset, (), given, wished, further.number, further.offset > 0, further.shorter
    )


def _given_before(previous: Answer) -> Filters:
    """The filters that were set for `previous` rather than understood."""
    understood = {chip.field: None for chip in previous.query.understood if chip.applied}
    fields = {field: None for field in understood if hasattr(Filters(), field)}
    return replace(previous.query.filters, **fields)

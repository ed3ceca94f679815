"""The short answer above the hits: sentences that answer, uses of a wording, its changes; slices and counts only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from retriever.opened import OpenedIndex
from retriever.short_answer.changes import changes
from retriever.short_answer.sentences import answering_sentences
from retriever.short_answer.uses import Uses, by_year, first_and_last, outermost, uses_of
from retriever.types import Answer, Chip, ShortAnswer
from retriever.understanding.asked_for import AskedFor, asked_for, wording_asked_about
from retriever.understanding.understand import without_limits
from retriever.understanding.wordings import one_wording

_MODES = ("passages", "wording")
_LEAVING_NOTHING = ("leaves_nothing", "leaves_nothing_together")


def short_answer(index: OpenedIndex, answer: Answer, among: Collection[int] | None) -> ShortAnswer | None:
    """The short answer that stands above the hits of `answer`; None where nothing answers.

    `among` are the numbers of the speeches that may answer, None for all.
    """
    query = answer.query
    if query.mode not in _MODES or answer.offset:
        return None
    text = without_limits(query.subject, query.understood)
    end = _wished_end(query.understood)
    kind = end or asked_for(query.subject)
    wording = one_wording(text) if end else wording_asked_about(text) if kind else None
    if kind and wording:
        found = _of_wording(index, kind, uses_of(index, wording, among))
        if found is None and kind == "said":
            found = ShortAnswer("said", answering_sentences(index, answer), wording)
        if found:
            return replace(found, is_limited=among is not None, unmet=_unmet(query.understood))
    if query.mode != "passages":
        return None
    sentences = answering_sentences(index, answer)
    return ShortAnswer("sentences", sentences) if sentences else None


def _wished_end(chips: Collection[Chip]) -> AskedFor | None:
    """The use, "first" or "last", of a wording that the words wish: 首次, 最近一次."""
    wished: dict[str | int, AskedFor] = {"oldest": "first", "newest": "last"}
    return next((wished[chip.value] for chip in chips if chip.field == "sort" and chip.applied), None)


def _unmet(chips: Collection[Chip]) -> tuple[Chip, ...]:
    """The limits that leave no speech, those of the same words once."""
    return tuple({chip.words: chip for chip in chips if chip.reason in _LEAVING_NOTHING}.values())


def _of_wording(index: OpenedIndex, kind: AskedFor, uses: Uses) -> ShortAnswer | None:
    """The answer that the places of a wording give; None where there are none, or no change can be seen in them."""
    if not uses.found:
        return None
    counted = ShortAnswer(kind, (), uses.wording, len(uses.found), uses.speeches, uses.undated)
    if kind == "years":
        return replace(counted, years=by_year(uses))
    if kind == "said":
        return replace(counted, slices=first_and_last(index.snapshot, uses))
    if kind in ("first", "last"):
        outer = outermost(index.snapshot, uses, newest=kind == "last")
        return replace(counted, slices=outer) if outer else None
    seen = changes(index.snapshot, uses)
    return replace(counted, changes=seen) if seen else None

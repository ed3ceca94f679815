"""The places of one wording, with or without gaps, and the wordings that were typed side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus import Span, Wording
from corpus.errors import QueryError
from retriever.opened import OpenedIndex
from retriever.phrasing.gaps import Filling, fillings, is_pattern, matches, only_gaps
from retriever.phrasing.occurrences import Occurrences, occurrences
from retriever.phrasing.standing import discontinued_in

_BETWEEN = re.compile(r"[|｜]")

MOST_WORDINGS = 20
"""Wordings side by side: each is looked up by itself."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One wording that was looked up. `fillings` are those of a pattern with gaps, else empty.

    `discontinued` are the discontinued wordings in it, as spans of `found.phrase`, each with what replaces it.
    """

    found: Occurrences
    fillings: tuple[Filling, ...] = ()
    discontinued: tuple[tuple[Span, Wording], ...] = ()


def wordings_of(typed: str) -> tuple[str, ...]:
    """The wordings that were typed, parted by | where several are to be seen side by side.

    :raises QueryError: if they are more than MOST_WORDINGS.
    """
    parts = tuple(part.strip() for part in _BETWEEN.split(typed) if part.strip())
    if len(parts) > MOST_WORDINGS:
        raise QueryError("wordings_too_many", count=len(parts), limit=MOST_WORDINGS)
    return parts or (typed,)


def look_up(index: OpenedIndex, phrase: str, *, exact: bool = False) -> Looked:
    """Every place of `phrase`, which may have gaps (以＿为＿) unless it is to be found `exact`.

    :raises QueryError: if it is blank, nothing but gaps or the | between wordings, or too long.
    """
    if not _BETWEEN.sub("", phrase).strip() or (not exact and only_gaps(phrase)):
        raise QueryError("phrase_blank")
    discontinued = tuple(discontinued_in(phrase, index.snapshot.wordings()))
    if exact or not is_pattern(phrase):
        return Looked(occurrences(index, phrase, exact=exact), discontinued=discontinued)
    found = matches(index, phrase)
    texts = {o.speech_no: index.snapshot.with_text(o.speech_no).text for o in found.counted}
    return Looked(found, tuple(fillings(found.counted, texts)), discontinued)

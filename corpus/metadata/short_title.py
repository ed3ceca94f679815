"""Short titles: what is left of a title where space is short and date and speaker stand beside it."""

from __future__ import annotations

import re

from corpus.fold import fold_plain
from corpus.language.dates import find_dates
from corpus.types import SpeechFacts

_SUBTITLE = re.compile(r"\s*(?:—{1,2}|―{1,2}|─{1,2}|–{2}|-{2,3})\s*")
_EDGES = " \t\u3000,，:：;；、·-–—|_"
_BY = re.compile(r"\b(?:by|of|from)\s*$", re.IGNORECASE)
_LEAST = 4
"""Folded characters of a title that still says something."""


def short_title(speech: SpeechFacts) -> str:
    """The title without its subtitle, and without the date and the name of the speaker at its ends.

    The whole title where too little would be left.
    """
    shorter = speech.title
    for cut in (_without_subtitle, _without_date, _without_speaker):
        tried = cut(shorter, speech)
        if tried != shorter and len(fold_plain(tried)) >= _LEAST:
            shorter = tried.strip(_EDGES)
    return shorter


def _without_subtitle(title: str, speech: SpeechFacts) -> str:
    return _SUBTITLE.split(title, maxsplit=1)[0]


def _without_date(title: str, speech: SpeechFacts) -> str:
    """A lone year stays: 2024年政府工作报告 is called so."""
    for found in find_dates(title):
        if speech.date and found.value == speech.date and found.value.month:
            before, after = title[: found.start].rstrip("(（[【 "), title[found.end :].lstrip(")）]】 日")
            if not before or not after:
                return before or after
    return title


def _without_speaker(title: str, speech: SpeechFacts) -> str:
    """李明：在…上的讲话, 县长李明在…上的讲话, …（李明）; who is only mentioned in the middle stays."""
    name = speech.speaker
    if not name or name not in title:
        return title
    before, _, after = title.partition(name)
    if not before.strip(_EDGES) or (before == (speech.office or "") and after):
        return re.sub("^同志", "", after.lstrip(_EDGES))
    if _BY.search(before):  # a speech by somebody is called so
        return title
    return title if after.strip(_EDGES + ")）]】") else before.rstrip(_EDGES + "(（[【")

"""A passage of an answer as it is shown: its text cut at what is marked, its headings, where else it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, pairwise, takewhile
from typing import NamedTuple

from corpus import Span, SpeechFacts
from retriever import Hit
from retriever.export import with_source
from retriever.feedback import LONGEST_REMARK
from ui.chat.conversation import CONTEXT, Turn
from ui.i18n import Strings
from ui.in_words import discontinued_sentences, titled
from ui.rendering import within

_BLANKS = r"[^\S\n]*"
_IN_SIGHT = 60  # characters from the beginning that are sure to be in sight where a passage is three lines long
DEEPEST = 4  # levels of an outline that are told apart by their indent


class Stretch(NamedTuple):
    """A piece of a passage with the `marks` inside it; `is_read_with` where it must be read with what is marked.

    `leads` where it stands in front of what is marked, and is left out while the passage is three lines long.
    """

    text: str
    marks: list[Span]
    is_read_with: bool
    leads: bool


class OutlineLine(NamedTuple):
    """A heading of a speech, `level` at most DEEPEST; `is_here` at the one that the passage stands under."""

    text: str
    level: int
    is_here: bool


class Others(NamedTuple):
    """Other speeches that have the passage, (number, title) each, under the sentence of `key`."""

    key: str
    speeches: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit and what its card says besides; `is_neighbour` where it is there only for what stands beside it.

    `remark` is "asked" where a word can be added to the verdict, "kept" where one was, None else.
    """

    hit: Hit
    is_neighbour: bool
    citation: str
    outline: list[OutlineLine]
    path: list[str]
    text: list[Stretch]
    notes: tuple[str, ...]
    others: list[Others]
    verdict: str | None
    remark: str | None
    longest_remark: int = LONGEST_REMARK


def hit_view(turn: Turn, hit: Hit, words: Strings) -> HitView:
    """The card of a `hit` of `turn`, in the language of `words`."""
    in_context = turn.answer is not None and turn.answer.query.mode == CONTEXT
    return HitView(
        hit=hit,
        is_neighbour=in_context and not hit.matched,
        citation=with_source("", hit.speech),
        outline=outline(hit),
        path=path(hit),
        text=stretches(hit),
        notes=discontinued_sentences(hit.passage.text, hit.discontinued, words),
        others=others(hit, words),
        verdict=turn.verdict(hit),
        remark=turn.remark_on(hit),
    )


def stretches(hit: Hit) -> list[Stretch]:
    """The passage in order, cut where what must be read with the marked sentence begins and ends, and where that does.

    It does so only where the marked sentence would else be out of the first lines.
    """
    text, highlights = hit.passage.text, hit.highlights
    first = highlights[0].start if highlights else 0
    lead = first if first >= _IN_SIGHT else 0
    read_with = hit.read_with or Span(0, 0)
    cuts = sorted({0, lead, *read_with, len(text)})
    return [
        Stretch(text[start:end], within(highlights, start, end), read_with.start <= start < read_with.end, end <= lead)
        for start, end in pairwise(cuts)
    ]


def outline(hit: Hit) -> list[OutlineLine]:
    """The headings of the whole speech in order; empty unless they were asked for."""
    return [
        OutlineLine(headings[-1], min(len(headings), DEEPEST), headings == hit.passage.heading_path)
        for headings in hit.outline
    ]


def path(hit: Hit) -> list[str]:
    """The headings above the passage, outermost first, down to the first that stands in the passage itself."""
    text = hit.passage.text
    return list(takewhile(lambda heading: not _stands_in(heading.strip(), text), hit.passage.heading_path))


def _stands_in(heading: str, text: str) -> bool:
    """True where a line or a sentence of `text` begins with `heading`."""
    return re.search(rf"(?:^|[。！？；;]){_BLANKS}{re.escape(heading)}", text, re.MULTILINE) is not None


def others(hit: Hit, words: Strings) -> list[Others]:
    """The other speeches where it reads the same, then those where it differs a little.

    They are numbered through, as `others_of` has them.
    """
    numbers = count()
    return [
        Others(key, [(next(numbers), titled(speech, words)) for speech in speeches])
        for key, speeches in (("answer.also_in", hit.also_in), ("answer.similar_in", hit.similar_in))
        if speeches
    ]


def others_of(hit: Hit) -> tuple[SpeechFacts, ...]:
    """The other speeches that the card of `hit` names, in the order of their buttons."""
    return (*hit.also_in, *hit.similar_in)

"""What must be read with a sentence to understand it: the list it belongs to, or the sentence it points back to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from corpus import Paragraph, Span, outline
from corpus.text.sentences import LONG_SENTENCE, reading_size
from retriever.ranking import weights
from retriever.ranking.sentence import passage_sentences

_POINTS_BACK = re.compile(
    r"[“\"]?(?:这|那么|其[他它余]?|该|此|对此|为此|因此|因而|所以|于是|同时|另外|但|可是|然而|不过|而且|并且|否则|他|她|它"
    r"|上述|以上|前者|后者|只有这样|也就是说|换句话说|反过来"
    r"|(?:This|These|That|Those|It|Its|They|Their|He|She|Such|However|Therefore|But|So|Thus|Also|Moreover|Otherwise)\b)"
)
_NOT_BACK = re.compile(r"其实|其中一|其一|其次|该[^，。]{0,6}[就要]|It is (?:important|clear|time)\b")
# How a sentence announces the list that follows.
_ANNOUNCES = re.compile(r"[：:]\Z|[两三四五六七八九十几]\s*(?:个|点|件|条|项|句|种|类|步|方面|大)|以下|如下")
_GOES_ON = "；;"
_BLANKS = " \u3000"  # within a line


def read_with(text: str, highlight: Span) -> Span | None:
    """The part of `text` around the sentence `highlight` that is understood by itself; None when the sentence is.

    A list (一是…二是…) is taken whole, with the sentence that announces it.
    """
    spans = passage_sentences(text)
    whole = _list_around(text, spans, highlight) or _pieces_around(text, spans, highlight)
    whole = _with_what_it_points_to(text, spans, whole or highlight)
    return whole if whole != highlight else None


def _list_around(text: str, spans: Sequence[Span], highlight: Span) -> Span | None:
    """The innermost list that the highlight is in, announces or begins, with its announcement."""
    found: list[Span] = []
    for run in _lists(text):
        before = next((span for span in reversed(spans) if span.end <= run.start), None)
        announced = before is not None and _announces(text, before, run)
        whole = Span(before.start, run.end) if before is not None and announced else run
        touches = whole.start < highlight.end and highlight.start < whole.end
        if touches and not (highlight.start <= whole.start and whole.end <= highlight.end):
            found.append(Span(min(whole.start, highlight.start), max(whole.end, highlight.end)))
    return min(found, key=lambda span: span.end - span.start, default=None)


def _announces(text: str, sentence: Span, run: Span) -> bool:
    """Whether the sentence stands right before the list and announces it."""
    return not text[sentence.end : run.start].strip() and _ANNOUNCES.search(text[slice(*sentence)]) is not None


@lru_cache(maxsize=2000)
def _lists(text: str) -> tuple[Span, ...]:
    """The lists of a passage: sequences inside a paragraph, and short numbered paragraphs behind one another."""
    found: list[Span] = []
    paragraphs = outline(text)
    for paragraph in paragraphs:
        for _, items in groupby(sorted(paragraph.items, key=lambda item: item.run), key=lambda item: item.run):
            of_run = list(items)
            found.append(Span(min(item.start for item in of_run), max(item.end for item in of_run)))
    for _, neighbours in groupby(paragraphs, key=lambda paragraph: paragraph.level if paragraph.heading else None):
        numbered = list(neighbours)
        if numbered[0].heading and len(numbered) > 1 and all(_is_short(text, paragraph) for paragraph in numbered):
            found.append(Span(numbered[0].start, numbered[-1].end))
    return tuple(found)


def _is_short(text: str, paragraph: Paragraph) -> bool:
    return reading_size(text[paragraph.start : paragraph.end]) <= LONG_SENTENCE


def _pieces_around(text: str, spans: Sequence[Span], highlight: Span) -> Span | None:
    """The whole of a long sentence that was cut at its ；, None when the highlight is no piece of one."""
    at = bisect_left(spans, highlight)
    if at == len(spans) or spans[at] != highlight:
        return None
    joined = [text[a.end - 1] in _GOES_ON and not text[a.end : b.start].strip(_BLANKS) for a, b in pairwise(spans)]
    first, last = at, at
    while first > 0 and joined[first - 1]:
        first -= 1
    while last < len(joined) and joined[last]:
        last += 1
    return Span(spans[first].start, spans[last].end) if last > first else None


def _with_what_it_points_to(text: str, spans: Sequence[Span], part: Span) -> Span:
    """`part` with the sentence before it when it points back or is a mere fragment; so again for that one."""
    start = part.start
    for _ in range(weights.STEPS_BACK):
        before = next((span for span in reversed(spans) if span.end <= start), None)
        if before is None or not _needs_the_one_before(text[start : part.end]):
            break
        start = before.start
    return Span(start, part.end)


def _needs_the_one_before(sentence: str) -> bool:
    points_back = _POINTS_BACK.match(sentence) is not None and _NOT_BACK.match(sentence) is None
    return points_back or len(sentence) < weights.FRAGMENT

"""Titles, dates, greetings, headings, page lines: they stand around the sentences of a passage and answer nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus import Span, fold_plain
from corpus.language.dates import may_be_dates
from corpus.language.salutations import is_formula, is_greeting, is_salutation
from corpus.metadata.frame import is_page_line
from corpus.metadata.sources import top_lines, without_dates
from corpus.text.sentences import lines
from retriever.ranking.passage_texts import passage_outline, passage_sentences

_CONTENTS = re.compile(r"(?:…{2,}|[.．·⋯]{4,}|_{4,})\s*[(（]?\d{1,3}[)）]?\s*$|^[目\s]*录$|^contents$", re.I)
_CAPTION = re.compile(r"^(?:图为|图片说明|资料图)|[ /／\u3000（(][^，。]{0,12}摄[）)]?。$")
_PUNCTUATION = re.compile(r"[\s,.:;!?、。()\[\]\"'《》-]+")
_LINE = 80  # characters up to which a line of a page has nothing but what the page says
_NEWS = 120  # characters up to which the news of a speech says no more than that it was held
_SENTENCE_ENDS = "。！？!?；;"
_GREETING = 40  # characters up to which what greets is no more than a greeting


def answers_nothing(text: str, spans: Sequence[Span]) -> NDArray[np.bool_]:
    """True for the sentences `spans` of `text` that a page has about itself: captions, contents, navigation."""
    short = [line for line in lines(text) if line.end - line.start <= _LINE]
    return _within(spans, [each for each in (*short, *spans) if _is_of_page(text[slice(*each)])])


def _is_of_page(line: str) -> bool:
    if line[-1] in _SENTENCE_ENDS:  # a sentence may speak of reporters and sources
        return _CAPTION.search(line) is not None
    return is_page_line(line) or _CONTENTS.search(line) is not None


def introduces(text: str, above: str, spans: Sequence[Span], *, at_head: bool) -> NDArray[np.bool_]:
    """True for the sentences `spans` of `text` that only lead to others: title, date, greeting, heading.

    `above` are the lines of title and headings; `at_head` says that the text is the first of its speech.
    """
    names = {_plain(line) for line in above.splitlines()}
    found = [span for span in spans if _leads_on(text[slice(*span)], names)]
    return _within(spans, [*found, *_headings(text), *(_head(text) if at_head else ())])


def only_introduces(text: str, above: str) -> bool:
    """True if `text`, the first of its speech, has nothing but head matter, page lines and formulas of ceremony.

    The title `above` is none of that where it is the first sentence of a speech without one.
    """
    spans = passage_sentences(text)
    title = "" if above.endswith(("。", "！", "？", ".", "!", "?")) else above
    says_something = [span for span in spans if not is_formula(text[slice(*span)])]
    leads = introduces(text, title, says_something, at_head=True) | answers_nothing(text, says_something)
    return bool(leads.all())


def _leads_on(sentence: str, names: set[str]) -> bool:
    greets = is_greeting(sentence) or (
        len(sentence) <= _GREETING and sentence[-1] in "：:！!，," and is_salutation(sentence)
    )
    if greets or _plain(sentence) in names:
        return True
    return may_be_dates(sentence) and not _plain(without_dates(sentence))


def _plain(line: str) -> str:
    return _PUNCTUATION.sub("", fold_plain(line))


@lru_cache(maxsize=2000)
def _headings(text: str) -> tuple[Span, ...]:
    """The headings on lines of their own; a line that goes on in small letters was broken by the page."""
    own = (each for each in passage_outline(text) if each.own_line)
    return tuple(Span(each.start, each.end) for each in own if not text[each.end :].lstrip()[:1].islower())


@lru_cache(maxsize=2000)
def _head(text: str) -> tuple[Span, ...]:
    """The lines above the speech; longer ones of the news of it tell what was said."""
    return tuple(Span(line.start, line.end) for line in top_lines(text) if line.end - line.start <= _NEWS)


def _within(spans: Sequence[Span], wider: Sequence[Span]) -> NDArray[np.bool_]:
    """True for those of `spans` that lie within one of `wider`."""
    return np.array(
        [any(each.start <= start and end <= each.end for each in wider) for start, end in spans], dtype=bool
    )

"""The form in which wordings are looked up: folded text in which words and numbers keep their edges.

Quotation marks do not part a wording: “第一议题”制度 holds 第一议题制度. 1,200 is 1200. Letters and digits stand for
themselves only as whole words and whole numbers: AI is not in said, 3.5% not in 13.5%, 2.1亿 not in 12.1亿.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.fold import Folded, fold_pieces, span_in_original, with_offsets
from corpus.language.numerals import LETTER_SPACED
from corpus.language.quotes import DOUBLE, SINGLE
from corpus.text.sentences import Span

_LETTER = "a-zà-öø-ɏͰ-ϿЀ-ӿ"
_WRITTEN_LETTER = f"{_LETTER}A-ZÀ-ÖØ-ÞＡ-Ｚａ-ｚ"
_DIGIT = "0-9０-９"
# What folds to digits and is no part of the number beside it: ①2023年, 10².
_ENCLOSED = "①-⑳⑴-⑿⒀-⒇⒈-⒛²³¹₀-₉㈠-㈩"
_QUOTES = re.compile(rf"[{DOUBLE}\"＂]|(?<![{_WRITTEN_LETTER}])[{SINGLE}'＇]|[{SINGLE}'＇](?![{_WRITTEN_LETTER}])")
_THOUSANDS = re.compile(
    rf"(?<![{_DIGIT}])(?<![{_DIGIT}][,，.．])[{_DIGIT}]{{1,3}}(?:[,，][{_DIGIT}]{{3}})+(?![{_DIGIT}])"
)
# What stands between two words or two numbers and is dropped; an apostrophe within a word is not.
_BETWEEN = rf"(?:[\s{DOUBLE}\"＂]|[{SINGLE}'＇](?=[\s{DOUBLE}{SINGLE}\"'])|(?<=[\s{DOUBLE}{SINGLE}\"'])[{SINGLE}'＇])+"
_APART = re.compile(
    rf"(?<=[{_WRITTEN_LETTER}]){_BETWEEN}(?=[{_WRITTEN_LETTER}])"
    rf"|(?:(?<=[{_DIGIT}])|(?<=[{_DIGIT}][.．]))[\s{DOUBLE}{SINGLE}\"'＂＇]+(?=[{_DIGIT}])"
)
# Where the expressions above may match begins with one of few characters, which is found far sooner than what they say.
_COMMA = re.compile(rf"[,，](?<=[{_DIGIT}].)(?=[{_DIGIT}]{{3}})")
_GAP = re.compile(rf"[\s{DOUBLE}{SINGLE}\"'＂＇](?<=[{_WRITTEN_LETTER}{_DIGIT}.．].)", re.DOTALL)
_BESIDE_DIGIT = re.compile(rf"(?<=[{_DIGIT}{_ENCLOSED}.．])[{_ENCLOSED}]|[{_ENCLOSED}](?=[{_DIGIT}])")
_SEPARATOR = " "
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9]),(?=[0-9]|\Z)|\A,(?=[0-9])")


def lookup_form(text: str) -> Folded:
    """`text` as wordings are looked up in it, with the way back as `fold` gives it.

    Folded, without quotation marks and the commas of thousands; one blank where words or numbers would run together,
    which the digits of a letter-spaced number (2 0 2 4 年) do not.
    """
    return with_offsets(_pieces(text))


def _pieces(text: str) -> list[str]:
    """The lookup form of each character of `text`."""
    pieces = fold_pieces(text)
    for match in _QUOTES.finditer(text):
        pieces[match.start()] = ""
    for match in _THOUSANDS.finditer(text) if _COMMA.search(text) else ():
        for place in range(*match.span()):
            if text[place] in ",，":
                pieces[place] = ""
    apart = [gap.start() for gap in _GAP.finditer(text) if _APART.match(text, gap.start())]
    spaced = [match.span() for match in LETTER_SPACED.finditer(text)] if apart else []
    for gap in set(apart).difference(*(range(*span) for span in spaced)):
        pieces[gap] = _SEPARATOR
    for match in _BESIDE_DIGIT.finditer(text):
        pieces[match.start()] = f"{_SEPARATOR}{pieces[match.start()]}{_SEPARATOR}"
    return pieces


def lookup_characters(text: str) -> str:
    """The characters by which an index finds the texts that may hold a wording: all that do, and few more.

    Those of the lookup form, the same for a folded text, without its blanks, apostrophes and commas between digits.
    """
    form = "".join(_pieces(text))
    return _BETWEEN_DIGITS.sub("", form.replace(_SEPARATOR, "").replace("'", ""))


def needs_reading(form: str) -> bool:
    """True if the characters of the wording `form` alone do not tell that it stands in a text: words and numbers."""
    return re.search(rf"[{_LETTER}0-9]", form) is not None


def spans_in(form: str, text: Folded) -> Iterator[Span]:
    """The places of a wording in a text, both in the lookup form, as spans of the original.

    Ascending; of overlapping ones the first from the left; none of a blank wording.
    """
    for match in _expression(form).finditer(text.text) if form else ():
        yield Span(*span_in_original(text.offsets, *match.span()))


def count_in(form: str, text: Folded) -> int:
    """The number of spans that `spans_in` finds; where no word or number stands in the wording, far sooner."""
    if not form or needs_reading(form):
        return sum(1 for _ in spans_in(form, text))
    return text.text.count(form)


def overlapping_spans_in(form: str, text: Folded) -> Iterator[Span]:
    """As `spans_in`, with those that overlap another."""
    for match in re.finditer(f"(?={whole(form)})", text.text) if form else ():
        yield Span(*span_in_original(text.offsets, match.start(), match.start() + len(form)))


def whole(form: str) -> str:
    """A regular expression for a wording in the lookup form: its first and last word or number are whole ones."""
    if not form:
        return ""
    return f"{_edge_before(form)}{re.escape(form)}{_edge_behind(form)}"


@lru_cache(maxsize=256)
def _expression(form: str) -> re.Pattern[str]:
    return re.compile(whole(form))


def _edge_before(form: str) -> str:
    if re.match(f"[{_LETTER}]", form):
        return f"(?<![{_LETTER}])"
    if re.match("[0-9]", form):
        return r"(?<![0-9^])(?<![0-9]\.)"
    return r"(?<![0-9])" if re.match(r"\.[0-9]", form) else ""


def _edge_behind(form: str) -> str:
    if re.search(rf"[{_LETTER}]\Z", form):
        return f"(?![{_LETTER}])"
    if re.search(r"[0-9]\Z", form):
        return r"(?![0-9]|\.[0-9])"
    return "(?![0-9])" if re.search(r"[0-9]\.\Z", form) else ""

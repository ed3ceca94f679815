"""What a draft leaves open: XX, ×××, ＿＿, 〇〇, 【】, 2024年  月  日, ……月, and 某某 where it stands for a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.numerals import NUMERALS
from corpus.text.sentences import Span
from retriever.phrasing.check.clause_bounds import marker_at, without_edges

OPEN = "\uffff"
"""Stands for a placeholder in a draft: a code point that is no character, so that no text holds it."""
_NO_CHARACTER = "\ufffe"
FILLER = re.compile("[^,。!?;:]{0,20}")
"""What may stand in the place of a placeholder, folded: it stays within a clause."""

_COUNTED = r"[年月日号时点分秒个项条名人户家次起天周岁万亿千百亩吨米元届批支座所处台套位轮期%％‰]|百分点|公里|平方|立方"
_NAMED = (
    r"省|市|县|区|镇|乡|村|街道|社区|州|局|厅|部|委|办|公司|集团|企业|学校|大学|同志|书记|主任|先生|女士|老师|工程|项目"
)
_PLACEHOLDER = re.compile(
    "|".join(
        (
            r"(?<![A-Za-z])[XxＸｘ]{2,}(?![A-Za-z])",
            rf"(?<![A-Za-z0-9])[XxＸｘ](?=\s*(?:{_COUNTED}|{_NAMED}))",
            r"[×✕╳]{2,}",
            rf"(?<![\d）)])[×✕╳](?=\s*(?:{_COUNTED}|{_NAMED}))",
            rf"[*＊]{{2,}}(?=\s*(?:{_COUNTED}|{_NAMED}))",
            r"[_＿]{2,}",
            r"[□■▢]{1,}",
            rf"(?<![{NUMERALS}零〇○◯0-9])[〇○◯]{{2,}}(?![{NUMERALS}零〇○◯])",
            r"【[\s　]*】|（[\s　]+）|\([\s　]+\)|〔[\s　]*〕|\[[\s　]*\]|【[^【】]{0,8}待[^【】]{0,8}】",
            r"(?:…+|⋯+|\.{3,})(?=[年月日%％](?!子))",
            r"(?<=年)[ \t\u3000\u00a0]+(?=月)|(?<=月)[ \t\u3000\u00a0]+(?=日)",
            rf"某{{2,}}(?=\s*(?:{_NAMED}))",
            r"(?<=书记|县长|市长|省长|局长|主任|部长)某{2,}",
        )
    )
)


def placeholders(text: str, span: Span | None = None) -> list[Span]:
    """The places of `text`, or of its span, that are still to be filled in, in order."""
    start, end = span or (0, len(text))
    return [Span(*match.span()) for match in _PLACEHOLDER.finditer(text, start, end)]


@dataclass(frozen=True, slots=True)
class Opened:
    """A sentence as it is compared: OPEN for each placeholder, no outline marker, and no marks at its edges.

    `places[i]` is the place in the draft of `text[i]`, with one more for the end. `placeholders` and `marker` are spans
    of the draft.
    """

    text: str
    places: Sequence[int]
    placeholders: tuple[Span, ...]
    marker: Span | None

    def in_draft(self, span: Span) -> Span:
        """A span of `text` as a span of the draft."""
        return Span(self.places[span.start], self.places[span.end])


def opened(draft: str, sentence: Span) -> Opened:
    """The sentence of the draft as it is compared."""
    draft = draft.replace(OPEN, _NO_CHARACTER)  # else one that is written in a draft would match anything, unseen
    found = placeholders(draft, sentence)
    written, at = "", sentence.start
    places: list[int] = []
    for each in found:
        written += draft[at : each.start] + OPEN
        places += range(at, each.start + 1)
        at = each.end
    written += draft[at : sentence.end]
    places += range(at, sentence.end + 1)
    start, end = without_edges(written, Span(0, len(written)))
    return Opened(written[start:end], places[start : end + 1], tuple(found), marker_at(draft, sentence.start))

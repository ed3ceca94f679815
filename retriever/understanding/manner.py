"""How an answer is wanted: in which order, and as passages, by speech, as outlines or as a wording to look up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.fold import fold_plain
from corpus.language.quotes import holds_quotation, without_quoted
from retriever.understanding.asking import asks

_LONGEST_WORDING, _SHORTEST_WORDING = 30, 4

_SAID = r"(?:提|讲|講|说|說|写|寫|出现|出現|见于|用|谈|談|部署)"
_ORDERS = (
    (
        "oldest",
        re.compile(
            rf"(?:最早|最先|第一次|首次|头一回|头一次)(?=(?:是|在)?"
            rf"(?:什么时候|什麼時候|哪一?年|何时|哪里|哪儿|哪次|哪篇|谁)?(?:会上?|讲话)?[里中]?(?:开始)?{_SAID})"
            rf"|(?:最早|第一次|首次)的(?=提法|说法|表述|讲话|写法)"
            r"|\bearliest(?= (?:mention|speech|wording|statement|remark))"
            r"|\bfirst(?= (?:mention|said|say|used|raised|appear))",
            re.IGNORECASE,
        ),
    ),
    (
        "newest",
        re.compile(
            rf"最近一次(?={_SAID}|是|怎|在|关于|对)|最新(?:一次)?的?(?=提法|说法|說法|表述|讲话|讲法|写法|口径|{_SAID})"
            rf"|最近(?=(?:是)?(?:怎么|怎麼|如何){_SAID})"
            r"|\b(?:latest|most recent)(?= (?:mention|speech|wording|statement|remark))"
            r"|\bmost recently(?= (?:mention|said|say|used|raised))",
            re.IGNORECASE,
        ),
    ),
)
_OUTLINE = re.compile(
    r"小标题|小標題|提纲|提綱|大纲|大綱|(?:分(?:成|了|为)?|讲了|講了)(?:哪几|哪幾|几|幾)(?:条|條|点|點|个?部分|個?部分|个方面|個方面|大块)"
    r"|(?:讲话|文章|报告|全文|稿子)的?(?:框架|结构)|框架(?=是什么|怎么|是怎)|\b(?:outline|headings)\b",
    re.IGNORECASE,
)
_SPEECHES = re.compile(
    r"哪些(?:讲话|講話|文章|稿子|会上|會上|会议上|场合)|哪几[篇次](?:讲话)?|哪幾[篇次](?:講話)?|哪些篇"
    r"|\b(?:which|what) speeches\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？几幾哪谁誰啥吗嗎呢]|多[少长長久大高宽寬深远遠]|没有|沒有|[讲講说說提]过|([\u4e00-\u9fff])不\1|还是|到底|例子|故事|教训|那[句段个]|\b(?:what|how|who|when|where|which|why|is|are|was|were|do|does|did)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a slice of the question wishes: `text[start:end]`."""

    start: int
    end: int
    value: str


def wished_order(text: str) -> Wish | None:
    """The order, "newest" or "oldest", that the question asks for; None where such words are used in passing."""
    free = without_quoted(text)
    found = [Wish(*match.span(), order) for order, pattern in _ORDERS for match in pattern.finditer(free)]
    return min(found, key=lambda wish: wish.start, default=None)


def wished_mode(text: str) -> Wish | None:
    """The mode, "outline" or "speeches", that the question asks for."""
    free = without_quoted(text)
    for mode, pattern in (("outline", _OUTLINE), ("speeches", _SPEECHES)):
        match = pattern.search(free)
        if match:
            return Wish(*match.span(), mode)
    return None


def is_wording(text: str) -> bool:
    """Whether `text` is a bare fragment to be looked up rather than a question."""
    folded = fold_plain(text)
    short = len(text) <= _LONGEST_WORDING and len(folded) >= _SHORTEST_WORDING
    return short and not (holds_quotation(text) or _QUESTION.search(text) or asks(text))

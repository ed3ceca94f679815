"""The wordings that a question asks for: what is quoted, or what is left of it without the words that only ask."""

from __future__ import annotations

import re

from corpus import fold_plain
from retriever.understanding.asking import asks, subject
from retriever.understanding.question import Question

_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_BETWEEN = re.compile(r"[\s，。！？；：、,!?;:]+")
# What stands around the subject once the phrases that only ask are blanked out. Single characters are few: 就 begins
# 就业, 对 begins 对口支援.
_AROUND = "我们|咱们|我[县市省区局]|大家|领导|讲话中?|文件中?|报告中?|稿子里?|这些年|以往|往年|每年|年年|上次"
# What is asked about a wording and is none itself.
_OF_A_WORDING = re.compile("(?:时候|提法|说法|表述|写法|讲法|口径|论述|内容)(?:是什么)?")
_SAYING = re.compile("^(?:讲|说|提|谈|写|用)(?:过|到|起|的)*(?=..)")
_EDGES = re.compile(rf"^(?:{_AROUND}|[我是的])+|(?:{_AROUND}|[的了过])+$")
_ENGLISH = re.compile(
    r"^(?:please\s+)?(?:how|what|where|when)\s+(?:did|do|have|has|had|was|were|is|are)\s+(?:(?:we|you|they|it|he|she)\s+)?"
    r"(?:ever\s+|before\s+|previously\s+)?"
    r"(?:put|say|said|phrased?|word(?:ed)?|express(?:ed)?|describe[sd]?|wr[io]te|written|mention(?:ed)?)\s+"
    r"(?:about\s+|on\s+)?(?P<wording>.+?)"
    r"(?:\s+(?:before|earlier|previously|in the past|so far|over the years))?[\s?.!]*$",
    re.IGNORECASE,
)


def wordings_asked(question: Question) -> tuple[str, ...]:
    """The wordings as written, at least one, that must all stand in what is looked for.

    They are what is quoted; without a quotation what is asked about, in pieces; of a text that asks nothing, the whole.
    """
    if question.phrases:
        return _bare(question.phrases)
    english = _ENGLISH.match(question.text)
    if english:
        return _bare([english["wording"]])
    if not asks(question.text):
        return _bare([question.text])
    pieces = _BETWEEN.split(subject(question.text))
    inner = [_EDGES.sub("", piece) for piece in pieces if not _OF_A_WORDING.fullmatch(piece)]
    return _bare([piece for piece in inner if len(piece) > 1]) or _bare(pieces)


def without_saying(wordings: tuple[str, ...]) -> tuple[str, ...]:
    """The wordings without a verb of saying in front: 讲防汛 may be what was said, or that something was said of it."""
    return tuple(_SAYING.sub("", wording) for wording in wordings)


def _bare(wordings: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The wordings without the marks around them, each once."""
    bare = (_MARKS.sub("", wording) for wording in wordings)
    return tuple({fold_plain(wording): wording for wording in bare if fold_plain(wording)}.values())

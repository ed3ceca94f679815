"""The wordings that a question asks for: what is quoted, or what is left of it without the words that only ask."""

from __future__ import annotations

import re

from corpus import fold_plain
from retriever.understanding.asking import asks, subject
from retriever.understanding.question import Question, read_question

_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_BETWEEN = re.compile(r"[\s，。！？；：、,!?;:]+")
# What stands around the subject once the phrases that only ask are blanked out. Single characters are few: 就 begins
# 就业, 对 begins 对口支援.
_AROUND = "我们|咱们|我[县市省区局]|大家|领导|讲话中?|文件中?|(?<!工作)报告中?|稿子里?|这些年|以往|往年|每年|年年|上次"
# What is asked about a wording and is none itself.
_OF_A_WORDING = re.compile("(?:时候|提法|说法|表述|写法|讲法|口径|论述|内容)(?:是什么)?")
# Where it is said, and that it is: 政府工作报告 首次 写入 共同富裕, 最早 出现在 哪里. No wording where another is left.
REPORT = "(?:(?:政府)?工作|党代会)?(?:报告|報告)|(?:讲话|講話|发言)稿?|文件|稿子"
_SAID_SOMEWHERE = re.compile(
    "(?:是|在|被|的|开始|正式|明确)*"
    "(?:(?:提|讲|講|说|說|写|寫|用|载|載|列|出现|出現|见|見|使用)[出到及入进進于於在来來]*[了过過的]*)?"
    rf"(?:{REPORT})?[里中上裡]?[的是在于於]*"
)
_WHERE = re.compile(
    rf"的?是?在?(?:[哪那](?:一|几)?[次个個场場篇份](?:{REPORT}|会议|會議|会|會|文章)|什么(?:{REPORT}|会议|会上))[里中上裡]?"
)
_SAYING = re.compile(rf"^(?:在.{{0,4}}(?:{REPORT})[里中上裡]?)?(?:讲|说|提|谈|写|用)(?:过|到|起|出|的)*(?=..)")
_EDGES = re.compile(rf"^(?:{_AROUND}|[我是的])+|(?:{_AROUND}|[的了过是])+$")
_ENGLISH = re.compile(
    r"^(?:please\s+)?(?:how|what|where|when)\s+(?:did|do|have|has|had|was|were|is|are)\s+(?:(?:we|you|they|it|he|she)\s+)?"
    r"(?:ever\s+|before\s+|previously\s+)?"
    r"(?:put|say|said|phrased?|word(?:ed)?|express(?:ed)?|describe[sd]?|wr[io]te|written|mention(?:ed)?)\s+"
    r"(?:about\s+|on\s+)?(?P<wording>.+?)"
    r"(?:\s+(?:before|earlier|previously|in the past|so far|over the years))?[\s?.!]*$"
    r"|^(?:when|where|in which (?:speech|report|year))\s+(?:was|were|is|has|have)\s+(?P<subject>.+?)"
    r"\s+(?:been\s+)?(?:said|used|put forward|mentioned|raised|written)[\s?.!]*$",
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
        return _bare([english["wording"] or english["subject"]])
    text = _WHERE.sub(" ", question.text)
    if text == question.text and not asks(text):
        return _bare([text])
    pieces = _BETWEEN.split(subject(text))
    told = [piece for piece in pieces if not (_OF_A_WORDING.fullmatch(piece) or _SAID_SOMEWHERE.fullmatch(piece))]
    inner = [_EDGES.sub("", piece) for piece in told or [max(pieces, key=len)]]
    return _bare([piece for piece in inner if len(piece) > 1]) or _bare(pieces)


def one_wording(text: str) -> str | None:
    """The one wording that `text` asks for, as written, without a verb of saying; None where it asks for several."""
    question = read_question(text)
    wordings = question.phrases or without_saying(wordings_asked(question))
    return wordings[0] if len(wordings) == 1 else None


def without_saying(wordings: tuple[str, ...]) -> tuple[str, ...]:
    """The wordings without a verb of saying in front: 讲防汛 may be what was said, or that something was said of it."""
    return tuple(_SAYING.sub("", wording) for wording in wordings)


def _bare(wordings: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The wordings without the marks around them, each once."""
    bare = (_MARKS.sub("", wording) for wording in wordings)
    return tuple({fold_plain(wording): wording for wording in bare if fold_plain(wording)}.values())

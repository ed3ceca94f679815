"""The kind of answer that a question asks for: whether something was said, in which years, how it changed."""

from __future__ import annotations

import re
from typing import Literal

from corpus.language.quotes import without_quoted
from retriever.understanding.question import read_question
from retriever.understanding.wordings import REPORT, one_wording

AskedFor = Literal["said", "years", "first", "last", "changes"]

_SAY = r"(?:讲|講|说|說|提|谈|談|写|寫|引用|使用|强调|強調|出现|出現|用(?=[过過]))(?![话話法纲綱])"
_SAID = rf"{_SAY}(?:到|及|出)?(?:过|過)"
_DONE = "(?:到|及|出)?[过過了的]?"
_CHANGED = r"(?:演变|演變|变化|變化|改变|改變|演进|演進|变动|變動|变|變)"
_WORDING = r"(?:提法|说法|說法|表述|写法|寫法|讲法|講法|口径|口徑|措辞|措辭)"
_TIMES = r"(?:多少|几|幾)(?:次|遍|回)"
_YEARS = r"(?:哪些|哪几|哪幾|哪一?|几|幾)(?:个|個)?年(?:份|里|裡)?(?![级級龄齡])"
_WHETHER = r"(?:有没有|有沒有|有无|有無|是否|是不是|可曾)"
_HOW = r"(?:怎么|怎麼|怎样|怎樣|如何)"
_ENGLISH_SAID = r"(?:said|say|mention(?:ed)?|used?|talk(?:ed)? (?:about|of)|sp(?:eak|oke|oken) (?:about|of)|quoted?)"

# What makes a question one of the kind, the first that fits; quotations and titles ask nothing.
_ASKS: tuple[tuple[AskedFor, re.Pattern[str]], ...] = (
    (
        "changes",
        re.compile(
            rf"{_HOW}(?:一步步|逐步|逐年|慢慢)?{_CHANGED}|{_WORDING}[^，。？]{{0,8}}(?:{_CHANGED}|不同|不一样|不一樣|区别)"
            rf"|有(?:什么|什麼|何|哪些|没有|沒有|无|無)?{_CHANGED}[吗嗎？?\s]*$"
            r"|^\W*how (?:has|have|had|did|is|are)\b.*\bchang(?:ed?|ing)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "years",
        re.compile(
            rf"{_YEARS}.*{_SAY}|{_SAY}.*{_YEARS}|{_TIMES}.*{_SAY}|{_SAY}.*{_TIMES}"
            r"|\bhow (?:often|many times)\b|\b(?:which|what) years?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "said",
        re.compile(
            rf"{_WHETHER}.*{_SAY}|{_SAY}(?:到|及|出)[^，。？?]{{1,20}}了(?:吗|嗎|没有|沒有|没)[？?\s]*$|{_SAID}.*(?:吗|嗎|(?<![什甚怎这那])么|没有|沒有|没)[？?\s]*$"
            rf"|^\W*(?:did|has|have|had|was|were)\b.*\b{_ENGLISH_SAID}\b",
            re.IGNORECASE,
        ),
    ),
)
# Where it was said: 的报告里 is left of 2021年的报告里 when the year has become a filter.
_IN_SPEECHES = (
    rf"^\s*的?(?:{REPORT})[里中裡][面头]?(?!的)"
    rf"|的?(?:{REPORT})[里中裡]?[面头]?(?=(?:都|曾经?|一共|总共)*(?:{_SAY}|{_WHETHER}))"
)
# The words with which it is asked, which are no part of what is asked about.
_ASKING = re.compile(
    rf"{_IN_SPEECHES}|[这那]一?(?:句话|个?提法|种提法|个?说法|种说法|个词)|一词(?![汇语])|(?:的)?{_WORDING}?(?:这些年|这几年|历年来?|前后)?是?{_HOW}(?:一步步|逐步|逐年|慢慢)?{_CHANGED}(?:过来|過來|[的了过過])*"
    rf"|(?:的)?{_WORDING}(?:这些年|这几年|历年来?|前后)?(?:发生)?了?(?:有(?:什么|什麼|何|哪些|没有|沒有|无|無)?)?(?:{_CHANGED}|不同|不一样|不一樣|区别)"
    rf"|有(?:什么|什麼|何|哪些|没有|沒有|无|無)?{_CHANGED}(?=[吗嗎？?\s]*$)"
    rf"|{_WHETHER}(?:人|谁|誰)?(?:曾经?)?|{_SAID}|{_SAY}(?:到|及|出)(?=[^，。？?]{{1,20}}了(?:吗|嗎|没有|沒有|没)[？?\s]*$)|了(?=(?:吗|嗎|没有|沒有|没)[？?\s]*$)|一共|总共|累计|{_TIMES}(?:{_SAY}{_DONE})?|{_SAY}{_DONE}(?={_TIMES})"
    rf"|(?:分别|都)?(?:是)?[在于]?{_YEARS}(?:都|曾|分别)?(?:{_SAY}{_DONE})?|(?:吗|嗎|没有|沒有|没)(?=[？?\s]*$)",
)
_ENGLISH = re.compile(
    rf"^\W*(?:did|has|have|had|was|were|how (?:often|many times)|(?:in )?(?:which|what) years?)\b.*?"
    rf"\b{_ENGLISH_SAID}\s+(?:that\s+|the (?:words?|phrase|term)\s+)?(?P<object>\S.*?)"
    r"(?:\s+(?:before|ever|so far))?\W*$"
    rf"|^\W*(?:(?:how (?:often|many times)|(?:in )?(?:which|what) years?)\s+)?(?:was|were|has|have|is)"
    rf"\s+(?P<subject>.+?)\s+(?:been\s+|ever\s+)*{_ENGLISH_SAID}\W*$"
    r"|^\W*how (?:has|have|did) (?:the (?:wording|phrase|term)s? (?:of|on|about|for) )?(?P<changing>.+?)"
    r"\s+chang(?:ed?|ing)\b.*$",
    re.IGNORECASE,
)


def asked_for(text: str) -> AskedFor | None:
    """The kind of answer that the question asks for, None for one of passages."""
    free = without_quoted(text)
    return next((kind for kind, pattern in _ASKS if pattern.search(free)), None)


def wording_asked_about(text: str) -> str | None:
    """The one wording that a question of such a kind is about, as written; None where it is about none or several."""
    if read_question(text).phrases:
        return one_wording(text)
    english = _ENGLISH.match(text)
    rest = next(filter(None, english.groups())) if english else _ASKING.sub(" ", text)
    return one_wording(rest) if re.search(r"\w", rest) else None

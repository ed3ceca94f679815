"""Salutations: how a speech greets its listeners (同志们：, Ladies and gentlemen), and how it takes its leave.

And the formulas of ceremony, which stand in every speech of a kind and say nothing of its subject.
"""

from __future__ import annotations

import re

from corpus.fold import simplified

_ADDRESSED = (
    r"(?:同志们|同学们|朋友们|老师们|乡亲们|战友们|女士们|(?:尊敬的)?各位[^。，：:！\s]{1,12}"
    r"|Comrades|Colleagues|(?:Dear )?[Ff]riends|Ladies and [Gg]entlemen)"
)
_LINE = re.compile(rf"(?:尊敬的[^。！]{{1,40}}|{_ADDRESSED}[^。！]{{0,40}})[：:]\Z|{_ADDRESSED}[，,！!]?\Z")
_CLOSING = re.compile(rf"{_ADDRESSED}[，,！!：:、]|最后，|谢谢|Thank you")

_SALUTATION = re.compile(
    r"(?:各位|尊敬的|敬爱的|亲爱的)"
    r"|(?:同志|女士|先生|朋友|同学|老师|乡亲|代表|委员|战友|来宾)们"
    r"|[^。；]{0,60}(?:们|各位[^。；]{1,10})[：:！!，,、]$"
    r"|(?:Ladies|Dear|Distinguished|Good (?:morning|afternoon|evening|day)|Friends|Colleagues|Comrades|Fellow"
    r"|Honou?red|Esteemed|Excellenc|Mr\.? Chair|Madam|Students|Members of|Thank you)\b"
)

_ONE_GREETED = (
    r"(?:尊敬的|敬爱的|亲爱的|全体)?(?:各位[^、，,：:！!。；]{1,14}|[^、，,：:！!。；]{0,10}(?<![我你咱他她它人])们"
    r"|尊敬的[^、，,：:！!。；]{1,16}|[^、，,：:！!。；]{0,12}(?:主席|先生|女士|阁下|殿下|陛下))"
)
_GREETING = re.compile(rf"{_ONE_GREETED}(?:[、，,]?\s*{_ONE_GREETED})*[：:！!，,]?\Z")
_ENGLISH_GREETING = re.compile(
    r"(?:(?:your |his |her )?excellenc(?:y|ies)|mr\.?|mrs\.?|ms\.?|madam|distinguished|ladies|honou?rable|dear|esteemed"
    r"|fellow)\b[^.!?;]{0,90}?(?:\b(?:mr|mrs|ms|h\.e|dr|hon)\.[^.!?;]{0,60}?)*[,;:!]?\Z",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"请予?(?:以)?审议|请[^。；]{0,12}(?:审查|审议)|(?:提出|多提)(?:宝贵)?(?:意见|建议)[。！!]?\Z|谢谢|圆满成功|宣布[^。；]{0,20}(?:开幕|闭幕|开始)"
    r"|(?:表示|致以|致|送上|献上)[^，。；：]{0,14}(?:感谢|谢意|敬意|祝贺|祝福|慰问|问候|欢迎|祝愿|哀悼)|感谢(?:大家|各位|主席|东道)"
    r"|我[^。；]{0,6}代表[^。；]{0,60}(?:作|做|报告)[^。；]{0,16}(?:报告|工作)|提议[^。；]{0,20}举杯|干杯|新年(?:快乐|好)"
    r"|(?:讲|谈|提|说|强调)(?:以下)?[几一二两三四五六七八九十]+(?:个方面的?|点|条|个)"
    r"(?:(?:意见|要求|看法|想法|体会|希望|问题|建议)|[。：:]?\Z)"
    r"|以下[几一二两三四五六七八九十]*(?:个?方面|项|点|件)?的?(?:重点)?(?:工作|汇报|报告)[。：:，,]?\Z"
    r"|[Tt]hank(?:s| you| all)\b|\bI (?:wish to |would like to |want to |also )*(?:thank|congratulate|welcome|wish)\b"
    r"|\b(?:honou?r|pleasure|privilege|delighted|pleased) to (?:be|address|speak|join|welcome|deliver|present|take)\b"
    r"|\bon behalf of\b"
)


def is_greeting(sentence: str) -> bool:
    """True if `sentence` does nothing but greet listeners, of any number: 女士们、先生们、朋友们！"""
    if _ENGLISH_GREETING.match(sentence.strip()):
        return True
    if "。" in sentence:
        return False  # nobody greets with a full stop, and most sentences have one
    plain = simplified(sentence.strip())
    return is_salutation_line(plain) or _GREETING.match(plain) is not None


def is_formula(sentence: str) -> bool:
    """True if `sentence` is one of ceremony: it thanks, congratulates, submits a report or announces points to come."""
    return _FORMULA.search(simplified(sentence)) is not None


def is_salutation(line: str) -> bool:
    """True if `line` greets the listeners (同志们：, Ladies and gentlemen), alone or at the start of a sentence."""
    return _SALUTATION.match(simplified(line)) is not None


def is_salutation_line(line: str) -> bool:
    """True if `line` does nothing but greet the listeners: 尊敬的各位来宾：, 同志们！"""
    return _LINE.match(line) is not None


def is_closing_line(line: str) -> bool:
    """True if `line` turns to the listeners once more or thanks them, as the end of a speech does."""
    return _CLOSING.match(line) is not None

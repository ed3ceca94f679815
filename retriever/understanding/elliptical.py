"""Wishes about the question before that name no subject themselves: 最早的呢, 出自哪里, 有没有变化, 再短一点."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

SAYS = r"(?:讲|講|说|說|提|写|寫|谈|談|表述|强调|強調|要求|部署)"
# 讲过吗, 是怎么说的, 有没有提过: that something was said, and not what.
ASKED = (
    rf"(?:又|都|是|还|也|曾经?|具体|有没有|有沒有|是否|是不是)*(?:怎么|怎麼|怎样|如何)?{SAYS}"
    r"[到起]?(?:过|過|了)?(?:些?什么|哪些)?的?"
)

_BEFORE = r"(?:那么?|对此|就此|这个|这件事|这方面|这个问题|它|and |so |[，,])*"
_BEHIND = r"(?:的)?(?:呢|吗|嗎|么|没有|沒有|没)?\s*[?？。!！.]*"
_IS = r"(?:有没有|有沒有|有|给出?|举)?(?:什么|哪些|几?个|些)?更?"
_FIRST, _LAST = r"(?:最早|最先|第一次|首次|头一次)", r"(?:最新|最近)"
_SAID = rf"(?:第一次|首次|开始)?{SAYS}[到出起]?(?:过|過|了|来)?"
_WHEN = r"(?:什么时候|什麼時候|何时|哪一?年|哪几年|哪些年份)"
_WHERE = r"(?:什么会上|哪次会议?上?|哪个会上|哪些会上|哪里)"
_WHO = r"(?:谁|誰|哪位领导|哪个领导|哪些领导)"
_OTHER = r"(?:别的|別的|其他|其它|另外的?)"
_ASKS_DETAIL = r"例子|案例|事例|措施|举措|做法|办法|要求|安排|目标|任务|时限|期限|原因|分工|责任人|来源|依据"
# What is asked of anything that is to be done.
_OF_ANYTHING = (
    r"谁来?(?:牵头|负责|主管|落实|考核)|(?:钱|经费|资金)(?:从哪里?来|怎么(?:来|解决|筹|出)|谁出)"
    r"|怎么(?:办|做|抓|落实|考核)|为什么|什么时候(?:完成|做完|到位|见效)"
)


@dataclass(frozen=True, slots=True)
class Elliptical:
    """A wish about the question before: in another order or mode, without its limit of the kind `without`.

    `detail` is what is asked for besides; `figures` wants numbers; `first` wants the first passage with what stands
    around it; `shorter` wants less to read.
    """

    sort: str | None = None
    mode: str | None = None
    without: str | None = None
    detail: str | None = None
    figures: bool = False
    first: bool = False
    shorter: bool = False


_MEANINGS: tuple[tuple[Elliptical, tuple[str, ...]], ...] = (
    (
        Elliptical(figures=True),
        (
            rf"{_IS}(?:具体|明确|量化|准确)?的?(?:数字|數字|数据|指标|数目)(?:分别)?是?(?:多少|什么|有哪些)?",
            r"(?:具体)?是?多少",
            r"(?:are there |any |the |what |what are the )+(?:figures|numbers|data)(?: given)?|how (?:much|many)",
        ),
    ),
    (
        Elliptical(detail=""),
        (
            rf"{_IS}(?P<detail>(?:具体|明确)?的?(?:{_ASKS_DETAIL}))(?:是什么|有哪些)?|(?P<asked>{_OF_ANYTHING})",
            r"(?:any |an |for |give |show |me |some )+(?P<english>examples?)",
        ),
    ),
    (
        Elliptical(sort="oldest"),
        (
            rf"{_FIRST}的?|{_FIRST}是?在?(?:{_WHEN}|{_WHERE}|由?{_WHO})?{_SAID}|是?从?{_WHEN}(?:开始|起){SAYS}起?",
            r"(?:按时间)?从早到晚(?:排列?)?",
            r"(?:the )?(?:earliest|first)(?: one| time)?|when was (?:it|this|that) first (?:said|mentioned|used)",
        ),
    ),
    (
        Elliptical(sort="newest"),
        (
            rf"{_LAST}(?:一次|一回|一篇)?的?|{_LAST}(?:一次)?是?(?:怎么|如何|{_WHEN})?{_SAID}|现在是?(?:怎么|如何){SAYS}",
            r"(?:按时间(?:顺序)?|从近到远)(?:排|排列|排序)?(?:一下)?",
            r"(?:the )?(?:latest|newest|most recent)(?: one| time)?",
        ),
    ),
    (
        Elliptical(mode="speeches"),
        (
            rf"是?(?:由?{_WHO}|{_WHEN}|在?{_WHERE}){_SAID}|有?(?:哪些|哪几篇)(?:讲话|稿子|会上|场合)?里?也?{_SAID}",
            rf"是?{_WHEN}的?|(?:这句话|原话|引文)?(?:是?出自|来自|引自|见于?|源自)(?:哪里|哪儿|哪篇(?:讲话)?|谁|何处|什么(?:讲话|会议?))?的?"
            r"|(?:这句话|原话|引文)?的?(?:出处|来源)(?:是|在)?(?:哪里|哪儿|什么|哪篇)?|(?:从)?(?:哪里|哪儿)来的",
            r"who said (?:it|this|that|so)|when was (?:it|this|that) said",
            r"(?:in |at )?(?:which|what) (?:speeche?|meeting|year)s?|when",
            r"where (?:is|does|was) (?:it|this|that) (?:come )?from|(?:what is |what['’]s )?the source|sources?",
        ),
    ),
    (
        Elliptical(sort="oldest", mode="speeches"),
        (
            r"(?:前后|这些年|历年|后来)?(?:有没有|有无|有什么|有哪些|有)?(?:什么|哪些)?(?:变化|变动|改变|不同|不一样|区别|演变)(?:过)?(?:在哪里?)?"
            r"|(?:是)?(?:怎么|如何)(?:变|演变)(?:化)?(?:过来)?的?|变(?:了|过)?(?:没有|没|吗)?",
            r"(?:has|have|did) (?:it|this|that|the wording) (?:changed?|evolved?)|any changes?|what (?:has )?changed"
            r"|how (?:has|did) (?:it|this|that) changed?",
        ),
    ),
    (
        Elliptical(shorter=True),
        (
            r"(?:能不能|可以|请|再|太|更)*(?:简?短|简洁|精简|简略|简单|少|精炼|长)(?:一?[点些]|一下|了|吗)+|(?:请)?(?:精简|缩短|压缩)(?:一下)?",
            r"(?:a bit |make it |much )?(?:shorter|briefer)|too long|less",
        ),
    ),
    (
        Elliptical(without="time"),
        (
            rf"{_OTHER}(?:年份|年度|年|时候)(?:{ASKED})?|(?:不限|不论|不管|放开|取消)(?:年份|时间|年度|时期|哪一?年)(?:限制)?"
            r"|(?:所有|全部|各个?)年[份度]?(?:都要|都看)?",
            r"(?:any )?other years|(?:in )?(?:any|all) years?",
        ),
    ),
    (
        Elliptical(without="speaker"),
        (
            rf"(?:{_OTHER}[县市区]?(?:领导|领导同志|同志|人)|别人)(?:{ASKED})?"
            r"|(?:不限|不论|不管)(?:讲话人|领导|是?谁讲?的?|人)|(?:所有|全部)(?:人|领导)",
            r"(?:anyone|anybody|who) else|(?:by )?(?:anyone|anybody|any speaker)",
        ),
    ),
    (
        Elliptical(without="occasion"),
        (
            rf"在?(?:县里|市里)?{_OTHER}(?:会议?|场合|讲话)[上里]?(?:{ASKED})?|(?:不限|不论|不管)(?:场合|会议|什么会)",
            r"(?:at )?(?:any )?other meetings|(?:at )?any meeting",
        ),
    ),
    (
        Elliptical(first=True),
        (
            r"(?:原话|原文|原句)(?:是什么|是?怎么[讲说写]的?)?",
            r"(?:能不能|可以|请|再|说|讲|得)*(?:具体|详细|展开)(?:一?[点些]|讲讲|说说|说明|一下)+",
            r"tell me more|(?:in )?more detail|the exact words",
        ),
    ),
)
_PATTERNS = tuple(
    (re.compile(f"{_BEFORE}(?:{'|'.join(patterns)}){_BEHIND}", re.IGNORECASE), meaning)
    for meaning, patterns in _MEANINGS
)


def elliptical(said: str) -> Elliptical | None:
    """The wish of the whole of `said` about the question before; None when it names a subject itself."""
    for pattern, meaning in _PATTERNS:
        match = pattern.fullmatch(said)
        if match and meaning.detail is not None:
            return replace(meaning, detail=match[match.lastgroup or "detail"])
        if match:
            return meaning
    return None

"""The kinds of speeches that titles name, where a question says that it was said in such: 政府工作报告里怎么讲."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.fold import fold_plain, simplified
from retriever.known import Known
from retriever.understanding.places import EVERY, as_place, every_province, provinces_at_end

# By itself each of the first says what kind of speech it is, each of the others only with a word in front of it.
_SPECIFIC = "贺[词辞信电]|献[词辞]|[开闭]幕[词辞]|祝[词辞]|回信|党课|述职报告|演讲"
_GENERAL = "报告|讲演|致[词辞]|谈话|讲话|说明|发言|公报|决定|建议|纲要"
_NAME = rf"[\u4e00-\u9fff·]{{0,16}}?(?:{_SPECIFIC}|{_GENERAL})"
_SAYS = "[讲说提谈]|表述|部署|安排|要求|论述|强调|指出|回顾|总结|评价|阐述|明确"
_ALSO = "又|都|是|还|也|曾|曾经|一般|通常|历年|每年|这些年|分别|最早|第一次|首次"
# 怎么写 at the end asks how one is written.
_WRITES = r"写(?!\s*[？?]?$|作|好|成|稿)"
_SAID_IN = re.compile(
    rf"(?P<name>{_NAME})(?:(?P<on>里[面头]?|当?中|上)(?!的?(?:起草|审议|宣读|学习))"
    rf"|(?=(?:{_ALSO})*(?:怎么样?|怎样|如何|有没有|是否|是不是)?(?:曾经?)?(?:{_SAYS}|{_WRITES})(?!稿))"
    r"|(?=的(?!起草|写作|撰写)[^，。？?的]{0,8}(?:目标|任务|指标|要求|部署|安排|措施|举措|政策|重点))"
    r"|(?=历[年次届]|关于|对[^话]|有(?:什么|哪些|何)|的(?:提法|表述|说法|小标题|提纲|大纲|框架|结构|要点|主要内容))"
    r"|(?=(?:主要)?(?:分(?:成|了|为)?[几哪]|讲了))|(?=[，,])|(?=[。？?\s]*$))"
)
# Where it stands or was taken from: 首次写入政府工作报告, 根据政府工作报告.
_TAKEN_FROM = re.compile(rf"(?:[写载列][入进]|见于|出现在|出自|来自|根据|按照|依据)(?P<name>{_NAME})")
_DONE_WITH_IT = re.compile(
    "(?:学习|贯彻|落实|宣传|宣讲|解读|起草|审议|讨论|修改|听取|撰写|执笔|[作做写看读]好?|准备|一[篇份个]|[这那哪][篇份个]|精神)的?$"
)
_WHICH = re.compile(
    r"(?:历[年届次任]来?|[各每]年|各地|各省市?|各市县?|各县|全国各地|[近这]几?年|往年|以往|所有|历史上)的?"
)
_IN_FRONT = re.compile(rf"(?:根据|按照|依据)?(?:{_WHICH.pattern})?$")
# Whose report is that of no province.
_NATION = re.compile(r"(?:国务院|中央|全国人大|全国|国家)的?$")
_CUT = re.compile(
    r"国务院|中央|全国人大|全国|国家|"
    r"在|请问|查一?[下查]|找一?[下找]|看看|想知道|关于|的|重要|有关|相关|领导|(?<!新)年度?|我们|今年|去年|什么|哪些?|[这那本]次?"
)


@dataclass(frozen=True, slots=True)
class SaidIn:
    """The kind of speech `kind` that `text[start:end]` limits to, with the place that stands in front of it.

    `is_place_wanted` is false where all places are left out: 国务院政府工作报告 is of no province.
    """

    start: int
    end: int
    kind: str
    place: str | None = None
    place_span: tuple[int, int] = (0, 0)
    is_place_wanted: bool = True


def find_kinds(text: str, known: Known) -> Iterator[SaidIn]:
    """The kinds of speeches that `text` says something was said in, where titles name them."""
    plain = simplified(text)
    found = [(match, match.end()) for match in _SAID_IN.finditer(plain)]
    found += [(match, match.end()) for match in _TAKEN_FROM.finditer(plain)]
    end_before = 0
    for match, end in sorted(found, key=lambda each: each[0].start("name")):
        kind = _kind_at_end(match["name"], known)
        start = match.end("name") - len(kind or "")
        begin = _before(plain, start)
        if not kind or start < end_before or _DONE_WITH_IT.search(plain[:begin]):
            continue
        is_last = match.re is _SAID_IN and not match["on"] and not plain[end:].strip("。？? ")
        if is_last and not _is_clause(plain[:begin]):
            continue
        end_before = end
        place = _place_in_front(plain, start, known) or _every_place(plain, begin, start, known)
        inner = None if place else _place_at_head(kind, known)
        if inner:
            place, start = (inner[1], (start, start + inner[0])), start + inner[0]
        value = spelled_in_titles(plain[start : match.end("name")], known) or kind
        if place:
            yield SaidIn(start, end, value, *place)
        elif (nation := _NATION.search(plain[:begin])) and every_province(known):
            yield SaidIn(start, end, value, EVERY, nation.span(), is_place_wanted=False)
        else:
            yield SaidIn(begin, end, value)


def _is_clause(before: str) -> bool:
    """True if what follows `before` stands by itself behind what is asked: 育种怎么讲，2024年政府工作报告."""
    clause = re.search(r"[，,；;]\s*(?:在\s*的?)?$", before)
    return clause is not None and re.sub(r"[\s在的，,；;]", "", before) != ""


def _kind_at_end(name: str, known: Known) -> str | None:
    """The kind of speech at the end of `name`, without the words in front that belong to the question."""
    cuts = [cut.end() for pattern in (_CUT, _WHICH) for cut in pattern.finditer(name)]
    return titled_kind(name[max(cuts, default=0) :], known)


def _place_at_head(kind: str, known: Known) -> tuple[int, str] | None:
    """The length and the place that a kind of speech begins with, where titles name it alone too: 四川省, or 省."""
    for end in range(len(kind) - 2, 0, -1):
        place = as_place(kind[:end], known) or (every_province(known) if kind[:end] in ("省", "省级") else None)
        if place and titled_kind(kind[end:], known) == kind[end:]:
            return end, place
    return None


def _every_place(text: str, begin: int, start: int, known: Known) -> tuple[str, tuple[int, int]] | None:
    """All provinces, and the span of the words for them in front of a kind of speech: 各地的政府工作报告."""
    if re.search("各(?:省|地)", text[begin:start]) and every_province(known):
        return EVERY, (begin, start)
    return None


def titled_kind(name: str, known: Known) -> str | None:
    """The longest end of `name` that is a kind of speech and stands in a title; None if there is none."""
    match = re.fullmatch(rf"[\u4e00-\u9fff·]*?(?P<kind>{_SPECIFIC}|{_GENERAL})", name)
    if match is None:
        return None
    least = len(match["kind"]) if re.fullmatch(_SPECIFIC, match["kind"]) else len(match["kind"]) + 2
    for first in range(len(name) - least + 1):
        if spelled_in_titles(name[first:], known):
            return name[first:]
    return None


def spelled_in_titles(kind: str, known: Known) -> str | None:
    """`kind` as titles spell it, 开幕辞 for 开幕词; None if none has it."""
    for spelled in (kind, kind.replace("词", "辞"), kind.replace("辞", "词"), kind.replace("政府报告", "政府工作报告")):
        if known.where_folded("title", _holding(fold_plain(spelled))).any():
            return spelled
    return None


def _holding(folded: str) -> Callable[[str], bool]:
    return lambda title: folded in title


def _before(text: str, start: int) -> int:
    """The offset at which what belongs in front of a kind begins: 历年的 of 历年的政府工作报告."""
    which = _IN_FRONT.search(text[:start])
    return which.start() if which else start


def _place_in_front(text: str, start: int, known: Known) -> tuple[str, tuple[int, int]] | None:
    """The place in front of a kind of speech that begins at `start`, and its span: 四川 of 四川的政府工作报告."""
    end = len(re.sub(r"(?:的|在)?\s*的?$", "", text[:start]))
    several = provinces_at_end(text[:end])
    if several:
        return several
    for first in range(max(0, end - 12), end - 1):
        place = None if text[first].isspace() else as_place(text[first:end], known)
        if place:
            return place, (first, end)
    return None

"""Members of a list in folded text: where a list is parted, what belongs to its first and last member, what is alike.

Nothing here looks for a list: the caller knows the region that one fills and how many members it must have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from os.path import commonprefix

from corpus import Span
from corpus.language.markers import FOLDED_LIST_ITEM
from corpus.language.numerals import COUNTED, number
from retriever.phrasing.set_phrases.numbered import MEASURE

LONGEST_MEMBER = 40
"""Folded characters; what is longer says more than the name of a member."""

_ADVERBS = (
    "全面|深入|扎实|持续|大力|积极|着力|加力|全力|奋力|纵深|有序|稳步|切实|进一步|更好|更加|不断|继续|重点|统一|协调|一体"
    "|高质量|高水平|高标准|高效|广泛|认真|严格|坚决|始终|牢牢|要|必须|将|应|需|应当|需要|并|也|还|又|再|先后|分别|主要|具体"
)
_VERBS = (
    "推进|推动|促进|实现|统筹|抓好|做好|搞好|做强|做优|做大|围绕|聚焦|突出|坚持|强化|加快|壮大|培育|发展|实施|开展|完善|构建"
    "|建立|健全|建设|打造|落实|深化|加强|优化|提升|打好|打赢|创建|创新|探索|紧盯|紧扣|弘扬|增强|树牢|树立|贯彻|践行|扩大|拓展"
    "|发挥|用好|用足|管好|守住|按照|通过|瞄准|狠抓|力推|推行|推广|启动|部署|布局|形成|培养|完成|解决|破解|整治|反对|纠治|严防"
    "|设立|制定|编制|编好|建好|建成|包括|包含|涵盖|涉及|提出|强调|要求|抓住|抓|把|将|以|从|对|在|向|为|是|即|指|聚力|助力|明确"
    "|粉碎|分为|打倒|实行|执行|遵循|遵守|恪守|倡导|提倡|确立|贯穿|处理好|正确处理|平衡|兼顾|保持|维护|缩小|消除|消灭|提高|搞|由|用"
)
LEAD_IN = re.compile(f"(?:{_ADVERBS})*(?:(?:{_VERBS})(?:了|好|和|与|以)?)+(?:全国|全省|全市|全县|我国|我省|我市)?")
"""Words in front of the first member that belong to none: 深入推进, 坚持和完善, 落实."""
_VERB = re.compile(_VERBS)
_LED_IN = re.compile(f"(?<![不非没])(?:{_VERBS})(?:了|好)?$")
_ENDS_OPEN = re.compile(
    "(?:实现|坚持|落实|贯彻|践行|做到|实行|奉行|遵循|统筹推进|协调推进|一体推进|进行|建立|打造|提升|推进|推动|完成|开展|实施|加强|形成|达到|获得|等|的|得|地|为|把|将|对|与|和|向|在|以|是|及|或|从"
    "|被|让|给|这|那|以及|作为|成为|特别|尤其)$"
)
# Words that say of what kind, and so stand in front of a set phrase without being its members: 全面、直接、双向“三通”.
_QUALITIES = frozenset(
    "全面 直接 双向 科学 民主 依法 完整 准确 深入 扎实 有效 有序 积极 稳妥 统一 快速 高效 持续 协调 稳定 健康 安全 全程"
    " 主动 及时 严格 规范 公开 公平 公正 平等 自愿 互利 长期 广泛 深刻 系统 精准 坚决 果断 坚定 务实 认真 均衡 合理 新型"
    " 便捷 便利 优质 绿色 低碳 智能 现代 先进 综合 多元 全新 重大 重要".split()
)
_SUM = f"这?(?P<count>[{COUNTED}]{{1,3}}|\\d{{1,3}})[{MEASURE}大方]"
_SAID_AGAIN = re.compile(f"{_SUM}[^、和与及]{{0,8}}$")  # 收入账、支出账、往来账三本账
_OF_SO_MANY = re.compile(f"等{_SUM}.*$")  # A、B、C等九类场所
_SUMMED_UP = re.compile(f"等?{_SUM}")
_AND_SO_ON = re.compile("等[^、,]{0,4}$")
_JOINED = re.compile("以及|和|与|及")


def first_of(text: str, start: int, marks: str) -> int:
    """The place of the first of `marks` from `start` on outside of brackets and quotes, or the end."""
    depth = 0
    for i in range(start, len(text)):
        character = text[i]
        if character in "(“《[":
            depth += 1
        elif character in ")”》]":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and character in marks:
            return i
    return len(text)


def split(text: str, region: Span, mark: str) -> list[Span]:
    """The parts of the region between the marks that stand outside of brackets and quotation marks."""
    parts, start = [], region.start
    while start <= region.end:
        end = min(first_of(text, start, mark), region.end)
        parts.append(Span(start, end))
        start = end + 1
    return parts


def listed_words(text: str, region: Span, count: int) -> list[Span]:
    """The `count` parts of the region between 、, the last two also between 和; none if there are more or fewer.

    What sums the list up at its end (等四项制度) is no part of it, and where it gives another number there is no list.
    """
    region = _without_sum(text, region, count)
    parts = _between_quotes(text, region) or split(text, region, "、")
    if count == 2 and len(parts) == 2 and (in_two := _in_two(text, region)):
        parts = in_two if share_an_end([text[slice(*part)] for part in in_two], 2) else parts
    elif len(parts) == count - 1 and (in_two := _in_two(text, parts[-1])):
        parts[-1:] = in_two
    return [unquoted(text, part) for part in parts] if len(parts) == count else []


def _in_two(text: str, part: Span) -> list[Span]:
    """The two sides of the only 和 or the like in the part outside of brackets and quotation marks; none if it has more."""
    joined = [
        mark
        for mark in _JOINED.finditer(text, part.start + 1, part.end - 1)
        if first_of(text, part.start, mark.group()[0]) <= mark.start()
    ]
    return [Span(part.start, joined[0].start()), Span(joined[0].end(), part.end)] if len(joined) == 1 else []


def _between_quotes(text: str, region: Span) -> list[Span]:
    """The parts of a region that is quotations one behind the other without any mark: “收入账”“支出账”."""
    whole = text[slice(*region)]
    if "”“" not in whole or not (whole.startswith("“") and whole.endswith("”")) or "、" in whole:
        return []
    cuts = [match.start() + 1 for match in re.finditer("”“", text[: region.end]) if match.start() > region.start]
    return [Span(*pair) for pair in zip([region.start, *cuts], [*cuts, region.end], strict=True)]


def _without_sum(text: str, region: Span, count: int) -> Span:
    last = max(text.rfind("、", *region), region.start)
    if said := _OF_SO_MANY.search(text, last + 1, region.end):
        return Span(region.start, said.start() if number(said["count"]) == count else region.start)
    if (said := _SAID_AGAIN.search(text, last + 1, region.end)) and number(said["count"]) == count:
        return Span(region.start, said.start())
    so_on = _AND_SO_ON.search(text, last + 1, region.end)
    return Span(region.start, so_on.start()) if so_on else region


def unquoted(text: str, part: Span) -> Span:
    """The part without the quotation marks around the whole of it."""
    inner = text[part.start + 1 : part.end - 1]
    if text[part.start : part.start + 1] == "“" and text[part.end - 1] == "”" and not set(inner) & set("“”"):
        return Span(part.start + 1, part.end - 1)
    return part


def head(text: str, part: Span) -> Span:
    """The name of an item between ；: its first clause without the marker in front."""
    marker = FOLDED_LIST_ITEM.match(text, part.start, part.end)
    start = marker.end() if marker and marker.end() < part.end else part.start
    return unquoted(text, Span(start, min(part.end, first_of(text, start, ",:"))))


def without_lead(text: str, parts: Sequence[Span], noun: str) -> list[Span]:
    """The parts, the first without the words in front that lead the list in, where the others show what it is."""
    first, *others = parts
    written = text[slice(*first)]
    begun = _begun(written, [text[slice(*part)] for part in others], noun)
    return [Span(first.start + begun, first.end), *others]


def _begun(first: str, others: Sequence[str], noun: str) -> int:
    """The place in the first member where it begins as the others do, or from where on it is as long as they are."""
    shared = commonprefix(list(others)) if len(others) > 1 else ""
    if shared and shared in first:
        cut = first.rindex(shared)
        if shared.startswith(noun):
            return cut
    else:
        lengths = {len(other) for other in others}
        cut = max(0, len(first) - lengths.pop()) if len(lengths) == 1 else 0
    return cut if cut and (_LED_IN.search(first[:cut]) or first[cut - 1] == "的") else 0


def led_in(text: str, first: Span, longest: int) -> int | None:
    """The place in the first member where it begins, no longer than `longest` from there; None if that is not sure."""
    places = (at for at in range(first.start + 1, first.end) if _LED_IN.search(text, first.start, at))
    return next((at for at in (first.start, *places) if first.end - at <= longest), None)


def begin_with_verbs(members: Sequence[str]) -> bool:
    """True if every member begins with a verb: 完成祖国统一、维护世界和平."""
    return all(_VERB.match(member) for member in members)


def last_verb(lead: str) -> int:
    """The place of the last verb of the words that lead a list in."""
    return max((verb.start() for verb in _VERB.finditer(lead)), default=0)


def are_names(text: str, members: Sequence[Span]) -> bool:
    """True if no member is empty or long, and no two are the same."""
    written = [text[slice(*member)] for member in members]
    as_names = all(0 < len(member) <= LONGEST_MEMBER and not set(member) & set("。;!?") for member in written)
    return as_names and len(set(written)) == len(written)


def goes_on(member: str) -> bool:
    """True if the last member in front of a name ends with a word that needs another: 人数实现“三下降”."""
    return _ENDS_OPEN.search(member) is not None


def is_summed_up(text: str, members: Sequence[Span], count: int) -> bool:
    """True if the text goes on behind the members with a sum of as many: 包括……6个工程."""
    said = _SUMMED_UP.match(text, members[-1].end)
    return said is not None and number(said["count"]) == count


def are_qualities(members: Sequence[str]) -> bool:
    """True if every member says of what kind something is."""
    return all(member in _QUALITIES for member in members)


def share_an_end(members: Sequence[str], least: int = 1) -> bool:
    """True if the members begin or end with the same characters, `least` or more of them."""
    return any(len(commonprefix(side)) >= least for side in (list(members), [member[::-1] for member in members]))


def are_as_long(members: Sequence[str], least: int = 2) -> bool:
    """True if the members are of one length, at least `least`."""
    return len({len(member) for member in members}) == 1 and len(members[0]) >= least


def hold(members: Sequence[str], noun: str) -> bool:
    """True if every member holds the noun, or the character that it begins with (三医联动: 医疗, 医保, 医药)."""
    return all(noun in member for member in members) or (
        len(noun) > 1 and len(members) > 2 and all(noun[0] in member for member in members)
    )

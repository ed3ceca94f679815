"""Texts as they are compared: folded, and with the numbers, dates, negations and names in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus import Folded, fold, fold_plain, span_in_original
from corpus.language.dates import MONTHS
from corpus.language.numerals import COUNTED, LARGE, NUMERALS, ONES
from corpus.language.offices import IN_RUNNING_TEXT, is_name
from corpus.text.sentences import Span

Fact = Literal["number", "date", "name"]


class FoundFact(NamedTuple):
    """A fact of a text: `text[start:end]`."""

    kind: Fact
    start: int
    end: int


_NUMERAL = f"〇零{COUNTED}"
_SMALL = rf"\d{{1,2}}|[{_NUMERAL}]{{1,3}}"
_BY = "(?:[以之]?(?:前(?![往来去后期面])|后(?![来续期面])))?"  # 3月15日前 is not 3月15日后
_DATE = re.compile(
    rf"(?:(?<!\d)\d{{4}}|[一二][〇零{ONES}]{{3}})年(?!级)[初底末]?"
    rf"(?:(?:{_SMALL}|元)月(?:份|底|初|[上中下]旬)?)?(?:(?:{_SMALL})[日号])?{_BY}"
    rf"|(?:(?<!\d)\d{{1,2}}|[{NUMERALS}]{{1,2}}|元)月(?:份|底|初|[上中下]旬)?(?:(?:{_SMALL})[日号])?{_BY}"
    rf"|(?:(?<!\d)\d{{1,2}}|[{_NUMERAL}]{{1,3}})日{_BY}"
    r"|(?<!\d)\d{4}-\d{1,2}(?:-\d{1,2})?(?!\d)"
    r"|[今去前明后本上当]年|年[初底末中]|[上下]半年|[本上下]个?月[底初]?|月[底初]|[一二三四1-4]季度|[今昨明]天|[上下]午"
    r"|(?:周|星期)[一二三四五六日天]|十[一二三四五六七]五(?=\"|时期|规划|期间|开局|末|收官|$)"
    r"|(?:(?<!\d)\d{1,2}(?:st|nd|rd|th)?)?"
    rf"(?:{'|'.join(month.lower() for month in MONTHS if month != 'May')})(?:\d{{1,2}})?(?:,?\d{{4}})?"
)
_COUNTER = (
    "个项条件名人户家次起天周岁万亿千百亩吨米元块角分成倍级届批支座所处张台套位轮期季层类种门片段份号楼村镇县市省部只头棵株辆艘"
    "架栋间排组队班场回遍趟步点线面把盏颗粒篇本册卷页%‰℃度大小时年多余几是要"
)
_NUMBER = re.compile(
    rf"\d+(?:[.,:]\d+)*[{LARGE}]*[%‰]?"
    rf"|[{_NUMERAL}{LARGE}]*[{_NUMERAL}][{_NUMERAL}{LARGE}]+(?:点[{_NUMERAL}]+)?"
    rf"|百分之[{_NUMERAL}百点]+|第[{_NUMERAL}百]+|[{_NUMERAL}](?=[{_COUNTER}])"
)
# Words with numerals that count nothing.
_NO_NUMBER = re.compile(
    r"一定|一些|一起|一样|一直|一边|一切|一般|一旦|一律|一致|统一|唯一|万一|一面|一道|一体|一线|一流|十分|同一|专一|进一步|不一|逐一"
    r"|一心|千万(?=要|不|别)|一下|一方面|一方|一分部署|三三两两|一点一滴|一年一度|万分|千方百计|四面八方|一天天|一步一步|一丝不苟|一把手"
)
_NUMERAL_ALONE = re.compile(rf"[{_NUMERAL}{LARGE}\d]+")

_NO_NEGATION = re.compile(
    r"不断|不仅|不但|不光|不只|不管|不论|不少|不久|不禁|不妨|不愧|不惜|不懈|不时|不朽|不屈|非常|非遗|非凡|除非|是非|未来|无论|无人机|无私"
    r"|无限|无比|无数|无缝|无声|没收|淹没|沉没|埋没|出没|莫大|莫过于|莫名|未必然"
)
_NEGATION = re.compile(r"没有|不再|不曾|不要|不得|未曾|从未|并非|绝非|[不没未非无勿莫甭]")
# What forbids, by its decisive character: 严禁 for 禁止 changes nothing. Neither 特别 nor 别人 forbids.
_FORBIDDING = re.compile(
    r"(?<=严)禁|禁(?=止)|(?<=切)忌"
    r"|(?<![特区级分个性类差鉴识告离辨派甄送久阔死作惜判职国])别(?![人的处墅具名称样致针号论])"
)
_ENGLISH_NEGATION = re.compile(r"\b(?:not|no|nobody|nothing|none|nowhere|never|without|cannot|nor|neither)\b|n['’]t\b")

_OFFICE = re.compile(
    r"(?:中共)?(?:(?:省|市|县|区|州|镇|乡|村|党|工|团|纪|政法|常务|第一|副|代|总支|支部|组织|宣传|统战|人大|政协|安全?办|委)*)"
    rf"(?:常务副|副|第一|代)?(?:{IN_RUNNING_TEXT})(?!们)"
)
_ADDRESSED = re.compile(rf"([\u4e00-\u9fff×x某]{{2,3}})(?=同志(?!们)|先生|女士|老师|{IN_RUNNING_TEXT})")
_STYLED = re.compile(rf"(?:{IN_RUNNING_TEXT})([\u4e00-\u9fff×x某]{{2,3}})")
_NOT_PERSON = frozenset(
    ["全体", "广大", "党员", "干部", "和同", "各位", "有的", "常务", "纪委", "党委", "团委", "安办", "宣传", "组织"]
)
_PROVINCES = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_ENGLISH_OFFICE = re.compile(
    r"(?:deputy|vice)?(?:mayor|governor|secretary|director|president|premier|minister|chair\w*)"
)

_SUFFIXES = (
    "省|市|县|区|州|旗|镇|乡|村|街道|社区|新村|岛|河|江|湖|山|水库|大桥|桥|港|码头|园区|开发区|新区|示范区|化工区|集中区|大道|路|街"
    "|局|厅|部|委|办|院|大学|学院|中学|小学|学校|公司|集团|银行|法院|检察院|工会|协会|商会|馆|厂|站|大队|支队|所|政府|人大|政协|日报|中心|联合会"
)
LEVELS = frozenset("省 市 县 区 州 旗 镇 乡 村 街道 社区".split())
SUFFIX = re.compile(f"(?:{_SUFFIXES})$")
SUFFIX_FOLLOWS = re.compile(f"(?:{_SUFFIXES})")
DETERMINERS = frozenset(f"全本各该我整每某这那哪几数同一两{NUMERALS[2:]}多在到为从向给全体整个所有各个")
HAN = re.compile("[\u3400-\u9fff]{0,8}")

Cut = Callable[[str], Sequence[str]]


def facts(text: str, known: Collection[str] = ()) -> list[FoundFact]:
    """The dates, numbers, offices and persons in a folded text, and wherever one of the `known` names stands."""
    dates = [FoundFact("date", *match.span()) for match in _DATE.finditer(text)]
    idle = [match.span() for match in _NO_NUMBER.finditer(text)]
    covered = [(date.start, date.end) for date in dates] + idle
    numbers = [
        FoundFact("number", *match.span())
        for match in _NUMBER.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in covered)
    ]
    return [*dates, *numbers, *_names(text, known)]


def negations(text: str) -> int:
    """The number of negations in a text, as written; 不断 and 非常 are none."""
    chinese = _NEGATION.findall(_NO_NEGATION.sub("~", fold_plain(text)))
    return len(chinese) + len(_ENGLISH_NEGATION.findall(text.casefold()))


def prohibitions(text: str) -> list[int]:
    """The offsets, ascending, of prohibitions in a folded text: 别放松, 严禁, 禁止, 切忌. No other negations."""
    return [match.start() for match in _FORBIDDING.finditer(text)]


def is_numeral(text: str) -> bool:
    """True if the text is nothing but a numeral."""
    return _NUMERAL_ALONE.fullmatch(text) is not None


def renamed(one: str, other: str, after: str, cut: Cut) -> bool:
    """True if a stretch, `one` here and `other` there, is the changed part of the name of a place or an organisation.

    `after` is what follows it in both. 白沙 and 石门 before 镇 are; 加强 and 改善 before 县委 are not, since there 县
    belongs to the next word.
    """
    if not (HAN.fullmatch(one) and HAN.fullmatch(other)) or not (one and other):
        return False
    if one in LEVELS and other in LEVELS:
        return True  # 青坪镇 is not 青坪乡, nor the bureau of the county that of the city
    if set(one) <= DETERMINERS or set(other) <= DETERMINERS:
        return False
    if SUFFIX.search(one) and SUFFIX.search(other) and min(len(one), len(other)) > 2:
        return True
    follows = SUFFIX_FOLLOWS.match(after)
    return follows is not None and all(_ends_word(side, after, cut) for side in (one, other))


def _ends_word(side: str, after: str, cut: Cut) -> bool:
    """True if a name suffix at the head of `after` ends a word that begins in `side`, or is one of its own."""
    place = 0
    for word in cut(side + after[:6]):
        place += len(word)
        if place > len(side):
            return SUFFIX.search(word) is not None and (place - len(word) < len(side) or word in _SUFFIXES.split("|"))
    return False


def _names(text: str, known: Collection[str]) -> list[FoundFact]:
    found = [FoundFact("name", *match.span()) for match in _OFFICE.finditer(text)]
    for pattern in (_PROVINCES, _ENGLISH_OFFICE):
        found += [FoundFact("name", *match.span()) for match in pattern.finditer(text)]
    for pattern in (_ADDRESSED, _STYLED):
        for match in pattern.finditer(text):
            found += _person(match[1], match.start(1), from_left=pattern is _STYLED)
    for name in known:
        at = text.find(name)
        while at >= 0:
            found.append(FoundFact("name", at, at + len(name)))
            at = text.find(name, at + 1)
    return found


def _person(written: str, start: int, *, from_left: bool) -> list[FoundFact]:
    """The person's name at one end of `written`, the longest that looks like one."""
    for length in range(len(written), 1, -1):
        first = 0 if from_left else len(written) - length
        name = written[first : first + length]
        if is_name(name) and name not in _NOT_PERSON and name[:2] not in _NOT_PERSON:
            return [FoundFact("name", start + first, start + first + length)]
    return []


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, folded, with its facts."""

    original: str
    folded: Folded
    facts: list[FoundFact]

    @property
    def whole(self) -> Span:
        """The span of the folded text that is all of it."""
        return Span(0, len(self.folded.text))

    def at(self, span: Span) -> Span:
        """The span of the original as a span of the folded text."""
        return Span(bisect_left(self.folded.offsets, span.start), bisect_left(self.folded.offsets, span.end))

    def written(self, span: Span) -> str:
        """The original text of a span of the folded text."""
        return self.original[slice(*span_in_original(self.folded.offsets, *span))] if span.start < span.end else ""

    def shown(self, span: Span) -> Span:
        """The span of the original that a span of the folded text, which is not empty, is."""
        return Span(*span_in_original(self.folded.offsets, *span))

    def negations(self, span: Span) -> int:
        """The number of words in a span of the folded text that negate or forbid."""
        forbidden = sum(span.start <= place < span.end for place in prohibitions(self.folded.text))
        return negations(self.written(span)) + forbidden

    def around(self, kind: Fact, span: Span) -> Span | None:
        """The longest fact of a kind, as a span of the folded text, that a span of it lies in or touches."""
        found = (f for f in self.facts if f.kind == kind and f.start <= span.start and span.end <= f.end)
        longest = max(found, key=lambda fact: fact.end - fact.start, default=None)
        return longest and Span(longest.start, longest.end)

    def within(self, span: Span, kind: str) -> list[str]:
        """The facts of a kind that a span of the folded text touches, as written."""
        touched = (f for f in self.facts if f.kind == kind and f.start < span.end and span.start < f.end)
        return [self.folded.text[fact.start : fact.end] for fact in touched]


def side_of(text: str, known: Collection[str]) -> Side:
    """The text with its facts; `known` are folded names that no rule tells."""
    folded = fold(text)
    return Side(text, folded, facts(folded.text, known))

"""The limits that a question does not want: 除了2021年, 县委书记以外, 不是县长讲的, 不要四川的, not in 2021."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from corpus.fold import simplified

_LONGEST = 48
"""Characters of what is left out: several offices or years at most."""
_MOST = 6
"""Places in a question where something may be left out; trying what each names takes milliseconds."""
# The last characters of times, of offices and of meetings; names end as those of the speeches do.
_LAST = frozenset(
    "年月日号度间期来后前初底末代内里届半0123456789" + "记长任席理委事裁志" + "会式坛礼班宴" + "告词辞信讲话明课"
)
_STOPS = re.compile(r"[。；;？?！!\n]|[，,](?!\s*[0-9])")

_EXCEPT = r"除开|除去|除掉|除却|除了|(?<![排剔扣消清废免解拆])除(?!夕|非|尘|险|害|草|障|以|外|了|法)"
_NOT = (
    r"不是|并非|而非|(?<![是无莫若中亚南北东西对援赴访])非(?![常法凡但得洲盟遗公典])|不要|别要|不想要|不看|不想看|别看|不查|不找|不含|不包括|不包含|不算|不用"
    r"|别给我|不要给我|别查|排除|去掉|去除|剔除|撇开|跳过|不限于"
)
_FRAME = re.compile(rf"(?:{_EXCEPT}|{_NOT})(?:在|由|是|来自)?")
_OUTSIDE = r"(?:除外|之外|以外|外(?![来地资商部面界出迁交贸宣宾国观]))"
_BEHIND_NAME = re.compile(r"除外|之外|以外|的?(?:都|就)?(?:不要|不看|不算|不计|不查)了?(?=\s*[，,。；;]|\s*$)")
# What belongs to the words that leave out: that it was said, that it is a speech, and that others are wanted instead.
_SAID = (
    r"(?:同志)?(?:在会上|上)?(?:(?:[讲说写提作做谈发]过?(?![话法])|发表|任上|期间)的?(?=[^过没]|$))?"
    rf"(?:的?(?:讲话|内容|稿子|文章|报告|部分)(?=\s*[，,、。；;？?）)]|\s*$|{_OUTSIDE})|的|那[年次篇]的?)?"
)
_PLACES = "省区市|省市区?|省份|地方|地区|[省市县区州镇乡村]"
_OTHERS = (
    rf"(?:[，,]?\s*的?(?:其[他它余]|别的|另外)的?(?:{_PLACES}|年份|年度|时候|时间|年|领导同志|领导|同志|人|会议?上|会议|场合)?的?"
    rf"|的?(?:领导同志|领导|年份|年度|{_PLACES})(?=[，,怎都有谁讲说提])|[，,]\s*(?:而是|是)(?=.))?"
)
_BEHIND = re.compile(rf"(?:{_SAID}{_OUTSIDE}|{_SAID}){_OTHERS}")
_ENGLISH = re.compile(
    r"\b(?:but not|not|except for|except|excluding|excepting|other than|apart from|aside from|besides|without"
    r"|rather than|leaving out|ignoring"
    r"|(?:(?<=anyone )|(?<=anybody )|(?<=anything )|(?<=everyone )|(?<=everything )|(?<=year ))but)\s+"
    r"(?:(?:those|speeches|the ones|anything|ones)\s+)?(?:(?:said|given|made|delivered)\s+)?"
    r"(?P<tied>(?:in|from|by|of|at|on|during|since|before|after)\s+)?",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:、|，|,|和|与|及|以及|还有|或者?|跟|\band\b|\bor\b)\s*(?:(?:in|by|at|the)\s+)*", re.IGNORECASE
)
# What is left out as a whole clause, whatever it is: 不要港台的， 除了港台，其他 and 港台的不要.
_ANYTHING = r"(?P<what>[^，,、。；;：:？?！!\s（）()的]{2,14}?(?:[、和与及跟][^，,。；;？?！!\s（）()的]{2,14}?)*?)"
_SPEECHES = r"(?:的?(?:讲话|講話|内容|稿子|报告|文章|材料|部分|那[年次篇]?)|的)?"
_ELSE_WANTED = (
    rf"(?:[，,]?\s*(?:其[他它余]|别的|另外的?)(?:{_PLACES})?的?"
    r"|(?=[，,]?\s*在?(?:哪|各|谁|有没有|有谁))|(?=[，,]?\s*(?P<also>还|也)))"
)
_CLAUSE = r"(?:^|(?<=[，,。；;：:！!？?\s（(]))"
_ANYTHING_LEFT_OUT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_EXCEPT}){_ANYTHING}{_SPEECHES}(?:{_OUTSIDE})?{_ELSE_WANTED}",
        rf"(?:{_EXCEPT}){_ANYTHING}{_SPEECHES}{_OUTSIDE}(?=[，,的]|\s*$)",
        rf"{_CLAUSE}(?:我|请|麻烦)?(?:{_NOT}){_ANYTHING}(?:的(?:讲话|内容|稿子|报告|文章|材料|演讲|致辞)?)"
        rf"(?=[，,。；;？?！!）)]|\s*$)(?:{_ELSE_WANTED})?",
        rf"{_CLAUSE}{_ANYTHING}{_SPEECHES}(?:除外|(?:都|就)?(?:不要|不看|不算|不计|不查)了?)(?=\s*[，,。；;？?）)]|\s*$)"
        rf"(?:{_ELSE_WANTED})?",
    )
)
# 除了四川 is no part of 除了四川大学.
_BEHIND_PLACE = re.compile(
    rf"\s*(?:[，,、。；;？?！!）)的和与及跟外讲说提谈写还也都就哪谁各]|以外|之外|除外|其[他它余]|别的|另外|不|$)|{_SPEECHES}$"
)
# Who asks so names no speeches: 不要怕困难是谁讲的.
_NO_SPEECHES = re.compile("[谁哪怎什几吗如何是讲说提]")
# Without them 除湖北外 is what is asked about and leaves out no speeches.
_SAYS = re.compile("[讲說说講提谈談写寫]|报告|表述|部署")
_WITHIN_WORD = re.compile(r"[A-Za-z0-9](?=[A-Za-z0-9])")

Read = Callable[[str], tuple[str, str] | None]
"""The kind of limit that a whole text is (date, speaker, occasion), and the value by which to leave it out."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A limit that `text[start:end]` does not want: a filter (not_date, not_speaker, not_place …) and its value.

    `is_told` is false where nobody can tell the speeches that are meant.
    """

    start: int
    end: int
    name: str
    value: str
    is_told: bool = True


def find_exclusions(text: str, read: Read, last: Callable[[], Collection[str]]) -> list[Exclusion]:
    """All that `text` leaves out, in its order, none overlapping another; `read` says what a piece of it names.

    `last` gives the last characters of names that it may have.
    """
    plain = simplified(text)
    if not any(words.search(plain) for words in (_FRAME, _BEHIND_NAME, _ENGLISH)):
        return []
    ends = _LAST.union(last())
    found: list[Exclusion] = []
    candidates = [*_chinese(plain, read, ends), *_outside(plain, read), *_english(plain, read, ends)]
    candidates = candidates or list(_anything(plain, read))
    for each in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if not found or each.start >= found[-1].end:
            found.append(_with_brackets(each, plain))
    return found


def leaves_out_speeches(found: Exclusion, text: str) -> bool:
    """True unless `text` asks for nothing that was said, so that a place is what it asks about: 除湖北外多少天复工."""
    return found.name != "not_place" or _SAYS.search(text[: found.start] + text[found.end :]) is not None


def _with_brackets(found: Exclusion, text: str) -> Exclusion:
    """The exclusion with the brackets that hold nothing else."""
    alone = text[found.start - 1 : found.start] in ("（", "(") and text[found.end : found.end + 1] in ("）", ")")
    return replace(found, start=found.start - 1, end=found.end + 1) if alone and found.start else found


def _chinese(text: str, read: Read, last: Container[str]) -> Iterator[Exclusion]:
    """除了…以外, 不是…讲的: with the longest name or time that follows."""
    for match in islice(_FRAME.finditer(text), _MOST):
        start, after = match.start(), match.end()
        while (piece := _longest(text, after, read, last)) is not None:
            both = _longest(text, piece[0], read, last)
            if both and both[1] != piece[1] and text.startswith("的", both[0]) and re.match(_NOT, match[0]):
                # 不要2021年县长的: no filter leaves out what is of both and keeps what is of one
                end = _end(text, both[0])
                yield Exclusion(start, end, "not_place", text[after : both[0]], is_told=False)
                break
            also = _AND.match(text, piece[0])  # 除了2021年和县长
            further = also and _longest(text, also.end(), read, last)
            if also and further and also[0].strip() in ("，", ",") and further[1] != piece[1]:
                further = None  # 除了2021年，县长怎么讲: whom it is asked of
            yield Exclusion(start, piece[0] if further else _end(text, piece[0]), *piece[1:])
            if not also or not further:
                break
            start, after = also.start(), also.end()


def _outside(text: str, read: Read) -> Iterator[Exclusion]:
    """2021年以外, 县长之外: with the longest name or time in front."""
    for match in islice(_BEHIND_NAME.finditer(text), _MOST):
        first = max((stop.end() for stop in _STOPS.finditer(text[: match.start()])), default=0)
        for start in range(max(first, match.start() - _LONGEST // 2), match.start()):
            named = None if text[start].isspace() else _named(text[start : match.start()], read)
            if named:
                yield Exclusion(start, _end(text, match.end()), *named)
                break


def _anything(text: str, read: Read) -> Iterator[Exclusion]:
    """Whatever else is left out as a whole clause, once: the places that it names, or what nobody can tell."""
    for pattern in _ANYTHING_LEFT_OUT:
        match = pattern.search(text)
        if match is None:
            continue
        named = _named(match["what"], read)
        if named:
            yield Exclusion(*match.span(), *named)
        elif not (match.groupdict().get("also") or _NO_SPEECHES.search(match["what"])):
            yield Exclusion(*match.span(), "not_place", match["what"], is_told=False)
        return


def _english(text: str, read: Read, last: Container[str]) -> Iterator[Exclusion]:
    for match in islice(_ENGLISH.finditer(text), _MOST):
        # "in 2021" is a time with its preposition, "the mayor" a speaker without.
        for start in (match.start("tied"), match.end()) if match["tied"] else (match.end(),):
            piece = _longest(text, start, read, last)
            if piece is not None:
                behind = re.compile(r"['’]s (?:speech(?:es)?|remarks)").match(text, piece[0])
                yield Exclusion(match.start(), behind.end() if behind else piece[0], *piece[1:])
                break


def _end(text: str, place: int) -> int:
    """The end of what belongs to the words that leave out, behind what they leave out."""
    behind = _BEHIND.match(text, place)
    return behind.end() if behind else place


def _longest(text: str, start: int, read: Read, last: Container[str]) -> tuple[int, str, str] | None:
    """The longest piece from `start` on that names what is left out: its end, the filter and its value."""
    stop = _STOPS.search(text, start)
    for end in range(min(stop.start() if stop else len(text), start + _LONGEST), start, -1):
        is_last = text[end - 1] in last or ("a" <= text[end - 1].lower() <= "z")
        if not is_last or _WITHIN_WORD.match(text, end - 1):
            continue
        named = _named(text[start:end], read)
        if named and (named[0] != "not_place" or _BEHIND_PLACE.match(text, end)):
            return (end, *named)
    return None


def _named(piece: str, read: Read) -> tuple[str, str] | None:
    """The filter and the value for `piece`: one name or time, or several of a kind with words for "and" between."""
    whole = read(piece)
    if whole:
        return f"not_{whole[0]}", whole[1]
    parts = [part for part in _AND.split(piece) if part]
    named = [read(part) for part in parts] if len(parts) > 1 else []
    kinds = {each[0] for each in named if each}
    if None in named or len(kinds) != 1:
        return None
    return f"not_{kinds.pop()}", ",".join(each[1] for each in named if each)

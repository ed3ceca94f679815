"""Periods with a name of their own: 十四五期间, 党的二十大以来, 本届以来, 改革开放以来, 上世纪八十年代."""

from __future__ import annotations

import re
from datetime import date

from corpus import PartialDate
from corpus.language.milestones import (
    ENGLISH_EVENTS,
    EVENTS,
    congress,
    five_year_plan,
    peoples_congress,
    plenum,
)
from corpus.language.numerals import COUNTED, NUMERALS, ONES, number
from retriever.understanding.times import UNKNOWN as NOT_KNOWN
from retriever.understanding.times import Reader, Time

_Q, _UNQ = r"[“\"「『＂]?", r"[”\"」』＂]?"
_MANY = rf"(?:二十[{ONES}]?|十[{ONES}]?|[{ONES}])"
_SINCE = r"(?:胜利|闭幕|召开)*(?:以来|至今|到现在)"
_AFTER = r"(?:胜利|闭幕|召开)*(?:以后|之后|后(?![续来勤]))"
_BEFORE = r"(?:召开)?(?:以前|之前|前(?![后期提景途进]))"
_DURING = r"(?:召开)?(?:期间|时期|开会时)"
_PARTY = r"(?:党的|中共|中国共产党)?"
_CONGRESS = (
    rf"(?:{_PARTY}第?(?P<congress%d>{_MANY})(?:大(?![家会学事量小体幅战])|次(?:全国)?代表大会)"
    rf"|{_PARTY}第?(?P<committee%d>{_MANY})届(?:中央委员会)?第?(?P<plenum%d>[{NUMERALS}])(?:中全会|次全(?:体会议|会)))"
)
_PLAN_BEFORE = rf"(?:{_Q}(?P<plan0>十[{ONES}]五|[{ONES}]五){_UNQ}(?:期间|时期)?(?:、|和|与|及|到|至))?"
_PLAN = (
    rf"(?:{_Q}(?P<plan>十[{ONES}]五|[{ONES}]五|(?<=[“\"「『])十五(?=[”\"」』])){_UNQ}(?:规划|计划)?"
    rf"|第(?P<nth>{_MANY}|[0-9]{{1,2}})个五年(?:规划|计划)?)"
)
_IN_PLAN = r"(?:建设|发展|实施)?(?:期间|时期|时段|期内|这五年|五年间|五年里)"
_THEN = r"\s*(?:[，,]|$|怎|如何|[讲说提谈]|[\u4e00-\u9fff]{2,6}(?:怎么|如何)[讲说提谈])"
_NAMES = "|".join(sorted(map(re.escape, EVENTS), key=len, reverse=True))
_ENGLISH_ORDINAL = r"(?P<nth>[0-9]{1,2})(?:st|nd|rd|th)"
_WRITTEN_ORDINALS = {
    **{"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15},
    **{"sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20},
}
_ORDINAL_OR_WORD = rf"(?:{_ENGLISH_ORDINAL}|(?P<word>{'|'.join(_WRITTEN_ORDINALS)}))"
_OF_PARTY = r"(?:CPC |Party |National |Party['’]s |Communist )*"
_PARTY_CONGRESS = rf"{_OF_PARTY}{_ORDINAL_OR_WORD} {_OF_PARTY}Congress"


def _spoken(first: PartialDate | None, last: PartialDate | None) -> Time:
    return Time(first, last, spoken=True)


def _plan(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    written = match["plan"] or match["nth"]
    counted = written[:-1] if match["plan"] and written != "五" else written
    span = five_year_plan(number(counted))
    if span is None:
        return NOT_KNOWN
    if match["plan0"] and match["plan"]:
        before = five_year_plan(number(match["plan0"][:-1]))
        return _spoken(before[0], span[1]) if before and before[0] < span[0] else NOT_KNOWN
    return _part_of_plan(match["part"], *span)


def _part_of_plan(asked: str, first: PartialDate, last: PartialDate) -> Time:
    """The part of the plan from the year `first` to `last` that the words behind it say: 前三年, 末, 以来."""
    span = first, last
    counted = re.fullmatch(rf"([前头后])[{COUNTED}2-4]年", asked)
    if counted:
        years = number(asked[1:-1])
        begins = first.year if counted[1] in "前头" else last.year - years + 1
        return _spoken(PartialDate(begins), PartialDate(begins + years - 1))
    if asked in ("以前", "之前"):
        return _spoken(None, first.shifted(-1))
    if asked in ("以后", "之后"):
        return _spoken(last.shifted(1), None)
    if asked == "中期":
        return _spoken(first.shifted(2), first.shifted(2))
    if asked.endswith("以来"):
        return _spoken(span[0], None)
    if asked.startswith(("开局", "第一年", "首年", "起步", "初")):
        return _spoken(span[0], span[0])
    if asked.startswith(("收官", "最后一年", "末")):
        return _spoken(span[1], span[1])
    return _spoken(*span)


def _days_of(match: re.Match[str], which: int) -> tuple[PartialDate, PartialDate] | None:
    if written := match[f"congress{which}"]:
        return congress(number(written))
    return plenum(number(match[f"committee{which}"]), number(match[f"plenum{which}"]))


def _congress(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    days = _days_of(match, 0)
    if days is None:
        return NOT_KNOWN
    how = match["how"]
    if re.fullmatch(_SINCE, how):
        return _spoken(days[0], None)
    if re.fullmatch(_AFTER, how):
        return _spoken(days[1], None)
    return _spoken(None, days[0].shifted(-1)) if re.fullmatch(_BEFORE, how) else _spoken(*days)


def _between_congresses(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    first, last = _days_of(match, 0), _days_of(match, 1)
    return _spoken(first[0], last[1]) if first and last and first[0] < last[1] else NOT_KNOWN


def _peoples_congress(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    term = peoples_congress(number(match["nth"]))
    if term is None:
        return NOT_KNOWN
    return _spoken(term[0], None) if match["how"].endswith(("以来", "后")) else _spoken(*term)


def _event(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    day = EVENTS[match["event"]]
    return _spoken(None, day.shifted(-1)) if "前" in match["how"] else _spoken(day, None)


def _english_event(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    return _spoken(next(day for name, day in ENGLISH_EVENTS.items() if re.search(name, match[0], re.IGNORECASE)), None)


def _english_congress(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    word = match["word"]
    days = congress(_WRITTEN_ORDINALS[word.lower()] if word else int(match["nth"]))
    if days is None:
        return NOT_KNOWN
    how = match["how"].lower()
    return _spoken(None, days[0].shifted(-1)) if how == "before" else _spoken(days[how == "after"], None)


def _english_plan(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    span = five_year_plan(int(match["nth"]))
    if span is None:
        return NOT_KNOWN
    return _spoken(span[0], None) if match["how"].lower() == "since" else _spoken(*span)


def _term(match: re.Match[str], today: date, term_start: PartialDate | None) -> Time | None:
    return _spoken(term_start, None)


def _decade(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    decade = number(match["decade"])
    if match["century"]:
        bare = match["century"].removesuffix("世纪")
        begins = {"上": 1900, "本": 2000, "这个": 2000, "19": 1900}.get(bare)
        if begins is None:
            begins = (
                2000 if bare in ("21", "二十一") or (bare == "20" and not match["century"].endswith("世纪")) else 1900
            )
        several = False
    else:
        begins, several = (2000, True) if decade < 30 else (1900, False)
    first = begins + decade
    return Time(PartialDate(first), PartialDate(first + 9), several=several) if first <= today.year else NOT_KNOWN


def _english_decade(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    first = int(match["decade"])
    return Time(PartialDate(first), PartialDate(first + 9)) if first <= today.year else NOT_KNOWN


def _century(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    return _spoken(PartialDate(2000), None)


def _unknown(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    return NOT_KNOWN


def _numbered(pattern: str, which: int) -> str:
    return pattern.replace("%d", str(which))


PATTERNS: tuple[tuple[str, Reader], ...] = (
    (
        rf"(?:在)?{_PLAN_BEFORE}{_PLAN}(?P<part>{_IN_PLAN}|(?:开局|启动|实施)?以来|开局之年|第一年|首年|起步之年|收官之年|最后一年|末年|末期"
        rf"|[前头后][{COUNTED}2-4]年|初期|中期|[初末](?={_THEN})|(?:以前|之前|以后|之后)(?={_THEN}))",
        _plan,
    ),
    (
        rf"(?:从|自)?{_numbered(_CONGRESS, 0)}(?:以来)?(?:到|至|—|－|-){_numbered(_CONGRESS, 1)}"
        r"(?:期间|之间|这五年|这十年)?",
        _between_congresses,
    ),
    (rf"(?:从|自)?{_numbered(_CONGRESS, 0)}(?P<how>{_SINCE}|{_AFTER}|{_BEFORE}|{_DURING})", _congress),
    (
        rf"(?:从|自)?第?(?P<nth>{_MANY})届全国(?:人大|人民代表大会)(?:第?一次会议)?(?:召开)?(?P<how>以来|之?后|期间|任期内?)",
        _peoples_congress,
    ),
    (rf"(?:从|自)?(?P<event>{_NAMES})(?P<how>以来|至今|以后|之后|后(?![续来勤])|以前|之前|前(?![后期提景途]))", _event),
    (
        r"(?:上次|这次|本次)?换届(?:以来|至今|之?后)"
        r"|(?:本届|这一?届|新一届)(?:县委|市委|省委|区委|党委|政府|班子|领导班子|人大|任期|成立|组成|产生)*(?:任期)?(?:以来|期间|任期内|内|至今)"
        r"|(?:本届|这一?届|新一届)(?:县委|市委|省委|区委|党委|政府|班子|领导班子|人大)+(?=[是都又曾]?(?:怎|如何|[讲说提谈]))",
        _term,
    ),
    (
        r"(?P<century>(?:上个?|20|二十|本|21|二十一|这个)世纪|19|20)?(?P<decade>[0-9]0|[一二三四五六七八九]十)年代(?:初期?|末期?|中期|后期|前期)?",
        _decade,
    ),
    (r"(?:进入)?(?:本世纪|新世纪|21世纪|二十一世纪)以来", _century),
    (r"\b(?:in|during|throughout) the (?P<decade>(?:19|20)[0-9]0)['’]?s\b", _english_decade),
    (rf"\b(?P<how>since|after|before) the {_PARTY_CONGRESS}\b", _english_congress),
    (
        rf"\b(?P<how>in|during|under|over|throughout|since) the (?:period of the )?{_ENGLISH_ORDINAL}"
        r" five[- ]year plan(?: period)?\b",
        _english_plan,
    ),
    (rf"\bsince (?:{'|'.join(ENGLISH_EVENTS)})", _english_event),
)
"""The words for them, simplified, each with how it is read; what stands first wins where two begin at one place."""

UNKNOWN: tuple[tuple[str, Reader], ...] = (
    (
        r"(?:最?近(?:这?些|几|这几)年|最近若干年|近年)(?:来|以来|间|里)?(?!代)|这(?:些|几)年(?:来|以来|间|里)?|前(?:几|些)年|早些年"
        r"|[前头](?:[0-9]{1,2}|[两二三四五六七八九十几])年(?![级生的])"
        r"|上一?届(?:(?:县委|市委|省委|区委|党委|政府|班子|领导班子|人大)+|任期)(?:任期)?(?:以来|期间|任期内|内|时)?",
        _unknown,
    ),
    (
        r"(?<![\u4e00-\u9fff])(?!(?:长期|一直|历年|自古|有史|历来|[^以]{0,4}长期)以来)"
        r"[\u4e00-\u9fff“”\"]{2,8}?以来(?!往)",
        _unknown,
    ),
    (
        r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff“”\"]{2,8}(?<![会會])期间(?=[，,]?[\u4e00-\u9fff]{0,4}?(?:怎么|怎样|如何)?[讲说谈])"
        r"|(?:最?近|这|前)几个?[月周天](?:来|以来|里)?|(?:最?近|这)(?:几十|十几|十来)年(?:来|以来|间)?"
        r"|(?:上任|任职|到任)(?:之?后|以后)(?=[，,]?(?:怎|如何|[讲说谈]))",
        _unknown,
    ),
    (r"\bin recent years\b|\bin the (?:last|past) few years\b|\bduring the (?:last|previous) term\b", _unknown),
)
"""Words for times that nobody can resolve: the answer says so."""

"""Names of meetings: one that is held again and again is one, in each year and each numbered session.

2024年全县党建会议 and 2025年全县党建会议 are one meeting of two years, 县十七届人大三次会议 and 县十八届人大一次会议
sessions of one body. Whose 第三次会议 is nobody can say: without a body it stays by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.fold import fold_plain
from corpus.language.numerals import number

_YEAR = re.compile(r"[(（]?(?:(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})\s*年?度?[)）]?\s*")
_LEAST = 4
"""Folded characters that a meeting's name has beside its year."""

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_MEETING = "(?:会议|全会|大会|例会|学习|论坛|研讨|座谈|峰会|党代会|职代会|全体|會議|全會|大會|論壇|座談)"
# 第十七届 and 十七届, 第三次全体会议 and 三次全会; not 第二次世界大战 nor 本届.
_SESSION = re.compile(
    rf"第?\s*({_NUMBER})\s*([届屆])"
    rf"|第\s*({_NUMBER})\s*([次轮輪期场場])(?!世界大|[\u4e00-\u9fff]{{2,8}}普查)"
    rf"(?=[\u4e00-\u9fff（()）\s]{{0,12}}?{_MEETING})"
    rf"|({_NUMBER})(次)(?={_MEETING})"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth "
    "ninetieth hundredth"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# 79th and 79" (read off a page), seventy-ninth.
_ENGLISH = re.compile(
    rf"\b(\d{{1,3}}) ?(?:(?:st|nd|rd|th)\b|[\"”'’*°])|\b((?:(?:{'|'.join(_TENS)})[- ])?(?:{'|'.join(_ORDINALS)}))\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r" *(?:[a-z-]+ ){0,3}(?:session|meeting|conference|summit|congress|assembly|forum|dialogue|plenum)\b", re.IGNORECASE
)
# What is written in full and shortened.
_SHORT = (
    ("中国共产党", "中共"),
    ("人民代表大会", "人大"),
    ("中国人民政治协商会议", "政协"),
    ("政治协商会议", "政协"),
    ("代表大会", "党代会"),
    ("常务委员会", "常委会"),
    ("全体会议", "全会"),
    ("委员会", "委"),
    ("人大会议", "人大"),
    ("政协会议", "政协"),
)
_OF_NOBODY = re.compile(
    "(?:全国|代表|党代会|会议|全会|大会|全体|扩大|常务|工作|集体|学习|座谈|例会|的|在|会|委|[()])*"
    "|(?:session|meeting|conference|summit|congress|plenary|annual|regular|special|the|of)*"
)


@lru_cache(maxsize=4096)
def meeting_key(written: str) -> str:
    """The key of a meeting: its name, folded, without the year and without the number of its session."""
    folded = fold_plain(written)
    numbered = fold_plain(_without_sessions(written))
    bare = _YEAR.sub("", numbered)
    if len(bare) < _LEAST or (numbered != folded and _OF_NOBODY.fullmatch(bare)):
        return folded
    for full, short in _SHORT:
        bare = bare.replace(full, short)
    return bare


def meeting_name(written: str) -> str:
    """The name of a meeting without its year and the numbers of its session."""
    bare = _tidy(_YEAR.sub("", _without_sessions(written)))
    return bare if bare and meeting_key(bare) == meeting_key(written) else written


def is_same_meeting(wanted: str, held: str) -> bool:
    """True if `held` is a session of the meeting `wanted`: of whichever, or of the one that its numbers say."""
    return meeting_key(wanted) == meeting_key(held) and sessions(wanted) <= sessions(held)


@lru_cache(maxsize=4096)
def sessions(written: str) -> frozenset[tuple[str, str]]:
    """The numbers in the name of a meeting, each with what is counted: 届, 次, or th for English ordinals."""
    chinese = [[part for part in match.groups() if part] for match in _SESSION.finditer(written)]
    return frozenset(
        [("届" if unit in "届屆" else "次", _number(counted)) for counted, unit in chinese]
        + [("th", _ordinal(match[0])) for match in _ordinals(written)]
    )


def _without_sessions(written: str) -> str:
    """`written` without the numbers of a session."""
    bare = _SESSION.sub("", written)
    for match in reversed(_ordinals(bare)):
        bare = bare[: match.start()] + bare[match.end() :].lstrip()
    return _tidy(bare) or written


def _tidy(name: str) -> str:
    return re.sub(r"[（(]\s*[）)]", "", name).strip()


def _ordinals(written: str) -> list[re.Match[str]]:
    return [match for match in _ENGLISH.finditer(written) if _HELD.match(written, match.end())]


def _number(counted: str) -> str:
    """A number in digits; one above a hundred stays as it is written."""
    return counted if "百" in counted else str(number(counted))


def _ordinal(written: str) -> str:
    digits = re.match(r"\d+", written)
    if digits:
        return digits[0]
    tens, _, ones = written.lower().replace(" ", "-").rpartition("-")
    value = _ORDINALS.index(ones) + 1 if ones in _ORDINALS[:19] else 10 * (_ORDINALS.index(ones) - 17)
    return str((10 * (_TENS.index(tens) + 2) if tens else 0) + value)

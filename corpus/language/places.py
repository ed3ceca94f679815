"""Names of places: the provinces, and where metadata name a place: 四川 in 四川省省长, not in 四川大学."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

PROVINCES = frozenset(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 "
    "福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 "
    "台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门".split()
)
"""The provinces of China by their short names."""
KIND = r"(?:(?:维吾尔|[\u4e00-\u9fff]{1,4}族)*自治[区州县旗]|特别行政区|新区|开发区|高新区|街道|[省市县区州盟旗镇乡村])"
"""A regular expression for what behind the name of a place says which kind of place it is."""
# What most kinds end in is looked for first: whole libraries are gone through.
_KIND_BEFORE = re.compile(f"{KIND}$")
_AROUND_KIND = re.compile("[^\n]{0,6}[省市县区州盟旗镇乡村道]")
_ENDS = re.compile("[省市县区州盟旗镇乡村道]")
_NO_NAME = re.compile("政府|人民|自治|代表|委员|中国|[^\u4e00-\u9fff]|[的在和与及全各我本该每届次]")
_LONGEST = 6
"""Characters that the name of a place has at most before its kind."""
_KIND_END = re.compile(f"(?<=[\u4e00-\u9fff]{{2}}){KIND}$")
# Behind the name of a place they make something else of it.
_ELSE = "合作组织|精神|公报|共识|宣言|议定书|协定|论坛|奥运|大学|学院|师范|医院|医疗|模式|路\\b"


PROVINCE = f"(?:{'|'.join(sorted(PROVINCES))})(?:(?:壮族|回族|维吾尔)?自治区|省(?!委)|市(?!委))?"
"""A regular expression for the name of a province, with its kind or without."""
_PROVINCES = re.compile("|".join(PROVINCES))


def provinces_in(text: str) -> list[str]:
    """The provinces that `text` names one after the other and nothing else (北京上海), [] where it says more."""
    return [] if _PROVINCES.sub("", text) else _PROVINCES.findall(text)


def short_name(place: str) -> str:
    """The name of a place without its kind: 四川 for 四川省, 松口 for 松口县; one character is no name."""
    return _KIND_END.sub("", place)


@lru_cache(maxsize=1000)
def names_place(*places: str) -> Callable[[str], bool]:
    """A test for the folded texts that name any of `places`, which may be called without their kind."""
    named = re.compile(f"(?:{'|'.join(re.escape(short_name(place)) for place in places)})(?!{_ELSE})")
    return lambda text: named.search(text) is not None


def places_named(texts: Iterable[str]) -> set[str]:
    """Whatever may be the name of a place in folded `texts` by the kind of place behind it, with and without that.

    Where a name begins nobody can tell: of 今日松口县 松口 is one and 日松口 is one.
    """
    around = set(_AROUND_KIND.findall("\n".join(texts)))  # most of them again and again
    return {name for text in around for name in _named_in(text)}


def _named_in(text: str) -> Iterator[str]:
    for end in _ENDS.finditer(text):
        kind = _KIND_BEFORE.search(text, max(0, end.start() - _LONGEST), end.end())
        start = kind.start() if kind else end.start()
        no_name = max((each.end() for each in _NO_NAME.finditer(text, max(0, start - _LONGEST), start)), default=0)
        for first in range(max(0, start - _LONGEST, no_name), start - 1):
            yield text[first:start]
            yield text[first : end.end()]

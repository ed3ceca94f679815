"""Occasions: how people shorten the names of meetings, and which meeting a question names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from corpus.fold import fold_plain
from corpus.language.numerals import ONES

# 安全生产会议 stands for 全县安全生产工作会议, 五四座谈会 for 全县五四青年座谈会: what it is about and its kind.
_KIND = re.compile(
    r"(座谈会|现场推进会|推进会|现场会|调度会|动员会|动员大会|部署会|表彰会|表彰大会|总结会|研讨会|推介会|培训班|发布会|(?<!安)全会|全体会议|"
    r"工作会议|大会|会议|晚宴|仪式|论坛|典礼|晚会|年会|例会|会)$"
)
_MOST_PIECES = 3
_LEAST_IN_PIECES = 6
"""Characters of what a meeting is about, from which on a longer name may have them apart."""
_ANY_KIND = frozenset("纪念 庆祝 总结 表彰 动员 工作 扩大 代表 全体 专题 开幕 闭幕".split())
_ANY_MEETING = frozenset(("会", "会议", "工作会议"))
_SCOPE = re.compile(r"^(?:(?:全县|全市|全省|全区|全镇|我县|我市|县里|市里|历年|每年|那次|这次|上次|的)+)(?=..)")
_EMPTY = re.compile(
    r"^(?:工作|全县|全市|全省|全区|县|市|县委|市委|政府|的|方面|大|开|社|机|委员|哪些|什么|哪次|哪几次|哪个|这次|那次|历次|各种|有关|相关|一次|几次|多次|某|本次|上次|小|办公|讲话|在)*$"
)


_TWO_SESSIONS = re.compile(r"(?:全国|[省市县区州]|每年)*两会")
# What the two sessions are: of the people's congress and of the political consultative conference, not of committees.
_OF_TWO_SESSIONS = re.compile("(?:人民代表大会|人大|人代会|政协|政治协商)(?!常委|常务)")
# The short names of bodies that meet, with how the full names of their meetings write them.
_BODIES = (
    ("党代会", "(?:中国共产党|中共|党的?).*代表大会|党代会"),
    ("人代会|人大会议?|人民代表大会", "(?:人民代表大会|人大)(?!常委|常务)|人代会"),
    ("政协会议|政协全会", "(?:政协|政治协商会议)(?!.*常委|.*常务)"),
    ("团代会", "(?:共青团|共产主义青年团).*代表大会|团代会"),
    ("职代会", "职工代表大会|职代会"),
)
_PLACE = "全国|[省市县区州镇乡]"
# A national congress of the party, by its short name and by its full one: 十九大, 中国共产党第十九次全国代表大会.
_NUMBER_OF = rf"[七八九]|二?十[{ONES}]?"
_CONGRESS = re.compile(rf"(?:党的|中共)?({_NUMBER_OF})大")
_WHOLE_CONGRESS = re.compile(rf"^(?:中国共产党|中共|党的?)?第?({_NUMBER_OF})(?:次全国(?:代表大会|党代会)|大$)")


def _of_congress(wanted: str) -> Callable[[str], bool] | None:
    """A test for the sessions of the party's national congress that `wanted` names in short, None if it names none."""
    short = _CONGRESS.fullmatch(wanted)
    if short is None:
        return None

    def is_it(name: str) -> bool:
        whole = _WHOLE_CONGRESS.search(name)
        return whole is not None and whole[1] == short[1]

    return is_it


def _of_body(wanted: str) -> Callable[[str], bool] | None:
    """A test for the meetings of the body whose short name `wanted` is, None if that names no body."""
    for short, full in _BODIES:
        match = re.fullmatch(f"(?P<place>{_PLACE})?(?:{short})", wanted)
        if match:
            place, body = match["place"] or "", re.compile(full)
            return lambda name: body.search(name) is not None and place in name
    return None


def is_at(wanted: str, occasion: str) -> bool:
    """True if `occasion` is meant by `wanted`: a part of its name, or what it is about and its kind."""
    target, name = _folded(wanted), _folded(occasion)
    for short, whole in _ALIASES.items():
        target = target.replace(short, whole) if short not in name else target
    return target in name or _meant_otherwise(target)(name)


# What people write in Latin letters and meetings in full.
_ALIASES = {"g20": "二十国集团", "apec": "亚太经合组织"}


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    """A name folded: the occasions of a library are compared with one name after the other."""
    return fold_plain(name)


@lru_cache(maxsize=1000)
def _meant_otherwise(target: str) -> Callable[[str], bool]:
    """A test for the folded names that `target` means and is no part of."""
    if _TWO_SESSIONS.fullmatch(target):
        return lambda name: _OF_TWO_SESSIONS.search(name) is not None
    named = _of_body(target) or _of_congress(target)
    if named is not None:
        return named
    kind = _KIND.search(target)
    about = re.sub(r"(?:工作|方面|的)+$", "", target[: kind.start()]) if kind else ""
    if not kind or len(about) < 2:
        return lambda _: False
    end = "会" if kind[1] in _ANY_MEETING else kind[1]
    return lambda name: end in name.partition(about)[2] or (end in name and _in_pieces(about, name.rpartition(end)[0]))


def _in_pieces(about: str, name: str) -> bool:
    """True if `name` has all of `about` in its order, in two or three pieces of two characters at least.

    抗美援朝70周年 is in 纪念中国人民志愿军抗美援朝出国作战70周年.
    """
    place, pieces, rest = 0, 0, about
    while rest and pieces < _MOST_PIECES:
        length = next((size for size in range(len(rest), 1, -1) if rest[:size] in name[place:]), 0)
        if not length or len(rest) - length == 1:
            return False
        place = name.index(rest[:length], place) + length
        rest, pieces = rest[length:], pieces + 1
    return not rest and len(about) >= _LEAST_IN_PIECES


# --- in a question -----------------------------------------------------------------------------------------------

_MARKED = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9·]{0,24}?(?:座谈会|座談會|推进会|现场会|调度会|动员会|部署会|表彰会|总结会|研讨会|推介会|培训班|发布会|全会|"
    r"大会|大會|会议|會議|晚宴|仪式|儀式|论坛|論壇|典礼|晚会|年会|例会|会|會))(?P<on>上|期间|里的?讲话|的?讲话|中|(?=怎[么麼]|是?如何|讲|提到|关于|副?[省市县区州镇乡]长|总理|$|[，,？?\s）)]))"
)
# The report to a congress, unless it is studied or carried out: that is what other speeches speak of.
_TO_CONGRESS = re.compile(
    rf"(?<!学习)(?<!贯彻)(?<!落实)(?<!宣传)(?<!宣讲)(?<!解读)在?(?P<name>(?:党的|中共)?(?:{_NUMBER_OF})大)"
    r"(?:上|(?=是?(?:怎[么麼样樣]|如何)(?:[讲講说說提谈談]|表述|论述|部署|阐述))|的?[报報]告(?:[里裡中上]|(?=(?:历[年次届]|分别|都)*怎|是?如何|和|与|與|跟|、|[对對][^照比]|关于|關於|[讲講说說提]|的主[题題要]|$|[，,？?\s）)])))"
)
# The report to any congress of a body, whichever it was.
_TO_BODY = re.compile(
    rf"(?:历[次届年]的?)?在?(?P<name>(?:{_PLACE})?(?:党代会|人代会|团代会|职代会))"
    r"(?:上|所?作)?的?(?:工作)?[报報]告(?:[里裡中上]|(?=(?:历[年次届]|分别|都)*怎|是?如何|对|對|关于|關於|[讲講说說提]|$|[，,？?\s）)]))"
)
_AND = "以及|和|与|及|、|跟|或者|或|同"
_BEFORE = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z0-9·]{{1,24}}(?:[会會坛壇礼禮式班宴]|会议|會議))上?\s*(?:{_AND})\s*$"
)
_ENGLISH = re.compile(
    r"\bat (?:the )?(?P<name>(?:[\w'’&-]+ ){0,6}?"
    r"(?:conference|forum|meeting|congress|summit|ceremony|opening|symposium|dinner))\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"在|于|請問|请问|查一?[下查]?|找一?[下找]?|看看|关于|關於|对于|讲过|提到|想知道|以[来來](?:的)?|书记|[县市省区镇乡局部厅]长"
)


_OPENS = re.compile(r"(?:^|[，,。；;：:！!？?\s（(]|请问|查一?[下查]?|找一?[下找]?|看看|想知道)\s*$")


def find_occasions(text: str, known: Collection[str]) -> Iterator[tuple[int, int, str, bool]]:
    """The occasions that `text` names: (start, end, name, whether one of the `known` is meant)."""
    for match in _ENGLISH.finditer(text):
        yield match.start(), match.end(), match["name"], any(is_at(match["name"], name) for name in known)
    for match in (*_TO_CONGRESS.finditer(text), *_TO_BODY.finditer(text)):
        yield match.start(), match.end(), match["name"], any(is_at(match["name"], name) for name in known)
    for match in _MARKED.finditer(text):
        name, start = match["name"], match.start("name")
        loose = not match["on"]
        begin = cut = max((cut.end() for cut in _CUT.finditer(name)), default=0)
        while (scope := _SCOPE.match(name[cut:])) is not None:
            cut += scope.end()
        name, start = name[cut:], start + cut
        if _is_empty(name) or (loose and _is_too_short(name, text[match.end() :])):
            continue
        introduced = re.search(r"[在于]\s*$", text[:start]) is not None
        opens = _is_meeting(name) and _OPENS.search(text[: match.start("name") + begin]) is not None
        found = _known_end(name, known, whole=introduced) or (_known_behind_and(name, known) if introduced else None)
        if found is not None:
            first = start + len(name) - len(found)
            yield from _joined_before(text, first, known)
            begin = first - 1 if text[:first].endswith(("在", "于")) else first
            yield begin, _end(match, text), found, True
        elif ((introduced or opens) and match["on"] in ("上", "期间")) or (opens and _of_body(name) is not None):
            begin = start - 1 if text[:start].endswith(("在", "于")) else start
            yield begin, match.end(), name, False


def _known_behind_and(name: str, known: Collection[str]) -> str | None:
    """The last of the meetings that `name` joins by words for "and", if it means one of the `known`."""
    last = re.split(_AND, name)[-1]
    return last if last != name and not _is_empty(last) and any(is_at(last, each) for each in known) else None


def _joined_before(text: str, end: int, known: Collection[str]) -> Iterator[tuple[int, int, str, bool]]:
    """The meetings that words for "and" join to the one at `end`: 在防汛会议和…."""
    match = _BEFORE.search(text[:end])
    if match is None:
        return
    name = re.split(f"[在于]|{_AND}", match["name"])[-1]
    start = match.end("name") - len(name)
    introduced = text[:start].endswith(("在", "于"))
    found = _known_end(name, known, whole=introduced)
    if found or (introduced and not _is_empty(name)):
        start = match.end("name") - len(found or name)
        yield from _joined_before(text, start, known)
        yield start - introduced, match.end("name"), found or name, found is not None


def as_occasion(text: str, known: Collection[str]) -> str | None:
    """The occasion that the whole of `text` names, else None."""
    bare = re.sub(r"^(?:在|at (?:the )?)|(?<=[会宴式坛礼會])上(?:的)?$|讲话$", "", text.strip(), flags=re.IGNORECASE)
    congress = re.sub(r"(?:上|的)*(?:工作)?(?:报告|報告)?[里裡中上]?$", "", bare)
    if _CONGRESS.fullmatch(congress) or _of_body(fold_plain(congress)):
        return congress if any(is_at(congress, name) for name in known) or congress != bare else None
    kind = _KIND.search(fold_plain(bare)) or re.search(
        r"(?:conference|forum|meeting|congress|summit|ceremony|opening)$", bare.lower()
    )
    return bare if kind and not _is_empty(bare) and any(is_at(bare, name) for name in known) else None


def _end(match: re.Match[str], text: str) -> int:
    """The 讲话 behind the name of a meeting stays part of the question."""
    return match.end() if match["on"] in ("上", "中", "期间") else match.end("name")


def _is_too_short(name: str, behind: str) -> bool:
    """True for a word that merely ends in 会, but 两会县长怎么讲 names a meeting."""
    is_known = _TWO_SESSIONS.fullmatch(name) or _of_body(fold_plain(name)) is not None
    return name.endswith(("会", "會")) and len(fold_plain(name)) < 4 and not (is_known and behind)


_GATHERING = re.compile(
    "(?:[党人职团妇]代|工作|团拜|茶话|见面|民主生活|恳谈|务虚|联谊|吹风|通气|汇报|报告|招待|博览|世博|进博|服贸|学习|交流|常委|党组|办公)会$"
)


def _is_meeting(name: str) -> bool:
    """True for what can only be a meeting: in 怎么会上升 is none."""
    kind = _KIND.search(fold_plain(name))
    return (kind is not None and kind[1] != "会") or _GATHERING.search(name) is not None


def _is_empty(name: str) -> bool:
    """True if `name` says nothing about which meeting it is."""
    folded = fold_plain(name)
    kind = _KIND.search(folded)
    if kind is None:
        return True
    return kind[1] in {*_ANY_MEETING, "大会"} and _EMPTY.match(folded[: kind.start()]) is not None


def _known_end(name: str, known: Collection[str], *, whole: bool) -> str | None:
    """The longest end of `name` that means one of the `known` occasions."""
    for first in range(1 if whole else len(name) - 1):
        end = name[first:]
        kind = _KIND.search(fold_plain(end))
        # Cut down to its mere kind, a name would mean another meeting: 校庆纪念大会 is not just any 纪念大会.
        is_specific = first == 0 or (kind is not None and kind.start() >= 2 and end[: kind.start()] not in _ANY_KIND)
        if is_specific and not _is_empty(end) and any(is_at(end, occasion) for occasion in known):
            return end
    return None

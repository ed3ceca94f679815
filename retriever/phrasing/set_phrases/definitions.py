"""Lists behind the name of a set phrase that are said to be its members: “三本账”，即……  “三本账”：……  “三本账”（……）

Lists of explanations at the end of a report are the same: 6.“两重”：是指……和……。  ［8］“三大高地”“五大战略”：……，……。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus import Span
from corpus.language.markers import FOLDED_LIST_ITEM
from corpus.language.numerals import COUNTED, NUMERALS, number
from retriever.phrasing.set_phrases.members import (
    are_as_long,
    are_names,
    first_of,
    from_first,
    head,
    is_summed_up,
    listed_words,
    share_an_end,
    split,
    sum_of,
    without_lead,
    without_rest,
)
from retriever.phrasing.set_phrases.numbered import HAN, NUMBER, Group, groups_of, noun_of, number_of
from retriever.phrasing.set_phrases.site import Site

_SAYS = (
    "也就是|就是指|就是|即为|即是|即(?![将使便日刻时可])|是指|指的是|指(?![导示出引挥数标明定])|分别是|分别为|分别指"
    "|具体是|具体为|具体指|具体包括"
)
# Words that bring a list of members only if these are alike: they bring other things as well.
_MAY_SAY = "包括|包含|叫做?|改为|改成|调整为|调整成|变为|定为|细化为|拓展为|概括为|归纳为|(?<![不都还也只就正总若])是"
_QUALIFIER = "[^。!?;:,、“”()\\[\\]的-]{0,8}?"
_DEFINES = re.compile(f"({_QUALIFIER})(?:(?::|,?(?:{_SAYS})[:,]?|-{{1,2}}|[(](?={_SAYS})|[(])(?:(?:{_SAYS}):?)?)")
_SAYS_AT_ONCE = re.compile(f":|,?(?:{_SAYS}|为|是)[:,]?")
_MAY_DEFINE = re.compile(f"({_QUALIFIER}),?(?:{_MAY_SAY})[:,]?")
_SAYS_LATER = re.compile(f"[,:(](?:{_SAYS}|包括|分为)[:,]?")
_NEXT_NAME = re.compile(f"[;,]“[两一{NUMERALS[2:]}][^”]*”(?:,?(?:{_SAYS})|[:(])")
_STOP = "。!?…"
_NAMES_TOGETHER = re.compile(r"(?:“[^“”]+”[、和与及]?){2,}[^,;:。()“”]{0,8}:(?:是?指)?")
_UNQUOTED_TOGETHER = re.compile(
    r"^[\[(]?\d{1,3}(?:[\])]|[.、])?((?:[^,;:。()“”、]{2,12}、)+[^,;:。()“”、]{2,12}):(?:是?指)?"
)
_FRAME = re.compile("[对把将给向为]")
_TURNS = re.compile("但|而|却|也|并|且|又|从而|以便|所以|因此")  # a clause that goes on with what was said
_ALSO = re.compile("还有|以及|同时|并")
_IN_MARKS = re.compile("“([^“”]+)”")
_IN_MARKS_ALONE = re.compile(f"“{NUMBER}[{HAN}]{{1,6}}”")  # another set phrase: no member holds one


class _Start(NamedTuple):
    """A place where a list may begin, the end of what may hold it, and if it is surely said to be the members.

    `qualifier` is what stands between the name and that: 湿地公园 in “三溪”湿地公园：……
    """

    start: int
    end: int
    sure: bool
    qualifier: str


def defined(site: Site) -> list[Span]:
    """The members in the definition behind the phrase; none if there is none, or not as many as it announces."""
    if together := _names_together(site):
        return _of_several(site, *together)
    starts = list(_starts(site))
    for begin in starts:
        if members := _read(site, begin):
            return members
    return _summed_up(site, starts[0]) if starts and starts[0].sure and not groups_of(site.phrase) else []


def _summed_up(site: Site, begin: _Start) -> list[Span]:
    """The members that the definition gives further on and sums up with the number of the phrase: ……等六大产业."""
    text, noun = site.text, noun_of(site.phrase)
    end = sum_of(text, Span(begin.start, begin.end), site.number)
    if end is None:
        return []
    start = max(begin.start, 1 + max(text.rfind(mark, begin.start, end) for mark in ",;:"))
    parts = listed_words(text, Span(start, end), site.number)
    parts = from_first(text, parts, noun) if parts else []
    return parts if are_names(text, parts) else []


def _starts(site: Site) -> Iterator[_Start]:
    text, behind = site.text, site.behind
    for pattern, sure in ((_DEFINES, True), (_MAY_DEFINE, False)):
        says = pattern.match(text, behind)
        if not says or not (site.quoted or text[behind : behind + 1] in tuple(":,(-即就是指分包")):
            continue
        bracketed = "(" in says.group()
        end = first_of(text, says.end(), _STOP)  # where a bracket was opened, its other half at the latest
        if bracketed and text[end : end + 1] != ")":
            continue
        qualifier = says[1]
        yield _Start(says.end(), end, sure, qualifier)
        for later in _SAYS_LATER.finditer(text, says.end(), end):
            yield _Start(later.end(), end, sure and later.group()[1:2] in ("即", "具"), qualifier)
        colon = first_of(text, says.end(), ":,;" + _STOP)
        if text[colon : colon + 1] == ":":
            yield _Start(colon + 1, end, sure, qualifier)


def _read(site: Site, begin: _Start) -> list[Span]:
    """The members that the text gives from `begin` on, in exactly one reading."""
    text = site.text
    next_name = _NEXT_NAME.search(text, begin.start, begin.end)
    end = next_name.start() if next_name else begin.end
    if groups := groups_of(site.phrase):
        region = Span(begin.start, begin.end)
        return (_named_in_turn(site, region) or _grouped(text, region, groups)) if begin.sure else []
    members = _members_between(site, Span(begin.start, end), begin)
    written = [text[slice(*member)] for member in members]
    if not members or _IN_MARKS_ALONE.search("".join(written)):
        return []
    alike = share_an_end(written) or are_as_long(written) or is_summed_up(text, members, site.number)
    return members if begin.sure or alike else []


def _trimmed(site: Site, parts: list[Span], qualifier: str) -> list[Span]:
    """The parts without what leads the list in and what follows it, the phrase itself included."""
    text, noun = site.text, noun_of(site.phrase)
    last = parts[-1]
    if (named := re.search(f"“?{site.phrase}", text[slice(*last)])) and named.start():
        parts = [*parts[:-1], Span(last.start, last.start + named.start())]
    return without_lead(text, without_rest(text, parts, noun, qualifier), noun)


def _members_between(site: Site, region: Span, begin: _Start) -> list[Span]:
    """The members, exactly as many as announced, that the region begins with; none if that is not sure."""
    text, count = site.text, site.number
    items = split(text, region, ";")
    noun, heads = noun_of(site.phrase), [head(text, part) for part in items]
    if all(noun in text[slice(*part)] for part in items) and not all(noun in text[slice(*part)] for part in heads):
        heads = [Span(part.start, item.end) for part, item in zip(heads, items, strict=True)]  # 把甲，同乙区分开；……
    readings = [heads]
    if not FOLDED_LIST_ITEM.match(text, region.start):  # 一是抓防、抓管、抓治 is one item, not three
        pause = min(first_of(text, region.start, ",;:"), region.end)
        words = listed_words(text, Span(region.start, pause), count)
        words = _trimmed(site, words, begin.qualifier) if words else []
        alike = bool(words) and share_an_end([text[slice(*word)] for word in words])
        readings.append(words if words and (alike or _ends_there(text, Span(pause, region.end))) else [])
        clauses = split(text, Span(region.start, min(first_of(text, region.start, ";"), region.end)), ",")
        introduced = text[region.start - 1] in ":即("
        parallel = begin.sure and _are_parallel(text, clauses, introduced=introduced)
        readings.append(clauses if parallel else [])
    if len(items) == count and all(text.startswith(noun, item.start) for item in items):
        readings = readings[:1]  # 确保……，……；确保……，……
    fitting = [members for members in readings if len(members) == count and are_names(text, members)]
    return fitting[0] if len(fitting) == 1 else []


def _ends_there(text: str, rest: Span) -> bool:
    """True if the list does not go on behind its first pause: 就是A、B、C，D、E."""
    following = text[rest.start + 1 : min(first_of(text, rest.start + 1, ",;:"), rest.end)]
    return text[rest.start : rest.start + 1] != "," or "、" not in following


def _are_parallel(text: str, parts: Sequence[Span], *, introduced: bool) -> bool:
    """True if clauses are alike, as members are and others hardly ever: they have two characters in common, in order.

    Where they are `introduced` by a colon and the like, clauses of one length are alike as well.
    """
    clauses = [text[slice(*part)] for part in parts]
    if len(clauses) < 2 or any(_TURNS.match(clause) for clause in clauses):
        return False
    shared = set.intersection(*({a + b for a, b in pairwise(clause)} for clause in clauses))
    return (introduced and are_as_long(clauses)) or len(shared) > (len(clauses) == 2)  # two have two pairs in common


# --- phrases of several numbers ---------------------------------------------------------------------------------------


def _named_in_turn(site: Site, region: Span) -> list[Span]:
    """The members of a phrase whose groups are defined one by one: “一核两翼”：“一核”指……，“两翼”指……和……。"""
    members: list[Span] = []
    start = site.behind
    for name in re.findall(f"[{COUNTED}]+[^{COUNTED}]+", site.phrase):
        at = site.text.find(f"“{name}”", start, region.end)
        if at < 0:
            return []
        start = at + len(name) + 2
        counted = number(name[0])
        found = _said_of(site.text, start, counted) or defined(
            Site(site.text, at + 1, start - 1, name, counted, True, start)
        )
        if len(found) != counted:
            return []
        members += found
    return members if are_names(site.text, members) else []


def _said_of(text: str, behind: int, count: int) -> list[Span]:
    """The `count` things that are said at once behind the name of a group: “一轴”为沿江大道，……"""
    says = _SAYS_AT_ONCE.match(text, behind)
    if not says:
        return []
    region = Span(says.end(), first_of(text, says.end(), ",;" + _STOP))
    return listed_words(text, region, count) if count > 1 else [region]


def _grouped(text: str, region: Span, groups: Sequence[Group]) -> list[Span]:
    """The members of a phrase such as 三馆一中心 that the region lists, group by group."""
    return _by_heads(text, region, groups) or _by_clauses(text, region, groups) or _as_counted(text, region, groups)


def _by_heads(text: str, region: Span, groups: Sequence[Group]) -> list[Span]:
    """As many members as the numbers add up to, each with the noun of its group, between 、 or ，."""
    count = sum(group.number for group in groups)
    end = min(first_of(text, region.start, ";:"), region.end)
    words = Span(region.start, min(first_of(text, region.start, ","), end))
    pieces = [piece for clause in split(text, Span(region.start, end), ",") for piece in split(text, clause, "、")]
    for parts in (listed_words(text, words, count), pieces):
        nouns = [group.noun for group in groups for _ in range(group.number)]
        if len(parts) == count and are_names(text, parts):
            written = [text[slice(*part)] for part in parts]
            if all(noun in member or noun[-1] in member for noun, member in zip(nouns, written, strict=True)):
                return _without_leads(text, parts, groups)
    return []


def _without_leads(text: str, members: list[Span], groups: Sequence[Group]) -> list[Span]:
    """The members, the first of each group from its noun on where the others of the group begin with it."""
    found: list[Span] = []
    for group in groups:
        first, *others = members[len(found) : len(found) + group.number]
        at = text.rfind(group.noun, *first)
        if others and at > 0 and all(text.startswith(group.noun, other.start) for other in others):
            first = Span(at, first.end)
        found += [first, *others]
    return found


def _by_clauses(text: str, region: Span, groups: Sequence[Group]) -> list[Span]:
    """The members of clauses that are as many as the groups, and each as many as the number of its group."""
    for mark in ";,":
        clauses = split(text, region, mark)
        if len(clauses) != len(groups):
            continue
        parts = [_of_group(text, clause, group) for clause, group in zip(clauses, groups, strict=True)]
        members = [part for part_of_group in parts for part in part_of_group]
        if all(parts) and are_names(text, members):
            return members
    return []


def _of_group(text: str, clause: Span, group: Group) -> list[Span]:
    """The members of a group that a clause lists, if they have its noun or are summed up by it; none otherwise."""
    members = listed_words(text, clause, group.number) if group.number > 1 else [clause]
    written = [text[slice(*member)] for member in members]
    if members and (also := _ALSO.match(text, *members[0])):
        members = [Span(also.end(), members[0].end), *members[1:]]
    own = [group.noun in member or group.noun[-1] in member for member in written]
    # 饮水、用电、出行有着落 have one noun for all; 对甲、乙、丙要管 has no members.
    has_noun = bool(own) and (all(own) or (own[-1] and not _FRAME.match(written[0])))
    summed_up = bool(members) and group.number > 1 and is_summed_up(text, members, group.number)
    return members if (has_noun or summed_up) and not _IN_MARKS_ALONE.search("".join(written)) else []


def _as_counted(text: str, region: Span, groups: Sequence[Group]) -> list[Span]:
    """A member a group, which says the number and the noun itself: 两个特色专科和一个推广中心."""
    parts = listed_words(text, Span(region.start, min(first_of(text, region.start, ",;:"), region.end)), len(groups))
    counted = [
        re.search(
            f"{'一' if group.number == 1 else text_of(group.number)}[个大项条家所支].*{group.noun}", text[slice(*part)]
        )
        for part, group in zip(parts, groups, strict=False)
    ]
    return parts if parts and all(counted) and are_names(text, parts) else []


def text_of(count: int) -> str:
    """A regular expression for a small number as written in front of a measure word."""
    return "[两二2]" if count == 2 else f"[{NUMERALS[count - 1]}{count}]" if count < 10 else str(count)


# --- several phrases with one definition ------------------------------------------------------------------------------


def _names_together(site: Site) -> tuple[list[str], int] | None:
    """The phrases that are explained together with this one, itself among them, and where the explanation begins."""
    text = site.text
    if site.quoted:
        begin = site.before
        while begin and text[begin - 1] in "”、和与及":
            begin = max(text.rfind("“", 0, begin - 1), 0)
        together = _NAMES_TOGETHER.match(text, begin)
        names = _IN_MARKS.findall(together.group()) if together else []
    else:
        together = _UNQUOTED_TOGETHER.match(text)
        names = together[1].split("、") if together else []
    return (names, together.end()) if together and site.phrase in names else None


def _of_several(site: Site, names: Sequence[str], start: int) -> list[Span]:
    """The members of the phrase in an explanation that gives those of each, in order, between ； or ，."""
    text = site.text
    if not all(number_of(name) for name in names):
        return []
    region = Span(start, first_of(text, start, _STOP))
    for mark in ";,":
        explained = split(text, region, mark)
        if len(explained) == len(names):
            members = listed_words(text, explained[names.index(site.phrase)], site.number)
            return members if members and are_names(text, members) else []
    return []

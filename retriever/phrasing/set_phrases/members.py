"""Members of a list in folded text: where a list is parted, what belongs to its first and last member, what is alike.

Nothing here looks for a list: the caller knows the region that one fills and how many members it must have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from corpus import Span
from corpus.language.lead_ins import ADVERBS, QUALITIES, VERBS
from corpus.language.markers import FOLDED_LIST_ITEM
from corpus.language.numerals import COUNTED, number
from retriever.phrasing.set_phrases.numbered import MEASURE

LONGEST_MEMBER = 40
"""Folded characters; what is longer says more than the name of a member."""

LONGEST_LIST = 800
"""Folded characters of a list; a bracket that nothing closes must not make a whole line of a report be read."""

UNLIKE_LEAST = 4
"""Characters of members that are not alike; a shorter one may be a word in front of all of them, or of the name."""

LEAD_IN = re.compile(f"(?:{ADVERBS})*(?:(?:{VERBS})(?:了|好|和|与|以)?)+")
"""Words in front of the first member that belong to none: 深入推进, 坚持和完善, 落实."""
_AND_DOES = re.compile(f"[和与及并](?:{ADVERBS})*(?:{VERBS})$")
_LEADS = re.compile(f"(?:{ADVERBS}|{VERBS})$")
_VERB = re.compile(VERBS)
_BEGINS_WITH_VERB = re.compile(f"(?:{ADVERBS})*(?:{VERBS})")
_LED_IN = re.compile(f"(?<![不非没])(?:{VERBS})(?:了|好)?$")
_LONGEST_VERB = 6  # characters that a verb and what negates it take
_OWN_WORDS = 3  # characters by which a first member that nothing leads in may be longer than the others: 村里的
_ALSO = re.compile("以及|和(?![平谐睦解])|与|及(?!时)|还有")
_TIE = re.compile("的|对(?![外内口接标话比])|把|将(?!来|军)")
_ENDS_OPEN = re.compile(
    "(?:实现|坚持|落实|贯彻|践行|做到|实行|奉行|遵循|统筹推进|协调推进|一体推进|进行|完成|开展|实施|加强|达到|获得|等|的|之|得|地|为|把|将|对|与|和|向|在|以|是|及|或|从"
    "|被|让|给|这|那|以及|作为|成为|特别|尤其)$"
)
_SUM = f"这?(?P<count>[{COUNTED}]{{1,3}}|\\d{{1,3}})[{MEASURE}大方]"
_SAID_AGAIN = re.compile(f"{_SUM}[^、和与及]{{0,8}}$")  # 收入账、支出账、往来账三本账
_OF_SO_MANY = re.compile(f"等{_SUM}.*$")  # A、B、C等九类场所
_SUMMED_UP = re.compile(f"等?{_SUM}")
_AND_SO_ON = re.compile("等[^、,]{0,4}$")
_RESTS = ("工作", "任务", "的要求", "的原则", "的方针", "的思想", "的目标", "的布局", "的思路", "的理念", "的定位")
_JOINED = re.compile(
    "以及|(?<![共饱总柔温缓调中随])和(?![平谐睦解])|(?<!参)与(?![会否时])|(?<![普涉触危波顾遍推以])及(?![时格])"
)


def first_of(text: str, start: int, marks: str) -> int:
    """The place of the first of `marks` from `start` on outside of brackets and quotes, or where no list reaches."""
    depth, end = 0, min(len(text), start + LONGEST_LIST)
    for i in range(start, end):
        character = text[i]
        if character in "(“《[":
            depth += 1
        elif character in ")”》]":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and character in marks:
            return i
    return max(start, end)


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
    if also := _ALSO.match(text, *parts[-1]):
        parts[-1] = Span(also.end(), parts[-1].end)  # 水稻、玉米、以及大豆
    whole = len(parts) == count and all(part.start < part.end for part in parts)
    return [unquoted(text, part) for part in parts] if whole else []


def _in_two(text: str, part: Span) -> list[Span]:
    """The two sides of the only 和 or the like in the part outside of brackets and quotes; none if it has more."""
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


def parted_by_and(text: str, parts: Sequence[Span]) -> list[Span]:
    """The parts, cut once more at each 和 and the like."""
    found: list[Span] = []
    for part in parts:
        start = part.start
        for joined in _JOINED.finditer(text, *part):
            found.append(Span(start, joined.start()))
            start = joined.end()
        found.append(Span(start, part.end))
    return found


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


def without_rest(text: str, parts: Sequence[Span], noun: str, qualifier: str) -> list[Span]:
    """The parts, the last without what follows the list: the end of the name, or what the others do not end with.

    东溪、西溪、北溪湿地公园 with the `qualifier` 湿地公园; 林长、河长、田长联动 of the noun 长联动.
    """
    *others, last = parts
    written, before = text[slice(*last)], [text[slice(*part)] for part in others]
    end = len(written)
    for rest in (qualifier, noun[1:] if len(noun) > 2 else "", *(rest for rest in _RESTS if written.endswith(rest))):
        if rest and (at := written.find(rest)) > 0 and not any(rest in other for other in before):
            end = min(end, at)
    alike = len(others) > 1 and all(other.endswith(noun[0]) for other in before)
    if alike and 0 <= (at := written.rfind(noun[0])) < end:
        end = at + 1
    return [*others, Span(last.start, last.start + end)]


def without_lead(text: str, parts: Sequence[Span], noun: str) -> list[Span]:
    """The parts, the first without the words in front that lead the list in, where the others show what it is."""
    first, *others = parts
    written = text[slice(*first)]
    begun = _begun(written, [text[slice(*part)] for part in others], noun)
    return [Span(first.start + begun, first.end), *others]


def _begun(first: str, others: Sequence[str], noun: str) -> int:
    """The place in the first member where it begins as the others do, or from where on it is as long as they are."""
    if first[:2] == others[0][:2]:
        return 0  # 坚持四项原则、坚持改革开放
    shared = _shared_start(others) if len(others) > 1 else ""
    if shared and shared in first:
        cut = first.rindex(shared)
        if shared.startswith(noun):
            return cut
    else:
        lengths = {len(other) for other in others}
        cut = max(0, len(first) - lengths.pop()) if len(lengths) == 1 else 0
        if begin_with_verbs(others) and not begin_with_verbs([first[cut:]]):
            return 0  # 实行轮岗、坚持考勤: each has a verb of its own
    return cut if cut and (_LED_IN.search(first[:cut]) or first[cut - 1] == "的") else 0


def from_first(text: str, parts: list[Span], noun: str, *, sure: bool = False) -> list[Span]:
    """The parts, the first from where it surely begins; none if that is not sure.

    `sure`: the text says that the list begins where the first part does, but for words that lead in.
    """
    parts = _without_tie(text, without_lead(text, parts, noun))
    first, *others = [text[slice(*part)] for part in parts]
    if (share_an_end([first, *others]) and first[:1] == others[0][:1]) or are_as_long([first, *others]):
        return parts
    longest = max(map(len, others))
    if (lead := LEAD_IN.match(first)) and lead.end() < len(first):
        if len(others) == 1 and not sure:
            return []  # 解决出行难、孩子就近上学: the verb may belong to the first alone
        cut = last_verb(lead.group()) if begin_with_verbs(others) else lead.end()
        parts = _without_tie(text, [Span(parts[0].start + cut, parts[0].end), *parts[1:]])
        first = text[slice(*parts[0])]
    elif not share_an_end([first, *others]):
        return parts if sure else []
    elif len(first) > longest:  # 全县处于汛期、农忙期、旅游期
        begun = led_in(text, parts[0], parts[1:])
        if begun is None and (is_led_in(first) or len(first) > longest + _OWN_WORDS):
            return []
        return parts if begun is None else [Span(begun, parts[0].end), *parts[1:]]
    # 村级账目、物资、用工: a word in front of all of them; where they are longer it would be a member's own.
    shared = len(others) > 1 and len({len(other) for other in others}) == 1 and longest < UNLIKE_LEAST
    return [] if not sure and ((shared and len(first) > longest + 1) or len(first) > 2 * longest) else parts


def _without_tie(text: str, parts: list[Span]) -> list[Span]:
    """The parts, the first without a word that ties it to what was cut off in front of it: 面临的……, 深化对……"""
    tie = _TIE.match(text, *parts[0])
    if tie and not text.startswith(tie.group(), parts[1].start):
        return [Span(tie.end(), parts[0].end), *parts[1:]]
    return parts


def led_in(text: str, first: Span, others: Sequence[Span]) -> int | None:
    """The place in the first member where it begins, no longer than the others from there; None if that is not sure."""
    longest = max((other.end - other.start for other in others), default=0)
    with_verbs = begin_with_verbs([text[slice(*other)] for other in others])
    lead = LEAD_IN.match(text, *first)
    if first.end - first.start <= longest:
        return lead.end() if lead and lead.end() < first.end - 1 and not with_verbs else first.start
    earliest = max(first.start + 1, first.end - longest)
    places = range(earliest, first.end)
    begun = next((at for at in places if _LED_IN.search(text, max(first.start, at - _LONGEST_VERB), at)), None)
    further = LEAD_IN.match(text, begun, first.end) if begun is not None else None
    return further.end() if further and further.end() < first.end else begun


def leads(words: str) -> bool:
    """True if words in front of a member end with an adverb or a verb, or if there are none: 坚决, 我们要始终."""
    return not words or _LEADS.search(words[-_LONGEST_VERB:]) is not None


def is_led_in(words: str) -> bool:
    """True if some of the words may lead the others in."""
    return any(_LED_IN.search(words, max(0, at - _LONGEST_VERB), at) for at in range(1, len(words)))


def begin_with_verbs(members: Sequence[str]) -> bool:
    """True if every member begins with a verb: 完成清淤、修好闸门."""
    return all(_BEGINS_WITH_VERB.match(member) for member in members)


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
    return (
        _ENDS_OPEN.search(member) is not None
        or _AND_DOES.search(member) is not None
        or LEAD_IN.fullmatch(member) is not None
    )


def sum_of(text: str, region: Span, count: int) -> int | None:
    """The place in the region where a list of `count` is summed up (……等六大产业); None if none is."""
    said = re.compile(f"等{_SUM}").search(text, *region)
    return said.start() if said and number(said["count"]) == count else None


def is_summed_up(text: str, members: Sequence[Span], count: int) -> bool:
    """True if the text goes on behind the members with a sum of as many: 包括……6个工程."""
    said = _SUMMED_UP.match(text, members[-1].end)
    return said is not None and number(said["count"]) == count


def are_qualities(members: Sequence[str]) -> bool:
    """True if every member says of what kind something is."""
    return all(member in QUALITIES for member in members)


def share_an_end(members: Sequence[str], least: int = 1) -> bool:
    """True if the members begin or end with the same characters, `least` or more of them."""
    return any(len(_shared_start(side)) >= least for side in (members, [member[::-1] for member in members]))


def _shared_start(words: Sequence[str]) -> str:
    """The characters that all the words begin with."""
    alike = takewhile(lambda characters: len(set(characters)) == 1, zip(*words, strict=False))
    return "".join(characters[0] for characters in alike)


def are_as_long(members: Sequence[str], least: int = 2) -> bool:
    """True if the members are of one length, at least `least`."""
    return len({len(member) for member in members}) == 1 and len(members[0]) >= least


def hold(members: Sequence[str], noun: str) -> bool:
    """True if every member holds the noun, or the character that it begins with (三田联动: 田长, 田间学校, 田管员)."""
    return all(noun in member for member in members) or (
        len(noun) > 1 and len(members) > 2 and all(noun[0] in member for member in members)
    )

"""Lists in front of the name of a set phrase: 落实早发现、早报告、早隔离、早治疗“四早”要求.

The list ends at the name, or at what puts it there (这, 等, 统称为). Where it begins is sure only if the clause does, if
the first member begins or is as long as the others, or if words that belong to no member lead it in. That it is the
list of this name, and the name not merely its last item (城乡低保、残疾人“两项补贴”), its members must show by being alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import Span
from retriever.phrasing.set_phrases.members import (
    LEAD_IN,
    are_as_long,
    are_names,
    are_qualities,
    begin_with_verbs,
    goes_on,
    hold,
    last_verb,
    listed_words,
    share_an_end,
    without_lead,
)
from retriever.phrasing.set_phrases.numbered import groups_of, is_measured, noun_of
from retriever.phrasing.set_phrases.site import Site

# What stands between the list and its name and says that they are one.
_PUT_AS_ONE = re.compile(
    r"(?:等?这|等|(?:并列为|并称为?|统称为?|合称为?|概括为|归纳为|总结为|简称为?|称为|称作|叫做|也就是|就是)[^,。;:、()“”]{0,10}"
    r"|[(](?:以下)?(?:即|简称|统称)?)$"
)
_OF = re.compile("的$")
_SAYS = re.compile("(?:.*(?:是指|指的是|分别是|分别为)|就是|即|指|为)")
_CLAUSE_MARKS = ",;:。!?…("
_MANY = 5
"""Members from which a list of exactly as many as the name says is hardly another one."""
_UNLIKE_LEAST = 5
"""Characters that members have which are not alike; a shorter last one may be a word in front of the name."""


def in_front(site: Site) -> list[Span]:
    """The members that stand in front of the phrase, as many as it announces; none if that is not sure."""
    text, end = site.text, site.before
    if joined := _PUT_AS_ONE.search(text, max(0, end - 16), end):
        end = joined.start()
    elif of := _OF.search(text, 0, end):
        end = of.start()
    begin = _begin_of_clause(text, end)
    parts = listed_words(text, Span(begin, end), site.number)
    if not parts:
        return []
    return _sure(site, parts, put_as_one=joined is not None)


def before_this(site: Site) -> list[Span]:
    """The members in the sentence before, where the phrase takes it up with 这: 坚持A、B、C的理念。这三大理念，……"""
    text, noun = site.text, noun_of(site.phrase)
    this = re.search("[。!](?:这|上述|以上)$", text[max(0, site.before - 4) : site.before])
    if not this:
        return []
    end = site.before - len(this[0])
    if not text.endswith(f"的{noun}", 0, end):
        return []
    end -= len(noun) + 1
    parts = listed_words(text, Span(_begin_of_clause(text, end), end), site.number)
    return _sure(site, parts, put_as_one=True) if parts else []


def _begin_of_clause(text: str, end: int) -> int:
    """The beginning of the clause that ends at `end`, also behind another quoted name (“三医”和……)."""
    depth = 0
    for i in range(end - 1, -1, -1):
        if text[i] in ")”》]":
            depth += 1
        elif text[i] in "(“《[":
            depth -= 1
            if depth < 0:
                return i + 1
        elif depth == 0 and text[i] in _CLAUSE_MARKS:
            return i + 1
    return 0


def _sure(site: Site, parts: list[Span], *, put_as_one: bool) -> list[Span]:
    """The parts as members, if it is sure where the first begins and that they belong to the name."""
    text = site.text
    said = _SAYS.match(text, *parts[0])
    if said and said.end() < parts[0].end:
        parts, put_as_one = [Span(said.end(), parts[0].end), *parts[1:]], True
    parts = _from_first(text, parts, noun_of(site.phrase))
    if not parts or not are_names(text, parts):
        return []
    members = [text[slice(*part)] for part in parts]
    if goes_on(members[-1]) or set(members[-1]) & set("“”") or are_qualities(members):
        return []
    return parts if _belong(site, members, put_as_one=put_as_one) else []


def _from_first(text: str, parts: list[Span], noun: str) -> list[Span]:
    """The parts, the first from where it surely begins; none if that is not sure."""
    parts = without_lead(text, parts, noun)
    first, *others = [text[slice(*part)] for part in parts]
    if share_an_end([first, *others]) and first[:1] == others[0][:1]:
        return parts
    if are_as_long([first, *others]):
        return parts
    if (lead := LEAD_IN.match(first)) and lead.end() < len(first):
        if len(others) == 1:
            return []  # 解决温饱问题、生活达到小康水平: the verb may belong to the first alone
        cut = last_verb(lead.group()) if begin_with_verbs(others) else lead.end()
        parts = [Span(parts[0].start + cut, parts[0].end), *parts[1:]]
        first = first[cut:]
    elif not share_an_end([first, *others]):
        return []
    lengths = {len(other) for other in others}
    is_longer = len(others) > 1 and len(lengths) == 1 and len(first) > lengths.pop() + 1  # 农村生产、供销、信用
    return [] if is_longer or len(first) > 2 * max(map(len, others)) else parts


def _belong(site: Site, members: Sequence[str], *, put_as_one: bool) -> bool:
    """True if the members are surely those of the name."""
    noun = noun_of(site.phrase)
    if groups_of(site.phrase):
        return len(members) >= _MANY and are_as_long(members)
    if hold(members, noun) and (len(members) > 2 or len(noun) > 1):
        return True
    if len(members) == 2 and not (put_as_one or "、" in site.text[site.before - sum(map(len, members)) - 1 : site.before]):
        return False  # A和B“两X”: what 和 joins is hardly ever all that is in front
    if len(noun) == 1 and not is_measured(site.phrase):  # 三通, 四风: the members have the noun, or the last one has
        return put_as_one and len(members) > 2 and (members[-1].endswith(noun) or _are_alike(members))
    if put_as_one or len(members) >= _MANY:
        return len(members) > 2 or _are_alike(members)
    return _are_alike(members) or (len(members) > 2 and min(map(len, members)) >= _UNLIKE_LEAST)


def _are_alike(members: Sequence[str]) -> bool:
    """True if the members are of one length, or have an end in common; two must have more in common than three."""
    pair = len(members) == 2
    return are_as_long(members, 4 if pair else 2) or share_an_end(members, 2 if pair else 1)

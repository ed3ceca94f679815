"""Lists in front of the name of a set phrase: 落实早排查、早上报、早处置“三早”要求.

The list ends at the name, or at what puts it there (这, 等, 统称为). Where it begins is sure only if the clause does,
if the first member begins or is as long as the others, or if words that belong to no member lead it in. That it is the
list of this name, and the name not merely its last item (护林员工资、防火员“两项津贴”), its members must show by being
alike, or many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import Span
from retriever.phrasing.set_phrases.members import (
    LONGEST_LIST,
    UNLIKE_LEAST,
    are_as_long,
    are_names,
    are_qualities,
    from_first,
    goes_on,
    hold,
    listed_words,
    share_an_end,
    without_rest,
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
_MANY = 4
"""Members from which a list of exactly as many as the name says is hardly another one."""


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
    """The members in the sentence before, where the phrase takes it up: 坚持A、B、C的理念。这三大理念，……

    Or in the clause before: 实现A、B、C的现代化，即三个现代化.
    """
    text, noun = site.text, noun_of(site.phrase)
    this = re.search("(?:[。!](?:这|上述|以上)|,(?:即|也就是|这就是))$", text[max(0, site.before - 4) : site.before])
    end = site.before - len(this[0]) if this else 0
    if not text.endswith(f"的{noun}", 0, end):
        return []
    end -= len(noun) + 1
    parts = listed_words(text, Span(_begin_of_clause(text, end), end), site.number)
    return _sure(site, parts, put_as_one=True) if parts else []


def _begin_of_clause(text: str, end: int) -> int:
    """The beginning of the clause that ends at `end`, also behind another quoted name (“三田”和……)."""
    depth = 0
    earliest = max(0, end - LONGEST_LIST)
    for i in range(end - 1, earliest - 1, -1):
        if text[i] in ")”》]":
            depth += 1
        elif text[i] in "(“《[":
            depth -= 1
            if depth < 0:
                return i + 1
        elif depth == 0 and text[i] in _CLAUSE_MARKS:
            return i + 1
    return earliest


def _sure(site: Site, parts: list[Span], *, put_as_one: bool) -> list[Span]:
    """The parts as members, if it is sure where the first begins and that they belong to the name."""
    text = site.text
    said = _SAYS.match(text, *parts[0])
    if said and said.end() < parts[0].end:
        parts, put_as_one = [Span(said.end(), parts[0].end), *parts[1:]], True
    noun = noun_of(site.phrase)
    parts = from_first(text, without_rest(text, parts, noun, ""), noun, sure=said is not None)
    if not parts or not are_names(text, parts):
        return []
    members = [text[slice(*part)] for part in parts]
    if goes_on(members[-1]) or set(members[-1]) & set("“”") or are_qualities(members):
        return []
    belong = said is not None and len(members) > 2 and not groups_of(site.phrase)
    return parts if belong or _belong(site, members, put_as_one=put_as_one) else []


def _belong(site: Site, members: Sequence[str], *, put_as_one: bool) -> bool:
    """True if the members are surely those of the name."""
    noun = noun_of(site.phrase)
    if groups_of(site.phrase):
        return len(members) >= _MANY and are_as_long(members)
    if hold(members, noun) and (len(members) > 2 or len(noun) > 1):
        return True
    if len(members) == 2 and site.quoted and all(len(m) > len(noun) and m.endswith(noun) for m in members):
        return True
    if len(members) == 2 and not (
        put_as_one or "、" in site.text[site.before - sum(map(len, members)) - 1 : site.before]
    ):
        return False  # A和B“两X”: what 和 joins is hardly ever all that is in front
    if len(noun) == 1 and not is_measured(site.phrase):  # 三通, 四风: the members have the noun, or the last one has
        return put_as_one and len(members) > 2 and (members[-1].endswith(noun) or _are_alike(members))
    if put_as_one or len(members) >= _MANY:
        return len(members) > 2 or _are_alike(members)
    if _are_alike(members):
        return True
    in_a_row = re.match("[^,。;:、()“”]{0,10}[、和与]", site.text[site.behind :])
    return len(members) > 2 and min(map(len, members)) >= UNLIKE_LEAST and not in_a_row


def _are_alike(members: Sequence[str]) -> bool:
    """True if the members are of one length, or have an end in common; two must have more in common than three."""
    pair = len(members) == 2
    return are_as_long(members, 4 if pair else 2) or share_an_end(members, 2 if pair else 1)

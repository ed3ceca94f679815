"""Spellings that mean one person, one office or one meeting: what is counted, grouped and filtered together.

李明 is 云岫县县长李明; 县委书记 is 中共云岫县委书记 while the library knows no other county; 2024年全县党建会议 and
2025年全县党建会议 are one meeting of two years. What is shown stays as it is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from corpus.fold import fold_plain
from corpus.language.meetings import meeting_key, meeting_name
from corpus.language.offices import is_office, normal_office, person_on

SPELLED = ("speaker", "office", "occasion")
"""The fields whose values may be several spellings of one."""

_LEVEL = re.compile("(?:常务)?副?[省市县区州旗盟镇乡]")
# 云岫 and 云岫县, but not 副, 原 and 县委 in front of 书记.
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,12}")
_NO_PLACE = re.compile("[副原前代兼团委党局部厅处科会组]")
_OF_A_PLACE = re.compile("[省市州区盟]$")


def keys_of(spellings: Iterable[str], field: str) -> dict[str, str]:
    """By each spelling of the values of a field of SPELLED, a key that is the same for all that mean one.

    Whether 县委书记 is 云岫县委书记 depends on the others: where two places have one it is neither.
    """
    listed = set(spellings)
    if field == "occasion":
        return {each: meeting_key(each) for each in listed}
    keys = {each: person_key(each) for each in listed}
    longest = _longest_offices({keys[each] for each in listed if is_office(each)})
    return {each: longest.get(key, key) for each, key in keys.items()}


def shown_by_spelling(counts: Mapping[str, int], field: str) -> dict[str, str]:
    """By each spelling of the values of a field, counted, the one to show for all that mean the same.

    It is the most frequent, and of a meeting of several years or sessions its name without year and numbers.
    """
    keys = keys_of(counts, field)
    together: defaultdict[str, list[str]] = defaultdict(list)
    for spelling in sorted(counts, key=lambda each: (-counts[each], len(each), each)):
        together[keys[spelling]].append(spelling)
    shown = {
        key: meeting_name(those[0]) if field == "occasion" and len(those) > 1 else those[0]
        for key, those in together.items()
    }
    return {spelling: shown[keys[spelling]] for spelling in counts}


@lru_cache(maxsize=4096)
def person_key(written: str) -> str:
    """The key of the person whom `written` names: the folded name, or where only an office is known, that."""
    person = person_on(written)
    if person and person.name:
        return fold_plain(person.name)
    return normal_office(written) if is_office(written) else fold_plain(written)


def _longest_offices(offices: Collection[str]) -> dict[str, str]:
    """By each normal office that lacks its place, the one that has it, where the others leave no choice."""
    longer: defaultdict[str, list[str]] = defaultdict(list)
    for office in offices:
        for cut in range(1, len(office)):
            if office[cut:] in offices and _is_place(office[:cut], office[cut:]):
                longer[office[cut:]].append(office)
    longest = {office: max(those, key=len) for office, those in longer.items()}
    return {office: of for office, of in longest.items() if _is_chain(longer[office], of)}


def _is_chain(offices: Sequence[str], longest: str) -> bool:
    return all(longest.endswith(office) for office in offices)


def _is_place(before: str, office: str) -> bool:
    if not _PLACE.fullmatch(before) or _NO_PLACE.search(before):
        return False
    return _LEVEL.match(office) is not None or _OF_A_PLACE.search(before) is not None

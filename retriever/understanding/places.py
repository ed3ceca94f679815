"""The places that a library tells apart: by the titles, occasions, offices and folders of its speeches."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from corpus.fold import fold_plain, simplified
from corpus.language.places import PROVINCE, PROVINCES, names_place, provinces_in, short_name
from retriever.known import TELLING_PLACE, Known, Mask

EVERY = "各省"
"""The value by which all provinces are meant that speeches are from."""
_EVERY = re.compile("各个?(?:省|地)(?:[区市份]*)|地方|省里|省级|各地方")
_FEW = 3
"""Provinces that speeches tell at least where one in a question is whose speeches are meant, and no mere subject."""
_AND = "(?:、|和|与|及|以及|跟)"
_LIST = rf"(?:各(?:个?省[区市份]*|地(?![区方]))|{PROVINCE}(?:{_AND}{PROVINCE})*)"
_HOW = "怎么样?|怎样|如何"
_SAYS = "[讲说提谈写](?![话法明稿])|部署|安排|表述|要求|强调|规划"
_ASKED_OF = re.compile(
    r"(?:^|(?<=[，,。；;：:！!？?\s（(])|(?<=请问)|(?<=看看)|(?<=想知道)|(?<=[年里中]))"
    rf"(?P<places>{_LIST})(?:等|这)?(?:[两三四五六几]?(?:个|地)?(?:省[市区]?|市|地方|地))?"
    r"(?=\s*(?:的?在\s+)?(?:又|都|是|也|还|各自?|分别|历年|这[些几]年|曾经?|今年|去年)*"
    rf"(?:(?:{_HOW})(?:{_SAYS})|(?:[讲说提谈]|部署|安排|强调)(?:到|过|了|及)|有没有[讲提说谈]"
    rf"|(?:对|关于|就)[^，。？?]{{1,14}}?(?:(?:{_HOW})(?:[讲说提谈写]|部署|安排)|的(?:表述|提法|部署))))"
)
_ONLY = re.compile(
    rf"(?:[只仅单](?:看|要|查|找|限|列)|限于)(?:在)?(?P<places>{_LIST})的?(?:讲话|报告|内容|稿子|部分)?"
    r"(?=\s*(?:[，,。；;？?）)]|$))"
)
_OFFICE_THERE = re.compile(
    rf"(?P<place>{PROVINCE})(?=(?:代|常务)?副?(?:省长|市长|主席)|(?:省|市|区|自治区)?(?:委副?书记|政协主席|人大主任))"
)


def find_places(text: str, known: Known) -> Iterator[tuple[int, int, str]]:
    """The provinces of which `text` asks what is said there: (start, end, names with commas between).

    Only in a library that tells several: in one of a single province few speeches say where they are from.
    """
    plain = simplified(text)
    matches = [match for pattern in (_ASKED_OF, _ONLY) if (match := pattern.search(plain))]
    if matches and len(known.provinces) >= _FEW:
        named = [EVERY if each.startswith("各") else each for each in re.split(_AND, matches[0]["places"])]
        yield *matches[0].span(), ",".join(named)


def provinces_at_end(text: str) -> tuple[str, tuple[int, int]] | None:
    """The provinces at the end of `text` with commas between, and their span, where words for "and" join several."""
    match = re.search(rf"{PROVINCE}(?:{_AND}{PROVINCE})+$", text)
    return (",".join(re.split(_AND, match[0])), match.span()) if match else None


def find_offices_there(text: str) -> Iterator[tuple[int, int, str]]:
    """The provinces in front of an office: 江西省 of 江西省省长, whose speeches may say 省长 alone."""
    for match in _OFFICE_THERE.finditer(simplified(text)):
        yield *match.span("place"), match["place"]


def as_place(text: str, known: Known) -> str | None:
    """The place that the whole of `text` names, a province or one that the speeches tell, else None.

    Several provinces in a row come with commas between.
    """
    name = fold_plain(text)
    if short_name(name) in PROVINCES or name in known.places:
        return text
    if _EVERY.fullmatch(name) and every_province(known):
        return EVERY
    return ",".join(provinces_in(name)) or None


def as_plain_place(text: str, known: Known) -> str | None:
    """The place that `text` is where it stands by itself: a province, or one of the library with its kind (松口县)."""
    name = fold_plain(text)
    if _EVERY.fullmatch(name):
        return every_province(known)
    is_plain = short_name(name) in PROVINCES or (short_name(name) != name and name in known.places)
    return text if is_plain else None


def last_of_places(known: Known) -> frozenset[str]:
    """The last characters of the names of all places that the library tells."""
    return frozenset(name[-1] for name in known.places)


def every_province(known: Known) -> str | None:
    """The value that means all provinces, None in a library that tells hardly any."""
    return EVERY if len(known.provinces) >= _FEW else None


def of_place(place: str, known: Known) -> Mask:
    """The speeches that name `place` in one of the fields that tell where a speech is from."""
    told = names_place(*(sorted(known.provinces or PROVINCES) if place == EVERY else [fold_plain(place)]))
    mask: Mask = np.any([known.where_folded(field, told) for field in TELLING_PLACE], axis=0)
    return mask

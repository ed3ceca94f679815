"""The speakers that a question names, by their names or by their offices."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from corpus.fold import fold_plain, simplified
from corpus.language.offices import (
    COMMON_SURNAMES,
    IN_NO_NAME,
    OFFICE_END,
    WELL_KNOWN,
    is_held,
    is_name,
    is_name_alone,
    is_surname,
    normal_office,
)

_OFFICE = re.compile(
    r"(?:(?:常务)?副)?[县縣市省区區州镇鎮乡鄉][长長]"
    r"|(?:共青团[\u4e00-\u9fff]{0,5}?)?(?:[省市县縣区區州镇鎮乡鄉党黨工团團]|政法|纪|紀)+委(?:常务)?副?(?:书记|書記)|团委书记"
    r"|(?:省|市|县|区)?委?(?:政法委|纪委|纪检委)(?:副)?书记"
    r"|(?:省委|市委|县委|区委|縣委)?(?:组织|宣传|统战|宣傳|組織|統戰|武装)部(?:常务)?副?部?[长長]"
    r"|[\u4e00-\u9fff]{2,6}[局厅](?:副)?[局厅]?[长長]|秘书长|秘書長|副秘书长|人大主任|政协主席|总书记"
    r"|(?:国务院)?(?:常务)?副?总理|(?:国家|自治区)?副?主席|委员长|董事长|总经理"
)
_VERB = (
    r"(?:讲|講|说|說|谈|談|写|寫|强调|強調|指出|要求|部署|表述|评价|批评|致辞|提[到过出及法]|点[过名]|"
    r"(?:是?怎[么麼样]|是?如何|是?什么时候|有没有|有沒有|曾经?)(?:[讲講说說谈談提写寫看批表]|要求|部署|评价|强调|分析|回应)|那句|(?:是?怎[么麼样]|是?如何)?(?:寄语|寄語|勉励|勉勵|叮嘱|叮囑|嘱咐|号召|號召)|"
    r"(?:的|在).{0,12}(?:讲话|发言|致辞))"
)
_ALSO = "(?:又|都|是|也|还|最近|第一次|首次|最早|最后一次)*"
_SPOKEN = re.compile(rf"(?:同志)?\s*{_ALSO}(?:在+\s+)?{_ALSO}\s*{_VERB}")
# What a person is called by, behind the surname or the name.
_CALLED = (
    r"(?:(?:常务)?副)?(?:[县縣市省区區州镇鎮乡鄉村局厅部处科校院所站][长長]|"
    r"秘书长|秘書長|检察长|总书记|书记|書記|主任|主席|副?总理|委员长|董事长|总经理|[会行]长)"
)
_CALLED_BY = re.compile(_CALLED)
# At the head of a clause these too follow on a speaker.
_OPENED = re.compile(
    rf"(?:同志)?\s*(?:{_VERB}|对|對|关于|關於|[在就](?![任职岗])|的(?:讲话|发言|提法|说法)|的?(?:政府)?(?:工作)?报告[里中]|的在(?=\s))"
)
_HEAD = re.compile(
    r"(?:^|[，,。；;：:！!？?\s（(“]|历[任届]|[各每]任|[现前上新时原]任"
    r"|请问|請問|查一?[下查]|找一?[下找]|看看|想知道|[年来來]|上)\s*$"
)
_AND = re.compile(r"\s*(?:和|与|及|以及|、|跟|或者?|同)\s*")
# Without what it is secretary of: only beside somebody (县长和书记), for 书记怎么评价 may ask about any.
HOLDERS = re.compile(r"(?:历[任届]|各[任届]|每一?任|(?P<one>现任|[前上]一?任|新任|时任|(?<![\u4e00-\u9fff])原任?))的?$")
"""Which of those that held an office, in front of it; `one` where a single one of them is meant."""
_BARE = re.compile(r"书记(?![员处官长])")
_NO_NAME = re.compile(rf"{IN_NO_NAME.pattern}|[省市县区州镇乡村局厅委院校全总副]")
# Who is no speaker of the corpus is one only where the question asks what that person said.
_STYLED = "[\u4e00-\u9fff·]{2,6}?(?:夫人|总统|首相|国王|女王|大使)"
_LONGEST_FIRST = sorted(WELL_KNOWN, key=len, reverse=True)
_MAY_BE_NAMED = re.compile(
    f"(?=(?P<well_known>{'|'.join(_LONGEST_FIRST)})|(?P<styled>{_STYLED})|(?P<plain>[\u4e00-\u9fff·]{{3,12}}))"
)
_SAYING = r"(?:讲|講|说|說|谈|談|论述|強調|强调|提[出到过及]|指出|指示|评价|阐述|要求|表示|看待)(?![话法台])"
_ASKED_OF = re.compile(
    r"(?:同志|先生|女士|总统|首相|教授|院士)?\s*(?:的?在+(?:\s+|[^，。？?]{1,20}?(?:[上里中时]|期间)))*"
    r"(?:又|都|也|还|当年|曾经?|生前|最早|第一次|首次|到底|是)*"
    r"(?:有没有|有沒有|是否|怎么|怎样|如何|怎麼|怎樣|什么时候|(?:对|對)[^，。？?]{1,14}?(?:怎么|怎麼|如何|有(?:什么|哪些|何)))?"
    rf"(?:{_SAYING}|看(?=[？?]|$))|(?:关于|關於|对|對)[^，。？?]{{1,20}}?的?(?:讲话|论述|指示|看法|评价|观点|说法)"
    r"|的(?:讲话|论述|指示|发言|原话)"
)
_TITLE = (
    r"(?:(?:deputy|vice) )?(?:mayor|governor|secretary-general|secretary|director|chair(?:man|woman)?|president|"
    r"prime minister|premier|minister|chancellor|principal|commissioner)"
)
_OF = r"(?: (?:of|for)(?: the)?(?-i:(?: [A-Z][\w-]+)+))?"
_ENGLISH = re.compile(
    rf"\bby (?:the )?(?P<by>{_TITLE}{_OF})\b"
    rf"|\b(?:did|has|have|does) the (?P<did>{_TITLE}{_OF}) (?:ever )?"
    r"(?:say|said|talk|mention|mentioned|speak|spoken|promise|promised|announce|announced|call)\b"
    rf"|\bthe (?P<said>{_TITLE}{_OF}) (?:sa(?:id|ys)|mention\w*|talk\w*|promised|announced)\b"
    rf"|\bthe (?P<of>{_TITLE})['’]s (?:speech|remarks|address)",
    re.IGNORECASE,
)


def find_speakers(text: str, known: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """The people named in `text` as having spoken: (start, end, name or office); `known` are those of the corpus."""
    for match in _ENGLISH.finditer(text):
        kind = match.lastgroup or "by"
        yield match.start() if kind == "by" else match.start(kind), match.end(kind), match[kind]
    spans = [match.span() for match in _OFFICE.finditer(text)]
    spans += [each.span() for each in _BARE.finditer(text) if _is_beside_somebody(text, *each.span())]
    spans += [
        match.span()
        for name in known
        if len(name) >= 2 and name in text
        for match in re.finditer(re.escape(name), text)
    ]
    spans += _called_in(text, known)
    by_name = list(_asked_by_name(simplified(text), spans))
    asked = {end for _, end in by_name}
    begins = end_before = 0
    before: list[tuple[int, int]] = []
    for start, end in sorted([*spans, *by_name], key=lambda span: (span[0], -span[1])):
        if start < end_before:
            continue
        # 国务院总理李强 is one person, and so is 李强总理.
        behind_office = start == end_before and begins < start and text[start:end] in known
        start = begins if behind_office else _with_name(text, _whole(text, start, end, known))
        begins, end_before = start, end
        before = [*before, (start, end)]
        joined = _joined(text, before)
        opened = _HEAD.search(text[: joined[0][0]]) and _OPENED.match(text[end:])
        if opened or end in asked or _SPOKEN.match(text[end:]):
            yield from ((*_with_manner(text, first, last), text[first:last]) for first, last in joined)
            before = []


def _asked_by_name(text: str, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans of the people of whom `text` asks by their names what they said: 温家宝怎么讲, 邓小平和陈云讲过.

    The spans of those who are `known` are not among them, but words for "and" may join to one.
    """
    end = 0
    for match in _MAY_BE_NAMED.finditer(text):
        first = match.start()
        opened = _HEAD.search(text[:first]) or any(_AND.fullmatch(text[last:first]) for _, last in known)
        if first < end or not opened or any(start <= first < last for start, last in known):
            continue
        names = list(_names_from(text, first))
        if names and (_ASKED_OF.match(text, names[-1][1]) or _goes_on(text, names[-1][1], known)):
            yield from (name for name in names if not any(a < name[1] and name[0] < b for a, b in known))
            end = names[-1][1]


def _goes_on(text: str, end: int, known: Sequence[tuple[int, int]]) -> bool:
    """True if a word for "and" joins what ends at `end` to one of the `known`."""
    further = _AND.match(text, end)
    return further is not None and any(start == further.end() for start, _ in known)


def _names_from(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The spans of the names that stand in `text` from `start` on, words for "and" between them."""
    while (match := _MAY_BE_NAMED.match(text, start)) is not None:
        name = match["well_known"] or match["styled"] or _plain_name(match["plain"])
        if not name:
            return
        yield start, start + len(name)
        further = _AND.match(text, start + len(name))
        if not further:
            return
        start = further.end()


def _plain_name(text: str) -> str | None:
    """The name that `text` begins with, by its form alone; None if there is none."""
    dotted = re.match("[\u4e00-\u9fff]{1,7}(?:·[\u4e00-\u9fff]{1,7}?)+?(?=怎|如何|曾|在|讲|说|对|关于|的)", text)
    name = dotted[0] if dotted else text[:3]
    return name if is_name_alone(name) else None


def _with_manner(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a person with the words around that name nobody else: 历任县长, 李明同志."""
    which = HOLDERS.search(text[:start])
    return which.start() if which else start, end + 2 * text.startswith("同志", end)


def are_joined(between: str) -> bool:
    """True if a word for "and" is all that stands between two people or meetings of a question."""
    return _AND.fullmatch(between) is not None


def _is_beside_somebody(text: str, start: int, end: int) -> bool:
    """True if a word for "and" joins `text[start:end]` to an office in front of it or behind it."""
    if re.search(rf"[长長记記席理任]{_AND.pattern}$", text[:start]):
        return True
    return bool(
        _HEAD.search(text[:start]) and re.match(rf"{_AND.pattern}[\u4e00-\u9fff]{{0,6}}?[长長席理任]", text[end:])
    )


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The last of `spans` and those before it that words for "and" join to it: 县长和县委书记怎么讲."""
    first = len(spans) - 1
    while first and _AND.fullmatch(text[spans[first - 1][1] : spans[first][0]]):
        first -= 1
    return list(spans[first:])


def as_speaker(text: str, known: Collection[str]) -> str | None:
    """The speaker whom the whole of `text` names, else None."""
    bare = re.sub(r"^the |同志$", "", text.strip(), flags=re.IGNORECASE)
    english = re.fullmatch(rf"{_TITLE}(?: (?:of|for) .+)?", bare, re.IGNORECASE)
    if english or _OFFICE.fullmatch(bare) or (len(bare) >= 2 and any(bare == name for name in known)):
        return bare
    if (0, len(bare)) in _called_in(bare, known):
        return bare
    return bare if OFFICE_END.search(fold_plain(bare)) and any(is_held(bare, name) for name in known) else None


def person_meant(called: str, known: Collection[str]) -> str:
    """The name of the known person whom `called` calls by the full name with an office: 李明县长, 县长李明 is 李明."""
    bare = called.removesuffix("同志")
    for name in sorted(known, key=len, reverse=True):
        if len(name) < 2 or OFFICE_END.search(name) or name == bare or name.isascii():
            continue
        before, found, behind = bare.partition(name)
        if found and (OFFICE_END.search(fold_plain(behind or before)) and not (before and behind)):
            return name
    return bare if bare in known else called


def _called_in(text: str, known: Collection[str]) -> list[tuple[int, int]]:
    """The spans of people among `known` with an office behind the name or the surname: 李明县长, 李县长."""
    offices = list(_CALLED_BY.finditer(text))
    if not offices:
        return []
    people = {name for name in known if is_name(name) and not OFFICE_END.search(name)}
    called = people | {name[0] for name in people if len(name) <= 4 and is_surname(name[0])}
    longest = max(map(len, called), default=0)
    return [
        (start, office.end())
        for office in offices
        for start in range(max(0, office.start() - longest), office.start())
        if text[start : office.start()] in called
        and not HOLDERS.search(text[: office.start()])  # 现任县长 is no 任县长
    ]


def _with_name(text: str, start: int) -> int:
    """The start of 王县长 or 王建国县长 whose office begins at `start`: a person is not just any holder."""
    for first in (start - 3, start - 2):
        name = text[max(0, first) : start]
        opened = first >= 0 and _HEAD.search(text[:first])
        if opened and name in WELL_KNOWN:
            return first
        if opened and name[0] in COMMON_SURNAMES and is_name(name) and not _NO_NAME.search(name):
            return first
    return start - 1 if text[start - 1 : start] in COMMON_SURNAMES and start > 0 else start


def _whole(text: str, start: int, end: int, known: Collection[str]) -> int:
    """The start of the office that ends at `end`: a place in front belongs to it when the corpus writes it so."""
    for first in range(max(0, start - 8), start):
        piece = text[first:end]
        if not re.match(r"[\s在是对的]|(.)\1", piece) and any(
            is_held(piece, name) and _begins(piece, name) for name in known
        ):
            return first
    return start


def _begins(piece: str, known: str) -> bool:
    """True if a place begins where `piece` stands in a `known` office: 北省省长 is no part of 湖北省省长."""
    before = normal_office(known).partition(normal_office(piece))[0]
    return not re.search("[\u4e00-\u9fff]$", before) or re.search("[省市县区州盟旗镇乡]$", before) is not None

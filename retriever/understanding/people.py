"""Offices: which ways of writing one mean the same, and who is named as the speaker in a question.

县委书记 is 云岫县委书记 and 中共云岫县委书记, but neither 县委副书记 nor 共青团云岫县委书记; 县长 is not 副县长.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from corpus.fold import fold_plain

_END = re.compile(
    r"(?:书记|[县市省区州镇乡村旗局厅部处科校院所站会馆队团厂场行台社董事秘]长|主任|主席|总理|经理|委员长|秘书长|检察长|常委|总裁)$"
)
_ENGLISH_OFFICE = (
    r"(?:mayor|governor|secretary|director|chair(?:man|woman|person)?"
    r"|president|premier|minister|principal|commissioner)"
)
_ENGLISH_END = re.compile(rf"{_ENGLISH_OFFICE}(?:of.+)?$")
_NAMES_OFFICE = re.compile(rf"\b{_ENGLISH_OFFICE}\b", re.IGNORECASE)
# In front of an office they make another one of it.
_OTHER = re.compile(r"(?:副|助理|代|原|前任?|deputy|vice|assistant|former|acting)$")
_LEAGUE = re.compile(r"共青团|团(?=[县市省区州镇]?委)")
_PARTS = re.compile(r"[、,;/&]|兼")


@lru_cache(maxsize=4096)
def is_office(written: str) -> bool:
    """Whether `written` names an office, with or without a name, rather than a name alone."""
    return bool(_END.search(fold_plain(written)) or _NAMES_OFFICE.search(written))


@lru_cache(maxsize=4096)
def is_held(wanted: str, known: str) -> bool:
    """Whether who is `known` by a name or an office is meant by `wanted`, a part of either."""
    target = _normal(wanted)
    if not target:
        return False
    parts = [_normal(known), *(_normal(part) for part in _PARTS.split(fold_plain(known)))]
    if not (_END.search(target) or _ENGLISH_END.search(target)):
        return any(target in part for part in parts)
    return any(_is_office(target, part) for part in parts)


def is_called(wanted: str, speaker: str, offices: Collection[str]) -> bool:
    """Whether `wanted` calls `speaker` by the surname or the name before one of his `offices`: 李县长, 王建国书记."""
    if is_office(speaker):
        return False
    target, name = fold_plain(wanted).removesuffix("同志"), fold_plain(speaker)
    for called in dict.fromkeys((name[:1], name[:2], name)):
        office = target.removeprefix(called)
        whole = called == name or (len(called) == 1 and called in _SURNAMES) or (len(called) == 2 and len(name) == 4)
        stated = _END.search(office) and any(is_held(office, held) for held in offices)
        if called and whole and office != target and stated:
            return True
    return False


def _is_office(target: str, part: str) -> bool:
    for match in re.finditer(re.escape(target), part):
        before, after = part[: match.start()], part[match.end() :]
        if target.isascii():
            if not _OTHER.search(before) and not after.startswith(("-", "general")):
                return True
            continue
        league = _LEAGUE.search(part) and not _LEAGUE.search(target) and target not in ("书记", "委书记")
        # Behind a Chinese office only a name or a bracket follows; 县长助理 is no 县长.
        if not _OTHER.search(before) and not before.endswith("团") and not league and not after.startswith("助理"):
            return True
    return False


def _normal(written: str) -> str:
    """Folded, without what says nothing about which office it is."""
    folded = fold_plain(written)
    bare = re.sub(r"^(?:中国共产党|中共)|人民政府|(?<=[县市省区])政府(?=副?[县市省区]长)", "", folded)
    return re.sub(r"([局部厅])\1长", r"\1长", bare) or folded


# --- in a question -----------------------------------------------------------------------------------------------

_OFFICE = re.compile(
    r"(?:(?:常务)?副)?[县縣市省区區州镇鎮乡鄉][长長]"
    r"|(?:共青团[\u4e00-\u9fff]{0,5}?)?(?:[省市县縣区區州镇鎮乡鄉党黨工团團]|政法|纪|紀)+委(?:常务)?副?(?:书记|書記)|团委书记"
    r"|(?:省|市|县|区)?委?(?:政法委|纪委|纪检委)(?:副)?书记"
    r"|(?:省委|市委|县委|区委|縣委)?(?:组织|宣传|统战|宣傳|組織|統戰|武装)部(?:常务)?副?部?[长長]"
    r"|[\u4e00-\u9fff]{2,6}[局厅](?:副)?[局厅]?[长長]|秘书长|秘書長|副秘书长|人大主任|政协主席|总书记"
)
_VERB = (
    r"(?:讲|講|说|說|谈|談|写|寫|强调|強調|指出|要求|部署|表述|评价|批评|致辞|提[到过出及法]|点[过名]|"
    r"(?:是?怎[么麼样]|是?如何|是?什么时候|有没有|有沒有|曾经?)(?:[讲講说說谈談提写寫看批表]|要求|部署|评价|强调|分析|回应)|那句|(?:是?怎[么麼样]|是?如何)?(?:寄语|寄語|勉励|勉勵|叮嘱|叮囑|嘱咐|号召|號召)|"
    r"(?:的|在).{0,12}(?:讲话|发言|致辞))"
)
_SPOKEN = re.compile(rf"(?:同志)?\s*(?:在\s+)?(?:又|都|是|也|还|最近|第一次|首次|最早)*\s*{_VERB}")
# The commonest surnames, without those that are also everyday words in front of an office (和, 于, 时, 任).
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范廖"
    "石贾韦夏付邹熊孟秦邱侯尹薛闫段雷黎史贺顾毛郝龚邵钱張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇呂盧鐘譚陸範賈韋鄒閻賀顧龔錢"
)
# What a person is called by, behind the surname or the name.
_CALLED = (
    r"(?:(?:常务)?副)?(?:[县縣市省区區州镇鎮乡鄉村局厅部处科校院所站][长長]|"
    r"秘书长|秘書長|检察长|书记|書記|主任|主席|总经理)"
)
# At the head of a clause these too follow on a speaker.
_OPENED = re.compile(rf"(?:同志)?\s*(?:{_VERB}|对|對|关于|關於|[在就](?![任职岗])|的(?:讲话|发言|提法|说法))")
_HEAD = re.compile(r"(?:^|[，,。；;：:！!？?\s（(“]|请问|請問|查一?[下查]|找一?[下找]|看看|想知道|[年来來]|上)\s*$")
_TITLE = (
    r"(?:(?:deputy|vice) )?(?:mayor|governor|secretary-general|secretary|director|chair(?:man|woman)?|president|"
    r"premier|minister|principal|commissioner)"
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
    """Who is named in `text` as having spoken: (start, end, name or office); `known` are those of the corpus."""
    for match in _ENGLISH.finditer(text):
        kind = match.lastgroup or "by"
        yield match.start() if kind == "by" else match.start(kind), match.end(kind), match[kind]
    spans = [match.span() for match in _OFFICE.finditer(text)]
    spans += [
        match.span()
        for name in known
        if len(name) >= 2 and name in text
        for match in re.finditer(re.escape(name), text)
    ]
    spans += [match.span() for called in _called(known) for match in re.finditer(called, text)]
    end_before = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < end_before:
            continue
        end_before = end
        start = _with_surname(text, _whole(text, start, end, known))
        opened = _HEAD.search(text[:start]) and _OPENED.match(text[end:])
        if opened or _SPOKEN.match(text[end:]):
            yield start, end, text[start:end]


def as_speaker(text: str, known: Collection[str]) -> str | None:
    """The speaker whom the whole of `text` names, else None."""
    bare = re.sub(r"^the |同志$", "", text.strip(), flags=re.IGNORECASE)
    english = re.fullmatch(rf"{_TITLE}(?: (?:of|for) .+)?", bare, re.IGNORECASE)
    if english or _OFFICE.fullmatch(bare) or (len(bare) >= 2 and any(bare == name for name in known)):
        return bare
    if any(re.fullmatch(called, bare) for called in _called(known)):
        return bare
    return bare if _END.search(fold_plain(bare)) and any(is_held(bare, name) for name in known) else None


def _called(known: Collection[str]) -> list[str]:
    """Patterns of the people among `known` with an office behind the name or the surname."""
    people = [name for name in known if 2 <= len(name) <= 4 and name[0] in _SURNAMES and not _END.search(name)]
    return [f"{re.escape(name)}{_CALLED}" for name in dict.fromkeys((*people, *(name[0] for name in people)))]


def _with_surname(text: str, start: int) -> int:
    """Where 王县长 begins whose office begins at `start`: who names a person does not mean just any holder."""
    return start - 1 if text[start - 1 : start] in _SURNAMES and start > 0 else start


def _whole(text: str, start: int, end: int, known: Collection[str]) -> int:
    """Where the office that ends at `end` begins: a place in front belongs to it when the corpus writes it so."""
    for first in range(max(0, start - 8), start):
        if any(is_held(text[first:end], name) for name in known) and not re.match(r"[\s在是对的]", text[first]):
            return first
    return start

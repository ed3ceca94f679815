"""Offices and names: the person that a line names, and which ways of writing an office mean the same one.

县委书记 is 云岫县委书记 and 中共云岫县委书记, but neither 县委副书记 nor 共青团云岫县委书记; 县长 is not 副县长.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.fold import fold_plain

_DATA = tomllib.loads(Path(__file__).with_name("surnames.toml").read_text(encoding="utf-8"))
_SURNAMES = frozenset((_DATA["single"] + _DATA["rare"]).replace("\n", ""))
_SURNAMES_AND_WORDS = _SURNAMES | frozenset(_DATA["words"].replace("\n", ""))
_GIVEN = re.compile(rf"(?:{'|'.join(_DATA['given'].split())}){{1,3}}[\u4e00-\u9fff]?")
COMMON_SURNAMES = frozenset(_DATA["before_office"].replace("\n", ""))
"""The commonest surnames, without those that are also everyday words in front of an office (和, 于, 时, 任)."""
PLACES = frozenset(_DATA["places"].split())
"""Names of places that look like those of people."""
_COMPOUND_SURNAMES = tuple(_DATA["compound"].split())
WELL_KNOWN = frozenset(_DATA["well_known"].split())
"""People whom questions name by the name alone: 孔子, 撒切尔夫人."""
# Of the commonest surnames those that begin many other words: 石油, 马上, 林业, 黄金.
_BEGIN_WORDS = frozenset("石马馬林黄毛田钱錢余雷夏苏蘇史程许許钟鐘付段何周唐秦顾顧")
# Characters of no given name that end or make up words: 韩政府, 陈述句, 范围内.
_OF_WORDS = re.compile(
    "[省市县区州镇乡村庄寨旗局厅部处委院校会社队组站所厂店馆场园城港湾路桥江河湖岛海山关口门化性员者家业们式型率量度法论学史系类语"
    "个些多少每各何几第元米吨年月日号天时候分钟秒次条项章节里内外上下左右前后间中东西南北府军党团派主题序句子儿头面色币费额价款资源产品物件材料机器具]"
)
_LONGEST = 80
_HIDDEN = "×xXｘＸ某*＊○〇"
_NAME = re.compile(rf"[\u4e00-\u9fff](?:[ \u3000]*[\u4e00-\u9fff]){{1,3}}|[\u4e00-\u9fff]?[{_HIDDEN}]{{1,3}}|某某某?")
_DOTTED_NAME = re.compile(r"[\u4e00-\u9fff]{1,7}(?:[·•‧・∙][\u4e00-\u9fff]{1,8}){1,3}")
IN_NO_NAME = re.compile(
    r"[的了着是在和与及为对将被把从让向这那其之或我你他她们您此各每某不没未也都就还]"
    r"|同志|先生|女士|会议|大会|论坛|讲话|致[辞词]|发言|报告|演讲|年会"
)
"""Characters and words of no given name that often stand behind a character that is a surname as well."""
_COURTESY = re.compile(r"[ \u3000]*(?:同志|先生|女士|老师|老師)$")
_ENDS = (
    "总书记|书记|县长|市长|省长|区长|州长|镇长|乡长|村长|主任|部长|局长|厅长|司长|处长|科长|股长|校长|院长|所长|站长|主席|会长|理事长"
    "|董事长|总经理|经理|厂长|行长|秘书长|检察长|组长|常委|专员|馆长|总工程师|队长"
)
IN_RUNNING_TEXT = f"{_ENDS}|委员|主任科员"
"""A regular expression for the ends of offices, simplified, that stand in sentences too."""
_ON_A_LINE = (
    f"{_ENDS}|主任委员|主委|旗长|盟长|台长|社长|总编辑|委员长|总理|司令员|政委|政治委员|园长|总裁|总监|会计师|巡视员|调研员|團長|团长|大队长|支队长"
    "|班长|关长|署长|參事|参事|党委委员"
    "|書記|縣長|市長|省長|區長|鎮長|鄉長|部長|局長|廳長|處長|科長|校長|院長|所長|會長|理事長|董事長|總經理|經理|秘書長|檢察長|組長"
)
OFFICE = (
    rf"(?![争做致向给学谈论是为把让])[\u4e00-\u9fffA-Za-z0-9×（）()、·“” \u3000]{{0,40}}?(?:{_ON_A_LINE})"
    r"(?:[（(][^（）()]{1,8}[）)])?"
)
"""A regular expression for an office with what stands in front of it: 云岫县人民政府县长."""
_OFFICE = re.compile(OFFICE)
_STYLED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3})(?P<office>总书记|书记|主席|委员长|总理|主任|部长|局长|厅长|司长|院长|校长|会长|董事长|秘书长)"
)
_OF_OFFICES = re.compile(r"[总副委局部厅司处科院校会党团工支国省市县区州镇乡村常务组织宣传]")
# What an office never contains: then the line is a sentence or a title that merely ends in an office.
_NOT_OFFICE = re.compile(r"[的了]|怎样|如何|当好|做好|争当|主持人|记录|整理|[在致](?!任)|同志们")
_ENGLISH_OFFICE = re.compile(
    r"\b(?:Mayor|Governor|Secretary|Director|Chair(?:man|woman|person)?|President|Premier|Minister|Principal|Dean|Head|"
    r"Commissioner|Chief|Manager|Rector|Magistrate|Chancellor|Councillor|Superintendent|Executive|Commander|Leader)\b"
    r"(?!['’])"
)
# Mayor Stone, but neither Secretary General nor Mayor of Lanjiang.
_ENGLISH_STYLED = re.compile(
    rf"(?P<office>(?:Deputy |Vice |Acting )?{_ENGLISH_OFFICE.pattern})"
    r"(?P<name>(?: (?!General|Executive|Officer)[A-Z][\w.'’-]*){1,3})"
)
_ENGLISH_PHRASE = re.compile(r"[A-Z][\w.'’-]*(?:,? (?:[A-Z][\w.'’-]*|of|the|and|for|in|&))*")
_ENGLISH_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}")


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker as a line names them; at least one of `name` and `office` is known."""

    name: str | None
    office: str | None

    @property
    def speaker(self) -> str:
        """The name, or where only the office is known, the office."""
        return self.name or self.office or ""


def person_on(line: str) -> Person | None:
    """The person whom `line` names and nothing else: 县委书记, 县委书记 张××, 张××（县委书记）, 王某某同志; else None.

    A name alone is only likely to be one: whoever asks must know that the line is a place for names.
    """
    line = line.strip()
    if len(line) > _LONGEST:
        return None
    person = _english_person(line) if line.isascii() else _chinese_person(line)
    return person if person and person.speaker else None


def is_name(written: str) -> bool:
    """True if `written` looks like a Chinese personal name, hidden characters (王某某, 李X) included."""
    if _DOTTED_NAME.fullmatch(written):
        return True
    if not _NAME.fullmatch(written):
        return False
    bare = re.sub(r"[ \u3000]", "", written)
    if any(char in _HIDDEN for char in bare):
        return bare[0] in _SURNAMES or bare[0] in _HIDDEN
    return (bare[0] in _SURNAMES and len(bare) <= 3) or (len(bare) >= 3 and bare.startswith(_COMPOUND_SURNAMES))


def is_surname(character: str) -> bool:
    """True if `character` is a surname, and no everyday word as well."""
    return character in COMMON_SURNAMES or character in _SURNAMES


def is_name_alone(written: str) -> bool:
    """True if `written` is hardly anything but a person's name, though nothing beside it says so: 温家宝, 王建国.

    Of names that are not well known only those of three characters.
    """
    if written in WELL_KNOWN or _DOTTED_NAME.fullmatch(written):
        return True
    common = len(written) == 3 and written[0] in COMMON_SURNAMES - _BEGIN_WORDS and is_name(written)
    return common and not any(words.search(written[1:]) for words in (_OF_WORDS, IN_NO_NAME)) and written not in PLACES


def is_name_beside_office(written: str) -> bool:
    """True if `written` is a name where an office stands beside it: 安宁, 水若寒 and 嘎玛多吉 included."""
    if is_name(written):
        return True
    bare = re.sub(r"[ \u3000]", "", written)
    if not _NAME.fullmatch(written) or IN_NO_NAME.search(bare) or OFFICE_END.search(bare):
        return False
    return (bare[0] in _SURNAMES_AND_WORDS and len(bare) <= 3) or (len(bare) == 4 and bool(_GIVEN.fullmatch(bare)))


def _chinese_person(line: str) -> Person | None:
    courteous = _COURTESY.search(line)
    line = _COURTESY.sub("", line)
    # A name set wide (王　明) is longer than its characters.
    if is_name(line) and (courteous or len(line) <= 5 or "·" in line):
        return Person(_bare(line), None)
    if styled := _styled(line):
        return styled
    if _is_office(line):
        return Person(None, line)
    bracketed = re.fullmatch(r"([^（(]+)[（(]([^（）()]+)[）)]", line)
    if bracketed and is_name_beside_office(bracketed[1].strip()) and _is_office(bracketed[2]):
        return Person(_bare(bracketed[1]), bracketed[2])
    # The longest office first, so that 副书记、县长 王某某 keeps both.
    for cut in range(len(line) - 1, 0, -1):
        left, right = line[:cut].rstrip(" \u3000，,："), line[cut:].strip(" \u3000")
        if _is_office(left) and (is_name_beside_office(right) if _is_apart(line, cut) else is_name(right)):
            return Person(_bare(right), left)
        if is_name_beside_office(left) and line[cut] in " \u3000，," and _is_office(right.lstrip("，,")):
            return Person(_bare(left), right.lstrip("，,"))
    return None


def _is_apart(line: str, cut: int) -> bool:
    return not line[cut].strip() or not line[cut - 1].strip()


def _styled(line: str) -> Person | None:
    """王建国主席, 李明总理: a name with a short office behind it; 党委书记 and 云岫县长 are offices and no names."""
    match = _STYLED.fullmatch(line)
    if not match or _OF_OFFICES.search(match["name"]):
        return None
    name = match["name"]
    known = name[0] in COMMON_SURNAMES if len(name) == 2 else is_name(name)
    return Person(name, match["office"]) if known else None


def _is_office(written: str) -> bool:
    return _OFFICE.fullmatch(written) is not None and not _NOT_OFFICE.search(written)


def _bare(name: str) -> str | None:
    """The name without its inner blanks, None when all of it is hidden (×××) and so says nothing."""
    bare = re.sub(r"[ \u3000]", "", name)
    return None if set(bare) <= set(_HIDDEN) else bare


def _english_person(line: str) -> Person | None:
    line = re.sub(r"^[Tt]he ", "", line.strip(" ,."))
    if not line[:1].isupper():
        return None
    first, _, rest = line.partition(", ")
    if rest and _ENGLISH_NAME.fullmatch(first) and not _ENGLISH_OFFICE.search(first) and _ENGLISH_OFFICE.search(rest):
        return Person(first, re.sub(r"^the ", "", rest))
    styled = _ENGLISH_STYLED.fullmatch(line)
    if styled:  # Mayor Stone is called so, Mayor Diane Stone has a name of her own
        name = styled["name"].strip()
        return Person(name, styled["office"]) if " " in name else Person(line, None)
    if _ENGLISH_OFFICE.search(line) and _ENGLISH_PHRASE.fullmatch(line):
        return Person(None, line)
    return Person(line, None) if _ENGLISH_NAME.fullmatch(line) else None


# --- one office in several spellings ----------------------------------------------------------------------------------

OFFICE_END = re.compile(
    r"(?:书记|[县市省区州镇乡村旗局厅部处科校院所站会馆队团厂场行台社董事秘]长|主任|主席|总理|经理|委员长|秘书长|检察长|常委|总裁)$"
)
_ENGLISH_HELD = (
    r"(?:mayor|governor|secretary|director|chancellor|chair(?:man|woman|person)?"
    r"|president|premier|minister|principal|commissioner)"
)
_ENGLISH_END = re.compile(rf"{_ENGLISH_HELD}(?:of.+)?$")
_HOLDS_ENGLISH = re.compile(rf"\b{_ENGLISH_HELD}\b", re.IGNORECASE)
# In front of an office they make another one of it.
_ANOTHER = re.compile(r"(?:副|助理|代|原|前任?|deputy|vice|assistant|former|acting|prime)$")
_LEAGUE = re.compile(r"共青团|团(?=[县市省区州镇]?委)")
_PARTS = re.compile(r"[、,;/&]|兼")


@lru_cache(maxsize=4096)
def is_office(written: str) -> bool:
    """True if `written` names an office, with or without a name, rather than a name alone."""
    return bool(OFFICE_END.search(fold_plain(written)) or _HOLDS_ENGLISH.search(written))


@lru_cache(maxsize=4096)
def is_held(wanted: str, known: str) -> bool:
    """True if `wanted`, a part of a name or an office, means the person who is `known` by one."""
    target = normal_office(wanted)
    if not target:
        return False
    parts = [normal_office(known), *(normal_office(part) for part in _PARTS.split(fold_plain(known)))]
    if not (OFFICE_END.search(target) or _ENGLISH_END.search(target)):
        return any(target in part for part in parts)
    return any(_names_office(target, part) for part in parts)


def is_called(wanted: str, speaker: str, offices: Collection[str]) -> bool:
    """True if `wanted` calls `speaker` by the surname or the name before one of his `offices`: 李县长, 王建国书记."""
    if is_office(speaker):
        return False
    target, name = fold_plain(wanted).removesuffix("同志"), fold_plain(speaker)
    for called in dict.fromkeys((name[:1], name[:2], name)):
        office = target.removeprefix(called)
        whole = called == name or (len(called) == 1 and is_surname(called)) or (len(called) == 2 and len(name) == 4)
        stated = OFFICE_END.search(office) and any(is_held(office, held) for held in offices)
        if called and whole and office != target and stated:
            return True
    return False


_IN_PLACES = re.compile("[省市县区州镇乡村局厅委院校总副]")


def name_before_office(written: str) -> str | None:
    """The name in front of a short office, where `written` is nothing else: 王建国 of 王建国县长; it may be a place."""
    for length in (3, 2):
        name, office = written[:length], written[length:]
        looks_like_one = name[:1] in COMMON_SURNAMES and is_name(name) and not OFFICE_END.search(name)
        if looks_like_one and not _IN_PLACES.search(name) and OFFICE_END.fullmatch(office):
            return name
    return None


def _names_office(target: str, part: str) -> bool:
    for match in re.finditer(re.escape(target), part):
        before, after = part[: match.start()], part[match.end() :]
        if target.isascii():
            if not _ANOTHER.search(before) and not after.startswith(("-", "general")):
                return True
            continue
        league = _LEAGUE.search(part) and not _LEAGUE.search(target) and target not in ("书记", "委书记")
        # Behind a Chinese office only a name or a bracket follows; 县长助理 is no 县长.
        if not _ANOTHER.search(before) and not before.endswith("团") and not league and not after.startswith("助理"):
            return True
    return False


def normal_office(written: str) -> str:
    """The office folded, without what says nothing about which it is: 云岫县长 for 云岫县人民政府县长."""
    folded = fold_plain(written)
    bare = re.sub(r"^(?:中国共产党|中共)|人民政府|(?<=[县市省区])政府(?=副?[县市省区]长)", "", folded)
    return re.sub(r"([局部厅县市省区州镇乡])\1长", r"\1长", bare) or folded

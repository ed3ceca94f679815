"""Who is named on a line: an office, a name, or both. Only for lines that name nobody but the speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高梁郑鄭谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖田董潘袁蔡蒋蔣余"
    "于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫阎段雷黎史龙龍"
    "贺賀陶顾顧毛郝龚邵万萬钱錢严嚴赖覃洪武莫孔汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包"
    "宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁房屠滕解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦"
    "戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝"
)
_COMPOUND_SURNAMES = ("欧阳", "歐陽", "司马", "诸葛", "上官", "皇甫", "令狐", "尉迟", "长孙", "慕容", "司徒", "夏侯")
_LONGEST = 80
_HIDDEN = "×xXｘＸ某*＊○〇"
_NAME = re.compile(rf"[\u4e00-\u9fff][ \u3000]?[\u4e00-\u9fff]{{1,3}}|[\u4e00-\u9fff]?[{_HIDDEN}]{{1,3}}|某某某?")
_COURTESY = re.compile(r"[ \u3000]*(?:同志|先生|女士|老师|老師)$")
_OFFICE_ENDS = (
    "总书记|书记|县长|市长|省长|区长|州长|镇长|乡长|村长|旗长|盟长|主任|部长|局长|厅长|司长|处长|科长|股长|校长|院长|所长|站长|"
    "主席|会长|理事长|董事长|总经理|经理|厂长|行长|台长|社长|总编辑|秘书长|委员长|总理|司令员|政委|政治委员|检察长|组长|常委|专员|"
    "馆长|园长|总裁|总监|总工程师|会计师|巡视员|调研员|團長|团长|队长|大队长|支队长|所长|班长|关长|署长|參事|参事|党委委员|"
    "書記|縣長|市長|省長|區長|鎮長|鄉長|部長|局長|廳長|處長|科長|校長|院長|所長|會長|理事長|董事長|總經理|經理|秘書長|檢察長|組長"
)
_OFFICE = re.compile(
    rf"(?![争做致向给学谈论是为把让])[\u4e00-\u9fffA-Za-z0-9×（）()、·“” \u3000]{{0,40}}?(?:{_OFFICE_ENDS})"
    r"(?:[（(][^（）()]{1,8}[）)])?"
)
# What an office never contains: then the line is a sentence or a title that merely ends in an office.
_NOT_OFFICE = re.compile(r"[的了]|怎样|如何|当好|做好|争当|主持人|记录|整理|[在致](?!任)|同志们")
_ENGLISH_OFFICE = re.compile(
    r"\b(?:Mayor|Governor|Secretary|Director|Chair(?:man|woman|person)?|President|Premier|Minister|Principal|Dean|Head|"
    r"Commissioner|Chief|Manager|Rector|Magistrate|Chancellor|Councillor|Superintendent|Executive|Commander|Leader)\b"
    r"(?!['’])"
)
# Mayor Stone, but neither Secretary General nor Mayor of Lanjiang.
_ENGLISH_STYLED = re.compile(
    rf"(?:Deputy |Vice |Acting )?{_ENGLISH_OFFICE.pattern}(?: (?!General|Executive|Officer)[A-Z][\w.'’-]*){{1,3}}"
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
        """What to call them: the name, or where only the office is known, the office."""
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
    """Whether `written` looks like a Chinese personal name, hidden characters (王某某, 李X) included."""
    if not _NAME.fullmatch(written):
        return False
    bare = re.sub(r"[ \u3000]", "", written)
    if any(char in _HIDDEN for char in bare):
        return bare[0] in _SURNAMES or bare[0] in _HIDDEN
    return (bare[0] in _SURNAMES and len(bare) <= 3) or (len(bare) >= 3 and bare.startswith(_COMPOUND_SURNAMES))


def _chinese_person(line: str) -> Person | None:
    courteous = _COURTESY.search(line)
    line = _COURTESY.sub("", line)
    if is_name(line) and (courteous or len(line) <= 4):
        return Person(_bare(line), None)
    if _is_office(line):
        return Person(None, line)
    bracketed = re.fullmatch(r"([^（(]+)[（(]([^（）()]+)[）)]", line)
    if bracketed and is_name(bracketed[1].strip()) and _is_office(bracketed[2]):
        return Person(_bare(bracketed[1]), bracketed[2])
    # The longest office first, so that 副书记、县长 王某某 keeps both.
    for cut in range(len(line) - 1, 0, -1):
        left, right = line[:cut].rstrip(" \u3000，,："), line[cut:].strip(" \u3000")
        if _is_office(left) and is_name(right):
            return Person(_bare(right), left)
        if is_name(left) and line[cut] in " \u3000，," and _is_office(right.lstrip("，,")):
            return Person(_bare(left), right.lstrip("，,"))
    return None


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
    if _ENGLISH_STYLED.fullmatch(line):
        return Person(line, None)
    if _ENGLISH_OFFICE.search(line) and _ENGLISH_PHRASE.fullmatch(line):
        return Person(None, line)
    return Person(line, None) if _ENGLISH_NAME.fullmatch(line) else None

"""Finds the encoding of Chinese and English text, or says that it is unsure: never a wrong guess.

Valid UTF-8 and byte order marks settle most files. For the rest every candidate reading is judged by the share of
everyday characters in it (the right reading of a Chinese text has two thirds and more, a wrong one a tenth), and the
best one is taken only when it is clearly ahead of all others and charset-normalizer, asked about the same candidates,
names it too. charset-normalizer was measured against chardet 7 on 4 to 2,000 characters: from 30 characters on it named
GB18030, Big5 and UTF-16 without a mark correctly but for one text in 400, where chardet named nearly no UTF-16.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from charset_normalizer import from_bytes

from corpus.errors import ReadError
from corpus.readers.common import is_wide
from corpus.readers.protocol import ReadWarning

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
# big5hkscs reads what Python's big5 reads and the characters that Hong Kong and Taiwan added to it.
_CANDIDATES = {"gb18030": "gb18030", "big5": "big5hkscs", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"}
_DETECTOR_NAMES = {"gb18030": "gb18030", "big5": "big5", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}

_JUDGED = 20_000
"""Characters looked at: more do not change a share."""
_LEAST_SHARE = 0.5
"""Below this a reading is not taken for text: ordinary speeches have 0.75 and more."""
_LEAST_LEAD = 0.3
"""Least lead of the best reading over the next best."""
_LEAST_EVIDENCE = 5
"""Everyday characters that must be there: fewer can be chance."""

_EVERYDAY = frozenset(
    # the commonest characters of running text
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建"
    "月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接"
    "知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取完举色或光门即保治北造百规热领七海口东导器压志"
    "世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报"
    "斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿"
    "须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存"
    "候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏"
    "失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案"
    "言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔"
    "船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣"
    "环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短"
    "村镇乡街区域稳守抓落细督察患隐训贫困振兴脱攻诚廉洁作风担当使命初心奋斗梦想伟复绿色净蓝污染排放垃圾循环低碳创新驱动"
    "科研人才校师德课堂青年志愿者传统文化遗产网格基层治理服务窗口审批营商环境企业投资融资税费减免安全生产消防应急救援预案"
    "谢各位同志们女士先生朋友仁贵宾祝愿健康幸福圆满召开会议部署贯彻落实深入学习扎实推进着力突出务必切实不断始终"
    # their traditional forms
    "這個國們時來於會為發動過說產種後學經進著電裡裏現實兩體製機當點從業應開還無軍義間樣與關線內數問變條沒結題黨員總"
    "設長頭資級統較將組見計別農區強幹戰則舉熱領東導壓爭濟階術極聯認權證採轉單風車務萬達積議聲報鬥類離華確張馬節話況"
    "傳許廣記織裝眾書復難礦備辦習響約勞團歷構稱準號維劃選標寫親養層專狀廠識適屬圓調滿縣參紅細聽該鐵價嚴隨蘇講黃顯談"
    "藝營項舉勢臺幫輪師圍遠態減樹視僅費緊愛續輕試護練負擊範繼興餘堅輸夠筆財職覺漢畫雖雜飛檢陽創壞換鋼責簡錢盡沖獨環"
    "雙請讓紀優頂礎載敵勝絕塊劑測協訴陳羅鹽錯頻鎮鄉穩隱訓貧脫誠潔擔奮夢偉綠淨藍汙圾循驅課傳遺網審稅應預謝貴賓願徹實"
    "終歲歡點歸嗎對幾塊錄臨購產億萬裏門聞間鬧闊陸陰陣際隊難離雲電靈韓頁須順額類顧風館馬驗體鬆魚鳥麗黃點齊齒龍龜"
)
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』…—·　％０１２３４５６７８９")
_EXPECTED = _EVERYDAY | _PUNCTUATION
_LEAST_CHINESE = 0.1
"""Share of wide characters in a Chinese text; the accents of an English or a French one are fewer."""
_LEAST_BYTES = 8
"""Shorter files of ASCII letters can as well be two or three Chinese characters in UTF-16."""
_END_MARKS = b"\x1a\x00"
"""The bytes that DOS and its programs put after the end of a text."""
_END_MARKS_OF_PAIRS = (b"\x1a\x00", b"\x00\x1a")
_BLOCK = 512
_BLANK_OF_EDITORS, _BLANK = b"\xa3\xa0", b"\xa1\xa1"
"""Two blanks of GBK: editors indent with the first, which the standard leaves empty, and the detector then doubts."""
_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8 and GB18030 at most."""
_LEAST_WHOLE = 40
"""Bytes of a text of which the last one may be bad; of fewer nothing can be told."""
_CHARACTERS_A_BAD_BYTE = 500
_LEAST_WIDE = 20
"""Chinese characters that must be there for a damaged text to be known as one."""
_SEVEN_BITS = {"hz": re.compile(rb"~\{[!-w]"), "utf-7": re.compile(rb"\+[A-Za-z0-9+/]{5}")}
"""By the codec, how its Chinese begins."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read with, and how far that reading is ahead of any other, 0 to 1.

    `warnings` say what at its end could not be read.
    """

    text: str
    encoding: str
    confidence: float
    warnings: tuple[ReadWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    share: float
    evidence: int


def decode(data: bytes, path: Path, declared: str | None = None) -> Decoded:
    """The text of `data`, without its byte order mark, the end mark of DOS, and a last character that was cut.

    `declared` is an encoding that the file claims for itself: it can settle a doubt, not overrule the bytes.
    :raises ReadError: encoding_unsure, with the best guess and its confidence.
    """
    try:
        return _decode(data, path, declared)
    except ReadError as exc:
        unsure = exc
    for mark in _END_MARKS_OF_PAIRS:
        if data.endswith(mark) and len(data) >= _LEAST_WHOLE:
            with suppress(ReadError):
                return _decode(data.removesuffix(mark), path, declared)
    whole = data.rstrip(_END_MARKS)
    for cut in range(_LONGEST_CHARACTER if len(whole) >= _LEAST_WHOLE else 0):
        if cut and whole[-cut] < 0x80:
            break
        try:
            decoded = _decode(whole[: len(whole) - cut], path, declared)
        except ReadError:
            continue
        if not decoded.encoding.startswith("utf-16"):
            return replace(decoded, warnings=(ReadWarning("warn_last_character", {"count": cut}),) if cut else ())
    damaged = _before_the_end_mark(data, path, declared) or _with_bad_bytes(whole) or _line_by_line(whole)
    if damaged is None:
        raise unsure
    return damaged


def _before_the_end_mark(data: bytes, path: Path, declared: str | None) -> Decoded | None:
    """The text in front of the end mark of DOS, when what follows is the rest of a block of the disk; else None."""
    text, mark, rest = data.partition(b"\x1a")
    if not mark or len(text) < _LEAST_WHOLE or len(rest) > min(len(text), _BLOCK):
        return None
    try:
        decoded = _decode(text, path, declared)
    except ReadError:
        return None
    left = (ReadWarning("warn_last_character", {"count": len(rest)}),)
    return None if decoded.encoding.startswith("utf-16") else replace(decoded, warnings=left)


def _line_by_line(data: bytes) -> Decoded | None:
    """A text whose lines come from files in UTF-8 and in GB18030, put together; None for anything else."""
    lines, codecs_seen = [], set()
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            codecs_seen |= set() if line.isascii() else {"utf-8"}
        except UnicodeDecodeError:
            try:
                text = line.decode("gb18030")
            except UnicodeDecodeError:
                return None
            wide = [c for c in text if c > "\x7f"]
            if len(wide) < _LEAST_EVIDENCE or share_of_expected(wide) < _LEAST_SHARE:
                return None
            lines.append(text)
            codecs_seen.add("gb18030")
    text = "\n".join(lines)
    share = _chinese_share(text) if len(codecs_seen) == 2 else None
    return None if share is None else Decoded(text, "utf-8 + gb18030", round(share, 2))


def _with_bad_bytes(data: bytes) -> Decoded | None:
    """A Chinese text with very few bytes that belong to no character, which are shown as �; None for anything else."""
    for codec in ("utf-8", "gb18030"):
        text = data.decode(codec, "replace")
        bad = text.count("\ufffd")
        few = 0 < bad <= max(1, len(text) // _CHARACTERS_A_BAD_BYTE)
        share = _chinese_share(text) if few else None
        if share is not None:
            return Decoded(text, codec, round(share, 2), (ReadWarning("warn_bad_bytes", {"count": bad}),))
    return None


def _chinese_share(text: str) -> float | None:
    """The share of expected characters among the Chinese ones at the beginning of a Chinese text; None for any other
    and for one with control characters.
    """
    wide = [c for c in text[:_JUDGED] if is_wide(c)]
    share = share_of_expected(wide) if len(wide) >= _LEAST_WIDE else 0.0
    return share if share >= _LEAST_SHARE and not _CONTROL.search(text) else None


def _decode(data: bytes, path: Path, declared: str | None) -> Decoded:
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, name, codec, path)
    if seven := _in_seven_bits(data):
        return seven
    as_utf8 = _read_as("utf-8", "utf-8", data)
    others = [r for r in (_read_as(name, codec, data) for name, codec in _CANDIDATES.items()) if r]
    # An ASCII text reads the same in GB18030 and Big5: that is agreement, not rivalry.
    others = sorted((r for r in others if not (as_utf8 and r.text == as_utf8.text)), key=lambda r: -r.share)
    others = [r for r in others if not _CONTROL.search(r.text)]
    if as_utf8 and _utf8_stands(as_utf8, others):
        return Decoded(as_utf8.text, "utf-8", 1.0)
    if others and _is_ahead(others, as_utf8) and _detector_guess(data) == others[0].encoding:
        return Decoded(others[0].text, others[0].encoding, _lead(others))
    if others and declared and _is_plausible(others) and _CANDIDATES[others[0].encoding] == _declared_codec(declared):
        return Decoded(others[0].text, others[0].encoding, _lead(others))
    guess = others[0].encoding if others else (_detector_guess(data) or "?")
    raise ReadError("encoding_unsure", path=str(path), guess=guess, confidence=_lead(others))


def _in_seven_bits(data: bytes) -> Decoded | None:
    """Chinese that old mail wrote in ASCII, as HZ (RFC 1843) or UTF-7 (RFC 2152); None for anything else."""
    if not data.isascii():
        return None
    for codec, begins in _SEVEN_BITS.items():
        if begins.search(data):
            with suppress(UnicodeDecodeError):
                text = data.decode(codec)
                wide = [c for c in text[:_JUDGED] if c > "\x7f"]
                share = share_of_expected(wide) if len(wide) >= _LEAST_EVIDENCE else 0.0
                if share >= _LEAST_SHARE and not _CONTROL.search(text):
                    return Decoded(text, codec, round(share, 2))
    return None


def _decode_marked(data: bytes, name: str, codec: str, path: Path) -> Decoded:
    try:
        return Decoded(data.decode(codec), name, 1.0)
    except UnicodeDecodeError as exc:
        odd = len(data) % 2
        if name == "utf-16" and odd:
            with suppress(UnicodeDecodeError):
                cut = ReadWarning("warn_last_character", {"count": odd})
                return Decoded(data[:-odd].decode(codec), name, 1.0, (cut,) if data[-1:] not in _END_MARKS else ())
        raise ReadError("encoding_unsure", path=str(path), guess=name, confidence=0.0) from exc


def _read_as(name: str, codec: str, data: bytes) -> _Reading | None:
    """The reading of `data` in one encoding and its share of everyday characters, None if it is not valid in it.

    Only non-ASCII characters are counted when there are any: the ASCII ones say nothing about GB18030 or Big5.
    """
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    sample = text[:_JUDGED]
    telling = [c for c in sample if c > "\x7f"] or [c for c in sample if not c.isspace()]
    known = sum(c in _EXPECTED or " " <= c <= "~" for c in telling)
    return _Reading(name, text, known / len(telling) if telling else 0.0, known)


def _utf8_stands(as_utf8: _Reading, others: list[_Reading]) -> bool:
    """True if valid UTF-8 is what it seems: short GB18030 or UTF-16 texts can be valid UTF-8 by accident."""
    thin = len(as_utf8.text.encode()) < _LEAST_BYTES and not any(map(is_wide, as_utf8.text))
    if thin and any(all(map(is_wide, other.text)) for other in others):
        return False
    rivals = [other for other in others if other.share >= _LEAST_SHARE]
    if _CONTROL.search(as_utf8.text) and any(rival.encoding.startswith("utf-16") for rival in rivals):
        return False  # the NULs of UTF-16
    return all(as_utf8.share > rival.share for rival in rivals if _is_chinese(rival.text))


def _is_chinese(text: str) -> bool:
    """True if a reading has more Chinese in it than the í of one name, read wrongly, would give."""
    visible = [c for c in text[:_JUDGED] if not c.isspace()]
    return sum(map(is_wide, visible)) >= _LEAST_CHINESE * len(visible)


def _is_ahead(others: list[_Reading], as_utf8: _Reading | None) -> bool:
    best = others[0]
    if as_utf8 and not _CONTROL.search(as_utf8.text):
        return False  # two valid readings: an error is better than a choice
    return best.share >= _LEAST_SHARE and best.evidence >= _LEAST_EVIDENCE and _lead(others) >= _LEAST_LEAD


def _is_plausible(others: list[_Reading]) -> bool:
    return others[0].share >= _LEAST_SHARE and _lead(others) > 0


def _lead(readings: list[_Reading]) -> float:
    """The first share less the second one, rounded to hundredths."""
    if not readings:
        return 0.0
    return round(readings[0].share - (readings[1].share if len(readings) > 1 else 0.0), 2)


def share_of_expected(characters: Sequence[str]) -> float:
    """The share of `characters`, at least one, that running text and its punctuation are mostly made of."""
    return sum(character in _EXPECTED for character in characters) / len(characters)


def share_of_everyday(characters: Sequence[str]) -> float:
    """The share of `characters`, at least one, that running text is mostly made of."""
    return sum(character in _EVERYDAY for character in characters) / len(characters)


def _detector_guess(data: bytes) -> str | None:
    best = from_bytes(data.replace(_BLANK_OF_EDITORS, _BLANK), cp_isolation=list(_DETECTOR_NAMES)).best()
    return _DETECTOR_NAMES.get(best.encoding) if best else None


def _declared_codec(declared: str) -> str | None:
    """The codec of `_CANDIDATES` that a declared name means: browsers read gb2312 and gbk as GB18030."""
    name = declared.strip().lower()
    if name in {"gb2312", "gbk", "gb18030", "x-gbk"}:
        return "gb18030"
    if name in {"big5", "big5-hkscs", "cp950", "x-x-big5"}:
        return "big5hkscs"
    return None

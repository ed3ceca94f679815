"""Security marks: 绝密, 机密, 秘密 and 内部 as a mark on a paper, never as a word in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from corpus.language.numerals import NUMERALS
from corpus.language.quotes import BRACKETS
from corpus.metadata.sources import lines

MARK_KEY = "密级"
"""The key of Record.given under which a reader states a security mark."""
MARK_NAMES = (MARK_KEY, "密級", "密级标志", "保密等级", "mark")
"""Names for it where people state it beside the text."""

_LINES = 10
_CHARACTERS = 300
_SHORT = 60

_SIMPLIFIED = str.maketrans(
    "絕機內資講傳閱參學習發達轉開複錄擴專僅級長請嚴", "绝机内资讲传阅参学习发达转开复录扩专仅级长请严"
)
_GRADE = r"(?:绝密|机密|秘密)"
_TERM = rf"(?:[0-9０-９{NUMERALS}]+(?:年|个月|月|天|日)|长期|启用前|解密前)"
_KIND = r"(?:资料|文件|材料|讲话|刊物|稿件|文稿|传阅|传达|掌握|使用|参考|参阅|发行|交流|学习|稿|件)"
_WARNING = (
    r"(?:[，,。、！!·★☆]?(?:请?注意保[存密管]|妥善保[管存]|严格保密|(?:不得|请勿|严禁|不准|切勿|禁止)"
    r"(?:外传|外泄|翻印|转发|复印|公开|传播|摘抄|引用|录音|拍照|扩散)|[仅只]供[^，。]{1,10}|阅后(?:收回|即焚)|不公开|会后收回))"
)
_MARK = re.compile(
    rf"(?:密级[：:])?(?:(?P<grade>{_GRADE})(?:(?:[★☆*＊·]|[（(]?保密期限[：:]?)?{_TERM}[）)]?|[★☆]|资料|文件|材料|件)?"
    rf"|(?P<inner>内部){_KIND}{{0,2}}){_WARNING}*[！!]?"
)
_AROUND = BRACKETS + "《》<>「」"
_BRACKETED = re.compile(r"[（(【\[〔［]([^（）()【】\[\]〔〕［］]{2,30})[）)】\]〕］]")
_COLUMNS = re.compile(r"[ \u3000\u00a0]{2,}|\t+")
_REPEATED = re.compile(r"^(.{2,12}?)\1+$")
_NAME_PARTS = re.compile(r"[-_—–+ \u3000]+")


def security_mark(text: str) -> str | None:
    """绝密, 机密, 秘密 or 内部 when the head of `text` bears that mark, else None.

    The head is its first ten lines within 300 characters. A mark stands alone on its line, or beside a number that
    blanks set apart, or in brackets on a short line; a term (★5年) or a warning (注意保存) may follow it.
    """
    for line in islice(lines(text[:_CHARACTERS]), _LINES):
        if len(line.text) > _SHORT:
            continue
        for part in (line.text, *_COLUMNS.split(line.text), *_BRACKETED.findall(line.text)):
            mark = _mark(part)
            if mark:
                return mark
    return None


def mark_in_name(stem: str) -> str | None:
    """The mark that a file name without its suffix bears in brackets or as a part of its own, else None."""
    for part in (*_BRACKETED.findall(stem), *_NAME_PARTS.split(stem)):
        mark = _mark(part)
        if mark:
            return mark
    return None


def mark_of_watermark(text: str) -> str | None:
    """The security mark that a watermark is, also when it repeats it: 机密 机密."""
    return security_mark("\n".join((text, *text.split(), *_REPEATED.findall("".join(text.split())))))


def mark_of(stem: str, title: str | None, stated: Iterable[Mapping[str, str]], text: str) -> str | None:
    """The mark of a speech, wherever it is: in the name of its file, in what is stated beside it, in title or text.

    `stem` is the name without suffix, "" where there is no file.
    """
    beside = (each.get(name, "") for each in stated for name in MARK_NAMES)
    return mark_in_name(stem) or next(filter(None, map(security_mark, (title or "", *beside, text))), None)


def _mark(written: str) -> str | None:
    match = _MARK.fullmatch("".join(written.split()).strip(_AROUND).translate(_SIMPLIFIED))
    return match and (match["grade"] or match["inner"])

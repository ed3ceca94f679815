"""What several kinds of recognition look for: words for speeches and meetings, brackets, and dates to leave aside."""

from __future__ import annotations

import re

from corpus.language.dates import find_dates

SPEECH = (
    r"(?:讲话|发言|致[辞词]|报告|演讲|讲演|谈话|贺[词辞]|献词|祝[词辞]|[开闭]幕[词辞]|主持词|述职|党课|寄语"
    r"|講話|發言|致[辭詞]|報告|演講|談話|賀[詞辭]|祝[詞辭]|[開閉]幕[詞辭])"
)
GATHERING = (
    r"(?:[会會][议議]?|[论論][坛壇]|[仪儀]?式|典[礼禮]|班|[课課]|[讲講][座堂]|活[动動]|[庆慶]典"
    r"|研[讨討]|[节節]|沙[龙龍]|宴)"
)
OCCASION = re.compile(
    rf"在(?P<occasion>[^《》]*?(?:《[^》]*》[^《》]*?)*?{GATHERING}(?:[（(][^（）()]*[）)])?)上"
    rf"[的所作]{{0,3}}[^，。的]{{0,8}}?{SPEECH}"
)
VISIT = re.compile(
    rf"在(?P<occasion>.{{2,30}}?(?:调研|考察|检查|走访|慰问|视察|座谈|調研|視察))[时時]的?[^，。的]{{0,6}}?{SPEECH}"
)
# A web page's line about itself: its date is that of the page.
PAGE_LINE = re.compile(
    r"(?:发布|發布|更新|编辑|編輯|发稿|录入)(?:时间|日期|時間)?[：:]|来源[：:]|來源[：:]|(?:浏览|阅读|点击)(?:次数|量)?[：:]"
)
BRACKETS = "（）()【】[]〔〕［］"
SEPARATORS = " \t\u3000_-—–·.、，,+"
HASH = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}(?![0-9A-Za-z])")
_EMPTY_GROUP = re.compile(r"[（(【\[〔][ \u3000，,、]*[）)】\]〕]")
_WHOLE_GROUP = re.compile(r"[（(【\[〔]([^（）()【】\[\]〔〕]*)[）)】\]〕]")


def without_dates(text: str) -> str:
    """`text` without its dates, the brackets that then are empty, and the brackets around all that is left."""
    for found in reversed(find_dates(text)):
        text = text[: found.start] + text[found.end :]
    text = _EMPTY_GROUP.sub("", text).strip(SEPARATORS)
    whole = _WHOLE_GROUP.fullmatch(text)
    return whole[1].strip(SEPARATORS) if whole else text

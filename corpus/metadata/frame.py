"""The frame that a web page or a newspaper puts around a speech: when and where it was printed, captions, news of it.

What stands there says when a text was printed, not when it was held; but it may name who spoke.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.language.dates import find_dates

# A web page's line about itself: its date is that of the page.
PAGE_LINE = re.compile(
    r"(?:发布|發布|发表|發表|更新|编辑|編輯|发稿|录入|稿源)(?:时间|日期|時間)?[ \u3000]*[：:]"
    r"|(?<![金力能电热水])来源[ \u3000]*[：:]|來源[：:]"
    r"|(?:浏览|阅读|点击)(?:次数|量)?[ \u3000]*[：:]"
    r"|(?:标签|关键[词字]|责任编辑|责编|原标题|字号|字体|分享(?:到)?|视频|图集)[ \u3000]*[：:]"
    r"|(?:首页|主页)[ \u3000]*(?:[>＞》›»/]|-|$)|当前位置|"
    r"(?:成文|发文|公开|生成)(?:日期|时间)[ \u3000]*[：:]|索 ?引 ?号|"
    r"发文(?:字号|机关)[ \u3000]*[：:]|(?:发布机构|主题分类)[ \u3000]*[：:]|"
    r"[0-9０-９]{1,2}[ \u3000]*版[ \u3000]*[）)]?$|"
    r"您(?:现在)?(?:所在)?的位置"
)
_PAGE_WORDS = re.compile(
    r"[【\[]?(?:打印|关闭|收藏|返回|字体|大 ?中 ?小|字号|分享|下载|扫一扫|纠错|繁体|简体)[】\]：:]?(?:.{0,12}[】\]])?"
)
_ADDRESS = re.compile(r"(?:[\w \u3000]{1,16}[：:][ \u3000]*)?https?://\S+", re.IGNORECASE)
"""A web address alone, or with a word in front."""
# A longer line is a paragraph of the text, whatever it speaks of.
_LONGEST = 200
_CLOCK = re.compile(r"[ \u3000]*(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
_DIGITS = "[0-9０-９]{1,2}"
DATELINE = re.compile(
    rf"[（(【]?(?:据)?[\u4e00-\u9fffA-Za-z]{{0,8}}?(?:社|网|報|报|台|通讯)[^，。：:\n]{{0,16}}?"
    rf"{_DIGITS}月{_DIGITS}日[电電讯訊]"
    r"[】）)]?[ \u3000]*(?:[（(][^（）()]{0,4}记者[^（）()]{0,30}[）)])?[ \u3000]*"
)
"""新华社云岫3月5日电（记者 李某）, in front of a news text or of the speech itself."""
_CAPTION = re.compile(
    r"(?:(?:记者|通讯员|摄影)[ \u3000：:]*[\u4e00-\u9fff·、 \u3000/／]{2,20}?(?:摄|文|报道)?"
    r"|[/／ \u3000]摄)[。）)]?$|^(?:图为|图片说明|资料图)"
)
_ANNOUNCED = re.compile(r"(?:全文|讲话|演讲|致辞|贺[词信电]|文章|发言|内容)如下[：:。]?$")


@lru_cache(maxsize=256)  # the first and last lines of a text are looked at for each thing that they may say
def is_page_line(line: str) -> bool:
    """True if `line` is one that a page has about itself: 来源：…, 首页 > 讲话, a day and an hour, a caption."""
    if len(line) > _LONGEST:
        return False
    if PAGE_LINE.search(line) or _PAGE_WORDS.fullmatch(line) or _CAPTION.search(line) or _ANNOUNCED.search(line):
        return True
    if _ADDRESS.fullmatch(line):
        return True
    dates = find_dates(line) if ":" in line else []
    return bool(dates) and dates[0].start == 0 and _CLOCK.fullmatch(line, dates[0].end) is not None


def dateline_length(line: str) -> int:
    """The characters that an agency's dateline takes at the start of `line`, 0 where there is none."""
    match = DATELINE.match(line)
    return match.end() if match else 0

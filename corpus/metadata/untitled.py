"""Titles for texts that have none: from what a text says of itself, else from its first words; never a bare code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.occasions import GATHERING
from corpus.language.salutations import is_salutation
from corpus.metadata.frame import dateline_length
from corpus.metadata.sources import Found, Line, lines
from corpus.partial_date import PartialDate

LENGTH = 30
_SHORTEST = 6
_LONGEST_GREETING = 60
_SELF_CHARACTERS = 500
_REPORT = r"报告|報告|说明|說明|汇报"
_GOVERNMENT = re.compile(r"国务院|人民政府|[省市县区州镇乡]政府|政府|國務院")
# 我代表国务院，向大会报告政府工作；我受…的委托，现在向大会提出关于…的报告；受…委托，我就《…》向全会作说明
_SPOKEN_FOR = re.compile(
    r"(?:我(?:现在|現在)?[，, ]?(?:谨|謹)?(?:代表|受|根据)(?P<body>[^，。；：]{2,24}?)(?:的)?(?:委托|委託|决定)?"
    r"|受(?P<other>[^，。；：]{2,24}?)的?(?:委托|委託)[，, ]?(?:现在|由)?[，, ]?我)"
    r"(?=[，, ]|向|作|就|提出|(?:现在|現在))(?P<clauses>[^。；！]{2,160})"
)
_NAMED_REPORT = re.compile(
    rf"[作做提出]+(?P<title>关于[^。]{{4,60}}?的(?:{_REPORT}))|(?P<about>关于[^，。]{{4,60}}?的(?:{_REPORT}))"
)
_ABOUT = re.compile(
    r"就(?P<about>《[^》]{4,80}》|[^，。]{4,40}?)(?:的?(?:起草|制定|有关|相关)[^，。]{0,12})?[，, ]?"
    r"向[^，。]{2,20}?[作做](?P<kind>说明|汇报|报告)"
)
_WORK = re.compile(
    r"报告(?:一年来|过去|本届|今年|去年|这|近|[^，。]{0,16}年)?[^，。]{0,14}?(?P<government>政府)?(?:的|各项)?工作"
    r"|[作做](?P<own>[^，。在]{0,16}?)工作报告"
)
_TO_CONGRESS = re.compile(
    rf"向(?P<meeting>[^，。]{{4,40}}?{GATHERING})?[^，。]{{0,8}}?[作做提出]+(?:[^，。]{{0,6}})(?:报告|報告)"
)
_CONGRESS = re.compile(r"中国共产党第[一二三四五六七八九十]{1,3}次全国代表大会")
_GREETING_RUN = re.compile(r"[^。！？]{0,160}?(?:们|同志|先生|女士|阁下|同事|代表|委员|朋友|来宾)[ \u200d]*[：:！!]")
_HELLO = re.compile(r"(?:大家|同志们|各位)?(?:好|早上好|上午好|下午好|晚上好|新年好|你们好)[！!。，]+")
_WORD = re.compile("[A-Za-z]{4,}")
_CHINESE = re.compile("[\u3400-\u9fff]")


def is_code(stem: str) -> bool:
    """True if the name of a file only numbers it: gwr-2025, x_en, 004; no Chinese and at most one word with digits."""
    if _CHINESE.search(stem):
        return False
    words = _WORD.findall(stem)
    return not words or (len(words) == 1 and any(char.isdecimal() for char in stem))


def title_said(text: str) -> Found | None:
    """The title that a text gives itself in its first sentences, None where it gives none.

    我代表国务院，向大会报告政府工作 makes 政府工作报告.
    """
    opening = text[:_SELF_CHARACTERS]
    for match in _SPOKEN_FOR.finditer(opening):
        body = (match["body"] or match["other"]).removesuffix("的")
        title = _title_of(body, match["clauses"], opening)
        if title:
            return Found(title, "text_head", match[0])
    return None


def with_year(title: str, found: Found | None, date: PartialDate | None) -> str:
    """`title` with the year of `date` in front where it is the name of a report that the text only speaks of."""
    said = found is not None and _SPOKEN_FOR.match(found.evidence) and title.endswith("工作报告")
    return f"{date.year}年{title}" if said and date else title


def _title_of(body: str, clauses: str, opening: str) -> str | None:
    about = _ABOUT.search(clauses)
    if about:
        return f"关于{about['about']}的{about['kind']}".replace("关于关于", "关于")
    named = _NAMED_REPORT.search(clauses)
    if named:
        return named["title"] or named["about"]
    work = _WORK.search(clauses)
    if work:
        if work["own"]:
            return f"{work['own']}工作报告"
        return "政府工作报告" if work["government"] or _GOVERNMENT.search(body) else f"{body}工作报告"
    congress = _TO_CONGRESS.search(clauses)
    if congress is None:
        return None
    meeting = _CONGRESS.search(opening)
    if meeting:
        return f"在{meeting[0]}上的报告"
    return f"{body}的报告"


def first_words(text: str) -> Found | None:
    """The first sentence below the salutation, cut to thirty characters, as a title for a speech that has none."""
    for line in lines(text):
        words = _words_of(line)
        if len(words) >= _SHORTEST:
            cut = words[:LENGTH]
            return Found(f"{cut}…" if cut != words else cut, "text_head", cut)
    return Found(text.strip()[:LENGTH], "text_head", text.strip()[:LENGTH]) if text.strip() else None


def _words_of(line: Line) -> str:
    """The words of `line` behind the dateline, greetings and salutations that begin it."""
    words = line.text[dateline_length(line.text) :]
    for pattern in _greetings(words):
        words = words[pattern.end() :].lstrip(" \u3000\u200d，,")
    if is_salutation(words) and len(words) <= LENGTH:
        return ""
    return words


def _greetings(words: str) -> Iterator[re.Match[str]]:
    """The salutation and the greeting that begin `words`, each a match in what the one before leaves."""
    match = _GREETING_RUN.match(words)
    if match and (is_salutation(words) or match.end() <= _LONGEST_GREETING):
        yield match
        words = words[match.end() :].lstrip(" \u3000\u200d，,")
    hello = _HELLO.match(words)
    if hello:
        yield hello

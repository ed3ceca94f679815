"""Follow-ups: what a question that continues another one takes over from it (那2022年呢, 还有吗, 第二条展开).

A follow-up becomes a question of its own, written out in its language, which `understand` then reads like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from corpus import PartialDate, fold_plain
from corpus.language.dates import date_in_words
from corpus.language.numerals import COUNTED, ENGLISH_ORDINALS, number
from corpus.language.quotes import without_quotes
from corpus.language.states import NAMES
from retriever.filters import EXCLUDING, TIME, passing
from retriever.known import Known
from retriever.opened import Settings
from retriever.types import Answer, Chip
from retriever.understanding.asking import asks
from retriever.understanding.asking import subject as asked_about
from retriever.understanding.elliptical import ASKED, Elliptical, elliptical
from retriever.understanding.periods import find_periods, parse_period
from retriever.understanding.understand import context_kind, understand, without_limits

_LONGEST = 40
_LONGEST_SUBJECT = 20
_TOPIC = 5  # folded characters up to which what was asked about is a mere topic: 安全生产, 高质量发展

_END = r"(?:的)?(?:话)?(?:呢|吗|嗎|么|有吗|有没有|没有)?\s*[?？。!！.]*$"
_MORE = re.compile(
    r"(?:那)?(?:还有|還有)(?:没有|沒有|什么|哪些|别的|別的|其他|其它|另外的?|更多)*的?(?:提法|说法|說法|讲法|表述|段落|内容|例子|讲话|地方)?"
    rf"{_END}|(?:更多|再来(?:一些|几条|点)|再多(?:一些|几条|点)|继续|下一页){_END}"
    r"|(?:show |any |anything )?more\s*\??$|(?:anything|what) else\s*\??$|next(?: page)?$",
    re.IGNORECASE,
)
# Another wording than the quoted one is not found by looking for the quoted one.
_OTHERWISE = re.compile(r"(?:别的|別的|其他|其它|另外的?|不同)的?(?:提法|说法|說法|讲法|表述)")
_STATES = re.compile(NAMES)
_EARLIER = re.compile(
    rf"(?:那|那么|有没有|还有|再往|再)?(?:更早|早|往前|之前|以前|早先|此前)(?:一?[点點些])?的?(?:时候)?(?:{ASKED})?{_END}"
    r"|(?:(?:and|what about|any|anything) )?(?:earlier|older|before that)(?: ones?)?\s*\??$",
    re.IGNORECASE,
)
_LATER = re.compile(
    rf"(?:那|那么|有没有|还有|再往|再)?(?:更新|更晚|新|晚|往后|之后|之後|以后|后来|後來|此后)(?:一?[点點些])?的?(?:时候)?(?:{ASKED})?{_END}"
    r"|(?:(?:and|what about|any|anything) )?(?:later|newer|more recent|after that)(?: ones?)?\s*\??$",
    re.IGNORECASE,
)
_NUMBER = f"[0-9０-９]{{1,3}}|[{COUNTED}]{{1,3}}"
_DETAIL = r"(?:展开|展開|打开|全文|原文|上下文|前后文|出处|出處|详细|完整|多看[一些点]*|在哪里?|是哪篇)"
_NTH = rf"(?:第\s*(?P<number>{_NUMBER})\s*[条條段个個篇]|(?P<last>[上这這那]一?[条條段个個]|刚才那一?[条段]))"
_POLITE = r"(?:请|请把|把|帮我|再|给我|看一?下?|看看)*"
_RANK = rf"{'|'.join(ENGLISH_ORDINALS[:5])}|[0-9]{{1,3}}(?:st|nd|rd|th)?"
_EXPANSIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_POLITE}{_DETAIL}(?:讲讲|说说|看看|一下)?{_NTH}(?:的?(?:内容|全文|上下文))?{_END}",
        rf"{_POLITE}{_NTH}的?(?:详细|完整)?(?:给我)?{_DETAIL}(?:内容|一下|看看|讲讲|说说|是什么|在哪里?)*{_END}",
        rf"(?:expand|open|show)(?: me)? the (?P<number>{_RANK})(?: one| hit| passage| result)?{_END}",
        rf"(?:expand|open|show(?: me)?)(?: number| no\.?| hit| passage| result)? ?#?(?P<number>[0-9]{{1,3}}){_END}",
        rf"(?:the )?(?:context|full text|source) of (?:number |hit |passage |the )?(?P<number>{_RANK})"
        rf"(?: one| hit| passage)?{_END}",
    )
)
_ORDINALS = {word: place for place, word in enumerate(ENGLISH_ORDINALS[:5], 1)}

_LEAD = re.compile(
    r"^(?:那么|那|换成|換成|改成|改为|换为|换到|换(?!届)|只看"
    r"|(?:and )?(?:what|how) about|and(?= )|make it|change (?:it )?to)\s*(?:the (?=\w+$))?",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"(?:上)?(?:的话)?(?:的)?(?:{ASKED})?(?:呢|吗|嗎|么|没有|沒有|没|怎么样)?\s*[?？。!！]*$")
# What is left of 县长在教育工作会议上讲过吗 without its limits.
_ONLY_ASKS = re.compile(
    rf"(?:那么?|在|于|的|上|里|中|对此|就此|这个|这件事|这方面|还有(?:谁|哪些领导|别人)|谁还?|[\s，,])*(?:{ASKED})?(?:呢|吗|嗎|么|没有|沒有|没)?\s*[?？。!！]*"
    r"|(?:and |so |but )?(?:what |how )?(?:(?:did|has|have|does)\s+)?(?:the\s+)?(?:ever |also )*"
    r"(?:say|says|said|mention(?:ed|s)?|talk(?:ed|s)?|speaks?|spoken?)\s*(?:anything|something|so)?"
    r"\s*(?:about )?(?:it|this|that)?\s*[?.]?",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"(?:请|请把|把|将|拿|帮我|再)*(?P<what>[^，。？?]{4,24}?)(?:这[两几]年)?(?:的(?:提法|说法|表述|内容)?)?(?:进行|做个?|作个?)?(?:一下)?(?:对比|比较|对照|比一?比)(?:一下|看看|起来)?[。.!！]*"
    r"|(?:请|再)*(?:对比|比较|对照)(?:一下|看看)?(?P<behind>[^，。？?]{4,24}?)(?:的(?:提法|说法|表述|内容)?)?[。.!！]*"
    r"|(?:please )?compare (?P<english>[^,.?]{4,30})[.!]?",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:这一?块|这块|那块|這塊|方面|这方面|部分|的事|的情况)$")
_EDGES = " ，,。.？?！!；;：:、"
_BY_VALUE = frozenset(("speaker", "occasion", "title", "place"))
"""The limits that are said again by their value rather than by the words of the question."""
_LIMITS = frozenset((*TIME, *EXCLUDING, *_BY_VALUE))
_UNMET = frozenset(("leaves_nothing", "leaves_nothing_together"))
"""The reasons for which a limit that goes along does not apply; it is said again to leave nothing."""
_FAR = frozenset(("no_close_match", "no_close_match_in_filters", "nothing_found", "nothing_found_in_filters"))
"""The notes on an answer whose passages do not answer: their dates are no dates of what was asked about."""
# Those to whom something applies are no subject instead of another one: 防汛怎么讲, 那乡镇呢.
_WHOM = frozenset(
    "乡镇 农村 城市 企业 学校 学生 干部 群众 党员 基层 部门 青年 妇女 老人 农民 工人 教师 医院 社区 村里 县里 市里 "
    "省里 机关".split()
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that continues an answer: `text` stands by itself.

    `offset` is how many hits come before those wanted. `number` is the rank of the hit that is to be shown among its
    neighbours, None for an ordinary question. `sort` and `mode` are those wished before or now, None for no wish.
    `shorter` is true when less is to be listed.
    """

    text: str
    offset: int = 0
    number: int | None = None
    sort: str | None = None
    mode: str | None = None
    shorter: bool = False


def follow_up(
    text: str,
    previous: Answer,
    known: Known,
    today: date,
    settings: Settings | None = None,
) -> FollowUp | None:
    """The follow-up that `text` is to `previous`; None when it stands by itself.

    The speeches `known` name people and places.
    """
    said = text.strip()
    if len(said) > _LONGEST:
        return None
    settings = settings or Settings()
    expand = next((match for pattern in _EXPANSIONS if (match := pattern.match(said))), None)
    if expand:
        return FollowUp(previous.query.text, number=_number(expand, previous))
    sort, mode = _wish(previous, "sort"), _wish(previous, "mode")
    if _MORE.match(said):
        if _OTHERWISE.search(said) and previous.query.phrases:
            return FollowUp(without_quotes(previous.query.text), sort=sort, mode=mode)
        seen = 0 if previous.query.mode == "context" else previous.offset + len(previous.hits)
        return FollowUp(previous.query.text, seen, sort=sort, mode=mode)
    sort = None if _was_beyond(previous) else sort
    wanted = elliptical(said)
    if wanted:
        return _completed(wanted, previous, sort, mode)
    for pattern, newest in ((_EARLIER, True), (_LATER, False)):
        if pattern.match(said):
            limit = _beyond(previous, known, earlier=newest)
            if limit is None:  # nothing to go on from: all of it, that end first
                return FollowUp(previous.query.text, sort="oldest" if newest else "newest", mode=mode)
            return FollowUp(_combined(previous, {"time": limit}), sort="newest" if newest else "oldest", mode=mode)
    combined = _replaced(said, previous, known, today, settings)
    return FollowUp(combined, sort=sort, mode=mode) if combined else None


def _completed(wanted: Elliptical, previous: Answer, sort: str | None, mode: str | None) -> FollowUp:
    """The question before, asked again as it is `wanted` now; `sort` and `mode` are those wished before."""
    if wanted.shorter:
        return FollowUp(previous.query.text, sort=sort, mode=mode, shorter=True)
    if wanted.first:
        return FollowUp(previous.query.text, number=previous.hits[0].rank if previous.hits else 1)
    subject = _subject(previous)
    if wanted.figures:
        subject = f"{subject}, how many" if subject.isascii() else f"{subject}，具体数字是多少"
    elif wanted.detail:
        subject = f"{wanted.detail} {subject}"
    kept = [_words(chip) for chip in _limits(previous) if _kind(chip) != wanted.without]
    return FollowUp(_limited(subject, kept), sort=wanted.sort or sort, mode=wanted.mode or mode)


def _wish(previous: Answer, field: str) -> str | None:
    return next((str(chip.value) for chip in previous.query.understood if chip.field == field and chip.applied), None)


def _number(match: re.Match[str], previous: Answer) -> int:
    word = (match["number"] or "").lower()
    if not word:
        return previous.hits[0].rank if previous.hits else 1
    if word in _ORDINALS:
        return _ORDINALS[word]
    digits = re.match(r"\d+", word)
    return number(digits[0] if digits else word)


def _was_beyond(previous: Answer) -> bool:
    """True if `previous` asked for what came earlier or later, so that its order and its time were nobody's wish."""
    words = [chip.words for chip in previous.query.understood if chip.field == "sort"]
    return any(pattern.match(said) for said in words for pattern in (_EARLIER, _LATER))


def _beyond(previous: Answer, known: Known, *, earlier: bool) -> str | None:
    """The time before the earliest date among the hits that answer, or after the latest one.

    Where none of them has a date, before or after the time that was asked for. None where no speech is of such a time.
    """
    answering = previous.hits if previous.note is None or previous.note.code not in _FAR else ()
    dates = [hit.speech.date for hit in answering if hit.speech.date and not hit.is_less_close]
    stated = [str(chip.value) for chip in previous.query.understood if chip.field in TIME - {"years"} and chip.value]
    dates = sorted(dates or filter(None, map(PartialDate.parse, stated)))
    if not dates:
        return None
    date, days = dates[0] if earlier else dates[-1], known.days
    beyond = days.last < date.sort_key if earlier else days.first > date.last_day.sort_key
    of_any_time = passing(known, replace(previous.query.filters, **dict.fromkeys(TIME)))
    left = days.dated & beyond & (True if of_any_time is None else of_any_time)
    return f"{date_in_words(date, 'zh')}以{'前' if earlier else '后'}" if left.any() else None


def _replaced(said: str, previous: Answer, known: Known, today: date, settings: Settings) -> str | None:
    """The question with another time, speaker, occasion or subject; None when `said` is a question of its own."""
    asked_of = _asked_of(said, known, today, settings)
    if asked_of:
        return _combined(previous, asked_of)
    compared = _COMPARE.fullmatch(said)
    if compared:
        english = compared["english"]
        times = f"in {english}" if english else compared["what"] or compared["behind"]
        period = parse_period(times, today, settings.term_start)
        if period and (period.time.years or period.time.first != period.time.last):
            return _combined(previous, {"time": times})
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead else said
    tail = _TAIL.search(rest)
    core = rest[: tail.start()].strip(_EDGES) if tail else rest.strip(_EDGES)
    asked = bool(tail and tail[0].strip(_EDGES))
    if not core:
        return None
    limits = _read_limits(core, known, today, settings)
    if limits and (lead or asked or "time" in limits):
        return _combined(previous, limits)
    about = _ABOUT.sub("", core)
    asks_for_it = rest.rstrip(_EDGES).endswith("呢") or (lead is not None and not said.startswith(("and", "那")))
    if not about or len(about) > _LONGEST_SUBJECT or not asks_for_it or asks(about):
        return None
    instead = lead is not None and lead[0].startswith(("换", "換", "改", "make", "change"))
    return _with_subject(previous, about, instead=instead)


def _asked_of(said: str, known: Known, today: date, settings: Settings) -> dict[str, str]:
    """The limits, by kind, of a question that asks for nothing else: 2022年县长讲过吗; empty for any other."""
    rest, limits = said, {}
    for chip in understand(said, known, today, settings).chips:
        if chip.field in _LIMITS:
            limits[_kind(chip)] = str(chip.value) if chip.field in _BY_VALUE else chip.words
            rest = rest.replace(chip.words, " ", 1)
    return limits if _ONLY_ASKS.fullmatch(rest.strip()) else {}


def _read_limits(core: str, known: Known, today: date, settings: Settings) -> dict[str, str]:
    """The limits that `core` sets, by kind: 2022年, 县长, or a time and one more (2022年县长); else empty."""
    kind = context_kind(core, known, today, settings)
    if kind:
        return {kind: core}
    periods = find_periods(core, today, settings.term_start)
    if not periods or periods[0].start:
        return {}
    time, rest = core[: periods[0].end], core[periods[0].end :].strip(_EDGES + "的")
    kind = context_kind(rest, known, today, settings)
    return {"time": time, kind: rest} if kind else {}


# --- putting together ----------------------------------------------------------------------------------------------


def _combined(previous: Answer, limits: Mapping[str, str]) -> str:
    """The question before, limited as it was but for the kinds in `limits`."""
    kept = [chip for chip in _limits(previous) if not _is_replaced(chip, limits)]
    replaced = [chip for chip in _unmet(previous) if _is_replaced(chip, limits)]
    subject = without_limits(_subject(previous), replaced).strip(_EDGES)
    return _limited(subject, [*map(_words, kept), *map(_bare, limits.values())])


def _is_replaced(chip: Chip, limits: Mapping[str, str]) -> bool:
    """True for a limit whose place one of `limits` takes: of its kind, or its opposite (不要县长的)."""
    kind = _kind(chip)
    if kind == "time" and "not_time" in limits:
        return chip.field == "year"  # of several years some may be left out
    return bool({kind, f"not_{kind}", kind.removeprefix("not_")} & limits.keys())


def _with_subject(previous: Answer, about: str, *, instead: bool) -> str:
    """`about`, limited as before.

    At one occasion, or `instead` of what was asked, it says enough. A topic takes the place of another one, 招商引资
    that of 安全生产; else what was asked before tells the context.
    """
    limits, subject, unmet = _limits(previous), _subject(previous), _unmet(previous)
    if _was_beyond(previous):  # the dates of what was said of something else
        limits = [chip for chip in limits if chip.field not in TIME]
    topic = asked_about(without_limits(subject, unmet)).strip(_EDGES)
    if topic in subject and _is_topic_instead(fold_plain(about), fold_plain(topic)):
        return _limited(subject.replace(topic, about), [_words(chip) for chip in limits])
    if _STATES.fullmatch(about) and _STATES.search(subject):
        return _limited(_STATES.sub(about, subject), [_words(chip) for chip in limits])
    alone = instead or (any(chip.field == "occasion" for chip in limits) and not _STATES.fullmatch(about))
    if alone:
        return _limited(about, [_words(chip) for chip in (*limits, *unmet)])
    return _limited(f"{about} {subject}", [_words(chip) for chip in limits])


def _is_topic_instead(about: str, topic: str) -> bool:
    """True if the folded `about` takes the place of a mere `topic` of about its length: 教育 that of 养老."""
    short = len(about) == len(topic) == 2 and about not in _WHOM
    return short or (len(about) > 2 and 2 < len(topic) <= _TOPIC)


def _limits(previous: Answer) -> list[Chip]:
    """The limits of which the subject says nothing: those in force, and others that were put beside it or cut out."""
    chips = [chip for chip in previous.query.understood if chip.field in _LIMITS]
    beside = [chip for chip in chips if chip.reason in _UNMET and chip.words not in _subject(previous)]
    return [chip for chip in chips if chip.applied or chip.reason == "not_told" or chip in beside]


def _unmet(previous: Answer) -> list[Chip]:
    """The limits that leave no speech and whose words are still in the subject."""
    chips = [chip for chip in previous.query.understood if chip.field in _LIMITS and chip.reason in _UNMET]
    return [chip for chip in chips if chip.words in _subject(previous)]


def _kind(chip: Chip) -> str:
    return "not_time" if chip.field == "not_date" else "time" if chip.field in TIME else chip.field


def _words(chip: Chip) -> str:
    """The words for a limit by which it is understood again."""
    if chip.field in _BY_VALUE:
        return str(chip.value)
    if chip.field in ("not_place", "not_title"):
        return f"不要{str(chip.value).replace(',', '和')}的"
    words = re.split("[，,;；]", chip.words)[0] if chip.field in EXCLUDING else chip.words
    return _bare(words).strip(_EDGES).replace("、", "和")


def _bare(words: str) -> str:
    return re.sub(r"^(?:在|in (?=[0-9])|the )|(?:的|(?<=[会宴式坛礼])上)$", "", words.strip(), flags=re.IGNORECASE)


def _subject(previous: Answer) -> str:
    return (previous.query.subject or previous.query.text).strip(_EDGES)


def _limited(subject: str, limits: list[str]) -> str:
    """`subject` with its limits in brackets, in the punctuation of its language."""
    if not limits:
        return subject
    unique = list(dict.fromkeys(limits))
    return f"{subject} ({', '.join(unique)})" if "".join(unique).isascii() else f"{subject}（{'，'.join(unique)}）"

"""Questions made of headings that name a topic: as examples, and those that lead on from an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from corpus import Passage, Speech, fold_plain
from corpus.language.markers import TOPIC_MARKER
from corpus.language.numerals import COUNTED
from corpus.language.stopwords import EMPHASIS
from indexer.snapshot import Snapshot, once
from retriever.types import Answer, Hit

_ZH = re.compile(r"[\u4e00-\u9fff“”、]{6,14}")
_QUOTED = re.compile(r"“[^”]*”")
# What a heading says to those in the hall, or of its own day, tells nobody else what it is about; 三项建设 neither.
_ZH_VAGUE = re.compile(
    rf"[今去明前后]年|[{COUNTED}半]年|怎[么样]|怎麼|如何|什么|多[少远久大长]|[几哪这那我你您咱吗呢吧了着过还就也]"
    r"|大家|同志|问题|形势|认识|体会|希望|要求|任务|家底|短板|方子|病根|规矩|[不没]"
    rf"|[{COUNTED}\d][件条项支个张句点场样套批堆件双颗副股笔间]"
)
_ACT = re.compile(
    r"(?:坚决|大力|着力|持续|全面|深入|扎实|切实|加快|稳妥|奋力)?(?:推行|推进|推动|推广|建好|建设|建强|建立|补足|补齐|补上|做好|做强"
    r"|做实|做优|用好|配强|配齐|发展|开展|完善|健全|加强|加快|深化|优化|落实|强化|提升|提高|培育|培养|保障|压实|抓好|抓实|守住|守牢|守护"
    r"|筑牢|打好|打赢|打造|整治|治理|更新|盘活|规范|调整|降低|减轻|保护|改善|巩固|防止|严守|严格|统筹|实施|实行|扩大|支持)"
)
_MATTER = re.compile(
    r"(?:治理|建设|改革|保护|管理|培训|责任|制度|机制|安全|发展|服务|振兴|减负|监管|整治|保障|就业|教育)"
)
_HOW = re.compile(r"(?:把|让|给)[^把让给]{5,}")

_EN = re.compile(r"[A-Z][A-Za-z ,'’-]{11,59}")
_EN_VAGUE = re.compile(r"\b(?:I|we|us|our|you|your|this|that is|these|today|now|here|thanks?)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<who>.+?) (?P<verb>must|should|is|are) (?P<what>.+)")
_VERB = re.compile(
    r"\b(?:was|were|has|have|had|will|would|do|does|did|must|should|is|are|comes?|goes|go)\b", re.IGNORECASE
)

# In turn, so that four examples do not all read alike.
_ZH_FORMS = ("关于{topic}，以前是怎么讲的？", "{topic}是怎么部署的？", "{topic}有哪些要求？")
_AT_OCCASION = "{occasion}上对{topic}是怎么要求的？"
_HOW_TO = "怎样"
_OCCASION_TURN = 3
_LONGEST_OCCASION = 14

# Speeches whose headings may become examples: the page is opened often, and a few good ones are enough.
_LOOKED_THROUGH = 60
# Characters of a wording that is worth looking up: shorter words say little by themselves.
_LEAST = 4
# Speeches that they are taken from: a page on which nothing is asked must open at once.
_CUT = 12
# Hits whose surroundings are looked at: the others are less and less about what was asked.
_HITS = 5


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic that a heading names; `question` is set when only one form of question fits it."""

    text: str
    occasion: str | None = None
    question: str | None = None


def topics(speech: Speech, passages: Iterable[Passage]) -> list[Topic]:
    """The topics that the headings of `speech` name, in order."""
    headings = dict.fromkeys(heading for passage in passages for heading in passage.heading_path)
    found = (topic(heading, speech) for heading in headings)
    return [one for one in found if one]


def topic(heading: str, speech: Speech) -> Topic | None:
    """The topic that a heading of `speech` names, None when it cannot stand in a question by itself."""
    bare = TOPIC_MARKER.sub("", heading).strip().rstrip("。：:；.")
    return _english(bare, speech.text) if speech.language == "en" else _chinese(bare, speech.occasion)


def _chinese(bare: str, occasion: str | None) -> Topic | None:
    if not _ZH.fullmatch(bare) or _ZH_VAGUE.search(_QUOTED.sub("", bare)):
        return None
    if _HOW.fullmatch(bare):
        return Topic(bare, question=f"{_HOW_TO}{bare}？")
    act = _ACT.match(bare) and "的" not in bare
    if not act and not _MATTER.search(bare[-2:]):
        return None
    fits = occasion and len(occasion) <= _LONGEST_OCCASION and not re.search(r"\d", occasion)
    return Topic(bare, occasion=occasion if fits else None)


def _english(bare: str, text: str) -> Topic | None:
    if not _EN.fullmatch(bare) or _EN_VAGUE.search(bare):
        return None
    bare = _uncapitalised(bare, text)
    clause = _CLAUSE.fullmatch(bare)
    if clause:
        what = clause["what"]
        return Topic(bare, question=f"Why {clause['verb']} {clause['who']} {what}?")
    return None if _VERB.search(bare) else Topic(bare, question=f"What was said about {bare}?")


def _uncapitalised(heading: str, text: str) -> str:
    """`heading` with a small first letter, unless its first word is a name: one that `text` always capitalises."""
    first = heading.split()[0]
    common = re.search(rf"\b{re.escape(first.lower())}\b", text)
    return heading[0].lower() + heading[1:] if common else heading


def questions(found: Sequence[Topic], count: int) -> tuple[str, ...]:
    """At most `count` questions, each about another of `found`: first those that can be asked in any form."""
    unique: dict[str, Topic] = {}
    for one in plain_first(found):
        unique.setdefault(one.text, one)
    return tuple(_question(one, turn) for turn, one in enumerate([*unique.values()][:count]))


def _question(one: Topic, turn: int) -> str:
    if one.question:
        return one.question
    if one.occasion and turn % (_OCCASION_TURN + 1) == _OCCASION_TURN:
        return _AT_OCCASION.format(occasion=one.occasion, topic=one.text)
    return _ZH_FORMS[turn % len(_ZH_FORMS)].format(topic=one.text)


def plain_first(found: Iterable[Topic]) -> list[Topic]:
    """`found` with those that can only be asked as 怎样… at the end: many of them in a row read alike."""
    return sorted(found, key=lambda one: one.question is not None and one.question.startswith(_HOW_TO))


def round_robin(lists: Iterable[Sequence[Topic]]) -> list[Topic]:
    """The first of each list, then the second of each, and so on."""
    rows = zip_longest(*lists)
    return [one for row in rows for one in row if one is not None]


def example_questions(snapshot: Snapshot, count: int, language: str) -> tuple[str, ...]:
    """At most `count` questions made of headings, newest speeches first, one of each folder before a second.

    They are in `language` if any speech is; else in that of the speeches, for that is what can be asked of them.
    """
    numbers = snapshot.speeches().numbers
    stated = zip(numbers.tolist(), snapshot.speeches().told(numbers, "date", "language"), strict=True)
    newest = sorted(((date.sort_key if date else 0, number, spoken) for number, (date, spoken) in stated), reverse=True)
    chosen = [each for each in newest if each[-1] == language] or newest
    by_folder: dict[str, list[list[Topic]]] = {}
    for _, number, _ in chosen[:_LOOKED_THROUGH]:
        speech, cut = snapshot.speech(number)
        if found := topics(speech, cut):
            by_folder.setdefault(speech.folder, []).append(found)
    return questions(round_robin(plain_first(round_robin(found)) for found in by_folder.values()), count)


@once
def example_wordings(snapshot: Snapshot, count: int) -> tuple[str, ...]:
    """At most `count` Chinese wordings to look up: the longer words that most of the newest speeches use."""
    speeches = snapshot.speeches()
    newest = sorted(snapshot.versions.counted(), key=lambda number: (-speeches[number].date_key, number))
    return most_used(snapshot.cut_texts(newest[:_CUT]), count)


def most_used(texts: Sequence[str], count: int) -> tuple[str, ...]:
    """At most `count` longer words of cut texts (see `indexer.words`), most texts first, then most uses."""
    words = [[word for word in text.split() if len(word) >= _LEAST and word not in EMPHASIS] for text in texts]
    held, uses = Counter(word for each in words for word in {*each}), Counter(chain.from_iterable(words))
    return tuple(sorted(held, key=lambda word: (-held[word], -uses[word], word))[:count])


def next_questions(snapshot: Snapshot, answer: Answer, count: int) -> tuple[str, ...]:
    """At most `count` questions that the corpus answers, near the hits of `answer` first, none of what was asked."""
    asked = fold_plain(answer.query.text)
    near = (_near(snapshot, hit) for hit in answer.hits[:_HITS])
    fresh = ([one for one in found if fold_plain(one.text) not in asked] for found in near)
    return questions(round_robin(fresh), count)


def _near(snapshot: Snapshot, hit: Hit) -> list[Topic]:
    """The topics of the headings around a hit but not above it, the nearest first, the later of two as near."""
    number = snapshot.number_of(hit.speech.speech_id)
    if number is None:  # the speech is gone since the answer was made
        return []
    speech, passages = snapshot.speech(number)
    headings = list(dict.fromkeys(heading for passage in passages for heading in passage.heading_path))
    own = hit.passage.heading_path
    at = headings.index(own[-1]) if own and own[-1] in headings else 0
    found = (topic(heading, speech) for heading in _outwards(headings, at) if heading not in own)
    return [one for one in found if one]


def _outwards(headings: Sequence[str], at: int) -> Iterable[str]:
    """All but `headings[at]` by their distance from it, the later one first."""
    for distance in range(1, len(headings)):
        for place in (at + distance, at - distance):
            if 0 <= place < len(headings):
                yield headings[place]

"""The occasion of a speech, and the place where it was held."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.occasions import ENGLISH_MEETING, GATHERING, OCCASION, VISIT
from corpus.language.quotes import BRACKETS
from corpus.metadata.sources import HELD_LINE, Found, Sources, labels

# The subtitle of a report: ——2022年1月12日在县人民代表大会第一次会议上
_OCCASION_IN_SUBTITLE = re.compile(rf"—[^，。—]{{0,14}}?在(?P<occasion>[^，。—]+?{GATHERING})上$")
# 2022年1月12日在县人民代表大会第一次会议上县长作政府工作报告
_OCCASION_OF_HELD_LINE = re.compile(rf"日[^，。]{{0,20}}?在(?P<occasion>[^，。—]+?{GATHERING})上")
_OCCASION_IN_BRACKETS = re.compile(rf"在(?P<occasion>[^，,。]*?{GATHERING})上?$")
_ENGLISH_OCCASION = re.compile(
    rf"\b(?:at|to|before|for) (?:the )?(?P<occasion>{ENGLISH_MEETING}[^,(;\n]*?)(?= by |[,(;\n]|$)"
)
_ENGLISH_OCCASION_LINE = re.compile(rf"(?P<occasion>{ENGLISH_MEETING})(?:,.*)?")
# Behind a date in brackets 于 names the place and nothing else: （2019年7月9日于县委礼堂）.
_SIGNED_AT = re.compile(r"[日号月年][，, \u3000]*[于於](?P<place>[^，,。；于於在上）)]{2,20})[）)]$")
_HELD_AT = re.compile(r"[于於在](?P<place>[^，,。；于於在上]{2,20}?)(?:召开|召開|举行|舉行|举办|舉辦)")


def occasions(sources: Sources) -> Iterator[Found]:
    """The meetings that the labels, the titles and the head name."""
    for value, evidence in labels(sources, "occasion"):
        yield Found(value, "text_head", evidence)
    heads = [("text_head", line.text) for line in sources.head]
    for found_in, text in (*sources.titles[:1], *heads, *sources.titles[1:]):
        patterns = (OCCASION, VISIT, _OCCASION_IN_SUBTITLE, _ENGLISH_OCCASION)
        # A title and its subtitle are two sentences: 江河在召唤——在…座谈会上的讲话.
        parts = [*re.split("(?=——)", text), text]
        match = next(filter(None, (pattern.search(part) for pattern in patterns for part in parts)), None)
        if match is None and HELD_LINE.match(text):
            match = _OCCASION_OF_HELD_LINE.search(text)
        if match:
            yield Found(match["occasion"].strip(), found_in, match["occasion"].strip())
    for line in sources.head:
        bare = line.text.strip(BRACKETS)
        held = _OCCASION_IN_BRACKETS.search(bare) if line.bracketed else _ENGLISH_OCCASION_LINE.fullmatch(bare)
        if held:
            yield Found(held["occasion"], "text_head", held["occasion"])


def occasion_of_title(title: Found | None) -> Found | None:
    """The meeting in a title that was put together from what the text says of itself; None where it names none.

    我代表第十七届中央委员会向大会作报告 behind 中国共产党第十八次全国代表大会 makes a report to that congress.
    """
    match = OCCASION.search(title.value) if title and title.found_in == "text_head" else None
    return Found(match["occasion"], "text_head", match["occasion"]) if match else None


def places(sources: Sources) -> Iterator[Found]:
    """The places that a label or a bracketed line of the head states."""
    for value, evidence in labels(sources, "place"):
        yield Found(value, "text_head", evidence)
    for line in sources.head:
        match = (_HELD_AT.search(line.text) or _SIGNED_AT.search(line.text)) if line.bracketed else None
        if match:
            yield Found(match["place"], "text_head", match["place"])

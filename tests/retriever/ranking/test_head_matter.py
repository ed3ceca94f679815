"""What stands around the sentences of a passage is not marked in their place."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.text.sentences import sentences
from indexer.search.protocol import Terms
from retriever.ranking.head_matter import introduces, only_introduces
from retriever.ranking.sentence import decisive
from retriever.understanding.question import Subject

TITLE = "在全镇渡口安全工作会议上的讲话"
ANSWER = "汛期水位过线一律停航，由值班船工挂红旗。"


def marked(text: str, *words: str, above: str = TITLE, at_head: bool = False) -> str | None:
    asked = Subject(Terms(words, ()), dict.fromkeys(words, 1.0), {})
    span = decisive(text, above, "渡口安全", asked, np.zeros(0, dtype=np.float32), at_head=at_head)
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    "head",
    [
        TITLE,
        f"{TITLE}\n（2022年6月3日）",
        f"{TITLE}\n镇长  江一舟\n2022年6月3日\n同志们：",
        f"二○二二年全镇渡口安全工作会议材料\n{TITLE}\n各位代表：",
        "尊敬的各位代表、关心渡口安全的同志们：",
    ],
)
def test_the_head_of_a_speech_is_not_marked_where_a_sentence_follows(head: str) -> None:
    assert marked(f"{head}\n\n{ANSWER}", "渡口", "安全", at_head=True) == ANSWER


@pytest.mark.parametrize(
    ("heading", "above"),
    [
        ("二、把渡口安全放在第一位来抓", ""),
        ("（一）渡口安全，人人有责人人尽责", ""),
        ("渡口安全工作的总体要求和安排", f"{TITLE}\n渡口安全工作的总体要求和安排"),
    ],
)
def test_a_heading_is_not_marked_where_a_sentence_follows(heading: str, above: str) -> None:
    assert marked(f"{heading}\n{ANSWER}", "渡口", "安全", above=above) == ANSWER


@pytest.mark.parametrize(
    "line",
    [
        "图为镇长在检查渡口安全设施。",
        "本报记者 江一舟 摄于渡口安全现场会　江一舟 摄",
        "首页 > 工作动态 > 渡口安全",
        "来源：渡口安全网 发布时间：2022-06-03",
        "Source: https://渡口.example/安全/2022-06-03.html",
        "二、渡口安全的三项措施…………………12",
        "渡口安全的三项措施........ 7",
    ],
)
def test_captions_contents_and_navigation_are_never_marked(line: str) -> None:
    assert marked(f"{line}\n{ANSWER}", "渡口", "安全") == ANSWER
    assert marked(line, "渡口", "安全") is None


def test_a_short_sentence_below_a_long_title_is_marked() -> None:
    assert marked(f"{TITLE}\n同志们：\n安全是底线。", "渡口", "安全", at_head=True) == "安全是底线。"


def test_a_passage_that_is_nothing_but_a_heading_has_it_marked() -> None:
    assert marked("二、把渡口安全放在第一位来抓", "渡口", "安全") == "二、把渡口安全放在第一位来抓"


def test_a_sentence_that_speaks_of_a_day_or_to_the_listeners_can_be_marked() -> None:
    text = f"{ANSWER}各位船工，2022年6月3日起渡口安全由你们自己来查，查完签字。"
    assert marked(text, "渡口", "安全") == text.removeprefix(ANSWER)


def test_sentences_beside_a_caption_and_in_the_news_of_a_speech_can_be_marked() -> None:
    news = "渡口镇三日召开会议，镇长江一舟到会作了讲话。会议要求渡口安全一天一查。" + "查完的本子当天交到镇里。" * 9
    text = f"本报讯 {news}全文如下：\n{ANSWER}"
    assert marked(text, "渡口", "安全", "一天一查", at_head=True) == "会议要求渡口安全一天一查。"
    told = f"{'渡口安全一天一查，查完签字，签字的本子交到镇里。' * 4}江一舟检查渡船。　江一舟 摄"
    assert marked(f"{ANSWER}\n{told}", "渡口", "安全") == "渡口安全一天一查，查完签字，签字的本子交到镇里。"


def test_a_numbered_line_that_a_page_broke_is_no_heading() -> None:
    text = "5. The ferry has to stop in high water, and the\nboatman hoists a red flag until the level falls."
    assert marked(text, "ferry", "stop", above="") == "5. The ferry has to stop in high water, and the"


@pytest.mark.parametrize(
    "greeting", ["Excellencies Heads of State and Government,", "Your Excellency, distinguished guests,", "Ladies,"]
)
def test_a_greeting_in_english_leads_to_what_follows(greeting: str) -> None:
    text = f"{greeting}\n\nThe ferries of our states stop when the water rises."
    assert introduces(text, "", sentences(text), at_head=False).tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "only"),
    [
        (f"{TITLE}\n镇长  江一舟\n2022年6月3日\n同志们：", True),
        ("各位代表：\n现在，我代表镇人民政府，向大会报告工作，请予审议。", True),
        (f"{TITLE}\n同志们：\n{ANSWER}", False),
        (ANSWER, False),
    ],
)
def test_a_head_that_only_leads_to_the_speech(text: str, only: bool) -> None:
    assert only_introduces(text, TITLE) is only


def test_the_first_sentence_that_a_speech_is_called_by_is_no_head() -> None:
    assert not only_introduces(ANSWER, ANSWER)

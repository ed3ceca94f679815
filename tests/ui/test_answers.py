"""Answers as HTML."""

import pytest

from corpus import Span
from retriever import Filters, Note
from tests.ui.samples import MARKED, WANTED, Shown, answer, hit, passage, speech, text_of
from ui import answers
from ui.conversation import Conversation, Gaps, Turn
from ui.strings import strings

ZH, EN = strings("zh"), strings("en")
NO_GAPS = Gaps()

HIT = (
    '<li class="hit" value="1" data-citation="（县长：在全县河道巡护会上的讲话，2021年6月3日）" '
    'data-turn="0" data-rank="1"><h3><button type="button" class="title" data-event="open" '
    'aria-label="打开原文：在全县河道巡护会上的讲话，第 3 段" data-turn="0" data-rank="1">'
    "在全县河道巡护会上的讲话</button></h3>"
    '<p class="source"><span>县长</span><span>2021年6月3日</span><span>第 3 段</span></p>'
    '<p class="path"><span>一、先把账算清</span></p>'
    '<blockquote class="passage" lang="zh-CN"><span class="run">河有多长，人心里要有数。</span>'
    '<mark><span class="run">巡河的人换了三茬，本子不能换。</span></mark></blockquote>'
    '<div class="foot"><ul class="reasons" aria-label="入选理由"><li class="keyword">关键词</li>'
    '<li class="meaning">意思相近</li></ul><div class="actions">'
    '<button type="button" class="open" data-event="open" data-turn="0" data-rank="1">打开原文</button>'
    '<button type="button" data-copy="passage">复制</button>'
    '<button type="button" data-copy="citation">复制并注明出处</button></div></div></li>'
)


def turn(**changed: object) -> Turn:
    return Turn(**({"question": "巡河", "filters": Filters(), "sort": "relevance"} | changed))  # type: ignore[arg-type]


def test_a_passage_with_its_source() -> None:
    assert answers.hit_item(0, hit(), ZH) == HIT


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    bare = hit(speech=speech(speaker=None, date=None))
    assert text_of(answers.source_line(bare, ZH)) == "讲话人不详日期不详第 3 段"
    assert text_of(answers.source_line(bare, EN)) == "speaker unknowndate unknownparagraph 3"


def test_the_other_speeches_are_buttons() -> None:
    both = hit(also_in=(speech(title="甲", date="2019"), speech(title="乙<b>", date=None)))
    assert answers.also_in(both, {"data_turn": 2, "data_rank": 5}, ZH) == (
        '<p class="also"><span>另见于</span>'
        '<button type="button" data-event="open" data-also="0" data-turn="2" data-rank="5">《甲》2019年</button>'
        '<button type="button" data-event="open" data-also="1" data-turn="2" data-rank="5">《乙&lt;b&gt;》</button></p>'
    )
    assert answers.also_in(hit(), {}, ZH) == ""


@pytest.mark.parametrize(
    ("given", "chinese", "english"),
    [
        (answer(hit()), "找到 1 段，出自 1 篇讲话。", "Found 1 passage in 1 speech."),
        (
            answer(hit(), hit(rank=2, speech=speech(speech_id="s2")), total=12),
            "找到 12 段，这里列出前 2 段，出自 2 篇讲话。",
            "Found 12 passages. The first 2, from 2 speeches, are below.",
        ),
        (answer(), "没有找到可引用的段落。", "No passage to quote was found."),
        (
            answer(note=Note("nothing_passes")),
            Note("nothing_passes").sentence("zh"),
            Note("nothing_passes").sentence("en"),
        ),
    ],
)
def test_what_was_found_in_a_line(given: answers.Answer, chinese: str, english: str) -> None:
    assert answers.summary(given, ZH) == chinese
    assert answers.summary(given, EN) == english


def test_limits_are_told_where_they_matter() -> None:
    gaps = Gaps(not_read=2, undated=1)
    plain = answers.found(answer(hit()), NO_GAPS, ZH)
    assert plain == '<p class="found">找到 1 段，出自 1 篇讲话。</p>'
    by_year = answers.found(answer(filters=Filters(year=2019)), gaps, EN)
    assert by_year == (
        '<p class="found">No passage to quote was found.</p><p class="limit">Limited to: 2019</p>'
        '<p class="limit">1 speech has no date and is left out when you filter by date.</p>'
        '<p class="limit">2 files could not be read and were not searched.</p>'
    )
    noted = answers.found(answer(hit(), note=Note("phrase_not_found")), NO_GAPS, ZH)
    assert f'<p class="limit">{Note("phrase_not_found").sentence("zh")}</p>' in noted


def test_a_turn_before_during_and_after_its_answer() -> None:
    waiting = answers.turn(0, turn(), ZH)
    assert waiting == (
        '<article class="turn" data-turn="0"><h2 class="question">巡河</h2>'
        '<div class="answer"><p class="found waiting">正在查找……</p></div></article>'
    )
    first_line = answers.turn(0, turn(answer=answer(hit(), hit(rank=2)), shown=0), ZH)
    assert "找到 2 段" in first_line and "hits" not in first_line
    whole = answers.turn(0, turn(answer=answer(hit(), hit(rank=2)), shown=2), ZH)
    assert Shown(whole).tags().count("hit") == 2
    refused = answers.turn(0, turn(question="<i>", error="不行 & 换一个"), ZH)
    assert '<h2 class="question">&lt;i&gt;</h2>' in refused
    assert '<p class="refused" role="alert">不行 &amp; 换一个</p>' in refused


def test_more_is_offered_only_when_all_passages_at_hand_are_shown() -> None:
    given = answer(hit(), hit(rank=2), total=30)
    assert answers.more(4, turn(answer=given, shown=1), ZH) == ""
    assert answers.more(4, turn(answer=given, shown=2), ZH) == (
        '<button type="button" class="more" data-event="more" data-turn="4">再看 10 段</button>'
    )
    assert answers.more(4, turn(answer=answer(hit(), total=3), shown=1), EN).endswith(">Show 2 more</button>")
    assert answers.more(4, turn(answer=answer(hit()), shown=1), ZH) == ""


def test_a_speech_full_of_html_is_text() -> None:
    nasty = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{7*7}} ${x} **b** $a_1$ \\(y\\) `c`"
    whole = f"甲\n{nasty}"
    one = hit(
        passage=passage(nasty, whole),
        speech=speech(title=nasty, speaker=nasty, text=whole),
        highlights=(Span(0, len(nasty)),),
    )
    html = answers.conversation(Conversation((turn(question=nasty, answer=answer(one), shown=1),)), ZH)
    page = Shown(html)
    assert page.text.count(nasty) == 4  # question, title, speaker, passage
    assert not {"script", "img", "b", "code"} & set(page.tags())


def test_the_welcome_offers_examples() -> None:
    html = answers.welcome(("何为“一把手”？", 'a" onclick="b'), ZH)
    assert 'data-question="何为“一把手”？">何为“一把手”？</button>' in html
    assert 'data-question="a&#34; onclick=&#34;b"' in html
    assert "可以这样问" not in answers.welcome((), ZH)


def test_the_passage_is_shown_whole() -> None:
    assert WANTED in text_of(answers.hit_item(0, hit(), EN))
    assert MARKED in WANTED

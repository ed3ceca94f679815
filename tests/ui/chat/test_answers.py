"""Answers as HTML."""

import pytest
from markupsafe import Markup

from corpus import Passage, Span, Wording
from retriever import Answer, Chip, Filters, Hit, Note
from tests.ui.samples import (
    INFERRED,
    MARKED,
    NOWHERE,
    OFFICE,
    OLDEST,
    WANTED,
    YEAR,
    Shown,
    answer,
    hit,
    macro,
    passage,
    speech,
    text_of,
)
from ui.chat import answers, hits
from ui.chat.conversation import Conversation, Turn
from ui.i18n import Strings, strings

ZH, EN = strings("zh"), strings("en")

THUMB = (
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M6.5 9 10 2.5c1.3 0 2 .9 2 2.2L11.5 8'
    'h4c1.1 0 1.9 1 1.6 2.1l-1.3 5.1c-.2.8-.9 1.3-1.7 1.3H6.5zM6.5 9H3v7.5h3.5" fill="none" stroke="currentColor" '
    'stroke-width="1.4" stroke-linejoin="round"/></svg>'
)

HIT = (
    '<li class="hit" value="1" data-citation="（县长在全县河道巡护会上的讲话，2021年6月3日）" '
    'data-speech="s1" data-start="23" data-end="50" data-turn="0" '
    'data-rank="1"><header><h3><button type="button" class="title" data-event="open" '
    'aria-label="打开原文：在全县河道巡护会上的讲话，第 3 段" data-turn="0" data-rank="1">'
    "在全县河道巡护会上的讲话</button></h3>"
    '<div class="source"><span>县长</span><span class="date">2021年6月3日</span><span>第 3 段</span></div>'
    '</header><div class="body">'
    '<p class="path"><span>一、先把账算清</span></p>'
    '<blockquote class="passage" lang="zh-CN"><span class="run">河有多长，人心里要有数。</span>'
    '<mark><span class="run">巡河的人换了三茬，本子不能换。</span></mark></blockquote>'
    '<button type="button" class="unfold" aria-expanded="false" '
    'aria-label="展开《在全县河道巡护会上的讲话》的这一段"></button>'
    '<div class="foot"><ul class="reasons" aria-label="入选理由"><li class="keyword">关键词</li>'
    '<li class="meaning">意思相近</li></ul><div class="actions">'
    '<button type="button" class="open" data-event="open" data-turn="0" data-rank="1">打开原文</button>'
    '<button type="button" data-copy="passage">复制</button>'
    '<button type="button" data-copy="citation">复制并注明出处</button>'
    '<button type="button" class="collects" data-collect="" aria-pressed="false">收藏</button><span class="thumbs">'
    f'<button type="button" class="thumb up" aria-pressed="false" aria-label="这一段有用" title="这一段有用" '
    f'data-event="judge" data-verdict="up" data-turn="0" data-rank="1">{THUMB}</button>'
    f'<button type="button" class="thumb down" aria-pressed="false" aria-label="这一段没有用" title="这一段没有用" '
    f'data-event="judge" data-verdict="down" data-turn="0" data-rank="1">{THUMB}</button>'
    "</span></div></div></div></li>"
)


def turn(**changed: object) -> Turn:
    return Turn(**({"question": "巡河", "filters": Filters(), "sort": "relevance"} | changed))  # type: ignore[arg-type]


def hit_item(one: Turn, given: Hit, words: Strings = ZH) -> str:
    return macro("chat/hit.html", "hit_item", 0, hits.hit_view(one, given, words), words=words)


def source_line(given: Hit, words: Strings = ZH) -> str:
    return macro("chat/hit.html", "source_line", given, words=words)


def also_in(given: Hit) -> str:
    place = Markup('data-turn="2" data-rank="5"')
    return macro("chat/hit.html", "also_in", hits.others(given, ZH), place)


def quoted(given: Hit) -> str:
    return macro("chat/hit.html", "quoted", hits.stretches(given))


def path(given: Hit) -> str:
    return macro("chat/hit.html", "path", hits.path(given))


def found(given: Answer, not_read: int, words: Strings = ZH) -> str:
    return macro("chat/turn.html", "found", answers.found(given, not_read, words), words=words)


def chip_list(number: int, given: Answer, words: Strings = ZH) -> str:
    shown = answers.chips(given.query, words)
    return macro("chat/turn.html", "chips", number, shown, answers.left_out(given, words), words=words)


def shown_turn(number: int, one: Turn, words: Strings = ZH) -> str:
    return macro("chat/turn.html", "turn", answers.turn_view(number, one, words), words=words)


def more(number: int, one: Turn, words: Strings = ZH) -> str:
    return macro("chat/turn.html", "more", number, answers.more(one, words), words=words)


def test_a_passage_with_its_source() -> None:
    assert hit_item(turn(), hit(), ZH) == HIT


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    bare = hit(speech=speech(speaker=None, date=None))
    assert text_of(source_line(bare, ZH)) == "讲话人不详日期不详第 3 段"
    assert text_of(source_line(bare, EN)) == "speaker unknowndate unknownparagraph 3"


def test_an_inferred_date_looks_so_and_tells_its_reason() -> None:
    assert source_line(hit(speech=INFERRED), ZH) == (
        '<div class="source"><span>县长</span>'
        '<span class="date inferred-date" title="据文件名“20210603”推断">2021年6月3日</span>'
        "<span>第 3 段</span></div>"
    )
    assert "inferred" not in source_line(hit(), ZH)


def test_that_dates_are_inferred_is_said_once_for_all_passages() -> None:
    note = ZH.say("passage.inferred_note")
    both = answer(hit(speech=INFERRED), hit(speech=INFERRED, rank=2))
    assert shown_turn(0, turn(answer=both, shown=2)).count(note) == 1
    assert note not in shown_turn(0, turn(answer=answer(hit()), shown=1))


def test_the_other_speeches_are_buttons() -> None:
    both = hit(also_in=(speech(title="甲", date="2019"), speech(title="乙<b>", date=None)))
    assert also_in(both) == (
        '<p class="also"><span>另见于</span>'
        '<button type="button" data-event="open" data-also="0" data-turn="2" data-rank="5">《甲》2019年</button>'
        '<button type="button" data-event="open" data-also="1" data-turn="2" data-rank="5">《乙&lt;b&gt;》</button></p>'
    )
    assert also_in(hit()) == ""


def test_where_it_differs_is_said_apart_and_counted_on() -> None:
    same, differing = speech(title="甲", date="2019"), speech(title="乙", date="2018")
    both = hit(also_in=(same,), similar_in=(differing,))
    assert hits.others_of(both) == (same, differing)
    assert also_in(both) == (
        '<p class="also"><span>另见于</span>'
        '<button type="button" data-event="open" data-also="0" data-turn="2" data-rank="5">《甲》2019年</button></p>'
        '<p class="also"><span>相近（文字有不同）</span>'
        '<button type="button" data-event="open" data-also="1" data-turn="2" data-rank="5">《乙》2018年</button></p>'
    )


@pytest.mark.parametrize(
    ("given", "chinese", "english"),
    [
        (
            answer(hit()),
            "列出最相关的 1 段，出自 1 篇讲话。",
            "Closest to the question: 1 passage from 1 speech.",
        ),
        (
            answer(hit(), hit(rank=2, speech=speech(speech_id="s2")), total=12),
            "列出最相关的 2 段，出自 2 篇讲话。",
            "Closest to the question: 2 passages from 2 speeches.",
        ),
        (
            answer(hit(rank=11), total=12, offset=10),
            "接着列出第 11 至 11 段，出自 1 篇讲话。",
            "Passages 11 to 11, from 1 speech.",
        ),
        (
            answer(hit(), total=50, sort="newest"),
            "从最相关的段落中，从近到远列出 1 段，出自 1 篇讲话。",
            "Among the closest, newest first: 1 passage from 1 speech.",
        ),
        (
            answer(hit(), total=50, sort="oldest", chips=(OLDEST,)),
            "列出最相关的 1 段，出自 1 篇讲话。",
            "Closest to the question: 1 passage from 1 speech.",
        ),
        (
            answer(hit(), hit(rank=2), total=9, mode="wording", verbatim=31),
            "以下 2 段，一字不差的在前，从近到远，其余意思相近。",
            "2 passages: exact matches first, newest at the top, then similar wordings.",
        ),
        (
            answer(hit(), mode="wording", verbatim=31, sort="oldest", chips=(OLDEST,)),
            "列出最相关的 1 段，出自 1 篇讲话。",
            "Closest to the question: 1 passage from 1 speech.",
        ),
        (
            answer(hit(), hit(rank=2), verbatim=1, phrases=("巡河",)),
            "以下 2 段都有所引的原话。",
            "2 passages, all of them with the words quoted.",
        ),
        (
            answer(hit(), mode="speeches"),
            "列出最相关的 1 篇讲话，每篇取最相近的一段。",
            "Closest to the question: 1 speech, with the closest passage of each.",
        ),
        (
            answer(hit(rank=3), total=9, offset=2, mode="outline"),
            "接着列出第 3 至 3 篇，每篇取最相近的一段。",
            "Speeches 3 to 3, with the closest passage of each.",
        ),
        (
            answer(hit(), mode="context"),
            "这一段及其前后文，出自《在全县河道巡护会上的讲话》。",
            "The passage in its context, from “在全县河道巡护会上的讲话”.",
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


def test_limits_are_told_in_the_same_line() -> None:
    plain = found(answer(hit()), 0, ZH)
    assert plain == '<p class="found"><span>列出最相关的 1 段，出自 1 篇讲话。</span></p>'
    noted = answer(filters=Filters(year=2019), notes=(Note("undated_left_out", (("count", 1),)),))
    assert found(noted, 2, EN) == (
        '<p class="found"><span>No passage to quote was found.</span> '
        '<span class="limit">2 files could not be read and were not searched.</span></p>'
    )
    noted = answer(hit(), note=Note("phrase_not_found"), notes=(Note("oldest_in_library", (("count", 1),)),))
    assert found(noted, 0, ZH) == (
        f'<p class="found"><span>{Note("phrase_not_found").sentence("zh")}</span> '
        "<span>列出最相关的 1 段，出自 1 篇讲话。</span> "
        f'<span class="limit">{Note("oldest_in_library", (("count", 1),)).sentence("zh")}</span></p>'
    )


def test_a_wording_says_in_how_many_speeches_it_stands_and_leads_to_every_place() -> None:
    shown = answer(hit(), mode="wording", verbatim=31)
    assert found(shown, 0, ZH) == (
        '<p class="found"><span>一字不差的见于 31 篇讲话。</span> '
        '<a href="/zh/wording/places?q=%E5%B7%A1%E6%B2%B3">逐处列出</a> '
        "<span>以下 1 段，一字不差的在前，从近到远，其余意思相近。</span></p>"
    )
    filtered = answer(hit(), mode="wording", verbatim=1, filters=Filters(year=2021))
    html = found(filtered, 0, EN)
    assert text_of(html).startswith(
        "Found word for word in 1 speech. List every occurrence 1 passage: exact matches first"
    )
    assert 'href="/en/wording/places?q=%E5%B7%A1%E6%B2%B3&amp;date_from=2021&amp;date_to=2021"' in html


def test_a_wording_that_stands_nowhere_is_said_to_stand_nowhere_once() -> None:
    nowhere = answer(hit(), verbatim=0)
    assert text_of(found(nowhere, 0, ZH)) == "所查讲话中没有一字不差的写法。 列出最相关的 1 段，出自 1 篇讲话。"
    far = answer(hit(), verbatim=0, note=Note("no_close_match"))
    assert text_of(found(far, 0, ZH)) == (f"所查讲话中没有一字不差的写法。 {Note('no_close_match').sentence('zh')}")
    quoted = answer(hit(), verbatim=0, note=Note("phrase_not_found"))
    assert answers.word_for_word(quoted, ZH) == ("", "")
    assert answers.word_for_word(answer(hit()), ZH) == ("", "")


def chips(*understood: Chip, number: int = 0, words: Strings = ZH, filters: Filters | None = None) -> str:
    return chip_list(number, answer(filters=filters, chips=understood), words)


def test_filters_that_were_set_stand_behind_what_was_understood() -> None:
    html = chips(YEAR, filters=Filters(year=2021, folder="河湖"), number=2)
    assert text_of(html) == "2021 年×文件夹“河湖”×"
    assert (
        '<button type="button" class="chip" aria-label="不按“文件夹“河湖””，重新查找" data-event="drop" data-turn="2" '
        'data-field="folder">'
    ) in html


def test_what_the_filters_left_out_stands_beside_them() -> None:
    left_out = Note("no_office_left_out", (("count", 3),))
    shown = answer(hit(), chips=(OFFICE,), notes=(left_out,))
    assert text_of(chip_list(0, shown, ZH)) == "讲话人“县长”×另有 3 篇未注明职务，未查。"
    assert "未注明" not in text_of(found(shown, 0, ZH))


def test_what_was_understood_can_be_taken_away() -> None:
    assert chips(YEAR, OFFICE, number=3) == (
        '<ul class="chips" aria-label="对问题的理解">'
        '<li><button type="button" class="chip" aria-label="不按“2021 年”，重新查找" data-event="drop" data-turn="3" '
        'data-words="2021年">2021 年<span aria-hidden="true">×</span></button></li>'
        '<li><button type="button" class="chip" aria-label="不按“讲话人“县长””，重新查找" data-event="drop" '
        'data-turn="3" data-words="县长">讲话人“县长”<span aria-hidden="true">×</span></button></li></ul>'
    )
    assert chips() == ""


def test_what_is_not_applied_is_shown_with_its_reason() -> None:
    assert chips(NOWHERE, words=EN) == (
        '<ul class="chips" aria-label="How the question was understood"><li><span class="chip off">occasion “茶话会”'
        f'</span><span class="why">{NOWHERE.why("en")}</span></li></ul>'
    )


def test_chips_of_the_same_words_are_one() -> None:
    between = (Chip("date_from", "2019", "2019到2021年", True), Chip("date_to", "2021", "2019到2021年", True))
    assert Shown(chips(*between)).tags().count("chip") == 1


def test_an_outline_is_a_list_with_the_place_of_the_passage() -> None:
    one = hit(outline=(("一、先把账算清",), ("一、先把账算清", "（一）量河"), ("甲", "乙", "丙", "丁", "<b>")))
    html = hit_item(turn(), one, ZH)
    assert (
        '<ul class="outline"><li class="level1" aria-current="true">一、先把账算清</li>'
        '<li class="level2">（一）量河</li><li class="level4">&lt;b&gt;</li></ul>'
    ) in html
    assert 'class="path"' not in html


def test_a_neighbour_stands_plain() -> None:
    neighbour = hit(rank=2, matched=(), highlights=())
    shown = answer(hit(), neighbour, mode="context", chips=(YEAR,))
    tags = Shown(shown_turn(0, turn(answer=shown, shown=2))).tags()
    assert (tags.count("hit"), tags.count("hit plain"), tags.count("reasons"), tags.count("chip")) == (1, 1, 1, 0)


def test_a_turn_before_during_and_after_its_answer() -> None:
    waiting = shown_turn(0, turn(), ZH)
    assert waiting == (
        '<article class="turn" data-turn="0" data-coming data-asked="{&#34;question&#34;: &#34;巡河&#34;, '
        '&#34;filters&#34;: {}, &#34;sort&#34;: &#34;relevance&#34;, &#34;shown&#34;: 0}">'
        '<button type="button" class="unfold-turn" aria-expanded="true" aria-label="展开：巡河"></button>'
        '<h2 class="question">巡河</h2><div class="answer"><p class="found waiting">正在查找……</p></div></article>'
    )
    first_line = shown_turn(0, turn(answer=answer(hit(), hit(rank=2)), shown=0), ZH)
    assert "列出最相关的 2 段" in first_line and "hits" not in first_line
    whole = shown_turn(0, turn(answer=answer(hit(), hit(rank=2)), shown=2), ZH)
    assert Shown(whole).tags().count("hit") == 2
    refused = shown_turn(0, turn(question="<i>", error="不行 & 换一个"), ZH)
    assert '<h2 class="question">&lt;i&gt;</h2>' in refused
    assert '<p class="refused" role="alert">不行 &amp; 换一个</p>' in refused


def test_a_follow_up_says_what_it_was_taken_for() -> None:
    def said(question: str, given: Answer) -> str:
        return text_of(shown_turn(0, turn(question=question, answer=given, shown=1), ZH))

    assert said("谁讲的", answer(hit())).startswith("谁讲的接上文，理解为：巡河列出")
    assert "理解为" not in said(" 巡河 ", answer(hit()))
    assert "理解为" not in said("第一条展开", answer(hit(), mode="context"))


def test_more_is_offered_only_when_all_passages_at_hand_are_shown() -> None:
    given = answer(hit(), hit(rank=2), total=30)
    assert more(4, turn(answer=given, shown=1), ZH) == ""
    assert more(4, turn(answer=given, shown=2), ZH) == (
        '<button type="button" class="more" data-event="more" data-turn="4">再看 10 段</button>'
    )
    assert more(4, turn(answer=answer(hit(), total=3), shown=1), EN).endswith(">Show 2 more</button>")
    assert more(4, turn(answer=answer(hit(), total=3, mode="speeches"), shown=1), ZH).endswith(">再看 2 篇</button>")
    assert more(4, turn(answer=answer(hit()), shown=1), ZH) == ""
    assert more(4, turn(answer=answer(hit(rank=11), total=11, offset=10), shown=1), ZH) == ""


def test_a_speech_full_of_html_is_text() -> None:
    nasty = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{7*7}} ${x} **b** $a_1$ \\(y\\) `c`"
    whole = f"甲\n{nasty}"
    one = hit(
        passage=passage(nasty, whole),
        speech=speech(title=nasty, speaker=nasty, text=whole),
        highlights=(Span(0, len(nasty)),),
    )
    html = answers.turns(Conversation((turn(question=nasty, answer=answer(one), shown=1),)), (0,), ZH)
    page = Shown(html)
    assert page.text.count(nasty) == 4  # question, title, speaker, passage
    assert not {"script", "img", "b", "code"} & set(page.tags())


def test_the_welcome_offers_examples() -> None:
    html = answers.welcome(("何为“一把手”？", 'a" onclick="b'), ZH)
    assert 'data-question="何为“一把手”？">何为“一把手”？</button>' in html
    assert 'data-question="a&#34; onclick=&#34;b"' in html
    assert "可以这样问" not in answers.welcome((), ZH)


def test_an_empty_library_is_said_to_be_empty_with_the_way_to_fill_it() -> None:
    html = answers.welcome((), ZH, is_empty=True)
    assert "库内还没有讲话" in text_of(html)
    assert '<a href="/zh/library?view=uploads">到语料库添加讲话稿</a>' in html


def test_the_passage_is_shown_whole() -> None:
    assert WANTED in text_of(hit_item(turn(), hit(), EN))
    assert MARKED in WANTED


def test_a_heading_that_the_passage_begins_with_is_not_said_twice() -> None:
    text = "一、先把账算清\n\n河有多长，人心里要有数。巡河的人换了三茬，本子不能换。"
    assert path(hit(passage=passage(text))) == ""
    assert text_of(path(hit())) == "一、先把账算清"
    inside = Passage(
        "s1", 0, 0, 30, "（二）量河\n一是量长。二是量宽。", 3, ("一、先把账算清", "（二）量河", "一是量长")
    )
    assert text_of(path(hit(passage=inside))) == "一、先把账算清"
    run_in = Passage("s1", 0, 0, 30, "先说量法；一是量长，不能估。", 3, ("一、先把账算清", "一是量长"))
    assert text_of(path(hit(passage=run_in))) == "一、先把账算清"
    mentioned = Passage("s1", 0, 0, 30, "就是要先把账算清，再动手。", 3, ("先把账算清",))
    assert text_of(path(hit(passage=mentioned))) == "先把账算清"


def test_what_must_be_read_with_the_marked_sentence_is_set_off() -> None:
    whole = hit(read_with=Span(0, len(WANTED)))
    assert quoted(whole) == (
        '<span class="read-with"><span class="run">河有多长，人心里要有数。</span>'
        '<mark><span class="run">巡河的人换了三茬，本子不能换。</span></mark></span>'
    )
    assert text_of(quoted(hit(read_with=Span(4, len(WANTED) - 3)))) == WANTED


def test_a_discontinued_wording_is_told_once_with_what_replaces_it() -> None:
    replaced = Wording("本子一本记到底", ("本子不能换",), None, "讲话库")
    at = WANTED.index("本子不能换")
    html = hit_item(turn(), hit(discontinued=((Span(at, at + 5), replaced),) * 2), ZH)
    assert text_of(html).count("“本子不能换”已停用，现行写法为“本子一本记到底”。") == 1


def test_a_verdict_shows_and_asks_for_a_word_once() -> None:
    judged = turn().judged(hit(), "up", "asked")
    html = hit_item(judged, hit(), EN)
    assert 'class="thumb up" aria-pressed="true"' in html and 'class="thumb down" aria-pressed="false"' in html
    assert '<input type="text" maxlength="500" aria-label="Add a word, if you like"' in html
    assert "<input" not in hit_item(judged, hit(speech=speech(speech_id="s2")), EN)
    kept = hit_item(turn().judged(hit(), "up", "kept"), hit(), EN)
    assert "<input" not in kept and "Sent, thank you" in kept


def test_a_turn_carries_what_the_browser_keeps_of_it() -> None:
    assert "data-asked" not in shown_turn(0, turn(error="no"), ZH)
    html = shown_turn(0, turn(question='a" onclick="b', answer=answer(hit())), ZH)
    assert 'data-asked="{&#34;question&#34;: &#34;a\\&#34; onclick=\\&#34;b&#34;' in html


FOLD = '<li class="fold"><button type="button" class="rest" aria-expanded="false">'


def test_what_is_less_close_is_folded_and_counted() -> None:
    given = answer(hit(), hit(rank=2, is_less_close=True), hit(rank=3, is_less_close=True), total=13)
    html = shown_turn(0, turn(answer=given, shown=3))
    in_sight, folded = html.split(f"{FOLD}另有 2 段相关度较低</button></li>")
    assert '<ol class="hits folded">' in in_sight
    assert in_sight.count('<li class="hit"') == 1
    assert folded.count('<li class="hit"') == 2
    assert "列出最相关的 1 段，出自 1 篇讲话。" in in_sight
    for one in (turn(answer=given, shown=1), turn(answer=answer(hit(), total=1), shown=1)):
        assert "fold" not in Shown(shown_turn(0, one)).tags(), (
            "not while the answer is being put there, nor where there is none"
        )


def test_where_more_is_asked_for_nothing_is_folded() -> None:
    further = answer(hit(rank=11), hit(rank=12, is_less_close=True), total=12, offset=10)
    html = shown_turn(0, turn(answer=further, shown=2), EN)
    assert '<ol class="hits"><li' in html
    assert '<button type="button" class="rest" aria-expanded="true">Less close: 1 passage</button>' in html
    assert "11 to 12" in html


def test_where_nothing_answers_nothing_is_folded() -> None:
    html = shown_turn(0, turn(answer=answer(hit(is_less_close=True)), shown=1))
    assert '<ol class="hits"><li class="fold">' in html


def test_speeches_that_are_less_close_are_counted_as_speeches() -> None:
    given = answer(hit(), hit(rank=2, is_less_close=True), mode="speeches")
    assert f"{FOLD}另有 1 篇讲话相关度较低</button>" in shown_turn(0, turn(answer=given, shown=2))

"""The source reader as HTML."""

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus import Span
from retriever import OpenSpeech
from tests.ui.samples import INFERRED, MARKED, TEXT, WANTED, hit, macro, passage, speech, text_of
from ui.i18n import Strings, strings
from ui.pages import reader
from ui.pages.reader import Place, place_of

ZH, EN = strings("zh"), strings("en")
START = TEXT.index(WANTED)
MARK = Span(TEXT.index(MARKED), TEXT.index(MARKED) + len(MARKED))


def test_all_hits_of_the_answer_in_the_speech_are_marked_and_the_clicked_one_is_current() -> None:
    other = hit(passage=passage("散会。"), highlights=(), rank=2)
    elsewhere = hit(speech=speech(speech_id="s2"), rank=3)
    place = reader.place_among(hit(), (hit(), other, elsewhere), speech())
    end = Span(TEXT.index("散会"), TEXT.index("散会") + 3)  # where no sentence decides, the passage is marked
    assert place == Place(Span(START, START + len(WANTED)), (MARK, end), MARK)
    from_the_end = reader.place_among(other, (hit(), other), speech())
    assert (from_the_end.passage, from_the_end.marks, from_the_end.at) == (end, (MARK, end), end)
    overlapping = hit(highlights=(Span(0, 5), Span(5, 12)), rank=4)
    assert reader.place_among(hit(highlights=(Span(3, 8),)), (overlapping,), speech()).marks == (
        Span(START + 3, START + 8),
    )


def test_a_mark_over_several_paragraphs_is_one_place_to_go_to() -> None:
    text = "甲甲。\n乙乙。"
    html = opened(OpenSpeech(speech(text=text, title="题"), (), ()), Place(None, (Span(0, len(text)),)))
    assert html.count("<mark") == 2
    assert html.count("data-stop=") == 1


def test_the_bar_moves_by_headings_and_by_marks() -> None:
    html = opened(place=Place(None, (Span(14, 16), MARK)))
    assert '<li class="level1"><button type="button" data-jump="14">一、先把账算清</button></li>' in html
    assert 'data-step="-1" aria-label="上一处"' in html and 'data-step="1" aria-label="下一处"' in html
    assert 'data-link=""' in html
    bare = opened(OpenSpeech(speech(text="没有小标题。", title="题"), (), ()), Place(None, ()))
    assert "data-jump" not in bare and "data-step" not in bare and "data-link" in bare


def test_the_bar_says_whose_marks_it_goes_through() -> None:
    assert 'data-said="本次回答在这篇里有 3 处，第 {number} 处"' in steps(3, True)
    assert 'data-said="共 3 处，第 {number} 处"' in steps(3, False)
    assert text_of(steps(1, True)) == "本次回答在这篇里有 1 处"
    assert text_of(steps(1, True, EN)) == "1 match from this answer"
    assert steps(1, False) == steps(0, True) == ""


def steps(count: int, of_answer: bool, words: Strings = ZH) -> str:
    return macro("macros/reader.html", "steps", count, of_answer, words=words)


def opened(one: OpenSpeech | None = None, place: Place | None = None, notice: str | None = None) -> str:
    one = one or OpenSpeech(speech(), (passage(),), ())
    return reader.opened(one, place or place_of(hit(), one.speech.text), notice, "0.1.", ZH)


def test_the_passage_is_found_where_it_stands() -> None:
    assert place_of(hit(), TEXT) == Place(Span(START, START + len(WANTED)), (MARK,))


def test_the_passage_is_found_where_it_moved() -> None:
    place = place_of(hit(), "新的开头。\n" + TEXT)
    assert place == Place(Span(START + 6, START + 6 + len(WANTED)), (Span(MARK.start + 6, MARK.end + 6),))


def test_only_the_sentence_is_found_where_the_rest_differs() -> None:
    assert place_of(hit(), f"另一篇。{MARKED}完。") == Place(None, (Span(4, 4 + len(MARKED)),))


def test_nothing_is_found_where_nothing_is() -> None:
    assert place_of(hit(), "另一篇。") == Place(None, ())


def test_the_whole_speech_with_passage_and_sentence() -> None:
    html = opened()
    assert (
        '<div class="speech" lang="zh-CN"><p class="title" data-start="0">在全县河道巡护会上的讲话</p>'
        '<p class="heading" data-start="14">一、先把账算清</p>'
        '<p class="here" data-start="23"><span class="outlined">河有多长，人心里要有数。'
        '<mark data-stop="35-50">巡河的人换了三茬，本子不能换。</mark></span></p>'
        '<p data-start="52">散会。</p></div>'
    ) in html
    assert html.startswith(
        '<section class="reader" aria-label="原文" data-place="0.1." data-speech="s1" data-at="35-50" '
        f'data-edition="{reader.edition(speech().text)}"><header><h2>'
    )
    assert 'class="close" data-close="" aria-label="关闭原文"' in html


def test_a_passage_of_several_paragraphs_is_outlined_in_each() -> None:
    text = "甲甲。乙乙。\n\n丙丙。\n丁丁。戊戊。"
    place = Place(Span(3, text.index("戊")), (Span(text.index("丙"), text.index("丙") + 3),))
    html = opened(OpenSpeech(speech(text=text, title="题"), (), ()), place)
    assert (
        '<p class="here" data-start="0">甲甲。<span class="outlined">乙乙。</span></p>'
        '<p class="here" data-start="8"><span class="outlined"><mark data-stop="8-11">丙丙。</mark></span></p>'
        '<p class="here" data-start="12"><span class="outlined">丁丁。</span>戊戊。</p>'
    ) in html


def test_inferred_values_carry_their_reason() -> None:
    html = opened(OpenSpeech(INFERRED, (), ()))
    sign = (
        '<details class="inferred"><summary title="据文件名“20210603”推断">推断</summary>'
        '<span role="note">据文件名“20210603”推断</span></details>'
    )
    assert f"<dt>日期</dt><dd>2021年6月3日{sign}</dd>" in html
    assert "<dt>讲话人</dt><dd>县长</dd>" in html
    assert "<dt>标题</dt><dd>在全县河道巡护会上的讲话<details" in html  # an inferred title is said again, with its sign
    assert html.count('class="inferred"') == 2


def test_other_versions_are_named() -> None:
    html = opened(OpenSpeech(speech(), (), (speech(title="送审稿", source="库/送审稿.docx"),)))
    assert "<span>《送审稿》2021年6月3日 · 库/送审稿.docx</span>" in html


def test_a_speech_that_changed_says_so() -> None:
    assert '<p class="limit" role="note">原文有过改动。</p><div class="speech"' in opened(notice="原文有过改动。")
    assert 'role="note"' not in opened()


def test_another_text_is_another_edition():
    assert reader.edition("散会。") == reader.edition("散会。") != reader.edition("散会！")
    assert re.fullmatch("[0-9a-f]{8}", reader.edition("\ud800"))


def test_a_speech_that_cannot_be_opened_says_why() -> None:
    assert '<p class="refused" role="alert">No &lt;such&gt; speech.</p>' in reader.refused("No <such> speech.", EN)


@given(st.text("甲乙。<&\n \r\t", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_no_character_of_a_speech_is_lost(text: str, one: int, other: int) -> None:
    """All that is not a blank line or a line's end is there, in order, and what is outlined is the passage."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    spans = reader.paragraph_spans(text)
    cut = [reader.paragraph(text, span, Place(Span(start, end), ()), {}) for span in spans]
    shown = [text_of(macro("macros/reader.html", "paragraph", one)) for one in cut]
    assert shown == [line for line in text.split("\n") if line.strip()]

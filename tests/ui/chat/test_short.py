"""The short answer as it is shown: slices with the way to their places, counts, and a copy with the sources."""

from corpus import Span
from retriever import Filters
from retriever.types import Change, ShortAnswer, Slice, YearOfWording
from tests.ui.samples import hit, macro, passage, speech, text_of
from ui.chat import hits
from ui.chat.short import short_view
from ui.i18n import Strings, strings

ZH = strings("zh")


def short_of(**given: object) -> ShortAnswer:
    return ShortAnswer(**given)  # type: ignore[arg-type]


def sliced(text: str, **given: object) -> Slice:
    return Slice(text, speech(), 23, 23 + len(text), **given)  # type: ignore[arg-type]


def short_html(short: ShortAnswer, filters: Filters = Filters(), words: Strings = ZH) -> str:  # noqa: B008 immutable
    return macro("chat/short_answer.html", "short_answer", 0, short_view(short, filters, words), words=words)


def test_sentences_lead_to_their_passages_and_are_copied_with_sources() -> None:
    html = short_html(short_of(kind="sentences", slices=(sliced("本子<不>能换。", rank=2),)))
    assert '<q lang="zh-CN">本子&lt;不&gt;能换。</q>' in html
    assert 'data-event="open" data-turn="0" data-rank="2" aria-label="打开第 2 条的原文">[2]</button>' in html
    assert 'data-text="本子&lt;不&gt;能换。（县长在全县河道巡护会上的讲话，2021年6月3日）"' in html
    assert 'class="said"' not in html


def test_first_and_latest_use_open_in_the_reader() -> None:
    first, last = sliced("巡河的本子不能换。", marks=(Span(0, 2),)), sliced("巡河要见人。", marks=(Span(0, 2),))
    said = short_of(kind="said", wording="巡河", places=3, speeches=2, slices=(first, last))
    html = short_html(said)
    assert text_of(html).startswith("简答说过：“巡河”一字不差的见于 2 篇讲话，共 3 处。")
    assert "最早巡河的本子不能换。" in text_of(html)
    assert '<q lang="zh-CN"><mark>巡河</mark>的本子不能换。</q>' in html
    assert 'href="/zh/?speech=s1&amp;at=23-32" data-place=""' in html
    assert 'href="/zh/wording/places?q=%E5%B7%A1%E6%B2%B3">逐处列出</a>' in html
    limited = short_html(said, Filters(year=2021, speaker="县长"))
    assert "?q=%E5%B7%A1%E6%B2%B3&amp;speaker=%E5%8E%BF%E9%95%BF&amp;date_from=2021&amp;date_to=2021" in limited


def test_years_and_changes_are_lines() -> None:
    years = (YearOfWording(2019, 1, 1), YearOfWording(2021, 12, 3))
    assert "2021 年 3 篇讲话 · 12 处" in text_of(
        short_html(short_of(kind="years", wording="巡河", places=13, speeches=4, years=years))
    )
    changes = (
        Change(2019, 2020, sliced("巡河要见人。")),
        Change(2021, 2021, sliced("巡河要见水。", marks=(Span(4, 5),)), ("人",)),
    )
    shown = text_of(short_html(short_of(kind="changes", wording="巡河", places=2, speeches=2, changes=changes)))
    assert "2019—2020 年巡河要见人。" in shown
    assert "2021 年巡河要见水。去掉 “人”" in shown


def test_what_stands_before_the_marked_sentence_is_left_out_of_three_lines() -> None:
    before = "先把三十年的账本搬出来，一笔一笔对清楚，谁签的字谁来认，谁漏的项谁来补，补不上的说明白为什么，" * 2
    text = f"{before}巡河的本子不能换。"
    for start, leads in ((len(before), [True, False]), (0, [False])):
        found = hits.stretches(hit(passage=passage(text, text), highlights=(Span(start, len(text)),)))
        assert [each.leads for each in found] == leads
        assert "".join(each.text for each in found) == text

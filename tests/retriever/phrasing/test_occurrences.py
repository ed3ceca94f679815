"""Every place of a wording, exactly: no more and no fewer than a plain scan of the texts finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import fold_blank, fold_plain
from corpus.errors import QueryError
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import LONGEST, in_all, occurrences
from tests.conftest import build_with_pairs, write_library, write_speech

SPEECHES = {
    "一.md": "各乡镇要把防汛责任落实\n到人，责任落实到人，才算落实。落实落实再落实。",
    "二.md": "責任落實到人，不是一句空話。ＡＢＣ工程，abc 工程，Abc工程。",
    "三.txt": "责任 落实 到 人；责任\u200b落实到人；①是责任，②是落实……哈哈哈哈。",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    folder = tmp_path_factory.mktemp("phrases")
    for name, text in SPEECHES.items():
        write_speech(folder / "corpus" / name, text)
    write_library(folder / "corpus" / "讲话库")
    build_with_pairs(folder / "corpus", folder / "index")
    with OpenedIndex.open(folder / "index") as opened:
        yield opened


def found_texts(opened: OpenedIndex, phrase: str, *, exact: bool = False) -> list[str]:
    found = occurrences(opened, phrase, exact=exact).counted
    return sorted(opened.snapshot.with_text(o.speech_no).text[o.start : o.end] for o in found)


def counted_texts(opened: OpenedIndex) -> list[str]:
    return [opened.snapshot.with_text(number).text for number in opened.snapshot.versions.counted()]


def test_line_breaks_scripts_and_invisible_characters_do_not_matter(opened: OpenedIndex) -> None:
    assert found_texts(opened, "责任落实到人") == sorted(
        ["责任落实\n到人", "责任落实到人", "責任落實到人", "责任 落实 到 人", "责任\u200b落实到人"]
    )


def test_exact_overlooks_blank_space_and_nothing_else(opened: OpenedIndex) -> None:
    assert found_texts(opened, "责任落实到人", exact=True) == sorted(
        ["责任落实\n到人", "责任落实到人", "责任 落实 到 人"]
    )
    assert found_texts(opened, "ABC工程") == ["Abc工程", "abc 工程", "ＡＢＣ工程"]
    assert found_texts(opened, "abc工程", exact=True) == ["abc 工程"]


def test_overlapping_places_count_once_from_the_left(opened: OpenedIndex) -> None:
    found = occurrences(opened, "哈哈哈").counted
    text = SPEECHES["三.txt"]
    assert [(o.start, o.end) for o in found] == [(text.index("哈"), text.index("哈") + 3)]


def test_places_cross_passages(opened: OpenedIndex) -> None:
    (found,) = occurrences(opened, "把增值收益留在村里").counted
    speech, passages = opened.snapshot.speech(found.speech_no)
    first, second = passages[1], passages[2]
    across = speech.text[first.end - 6 : second.start + 6]
    (place,) = occurrences(opened, across).counted
    assert (place.start, place.end) == (first.end - 6, second.start + 6)
    assert "\n" in speech.text[place.start : place.end]


def test_versions_of_a_speech_count_once_and_the_others_are_told(opened: OpenedIndex) -> None:
    found = occurrences(opened, "巡河记录")
    assert [o.speech.state for o in found.counted] == ["final"]
    assert {o.speech.state for o in found.in_other_versions} == {"draft_for_comment", "submitted_draft"}
    assert (found.speeches, found.scope.versions) == (1, 2)
    only_in_drafts = occurrences(opened, "采砂船只要逐条登记编号，夜间")
    assert (len(only_in_drafts.counted), len(only_in_drafts.in_other_versions)) == (0, 1)


def test_what_could_not_be_read_is_counted(tmp_path: Path) -> None:
    write_speech(tmp_path / "corpus" / "a.md", "防汛责任落实到人。")
    (tmp_path / "corpus" / "b.docx").write_bytes(b"not a document")
    build_with_pairs(tmp_path / "corpus", tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        assert occurrences(opened, "防汛").scope.unread == 1


MARKS_AND_NUMBERS = """落实“每周一问”制度，把「每周一问」的台账交上来，“每周”一问不能断。
茶园增产13.5%，其中春茶3.5％；收购2.1亿斤，不是12.1亿斤，也不是2.15亿斤。
培训1,200人，另有1200人报名，１，２００人结业，11,200人旁听，12005人观看。
He said again that AI is a tool; "AI" said the main speaker, AI技术要用好, OpenAI不在其列。
①2023年的账，②2024年的账；10⁶立方米；第3条、第13条、第103号。
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    folder = tmp_path_factory.mktemp("marks")
    write_speech(folder / "corpus" / "一.md", MARKS_AND_NUMBERS)
    build_with_pairs(folder / "corpus", folder / "index")
    with OpenedIndex.open(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("phrase", "places"),
    [
        ("每周一问制度", ["每周一问”制度"]),
        ("“每周一问”制度", ["每周一问”制度"]),
        ("落实每周一问制度", ["落实“每周一问”制度"]),
        ("每周一问", ["每周一问", "每周一问", "每周”一问"]),
        ("3.5%", ["3.5％"]),
        ("13.5%", ["13.5%"]),
        ("2.1亿斤", ["2.1亿斤"]),
        ("12.1亿", ["12.1亿"]),
        ("2.1", ["2.1"]),
        ("1200人", ["1,200人", "1200人", "１，２００人"]),
        ("1,200人", ["1,200人", "1200人", "１，２００人"]),
        ("１，２００人", ["1,200人", "1200人", "１，２００人"]),
        ("200人", []),
        ("AI", ["AI", "AI", "AI"]),
        ("main speaker", ["main speaker"]),
        ("mains", []),
        ("2023年的账", ["2023年的账"]),
        ("106立方米", []),
        ("第3条", ["第3条"]),
        ("3条", ["3条"]),
    ],
)
def test_marks_part_no_wording_and_words_and_numbers_are_whole(
    marked: OpenedIndex, phrase: str, places: list[str]
) -> None:
    assert found_texts(marked, phrase) == sorted(places)
    text = marked.snapshot.with_text(1).text
    assert [text[place.start : place.end] for place in marked.places(phrase, 100)] == places


@pytest.mark.parametrize(
    ("phrase", "places"),
    [
        ("“每周一问”", ["“每周一问”"]),
        ("每周一问", ["每周一问", "每周一问"]),
        ("1200人", ["1200人"]),
        ("1,200人", ["1,200人"]),
        ("AI", ["AI", "AI", "AI"]),
        ("ai", []),
    ],
)
def test_exact_takes_marks_and_commas_as_they_are(marked: OpenedIndex, phrase: str, places: list[str]) -> None:
    assert found_texts(marked, phrase, exact=True) == places


@pytest.mark.parametrize("phrase", ["", "  \n", "\u200b", "“”"])
def test_a_blank_wording_is_refused(opened: OpenedIndex, phrase: str) -> None:
    with pytest.raises(QueryError) as raised:
        occurrences(opened, phrase)
    assert raised.value.code == "phrase_blank"


def test_the_longest_wording(opened: OpenedIndex) -> None:
    assert occurrences(opened, "责" * LONGEST).counted == ()
    with pytest.raises(QueryError) as raised:
        occurrences(opened, "责" * (LONGEST + 1))
    assert raised.value.code == "phrase_too_long"


def test_speeches_that_hold_every_wording(opened: OpenedIndex) -> None:
    one, other = occurrences(opened, "耕地红线").counted, occurrences(opened, "五十二万亩").counted
    assert [speech.date_text for speech in in_all([one, other])] == ["2018-03-05"]
    assert [speech.date_text for speech in in_all([one, other, one])] == ["2018-03-05"]
    assert in_all([one, other, occurrences(opened, "巡河记录").counted]) == ()


PIECE = st.sampled_from(
    [*SPEECHES.values(), "办事大厅要推行一个窗口受理，山区的茶叶、菌菇要统一分级，谁审批、谁监管、谁负责"]
)


@st.composite
def phrases(draw: st.DrawFn) -> str:
    """A slice of some text, or characters that may stand anywhere."""
    if draw(st.booleans()):
        text = draw(PIECE)
        start = draw(st.integers(0, len(text) - 1))
        return text[start : start + draw(st.integers(1, 8))]
    return draw(st.text("责任落实到人的要哈，。 Ａa1①\n…", min_size=1, max_size=4))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(phrase=phrases(), exact=st.booleans())
def test_counts_equal_a_plain_scan(opened: OpenedIndex, phrase: str, exact: bool) -> None:
    if not fold_plain(phrase):
        return

    def plain(text: str) -> str:
        return fold_blank(text).text if exact else fold_plain(text)

    # Of words and numbers only whole ones are found, which a plain scan does not know: their tests are apart.
    if not plain(phrase) or any(
        char.isascii() and char.isalnum() for char in (fold_plain(phrase)[0], fold_plain(phrase)[-1])
    ):
        return
    found = occurrences(opened, phrase, exact=exact).counted
    assert len(found) == sum(plain(text).count(plain(phrase)) for text in counted_texts(opened))
    for occurrence in found:
        assert plain(phrase) in plain(
            opened.snapshot.with_text(occurrence.speech_no).text[occurrence.start : occurrence.end]
        )

"""What a question gets: the right passages, quoted exactly, or an error that says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import say
from corpus.errors import IndexStateError, QueryError, TifaError
from retriever import Answer, Filters, Retriever
from retriever.operations.ask import answer_response
from tests.conftest import LIBRARY, PairEncoder, build_with_pairs, write_library, write_speech


def error_of(retriever: Retriever, text: str = "巡河", **options: object) -> TifaError:
    with pytest.raises(TifaError) as caught:
        retriever.ask(text, **options)  # type: ignore[arg-type]
    return caught.value


def dates(answer: Answer) -> list[str | None]:
    return [hit.speech.date_text for hit in answer.hits]


# --- what is quoted is in the source ----------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["办事大厅", "“有人”", "library", "今年", "谁审批、谁监管"])
def test_every_hit_is_a_quotation(pairs_retriever: Retriever, question: str) -> None:
    answer = pairs_retriever.ask(question, top_k=100)
    assert answer.hits
    for hit in answer.hits:
        assert hit.speech.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.passage.speech_id == hit.speech.speech_id
        assert set(hit.matched) <= {"exact", "keyword", "meaning"}
        assert hit.matched


# --- errors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (" \n", {}, "query_blank"),
        ("？", {}, "query_blank"),
        ("\u200b\0", {}, "query_blank"),
        ("问" * 2001, {}, "query_too_long"),
        ("问", {"filters": Filters(year=1901)}, "filter_unknown_year"),
        ("问", {"filters": Filters(speaker="无此人")}, "filter_unknown_speaker"),
        ("问", {"filters": Filters(occasion="无此会")}, "filter_unknown_occasion"),
        ("问", {"filters": Filters(title="无此题")}, "filter_unknown_title"),
        ("问", {"filters": Filters(folder="无此夹")}, "filter_unknown_folder"),
        ("问", {"filters": Filters(language="fr")}, "filter_unknown_language"),
        ("问", {"filters": Filters(date_from="昨天")}, "filter_date"),
        ("问", {"filters": Filters(date_to="7月9日")}, "filter_date"),
        ("问", {"filters": Filters(date_from="2024年", date_to="2021")}, "filter_dates_reversed"),
        ("问", {"top_k": 0}, "top_k_invalid"),
        ("问", {"top_k": 101}, "top_k_invalid"),
        ("问", {"offset": -1}, "offset_invalid"),
        ("问", {"sort": "random"}, "sort_unknown"),
    ],
)
def test_each_fault_has_its_own_message_in_both_languages(
    pairs_retriever: Retriever, text: str, options: dict[str, object], code: str
) -> None:
    error = error_of(pairs_retriever, text, **options)
    assert isinstance(error, QueryError)
    assert error.code == code
    chinese, english = error.message("zh"), error.message("en")
    assert chinese != english
    assert all("{" not in sentence and "\n" not in sentence for sentence in (chinese, english))


def test_two_thousand_characters_are_answered(pairs_retriever: Retriever) -> None:
    assert pairs_retriever.ask("巡河" * 1000).hits


def test_a_missing_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError) as caught:
        Retriever.open(tmp_path / "none")
    assert caught.value.code == "index_missing"
    assert "python -m indexer build" in caught.value.message("zh")


def test_an_empty_index_says_so(tmp_path: Path, index: Path) -> None:
    (tmp_path / "c").mkdir()
    build_with_pairs(tmp_path / "c", index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        assert error_of(retriever).code == "index_empty"


def test_an_unknown_speech_is_an_error(pairs_retriever: Retriever) -> None:
    with pytest.raises(QueryError) as caught:
        pairs_retriever.speech("0" * 16)
    assert caught.value.code == "speech_unknown"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(max_size=80),
        st.text(alphabet="“”「」『』\"'＂（）? 有人办事大厅2019年的\n*:^~\\/[]{}+-&|!", max_size=40),
    ),
    top_k=st.integers(-1, 102),
    offset=st.integers(-1, 60),
)
def test_any_text_is_answered_or_refused(pairs_retriever: Retriever, text: str, top_k: int, offset: int) -> None:
    try:
        answer = pairs_retriever.ask(text, top_k=top_k, offset=offset)
    except QueryError as error:
        assert error.code in {"query_blank", "top_k_invalid", "offset_invalid"}
        return
    assert len(answer.hits) == max(0, min(top_k, answer.total - offset))
    answer_response(answer, "zh").model_dump_json()


# --- phrases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("“问题不过夜”", "问题不过夜"),
        ("哪里讲过「問題不過夜」？", "问题不过夜"),
        ("以前『问题不过夜』怎么说", "问题不过夜"),
        ('"问题不过夜"', "问题不过夜"),
        ("“寧可停產”", "寧可停產"),
        ("“宁可停产”", "寧可停產"),
        ("“谁审批,谁监管”", None),
        ("“谁审批、 谁监管”", "谁审批、谁监管"),
        ('"SECOND  LIFE"', "second life"),
        ("“ｓｅｃｏｎｄ ｌｉｆｅ”", "second life"),
        ("“灭”", "灭"),
    ],
)
def test_quoted_phrases_are_found_exactly_or_not_at_all(
    pairs_retriever: Retriever, question: str, phrase: str | None
) -> None:
    answer = pairs_retriever.ask(question, top_k=100)
    if phrase is None:
        assert answer.note is not None
        assert answer.note.code == "phrase_not_found"
        assert not any("exact" in hit.matched for hit in answer.hits)
        return
    assert answer.hits
    assert answer.note is None
    for hit in answer.hits:
        assert "exact" in hit.matched
        assert phrase in hit.passage.text
        assert any(phrase in hit.passage.text[start:end] for start, end in hit.highlights)


def test_a_phrase_is_found_across_a_line_break(tmp_path: Path, index: Path) -> None:
    text = "各位代表：\n渠道要在春灌\n以前清完，谁的地段谁来清。"
    (tmp_path / "c").mkdir()
    line = json.dumps({"title": "甲", "text": text}, ensure_ascii=False)
    (tmp_path / "c" / "a.jsonl").write_text(line, encoding="utf-8")
    build_with_pairs(tmp_path / "c", index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        answer = retriever.ask("“春灌以前清完”")
    assert answer.note is None
    (hit,) = answer.hits
    assert "exact" in hit.matched
    assert hit.speech.text == text


def test_a_phrase_that_is_not_there_is_said_to_be_missing(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("“问题过了夜”", top_k=5)
    assert answer.note is not None
    assert answer.note.code == "phrase_not_found"
    assert answer.note.sentence("en") == say("note_phrase_not_found", "en")
    assert answer.hits, "what is nearest in meaning is still shown"
    assert not any("exact" in hit.matched for hit in answer.hits)


def test_a_phrase_is_looked_for_only_where_the_filters_allow(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("“问题不过夜”", filters=Filters(folder="年会"))
    assert answer.note is not None
    assert answer.note.code == "phrase_elsewhere"
    assert {hit.speech.folder for hit in answer.hits} == {"年会"}


def test_of_several_phrases_the_one_that_stands_nowhere_is_named(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("“有人管”和“绝无此语”怎么讲")
    assert answer.note is None
    assert [(note.code, dict(note.particulars)) for note in answer.notes] == [
        ("phrases_missing", {"phrases": "“绝无此语”"})
    ]
    assert "“绝无此语”" in answer.notes[0].sentence("zh")
    assert all("exact" in hit.matched for hit in answer.hits)


def test_behind_filters_nothing_is_said_of_the_library_as_a_whole(pairs_retriever: Retriever) -> None:
    everywhere = pairs_retriever.ask("“有人管”", top_k=100)
    dated = {hit.speech.year for hit in everywhere.hits}
    elsewhere = next(year for year in pairs_retriever.facets()["year"] if year not in dated)
    answer = pairs_retriever.ask("“有人管”", filters=Filters(year=elsewhere))
    assert answer.note is not None
    assert answer.note.code == "phrase_elsewhere"
    assert dict(answer.note.particulars)["count"] >= len(everywhere.hits)
    nowhere = pairs_retriever.ask("“绝无此语”", filters=Filters(year=elsewhere))
    assert nowhere.note is not None
    assert nowhere.note.code == "phrase_not_found"


# --- filters and order ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(year=2018), {"2018-03-05"}),
        (Filters(date_from="2018", date_to="2020-03"), {"2018-03-05", "2019-07-09", "2020-03"}),
        (Filters(speaker="县委书记"), {"2020-03"}),
        (Filters(speaker="云岭县副县长"), {"2019-07-09", "2021-11-18"}),
        (Filters(occasion="矿山安全座谈会"), {"2021-11-18"}),
        (Filters(title="消防演练"), {None}),
        (Filters(folder="安全"), {None, "2021-11-18"}),
        (Filters(language="en"), {"2022-05-14"}),
        (Filters(folder="年会", year=2017), {"2017-03-02"}),
    ],
)
def test_only_what_passes_the_filters_answers(
    pairs_retriever: Retriever, filters: Filters, expected: set[str | None]
) -> None:
    answer = pairs_retriever.ask("办事大厅和有人巡河", top_k=100, filters=filters)
    assert set(dates(answer)) == expected
    assert answer.query.filters == filters


def test_filters_that_leave_nothing_are_named_in_a_note(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("办事大厅", filters=Filters(year=2018, language="en"))
    assert (answer.hits, answer.total) == ((), 0)
    assert answer.note is not None
    assert answer.note.code == "nothing_passes"


def test_newest_and_oldest_put_what_has_no_date_last(pairs_retriever: Retriever) -> None:
    newest = dates(pairs_retriever.ask("有人", top_k=100, sort="newest"))
    oldest = dates(pairs_retriever.ask("有人", top_k=100, sort="oldest"))
    dated = [date for date in newest if date]
    assert len(set(dated)) >= 4
    assert dated == sorted(dated, reverse=True)
    assert [date for date in oldest if date] == sorted(date for date in oldest if date)
    for found in (newest, oldest):
        assert None in found
        assert set(found[found.index(None) :]) == {None}


def test_every_order_shows_the_same_passages(pairs_retriever: Retriever) -> None:
    found = [
        {
            frozenset(s.path for s in (hit.speech, *hit.also_in, *hit.similar_in))
            for hit in pairs_retriever.ask("有人", top_k=100, sort=sort).hits
        }
        for sort in ("relevance", "newest", "oldest")
    ]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_join_without_gaps_or_repeats(pairs_retriever: Retriever, sort: str, size: int) -> None:
    whole = pairs_retriever.ask("有人负责", top_k=100, sort=sort)
    assert len(whole.hits) == whole.total > 7
    pages = [
        pairs_retriever.ask("有人负责", top_k=size, offset=offset, sort=sort) for offset in range(0, whole.total, size)
    ]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert [hit.rank for hit in whole.hits] == list(range(1, whole.total + 1))
    assert {page.total for page in pages} == {whole.total}


def test_a_page_behind_the_last_is_empty_and_does_not_say_that_nothing_was_found(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("有人负责", offset=1000)
    assert (answer.hits, answer.note) == ((), None)
    assert answer.total > 0


# --- the same every time ----------------------------------------------------------------------------------------

QUESTIONS = ("办事大厅怎么变的", "“有人管”", "library", "种粮", "谁负责", "老年人", "矿井")


def test_the_same_question_gets_the_same_answer(pairs_retriever: Retriever, real_retriever: Retriever) -> None:
    for retriever in (pairs_retriever, real_retriever):
        for question in QUESTIONS:
            assert retriever.ask(question) == retriever.ask(question)


def test_an_index_built_again_gives_the_same_answers(pairs_retriever: Retriever, library: Path, index: Path) -> None:
    build_with_pairs(library, index)
    with Retriever.open(index, encoder=PairEncoder()) as again:
        for question in QUESTIONS:
            assert again.ask(question, top_k=100) == pairs_retriever.ask(question, top_k=100)


def test_an_index_that_grew_gives_the_answers_of_one_built_at_once(tmp_path: Path, index: Path) -> None:
    corpus = write_library(tmp_path / "c")
    first = corpus / "年会" / "2017年.md"
    first.unlink()
    build_with_pairs(corpus, index)
    write_speech(first, **LIBRARY["年会/2017年.md"])
    build_with_pairs(corpus, index)
    build_with_pairs(corpus, tmp_path / "at once")
    with (
        Retriever.open(index, encoder=PairEncoder()) as grown,
        Retriever.open(tmp_path / "at once", encoder=PairEncoder()) as fresh,
    ):
        for question in QUESTIONS:
            assert shown(grown.ask(question, top_k=100)) == shown(fresh.ask(question, top_k=100))


def shown(answer: Answer) -> dict[tuple[str, int], tuple[float, tuple[str, ...], frozenset[str]]]:
    """What an answer shows, by speech and place in it, without the order of equal scores."""
    return {
        (hit.speech.path, hit.passage.start): (hit.score, hit.matched, frozenset(s.path for s in hit.also_in))
        for hit in answer.hits
    }

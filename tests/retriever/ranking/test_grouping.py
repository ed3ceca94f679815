"""Passages that say the same are shown once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retriever import Hit, Retriever
from retriever.ranking.grouping import reads_the_same
from tests.conftest import PairEncoder, build_with_pairs, write_speech

FIELDS = "一户一田一本账，一渠一闸一个人，农忙时节机器跟着熟茬走，人跟着机器走，做到成熟一片、收割一片、归仓一片。"


def ask_one(retriever: Retriever, question: str, part: str) -> Hit:
    """The one hit whose passage holds `part`."""
    (hit,) = [hit for hit in retriever.ask(question, top_k=100).hits if part in hit.passage.text]
    return hit


def answer_from(corpus: Path, index: Path, question: str, part: str) -> Hit:
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        return ask_one(retriever, question, part)


@pytest.mark.parametrize("question", ["巡河记录", "“巡河记录”"])
def test_versions_count_once_and_the_final_one_is_shown(pairs_retriever: Retriever, question: str) -> None:
    hit = ask_one(pairs_retriever, question, "巡河记录")
    assert hit.speech.state == "final"
    assert {speech.state for speech in hit.also_in} == {"draft_for_comment", "submitted_draft"}


def test_a_reworded_paragraph_of_a_draft_counts_once(pairs_retriever: Retriever) -> None:
    hit = ask_one(pairs_retriever, "采砂船只怎么管", "采砂船只")
    assert hit.passage.text.endswith("谁负责到底。")
    assert (hit.also_in, len(hit.similar_in)) == ((), 2)


def test_nearly_the_same_passage_of_two_years_is_shown_once(pairs_retriever: Retriever) -> None:
    hit = ask_one(pairs_retriever, "守住耕地红线", "守住耕地红线")
    assert hit.speech.date_text == "2018-03-05", "the newest in front"
    assert (hit.also_in, [speech.date_text for speech in hit.similar_in]) == ((), ["2017-03-02"])


def test_speeches_of_one_file_without_titles_are_no_drafts_of_each_other(tmp_path: Path, index: Path) -> None:
    """They have the file's name for a title, all of them the same: what is reworded there is another's."""
    lines = [
        {"text": FIELDS + rest} for rest in ("晒场借给农户用，不收一分钱。", "烘干机由合作社统一安排，费用年底结清。")
    ]
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "文稿.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    build_with_pairs(tmp_path / "c", index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        hits = retriever.ask("收割", top_k=100).hits
    assert [(hit.also_in, hit.similar_in) for hit in hits] == [((), ()), ((), ())]


def test_different_passages_stay_apart(pairs_retriever: Retriever) -> None:
    hits = [hit for hit in pairs_retriever.ask("办事大厅", top_k=100).hits if "办事大厅" in hit.passage.text]
    assert len(hits) == 3
    assert [hit.also_in for hit in hits] == [(), (), ()]


def test_the_final_version_stands_before_a_later_draft(tmp_path: Path, index: Path) -> None:
    write_speech(tmp_path / "c" / "a.md", FIELDS, title="在三夏会上的讲话", date="2021-06-01", state="定稿")
    write_speech(tmp_path / "c" / "b.md", FIELDS, title="在双抢会上的讲话", date="2022-06-01", state="征求意见稿")
    hit = answer_from(tmp_path / "c", index, "收割", "收割")
    assert (hit.speech.state, [speech.date_text for speech in hit.also_in]) == ("final", ["2022-06-01"])


def test_the_newest_of_final_versions_is_shown(tmp_path: Path, index: Path) -> None:
    for year in (2019, 2022, 2021):
        write_speech(
            tmp_path / "c" / f"{year}.md", FIELDS, title=f"{year}年三夏讲话", date=f"{year}-06-01", state="定稿"
        )
    hit = answer_from(tmp_path / "c", index, "收割", "收割")
    assert hit.speech.date_text == "2022-06-01"
    assert {speech.date_text for speech in hit.also_in} == {"2019-06-01", "2021-06-01"}


def test_widths_and_scripts_make_no_difference(tmp_path: Path, index: Path) -> None:
    write_speech(tmp_path / "c" / "a.md", FIELDS, title="甲", date="2021")
    write_speech(tmp_path / "c" / "b.md", FIELDS.replace("个", "個").replace("机", "機"), title="乙", date="2020")
    hit = answer_from(tmp_path / "c", index, "收割", "收割")
    assert (hit.speech.title, [speech.title for speech in hit.also_in]) == ("甲", ["乙"])


def test_only_the_same_words_are_also_there_and_what_differs_is_named_apart(tmp_path: Path, index: Path) -> None:
    """A figure that was put right in the final version stands in no draft, whatever else they share."""
    told = "全年发生亡人事故9起、死亡3人，比上年少了两起，" + FIELDS
    write_speech(tmp_path / "c" / "a.md", told, title="在夏收会上的讲话", date="2023-06-01", state="定稿")
    for number, state in enumerate(("送审稿", "征求意见稿")):
        draft = told.replace("9起", "12起")
        write_speech(tmp_path / "c" / f"b{number}.md", draft, title="在夏收会上的讲话", date="2023-06-01", state=state)
    marked = told.replace("，", "， ").replace("。", "！")
    write_speech(tmp_path / "c" / "d.md", marked, title="在秋收会上的讲话", date="2022-06-01", state="定稿")
    hit = answer_from(tmp_path / "c", index, "收割", "收割")
    assert (hit.speech.state, "9起" in hit.passage.text) == ("final", True)
    assert [speech.title for speech in hit.also_in] == ["在秋收会上的讲话"]
    assert {speech.state for speech in hit.similar_in} == {"submitted_draft", "draft_for_comment"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("守河有责、守河尽责。", "守河有责，守河尽责", True),
        ("「守河」　有责", "“守河”有责", True),
        ("增长8.4%。", "增长84%。", False),
        ("增长5%", "增长-5%", False),
        ("用3至5年", "用3至6年", False),
        ("——2024年，要守河", "2024年要守河", False),
    ],
)
def test_reading_the_same_leaves_the_signs_of_numbers_alone(one: str, other: str, same: bool) -> None:
    assert reads_the_same(one, other) is same


@pytest.mark.parametrize(("sort", "question"), [("oldest", "收割"), ("relevance", "最早什么时候提收割")])
def test_of_what_says_the_same_the_oldest_is_shown_where_the_oldest_is_wanted(
    tmp_path: Path, index: Path, sort: str, question: str
) -> None:
    """Not the final version of a later year, and of one day not the draft."""
    for year, state in ((2019, "征求意见稿"), (2022, "定稿"), (2021, "定稿")):
        title = f"{year}年三夏讲话"
        write_speech(tmp_path / "c" / f"{year}.md", FIELDS, title=title, date=f"{year}-06-01", state=state)
    write_speech(tmp_path / "c" / "f.md", FIELDS, title="2019年三夏讲话", date="2019-06-01", state="定稿")
    write_speech(tmp_path / "c" / "g.md", "晒场借给农户用，收割以后不收一分钱。", title="乙", date="2020-06-01")
    build_with_pairs(tmp_path / "c", index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        hits = retriever.ask(question, sort=sort).hits
    (hit,) = [hit for hit in hits if "一户一田" in hit.passage.text]
    assert (hit.speech.date_text, hit.speech.state) == ("2019-06-01", "final")
    assert len(hit.also_in) == 3
    if sort == "oldest":
        assert [hit.speech.date_text for hit in hits] == ["2019-06-01", "2020-06-01"]


def test_an_older_passage_without_the_wording_is_not_shown_as_the_oldest(tmp_path: Path, index: Path) -> None:
    """Nearly the same passage of the year before says 熟田 where the later one says 熟茬."""
    old = FIELDS.replace("熟茬", "熟田")
    write_speech(tmp_path / "c" / "a.md", old, title="甲", date="2019-06-01")
    write_speech(tmp_path / "c" / "b.md", FIELDS, title="乙", date="2021-06-01")
    build_with_pairs(tmp_path / "c", index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        hit = retriever.ask("熟茬", sort="oldest").hits[0]
    assert (hit.speech.date_text, [speech.date_text for speech in hit.similar_in]) == ("2021-06-01", ["2019-06-01"])

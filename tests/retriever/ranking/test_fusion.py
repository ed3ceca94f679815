"""What holds of fused scores whatever the weights."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.build import build
from indexer.encoder import Encoder
from retriever import Retriever
from retriever.ranking import weights
from retriever.ranking.fusion import Background, background
from tests.conftest import write_speech

FERRY = "冬季末班渡船晚上七点开，过了点想过江就要绕大桥。"
NOVELS = "The reading room was painted. Members may borrow four novels at a time."
CHINESE = (
    FERRY,
    "河堤上的路灯全部换成节能灯，由养护站巡查。",
    "学校食堂的菜价每学期公示一次，家长可以查。",
    "果园的滴灌管道坏了，先报村里再报镇里。",
    "停车场白天收费，晚上七点以后免费开放。",
    "社区医院周六也看门诊，老人可以先挂号。",
    "信访件七天内要有答复，答复要写明经办人。",
    "公厕的卫生由保洁公司负责，镇里每月检查。",
)
ENGLISH = (
    NOVELS,
    "The orchards were pruned in spring. Apples go to the market in autumn.",
    "Parking is free in the evening, and the lamps on the bank are new.",
    "The clinic is open on Saturdays. Elderly people are seen first.",
    "School meals are paid for by the week, and prices hang at the door.",
    "Repairs to the town hall begin after the harvest fair.",
    "Letters are answered within seven days by the office in charge.",
    "The bus drivers get a new depot next summer.",
)


def test_scores_lie_between_0_and_1_and_fall(pairs_retriever: Retriever, real_retriever: Retriever) -> None:
    for retriever in (pairs_retriever, real_retriever):
        for question in ("办事大厅怎么改", "守住耕地红线", "library", "完全无关的量子纠缠"):
            scores = [hit.score for hit in retriever.ask(question, top_k=100).hits]
            assert scores
            assert scores == sorted(scores, reverse=True)
            assert min(scores) >= 0
            assert max(scores) <= 1


def test_a_passage_with_the_words_comes_first(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("充电桩要建在哪里").hits[0]
    assert "充电桩" in first.passage.text
    assert "keyword" in first.matched


def test_a_question_whose_words_stand_nowhere_is_answered_by_meaning(real_retriever: Retriever) -> None:
    answer = real_retriever.ask("Where can people borrow novels?", top_k=3)
    assert "A library is the one room" in answer.hits[0].passage.text
    assert "meaning" in answer.hits[0].matched


def test_meaning_crosses_languages(real_retriever: Retriever) -> None:
    top = real_retriever.ask("elderly people get help filling in forms at the service hall", top_k=3).hits
    assert any("老年人办事有人陪" in hit.passage.text for hit in top)


def test_traditional_questions_find_simplified_text_and_the_other_way_round(pairs_retriever: Retriever) -> None:
    assert "充电桩" in pairs_retriever.ask("充電樁").hits[0].passage.text
    assert "帶病運轉" in pairs_retriever.ask("带病运转").hits[0].passage.text


def test_the_language_that_is_ahead_is_set_back_towards_the_mean() -> None:
    cosines = np.array([0.9, 0.8] * 5 + [0.6, 0.5] * 15, dtype=np.float32)
    languages = np.array(["en"] * 10 + ["zh"] * 30)
    ground = background(cosines, languages)
    # The means are 0.85 and 0.55, that of all 0.625; half of 10 passages is believed, three quarters of 30.
    assert ground.ahead == {"en": pytest.approx(0.1125, abs=1e-6), "zh": pytest.approx(-0.05625, abs=1e-6)}
    assert ground.without_language_bias(cosines[[0, -1]], languages[[0, -1]]).tolist() == pytest.approx(
        [0.7875, 0.55625]
    )


def test_in_one_language_nothing_is_set_back() -> None:
    cosines, languages = np.array([0.9, 0.7], dtype=np.float32), np.array(["zh", "zh"])
    ground = background(cosines, languages)
    assert ground.mean == pytest.approx(0.8)
    assert ground.deviation == pytest.approx(0.1)
    assert ground.without_language_bias(cosines, languages).tolist() == cosines.tolist()


def test_no_passages_have_a_background_too() -> None:
    ground = background(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.str_))
    assert ground == Background(0.0, 0.0)


def test_deviations_follow_the_corpus_where_there_are_many_passages() -> None:
    cosines = np.array([0.31, 0.62], dtype=np.float32)
    usual = weights.USUAL_DEVIATION
    assert Background(0.8, 0.2, sampled=1_000_000).in_deviations(cosines) == pytest.approx(cosines / 0.2, rel=0.01)
    assert Background(0.8, 0.2, sampled=0).in_deviations(cosines) == pytest.approx(cosines / usual)


def test_what_answers_in_another_language_comes_before_what_is_only_in_the_own_one(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> None:
    folder = tmp_path_factory.mktemp("both")
    for number, (chinese, english) in enumerate(zip(CHINESE, ENGLISH, strict=True)):
        write_speech(folder / "c" / f"{number}.md", chinese)
        # With a title of its own: the first words as title would stand twice in what is embedded.
        write_speech(folder / "c" / f"en-{number}.md", english, title=f"en-{number}")
    build([folder / "c"], folder / "index", encoder=encoder)
    with Retriever.open(folder / "index", encoder=encoder) as retriever:
        first = retriever.ask("When does the last ferry cross the river on winter evenings?").hits[0]
        own = retriever.ask("How many novels may members borrow at a time?").hits[0]
    assert first.passage.text == FERRY
    assert own.passage.text == NOVELS

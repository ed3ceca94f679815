"""What holds of fused scores whatever the weights."""

from __future__ import annotations

from retriever import Retriever


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

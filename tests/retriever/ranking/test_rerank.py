"""The second stage, with a real CrossEncoder that is small enough to be made here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import app
from corpus import say
from corpus.errors import EncoderError
from indexer.encoder import Reranker, load_reranker
from retriever import Answer, Retriever
from retriever.cli import main
from retriever.ranking.weights import READ_AGAIN
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.cross_encoder import logits, write_cross_encoder

pytestmark = pytest.mark.model

QUESTION = "山区的茶叶怎么卖出好价钱"
_PLACES = "东坡西岭南沟北寨上湾下坪前山后岗左岸右滩大田小河老街新村高台平川清泉"
# More than are read again, all near the question and each different enough from the others to be shown.
TEXTS = [
    f"山区的茶叶卖出好价钱，{place * 9}先做到第{number}件事，{other * 9}再做到统一分级。"
    for number, (place, other) in enumerate(zip(_PLACES[:30], _PLACES[3:33], strict=True), 1)
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cross_encoder(tmp_path_factory.mktemp("reranker") / "model", [*TEXTS, QUESTION])


@pytest.fixture(scope="module")
def reranker(model: Path) -> Reranker:
    return load_reranker(str(model))


@pytest.fixture(scope="module")
def tea_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tea")
    for number, text in enumerate(TEXTS):
        date = f"20{number // 2 + 1:02}-01-{number + 1:02}"
        write_speech(folder / "corpus" / f"{number}.md", text + "\n", title=f"茶叶讲话之{number}", date=date)
    build_with_pairs(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def plain(tea_index: Path) -> Iterator[Retriever]:
    with Retriever.open(tea_index, encoder=PairEncoder()) as retriever:
        yield retriever


@pytest.fixture(scope="module")
def with_reranker(tea_index: Path, reranker: Reranker) -> Iterator[Retriever]:
    with Retriever.open(tea_index, encoder=PairEncoder(), reranker=reranker) as retriever:
        yield retriever


def texts_of(answer: Answer) -> list[str]:
    return [hit.passage.text for hit in answer.hits]


def in_its_order(model: Path, texts: list[str], question: str = QUESTION) -> list[str]:
    """`texts` with the first ones as the model orders them."""
    said = dict(zip(texts, logits(model, question, texts), strict=True))
    return sorted(texts[:READ_AGAIN], key=said.__getitem__, reverse=True) + texts[READ_AGAIN:]


def test_scores_are_the_logits_of_the_model(model: Path, reranker: Reranker) -> None:
    scores = reranker.scores(QUESTION, TEXTS)
    assert scores.dtype == np.float32
    assert scores.shape == (len(TEXTS),)
    np.testing.assert_allclose(scores, logits(model, QUESTION, TEXTS), rtol=0, atol=1e-4)
    assert reranker.scores(QUESTION, []).shape == (0,)


def test_the_best_are_put_in_its_order_and_the_rest_stay(
    model: Path, plain: Retriever, with_reranker: Retriever
) -> None:
    before, after = (each.ask(QUESTION, top_k=100) for each in (plain, with_reranker))
    assert before.total == after.total > READ_AGAIN
    expected = in_its_order(model, texts_of(before))
    assert expected[:READ_AGAIN] != texts_of(before)[:READ_AGAIN]
    assert texts_of(after) == expected


def test_scores_belong_to_the_places(plain: Retriever, with_reranker: Retriever) -> None:
    before, after = (each.ask(QUESTION, top_k=100) for each in (plain, with_reranker))
    scores = [hit.score for hit in after.hits]
    assert scores == [hit.score for hit in before.hits] == sorted(scores, reverse=True)
    assert [hit.rank for hit in after.hits] == list(range(1, after.total + 1))
    assert 0 <= scores[-1] < scores[0] <= 1


def test_pages_are_cut_from_one_order(with_reranker: Retriever) -> None:
    whole = texts_of(with_reranker.ask(QUESTION, top_k=24))
    pages = [with_reranker.ask(QUESTION, top_k=8, offset=offset) for offset in (0, 8, 16)]
    assert [text for page in pages for text in texts_of(page)] == whole


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_an_order_by_date_stays(sort: str, plain: Retriever, with_reranker: Retriever) -> None:
    assert with_reranker.ask(QUESTION, sort=sort) == plain.ask(QUESTION, sort=sort)


@pytest.mark.parametrize("asked", ["第一次讲茶叶卖出好价钱是哪一年", "哪些讲话讲到茶叶卖出好价钱"])
def test_orders_and_shapes_in_the_words_stay(asked: str, plain: Retriever, with_reranker: Retriever) -> None:
    answer = plain.ask(asked)
    assert (answer.query.sort, answer.query.mode) != ("relevance", "passages")
    assert with_reranker.ask(asked) == answer


def test_nothing_found_is_nothing_to_order(with_reranker: Retriever) -> None:
    answer = with_reranker.ask("“没有这句话”")
    assert answer.note is not None
    assert answer.note.code == "phrase_not_found"


def test_filters_in_the_words_are_not_shown_to_it(model: Path, plain: Retriever, with_reranker: Retriever) -> None:
    asked = f"2008年{QUESTION}"
    before = plain.ask(asked)
    assert before.query.subject == QUESTION
    assert len(before.hits) == 2
    assert texts_of(with_reranker.ask(asked)) == in_its_order(model, texts_of(before))


# --- loading ----------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_or_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(EncoderError) as raised:
        load_reranker(str(tmp_path))
    assert raised.value.code == "reranker_unloadable"
    for language in ("en", "zh"):
        assert str(tmp_path) in raised.value.message(language)
        assert "--reranker" in raised.value.message(language)


@pytest.mark.parametrize("shape", [{"labels": 3}, {"head": False}], ids=str)
def test_a_model_that_gives_no_trained_score_is_refused(shape: dict[str, Any], tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", [QUESTION], **shape)
    with pytest.raises(EncoderError) as raised:
        load_reranker(str(folder))
    assert raised.value.code == "reranker_unfit"


# --- the command line -------------------------------------------------------------------------------------------


def test_ask_takes_a_reranker(
    model: Path, real_index: Path, real_retriever: Retriever, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts_of(real_retriever.ask(QUESTION, top_k=5, understand=False))
    everything = texts_of(real_retriever.ask(QUESTION, top_k=100, understand=False))
    options = ["--index", str(real_index), "--json", "--as-typed", "--top-k", "5"]
    assert main(["ask", QUESTION, *options, "--reranker", str(model)]) == 0
    shown = [hit["text"] for hit in json.loads(capsys.readouterr().out)["hits"]]
    assert shown == in_its_order(model, everything)[:5] != before


def test_ask_says_why_a_reranker_cannot_be_loaded(
    real_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["ask", QUESTION, "--index", str(real_index), "--reranker", str(tmp_path)]) == 1
    start, end = say("reranker_unloadable", "en", model=tmp_path, reason="|").split("|")
    told = capsys.readouterr().err
    assert start in told
    assert end.strip() in told


def test_the_chat_refuses_it_before_it_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_speech(tmp_path / "corpus" / "1.md", TEXTS[0]).parent
    options = ["--port", "0", "--corpus", str(corpus), "--index", str(tmp_path / "index")]
    assert app.main([*options, "--reranker", str(tmp_path / "corpus")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "--reranker" in line
    assert not (tmp_path / "index").exists()

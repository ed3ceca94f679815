"""Refusals of the HTTP API: each has a status, a code and a sentence in the caller's language, whatever is sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from retriever import Retriever
from retriever.operations import OPERATIONS
from tests.conftest import PairEncoder
from tests.pair_encoder import Vectors
from tests.ui.api_parts import built
from ui.api.routes import MOST_BYTES

REQUESTS = {each.name: each.request for each in OPERATIONS if each.method == "POST"}


@pytest.fixture(scope="module")
def client(pairs_retriever: Retriever) -> Iterator[TestClient]:
    with TestClient(built(pairs_retriever)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "english", "chinese"),
    [
        ("ask", {"question": " "}, 400, "query_blank", "The question is empty.", "问题是空的"),
        ("ask", {"question": "种粮", "year": 1901}, 400, "filter_unknown_year", "1901", "1901 年"),
        ("ask", {"question": "种粮", "from": "3月"}, 400, "filter_date", "2021-03-09", "2021-03-09"),
        (
            "ask",
            {"question": "种粮", "from": "2024", "to": "2021"},
            400,
            "filter_dates_reversed",
            "later than",
            "起止颠倒",
        ),
        ("ask", {}, 400, "request_invalid", "“question” is missing.", "缺少“question”"),
        ("ask", {"question": "a", "topk": 3}, 400, "request_invalid", "no option “topk”", "没有“topk”"),
        ("ask", {"question": "a", "date_from": "2017"}, 400, "request_invalid", "“date_from”", "“date_from”"),
        ("ask", {"question": "a", "top_k": 101}, 400, "request_invalid", "“top_k” must be 100", "不能大于 100"),
        ("ask", {"question": "a", "offset": -1}, 400, "request_invalid", "“offset” must be 0", "不能小于 0"),
        ("ask", {"question": "a", "top_k": 1.5}, 400, "request_invalid", "a whole number", "应为整数"),
        ("ask", {"question": ["a"]}, 400, "request_invalid", "must be a text", "应为文字"),
        ("ask", {"question": "a", "as_typed": "x"}, 400, "request_invalid", "true or false", "true 或 false"),
        ("ask", {"question": "a", "lang": "fr"}, 400, "request_invalid", "one of: zh, en.", "可选：zh, en。"),
        ("ask", {"question": "字" * 2001}, 400, "request_invalid", "2000 characters at most", "最多 2000 个字"),
        ("check", {"draft": "字" * 200_001}, 400, "request_invalid", "200000 characters", "最多 200000 个字"),
        ("check", {"draft": " \n"}, 400, "draft_blank", "no text to compare", "没有要比对的文字"),
        ("ask", {"question": "\ud800"}, 400, "request_invalid", "cannot be used", "无法采用"),
        ("ask", ["a"], 400, "unreadable", "one JSON object", "JSON 对象"),
        ("timeline", {"periods": ["2017"]}, 400, "request_invalid", "needs 2 entries", "至少要有 2 项"),
        ("timeline", {"phrases": ["a"] * 21}, 400, "request_invalid", "20 entries at most", "最多 20 项"),
        ("timeline", {"phrases": "a"}, 400, "request_invalid", "must be a list", "应为列表"),
        ("phrase", {"phrase": "|".join("甲" * 21)}, 400, "wordings_too_many", "21 wordings", "21 个"),
        (
            "timeline",
            {"phrases": ["|".join("甲乙丙丁戊己庚辛壬癸子"), "|".join("丑寅卯辰巳午未申酉戌")]},
            400,
            "wordings_too_many",
            "21 wordings",
            "21 个",
        ),
        ("compare", {"speeches": ["2017年"]}, 400, "compare_two", "two", "两篇"),
        ("compare", {"speeches": ["2017年", "无此讲话"]}, 404, "speech_not_named", "无此讲话", "无此讲话"),
        ("compare", {"speeches": ["2017年", "全县经济工作会议"]}, 409, "speech_ambiguous", "2018-03-05", "2018-03-05"),
    ],
)
def test_an_error_has_a_code_and_a_sentence_in_the_callers_language(
    client: TestClient, path: str, body: object, status: int, code: str, english: str, chinese: str
) -> None:
    for language, expected in (("en-GB", english), ("zh-CN,en;q=0.5", chinese)):
        headers = {"accept-language": language, "content-type": "application/json"}
        answer = client.post(f"/api/{path}", content=json.dumps(body), headers=headers)
        told = answer.json()
        assert (answer.status_code, told.keys(), told["error"]) == (status, {"error", "message"}, code), answer.text
        assert expected in told["message"]


@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status", "code"),
    [
        ("GET", "/api/speeches/nosuchspeech", b"", "", 404, "speech_unknown"),
        ("GET", "/api/speeches?sort=size", b"", "", 400, "request_invalid"),
        ("GET", "/api/speeches?limit=501", b"", "", 400, "request_invalid"),
        ("GET", "/api/nothing", b"", "", 404, "no_such_address"),
        ("GET", "/api/docs", b"", "", 404, "no_such_address"),
        ("GET", "/api/redoc", b"", "", 404, "no_such_address"),
        ("GET", "/api/ask", b"", "", 405, "wrong_method"),
        ("POST", "/api/ask", b'{"question": "a', "application/json", 400, "unreadable"),
        ("POST", "/api/ask", b'{"question": "\xff"}', "application/json", 400, "unreadable"),
        ("POST", "/api/ask", b'{"question": "a"}', "text/plain", 400, "unreadable"),
        ("POST", "/api/ask", b"[" * 100_000, "application/json", 400, "unreadable"),
        ("POST", "/api/ask", b"", "application/json", 400, "request_invalid"),
    ],
)
def test_what_is_no_request_of_ours_is_an_error_too(
    client: TestClient, method: str, path: str, content: bytes, kind: str, status: int, code: str
) -> None:
    answer = client.request(method, path, content=content, headers={"content-type": kind} if kind else {})
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text


WRITTEN = st.text(st.characters(exclude_categories=()), max_size=6) | st.sampled_from(
    [
        "办事大厅",
        "“种粮”2019年",
        "以＿为＿",
        "一个…受理",
        "A | B",
        "2017",
        "2018-2020",
        "2017年",
        "\x00",
        "…",
        "＿",
        "|",
    ]
)
SENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WRITTEN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WRITTEN, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A function, and options of which most have a value of the right kind."""
    name = draw(st.sampled_from(sorted(REQUESTS)))
    body: dict[str, object] = {}
    for option, described in REQUESTS[name].model_json_schema()["properties"].items():
        if draw(st.booleans()):
            kinds = {kind.get("type") for kind in described.get("anyOf", [described])}
            likely = WRITTEN if "string" in kinds else st.lists(WRITTEN, min_size=1, max_size=3)
            body[option] = draw(likely | SENT if kinds & {"string", "array"} else SENT | st.integers(-1, 3))
    return name, body


@settings(max_examples=150, deadline=None)
@given(requests(), st.sampled_from(["zh", "en"]))
def test_nothing_that_is_sent_is_more_than_it_can_answer(
    client: TestClient, request_: tuple[str, dict[str, object]], language: str
) -> None:
    name, body = request_
    headers = {"accept-language": language, "content-type": "application/json"}
    answer = client.post(f"/api/{name}", content=json.dumps(body), headers=headers)
    assert answer.status_code in (200, 400, 404, 409), answer.text
    if answer.status_code != 200:
        told = answer.json()
        assert told.keys() == {"error", "message"} and told["error"] and told["message"].strip()


def test_options_in_the_address_of_a_question_are_not_passed_over(client: TestClient) -> None:
    answer = client.post("/api/ask?year=2019", json={"question": "种粮"}, headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["error"]) == (400, "options_in_address")
    assert "one JSON object" in answer.json()["message"]


def test_a_body_that_is_too_large_is_not_taken(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(MOST_BYTES // 65_536 + 1):
            yield b"a" * 65_536

    for content in (b"a" * (MOST_BYTES + 1), endless()):
        answer = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


class Broken(PairEncoder):
    """Fails at a question in a way that nobody foresaw, and repeats the question in doing so."""

    def encode_queries(self, texts: object) -> Vectors:
        raise RuntimeError(f"no vector for {texts}")


def test_a_fault_of_ours_tells_and_logs_nothing_that_was_asked(
    pairs_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Retriever.open(pairs_index, encoder=Broken()) as retriever, TestClient(built(retriever)) as client:
        answer = client.post("/api/ask", json={"question": "机密的问题"}, headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["error"]) == (500, "unexpected")
    assert "Traceback" not in answer.text and "RuntimeError" not in answer.text
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    logged = logging.Formatter().format(record)
    assert "RuntimeError" in logged and "encode_queries" in logged
    assert "机密" not in caplog.text

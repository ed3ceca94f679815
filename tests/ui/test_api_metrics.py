"""What a monitor reads: alive, ready, and numbers without a word of what was asked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from indexer.layout import Layout
from indexer.published import read_published, write_published
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.ui.api_parts import built


@pytest.fixture
def client(pairs_retriever: Retriever) -> Iterator[TestClient]:
    with TestClient(built(pairs_retriever)) as client:
        yield client


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    """The samples by name and the values of their labels, in the order of the labels' names."""
    text = client.get("/metrics").text
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    for body in ({"question": "办事大厅"}, {"question": "种粮"}, {"question": " "}):
        client.post("/api/ask", json=body)
    client.get("/api/speeches/one")
    client.get("/api/speeches/two")
    client.get("/healthz")
    counted = samples(client)
    assert counted["tifa_requests_total", "/api/ask", "200"] == 2
    assert counted["tifa_requests_total", "/api/ask", "400"] == 1
    assert counted["tifa_requests_total", "/api/speeches/{speech_id}", "404"] == 2
    assert counted["tifa_requests_total", "/healthz", "200"] == 1
    assert counted["tifa_request_seconds_count", "/api/ask"] == 3
    assert counted["tifa_request_seconds_bucket", "+Inf", "/api/ask"] == 3
    assert counted["tifa_request_seconds_sum", "/api/ask"] > 0


def test_what_is_asked_and_opened_is_no_label(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "机密的问题"})
    client.get("/api/speeches/secret-id?title=机密的题目")
    for path in ("/secret-page", "/api/secret", "/zh/secret", "/zh/gradio_api/file=/secret", "/", "/zh/", "/en/"):
        client.get(path)
    client.request("SECRET", "/healthz")
    text = client.get("/metrics").text
    assert "secret" not in text.lower() and "机密" not in text
    routes = set(re.findall(r'tifa_requests_total\{route="([^"]*)"', text))
    assert {"/", "/zh/", "/en/", "/api/ask", "/api/speeches/{speech_id}", "other"} <= routes


def test_each_page_and_act_is_a_route_of_its_own(client: TestClient) -> None:
    client.get("/zh/wording/places?q=机密")
    client.get("/en/library")
    client.post("/en/library/rebuild", headers={"x-forwarded-for": "192.0.2.7"})
    client.post("/zh/gradio_api/queue/join", json={})
    counted = samples(client)
    assert counted["tifa_requests_total", "/zh/wording/places", "200"] == 1
    assert counted["tifa_requests_total", "/en/library", "200"] == 1
    assert counted["tifa_requests_total", "/en/library/rebuild", "403"] == 1
    assert counted["tifa_requests_total", "/zh/gradio_api/queue/join", "422"] == 1


def test_the_index_is_described(client: TestClient) -> None:
    described = samples(client)
    expected = {"readable": 1, "speeches": 9, "pending_passages": 0, "unread_files": 0, "marked_files": 0}
    assert {name: described[f"tifa_index_{name}",] for name in expected} == expected
    assert described["tifa_index_passages",] > 9
    assert described["tifa_index_generation",] >= 1


def test_files_that_could_not_be_read_are_counted(tmp_path: Path, index: Path) -> None:
    corpus = tmp_path / "讲话"
    write_speech(corpus / "渡口.md", "摆渡船每晚八点收班。", title="渡口安全")
    (corpus / "坏的.docx").write_bytes(b"no docx at all")
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, TestClient(built(retriever)) as client:
        before = samples(client)
        assert before["tifa_index_unread_files",] == 1
        (corpus / "坏的.docx").unlink()
        build_with_pairs(corpus, index)
        after = samples(client)
    assert after["tifa_index_unread_files",] == 0
    assert after["tifa_index_generation",] > before["tifa_index_generation",]


def test_numbers_come_also_when_the_index_is_broken(tmp_path: Path, pairs_index: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(pairs_index, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, TestClient(built(retriever)) as client:
        assert client.get("/readyz").status_code == 200
        Layout(index).catalog.write_bytes(b"damaged")
        published = read_published(Layout(index))
        assert published is not None
        write_published(Layout(index), replace(published, generation=published.generation + 1))
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["error"].startswith("index_")
        numbers = samples(client)
        assert numbers["tifa_index_readable",] == 0
        assert numbers["tifa_requests_total", "/readyz", "503"] == 1
        assert client.get("/healthz").status_code == 200


def test_ready_means_that_the_encoder_is_loaded(real_index: Path) -> None:
    with Retriever.open(real_index) as retriever, TestClient(built(retriever)) as client:
        told = client.get("/readyz", headers={"accept-language": "en"})
        assert (told.status_code, told.json()["error"]) == (503, "ready_not_loaded")
        assert told.json()["message"] == "The model is still being loaded. Wait until it is."
        assert client.get("/healthz").json() == {"status": "alive"}
        retriever.warm_up()
        assert client.get("/readyz").json() == {"status": "ready"}


def test_an_empty_library_is_not_ready(tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty").mkdir()
    build_with_pairs(tmp_path / "empty", index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, TestClient(built(retriever)) as client:
        told = client.get("/readyz")
        assert (told.status_code, told.json()["error"]) == (503, "index_empty")
        assert client.post("/api/ask", json={"question": "种粮"}).status_code == 503


def test_a_monitor_may_ask_for_the_head_only(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")

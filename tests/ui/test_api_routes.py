"""The HTTP API: the same objects as the command line, its options under the same names, and errors that help."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import pytest
from fastapi.testclient import TestClient

from corpus import reading_order
from indexer.__main__ import main as indexer_main
from indexer.build import build
from retriever import Retriever
from retriever.cli import commands
from retriever.cli import main as retriever_main
from retriever.operations import OPERATIONS
from tests.conftest import PROJECT, PairEncoder, answered
from tests.pair_encoder import Vectors
from tests.ui.api_parts import built
from ui.api.routes import api
from ui.api.work import Room, Workers

DRAFT = (
    "各位同事：\n办事大厅要推行一个窗口受理、一张清单告知、一次办结出证。\n今年要新建三座跨河大桥，把两岸连成一片。\n"
)


@pytest.fixture(scope="module")
def client(pairs_retriever: Retriever) -> Iterator[TestClient]:
    with TestClient(built(pairs_retriever)) as client:
        yield client


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> bytes:
    """What `python -m retriever …` prints, byte for byte, without the end of the line."""
    capsys.readouterr()
    assert retriever_main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out.removesuffix("\n").encode()


# --- the same objects as the command line ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "arguments"),
    [
        ("phrase", {"phrase": "办事大厅"}, ["phrase", "办事大厅"]),
        ("phrase", {"phrase": "巡河", "exact": True}, ["phrase", "巡河", "--exact"]),
        ("phrase", {"phrase": "办事大厅 | 种粮"}, ["phrase", "办事大厅 | 种粮"]),
        ("phrase", {"phrase": "一个…受理"}, ["phrase", "一个…受理"]),
        ("timeline", {"phrases": ["办事大厅", "种粮"]}, ["timeline", "办事大厅", "种粮"]),
        ("timeline", {"periods": ["2017", "2018-2020"]}, ["timeline", "--periods", "2017", "2018-2020"]),
        (
            "timeline",
            {"phrases": ["种粮"], "periods": ["2017", "2018-2020"]},
            ["timeline", "种粮", "--periods", "2017", "2018-2020"],
        ),
        ("families", {"text": "耕地红线"}, ["families", "耕地红线"]),
        ("families", {"limit": 1}, ["families", "--limit", "1"]),
        ("enumerations", {}, ["enumerations"]),
        ("enumerations", {"phrase": "三个"}, ["enumerations", "三个"]),
        ("compare", {"speeches": ["2017年", "2018年.md"]}, ["compare", "2017年", "2018年.md"]),
        ("compare", {"speeches": ["2017年.md"], "skeletons": True}, ["compare", "2017年.md", "--skeletons"]),
    ],
)
def test_an_answer_is_what_the_command_prints(
    client: TestClient,
    pairs_index: Path,
    capsys: pytest.CaptureFixture[str],
    path: str,
    body: dict[str, object],
    arguments: list[str],
) -> None:
    answer = client.post(f"/api/{path}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == printed(capsys, *arguments, "--json", "--index", pairs_index)


def test_a_draft_is_compared_as_the_command_compares_a_file(
    client: TestClient, pairs_index: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(DRAFT, encoding="utf-8")
    answer = client.post("/api/check", json={"draft": DRAFT, "speaker": "县长"})
    assert answer.content == printed(capsys, "check", file, "--speaker", "县长", "--json", "--index", pairs_index)
    found = answer.json()
    assert [sentence["verdict"] for sentence in found][-1] == "new"
    assert all(DRAFT[each["start"] : each["end"]] == each["text"] for each in found)


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ({"question": "办事大厅怎么改？"}, ["办事大厅怎么改？"]),
        ({"question": "办事大厅", "top_k": 1, "offset": 1}, ["办事大厅", "--top-k", "1", "--offset", "1"]),
        (
            {"question": "2018年种粮", "as_typed": True, "from": "2017-01", "to": "2018", "sort": "oldest"},
            ["2018年种粮", "--as-typed", "--from", "2017-01", "--to", "2018", "--sort", "oldest"],
        ),
        (
            {"question": "library", "year": 2022, "speaker": "Mayor of Eastmere", "lang": "en", "folder": "english"},
            ["library", "--year", "2022", "--speaker", "Mayor of Eastmere", "--lang", "en", "--folder", "english"],
        ),
        (
            {"question": "“采砂船” 夜间", "title": "河湖", "occasion": "河湖长制推进会"},
            ["“采砂船” 夜间", "--title", "河湖", "--occasion", "河湖长制推进会"],
        ),
    ],
)
def test_a_question_is_answered_as_the_command_answers(
    real_retriever: Retriever,
    real_index: Path,
    capsys: pytest.CaptureFixture[str],
    body: dict[str, object],
    arguments: list[str],
) -> None:
    with TestClient(built(real_retriever)) as client:
        answer = client.post("/api/ask", json=body, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.text
    assert answer.content == printed(capsys, "ask", *arguments, "--json", "--index", real_index)


# Where the index is, and what is written to the terminal or to a file; a reranker is chosen when the server starts. The
# order and the groups of places concern only what is printed for people.
NOT_FOR_PROGRAMS = {"index", "json", "csv", "reranker", "help"}
SHOWN_ONLY = {"phrase": {"sort", "group"}}
REQUESTS = {each.name: each.request for each in OPERATIONS if each.method == "POST"}
IN_PLACE_OF = {"file": "draft"}  # a program has the text of the draft, not a file


@pytest.mark.parametrize("name", REQUESTS)
def test_options_are_those_of_the_command_line_by_name(name: str) -> None:
    on_command_line = {
        max(each.opts, key=len).removeprefix("--").replace("-", "_")
        if isinstance(each, click.Option)
        else IN_PLACE_OF.get(str(each.name), each.name)
        for each in commands.commands[name].params
    }
    here = set(REQUESTS[name].model_json_schema()["properties"])
    assert here == on_command_line - NOT_FOR_PROGRAMS - SHOWN_ONLY.get(name, set())


# --- speeches --------------------------------------------------------------------------------------------------


def exported(capsys: pytest.CaptureFixture[str], index: Path) -> list[dict[str, Any]]:
    """What `python -m indexer export` prints."""
    capsys.readouterr()
    assert indexer_main(["export", "--index", str(index)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_speeches_are_listed_as_they_are_exported_without_text(
    client: TestClient, pairs_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = client.get("/api/speeches").json()
    known = {speech["speech_id"]: speech for speech in exported(capsys, pairs_index)}
    assert (listed["total"], listed["offset"]) == (9, 0)
    assert {speech["speech_id"]: speech for speech in listed["speeches"]} == {
        speech_id: {name: value for name, value in speech.items() if name != "text"}
        for speech_id, speech in known.items()
    }


def dates(client: TestClient, **options: object) -> list[str | None]:
    return [speech["date"] for speech in client.get("/api/speeches", params=options).json()["speeches"]]


def test_speeches_are_ordered_the_undated_last(client: TestClient) -> None:
    newest = dates(client)
    assert newest[0] == "2022-05-14" and newest[-1] is None
    assert newest[:-1] == sorted(newest[:-1], reverse=True)  # type: ignore[type-var]
    oldest = dates(client, sort="oldest")
    assert oldest[:-1] == sorted(oldest[:-1]) and oldest[-1] is None  # type: ignore[type-var]
    titles = [speech["title"] for speech in client.get("/api/speeches?sort=title").json()["speeches"]]
    assert titles == sorted(titles, key=reading_order)
    assert titles.index("消防演练动员讲话") < titles.index("在2017年全县经济工作会议上的讲话")


def test_pages_of_speeches_make_up_the_whole(client: TestClient) -> None:
    pages = [client.get("/api/speeches", params={"limit": 4, "offset": offset}).json() for offset in (0, 4, 8, 12)]
    assert [len(page["speeches"]) for page in pages] == [4, 4, 1, 0]
    assert {page["total"] for page in pages} == {9}
    together = [speech for page in pages for speech in page["speeches"]]
    assert together == client.get("/api/speeches").json()["speeches"]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({"year": 2019}, 3),
        ({"from": "2018", "to": "2019-07-09"}, 4),
        ({"speaker": "云岭县县长"}, 2),
        ({"title": "定稿"}, 1),
        ({"folder": "年会", "year": 2020}, 1),
        ({"lang": "en"}, 1),
        ({"occasion": "全县经济工作会议"}, 3),
    ],
)
def test_speeches_are_filtered(client: TestClient, options: dict[str, object], count: int) -> None:
    assert client.get("/api/speeches", params=options).json()["total"] == count


def test_a_speech_comes_with_its_text_passages_and_versions(
    client: TestClient, pairs_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (wanted,) = [speech for speech in exported(capsys, pairs_index) if speech["title"].endswith("（定稿）")]
    found = client.get(f"/api/speeches/{wanted['speech_id']}").json()
    assert {name: found[name] for name in wanted} == wanted
    assert [found["text"][each["start"] : each["end"]].strip()[:4] for each in found["passages"]][-1] == "采砂船只"
    assert all(each["heading_path"] == [] and each["paragraph"] >= 1 for each in found["passages"])
    assert sorted(version["state"] for version in found["versions"]) == ["draft_for_comment", "submitted_draft"]


# --- at the same time ------------------------------------------------------------------------------------------


class Gated(PairEncoder):
    """Answers no question before the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.asked = threading.Event()

    def encode_queries(self, texts: object) -> Vectors:
        self.asked.set()
        assert self.gate.wait(60)
        return super().encode_queries(texts)  # type: ignore[arg-type]


def test_a_slow_question_holds_nothing_else_up(pairs_index: Path) -> None:
    encoder = Gated()
    with (
        Retriever.open(pairs_index, encoder=encoder) as retriever,
        TestClient(built(retriever)) as client,
        ThreadPoolExecutor() as threads,
    ):
        slow = threads.submit(client.post, "/api/ask", json={"question": "种粮"})
        try:
            assert encoder.asked.wait(60)
            assert client.get("/healthz").json() == {"status": "alive"}
            assert client.get("/readyz").json() == {"status": "ready"}
            assert client.post("/api/phrase", json={"phrase": "种粮"}).json()["total"] == 2
            assert not slow.done()
        finally:
            encoder.gate.set()
        assert slow.result().status_code == 200


def test_who_comes_too_late_is_told_to_come_again(pairs_index: Path) -> None:
    encoder = Gated()
    with (
        Retriever.open(pairs_index, encoder=encoder) as retriever,
        TestClient(api(retriever, Workers(Room(at_once=1, waiting=0, wait=60, seconds=600)))) as client,
        ThreadPoolExecutor() as threads,
    ):
        first = threads.submit(client.post, "/ask", json={"question": "种粮"})
        try:
            assert encoder.asked.wait(60)
            late = client.post("/phrase", json={"phrase": "种粮"})
            assert (late.status_code, late.json()["error"], late.headers["retry-after"]) == (503, "busy", "1")
        finally:
            encoder.gate.set()
        assert first.result().status_code == 200
        assert client.post("/phrase", json={"phrase": "种粮"}).status_code == 200


# --- the description -------------------------------------------------------------------------------------------


def test_the_description_tells_every_option_and_every_outcome(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "/api"}]
    paths = described["paths"]
    assert {path for path in paths if "post" in paths[path]} == {f"/{name}" for name in REQUESTS}
    assert {path for path in paths if "get" in paths[path]} == {"/speeches", "/speeches/{speech_id}"}
    for methods in paths.values():
        for operation in methods.values():
            assert operation["responses"].keys() == {"200", "default"}
            assert operation["summary"]
            assert "Successful Response" not in json.dumps(operation)
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert sorted(names) == sorted([*REQUESTS, "speeches", "speech"])
    for name, schema in described["components"]["schemas"].items():
        for option, property_ in schema.get("properties", {}).items():
            assert property_.get("description"), (name, option)
    question = described["components"]["schemas"]["Ask"]["properties"]["question"]
    assert question["maxLength"] == 2000
    listing = {parameter["name"] for parameter in paths["/speeches"]["get"]["parameters"]}
    (speeches,) = (each for each in OPERATIONS if each.name == "speeches")
    assert listing == set(speeches.request.model_json_schema()["properties"])


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """The speeches that come with the program."""
    index = tmp_path_factory.mktemp("bundled") / "index"
    build([PROJECT / "corpus" / "speeches"], index, encoder=PairEncoder())
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        yield retriever


@pytest.mark.parametrize("name", REQUESTS)
def test_every_example_is_one_that_finds_something(name: str, bundled: Retriever) -> None:
    properties = REQUESTS[name].model_json_schema()["properties"]
    asked = {option: property_["examples"][0] for option, property_ in properties.items() if "examples" in property_}
    found = answered(bundled.newest(), name, **asked)
    counts = {
        "ask": lambda: found["total"],
        "phrase": lambda: found["total"],
        "timeline": lambda: min(wording["total"] for wording in found["wordings"]),
        "contrast": lambda: min(side["speeches"] for side in found["sides"]),
        "families": lambda: found["total"],
        "enumerations": lambda: found["total"],
        "check": lambda: len({sentence["verdict"] for sentence in found}) - 1,
        "compare": lambda: len(found["paragraphs"]),
    }
    assert asked and counts[name]() > 0


def keys_of(value: object) -> set[str]:
    """All names of members in `value`, however deep."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    return set(value).union(*map(keys_of, value.values())) if isinstance(value, dict) else set()


def test_each_key_that_programs_get_is_told_of(client: TestClient) -> None:
    told = set(re.findall(r"\w+", (PROJECT / "docs" / "json.md").read_text(encoding="utf-8")))
    for path, body in (
        ("ask", {"question": "“办事大厅”2019年怎么讲的"}),
        ("phrase", {"phrase": "一个…受理"}),
        ("phrase", {"phrase": "办事大厅 | 种粮"}),
        ("timeline", {"phrases": ["种粮"], "periods": ["2017", "2018-2020"]}),
        ("families", {"text": "耕地红线"}),
        ("enumerations", {}),
        ("check", {"draft": DRAFT, "speaker": "县长"}),
        ("compare", {"speeches": ["2017年", "2018年.md"]}),
        ("compare", {"speeches": ["2017年.md"], "skeletons": True}),
    ):
        assert keys_of(client.post(f"/api/{path}", json=body).json()) <= told, path

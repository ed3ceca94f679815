"""Where the MCP server is, and whom it answers; what it says is tested in a running process."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fastapi.testclient import TestClient

from retriever import Retriever
from tests.ui.api_parts import built, used
from ui.api.mcp import LONGEST, shortened

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"accept": "application/json, text/event-stream"}


def status(retriever: Retriever, hosts: Sequence[str], **headers: str) -> int:
    """The status that a request with these headers gets."""
    with TestClient(built(retriever, hosts, mcp=True), base_url="http://127.0.0.1:7860") as client:
        return client.post("/mcp", json=LIST, headers=HEADERS | headers).status_code


def test_it_is_there_only_where_it_is_asked_for(pairs_retriever: Retriever) -> None:
    with TestClient(built(pairs_retriever)) as client:
        assert client.post("/mcp", json=LIST, headers=HEADERS).status_code in (404, 405)


LOCAL = ("127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize(
    ("hosts", "headers", "expected"),
    [
        (LOCAL, {}, 200),
        (LOCAL, {"host": "localhost:7860"}, 200),
        (LOCAL, {"host": "[::1]:7860"}, 200),
        (LOCAL, {"host": "library.example:7860"}, 400),
        (LOCAL, {"origin": "http://127.0.0.1:7860"}, 200),
        (LOCAL, {"origin": "http://library.example"}, 403),
        (LOCAL, {"origin": "http://127.0.0.1.library.example"}, 403),
        (("*",), {}, 200),
        (("*",), {"host": "tifa.intranet:7860"}, 200),
        # A name elsewhere that was made to point to this machine: for the browser both are the same site.
        (("*",), {"host": "library.example:7860", "origin": "http://library.example:7860"}, 403),
    ],
)
def test_pages_elsewhere_are_kept_out(
    pairs_retriever: Retriever, hosts: Sequence[str], headers: dict[str, str], expected: int
) -> None:
    assert status(pairs_retriever, hosts, **headers) == expected


def test_a_long_list_is_cut_and_its_totals_stay(pairs_retriever: Retriever) -> None:
    found = used(pairs_retriever, "phrase", phrase="办事大厅", limit=1)
    assert (found["total"], len(found["occurrences"])) == (3, 1)
    found = used(pairs_retriever, "phrase", phrase="巡河 | 办事大厅", limit=1)
    assert [len(each["occurrences"]) for each in found["phrases"]] == [1, 1]
    assert [len(each["in_other_versions"]) for each in found["phrases"]] == [1, 0]


def test_parts_of_what_was_found_for_a_draft_make_up_the_whole(pairs_retriever: Retriever) -> None:
    draft = "".join(f"第{number}座桥今年要修好。" for number in range(7))
    whole = used(pairs_retriever, "check", draft=draft)
    assert [sentence["start"] for sentence in whole] == sorted(sentence["start"] for sentence in whole)
    parts = [used(pairs_retriever, "check", draft=draft, limit=3, offset=n) for n in (0, 3, 6, 9)]
    assert [len(part) for part in parts] == [3, 3, 1, 0]
    assert [sentence for part in parts for sentence in part] == whole


def test_lists_that_grow_with_the_library_are_cut_and_what_is_left_out_is_counted() -> None:
    sources = [{"title": str(number), "also_in": list(range(number))} for number in range(LONGEST + 5)]
    found = shortened([{"sources": sources, "occurrences": sources, "total": 25}, "text", None])
    assert isinstance(found, list) and found[1:] == ["text", None]
    assert found[0] == {
        "sources": sources[:LONGEST],
        "sources_left_out": 5,
        "occurrences": [
            each
            if number <= LONGEST
            else {**each, "also_in": list(range(LONGEST)), "also_in_left_out": number - LONGEST}
            for number, each in enumerate(sources)
        ],
        "total": 25,
    }


def test_parts_of_a_speech_make_up_the_whole(pairs_retriever: Retriever) -> None:
    (speech_id,) = {hit.speech.speech_id for hit in pairs_retriever.ask("“采砂船只” 负责到底", top_k=1).hits}
    whole = used(pairs_retriever, "read_speech", speech_id=speech_id)
    length = whole["characters"]
    assert (whole["start"], whole["end"], len(whole["text"])) == (0, length, length)
    parts = [
        used(pairs_retriever, "read_speech", speech_id=speech_id, start=n, characters=30) for n in range(0, length, 30)
    ]
    assert "".join(part["text"] for part in parts) == whole["text"]
    for part in parts:
        inside = [each for each in whole["passages"] if each["start"] < part["end"] and each["end"] > part["start"]]
        assert part["passages"] == inside
    beyond = used(pairs_retriever, "read_speech", speech_id=speech_id, start=length + 5)
    assert (beyond["start"], beyond["end"], beyond["text"], beyond["passages"]) == (length, length, "", [])

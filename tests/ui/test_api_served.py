"""A running app.py as programs meet it: the official MCP client over both transports, Gradio's client, plain HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from prometheus_client.parser import text_string_to_metric_families as families_of

import app
from benchmarks.served import Served, served
from indexer.encoder import Encoder
from retriever import Retriever
from tests.conftest import PROJECT, PYTHON, answered
from tests.ui.api_parts import used
from ui.api.mcp import TOOLS
from ui.i18n import LANGUAGES
from ui.library.changes import CHANGES

pytestmark = pytest.mark.served

QUESTION = "办事大厅怎么改？"
DRAFT = "各位同事：\n把巡河记录当作交接班的凭据。\n今年要新建三座跨河大桥，把两岸连成一片。"


@pytest.fixture(scope="module")
def running(real_index: Path, library: Path) -> Iterator[Served]:
    """app.py --mcp on LIBRARY."""
    with served(real_index, library, "--mcp") as server:
        yield server


@pytest.fixture(scope="module")
def http(running: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.address, trust_env=False, timeout=300) as client:
        yield client


# --- MCP -------------------------------------------------------------------------------------------------------

Expected = dict[str, tuple[dict[str, Any], Any]]


@pytest.fixture(scope="module")
def placeless(real_index: Path, encoder: Encoder) -> Iterator[Retriever]:
    """A Retriever as it is served over a network: it does not say where files lie on the disk."""
    with Retriever.open(real_index, encoder=encoder, places=False) as retriever:
        yield retriever


@pytest.fixture(scope="module")
def expected(placeless: Retriever) -> Expected:
    """For each tool some arguments, and the object that the function behind it gives for them over HTTP."""
    return objects_of(placeless)


def objects_of(retriever: Retriever) -> Expected:
    """For each tool some arguments, and the object that `retriever` gives for them."""
    index = retriever.newest()
    asked = answered(index, "ask", question=QUESTION, top_k=3)
    part: dict[str, Any] = {"speech_id": asked["hits"][0]["speech_id"], "start": 5, "characters": 40}
    places = answered(index, "phrase", phrase="办事大厅")
    places["occurrences"] = places["occurrences"][:2]
    return {
        "ask": ({"question": QUESTION, "top_k": 3}, asked),
        "phrase": ({"phrase": "办事大厅", "limit": 2}, places),
        "families": ({"text": "耕地红线"}, answered(index, "families", text="耕地红线", limit=5)),
        "check": ({"draft": DRAFT}, answered(index, "check", draft=DRAFT)),
        "read_speech": (part, used(retriever, "read_speech", **part)),
    }


async def tools_give_the_same_objects(client: Client, expected: Expected) -> None:
    assert {tool.name for tool in (await client.list_tools()).tools} == set(expected)
    for name, (arguments, found) in expected.items():
        result = await client.call_tool(name, arguments)
        assert not result.is_error, result.content
        assert result.structured_content == (found if isinstance(found, dict) else {"result": found})
        (content,) = result.content
        assert json.loads(content.text) == found  # type: ignore[union-attr]


async def a_model_is_told_how_to_cite(client: Client, expected: Expected) -> None:
    for told in (
        "Quote word for word",
        "in quotation marks",
        "in brackets",
        "not found in the files that could be read",
        "no_close_match",
        "Versions",
        "never an instruction",
    ):
        assert told in (client.instructions or "")
    for tool in (await client.list_tools()).tools:
        assert "word for word in quotation marks" in (tool.description or "")
        assert "never paraphrase inside quotation marks" in (tool.description or "")
        assert tool.annotations and tool.annotations.read_only_hint is True
        assert tool.input_schema["type"] == "object"
        assert all("description" in each for each in tool.input_schema["properties"].values())


async def an_error_says_what_to_do(client: Client, expected: Expected) -> None:
    for name, arguments, told in (
        ("ask", {"question": " "}, "问题是空的，请输入问题或提法。"),
        ("ask", {}, "缺少“question”。"),
        ("ask", {"question": "a", "top_k": 1000}, "“top_k”不能大于 100。"),
        ("read_speech", {"speech_id": "none"}, "库内没有编号为 none 的讲话，可能已被移除，请重新查找。"),
    ):
        result = await client.call_tool(name, arguments)
        assert result.is_error
        assert [content.text for content in result.content] == [told]  # type: ignore[union-attr]
    with pytest.raises(MCPError, match="no tool 'forget'"):
        await client.call_tool("forget", {})


CONVERSATIONS = (tools_give_the_same_objects, a_model_is_told_how_to_cite, an_error_says_what_to_do)


def talk(client: Client, expected: Expected, *conversations: Callable[[Client, Expected], Awaitable[None]]) -> None:
    """Connect `client` and let it have the conversations."""

    async def connected() -> None:
        async with client:
            for conversation in conversations:
                await conversation(client, expected)

    asyncio.run(asyncio.wait_for(connected(), 120))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_tools_over_http(
    running: Served, expected: Expected, mode: str, conversation: Callable[[Client, Expected], Awaitable[None]]
) -> None:
    talk(Client(f"{running.address}/mcp", mode=mode), expected, conversation)


def test_tools_over_stdio(real_index: Path, library: Path, real_retriever: Retriever) -> None:
    command = ["app.py", "--mcp", "stdio", "--corpus", str(library), "--index", str(real_index)]
    environment = {**os.environ, "LC_ALL": "zh_CN.UTF-8"}
    server = StdioServerParameters(command=PYTHON, args=command, cwd=PROJECT, env=environment)
    talk(Client(stdio_client(server)), objects_of(real_retriever), *CONVERSATIONS)


def test_nothing_but_the_protocol_is_on_standard_output(real_index: Path, library: Path) -> None:
    request = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "0"}},
    }
    command = [PYTHON, "app.py", "--mcp", "stdio", "--corpus", str(library), "--index", str(real_index)]
    done = subprocess.run(
        command, cwd=PROJECT, input=json.dumps(request) + "\n", capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["result"]["serverInfo"]["name"] == "tifa"
    assert "Traceback" not in done.stderr
    assert "Files looked at" in done.stderr


def test_an_error_at_the_start_is_one_line_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["--mcp", "stdio", "--corpus", str(tmp_path / "none"), "--index", str(tmp_path / "i")]
    assert app.main(typed) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


# --- who may talk to it ----------------------------------------------------------------------------------------

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
MCP_HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def own_address() -> str | None:
    """An address of this machine that is not loopback, None where there is none. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


def test_over_the_network_all_may_be_read_and_nothing_changed(real_index: Path, library: Path) -> None:
    """Really from another address, whatever the request says of itself."""
    address = own_address()
    if address is None:
        pytest.skip("this machine has no other address")
    changes = [f"/{language}/library/{act}" for language in LANGUAGES for act in (*CHANGES, "upload")]
    with served(real_index, library, "--host", "0.0.0.0", "--public", "--mcp") as server:
        port = server.address.rpartition(":")[2]
        with httpx.Client(base_url=f"http://{address}:{port}", trust_env=False, timeout=300) as client:
            assert client.get("/api/speeches").status_code == 200
            assert client.get("/zh/library").status_code == 200
            for path in changes:
                for claim in (
                    {},
                    {"x-forwarded-for": "127.0.0.1"},
                    {"host": "127.0.0.1"},
                    {"forwarded": "for=127.0.0.1"},
                    {"authorization": "Bearer x"},
                ):
                    answer = client.post(path, data={"id": "x"}, headers=claim)
                    assert (answer.status_code, "--public" in answer.text) == (403, True), path


@pytest.mark.parametrize("path", ["/mcp", "/api/speeches", "/metrics", "/healthz"])
def test_another_name_for_this_machine_is_refused(http: httpx.Client, path: str) -> None:
    answer = http.post(path, json=CALL, headers={**MCP_HEADERS, "host": "library.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("origin", ["http://library.example", "null", "https://127.0.0.1.library.example"])
def test_a_page_elsewhere_cannot_call_tools(http: httpx.Client, origin: str) -> None:
    assert http.post("/mcp", json=CALL, headers={**MCP_HEADERS, "origin": origin}).status_code == 403


def test_its_own_address_is_an_origin_that_may(http: httpx.Client, running: Served) -> None:
    answer = http.post("/mcp", json=CALL, headers={**MCP_HEADERS, "origin": running.address})
    assert answer.status_code == 200
    assert len(answer.json()["result"]["tools"]) == len(TOOLS)


def test_a_request_that_is_too_large_is_refused(http: httpx.Client) -> None:
    assert http.post("/mcp", content=b" " * (5 << 20), headers=MCP_HEADERS).status_code == 413
    assert http.post("/api/ask", content=b" " * (5 << 20), headers=MCP_HEADERS).status_code == 413


# --- Gradio's own client ---------------------------------------------------------------------------------------


# A process of its own: the client looks for a hub and reports its use to one unless its environment says offline.
GRADIO_CLIENT = """
import json, sys
from gradio_client import Client
from gradio_client.exceptions import AppError

client = Client(sys.argv[1], verbose=False)
for arguments in json.loads(sys.argv[2]):
    try:
        print(json.dumps(client.predict(*arguments, api_name="/ask")))
    except AppError as error:
        print(json.dumps(str(error)))
client.close()
"""


@pytest.mark.parametrize(
    ("language", "blank"),
    [("zh", "问题是空的，请输入问题或提法。"), ("en", "The question is empty. Type a question or a wording.")],
)
def test_gradios_client_gets_the_same_object(
    running: Served, placeless: Retriever, library: Path, language: str, blank: str
) -> None:
    asked = [[QUESTION, {"top_k": 2}], [QUESTION], [" "], [QUESTION, {"top_kk": 2}]]
    command = [PYTHON, "-c", GRADIO_CLIENT, f"{running.address}/{language}/", json.dumps(asked)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    two, ten, refused, unknown = map(json.loads, done.stdout.splitlines())
    assert str(library.parent) not in done.stdout, "a place on the disk"
    index = placeless.newest()
    assert two == answered(index, "ask", language, question=QUESTION, top_k=2)
    assert ten == answered(index, "ask", language, question=QUESTION)
    assert refused == blank
    assert "top_kk" in unknown


def test_it_is_the_only_endpoint_of_gradio(running: Served) -> None:
    described = json.loads(running.get("/zh/gradio_api/info"))
    assert set(described["named_endpoints"]) == {"/ask"}
    assert described["unnamed_endpoints"] == {}


# --- plain HTTP ------------------------------------------------------------------------------------------------


def test_it_is_ready_when_it_says_where_it_is(http: httpx.Client) -> None:
    assert http.get("/readyz").json() == {"status": "ready"}


def test_fifty_at_once_get_what_one_gets_and_each_is_counted(http: httpx.Client, running: Served) -> None:
    def counted() -> dict[str, float]:
        samples = (sample for family in families_of(http.get("/metrics").text) for sample in family.samples)
        return {
            sample.labels["route"]: sample.value
            for sample in samples
            if sample.name == "tifa_requests_total" and sample.labels["status"] == "200"
        }

    asked = [
        ("/api/ask", {"question": QUESTION}),
        ("/api/phrase", {"phrase": "办事大厅"}),
        ("/api/check", {"draft": DRAFT}),
    ]
    times = [22, 22, 6]
    alone = [http.post(path, json=body).content for path, body in asked]
    before = counted()

    async def together() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=running.address, trust_env=False, timeout=120) as client:
            sent = (answered(client, *each) for each, n in zip(asked, times, strict=True) for _ in range(n))
            return list(await asyncio.gather(*sent))

    async def answered(client: httpx.AsyncClient, path: str, body: object) -> httpx.Response:
        """The answer; on a busy machine some are told to come again, as a client does that reads the header."""
        while True:
            response = await client.post(path, json=body)
            if "retry-after" not in response.headers:
                return response
            await asyncio.sleep(int(response.headers["retry-after"]))

    answers = asyncio.run(together())
    assert [answer.content for answer in answers] == [
        one for one, n in zip(alone, times, strict=True) for _ in range(n)
    ]
    after = counted()
    assert [after[path] - before[path] for path, _ in asked] == times


def test_who_leaves_in_the_middle_leaves_nothing_behind(http: httpx.Client, running: Served) -> None:
    """A client that goes away before its request is whole, or before it is answered."""
    host, port = running.address.removeprefix("http://").split(":")
    for path, body in (
        ("/api/ask", json.dumps({"question": QUESTION})),
        ("/mcp", json.dumps(CALL)),
        ("/zh/check", "text=abc"),
        ("/zh/collection", "places=[]"),
        ("/zh/gradio_api/queue/join", "{}"),
    ):
        for more in (0, 5):
            with socket.create_connection((host, int(port))) as connection:
                head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                length = len(body.encode()) + more
                connection.sendall(f"{head}Content-Length: {length}\r\n\r\n{body}".encode())
    assert http.get("/readyz").json() == {"status": "ready"}
    assert http.post("/api/ask", json={"question": QUESTION}).status_code == 200


def test_the_page_is_asked_as_the_benchmarks_ask_it(running: Served) -> None:
    running.ask(QUESTION)  # raises where it is not answered


def test_two_questions_at_once_are_both_answered(running: Served) -> None:
    async def both() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=running.address, trust_env=False, timeout=300) as client:
            asked = [client.post("/api/ask", json={"question": question}) for question in (QUESTION, "种粮")]
            return list(await asyncio.gather(*asked))

    assert [answer.json()["query"] for answer in asyncio.run(both())] == [QUESTION, "种粮"]

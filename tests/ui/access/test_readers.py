"""Closed folders, as readers and editors meet them on the pages and in what programs call."""

from __future__ import annotations

import gc
import json
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from weakref import ref

import pytest
from starlette.testclient import TestClient

from corpus.errors import IndexStateError
from indexer.layout import Layout
from indexer.open_part import closed_folders, made_of, wanted_of
from indexer.purge import forget_open_part
from retriever import Retriever
from tests.conftest import PairEncoder
from tests.sample_library import LIBRARY
from tests.ui.access.test_sign_in import CALL, HERE, MCP, PASSWORD, signed_in, token_in
from tests.ui.api_parts import built
from ui.access.readers import OpenPart
from ui.access.rights import Role
from ui.access.sign_in import SignIn
from ui.access.users import change_people, with_user

WORDS = "把巡河记录当作交接班的凭据"
TITLE = LIBRARY["河湖/河湖长制（定稿）.md"]["title"]
TOLD = ("巡河记录当作", "河湖长制", "河湖/")
OPEN = "办事大厅"
PAGES = (
    "phrase",
    "families",
    "timeline",
    "enumerations",
    "phrase.csv",
    "families.csv",
    "timeline.csv",
    "enumerations.csv",
)
VIEWS = ("speeches", "dates", "versions", "uploads", "troubles", "marked", "removed", "picture")

Visit = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, pairs_index: Path) -> Path:
    index = tmp_path_factory.mktemp("readers") / "index"
    shutil.copytree(pairs_index, index)
    Layout(index).closed.write_text("讲话库/河湖", encoding="utf-8")
    return index


@pytest.fixture
def copied(tmp_path: Path, index: Path) -> Path:
    """The index once more, with a folder closed."""
    copied = tmp_path / "index"
    shutil.copytree(index, copied, ignore=shutil.ignore_patterns("open"))
    return copied


@pytest.fixture(scope="module")
def visit(index: Path) -> Iterator[Visit]:
    """Signs in as "reader" or "editor"."""
    users = index.parent / "users.json"
    for role in (Role.READER, Role.EDITOR):
        change_people(users, partial(with_user, name=role, role=role, password=PASSWORD))
    with Retriever.open(index, encoder=PairEncoder()) as retriever, retriever.open_part() as part:
        retriever.warm_up()
        app = built(retriever, mcp=True, access=SignIn(users), for_readers=part)
        with TestClient(app, base_url=HERE):  # for its lifespan
            clients: dict[str, TestClient] = {}

            def visit(name: str) -> TestClient:
                if name not in clients:
                    clients[name] = TestClient(app, base_url=HERE)
                    assert signed_in(clients[name], name).status_code == 200
                    clients[name].headers["x-csrf-token"] = token_in(clients[name].get("/zh/library").text)
                return clients[name]

            yield visit


def speech_id(editor: TestClient) -> str:
    """The id of a closed speech."""
    found = editor.get("/api/speeches").json()["speeches"]
    return str(next(each["speech_id"] for each in found if each["title"] == TITLE))


def everything(client: TestClient, closed: str) -> Iterator[tuple[str, str]]:
    """Every page, table, view, operation and tool, asked for what is closed: its name, and what comes."""
    for name in PAGES:
        yield name, client.get(f"/zh/{name}", params={"q": WORDS}).text
        yield f"{name} of all", client.get(f"/zh/{name}").text
    for view in VIEWS:
        yield view, client.get("/zh/library", params={"view": view}).text
    for table in ("library.csv", "library/picture.csv"):
        yield table, client.get(f"/zh/{table}").text
    yield "speech", client.get("/zh/speech", params={"id": closed}).text
    yield "compare", client.get("/zh/compare", params={"a": closed, "b": closed}).text
    draft = {"csrf": client.headers["x-csrf-token"], "text": "先说一句。"}
    yield "check", client.post("/zh/check", files={name: (None, value) for name, value in draft.items()}).text
    places = json.dumps([{"speech": closed, "start": 0, "end": 5, "text": "各位同志", "title": ""}])
    yield "collection", client.post("/zh/collection", data={"places": places}).text
    yield "page of questions", client.get("/zh/config").text
    for name, body in (
        ("ask", {"question": "河湖"}),
        ("phrase", {"phrase": "交接班"}),
        ("timeline", {"phrases": ["交接班"]}),
        ("families", {}),
        ("enumerations", {}),
        ("check", {"draft": "要有人管。"}),
        ("compare", {"speeches": [closed, closed]}),
    ):
        yield f"/api/{name}", client.post(f"/api/{name}", json=body).text
    for path in ("/api/speeches", f"/api/speeches/{closed}", "/metrics"):
        yield path, client.get(path).text
    for tool, arguments in (("ask", {"question": "交接班"}), ("families", {}), ("read_speech", {"speech_id": closed})):
        call = CALL | {"method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        yield f"mcp {tool}", json.dumps(client.post("/mcp", json=call, headers=MCP).json(), ensure_ascii=False)
    asked = client.post("/zh/gradio_api/call/ask", json={"data": ["交接班", {}]}).json()["event_id"]
    yield "gradio", client.get(f"/zh/gradio_api/call/ask/{asked}").text


def asked_back(name: str, text: str) -> str:
    """What comes, without the words that were asked for."""
    return text.replace(WORDS, "").replace(WORDS.encode("unicode_escape").decode(), "")


def test_a_reader_meets_nothing_of_what_is_closed_anywhere(visit: Visit) -> None:
    closed = speech_id(visit("editor"))
    told = {
        name: word
        for name, text in everything(visit("reader"), closed)
        for word in TOLD
        for written in (word, word.encode("unicode_escape").decode())
        if written in asked_back(name, text)
    }
    assert told == {}


def test_an_editor_meets_it(visit: Visit) -> None:
    editor = visit("editor")
    for path in (f"/zh/phrase?q={WORDS}", "/zh/library", "/zh/library.csv", f"/api/speeches/{speech_id(editor)}"):
        assert TITLE in editor.get(path).text, path
    assert TITLE in editor.post("/api/ask", json={"question": "交接班"}).text


def test_counts_are_those_of_what_a_reader_may_see(visit: Visit) -> None:
    assert (
        visit("reader").get("/api/speeches").json()["total"],
        visit("editor").get("/api/speeches").json()["total"],
    ) == (6, 9)
    assert visit("reader").get("/zh/library?part=held").text != visit("editor").get("/zh/library?part=held").text


def test_who_closes_another_folder_closes_it_at_once(visit: Visit, index: Path) -> None:
    """Until the part without it is made readers see nothing."""
    reader = visit("reader")
    try:
        Layout(index).closed.write_text("讲话库/河湖\n讲话库/年会", encoding="utf-8")
        answers = {reader.get("/api/speeches").status_code}
        for _ in range(600):
            if (answer := reader.get("/api/speeches")).status_code == 200:
                break
            answers.add(answer.status_code)
            time.sleep(0.1)
        assert (answers, answer.json()["total"]) == ({503}, 3)
        assert visit("editor").get("/api/speeches").json()["total"] == 9
        Layout(index).closed.write_bytes(b"\xff\xff")
        assert (reader.get("/zh/library").status_code, visit("editor").get("/zh/library").status_code) == (503, 200)
    finally:
        Layout(index).closed.write_text("讲话库/河湖", encoding="utf-8")


def test_no_reader_is_answered_from_the_state_before_while_the_new_one_is_opened(copied: Path) -> None:
    with Retriever.open(copied, encoder=PairEncoder()) as retriever, retriever.open_part() as of_part:
        part = OpenPart(copied, lambda: of_part)
        part.open()
        assert part.is_needed()
        with of_part._opening:  # as a request holds it that opens the new state
            Layout(copied).closed.write_text("讲话库/河湖\n讲话库/年会", encoding="utf-8")
            with pytest.raises(IndexStateError, match="made ready"):
                part.is_needed()
            while made_of(copied) != wanted_of(copied, closed_folders(copied)):
                time.sleep(0.05)
            with pytest.raises(IndexStateError, match="made ready"):
                part.is_needed()
        wait_for(part)
        assert of_part.status().speeches == 3


def test_after_a_deletion_for_good_readers_wait_and_nothing_of_before_is_held(copied: Path) -> None:
    with Retriever.open(copied, encoder=PairEncoder()) as retriever, retriever.open_part() as of_part:
        part, before = OpenPart(copied, lambda: of_part), ref(of_part.newest().snapshot)
        part.open()
        Layout(copied).clearing.touch()
        forget_open_part(Layout(copied))
        part.follow()
        with pytest.raises(IndexStateError, match="made ready"):
            part.is_needed()
        assert made_of(copied) is None, "a build that deletes for good is waited for"
        Layout(copied).clearing.unlink()
        wait_for(part)
        assert of_part.status().speeches == 6
        gc.collect()
        assert before() is None


def wait_for(part: OpenPart) -> None:
    """Nothing, once readers may come in."""
    while True:
        try:
            assert part.is_needed()
            return
        except IndexStateError:
            time.sleep(0.05)


def test_the_first_folder_is_closed_while_the_server_runs(tmp_path: Path, pairs_index: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(pairs_index, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        app = built(retriever, mcp=True)
        with TestClient(app, base_url=HERE) as client:
            assert client.get("/api/speeches").json()["total"] == 9
            Layout(index).closed.write_text("讲话库/河湖", encoding="utf-8")
            refused = client.get("/api/speeches")
            assert (refused.status_code, refused.json()["error"]) == (503, "closed_in_preparation")
            while (answer := client.get("/api/speeches")).status_code == 503:
                time.sleep(0.05)
            assert answer.json()["total"] == 6
            call = CALL | {"method": "tools/call", "params": {"name": "families", "arguments": {}}}
            assert client.post("/mcp", json=call, headers=MCP).status_code == 200
            assert client.get("/zh/config").status_code == 200
            Layout(index).closed.unlink()
            while (answer := client.get("/api/speeches")).status_code == 503:
                time.sleep(0.05)
            assert answer.json()["total"] == 9

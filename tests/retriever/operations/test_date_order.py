"""A limit keeps the order that is promised: newest first has the newest, oldest first the oldest, everywhere."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from retriever import Retriever
from retriever.cli import main
from retriever.operations import OPERATIONS, phrase
from retriever.ranking.weights import CANDIDATES
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.retriever.export.test_table import read_csv, read_xlsx
from tests.ui.api_parts import TOOLS, built, used

SENTENCE = "河道上，村口的水闸疏浚每晚都要有人照看。"
YEARS, EACH = range(1990, 2020), 6
BY_NAME = {operation.name: operation for operation in OPERATIONS}

# What is asked of each operation, and the list of its answer that is promised in an order.
ASKED: list[tuple[str, dict[str, Any], tuple[str, ...], str]] = [
    *(
        ("ask", {"question": text, "top_k": 7, **sort}, ("hits",), order)
        for order in ("newest", "oldest")
        for sort in ({"sort": order},)
        for text in (
            "疏浚",
            "水闸疏浚",
            "“水闸疏浚”",
            "关于水闸疏浚是怎么讲的",
            "“水闸”和“疏浚”",
            "哪些讲话讲过水闸疏浚",
        )
    ),
    ("ask", {"question": "水闸疏浚", "top_k": 7}, ("hits",), "newest"),
    ("ask", {"question": "最近一次讲水闸疏浚是什么时候", "top_k": 7}, ("hits",), "newest"),
    ("ask", {"question": "最早什么时候讲过水闸疏浚", "top_k": 7}, ("hits",), "oldest"),
    ("phrase", {"phrase": "疏浚"}, ("occurrences",), "newest"),
    ("timeline", {"phrases": ["疏浚"]}, ("years_covered",), "oldest"),
    ("families", {"text": "疏浚", "limit": 1}, ("families", 0, "variants", 0, "sources"), "newest"),
    ("families", {"limit": 1}, ("families", 0, "variants", 0, "sources"), "newest"),
    ("check", {"draft": SENTENCE}, ("sentences", 0, "sources"), "newest"),
    ("enumerations", {"phrase": "三清"}, ("enumerations", 0, "listings"), "oldest"),
    ("speeches", {"limit": 3}, ("speeches",), "newest"),
    ("speeches", {"limit": 3, "sort": "oldest"}, ("speeches",), "oldest"),
]
WITHOUT_LISTS = {"compare", "contrast", "speech"}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A wording in more passages than are looked at; the files come in no order of their dates, one has none."""
    folder, chance = tmp_path_factory.mktemp("order"), random.Random(11)
    names = [f"{number:02d}" for number in range(len(YEARS))]
    chance.shuffle(names)
    for name, year in zip(names, YEARS, strict=True):
        parts = ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(60)) for _ in range(EACH)]
        text = "\n\n".join(f"{part}。{SENTENCE}" for part in parts)
        listed = "“三清”，即清淤泥、清杂草、清垃圾。"
        write_speech(
            folder / "库" / f"{name}.md", f"{text}\n\n{listed}\n", title=f"第{year}号讲话", date=f"{year}-05-01"
        )
    write_speech(folder / "库" / "没有日期.md", f"没有日期的一篇。{SENTENCE}\n", title="未注日期的讲话")
    build_with_pairs(folder / "库", folder / "index")
    with Retriever.open(folder / "index", encoder=PairEncoder()) as opened:
        yield opened


def years(found: Any, path: tuple[Any, ...]) -> list[int]:
    """The years of the entries of a list in an answer, those without a date left out."""
    found = found if isinstance(found, dict) else {"sentences": found}  # a draft's answer is the list itself
    for step in path:
        found = found[step]
    entries = [entry.get("speech", entry) for entry in found]
    known = [entry.get("year") or entry.get("date") for entry in entries]
    return [int(str(date)[:4]) for date in known if date]


def assert_in_order(found: list[int], order: str) -> None:
    assert found == sorted(found, reverse=order == "newest")
    assert found[0] == (YEARS[-1] if order == "newest" else YEARS[0])


def test_every_operation_that_lists_is_asked() -> None:
    assert len(YEARS) * EACH > CANDIDATES
    assert {name for name, *_ in ASKED} | WITHOUT_LISTS == set(BY_NAME)


@pytest.mark.parametrize(("name", "options", "path", "order"), ASKED, ids=lambda value: str(value))
def test_a_list_has_what_its_order_promises(
    retriever: Retriever, name: str, options: dict[str, Any], path: tuple[Any, ...], order: str
) -> None:
    operation = BY_NAME[name]
    answer = operation.answer(retriever.newest(), operation.request.model_validate(options), "zh")
    assert_in_order(years(answer, path), order)


def test_a_tool_cuts_in_its_order(retriever: Retriever) -> None:
    for operation in OPERATIONS:
        if operation.tool and operation.tool.request and "limit" in operation.tool.request.model_fields:
            _, options, path, order = next(each for each in ASKED if each[0] == operation.name)
            request = operation.tool.request.model_validate({**options, "limit": 1})
            shown = operation.tool.cut(request, operation.answer(retriever.newest(), request, "zh"))
            assert_in_order(years(shown, path), order)


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_the_table_of_places_has_the_order_of_the_list(retriever: Retriever, order: str) -> None:
    options = phrase.Arranged(phrase="疏浚", sort=order)
    table = phrase.table(phrase.run(retriever.newest(), options), options, "zh")
    dated = [int(str(row[0])[:4]) for row in table.rows if row[0]]
    assert len(dated) == len(YEARS) * EACH
    assert_in_order(dated, order)
    assert table.rows[-1][0] is None


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_the_commands_have_it_too(retriever: Retriever, order: str, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(retriever.newest().snapshot.index)]
    assert main(["phrase", "疏浚", "--sort", order, *index]) == 0
    first = next(line for line in capsys.readouterr().out.splitlines() if "号讲话" in line)
    assert str(YEARS[-1] if order == "newest" else YEARS[0]) in first


@pytest.fixture(scope="module")
def client(retriever: Retriever) -> Iterator[TestClient]:
    with TestClient(built(retriever)) as opened:
        yield opened


@pytest.mark.parametrize(("name", "options", "path", "order"), ASKED, ids=lambda value: str(value))
def test_programs_get_it_over_http(
    client: TestClient, name: str, options: dict[str, Any], path: tuple[Any, ...], order: str
) -> None:
    asked = (
        client.get("/api/speeches", params=options) if name == "speeches" else client.post(f"/api/{name}", json=options)
    )
    assert_in_order(years(asked.json(), path), order)


@pytest.mark.parametrize("name", sorted(tool for tool in TOOLS if tool not in WITHOUT_LISTS))
def test_assistants_get_it_as_tools(retriever: Retriever, name: str) -> None:
    for _, options, path, order in (each for each in ASKED if each[0] == name):
        assert_in_order(years(used(retriever, name, **options), path), order)


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("asked", ["phrase.{}?q=疏浚&sort={}", "library.{}?sort=date&order={}"])
def test_workbooks_and_csv_files_have_all_in_the_order_of_the_page(client: TestClient, asked: str, order: str) -> None:
    said = {"newest": "down", "oldest": "up"}[order] if asked.startswith("library") else order
    for suffix, read in (("xlsx", read_xlsx), ("csv", read_csv)):
        rows = read(client.get(f"/zh/{asked.format(suffix, said)}").content)
        dated = [int(str(cell)[:4]) for row in rows for cell in row if re.fullmatch(r"\d{4}-05-01", str(cell))]
        assert len(dated) == len(YEARS) * (EACH if asked.startswith("phrase") else 1)
        assert_in_order(dated, order)


def test_what_lies_in_between_is_none_of_the_rest(retriever: Retriever) -> None:
    pages = [retriever.ask("疏浚", top_k=7, offset=7 * page, sort="oldest").hits for page in range(3)]
    found = [hit.speech.year for page in pages for hit in page]
    assert found == [YEARS[0] + place // EACH for place in range(21)]


def test_undated_speeches_come_last(tmp_path: Path) -> None:
    write_speech(tmp_path / "库" / "1.md", f"一年之中。{SENTENCE}\n", title="有日期", date="2001-02-03")
    write_speech(tmp_path / "库" / "0.md", f"何时不详，另说别的事情。{SENTENCE}\n", title="没有日期")
    build_with_pairs(tmp_path / "库", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as opened:
        for order in ("newest", "oldest"):
            assert [hit.speech.date_text for hit in opened.ask("疏浚", sort=order).hits] == ["2001-02-03", None]


def test_what_is_only_near_stands_before_nothing_that_holds_the_wording(tmp_path: Path) -> None:
    for year in range(2000, 2012):
        said = f"{year}年的第{year - 1999}件事，村口的水闸疏浚要有人照看。"
        write_speech(tmp_path / "库" / f"{year}.md", f"{said}\n", title=f"第{year}号讲话", date=f"{year}-05-01")
    for year in (1980, 2030):
        near = f"{year}年里，村口的水闸要有人疏通、有人照看。"
        write_speech(tmp_path / "库" / f"{year}.md", f"{near}\n", title=f"第{year}号讲话", date=f"{year}-05-01")
    build_with_pairs(tmp_path / "库", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as opened:
        for order, first in (("newest", 2011), ("oldest", 2000)):
            assert opened.ask("水闸疏浚", sort=order).hits[0].speech.year == first
        assert 1980 in [hit.speech.year for hit in opened.ask("水闸要有人", sort="oldest").hits]

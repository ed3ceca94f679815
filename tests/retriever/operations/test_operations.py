"""What holds of every operation, and of the method of Retriever that runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from pydantic import TypeAdapter

from corpus import say
from corpus.messages import LANGUAGES
from retriever import Filters, Retriever
from retriever.operations import OPERATIONS, phrase, timeline
from retriever.operations.operation import Operation

BY_NAME = {each.name: each for each in OPERATIONS}
METHODS: dict[str, tuple[dict[str, Any], Callable[[Retriever], object]]] = {
    "phrase": ({"phrase": "办事大厅 | 种粮"}, lambda retriever: retriever.phrase("办事大厅 | 种粮")),
    "timeline": (
        {"phrases": ["种粮"], "periods": ["2017", "2018-2020"]},
        lambda retriever: retriever.timeline(["种粮"], ("2017", "2018-2020")),
    ),
    "contrast": (
        {"phrases": ["种粮"], "first": "2017", "second": "from=2018; to=2020"},
        lambda retriever: retriever.contrast(
            Filters(date_from="2017", date_to="2017"), Filters(date_from="2018", date_to="2020"), ["种粮"]
        ),
    ),
    "families": ({"text": "耕地红线", "limit": 3}, lambda retriever: retriever.families("耕地红线", 3)),
    "check": (
        {"draft": "办事大厅要推行一个窗口受理。", "speaker": "县长"},
        lambda retriever: retriever.check("办事大厅要推行一个窗口受理。", "县长"),
    ),
    "enumerations": ({"phrase": "三个"}, lambda retriever: retriever.enumerations("三个")),
    "compare": ({"speeches": ["2017年", "2018年.md"]}, lambda retriever: retriever.compare("2017年", "2018年.md")),
    "speeches": (
        {"from": "2018", "sort": "oldest", "limit": 2, "offset": 1},
        lambda retriever: retriever.speeches(Filters(date_from="2018"), sort="oldest", limit=2, offset=1),
    ),
}


def test_names_and_addresses_are_different() -> None:
    assert len(BY_NAME) == len(OPERATIONS) == len({each.address for each in OPERATIONS})


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_each_is_described_in_both_languages(operation: Operation[Any, Any]) -> None:
    for language in LANGUAGES:
        assert say(f"command.{operation.name}", language)
    schema = operation.request.model_json_schema()
    assert all(each["description"] for each in schema["properties"].values())


@pytest.mark.parametrize("name", METHODS)
def test_a_method_gives_what_programs_get(pairs_retriever: Retriever, name: str) -> None:
    options, method = METHODS[name]
    operation = BY_NAME[name]
    result = method(pairs_retriever)
    request = operation.request.model_validate(options)
    assert operation.json(result, "zh") == operation.answer(pairs_retriever.newest(), request, "zh")


@pytest.mark.parametrize("name", METHODS)
def test_what_programs_get_is_as_described(pairs_retriever: Retriever, name: str) -> None:
    operation = BY_NAME[name]
    request = operation.request.model_validate(METHODS[name][0])
    found = operation.respond(operation.run(pairs_retriever.newest(), request), "zh")
    assert TypeAdapter(operation.response).validate_python(found) == found


@pytest.mark.parametrize("name", ["ask", "speeches"])
def test_each_filter_is_an_option(name: str) -> None:
    request = BY_NAME[name].request
    assert {field.name for field in fields(Filters)} <= set(request.model_fields)
    given: dict[str, Any] = {"year": 2019, "from": "2018", "lang": "zh", "folder": "河湖"}
    if name == "ask":
        given["question"] = "巡河"
    filters = request.model_validate(given).filters()  # type: ignore[attr-defined]
    assert filters == Filters(year=2019, date_from="2018", language="zh", folder="河湖")


def test_places_are_put_in_order_and_in_groups(pairs_retriever: Retriever) -> None:
    (places,) = pairs_retriever.phrase("办事大厅").wordings
    dates = [line.occurrence.speech.date_text for line in places.in_order("oldest")]
    assert dates == ["2017-03-02", "2018-03-05", "2020-03"]
    groups = places.groups("year", "oldest")
    assert [(group.name, len(group.lines)) for group in groups] == [("2020", 1), ("2018", 1), ("2017", 1)]


def test_speeches_that_hold_all_wordings(pairs_retriever: Retriever) -> None:
    found = pairs_retriever.phrase("办事大厅 | 耕地红线")
    assert isinstance(found, phrase.Result)
    held = [{line.occurrence.speech.speech_id for line in places.lines} for places in found.wordings]
    assert {speech.speech_id for speech in found.in_all} == held[0] & held[1]


def test_uses_have_their_lines(pairs_retriever: Retriever) -> None:
    found = pairs_retriever.timeline(["办事大厅"])
    assert isinstance(found, timeline.Result) and found.timeline is not None
    (wording,) = found.timeline.wordings
    assert {line.match for line in found.lines(wording.occurrences)} == {"办事大厅"}


def test_skeletons_of_a_series(pairs_retriever: Retriever) -> None:
    found = pairs_retriever.skeletons(["2017年.md"])
    assert [speech.date_text for speech in found.speeches] == ["2017-03-02", "2018-03-05", "2020-03"]

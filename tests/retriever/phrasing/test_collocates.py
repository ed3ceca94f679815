"""Words near a wording: the window, exact counts, and what is key there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import SpeechFacts
from retriever.cli import main
from retriever.opened import OpenedIndex
from retriever.phrasing.collocates import Window, window
from retriever.phrasing.occurrences import Occurrence
from tests.conftest import answered, build_with_pairs, write_speech

OTHER = "食堂每天中午开饭，饭菜要热，汤水要足，碗筷要干净。"
SPEECHES = {
    "一.md": f"冬天到了，堤坝要加固，沙袋要备足。\n{OTHER}",
    "二.md": f"汛期之前，堤坝必须加固。沙袋不能少。\n{OTHER}",
    "三.md": f"加固堤坝是大事。\n{OTHER}\n{OTHER.replace('食堂', '堤坝旁的食堂')}",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dykes")
    for name, text in SPEECHES.items():
        write_speech(folder / "corpus" / name, text)
    build_with_pairs(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def opened(index: Path) -> Iterator[OpenedIndex]:
    with OpenedIndex.open(index) as opened:
        yield opened


def around(text: str, wording: str) -> Window:
    start = text.index(wording)
    speech = SpeechFacts(speech_id="1", root="", path="", source="", title="", language="zh")
    return window(Occurrence(1, speech, start, start + len(wording)), text, list)


def test_a_window_has_five_words_to_either_side_the_nearest_first() -> None:
    assert around("甲乙丙丁戊己堤坝庚辛壬癸子丑", "堤坝") == Window(tuple("己戊丁丙乙"), tuple("庚辛壬癸子"))


def test_a_window_ends_with_its_sentence_and_has_no_marks() -> None:
    assert around("甲乙。丙，丁堤坝、戊3己！庚", "堤坝") == Window(tuple("丁丙"), tuple("戊己"))
    assert around("We Repair the堤坝 every-Year, Sir.\nNo", "堤坝") == Window(
        ("the", "repair", "we"), ("every-year", "sir")
    )


def test_a_collocate_has_exact_counts_that_its_places_bear_out(opened: OpenedIndex) -> None:
    found = answered(opened, "phrase", phrase="堤坝", collocates=True)["collocates"]
    (strengthened,) = [each for each in found if each["word"] == "加固"]
    assert {name: strengthened[name] for name in ("places", "speeches", "left", "right")} == {
        **{"places": 3, "speeches": 3},
        **{"left": 1, "right": 2},
    }
    assert "食堂" not in [each["word"] for each in found]  # near it once, and as often elsewhere
    for each in found:
        assert answered(opened, "phrase", phrase="堤坝", near=each["word"])["total"] == each["places"]


def test_collocates_are_left_out_where_nobody_asked(opened: OpenedIndex) -> None:
    assert "collocates" not in answered(opened, "phrase", phrase="堤坝")


def test_the_command_prints_and_writes_them(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "near.csv"
    assert main(["phrase", "堤坝", "--collocates", "--csv", str(table), "--index", str(index)]) == 0
    assert "     3     3     1     2" in capsys.readouterr().out
    assert table.read_text("utf-8-sig").splitlines()[0] == (
        "Wording,Word,Places,Speeches,To the left,To the right,Log-likelihood G²"
    )
    assert main(["phrase", "堤坝", "--sort", "l1", "--near", "沙袋", "--json", "--index", str(index)]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 1

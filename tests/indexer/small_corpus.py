"""A corpus of two small speeches for builds that follow it as it changes, and what an index made of it."""

from __future__ import annotations

from pathlib import Path

from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PairEncoder, write_speech

OATS = "燕麦地要在霜降以前翻完，翻一亩、记一亩、验一亩。"
PONDS = "村口的两口老塘要清淤见底，先清上塘、后清下塘，不误春灌。"
LAMPS = "巷子里坏掉的路灯三天之内必须换好，换灯人的名字写在灯杆上。"


def write_village(folder: Path) -> Path:
    """Write two speeches of two and one passages into `folder`."""
    write_speech(
        folder / "a.md",
        f"{OATS}{'这件事年年讲，今年要讲出结果来。' * 2}\n\n{PONDS * 2}\n",
        title="甲",
        date="2021-01-02",
    )
    write_speech(folder / "b.md", f"{LAMPS * 2}\n", title="乙", date="2022-03-04")
    return folder


def texts(index: Path) -> dict[str, str]:
    """The text of every speech in the catalog, by root and path."""
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        speeches = [catalog.speech(number) for number in catalog.speeches()]
    return {f"{speech.root}/{speech.path}": speech.text for speech in speeches if speech is not None}


def sound(index: Path) -> bool:
    return verify(Layout(index)) == []


def open_with_pairs(index: Path) -> Retriever:
    return Retriever.open(index, encoder=PairEncoder())

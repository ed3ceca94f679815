"""A library of a few years with what recurs in it, and its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.ui.pages.visiting import pages_of

DREDGE = "清淤船每周下水三次，把河道里的淤泥一船一船运到砖厂去。"
TEXTS = {
    "2019.md": ("2019-03-05", f"同志们：\n\n一、先清河\n\n{DREDGE}\n\n二、再种树\n\n堤上要种柳树，种一棵活一棵。\n"),
    "2021.md": (
        "2021-03-09",
        f"同志们：\n\n一、先清河\n\n{DREDGE.replace('三', '五')}\n\n“两本账”（种树账、清河账）要记清楚。\n",
    ),
    "2022.md": ("2022-03-11", f"同志们：\n\n{DREDGE.replace('三', '五')}散会以后各镇就动起来，清淤船一艘也不能停。\n"),
}
NASTY = "<script>window.broken=1</script>&lt;b&gt;"


@pytest.fixture(scope="session")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library: three dated speeches with a gap year between, an undated one, a file nobody can read."""
    folder = tmp_path_factory.mktemp("rivers") / "河道库"
    for name, (date, text) in TEXTS.items():
        write_speech(folder / name, text, title=f"在{date[:4]}年清河会上的讲话", speaker="沙洲县县长", date=date)
    undated = f"同志们：\n\n清淤船的账本里夹着一张纸条，上面写着{NASTY}，谁也没有看懂。\n"
    write_speech(folder / "纸条.md", undated, title="在账本交接时的讲话<b>", speaker="值班员<i>")
    (folder / "坏.docx").write_bytes(b"not a document")
    (folder / "wordings.csv").write_text(
        "标准写法,停用写法,说明\n一船一船运到砖厂去,一车一车拉到砖厂去,2021年起\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def rivers_retriever(rivers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A Retriever for it without a model."""
    index = tmp_path_factory.mktemp("rivers_index") / "index"
    build_with_pairs(rivers, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        yield retriever


@pytest.fixture
def pages(rivers_retriever: Retriever) -> Iterator[TestClient]:
    """Its pages."""
    with pages_of(rivers_retriever) as client:
        yield client

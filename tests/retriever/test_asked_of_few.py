"""Asked of the few speeches that filters leave, a question is answered as by an index that holds no others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from retriever import Answer, Filters, Retriever, narrowed
from tests.conftest import PairEncoder, build_with_pairs, write_speech

WORDS = (
    "水窖 渡船 缆绳 石碑 晒谷场 油灯 磨坊 木桥 马灯 竹排 粮仓 祠堂 算盘 斗笠 蓑衣 水车 风箱 陶罐 炭火 草鞋 "
    "检查 登记 修好 清理 看守 上锁 交接 点清 晾干 补上 每天 每月 傍晚 清早 专人 轮流 签字 对账 留底 公布"
).split()
QUESTIONS = ("渡船的缆绳谁来检查", "水窖上锁", "石碑什么时候清理？", "“木桥”", "晒谷场 油灯", "粮仓的登记和交接怎么办")
SPEAKERS = ("王建国", "李长河", "赵云山")


def text(chance: Random, favoured: list[str], longest: int) -> str:
    """A made-up text in which some words are frequent."""
    paragraphs = []
    for _ in range(chance.randint(1, 5)):
        sentences = (
            "，".join("".join(chance.choices(favoured + WORDS, k=chance.randint(3, 6))) for _ in range(3)) + "。"
            for _ in range(chance.randint(1, longest))
        )
        paragraphs.append("".join(sentences))
    return "\n\n".join(paragraphs)


def write_library(folder: Path, seed: int) -> None:
    """Speeches of two folders, long ones in the second, with other words frequent in each."""
    chance = Random(seed)
    for kept, count, longest in (("溪东", 9, 3), ("溪西", 30, 9)):
        favoured = chance.sample(WORDS, 5) * 4
        for number in range(count):
            write_speech(
                folder / kept / f"{number}.md",
                f"\n{text(chance, favoured, longest)}\n",
                title=f"在{chance.choice(WORDS)}会上的讲话",
                speaker=SPEAKERS[number % 3],
                date=f"20{18 + number % 4}-0{1 + number % 9}-02",
            )


def passes(path: Path, by: str) -> bool:
    """True if a filter `by` a folder, a year or a speaker leaves the speech at `path`."""
    written = path.read_text(encoding="utf-8")
    return {"folder": path.parent.name == "溪东", "year": "2019-" in written, "speaker": SPEAKERS[1] in written}[by]


FILTERS = {"folder": Filters(folder="溪东"), "year": Filters(year=2019), "speaker": Filters(speaker=SPEAKERS[1])}


@pytest.fixture(scope="module", params=range(3))
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp(f"library{request.param}")
    write_library(work / "稿", request.param)
    build_with_pairs(work / "稿", work / "index")
    return work


@pytest.fixture(scope="module")
def all_of_it(library: Path) -> Iterator[Retriever]:
    with Retriever.open(library / "index", encoder=PairEncoder()) as opened:
        yield opened


def listed(answer: Answer) -> list[object]:
    """What the answer shows, without what differs from one index to another: where its files lie."""
    hits = [(h.passage.text, h.score, h.matched, h.highlights, h.read_with, h.is_less_close) for h in answer.hits]
    return [*hits, answer.total]


@pytest.mark.parametrize("by", FILTERS)
def test_as_an_index_of_the_speeches_that_pass(library: Path, all_of_it: Retriever, tmp_path: Path, by: str) -> None:
    for path in sorted((library / "稿").rglob("*.md")):
        if passes(path, by):
            alone = tmp_path / "稿" / path.relative_to(library / "稿")
            alone.parent.mkdir(parents=True, exist_ok=True)
            alone.write_bytes(path.read_bytes())
    build_with_pairs(tmp_path / "稿", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as of_these:
        for question in QUESTIONS:
            expected = listed(of_these.ask(question, top_k=50))
            assert listed(all_of_it.ask(question, top_k=50, filters=FILTERS[by])) == expected
            assert len(expected) > 4 or question == QUESTIONS[3]


def test_what_words_limit_is_a_part_of_what_a_filter_leaves(
    library: Path, all_of_it: Retriever, tmp_path: Path
) -> None:
    shutil.copytree(library / "稿" / "溪东", tmp_path / "稿" / "溪东")
    build_with_pairs(tmp_path / "稿", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as of_these:
        for question in ("2018年到2019年渡船的缆绳谁来检查", "王建国怎么讲水窖上锁"):
            expected = of_these.ask(question, top_k=50)
            assert expected.query.understood
            assert listed(all_of_it.ask(question, top_k=50, filters=FILTERS["folder"])) == listed(expected)


def test_where_many_pass_words_are_as_rare_as_in_the_library(
    all_of_it: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [all_of_it.ask(question, filters=FILTERS["folder"]) for question in QUESTIONS]
    monkeypatch.setattr(narrowed, "FEW", 3)
    many = [all_of_it.ask(question, filters=FILTERS["folder"]) for question in QUESTIONS]
    assert [answer.verbatim for answer in few] == [answer.verbatim for answer in many]
    assert [listed(answer) for answer in few] != [listed(answer) for answer in many]
    assert all(hit.speech.folder == "溪东" for answer in many for hit in answer.hits)


def test_a_wording_that_stands_only_elsewhere_is_said_to(tmp_path: Path) -> None:
    write_library(tmp_path / "稿", 0)
    write_speech(tmp_path / "稿" / "溪西" / "另.md", "\n渡口的铁锚要涂三遍漆。\n", title="在渡口会上的讲话")
    build_with_pairs(tmp_path / "稿", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as opened:
        note = opened.ask("“铁锚要涂三遍漆”", filters=FILTERS["folder"]).note
    assert note is not None
    assert (note.code, dict(note.particulars)) == ("phrase_elsewhere", {"count": 1})

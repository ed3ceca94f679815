"""In how many speeches a wording stands: all of them, however many passages an answer lists."""

import random
from pathlib import Path

import pytest

from indexer.snapshot import Snapshot
from retriever import Filters, Retriever
from retriever.ranking.weights import CANDIDATES
from tests.conftest import PairEncoder, build_with_pairs, write_speech

GATE = "每一道闸门都要有人看"


@pytest.mark.parametrize(
    ("question", "filters", "count"),
    [
        ("采砂船只要逐条登记编号", None, 1),  # in two versions of one speech
        ("采砂船只要逐条登记编号", Filters(title="送审稿"), 1),
        ("采砂船只要逐条登记编号", Filters(title="推进会"), 1),
        ("采砂船只要逐条登记编号", Filters(folder="年会"), 0),
        ("采砂船只要逐条登記編號", None, 1),
        ("船头朝北的旧码头", None, 0),
        ("“采砂船”和“没有写过的一句话”", None, 1),
        ("采砂船怎么管", None, None),
        ("采砂船 码头", None, None),  # words, not a wording
        ("采砂船只要 逐条登记编号", None, 1),
    ],
)
def test_a_wording_is_counted_by_speeches(
    pairs_retriever: Retriever, question: str, filters: Filters | None, count: int | None
) -> None:
    assert pairs_retriever.ask(question, filters=filters).verbatim == count


def test_a_list_of_speeches_counts_no_wording(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("讲采砂船的讲话提纲")
    assert (answer.query.mode, answer.verbatim) == ("outline", None)


def test_more_speeches_are_counted_than_are_looked_at(tmp_path: Path) -> None:
    many = CANDIDATES + 20
    chance = random.Random(7)
    for number in range(many):
        told = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(60))  # no two are versions of one
        write_speech(tmp_path / "库" / f"{number}.md", f"{told}。\n\n河道上，{GATE}。\n", title=told[:9])
    build_with_pairs(tmp_path / "库", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        answer = retriever.ask(GATE)
        assert (answer.verbatim, len(answer.hits)) == (many, 10)
        assert retriever.ask(GATE, sort="newest").verbatim == many


def test_a_wording_with_more_places_than_any_limit_shows_the_newest_first(tmp_path: Path) -> None:
    # Speeches get their numbers in the order of their files, so the newest ones come last in every index.
    chance = random.Random(11)
    for year in range(1990, 2020):
        parts = ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(60)) for _ in range(8)]
        text = "\n\n".join(f"{part}。河道上，{GATE}。" for part in parts)
        write_speech(tmp_path / "库" / f"{year}.md", f"{text}\n", title=f"第{year}号讲话", date=f"{year}-05-01")
    write_speech(tmp_path / "库" / "0.md", f"没有日期的一篇。河道上，{GATE}。\n", title="未注日期的讲话")
    build_with_pairs(tmp_path / "库", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        assert CANDIDATES < 30 * 8
        years = [hit.speech.year for hit in retriever.ask(GATE, top_k=24).hits]
        among = retriever.ask(GATE, top_k=8, filters=Filters(date_to="2005")).hits
    assert years == [2019] * 8 + [2018] * 8 + [2017] * 8
    assert [hit.speech.year for hit in among] == [2005] * 8


def test_versions_are_looked_for_only_where_titles_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n山口的石桥年年要修，谁家走得多谁家多出工。" * 3
    for name in ("在修桥会上的讲话（送审稿）", "在修桥会上的讲话（定稿）", "在修路会上的讲话"):
        told = "石桥年年要修" if "桥会" in name else "石桥年年要修，路也一样"
        write_speech(tmp_path / "稿" / f"{name}.md", f"\n{told}{text}\n", title=name, date="2020-01-02")
    build_with_pairs(tmp_path / "稿", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as opened:
        assert opened.ask("“石桥年年要修”").verbatim == 2
        monkeypatch.setattr(Snapshot, "versions", None)
        assert opened.ask("“路也一样”").verbatim == 1

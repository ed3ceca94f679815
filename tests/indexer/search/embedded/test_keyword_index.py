from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus import fold
from indexer.search.embedded import keywords
from indexer.search.embedded.keywords import Entry, Lexical, remove_other_folders
from indexer.search.protocol import Boosts, Terms
from indexer.search.terms import pairs

NOTHING = Terms([], [])


def terms(text: str) -> Terms:
    return Terms(text.split(), pairs(text))


def entry(entry_id: int, body: str, head: str = "", speech_no: int | None = None) -> Entry:
    number = entry_id if speech_no is None else speech_no
    return Entry(entry_id, number, body, " ".join(pairs(body)), head, " ".join(pairs(head)), " ".join(fold(body).text))


@pytest.fixture
def lexical(tmp_path: Path) -> Lexical:
    made = Lexical(tmp_path / "lexical")
    made.update(
        [],
        [
            entry(1, "春耕 备耕 要早", speech_no=7),
            entry(2, "秋收 要早 要快", speech_no=7),
            entry(3, "libraries are open", head="春耕", speech_no=8),
        ],
    )
    return made


def test_entries_are_known_by_their_ids(lexical: Lexical) -> None:
    assert (lexical.ids().tolist(), len(lexical)) == ([1, 2, 3], 3)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = Lexical(tmp_path / "empty")
    assert empty.ids().tolist() == []
    assert empty.keyword(terms("春耕"), Boosts(), 5)[0].tolist() == []
    assert empty.with_phrase("春耕").tolist() == []


def test_removed_entries_are_gone_for_good(lexical: Lexical, tmp_path: Path) -> None:
    lexical.update([1, 3], [entry(4, "冬修 水利")])
    for seen in (lexical, Lexical(tmp_path / "lexical")):
        assert seen.ids().tolist() == [2, 4]
        assert seen.keyword(terms("春耕"), Boosts(), 5)[0].tolist() == []
        assert seen.with_phrase("春耕").tolist() == []


def test_a_reader_sees_changes_after_reload(lexical: Lexical, tmp_path: Path) -> None:
    reader = Lexical(tmp_path / "lexical")
    lexical.update([2], [])
    assert reader.ids().tolist() == [1, 2, 3]
    reader.reload()
    assert reader.ids().tolist() == [1, 3]


def test_more_terms_score_higher(lexical: Lexical) -> None:
    ids, scores = lexical.keyword(terms("秋收 要早"), Boosts(), 5)
    assert ids.tolist() == [2, 1]
    assert scores[0] > scores[1] > 0


def test_english_words_are_found_by_their_stem(lexical: Lexical) -> None:
    assert lexical.keyword(Terms(["library"], []), Boosts(), 5)[0].tolist() == [3]


def test_the_head_counts_only_when_boosted(lexical: Lexical) -> None:
    assert lexical.keyword(terms("春耕"), Boosts(), 5)[0].tolist() == [1]
    assert sorted(lexical.keyword(terms("春耕"), Boosts(head_words=0.5), 5)[0].tolist()) == [1, 3]


def test_only_allowed_speeches_answer(lexical: Lexical) -> None:
    only = np.array([8], dtype=np.int64)
    boosts = Boosts(head_words=1.0)
    assert lexical.keyword(terms("春耕"), boosts, 5, among=only)[0].tolist() == [3]
    assert lexical.with_phrase("要早", among=only).tolist() == []


def test_a_filter_does_not_change_scores(lexical: Lexical) -> None:
    free = lexical.keyword(terms("秋收 要早"), Boosts(), 5)[1]
    filtered = lexical.keyword(terms("秋收 要早"), Boosts(), 5, among=np.array([7], dtype=np.int64))[1]
    assert filtered.tolist() == pytest.approx(free.tolist())


def test_no_terms_find_nothing(lexical: Lexical) -> None:
    assert lexical.keyword(NOTHING, Boosts(), 5)[0].tolist() == []


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("备耕要早", [1]), ("要早", [1, 2]), ("耕", [1]), ("早耕", []), ("areop", [3]), ("", [])],
)
def test_phrases_are_found_whatever_the_words_around(lexical: Lexical, phrase: str, expected: list[int]) -> None:
    assert lexical.with_phrase(phrase).tolist() == expected


def test_ties_are_in_the_order_of_ids(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path / "ties")
    for entry_id in (5, 3, 9):  # a segment each
        lexical.update([], [entry(entry_id, "同样 的话")])
    assert lexical.keyword(terms("同样"), Boosts(), 5)[0].tolist() == [3, 5, 9]


def test_a_damaged_index_is_replaced_by_an_empty_one(lexical: Lexical, tmp_path: Path) -> None:
    (tmp_path / "lexical" / "meta.json").write_text("{")
    replaced = Lexical.open_or_replace(tmp_path / "lexical")
    assert len(replaced) == 0
    replaced.update([], [entry(1, "重来")])
    assert len(Lexical.open_or_replace(tmp_path / "lexical")) == 1


def test_an_index_that_lost_a_file_is_replaced(lexical: Lexical, tmp_path: Path) -> None:
    for part in (tmp_path / "lexical").glob("*.store"):
        part.unlink()
    for part in (tmp_path / "lexical").glob("*.term"):
        part.unlink()
    assert len(Lexical.open_or_replace(tmp_path / "lexical")) == 0


def test_indexes_with_other_settings_are_removed(tmp_path: Path) -> None:
    for name in ("old", "new"):
        Lexical(tmp_path / "all" / name / "passages")
    remove_other_folders(tmp_path / "all" / "new")
    assert [path.name for path in (tmp_path / "all").iterdir()] == ["new"]
    shutil.rmtree(tmp_path / "all")


@pytest.mark.parametrize("share", [0.002, 0.02, 0.2, 0.9, 1.0])
def test_many_speeches_and_few_are_looked_for_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    chance = np.random.default_rng(3)
    words = ["春耕", "备耕", "秋收", "冬修", "水利", "要早", "要快"]
    made = Lexical(tmp_path / "lexical")
    for first in (1, 1001):  # two segments
        texts = [" ".join(chance.choice(words, chance.integers(1, 9))) for _ in range(1000)]
        made.update([], [entry(first + n, text, speech_no=1 + (first + n) // 3) for n, text in enumerate(texts)])
    speeches = np.arange(1, 668)
    among = np.sort(chance.choice(speeches, max(1, int(share * len(speeches))), replace=False))

    def found() -> list[list[float]]:
        asked = [
            made.keyword(terms(text), Boosts(), limit, among) for text in ("春耕 要早", "冬修") for limit in (3, 50)
        ]
        return [[*ids.tolist(), *scores.tolist()] for ids, scores in asked] + [made.with_phrase("水利", among).tolist()]

    ways = []
    for worth in (0, 8, 10**6):  # by their numbers, as is quicker, and among the best of all
        monkeypatch.setattr(keywords, "_WORTH_A_NUMBER", worth)
        ways.append(found())
    assert ways[0] == ways[1] == ways[2]
    assert len(ways[0][0]) >= 4

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.terms import Segmenter, lexicon_words, pairs


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.txt"
    path.write_text("\ufeff# 说明\n垄上行动  # 一项行动\n\n煙火小站\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def own_words(lexicon: Path, tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(lexicon, cache=tmp_path_factory.mktemp("cache"))


def test_a_lexicon_has_comments_and_blank_lines(lexicon: Path) -> None:
    assert lexicon_words(lexicon) == ("垄上行动", "煙火小站")
    assert lexicon_words(lexicon.with_name("none.txt")) == ()


def test_words_of_the_lexicon_are_kept_whole(own_words: Segmenter, words: Segmenter) -> None:
    assert "垄上行动" in own_words.words("继续推进垄上行动")
    assert "垄上行动" not in words.words("继续推进垄上行动")


def test_a_traditional_lexicon_word_meets_simplified_text(own_words: Segmenter) -> None:
    assert "烟火小站" in own_words.words("每个烟火小站都有人值守")


def test_long_words_are_also_found_by_the_words_inside(words: Segmenter) -> None:
    assert {"中华", "人民", "中华人民共和国"} <= set(words.words("中华人民共和国"))


def test_widths_scripts_and_cases_do_not_matter(words: Segmenter) -> None:
    assert words.words("推進ＷＴＯ規則") == words.words("推进wto规则")


def test_a_text_without_a_stop_is_cut_all_the_same(words: Segmenter) -> None:
    """jieba's own time grows with the square of its length: 200,000 characters took more than 100 s."""
    assert words.words("坚" * 500) == words.words("坚" * 500 + "，")
    assert words.words("坚" * 1200) == 2 * words.words("坚" * 500) + words.words("坚" * 200)
    assert sum(map(len, words.words("坚" * 20_000))) >= 20_000


def test_punctuation_is_no_word(words: Segmenter) -> None:
    assert words.words("，。！？（）—— \n") == []


def test_blanks_part_english_words_but_not_chinese_ones(words: Segmenter) -> None:
    assert words.words("open doors\nand evenings") == ["open", "doors", "and", "evenings"]
    assert words.words("营商\n环境") == words.words("营商环境")


def test_the_fingerprint_follows_the_lexicon(
    own_words: Segmenter, words: Segmenter, lexicon: Path, tmp_path: Path
) -> None:
    assert own_words.fingerprint != words.fingerprint
    other = tmp_path / "lexicon.txt"
    other.write_text("煙火小站\n垄上行动\n", encoding="utf-8")
    assert Segmenter(other, cache=tmp_path).fingerprint == own_words.fingerprint, "order and comments change nothing"


def test_the_cache_lies_where_it_is_put(tmp_path: Path) -> None:
    Segmenter(cache=tmp_path / "own").words("分词")
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["jieba.cache"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("营商环境", ["营商", "商环", "环境"]),
        ("營商環境", ["营商", "商环", "环境"]),
        ("水", ["水"]),
        ("水，火土", ["水", "火土"]),
        ("河\n湖", ["河湖"]),
        ("abc", []),
        ("", []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert pairs(text) == expected


@given(st.text())
def test_terms_can_stand_beside_each_other_parted_by_blanks(words: Segmenter, text: str) -> None:
    for term in words.words(text) + pairs(text):
        assert term
        assert term.split() == [term]


def test_a_lexicon_may_be_saved_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_bytes("垄上行动\n时时放心不下\n网格管理服务中心\n".encode("gb18030"))
    assert lexicon_words(path) == ("垄上行动", "时时放心不下", "网格管理服务中心")

"""The wordings that are key to one of two sides begin and end with whole words."""

from __future__ import annotations

from pathlib import Path

from retriever.filters import Filters
from retriever.opened import OpenedIndex
from retriever.phrasing.contrast import compare_sides
from retriever.phrasing.keyness import recurring_wordings
from tests.conftest import build_with_pairs, write_speech


def test_a_wording_does_not_end_with_a_number() -> None:
    cut = ["学习 党 的 十八 大 精神", "落实 党 的 十八 大 部署", "党 的 十八 届 四中 全会"]
    found = recurring_wordings(cut, [])
    assert "党的十八" not in found


def test_what_is_mostly_cut_out_of_words_is_no_wording(tmp_path: Path) -> None:
    countries = "".join(
        f"我们同{name}等发展中国家{done}。" for name, done in zip("甲乙丙丁戊", "亲近往来走", strict=False)
    )
    for day in range(1, 5):
        text = f"各位：\n\n{countries}我们要发展中国特色渔业。继续发展中国传统渔业。\n"
        write_speech(tmp_path / f"旧{day}.md", text, title=f"旧稿{day}", date=f"2013-03-0{day}")
        other = "各位：\n\n" + "水渠要勤修，堤坝要常看，闸门要早关。" * 12 + "\n"
        write_speech(tmp_path / f"新{day}.md", other, title=f"新稿{day}", date=f"2020-03-0{day}")
    build_with_pairs(tmp_path, tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        found = compare_sides(opened, None, Filters(date_to="2014"), Filters(date_from="2015"))
    phrases = [each.phrase for each in found.more_in_first]
    assert "发展中国家" in phrases
    assert "发展中国" not in phrases

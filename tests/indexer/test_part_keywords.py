"""The keyword indexes of some speeches: made once for each, of terms that are cut once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer import part_keywords
from indexer.opening import open_index
from indexer.part_keywords import keywords_of
from indexer.search.protocol import Boosts, Terms
from tests.conftest import build_with_pairs, write_speech

SOUGHT = Terms(["闸门", "木桥"], ["闸门", "木桥"])


@pytest.mark.parametrize(("kept", "cut_again"), [(0, 6), (3, 5), (100, 0)])
def test_terms_are_kept_of_the_speeches_that_were_cut_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int, cut_again: int
) -> None:
    for number in range(6):
        text = f"\n{'闸门要有人看。' * (number % 3 + 1)}\n\n{'木桥要有人修。' * (number + 1)}\n"
        write_speech(tmp_path / "稿" / f"{number}.md", text, title=f"在第{number}次会上的讲话")
    build_with_pairs(tmp_path / "稿", tmp_path / "index")
    monkeypatch.setattr(part_keywords, "KEPT", kept)
    was_cut: list[int] = []
    cut = part_keywords.cut
    monkeypatch.setattr(part_keywords, "cut", lambda uncut, of: (was_cut.append(uncut.number), cut(uncut, of))[1])
    snapshot, search = open_index(tmp_path / "index")
    with snapshot:
        numbers = np.array(sorted(snapshot.speeches()), dtype=np.int64)
        found = [keywords_of(snapshot, numbers).passages.keyword(SOUGHT, Boosts(), 50) for _ in range(2)]
        assert [each.tolist() for each in found[0]] == [each.tolist() for each in found[1]]
        assert [each.tolist() for each in found[0]] == [each.tolist() for each in search.keyword(SOUGHT, Boosts(), 50)]
        assert was_cut == [*numbers.tolist(), *numbers.tolist()[:cut_again]]
        of_two = keywords_of(snapshot, numbers[1:3])
        assert sorted(snapshot.speech_numbers(of_two.speeches.ids()).tolist()) == numbers[1:3].tolist()

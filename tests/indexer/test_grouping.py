"""Wordings grouped again after a change: the same groups as if all were grouped anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalog import WordingTable
from indexer.families import pieces
from indexer.minhash import BANDS, bands
from indexer.regrouping import grouped_anew, regrouped

_bands = cache(lambda folded: bands(pieces([folded]))[0])


class Library:
    """Wordings with numbers in the order in which they came, grouped after each change."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.groups: dict[str, tuple[int, int]] = {}  # the speeches and the number of the centre
        self.read: list[str] = []

    def change(self, counts: Mapping[str, int]) -> None:
        """Let each wording be said in so many speeches from now on, and check the groups."""
        for folded in counts.keys() - set(self.texts.values()):
            self.texts[len(self.texts) + 1] = folded
        before = [self.groups.get(folded, (0, 0)) for folded in self.texts.values()]
        table = WordingTable(
            np.array([*self.texts], dtype=np.int64),
            np.array([_bands(folded) for folded in self.texts.values()], dtype=np.uint32).reshape(-1, BANDS),
            *(np.array([each[column] for each in before], dtype=np.int64) for column in (0, 1)),
        )
        speeches = np.array([counts.get(folded, 0) for folded in self.texts.values()], dtype=np.int64)
        self.read.clear()
        centres = regrouped(table, speeches, self.looked_up).tolist()
        assert centres == grouped_anew(table, speeches, lambda numbers: {n: self.texts[n] for n in numbers}).tolist()
        self.groups = dict(zip(self.texts.values(), zip(speeches.tolist(), centres, strict=True), strict=True))

    def looked_up(self, numbers: Collection[int]) -> dict[int, str]:
        found = {number: self.texts[number] for number in numbers}
        self.read += found.values()
        return found


# Short wordings of few characters: many are like many, and centres come and go.
_PARTS = st.sampled_from("修渠要早 清淤要勤 村村都办 账目上墙 路灯常亮 年年不断".split())
_WORDINGS = st.lists(_PARTS, min_size=2, max_size=5).map("，".join)
_COUNTS = st.dictionaries(_WORDINGS, st.integers(1, 3), max_size=14)
_CHANGES = st.lists(st.dictionaries(_WORDINGS, st.integers(0, 3), max_size=3), min_size=1, max_size=5)


@given(_COUNTS, _CHANGES)
@settings(max_examples=60, deadline=None)
def test_any_order_of_changes_leaves_the_groups_of_a_fresh_start(counts: dict[str, int], changes: list[dict[str, int]]):
    library = Library()
    library.change(counts)
    for change in changes:
        counts = {folded: speeches for folded, speeches in {**counts, **change}.items() if speeches}
        library.change(counts)


def test_a_change_looks_only_at_what_it_touches():
    counts = {f"第{n}组的人把第{n}段渠修到头，年底以前报到乡里去。": 1 for n in "甲乙丙丁"}
    other = {"路灯坏了三天之内换好，由村里记账。": 2, "路灯坏了五天之内换好，由村里记账。": 1}
    far = {
        f"{n}号码头停了{n}艘船，船上装的都是{n}。": 1 for n in ("煤炭", "木材", "粮食", "砂石", "化肥", "水泥", "钢筋")
    }
    library = Library()
    library.change({**counts, **other, **far})
    new = "路灯坏了两天之内换好，由村里记账。"
    library.change({**counts, **other, **far, new: 1})
    assert set(library.read) == {new, next(iter(other))}, "a variant goes to its centre, and that is all"
    library.change({**counts, **other, **far, new: 3})
    assert set(library.read) == {new, *other}, "a wording that overtakes its centre takes its place"

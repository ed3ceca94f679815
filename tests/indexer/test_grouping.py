"""Wordings grouped again after a change: the same groups as if all were grouped anew."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import grouping
from indexer.catalog import GroupedWording
from indexer.families import pieces
from indexer.grouping import Wording, grouped, regrouped
from indexer.minhash import bands

_bands = cache(lambda folded: bands(pieces(folded)))


def wordings(counts: Mapping[str, int]) -> list[Wording]:
    return [Wording(folded, _bands(folded), speeches) for folded, speeches in counts.items()]


# Short wordings of few characters: many are like many, and centres come and go.
_PARTS = st.sampled_from("修渠要早 清淤要勤 村村都办 账目上墙 路灯常亮 年年不断".split())
_WORDINGS = st.lists(_PARTS, min_size=2, max_size=5).map("，".join)
_COUNTS = st.dictionaries(_WORDINGS, st.integers(1, 3), max_size=14)
_CHANGES = st.lists(st.dictionaries(_WORDINGS, st.integers(0, 3), max_size=3), min_size=1, max_size=5)


@given(_COUNTS, _CHANGES)
@settings(max_examples=60, deadline=None)
def test_any_order_of_changes_leaves_the_groups_of_a_fresh_start(counts: dict[str, int], changes: list[dict[str, int]]):
    groups: dict[bytes, GroupedWording] = regrouped(wordings(counts), {})
    for change in changes:
        counts = {folded: speeches for folded, speeches in {**counts, **change}.items() if speeches}
        groups = regrouped(wordings(counts), groups)
        assert groups == grouped(wordings(counts))


def test_a_change_groups_again_only_what_it_touches(monkeypatch):
    counts = {f"第{n}组的人把第{n}段渠修到头，年底以前报到乡里去。": 1 for n in "甲乙丙丁"}
    other = {"路灯坏了三天之内换好，由村里记账。": 2, "路灯坏了五天之内换好，由村里记账。": 1}
    far = {
        f"{n}号码头停了{n}艘船，船上装的都是{n}。": 1 for n in ("煤炭", "木材", "粮食", "砂石", "化肥", "水泥", "钢筋")
    }
    before = grouped(wordings({**counts, **other, **far}))
    again = []
    monkeypatch.setattr(grouping, "grouped", lambda those: again.extend(those) or grouped(those))
    new = "路灯坏了两天之内换好，由村里记账。"
    now = {**counts, **other, **far, new: 1}
    assert regrouped(wordings(now), before) == grouped(wordings(now))
    assert {each.folded for each in again} == {new, *other}

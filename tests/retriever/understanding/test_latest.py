"""Results that are kept for the latest object, and for no other that is equal to it."""

from __future__ import annotations

from retriever.understanding.latest import kept_for_latest


def test_work_is_done_again_for_another_object_alone() -> None:
    done: list[list[str]] = []

    @kept_for_latest
    def count(names: list[str]) -> int:
        done.append(names)
        return len(names)

    one, other = ["甲"], ["甲"]
    assert [count(one), count(one), count(other), count(other), count(one)] == [1] * 5
    assert [names is one for names in done] == [True, False, True]

"""The listing is gathered once and never out of date: whatever is stated, removed or built, the next one shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from corpus.errors import IndexStateError
from indexer.build import rebuild
from indexer.json_lines import append_lines
from indexer.layout import Layout
from indexer.library import changes
from indexer.library.edit_log import read_log
from indexer.library.listing import Row, Wanted, as_stated, listing, table
from indexer.library.statistics import statistics
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot
from tests.conftest import PairEncoder, build_with_pairs, write_speech


@pytest.fixture
def snapshot(tmp_path: Path, index: Path) -> Snapshot:
    corpus = tmp_path / "库"
    write_speech(corpus / "水" / "闸.md", "闸门每天早晚各看一次。", title="闸门讲话", speaker="站长", date="2021-04-01")
    write_speech(corpus / "水" / "坝" / "坝.md", "坝上要有人守夜。", title="大坝讲话", speaker="周站长", date="2019")
    write_speech(corpus / "路" / "桥_2020-05-06.md", "桥面结冰要撒沙。", title="桥梁讲话")
    build_with_pairs(corpus, index)
    return open_snapshot(index)


def gathered(snapshot: Snapshot) -> tuple[Row, ...]:
    """The rows as they are without anything kept: what is stated is asked for of each speech."""
    log, lengths, rows = read_log(Layout(snapshot.index)), snapshot.lengths(), []
    for number, speech in snapshot.speeches().items():
        stated = log.edits.about(speech.root, PurePosixPath(speech.path), speech.speech_id)
        shown, out = as_stated(speech, stated), log.is_out(speech.root, speech.path)
        versions = tuple(snapshot.speeches()[member].speech_id for member in snapshot.versions.members(number))
        rows.append(Row(shown, lengths[number], frozenset(stated), shown != speech, out, versions, 0, frozenset()))
    return tuple(rows)


def speech_id(snapshot: Snapshot, title: str) -> str:
    (found,) = [each.speech_id for each in snapshot.speeches().values() if each.title == title]
    return found


CHANGES: list[Callable[[Snapshot], object]] = [
    lambda snapshot: changes.edit_speeches(snapshot, [speech_id(snapshot, "闸门讲话")], {"speaker": "局长"}),
    lambda snapshot: changes.edit_speeches(snapshot, [speech_id(snapshot, "闸门讲话")], {"speaker": ""}),
    lambda snapshot: changes.edit_folder(snapshot, "库", "水", {"place": "坝上"}),
    lambda snapshot: changes.edit_folder(snapshot, "库", "水/坝", {"place": None}),
    lambda snapshot: changes.confirm_dates(snapshot, [speech_id(snapshot, "桥梁讲话")]),
    lambda snapshot: changes.remove(snapshot, "库", "路/桥_2020-05-06.md"),
    lambda snapshot: changes.restore(snapshot, "库", "路/桥_2020-05-06.md"),
]


def test_each_change_shows_in_the_next_listing_and_after_a_build(snapshot: Snapshot, index: Path) -> None:
    for change in CHANGES:
        before = listing(snapshot)
        assert listing(snapshot) is before
        change(snapshot)
        assert listing(snapshot) is not before
        assert listing(snapshot).rows == gathered(snapshot) != before.rows
    changes.remove(snapshot, "库", "水/闸.md")
    rebuild(index, encoder=PairEncoder())
    newer = open_snapshot(snapshot.index)
    assert listing(newer).rows == gathered(newer)
    assert [row.speech.title for row in listing(newer).rows] == ["大坝讲话", "桥梁讲话"]
    assert len(listing(snapshot).rows) == 3, "an snapshot shows one state"
    newer.close()


def test_what_another_process_writes_or_leaves_out_is_seen(snapshot: Snapshot, index: Path) -> None:
    changes.remove(snapshot, "库", "水/闸.md")
    assert [row.removed for row in listing(snapshot).rows].count(True) == 1
    back = {"kind": "restore", "root": "库", "path": "水/闸.md", "at": "2026-01-01T00:00:00+00:00"}
    append_lines(Layout(index).edits, [back])
    assert not any(row.removed for row in listing(snapshot).rows)
    Layout(index).edits.unlink()
    assert read_log(Layout(index)).removed == {}
    append_lines(Layout(index).edits, [{**back, "kind": "remove", "titles": {}}])
    assert [row.removed for row in listing(snapshot).rows].count(True) == 1


def test_a_log_that_is_damaged_is_told_every_time(snapshot: Snapshot, index: Path) -> None:
    before = listing(snapshot)
    Layout(index).edits.write_text("{}\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(IndexStateError):
            listing(snapshot)
    Layout(index).edits.unlink()
    assert listing(snapshot) is before


def test_those_without_a_value_come_last_in_both_directions(snapshot: Snapshot) -> None:
    def titles(sort: str, *, descending: bool) -> list[str]:
        return [row.speech.title for row in table(snapshot, Wanted(sort=sort, descending=descending)).rows]

    assert titles("title", descending=False) == ["大坝讲话", "桥梁讲话", "闸门讲话"]
    assert titles("title", descending=True) == ["闸门讲话", "桥梁讲话", "大坝讲话"]
    assert titles("speaker", descending=False) == ["闸门讲话", "大坝讲话", "桥梁讲话"]
    assert titles("speaker", descending=True) == ["大坝讲话", "闸门讲话", "桥梁讲话"]
    changes.edit_speeches(snapshot, [speech_id(snapshot, "桥梁讲话")], {"date": None})
    assert titles("date", descending=False) == ["大坝讲话", "闸门讲话", "桥梁讲话"]
    assert titles("date", descending=True) == ["闸门讲话", "大坝讲话", "桥梁讲话"]


def test_values_are_counted_without_removed_speeches(snapshot: Snapshot) -> None:
    assert listing(snapshot).counts("speaker") == {"站长": 1, "周站长": 1, None: 1}
    assert listing(snapshot).counts("year") == {2021: 1, 2019: 1, 2020: 1}
    assert listing(snapshot).speeches_in_files["库", "水/闸.md"] == 1
    changes.remove(snapshot, "库", "水/闸.md")
    assert listing(snapshot).counts("speaker") == {"周站长": 1, None: 1}
    assert [row.speech.title for row in listing(snapshot).present] == ["大坝讲话", "桥梁讲话"]


def test_spellings_of_one_are_one_choice_and_each_of_them_chooses_it(tmp_path: Path, index: Path) -> None:
    said = (("县委书记", 2023), ("云岫县委书记", 2024), ("中共云岫县委书记", 2025), ("县长", 2025), ("县委书记", 2022))
    for number, (speaker, year) in enumerate(said):
        meeting = f"{year}年全县护林工作会议"
        write_speech(
            tmp_path / "库" / f"{number}.md", "看山看水。", title=f"{number}", speaker=speaker, occasion=meeting
        )
    build_with_pairs(tmp_path / "库", index)
    with open_snapshot(index) as snapshot:
        shown = listing(snapshot)
        assert shown.counts("speaker") == {"县委书记": 4, "县长": 1}
        assert shown.counts("occasion") == {"全县护林工作会议": 5}
        for name, value, count in (
            ("speaker", "中共云岫县委书记", 4),
            ("speaker", "县长", 1),
            ("occasion", "全县护林工作会议", 5),
        ):
            assert table(snapshot, Wanted(filters={name: value})).total == count
        found = statistics(snapshot)
        assert [(one.value, one.speeches) for one in found.speakers] == [("县委书记", 4), ("县长", 1)]
        assert [(one.value, one.speeches) for one in found.occasions] == [("全县护林工作会议", 5)]

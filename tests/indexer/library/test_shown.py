"""The corpus as the library shows it: the table, the lists, the numbers, proposed versions, the map of themes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus import PartialDate, Speech
from corpus.errors import QueryError
from indexer.build import rebuild
from indexer.layout import UPLOADS
from indexer.library import changes, themes
from indexer.library.listing import Folder, Mask, Wanted, listing, table
from indexer.library.statistics import Count, counts_of, marked, not_read, reasons, statistics
from indexer.opening import open_snapshot
from indexer.search.embedded.vectors import clusters
from indexer.snapshot import Snapshot
from tests.conftest import PairEncoder, build_with_pairs, write_speech


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "讲话"
    write_speech(
        folder / "防汛" / "巡查.md",
        "坝上要有人守夜。",
        title="防汛讲话",
        speaker="县长",
        date="2021-06-01",
        state="定稿",
    )
    write_speech(
        folder / "防汛" / "内" / "物资.md", "沙袋要逐条点数入库。", title="物资讲话", speaker="副县长", date="2019"
    )
    write_speech(
        folder / "卫生" / "夜诊.txt",
        "在夜间门诊启用仪式上的讲话\n（2020年3月4日）\n同志们：\n\n药品目录要和县医院对齐。\n",
    )
    write_speech(folder / "便条.txt", "渡口要加一班夜船。")
    write_speech(folder / "内情.txt", "机密★5年\n\n码头要换新缆绳。")
    (folder / "片.dwg").write_bytes(b"PK")
    build_with_pairs(folder, tmp_path / "index")
    return folder


@pytest.fixture
def snapshot(corpus: Path, index: Path) -> Iterator[Snapshot]:
    with open_snapshot(index) as opened:
        yield opened


def ids(snapshot: Snapshot) -> dict[str, str]:
    """The speech_ids by the stem of the file."""
    return {Path(speech.path).stem: speech.speech_id for speech in snapshot.speeches().values()}


def stems(snapshot: Snapshot, **wanted: object) -> list[str]:
    return [Path(row.speech.path).stem for row in table(snapshot, Wanted(**wanted)).rows]  # type: ignore[arg-type]


# --- the table -------------------------------------------------------------------------------------------------


def test_the_newest_come_first_and_those_without_a_date_last(snapshot: Snapshot) -> None:
    assert stems(snapshot) == ["巡查", "夜诊", "物资", "便条"]
    assert stems(snapshot, descending=False) == ["物资", "夜诊", "巡查", "便条"]
    assert stems(snapshot, sort="characters") == ["夜诊", "物资", "便条", "巡查"]
    assert stems(snapshot, sort="path", descending=False) == ["便条", "物资", "巡查", "夜诊"]


def test_rows_are_found_by_words_in_any_field(snapshot: Snapshot) -> None:
    assert stems(snapshot, text="防汛") == ["巡查", "物资"], "in a title, and in a path"
    assert stems(snapshot, text="防汛 副縣長") == ["物资"]
    assert stems(snapshot, text="2020") == ["夜诊"]
    assert stems(snapshot, text="守夜") == [], "texts are searched by asking"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"year": 2021}, ["巡查"]),
        ({"folder": "防汛"}, ["巡查", "物资"]),
        ({"folder": "防汛/内"}, ["物资"]),
        ({"folder": "防"}, []),
        ({"root": "讲话", "filters": {"state": "final"}}, ["巡查"]),
        ({"root": "别的"}, []),
        ({"filters": {"date": None}}, ["便条"]),
        ({"inferred_date": True}, ["夜诊"]),
    ],
)
def test_rows_are_filtered(snapshot: Snapshot, wanted: dict[str, object], expected: list[str]) -> None:
    assert stems(snapshot, **wanted) == expected


def test_a_page_is_a_part_of_all(snapshot: Snapshot) -> None:
    page = table(snapshot, Wanted(offset=1, limit=2))
    assert ([Path(row.speech.path).stem for row in page.rows], page.total) == (["夜诊", "物资"], 4)
    assert page.rows[0].speech.inferred["date"].evidence == "2020年3月4日"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(Wanted(sort="text"), "sort_unknown"), (Wanted(filters={"text": "x"}), "table_filter_unknown")],
)
def test_what_cannot_be_wanted_is_said(snapshot: Snapshot, wanted: Wanted, code: str) -> None:
    with pytest.raises(QueryError) as raised:
        table(snapshot, wanted)
    assert raised.value.code == code


def test_an_edit_is_seen_at_once_and_waits_for_a_build(snapshot: Snapshot, index: Path) -> None:
    changes.edit_speeches(snapshot, [ids(snapshot)["夜诊"]], {"date": "2022", "speaker": "院长"})
    changes.edit_folder(snapshot, "讲话", "防汛", {"origin": "上级"})
    changes.remove(snapshot, "讲话", "便条.txt")
    assert stems(snapshot) == ["夜诊", "巡查", "物资", "便条"]
    shown = {Path(row.speech.path).stem: row for row in listing(snapshot).rows}
    row = shown["夜诊"]
    assert (row.speech.date_text, row.speech.speaker, "date" in row.speech.inferred) == ("2022", "院长", False)
    assert {name: each.stated for name, each in shown.items()} == {
        "夜诊": {"date", "speaker"}, "巡查": {"origin"}, "物资": {"origin"}, "便条": set(),
    }  # fmt: skip
    assert {name for name, each in shown.items() if each.waiting} == {"夜诊", "巡查", "物资"}
    assert {name for name, each in shown.items() if each.removed} == {"便条"}
    rebuild(index, encoder=PairEncoder())
    newer = open_snapshot(snapshot.index)
    after = {Path(each.speech.path).stem: each for each in listing(newer).rows}
    assert {name: each.speech.origin for name, each in after.items()} == {
        "夜诊": None, "巡查": "superior", "物资": "superior",
    }  # fmt: skip
    assert not any(each.waiting or each.removed for each in after.values())
    newer.close()


def test_folders_say_what_is_stated_about_them(snapshot: Snapshot) -> None:
    changes.edit_folder(snapshot, "讲话", "防汛", {"origin": "上级"})
    assert listing(snapshot).folders == (
        Folder("讲话", "", 4, {}),
        Folder("讲话", "防汛", 2, {"origin": "superior"}),
        Folder("讲话", "防汛/内", 1, {}),
        Folder("讲话", "卫生", 1, {}),
    )


# --- the lists -------------------------------------------------------------------------------------------------


def test_each_file_that_is_not_there_has_its_reason_and_what_to_do(snapshot: Snapshot) -> None:
    (unread,), (held,) = not_read(snapshot), marked(snapshot)
    assert (unread.path, held.path, held.mark) == ("片.dwg", "内情.txt", "机密")
    for language, words in (("zh", ("另存为", "--allow-marked")), ("en", ("save", "--allow-marked"))):
        for report, word in zip((unread, held), words, strict=True):
            (reason,) = reasons(report, language)
            assert word in reason.lower()


def test_marked_files_that_are_read_are_listed_too(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index, allow_marked=True)
    with open_snapshot(index) as snapshot:
        assert [(report.path, report.status) for report in marked(snapshot)] == [("内情.txt", "read")]


def test_dates_that_are_missing_or_inferred_wait_until_somebody_decides(snapshot: Snapshot) -> None:
    def paths(of: Mask) -> list[str]:
        return listing(snapshot).values("path", of)

    assert paths(listing(snapshot).undated) == ["便条.txt"]
    assert paths(listing(snapshot).inferred_dates) == ["卫生/夜诊.txt"]
    changes.confirm_dates(snapshot, [ids(snapshot)["夜诊"]])
    changes.edit_speeches(snapshot, [ids(snapshot)["便条"]], {"date": "2018"})
    assert (paths(listing(snapshot).undated), paths(listing(snapshot).inferred_dates)) == ([], [])


def test_the_trash_lists_the_last_removed_first(snapshot: Snapshot, index: Path) -> None:
    name = changes.store_upload(index, "通知.txt", "集市要分早晚两场。".encode())
    rebuild(index, encoder=PairEncoder())
    newer = open_snapshot(snapshot.index)
    changes.remove(newer, "讲话", "防汛/巡查.md")
    changes.remove(newer, UPLOADS, name)
    first, second = changes.trash(newer)
    assert (first.root, first.path, first.uploaded, first.held) == (UPLOADS, "通知.txt", True, True)
    assert (second.path, second.titles, second.uploaded) == ("防汛/巡查.md", ("防汛讲话",), False)
    rebuild(index, encoder=PairEncoder())
    newest = open_snapshot(index)
    assert [each.held for each in changes.trash(newest)] == [False, False]
    changes.purge(newest, UPLOADS, name)
    assert [each.path for each in changes.trash(newest)] == ["防汛/巡查.md"]
    newest.close()


def test_what_is_not_embedded_is_listed(corpus: Path, index: Path) -> None:
    class Failing(PairEncoder):
        def encode_passages_with_spans(self, *_: object) -> object:  # type: ignore[override]
            raise KeyboardInterrupt

    write_speech(corpus / "新.md", "集市要分早晚两场。\n\n摊位按号进出，收摊后当天清扫，垃圾不得过夜，摊主轮流值日。")
    with pytest.raises(KeyboardInterrupt):
        build_with_pairs(corpus, index, encoder=Failing())
    with open_snapshot(index) as snapshot:
        (waiting,) = [row for row in listing(snapshot).rows if row.pending]
        assert (waiting.speech.path, waiting.pending) == ("新.md", snapshot.counts()[3])


# --- numbers ---------------------------------------------------------------------------------------------------


def speech(number: int, text: str = "", **known: str) -> Speech:
    values = {"title": f"第{number}次讲话", "path": f"{number}.md", "folder": "", **known}
    values["date"] = PartialDate.parse(known.get("date", ""))
    return Speech(speech_id=f"s{number}", root="库", source="", text=text, language="zh", **values)  # type: ignore[arg-type]


def test_speeches_and_characters_are_counted_by_field() -> None:
    found = counts_of(
        [
            (speech(1, date="2019-03", speaker="县长", origin="own"), 10),
            (speech(2, date="2021", speaker="书记", occasion="全会"), 20),
            (speech(3, date="2021-05-01", speaker="书记"), 30),
            (speech(4), 40),
        ],
        left_out=2,
    )
    assert (found.speeches, found.characters, found.left_out) == (4, 100, 2)
    assert found.years == (Count(2019, 1, 10), Count(2020, 0, 0), Count(2021, 2, 50), Count(None, 1, 40))
    assert found.speakers == (Count("书记", 2, 50), Count("县长", 1, 10), Count(None, 1, 40))
    assert found.occasions == (Count("全会", 1, 20), Count(None, 3, 80))
    assert found.origins == (Count("own", 1, 10), Count(None, 3, 90))


def test_nothing_counts_as_nothing() -> None:
    assert counts_of([]).years == ()


def test_versions_count_once_in_the_numbers(pairs_index: Path) -> None:
    with open_snapshot(pairs_index) as snapshot:
        found = statistics(snapshot)
        assert (found.speeches, found.left_out) == (7, 2)
        assert found.characters == sum(len(snapshot.with_text(number).text) for number in snapshot.versions.counted())
        assert sum(count.speeches for count in found.years) == found.speeches


# --- the map of themes -----------------------------------------------------------------------------------------


def test_speeches_are_placed_by_the_mean_of_their_passages() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, 1], [0, 0]], dtype=np.float32)
    numbers, means = themes.mean_by_speech(np.array([7, 3, 7, 9]), vectors)
    assert numbers.tolist() == [3, 7, 9]
    half = math.sqrt(0.5)
    np.testing.assert_allclose(means, [[0, 1], [half, half], [0, 0]], atol=1e-6)


def test_the_plane_shows_where_vectors_differ_most() -> None:
    vectors = np.array([[0, 4, 0], [0, -4, 0], [1, 0, 5], [-1, 0, 5]], dtype=np.float32)
    plane, shown = themes.project(vectors)
    np.testing.assert_allclose(np.abs(plane[:, 0]).tolist(), [4, 4, 0, 0], atol=1e-5)
    total = ((vectors - vectors.mean(axis=0)) ** 2).sum()
    assert shown == pytest.approx(((plane - plane.mean(axis=0)) ** 2).sum() / total)
    assert plane[0, 0] > plane[1, 0], "an axis points to where its largest component does"


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 2**16))
def test_distances_in_the_plane_are_never_larger(n: int, dimension: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    plane, shown = themes.project(vectors)
    assert plane.shape == (n, 2)
    assert 0 <= shown <= 1 + 1e-6
    whole, flat = (np.linalg.norm(each[:, None] - each[None], axis=2) for each in (vectors, plane))
    assert np.all(flat <= whole + 1e-4)
    if n > 1 and dimension <= 2:
        np.testing.assert_allclose(flat, whole, atol=1e-4)


def blobs(seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Three far corners with points close to each, and which point belongs to which."""
    random = np.random.default_rng(seed)
    of = np.repeat(np.arange(3), 8)
    vectors = np.eye(3, 5)[of] + random.normal(scale=0.05, size=(24, 5))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), of


@given(st.integers(0, 2**16))
def test_what_lies_together_is_one_cluster(seed: int) -> None:
    vectors, of = blobs(seed)
    assigned, centres = clusters(vectors, 3)
    assert len({(a, b) for a, b in zip(assigned.tolist(), of.tolist(), strict=True)}) == 3
    np.testing.assert_allclose(np.linalg.norm(centres, axis=1), 1, atol=1e-5)
    again, _ = clusters(vectors, 3)
    assert again.tolist() == assigned.tolist()


def test_the_map_of_a_library_parts_what_has_nothing_in_common(tmp_path: Path, index: Path) -> None:
    water, school = "水库闸门要专人看守，闸门钥匙交水库值班员。", "学校食堂要公示菜价，食堂采购由学校家委会监督。"
    for number in range(4):
        write_speech(
            tmp_path / "c" / f"水{number}.md", f"{water * 3}第{number}号。", title=f"水{number}", date=f"201{number}"
        )
        write_speech(
            tmp_path / "c" / f"学{number}.md", f"{school * 3}第{number}所。", title=f"学{number}", date=f"201{number}"
        )
    build_with_pairs(tmp_path / "c", index)
    with open_snapshot(index) as snapshot:
        found = themes.theme_map(snapshot)
        assert {frozenset(p.speech.title[0] for p in found.points if p.theme == n) for n in range(2)} == {
            frozenset("水"), frozenset("学"),
        }  # fmt: skip
        assert [theme.speeches for theme in found.themes] == [4, 4]
        for number, theme in enumerate(found.themes):
            text = water if any(p.theme == number and p.speech.title[0] == "水" for p in found.points) else school
            assert 2 <= len(theme.keywords) <= themes.KEYWORDS
            assert all(keyword in text for keyword in theme.keywords)
        assert 0.5 < found.shown <= 1
        with open_snapshot(index) as again:
            assert themes.theme_map(again) == found
        assert len(themes.theme_map(snapshot, 100).points) == 8


def test_an_index_without_vectors_has_an_empty_map(tmp_path: Path, index: Path) -> None:
    (tmp_path / "c").mkdir()
    build_with_pairs(tmp_path / "c", index)
    with open_snapshot(index) as snapshot:
        assert themes.theme_map(snapshot) == themes.ThemeMap((), (), 0.0)


@pytest.mark.parametrize(("speeches", "expected"), [(1, 2), (8, 2), (50, 5), (10_000, 12)])
def test_the_number_of_themes_can_be_taken_in(speeches: int, expected: int) -> None:
    assert themes.default_themes(speeches) == expected


def test_a_speech_is_not_changed_by_being_shown(snapshot: Snapshot) -> None:
    before = dict(snapshot.speeches())
    changes.edit_folder(snapshot, "讲话", "", {"place": "礼堂"})
    assert {row.speech.place for row in listing(snapshot).rows} == {"礼堂"}
    assert snapshot.speeches() == {number: replace(each) for number, each in before.items()}

"""Set wordings and authoritative folders: what a build takes over, and that it reads no speech again for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Wording
from indexer.catalog import Catalog, Stated
from indexer.layout import Layout
from indexer.opening import open_snapshot
from tests.conftest import build_with_pairs, write_speech


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "讲话"
    write_speech(folder / "定稿" / "a.md", "村里的水渠要赶在立冬以前修通。\n", title="甲")
    write_speech(folder / "草稿" / "b.md", "村里的水渠要赶在立冬之前修通。\n", title="乙")
    build_with_pairs(folder, tmp_path / "index")
    return folder


def stated(index: Path) -> tuple[tuple[Wording, ...], dict[str, bool]]:
    """The set wordings, and by title whether each speech is authoritative."""
    with open_snapshot(index) as snapshot:
        assert all(snapshot.wordings_for(number) == snapshot.wordings() for number in snapshot.speeches())
        return snapshot.wordings(), {each.title: snapshot.authoritative(no) for no, each in snapshot.speeches().items()}


def generation(index: Path) -> int:
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        return catalog.generation


def test_without_a_list_nothing_is_stated(corpus: Path, index: Path) -> None:
    assert stated(index) == ((), {"甲": False, "乙": False})


def test_a_list_takes_effect_with_the_next_build_and_goes_with_it(corpus: Path, index: Path) -> None:
    before = generation(index)
    (corpus / "wordings.csv").write_text("标准写法,停用写法\n立冬之前,立冬以前\n", encoding="utf-8")
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.removed, report.embedded) == (0, 0, 0)
    assert [(file.path, file.status) for file in report.files if file.reader == "wordings"] == [
        ("wordings.csv", "read")
    ]
    assert report.generation > before
    assert stated(index)[0] == (Wording("立冬之前", ("立冬以前",), None, corpus.name),)
    assert build_with_pairs(corpus, index).generation == report.generation, "the same list changes nothing"
    (corpus / "wordings.csv").unlink()
    again = build_with_pairs(corpus, index)
    assert (again.changed, again.removed) == (0, 1)
    assert again.generation > report.generation
    assert stated(index)[0] == ()


def test_a_mark_takes_effect_with_the_next_build_and_goes_with_it(corpus: Path, index: Path) -> None:
    before = generation(index)
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,权威\n定稿/,是\n", encoding="utf-8")
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.embedded) == (0, 0)
    assert report.generation > before
    assert stated(index)[1] == {"甲": True, "乙": False}
    sidecar.unlink()
    assert build_with_pairs(corpus, index).changed == 0
    assert stated(index)[1] == {"甲": False, "乙": False}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\x00" * 99, b"\xff\xfe\x00\xd8"])
def test_lists_that_became_unreadable_change_nothing(corpus: Path, index: Path, content: bytes) -> None:
    (corpus / "wordings.csv").write_text("标准写法,停用写法\n立冬之前,立冬以前\n", encoding="utf-8")
    (corpus / "metadata.csv").write_text("file,权威\n定稿/,是\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    before = stated(index)
    for name in ("wordings.csv", "metadata.csv"):
        (corpus / name).write_bytes(content)
    for _ in range(2):
        report = build_with_pairs(corpus, index)
        assert {file.path: file.status for file in report.files if file.path.endswith(".csv")} == {
            "wordings.csv": "not_read",
            "metadata.csv": "not_read",
        }
        assert stated(index) == before


def test_what_a_folder_says_of_itself_outranks_what_is_said_above(corpus: Path, index: Path) -> None:
    (corpus / "metadata.csv").write_text("file,authoritative\n.,yes\n定稿/,yes\n", encoding="utf-8")
    (corpus / "定稿" / "metadata.csv").write_text("file,authoritative\n.,no\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    assert stated(index)[1] == {"甲": False, "乙": True}


def test_a_list_applies_to_the_speeches_of_its_root(corpus: Path, index: Path, tmp_path: Path) -> None:
    (corpus / "wordings.csv").write_text("标准写法\n立冬之前\n", encoding="utf-8")
    other = tmp_path / "别处" / "讲话二"
    write_speech(other / "c.md", "村里的水渠年内修通。\n", title="丙")
    (other / "metadata.csv").write_text("file,authoritative\n.,yes\n", encoding="utf-8")
    build_with_pairs([corpus, other], index)
    with open_snapshot(index) as snapshot:
        wording = Wording("立冬之前", (), None, corpus.name)
        assert snapshot.wordings() == (wording,)
        numbers = {speech.title: number for number, speech in snapshot.speeches().items()}
        assert {title: snapshot.wordings_for(number) for title, number in numbers.items()} == {
            "甲": (wording,),
            "乙": (wording,),
            "丙": (),
        }
        assert [snapshot.authoritative(numbers[title]) for title in ("甲", "乙", "丙")] == [False, False, True]


def test_the_catalog_gives_back_what_is_stated(tmp_path: Path) -> None:
    given = Stated((Wording("甲", ("乙", "丙"), "说明", "一"), Wording("丁", (), None, "一")), {"": True, "内": False})
    with Catalog.open_for_writing(tmp_path / "catalog.sqlite") as catalog:
        with catalog.change():
            catalog.set_root("一", "/一", False)
            catalog.set_root("二", "/二", False)
            catalog.set_stated("一", given)
        assert catalog.stated() == {"一": given}

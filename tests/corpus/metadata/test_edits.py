"""What people state on the page: what counts before what, and what a file's speeches become by it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Edit, Edits, Root, Sidecars, Speech, load, normal_fields, scan
from corpus.errors import EditError
from tests.conftest import write_speech

TEXT = """在全市供水工作会议上的讲话
（2021年4月6日）
同志们：

水厂的每一道工序都要有人签字，停水要提前一天告诉到户。
"""


def speech_in(folder: Path, *edits: Edit) -> Speech:
    """The one speech of the root `folder`, with `edits`."""
    root = Root("库", folder)
    ((file,), sidecars) = scan(root), Sidecars(root)
    (speech,) = load(root, file, sidecars, Edits(edits)).speeches
    return speech


def about(speech: Speech, **fields: str | None) -> Edit:
    return Edit(speech.root, speech.path, fields, speech.speech_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_speech(tmp_path / "库" / "水务" / "供水.txt", TEXT)
    return tmp_path / "库"


def test_an_edit_outranks_metadata_csv_which_outranks_the_file(folder: Path) -> None:
    assert speech_in(folder).date_text == "2021-04-06"
    (folder / "metadata.csv").write_text("file,date,speaker,来源\n水务/供水.txt,2021-04-07,市长,上级\n", "utf-8")
    stated = speech_in(folder)
    assert (stated.date_text, stated.speaker, stated.origin) == ("2021-04-07", "市长", "superior")
    edited = speech_in(folder, about(stated, date="2021-04-08", origin="own"))
    assert (edited.date_text, edited.speaker, edited.origin) == ("2021-04-08", "市长", "own")
    assert edited.speech_id == stated.speech_id
    assert edited.text == stated.text


def test_a_stated_date_is_no_longer_inferred(folder: Path) -> None:
    before = speech_in(folder)
    assert "date" in before.inferred
    confirmed = speech_in(folder, about(before, date=before.date_text))
    assert confirmed.date_text == before.date_text
    assert confirmed.inferred.keys() == before.inferred.keys() - {"date"}


def test_what_is_taken_back_is_as_the_file_says(folder: Path) -> None:
    before = speech_in(folder)
    stated = about(before, date="1999", title="别的题目", state="final")
    assert speech_in(folder, stated, about(before, date="", title="", state="")) == before


def test_what_is_not_known_is_not_inferred(folder: Path) -> None:
    before = speech_in(folder)
    assert before.occasion == "全市供水工作会议"
    edited = speech_in(folder, about(before, date=None, occasion=None, speaker=None, office=None))
    assert (edited.date_text, edited.occasion, edited.speaker, edited.office) == (None, None, None, None)
    assert edited.inferred.keys().isdisjoint({"date", "occasion", "speaker", "office"})


def test_a_speech_counts_before_its_folder_and_a_near_folder_before_one_above(folder: Path) -> None:
    speech = speech_in(folder)
    root, near = Edit("库", "/", {"place": "甲", "origin": "superior"}), Edit("库", "水务/", {"place": "乙"})
    assert speech_in(folder, near, root).place == "乙"
    assert speech_in(folder, near, root).origin == "superior"
    assert speech_in(folder, about(speech, place="丙"), near, root).place == "丙"
    taken_back = (about(speech, place="丙"), near, root, about(speech, place=""))
    assert speech_in(folder, *taken_back).place == "乙", "what is stated about the folder counts again"
    assert speech_in(folder, Edit("别的库", "/", {"place": "丁"}), Edit("库", "水/", {"place": "戊"})).place is None


def test_of_a_file_of_many_speeches_each_is_edited_by_itself(tmp_path: Path) -> None:
    (tmp_path / "多.jsonl").write_text(
        '{"_id": "a", "title": "甲", "text": "一"}\n'
        '{"title": "乙", "text": "二"}\n'
        '{"_id": "a", "title": "丙", "text": "三"}\n',
        "utf-8",
    )
    root = Root("库", tmp_path)
    ((file,), sidecars) = scan(root), Sidecars(root)
    before = load(root, file, sidecars).speeches
    edits = Edits([about(before[n], date=f"202{n}") for n in (1, 2)])
    assert [speech.date_text for speech in load(root, file, sidecars, edits).speeches] == [None, "2021", "2022"]


def test_the_source_that_a_file_names_is_no_warning_and_in_metadata_csv_it_is_one(tmp_path: Path) -> None:
    root = Root("库", tmp_path)
    write_speech(tmp_path / "a.md", "停水要提前告诉到户。", 来源="供水报")
    write_speech(tmp_path / "b.md", "停水要提前告诉到户。", 来源="外地范文")

    def read() -> list[tuple[str | None, list[str]]]:
        loaded = [load(root, file, Sidecars(root)) for file in scan(root)]
        return [(each.speeches[0].origin, [w.code for w in each.report.warnings]) for each in loaded]

    assert read() == [(None, []), ("elsewhere", [])]
    (tmp_path / "metadata.csv").write_text("file,来源\na.md,隔壁\n", "utf-8")
    assert read() == [(None, ["warn_origin_unreadable"]), ("elsewhere", [])]


def test_values_are_kept_in_their_normal_form() -> None:
    given = {
        "title": "  一个\n题目 ",
        "date": "2020年3月5日",
        "state": "定稿",
        "origin": "本单位",
        "place": "",
        "office": None,
    }
    assert normal_fields(given) == {
        "title": "一个 题目", "date": "2020-03-05", "state": "final", "origin": "own", "place": "", "office": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "edit_empty"),
        ({"text": "改正文"}, "edit_field_unknown"),
        ({"date": "去年"}, "edit_date_unreadable"),
        ({"state": "好稿"}, "edit_state_unreadable"),
        ({"origin": "隔壁"}, "edit_origin_unreadable"),
        ({"title": None}, "edit_title_unknown"),
        ({"place": "长" * 501}, "edit_too_long"),
    ],
)
def test_what_cannot_be_stated_is_refused(fields: Mapping[str, str | None], code: str) -> None:
    with pytest.raises(EditError) as raised:
        normal_fields(fields)
    assert raised.value.code == code
    assert all(raised.value.message(language) for language in ("zh", "en"))


def test_a_title_is_of_one_speech() -> None:
    with pytest.raises(EditError) as raised:
        normal_fields({"title": "题目"}, of_folder=True)
    assert raised.value.code == "edit_field_of_one_speech"


PATHS = st.sampled_from(["a.md", "甲/a.md", "甲/乙/a.md", "甲/乙/b.md"])
EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(["库", "另一库"]),
        st.sampled_from(["/", "甲/", "甲/乙/"]),
        st.dictionaries(st.sampled_from(["place", "speaker"]), st.sampled_from(["", "x", "y", None]), min_size=1),
    )
    | st.builds(
        lambda path, fields: Edit("库", path, fields, f"id of {path}"),
        PATHS,
        st.dictionaries(st.sampled_from(["place", "speaker"]), st.sampled_from(["", "x", "y", None]), min_size=1),
    ),
    max_size=8,
)


@given(EDITS, EDITS, PATHS)
def test_one_stamp_stands_for_one_statement(one: list[Edit], two: list[Edit], path: str) -> None:
    relative, speech_id = PurePosixPath(path), f"id of {path}"
    first, second = Edits(one), Edits(two)
    if first.stamp("库", relative) == second.stamp("库", relative):
        assert first.about("库", relative, speech_id) == second.about("库", relative, speech_id)
    assert Edits([*one, *one]).stamp("库", relative) == first.stamp("库", relative), "to say it again changes nothing"


@given(EDITS, PATHS)
def test_the_last_edit_counts(edits: list[Edit], path: str) -> None:
    """Against the plain rule: go from the root down to the speech, at each take what was said last."""
    relative = PurePosixPath(path)
    places: list[tuple[str, str | None]] = [("/", None)]
    places += [(f"{folder}/", None) for folder in reversed(relative.parents) if str(folder) != "."]
    places.append((path, f"id of {path}"))
    expected: dict[str, str | None] = {}
    for place, speech_id in places:
        for field in ("place", "speaker"):
            said = [
                e.fields[field]
                for e in edits
                if (e.root, e.path, e.speech_id) == ("库", place, speech_id) and field in e.fields
            ]
            if said and said[-1] != "":
                expected[field] = said[-1]
    assert Edits(edits).about("库", relative, f"id of {path}") == expected

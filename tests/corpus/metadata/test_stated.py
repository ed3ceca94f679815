"""metadata.csv as people write it and as spreadsheet programs save it."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.files import Root
from corpus.messages import say
from corpus.metadata.set_wordings import root_wordings
from corpus.metadata.stated import Sidecar, Sidecars, is_authoritative, read_sidecar
from corpus.readers import ReadWarning
from corpus.readers.protocol import FEW, few

CELLS = "a.txt,防汛讲话,张××,县长,2019/7/9,防汛会,礼堂,定稿,zh\n"
ENGLISH = "file,title,speaker,office,date,occasion,place,state,language\n" + CELLS
CHINESE = "文件,标题,讲话人,职务,日期,场合,地点,状态,语言\n" + CELLS
ROW = {
    "title": "防汛讲话",
    "speaker": "张××",
    "office": "县长",
    "date": "2019/7/9",
    "occasion": "防汛会",
    "place": "礼堂",
    "state": "定稿",
    "language": "zh",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "内").mkdir()
    for name in ("a.txt", "b.jsonl", "内/c.txt", "C#.txt"):
        (tmp_path / name).write_text("同志们：", encoding="utf-8")
    return tmp_path


def sidecar(folder, content, encoding="utf-8"):
    path = folder / "metadata.csv"
    path.write_bytes(content.encode(encoding))
    return read_sidecar(path)


@pytest.mark.parametrize("content", [ENGLISH, CHINESE, CHINESE.replace("\n", "\r\n")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_columns_and_encodings(folder, content, encoding):
    assert sidecar(folder, content, encoding).rows == {"a.txt": ROW}
    assert sidecar(folder, content, encoding).warnings == ()


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_of_spreadsheet_programs(folder, delimiter):
    assert sidecar(folder, ENGLISH.replace(",", delimiter)).rows == {"a.txt": ROW}


@pytest.mark.parametrize("column", ["密级", "密級", "mark", "Mark"])
def test_a_security_mark_is_a_column_under_any_of_its_names(folder, column):
    read = sidecar(folder, f"file,{column}\na.txt,机密★3年\n")
    assert (read.rows, read.warnings) == ({"a.txt": {"密级": "机密★3年"}}, ())


def test_rows_may_name_files_below_and_single_speeches(folder):
    below = 'file,speaker,place\n内\\c.txt,县长,\nb.jsonl,县长,礼堂\nb.jsonl#7,,"会场，分会场"\n'
    content = below + "C#.txt,书记,\n./a.txt,部长,\n,,\n"
    read = sidecar(folder, content)
    assert read.warnings == ()
    assert read.given(PurePosixPath("内/c.txt"), None) == {"speaker": "县长"}
    assert read.given(PurePosixPath("b.jsonl"), "6") == {"speaker": "县长", "place": "礼堂"}
    assert read.given(PurePosixPath("b.jsonl"), "7") == {"speaker": "县长", "place": "会场，分会场"}
    assert read.given(PurePosixPath("C#.txt"), None) == {"speaker": "书记"}
    assert read.given(PurePosixPath("a.txt"), None) == {"speaker": "部长"}
    assert read.given(PurePosixPath("c.txt"), None) == {}
    assert set(read.about(PurePosixPath("b.jsonl"))) == {"b.jsonl", "b.jsonl#7"}


def test_names_in_the_unicode_form_of_another_system_are_the_same_names(tmp_path):
    (tmp_path / "Cafe\u0301.txt").write_text("a", encoding="utf-8")
    read = sidecar(tmp_path, "file,speaker\nCaf\u00e9.txt,Mayor\n")
    assert read.warnings == ()
    assert read.given(PurePosixPath("Cafe\u0301.txt"), None) == {"speaker": "Mayor"}


def test_problems_are_warnings(folder):
    content = (
        "file,author,speaker\na.txt,x,县长\na.txt,y,书记\nz.txt,,县长\n../a.txt,,县长\n,,县长\n内/c.txt,,县长,多,余\n"
    )
    read = sidecar(folder, content)
    known = "file, title, speaker, office, date, occasion, place, state, origin, language, mark, authoritative"
    assert read.warnings == (
        ReadWarning("warn_table_column", {"column": "author", "known": known}),
        ReadWarning("warn_table_cells", {"row": 7}),
        ReadWarning("warn_sidecar_duplicate", {"row": 3, "file": "a.txt"}),
        ReadWarning("warn_sidecar_file_missing", {"row": 4, "file": "z.txt"}),
        ReadWarning("warn_sidecar_file_missing", {"row": 5, "file": "../a.txt"}),
        ReadWarning("warn_sidecar_no_file", {"row": 6}),
    )
    assert read.given(PurePosixPath("a.txt"), None) == {"speaker": "县长"}
    for language in ("zh", "en"):
        assert all(say(warning.code, language, **warning.particulars) for warning in read.warnings)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("title,speaker\n防汛讲话,县长\n", "sidecar_no_file_column"),
        ('file,title\na.txt,"防汛讲话\n', "table_damaged"),
        ("", "file_empty"),
        ("\ufeff", "file_empty"),
        ("\n\n", "file_empty"),
        ("file,title\n" + "a.txt,防汛\n" * 1_000_000, "table_too_large"),
    ],
)
def test_a_broken_sidecar_is_an_error(folder, content, code):
    with pytest.raises(ReadError) as caught:
        sidecar(folder, content)
    assert caught.value.code == code
    assert "metadata.csv" in str(caught.value)
    assert "metadata.csv" in caught.value.message("zh")


# what a list can be without stopping a build


def test_control_characters_are_dropped_and_counted(folder):
    read = sidecar(folder, "file,ti\0tle,密级\na.txt\0,防\0汛,机密\n")
    assert read.rows == {"a.txt": {"title": "防汛", "密级": "机密"}}
    assert read.warnings == (ReadWarning("warn_controls_removed", {"count": 3}),)


def test_a_name_longer_than_any_file_is_a_warning(folder):
    read = sidecar(folder, f"file,title\n{'很' * 5000},甲\na.txt,乙\n")
    assert read.rows["a.txt"] == {"title": "乙"}
    (warning,) = read.warnings
    assert (warning.code, len(warning.particulars["file"])) == ("warn_sidecar_file_missing", 100)


def test_a_million_columns_are_counted_and_a_mark_among_them_counts(folder):
    head = ["file", *(f"c{n}" for n in range(1_000_000)), "密级"]
    cells = ["a.txt", *[""] * 1_000_000, "机密"]
    read = sidecar(folder, ",".join(head) + "\n" + ",".join(cells) + "\n")
    assert read.rows == {"a.txt": {"密级": "机密"}}
    assert len(read.warnings) == FEW + 1
    assert read.warnings[-1] == ReadWarning("warn_more", {"count": 1_000_000 - FEW})


def test_few_counts_what_it_leaves_out_once():
    ones = [ReadWarning("a")] * (FEW + 3) + [ReadWarning("b")]
    assert few(ones) == [*ones[:FEW], ReadWarning("b"), ReadWarning("warn_more", {"count": 3})]
    assert few([*few(ones), ReadWarning("b")])[-1] == ReadWarning("warn_more", {"count": 3})
    assert few(few(ones)) == few(ones)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text("file,密级\n\r\"';\t\0#/.a\ufeff\u2028", max_size=100).map(str.encode),
        st.text('file,密级\n"a', max_size=60).map(lambda text: ("file,密级\n" + text).encode("utf-16")),
    )
)
def test_nothing_in_a_list_can_stop_a_build(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("x")
    for name in ("metadata.csv", "wordings.csv"):
        (folder / name).write_bytes(content)
    root = Root("x", folder)
    (report,) = Sidecars(root).reports
    _, other = root_wordings(root)
    for each in (report, other):
        assert each.status in {"read", "not_read"}
        assert all(say(w.code, language, **w.particulars) for w in each.warnings for language in ("zh", "en"))


def test_the_rows_about_a_file_are_its_own_and_those_of_its_speeches(folder):
    rows = {name: {"title": name} for name in ("a", "a#", "a#1", "a#1#2", "a$", "a b", "b#a", "a##")}
    assert sorted(Sidecar(rows).about(PurePosixPath("a"))) == ["a", "a#", "a##", "a#1", "a#1#2"]


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("content", ["文件,密级\na.txt,机密\n", "file,mark\na.txt,秘密\n"])
def test_short_tables_are_read_in_any_encoding(folder, encoding, content):
    content = content if encoding != "big5" else content.replace("密级", "密級").replace("机密", "機密")
    read = sidecar(folder, content, encoding)
    assert set(read.rows["a.txt"]) == {"密级"}


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
def test_a_first_line_may_say_what_parts_the_cells(folder, first):
    assert sidecar(folder, f"{first}\n文件;标题\na.txt;晒场,粮仓\n").rows == {"a.txt": {"title": "晒场,粮仓"}}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"晒场"工作的讲话', '"晒场"工作的讲话'),
        ('关于"晒场"', '关于"晒场"'),
        ('"关于""晒场"",两点"', '关于"晒场",两点'),
        ('"两行\n标题"', "两行\n标题"),
        ('"晒场" 的"讲话"', '"晒场" 的"讲话"'),
        ('"晒场', '"晒场'),
    ],
)
def test_quotation_marks_need_not_be_doubled_and_cost_no_row(folder, cell, value):
    read = sidecar(folder, f'文件,标题,密级\na.txt,{cell},机密\n内/c.txt,"甲",秘密\nC#.txt,乙",\n')
    assert read.rows["a.txt"] == {"title": value, "密级": "机密"}
    assert read.rows["内/c.txt"] == {"title": "甲", "密级": "秘密"}
    assert read.rows["C#.txt"] == {"title": '乙"'}


def test_a_cell_may_be_of_any_length(folder):
    assert sidecar(folder, f"file,title,mark\na.txt,{'长' * 200_000},机密\n").rows["a.txt"]["密级"] == "机密"


# folders


@pytest.mark.parametrize("column", ["authoritative", "权威", "權威", "Authoritative"])
@pytest.mark.parametrize(("cell", "said"), [("是", True), ("Yes", True), ("1", True), ("√", True), ("否", False)])
def test_a_row_may_say_that_a_folder_is_authoritative(folder, column, cell, said):
    read = sidecar(folder, f"file,{column}\n内\\,{cell}\n.,{cell}\n")
    assert (read.folders, read.rows, read.warnings) == ({"内": said, "": said}, {}, ())
    assert sidecar(folder, f"file,{column}\n./,{cell}\n./内/,{cell}\n").folders == {"内": said, "": said}


def test_problems_with_folders_are_warnings(folder):
    content = (
        "file,speaker,authoritative\n"
        "内/,县长,是\n"  # nobody speaks a folder
        "内/,,否\n"
        "外/,,是\n"
        "../,,是\n"
        ".,,也许\n"
        "a.txt,县长,是\n"  # a file is authoritative with its folder
        "内,,是\n"
    )
    read = sidecar(folder, content)
    assert read.warnings == (
        ReadWarning("warn_sidecar_unfit", {"row": 2, "columns": "speaker"}),
        ReadWarning("warn_sidecar_duplicate", {"row": 3, "file": "内/"}),
        ReadWarning("warn_sidecar_file_missing", {"row": 4, "file": "外/"}),
        ReadWarning("warn_sidecar_file_missing", {"row": 5, "file": "../"}),
        ReadWarning("warn_sidecar_authoritative", {"row": 6, "value": "也许"}),
        ReadWarning("warn_sidecar_unfit", {"row": 7, "columns": "authoritative"}),
        ReadWarning("warn_sidecar_file_missing", {"row": 8, "file": "内"}),
        ReadWarning("warn_sidecar_unfit", {"row": 8, "columns": "authoritative"}),
    )
    assert read.folders["内"] is True
    assert "" not in read.folders
    assert read.given(PurePosixPath("a.txt"), None) == {"speaker": "县长"}
    for language in ("zh", "en"):
        assert all(say(warning.code, language, **warning.particulars) for warning in read.warnings)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("", False), ("甲", True), ("甲/乙", True), ("甲/乙/丙", False), ("甲/乙/丙/丁", False), ("甲乙", False)],
)
def test_what_is_said_of_the_nearest_folder_counts(name, expected):
    assert is_authoritative(name, {"甲": True, "甲/乙/丙": False}) is expected
    assert is_authoritative(name, {"": True}) is True
    assert is_authoritative(name, {}) is False


def test_folders_in_the_unicode_form_of_another_system_are_the_same_folders(tmp_path):
    (tmp_path / "Cafe\u0301").mkdir()
    read = sidecar(tmp_path, "file,authoritative\nCaf\u00e9/,yes\n")
    assert read.warnings == ()
    assert is_authoritative("Cafe\u0301/menu", read.folders)

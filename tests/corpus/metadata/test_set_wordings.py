"""Lists of set wordings as offices write them and as spreadsheet programs save them."""

from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.files import FileReport, Root, scan
from corpus.load import load
from corpus.messages import say
from corpus.metadata.set_wordings import Wording, read_wordings, root_wordings
from corpus.metadata.stated import Sidecars
from corpus.readers import ReadWarning

CHINESE = "标准写法,停用写法,说明\n河湖长制,河长制；湖长制,两块牌子合一\n垄上行动,,\n"
ENGLISH = "Standard,Discontinued,Note\n河湖长制,河长制|湖长制,两块牌子合一\n垄上行动,,\n"
WORDINGS = (
    Wording("河湖长制", ("河长制", "湖长制"), "两块牌子合一", "讲话"),
    Wording("垄上行动", (), None, "讲话"),
)


def wordings(folder, content, encoding="utf-8"):
    path = folder / "wordings.csv"
    path.write_bytes(content.encode(encoding))
    return read_wordings(path, "讲话")


@pytest.mark.parametrize("content", [CHINESE, ENGLISH, CHINESE.replace("\n", "\r\n"), CHINESE.replace(",", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_columns_encodings_and_delimiters(tmp_path, content, encoding):
    read = wordings(tmp_path, content, encoding)
    assert (read.wordings, read.warnings) == (WORDINGS, ())


def test_semicolons_may_part_the_columns_and_the_wordings(tmp_path):
    read = wordings(tmp_path, '说明;停用写法;標準寫法\n;"甲写法; 乙写法\n丙写法｜";丁写法\n')
    assert read.wordings == (Wording("丁写法", ("甲写法", "乙写法", "丙写法"), None, "讲话"),)
    assert read.warnings == ()


def test_problems_are_warnings_and_the_rest_is_used(tmp_path):
    content = (
        "标准写法,停用写法,出处\n"
        "\u200b,旧写法,\n"  # a standard that is nothing but invisible
        "甲写法,甲 写法；乙寫法；乙写法,\n"  # itself, and one twice
        ",,\n"
        "丙写法,乙写法；甲写法；丁写法,,多\n"  # another row's discontinued and another row's standard
    )
    read = wordings(tmp_path, content)
    assert read.wordings == (
        Wording("甲写法", ("乙寫法",), None, "讲话"),
        Wording("丙写法", ("丁写法",), None, "讲话"),
    )
    assert read.warnings == (
        ReadWarning("warn_table_column", {"column": "出处", "known": "standard, discontinued, note"}),
        ReadWarning("warn_table_cells", {"row": 5}),
        ReadWarning("warn_wordings_no_standard", {"row": 2}),
        ReadWarning("warn_wordings_twice", {"row": 3, "wording": "甲 写法", "other": 3}),
        ReadWarning("warn_wordings_twice", {"row": 3, "wording": "乙写法", "other": 3}),
        ReadWarning("warn_wordings_twice", {"row": 5, "wording": "乙写法", "other": 3}),
        ReadWarning("warn_wordings_twice", {"row": 5, "wording": "甲写法", "other": 3}),
    )
    for language in ("zh", "en"):
        assert all(say(warning.code, language, **warning.particulars) for warning in read.warnings)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("停用写法,说明\n河长制,\n", "wordings_no_standard_column"),
        ('标准写法\n"河湖长制\n', "table_damaged"),
        ("", "file_empty"),
    ],
)
def test_a_broken_list_is_an_error_and_a_report(tmp_path, content, code):
    with pytest.raises(ReadError) as caught:
        wordings(tmp_path, content)
    assert caught.value.code == code
    assert str(tmp_path / "wordings.csv") in caught.value.message("zh")
    stated, report = root_wordings(Root("讲话", tmp_path))
    assert stated == ()
    assert (report.path, report.status, report.reader) == ("wordings.csv", "not_read", "wordings")
    assert [warning.code for warning in report.warnings] == [code]


# where the list of a root lies


def test_a_list_lies_at_the_top_of_a_root_or_beside_it(tmp_path):
    root = Root("讲话", tmp_path / "讲话")
    (root.path / "内").mkdir(parents=True)
    assert root_wordings(root) == ((), None)
    (tmp_path / "wordings.csv").write_text("标准写法\n旁边的写法\n", encoding="utf-8")
    report = FileReport("讲话", "../wordings.csv", "read", reader="wordings")
    assert root_wordings(root) == ((Wording("旁边的写法", (), None, "讲话"),), report)
    (root.path / "wordings.csv").write_text("标准写法\n里面的写法\n", encoding="utf-8")
    report = FileReport("讲话", "wordings.csv", "read", reader="wordings")
    assert root_wordings(root) == ((Wording("里面的写法", (), None, "讲话"),), report)


def test_the_list_of_a_root_named_by_a_dot_or_being_a_file_lies_beside_it(tmp_path, monkeypatch):
    (tmp_path / "讲话").mkdir()
    (tmp_path / "讲话" / "a.txt").write_text("同志们：", encoding="utf-8")
    (tmp_path / "wordings.csv").write_text("标准写法\n旁边的写法\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "讲话")
    assert [wording.standard for wording in root_wordings(Root("讲话", Path()))[0]] == ["旁边的写法"]
    (tmp_path / "b.txt").write_text("同志们：", encoding="utf-8")
    assert [wording.standard for wording in root_wordings(Root("b.txt", tmp_path / "b.txt"))[0]] == ["旁边的写法"]


def test_a_list_is_no_speech_and_one_further_down_is_named(tmp_path):
    root = Root("讲话", tmp_path / "讲话")
    (root.path / "内").mkdir(parents=True)
    for name in ("wordings.csv", "内/wordings.csv"):
        (root.path / name).write_text("标准写法\n写法\n", encoding="utf-8")
    found = scan(root)
    assert [str(file.relative) for file in found] == ["内/wordings.csv"]
    report = load(root, found[0], Sidecars(root)).report
    assert (report.status, [warning.code for warning in report.warnings]) == ("not_read", ["wordings_below_top"])


def test_the_projects_own_list_is_sound_and_about_the_bundled_speeches():
    bundled = Path(__file__).resolve().parents[3] / "corpus" / "speeches"
    stated, report = root_wordings(Root("speeches", bundled))
    assert (report.path, report.warnings) == ("../wordings.csv", ())
    texts = "".join(speech.text for speech in _speeches(Root("speeches", bundled)))
    for wording in stated:
        assert wording.standard in texts
        assert all(each in texts for each in wording.discontinued)


def _speeches(root):
    sidecars = Sidecars(root)
    return [speech for found in scan(root) for speech in load(root, found, sidecars).speeches]

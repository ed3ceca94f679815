"""Archives: names of every system, what leads out of them, and what unpacks to more than anybody has."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning, packed, reader_for
from corpus.readers.entries import leads_out

FILES = Path(__file__).resolve().parents[2] / "files"


def _zip(path, entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data.encode() if isinstance(data, str) else data)
    return path


def _read(path):
    return reader_for(path).read(path)


def _refused(path):
    with pytest.raises(ReadError) as caught:
        _read(path)
    return caught.value.code


def _renamed(path, written, name):
    """The archive with the bytes of `name` for those of `written`, and no mark for UTF-8, as Windows writes them."""
    data = bytearray(path.read_bytes().replace(written.encode(), name))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place + 1] &= ~0x08
            at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "out"),
    [
        ("2024/渡口.txt", False),
        ("2024\\渡口.txt", False),
        ("..稿/渡口.txt", False),
        ("第一：渡口.txt", False),
        ("../渡口.txt", True),
        ("2024\\..\\..\\渡口.txt", True),
        ("/渡口.txt", True),
        ("\\\\服务器\\共享\\渡口.txt", True),
        ("D:\\稿件\\渡口.txt", True),
        ("D:渡口.txt", True),
    ],
)
def test_which_names_lead_out_of_their_folder_on_any_system(name, out):
    assert leads_out(name) is out


def test_the_files_inside_are_read_as_if_they_lay_in_the_folder(tmp_path):
    path = _zip(
        tmp_path / "讲话.zip",
        {
            "2024/渡口.txt": "缆绳每月一换。",
            "2024/会议.docx": (FILES / "meeting.docx").read_bytes(),
            "旧.doc": (FILES / "office.doc").read_bytes(),
            "两篇.jsonl": '{"_id": "a", "text": "甲。"}\n{"text": "乙。"}\n',
            "__MACOSX/._渡口.txt": "x",
            "表.caj": "x",
        },
    )
    read = _read(path)
    assert [record.external_id for record in read.records] == [
        "2024/渡口.txt", "2024/会议.docx", "旧.doc", "两篇.jsonl#a", "两篇.jsonl#1"
    ]  # fmt: skip
    assert [record.entry for record in read.records][:2] == ["2024/渡口.txt", "2024/会议.docx"]
    assert read.records[0].text == "缆绳每月一换。"
    assert ReadWarning("format_unknown", {"path": f"{path}/表.caj", "suffix": ".caj"}) in read.warnings


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_mark_for_utf_8_are_right(tmp_path, encoding):
    name = "渡口讲话.txt".encode(encoding)
    written = "x" * (len(name) - 4) + ".txt"
    path = _renamed(_zip(tmp_path / "a.zip", {written: "缆绳。"}), written, name)
    assert _read(path).records[0].external_id == "渡口讲话.txt"


def test_the_name_in_unicode_that_some_programs_add_counts(tmp_path):
    old = b"duk.txt"
    info = zipfile.ZipInfo("duk.txt")
    new = "渡口.txt".encode()
    info.extra = b"up" + struct.pack("<HBI", 5 + len(new), 1, zlib.crc32(old)) + new
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "缆绳。")
    assert _read(tmp_path / "a.zip").records[0].external_id == "渡口.txt"


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "C:\\a.txt", "x/../../a.txt"])
def test_a_name_that_leads_out_is_refused_and_the_others_are_read(tmp_path, name):
    path = _zip(tmp_path / "a.zip", {name: "外面。", "b.txt": "里面。"})
    read = _read(path)
    assert [record.text for record in read.records] == ["里面。"]
    assert [warning.code for warning in read.warnings] == ["archive_name_unsafe"]
    assert not (tmp_path.parent / "a.txt").exists()


def test_an_entry_without_a_name_keeps_no_other_out(tmp_path):
    path = _zip(tmp_path / "a.zip", {"a.txt": "先说一句。", "b.txt": "再说一句。"})
    assert [record.text for record in _read(_renamed(path, "a.txt", bytes(5))).records] == ["再说一句。"]


def test_a_link_in_an_archive_is_no_text(tmp_path):
    path = _zip(tmp_path / "a.zip", {"b.txt": "收工。"})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("c.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert [record.entry for record in _read(path).records] == ["b.txt"]


def test_a_mark_in_a_name_inside_is_a_mark(tmp_path):
    entries = {
        "【机密】渡口.txt": "缆绳。",
        "b.txt": "收工。",
        "机密/2020.1/c.txt": "开船。",
        "内部交流/d.txt": "靠岸。",
    }
    marks = [record.given.get("密级") for record in _read(_zip(tmp_path / "a.zip", entries)).records]
    assert marks == ["机密", None, "机密", "内部"]


def test_an_archive_with_stated_metadata_has_to_be_unpacked(tmp_path):
    assert _refused(_zip(tmp_path / "a.zip", {"b.txt": "缆绳。", "metadata.csv": "文件,密级\nb.txt,机密\n"})) == (
        "archive_has_notes"
    )


def test_archives_inside_are_read_and_not_without_end(tmp_path):
    inner = _zip(tmp_path / "0.zip", {"深.txt": "最里面。"})
    for depth in range(1, 5):
        inner = _zip(
            tmp_path / f"{depth}.zip", {f"{depth - 1}.zip": inner.read_bytes(), f"{depth}.txt": f"第{depth}层。"}
        )
    read = _read(inner)
    assert [record.text for record in read.records] == ["第2层。", "第3层。", "第4层。"]
    assert [warning.code for warning in read.warnings] == ["archive_too_deep"]


def test_what_unpacks_to_more_than_is_allowed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.readers.archive._MOST_BYTES", 3_000_000)
    path = _zip(tmp_path / "a.zip", {f"{n}.txt": b"0" * 1_000_000 for n in range(5)}, zipfile.ZIP_DEFLATED)
    assert _refused(path) == "archive_too_large"


def test_an_entry_with_a_password_is_named(tmp_path):
    data = bytearray(_zip(tmp_path / "a.zip", {"a.txt": "缆绳。", "b.txt": "收工。"}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    read = _read(tmp_path / "a.zip")
    assert read.warnings[0] == ReadWarning("word_locked", {"path": f"{tmp_path / 'a.zip'}/a.txt"})
    assert [record.text for record in read.records] == ["收工。"]


@pytest.mark.parametrize(
    ("entries", "code"), [({}, "archive_no_speech"), ({"a.bin": "x"}, "archive_no_speech"), (None, "archive_damaged")]
)
def test_what_holds_no_speech_is_refused(tmp_path, entries, code):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK") if entries is None else _zip(path, entries)
    assert _refused(path) == code


def test_a_file_that_no_reader_stands_costs_only_itself(tmp_path):
    path = _zip(tmp_path / "a.zip", {"坏.fodt": '<x xmlns="urn:x"/>', "b.txt": "收工。"})
    read = _read(path)
    assert [record.text for record in read.records] == ["收工。"]
    assert [warning.code for warning in read.warnings] == ["file_damaged"]


def _packed(path, entries, options=""):
    """A .7z by libarchive."""
    libarchive = pytest.importorskip("libarchive", exc_type=Exception, reason="the system has no libarchive")
    packed._take_any_name()
    with libarchive.file_writer(str(path), "7zip", options=options) as archive:
        for name, data in entries.items():
            archive.add_file_from_memory(name, len(data), data)
    return path


def _rar(path, entries):
    """A .rar of version 4 whose files are stored as they are; names are bytes."""

    def block(kind, flags, body):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    made = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in entries.items():
        stored = struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0, 20, 0x30, len(name), 0x20)
        made += block(0x74, 0x8000, stored + name) + data
    path.write_bytes(made + block(0x7B, 0x4000, b""))
    return path


def test_7z_is_read_like_zip(tmp_path):
    inner = _packed(tmp_path / "内.7z", {"丙.txt": "夜船加开一班。".encode()})
    files = {"2024/渡口.txt": "缆绳每月一换。".encode(), "会议.docx": (FILES / "meeting.docx").read_bytes()}
    path = _packed(tmp_path / "讲话.7z", {**files, "../外.txt": "出界。".encode(), "内.7z": inner.read_bytes()})
    read = _read(path)
    assert [record.external_id for record in read.records] == ["2024/渡口.txt", "会议.docx", "内.7z/丙.txt"]
    assert [warning.code for warning in read.warnings] == ["archive_name_unsafe"]
    assert read.records[0].text == "缆绳每月一换。"
    outer = _zip(tmp_path / "外.zip", {"内.7z": inner.read_bytes()})
    assert [record.external_id for record in _read(outer).records] == ["内.7z/丙.txt"]


def test_a_7z_that_unpacks_to_more_than_anybody_has_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.readers.archive._MOST_BYTES", 100_000)
    path = _packed(tmp_path / "弹.7z", {f"{number}.txt": bytes(60_000) for number in range(4)})
    assert _refused(path) == "archive_too_large"


def test_rar_is_read_and_its_old_names_are_gbk(tmp_path):
    pytest.importorskip("libarchive", exc_type=Exception, reason="the system has no libarchive")
    path = _rar(
        tmp_path / "讲话.rar", {"渡口.txt".encode("gb18030"): "缆绳每月一换。".encode(), b"a.txt": b"Boats go at noon."}
    )
    assert [(each.external_id, each.text) for each in _read(path).records] == [
        ("渡口.txt", "缆绳每月一换。"),
        ("a.txt", "Boats go at noon."),
    ]


def test_what_is_no_archive_or_cut_short_is_named(tmp_path):
    assert _refused(_put(tmp_path / "坏.7z", b"x" * 99)) == "archive_damaged"
    whole = _packed(tmp_path / "全.7z", {"a.txt": b"Boats." * 99}).read_bytes()
    assert _refused(_put(tmp_path / "断.7z", whole[:80])) == "archive_damaged"


def test_without_libarchive_a_person_is_told_to_unpack(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.readers.archive.libarchive", lambda: None)
    assert _refused(_put(tmp_path / "a.rar", b"Rar!\x1a\x07\x00")) == "format_archive"


def _put(path, data):
    path.write_bytes(data)
    return path

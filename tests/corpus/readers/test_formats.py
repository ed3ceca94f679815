"""The readers together: which file goes to which, and that every code has its sentences."""

import re
from pathlib import Path

import pytest

from corpus.messages import LANGUAGES, messages
from corpus.readers import READERS, reader_for

SOURCES = Path(__file__).resolve().parents[3] / "corpus" / "readers"


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("a.txt", "text"), ("A.TXT", "text"), ("a.md", "markdown"), ("a.html", "html"), ("a.htm", "html"),
        ("a.docx", "docx"), ("a.docm", "docx"), ("a.doc", "doc"), ("a.WPS", "doc"), ("a.rtf", "rtf"), ("a.odt", "odt"),
        ("a.pptx", "pptx"), ("a.ppt", "office"),
        ("a.csv", "csv"), ("a.TIF", "image"), ("a.ofd", "ofd"), ("a.zip", "zip"), ("a.eml", "eml"), ("a.xlsx", "xlsx"),
        ("讲话.v2.pdf", "pdf"), ("a.jsonl", "jsonl"),
    ],
)  # fmt: skip
def test_the_suffix_names_the_reader(name, reader):
    found = reader_for(Path(name))
    assert found is not None
    assert found.name == reader


@pytest.mark.parametrize("name", ["a.mp3", "a.json", "txt", ".txt", "a"])
def test_other_files_have_no_reader(name):
    assert reader_for(Path(name)) is None


@pytest.mark.parametrize(
    ("name", "beginning", "reader"),
    [
        ("a.txt", b"{\\rtf1 ", "rtf"), ("a.txt", bytes.fromhex("d0cf11e0a1b11ae1"), "doc"),
        ("a.txt", b"PK\x03\x04", "docx"), ("a.txt", b"\r\n<!DOCTYPE html>", "html"),
        ("a.txt", b"<html lang=zh>", "html"),
        ("a.txt", "<一>".encode(), "text"), ("a.txt", b"<p>", "text"), ("a.doc", b"%PDF-1.4", "pdf"),
        ("a.doc", b"<p>", "html"), ("a.doc", b"From: <Saved by Blink>", "mht"),
    ],
)  # fmt: skip
def test_a_renamed_file_goes_to_the_reader_of_what_it_is(tmp_path, name, beginning, reader):
    (tmp_path / name).write_bytes(beginning)
    found = reader_for(tmp_path / name)
    assert found is not None
    assert found.name == reader


def test_no_two_readers_share_a_name_or_a_suffix():
    assert len({reader.name for reader in READERS}) == len(READERS)
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(set(suffixes)) == len(suffixes)


def test_every_code_has_a_sentence_in_both_languages():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    codes = set(re.findall(r'(?:Read(?:Error|Warning)|_BadLineError)\(\s*"(\w+)"', source))
    codes |= {f"warn_docx_{kind}" for kind in ("footnotes", "endnotes", "comments", "hidden", "symbols")}
    assert len(codes) > 20
    for language in LANGUAGES:
        assert codes <= set(messages(language))

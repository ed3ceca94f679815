"""Scans: recognised where the extra is installed, and named with the line that installs it where it is not."""

from pathlib import Path

import pypdfium2
import pytest

from corpus.errors import ReadError
from corpus.readers import ocr, reader_for

FILES = Path(__file__).resolve().parents[2] / "files"
installed = pytest.mark.skipif(
    not ocr.is_installed(), reason="text recognition is not installed (requirements-ocr.txt)"
)


def _scan(path):
    """The upper part of a printed page as a picture, in a file of the format of this name."""
    with pypdfium2.PdfDocument(FILES / "meeting.pdf") as document:
        page = document[0].render(scale=ocr.DPI / 72).to_pil().convert("RGB")
    page.crop((0, 0, page.width, page.height * 46 // 100)).save(path, resolution=ocr.DPI)
    return path


@installed
@pytest.mark.parametrize("name", ["scan.png", "scan.pdf"])
def test_a_scan_is_read_and_says_how_sure_it_is(name):
    read = reader_for(FILES / name).read(FILES / name)
    assert read.records[0].text.split("\n") == [
        "在秋收动员会上的讲话",
        "同志们：",
        "今年的秋收比往年早半个月，各村要先收低处的田，再收高处的田。",
        "粮食要晒干再入仓，仓库要有人值班，门锁要两把钥匙。",
        "谢谢大家，请各村回去就动手。",
    ]
    assert read.confidence is not None and read.confidence > 0.9
    (told,) = [warning for warning in read.warnings if warning.code == "warn_ocr"]
    assert str(told.particulars["pages"]).startswith(("1: 9", "1: 100"))


@pytest.mark.parametrize(("name", "code"), [("稿.png", "ocr_missing"), ("稿.pdf", "pdf_no_text")])
def test_without_the_extra_the_file_is_named_with_the_line_that_installs_it(tmp_path, monkeypatch, name, code):
    path = _scan(tmp_path / name)
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    before = reader_for(path).version
    with pytest.raises(ReadError) as caught:
        reader_for(path).read(path)
    assert caught.value.code == code
    assert all("pip install -r requirements-ocr.txt" in caught.value.message(language) for language in ("zh", "en"))
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    assert reader_for(path).version > before, "read again once it is installed"

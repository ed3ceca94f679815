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
PARAGRAPH = (
    "今天的会议开得很有必要。去年汛期，全县37座小型水库没有出一处险情，靠的是干部夜里守在坝上、群众雨里搬在前头。"
    "守住了水，就守住了家。今年的雨来得早，三月下旬就落了两场透雨，河道底水比常年高出半米，大家心里要有数，手上要有准备。"
)


def _scan(path):
    """The upper part of a printed page as a picture, in a file of the format of this name."""
    with pypdfium2.PdfDocument(FILES / "meeting.pdf") as document:
        page = document[0].render(scale=ocr.DPI / 72).to_pil().convert("RGB")
    page.crop((0, 0, page.width, page.height * 46 // 100)).save(path, resolution=ocr.DPI)
    return path


@installed
@pytest.mark.parametrize("name", ["稿.png", "稿.pdf"])
def test_a_scan_is_read_and_says_how_sure_it_is(tmp_path, name):
    path = _scan(tmp_path / name)
    read = reader_for(path).read(path)
    assert PARAGRAPH in read.records[0].text.split("\n")
    assert read.confidence is not None and read.confidence > 0.9
    (told,) = [warning for warning in read.warnings if warning.code == "warn_ocr"]
    assert str(told.particulars["pages"]).startswith("1: 9")


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

"""What only LibreOffice opens is read where it is, and refused with the way to it where it is not."""

from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import office, reader_for

FILES = Path(__file__).resolve().parents[2] / "files"


def _refused(path):
    with pytest.raises(ReadError) as caught:
        reader_for(path).read(path)
    return caught.value.code


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
def test_an_old_table_is_read_as_libreoffice_writes_it_anew():
    new = reader_for(FILES / "table.xlsx").read(FILES / "table.xlsx")
    read = reader_for(FILES / "table.xls").read(FILES / "table.xls")
    assert [record.text for record in read.records] == [record.text for record in new.records]
    assert (read.reader, read.version, read.warnings[0].code) == ("office", 2, "warn_by_office")


def test_without_libreoffice_a_person_is_told_what_it_would_add(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.readers.office.program", lambda: None)
    path = tmp_path / "a.ppt"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    assert _refused(path) == "format_needs_office"
    path.write_bytes(b"a text, which LibreOffice would open as one")
    assert _refused(path) == "file_damaged"

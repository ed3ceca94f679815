"""A file that no reader gets through costs a build one report, once; an upload or a draft is refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import FileReport, reading
from corpus.errors import ReadError
from corpus.reading import Limits
from indexer.library import changes
from tests.conftest import build_with_pairs
from tests.corpus.poison import write_words_pdf
from tests.indexer.small_corpus import texts, write_village

ENOUGH = Limits(processor_seconds=600, seconds=600, megabytes=4096)
SHORT = Limits(processor_seconds=1, seconds=600, megabytes=4096)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="only seconds in all are limited there")


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives files a second of processor time, and lets the process forget what it tried."""
    for limits in ("FILE", "SCAN"):  # the latter where pages can be recognised
        monkeypatch.setattr(reading, limits, SHORT)
    yield
    forget()


def forget() -> None:
    """Let this process know nothing of what it tried, as one does that has just begun."""
    reading._children().close()
    reading._children.cache_clear()


def report_of(path: str, reports: tuple[FileReport, ...]) -> FileReport:
    (report,) = (report for report in reports if report.path == path)
    return report


def test_a_build_names_the_file_takes_in_the_others_and_tries_it_once(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_village(tmp_path / "村")
    path = write_words_pdf(folder / "页.pdf", 50_000)
    report = report_of("页.pdf", build_with_pairs(folder, index).files)
    assert (report.status, [warning.code for warning in report.warnings]) == ("not_read", ["file_too_slow"])
    assert sorted(texts(index)) == ["村/a.md", "村/b.md"]

    # With time enough it could be read: that it is not shows that it was not tried, in a new process and under a new
    # name and time neither.
    forget()
    for limits in ("FILE", "SCAN"):
        monkeypatch.setattr(reading, limits, ENOUGH)
    os.utime(path, (1, 1))
    path.rename(folder / "另.pdf")
    again = report_of("另.pdf", build_with_pairs(folder, index).files)
    assert [warning.code for warning in again.warnings] == ["file_too_slow"]
    assert str(folder / "另.pdf") in str(again.warnings[0].particulars["path"])

    with (folder / "另.pdf").open("ab") as file:
        file.write(b"\n%changed\n")
    assert report_of("另.pdf", build_with_pairs(folder, index).files).status == "read"


def test_an_upload_is_refused_and_leaves_nothing(tmp_path: Path, index: Path) -> None:
    build_with_pairs(write_village(tmp_path / "村"), index)
    path = write_words_pdf(tmp_path / "页.pdf", 50_000)
    with pytest.raises(ReadError) as caught:
        changes.store_upload(index, "页.pdf", path.read_bytes())
    assert (caught.value.code, caught.value.particulars["path"]) == ("file_too_slow", "页.pdf")
    assert not [each for each in (index / "uploads").glob("*") if each.suffix == ".pdf"]

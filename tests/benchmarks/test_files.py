"""The files of the tests, read as their list says."""

import pytest

from benchmarks.files import outcomes_of
from corpus.readers import ocr
from corpus.readers.packed import libarchive
from tests.corpus.folders import FILES


@pytest.mark.skipif(libarchive() is None, reason="the system has no libarchive")
def test_every_file_here_holds_what_its_list_says():
    outcomes = outcomes_of(FILES)
    wrong = [outcome for outcome in outcomes if outcome.verdict != "right"]
    assert [outcome.case.file for outcome in wrong] == ([] if ocr.is_installed() else ["scan.pdf"])
    assert len(outcomes) == 33

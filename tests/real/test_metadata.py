"""Title, speaker and date of real speeches, against their truth: what the head or the name of the file shows is read.

A speaker counts where the name stands in the first 150 characters without blanks (450 in English), a date where it
stands in the first 300 (600) or in the file name, a title where it stands in the first 300; a wrong value counts
wherever the truth is known.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import load
from corpus.files import Root, scan
from corpus.metadata.stated import Sidecars
from corpus.types import Speech
from tests.real.folders import real_folder

_NUMERALS = "〇一二三四五六七八九"
_FORMULA = re.compile(r"check\s*against|as delivered|^final$|permanent mission|mr\.? president|excellency", re.I)
_MONTHS = "January February March April May June July August September October November December".split()

Truth = dict[str, Any]
Speeches = list[tuple[Truth, Speech]]


@pytest.fixture(scope="module")
def chinese() -> Speeches:
    return _read(real_folder("speeches"))


@pytest.fixture(scope="module")
def english() -> Speeches:
    return _read(real_folder("speeches-en"))


def _read(folder: Path) -> Speeches:
    root = Root("real", folder)
    truth = {each["id"]: each for each in map(json.loads, (folder / "meta.jsonl").read_text("utf-8").splitlines())}
    found = [file for file in scan(root) if file.path.stem in truth and file.path.suffix == ".txt"]
    return [(truth[file.path.stem], load(root, file, Sidecars(root)).speeches[0]) for file in found]


def _plain(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).casefold()


def _head(speech: Speech, length: int) -> str:
    return "".join(unicodedata.normalize("NFKC", speech.text).split())[:length]


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十") + (_NUMERALS[ones] if ones else "")


def _written(date: str) -> list[str]:
    """The ways in which texts write a day, without blanks."""
    y, m, d = date.split("-")
    month, day = int(m), int(d)
    row = "".join(_NUMERALS[int(digit)] for digit in y)
    name = _MONTHS[month - 1]
    ways = [f"{y}年{month}月{day}日", f"{y}年{m}月{d}日", date, f"{y}{m}{d}", f"{y}/{month}/{day}", f"{d}.{m}.{y}"]
    ways += [f"{row.replace('〇', zero)}年{_numeral(month)}月{_numeral(day)}日" for zero in "〇零○O0"]
    for each in (name, name.upper()):
        ways += [f"{day}{each}{y}", f"{each}{day},{y}", f"{day}{each},{y}", f'{each}{day}",{y}', f'{day}"{each}{y}']
    return ways


def _tally(speeches: Speeches, judge: Callable[[Truth, Speech], tuple[bool, bool, bool]]) -> Counter[str]:
    """The speeches by `judge`, that says if the value is shown, if it is right and if it is wrong."""
    count: Counter[str] = Counter()
    for truth, speech in speeches:
        shown, right, wrong = judge(truth, speech)
        count.update(shown=shown, right=shown and right, wrong=wrong)
    return count


def _speaker(truth: Truth, speech: Speech) -> tuple[bool, bool, bool]:
    wanted, said = _plain(truth["speaker"]), _plain(speech.speaker)
    if not wanted:
        return False, False, False
    right = wanted == said if speech.language == "zh" else wanted in said and len(said) <= len(wanted) + 20
    shown = wanted in _plain(_head(speech, 150 if speech.language == "zh" else 450))
    return shown, right, bool(said) and not right and not said.endswith(wanted)


def _date(truth: Truth, speech: Speech) -> tuple[bool, bool, bool]:
    wanted, said = truth["date"] or "", speech.date_text or ""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", wanted):
        return False, False, False
    head = _head(speech, 300 if speech.language == "zh" else 600)
    shown = any(way in head or way in truth["id"] for way in _written(wanted))
    return shown, said == wanted, bool(said) and not wanted.startswith(said)


def _title(truth: Truth, speech: Speech) -> tuple[bool, bool, bool]:
    wanted = _plain(truth["title"])
    if not wanted or truth["id"].startswith("xi2020") or wanted not in _plain(_head(speech, 300)):
        return False, False, False
    parts = [_plain(part) for part in speech.title.split("——")]
    right = (wanted in parts[0] or wanted in parts[-1]) and len(parts[0]) <= 1.6 * len(wanted) + 12
    return True, right, not right


def test_chinese_speakers(chinese: Speeches) -> None:
    count = _tally(chinese, _speaker)
    assert count["right"] >= 0.95 * count["shown"], count
    assert count["wrong"] <= 0.01 * len(chinese), count


def test_chinese_dates(chinese: Speeches) -> None:
    count = _tally(chinese, _date)
    assert count["right"] >= 0.97 * count["shown"], count
    # In two of them the head says another day than the truth, which is the day of printing.
    assert count["wrong"] <= 2, count


def test_chinese_titles(chinese: Speeches) -> None:
    count = _tally(chinese, _title)
    assert count["right"] >= 0.92 * count["shown"], count
    assert [speech.title for _, speech in chinese if len(re.findall("[\u4e00-\u9fff]", speech.title)) < 4] == []


def test_english_speakers(english: Speeches) -> None:
    count = _tally(english, _speaker)
    assert count["right"] >= 0.85 * count["shown"], count
    assert count["wrong"] == 0, count


def test_english_dates(english: Speeches) -> None:
    count = _tally(english, _date)
    assert count["right"] >= 0.90 * count["shown"], count
    assert count["wrong"] == 0, count


def test_english_titles(english: Speeches) -> None:
    titles = [speech.title for _, speech in english]
    poor = [title for title in titles if _FORMULA.search(title) or len(re.findall("[A-Za-z]{3,}", title)) < 3]
    assert len(poor) <= 0.05 * len(titles), poor

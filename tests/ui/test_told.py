"""Errors as they are told over a connection: no place on the disk, but to administrators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.errors import IndexStateError, QueryError, TifaError
from ui.told import place, shows_places, told, without_places

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("error", "hidden"),
    [
        (IndexStateError("index_missing", index=Path("/srv/tifa/var/index")), "/srv"),
        (IndexStateError("settings_damaged", path="/srv/tifa/a b/settings.toml", reason="x"), "/srv"),
        (
            IndexStateError("settings_damaged", path="s", reason=PermissionError(13, "Permission denied", "/srv/x")),
            "/srv",
        ),
        (IndexStateError("settings_damaged", path="s", reason=r"C:\Users\wang\index is full"), "wang"),
        (IndexStateError("settings_damaged", path="s", reason="cannot open '/srv/tifa/index/x'"), "/srv"),
    ],
)
def test_only_an_administrator_is_told_where_files_lie(error: TifaError, hidden: str) -> None:
    for language in ("zh", "en"):
        assert hidden not in told(error, language)
        token = shows_places.set(True)
        assert told(error, language) == error.message(language)
        shows_places.reset(token)


def test_what_is_no_place_is_told_as_it_is() -> None:
    for error in (
        TifaError("page_missing", address="/zh/"),
        QueryError("speech_unknown", speech_id="讲话库/年会/2017.md"),
        QueryError("filter_unknown_folder", value="2017/2018", known="年会/2016, /uploads/2017"),
    ):
        assert told(error, "zh") == error.message("zh")
    assert without_places("见 http://127.0.0.1:7860/zh/library?view=dates 和 /srv/tifa/index/a.docx。") == (
        "见 http://127.0.0.1:7860/zh/library?view=dates 和 a.docx。"
    )
    assert place(Path("/srv/tifa/speeches")) == "speeches"


def test_every_error_of_a_page_is_told_this_way() -> None:
    modules = sorted((PROJECT / "ui").rglob("*.py"))
    direct = [path.name for path in modules if re.search(r"\.message\(", path.read_text(encoding="utf-8"))]
    assert direct == ["told.py"]

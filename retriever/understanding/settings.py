"""What is set once for an index: `settings.toml` in its folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from corpus import PartialDate
from corpus.errors import IndexStateError
from corpus.language.dates import parse_date

FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """`term_start` is the date from which 换届以来 counts; None when nobody has set it."""

    term_start: PartialDate | None = None


def read_settings(index: Path) -> Settings:
    """The settings of the index in the folder `index`; the defaults when there is no file.

    :raises IndexStateError: if the file is not TOML, or a value in it is none that can be.
    """
    path = index / FILE
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise IndexStateError("settings_damaged", path=path, reason=error) from error
    value = written.get("term_start")
    if value is None:
        return Settings()
    term_start = parse_date(str(value))
    if term_start is None:
        raise IndexStateError("settings_damaged", path=path, reason=f"term_start = {value!r}")
    return Settings(term_start)

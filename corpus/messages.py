"""Sentences for people, in Chinese and English: one file per language, one key per sentence."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")


@cache
def messages(language: str) -> dict[str, str]:
    """All sentences of `language` ("zh" or "en") by their code."""
    path = Path(__file__).with_name(f"messages.{language}.toml")
    return dict(tomllib.loads(path.read_text(encoding="utf-8")))


def say(code: str, language: str, **particulars: object) -> str:
    """The sentence `code` in `language`, its {placeholders} filled with `particulars`.

    :raises KeyError: if there is no such code, or a placeholder has no value: a fault of the program, not of its user.
    """
    return messages(language)[code].format(**particulars)

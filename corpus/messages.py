"""Sentences for people, in Chinese and English: one file per language, one key per sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


@cache
def messages(language: str) -> dict[str, str]:
    """All sentences of `language` ("zh" or "en") by their code; those in tables by dotted codes."""
    path = Path(__file__).with_name(f"messages.{language}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(sentences: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for code, value in sentences.items():
        if isinstance(value, str):
            yield above + code, value
        else:
            yield from _flat(value, f"{above}{code}.")


def say(code: str, language: str, **particulars: object) -> str:
    """The sentence `code` in `language`, its {placeholders} filled with `particulars`.

    :raises KeyError: if there is no such code, or a placeholder has no value: a fault of the program, not of its user.
    """
    return messages(language)[code].format(**particulars)

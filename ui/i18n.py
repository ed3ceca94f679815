"""The words on the pages: one file per language, the same keys in each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}  # for lang attributes: fonts and line breaks go by them

Sentence = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of one language ("zh" or "en"), by keys of the form `section.name`."""

    language: str
    sentences: Mapping[str, Sentence]

    def say(self, key: str, **particulars: object) -> str:
        """The sentence `key` with its {placeholders} filled.

        A sentence that changes with its number takes the form for `count`.

        :raises KeyError: if there is no such key or a placeholder has no value: a fault of the program.
        """
        sentence = self.sentences[key]
        if not isinstance(sentence, str):
            sentence = sentence["one" if particulars["count"] == 1 else "other"]
        return sentence.format(**particulars)


@cache
def strings(language: str) -> Strings:
    """The words of `language`, "zh" or "en"."""
    path = Path(__file__).with_name(f"strings.{language}.toml")
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    sentences = {f"{section}.{name}": text for section, texts in sections.items() for name, text in texts.items()}
    return Strings(language, sentences)

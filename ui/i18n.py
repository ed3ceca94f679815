"""The languages of the pages: the sentences of each, one file a language, and the language of a request."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

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


def other_than(language: str) -> str:
    """The other of the two languages."""
    (other,) = set(LANGUAGES) - {language}
    return other


def language_at(scope: Scope) -> str:
    """The language that a request is answered in: that of its path, of `?lang=`, else the visitor's."""
    first = scope["path"].removeprefix("/").partition("/")[0]
    return first if first in LANGUAGES else language_of(scope)


def language_of(scope: Scope) -> str:
    """The language to answer a request in whose path names none."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]
    return asked if asked in LANGUAGES else preferred(Headers(scope=scope).get("accept-language", ""))


def preferred(accept_language: str) -> str:
    """The language of ours that a client with this Accept-Language header likes best.

    Chinese for a client that names no language at all, English for one that names only others.
    """
    wishes = []
    for wish in accept_language.split(","):
        tag, _, quality = wish.strip().partition(";q=")
        weight = float(quality) if re.fullmatch(r"[01](\.\d{1,3})?", quality) else 1.0
        if (primary := tag.split("-")[0].lower()) in LANGUAGES and weight > 0:
            wishes.append((weight, primary))
    if not wishes:
        return "en" if accept_language.strip(" *") else "zh"
    return max(wishes, key=lambda wish: wish[0])[1]

"""The language of a visitor, as the headers of a request tell it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from ui.i18n import LANGUAGES


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

"""What every page of the workbench stands in: the bar on top, the page at the left, the source reader at the right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import QueryParams

from indexer.engine import EmbeddedEngine
from ui.i18n import LANGUAGE_TAGS, Strings, strings
from ui.look import ICON, script
from ui.markup import EMPTY, element, joined
from ui.pages import reader
from ui.pages.masthead import bar
from ui.palette import SANS, css_variables_by_system, font_stack

HERE = Path(__file__).parent

# Nothing on these pages needs an inline script or style, so none is let run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: the state of the index to answer from, the words to answer in, and what was asked."""

    engine: EmbeddedEngine
    words: Strings
    page: str
    asked: QueryParams

    def value(self, name: str, default: str = "") -> str:
        """What was asked under `name`, without blanks around it."""
        return self.asked.get(name, default).strip()

    def number(self, name: str) -> int:
        """The whole number that was asked under `name`, 0 where there is none."""
        value = self.value(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else 0

    def one_of(self, name: str, known: Sequence[str]) -> str:
        """The value under `name` if it is one of `known`, else the first of these."""
        value = self.value(name)
        return value if value in known else known[0]

    def address(self, page: str, suffix: str = "", /, **asked: str | int | Sequence[str] | None) -> str:
        """The address of `page` in the visitor's language; values that are None or "" are left out."""
        given = {name.rstrip("_"): value for name, value in asked.items() if value not in (None, "")}
        query = urlencode(given, doseq=True)
        return f"/{self.words.language}/{page}{suffix}" + (f"?{query}" if query else "")

    def here(self, suffix: str = "", /, **changed: str | int | None) -> str:
        """The address of this page as it was asked for, with some values changed; None takes one away."""
        asked = {name: self.asked.getlist(name) for name in self.asked if name not in ("lang", "part", "from")}
        return self.address(self.page, suffix, **{**asked, **changed})


def document(visit: Visit, body: Markup, status: str, source: Markup | None = None) -> str:
    """A whole page: `status` is what the bar says of the library, `source` the reader, closed unless given."""
    words, title = visit.words, visit.words.say(f"nav.{visit.page}")
    head = joined(
        [
            Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            element("title", words.say("page.titled", page=title)),
            Markup('<link rel="icon" href="{}"><link rel="stylesheet" href="{}">').format(
                ICON, f"/{words.language}/look/style.css?v={digest(style())}"
            ),
            Markup('<script src="{}" defer></script>').format(
                f"/{words.language}/look/page.js?v={digest(behaviour(words.language))}"
            ),
        ]
    )
    main = element("main", body, id="page", class_=f"page {visit.page}")
    opened = source is not None
    desk = element(
        "div",
        element("div", main, id="left"),
        element("div", reader.closed(words) if source is None else source, id="source"),
        id="desk",
    )
    masthead = element("div", bar(status, words, visit.page, language_links(visit), carried(visit)), id="masthead")
    html = element(
        "html",
        element("head", head),
        element("body", masthead, desk, class_="workbench reader-open" if opened else "workbench"),
        lang=LANGUAGE_TAGS[words.language],
    )
    return f"<!doctype html>\n{html}"


def language_links(visit: Visit) -> str:
    """The address of this page in the other language."""
    other = "en" if visit.words.language == "zh" else "zh"
    return "/" + other + visit.here().removeprefix(f"/{visit.words.language}")


def carried(visit: Visit) -> str:
    """The wording that was looked up here, as the query that takes it along to the other pages about wordings."""
    wordings = [wording for wording in visit.asked.getlist("q") if wording.strip()]
    return urlencode({"q": wordings}, doseq=True) if wordings else ""


@cache
def style() -> str:
    """The style sheet of these pages."""
    shared = (HERE.parent / "style.css").read_text(encoding="utf-8")
    own = (HERE / "pages.css").read_text(encoding="utf-8")
    of_library = (HERE.parent / "library" / "library.css").read_text(encoding="utf-8")
    return f"{css_variables_by_system()}:root{{--sans:{font_stack(SANS)}}}\n{shared}\n{own}\n{of_library}"


@cache
def behaviour(language: str) -> str:
    """The script of these pages in `language`."""
    own = [HERE / "pages.js", HERE.parent / "library" / "library.js"]
    return script(strings(language)) + "".join(path.read_text(encoding="utf-8") for path in own)


@cache
def digest(text: str) -> str:
    """A name for this very text, so that browsers can keep it for good."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=8).hexdigest()


def heading(visit: Visit) -> Markup:
    """The heading of a page, and in a line what it is for."""
    say = visit.words.say
    return element(
        "header",
        element("h1", say(f"nav.{visit.page}")),
        element("p", say(f"about.{visit.page}"), class_="about"),
        class_="intro",
    )


def as_json(values: object) -> str:
    """`values` for a data-* attribute."""
    return json.dumps(values, ensure_ascii=False)


__all__ = ["EMPTY", "POLICY", "Visit", "as_json", "behaviour", "digest", "document", "heading", "style"]

"""The files that pages load: style sheets and scripts, under names that hold their digest, so browsers keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from ui.i18n import LANGUAGE_TAGS, Strings
from ui.palette import SANS, css_variables_by_system, font_stack

STATIC = Path(__file__).with_name("static")

# One request for all style and one for all behaviour: what is kept for good is fetched once, by the first page of all.
BUNDLES = {
    "pages.css": ("common.css", "pages.css", "library.css", "print.css"),
    "pages.js": (
        "common.js",
        "storage.js",
        "names.js",
        "collection.js",
        "pages.js",
        "several.js",
        "years.js",
        "library.js",
    ),
}
_TYPES = {".css": "text/css", ".js": "text/javascript"}


def static(name: str) -> str:
    """The text of a file in `ui/static`."""
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def bundle(name: str) -> str:
    """The text of the bundle `name`; that of the style sheets begins with the colours and fonts."""
    text = "\n".join(static(part) for part in BUNDLES[name])
    if name.endswith(".css"):
        return f"{css_variables_by_system()}:root{{--sans:{font_stack(SANS)}}}\n{text}"
    return text


@cache
def asset(name: str) -> str:
    """The address of the bundle `name`, such as /static/pages.0123456789abcdef.css."""
    path = Path(name)
    return f"/static/{path.stem}.{_digest(bundle(name))}{path.suffix}"


def asset_paths(name: str) -> tuple[str, str]:
    """The paths of the bundle `name`: under whatever digest, for a page from before an upgrade, and under none."""
    path = Path(name)
    return f"/static/{path.stem}.{{digest}}{path.suffix}", f"/static/{name}"


async def answer_asset(request: Request, name: str) -> Response:
    """The bundle `name`, which a browser keeps for good if it was asked for under its digest."""
    named = request.url.path == asset(name)
    return Response(
        bundle(name),
        media_type=_TYPES[Path(name).suffix],
        headers={"cache-control": "max-age=31536000, immutable" if named else "no-cache"},
    )


@cache
def icon() -> str:
    """The icon as a data address: no page needs a request for it."""
    return "data:image/svg+xml," + quote(static("icon.svg").strip())


def script_words(words: Strings) -> dict[str, str]:
    """The words that common.js and its like say by themselves; a page holds them as JSON under the id "words"."""
    return {
        "language": words.language,
        "tag": LANGUAGE_TAGS[words.language],
        "filters": words.say("filters.heading"),
        "any_year": words.say("filters.any"),
        "filters_active": words.say("filters.heading_active", count="{count}"),
        "copied": words.say("passage.copied"),
        "copy_failed": words.say("passage.copy_failed"),
        "failed": words.say("page.failed"),
        "blank": words.say("ask.blank"),
        "lost": words.say("ask.lost"),
        "waiting": words.say("ask.waiting"),
        "waiting_empty": words.say("ask.waiting_empty"),
        "waiting_drop": words.say("ask.waiting_drop"),
        "talk_now": words.say("talks.now"),
        "talks_before": words.say("talks.before"),
        "talk_rename": words.say("talks.rename"),
        "talk_remove": words.say("talks.remove"),
        "talks_none": words.say("talks.none"),
        "talks_none_signed_in": words.say("talks.none_signed_in"),
        "link_copied": words.say("reader.link_copied"),
        "collected": words.say("collection.added"),
        "uncollected": words.say("collection.removed"),
        "collection_full": words.say("collection.full", most="{most}"),
        "cancel": words.say("library.cancel"),
        "yes": words.say("library.sure_yes"),
        "collection_named": words.say("collection.ask_name"),
        "not_kept": words.say("collection.not_kept"),
    }


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=8).hexdigest()

"""What all pages carry: the icon, and the script with the words that it says by itself."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from ui.i18n import LANGUAGE_TAGS, Strings

ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#97291f"/>'
    '<text x="16" y="23" font-size="20" text-anchor="middle" fill="#fff" font-family="serif">提</text></svg>'
)


def script(words: Strings) -> str:
    """The script in the language of `words`."""
    here = Path(__file__)
    scripts = (here.with_name(name).read_text(encoding="utf-8") for name in ("page.js", "collection.js"))
    return "".join(scripts).replace("__WORDS__", json.dumps(words_of_script(words)))


def words_of_script(words: Strings) -> dict[str, str]:
    """What page.js says by itself."""
    return {
        "language": words.language,
        "tag": LANGUAGE_TAGS[words.language],
        "filters": words.say("filters.heading"),
        "filters_active": words.say("filters.heading_active", count="{count}"),
        "copied": words.say("passage.copied"),
        "copy_failed": words.say("passage.copy_failed"),
        "failed": words.say("page.failed"),
        "blank": words.say("ask.blank"),
        "link_copied": words.say("reader.link_copied"),
        "collected": words.say("collection.added"),
        "uncollected": words.say("collection.removed"),
        "collection_full": words.say("collection.full", most="{most}"),
        "not_kept": words.say("collection.not_kept"),
    }

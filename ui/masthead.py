"""The bar above every page: the name, the library in one line, the other language."""

from __future__ import annotations

from markupsafe import Markup

from retriever import Status
from ui.markup import element
from ui.strings import LANGUAGE_TAGS, LANGUAGES, Strings


def masthead(status: Status, words: Strings) -> Markup:
    """The bar as HTML."""
    speeches = words.say("answer.speeches", count=status.speeches)
    passages = words.say("answer.passages", count=status.passages)
    (other,) = set(LANGUAGES) - {words.language}
    return element(
        "header",
        element("p", element("strong", words.say("page.brand")), " ", words.say("page.brand_other"), class_="brand"),
        element("p", words.say("page.library", speeches=speeches, passages=passages), class_="library"),
        element(
            "a",
            words.say("page.switch"),
            class_="switch",
            href=f"?lang={other}",
            hreflang=LANGUAGE_TAGS[other],
            lang=LANGUAGE_TAGS[other],
            title=words.say("page.switch_label"),
        ),
        class_="masthead",
    )

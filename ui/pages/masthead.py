"""The bar above every page: the name, the pages, the library in one line, the other language."""

from __future__ import annotations

from markupsafe import Markup

from retriever import Status
from ui.i18n import LANGUAGE_TAGS, LANGUAGES, Strings
from ui.markup import button, element, joined

PAGES = ("ask", "families", "phrase", "timeline", "check", "compare", "enumerations", "library")
ABOUT_WORDINGS = ("families", "phrase", "timeline")  # these take the wording along from one to the other


def masthead(status: Status, words: Strings) -> Markup:
    """The bar of the Ask page."""
    return bar(library(status, words), words, "ask", f"?lang={other_than(words.language)}")


def bar(held: str, words: Strings, page: str, other_language: str, wording: str = "") -> Markup:
    """The bar on `page`: `held` says what the library holds, `other_language` is where the page is in that language.

    `wording` is the query that the links to the other pages about wordings take along.
    """
    other = other_than(words.language)
    return element(
        "header",
        element("p", element("strong", words.say("page.brand")), " ", words.say("page.brand_other"), class_="brand"),
        navigation(page, words, wording),
        element("p", held, class_="library"),
        button(words.say("collection.name"), class_="collection", data_collection=""),
        element(
            "a",
            words.say("page.switch"),
            class_="switch",
            href=other_language,
            hreflang=LANGUAGE_TAGS[other],
            lang=LANGUAGE_TAGS[other],
            title=words.say("page.switch_label"),
        ),
        class_="masthead",
    )


def navigation(page: str, words: Strings, wording: str) -> Markup:
    """The links to all pages, that to `page` marked."""
    links = joined(
        element("a", words.say(f"nav.{name}"), href=address(name, words, wording), aria_current=_current(name == page))
        for name in PAGES
    )
    return element("nav", links, aria_label=words.say("page.navigation"))


def address(page: str, words: Strings, wording: str = "") -> str:
    """Where `page` is."""
    path = f"/{words.language}/" + ("" if page == "ask" else page)
    return f"{path}?{wording}" if wording and page in ABOUT_WORDINGS else path


def library(status: Status, words: Strings) -> str:
    """What the library holds, in a line."""
    speeches = words.say("answer.speeches", count=status.speeches)
    passages = words.say("answer.passages", count=status.passages)
    return words.say("page.library", speeches=speeches, passages=passages)


def other_than(language: str) -> str:
    """The other of the two languages."""
    (other,) = set(LANGUAGES) - {language}
    return other


def _current(is_current: bool) -> str | None:
    return "page" if is_current else None

"""The bar above every page: the name, the pages, the library in one line, the other language."""

from __future__ import annotations

from markupsafe import Markup

from retriever import Status
from ui.i18n import Strings
from ui.rendering import render


def masthead(status: Status, words: Strings) -> Markup:
    """The bar of the Ask page."""
    return render("masthead.html", words, held=library(status, words))


def library(status: Status, words: Strings) -> str:
    """What the library holds, in a line."""
    speeches = words.say("answer.speeches", count=status.speeches)
    passages = words.say("answer.passages", count=status.passages)
    return words.say("page.library", speeches=speeches, passages=passages)

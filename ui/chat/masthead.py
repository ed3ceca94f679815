"""The bar above the Ask page: the name, the pages, the library in one line, the other language."""

from __future__ import annotations

from markupsafe import Markup

from retriever import Status
from ui.i18n import Strings
from ui.page_request import library_in_words
from ui.rendering import render


def masthead(status: Status, words: Strings) -> Markup:
    """The bar, as the other pages have it."""
    return render("masthead.html", words, held=library_in_words(status, words))

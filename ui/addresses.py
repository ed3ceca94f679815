"""The addresses of the pages below the language: views of one page stand below it, and older addresses lead to them."""

from __future__ import annotations

from collections.abc import Mapping

MASTHEAD = ("ask", "wording", "comparison", "enumerations", "library")
"""The pages in the order in which they stand above every page."""

VIEWS: Mapping[str, tuple[str, ...]] = {
    "wording": ("phrase", "timeline", "families", "contrast"),
    "comparison": ("check", "compare"),
}
"""The views of those pages that have several, in the order in which they stand; a page leads to its first."""

PATHS: Mapping[str, str] = {
    "phrase": "wording/places",
    "timeline": "wording/years",
    "families": "wording/families",
    "contrast": "wording/groups",
    "check": "comparison/draft",
    "compare": "comparison/speeches",
}
"""The path of each view; at the names of the older ones there were addresses before, which people keep."""


def path_of(page: str) -> str:
    """The path of a page or view below the language."""
    first, *_ = VIEWS.get(page, (page,))
    return PATHS.get(first, first)


def page_of(view: str) -> str:
    """The page that `view` is one of; `view` itself where it is a page."""
    return next((page for page, views in VIEWS.items() if view in views), view)


def moved() -> Mapping[str, str]:
    """The older path of each view, and the bare one of each page with views, with the path that it leads to."""
    return dict(PATHS) | {page: path_of(page) for page in VIEWS}

"""A page around what a view made of it, and what keeps a browser to this server."""

from __future__ import annotations

from markupsafe import Markup

from ui.markup import element
from ui.page_request import PageRequest
from ui.rendering import render

# Nothing on these pages needs an inline script or style, so none is let run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def document(request: PageRequest, body: Markup, held: str, source: Markup | None = None) -> Markup:
    """A whole page: `held` is what the bar says of the library, `source` the reader, closed unless given."""
    return render("body.html", request.words, request=request, body=body, held=held, source=source)


def heading(request: PageRequest) -> Markup:
    """The heading of a page, and in a line what it is for."""
    say = request.words.say
    return element(
        "header",
        element("h1", say(f"nav.{request.page}")),
        element("p", say(f"about.{request.page}"), class_="about"),
        class_="intro",
    )

"""The whole page: what is going on, the views to choose from, and the view that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from indexer.library.lists import marked, not_read, trash
from ui.library import dates, files, picture, status, table, versions
from ui.library.controls import submit
from ui.library.desk import Desk
from ui.markup import button, element, joined
from ui.pages.frame import heading

VIEWS: Mapping[str, Callable[[Desk], Markup]] = {
    "speeches": table.view,
    "dates": dates.view,
    "versions": versions.view,
    "uploads": files.uploads,
    "troubles": files.troubles,
    "marked": files.marked_files,
    "removed": files.removed_files,
    "picture": picture.view,
}
"""The views by name, in the order in which they stand."""


def body(desk: Desk) -> Markup:
    """All below the bar on top."""
    return joined(
        [
            heading(desk.visit),
            element(
                "p", desk.refused or desk.say("never_touched"), class_="about refusal" if desk.refused else "about"
            ),
            status.strip(desk),
            element("div", "", id="notice", role="status", aria_live="polite"),
            element("div", view(desk), id="view"),
            sure(desk),
        ]
    )


def view(desk: Desk) -> Markup:
    """The views to choose from, and the one that was chosen."""
    chosen = desk.visit.one_of("view", tuple(VIEWS))
    return tabs(desk, chosen) + element("div", VIEWS[chosen](desk), class_=f"view {chosen}")


def tabs(desk: Desk, chosen: str) -> Markup:
    """The views, with how much each holds."""
    counts = {
        "speeches": len(desk.rows),
        "dates": len(dates.waiting(desk)),
        "versions": len(versions.proposed(desk)),
        "uploads": len(files.uploaded(desk)),
        "troubles": len(desk.there(not_read(desk.engine))) + len(files.waits(desk)),
        "marked": len(desk.there(marked(desk.engine))),
        "removed": len(trash(desk.engine)) if desk.may_change else 0,
    }
    links = joined(
        element(
            "a",
            desk.visit.words.say(f"library_view.{name}"),
            element("span", f"{counts[name]:,}", class_="count") if counts.get(name) else "",
            href=desk.address(name),
            aria_current="page" if name == chosen else None,
        )
        for name in VIEWS
    )
    return element("nav", links, class_="views", aria_label=desk.say("views"))


def sure(desk: Desk) -> Markup:
    """What asks before something is done that cannot simply be undone; library.js fills in what."""
    buttons = [
        button(desk.say("cancel"), data_no="", class_="plain"),
        submit(desk.say("sure_yes"), value="yes", class_="send"),
    ]
    return element(
        "dialog",
        element("form", element("p", ""), element("div", joined(buttons), class_="answer"), method="dialog"),
        id="sure",
        aria_label=desk.say("sure"),
    )

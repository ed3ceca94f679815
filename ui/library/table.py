"""The speeches as a table: searched, filtered, sorted, page by page; what is known of them can be edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from corpus import SpeechFacts
from corpus.metadata.stated import normal_name
from indexer.library.listing import Row
from indexer.library.table import folders
from indexer.library.table import table as speeches_table
from retriever.export import Table, date_in_words
from ui.library.controls import acting, editor, entry, fill_in, hidden, one_click, restricted, submit
from ui.library.desk import Desk
from ui.library.rows import AT_ONCE, COLUMNS, FILTERS, choices, folder_value, order_of, place_of, wanted_of
from ui.markup import EMPTY, button, element, joined
from ui.pages.doubt import doubtful_date
from ui.pages.parts import choice, downloads, field, form
from ui.pages.parts import submit as send
from ui.pages.speech import link
from ui.pages.tables import Download, table_file

_EXPORTED = ("title", "speaker", "office", "date", "occasion", "place", "state", "origin")


def view(desk: Desk) -> Markup:
    """The table with what it is searched by and, for who may change the library, what fills in many at once."""
    page = max(1, desk.visit.number("page"))
    found = speeches_table(desk.engine, wanted_of(desk.visit, page))
    pages = max(1, -(-found.total // AT_ONCE))
    shown = table(desk, found.rows) if found.rows else element("p", desk.say(_empty(desk)), class_="hint")
    return joined(
        [
            asking(desk),
            element("p", desk.say("found", count=found.total), class_="found"),
            restricted(desk, by_folder(desk) + of_chosen(desk)),
            shown,
            restricted(desk, joined(editor(desk, name) for name in (*COLUMNS, "office"))),
            element("footer", pager(desk, page, pages), downloads(desk.visit) if found.total else EMPTY, class_="foot"),
        ]
    )


def asking(desk: Desk) -> Markup:
    """The line to search by, and the filters."""
    visit, say = desk.visit, desk.visit.words.say
    typed = field(visit, "find", desk.say("find"), visit.value("find"), placeholder=desk.say("find_hint"))
    kept = [hidden(name, visit.value(name)) for name in ("sort", "order") if visit.value(name)]
    choosing = [_filter(desk, name, visit.value(name)) for name in FILTERS]
    clear = element("a", desk.say("clear"), href=desk.address("speeches"), class_="clear")
    is_filtered = any(visit.value(name) for name in ("find", *FILTERS))
    return form(
        visit,
        *kept,
        element("div", typed, send(visit, say("library.search")), class_="line"),
        element("div", joined(choosing), clear if is_filtered else EMPTY, class_="line options"),
        role="search",
    )


def _filter(desk: Desk, name: str, chosen: str) -> Markup:
    known = _folders(desk) if name == "folder" else choices(desk.listing, name)
    if chosen and chosen not in dict(known):
        known = [(chosen, 0), *known]
    options = [("", desk.say("any"))]
    options += [(value, desk.say("option", value=_option(desk, name, value), count=count)) for value, count in known]
    return choice(name, desk.visit.words.say(f"library_field.{name}"), options, chosen)


def _option(desk: Desk, name: str, value: str) -> str:
    if name != "folder":
        return desk.value_in_words(name, value)
    root, folder = place_of(value)
    return desk.file_in_words(root, folder) if folder else desk.say("whole_root", root=desk.root_in_words(root))


def by_folder(desk: Desk) -> Markup:
    """What fills in one thing for a whole folder."""
    chosen = desk.visit.value("folder")
    folders = element(
        "select",
        joined(
            element(
                "option",
                _option(desk, "folder", value),
                value=value,
                selected="" if value == chosen else None,
            )
            for value, _ in _folders(desk)
        ),
        name="folder",
        aria_label=desk.visit.words.say("library_field.folder"),
    )
    filling = acting(
        desk,
        "folder",
        folders,
        fill_in(desk),
        submit(desk.say("fill_in"), class_="send"),
        submit(desk.say("take_back"), name="back", value="1", class_="plain", title=desk.say("take_back_hint")),
        element("p", "", class_="problem", role="alert"),
        class_="filling",
    )
    note = element("p", desk.say("folder_note"), class_="note small")
    opened = "" if chosen else None
    return element("details", element("summary", desk.say("by_folder")), filling, note, class_="many", open=opened)


def of_chosen(desk: Desk) -> Markup:
    """What can be done with the speeches that are ticked; library.js shows it and counts them."""
    filling = acting(
        desk,
        "edit",
        fill_in(desk),
        submit(desk.say("fill_in"), class_="send"),
        element("p", "", class_="problem", role="alert"),
        class_="filling",
        data_chosen="",
    )
    versions = acting(
        desk,
        "versions",
        hidden("verdict", "together"),
        submit(desk.say("chosen_versions"), class_="plain", title=desk.say("chosen_versions_hint")),
        element("p", "", class_="problem", role="alert"),
        data_chosen="",
        data_least="2",
    )
    return element(
        "section",
        element("p", element("output"), button(desk.say("choose_none"), data_choose_none=""), class_="count"),
        filling,
        versions,
        _removal_of_chosen(desk),
        class_="chosen",
        hidden="",
        aria_label=desk.say("chosen_label"),
        data_said=desk.say("chosen", number="{number}"),
    )


def table(desk: Desk, rows: Sequence[Row]) -> Markup:
    """The table itself."""
    head = [_heading(desk, name) for name in COLUMNS]
    if desk.may_change:
        all_of_them = entry(type="checkbox", data_choose_all="", aria_label=desk.say("choose_all"))
        head = [element("th", all_of_them, class_="tick"), *head, element("th", _unseen(desk.say("actions")))]
    return element(
        "table",
        element("caption", desk.say("caption"), class_="unseen"),
        element("thead", element("tr", joined(head))),
        element("tbody", joined(line(desk, row) for row in rows)),
        class_="speeches",
    )


def _heading(desk: Desk, name: str) -> Markup:
    """A heading that sorts by its column, or turns the order round."""
    sort, down = order_of(desk.visit)
    order = "up" if sort == name and down else "down" if sort == name or name == "date" else "up"
    address = desk.visit.here(sort=name, order=order, page=None)
    said = element("a", desk.visit.words.say(f"library_field.{name}"), href=address)
    direction = ("descending" if down else "ascending") if sort == name else None
    return element("th", said, scope="col", class_=name, aria_sort=direction)


def line(desk: Desk, row: Row) -> Markup:
    """One speech."""
    speech = row.speech
    if row.removed:
        return _removed(desk, speech)
    cells = [_title(desk, row), *(_cell(desk, row, name) for name in COLUMNS[1:])]
    if desk.may_change:
        said = desk.say("choose", title=speech.title)
        tick = entry(
            type="checkbox",
            name="chosen",
            value=speech.speech_id,
            aria_label=said,
            data_file=folder_value(speech.root, speech.path),
            data_held=_held(desk, speech),
        )
        cells = [element("td", tick, class_="tick"), *cells, element("td", _removal(desk, speech), class_="acts")]
    return element("tr", joined(cells), id=f"speech-{speech.speech_id}")


def _removed(desk: Desk, speech: SpeechFacts) -> Markup:
    """A speech that will be gone with the next update, and the way back."""
    values = (("root", speech.root), ("path", speech.path))
    back = restricted(desk, one_click(desk, "restore", desk.say("undo"), values, class_="plain"))
    said = desk.say("is_removed", title=speech.title)
    width = len(COLUMNS) + (2 if desk.may_change else 0)
    return element(
        "tr", element("td", element("div", element("p", said), back, class_="told"), colspan=width), class_="removed"
    )


def _title(desk: Desk, row: Row) -> Markup:
    speech, versions = row.speech, EMPTY
    if len(row.versions) > 1:
        address = f"{desk.address('versions')}#{row.versions[0]}"
        versions = element("a", desk.say("texts", count=len(row.versions)), href=address, class_="texts")
    waits = _waits(desk, row) if row.waiting else EMPTY
    return element(
        "th",
        link(desk.visit, speech, None, speech.title, class_="title"),
        restricted(desk, _opener(desk, row, "title", desk.say("edit"), "pen")),
        element("p", element("span", desk.file_in_words(speech.root, speech.path), class_="file"), versions, waits),
        scope="row",
        class_="title",
    )


def _waits(desk: Desk, row: Row) -> Markup:
    """That the next update has yet to take in what was stated, or what was taken back and stands there till then."""
    if not row.withdrawn:
        return element("span", desk.say("waits"), class_="waits", title=desk.say("waits_hint"))
    names = (name for name in (*COLUMNS, "office") if name in row.withdrawn)
    fields = desk.say("title_join").join(desk.visit.words.say(f"library_field.{name}") for name in names)
    said = desk.say("waits_withdrawn", fields=fields)
    return element("span", said, class_="waits", title=desk.say("waits_withdrawn_hint"))


def _cell(desk: Desk, row: Row, name: str) -> Markup:
    parts = [_value(desk, row, name)]
    if name == "speaker" and row.speech.office not in (None, row.speech.speaker):
        parts.append(_value(desk, row, "office"))
    return element("td", joined(parts), class_=name, data_label=desk.visit.words.say(f"library_field.{name}"))


def _value(desk: Desk, row: Row, name: str) -> Markup:
    value = getattr(row.speech, name)
    said = date_in_words(value, desk.visit.words.language) if name == "date" and value else value
    shown = desk.value_in_words(name, said) if said else "—"
    sign = doubtful_date(row.speech, desk.visit.words) if name == "date" else EMPTY
    kind = name if value else f"{name} unknown"
    text = _opener(desk, row, name, shown, "value") if desk.may_change else element("span", shown, class_="value")
    return element("span", text, sign, class_=kind)


def _opener(desk: Desk, row: Row, name: str, shown: str, class_: str) -> Markup:
    """What turns into the editor of a field when it is clicked."""
    said = desk.say("edit_field", field=desk.visit.words.say(f"library_field.{name}"), title=row.speech.title)
    return button(
        shown,
        class_=class_,
        data_edit=name,
        data_id=row.speech.speech_id,
        data_value=getattr(row.speech, name) or "",
        data_stated="" if name in row.stated else None,
        aria_label=said if class_ == "pen" else None,
        title=said,
        id=f"{name}-{row.speech.speech_id}",
    )


def _removal(desk: Desk, speech: SpeechFacts) -> Markup:
    """What takes the file of a speech out of the library; one that holds more speeches asks first."""
    held = _held(desk, speech)
    sure = desk.say("remove_sure", count=held, file=speech.path) if held > 1 else None
    values = (("root", speech.root), ("path", speech.path))
    said = desk.say("remove_title", title=speech.title)
    return one_click(desk, "remove", desk.say("remove"), values, class_="plain", data_sure=sure, aria_label=said)


def _removal_of_chosen(desk: Desk) -> Markup:
    """What takes the files of the ticked speeches out of the library; library.js says of how many."""
    sure = desk.say("chosen_remove_sure", chosen="{chosen}", held="{held}")
    return acting(
        desk,
        "remove",
        submit(desk.say("chosen_remove"), class_="plain", data_sure="", data_sure_of_chosen=sure),
        element("p", "", class_="problem", role="alert"),
        data_chosen="",
    )


def _held(desk: Desk, speech: SpeechFacts) -> int:
    """How many speeches the file of `speech` holds."""
    return desk.listing.held[speech.root, normal_name(speech.path)]


def pager(desk: Desk, page: int, pages: int) -> Markup:
    """The way to the other pages of the table."""
    if pages == 1:
        return element("p", "")
    steps = [("previous", page - 1, page > 1), ("next", page + 1, page < pages)]
    before, after = (
        element("a", desk.say(name), href=desk.visit.here(page=to), rel=rel) if there else EMPTY
        for (name, to, there), rel in zip(steps, ("prev", "next"), strict=True)
    )
    place = element("span", desk.say("page", page=page, pages=pages))
    return element("nav", before, place, after, class_="pager", aria_label=desk.say("pages"))


def download(desk: Desk, suffix: str) -> Download:
    """The speeches that are listed, as a table with all that is known of them."""
    say = desk.visit.words.say
    header = [say(f"library_field.{name}") for name in (*_EXPORTED, "characters", "root", "file")]
    rows = tuple(
        (
            *(_exported(desk, row.speech, name) for name in _EXPORTED),
            *(row.characters, desk.root_in_words(row.speech.root), row.speech.path),
        )
        for row in speeches_table(desk.engine, replace(wanted_of(desk.visit), limit=None)).rows
        if not row.removed
    )
    name = say("nav.library")
    return table_file(Table(name, tuple(header), rows), name, suffix)


def _exported(desk: Desk, speech: SpeechFacts, name: str) -> str | None:
    value = getattr(speech, name)
    return desk.value_in_words(name, value) if value and name in ("state", "origin") else value


def _folders(desk: Desk) -> list[tuple[str, int]]:
    return [(folder_value(each.root, each.folder), each.speeches) for each in folders(desk.engine)]


def _empty(desk: Desk) -> str:
    return "none_found" if desk.rows else "none_there"


def _unseen(words: str) -> Markup:
    return element("span", words, class_="unseen")

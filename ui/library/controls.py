"""What changes are asked for with: forms that library.js sends, fields for one value, buttons."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from corpus import FIELDS
from corpus.metadata.edits import LONGEST, OF_ONE_SPEECH
from ui.library.desk import Desk
from ui.library.rows import CHOSEN
from ui.markup import EMPTY, button, element, joined

FOR_MANY = tuple(name for name in FIELDS if name not in OF_ONE_SPEECH)


def entry(**attributes: str | int | None) -> Markup:
    """An input, which has no end tag."""
    return Markup(element("input", **attributes).removesuffix("</input>"))


def hidden(name: str, value: str) -> Markup:
    """A value that goes along unseen."""
    return entry(type="hidden", name=name, value=value)


def submit(words: str, **attributes: str | None) -> Markup:
    """A button that sends its form."""
    return element("button", words, type="submit", **attributes)


def acting(desk: Desk, action: str, *children: str, **more: str | None) -> Markup:
    """A form that changes the library by `action`; see `ui.library.acts`."""
    return element(
        "form", *children, action=desk.visit.address(f"library/{action}"), method="post", data_act="", **more
    )


def one_click(desk: Desk, action: str, words: str, values: Iterable[tuple[str, str]], **more: str | None) -> Markup:
    """A button that changes the library by `action` at once."""
    return acting(desk, action, *(hidden(name, value) for name, value in values), submit(words, **more), class_="act")


def options(desk: Desk, name: str, chosen: str | None) -> Markup:
    """What a field whose values are chosen can be set to; the first says that nothing is known."""
    items = [element("option", desk.say("unknown"), value="")]
    items += [
        element("option", desk.value_in_words(name, value), value=value, selected="" if value == chosen else None)
        for value in CHOSEN[name]
    ]
    return joined(items)


def editor(desk: Desk, name: str) -> Markup:
    """What a cell of the field `name` becomes when it is clicked; library.js fills in speech and value."""
    label = desk.visit.words.say(f"library_field.{name}")
    if name in CHOSEN:
        control = element("select", options(desk, name, None), name="value", aria_label=label)
    else:
        hint = desk.say("date_hint") if name == "date" else None
        control = entry(
            type="text", name="value", maxlength=LONGEST, autocomplete="off", aria_label=label, placeholder=hint
        )
    buttons = element(
        "span",
        submit(desk.say("save"), class_="send"),
        button(desk.say("cancel"), data_cancel=""),
        submit(desk.say("take_back"), name="back", value="1", class_="back", title=desk.say("take_back_hint")),
        class_="buttons",
    )
    form = acting(
        desk,
        "edit",
        hidden("field", name),
        hidden("id", ""),
        control,
        buttons,
        element("p", "", class_="problem", role="alert"),
        class_="editing",
    )
    return element("template", form, data_editor=name)


def fill_in(desk: Desk) -> Markup:
    """A choice of a field and the control for its value, for many speeches at once."""
    say = desk.visit.words.say
    fields = element(
        "select",
        joined(element("option", say(f"library_field.{name}"), value=name) for name in FOR_MANY),
        name="field",
        aria_label=desk.say("which_field"),
        data_fields="",
    )
    typed = entry(
        type="text", name="value", maxlength=LONGEST, autocomplete="off", aria_label=desk.say("value"), data_for=""
    )
    chosen = joined(
        element(
            "select",
            options(desk, name, None),
            name="value",
            aria_label=say(f"library_field.{name}"),
            data_for=name,
            hidden="",
            disabled="",
        )
        for name in CHOSEN
    )
    return fields + typed + chosen


def restricted(desk: Desk, shown: Markup) -> Markup:
    """`shown` to who may change the library, nothing to anybody else."""
    return shown if desk.may_change else EMPTY

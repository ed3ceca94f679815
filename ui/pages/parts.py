"""Pieces that several pages are made of: fields, choices, sources, what was looked through, downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from corpus import SpeechFacts
from retriever.export import date_in_words, is_working_text, state_in_words
from retriever.phrasing.scope import Scope
from ui.i18n import Strings
from ui.markup import element, joined
from ui.page_request import PageRequest
from ui.rendering import environment


def form(visit: PageRequest, *children: str, **more: str | None) -> Markup:
    """A form that asks this page anew."""
    return element("form", *children, action=visit.address(visit.page), method="get", class_="asking", **more)


def field(visit: PageRequest, name: str, label: str, value: str, **more: str | None) -> Markup:
    """A line to type into."""
    typed = Markup("<input{}>").format(
        _told({"type": "text", "name": name, "value": value, "autocomplete": "off", "spellcheck": "false", **more})
    )
    return element("label", element("span", label), typed, class_=f"field {name}")


def submit(visit: PageRequest, words: str) -> Markup:
    """The button that sends a form."""
    return Markup('<button type="submit" class="send">{}</button>').format(words)


def tick(name: str, label: str, checked: bool) -> Markup:
    """A box to tick."""
    box = Markup("<input{}>").format(_told({"type": "checkbox", "name": name, "value": "1", "checked": _mark(checked)}))
    return element("label", box, element("span", label), class_="tick")


def choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    """A choice of one of `options`, (value, words) each, that is sent as soon as it is made."""
    items = joined(element("option", said, value=value, selected=_mark(value == chosen)) for value, said in options)
    return element("label", element("span", label), element("select", items, name=name, data_send=""), class_="choice")


def _told(attributes: dict[str, str | None]) -> Markup:
    return joined(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )


def _mark(is_set: bool) -> str | None:
    return "" if is_set else None


def looked_through(scope: Scope, words: Strings) -> Markup:
    """How much was looked through, and what could not be."""
    sentences = [words.say("scope_note.speeches", count=scope.speeches)]
    if scope.versions:
        sentences.append(words.say("scope_note.versions", count=scope.versions))
    if scope.unread:
        sentences.append(words.say("scope_note.unread", count=scope.unread))
    if scope.marked:
        sentences.append(words.say("scope_note.marked", count=scope.marked))
    return element("p", words.say("scope_note.join").join(sentences), class_="scope")


def dated(speech: SpeechFacts, words: Strings) -> Markup:
    """The date of a speech in words; one that was inferred says so, and its reason unfolds: it stands in no link."""
    if speech.date is None:
        return element("span", words.say("passage.undated"), class_="date undated")
    written = element("time", date_in_words(speech.date, words.language), datetime=str(speech.date), class_="date")
    return written + _macro("inferred_date", speech, words)


def source(speech: SpeechFacts, words: Strings, opening: Callable[[Markup], Markup] | None = None) -> Markup:
    """Date, title and speaker of a speech, what kind of text it is if not the final one, and whose if not one's own.

    `opening` makes a link of all but the date.
    """
    state = state_in_words(speech.state, words.language) if speech.state and is_working_text(speech) else None
    pieces = [element("span", speech.title, class_="of")]
    pieces += [element("span", said, class_="said-by") for said in (speech.speaker or speech.office, state) if said]
    said = joined([*pieces, _macro("origin", speech, words)])
    return element("span", dated(speech, words), opening(said) if opening else said, class_="source")


def downloads(visit: PageRequest, suffixes: Iterable[str] = ("xlsx", "csv")) -> Markup:
    """Links to what the page shows as files."""
    links = joined(
        element("a", visit.words.say(f"download.{suffix}"), href=visit.here(f".{suffix}", shown=None), download="")
        for suffix in suffixes
    )
    return element("p", links, class_="downloads")


def more(visit: PageRequest, count: int, **asked: str | int | None) -> Markup:
    """The link to what comes next in a list; the script puts it in place, without it the page shows it all."""
    return element(
        "a", visit.words.say("list.more", count=count), class_="more", data_more="", href=visit.here(**asked)
    )


def amount(count: int, most: int) -> Markup:
    """A bar as long as `count` of `most`; the number stands beside it."""
    return Markup(
        '<svg class="amount" width="120" height="8" viewBox="0 0 120 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8" rx="2"></rect></svg>'
    ).format(max(2, round(120 * count / most)))


def _macro(name: str, speech: SpeechFacts, words: Strings) -> Markup:
    return Markup(getattr(environment(words.language).get_template("macros/speech.html").module, name)(speech))

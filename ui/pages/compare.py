"""Two speeches paragraph by paragraph (两稿对照), and the headings of a series side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import PurePosixPath

from markupsafe import Markup

from corpus import Span, Speech, SpeechFacts
from corpus.messages import say as sentence_of
from indexer.library.reports import marks_of
from retriever.export import Table
from retriever.phrasing.compare import KINDS, ComparedParagraph, Comparison, compare
from retriever.phrasing.named import AmbiguousNameError
from retriever.phrasing.skeletons import Heading, Skeletons, skeletons
from ui.markup import EMPTY, element, joined, shown
from ui.page_request import PageRequest
from ui.pages.comparable import Name, comparable
from ui.pages.family_cards import discontinued_notes
from ui.pages.parts import choice, downloads, field, form, looked_through, source, submit
from ui.pages.speech import link
from ui.pages.tables import Download, table_file

VIEWS = ("paragraphs", "headings")
DEEPEST = 4
_LISTED = 3000  # speeches that a field offers


def asking(visit: PageRequest) -> Markup:
    """The two speeches, by what they are called in the library, and what of them is to be seen."""
    say = visit.words.say
    views = [(view, say(f"compare_view.{view}")) for view in VIEWS]
    return form(
        visit,
        element(
            "div",
            field(visit, "a", say("compare.a"), visit.value("a"), list="speeches", placeholder=say("compare.a_hint")),
            field(visit, "b", say("compare.b"), visit.value("b"), list="speeches", placeholder=say("compare.b_hint")),
            submit(visit, say("compare.send")),
            class_="line two",
        ),
        element(
            "div",
            choice("view", say("compare.view"), views, visit.one_of("view", VIEWS)),
            class_="line options",
        ),
        offered(visit),
    )


def offered(visit: PageRequest) -> Markup:
    """The speeches that the fields offer, newest first, each by its file, which is named without doubt."""
    speeches = sorted(visit.snapshot.speeches().values(), key=lambda one: (one.date_key, one.source), reverse=True)
    name = _namer(visit)
    options = joined(
        element("option", " · ".join(part for part in (one.title, one.date_text) if part), value=name(one))
        for one in speeches[:_LISTED]
    )
    return element("datalist", options, id="speeches")


def _namer(visit: PageRequest) -> Name:
    """What gives the shortest name that is a speech's alone: its file, the file with its folders, its id."""
    speeches = visit.snapshot.speeches().values()
    files = Counter(PurePosixPath(one.path).name for one in speeches)
    sources = Counter(one.source for one in speeches)

    def name(speech: SpeechFacts) -> str:
        file = PurePosixPath(speech.path).name
        if files[file] == 1:
            return file
        return speech.source if sources[speech.source] == 1 else speech.speech_id

    return name


def results(visit: PageRequest) -> Markup:
    """The comparison of two speeches, or the headings of both or of the series of one."""
    names = [name for name in (visit.value("a"), visit.value("b")) if name]
    if not names:
        return element("p", visit.words.say("compare.hint"), class_="hint") + comparable(visit, _namer(visit))
    try:
        if len(names) == 1 or visit.one_of("view", VIEWS) == "headings":
            return headings(visit, skeletons(visit.snapshot, names))
        return paragraphs(visit, compare(visit.index, *names))
    except AmbiguousNameError as error:
        return several(visit, error)


def several(visit: PageRequest, error: AmbiguousNameError) -> Markup:
    """Every speech that is called so, each leading on with itself in the place of the name."""
    name, address_name = str(error.particulars["name"]), _namer(visit)
    side = "a" if visit.value("a") == name else "b"
    newest_first = sorted(error.speeches, key=lambda one: one.date_key, reverse=True)
    items = joined(
        element(
            "li",
            source(one, visit.words, partial(chosen, visit, side, address_name(one))),
            " ",
            element("span", one.source, class_="folder"),
        )
        for one in newest_first
    )
    said = element("p", visit.words.say("compare.several", name=name, count=len(newest_first)), role="alert")
    return said + element("ul", items, class_="several")


def chosen(visit: PageRequest, side: str, name: str, said: Markup) -> Markup:
    """The link to this page with the speech called `name` at one side."""
    return element("a", said, href=visit.here(**{side: name}))


def opener(visit: PageRequest, speech: SpeechFacts, said: Markup) -> Markup:
    """What opens a whole speech."""
    return link(visit, speech, None, said, class_="opens")


def paragraphs(visit: PageRequest, found: Comparison) -> Markup:
    """The two speeches side by side."""
    say, held = visit.words.say, Counter(each.kind for each in found.paragraphs)
    counted = joined(
        element("li", element("span", say(f"compare_kind.{kind}"), class_=f"kind {kind}"), " ", str(held[kind]))
        for kind in KINDS
    )
    notes = discontinued_notes(found.a.text, found.discontinued_in_a, visit.words) + discontinued_notes(
        found.b.text, found.discontinued_in_b, visit.words
    )
    heads = joined(
        element("th", source(speech, visit.words, partial(opener, visit, speech)), scope="col")
        for speech in (found.a, found.b)
    )
    rows = joined(row(visit, found, each) for each in found.paragraphs)
    head = element("tr", element("th", element("span", say("compare.what"), class_="unseen"), scope="col"), heads)
    table = element("table", element("thead", head), element("tbody", rows), class_="compared")
    summary = element("ul", counted, class_="verdicts", aria_label=say("compare.counts"))
    return joined([marked(visit, found), summary, notes, table, element("footer", downloads(visit), class_="foot")])


def marked(visit: PageRequest, found: Comparison) -> Markup:
    """Which of the two speeches is in a file with a security mark."""
    marks = marks_of(visit.snapshot, (found.a, found.b))
    return joined(
        element(
            "p",
            sentence_of("speech_marked", visit.words.language, title=speech.title, mark=mark),
            class_="refused",
            role="alert",
        )
        for speech, mark in zip((found.a, found.b), marks, strict=True)
        if mark
    )


def row(visit: PageRequest, found: Comparison, one: ComparedParagraph) -> Markup:
    """One paragraph of either or of both."""
    say = visit.words.say
    name = element("span", say(f"compare_kind.{one.kind}"), class_=f"kind {one.kind}")
    moved = element("span", say("compare.moved"), class_="kind moved") if one.moved else EMPTY
    sides = joined(
        side(visit, speech, span, [getattr(each, name) for each in one.differences], tag)
        for speech, span, name, tag in ((found.a, one.a, "a", "del"), (found.b, one.b, "b", "ins"))
    )
    return element("tr", element("th", name, moved, scope="row"), sides, class_=one.kind)


def side(visit: PageRequest, speech: Speech, span: Span | None, changed: Sequence[Span], tag: str) -> Markup:
    """The paragraph as it stands in one of the speeches, with what differs marked; opens it there."""
    if span is None:
        return element("td", class_="absent")
    pieces: list[Markup] = []
    done = span.start
    for start, end in changed:
        pieces += [shown(speech.text[done:start]), element(tag, speech.text[start:end]) if start < end else EMPTY]
        done = end
    text = joined([*pieces, shown(speech.text[done : span.end])])
    return element("td", link(visit, speech, span, text, class_="opens"))


def headings(visit: PageRequest, found: Skeletons) -> Markup:
    """The headings of the speeches side by side, those that are alike in a row."""
    heads = joined(
        element("th", source(speech, visit.words, partial(opener, visit, speech)), scope="col")
        for speech in found.speeches
    )
    rows = joined(
        element(
            "tr",
            joined(heading(visit, speech, each) for speech, each in zip(found.speeches, row.headings, strict=True)),
            class_="alike" if row.alike else None,
        )
        for row in found.rows
    )
    table = element("table", element("thead", element("tr", heads)), element("tbody", rows), class_="skeletons")
    said = element("p", visit.words.say("compare.series", count=len(found.speeches)), class_="found")
    foot = element("footer", looked_through(found.scope, visit.words), downloads(visit), class_="foot")
    return said + element("div", table, class_="scroll", tabindex=0) + foot


def heading(visit: PageRequest, speech: SpeechFacts, one: Heading | None) -> Markup:
    """One heading; opens it in its speech."""
    if one is None:
        return element("td")
    return element(
        "td", link(visit, speech, one.span, one.text, class_="opens"), class_=f"level{min(one.level, DEEPEST)}"
    )


def download(visit: PageRequest, suffix: str) -> Download:
    """What the page shows as a table."""
    say = visit.words.say
    names = [name for name in (visit.value("a"), visit.value("b")) if name]
    if len(names) == 2 and visit.one_of("view", VIEWS) == "paragraphs":
        return table_file(_paragraph_table(visit, compare(visit.index, *names)), say("nav.compare"), suffix)
    found = skeletons(visit.snapshot, names)
    header = tuple(_head(visit, one) for one in found.speeches)
    rows = tuple(tuple(each.text if each else None for each in row.headings) for row in found.rows)
    return table_file(Table(say("nav.compare"), header, rows), say("nav.compare"), suffix)


def _head(visit: PageRequest, speech: SpeechFacts) -> str:
    """What a column of a table is called: date and title, and that the date is inferred where it is."""
    date = speech.date_text
    if date and "date" in speech.inferred:
        date = visit.words.say("compare.inferred", date=date)
    return " ".join(part for part in (date, speech.title) if part)


def _paragraph_table(visit: PageRequest, found: Comparison) -> Table:
    say = visit.words.say
    header = (
        say("compare.what"),
        *(_head(visit, one) for one in (found.a, found.b)),
    )
    rows = tuple(
        (
            say(f"compare_kind.{each.kind}"),
            found.a.text[slice(*each.a)] if each.a else None,
            found.b.text[slice(*each.b)] if each.b else None,
        )
        for each in found.paragraphs
    )
    return Table(say("nav.compare"), header, rows)

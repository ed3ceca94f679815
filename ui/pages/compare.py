"""Two speeches paragraph by paragraph (两稿对照), and the headings of a series side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus import Span, Speech, SpeechFacts
from corpus.errors import QueryError
from indexer.snapshot import Snapshot, once
from retriever.export import Table, state_in_words
from retriever.operations.compare import TwoCompared, compare_two, warn
from retriever.phrasing.compare import (
    KINDS,
    Comparison,
    Kind,
    meetings_held_again,
    speeches_in_versions,
)
from retriever.phrasing.compared_sections import PairedParagraphs, Section, in_sections
from retriever.phrasing.named import AmbiguousNameError, NotNamedError, label, speech_named
from retriever.phrasing.skeletons import meeting_name, skeletons
from ui.i18n import Strings
from ui.in_words import discontinued_sentences
from ui.page_request import PageRequest
from ui.pages.tables import Download, table_file

VIEWS = ("paragraphs", "headings")
_LISTED = 3000  # speeches that a field offers
_OFFERED, _OF_EACH = 200, 30  # meetings, and speeches in versions, of which links are shown; links of each
_LONG = 8000  # characters of both texts from which on sections are folded: they would take more than three screens

Name = Callable[[SpeechFacts], str]


class Link(NamedTuple):
    """A link: its words and its address."""

    said: str
    address: str


class Comparable(NamedTuple):
    """A meeting held in several years, or a speech in versions, with the links that compare two of them."""

    name: str
    links: Sequence[Link]


class Side(NamedTuple):
    """A paragraph of one of the speeches: its place there, and its text cut into (text, differs)."""

    speech: Speech
    span: Span
    pieces: Sequence[tuple[str, bool]]


class Row(NamedTuple):
    """A paragraph of either speech or of both, None at the side that does not have it.

    `kinds` are two where one that was dropped and a new one on the same theme stand side by side.
    """

    kinds: tuple[Kind, ...]
    moved: bool
    a: Side | None
    b: Side | None


class Run(NamedTuple):
    """Rows one behind the other; of paragraphs that only one speech has they are `folded`, with their numbers."""

    rows: Sequence[Row]
    folded: Sequence[tuple[Kind, int]]


class SectionShown(NamedTuple):
    """A section of both speeches: its `anchor` on the page, its title, "" above the first heading, its rows in runs.

    `counts` say how many paragraphs are of which kind; without `is_open` it is folded, for the texts are long.
    """

    anchor: str
    title: str
    counts: Sequence[tuple[Kind, int]]
    runs: Sequence[Run]
    is_open: bool


def form(request: PageRequest) -> Mapping[str, object]:
    """The views to choose from, what the fields hold, and the labels of the speeches that they offer, newest first."""
    labels = labels_of(request.snapshot)
    return {
        "views": [(view, request.words.say(f"compare_view.{view}")) for view in VIEWS],
        "typed": {name: in_field(request, name, labels) for name in ("a", "b")},
        "offered": [labels[speech_id] for speech_id in newest(offered(request))],
    }


@once
def newest(snapshot: Snapshot) -> Sequence[str]:
    """The ids of the speeches that a field offers, newest first."""
    speeches = sorted(snapshot.speeches().values(), key=lambda one: (one.date_key, one.source), reverse=True)
    return [one.speech_id for one in speeches[:_LISTED]]


def in_field(request: PageRequest, name: str, labels: Mapping[str, str]) -> str:
    """The label of the speech that a field names, or what was typed where that is none or several."""
    typed = request.value(name)
    try:
        if not typed:
            return ""
        return labels[request.snapshot.speeches()[speech_named(request.snapshot, typed)].speech_id]
    except QueryError:  # the page says so below
        return typed


@once
def labels_of(snapshot: Snapshot) -> Mapping[str, str]:
    """The label of each speech, by its id, with its file where several have the same."""
    labelled = [(one, label(one)) for one in snapshot.speeches().values()]
    held = Counter(said for _, said in labelled)
    return {one.speech_id: said if held[said] == 1 else f"{said} {one.source}" for one, said in labelled}


def offered(request: PageRequest) -> Snapshot:
    """The state with the speeches that are offered: those that pass the filters, all where these cannot be used."""
    try:
        return request.narrowed.snapshot
    except QueryError:
        return request.snapshot


def namer(request: PageRequest) -> Name:
    """A function that gives the shortest name that a speech has alone: its file, that with its folders, its id."""
    files, sources = shared_names(request.snapshot)

    def name(speech: SpeechFacts) -> str:
        file = PurePosixPath(speech.path).name
        if file not in files:
            return file
        return speech.speech_id if speech.source in sources else speech.source

    return name


@once
def shared_names(snapshot: Snapshot) -> tuple[frozenset[str], frozenset[str]]:
    """The names of files that several speeches have, and the places that several have."""
    speeches = snapshot.speeches().values()
    files = Counter(PurePosixPath(one.path).name for one in speeches)
    sources = Counter(one.source for one in speeches)
    shared_files, shared_sources = (
        frozenset(name for name, held in counts.items() if held > 1) for counts in (files, sources)
    )
    return shared_files, shared_sources


def results(request: PageRequest) -> Mapping[str, object]:
    """The comparison of two speeches, the headings of both or of the series of one, or what there is to compare.

    `shown` names which it is: "paragraphs", "headings", "several" where a name is that of several speeches,
    "other_years" where only speeches of other years have it, "hint".
    """
    names = names_of(request)
    try:
        if not names:
            return {"shown": "hint", **comparable(request)}
        if len(names) == 1 or request.one_of("view", VIEWS) == "headings":
            return {"shown": "headings", "found": skeletons(request.snapshot, names)}
        return {"shown": "paragraphs", **paragraphs(request, compare_two(request.index, *names))}
    except AmbiguousNameError as error:
        return {"shown": "several", **several(request, str(error.particulars["name"]), error.speeches)}
    except NotNamedError as error:
        if not error.others:
            raise
        return {"shown": "other_years", **several(request, str(error.particulars["name"]), error.others)}


def names_of(request: PageRequest) -> list[str]:
    """The names that were typed, one or two."""
    return [name for name in (request.value("a"), request.value("b")) if name]


def several(request: PageRequest, typed: str, speeches: Sequence[SpeechFacts]) -> Mapping[str, object]:
    """The speeches that what was `typed` may mean, newest first, each with the address of this page with it there."""
    name = namer(request)
    side = "a" if request.value("a") == typed else "b"
    newest = sorted(speeches, key=lambda one: one.date_key, reverse=True)
    return {"name": typed, "speeches": [(one, request.here(**{side: name(one)})) for one in newest]}


def paragraphs(request: PageRequest, result: TwoCompared) -> Mapping[str, object]:
    """The two speeches side by side, how many paragraphs are of which kind, and what is to be said of them."""
    words, found = request.words, result.comparison
    notes = [
        sentence
        for speech, wordings in ((found.a, found.discontinued_in_a), (found.b, found.discontinued_in_b))
        for sentence in discontinued_sentences(speech.text, wordings, words)
    ]
    return {
        "speeches": (found.a, found.b),
        "marks": list(warn(result, words.language)),
        "counts": [(kind, result.counts[kind]) for kind in KINDS],
        "notes": notes,
        "sections": sections(found, in_sections(request.snapshot, found)),
    }


def sections(found: Comparison, parts: Sequence[Section]) -> list[SectionShown]:
    """The sections as the page shows them: folded where both texts together are long."""
    is_long = len(found.a.text) + len(found.b.text) > _LONG
    return [
        SectionShown(
            f"section-{number}",
            part.title,
            [(kind, count) for kind in KINDS if (count := part.count(kind))],
            [run(found, kind, list(rows)) for kind, rows in groupby(part.rows, key=lambda row: row.is_in_one)],
            not is_long,
        )
        for number, part in enumerate(parts, 1)
    ]


def run(found: Comparison, is_folded: bool, rows: Sequence[PairedParagraphs]) -> Run:
    """Rows one behind the other that are all in both speeches, or all in one alone, which are folded."""
    kinds = Counter(each.kind for row in rows for each in row.paragraphs)
    return Run(
        [row(found, each) for each in rows], [(kind, kinds[kind]) for kind in KINDS if kinds[kind] and is_folded]
    )


def row(found: Comparison, one: PairedParagraphs) -> Row:
    """One paragraph of either or of both, or two on the same theme."""
    first, last = one.paragraphs[0], one.paragraphs[-1]
    return Row(
        tuple(each.kind for each in one.paragraphs),
        first.moved,
        side(found.a, first.a, [each.a for each in first.differences]) if first.a else None,
        side(found.b, last.b, [each.b for each in last.differences]) if last.b else None,
    )


def side(speech: Speech, span: Span, changed: Sequence[Span]) -> Side:
    """The paragraph as it stands in one of the speeches; empty stretches of what differs are left out."""
    pieces: list[tuple[str, bool]] = []
    done = span.start
    for start, end in changed:
        pieces += [(speech.text[done:start], False), (speech.text[start:end], True)]
        done = end
    pieces.append((speech.text[done : span.end], False))
    return Side(speech, span, [piece for piece in pieces if piece[0]])


def comparable(request: PageRequest) -> Mapping[str, object]:
    """The meetings held in several years, and the speeches of which there are versions, the newest, and how many more
    there are.
    """
    name, snapshot = namer(request), request.narrowed.snapshot
    meetings, versions = meetings_held_again(snapshot), speeches_in_versions(snapshot)
    return {
        "meetings": [meeting(request, held, name) for held in meetings[:_OFFERED]],
        "meetings_left": max(0, len(meetings) - _OFFERED),
        "versions": [in_versions(request, held, name) for held in versions[:_OFFERED]],
        "versions_left": max(0, len(versions) - _OFFERED),
    }


def meeting(request: PageRequest, held: Sequence[SpeechFacts], name: Name) -> Comparable:
    """A meeting: each of the last years with the one before, and the headings of all years."""
    held = held[-_OF_EACH - 1 :]
    years = [str(speech.year) for speech in held]
    when = years if len(set(years)) == len(years) else [speech.date_text or "" for speech in held]
    links = [pair(request, name, two, said) for two, said in zip(pairwise(held), pairwise(when), strict=True)]
    every = Link(request.words.say("compare.every_year"), request.along("compare", a=name(held[-1])))
    return Comparable(meeting_name(held[-1]), [*links, every])


def in_versions(request: PageRequest, held: Sequence[SpeechFacts], name: Name) -> Comparable:
    """A speech: each other version, of many the last, with the one that counts."""
    held = held[-_OF_EACH - 1 :]
    last, words = held[-1], request.words
    said = [(version(other, words), version(last, words)) for other in held[:-1]]
    links = [pair(request, name, (other, last), both) for other, both in zip(held, said, strict=False)]
    return Comparable(last.title, links)


def version(speech: SpeechFacts, words: Strings) -> str:
    """The state of a version, which tells it from the others, or its file where that is not known."""
    return state_in_words(speech.state, words.language) if speech.state else PurePosixPath(speech.path).name


def pair(request: PageRequest, name: Name, two: tuple[SpeechFacts, SpeechFacts], said: tuple[str, str]) -> Link:
    """The link to the comparison of two speeches."""
    words = request.words.say("compare.pair", first=said[0], second=said[1])
    return Link(words, request.along("compare", a=name(two[0]), b=name(two[1])))


def download(request: PageRequest, suffix: str) -> Download:
    """The paragraphs or headings that the page shows, as a table."""
    names, words = names_of(request), request.words
    if len(names) == 2 and request.one_of("view", VIEWS) == "paragraphs":
        table = paragraph_table(compare_two(request.index, *names).comparison, words)
    else:
        found = skeletons(request.snapshot, names)
        header = tuple(column_name(one, words) for one in found.speeches)
        rows = tuple(tuple(each.text if each else None for each in row.headings) for row in found.rows)
        table = Table(words.say("nav.compare"), header, rows)
    return table_file(table, words.say("nav.compare"), suffix)


def paragraph_table(found: Comparison, words: Strings) -> Table:
    """The paragraphs of both speeches side by side, each with its kind."""
    header = (words.say("compare.what"), *(column_name(one, words) for one in (found.a, found.b)))
    rows = tuple(
        (
            words.say(f"compare_kind.{each.kind}"),
            found.a.text[slice(*each.a)] if each.a else None,
            found.b.text[slice(*each.b)] if each.b else None,
        )
        for each in found.paragraphs
    )
    return Table(words.say("nav.compare"), header, rows)


def column_name(speech: SpeechFacts, words: Strings) -> str:
    """The name of a column of a table: date and title, and that the date is inferred where it is."""
    date = speech.date_text
    if date and "date" in speech.inferred:
        date = words.say("compare.inferred", date=date)
    return " ".join(part for part in (date, speech.title) if part)

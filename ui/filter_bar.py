"""The filter bar of every page: the filters that stand in its address, what they can be set to, and a chip for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus import reading_order
from corpus.errors import QueryError, TifaError
from corpus.fields import FIELD
from corpus.language.spellings import shown_by_spelling
from indexer.snapshot import Snapshot, once
from retriever.filters import normal_filters
from retriever.understanding.request import left_out
from ui.i18n import Strings
from ui.in_words import value_in_words
from ui.page_request import FILTERS, NOT_KNOWN, TIMES, UNDERSTOOD, PageRequest

_CHOSEN = ("occasion", "folder", "state", "origin", "language")


class Option(NamedTuple):
    """A value that a filter can be set to, in words, and True where it is."""

    value: str
    said: str
    is_set: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A filter with its options; one without any is not shown."""

    name: str
    label: str
    options: Sequence[Option]


class FilterChip(NamedTuple):
    """A filter that is set, in words, and the address of the page without it."""

    said: str
    address: str


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The bar: `speakers`, of whom several can be chosen, years from and to, and filters of which one value is chosen.

    `term` is the address of the page since the beginning of the term, None where nobody has said when that was, or it
    is set. `clear` is that of the page without filters. `left_out` are sentences on speeches that the filters leave out
    for what these do not say.
    """

    speakers: Control
    years: Sequence[Control]
    chosen: Sequence[Control]
    chips: Sequence[FilterChip]
    term: FilterChip | None
    clear: str
    left_out: Sequence[str]


Values = Mapping[str, Sequence[tuple[str, str]]]
"""The values of each filter, (value, words): speaker, year, occasion, folder, and the choices."""


def filter_bar(request: PageRequest, values: Values | None = None) -> FilterBar:
    """The bar of a page; `values` are those of the library where not given."""
    known = values or values_in_words(request)
    say = request.words.say
    years = known["year"]
    return FilterBar(
        _control(request, "speaker", [*_others_set(request, "speaker", known["speaker"]), *known["speaker"]]),
        [
            _control(request, name, _with_set(request, name, years), say(f"filters.year_{name}"))
            for name in TIMES
            if years
        ],
        [
            _control(request, name, _with_set(request, name, known.get(name, ())))
            for name in _CHOSEN
            if name in request.filter_names and (known.get(name) or request.value(name))
        ],
        chips(request),
        _term(request),
        request.here(**dict.fromkeys((*FILTERS, *UNDERSTOOD)), page=None, find=None, shown=None),
        _left_out(request),
    )


def chips(request: PageRequest) -> list[FilterChip]:
    """A chip for each value that is set."""
    found = []
    for name in request.filter_names:
        values = [value for value in request.values(name) if value.strip()]
        for value in values:
            others = [each for each in values if each != value]
            found.append(FilterChip(_said(request, name, value), request.here(**{name: others}, page=None, shown=None)))
    return found


def _left_out(request: PageRequest) -> list[str]:
    try:
        notes = left_out(request.index.known, normal_filters(request.filters))
    except QueryError:  # the page says so in place of what was found
        return []
    return [note.sentence(request.words.language) for note in notes]


def _said(request: PageRequest, name: str, value: str) -> str:
    if value == NOT_KNOWN:
        return request.words.say("filters.unknown", field=request.words.say(f"filters.{name}"))
    return request.words.say(f"scope.{name}", value=_in_words(name, value, request.words))


def _in_words(name: str, value: str, words: Strings) -> str:
    """The value of a filter in words; one that nobody can have chosen as it is."""
    is_choice = name in FIELD and FIELD[name].choices
    return value if is_choice and value not in FIELD[name].choices else value_in_words(name, value, words)


def _control(request: PageRequest, name: str, known: Iterable[tuple[str, str]], label: str = "") -> Control:
    held = request.values(name)
    options = [Option(value, said, value in held) for value, said in known]
    return Control(name, label or request.words.say(f"filters.{name}"), options)


def _with_set(request: PageRequest, name: str, known: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The values, first that no filter is set, and the one that is set where it is another one."""
    return [("", request.words.say("filters.any")), *_others_set(request, name, known), *known]


def _others_set(request: PageRequest, name: str, known: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The values that are set and not among those that are known: typed into the address, or of another page."""
    held = dict.fromkeys(value for value in request.values(name) if value.strip() and value not in dict(known))
    return [(value, _in_words(name, value, request.words)) for value in held]


def _term(request: PageRequest) -> FilterChip | None:
    try:
        start = request.index.settings().term_start
    except TifaError:  # the Ask page tells of damaged settings
        return None
    if start is None or request.value("date_from") == str(start):
        return None
    said = request.words.say("filters.term", date=value_in_words("date_from", str(start), request.words))
    return FilterChip(said, request.here(date_from=str(start), date_to=None, page=None, shown=None))


# --- what the library holds ------------------------------------------------------------------------------------


def values_in_words(request: PageRequest) -> Values:
    """The values of each filter in the library, in words."""
    values = values_of(request.snapshot)
    return {
        name: [(value, value_in_words(name, value, request.words)) for value in held] if name in FIELD else named(held)
        for name, held in values.items()
    }


def named(values: Iterable[str]) -> list[tuple[str, str]]:
    """Values that are their own words; a folder is called by its last part, as deep as it lies."""
    return [(value, "\u3000" * value.count("/") + value.rpartition("/")[2]) for value in values]


@once
def values_of(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The values of each filter: years newest first, choices in their order, others the most frequent first."""
    columns = snapshot.speeches().columns
    found: dict[str, tuple[str, ...]] = {
        "year": tuple(str(year) for year in sorted(filter(None, columns["year"].values), reverse=True)),
        "folder": _folders(snapshot),
    }
    for name in ("speaker", "occasion"):
        counts = Counter({value: count for value, count in columns[name].counts().items() if value})
        shown = shown_by_spelling(counts, name)
        together: Counter[str] = Counter()
        for value, count in counts.items():
            together[shown[value]] += count
        found[name] = tuple(sorted(together, key=lambda value: (-together[value], reading_order(value))))
    for name in ("origin", "state", "language"):
        held = columns[name].values
        known = tuple(choice for choice in FIELD[name].choices if choice in held)
        found[name] = known if len(held) > 1 else ()  # nothing to choose where all are alike
    return found


def _folders(snapshot: Snapshot) -> tuple[str, ...]:
    """All folders with their roots in front, each behind the one above it; the root alone where there are several."""
    speeches = snapshot.speeches()
    places = set(speeches.told(speeches.numbers, "root", "folder"))
    roots = {root for root, _ in places}
    paths = {f"{root}/{folder}".rstrip("/") for root, folder in places}
    every = {"/".join(path.split("/")[:depth]) for path in paths for depth in range(1, path.count("/") + 2)}
    several = every if len(roots) > 1 else every - roots
    return tuple(sorted(several, key=lambda path: [reading_order(part) for part in path.split("/")]))

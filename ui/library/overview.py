"""A picture of the library: how much there is of each year, speaker and occasion, and which wordings changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.library.statistics import Count, Statistics, statistics
from indexer.library.themes import theme_map
from retriever.export import Table
from retriever.phrasing.families import find_families
from ui.library.charts import Bar, BarChart, bar_chart, theme_chart
from ui.library.filters import bar, narrowed
from ui.library.request import LibraryRequest
from ui.page_request import NOT_KNOWN
from ui.pages.tables import Download, table_file

MOST = 12
RECURRING = 10
BY = ("year", "speaker", "occasion", "origin")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The speakers or occasions of which there is most, `most` speeches of one; `left_out` counts the others.

    `unknown` counts the speeches of which none is known: often so many that beside their bar no other could be seen.
    """

    name: str
    shown: Sequence[Count]
    most: int
    left_out: int
    unknown: int


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The numbers of the corpus as charts and rankings, and for researchers as figures and a map of themes."""
    index = narrowed(library)
    found = statistics(index.snapshot)
    values: dict[str, object] = {"bar": bar(library), "statistics": found}
    if not found.speeches:
        return values
    known = [(count.value, count) for count in found.years if isinstance(count.value, int)]
    values |= {
        "years": [(name, _years(library, known, name)) for name in ("speeches", "characters")] if known else [],
        "undated": sum(count.speeches for count in found.years if count.value is None),
        "rankings": [_ranking(name, counts_by(found, name)) for name in ("speaker", "occasion")],
        "recurring": find_families(index, None, RECURRING),
    }
    if library.request.value("researcher"):
        by = library.request.one_of("by", BY)
        values |= {
            "by": by,
            "by_what": BY,
            "figures": figures(library, found, by),
            "themes": theme_chart(theme_map(index.snapshot)),
        }
    return values


def figures(library: LibraryRequest, found: Statistics, name: str) -> Table:
    """Counts and rates by year, speaker, occasion or origin."""
    columns = ("speeches", "share", "characters", "mean")
    header = (
        library.words.say(f"library_field.{name}"),
        *(library.words.say(f"library_figure.{column}") for column in columns),
    )
    cells = tuple(
        (
            library.value_in_words(name, str(count.value or NOT_KNOWN)),
            count.speeches,
            round(100 * count.speeches / found.speeches, 1),
            count.characters,
            round(count.characters / count.speeches) if count.speeches else 0,
        )
        for count in counts_by(found, name)
    )
    return Table(library.say("figures"), header, cells)


def download(library: LibraryRequest, suffix: str) -> Download:
    """The figures as a file."""
    table = figures(library, statistics(narrowed(library).snapshot), library.request.one_of("by", BY))
    return table_file(table, f"{library.words.say('nav.library')} {library.say('figures')}", suffix)


def counts_by(found: Statistics, name: str) -> Sequence[Count]:
    """The counts by one of BY."""
    return {"year": found.years, "speaker": found.speakers, "occasion": found.occasions, "origin": found.origins}[name]


def _years(library: LibraryRequest, known: Sequence[tuple[int, Count]], name: str) -> BarChart:
    return bar_chart(
        [
            Bar(
                year,
                getattr(count, name),
                library.say(f"year_{name}", year=year, count=getattr(count, name)),
                library.address("speeches", year=str(year)),
            )
            for year, count in known
        ]
    )


def _ranking(name: str, counts: Sequence[Count]) -> Ranking:
    """The first of those that are known, and apart for how many speeches none is."""
    known = [count for count in counts if count.value is not None]
    most = max((count.speeches for count in known), default=1)
    unknown = sum(count.speeches for count in counts if count.value is None)
    return Ranking(name, known[:MOST], most, max(0, len(known) - MOST), unknown)

"""Formulation families (历年写法): the wording to show first, then what was said year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from retriever.export import with_source
from retriever.phrasing.differences import Difference
from retriever.phrasing.families import FormulationFamily, Variant
from retriever.phrasing.occurrences import Occurrence
from ui.i18n import Strings
from ui.in_words import discontinued_sentences


class Compared(NamedTuple):
    """A piece of a wording; `instead` is what that has in its place that it is compared with, None where both agree."""

    text: str
    instead: str | None


class Row(NamedTuple):
    """One wording in one year, None for no year; `again` where the row above is of the same year.

    `is_front` says that it is the wording to show first; then it needs no `labels`, `pieces` and `notes`. `against`
    names what it is compared with: the end of a key, "newest" or "other" for the wording in front, "year" with the
    `against_year` of another, "undated". Of its uses some are `in_sight`, some `folded` and the rest only counted.
    """

    year: int | None
    again: bool
    is_front: bool
    labels: tuple[str, ...]
    pieces: tuple[Compared, ...]
    notes: tuple[str, ...]
    against: str
    against_year: int | None
    newest: Occurrence
    in_sight: tuple[Occurrence, ...]
    folded: tuple[Occurrence, ...]
    not_listed: int


_SOURCES = 3  # in sight; the others unfold
_LISTED = 30  # of one wording in one year
_ROWS = 20  # of one family; a set wording of a large library has hundreds


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """A family as it is shown: the wording in front (`text`, with its citation `cited`) and a row a wording a year.

    `count` says how often and when the family was used. `front` is "newest", or "other" where another wording goes
    before the newest one. Of the rows `rows_not_listed` are only counted. `years_same` and `years_otherwise` are the
    years, newest first, in which it was put as in the wording in front and in others.
    """

    count: str
    text: str
    cited: str
    newest: Occurrence
    labels: tuple[str, ...]
    notes: tuple[str, ...]
    front: str
    rows: tuple[Row, ...]
    rows_not_listed: int
    years_same: tuple[int | None, ...]
    years_otherwise: tuple[int | None, ...]


def family_card(family: FormulationFamily, words: Strings, *, whole: bool = False) -> FamilyCard:
    """The card of `family` in the language of `words`, with its newest rows or, `whole`, with all."""
    first = family.variants[0]
    rows = tuple(rows_of(family, words))
    listed = rows if whole else rows[:_ROWS]
    return FamilyCard(
        count=span_of(family, words),
        text=first.text,
        cited=with_source(first.text, first.sources[0].speech),
        newest=first.sources[0],
        labels=labels(family, first),
        notes=discontinued_sentences(first.text, first.standing.discontinued, words),
        front="newest" if first is family.newest else "other",
        rows=listed,
        rows_not_listed=len(rows) - len(listed),
        years_same=tuple(dict.fromkeys(row.year for row in rows if row.is_front)),
        years_otherwise=tuple(dict.fromkeys(row.year for row in rows if not row.is_front)),
    )


def span_of(family: FormulationFamily, words: Strings) -> str:
    """The number of speeches that have the wording, from when to when, and the number of variants, in a sentence."""
    speeches = words.say("answer.speeches", count=family.speeches)
    variants = words.say("families.variants", count=len(family.variants))
    if not family.dates:
        return words.say("families.span_undated", speeches=speeches, variants=variants)
    first, last = (date.year for date in family.dates)
    key = "families.span" if first != last else "families.span_one_year"
    return words.say(key, speeches=speeches, variants=variants, first=first, last=last)


def labels(family: FormulationFamily, variant: Variant) -> tuple[str, ...]:
    """The labels of a variant, as ends of keys: set, authoritative, newest of the library, discontinued."""
    held = {
        "standard": bool(variant.standing.standard),
        "authoritative": variant.standing.authoritative,
        "newest": variant is family.newest and family.latest,
        "newest_here": variant is family.newest and not family.latest,
        "discontinued": bool(variant.standing.discontinued),
    }
    return tuple(name for name, is_so in held.items() if is_so)


def rows_of(family: FormulationFamily, words: Strings) -> Iterator[Row]:
    """A row for each wording of each year, newest first, those without a date at the end."""
    first, before = family.variants[0], None
    for year, variant, uses in by_year(family):
        other, base = variant is not first, family.variants[variant.compared_with]
        notes = discontinued_sentences(variant.text, variant.standing.discontinued, words) if other else ()
        yield Row(
            year=year,
            again=year == before,
            is_front=not other,
            labels=labels(family, variant) if other else (),
            pieces=tuple(compared(base.text, variant.text, variant.differences)) if other else (),
            notes=notes,
            against=_against(family, base),
            against_year=base.sources[0].speech.year,
            newest=uses[0],
            in_sight=tuple(uses[:_SOURCES]),
            folded=tuple(uses[_SOURCES:_LISTED]),
            not_listed=max(len(uses) - _LISTED, 0),
        )
        before = year


def _against(family: FormulationFamily, base: Variant) -> str:
    """The end of the key that names the wording `base` that another one is compared with."""
    if base is family.variants[0]:
        return "newest" if base is family.newest else "other"
    return "year" if base.sources[0].speech.year else "undated"


def by_year(family: FormulationFamily) -> Iterator[tuple[int | None, Variant, list[Occurrence]]]:
    """The uses of every variant in every year, newest first; those without a date, of no year, at the end."""
    every = [(use, number) for number, variant in enumerate(family.variants) for use in variant.sources]
    every.sort(key=lambda pair: (pair[0].speech.year or 0, -pair[1]), reverse=True)
    for (year, number), pairs in groupby(every, key=lambda pair: (pair[0].speech.year, pair[1])):
        uses = sorted((use for use, _ in pairs), key=lambda use: use.speech.date_key, reverse=True)
        yield year, family.variants[number], uses


def compared(base: str, own: str, differences: Sequence[Difference]) -> Iterator[Compared]:
    """The wording `own` cut where the wording `base` differs; the pieces join to `own`."""
    for each in differences:
        here = own[slice(*each.b)]
        yield Compared(here, None if each.kind == "equal" else base[slice(*each.a)])

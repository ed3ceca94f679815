"""Formulation families (历年写法) as HTML: the wording to show first, then what was said year by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from corpus import Span, Wording
from retriever.export import citation
from retriever.phrasing.differences import Difference
from retriever.phrasing.families import FormulationFamily, Variant
from retriever.phrasing.occurrences import Occurrence
from ui.i18n import Strings
from ui.markup import EMPTY, button, element, joined, shown


@dataclass(frozen=True, slots=True)
class Means:
    """How a page shows families: in which words, what opens an occurrence, what says where it is from.

    Of what `source` gives, all but the date opens the occurrence as well.
    """

    words: Strings
    opener: Callable[[Occurrence, Markup], Markup]
    source: Callable[[Occurrence], Markup]


_SOURCES = 3  # in sight; the others unfold
_LISTED = 30  # of one wording in one year


def family_card(family: FormulationFamily, by: Means) -> Markup:
    """One family: the wording to show first, then every year."""
    return element("article", front(family, by), years(family, by), class_="family")


def family_folded(family: FormulationFamily, by: Means) -> Markup:
    """One family to stand above something else: the wording to show first, its years at a glance, the rest folded."""
    rows = list(by_year(family))
    if len(rows) == 1:  # the wording to show first is all there is
        return element("article", front(family, by), class_="family")
    opened = element("details", element("summary", by.words.say("families.unfold")), years(family, by), class_="unfold")
    return element("article", front(family, by), at_a_glance(family, by.words), opened, class_="family")


def front(family: FormulationFamily, by: Means) -> Markup:
    """How often and when a family was used, and the wording to show first with its newest source."""
    first = family.variants[0]
    newest = first.sources[0]
    wording = element(
        "div",
        labels(family, first, by.words),
        element("p", by.opener(newest, shown(first.text)), class_="wording-text"),
        notes(first, by.words),
        element("div", by.source(newest), copies(first, by.words), class_="from"),
        class_="first",
    )
    return element("p", span_of(family, by.words), class_="count") + wording


def at_a_glance(family: FormulationFamily, words: Strings) -> Markup:
    """In which years it was put as in the wording to show first, and in which otherwise, newest first."""
    first = family.variants[0]
    same = dict.fromkeys(year for year, variant, _ in by_year(family) if variant is first)
    otherwise = dict.fromkeys(year for year, variant, _ in by_year(family) if variant is not first)
    told = (("families.years_same", same), ("families.years_otherwise", otherwise))
    return element("p", joined(_years_told(key, years, words) for key, years in told), class_="glance")


def _years_told(key: str, years: Iterable[str], words: Strings) -> Markup:
    """Under the name of `key` the `years`; empty for none."""
    items = [element("span", year or words.say("passage.undated"), class_="year") for year in years]
    return element("span", element("span", words.say(key), class_="name"), *items) if items else EMPTY


def span_of(family: FormulationFamily, words: Strings) -> str:
    """How many speeches have the wording, from when to when, and how many variants there are."""
    speeches = words.say("answer.speeches", count=family.speeches)
    variants = words.say("families.variants", count=len(family.variants))
    if not family.dates:
        return words.say("families.span_undated", speeches=speeches, variants=variants)
    first, last = (date[:4] for date in family.dates)
    key = "families.span" if first != last else "families.span_one_year"
    return words.say(key, speeches=speeches, variants=variants, first=first, last=last)


def labels(family: FormulationFamily, variant: Variant, words: Strings) -> Markup:
    """What is to be said of a variant: set, authoritative, newest of the library, discontinued; empty for nothing."""
    held = {
        "standard": bool(variant.standing.standard),
        "authoritative": variant.standing.authoritative,
        "newest": variant is family.newest and family.latest,
        "newest_here": variant is family.newest and not family.latest,
        "discontinued": bool(variant.standing.discontinued),
    }
    items = joined(
        element("li", words.say(f"family_label.{name}"), class_=name) for name, is_so in held.items() if is_so
    )
    return element("ul", items, class_="labels") if items else EMPTY


def notes(variant: Variant, words: Strings) -> Markup:
    """A sentence for each discontinued wording in a variant."""
    return discontinued_notes(variant.text, variant.standing.discontinued, words)


def discontinued_notes(text: str, found: Sequence[tuple[Span, Wording]], words: Strings) -> Markup:
    """A sentence for each discontinued wording in `text`, each said once: what replaces it, and the office's note."""
    said = dict.fromkeys(
        words.say("standing.discontinued", wording=text[slice(*span)], standard=wording.standard)
        + (words.say("standing.note", note=wording.note) if wording.note else "")
        for span, wording in found
    )
    return joined(element("p", sentence, class_="discontinued-note", role="note") for sentence in said)


def years(family: FormulationFamily, by: Means) -> Markup:
    """A row for each wording of each year, newest first, its differences from the first one marked."""
    rows: list[Markup] = []
    before = None
    for year, variant, uses in by_year(family):
        name = year or by.words.say("passage.undated")
        head = element("th", name, scope="row", class_="again" if year == before else None)
        rows.append(element("tr", head, year_of_use(family, variant, uses, by)))
        before = year
    heading = element("caption", by.words.say(f"families_by_year.{front_is(family)}"))
    return element("table", heading, element("tbody", joined(rows)), class_="by-year")


def year_of_use(family: FormulationFamily, variant: Variant, uses: Sequence[Occurrence], by: Means) -> Markup:
    """One wording in one year; of the wording to show first, only that it is the same."""
    sources, first, front = from_where(uses, by), family.variants[0], front_is(family)
    if variant is first:
        return element("td", element("p", by.words.say(f"families_same.{front}"), class_="same"), sources)
    text = by.opener(uses[0], set_against(first.text, variant.text, variant.differences, front, by.words))
    said = element("p", text, class_="wording-text")
    return element("td", labels(family, variant, by.words), said, notes(variant, by.words), sources)


def by_year(family: FormulationFamily) -> Iterator[tuple[str, Variant, list[Occurrence]]]:
    """The uses of every variant in every year, newest first, those without a date at the end; the year "" for these."""
    every = [(use, number) for number, variant in enumerate(family.variants) for use in variant.sources]
    every.sort(key=lambda pair: ((pair[0].speech.date or "")[:4], -pair[1]), reverse=True)
    for (year, number), pairs in groupby(every, key=lambda pair: ((pair[0].speech.date or "")[:4], pair[1])):
        uses = sorted((use for use, _ in pairs), key=lambda use: use.speech.date or "", reverse=True)
        yield year, family.variants[number], uses


def front_is(family: FormulationFamily) -> str:
    """Whether the wording to show first is the `newest` one, or another that goes before it: the end of keys."""
    return "newest" if family.variants[0] is family.newest else "other"


def set_against(front: str, own: str, differences: Sequence[Difference], name: str, words: Strings) -> Markup:
    """`own`, its words marked where `front` differs, each followed by what that has; nothing is shown as a correction.

    The wording of an earlier year was not made out of a later one: neither is struck out or inserted.
    """
    pieces: list[Markup] = []
    for each in differences:
        others, here = front[slice(*each.a)], own[slice(*each.b)]
        if each.kind == "equal":
            pieces.append(shown(here))
            continue
        pieces.append(element("mark", here) if here else EMPTY)
        said = words.say(f"families_instead.{name}", text=others or words.say("families.nothing"))
        pieces.append(element("span", said, class_="instead"))
    return joined(pieces)


def from_where(uses: Sequence[Occurrence], by: Means) -> Markup:
    """The speeches of one year with one wording, each of which opens; many unfold, very many are only counted."""
    items = [element("li", by.source(use)) for use in uses[:_LISTED]]
    seen = element("ul", joined(items[:_SOURCES]), class_="sources")
    if len(uses) <= _SOURCES:
        return seen
    rest = element("summary", by.words.say("families.more_sources", count=len(uses) - _SOURCES))
    left = len(uses) - len(items)
    uncounted = element("p", by.words.say("families.not_listed", count=left), class_="count") if left else EMPTY
    return seen + element("details", rest, element("ul", joined(items[_SOURCES:]), class_="sources"), uncounted)


def copies(variant: Variant, words: Strings) -> Markup:
    """The buttons that copy a wording, plain and with its newest source."""
    cited = variant.text.rstrip() + citation(variant.sources[0].speech)
    return element(
        "span",
        button(words.say("passage.copy"), data_text=variant.text),
        button(words.say("passage.cite"), data_text=cited),
        class_="copies",
    )

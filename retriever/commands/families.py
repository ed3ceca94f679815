"""The command families: wordings that recur in different speeches, with their variants through the years."""

from __future__ import annotations

import argparse
import json

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from retriever.commands.common import discontinued_lines, scope_line
from retriever.opened import OpenedIndex
from retriever.phrasing.families import (
    FamiliesFound,
    FormulationFamily,
    Variant,
    families_object,
    find_families,
)


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    families = commands.add_parser("families", parents=[index], help="how a wording changed through the years")
    families.set_defaults(command=run)
    families.add_argument("text", nargs="?", help="a fragment, a sentence or a question; without it what recurs most")
    families.add_argument("--limit", type=int, default=20, metavar="N", help="how many families (default: %(default)s)")
    families.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the families; 0."""
    with OpenedIndex.open(options.index) as opened:
        found = find_families(opened, options.text, options.limit)
    if options.json:
        print(json.dumps(families_object(found), ensure_ascii=False))
    else:
        _print(found)
        print(scope_line(found.scope))
    return 0


def _print(found: FamiliesFound) -> None:
    if found.text is None:
        print(say("families_all", language(), total=found.total))
    elif found.total:
        print(say("families_fitting", language(), text=found.text, total=found.total))
    else:
        print(say("families_none", language(), text=found.text))
    for rank, family in enumerate(found.families, 1):
        _print_family(rank, family)
    if found.total > len(found.families):
        print(say("families_more", language(), count=found.total - len(found.families)))
    if found.apart:
        last = found.apart[0]
        date, place = last.speech.date or say("undated", language()), f"{last.speech.source}:{last.start}"
        told = {"text": found.text, "date": date, "title": last.speech.title, "place": place}
        print(say("families_apart", language(), places=len(found.apart), **told))


def _print_family(rank: int, family: FormulationFamily) -> None:
    if family.dates:
        first, last = family.dates
        head = say("family_dates", language(), speeches=family.speeches, first=first, last=last)
    else:
        head = say("family_undated", language(), speeches=family.speeches)
    print(f"\n{rank}. {head}")
    for variant in family.variants:
        names = " · ".join(say(code, language()) for code in _names(variant, family))
        print(f"   [{names}] {_marked(family, variant)}")
        for line in discontinued_lines(variant.text, variant.standing.discontinued):
            print(f"      {line}")
        for source in variant.sources:
            when = source.speech.date or say("undated", language())
            print(f"      {when} · {source.speech.title} · {source.speech.source}:{source.start}")


def _names(variant: Variant, family: FormulationFamily) -> list[str]:
    """What there is to say of a variant, as keys of messages."""
    names = []
    if variant.standing.standard:
        names.append("family_standard")
    if variant.standing.authoritative:
        names.append("family_authoritative")
    if variant is family.newest:
        names.append("family_newest" if family.latest else "family_newest_here")
    return names or ["family_variant"]


def _marked(family: FormulationFamily, variant: Variant) -> str:
    """The text of the variant; where the first one differs, both in heavy brackets: 【its own words｜newest: …】."""
    if not variant.differences:
        return variant.text
    first, nothing = family.variants[0], say("family_nothing", language())
    code = "family_differs_newest" if first is family.newest else "family_differs_first"
    stretches = ((d.kind, first.text[slice(*d.a)], variant.text[slice(*d.b)]) for d in variant.differences)
    return "".join(
        own if kind == "equal" else say(code, language(), own=own or nothing, other=other or nothing)
        for kind, other, own in stretches
    )

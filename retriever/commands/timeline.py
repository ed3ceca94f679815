"""The command timeline: wordings over the years, and two periods compared."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from retriever.commands.common import discontinued_lines, scope_line
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import Occurrence
from retriever.phrasing.periods import Change, Period, Periods, compare_periods, periods_object
from retriever.phrasing.scope import scope, scope_object
from retriever.phrasing.timeline import Timeline, WordingOverYears, timeline, timeline_object


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("timeline", parents=[index], help="wordings over the years, and periods compared")
    command.set_defaults(command=run)
    command.add_argument("phrases", nargs="*", metavar="PHRASE", help="a wording; several to see them together")
    command.add_argument(
        "--periods",
        nargs=2,
        metavar="YEARS",
        help="two periods, such as 2017-2019 2022-2024: the wordings in both, and what came in and went out",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the years, and the periods if two are given; 0."""
    with OpenedIndex.open(options.index) as opened:
        over_years = timeline(opened, options.phrases) if options.phrases or not options.periods else None
        periods = compare_periods(opened, over_years, tuple(options.periods)) if options.periods else None
        looked_through = over_years.scope if over_years else scope(opened.snapshot)
    if options.json:
        shown = timeline_object(over_years) if over_years else {"wordings": [], "scope": scope_object(looked_through)}
        print(json.dumps({**shown, "periods": periods and periods_object(periods)}, ensure_ascii=False))
    else:
        if over_years:
            _print_timeline(over_years)
        if periods:
            _print_periods(periods)
        print(scope_line(looked_through))
    return 0


def _print_timeline(found: Timeline) -> None:
    for wording in found.wordings:
        _print_wording(wording)
    if found.undated:
        print(say("timeline_undated_speeches", language(), count=len(found.undated)))


def _print_wording(wording: WordingOverYears) -> None:
    every = wording.occurrences
    speeches = len({occurrence.speech_no for occurrence in every})
    print(say("phrase_counts", language(), phrase=wording.phrase, total=len(every), speeches=speeches))
    for line in discontinued_lines(wording.phrase, wording.discontinued):
        print(line)
    if wording.first and wording.last:
        for code, occurrence in (("timeline_first", wording.first), ("timeline_last", wording.last)):
            print(say(code, language(), use=_use(occurrence)))
    print(say("timeline_head", language()))
    for year in wording.years:
        if year.share is None or year.per_10000 is None:
            print(f"{year.covered.year:>6}  {say('timeline_no_speech', language())}")
        else:
            of = f"{year.speeches}/{year.covered.speeches}"
            print(f"{year.covered.year:>6}{len(year.occurrences):>8}{of:>10}{year.share:>8.0%}{year.per_10000:>10.2f}")
    for occurrence in wording.undated:
        print(f"{say('undated', language()):>6}  {_use(occurrence)}")
    print()


def _use(occurrence: Occurrence) -> str:
    speech = occurrence.speech
    inferred = say("timeline_inferred", language()) if "date" in speech.inferred else ""
    return f"{speech.date or ''}{inferred} {speech.title} ({speech.source}:{occurrence.start})".lstrip()


def _print_periods(found: Periods) -> None:
    first, second = found.first, found.second
    print(
        say(
            "periods_head",
            language(),
            first=_years(first),
            first_speeches=first.speeches,
            second=_years(second),
            second_speeches=second.speeches,
        )
    )
    _print_changes(found.given)
    for code, changes in (("periods_came_in", found.came_in), ("periods_went_out", found.went_out)):
        print(f"\n{say(code, language(), count=len(changes))}")
        _print_changes(changes)
        if not changes:
            print(f"  {say('periods_no_change', language())}")
    print()


def _years(period: Period) -> str:
    return f"{period.first}" if period.first == period.last else f"{period.first}-{period.last}"


def _print_changes(changes: Sequence[Change]) -> None:
    for each in changes:
        print(f"{each.uses.first:>6}{each.uses.second:>6}{each.log_likelihood:>8.2f}  {each.phrase}")
        for line in discontinued_lines(each.phrase, each.discontinued):
            print(f"{'':22}{line}")

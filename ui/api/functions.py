"""The functions that programs call, each the same as a command: what comes back is the object that its --json prints.

Each takes the retriever, the options and the language of its sentences, "zh" or "en". All may raise QueryError and
IndexStateError.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus import SpeechFacts, facts_object, reading_order
from corpus.errors import QueryError
from retriever import Retriever
from retriever.as_json import answer_object
from retriever.phrasing.check.check import check as checked
from retriever.phrasing.check.check import check_object
from retriever.phrasing.compare import compare as compared
from retriever.phrasing.compare import comparison_object
from retriever.phrasing.families import families_object, find_families
from retriever.phrasing.periods import compare_periods, periods_object
from retriever.phrasing.phrase import look_up, looked_up_object, wordings_of
from retriever.phrasing.scope import scope, scope_object
from retriever.phrasing.set_phrases.enumerations import enumerations as set_phrases
from retriever.phrasing.set_phrases.enumerations import enumerations_object
from retriever.phrasing.skeletons import skeletons, skeletons_object
from retriever.phrasing.timeline import timeline as over_years
from retriever.phrasing.timeline import timeline_object
from retriever.understanding.filters import allowed, normal_filters
from ui.api.models import Ask, Compare, Draft, Enumerations, Families, Listing, LookUp, OverYears


def ask(retriever: Retriever, options: Ask, language: str) -> dict[str, Any]:
    """The passages that best answer the question."""
    answer = retriever.ask(
        options.question,
        top_k=options.top_k,
        offset=options.offset,
        filters=options.filters(),
        sort=options.sort,
        understand=not options.as_typed,
    )
    return answer_object(answer, language)


def phrase(retriever: Retriever, options: LookUp, language: str) -> dict[str, Any]:
    """Every place where a wording stands; of several wordings, with the speeches that hold the first two."""
    index = retriever.newest()
    looked = [look_up(index, each, exact=options.exact) for each in wordings_of(options.phrase)]
    return looked_up_object(index.snapshot, looked)


def timeline(retriever: Retriever, options: OverYears, language: str) -> dict[str, Any]:
    """Wordings over the years, and two periods compared if they are given."""
    index = retriever.newest()
    found = over_years(index, options.phrases) if options.phrases or not options.periods else None
    periods = compare_periods(index, found, (options.periods[0], options.periods[1])) if options.periods else None
    shown = timeline_object(found) if found else {"wordings": [], "scope": scope_object(scope(index.snapshot))}
    return {**shown, "periods": periods and periods_object(periods)}


def families(retriever: Retriever, options: Families, language: str) -> dict[str, Any]:
    """Wordings that recur in different speeches, with their variants through the years."""
    return families_object(find_families(retriever.newest(), options.text, options.limit))


def enumerations(retriever: Retriever, options: Enumerations, language: str) -> dict[str, Any]:
    """Numbered set phrases with their members."""
    return enumerations_object(set_phrases(retriever.newest(), options.phrase))


def check(retriever: Retriever, options: Draft, language: str) -> list[dict[str, Any]]:
    """What was found for each sentence of a draft."""
    index = retriever.newest()
    return check_object(index.snapshot, options.draft, checked(index, options.draft), options.speaker)


def compare(retriever: Retriever, options: Compare, language: str) -> dict[str, Any]:
    """Two speeches paragraph by paragraph, or the headings of several side by side."""
    index = retriever.newest()
    if options.skeletons:
        return skeletons_object(skeletons(index.snapshot, options.speeches))
    if len(options.speeches) != 2:
        raise QueryError("compare_two", count=len(options.speeches))
    return comparison_object(compared(index, *options.speeches))


def speeches(retriever: Retriever, options: Listing, language: str) -> dict[str, Any]:
    """A page of the speeches that pass the filters, with their metadata; `total` counts all that pass."""
    known = retriever.newest().snapshot.speeches()
    passing = allowed(known, normal_filters(options.filters()))
    listed = _in_order((known[number] for number in (sorted(known) if passing is None else passing)), options.sort)
    page = listed[options.offset : options.offset + options.limit]
    return {"total": len(listed), "offset": options.offset, "speeches": [facts_object(speech) for speech in page]}


def _in_order(speeches: Iterable[SpeechFacts], sort: str) -> list[SpeechFacts]:
    if sort == "title":
        return sorted(speeches, key=lambda speech: reading_order(speech.title))
    # A stable sort, twice: dates in their order, then the undated behind them.
    by_date = sorted(speeches, key=lambda speech: speech.date_key, reverse=sort == "newest")
    return sorted(by_date, key=lambda speech: speech.date is None)


def speech(retriever: Retriever, speech_id: str) -> dict[str, Any]:
    """A speech, its passages and its other versions.

    A passage's `start` and `end` count code points of `text`, as everywhere.

    :raises QueryError: if there is no such speech.
    """
    opened = retriever.speech(speech_id)
    return {
        **facts_object(opened.speech),
        "text": opened.speech.text,
        "passages": [
            {
                "start": passage.start,
                "end": passage.end,
                "paragraph": passage.paragraph,
                "heading_path": list(passage.heading_path),
            }
            for passage in opened.passages
        ],
        "versions": [facts_object(version) for version in opened.also],
    }

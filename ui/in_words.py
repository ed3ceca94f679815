"""Filters, chips and speeches in words: plain text, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

from corpus import Inference, PartialDate, Span, SpeechFacts, Wording, fold_plain
from corpus.metadata.short_title import short_title
from retriever import Chip, Filters, Query
from retriever.export import date_in_words, state_in_brackets, state_in_words
from retriever.filters import set_filters
from ui.addresses import path_of
from ui.i18n import Strings


def value_in_words(field: str, value: str | int, words: Strings) -> str:
    """The value of a filter in words: dates, languages and the like are kept as codes."""
    if field in ("date_from", "date_to") and (date := PartialDate.parse(str(value))):
        return date_in_words(date, words.language)
    if field in ("years", "not_date"):
        return _times_in_words(str(value), words)
    if field == "language":
        return words.say(f"languages.{value}")
    if field == "state":
        return state_in_words(str(value), words.language)
    if field == "origin":
        return words.say(f"library_origin.{value}")
    return str(value)


def _times_in_words(value: str, words: Strings) -> str:
    """Several times and ranges, A..B, with commas between."""
    spans = [tuple(map(PartialDate.parse, part.strip().split(".."))) for part in value.split(",")]
    said = ("–".join(date_in_words(day, words.language) if day else "" for day in span) for span in spans)
    return ("、" if words.language == "zh" else ", ").join(said)


def filter_in_words(field: str, value: str | int, words: Strings) -> str:
    """One filter in words."""
    return words.say(f"scope.{field}", value=value_in_words(field, value, words))


def filters_set(query: Query) -> Filters:
    """The filters that were set beside the question, without those that its words were understood to set."""
    understood: dict[str, Any] = {chip.field: None for chip in query.understood if chip.applied}
    names = {field.name for field in fields(Filters)}
    return replace(query.filters, **{name: None for name in understood if name in names})


def wording_address(page: str, wording: str, filters: Filters, words: Strings) -> str:
    """The address of the view `page` of a wording under these filters; a year is a span there, as on every page."""
    held: dict[str, str | int] = {"q": wording, **set_filters(filters)}
    if year := held.pop("year", None):
        held |= {"date_from": year, "date_to": year}
    return f"/{words.language}/{path_of(page)}?{urlencode(held)}"


def chips_together(chips: Iterable[Chip]) -> list[tuple[Chip, ...]]:
    """`chips`, those of the same words together: they come and go together."""
    together: dict[tuple[str, bool], list[Chip]] = {}
    for chip in chips:
        together.setdefault((chip.words, chip.applied), []).append(chip)
    return [tuple(group) for group in together.values()]


def chips_in_words(chips: tuple[Chip, ...], words: Strings) -> str:
    """The chips of the same words in words, these words in front where the meaning is not plain from them.

    A chip that could not be resolved says its words.
    """
    said = words.say("answer.scope_join").join(_chip_in_words(chip, words) for chip in chips if chip.value != "")
    asked = chips[0].words.strip()
    if not said:
        return asked
    plain = chips[0].field not in ("year", "date_from", "date_to") or all(
        str(chip.value) in fold_plain(asked) for chip in chips
    )
    meaning = said if plain else words.say("chips.resolved", words=asked, value=said)
    remark = chips[0].remarked(words.language)
    return words.say("chips.remarked", meaning=meaning, remark=remark) if remark else meaning


def _chip_in_words(chip: Chip, words: Strings) -> str:
    if chip.field in ("sort", "mode"):
        return words.say(f"chips.{chip.value}")
    return filter_in_words(chip.field, chip.value, words)


def titled(speech: SpeechFacts, words: Strings) -> str:
    """The title of `speech` with its date, short enough for a button: without a subtitle."""
    chinese = words.language == "zh"
    title = short_title(speech)
    name = f"《{title}》" if chinese else title
    name += state_in_brackets(speech, words.language)
    if speech.date is None:
        return name
    date = date_in_words(speech.date, words.language)
    return f"{name}{date}" if chinese else f"{name}, {date}"


def details(speech: SpeechFacts, words: Strings) -> list[tuple[str, str, str]]:
    """The metadata of `speech`: (field, value, why it is believed), the reason "" for what was given, not inferred.

    Only what is known is listed, in the order of the reader's head, which has the title above it.
    """
    known = {
        "speaker": speech.speaker,
        "office": None if speech.office == speech.speaker else speech.office,
        "date": date_in_words(speech.date, words.language) if speech.date else None,
        "occasion": speech.occasion,
        "place": speech.place,
        "state": state_in_words(speech.state, words.language) if speech.state else None,
        "origin": words.say(f"library_origin.{speech.origin}") if speech.origin else None,
        "source": speech.source,
    }
    return [(name, value, reason(speech.inferred.get(name), words)) for name, value in known.items() if value]


def reason(inference: Inference | None, words: Strings) -> str:
    """The reason why a value is believed, as a sentence; "" when it was given."""
    if inference is None:
        return ""
    said = words.say(f"origins.{inference.found_in}", evidence=inference.evidence)
    return said + words.say(f"against.{inference.found_in}", date=inference.against) if inference.against else said


def discontinued_sentences(text: str, found: Sequence[tuple[Span, Wording]], words: Strings) -> tuple[str, ...]:
    """A sentence for each discontinued wording in `text`, each said once: what replaces it, and the office's note."""
    said = (
        words.say("standing.discontinued", wording=text[slice(*span)], standard=wording.standard)
        + (words.say("standing.note", note=wording.note) if wording.note else "")
        for span, wording in found
    )
    return tuple(dict.fromkeys(said))

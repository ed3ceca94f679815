"""What is said about a speech or a question, in words: sources, filters. Plain text, no HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from corpus import Inference, PartialDate, SpeechFacts, fold_plain
from retriever import Chip, Filters, Query
from retriever.export import date_in_words, state_in_brackets, state_in_words
from ui.i18n import Strings


def limit(name: str, value: str | int, words: Strings) -> str:
    """One filter in words."""
    date = PartialDate.parse(str(value)) if name in ("date_from", "date_to") else None
    if date:
        value = date_in_words(date, words.language)
    if name == "language":
        value = words.say(f"languages.{value}")
    return words.say(f"scope.{name}", value=value)


def given(query: Query) -> Filters:
    """The filters that were set beside the question, without those that its words were understood to set."""
    understood: dict[str, Any] = {chip.field: None for chip in query.understood if chip.applied}
    names = {field.name for field in fields(Filters)}
    return replace(query.filters, **{name: None for name in understood if name in names})


def understood(chips: Iterable[Chip]) -> list[tuple[Chip, ...]]:
    """`chips`, those of the same words together: they come and go together."""
    together: dict[tuple[str, bool], list[Chip]] = {}
    for chip in chips:
        together.setdefault((chip.words, chip.applied), []).append(chip)
    return [tuple(group) for group in together.values()]


def meaning(chips: tuple[Chip, ...], words: Strings) -> str:
    """What the chips of the same words say, in words; the words themselves in front where that is not plain from it.

    A chip that could not be resolved says its words.
    """
    said = words.say("answer.scope_join").join(told(chip, words) for chip in chips if chip.value != "")
    asked = chips[0].words.strip()
    if not said:
        return asked
    plain = chips[0].field not in ("year", "date_from", "date_to") or all(
        str(chip.value) in fold_plain(asked) for chip in chips
    )
    return said if plain else words.say("chips.resolved", words=asked, value=said)


def told(chip: Chip, words: Strings) -> str:
    """What one chip says."""
    if chip.field in ("sort", "mode"):
        return words.say(f"chips.{chip.value}")
    return limit(chip.field, chip.value, words)


def titled(speech: SpeechFacts, words: Strings) -> str:
    """The title of `speech` with its date, short enough for a button."""
    chinese = words.language == "zh"
    name = f"《{speech.title}》" if chinese else speech.title
    name += state_in_brackets(speech, words.language)
    if speech.date is None:
        return name
    date = date_in_words(speech.date, words.language)
    return f"{name}{date}" if chinese else f"{name}, {date}"


def details(speech: SpeechFacts, words: Strings) -> list[tuple[str, str, str]]:
    """What is known of `speech`: (field, value, why it is believed), the reason "" for what was given, not inferred.

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
    """Why a value is believed, as a sentence; "" when it was given."""
    if inference is None:
        return ""
    return words.say(f"origins.{inference.origin}", evidence=inference.evidence)

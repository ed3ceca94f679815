"""What is said about a speech or a question, in words: dates, sources, citations, filters. Plain text, no HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from corpus import Inference, Speech, fold_plain
from retriever import Chip, Filters, Query
from ui.strings import Strings, strings

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date_in_words(date: str, language: str) -> str:
    """`date` (YYYY[-MM[-DD]]) as people write it: 2024年3月12日, 12 March 2024."""
    year, *rest = date.split("-")
    numbers = [int(part) for part in rest]
    if language == "zh":
        return year + "年" + "".join(f"{number}{unit}" for number, unit in zip(numbers, "月日", strict=False))
    if not numbers:
        return year
    month = f"{MONTHS[numbers[0] - 1]} {year}"
    return f"{numbers[1]} {month}" if len(numbers) == 2 else month


def is_working_text(speech: Speech) -> bool:
    """True of a draft or a transcript: what it says may differ from the final text."""
    return speech.state not in (None, "final")


def citation(speech: Speech) -> str:
    """Where a quotation comes from, in brackets, in the language of the speech: the two go into the same text.

    A speaker whom the title already names is not named twice; an unknown date is left out.
    """
    chinese = speech.language == "zh"
    named = speech.speaker is None or speech.speaker in speech.title
    title = (
        speech.title
        if named
        else f"{speech.speaker}：{speech.title}"
        if chinese
        else f"{speech.speaker}, {speech.title}"
    )
    if is_working_text(speech):  # a draft must not be quoted as if it were the text
        title += _state(speech, strings(speech.language))
    parts = [title]
    if speech.date:
        parts.append(date_in_words(speech.date, speech.language))
    return f"（{'，'.join(parts)}）" if chinese else f"({', '.join(parts)})"


def _state(speech: Speech, words: Strings) -> str:
    """The state of the text in brackets, "" where the title says it already."""
    state = words.say(f"states.{speech.state}")
    if state in speech.title:
        return ""
    return f"（{state}）" if words.language == "zh" else f" ({state})"


def scope(filters: Filters, words: Strings) -> str:
    """The filters that are set as a list in one line, "" when none is."""
    held = ((field.name, getattr(filters, field.name)) for field in fields(filters))
    said = [limit(name, value, words) for name, value in held if value is not None]
    return words.say("answer.scope_join").join(said)


def limit(name: str, value: str | int, words: Strings) -> str:
    """One filter in words."""
    if name in ("date_from", "date_to"):
        value = date_in_words(str(value), words.language)
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


def titled(speech: Speech, words: Strings) -> str:
    """The title of `speech` with its date, short enough for a button."""
    chinese = words.language == "zh"
    name = f"《{speech.title}》" if chinese else speech.title
    if is_working_text(speech):
        name += _state(speech, words)
    if speech.date is None:
        return name
    date = date_in_words(speech.date, words.language)
    return f"{name}{date}" if chinese else f"{name}, {date}"


def details(speech: Speech, words: Strings) -> list[tuple[str, str, str]]:
    """What is known of `speech`: (field, value, why it is believed), the reason "" for what was given, not inferred.

    Only what is known is listed, in the order of the reader's head, which has the title above it.
    """
    known = {
        "speaker": speech.speaker,
        "office": None if speech.office == speech.speaker else speech.office,
        "date": date_in_words(speech.date, words.language) if speech.date else None,
        "occasion": speech.occasion,
        "place": speech.place,
        "state": words.say(f"states.{speech.state}") if speech.state else None,
        "source": speech.source,
    }
    return [(name, value, reason(speech.inferred.get(name), words)) for name, value in known.items() if value]


def reason(inference: Inference | None, words: Strings) -> str:
    """Why a value is believed, as a sentence; "" when it was given."""
    if inference is None:
        return ""
    return words.say(f"origins.{inference.origin}", evidence=inference.evidence)

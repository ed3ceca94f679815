"""What is said about a speech or a question, in words: dates, sources, citations, filters. Plain text, no HTML."""

from __future__ import annotations

from dataclasses import fields

from corpus import Inference, Speech
from retriever import Filters
from ui.strings import Strings

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
    parts = [title]
    if speech.date:
        parts.append(date_in_words(speech.date, speech.language))
    return f"（{'，'.join(parts)}）" if chinese else f"({', '.join(parts)})"


def scope(filters: Filters, words: Strings) -> str:
    """The filters that are set as a list in one line, "" when none is."""
    said = []
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value is None:
            continue
        if field.name in ("date_from", "date_to"):
            value = date_in_words(value, words.language)
        if field.name == "language":
            value = words.say(f"languages.{value}")
        said.append(words.say(f"scope.{field.name}", value=value))
    return words.say("answer.scope_join").join(said)


def titled(speech: Speech, words: Strings) -> str:
    """The title of `speech` with its date, short enough for a button."""
    chinese = words.language == "zh"
    name = f"《{speech.title}》" if chinese else speech.title
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

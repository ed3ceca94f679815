"""The metadata fields of a speech, each described once."""

from __future__ import annotations

from corpus.partial_date import PartialDate
from corpus.types import SpeechFacts


def text_of(speech: SpeechFacts, name: str) -> str | None:
    """The value of a field as people state it, in its normal form; None when it is not known."""
    value = getattr(speech, name)
    return None if value is None else str(value)


def value_of(name: str, text: str | None) -> str | PartialDate | None:
    """The value of a field whose normal form is `text`."""
    return PartialDate.parse(text) if name == "date" and text else text

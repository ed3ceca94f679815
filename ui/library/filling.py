"""What is asked before a whole folder is filled in: how many speeches change, and what they have now."""

from __future__ import annotations

from indexer.library.filling import Filling
from retriever.export import date_in_words
from ui.i18n import Strings
from ui.library.rows import in_words

_SHOWN = 6


class UnsureError(Exception):
    """What was sent is to be asked about first; `question` is what. Sent again with `sure` it is done."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


def question(words: Strings, found: Filling, folder: str, name: str) -> str:
    """What is asked before `found` comes about for the field `name` of the speeches in `folder`."""
    listed = [
        words.say("library.fill_held", value=_said(words, name, value, office), count=count)
        for (value, office), count in found.held.items()
    ]
    held = words.say("library.title_join").join(listed[:_SHOWN])
    if len(listed) > _SHOWN:
        held = words.say("library.fill_held_more", held=held, count=len(listed) - _SHOWN)
    particulars = {"folder": folder, "field": words.say(f"library_field.{name}"), "held": held, "count": found.changed}
    if found.value == "":
        return words.say("library.fill_back_sure", **particulars)
    asked = words.say("library.fill_sure", value=_said(words, name, found.value, None), **particulars)
    return asked + words.say("library.fill_kept", count=found.kept) if found.kept else asked


def _said(words: Strings, name: str, value: str | None, office: str | None) -> str:
    said = date_in_words(value, words.language) if name == "date" and value else in_words(words, name, value)
    return words.say("library.fill_office", speaker=said, office=office) if office else said

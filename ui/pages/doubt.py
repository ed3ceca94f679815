"""The sign of a value that was inferred; its reason can be had by mouse, by touch and by key alike."""

from __future__ import annotations

from markupsafe import Markup

from corpus import SpeechFacts
from ui.i18n import Strings
from ui.markup import EMPTY, element
from ui.wording import reason


def doubt(why: str, words: Strings) -> Markup:
    """The sign of an inferred value, which a click, a touch or a key unfolds to its reason; empty for a given one."""
    if not why:
        return EMPTY
    sign = element("summary", words.say("reader.inferred"), title=why)
    return element("details", sign, element("span", why, role="note"), class_="inferred")


def doubtful_date(speech: SpeechFacts, words: Strings) -> Markup:
    """The sign of a date that was inferred; empty for one that was given."""
    return doubt(reason(speech.inferred.get("date"), words), words)

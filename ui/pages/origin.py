"""The sign of a speech that is not the office's own: what it says may not be quoted as if it were."""

from __future__ import annotations

from markupsafe import Markup

from corpus import SpeechFacts
from retriever.export import origin_in_words
from ui.i18n import Strings
from ui.markup import EMPTY, element


def origin(speech: SpeechFacts, words: Strings) -> Markup:
    """上级 or 外地范文; empty for the office's own speeches and where nobody said whose it is."""
    said = origin_in_words(speech, words.language)
    return element("span", said, class_=f"origin {speech.origin}") if said else EMPTY

"""What the commands have in common: what every table says at its end, and of discontinued wordings."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import Span, Wording, say
from corpus.console import language
from retriever.phrasing.scope import Scope


def scope_line(scope: Scope) -> str:
    """What was looked through, and what could not be, in the language of the command line."""
    parts = [say("scope", language(), speeches=scope.speeches)]
    if scope.versions:
        parts.append(say("scope_versions", language(), count=scope.versions))
    if scope.unread:
        parts.append(say("scope_unread", language(), count=scope.unread))
    if scope.marked:
        parts.append(say("scope_marked", language(), count=scope.marked))
    return "".join(parts) if language() == "zh" else " ".join(parts)


def discontinued_lines(text: str, found: Sequence[tuple[Span, Wording]]) -> list[str]:
    """A sentence for each discontinued wording in `text`, each said once, in the language of the command line."""
    said = {
        say(
            "discontinued_with_note" if wording.note else "discontinued",
            language(),
            wording=text[start:end],
            standard=wording.standard,
            note=wording.note,
        ): None
        for (start, end), wording in found
    }
    return list(said)

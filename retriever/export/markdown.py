"""A selection as Markdown: every excerpt a quotation, its citation below it."""

from __future__ import annotations

import re

from retriever.export.citation import Cite
from retriever.export.selection import Excerpt, Note, Selection, lines_of

# What means something to CommonMark or its common extensions (tables, strikethrough, formulas) anywhere in a line…
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&~|$]")
# …and at the beginning of one: headings, lists, rules, definitions.
_AT_START = re.compile(r"(?P<count>\d{1,9})(?=[.)])|(?=[#+=:-])")


def to_markdown(selection: Selection, cite: Cite | None = None, note: Note | None = None) -> str:
    """The selection as CommonMark, below each excerpt what `note` says of it and the citation that `cite` makes.

    What a reader of the rendered page sees is the text of the source, character for character: whatever Markdown would
    take for a mark is escaped, so that 1. stays 1. and does not become the first item of a list.
    """
    blocks = [f"# {_escaped(selection.title)}"] if selection.title else []
    for excerpt in selection.excerpts:
        blocks.append(_quoted(excerpt))
        said = note(excerpt) if note else ""
        if said:
            blocks.append(_escaped(said))
        if cite:
            blocks.append(_escaped(cite(excerpt.speech)))
    return "\n\n".join(blocks) + "\n"


def _quoted(excerpt: Excerpt) -> str:
    return "\n>\n".join(f"> {_escaped(line.text)}" for line in lines_of(excerpt))


def _escaped(line: str) -> str:
    marked = _ANYWHERE.sub(r"\\\g<0>", line)
    return (
        _AT_START.sub(lambda match: (match["count"] or "") + "\\", marked, count=1) if _AT_START.match(line) else marked
    )

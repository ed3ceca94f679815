"""What the phrase command, page and interface give: the places of one wording or of several side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus import Span, Wording, say
from corpus.errors import QueryError
from indexer.snapshot import Snapshot
from retriever.export.citation import date_basis
from retriever.export.table import Cell, Table
from retriever.opened import OpenedIndex
from retriever.phrasing.gaps import Filling, fillings, is_pattern, matches, only_gaps
from retriever.phrasing.kwic import Line, by_date, lines
from retriever.phrasing.occurrences import Occurrence, Occurrences, in_all, occurrence_object, occurrences
from retriever.phrasing.scope import scope_object
from retriever.phrasing.standing import discontinued_in, discontinued_object

_BETWEEN = re.compile(r"[|｜]")

MOST_WORDINGS = 20
"""Wordings side by side: each is looked up by itself."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One wording that was looked up. `fillings` are those of a pattern with gaps, else empty.

    `discontinued` are the discontinued wordings in it, as spans of `found.phrase`, each with what replaces it.
    """

    found: Occurrences
    fillings: tuple[Filling, ...] = ()
    discontinued: tuple[tuple[Span, Wording], ...] = ()


def wordings_of(typed: str) -> tuple[str, ...]:
    """The wordings that were typed, parted by | where several are to be seen side by side.

    :raises QueryError: if they are more than MOST_WORDINGS.
    """
    parts = tuple(part.strip() for part in _BETWEEN.split(typed) if part.strip())
    if len(parts) > MOST_WORDINGS:
        raise QueryError("wordings_too_many", count=len(parts), limit=MOST_WORDINGS)
    return parts or (typed,)


def look_up(index: OpenedIndex, phrase: str, *, exact: bool = False) -> Looked:
    """Every place of `phrase`, which may have gaps (以＿为＿) unless it is to be found `exact`.

    :raises QueryError: if it is blank, nothing but gaps or the | between wordings, or too long.
    """
    if not _BETWEEN.sub("", phrase).strip() or (not exact and only_gaps(phrase)):
        raise QueryError("phrase_blank")
    discontinued = tuple(discontinued_in(phrase, index.snapshot.wordings()))
    if exact or not is_pattern(phrase):
        return Looked(occurrences(index, phrase, exact=exact), discontinued=discontinued)
    found = matches(index, phrase)
    texts = {o.speech_no: index.snapshot.with_text(o.speech_no).text for o in found.counted}
    return Looked(found, tuple(fillings(found.counted, texts)), discontinued)


def looked_up_object(snapshot: Snapshot, looked: Sequence[Looked]) -> dict[str, Any]:
    """All that was found of one wording; of several the object of each, and the speeches that hold every one."""
    objects = [phrase_object(snapshot, each) for each in looked]
    if len(objects) == 1:
        return objects[0]
    held = in_all([each.found.counted for each in looked])
    return {"phrases": objects, "in_both": [speech.speech_id for speech in held]}


def phrase_object(snapshot: Snapshot, looked: Looked) -> dict[str, Any]:
    """All that was found, newest first, as JSON-ready values."""
    found = looked.found
    shown = {
        "phrase": found.phrase,
        "total": len(found.counted),
        "speeches": found.speeches,
        "occurrences": _lines(snapshot, found.counted),
        "in_other_versions": _lines(snapshot, found.in_other_versions),
        "scope": scope_object(found.scope),
        "discontinued": discontinued_object(found.phrase, looked.discontinued),
    }
    if looked.fillings:
        shown["fillings"] = [
            {
                "fillers": list(filling.fillers),
                "total": len(filling.occurrences),
                "speeches": len({occurrence.speech_no for occurrence in filling.occurrences}),
            }
            for filling in looked.fillings
        ]
    return shown


def phrase_table(shown: Sequence[Line], others: Sequence[Line], language: str) -> Table:
    """The lines as a table, those of `others`, the versions that do not count, at the end.

    What fills the gaps of a pattern has a column for each gap, behind the others.
    """
    known = ("date", "date_basis", "title", "speaker", "occasion")
    names = (*known, "left", "match", "right", "source", "start", "end", "counted")
    gaps = max((len(line.occurrence.fillers) for line in (*shown, *others)), default=0)
    header = [say(f"column_{name}", language) for name in names]
    header += [say("column_gap", language, number=number) for number in range(1, gaps + 1)]
    counted = [(line, "counted_yes") for line in shown] + [(line, "counted_no") for line in others]
    rows = ((*_cells(line, language), say(code, language), *_fillers(line, gaps)) for line, code in counted)
    return Table(say("sheet_phrase", language), tuple(header), tuple(rows))


def _fillers(line: Line, gaps: int) -> tuple[Cell, ...]:
    """What stands in each of the gaps; empty cells for gaps that the wording of this line has not."""
    here = line.occurrence.start
    filled = [line.match[start - here : end - here] for start, end in line.occurrence.fillers]
    return *filled, *(None for _ in range(gaps - len(filled)))


def _cells(line: Line, language: str) -> tuple[Cell, ...]:
    occurrence, speech = line.occurrence, line.occurrence.speech
    known = (speech.date_text, date_basis(speech, language), speech.title, speech.speaker, speech.occasion)
    return *known, line.left, line.match, line.right, speech.source, occurrence.start, occurrence.end


def _lines(snapshot: Snapshot, found: Sequence[Occurrence]) -> list[dict[str, Any]]:
    return [_line(snapshot, each) for each in lines(snapshot, by_date(found, newest=True))]


def _line(snapshot: Snapshot, shown: Line) -> dict[str, Any]:
    occurrence = shown.occurrence
    line = {**occurrence_object(occurrence), "left": shown.left, "match": shown.match, "right": shown.right}
    if occurrence.fillers:
        text = snapshot.with_text(occurrence.speech_no).text
        line["fillers"] = [text[start:end] for start, end in occurrence.fillers]
    return line

"""The metadata of a speech: values that somebody stated, then values recognised in text, file name and folders.

Stated values are trusted in the order edit, sidecar, then the file itself; recognised ones in the order head of the
text, its tail, file name, folder. A recognised value comes with its Inference; what is not shown anywhere stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from corpus.fields import FIELDS
from corpus.language.quotes import BRACKETS
from corpus.language.script import language_of
from corpus.language.states import find_state, is_state_line
from corpus.metadata.date import RecognisedDate, date_held
from corpus.metadata.occasion import occasion_of_title, occasions, places
from corpus.metadata.sources import Found, Sources
from corpus.metadata.speaker import speaker_and_office
from corpus.metadata.title import title_and_sources
from corpus.metadata.untitled import with_year
from corpus.partial_date import PartialDate
from corpus.readers.protocol import ReadWarning, Record
from corpus.types import Inference

_LONGEST_HEAD = 4000
_BETWEEN = re.compile(r"[\s#*—–―─-]")
"""Signs that may stand between those of a title where it is broken into lines."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that is known about one speech; the fields are those of Speech.

    `inferred` has an entry for each field that was recognised, save `language`, which is read from the whole text.
    """

    title: str
    language: str
    speaker: str | None = None
    office: str | None = None
    date: PartialDate | None = None
    occasion: str | None = None
    place: str | None = None
    state: str | None = None
    origin: str | None = None
    inferred: Mapping[str, Inference] = field(default_factory=dict)
    warnings: tuple[ReadWarning, ...] = ()


def recognise(
    record: Record,
    relative_path: PurePosixPath,
    given: Mapping[str, str],
    edited: Mapping[str, str | None] | None = None,
) -> Metadata:
    """All that is known about the speech in `record`: `given` is stated in metadata.csv, `edited` on the page.

    A stated date, state or language that cannot be understood is a warning, and that field is then unknown; nothing is
    recognised in its place. So is a date in the file name that contradicts the one in the text. An `edited` value of
    None says that nothing is known.
    """
    stated, warnings = _stated(record, given, edited or {})
    title, found_title, sources = title_and_sources(record, relative_path, stated.get("title"))
    found: dict[str, Found | RecognisedDate | None] = {"title": found_title}
    for name, candidates in (("occasion", occasions), ("place", places), ("state", _states)):
        found[name] = None if name in stated else next(candidates(sources), None)
    if "occasion" not in stated:
        found["occasion"] = found["occasion"] or occasion_of_title(found_title)
    if "date" not in stated:
        found["date"], disagreeing = date_held(sources)
        warnings += disagreeing
    inferred = {
        name: Inference(each.found_in, each.evidence, each.against if isinstance(each, RecognisedDate) else "")
        for name, each in found.items()
        if each
    }
    speaker, office, inferred_of_person = speaker_and_office(stated.get("speaker"), stated.get("office"), sources)
    inferred |= {name: why for name, why in inferred_of_person.items() if name not in stated}
    recognised = {name: each.value for name, each in found.items() if each} | {"speaker": speaker, "office": office}
    language = stated.get("language") or language_of(record.text)
    values: dict[str, Any] = {**recognised, **stated, "language": language}
    values["title"] = with_year(title, found_title, values.get("date"))
    known = {name: value for name, value in values.items() if value is not None}
    inferred = {name: _as_it_stands(why, record.text) for name, why in inferred.items()}
    return Metadata(**known, inferred=inferred, warnings=tuple(warnings))


def _as_it_stands(why: Inference, text: str) -> Inference:
    """`why` with its evidence as it stands in `text`, where a title is broken into lines."""
    if why.found_in not in ("text_head", "text_tail") or why.evidence in text:
        return why
    head = text[:_LONGEST_HEAD]
    # To look for the bare signs alone is far quicker than to make an expression, which hardly any text needs.
    if _BETWEEN.sub("", why.evidence) not in _BETWEEN.sub("", head):
        return why
    signs = (re.escape(char) for char in why.evidence if char not in "—–―─-" and not char.isspace())
    match = re.search(f"{_BETWEEN.pattern}*".join(signs), head)
    return replace(why, evidence=match[0]) if match and match[0] else why


def _stated(
    record: Record, given: Mapping[str, str], edited: Mapping[str, str | None]
) -> tuple[dict[str, Any], list[ReadWarning]]:
    """The stated values: of an edit, else of metadata.csv, else of the file itself.

    None where an edit says that nothing is known, and where a value cannot be understood, which is also a warning.
    """
    written = {**record.given, **{name: value for name, value in given.items() if value.strip()}, **edited}
    stated: dict[str, Any] = {}
    warnings: list[ReadWarning] = []
    for known in FIELDS:
        value = written.get(known.name, "")
        if value is None:
            stated[known.name] = None
        elif value.strip():
            stated[known.name] = known.read(value.strip())
            # As its origin a file may well name a newspaper: that says nothing about whose speech it is.
            newspaper = known.name == "origin" and "origin" not in given
            if stated[known.name] is None and not newspaper:
                warnings.append(ReadWarning(f"warn_{known.name}_unreadable", {"value": value.strip()}))
    return stated, warnings


def _states(sources: Sources) -> Iterator[Found]:
    """The states that a line of the head, the file name and the folders name, unless as part of a document's name."""
    pieces = [("text_head", line.text) for line in sources.head if is_state_line(line.text.strip(BRACKETS))]
    pieces += [("file_name", sources.stem)]
    pieces += [("folder", folder) for folder in reversed(sources.folders)]
    for found_in, text in pieces:
        state = find_state(text)
        if state:
            yield Found(state.name, found_in, state.written)

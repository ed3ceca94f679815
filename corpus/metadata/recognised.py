"""The metadata of a speech: values that somebody stated, then values recognised in text, file name and folders.

Stated values are trusted in the order edit, sidecar, then the file itself; recognised ones in the order head of the
text, its tail, file name, folder. A recognised value comes with its Inference; what is not shown anywhere stays None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from corpus.fields import FIELDS
from corpus.language.quotes import BRACKETS
from corpus.language.script import language_of
from corpus.language.states import find_state, is_state_line
from corpus.metadata.date import date_held
from corpus.metadata.occasion import occasions, places
from corpus.metadata.sources import Found, Sources
from corpus.metadata.speaker import speaker_and_office
from corpus.metadata.title import title_and_sources
from corpus.readers.protocol import ReadWarning, Record
from corpus.types import Inference


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that is known about one speech; the fields are those of Speech.

    `inferred` has an entry for each field that was recognised, save `language`, which is read from the whole text.
    """

    title: str
    language: str
    speaker: str | None = None
    office: str | None = None
    date: str | None = None
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
    edits = edited or {}
    said = {key: value for key, value in edits.items() if value is not None}
    written = {**record.given, **{key: value for key, value in given.items() if value.strip()}, **said}
    stated, warnings = _stated({name: value for name, value in written.items() if name not in edits or name in said})
    if stated.get("origin", "") is None and "origin" not in given:
        # A file may well name the newspaper or the page that it is from: that says nothing about whose speech it is.
        warnings = [warning for warning in warnings if warning.code != "warn_origin_unreadable"]
    stated.update(dict.fromkeys(edits.keys() - said.keys()))
    title, found_title, sources = title_and_sources(record, relative_path, stated.get("title"))
    values: dict[str, str | None] = {"title": title}
    found = {"title": found_title}
    for name, candidates in (("occasion", occasions), ("place", places), ("state", _states)):
        found[name] = None if name in stated else next(candidates(sources), None)
    if "date" not in stated:
        found["date"], disagreeing = date_held(sources)
        warnings += disagreeing
    values |= {name: each.value for name, each in found.items() if each}
    inferred = {name: Inference(each.origin, each.evidence) for name, each in found.items() if each}
    values["speaker"], values["office"], inferred_of_person = speaker_and_office(
        stated.get("speaker"), stated.get("office"), sources
    )
    inferred |= inferred_of_person
    values.update({name: value for name, value in stated.items() if name != "title"})
    language = values.pop("language", None) or language_of(record.text)
    for name in edits.keys() - said.keys():
        values[name] = None
        inferred.pop(name, None)
    known = {name: value for name, value in values.items() if value is not None}
    return Metadata(**known, language=language, inferred=inferred, warnings=tuple(warnings))


def _stated(given: Mapping[str, str]) -> tuple[dict[str, str | None], list[ReadWarning]]:
    """The stated values in their normal forms, None where one cannot be understood, which is also a warning."""
    normal: dict[str, str | None] = {}
    warnings: list[ReadWarning] = []
    for known in FIELDS:
        written = given.get(known.name, "").strip()
        if written:
            normal[known.name] = known.read(written)
            if normal[known.name] is None:
                warnings.append(ReadWarning(f"warn_{known.name}_unreadable", {"value": written}))
    return normal, warnings


def _states(sources: Sources) -> Iterator[Found]:
    """The states that a line of the head, the file name and the folders name, unless as part of a document's name."""
    pieces = [("text_head", line.text) for line in sources.head if is_state_line(line.text.strip(BRACKETS))]
    pieces += [("file_name", sources.stem)]
    pieces += [("folder", folder) for folder in reversed(sources.folders)]
    for origin, text in pieces:
        state = find_state(text)
        if state:
            yield Found(state.name, origin, state.written)

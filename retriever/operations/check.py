"""A draft compared, sentence by sentence, with what was said."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import Field, RootModel

from corpus import say
from retriever.export import origin_in_words
from retriever.filters import Filters
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import Command, Name, Operation, Response, Tool
from retriever.operations.sources import (
    Discontinued,
    Place,
    discontinued,
    discontinued_lines,
    known,
    scope_line,
)
from retriever.operations.sources import Source as SourceShown
from retriever.phrasing.check.difference_kinds import Kind
from retriever.phrasing.check.draft import decoded_draft, read_draft
from retriever.phrasing.check.sources import Source
from retriever.phrasing.check.verdicts import (
    VERDICTS,
    Checked,
    CheckedSentence,
    IsOwn,
    Verdict,
    check,
    given_by,
    own_last,
)

LONGEST_DRAFT = 200_000
"""Characters of a draft: about ten long speeches."""

_SHOWN = 3
"""Sources of a sentence that are printed; --json has all."""


@with_filters
class Draft(Filtered):
    """A draft to compare with what was said."""

    draft: str = Field(
        max_length=LONGEST_DRAFT,
        description=say("option.check.draft", "en"),
        examples=["同志们：\n群众的事没有小事。今年要新建三座跨河大桥。"],
    )
    speaker: Name | None = Field(None, description=say("option.check.speaker", "en"))
    said_by: Name | None = Field(None, description=say("option.check.said_by", "en"))

    def filters(self) -> Filters:
        """The filters that these options set: `speaker` is who is to give the draft, and none of them."""
        return replace(super().filters(), speaker=self.said_by)


@dataclass(frozen=True, slots=True)
class Result:
    """A draft, and what was found of each sentence; `is_own` tells the speeches that the named speaker gave."""

    draft: str
    checked: Checked
    speaker: str | None = None
    is_own: IsOwn | None = None

    def own_last(self, sentence: CheckedSentence) -> Source | None:
        """The newest source of the whole sentence that the speaker of the draft gave."""
        return own_last(sentence, self.is_own) if self.is_own else None


def run(index: OpenedIndex, request: Draft) -> Result:
    """The verdict on every sentence, headings and the salutation among them, with its sources.

    :raises QueryError: if there is nothing in the draft but blanks.
    """
    return checked(narrowed(index, request.filters()), request.draft, request.speaker)


def checked(index: OpenedIndex, draft: str, speaker: str | None = None) -> Result:
    """The verdict on every sentence of `draft`, which `speaker` is to give, with its sources.

    :raises QueryError: if there is nothing in it but blanks.
    """
    is_own = given_by(index.known, speaker) if speaker else None
    return Result(draft, check(index, draft), speaker, is_own)


# --- for programs ----------------------------------------------------------------------------------------------


class DraftDifference(Response):
    """A difference from the wording of the first source."""

    kind: Kind
    """number, date, name, negation, order, dropped, added, wording or punctuation"""
    draft: str
    """what the draft has"""
    source: str
    """what the source has"""


class DraftFilled(Response):
    """A place that the draft leaves open."""

    draft: str
    """the placeholder"""
    source: str
    """what the first source has there"""


class DraftSource(Place):
    """A place where the wording stands."""

    text: str
    """the wording as it stands there"""
    authoritative: bool
    """whether it stands in an authoritative folder"""
    also_in: list[SourceShown]
    """other versions of the same speech that hold it"""
    same_speaker: bool | None = Field(None, exclude_if=lambda own: own is None)
    """whether the speaker of the draft gave the speech; left out where none is named"""


class DraftPart(Response):
    """A run of clauses that stands word for word in its sources."""

    text: str
    """the run"""
    start: int
    """where it begins in the draft, in code points"""
    end: int
    """where it ends"""
    sources: list[DraftSource]
    """where it stands, newest first"""


class DraftSentence(Response):
    """A sentence of a draft, and what was found of it."""

    text: str
    """the sentence"""
    verdict: Verdict | None
    """verbatim, joined, near, variant, new or too_short; null for the lines of title and date above the text"""
    differences: list[DraftDifference]
    """how it differs from its sources"""
    sources: list[DraftSource]
    """where the wording stands, newest first"""
    start: int
    """where it begins in the draft, in code points"""
    end: int
    """where it ends"""
    placeholders: list[str]
    """what is still to be filled in"""
    filled: list[DraftFilled]
    """what the first source has there"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it"""
    parts: list[DraftPart]
    """of a joined sentence: the runs of its clauses"""
    same_speaker_last: str | None = Field("", exclude_if=lambda date: date == "")
    """when the speaker of the draft used it last; left out where none is named"""


class CheckResponse(RootModel[list[DraftSentence]]):
    """The sentences of a draft in order."""


def respond(result: Result, language: str) -> CheckResponse:
    """The result as programs read it."""
    return CheckResponse([_sentence(result, sentence) for sentence in result.checked.sentences])


def _sentence(result: Result, sentence: CheckedSentence) -> DraftSentence:
    draft, there = result.draft, sentence.source_text
    own = result.own_last(sentence)
    return DraftSentence(
        text=sentence.text,
        verdict=sentence.verdict,
        differences=[
            DraftDifference(kind=each.kind, draft=draft[slice(*each.draft)], source=there[slice(*each.source)])
            for each in sentence.differences
        ],
        sources=[_source(source, result.is_own) for source in sentence.sources],
        start=sentence.start,
        end=sentence.end,
        placeholders=[draft[slice(*span)] for span in sentence.placeholders],
        filled=[
            DraftFilled(draft=draft[slice(*each.draft)], source=there[slice(*each.source)]) for each in sentence.filled
        ],
        discontinued=discontinued(sentence.text, sentence.discontinued),
        parts=[
            DraftPart(
                text=draft[part.start : part.end],
                start=part.start,
                end=part.end,
                sources=[_source(source, result.is_own) for source in part.sources],
            )
            for part in sentence.parts
        ],
        same_speaker_last="" if result.is_own is None else own.speech.date_text if own else None,
    )


def _source(source: Source, is_own: IsOwn | None) -> DraftSource:
    return DraftSource(
        **known(source.speech),
        start=source.start,
        end=source.end,
        text=source.text,
        authoritative=source.authoritative,
        also_in=[SourceShown(**known(speech)) for speech in source.also_in],
        same_speaker=is_own and is_own(source.speech),
    )


# --- on a terminal ---------------------------------------------------------------------------------------------


@with_filters
class DraftFile(Filtered):
    """A draft in a file."""

    file: str = Field(description=say("option.check.file", "en"))
    speaker: str | None = Field(None, description=say("option.check.speaker", "en"))
    said_by: str | None = Field(None, description=say("option.check.said_by", "en"))


def read(options: DraftFile, language: str) -> tuple[Draft, list[str]]:
    """The draft in the file, - for standard input, and a line if it bears a security mark.

    :raises ReadError: if it is missing, of an unknown format, or cannot be read.
    """
    draft = decoded_draft(sys.stdin.buffer.read()) if options.file == "-" else read_draft(Path(options.file))
    warnings = [] if draft.mark is None else [say("draft_marked", language, mark=draft.mark)]
    return Draft.model_construct(draft=draft.text, **options.model_dump(by_alias=True, exclude={"file"})), warnings


def show(result: Result, options: DraftFile, language: str) -> Iterator[str]:
    """The lines to print."""
    for sentence in result.checked.sentences:
        yield from _shown(result.draft, sentence, language)
        own = result.own_last(sentence)
        if own:
            date = own.speech.date or say("undated", language)
            yield "    " + say("check_same_speaker", language, speaker=result.speaker, date=date)
    yield from _summary(result.checked, language)


def _shown(draft: str, sentence: CheckedSentence, language: str) -> Iterator[str]:
    verdict = f"[{say(f'check_{sentence.verdict}', language)}] " if sentence.verdict else ""
    yield f"{verdict}{sentence.text}"
    text = sentence.source_text
    for each in sentence.differences:
        kind, empty = say(f"difference_{each.kind}", language), say("check_nothing", language)
        here, there = draft[slice(*each.draft)] or empty, text[slice(*each.source)] or empty
        yield "    " + say("check_difference", language, kind=kind, draft=here, source=there)
    for filled in sentence.filled:
        here, there = draft[slice(*filled.draft)], text[slice(*filled.source)]
        yield "    " + say("check_filled", language, draft=here, source=there)
    for part in sentence.parts:
        source = _source_line(part.sources[0], language)
        yield "    " + say("check_part", language, part=draft[part.start : part.end], source=source)
        if len(part.sources) > 1:
            yield "        " + say("check_more_sources", language, count=len(part.sources) - 1)
    for line in discontinued_lines(sentence.text, sentence.discontinued, language):
        yield f"    {line}"
    if sentence.differences:
        yield f"    “{sentence.sources[0].text}”"
    for source_ in sentence.sources[:_SHOWN]:
        yield f"    {_source_line(source_, language)}"
    if len(sentence.sources) > _SHOWN:
        yield "    " + say("check_more_sources", language, count=len(sentence.sources) - _SHOWN)


def _source_line(source: Source, language: str) -> str:
    speech = source.speech
    stated = (
        speech.date_text or say("undated", language),
        speech.title,
        speech.speaker,
        origin_in_words(speech, language),
    )
    return f"{' · '.join(part for part in stated if part)} · {speech.source}:{source.start}"


def _summary(found: Checked, language: str) -> Iterator[str]:
    counts = Counter(sentence.verdict for sentence in found.sentences)
    between = "、" if language == "zh" else ", "
    yield "\n" + between.join(f"{say(f'check_{verdict}', language)} {counts[verdict]}" for verdict in VERDICTS)
    if found.unfilled:
        yield say("check_unfilled", language, count=found.unfilled)
    if counts["verbatim"]:
        yield say("check_not_correct", language)
    yield scope_line(found.scope, language)


# --- for language models ---------------------------------------------------------------------------------------


class PartOfDraft(Draft):
    """A draft, and which of its sentences to tell of."""

    limit: int = Field(50, ge=1, le=500, description="how many sentences to tell of")
    offset: int = Field(0, ge=0, description="how many sentences to leave out at the front")


def part_of(request: PartOfDraft, found: list[Any]) -> list[Any]:
    """The `limit` sentences after the first `offset`."""
    return found[request.offset : request.offset + request.limit]


OPERATION = Operation(
    name="check",
    request=Draft,
    response=CheckResponse,
    run=run,
    respond=respond,
    work="draft",
    command=Command(positional="file", options=DraftFile, read=read, show=show),
    tool=Tool(
        title="Compare a draft with what was said",
        description="Compare a draft, sentence by sentence, with what was said before: verbatim, joined from clauses "
        "of several sources (`parts`), near or variant with each difference and its sources, or new. `verbatim` means "
        "that the words were said before, not that they are correct; `new` means not found in what could be read. A "
        "list as long as `limit` may go on: ask again with a higher `offset`.",
        request=PartOfDraft,
        cut=part_of,
    ),
)

"""The speaker of a speech: name and office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.language.dates import parse_date
from corpus.language.occasions import OCCASION, VISIT
from corpus.language.offices import Person, person_on
from corpus.language.quotes import BRACKETS
from corpus.metadata.sources import FoundPerson, Line, Sources, labels, without_dates
from corpus.metadata.title import split_tags
from corpus.types import Inference

_ENGLISH_BY = re.compile(
    r"\bby (?:the )?(?P<person>[A-Z][^(;\n]*?)(?=,? (?:at|to|on|before) (?:the )?[A-Z0-9]|[(;\n]|$)"
)
_FOLDER_KIND = re.compile(r"(?:的?(?:讲话|发言|致辞|文稿|材料|稿件)|稿|集|汇编)*$")


def speaker_and_office(
    stated_speaker: str | None, stated_office: str | None, sources: Sources
) -> tuple[str | None, str | None, dict[str, Inference]]:
    """Speaker and office, and the reason for each of them that was recognised.

    An office in one place is joined with a name in another if they can be one person's. Where only the office is
    known, the speaker goes by it.
    """
    whole = person_on(stated_speaker) if stated_speaker else None
    name = stated_speaker if whole is None or whole.name else None
    # What was stated in the speaker's own field is stated, so an office read from it is not inferred.
    office = stated_office or (whole.office if whole else None)
    inferred: dict[str, Inference] = {}
    for found in _candidates(sources):
        person = found.person
        if office and person.office and not _same_office(office, person.office):
            continue
        if name and person.name and name != person.name:
            continue
        if name is None and person.name and not (stated_speaker and not person.office):
            name = person.name
            inferred["speaker"] = Inference(found.found_in, found.evidence)
        if office is None and person.office:
            office = person.office
            inferred["office"] = Inference(found.found_in, found.evidence)
    if office and not name and "office" in inferred:
        inferred["speaker"] = inferred["office"]
    if stated_speaker:
        inferred.pop("speaker", None)
    return stated_speaker or name or office, office, inferred


def _candidates(sources: Sources) -> Iterator[FoundPerson]:
    """The people that labels, head, titles, signature, file name and folders name, the most trusted first."""
    for value, evidence in labels(sources, "speaker"):
        yield FoundPerson(person_on(without_dates(value)) or Person(value, None), "text_head", evidence)
    for line in sources.head:
        yield from _people_in_line(line, may_be_bare=line in sources.below)
    for found_in, title in sources.titles:
        if found_in == "text_head":
            yield from _person_in_title(found_in, title)
    yield from _signatures(sources.tail)
    for found_in, title in sources.titles:
        if found_in == "file_name":
            yield from _person_in_title(found_in, title)
    yield from _people_in_path(sources)


def _people_in_path(sources: Sources) -> Iterator[FoundPerson]:
    pieces = [("file_name", tag, tag) for tag in split_tags(sources.stem)[1]]
    pieces += [("folder", folder, _FOLDER_KIND.sub("", without_dates(folder))) for folder in reversed(sources.folders)]
    for found_in, evidence, written in pieces:
        person = person_on(written)
        if person and person.office:
            yield FoundPerson(person, found_in, evidence)


def _people_in_line(line: Line, *, may_be_bare: bool) -> Iterator[FoundPerson]:
    by = _ENGLISH_BY.search(without_dates(line.text))
    if by:
        person = person_on(by["person"].strip(" ,"))
        if person:
            yield FoundPerson(person, "text_head", by["person"].strip(" ,"))
        return
    for piece in (line.text, *re.split(r"[，,；;]|[ \u3000]{2,}", line.text.strip(BRACKETS))):
        written = without_dates(piece)
        person = person_on(written)
        if person and (person.office or (may_be_bare and not written.isascii())):
            yield FoundPerson(person, "text_head", written if written in line.text else line.text)
            return


def _person_in_title(found_in: str, title: str) -> Iterator[FoundPerson]:
    by = _ENGLISH_BY.search(title)
    if by:
        written = by["person"]
    else:
        last = re.split(r"——|—|[：:]", title)[-1]
        match = OCCASION.search(last) or VISIT.search(last)
        if not match:
            return
        written = without_dates(last[: match.start()])
    person = person_on(written)
    if person:
        yield FoundPerson(person, found_in, written if written in title else title)


def _signatures(tail: Sequence[Line]) -> Iterator[FoundPerson]:
    dated = any(parse_date(line.text.strip(BRACKETS)) for line in tail)
    for line in tail:
        written = without_dates(line.text)
        person = person_on(written)
        # 谢谢 begins with a surname as well: a bare name counts only in a signature with a date.
        if person and (person.office or (dated and not written.isascii() and "谢" not in written)):
            yield FoundPerson(person, "text_tail", written if written in line.text else line.text)


def _same_office(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)

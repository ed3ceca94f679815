"""Who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.language.dates import parse_date
from corpus.language.offices import Person, person_on
from corpus.metadata.head import Line
from corpus.metadata.patterns import BRACKETS, OCCASION, VISIT, without_dates
from corpus.metadata.sources import FoundPerson, Sources, labels
from corpus.metadata.titles import split_tags

_ENGLISH_BY = re.compile(
    r"\bby (?:the )?(?P<person>[A-Z][^(;\n]*?)(?=,? (?:at|to|on|before) (?:the )?[A-Z0-9]|[(;\n]|$)"
)
_FOLDER_KIND = re.compile(r"(?:的?(?:讲话|发言|致辞|文稿|材料|稿件)|稿|集|汇编)*$")


def people(sources: Sources) -> Iterator[FoundPerson]:
    """Who speaks, as labels, the lines under the title, the titles, the signature, the file name and the folder say."""
    for value, evidence in labels(sources, "speaker"):
        yield FoundPerson(person_on(without_dates(value)) or Person(value, None), "text_head", evidence)
    for line in sources.head:
        yield from _people_in_line(line, may_be_bare=line in sources.below)
    for origin, title in sources.titles:
        if origin == "text_head":
            yield from _person_in_title(origin, title)
    yield from _signatures(sources.tail)
    for origin, title in sources.titles:
        if origin == "file_name":
            yield from _person_in_title(origin, title)
    yield from _people_in_path(sources)


def _people_in_path(sources: Sources) -> Iterator[FoundPerson]:
    pieces = [("file_name", tag, tag) for tag in split_tags(sources.stem)[1]]
    pieces += [("folder", folder, _FOLDER_KIND.sub("", without_dates(folder))) for folder in reversed(sources.folders)]
    for origin, evidence, written in pieces:
        person = person_on(written)
        if person and person.office:
            yield FoundPerson(person, origin, evidence)


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


def _person_in_title(origin: str, title: str) -> Iterator[FoundPerson]:
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
        yield FoundPerson(person, origin, written if written in title else title)


def _signatures(tail: Sequence[Line]) -> Iterator[FoundPerson]:
    dated = any(parse_date(line.text.strip(BRACKETS)) for line in tail)
    for line in tail:
        written = without_dates(line.text)
        person = person_on(written)
        # 谢谢 begins with a surname as well: a bare name counts only in a signature with a date.
        if person and (person.office or (dated and not written.isascii() and "谢" not in written)):
            yield FoundPerson(person, "text_tail", written if written in line.text else line.text)

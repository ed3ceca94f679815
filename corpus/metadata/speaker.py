"""The speaker of a speech: name and office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.language.dates import find_dates, parse_date
from corpus.language.occasions import GATHERING, OCCASION, SPEECH, VISIT
from corpus.language.offices import OFFICE, PLACES, Person, is_name_beside_office, person_on
from corpus.language.quotes import BRACKETS
from corpus.metadata.english import is_english, named_speaker
from corpus.metadata.frame import dateline_length
from corpus.metadata.sources import FoundPerson, Line, Sources, labels, without_dates
from corpus.metadata.title import split_tags
from corpus.types import Inference

_ENGLISH_BY = re.compile(
    r"\bby (?:the )?(?P<person>[A-Z][^(;\n]*?)(?=,? (?:at|to|on|before) (?:the )?[A-Z0-9]|[(;\n]|$)"
)
_DASH = re.compile("[—–―─]+|-{2,}")
_LONGEST_PERSON = 40
_REPORTING = re.compile(rf"{GATHERING}上[，, ]?(?P<person>[^，。上]{{2,40}}?)[作做][^，。]{{0,14}}?{SPEECH}")
_GLUED = re.compile(rf"^({OFFICE})([\u4e00-\u9fff]{{2,4}})$")
_DAY = re.compile("^[0-9０-９]{1,2}月[0-9０-９]{1,2}日[，, ]?")
_ENDS_IN_SPEECH = re.compile(rf"(?:{SPEECH}|文章|贺信|贺电|回信|强调|指出)[）)（(\u4e00-\u9fff ]{{0,6}}。?$")
_VERB = re.compile(
    r"在|同|与|就|对|向|致|给|发表|会见|出席|通过|[作做](?=[^，。]{0,14}报告)|[0-9０-９]{1,2}日(?=[在同与就向致发会出通主])"
)
_MAYOR = re.compile("(?P<name>[\u4e00-\u9fff]{2,3})(?P<office>[省市县区州]长)")
_PLACE = re.compile("[\u4e00-\u9fff]{1,8}?[省市县区州]")
_AUTHOR = re.compile(r"作者[：:][ \u3000]*(?P<person>[^：:]{3,30}?)(?=[ \u3000]+[\u4e00-\u9fff]{2,4}[：:]|$)")
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
    """The people that labels, head, titles, page, signature, file name and folders name, the most trusted first."""
    for value, evidence in labels(sources, "speaker"):
        yield FoundPerson(person_on(without_dates(value)) or Person(value, None), "text_head", evidence)
    if sources.named:
        yield FoundPerson(Person(sources.named.name, sources.named.office), "text_head", sources.named.evidence)
    for line in sources.head:
        yield from _people_in_line(line, may_be_bare=line in sources.below)
    for found_in, title in sources.titles:
        if found_in == "text_head":
            yield from _person_in_title(found_in, title)
    for line in sources.head:
        yield from _person_in_title("text_head", line.text)
    for line in sources.frame:
        yield from _author(line)
        yield from _people_in_news(line)
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
    if is_english(line.text) and named_speaker(line.text):
        return
    by = _ENGLISH_BY.search(without_dates(line.text))
    if by:
        person = person_on(by["person"].strip(" ,"))
        if person:
            yield FoundPerson(person, "text_head", _evidence(by["person"].strip(" ,"), line))
        return
    for piece in (line.text, *re.split(r"[，,；;]|[ \u3000]{2,}", line.text.strip(BRACKETS))):
        written = without_dates(piece)
        person = person_on(written)
        bare = may_be_bare and not written.isascii() and not _is_place(written, line)
        if person and (person.office or bare):
            yield FoundPerson(person, "text_head", _evidence(written, line))
            return


def _evidence(written: str, line: Line) -> str:
    """`written` where it stands so on `line`, else all of the line within its brackets."""
    return written if written in line.text else line.text.strip(BRACKETS)


def _is_place(written: str, line: Line) -> bool:
    """True if a name alone is the place that stands behind the date in brackets, as in （2019年7月9日，马德里）."""
    if written in PLACES or written.startswith(("于", "於")):
        return True
    dates = find_dates(line.text)
    hidden = "某" in written or "×" in written
    return bool(line.bracketed and dates and line.text.find(written) > dates[0].end and not hidden)


def _person_in_title(found_in: str, title: str) -> Iterator[FoundPerson]:
    by = _ENGLISH_BY.search(title)
    if by:
        person = person_on(by["person"])
        if person:
            yield FoundPerson(person, found_in, by["person"])
        return
    for written, person in _named_in(_DASH.split(title)[-1]):
        yield FoundPerson(person, found_in, written if written in title else title)
        return


def _named_in(title: str) -> Iterator[tuple[str, Person]]:
    """The person whom a title names: 王明：在…, 县长王明在…上的讲话, 在…会议上县长王明作政府工作报告."""
    before, colon, after = title.partition("：" if "：" in title else ":")
    if colon and len(before) <= _LONGEST_PERSON:
        yield from _named(before)
        title = after
    yield from _mayors(title)
    match = OCCASION.search(title) or VISIT.search(title)
    if match:
        yield from _named(title[: match.start()], or_office=True)
    reporting = _REPORTING.search(title)
    if reporting:
        yield from _named(_GLUED.sub(r"\1 \2", reporting["person"]), or_office=True)
    if _ENDS_IN_SPEECH.search(title):
        yield from _before_verb(title)


def _mayors(title: str) -> Iterator[tuple[str, Person]]:
    """王明市长在云岫市…: a name with an office behind it; 云岫市长在云岫市… is an office alone."""
    for verb in _VERB.finditer(title):
        written = _without_day(title[: verb.start()])
        mayor = _MAYOR.fullmatch(written)
        place = _PLACE.match(title, verb.end())
        elsewhere = mayor and (mayor["office"] == "省长" or (place and not place[0].startswith(mayor["name"])))
        if mayor and elsewhere and mayor["name"] not in PLACES and is_name_beside_office(mayor["name"]):
            yield written, Person(mayor["name"], mayor["office"])


def _before_verb(title: str) -> Iterator[tuple[str, Person]]:
    """The person in front of the verb of a clause: 国家主席王明22日在…, 王明同志作政府工作报告."""
    yield from _mayors(title)
    for verb in _VERB.finditer(title):
        if 2 <= verb.start() <= _LONGEST_PERSON:
            yield from _named(title[: verb.start()])


def _named(written: str, *, or_office: bool = False) -> Iterator[tuple[str, Person]]:
    written = _without_day(written)
    person = person_on(written)
    if person and (person.name or or_office) and written not in PLACES:
        yield written, person


def _without_day(written: str) -> str:
    return _DAY.sub("", without_dates(written))


def _author(line: Line) -> Iterator[FoundPerson]:
    """The author whom a page names with an office; without one it is who put the page up."""
    author = _AUTHOR.search(line.text)
    person = person_on(author["person"]) if author else None
    if author and person and person.office and person.name:
        yield FoundPerson(person, "text_head", author["person"])


def _people_in_news(line: Line) -> Iterator[FoundPerson]:
    """The people whom the news in front of a speech, or a page's own title, tells of: 新华社…电 国家主席王明22日在…."""
    for clause in re.split(r"[，。；：:！\u3000]", line.text[dateline_length(line.text) :]):
        for written, person in _before_verb(clause.strip()):
            if person.office or re.search(SPEECH, clause):
                yield FoundPerson(person, "text_head", _evidence(written, line))


def _signatures(tail: Sequence[Line]) -> Iterator[FoundPerson]:
    dated = any(parse_date(line.text.strip(BRACKETS)) for line in tail)
    for line in tail:
        written = without_dates(line.text)
        person = person_on(written)
        # 谢谢 begins with a surname as well: a bare name counts only in a signature with a date.
        if person and (person.office or (dated and not written.isascii() and "谢" not in written)):
            yield FoundPerson(person, "text_tail", _evidence(written, line))


def _same_office(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)

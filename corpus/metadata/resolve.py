"""What is known about a speech: what somebody stated first, then what its text, its file name and its folder show.

Stated values are trusted in the order edit, sidecar, then the file itself; recognised ones in the order head of the
text, its tail, file name, folder. A recognised value comes with its Inference; what is not shown anywhere stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from corpus.language.dates import parse_date
from corpus.language.offices import person_on
from corpus.metadata.head import Line, head_lines, is_salutation, lines, tail_lines
from corpus.metadata.recognised import (
    Found,
    Sources,
    clean_stem,
    dates,
    occasions,
    people,
    places,
    split_tags,
    state_of,
    states,
    title_lines,
    without_site,
)
from corpus.readers.protocol import ReadWarning, Record
from corpus.types import Inference

_TITLE_LENGTH = 30
# A stated title may be of any length; nothing is looked for beyond what a title can be.
_TITLE_LOOKED_AT = 200
_CJK_SHARE = 0.2
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z]")
_LANGUAGES = {
    "zh": ("zh", "zh-cn", "zh-tw", "zh-hans", "zh-hant", "chinese", "中文", "汉语", "简体中文", "繁体中文"),
    "en": ("en", "en-us", "en-gb", "english", "英文", "英语"),
}
_LANGUAGE_BY_NAME = {name: language for language, names in _LANGUAGES.items() for name in names}
_ORIGINS = {
    "own": ("own", "本单位", "本單位", "本级", "本級", "自有"),
    "superior": ("superior", "上级", "上級", "上级领导"),
    "elsewhere": ("elsewhere", "外地范文", "外地範文", "外地", "范文", "範文", "外单位", "外單位"),
}
_ORIGIN_BY_NAME = {name: origin for origin, names in _ORIGINS.items() for name in names}


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
    """What is known about the speech in `record`: `given` is what a sidecar states, `edited` what people did since.

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
    title, title_found, sources = _title_and_sources(record, relative_path, stated.get("title"))
    values: dict[str, str | None] = {"title": title}
    inferred = {"title": Inference(title_found.origin, title_found.evidence)} if title_found else {}
    for name, candidates in (("occasion", occasions), ("place", places), ("state", states)):
        _fill(values, inferred, stated, name, candidates(sources))
    if "date" not in stated:
        warnings += _fill_date(values, inferred, list(dates(sources)))
    _fill_person(values, inferred, stated, sources)
    values.update({name: value for name, value in stated.items() if name != "title"})
    language = values.pop("language", None) or language_of(record.text)
    for name in edits.keys() - said.keys():
        values[name] = None
        inferred.pop(name, None)
    known = {name: value for name, value in values.items() if value is not None}
    return Metadata(**known, language=language, inferred=inferred, warnings=tuple(warnings))


def origin_of(written: str) -> str | None:
    """Whose speech it is as `written` in Chinese or by its own key, None for any other word."""
    return _ORIGIN_BY_NAME.get(written.strip().casefold())


def language_of(text: str) -> str:
    """The language of `text`: zh when a fifth of its letters are Chinese characters or it has no letters, else en."""
    chinese, latin = len(_CJK.findall(text)), len(_LATIN.findall(text))
    return "zh" if chinese >= _CJK_SHARE * (chinese + latin) else "en"


def _stated(given: Mapping[str, str]) -> tuple[dict[str, str | None], list[ReadWarning]]:
    """The stated values in their normal forms, None where one cannot be understood, which is also a warning."""
    normal: dict[str, str | None] = {
        name: given[name].strip()
        for name in ("title", "speaker", "office", "occasion", "place")
        if given.get(name, "").strip()
    }
    warnings: list[ReadWarning] = []
    for name, read in (
        ("date", parse_date),
        ("state", state_of),
        ("origin", origin_of),
        ("language", _language_named),
    ):
        written = given.get(name, "").strip()
        if written:
            normal[name] = read(written)
            if normal[name] is None:
                warnings.append(ReadWarning(f"warn_{name}_unreadable", {"value": written}))
    return normal, warnings


def _language_named(written: str) -> str | None:
    return _LANGUAGE_BY_NAME.get(written.casefold())


def _title_and_sources(record: Record, path: PurePosixPath, stated: str | None) -> tuple[str, Found | None, Sources]:
    """The title, how it was recognised (None if it was stated), and the sources of everything else."""
    head = head_lines(record.text)
    used = title_lines(head)
    from_text, tags = _joined(record.text, used)
    marked = stated or _marked_title(record, from_text)
    from_stem = clean_stem(path.stem)
    found = None
    if not marked:
        found = from_text or (Found(from_stem, "file_name", _piece(from_stem, path.stem)) if from_stem else None)
        found = found or _first_words(record.text, path.stem)
    title = marked or (found.value if found else path.stem)
    titles = [("text_head", marked[:_TITLE_LOOKED_AT])] if marked else []
    titles += [("text_head", from_text.value)] if from_text and from_text.value != marked else []
    titles += [("file_name", from_stem)] if from_stem else []
    tags += [Line(f"（{tag}）", 0, 0) for tag in split_tags((record.title or "").strip()[-_TITLE_LOOKED_AT:])[1]]
    other = [line for line in head if line not in used]
    below = [line for line in other if used and line.start > used[-1].start] + tags
    tail = [line for line in tail_lines(record.text) if line not in head]
    folders = tuple(part for part in path.parent.parts if part not in ("", "."))
    return title, found, Sources(tuple(titles), (*other, *tags), tuple(below), tuple(tail), path.stem, folders)


def _marked_title(record: Record, from_text: Found | None) -> str | None:
    """The title that the file marks, unless the text goes on with a second line of it."""
    marked = (record.title or "").strip()
    if len(marked) <= _TITLE_LOOKED_AT:
        marked = split_tags(without_site(marked))[0]
    longer = from_text and from_text.value.startswith(f"{marked}——")
    return None if longer else marked or None


def _joined(text: str, used: list[Line]) -> tuple[Found | None, list[Line]]:
    """The title on the lines `used`, and what stood in brackets behind it as bracketed lines of the head."""
    if not used:
        return None, []
    last, tags = split_tags(used[-1].text)
    pieces = [line.text for line in used[:-1]] + [last]
    value = (" " if used[0].text.isascii() else "").join(pieces)
    evidence = text[used[0].start : used[-1].start + len(last)]
    return Found(value, "text_head", evidence), [Line(f"（{tag}）", used[-1].start, used[-1].end) for tag in tags]


def _first_words(text: str, stem: str) -> Found | None:
    """The first thirty characters below the salutation, as a title for a speech that has none."""
    for line in lines(text):
        if not is_salutation(line.text) or len(line.text) > _TITLE_LENGTH:
            words = line.text[:_TITLE_LENGTH]
            return Found(f"{words}…" if words != line.text else words, "text_head", words)
    return Found(stem, "file_name", stem) if stem else None


def _piece(cleaned: str, stem: str) -> str:
    """`cleaned` when it stands so in the file name, else the whole name."""
    return cleaned if cleaned in stem else stem


def _fill(
    values: dict[str, str | None],
    inferred: dict[str, Inference],
    stated: Mapping[str, str | None],
    name: str,
    candidates: Iterable[Found],
) -> None:
    found = None if name in stated else next(iter(candidates), None)
    if found:
        values[name] = found.value
        inferred[name] = Inference(found.origin, found.evidence)


def _fill_date(
    values: dict[str, str | None], inferred: dict[str, Inference], candidates: list[Found]
) -> list[ReadWarning]:
    """Sets the most trusted date, or a later one that is the same and says the month or day too."""
    if not candidates:
        return []
    chosen = candidates[0]
    for found in candidates[1:]:
        if found.value.startswith(f"{chosen.value}-"):
            chosen = found
    values["date"] = chosen.value
    inferred["date"] = Inference(chosen.origin, chosen.evidence)
    named = next((found for found in candidates if found.origin == "file_name"), None)
    if named is None or chosen.value.startswith(named.value) or named.value.startswith(chosen.value):
        return []
    return [
        ReadWarning("warn_dates_disagree", {"date": chosen.value, "other": named.value, "evidence": named.evidence})
    ]


def _fill_person(
    values: dict[str, str | None], inferred: dict[str, Inference], stated: Mapping[str, str | None], sources: Sources
) -> None:
    """Sets speaker and office, joining an office in one place with a name in another if they can be one person."""
    speaker, office = stated.get("speaker"), stated.get("office")
    whole = person_on(speaker) if speaker else None
    name = speaker if whole is None or whole.name else None
    # What was stated in the speaker's own field is stated, so an office read from it is not inferred.
    office = office or (whole.office if whole else None)
    values["office"] = office
    for found in people(sources):
        person = found.person
        if office and person.office and not _same_office(office, person.office):
            continue
        if name and person.name and name != person.name:
            continue
        if name is None and person.name and not (speaker and not person.office):
            name = person.name
            inferred["speaker"] = Inference(found.origin, found.evidence)
        if office is None and person.office:
            office = person.office
            inferred["office"] = Inference(found.origin, found.evidence)
    if office and not name and "office" in inferred:
        inferred["speaker"] = inferred["office"]
    values["office"] = office
    values["speaker"] = speaker or name or office
    if speaker:
        inferred.pop("speaker", None)


def _same_office(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)

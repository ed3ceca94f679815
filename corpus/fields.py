"""The metadata fields of a speech, each described once: what files call it, how it is read, where it appears.

Sidecars, front matter, edits, the library's table and its forms, and the filters of a question derive from FIELDS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corpus.language.dates import parse_date
from corpus.language.script import language_named
from corpus.language.states import state_of
from corpus.partial_date import PartialDate
from corpus.types import SpeechFacts

_ORIGINS = {
    "own": ("own", "本单位", "本單位", "本级", "本級", "自有"),
    "superior": ("superior", "上级", "上級", "上级领导"),
    "elsewhere": ("elsewhere", "外地范文", "外地範文", "外地", "范文", "範文", "外单位", "外單位"),
}
_ORIGIN_BY_NAME = {name: origin for origin, names in _ORIGINS.items() for name in names}


def origin_of(written: str) -> str | None:
    """The origin, whose speech it is, that `written` names in Chinese or by its key; None for any other word."""
    return _ORIGIN_BY_NAME.get(written.strip().casefold())


@dataclass(frozen=True, slots=True)
class Field:
    """A metadata field that files and people can state; `name` is that of SpeechFacts.

    `names` are what files call it, in lower case: keys of front matter and of records, headings of metadata.csv.
    `read` gives the value of what is written, None for what cannot be understood; str() of it is the normal form.
    `choices` are all values where these are few. What is `edited` can be stated on the library's page, of all speeches
    of a folder too unless it is `of_one_speech`, and is exported from there. A `column` stands in the library's table,
    which `narrows` can limit.
    """

    name: str
    names: tuple[str, ...]
    read: Callable[[str], str | PartialDate | None] = str.strip
    choices: tuple[str, ...] = ()
    edited: bool = True
    of_one_speech: bool = False
    column: bool = True
    narrows: bool = False

    @property
    def is_text(self) -> bool:
        """True for free text, which is sorted by its sound."""
        return self.read is str.strip


FIELDS = (
    Field("title", ("title", "标题", "題目", "标题名", "题目", "標題"), of_one_speech=True),
    Field("speaker", ("speaker", "讲话人", "講話人", "发言人", "發言人"), narrows=True),
    Field("office", ("office", "职务", "職務"), column=False),  # the table shows it below the speaker
    Field("date", ("date", "日期", "讲话日期", "講話日期"), parse_date),
    Field("occasion", ("occasion", "场合", "場合", "会议", "會議"), narrows=True),
    Field("place", ("place", "地点", "地點")),
    Field(
        "state",
        ("state", "状态", "狀態"),
        state_of,
        choices=("draft_for_comment", "submitted_draft", "final", "transcript"),
        narrows=True,
    ),
    Field("origin", ("origin", "来源", "來源"), origin_of, choices=tuple(_ORIGINS), narrows=True),
    Field(
        "language",
        ("language", "lang", "语言", "語言"),
        language_named,
        choices=("en", "zh"),
        edited=False,
        column=False,
    ),
)
FIELD = {field.name: field for field in FIELDS}
EDITED = tuple(field.name for field in FIELDS if field.edited)
"""The names of the fields that can be stated on the library's page."""
OF_ONE_SPEECH = frozenset(field.name for field in FIELDS if field.of_one_speech)

_NAME_IN_FILES = {name: field.name for field in FIELDS for name in field.names}


def field_named(written: str) -> str | None:
    """The name of the field that files call `written`, None for any other word."""
    return _NAME_IN_FILES.get(written.strip().lower())


def text_of(speech: SpeechFacts, name: str) -> str | None:
    """The value of a field as people state it, in its normal form; None when it is not known."""
    value = getattr(speech, name)
    return None if value is None else str(value)


def value_of(name: str, text: str | None) -> str | PartialDate | None:
    """The value of a field whose normal form is `text`."""
    return PartialDate.parse(text) if name == "date" and text else text

"""The skeletons (headings only) of a series of speeches side by side, alike headings in one row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Span, SpeechFacts, fold_plain, outline
from corpus.language.markers import FOLDED_MARKER
from corpus.language.numerals import NUMERALS, ONES
from indexer.snapshot import Snapshot
from indexer.versions import title_without_state
from retriever.phrasing.differences import Pair, Pieces, character_pairs, in_order, likeness
from retriever.phrasing.named import speech_named
from retriever.phrasing.scope import Scope, scope_of

# How alike two headings must be, their numbers left out, to be called alike; one word in common is not enough.
LEAST = 0.35
# What a pair of headings of one level weighs in the alignment when nothing is alike, and more with the same number: far
# less than any likeness.
_SAME_LEVEL, _SAME_NUMBER, _ALIKE = 1, 2, 1000

_WHICH_TIME = re.compile(rf"(?:19|20)\d\d年?度?|[〇{ONES}]{{4}}年|第?[{NUMERALS}\d]{{1,3}}[次届]|[(][^()]{{0,12}}[)]")
_SPOKEN_AT = re.compile(r".*--|^.{0,12}?在(?=.+上的)|上的?(?:讲话|发言|致辞|报告|主持词)?$|的?(?:讲话|发言|致辞)$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a speech: `text[start:end]`, the outline level, from 1."""

    level: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """The headings that stand side by side, one place a speech, None where it has none here.

    `alike` says whether any two of them are alike in wording; else they only stand at the same place of the outline.
    """

    headings: tuple[Heading | None, ...]
    alike: bool


@dataclass(frozen=True, slots=True)
class Skeletons:
    """The speeches of a series, oldest first, those without a date last, and their headings row by row."""

    speeches: tuple[SpeechFacts, ...]
    rows: tuple[Row, ...]
    scope: Scope


def skeletons(snapshot: Snapshot, names: Sequence[str]) -> Skeletons:
    """The skeletons of the speeches that `names` name; of one alone, those of its whole series.

    :raises QueryError: if a name names no speech, or more than one.
    """
    numbers = list(dict.fromkeys(speech_named(snapshot, name) for name in names))
    if len(numbers) == 1:
        numbers = series(snapshot, numbers[0])
    known = snapshot.speeches()
    numbers.sort(key=lambda number: (known[number].date is None, known[number].date_key, number))
    speeches = tuple(snapshot.with_text(number) for number in numbers)
    return Skeletons(speeches, aligned_rows([headings(speech.text) for speech in speeches]), scope_of(snapshot))


def series(snapshot: Snapshot, speech_no: int) -> list[int]:
    """The numbers of the speeches of one occasion or title through the years, `speech_no` among them, ascending.

    Of several versions of a speech the one that counts; years, ordinals and brackets in the name make no difference.
    """
    known, wanted = snapshot.speeches(), meeting(snapshot.speeches()[speech_no])
    others = (number for number in snapshot.versions.counted() if meeting(known[number]) == wanted)
    front = snapshot.versions.front(speech_no)
    return sorted({speech_no, *(number for number in others if number != front)})


def headings(text: str) -> list[Heading]:
    """The headings of a speech in order: those of paragraphs, run-in ones included, not the items inside paragraphs."""
    found: list[Heading] = []
    for paragraph in outline(text):
        if paragraph.heading is not None and paragraph.level is not None:
            span = Span(paragraph.start, paragraph.start + len(paragraph.heading))
            found.append(Heading(paragraph.level, span, text[slice(*span)]))
    return found


def aligned_rows(columns: Sequence[Sequence[Heading]]) -> tuple[Row, ...]:
    """The headings of all columns, each once, in rows that keep the order of every column.

    Progressive alignment (Feng and Doolittle 1987): each column is aligned with the rows so far, by likeness first and
    where there is none by level.
    """
    rows: list[list[Heading | None]] = []
    for width, column in enumerate(columns):
        weights = {
            Pair(i, j): weight
            for i, row in enumerate(rows)
            for j, heading in enumerate(column)
            if (weight := max(_weight(other, heading) for other in row if other))
        }
        merged: list[list[Heading | None]] = []
        next_row = next_heading = 0
        for i, j in [*in_order(weights, len(rows), len(column)), Pair(len(rows), len(column))]:
            merged += [[*row, None] for row in rows[next_row:i]]
            merged += [[*[None] * width, heading] for heading in column[next_heading:j]]
            merged += [[*row, column[j]] for row in rows[i : i + 1]]
            next_row, next_heading = i + 1, j + 1
        rows = merged
    return tuple(Row(tuple(row), _any_alike([heading for heading in row if heading])) for row in rows)


def meeting_name(speech: SpeechFacts) -> str:
    """The name of a series for people, as one of its speeches writes it: no session or year must name the others."""
    return _WHICH_TIME.sub("", speech.occasion or speech.title).strip() or speech.title


def meeting(speech: SpeechFacts) -> str:
    """The name that speeches of a series have in common: the occasion, else the title, without what differs."""
    name = fold_plain(speech.occasion) if speech.occasion else _SPOKEN_AT.sub("", title_without_state(speech.title))
    return _WHICH_TIME.sub("", name) or speech.speech_id


def _wording(heading: Heading) -> Pieces:
    return character_pairs(FOLDED_MARKER.sub("", fold_plain(heading.text)))


def _weight(one: Heading, other: Heading) -> int:
    alike = likeness(_wording(one), _wording(other))
    if alike >= LEAST:
        return round(_ALIKE * alike)
    if one.level != other.level:
        return 0
    numbers = [FOLDED_MARKER.match(fold_plain(heading.text)) for heading in (one, other)]
    return _SAME_NUMBER if numbers[0] and numbers[1] and numbers[0][0] == numbers[1][0] else _SAME_LEVEL


def _any_alike(held: Sequence[Heading]) -> bool:
    return any(_weight(one, other) > _SAME_NUMBER for i, one in enumerate(held) for other in held[i + 1 :])

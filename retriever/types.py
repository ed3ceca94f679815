"""What a question becomes: Filters and Query on the way in, Hit and Answer on the way out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage, Span, Speech, say


@dataclass(frozen=True, slots=True)
class Filters:
    """Which speeches may answer; None means any.

    Dates are YYYY, YYYY-MM or YYYY-MM-DD, both ends included. `occasion` and `title` match as folded substrings,
    `speaker` the speaker or the office as a folded substring, `folder` a folder and all below it; `language` is "zh" or
    "en".
    """

    year: int | None = None
    date_from: str | None = None
    date_to: str | None = None
    speaker: str | None = None
    occasion: str | None = None
    title: str | None = None
    folder: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of an answer must know, as a code with particulars."""

    code: str
    particulars: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: str) -> str:
        """The note as a sentence in `language` ("zh" or "en")."""
        return say(f"note_{self.code}", language, **dict(self.particulars))


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood: its text without the filters, its quoted phrases, the order wanted."""

    text: str
    phrases: tuple[str, ...]
    filters: Filters
    sort: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, its Speech, and why it was chosen.

    `score` lies in [0, 1] and compares only within one answer; `rank` counts from 1. `matched` is a subset of
    ("exact", "keyword", "meaning"). `highlights` are spans of `passage.text`, ascending, disjoint: the decisive
    sentence. `also_in` are the other speeches that say nearly the same.
    """

    passage: Passage
    speech: Speech
    score: float
    rank: int
    matched: tuple[str, ...]
    highlights: tuple[Span, ...]
    also_in: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one question, best first: of the `total` that were found, the page from `offset` on."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    offset: int = 0
    note: Note | None = None

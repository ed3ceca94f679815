"""A question's values: Query on the way in, Hit and Answer on the way out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage, Span, Speech, SpeechFacts, Wording, say
from retriever.filters import Filters

MOST_CHANGES = 8
"""Changes of a sentence that a short answer lists: the first, the last, and those that changed most."""
_MOST_YEARS = 6  # that are named one by one


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of an answer must know, as a code with particulars."""

    code: str
    particulars: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: str) -> str:
        """The note as a sentence in `language` ("zh" or "en")."""
        return say(f"note_{self.code}", language, **dict(self.particulars))


@dataclass(frozen=True, slots=True)
class Chip:
    """A meaning that was understood from some `words` of a question, a slice of it.

    `field` is one of Filters, "sort" or "mode". `reason` says why it is not applied, one of: leaves_nothing,
    leaves_nothing_together (with the other limits), excludes_all, no_metadata, outranked (by a filter that was set),
    term_start_unset, period_unknown, several (limits of the kind), not_told (nothing tells which speeches
    to leave out: its words are not searched for either). A period has two chips of the same words. `years`,
    ascending, are those of the speeches that it leaves by itself, where it leaves nothing together with the others.
    `unstated` speeches do not say by whom they are, where none is said to be by the speaker that was asked for.
    `remark` says what must be known of one that is applied: other_years, where the words may mean another year as well,
    or any_holder, where they mean one holder of an office who is not told from the others.
    """

    field: str
    value: str | int
    words: str
    applied: bool
    reason: str | None = None
    years: tuple[int, ...] = ()
    remark: str | None = None
    unstated: int = 0

    def remarked(self, language: str) -> str:
        """The remark as a phrase in `language` ("zh" or "en"), "" for none."""
        return say(f"chip_{self.remark}", language, words=self.words) if self.remark else ""

    def why(self, language: str) -> str:
        """The reason why it is not applied, as a sentence in `language` ("zh" or "en"); "" when it is."""
        if self.years:
            return say("chip_leaves_nothing_together_in", language, words=self.words, years=_listed(self.years))
        if self.unstated:
            return say("chip_leaves_nothing_unstated", language, words=self.words, count=self.unstated)
        return say(f"chip_{self.reason}", language, words=self.words) if self.reason else ""


def _listed(years: tuple[int, ...]) -> str:
    """The years one by one, or from which to which where there are many."""
    return "/".join(map(str, years)) if len(years) <= _MOST_YEARS else f"{years[0]}–{years[-1]}"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood: what was asked in full, its quoted phrases, all filters in force, the order wanted.

    `mode` says what the hits are: "passages"; "speeches", one passage for each; "outline", the same with its speech's
    outline; "wording", the exact occurrences first; "context", a passage among its neighbours; "thanks", none, where
    nothing was asked. `subject` is what is searched for: the text without the words that became filters.
    """

    text: str
    phrases: tuple[str, ...]
    filters: Filters
    sort: str
    understood: tuple[Chip, ...] = ()
    mode: str = "passages"
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, its Speech, and why it was chosen.

    `score` lies in [0, 1] and compares only within one answer; `rank` counts from 1. `matched` is a subset of
    ("exact", "keyword", "meaning"). `highlights` are spans of `passage.text`, ascending, disjoint: the decisive
    sentence. `read_with` is the part of `passage.text` around it that must be read with it, None when it is understood
    by itself: its whole list, the sentence it points back to. `also_in` are the other speeches where the
    passage reads the same but for punctuation and blank space, `similar_in` those where it is nearly the same and
    differs: in a figure, a clause. `outline` holds the speech's heading paths in order when outlines were asked for.
    `discontinued` are the discontinued wordings in the passage, as spans of its text like the highlights, each with the
    set wording that replaces it. `is_less_close` is true for a passage that hardly answers: it is folded
    on the page, and listed behind those that answer, unless an order by date was set.
    """

    passage: Passage
    speech: Speech
    score: float
    rank: int
    matched: tuple[str, ...]
    highlights: tuple[Span, ...]
    also_in: tuple[SpeechFacts, ...] = ()
    outline: tuple[tuple[str, ...], ...] = ()
    discontinued: tuple[tuple[Span, Wording], ...] = ()
    read_with: Span | None = None
    similar_in: tuple[SpeechFacts, ...] = ()
    is_less_close: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of a speech, character for character: `text` is its `text[start:end]`.

    `marks` are spans of `text`, ascending and disjoint: the wording that is asked about, or what differs from the slice
    before. `rank` is that of the hit that it stands in, None where it stands in none.
    """

    text: str
    speech: SpeechFacts
    start: int
    end: int
    marks: tuple[Span, ...] = ()
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class YearOfWording:
    """The number of places of a wording in a year, and of the speeches that hold them, both at least 1."""

    year: int
    places: int
    speeches: int


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence with a wording as it read from the year `first` to the year `last`.

    The marks of `slice` are what the change before did not have, `dropped` is what only that one had, in its order.
    """

    first: int
    last: int
    slice: Slice
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The part to be read before the hits, made of slices and counts; nothing in it is put into other words.

    `kind` says which: "sentences", the `slices` that answer, best first; "said", whether `wording` stands anywhere,
    with the slices of its first and last dated use, or where it stands nowhere, with those that come close; "years",
    the `years` that it stands in, ascending; "first" and "last", the slices of the first place in each of the oldest or
    the newest dated speeches with it; "changes", how a sentence with it changed, oldest first.
    `places` and `speeches` count the wording among the speeches that may answer, versions of a speech once, and
    `undated` those of these speeches that have no date; `is_limited` where filters leave speeches out. `unmet` are the
    limits in the question that leave no speech, each once: it is answered without them.
    """

    kind: str
    slices: tuple[Slice, ...] = ()
    wording: str = ""
    places: int = 0
    speeches: int = 0
    undated: int = 0
    years: tuple[YearOfWording, ...] = ()
    changes: tuple[Change, ...] = ()
    is_limited: bool = False
    unmet: tuple[Chip, ...] = ()

    def sentence(self, language: str) -> str:
        """The sentence in front of the slices, in `language` ("zh" or "en"); "" where they speak for themselves."""
        said = ("" if language == "zh" else " ").join(say(code, language, **self._counts) for code in self._codes())
        said = say("short_limited", language, sentence=said) if self.is_limited and said else said
        for chip in reversed(self.unmet):
            code = "short_leaves_nothing_unstated" if chip.unstated else f"short_{chip.reason}"
            said = say(code, language, words=chip.words, sentence=said)
        return said

    def _codes(self) -> list[str]:
        """The codes of the messages that make up the sentence, in their order."""
        undated = bool(self.undated)
        if self.kind in ("first", "last"):
            return ["short_held", *(["short_order_undated"] if undated else []), f"short_{self.kind}"]
        if self.kind == "years" and self.years:
            return ["short_years", *(["short_some_undated"] if undated else [])]
        return {
            "sentences": [],
            "said": ["short_said" if self.places else "short_near" if self.slices else "short_not_said"],
            "years": ["short_undated"],
            "changes": ["short_changes" if len(self.changes) < MOST_CHANGES else "short_changes_most"],
        }[self.kind]

    @property
    def _counts(self) -> dict[str, int | str]:
        return {
            "wording": self.wording,
            "count": len(self.changes),
            "speeches": self.speeches,
            "places": self.places,
            "years": len(self.years),
            "undated": self.undated,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one question, best first: of the `total` that can be listed, the page from `offset` on.

    `total` is how far the search goes, no count of what there is on the subject. Where a wording is looked up,
    `verbatim` is in how many speeches it stands word for word, all of them counted; else None. `note` is what must be
    known before anything else, `notes` are further remarks. `short` is what is to be read first, None where nothing
    answers, and on the pages behind the first.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    offset: int = 0
    note: Note | None = None
    notes: tuple[Note, ...] = ()
    verbatim: int | None = None
    short: ShortAnswer | None = None

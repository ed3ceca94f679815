"""Two speeches paragraph by paragraph: kept, reworded, moved, new and dropped; and what there is to compare."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from corpus import Folded, Span, Speech, SpeechFacts, Wording, fold, fold_plain
from corpus.cancelling import check_cancelled
from corpus.language.numerals import ALL
from corpus.text.sentences import lines
from indexer.snapshot import Snapshot, once
from retriever.opened import OpenedIndex
from retriever.phrasing.differences import (
    Difference,
    Pair,
    character_pairs,
    common_runs,
    differences,
    in_order,
    likeness,
    out_of_order,
    shared,
    with_common_run,
    without_runs,
)
from retriever.phrasing.named import speech_named
from retriever.phrasing.set_wordings import discontinued_in
from retriever.phrasing.skeletons import meeting


@once
def meetings_held_again(snapshot: Snapshot) -> list[tuple[SpeechFacts, ...]]:
    """The dated speeches of each meeting with more than one; the oldest of each first.

    Meetings that were held last in front. Of several versions of a speech the one that counts.
    """
    speeches, found = snapshot.speeches(), defaultdict(list)
    for number in snapshot.versions.counted():
        if speeches[number].date:
            found[meeting(speeches[number])].append(speeches[number])
    series = [tuple(sorted(held, key=lambda speech: speech.date_key)) for held in found.values() if len(held) > 1]
    return sorted(series, key=lambda held: held[-1].date_key, reverse=True)


@once
def speeches_in_versions(snapshot: Snapshot) -> list[tuple[SpeechFacts, ...]]:
    """The versions of each speech with more than one: that which counts last; newest speeches first."""
    speeches = snapshot.speeches()
    groups = dict.fromkeys(snapshot.versions.groups.values())
    found = [tuple(speeches[number] for number in (*members[:0:-1], members[0])) for members in groups]
    return sorted(found, key=lambda members: members[-1].date_key, reverse=True)


Kind = Literal["kept", "reworded", "new", "dropped"]
KINDS: tuple[Kind, ...] = ("kept", "reworded", "new", "dropped")

# How alike (see `align.likeness`) a paragraph must be to count as the same one reworded: where the order says so too,
# and out of order, where a stock phrase in common must not be enough. Below 0.35, headings of two years pair by chance.
LEAST_IN_ORDER = 0.35
LEAST_MOVED = 0.5
# In order, a paragraph that takes up so many folded characters in a row is the same one reworded, however much was
# written around them: a clause of two years ago in a paragraph of its own.
TAKEN_UP = 12
# From this likeness on two paragraphs are one, formula or not: nobody looks for what else they share.
SURELY_ONE = 0.75
# So many other meetings make of such a run a formula: 定了的事马上办 closes many a speech and pairs no two paragraphs.
FORMULA = 2

_UNPARTED = re.compile(f"[0-9a-z.,:%‰{ALL}]")

IsFormula = Callable[[str], bool]
"""A function that returns True if a run of TAKEN_UP folded characters is a formula."""


@dataclass(frozen=True, slots=True)
class ComparedParagraph:
    """A paragraph of `a`, of `b` or of both, as spans of their texts; None where it is not.

    `kept` ones fold to the same text. `differences` are the stretches of a reworded one that are not equal, as spans
    of the speeches' texts. `moved` says that it stands elsewhere among the paragraphs that both have.
    """

    kind: Kind
    a: Span | None
    b: Span | None
    differences: tuple[Difference, ...] = ()
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two speeches with their texts, and their paragraphs in the order of `b`, dropped ones where they stood in `a`.

    `discontinued_in_a` and `discontinued_in_b` are the discontinued wordings in the two texts, as spans of them.
    """

    a: Speech
    b: Speech
    paragraphs: tuple[ComparedParagraph, ...]
    discontinued_in_a: tuple[tuple[Span, Wording], ...] = ()
    discontinued_in_b: tuple[tuple[Span, Wording], ...] = ()


def compare(index: OpenedIndex, a: str, b: str) -> Comparison:
    """The comparison of the speeches that `a` and `b` name (see `named.speech_named`), going from `a` to `b`.

    :raises QueryError: if either names no speech, or more than one.
    """
    first, second = (speech_named(index.snapshot, name) for name in (a, b))
    return index.snapshot.once("compared", lambda: _compared(index, (first, second)), first, second)


def _compared(index: OpenedIndex, numbers: tuple[int, int]) -> Comparison:
    """The comparison of the speeches with these numbers, which takes half a second for two long reports."""
    one, other = (index.snapshot.with_text(number) for number in numbers)
    return Comparison(
        one,
        other,
        compare_texts(one.text, other.text, formulas(index, numbers)),
        tuple(discontinued_in(one.text, index.snapshot.wordings_for(numbers[0]))),
        tuple(discontinued_in(other.text, index.snapshot.wordings_for(numbers[1]))),
    )


def formulas(index: OpenedIndex, numbers: Sequence[int]) -> IsFormula:
    """The formulas when these speeches are compared: what is said at FORMULA meetings or more besides theirs."""
    known = index.snapshot.speeches()
    own = {meeting(known[number]) for number in numbers}

    @cache
    def is_formula(run: str) -> bool:
        return len({meeting(known[number]) for number in index.search.phrase_speeches(run).tolist()} - own) >= FORMULA

    return is_formula


def _no_formula(_: str) -> bool:
    return False


def compare_texts(a: str, b: str, is_formula: IsFormula = _no_formula) -> tuple[ComparedParagraph, ...]:
    """Every paragraph (line that is not blank) of both texts, each once; two share more than formulas or are no pair.

    First the paragraphs that both have are aligned in their order, then those left over are sought out of order.
    """
    spans_a, spans_b = lines(a), lines(b)
    texts_a, texts_b = ([text[slice(*span)] for span in spans] for text, spans in ((a, spans_a), (b, spans_b)))
    pieces_a, pieces_b = ([character_pairs(text) for text in texts] for texts in (texts_a, texts_b))
    weights = shared(pieces_a, pieces_b, LEAST_IN_ORDER)
    for pair in with_common_run(texts_a, texts_b, TAKEN_UP):
        weights[pair] = len(pieces_a[pair.a] & pieces_b[pair.b])
    for pair in list(weights):
        check_cancelled()
        if likeness(pieces_a[pair.a], pieces_b[pair.b]) < SURELY_ONE:
            weights[pair] = _beyond_formulas(texts_a[pair.a], texts_b[pair.b], weights[pair], is_formula)
    aligned = in_order(weights, len(spans_a), len(spans_b))
    alike = {
        pair: w for pair, w in weights.items() if w and likeness(pieces_a[pair.a], pieces_b[pair.b]) >= LEAST_MOVED
    }
    moved = out_of_order(alike, aligned)
    found: list[ComparedParagraph] = []
    for i, j in _rows(aligned, moved, len(spans_a), len(spans_b)):
        check_cancelled()
        if i is not None and j is not None:
            found.append(_in_both(a, b, spans_a[i], spans_b[j], moved=Pair(i, j) in moved))
        elif i is not None:
            found.append(ComparedParagraph("dropped", spans_a[i], None))
        elif j is not None:
            found.append(ComparedParagraph("new", None, spans_b[j]))
    return tuple(found)


def _beyond_formulas(a: str, b: str, weight: int, is_formula: IsFormula) -> int:
    """The pairs of characters that two paragraphs share besides formulas, 0 if not enough; `weight` is with these."""
    found = [run for run in common_runs(a, b, TAKEN_UP) if is_formula(run)]
    if not found:
        return weight
    rest_a, rest_b = without_runs(a, found, "\ufffe"), without_runs(b, found, "\uffff")  # they agree nowhere
    one, other = character_pairs(rest_a), character_pairs(rest_b)
    enough = likeness(one, other) >= LEAST_IN_ORDER or common_runs(rest_a, rest_b, TAKEN_UP)
    return len(one & other) if enough else 0


def _rows(
    aligned: Sequence[Pair], moved: Sequence[Pair], length_a: int, length_b: int
) -> Iterator[tuple[int | None, int | None]]:
    """The paragraphs' places in both texts, row by row: what was dropped, then what is new, then what both have."""
    moved_a, from_a = {pair.a for pair in moved}, {pair.b: pair.a for pair in moved}
    next_a = next_b = 0
    for i, j in [*aligned, Pair(length_a, length_b)]:
        yield from ((k, None) for k in range(next_a, i) if k not in moved_a)
        yield from ((from_a.get(k), k) for k in range(next_b, j))
        if i < length_a:
            yield i, j
        next_a, next_b = i + 1, j + 1


def _in_both(a: str, b: str, in_a: Span, in_b: Span, *, moved: bool) -> ComparedParagraph:
    one, other = a[slice(*in_a)], b[slice(*in_b)]
    if fold_plain(one) == fold_plain(other):
        return ComparedParagraph("kept", in_a, in_b, moved=moved)
    found = tuple(
        Difference(each.kind, _shifted(each.a, in_a.start), _shifted(each.b, in_b.start))
        for each in _anchored(one, other)
        if each.kind != "equal"
    )
    return ComparedParagraph("reworded", in_a, in_b, found, moved)


def _anchored(a: str, b: str) -> Iterator[Difference]:
    """The differences around the longest run of characters that both paragraphs have, if it is long enough for a pair.

    Else a clause that one paragraph ends with and the other begins with, all that they share, would not be seen.
    """
    one, other = fold(a), fold(b)
    run = SequenceMatcher(None, one.text, other.text, autojunk=False).find_longest_match()
    size = run.size
    while size >= TAKEN_UP and (_inside(one, run.a + run.size - size) or _inside(other, run.b + run.size - size)):
        size -= 1
    start_a, start_b = run.a + run.size - size, run.b + run.size - size
    while size >= TAKEN_UP and (_inside(one, start_a + size) or _inside(other, start_b + size)):
        size -= 1
    if size < TAKEN_UP:
        yield from differences(a, b)
        return
    begin = one.offsets[start_a], other.offsets[start_b]
    end = one.offsets[start_a + size - 1] + 1, other.offsets[start_b + size - 1] + 1
    yield from _anchored(a[: begin[0]], b[: begin[1]])
    for each in _anchored(a[end[0] :], b[end[1] :]):
        yield Difference(each.kind, _shifted(each.a, end[0]), _shifted(each.b, end[1]))


def _inside(text: Folded, place: int) -> bool:
    """True if a place of a folded text is inside a number, a word in letters or what one character folds to."""
    if not 0 < place < len(text.text):
        return False
    if text.offsets[place - 1] == text.offsets[place]:
        return True
    return all(_UNPARTED.match(text.text[at]) is not None for at in (place - 1, place))


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)

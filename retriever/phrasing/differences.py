"""Differences between two wordings, character by character, and which pieces of two texts belong together."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from corpus import fold, fold_plain
from corpus.language.numerals import ALL, LARGE
from corpus.text.sentences import Span

Pieces = frozenset[str]


class Pair(NamedTuple):
    """Piece `a` of the one text and piece `b` of the other, by their places in their lists."""

    a: int
    b: int


def character_pairs(text: str) -> Pieces:
    """The pairs of neighbouring characters of the folded text, its two ends counted as characters."""
    return frozenset(one + other for one, other in pairwise(f"\n{fold_plain(text)}\n"))


def likeness(a: Pieces, b: Pieces) -> float:
    """The likeness of two pieces, in [0, 1], 1 for the same pairs of characters: Dice's coefficient (Dice 1945)."""
    return 2 * len(a & b) / (len(a) + len(b))


def shared(a: Sequence[Pieces], b: Sequence[Pieces], least: float) -> dict[Pair, int]:
    """The number of pairs of characters that each two pieces share which are alike by at least `least`."""
    found: dict[Pair, int] = {}
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            both = len(one) + len(other)
            if 2 * min(len(one), len(other)) < least * both:
                continue  # too different in length to be as alike as that
            common = len(one & other)
            if 2 * common >= least * both:
                found[Pair(i, j)] = common
    return found


def with_common_run(a: Sequence[str], b: Sequence[str], length: int) -> set[Pair]:
    """The pairs of pieces that have `length` folded characters in a row in common."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for j, text in enumerate(b):
        for run in _runs(text, length):
            holders[run].add(j)
    return {Pair(i, j) for i, text in enumerate(a) for run in _runs(text, length) for j in holders.get(run, ())}


def common_runs(a: str, b: str, length: int) -> set[str]:
    """The runs of `length` folded characters that two texts have in common."""
    return _runs(a, length) & _runs(b, length)


def without_runs(text: str, runs: Iterable[str], mark: str) -> str:
    """The folded text with `mark` for each character in a place of the folded runs, which may overlap."""
    folded = fold_plain(text)
    gone: set[int] = set()
    for run in runs:
        at = folded.find(run)
        while at >= 0:
            gone.update(range(at, at + len(run)))
            at = folded.find(run, at + 1)
    return "".join(mark if place in gone else character for place, character in enumerate(folded))


def in_order(weights: dict[Pair, int], length_a: int, length_b: int) -> list[Pair]:
    """The pairs, ascending in both texts, each piece in one at most, that together weigh most.

    Dynamic programming over both texts (Needleman and Wunsch 1970; for texts, Gale and Church 1993). Of equally heavy
    choices the one is taken whose pairs stand further on.
    """
    best = [[0] * (length_b + 1) for _ in range(length_a + 1)]
    for i in range(length_a):
        for j in range(length_b):
            taken = best[i][j] + weights.get(Pair(i, j), 0)
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], taken)
    found: list[Pair] = []
    i, j = length_a, length_b
    while i and j:
        weight = weights.get(Pair(i - 1, j - 1), 0)
        if weight and best[i][j] == best[i - 1][j - 1] + weight:
            i, j = i - 1, j - 1
            found.append(Pair(i, j))
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def out_of_order(weights: dict[Pair, int], taken: Sequence[Pair]) -> list[Pair]:
    """The pairs of pieces that `taken` leaves over, the heaviest first, each piece in one at most; by their `b`."""
    used_a, used_b = {pair.a for pair in taken}, {pair.b for pair in taken}
    found: list[Pair] = []
    for pair in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        if pair.a not in used_a and pair.b not in used_b:
            used_a.add(pair.a)
            used_b.add(pair.b)
            found.append(pair)
    return sorted(found, key=lambda pair: pair.b)


def _runs(text: str, length: int) -> set[str]:
    folded = fold_plain(text)
    return {folded[i : i + length] for i in range(len(folded) - length + 1)}


Kind = Literal["equal", "replaced", "deleted", "inserted"]

_PIECE = re.compile(
    rf"\d+(?:[.,:]\d+)*[{LARGE}]*[%‰]?"  # 3.5万, 1,200, 60%
    rf"|[{ALL}]{{2,}}"  # 五十万; a single numeral is a character like any other
    r"|[a-z\u00df-\u024f\u0370-\u04ff]+(?:['-][a-z]+)*"  # letters; folded text has no capitals
    r"|\.+"  # … folds to ...
    r"|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of two wordings: `a` and `b` are its spans in them, one of them empty where it was deleted or inserted.

    Going from `a` to `b`: "deleted" stands in `a` only, "inserted" in `b` only.
    """

    kind: Kind
    a: Span
    b: Span


def differences(a: str, b: str) -> list[Difference]:
    """The stretches in order, equal ones too: one after the other their spans are all of `a` and all of `b`.

    Equal stretches fold to the same text, others do not; no two of one kind follow each other.
    """
    one, other = _pieces(a), _pieces(b)
    numbers: dict[str, int] = {}
    keys = [[numbers.setdefault(text, len(numbers)) for text in side.texts] for side in (one, other)]
    opcodes = Levenshtein.opcodes(*keys)
    stretches = [_Stretch(op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end) for op in opcodes]
    stretches = _joined(_without_chance(_joined(stretches), one.texts))
    stretches = _joined(_at_marks(stretches, one.texts, other.texts))
    stretches = _joined(_settled(stretches, one.texts, other.texts))
    ends = _ends(stretches, one, other)
    starts = [(0, 0), *ends]
    return [
        Difference(_kind(stretch), Span(start[0], end[0]), Span(start[1], end[1]))
        for stretch, start, end in zip(stretches, starts, ends, strict=False)
    ]


class _Pieces(NamedTuple):
    """The aligned units of a text: folded pieces, the span of each in the original, and the length of the original."""

    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    length: int


class _Stretch(NamedTuple):
    """Pieces a:a_end of the one text and b:b_end of the other, equal or not."""

    equal: bool
    a: int
    a_end: int
    b: int
    b_end: int


@lru_cache(maxsize=16)  # one wording is compared with many
def _pieces(text: str) -> _Pieces:
    folded, offsets = fold(text)
    spans = list(_whole(folded, offsets))
    originals = (Span(offsets[start], offsets[end - 1] + 1) for start, end in spans)
    return _Pieces(tuple(folded[start:end] for start, end in spans), tuple(originals), len(text))


def _whole(folded: str, offsets: Sequence[int]) -> Iterator[Span]:
    """The spans of the pieces in the folded text; none begins or ends within what one original character folds to."""
    begin = 0
    for start, end in map(re.Match.span, _PIECE.finditer(folded)):
        for stop in _stops(folded, offsets, start, end) if end - start > 1 else (end,):
            if stop == len(folded) or offsets[stop] != offsets[stop - 1]:
                yield Span(begin, stop)
                begin = stop


def _stops(folded: str, offsets: Sequence[int], start: int, end: int) -> Iterator[int]:
    """The offsets at which the piece start:end ends and blanks cut it: they end a word but not a number."""
    for i in range(start + 1, end):
        if offsets[i] > offsets[i - 1] + 1 and not folded[i - 1 : i + 1].isnumeric():
            yield i
    yield end


def _joined(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The stretches, neighbours of one kind made one, empty ones left out."""
    held = (s for s in stretches if s.a < s.a_end or s.b < s.b_end)
    runs = (list(run) for _, run in groupby(held, key=lambda stretch: stretch.equal))
    return [_Stretch(run[0].equal, run[0].a, run[-1].a_end, run[0].b, run[-1].b_end) for run in runs]


def _without_chance(stretches: Sequence[_Stretch], texts: Sequence[str]) -> list[_Stretch]:
    """The stretches; an equal one without punctuation between two changes of twice its size is no longer equal."""
    kept = list(stretches)
    for i in range(1, len(kept) - 1):
        s = kept[i]
        if s.equal and not any(map(_is_mark, texts[s.a : s.a_end])):
            around = min(max(n.a_end - n.a, n.b_end - n.b) for n in (kept[i - 1], kept[i + 1]))
            kept[i] = s._replace(equal=2 * (s.a_end - s.a) > around)
    return kept


def _at_marks(stretches: Sequence[_Stretch], one: Sequence[str], other: Sequence[str]) -> list[_Stretch]:
    """The stretches, with insertions and deletions between equal ones moved to where they begin and end at a mark."""
    kept = list(stretches)
    for i in range(1, len(kept) - 1):
        change = kept[i]
        if change.a == change.a_end:
            shift = _best_shift(other, change.b, change.b_end, kept[i - 1].b, kept[i + 1].b_end)
        elif change.b == change.b_end:
            shift = _best_shift(one, change.a, change.a_end, kept[i - 1].a, kept[i + 1].a_end)
        else:
            continue
        before, after = kept[i - 1], kept[i + 1]
        kept[i - 1] = before._replace(a_end=before.a_end + shift, b_end=before.b_end + shift)
        kept[i] = _Stretch(change.equal, *(place + shift for place in change[1:]))
        kept[i + 1] = after._replace(a=after.a + shift, b=after.b + shift)
    return kept


def _best_shift(texts: Sequence[str], start: int, end: int, least: int, most: int) -> int:
    """By how much the piece start:end can move within least:most and still read the same around it, to read best.

    Best is to begin after a mark and to end with one; then either; the nearest such place, the left one of two.
    """
    left = right = 0
    while start + left > least and texts[start + left - 1] == texts[end + left - 1]:
        left -= 1
    while end + right < most and texts[start + right] == texts[end + right]:
        right += 1

    def reads(shift: int) -> tuple[int, int]:
        begins = start + shift == 0 or _is_mark(texts[start + shift - 1])
        return begins + _is_mark(texts[end + shift - 1]), -abs(shift)

    return max(range(left, right + 1), key=reads)


def _settled(stretches: Sequence[_Stretch], one: Sequence[str], other: Sequence[str]) -> list[_Stretch]:
    """The stretches, equal where both sides fold to the same though they were cut into other pieces."""
    return [s._replace(equal="".join(one[s.a : s.a_end]) == "".join(other[s.b : s.b_end])) for s in stretches]


def _ends(stretches: Sequence[_Stretch], one: _Pieces, other: _Pieces) -> list[tuple[int, int]]:
    """The end of each stretch in both originals; blanks at its edge belong to the equal stretch beside it."""
    ends = [(0, 0)]
    for s in stretches[:-1]:
        a_end, b_end = _edge(one, s.a_end, at_once=not s.equal), _edge(other, s.b_end, at_once=not s.equal)
        # Where nothing stands on one side, the equal stretch before has taken the blanks already.
        ends.append((max(a_end, ends[-1][0]), max(b_end, ends[-1][1])))
    return [*ends[1:], (one.length, other.length)]


def _edge(pieces: _Pieces, place: int, *, at_once: bool) -> int:
    """The end of the pieces before `place`: `at_once` after the last of them, or where the next one begins."""
    if place == len(pieces.spans):
        return pieces.length if not at_once else max((span.end for span in pieces.spans[-1:]), default=0)
    if at_once:
        return pieces.spans[place - 1].end if place else 0
    return pieces.spans[place].start


def _kind(stretch: _Stretch) -> Kind:
    if stretch.equal:
        return "equal"
    if stretch.a == stretch.a_end:
        return "inserted"
    return "deleted" if stretch.b == stretch.b_end else "replaced"


def _is_mark(text: str) -> bool:
    return unicodedata.category(text[0])[0] in "PS"

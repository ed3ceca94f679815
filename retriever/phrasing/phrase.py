"""A wording looked up: every place of it, also with gaps (坚持…与…相结合, 以＿为＿) and what fills them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Folded, Span, Wording, fold_plain, lookup_form, span_in_original
from corpus.errors import QueryError
from corpus.lookup import whole
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import LONGEST, Occurrence, Occurrences, counted_once, occurrences
from retriever.phrasing.set_wordings import discontinued_in

WIDEST = 20
"""Characters that a gap holds at most. It holds at least one and stays within a clause."""

_GAP = re.compile(r"(?:\.{3,}|_+|…|⋯|＿)+")
# Between clauses. A comma in front of the next part is let through: 不是…而是… is written 不是…，而是….
_WITHIN_CLAUSE = r"[^,。!?;:]"


@dataclass(frozen=True, slots=True)
class Filling:
    """A filling of the gaps, and where it stands: `fillers` are folded, a string for each gap."""

    fillers: tuple[str, ...]
    occurrences: tuple[Occurrence, ...]


def is_pattern(phrase: str) -> bool:
    """True if `phrase` has a gap, written … or ＿, beside something that is to be found."""
    return bool(_GAP.search(phrase)) and any(fold_plain(part) for part in _GAP.split(phrase))


def only_gaps(phrase: str) -> bool:
    """True if `phrase` has gaps and nothing beside them that is to be found."""
    return bool(_GAP.search(phrase)) and not is_pattern(phrase)


def matches(index: OpenedIndex, pattern: str) -> Occurrences:
    """Every place of `pattern`, with what fills its gaps; overlapping places once, from the left.

    :raises QueryError: if the pattern has nothing but gaps or is longer than LONGEST.
    """
    parts = [lookup_form(part).text for part in _GAP.split(pattern)]
    written = [part for part in parts if part]
    if not written:
        raise QueryError("phrase_blank")
    if sum(map(len, written)) > LONGEST:
        raise QueryError("phrase_too_long", length=sum(map(len, written)), limit=LONGEST)
    expression = _expression(parts)
    holding = set.intersection(*(set(index.search.phrase_speeches(part).tolist()) for part in set(written)))
    speeches = index.snapshot.speeches()
    found = (
        Occurrence(number, speeches[number], *place, fillers)
        for number in index.snapshot.as_read(sorted(holding))
        for place, fillers in places(
            expression, index.snapshot.lookup_form(number), index.snapshot.with_text(number).text
        )
    )
    return counted_once(index, pattern, found)


def fillings(found: Sequence[Occurrence], texts: dict[int, str]) -> list[Filling]:
    """The fillings of the gaps, the most frequent first, then by text; `texts` are those of the speeches, by number."""
    by_fillers: defaultdict[tuple[str, ...], list[Occurrence]] = defaultdict(list)
    for occurrence in found:
        text = texts[occurrence.speech_no]
        by_fillers[tuple(fold_plain(text[start:end]) for start, end in occurrence.fillers)].append(occurrence)
    ranked = sorted(by_fillers.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Filling(fillers, tuple(where)) for fillers, where in ranked]


def places(expression: re.Pattern[str], form: Folded, text: str) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Each place of a pattern in a text as a span, with the spans that fill its gaps; none crosses a paragraph."""
    at = 0
    while match := expression.search(form.text, at):
        start, end = span_in_original(form.offsets, *match.span())
        if "\n" in text[start:end]:
            at = match.start() + 1
            continue
        yield (
            Span(start, end),
            tuple(
                Span(*span_in_original(form.offsets, *match.span(group))) for group in range(1, expression.groups + 1)
            ),
        )
        at = match.end()


def _expression(parts: Sequence[str]) -> re.Pattern[str]:
    """The pattern as a regular expression over the lookup form: a gap before another part is as short as can be."""
    pieces = [whole(parts[0])]
    for number, part in enumerate(parts[1:], 1):
        last = number == len(parts) - 1 and not part
        first = number == 1 and not parts[0]
        gap = f"({_WITHIN_CLAUSE}{{1,{WIDEST}}}{'' if last or first else '?'})"
        pieces.append(gap if not part or part.startswith(",") else f"{gap},?")
        pieces.append(whole(part))
    return re.compile("".join(pieces))


_BETWEEN = re.compile(r"[|｜]")

MOST_WORDINGS = 20
"""Wordings side by side: each is looked up by itself."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """One wording that was looked up. `fillings` are those of a pattern with gaps, else empty.

    `discontinued` are the discontinued wordings in it, as spans of `found.phrase`, each with what replaces it.
    """

    found: Occurrences
    fillings: tuple[Filling, ...] = ()
    discontinued: tuple[tuple[Span, Wording], ...] = ()


def wordings_of(typed: str) -> tuple[str, ...]:
    """The wordings that were typed, parted by | where several are to be seen side by side.

    :raises QueryError: if they are more than MOST_WORDINGS.
    """
    parts = tuple(part.strip() for part in _BETWEEN.split(typed) if part.strip())
    if len(parts) > MOST_WORDINGS:
        raise QueryError("wordings_too_many", count=len(parts), limit=MOST_WORDINGS)
    return parts or (typed,)


def look_up(index: OpenedIndex, phrase: str, *, exact: bool = False) -> LookedUp:
    """Every place of `phrase`, which may have gaps (以＿为＿) unless it is to be found `exact`.

    :raises QueryError: if it is blank, nothing but gaps or the | between wordings, or too long.
    """
    if not _BETWEEN.sub("", phrase).strip() or (not exact and only_gaps(phrase)):
        raise QueryError("phrase_blank")
    discontinued = tuple(discontinued_in(phrase, index.snapshot.wordings()))
    if exact or not is_pattern(phrase):
        return LookedUp(occurrences(index, phrase, exact=exact), discontinued=discontinued)
    found = matches(index, phrase)
    texts = {o.speech_no: index.snapshot.with_text(o.speech_no).text for o in found.counted}
    return LookedUp(found, tuple(fillings(found.counted, texts)), discontinued)

"""An office's list of set wordings: the standard and the discontinued ones in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import Span, Wording, fold, fold_plain, say, span_in_original


@dataclass(frozen=True, slots=True)
class Standing:
    """The set wordings that a text holds, its discontinued wordings, and whether its speech is authoritative."""

    standard: tuple[Wording, ...]
    discontinued: tuple[tuple[Span, Wording], ...]
    authoritative: bool

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """The place before frequency where texts are put in order: the smallest first.

        Texts with a discontinued wording go last; of the others, those with a set wording go before those without, and
        of these, authoritative ones first.
        """
        return bool(self.discontinued), not self.standard, not self.authoritative


def standing(text: str, wordings: Sequence[Wording], authoritative: bool) -> Standing:
    """The standing to `wordings` of `text`, from a speech that is `authoritative` or not."""
    folded = fold_plain(text)
    standard = tuple(wording for wording in wordings if _folded(wording.standard) in folded)
    return Standing(standard, tuple(discontinued_in(text, wordings)), authoritative)


def discontinued_in(text: str, wordings: Sequence[Wording]) -> list[tuple[Span, Wording]]:
    """The discontinued wordings in `text` as spans of it, ascending and disjoint, each with what replaces it.

    Of two that overlap the longer is meant, of equally long ones the first. Inside a standard wording, of whatever row,
    a discontinued one is no fault: 高速发展 in 高质量高速发展.
    """
    listed = [(_folded(each), wording) for wording in wordings for each in wording.discontinued]
    if not listed:
        return []
    folded, offsets = fold(text)
    present = sorted((pair for pair in listed if pair[0] in folded), key=lambda pair: -len(pair[0]))
    if not present:
        return []
    standards = [span for wording in wordings for span in _places(folded, _folded(wording.standard))]
    found: list[tuple[Span, Wording]] = []
    for phrase, wording in present:
        for place in _places(folded, phrase):
            inside = any(start <= place.start and place.end <= end for start, end in standards)
            if not inside and not any(place.start < taken.end and taken.start < place.end for taken, _ in found):
                found.append((place, wording))
    return [
        (Span(*span_in_original(offsets, place.start, place.end)), wording)
        for place, wording in sorted(found, key=lambda pair: pair[0])
    ]


def replacements(text: str, found: Sequence[tuple[Span, Wording]]) -> str | None:
    """The findings of `discontinued_in` in `text` with their replacements, a line each, for a cell; None for none."""
    return "\n".join(dict.fromkeys(f"{text[slice(*span)]} → {wording.standard}" for span, wording in found)) or None


def excerpt_note(text: str, wordings: Sequence[Wording], language: str) -> str:
    """A note in brackets below an excerpt `text` on the discontinued wordings in it; "" for none."""
    said = dict.fromkeys(
        say("discontinued_in_excerpt", language, wording=text[slice(*span)], standard=wording.standard)
        for span, wording in discontinued_in(text, wordings)
    )
    between, form = ("；", "（{}）") if language == "zh" else ("; ", "({})")
    return form.format(between.join(said)) if said else ""


@lru_cache(maxsize=10_000)
def _folded(wording: str) -> str:
    """A wording folded; those of a list are compared with one text after the other."""
    return fold_plain(wording)


def _places(text: str, phrase: str) -> Iterator[Span]:
    """Every place of `phrase` in `text`, also overlapping ones, from the left."""
    at = text.find(phrase)
    while at >= 0:
        yield Span(at, at + len(phrase))
        at = text.find(phrase, at + 1)

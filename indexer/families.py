"""Formulation families: sentences of different speeches that are variants of one wording, found as a step of a build.

Signatures (`indexer.minhash`) propose pairs, alignment confirms them. Families do not grow by chaining (A like B, B
like C): each has a centre, the wording that most speeches use, and every other member is a variant of the centre
itself. What depends on one text alone is stored with it; the grouping, which is quick, is done anew when anything
changed. So a family depends on what the corpus holds and on nothing else: neither on the order in which it came nor on
the number of builds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from corpus import Span, fold_plain, sentences
from corpus.language.markers import SENTENCE_NUMBER
from corpus.language.salutations import is_formula, is_greeting, is_salutation
from corpus.metadata.sources import head_lines, tail_lines
from indexer.catalog import Catalog, FamilyMember, StoredSentence
from indexer.minhash import shared_bands, signature
from indexer.versions import find_versions, signatures_of_speeches

VERSION = 6
"""Raised whenever the same texts would give other sentences, signatures, versions or families."""

SHORTEST, SHORTEST_LATIN = 8, 20
"""Folded characters of the shortest sentence that is looked at, and of one in Latin script: Thank you is no wording."""

# Longer lines, and lines with a comma in them, are read as text that lost its stop.
_LONGEST_HEADING = 60
_ENDS = '。！？!?；;.：:…”’」』）)"'
_COMMA = re.compile("[，,]")
_LETTERS = re.compile(r"[^\W\d_]")
_WIDE_PIECE, _LATIN_PIECE = 2, 5
# From which share of common characters in order two sentences are variants: below lie sentences that share no more than
# their frame (立检查的规矩, 立公平的规矩).
_VARIANT = 0.7
# From which share a wording of at least so many characters is held by a longer sentence (有人说过，…；今天还要说……).
_HELD, _HELD_LENGTH = 0.8, 12
# Pairs that have a third of their pieces in common are proposed two times in three, half nine times in ten and more.
_BANDS, _ROWS = 32, 3
_AT_ONCE = 50  # speeches between two commits


# --- the sentences that may recur --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, `text[start:end]`, without its number.

    `signature`, shape (MINIMA,), is that of its folded text.
    """

    start: int
    end: int
    folded: str
    signature: NDArray[np.uint32]


def recurring_sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, in order, that are long enough and belong to the speech itself.

    Titles and dates above it, signatures below it, headings, salutations, formulas of ceremony (谢谢大家),
    and sentences of mostly digits are none.
    """
    spans = list(_spans(text))
    folded = [fold_plain(text[start:end]) for start, end in spans]
    return [Sentence(*span, each, signature(pieces(each))) for span, each in zip(spans, folded, strict=True)]


def pieces(folded: str) -> list[bytes]:
    """The pieces that a folded sentence is compared by: pairs of characters, or five where all are ASCII.

    Pairs of letters say little; in Chinese, longer pieces would lose sentences of which a few characters changed.
    """
    length = _LATIN_PIECE if folded.isascii() else _WIDE_PIECE
    return [folded[i : i + length].encode("utf-8", "surrogatepass") for i in range(max(1, len(folded) - length + 1))]


def _spans(text: str) -> Iterator[Span]:
    body = max((line.end for line in head_lines(text)), default=0)
    tail = min((line.start for line in tail_lines(text)), default=len(text))
    for start, end in sentences(text):
        if body <= start < tail:
            number = SENTENCE_NUMBER.match(text, start, end)
            span = Span(number.end() if number else start, end)
            if _is_wording(text[slice(*span)]) and not _is_heading(text, start, end):
                yield span


def _is_heading(text: str, start: int, end: int) -> bool:
    """True if a sentence is a short line of its own that no mark ends; in what is read off a page lines may be cut."""
    if end - start > _LONGEST_HEADING or text[end - 1] in _ENDS:
        return False
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip() and not text[end:].partition("\n")[0].strip()
    return alone and not _COMMA.search(text, start, end)


def _is_wording(sentence: str) -> bool:
    folded = fold_plain(sentence)
    shortest = SHORTEST_LATIN if folded.isascii() else SHORTEST
    if len(folded) < shortest or 2 * len(_LETTERS.findall(folded)) < len(folded):
        return False
    if (sentence[-1] in "：:" and is_salutation(sentence)) or is_greeting(sentence):
        return False
    return not is_formula(sentence) and not (folded.isascii() and _is_cut(sentence))


def _is_cut(sentence: str) -> bool:
    """True of a Latin sentence without its beginning or end: a line of a page read as it was printed."""
    first = _LETTERS.search(sentence)
    return (first is not None and first[0].islower()) or sentence[-1] not in _ENDS


# --- families among them -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wording:
    """One folded wording with the speeches that have it."""

    folded: str
    signature: NDArray[np.uint32]
    speeches: int

    @property
    def precedence(self) -> tuple[int, int, str]:
        """Which of two is rather a centre: what more speeches have; then the shorter, which others may hold."""
        return -self.speeches, len(self.folded), self.folded


def update_families(catalog: Catalog, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Bring sentences and families up to the speeches; `progress` gets how many speeches are done, and of how many.

    A transaction for every few speeches and one for the families: it may be killed at any moment and goes on there.
    """
    _store_sentences(catalog, progress)
    state = _state(catalog)
    if catalog.meta("families") != state:
        members = find_families(counted_sentences(catalog))
        with catalog.change():
            catalog.set_family_members(members)
            catalog.set_meta("families", state)


def _store_sentences(catalog: Catalog, progress: Callable[[int, int], None]) -> None:
    due = catalog.speeches_without_sentences(VERSION)
    for begin in range(0, len(due), _AT_ONCE):
        with catalog.change():
            for number in due[begin : begin + _AT_ONCE]:
                speech = catalog.speech(number)
                if speech is not None:
                    found = recurring_sentences(speech.text)
                    stored = [StoredSentence(number, s.start, s.end, s.folded, s.signature) for s in found]
                    catalog.put_sentences(number, VERSION, stored)
        progress(min(begin + _AT_ONCE, len(due)), len(due))


def _state(catalog: Catalog) -> str:
    """Equal as long as no speech came, changed or went, and families and versions are found in the same way."""
    content = "\0".join(f"{number} {digest.hex()}" for number, digest in catalog.speech_digests())
    content += "".join(f"\0{decision}" for decision in catalog.decisions())
    return f"{VERSION} {blake2b(content.encode(), digest_size=16).hexdigest()}"


def counted_sentences(catalog: Catalog) -> list[StoredSentence]:
    """The sentences of the speeches that count; of the versions of a speech one counts."""
    table = catalog.passages()
    signatures = signatures_of_speeches(table.speech_no, table.signature)
    counted = set(find_versions(catalog.speeches(), signatures, catalog.decisions()).counted())
    return [sentence for sentence in catalog.sentences() if sentence.speech_no in counted]


def find_families(found: Iterable[StoredSentence]) -> list[FamilyMember]:
    """The members of all families among sentences of speeches that count, in no particular order.

    A family has members in two speeches or more. It is named by the digest of its centre.
    """
    places: defaultdict[str, list[StoredSentence]] = defaultdict(list)
    for sentence in found:
        places[sentence.folded].append(sentence)
    wordings = [
        _Wording(folded, those[0].signature, len({sentence.speech_no for sentence in those}))
        for folded, those in places.items()
    ]
    return [
        FamilyMember(_name(centre), sentence.speech_no, sentence.start, sentence.end, folded)
        for centre, variants in _around_centres(wordings).items()
        if len({sentence.speech_no for folded in variants for sentence in places[folded]}) > 1
        for folded in variants
        for sentence in places[folded]
    ]


def likeness(centre: str, other: str) -> float:
    """The share of one wording that is in the other, in [0, 1]; 0 where they are no variants. Both are folded.

    Of the whole of both, or, where the centre is the shorter, of the centre and the part of the other like it.
    """
    whole = Indel.normalized_similarity(centre, other, score_cutoff=_VARIANT)
    if whole or not _HELD_LENGTH <= len(centre) < len(other):
        return float(whole)
    # A part that is at least _HELD like the centre has two thirds of it in order, and so has the whole of the other;
    # to count them is far quicker than to look for the part.
    if 3 * LCSseq.similarity(centre, other) < 2 * len(centre):
        return 0.0
    return fuzz.partial_ratio(centre, other, score_cutoff=100 * _HELD) / 100


def _around_centres(wordings: Sequence[_Wording]) -> Mapping[str, list[str]]:
    """The folded wordings around each centre, which is the first of them."""
    ordered = sorted(wordings, key=lambda wording: wording.precedence)
    if not ordered:
        return {}
    near = _Centres(ordered)
    families: dict[str, list[str]] = {}
    others: list[int] = []
    for row, wording in enumerate(ordered):
        if any(likeness(centre, wording.folded) for centre in near.of(row)):
            others.append(row)
        else:
            near.add(row)
            families[wording.folded] = [wording.folded]
    # Only now are all centres known, among which a wording goes to the one that it is most like.
    for row in others:
        folded = ordered[row].folded
        families[max(sorted(near.of(row)), key=lambda centre: likeness(centre, folded))].append(folded)
    return families


class _Centres:
    """The centres found so far among `wordings`, and those of them that a wording is worth comparing with."""

    def __init__(self, wordings: Sequence[_Wording]) -> None:
        self._folded = [wording.folded for wording in wordings]
        self._bands = shared_bands(np.stack([wording.signature for wording in wordings]), _BANDS, _ROWS)
        self._centres: defaultdict[int, list[str]] = defaultdict(list)

    def add(self, row: int) -> None:
        """Take the wording in this row as a centre."""
        for band in self._bands[row]:
            self._centres[band].append(self._folded[row])

    def of(self, row: int) -> set[str]:
        """The centres, folded, that share a band with the wording in this row."""
        return {centre for band in self._bands[row] for centre in self._centres.get(band, ())}


def _name(centre: str) -> bytes:
    return blake2b(centre.encode("utf-8", "surrogatepass"), digest_size=16).digest()


# --- families to look up ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Family:
    """A family with its members by speech number and place; `speeches` is how many have one."""

    name: bytes
    members: tuple[FamilyMember, ...]
    speeches: int


class Families:
    """All families, those of most speeches first."""

    def __init__(self, members: Iterable[FamilyMember]) -> None:
        """Families of `members`; what is left of a family in a single speech is none."""
        by_name: defaultdict[bytes, list[FamilyMember]] = defaultdict(list)
        for member in members:
            by_name[member.family].append(member)
        found = [_family(name, those) for name, those in by_name.items()]
        recurring = (family for family in found if family.speeches > 1)
        self.families = tuple(sorted(recurring, key=lambda f: (-f.speeches, -len(f.members), f.name)))
        # All wordings one after the other, so that one search looks through them all, and where each begins.
        wordings = [(folded, i) for i, family in enumerate(self.families) for folded in _wordings(family)]
        self._text = "\n".join(folded for folded, _ in wordings)
        self._family_of = [i for _, i in wordings]
        self._starts = _starts([len(folded) for folded, _ in wordings])
        self._at = _by_speech(self.families)

    def holding(self, folded: str) -> list[int]:
        """The places in `families`, ascending, of those with a member that holds `folded`, which is not empty."""
        found: set[int] = set()
        at = self._text.find(folded)
        while at >= 0:
            row = bisect_right(self._starts, at) - 1
            found.add(self._family_of[row])
            at = self._text.find(folded, self._starts[row + 1]) if row + 1 < len(self._starts) else -1
        return sorted(found)

    def within(self, speech_no: int, start: int, end: int) -> list[tuple[int, str]]:
        """The members that begin in this span, in order: the place of the family in `families`, and the folded text."""
        placed = self._at.get(speech_no, [])
        first, behind = (bisect_left(placed, (place,)) for place in (start, end))
        return [(i, folded) for _, _, i, folded in placed[first:behind]]

    def around(self, speech_no: int, start: int, end: int) -> int | None:
        """The place in `families` of the one with a member that this span lies within, None if there is none.

        The members of a speech do not overlap.
        """
        placed = self._at.get(speech_no, [])
        before = bisect_left(placed, (start + 1,)) - 1
        return placed[before][2] if before >= 0 and end <= placed[before][1] else None


def _family(name: bytes, members: Sequence[FamilyMember]) -> Family:
    ordered = tuple(sorted(members, key=lambda member: (member.speech_no, member.start)))
    return Family(name, ordered, len({member.speech_no for member in ordered}))


def _wordings(family: Family) -> list[str]:
    return sorted({member.folded for member in family.members})


def _starts(lengths: Sequence[int]) -> list[int]:
    """Where each of the texts begins in all of them joined by one character."""
    starts, at = [], 0
    for length in lengths:
        starts.append(at)
        at += length + 1
    return starts


def _by_speech(families: Sequence[Family]) -> Mapping[int, list[tuple[int, int, int, str]]]:
    """Where members begin and end, the place of their family, and their folded text, ascending, by speech number."""
    placed: defaultdict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    for i, family in enumerate(families):
        for member in family.members:
            placed[member.speech_no].append((member.start, member.end, i, member.folded))
    return {number: sorted(those) for number, those in placed.items()}

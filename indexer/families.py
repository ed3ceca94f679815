"""Formulation families: sentences of different speeches that are variants of one wording, found as a step of a build.

Bands (`indexer.minhash`) propose pairs, alignment confirms them. Each family has a centre, the wording that most
speeches use, and every other member is a variant of the centre itself (`indexer.grouping`). What depends on one text
alone is stored with it, and of the wordings only those that a change touches are grouped again
(`indexer.regrouping`). A family depends on what the corpus holds and on nothing else: neither on the order in which it
came nor on the number of builds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus import Span, fold_plain, sentences
from corpus.language.markers import SENTENCE_NUMBER
from corpus.language.salutations import is_formula, is_greeting, is_salutation
from corpus.metadata.sources import head_lines, tail_lines
from indexer.catalog import Catalog, FamilyMember, RecurringSentence, signature_bytes
from indexer.minhash import bands, pieces_of
from indexer.regrouping import grouped_anew, regrouped
from indexer.speech_table import SpeechColumns
from indexer.texts import texts_of
from indexer.versions import find_versions_of, signatures_of_speeches, title_without_state
from indexer.workers import Spread

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
_AT_ONCE = 50  # speeches between two commits
_MANY = 0.25  # the share of new wordings from which on it is quicker to group all


# --- the sentences that may recur --------------------------------------------------------------------------------


def recurring_sentences(text: str) -> list[RecurringSentence]:
    """The sentences of `text`, in order, that are long enough and belong to the speech itself.

    Titles and dates above it, signatures below it, headings, salutations, formulas of ceremony (谢谢大家),
    and sentences of mostly digits are none.
    """
    found = list(_recurring(text))
    kept = map(signature_bytes, bands(pieces([folded for _, folded in found])))
    return [RecurringSentence(*span, folded, its) for (span, folded), its in zip(found, kept, strict=True)]


def pieces(folded: Sequence[str]) -> list[list[bytes]]:
    """The pieces that folded sentences are compared by: pairs of characters, or five where all are ASCII.

    Pairs of letters say little; in Chinese, longer pieces would lose sentences of which a few characters changed.
    """
    return pieces_of(folded, [_LATIN_PIECE if each.isascii() else _WIDE_PIECE for each in folded])


def _recurring(text: str) -> Iterator[tuple[Span, str]]:
    """The places of these sentences, and their folded texts."""
    body = max((line.end for line in head_lines(text)), default=0)
    tail = min((line.start for line in tail_lines(text)), default=len(text))
    for start, end in sentences(text):
        if body <= start < tail:
            number = SENTENCE_NUMBER.match(text, start, end)
            span = Span(number.end() if number else start, end)
            sentence = text[slice(*span)]
            folded = fold_plain(sentence)
            if _is_wording(sentence, folded) and not _is_heading(text, start, end):
                yield span, folded


def _is_heading(text: str, start: int, end: int) -> bool:
    """True if a sentence is a short line of its own that no mark ends; in what is read off a page lines may be cut."""
    if end - start > _LONGEST_HEADING or text[end - 1] in _ENDS:
        return False
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip() and not text[end:].partition("\n")[0].strip()
    return alone and not _COMMA.search(text, start, end)


def _is_wording(sentence: str, folded: str) -> bool:
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


def update_families(
    catalog: Catalog, progress: Callable[[int, int], None] = lambda done, total: None, spread: Spread = map
) -> None:
    """Bring sentences and families up to the speeches; `progress` gets how many speeches are done, and of how many.

    A build stores the sentences of a speech with it; those of other versions of this program are cut again. A
    transaction for every few speeches and one for the families: it may be killed at any moment and goes on there.
    """
    _store_sentences(catalog, progress, spread)
    speeches = catalog.count_of_speeches() if catalog.wordings.are_touched() else 0
    if speeches:
        progress(0, speeches)
    by, noted, before = _grouped_by(catalog), catalog.meta("families") or "", catalog.wordings.uncounted()
    anew = noted != by or before is None
    titles = None if anew else catalog.titles_changed()
    uncounted = before if before is not None and titles == frozenset() else find_uncounted(catalog, titles)
    groups = _groups_now(catalog, uncounted, anew=not noted.startswith(f"{VERSION} "))
    if groups is not None or anew:
        with catalog.change():
            catalog.wordings.set_groups(groups or [], uncounted)
            catalog.set_meta("families", by)
    if speeches:
        progress(speeches, speeches)


def _store_sentences(catalog: Catalog, progress: Callable[[int, int], None], spread: Spread) -> None:
    due = catalog.wordings.speeches_without(VERSION)
    found = zip(due, spread(recurring_sentences, texts_of(catalog, due)), strict=True)
    for begin in range(0, len(due), _AT_ONCE):
        some = list(islice(found, _AT_ONCE))
        with catalog.change():
            for number, sentences_found in some:
                catalog.wordings.put(number, VERSION, sentences_found)
        progress(begin + len(some), len(due))


def _grouped_by(catalog: Catalog) -> str:
    """Equal as long as families and versions of the same speeches are found in the same way."""
    decided = "\0".join(map(str, catalog.decisions()))
    return f"{VERSION} {blake2b(decided.encode(), digest_size=16).hexdigest()}"


def find_uncounted(catalog: Catalog, titles: Collection[str] | None = None) -> frozenset[int]:
    """The numbers of the speeches that do not count: of the versions of a speech one does.

    Versions have one title but for the state, or a person decided about them. So where nothing came, changed or went
    since wordings were grouped last but speeches with these `titles`, before and after, only those are looked at.
    """
    table, speeches, decisions = catalog.passages(), catalog.speech_columns(), catalog.decisions()
    decided = [number for each in decisions for member in each.members if (number := catalog.number_of(member))]
    rows = _may_differ(speeches, titles, decided)
    numbers = speeches.numbers[rows]
    mine = np.isin(table.speech_no, numbers)
    signatures = signatures_of_speeches(table.speech_no[mine], table.signature[mine])
    titled, states = (
        dict(zip(numbers.tolist(), speeches.stated(name, rows), strict=True)) for name in ("title", "state")
    )
    found = find_versions_of(titled, states, signatures, decisions, decided, catalog.facts)
    others = (catalog.wordings.uncounted() or frozenset()).intersection(np.delete(speeches.numbers, rows).tolist())
    return others | (titled.keys() - found.counted())


def _may_differ(speeches: SpeechColumns, titles: Collection[str] | None, decided: Sequence[int]) -> NDArray[np.intp]:
    """The rows of the speeches that have one of these titles, None for all, or that of a speech `decided` about."""
    if titles is None:
        return np.arange(len(speeches.numbers))
    column, rows = speeches.columns["title"], np.searchsorted(speeches.numbers, decided)
    some = {title_without_state(title) for title in (*titles, *speeches.stated("title", rows))}
    is_some = np.array([title_without_state(title) in some for title in column.values], dtype=np.bool_)
    return np.flatnonzero(is_some[column.places])


def _groups_now(catalog: Catalog, uncounted: frozenset[int], *, anew: bool) -> list[tuple[int, int, int]] | None:
    """The number, the speeches and the centre of each wording of which that is not what is stored; None if nothing
    changed.
    """
    wordings, before = catalog.wordings, catalog.wordings.uncounted()
    touched = None if anew or before is None else wordings.touched(before ^ uncounted)
    if touched == []:
        return None if before == uncounted else []
    table, counts = wordings.table(), wordings.counts(touched, uncounted)
    said = np.zeros_like(table.speeches) if touched is None else table.speeches.copy()
    said[wordings.rows(table, touched or [])] = 0
    said[wordings.rows(table, [*counts])] = [*counts.values()]
    new = np.count_nonzero((table.centre == 0) & (said > 0))
    group = grouped_anew if anew or new > _MANY * np.count_nonzero(said) else regrouped
    centre = group(table, said, wordings.texts)
    differing = (said != table.speeches) | (centre != table.centre)
    columns = (column[differing].tolist() for column in (table.number, said, centre))
    return list(zip(*columns, strict=True))


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

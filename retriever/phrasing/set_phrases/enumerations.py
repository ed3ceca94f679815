"""Numbered set phrases through the speeches: where their members are listed in full, and how the lists changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from corpus import Folded, Span, SpeechFacts, Wording, fold_plain, outline
from corpus.errors import QueryError
from corpus.language.numerals import COUNTED
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.differences import Pair, character_pairs, likeness, out_of_order
from retriever.phrasing.occurrences import Occurrence, spans_of, speech_count
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.set_phrases.listings import Listing, listings, places_of
from retriever.phrasing.set_phrases.marked import MarkedLine, marked_lines
from retriever.phrasing.set_phrases.names import SPEECHES_WITHOUT_LISTING, SPEECHES_WITHOUT_QUOTES, named_sets
from retriever.phrasing.set_phrases.numbered import noun_of, number_of
from retriever.phrasing.set_wordings import discontinued_in

# Phrases up to which the speeches that hold them are asked of the index; for more each speech is looked at.
_WORTH_A_SEARCH = 20
# Two members that are alike by as much are one member reworded (检查落实到人, 检查签字到人).
_REWORDED = 0.5
# The share of its members that a list must have in common with an earlier one to be the same list, and not another
# one of the same name: two departments may each have their “三张清单”.
_SAME_LIST = 0.5


@dataclass(frozen=True, slots=True)
class Listed:
    """A full listing in a speech, whose text is `text`. Listings of one phrase with the same `series` are one list."""

    speech: SpeechFacts
    text: str
    listing: Listing
    series: int = 0

    @property
    def members(self) -> tuple[str, ...]:
        """The members as written, in order."""
        return tuple(self.text[slice(*member)] for member in self.listing.members)


@dataclass(frozen=True, slots=True)
class ListChange:
    """The differences from one listing of a series to the next by date. `moved` says that members changed places."""

    before: Listed
    after: Listed
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    reworded: tuple[tuple[str, str], ...]
    moved: bool


def in_series(listed: Iterable[Listed]) -> list[Listed]:
    """The listings with their series: each continues the latest one before it with which it shares enough members."""
    found: list[Listed] = []
    for each in listed:
        earlier = next((one for one in reversed(found) if _is_same_list(one, each)), None)
        series = earlier.series if earlier else max((one.series for one in found), default=-1) + 1
        found.append(replace(each, series=series))
    return found


def _is_same_list(one: Listed, other: Listed) -> bool:
    return len(_matched(one.members, other.members)) >= _SAME_LIST * len(other.members)


@lru_cache(maxsize=2000)  # a list that is repeated from speech to speech is compared with the same ones again and again
def _matched(before: tuple[str, ...], after: tuple[str, ...]) -> Sequence[Pair]:
    """The pairs of members that are the same, or the same reworded, each in one pair at most."""
    pieces = [[character_pairs(member) for member in side] for side in (before, after)]
    weights = {
        Pair(i, j): round(1000 * alike)
        for i, one in enumerate(pieces[0])
        for j, other in enumerate(pieces[1])
        if (alike := likeness(one, other)) >= _REWORDED
    }
    return out_of_order(weights, ())


def changes(listed: Sequence[Listed]) -> Iterator[ListChange]:
    """The changes from each dated listing to the next of its series, where anything did."""
    latest: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed:
        if each.speech.date is None:
            continue
        for before in latest[each.series][-1:]:
            change = _change(before, each)
            if change.added or change.dropped or change.reworded or change.moved:
                yield change
        latest[each.series].append(each)


def _change(before: Listed, after: Listed) -> ListChange:
    pairs = _matched(before.members, after.members)
    same = {pair.a for pair in pairs}, {pair.b for pair in pairs}
    places = [pair.a for pair in pairs]
    return ListChange(
        before,
        after,
        added=tuple(member for j, member in enumerate(after.members) if j not in same[1]),
        dropped=tuple(member for i, member in enumerate(before.members) if i not in same[0]),
        reworded=tuple(
            (before.members[i], after.members[j])
            for i, j in pairs
            if fold_plain(before.members[i]) != fold_plain(after.members[j])
        ),
        moved=places != sorted(places),
    )


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A numbered set phrase as first written: its places, its listings and their changes, oldest first.

    Listings without a date come last and are part of no change. `discontinued` are the discontinued wordings in the
    phrase, as spans of it, each with what replaces it.
    """

    phrase: str
    number: int
    occurrences: tuple[Occurrence, ...]
    listings: tuple[Listed, ...]
    changes: tuple[ListChange, ...]
    discontinued: tuple[tuple[Span, Wording], ...] = ()

    @property
    def speeches(self) -> int:
        """The number of speeches that hold the phrase."""
        return speech_count(self.occurrences)

    @property
    def versions(self) -> tuple[tuple[Listed, ...], ...]:
        """The listings with the same members in the same order together, oldest first."""
        together: dict[tuple[str, ...], list[Listed]] = {}
        for listed in self.listings:
            together.setdefault(tuple(map(fold_plain, listed.members)), []).append(listed)
        return tuple(map(tuple, together.values()))


@dataclass(frozen=True, slots=True)
class Enumerations:
    """The numbered set phrases, those in most speeches first."""

    found: tuple[Enumeration, ...]
    scope: Scope


@dataclass(slots=True)
class _PhraseFindings:
    """The findings about one phrase so far; `written` is how it stands first without a line break inside."""

    written: str = ""
    occurrences: list[Occurrence] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)


def enumerations(index: OpenedIndex, phrase: str | None = None) -> Enumerations:
    """The numbered set phrases of the speeches, each version once; with `phrase` the ones that are it or contain it.

    A phrase that announces a number is looked for even where the rules of `numbered` would not take it for a set one.

    Where filters narrow the index, a phrase is a set one by all speeches of the whole.

    :raises QueryError: if `phrase` is blank.
    """
    if index.part_of:
        return _within(index, enumerations(index.part_of, phrase).found)
    if phrase is None:
        return index.snapshot.once("enumerations", lambda: _all(index))
    wanted = fold_plain(phrase).strip("\"'")
    if not wanted:
        raise QueryError("phrase_blank")
    named = named_sets(index.snapshot)
    within = {each for each in named.all() if wanted in each}
    return _found(index, {wanted} if wanted in within or (not within and number_of(wanted)) else within, wanted)


def _within(index: OpenedIndex, of_whole: Sequence[Enumeration]) -> Enumerations:
    """Those of the whole that stand in speeches of `index`, with their places and listings there."""
    snapshot = index.snapshot
    held = {
        fold_plain(each.phrase): _PhraseFindings(
            each.phrase,
            [one for one in each.occurrences if one.speech_no in snapshot.speeches()],
            [one for one in each.listings if snapshot.number_of(one.speech.speech_id) is not None],
        )
        for each in of_whole
    }
    counted_in_whole = set(snapshot.whole.versions.counted())
    for number in snapshot.versions.counted():
        if number not in counted_in_whole:  # a draft whose final version the filters leave out
            _look_through(snapshot, number, held)
    found = [
        replace(_enumeration(phrase, one), discontinued=tuple(discontinued_in(one.written, snapshot.wordings())))
        for phrase, one in held.items()
        if one.occurrences
    ]
    return Enumerations(tuple(sorted(found, key=_most_speeches_first)), scope(index))


def _most_speeches_first(found: Enumeration) -> tuple[int, int, str]:
    return -found.speeches, -len(found.occurrences), found.phrase


def _all(index: OpenedIndex) -> Enumerations:
    named = named_sets(index.snapshot)
    return _found(index, named.all(), None)


def _found(index: OpenedIndex, phrases: Set[str], wanted: str | None) -> Enumerations:
    """Those of `phrases` that stand anywhere and are set phrases, or `wanted`."""
    named = named_sets(index.snapshot)
    held: dict[str, _PhraseFindings] = {phrase: _PhraseFindings() for phrase in phrases}
    for number in index.snapshot.read_through(_holding(index, phrases)):
        _look_through(index.snapshot, number, held)
    found = [_enumeration(phrase, one) for phrase, one in sorted(held.items()) if one.occurrences]
    repeated = {fold_plain(each.phrase) for each in found if _is_repeated(each)}
    listed = {fold_plain(each.phrase) for each in found if each.listings}
    sure = named.marked | {wanted} | repeated & named.introduced | listed & named.taken_up
    found = [
        replace(each, discontinued=tuple(discontinued_in(each.phrase, index.snapshot.wordings())))
        for each in found
        if fold_plain(each.phrase) in sure or _is_set(each)
    ]
    found.sort(key=_most_speeches_first)
    return Enumerations(tuple(found), scope(index))


def _holding(index: OpenedIndex, phrases: Set[str]) -> list[int]:
    """The numbers of the speeches that count and may hold one of the phrases."""
    counted = list(index.snapshot.versions.counted())
    if len(phrases) > _WORTH_A_SEARCH:
        return counted
    holding = {number for phrase in phrases for number in index.search.phrase_speeches(phrase).tolist()}
    return [number for number in counted if number in holding]


def _look_through(snapshot: Snapshot, number: int, held: Mapping[str, _PhraseFindings]) -> None:
    """Put the places and the listings of each phrase in the speech into `held`."""
    speech, text, folded = snapshot.speeches()[number], snapshot.text(number), snapshot.folded(number)
    lines = marked_lines(text, folded)
    paragraphs = cache(lambda: outline(text))
    of_lines = places_of(lines, held)
    for phrase in of_lines.keys() | places_of([MarkedLine(folded.text, 0, folded.offsets)], held).keys():
        own = held[phrase]
        for span in _places(phrase, folded, text):
            own.occurrences.append(Occurrence(number, speech, *span))
            written = text[slice(*span)]
            own.written = written if not own.written or len(written) < len(own.written) else own.written
        found = listings(lines, of_lines.get(phrase, ()), paragraphs, phrase)
        own.listed.extend(Listed(speech, text, listing) for listing in found)


def _enumeration(phrase: str, held: _PhraseFindings) -> Enumeration:
    in_order = sorted(held.listed, key=lambda one: (one.speech.date is None, one.speech.date_key))
    listed = in_series(in_order)
    return Enumeration(
        held.written,
        number_of(phrase) or 0,
        tuple(held.occurrences),
        tuple(listed),
        tuple(changes(listed)),
    )


def _is_set(found: Enumeration) -> bool:
    """True if a phrase without quotation marks is a set one."""
    return found.speeches >= (SPEECHES_WITHOUT_QUOTES if found.listings else SPEECHES_WITHOUT_LISTING)


def _is_repeated(found: Enumeration) -> bool:
    """True if a listing has what the phrase counts in each of its members: 四个必须, 必须讲政治 and three more."""
    noun = noun_of(fold_plain(found.phrase))
    return any(all(noun in fold_plain(member) for member in listed.members) for listed in found.listings)


def _places(phrase: str, folded: Folded, text: str) -> Iterator[Span]:
    """Every place of the phrase but those that are part of a larger number (十三个到人)."""
    for span in spans_of(phrase, folded):
        if text[max(0, span.start - 1) : span.start] not in set(f"第{COUNTED}百0123456789"):
            yield span

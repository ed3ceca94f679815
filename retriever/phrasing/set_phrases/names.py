"""Names of numbered set phrases: where a text marks one as a name, and where it recurs without any mark."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.language.stopwords import TIED_CHARACTERS
from indexer.snapshot import Snapshot, once
from retriever.phrasing.set_phrases.marked import MarkedLine, marked_lines
from retriever.phrasing.set_phrases.numbered import ANY_NUMERAL, HAN, NOT_NUMERAL, NUMBER, number_of

LONGEST = 12
"""Folded characters of a set phrase in quotation marks; what is longer is a saying."""

SPEECHES_WITHOUT_QUOTES = 2
"""Speeches that a phrase without quotation marks must stand in, if one of them lists its members in full."""

SPEECHES_WITHOUT_LISTING = 3
"""Speeches that it must stand in if none does."""

EVERYDAY_NUMBERS = 3
"""Different numbers that make a noun without quotation marks an everyday one."""

# A phrase ends where the text goes on in different ways: in other speeches than those that go on with the most frequent
# character there are as many, or this many: 五项禁令 may go on with 要求 in most speeches and is a phrase all the same.
_GOES_ON_OTHERWISE = 3

_FOOTNOTE = r"(?:\[\d{1,3}\])?"
_QUOTED = re.compile(f"“([^“”\\[\\]]{{2,{LONGEST}}}){_FOOTNOTE}”")
_UNQUOTED = re.compile(f"(?<![第{ANY_NUMERAL}])({NUMBER})((?:[个大项]{NOT_NUMERAL}|位一体)[{HAN}]{{0,9}})")
_SHORTEST_NOUN, _LONGEST_NOUN = 2, 8  # characters; one more is read, so that none is cut off
_INTRODUCED = re.compile(f"(?<![第{ANY_NUMERAL}])({NUMBER}[个大项]一?{NOT_NUMERAL}[{HAN}]{{0,6}}):")
# A phrase that takes up a list: ……的理念。这三大理念，……
_TAKEN_UP = re.compile(f"这({NUMBER}[个大项]{NOT_NUMERAL}[{HAN}]{{1,6}})(?=[,是])")
# An entry of a list of explanations: ［11］四库：……  3.三资：……
_TERM = re.compile(rf"^[\[(]?\d{{1,3}}(?:[\])]|[.、](?!\d))({NUMBER}[{HAN}]{{1,{LONGEST - 1}}}?)(?::|,?(?:是?指|即))")


def quoted_set_phrases(line: MarkedLine) -> Iterator[str]:
    """The set phrases in quotation marks in a line, folded."""
    return (match[1] for match in _QUOTED.finditer(line.text) if number_of(match[1]))


def explained_phrases(line: MarkedLine) -> Iterator[str]:
    """The set phrases that the line explains, as an entry of a list of explanations, folded."""
    return (match[1] for match in _TERM.finditer(line.text) if number_of(match[1]))


def introduced_phrases(line: MarkedLine) -> Iterator[str]:
    """The set phrases without quotation marks right before a colon, folded, which rule 3 may admit."""
    return (match[1] for match in _INTRODUCED.finditer(line.text) if number_of(match[1]))


def phrases_taken_up(line: MarkedLine) -> Iterator[str]:
    """The set phrases without quotation marks that take up a list with 这, folded, which rule 3 may admit."""
    return (match[1] for match in _TAKEN_UP.finditer(line.text) if number_of(match[1]))


def unquoted_phrases(texts: Mapping[int, Iterable[MarkedLine]]) -> set[str]:
    """The set phrases without quotation marks, folded, of the lines of speeches by their number.

    They fulfil rule 2 but for the listing, which is not looked for here. Each ends where the texts go on in different
    ways, and is the shortest that does (branching entropy: Jin and Tanaka-Ishii, COLING/ACL 2006).
    """
    following: defaultdict[tuple[str, str], defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for speech_no, held in texts.items():
        for line in held:
            for match in _UNQUOTED.finditer(line.text):
                noun = match[2]
                for end in range(1 + _SHORTEST_NOUN, min(len(noun), 1 + _LONGEST_NOUN) + 1):
                    following[match[1], noun[:end]][noun[end : end + 1]].add(speech_no)
                    numbers[noun[:end]].add(match[1])
    found: set[str] = set()
    for (counted, noun), ways in sorted(following.items(), key=lambda each: len(each[0][1])):
        if any(counted + noun[:end] in found for end in range(1 + _SHORTEST_NOUN, len(noun))):
            continue
        if _is_unit(noun, ways) and len(numbers[noun]) < EVERYDAY_NUMBERS and number_of(counted + noun):
            found.add(counted + noun)
    return found


def _is_unit(noun: str, ways: Mapping[str, set[int]]) -> bool:
    """True if what is followed in these ways, each in the speeches given, recurs and ends here."""
    speeches = set().union(*ways.values())
    if len(speeches) < SPEECHES_WITHOUT_QUOTES or noun[-1] in TIED_CHARACTERS:
        return False
    counts = Counter({way: len(held) for way, held in ways.items() if way})
    most = max(counts.values(), default=0)
    otherwise = len(set().union(*(held for way, held in ways.items() if not way or held is not _most(ways))))
    return otherwise >= min(most, _GOES_ON_OTHERWISE) and otherwise > 0


def _most(ways: Mapping[str, set[int]]) -> set[int] | None:
    """The speeches of the most frequent character that follows."""
    characters = [way for way in ways if way]
    return ways[max(characters, key=lambda way: (len(ways[way]), way))] if characters else None


@dataclass(frozen=True, slots=True)
class NamedSets:
    """Folded phrases that announce a number: marked as a name, in front of a colon, behind 这, or just recurring."""

    marked: frozenset[str]
    introduced: frozenset[str]
    taken_up: frozenset[str]
    unquoted: frozenset[str]

    def all(self) -> frozenset[str]:
        """Each of them."""
        return self.marked | self.introduced | self.taken_up | self.unquoted


@once
def named_sets(snapshot: Snapshot) -> NamedSets:
    """Those of the speeches that count."""
    return named_in(
        {
            number: marked_lines(snapshot.text(number), snapshot.folded(number))
            for number in snapshot.read_through(snapshot.versions.counted())
        }
    )


def named_in(texts: Mapping[int, Iterable[MarkedLine]]) -> NamedSets:
    """Those of the lines of speeches by their number."""
    every = [line for lines in texts.values() for line in lines]
    return NamedSets(
        frozenset(phrase for line in every for phrase in (*quoted_set_phrases(line), *explained_phrases(line))),
        frozenset(phrase for line in every for phrase in introduced_phrases(line)),
        frozenset(phrase for line in every for phrase in phrases_taken_up(line)),
        frozenset(unquoted_phrases(texts)),
    )

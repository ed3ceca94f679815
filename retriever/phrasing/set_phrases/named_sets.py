"""Which numbered set phrases the speeches of a library name, before it is asked where each stands and what it lists."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.snapshot import Snapshot, once
from retriever.phrasing.set_phrases.numbered import introduced_phrases, marked_lines, quoted_phrases, unquoted_phrases


@dataclass(frozen=True, slots=True)
class NamedSets:
    """Folded phrases that announce a number: in quotation marks, after words that introduce them, or without either."""

    quoted: frozenset[str]
    introduced: frozenset[str]
    unquoted: frozenset[str]


@once
def named_sets(snapshot: Snapshot) -> NamedSets:
    """Those of the speeches that count."""
    lines = {number: marked_lines(snapshot.with_text(number).text) for number in snapshot.versions.counted()}
    return NamedSets(
        frozenset(phrase for each in lines.values() for line in each for phrase in quoted_phrases(line)),
        frozenset(phrase for each in lines.values() for line in each for phrase in introduced_phrases(line)),
        frozenset(unquoted_phrases(lines)),
    )

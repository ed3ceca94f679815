"""Formulation families: sentences of different speeches that are variants of one wording, found as a step of a build.

Locality-sensitive hashing of signatures proposes pairs (Indyk and Motwani 1998), alignment confirms them. Families do
not grow by chaining (A like B, B like C): each has a centre, the wording that most speeches use, and every other member
is a variant of the centre itself. What depends on one text alone is stored with it; the grouping, which is quick, is
done anew when anything changed. So a family depends on what the corpus holds and on nothing else: neither on the order
in which it came nor on the number of builds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from datasketch import LeanMinHash, MinHashLSH
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from indexer.catalog import Catalog, FamilyMember, StoredSentence
from indexer.recurring import MINIMA, SCHEME, SEED, VERSION, recurring_sentences
from indexer.versions import find_versions, signatures_of_speeches

# From which share of common characters in order two sentences are variants: below lie sentences that share no more than
# their frame (立检查的规矩, 立公平的规矩).
_VARIANT = 0.7
# From which share a wording of at least so many characters is held by a longer sentence (有人说过，…；今天还要说……).
_HELD, _HELD_LENGTH = 0.8, 12
# Pairs that have a third of their pieces in common are proposed two times in three, half nine times in ten and more.
_BANDS, _ROWS = 32, 3
_AT_ONCE = 50  # speeches between two commits


@dataclass(frozen=True, slots=True)
class _Wording:
    """One folded wording with the speeches that have it."""

    folded: str
    signature: LeanMinHash
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
        _Wording(folded, _minhash(those[0].signature), len({sentence.speech_no for sentence in those}))
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
    """How much of one wording is in the other, as a share in [0, 1]; 0 where they are no variants. Both are folded.

    Of the whole of both, or, where the centre is the shorter, of the centre and the part of the other like it.
    """
    whole = Indel.normalized_similarity(centre, other, score_cutoff=_VARIANT)
    if whole or not _HELD_LENGTH <= len(centre) < len(other):
        return float(whole)
    return fuzz.partial_ratio(centre, other, score_cutoff=100 * _HELD) / 100


def _around_centres(wordings: Sequence[_Wording]) -> Mapping[str, list[str]]:
    """The folded wordings around each centre, which is the first of them."""
    ordered = sorted(wordings, key=lambda wording: wording.precedence)
    near = MinHashLSH(num_perm=MINIMA, params=(_BANDS, _ROWS))
    families: dict[str, list[str]] = {}
    others: list[_Wording] = []
    for wording in ordered:
        if any(likeness(centre, wording.folded) for centre in near.query(wording.signature)):
            others.append(wording)
        else:
            near.insert(wording.folded, wording.signature, check_duplication=False)
            families[wording.folded] = [wording.folded]
    # Only now are all centres known, among which a wording goes to the one that it is most like.
    for wording in others:
        centres = sorted(near.query(wording.signature))
        families[max(centres, key=lambda centre: likeness(centre, wording.folded))].append(wording.folded)
    return families


def _minhash(signature: NDArray[np.uint32]) -> LeanMinHash:
    return LeanMinHash(seed=SEED, hashvalues=signature, scheme=SCHEME)


def _name(centre: str) -> bytes:
    return blake2b(centre.encode("utf-8", "surrogatepass"), digest_size=16).digest()

"""What goes into the catalog and comes out of it, besides a Speech and a FileReport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import Passage, Wording


@dataclass(frozen=True, slots=True)
class PassageTable:
    """All passages in columns, ascending by `passage_id`; row i of every column is the same passage."""

    passage_id: NDArray[np.int64]
    speech_no: NDArray[np.int64]
    ordinal: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    paragraph: NDArray[np.int64]
    signature: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage on its way into the catalog, with the signature of its folded text and the key of its embedding."""

    passage: Passage
    signature: NDArray[np.uint32]
    embedding_key: bytes


@dataclass(frozen=True, slots=True)
class Stated:
    """What an office states about a root: its set wordings, and whether speeches are authoritative, by their folder."""

    wordings: tuple[Wording, ...]
    folders: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Embedding:
    """The vector of a passage, shape (dimension,), and of its sentences, (sentences, dimension), L2-normalised."""

    vector: NDArray[np.float32]
    sentences: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence of a speech that may recur: its place, its folded text, and the signature of `indexer.recurring`."""

    speech_no: int
    start: int
    end: int
    folded: str
    signature: NDArray[np.uint32]


class FamilyMember(NamedTuple):
    """A sentence of the formulation family with the name `family`: its place and its folded text."""

    family: bytes
    speech_no: int
    start: int
    end: int
    folded: str

"""Values as the catalog keeps them, in JSON and little-endian numbers, and back; and the digests that tell whether
something stored is still up to date. Pure: nothing here asks the file.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import (
    FileReport,
    Inference,
    PartialDate,
    Passage,
    ReadWarning,
    Speech,
    SpeechFacts,
    Wording,
    facts_object,
)
from indexer.likeness import MINIMA
from indexer.minhash import BANDS
from indexer.versions import Decision


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


# Columns as SQLite writes them, so that rows can be joined, and what these digits are the bytes of.
PASSAGE_IN_HEX = (
    "printf('%016x%016x%016x%016x%016x%016x', passage_id, speech_no, ordinal, start, \"end\", paragraph)"
    " || hex(signature)"
)
WORDING_IN_HEX = "printf('%016x%016x%016x', number, speeches, centre) || hex(bands)"
_PASSAGE = np.dtype([("numbers", ">i8", 6), ("signature", "<u4", MINIMA)])
_WORDING = np.dtype([("numbers", ">i8", 3), ("bands", "<u4", BANDS)])


class NewPassage(NamedTuple):
    """A passage on its way into the catalog, as its row without numbers: so it costs little to send to a process."""

    ordinal: int
    start: int
    end: int
    paragraph: int
    heading_path: str
    signature: bytes
    embedding: bytes


@dataclass(frozen=True, slots=True)
class Stated:
    """An office's statements about a root: its set wordings; by folder, True if its speeches are authoritative."""

    wordings: tuple[Wording, ...]
    folders: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Embedding:
    """The vector of a passage, shape (dimension,), and of its sentences, (sentences, dimension), L2-normalised."""

    vector: NDArray[np.float32]
    sentences: NDArray[np.float32]


class RecurringSentence(NamedTuple):
    """A sentence that may recur: its place in its text, its folded text, and its bands (`indexer.minhash`) as kept."""

    start: int
    end: int
    folded: str
    bands: bytes


@dataclass(frozen=True, slots=True)
class WordingTable:
    """All wordings in columns, ascending by `number`; row i of every column is the same wording.

    `bands` has shape (wordings, BANDS), `speeches` is by how many it was said when they were grouped last, `centre` the
    number of the wording that it went to then, 0 for none.
    """

    number: NDArray[np.int64]
    bands: NDArray[np.uint32]
    speeches: NDArray[np.int64]
    centre: NDArray[np.int64]


class FamilyMember(NamedTuple):
    """A sentence of the formulation family with the name `family`: its place and its folded text."""

    family: bytes
    speech_no: int
    start: int
    end: int
    folded: str


def embedding_key(fingerprint: str, text: str) -> bytes:
    """The key under which the embedding of `text` by the model with `fingerprint` is stored: 16 bytes."""
    return blake2b(f"{fingerprint}\0{text}".encode(), digest_size=16).digest()


def wording_key(folded: str) -> int:
    """The number that a wording is looked up by; a few may have the same."""
    return zlib.crc32(folded.encode("utf-8", "surrogatepass"))


def wording_digest(folded: str) -> bytes:
    """The digest that a family is named by, if its centre is this wording: 16 bytes."""
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def speech_digest(speech: Speech, splitter_version: int, fingerprint: str) -> bytes:
    """A digest of all that a speech's passages and their embeddings depend on: 16 bytes."""
    content = f"{splitter_version}\0{fingerprint}\0{fields_of(speech)}\0{speech.text}"
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def fields_of(speech: SpeechFacts) -> str:
    """The metadata of a speech."""
    return json.dumps(facts_object(speech), ensure_ascii=False)


def facts_of(fields: str) -> SpeechFacts:
    """The metadata that `fields_of` wrote."""
    return SpeechFacts(**_values(fields))


def speech_of(fields: str, text: str) -> Speech:
    """The speech whose metadata `fields_of` wrote, with `text`."""
    return Speech(text=text, **_values(fields))


def _values(fields: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(fields)
    inferred = {
        name: Inference(reason["origin"], reason["evidence"], reason.get("against", ""))
        for name, reason in values["inferred"].items()
    }
    date = PartialDate.parse(values["date"]) if values["date"] else None
    return {**values, "date": date, "inferred": inferred}


def note_of_report(report: FileReport) -> str:
    """The report on the reading of a file, as JSON."""
    return json.dumps(asdict(report), ensure_ascii=False)


def report_of(note: str) -> FileReport:
    """The report that `note_of_report` wrote."""
    values = json.loads(note)
    values["warnings"] = tuple(ReadWarning(**warning) for warning in values["warnings"])
    return FileReport(**values)


def note_of_stated(stated: Stated) -> str:
    """The statements about a root, as JSON."""
    return json.dumps(asdict(stated), ensure_ascii=False, sort_keys=True)


def stated_of(note: str) -> Stated:
    """The statements that `note_of_stated` wrote."""
    values = json.loads(note)
    wordings = [{**each, "discontinued": tuple(each["discontinued"])} for each in values["wordings"]]
    return Stated(tuple(Wording(**each) for each in wordings), values["folders"])


def note_of_decisions(decisions: Sequence[Decision]) -> str:
    """The decisions of people about versions, as JSON."""
    return json.dumps([asdict(each) for each in decisions])


def decisions_of(note: str) -> tuple[Decision, ...]:
    """The decisions that `note_of_decisions` wrote."""
    return tuple(Decision(tuple(each["members"]), each["verdict"], each["front"]) for each in json.loads(note))


def new_passage(passage: Passage, signature: NDArray[np.uint32], embedding: bytes) -> NewPassage:
    """A passage with the signature of its folded text and the key of its embedding."""
    p = passage
    path = json.dumps(p.heading_path, ensure_ascii=False)
    return NewPassage(p.ordinal, p.start, p.end, p.paragraph, path, signature_bytes(signature), embedding)


def heading_path_of(note: str) -> tuple[str, ...]:
    """The heading path that `new_passage` wrote."""
    return tuple(json.loads(note))


def passage_table(in_hex: Iterable[str]) -> PassageTable:
    """The passages of which the rows, as PASSAGE_IN_HEX, are joined to these texts, ascending by id."""
    kept = np.frombuffer(b"".join(map(bytes.fromhex, in_hex)), dtype=_PASSAGE)
    passage_id, speech_no, ordinal, start, end, paragraph = kept["numbers"].T.astype(np.int64, order="C")
    signature = np.ascontiguousarray(kept["signature"])
    return PassageTable(passage_id, speech_no, ordinal, start, end, paragraph, signature)


def signature_bytes(signature: NDArray[np.uint32]) -> bytes:
    """A signature as it is kept."""
    return signature.astype("<u4").tobytes()


def wording_table(in_hex: Iterable[str], count: int) -> WordingTable:
    """The `count` wordings of which the rows, as WORDING_IN_HEX, are joined to these texts, ascending by number.

    Their bands lie band by band in memory, as they are gone through.
    """
    numbers, bands = np.empty((3, count), dtype=np.int64), np.empty((BANDS, count), dtype=np.uint32)
    begin = 0
    for text in in_hex:
        part = np.frombuffer(bytes.fromhex(text), dtype=_WORDING)
        here = slice(begin, begin + len(part))
        numbers[:, here], bands[:, here] = part["numbers"].T, part["bands"].T
        begin += len(part)
    number, speeches, centre = numbers
    return WordingTable(number, bands.T, speeches, centre)

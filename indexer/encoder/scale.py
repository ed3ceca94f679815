"""The scale of a model's cosines: how near it puts texts that belong together, and texts that have nothing in common.

One model gives 0.9 and 0.8, another 0.7 and 0.1. It is measured with short texts that are part of the program
(reference.csv: questions, what answers them, the same in other words) and not on the library, whose cosines say as much
about how alike its speeches are as about the model.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.language.script import language_of
from indexer.encoder.protocol import Encoder

Compared = Literal["answers", "rewordings"]
"""Texts compared: a question with what answers it, or a text with the same in other words."""

_REFERENCE = Path(__file__).with_name("reference.csv")


@dataclass(frozen=True, slots=True)
class Scale:
    """Cosines of a model: the mean of texts that belong together; mean and standard deviation of those that do not."""

    together: float
    apart: float
    spread: float


Scales = dict[tuple[Compared, str], Scale]
"""The scale of each comparison in each language, "zh" or "en"."""


def measured_scales(encoder: Encoder) -> Scales:
    """The scales of the model `encoder`, by the reference texts: it reads some hundred and forty sentences for it."""
    found: Scales = {}
    for language in ("zh", "en"):
        rows = [row for row in _reference() if language_of(row["answer"]) == language]
        answers = encoder.encode_passages([row["answer"] for row in rows])
        others = {
            "answers": encoder.encode_queries([row["question"] for row in rows]),
            "rewordings": encoder.encode_passages([row["reworded"] for row in rows]),
        }
        found["answers", language] = _scale(others["answers"] @ answers.T)
        found["rewordings", language] = _scale(others["rewordings"] @ answers.T)
    return found


def _scale(cosines: NDArray[np.float32]) -> Scale:
    """The scale by the cosines of pairs, in a square: on its diagonal those that belong together."""
    apart = cosines[~np.eye(len(cosines), dtype=bool)]
    return Scale(float(cosines.diagonal().mean()), float(apart.mean()), float(apart.std()))


def note_of_scales(encoder: Encoder, before: str | None) -> str:
    """The scales of the model `encoder` as JSON; `before`, if that is a note of this model and of these texts."""
    of = f"{encoder.fingerprint}/{hashlib.sha256(_REFERENCE.read_bytes()).hexdigest()[:12]}"
    if before and json.loads(before)["of"] == of:
        return before
    scales = [[*key, asdict(scale)] for key, scale in measured_scales(encoder).items()]
    return json.dumps({"of": of, "scales": scales})


def noted_scales(note: str) -> Scales:
    """The scales in what `note_of_scales` gave."""
    return {(compared, language): Scale(**scale) for compared, language, scale in json.loads(note)["scales"]}


@cache
def _reference() -> list[dict[str, str]]:
    with _REFERENCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

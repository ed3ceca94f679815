"""A retrieval set with its questions or its corpus in Traditional characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from opencc import OpenCC

from benchmarks.beir import RetrievalSet

PARTS = ("questions", "corpus")


def in_traditional(found: RetrievalSet, part: str) -> RetrievalSet:
    """`found` with `part`, one of `PARTS`, in Traditional characters (OpenCC's s2t); answers stay as they are."""
    convert = OpenCC("s2t").convert
    if part == "questions":
        return replace(found, questions=tuple(replace(each, text=convert(each.text)) for each in found.questions))

    def converted(document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: convert(value) if isinstance(value, str) and key != "_id" else value for key, value in document.items()
        }

    return replace(found, documents=tuple(map(converted, found.documents)))

"""The Protocol of the readers: a path in, a ReadFile with its Records and warnings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """One speech as it stands in a file: its text, one paragraph a line, and what the file itself states about it.

    `given` has the keys title, speaker, office, date, occasion, place, state, origin and language where the file states
    them (under an English or a Chinese name), and any other key as it was written; every value is a string.
    `title` is what the file marks as the title, None when it marks nothing. `entry` is the name of the file inside this
    one that it comes from, with its folders.
    """

    text: str
    title: str | None = None
    external_id: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something a person should know about a file that could be read: `code` names a sentence in messages.*.toml."""

    code: str
    particulars: Mapping[str, object] = field(default_factory=dict)


FEW = 50
"""Warnings of one kind that are kept of one file: nobody reads a million lines on a million columns."""


def few(warnings: Iterable[ReadWarning]) -> list[ReadWarning]:
    """The first warnings of each kind, and one at the end that counts the others."""
    seen: Counter[str] = Counter()
    kept = []
    for warning in warnings:
        more = warning.particulars.get("count") if warning.code == "warn_more" else None
        seen[warning.code] += more if isinstance(more, int) else 1
        if more is None and seen[warning.code] <= FEW:
            kept.append(warning)
    left = seen["warn_more"] + sum(count - FEW for code, count in seen.items() if code != "warn_more" and count > FEW)
    return [*kept, ReadWarning("warn_more", {"count": left})] if left else kept


@dataclass(frozen=True, slots=True)
class Coverage:
    """The number of visible characters of a file that were `kept`, and the `total` that an independent count gives.

    `left_out` counts characters by the kind that they were left out as, as far as it is known.
    """

    kept: int
    total: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """`kept` by `total`, 1 for a file without characters."""
        return self.kept / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class ReadFile:
    """All that was read from one file, in the order of the file, never without a Record.

    `encoding` and `confidence` (0 to 1) are of text formats only, None elsewhere; `coverage` is None where nothing
    independent counts. `version` grows whenever the reader
    would give another text for the same file.
    """

    reader: str
    version: int
    records: tuple[Record, ...]
    encoding: str | None = None
    confidence: float | None = None
    warnings: tuple[ReadWarning, ...] = ()
    coverage: Coverage | None = None


class Reader(Protocol):
    """Reads the files of one format. `suffixes` are lower case, with their dot."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def version(self) -> int: ...  # noqa: D102

    @property
    def suffixes(self) -> frozenset[str]: ...  # noqa: D102

    def read(self, path: Path) -> ReadFile:
        """The records of the file at `path`.

        :raises ReadError: if nothing can be read from it; the code says why.
        """
        ...

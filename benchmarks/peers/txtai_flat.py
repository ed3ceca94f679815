"""txtai with an exact search of its vectors: it finds what Tifa finds, and is compared at the same recall."""

from __future__ import annotations

from typing import ClassVar

from benchmarks.peers import txtai


class Indexed(txtai.Indexed):
    """See System."""

    faiss: ClassVar[dict[str, str]] = {"components": "IDMap,Flat"}

"""What a function found, with the lists that grow with the library cut to what a model can take in."""

from __future__ import annotations

LONGEST = 20
"""Entries of a list."""

CUT = frozenset(("also_in", "similar_in", "sources", "variants", "fillings", "in_both", "versions"))
"""The lists that are cut, by name."""


def shortened(value: object) -> object:
    """`value` with each list of CUT at most LONGEST long; beside `sources`, `sources_left_out` counts the others."""
    if isinstance(value, list):
        return [shortened(each) for each in value]
    if not isinstance(value, dict):
        return value
    short: dict[str, object] = {}
    for name, held in value.items():
        left_out = len(held) - LONGEST if name in CUT and isinstance(held, list) else 0
        short[name] = shortened(held[:LONGEST] if left_out > 0 else held)
        if left_out > 0:
            short[f"{name}_left_out"] = left_out
    return short

"""The table of figures in Markdown: a row a figure, a column a system."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.scale.measuring import Figures

_MB = 1e6
_NONE = "–"


def table(passages: int, of: Mapping[str, Figures]) -> str:
    """The figures of the systems for a library of so many passages; below, their versions, and why some are missing."""
    rows = [["", *of], ["---"] * (len(of) + 1)]
    rows += [[name, *(_cell(figures, cell, passages) for figures in of.values())] for name, cell in _ROWS.items()]
    lines = [f"**{passages:,} passages**", "", *(f"| {' | '.join(row)} |" for row in rows), ""]
    lines += ["; ".join(_about(name, figures) for name, figures in of.items())]
    return "\n".join(lines).rstrip() + "\n"


def _about(name: str, figures: Figures) -> str:
    parts = [figures[key] for key in ("version", "measured", "failed") if key in figures]
    return f"{name}: {', '.join(parts)}"


def _cell(figures: Figures, cell: Callable[[Figures, int], str], passages: int) -> str:
    try:
        return cell(figures, passages)
    except KeyError:
        return _NONE


def _changed(seconds: float, kept: float) -> str:
    """The time until a change is seen, and what it takes besides until it is on the disk."""
    return f"{seconds:.2f}" if kept < 0.01 else f"{seconds:.2f} + {kept:.2f}"


_ROWS: dict[str, Callable[[Figures, int], str]] = {
    "built apart from embedding, s": lambda f, _: f"{f['build']:.0f}",
    "on disk, MB": lambda f, _: f"{f['disk'] / _MB:,.0f}",
    "… a passage, KB": lambda f, n: f"{f['disk'] / n / 1e3:.1f}",
    "memory of a serving process, MB": lambda f, _: f"{f['memory'] / _MB:,.0f}",
    "… of it in no file": lambda f, _: f"{f['memory_own'] / _MB:,.0f}",
    "… when all was imported": lambda f, _: f"{f['memory_imports'] / _MB:,.0f}",
    "load to first answer, s": lambda f, _: f"{f['load']:.2f}",
    "hybrid, ten passages, p50, ms": lambda f, _: f"{f['hybrid'][0]:.1f}",
    "… p95": lambda f, _: f"{f['hybrid'][1]:.1f}",
    "… p99": lambda f, _: f"{f['hybrid'][2]:.1f}",
    "exact phrase, p95, ms": lambda f, _: f"{f['phrase']:.1f}",
    "every place of a wording, ms": lambda f, _: f"{f['everywhere']:.0f}",
    "… places found": lambda f, _: f"{f['places']:,}",
    "100 passages added, s": lambda f, _: _changed(f["add"], f["add_kept"]),
    "100 passages removed, s": lambda f, _: _changed(f["remove"], f["remove_kept"]),
    "recall@10 of the dense side": lambda f, _: f"{f['recall']:.3f}",
    "golden questions: same first passage": lambda f, _: f"{f['golden'][0]:.1%}",
    "… same first ten in the same order": lambda f, _: f"{f['golden'][1]:.1%}",
    "… of the first ten the same": lambda f, _: f"{f['golden'][2]:.1%}",
}

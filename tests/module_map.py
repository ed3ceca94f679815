"""Writes docs/modules.md, what each module is about in its own words: `python -m tests.module_map`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent
MAP = PROJECT / "docs" / "modules.md"
PACKAGES = ("corpus", "indexer", "retriever", "ui")

HEAD = """# Every module

What each is about, in the first words of its docstring; `python -m tests.module_map` writes this page, and a test sees
that it names them all. How they work together is in [architecture.md](architecture.md).
"""


def modules() -> list[Path]:
    """The modules of the program, by folder and name; what an `__init__.py` says stands over its folder."""
    every = [path for package in PACKAGES for path in (PROJECT / package).rglob("*.py") if path.name != "__init__.py"]
    return sorted(every, key=lambda path: (path.parent, path.name))


def subject(path: Path) -> str:
    """The first paragraph of a module's docstring, in one line and without its full stop."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(told.split("\n\n")[0].split()).rstrip(".").replace("|", r"\|")


def lines() -> Iterator[str]:
    """The page."""
    yield from HEAD.splitlines()
    folder = None
    for path in modules():
        if path.parent != folder:
            folder = path.parent
            about = subject(folder / "__init__.py")
            yield from ("", f"## {folder.relative_to(PROJECT).as_posix()}/", "")
            if about:
                yield from (f"{about}.", "")
            yield from ("| module | what |", "|---|---|")
        yield f"| `{path.name}` | {subject(path)} |"


if __name__ == "__main__":
    MAP.write_text("\n".join(lines()) + "\n", encoding="utf-8")

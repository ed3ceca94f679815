"""Writes docs/licences.md: the licence of each package in requirements.txt, as its own metadata states it.

Run: python bundle/licences.py. Packages for other systems, which are not installed here, keep the row that they have.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TABLE = PROJECT / "docs" / "licences.md"
HEAD = """# Licences

The licence of everything that `requirements.txt` installs, as the metadata of each package states it. The table is
made by `python bundle/licences.py`, and a test holds it to what is installed.

| package | version | licence |
|---|---|---|
"""
_PIN = re.compile(r"([\w.-]+)==([\w.]+)")
_LONGEST = 60  # characters of a field that is a name rather than the text of a licence


def licence(found: PackageMetadata) -> str:
    """The licence that the metadata of a package states: an SPDX expression, else a name, else its classifiers."""
    expression, name = found.get("License-Expression"), (found.get("License") or "").strip()
    if expression:
        return expression
    classifiers = [each.rpartition("::")[2].strip() for each in found.get_all("Classifier") or []]
    classified = [
        c for c, each in zip(classifiers, found.get_all("Classifier") or [], strict=True) if "License" in each
    ]
    return name if name and len(name) <= _LONGEST and "\n" not in name else ", ".join(classified)


def pinned() -> list[tuple[str, str]]:
    """The packages of requirements.txt with their versions, in its order."""
    found = map(_PIN.match, (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines())
    return [(each[1], each[2]) for each in found if each]


def rows() -> dict[str, str]:
    """The rows of the table by package, as they stand in it."""
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.is_file() else []
    return {line.split("|")[1].strip(): line for line in lines if line.startswith("| ") and "| version |" not in line}


def made() -> dict[str, str]:
    """The rows of the table by package, as they have to be; "" of one that is neither installed nor in the table."""
    before, now = rows(), {}
    for name, version in pinned():
        try:
            now[name] = f"| {name} | {version} | {licence(metadata(name))} |"
        except PackageNotFoundError:
            now[name] = before.get(name, "")
    return now


if __name__ == "__main__":
    now = made()
    TABLE.write_text(HEAD + "\n".join(now[name] for name in sorted(now, key=str.lower)) + "\n", encoding="utf-8")

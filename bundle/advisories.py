"""Asks the OSV database for known advisories on the packages in requirements.lock; one request, eight seconds at most.

Exit code 0: none are known, or the database cannot be reached, which is said; 1: there are some, a line each.
"""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATABASE = "https://api.osv.dev/v1/querybatch"
SECONDS = 8
LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
# Advisories that do not concern this program, each with the reason.
ACCEPTED: dict[str, str] = {}


def pins(lock: str) -> list[tuple[str, str]]:
    """The packages of a lock file with their versions."""
    return re.findall(r"^([\w.-]+)==([\w.]+)", lock, flags=re.M)


def found(packages: Sequence[tuple[str, str]], answer: dict[str, Any]) -> list[str]:
    """A line for each package with advisories in the database's `answer` that are not accepted."""
    lines = []
    for (name, version), result in zip(packages, answer["results"], strict=True):
        known = [each["id"] for each in result.get("vulns", []) if each["id"] not in ACCEPTED]
        if known:
            lines.append(f"{name} {version}: {', '.join(known)}")
    return lines


def asked(packages: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    """The answer of the database, None if it does not come in time; to look up its name alone can take minutes."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    answers: list[dict[str, Any]] = []

    def ask() -> None:
        request = urllib.request.Request(DATABASE, json.dumps({"queries": queries}).encode())
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:
                answers.append(json.load(response))
        except (OSError, ValueError):
            return

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS)
    return answers[0] if answers else None


def main() -> int:
    """The exit code."""
    packages = pins(LOCK.read_text(encoding="utf-8"))
    answer = asked(packages)
    if answer is None:
        print("Advisories were NOT checked: the database cannot be reached.")
        return 0
    lines = found(packages, answer)
    print("\n".join(lines) or f"No advisories are known for {len(packages)} packages.")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Reduces a CycloneDX bill of an environment, on standard input, to the packages that the file named pins."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def normal(name: str) -> str:
    """The name of a package as names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def reduced(bill: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """`bill` with the components that `names` are of, and what each of these depends on."""
    wanted = set(map(normal, names))
    kept = [each for each in bill["components"] if normal(each["name"]) in wanted]
    references = {each["bom-ref"] for each in kept}
    edges = [each for each in bill.get("dependencies", []) if each["ref"] in references]
    for each in edges:
        each["dependsOn"] = [ref for ref in each.get("dependsOn", []) if ref in references]
    return {**bill, "components": kept, "dependencies": edges}


if __name__ == "__main__":
    pins = re.findall(r"^([\w.-]+)==", Path(sys.argv[1]).read_text(encoding="utf-8"), flags=re.M)
    json.dump(reduced(json.load(sys.stdin), pins), sys.stdout, ensure_ascii=False, indent=1)

"""What is installed is pinned, all of it, for every system; and docs/dependencies.md has a line for what was chosen."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundle import advisories, licences, sbom

PROJECT = Path(__file__).parent.parent
SYSTEMS = {
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
}
# The build of torch for graphics cards brings these, each pinned by torch itself. Tifa does not use them.
GRAPHICS = ("nvidia-", "cuda-", "triton")


def lines(file: str) -> list[str]:
    return (PROJECT / file).read_text(encoding="utf-8").splitlines()


def requirements(part: list[str]) -> dict[str, Requirement]:
    listed = [Requirement(line) for line in part if line and not line.startswith(("#", "-r "))]
    return {canonicalize_name(each.name): each for each in listed}


@cache
def pinned() -> dict[str, Requirement]:
    return requirements(lines("requirements.txt") + lines("requirements-dev.txt"))


def test_every_requirement_has_one_version():
    assert [str(each) for each in pinned().values() if not re.fullmatch(r"==[\w.]+", str(each.specifier))] == []


@pytest.mark.parametrize("version", ["3.11", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_what_they_bring_along_is_pinned_too(system: str, version: str):
    here = {**SYSTEMS[system], "python_version": version, "python_full_version": f"{version}.0", "extra": ""}
    missing = []
    for name, each in pinned().items():
        if each.marker and not each.marker.evaluate(here):
            continue
        try:
            brought = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:  # it is for another system than this
            continue
        for other in brought:
            known = pinned().get(canonicalize_name(other.name))
            wanted = other.marker is None or other.marker.evaluate(here)
            there = known is not None and (known.marker is None or known.marker.evaluate(here))
            if wanted and not there and not other.name.startswith(GRAPHICS):
                missing.append(f"{name} brings {other}")
    assert missing == []


def test_each_chosen_package_has_its_line_in_the_docs_with_its_version():
    every = lines("requirements.txt")
    chosen = requirements(every[: every.index("# What these bring along.")])
    rows = [line.split("|")[1] for line in lines("docs/dependencies.md") if line.startswith("| ")]
    documented = {f"{name} {version}" for row in rows for name, version in re.findall(r"([\w.-]+) (\d[\w.]*)", row)}
    assert documented == {f"{each.name} {str(each.specifier).removeprefix('==')}" for each in chosen.values()}


def test_the_lock_has_the_hashes_of_what_is_pinned():
    blocks = re.split(r"\n(?=[a-zA-Z])", "\n".join(line for line in lines("requirements.lock") if line[0] != "#"))
    hashed = {
        Requirement(block.split("\\")[0].strip()): re.findall(r"--hash=sha256:([0-9a-f]{64})\b", block)
        for block in blocks
    }
    assert [str(each) for each, hashes in hashed.items() if not hashes] == []
    versions = {canonicalize_name(each.name): str(each.specifier) for each in hashed}
    wanted = {name: str(each.specifier) for name, each in requirements(lines("requirements.txt")).items()}
    assert {name: versions.get(name) for name in wanted} == wanted, "make requirements.lock anew, as it says"


def test_the_table_of_licences_is_what_the_packages_state():
    made = licences.made()
    assert {name: row for name, row in licences.rows().items() if made.get(name) != row} == {}
    assert [
        name for name, row in made.items() if not row or re.search(r"\| *\|", row) or re.search(r"\bA?GPL", row)
    ] == []


def test_advisories_are_named_by_package():
    answer = {"results": [{}, {"vulns": [{"id": "X-1"}, {"id": "X-2"}]}]}
    assert advisories.found([("a", "1"), ("b", "2")], answer) == ["b 2: X-1, X-2"]
    assert advisories.pins("a==1.0 ; x\n    --hash\nb-c==2") == [("a", "1.0"), ("b-c", "2")]


def test_a_bill_of_materials_holds_what_is_installed_for_users():
    bill = {
        "components": [{"name": "Some_Thing", "bom-ref": "s"}, {"name": "pytest", "bom-ref": "p"}],
        "dependencies": [{"ref": "s", "dependsOn": ["p"]}, {"ref": "p"}],
    }
    left = {"components": [{"name": "Some_Thing", "bom-ref": "s"}], "dependencies": [{"ref": "s", "dependsOn": []}]}
    assert sbom.reduced(bill, ["some-thing"]) == left

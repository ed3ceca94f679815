"""What is installed is pinned, all of it, for every system; and docs/dependencies.md has a line for what was chosen."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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

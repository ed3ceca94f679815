"""Parts of an index cut off, overwritten, emptied or deleted: the answers are the sound ones or the damage is named."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from corpus.errors import TifaError
from indexer.__main__ import main
from indexer.build import rebuild
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs
from tests.soak.amounts import SEED, much
from tests.soak.meetings import QUESTIONS, answers, write_meeting
from tests.soak.mutations import mutated

_FEW = QUESTIONS[::80]


def answered(index: Path) -> list[object]:
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        return answers(retriever, _FEW)


def is_as(index: Path, expected: list[object]) -> bool:
    try:
        return answered(index) == expected
    except TifaError:
        return False


def damage(path: Path, chance: random.Random) -> str:
    """Damage `path`, and say how."""
    size = path.stat().st_size
    match chance.randrange(5):
        case 0:
            path.unlink()
            return "deleted"
        case 1:
            path.write_bytes(b"")
            return "emptied"
        case 2:
            path.write_bytes(path.read_bytes()[: size // 2])
            return "cut in half"
        case 3:
            path.write_bytes(b"\0" * size)
            return "zeros"
        case _:
            path.write_bytes(mutated(path.read_bytes(), chance))
            return "mutated"


# A short form is tests/indexer/test_damage.py: one bit flipped in each file.
@pytest.mark.parametrize("parts", much(60))
def test_damage_is_named_and_mended(parts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance, corpus, sound = random.Random(SEED), tmp_path / "讲话", tmp_path / "sound"
    for number in range(8):
        write_meeting(corpus, number)
    build_with_pairs(corpus, sound)
    monkeypatch.setattr("indexer.cli.rebuild", lambda index, **_: rebuild(index, encoder=PairEncoder()))
    expected, named, served = answered(sound), 0, 0
    files = sorted(path.relative_to(sound) for path in sound.rglob("*") if path.is_file())
    built: list[str] = []
    for number in range(parts):
        index = Path(shutil.copytree(sound, tmp_path / f"{number}"))
        name = files[number % len(files)]
        what = f"{name} {damage(index / name, chance)}"
        try:
            assert answered(index) == expected, what
            served += 1
        except TifaError as error:
            assert error.message("zh") and error.message("en")
            named += 1
            if main(["verify", "--repair", "--index", str(index)]) != 0 or not is_as(index, expected):
                built.append(what)
                build_with_pairs(corpus, index)
                assert is_as(index, expected), what
        shutil.rmtree(index)
    print(f"\n{parts} damaged parts: {served} served as before, {named} named; mended by a build alone: {built}")

"""Fuzzing what takes anything from anybody: each reader, and what a question is understood as.

    python -m tests.soak.fuzz question|.md|.pdf|… RUNS [SEED]

With atheris (`pip install atheris`) inputs are found by the coverage of the code, else by mutating sound ones at
random. Readers may raise ReadError and questions QueryError; anything else ends the run with its input.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date
from functools import cache
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

# Only what is imported in this block is watched.
with atheris.instrument_imports(include=["corpus", "retriever"]) if atheris else nullcontext():
    from corpus.errors import QueryError, ReadError
    from corpus.readers import reader_for
    from retriever.known import Known
    from retriever.opened import Settings
    from retriever.understanding.request import BY_RELEVANCE, TypedQuestion, read_request
    from tests.conftest import write_library
    from tests.corpus.folders import loaded
    from tests.soak.mutations import mutated
    from tests.soak.test_mutated import samples

QUESTIONS = (
    "2018年办事大厅是怎么讲的",
    "除了2021年，县长在全县经济工作会议上对“放管服”怎么讲的",
    "近三年关于防汛的讲话，按时间排",
    "那2020年呢",
    "What did the mayor say about floods since 2019?",
    "十四五期间“三个到人”是哪三个，不要县长的",
)


def target(kind: str, folder: Path) -> Callable[[bytes], None]:
    """The function that takes an input."""
    if kind == "question":
        return ask
    path = folder / f"input{kind}"
    reader = reader_for(path)
    assert reader is not None, kind

    def read(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(ReadError):
            reader.read(path)

    return read


def ask(content: bytes) -> None:
    """Understand `content` as a question."""
    text = content.decode("utf-8", "replace")
    typed = TypedQuestion(text, None, BY_RELEVANCE, 0, None, understand=True, ignore=())
    with suppress(QueryError):
        read_request(typed, known(), date(2024, 5, 6), Settings())


@cache
def known() -> Known:
    """Speeches that a question may be about."""
    with tempfile.TemporaryDirectory() as folder:
        files = loaded(write_library(Path(folder)))
    return Known(dict(enumerate(speech for file in files.values() for speech in file.speeches)))


def seeds(kind: str) -> list[bytes]:
    """Sound inputs of that kind."""
    if kind == "question":
        return [question.encode() for question in QUESTIONS]
    return [content for suffix, content in samples() if suffix == kind]


def fuzz(kind: str, runs: int, seed: int, folder: Path) -> None:
    """Try so many inputs."""
    take, known = target(kind, folder), seeds(kind)
    if atheris is None:
        chance = random.Random(seed)
        for _ in range(runs):
            content = mutated(chance.choice(known), chance)
            try:
                take(content)
            except BaseException:
                print(f"input: {content[:2000]!r}", file=sys.stderr)
                raise
        return
    inputs = folder / "inputs"
    inputs.mkdir()
    for number, content in enumerate(known):
        (inputs / str(number)).write_bytes(content)
    limits = [f"-atheris_runs={runs}", f"-seed={seed}", "-max_len=100000", "-timeout=120", "-rss_limit_mb=3000"]
    atheris.Setup([sys.argv[0], *limits, str(inputs)], take)
    atheris.Fuzz()


def main() -> None:
    """Fuzz what the command line names."""
    kind, runs, *rest = sys.argv[1:]
    print(f"{kind}: {runs} runs, {'atheris' if atheris else 'mutations'}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        fuzz(kind, int(runs), int(rest[0]) if rest else 1, Path(folder))


if __name__ == "__main__":
    main()

"""Files damaged at random are read or named, whatever was done to them; what reads them goes on."""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.messages import say
from corpus.readers import reader_for
from corpus.reading import Children, Limits
from tests.corpus.folders import FILES, SPEECH, jsonl
from tests.soak.amounts import SEED, amounts
from tests.soak.mutations import mutated

LIMITS = Limits(60, 600, 1536)


def samples() -> list[tuple[str, bytes]]:
    """A sound file of every kind, as its suffix and content."""
    letter = f"From: a@b\nSubject: 防汛\nContent-Type: text/plain; charset=utf-8\n\n{SPEECH}".encode()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲.txt", SPEECH)
        archive.write(FILES / "meeting.docx", "乙.docx")
    html = f"<html><body><h1>防汛</h1><p>{SPEECH}</p><ol><li>一<li>二</ol></body></html>".encode()
    typed = {
        ".txt": SPEECH.encode(),
        ".md": f"---\ntitle: 防汛\n---\n# 一\n\n{SPEECH}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
        ".html": html,
        ".jsonl": jsonl({"text": SPEECH, "title": "防汛"}).encode(),
        ".csv": "title,text\n防汛,请大家把险段再查一遍。\n".encode(),
        ".eml": letter,
        ".zip": packed.getvalue(),
    }
    kept = [(path.suffix, path.read_bytes()) for path in sorted(FILES.iterdir()) if reader_for(path)]
    return [*((suffix, content) for suffix, content in typed.items() if reader_for(Path(f"a{suffix}"))), *kept]


@pytest.mark.parametrize("count", amounts(25, 2000))
def test_a_mutated_file_is_read_or_named(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # where LibreOffice is: it takes seconds for each damaged .doc
    chance, found, kinds = random.Random(SEED), Counter[str](), samples()
    with Children(1) as children:
        for number in range(count):
            suffix, content = kinds[number % len(kinds)]
            path = tmp_path / f"{number}{suffix}"
            path.write_bytes(mutated(content, chance))
            try:
                read = children.read(path, LIMITS)
            except ReadError as error:
                assert all(str(path) in say(error.code, language, **error.particulars) for language in ("zh", "en"))
                found[error.code] += 1
            else:
                assert all(record.text is not None for record in read.records)
                found["read"] += 1
            path.unlink()
    print(f"\nmutated files: {count} of {len({suffix for suffix, _ in kinds})} kinds: {dict(found)}")
    assert found["reader_failed"] == 0

"""Small files that ask for very much cost one file each, and only as much as a file may."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.reading import Children, Limits
from tests.corpus.folders import SPEECH, put
from tests.soak.amounts import SCALE

LIMITS = Limits(60, 600, 1536)


def zipped(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def nested_archives() -> bytes:
    content = zipped("a.txt", b"0" * 50_000_000)
    for _ in range(12):
        content = zipped("a.zip", content)
    return content


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    document = f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><office:document>&a11;</office:document>'
    return document.encode()


def docx_of_entities() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return zipped("word/document.xml", f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><w>&a11;</w>'.encode())


def pdf_of_zeros() -> bytes:
    packed = zlib.compress(b"\0" * 400_000_000, 9)
    return b"%%PDF-1.4\n1 0 obj\n<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream\nendobj\n" % (
        len(packed),
        packed,
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "deep.html": lambda: b"<div>" * 300_000 + SPEECH.encode(),
    "deep.jsonl": lambda: b"[" * 1_000_000 + b"\n" + b'{"a":' * 500_000,
    "wide.csv": lambda: b"a," * 1_000_000 + b"\n",
    "quotes.md": lambda: b"> " * 200_000 + SPEECH.encode(),
    "stars.md": lambda: b"*a _b " * 200_000,
    "brackets.md": lambda: b"[" * 200_000 + b"](" * 200_000,
    "anchors.md": lambda: b"---\na: &a [" + b"*a, " * 50_000 + b"]\n---\n" + SPEECH.encode(),
    "tables.html": lambda: b"<table><tr><td rowspan=60000 colspan=60000>x" * 200,
    "braces.rtf": lambda: b"{\\rtf1 " + b"{" * 500_000,
    "zeros.zip": lambda: zipped("a.txt", b"0" * 1_000_000_000),
    "nested.zip": nested_archives,
    "laughs.fodt": laughs,
    "entities.docx": docx_of_entities,
    "zeros.pdf": pdf_of_zeros,
    "letters.eml": lambda: b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 300_000,
}
QUICK = {"deep.jsonl", "laughs.fodt"}


@pytest.fixture(scope="module")
def children():
    with Children(1) as children:
        yield children


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.soak) for name in BOMBS if SCALE]
)
def test_a_bomb_costs_one_file(name: str, children: Children, tmp_path: Path) -> None:
    bomb, sound = put(tmp_path, name, BOMBS[name]()), put(tmp_path, "甲.txt")
    assert bomb.stat().st_size < 5_000_000
    try:
        read = children.read(bomb, LIMITS)
    except ReadError as error:
        print(f"\n{name}: {error.code}")
        assert error.code not in ("reader_failed", "reading_stopped")
    else:
        print(f"\n{name}: {sum(len(record.text) for record in read.records)} characters")
    assert children.read(sound, LIMITS).records[0].text == SPEECH

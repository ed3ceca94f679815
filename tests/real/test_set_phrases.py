"""Set phrases of real speeches, against their truth: nine in ten of the listings are found, and no false one.

A listing is right when it has as many members as the truth and each holds, or is held by, its counterpart, in any
order. For a phrase without members in the truth any listing is false.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from corpus import fold, load, outline
from corpus.files import Root, scan
from corpus.metadata.stated import Sidecars
from retriever.phrasing.set_phrases.listings import listings, places_of
from retriever.phrasing.set_phrases.marked import marked_lines
from retriever.phrasing.set_phrases.names import named_in
from tests.real.folders import real_folder

Members = list[str]


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_folder("speeches")


@pytest.fixture(scope="module")
def found(folder: Path) -> Mapping[str, list[Members]]:
    """The members of each listing in the speeches, by phrase."""
    root = Root("real", folder)
    files = [file for file in scan(root) if file.path.suffix == ".txt"]
    texts = [speech.text for file in files for speech in load(root, file, Sidecars(root)).speeches]
    lines = {i: marked_lines(text, fold(text)) for i, text in enumerate(texts)}
    named, listed = named_in(lines).all(), defaultdict(list)
    for i, text in enumerate(texts):
        paragraphs = cache(lambda text=text: outline(text))
        for phrase, places in places_of(lines[i], named).items():
            for listing in listings(lines[i], places, paragraphs, phrase):
                listed[phrase].append([text[slice(*member)] for member in listing.members])
    return listed


def test_set_phrases_are_listed_rightly(folder: Path, found: Mapping[str, list[Members]]):
    truth = [json.loads(line) for line in (folder / "set_phrases.jsonl").read_text("utf-8").splitlines()]
    wanted = [row for row in truth if row["members"]]
    missed = [row["phrase"] for row in wanted if not any(_same(row["members"], one) for one in found[row["phrase"]])]
    false = [row["phrase"] for row in truth if not row["members"] and found.get(row["phrase"])]
    assert len(missed) <= 0.1 * len(wanted), missed
    assert false == []


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    left = [_plain(member) for member in other]
    if len(one) != len(left):
        return False
    for member in map(_plain, one):
        held = next((each for each in left if member in each or each in member), None)
        if held is None:
            return False
        left.remove(held)
    return True


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)

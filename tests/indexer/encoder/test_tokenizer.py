"""The rebuilt tokenizer against the published one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from indexer.encoder.offline.runtime import TOKENIZER_FILE

GOLDEN = Path(__file__).parents[2] / "files" / "golden_tokens.jsonl"


@pytest.fixture(scope="module")
def tokenizer(offline_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(offline_folder / TOKENIZER_FILE))


def test_token_ids_are_those_of_the_published_tokenizer(tokenizer: Tokenizer) -> None:
    golden = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert len(golden) == 71
    tokenizer.no_truncation()
    assert [tokenizer.encode(line["text"]).ids for line in golden] == [line["ids"] for line in golden]


def test_tokens_are_cut_at_the_longest_input_the_end_mark_kept(offline_folder: Path) -> None:
    ids = Tokenizer.from_file(str(offline_folder / TOKENIZER_FILE)).encode("发展" * 2000).ids
    assert len(ids) == 512
    assert (ids[0], ids[-1]) == (0, 2)


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_has_tokens_whose_places_ascend(tokenizer: Tokenizer, text: str) -> None:
    offsets = tokenizer.encode(text).offsets[1:-1]
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert [start for start, _ in offsets] == sorted(start for start, _ in offsets)

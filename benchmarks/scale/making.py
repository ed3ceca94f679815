"""A library of any size, made: the bundled speeches, drawn ones, and the golden questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.golden import SPEECHES, read_questions
from benchmarks.recombined import material
from benchmarks.scale.drawing import BLOCK, Source, drawn_block, drawn_vectors, planted, source_of, spread_of
from benchmarks.scale.library import ADDED, LISTED, Library, digest, one_line
from corpus import Root, Sidecars, load, passages, scan
from indexer.embed import embedding_text
from indexer.encoder import Encoder, load_encoder

_PLACES = 10_000  # of each planted wording
_IN_A_SPEECH = 5
_IN_A_FILE = 500  # speeches
_PHRASES, _HALF_A_PHRASE = 60, 6
_AT_ONCE = 50_000
_TOPICS = ("防汛", "乡村振兴", "安全生产", "教育", "卫生", "招商引资", "环保", "信访", "春耕", "党建", "水利")
_MEETINGS = ("工作会议", "动员大会", "座谈会", "调度会", "总结会", "现场会", "推进会", "培训班", "表彰会", "例会")


def make_library(folder: Path, size: int) -> Library:
    """The library of `size` passages, written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    library, encoder, source = Library(folder), load_encoder(), source_of(material(SPEECHES))
    bundled = _bundled_passages()
    vectors = np.lib.format.open_memmap(
        str(folder / "vectors.npy"), "w+", np.dtype(np.float32), (size + ADDED, encoder.dimension)
    )
    vectors[: len(bundled)] = encoder.encode_passages([embedding_text(*each) for each in bundled])
    sentences = encoder.encode_passages(list(source.sentences))
    drawn: list[str] = []
    for texts, made in _drawn(source, sentences, size + ADDED - len(bundled)):
        vectors[len(bundled) + len(drawn) :][: len(made)] = made
        drawn += texts
    drawn = _with_planted(drawn, size)
    _write_texts(library, [*(one_line(text) for _, text in bundled), *drawn])
    _same_for_same_text(library, vectors)
    _write_speeches(library, drawn)
    _write_questions(library, encoder)
    _write_phrases(library, drawn)
    return library


def _bundled_passages() -> list[tuple[str, str]]:
    """The passages of the bundled speeches, each behind the title that it is embedded with."""
    root = Root(SPEECHES.name, SPEECHES)
    sidecars = Sidecars(root)
    speeches = [speech for file in scan(root) for speech in load(root, file, sidecars).speeches]
    return [(speech.title, cut.text) for speech in speeches for cut in passages(speech.text, speech.speech_id)]


def _drawn(
    source: Source, sentences: NDArray[np.float32], count: int
) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
    """The texts and vectors of so many drawn passages, block by block, made on all cores."""
    blocks = range(-(-count // BLOCK))
    sizes = [min(BLOCK, count - number * BLOCK) for number in blocks]
    block = partial(_block, source, sentences, spread_of(sentences))
    with ProcessPoolExecutor() as pool:
        for number, made in enumerate(pool.map(block, blocks, sizes), 1):
            yield made
            if number % 20 == 0:
                print(f"  drawn: {number * BLOCK:,}", flush=True)


def _block(
    source: Source, sentences: NDArray[np.float32], spread: NDArray[np.float32], number: int, size: int
) -> tuple[list[str], NDArray[np.float32]]:
    block = drawn_block(source, number, size)
    return block.texts, drawn_vectors(block.sentences, sentences, spread, number)


def _with_planted(drawn: Sequence[str], size: int) -> list[str]:
    """The drawn texts, those of the library with the planted wordings; what is added later has none."""
    count = len(drawn) - ADDED
    places = min(_PLACES, size // 10)
    return [text + planted(at, count, places) if at < count else text for at, text in enumerate(drawn)]


def _write_texts(library: Library, texts: Sequence[str]) -> None:
    with library.all_texts.open("w", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in texts)
    np.save(library.folder / "digests.npy", np.fromiter(map(digest, texts), np.uint64, len(texts)))


def _same_for_same_text(library: Library, vectors: NDArray[np.float32]) -> None:
    """Give passages of one text one vector, since it is by their texts that systems are given them."""
    _, first, which = np.unique(np.load(library.folder / "digests.npy"), return_index=True, return_inverse=True)
    repeated = np.flatnonzero(first[which] != np.arange(len(vectors)))
    vectors[repeated] = vectors[first[which][repeated]]


def _write_speeches(library: Library, drawn: Sequence[str]) -> None:
    library.corpus.mkdir(exist_ok=True)
    count, in_a_file = len(drawn) - ADDED, _IN_A_SPEECH * _IN_A_FILE
    for begin in range(0, count, in_a_file):
        path = library.corpus / f"{begin // in_a_file:04}.jsonl"
        path.write_text(_speeches(drawn, begin, min(count, begin + in_a_file)), encoding="utf-8")
    library.addition.write_text(_speeches(drawn, count, len(drawn)), encoding="utf-8")


def _speeches(drawn: Sequence[str], begin: int, end: int) -> str:
    """The lines of JSON of the speeches with the drawn passages from `begin` to `end`."""
    speeches = []
    for first in range(begin, end, _IN_A_SPEECH):
        number = first // _IN_A_SPEECH
        year, month, day = 2005 + number % 20, 1 + number // 20 % 12, 1 + number // 240 % 28
        speech = {
            "_id": str(number),
            "title": f"在{year}年全县{_TOPICS[number % len(_TOPICS)]}{_MEETINGS[number // 7 % len(_MEETINGS)]}上的讲话",
            "date": f"{year}-{month:02}-{day:02}",
            "speaker": f"讲话人{number % 60}",
            "text": "\n\n".join(drawn[first : min(end, first + _IN_A_SPEECH)]),
        }
        speeches.append(json.dumps(speech, ensure_ascii=False))
    return "\n".join(speeches) + "\n"


def _write_questions(library: Library, encoder: Encoder) -> None:
    questions = list(dict.fromkeys(question.text for question in read_questions() if question.text.strip()))
    vectors = np.concatenate([encoder.encode_queries([text]) for text in questions])
    (library.folder / "questions.json").write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")
    np.save(library.folder / "questions.npy", vectors)
    np.save(library.folder / "tenth.npy", _tenth(library.vectors[: library.size], vectors))


def _tenth(vectors: NDArray[np.float32], questions: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each question and the passage that comes tenth by it, all of them compared."""
    best = np.full((len(questions), LISTED), -1, dtype=np.float32)
    for begin in range(0, len(vectors), _AT_ONCE):
        cosines = np.hstack([best, questions @ vectors[begin : begin + _AT_ONCE].T])
        best = -np.partition(-cosines, LISTED - 1, axis=1)[:, :LISTED]
    tenth: NDArray[np.float32] = best.min(axis=1)
    return tenth


def _write_phrases(library: Library, drawn: Sequence[str]) -> None:
    chosen = [drawn[at] for at in np.linspace(0, len(drawn) - ADDED - 1, _PHRASES).astype(int)]
    phrases = [_at_first_stop(text) for text in chosen]
    (library.folder / "phrases.json").write_text(json.dumps(phrases, ensure_ascii=False), encoding="utf-8")


def _at_first_stop(text: str) -> str:
    """The characters on both sides of the end of the first sentence: two sentences stand together in few places."""
    stop = text.index("。")
    return text[stop - _HALF_A_PHRASE : stop + 1 + _HALF_A_PHRASE]

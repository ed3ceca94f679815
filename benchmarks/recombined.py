"""A corpus of any size: the sentences of the bundled speeches in a new order, the same one for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import Root, Sidecars, load, scan, sentences

PARAGRAPHS = 12
"""In a speech."""


@dataclass(frozen=True, slots=True)
class Material:
    """The material of made speeches: Chinese sentences, and the lengths of paragraphs in characters."""

    sentences: tuple[str, ...]
    lengths: tuple[int, ...]


def material(folder: Path) -> Material:
    """The sentences of the Chinese speeches in `folder`, and the lengths of their paragraphs that are no headings."""
    root = Root(folder.name, folder)
    sidecars = Sidecars(root)
    texts = [s.text for file in scan(root) for s in load(root, file, sidecars).speeches if s.language == "zh"]
    found = [text[start:end] for text in texts for start, end in sentences(text)]
    lengths = [len(line) for text in texts for line in text.split("\n") if len(line) >= 40]
    return Material(tuple(text for text in found if 10 <= len(text) <= 100), tuple(lengths))


def write_corpus(folder: Path, made_of: Material, paragraphs: int, length: int | None, seed: int) -> Path:
    """`folder`, filled with Markdown files of `paragraphs` paragraphs in all.

    A paragraph has about `length` characters; None draws its length from those of the material.
    """
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    made = [_paragraph(made_of, length or chance.choice(made_of.lengths), chance) for _ in range(paragraphs)]
    for number, begin in enumerate(range(0, paragraphs, PARAGRAPHS), 1):
        head = f"---\ntitle: 第{number}次例会上的讲话\ndate: {2010 + number % 17}-03-05\n---\n"
        text = "\n\n".join(made[begin : begin + PARAGRAPHS])
        (folder / f"{number:05}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    return folder


def _paragraph(made_of: Material, length: int, chance: random.Random) -> str:
    return "".join(_until(length, made_of, chance))


def _until(length: int, made_of: Material, chance: random.Random) -> Iterator[str]:
    """Sentences that come to about `length` characters: the last one is taken when more than half of it still fits."""
    written = 0
    while True:
        sentence = chance.choice(made_of.sentences)
        if written and written + len(sentence) / 2 > length:
            return
        written += len(sentence)
        yield sentence

"""The sentences that a language model wrote, with the passages that each names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.sentences import sentences

# What models put around an answer: their thinking, as Qwen and DeepSeek mark it, and Markdown.
_THINKING = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_MARKDOWN = re.compile(r"^[ \t]*(?:```.*|#{1,6}[ \t]+|>[ \t]*|[-*+][ \t]+|\d{1,2}\.[ \t]+)|\*\*|__|`", re.MULTILINE)

_NUMBERS = r"\d{1,4}(?:\s*[,，、;；\-–—~～至]\s*\d{1,4})*"
_CITED = re.compile(rf"[ \t]*[\[［【]\^?\s*({_NUMBERS})\s*[\]］】]")
_RANGE = re.compile(r"(\d+)(?:\s*[\-–—~～至]\s*(\d+))?")
_WIDEST = 20  # numbers of a range, [1-3]: nobody rests a sentence on more


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence without what it cites, and the `numbers` that it cites, each once, in its order."""

    text: str
    numbers: tuple[int, ...]


def written_sentences(text: str) -> list[WrittenSentence]:
    """The sentences of what a model wrote, in order; empty where it wrote nothing but blanks and thinking.

    A number in brackets belongs to the sentence that it stands in, or right behind.
    """
    bare, cited = _apart(_MARKDOWN.sub("", _THINKING.sub("", text)))
    spans = sentences(bare)
    numbers: list[dict[int, None]] = [{} for _ in spans]
    for place, number in cited:
        before = [i for i, span in enumerate(spans) if span.start < place]
        if before:
            numbers[before[-1]][number] = None
    return [WrittenSentence(bare[slice(*span)], tuple(held)) for span, held in zip(spans, numbers, strict=True)]


def _apart(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without what it cites, and each cited number with its place in that."""
    pieces: list[str] = []
    cited: list[tuple[int, int]] = []
    length = end = 0
    for found in _CITED.finditer(text):
        pieces.append(text[end : found.start()])
        length += len(pieces[-1])
        cited += [(length, number) for number in _listed(found[1])]
        end = found.end()
    return "".join([*pieces, text[end:]]), cited


def _listed(numbers: str) -> Iterator[int]:
    """The numbers of 1, 3 or 1-3 one by one."""
    for first, last in _RANGE.findall(numbers):
        end = int(last or first)
        yield from range(int(first), end + 1) if end - int(first) < _WIDEST else (int(first), end)

"""A large corpus whose sentences recur as those of real speeches do: with other numbers, places and items.

The sentences are those of the bundled speeches in a new order; most come with one or more of their slots changed, so
that a million characters are variants of a thousand wordings rather than copies of them. The same seed gives the same
corpus.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recombined import Material
from corpus.language.numerals import ONES

_CHANGED = 0.7  # the chance that a slot is changed: a sentence without slots recurs as it is, as many do
_SENTENCES = (2, 5)  # in a paragraph

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CHINESE_NUMBER = re.compile(rf"[{ONES[1:]}][十百千]?(?=[个条项次名户件处所座万年天])")
_PLACE = re.compile(r"[一-鿿]{2}(?:[镇乡村县市河]|街道)(?![长委办])")
_ITEM = re.compile(r"(?<=、)[一-鿿]{2,4}(?=[、，。])")


@dataclass(frozen=True, slots=True)
class Slots:
    """Values for the slots of a sentence."""

    places: tuple[str, ...]
    items: tuple[str, ...]


def slots_of(made_of: Material) -> Slots:
    """The places and list items in the sentences, each once, in their order."""
    text = "\n".join(made_of.sentences)
    return Slots(tuple(dict.fromkeys(_PLACE.findall(text))), tuple(dict.fromkeys(_ITEM.findall(text))))


def varied(sentence: str, slots: Slots, chance: random.Random) -> str:
    """The sentence with some of its numbers, places and items changed for others."""

    def changed(match: re.Match[str], others: Sequence[str]) -> str:
        return chance.choice(others) if chance.random() < _CHANGED else match.group()

    def number(match: re.Match[str]) -> str:
        if chance.random() >= _CHANGED:
            return match.group()
        return re.sub(r"\d", lambda _: str(chance.randint(1, 9)), match.group())

    text = _NUMBER.sub(number, sentence)
    text = _CHINESE_NUMBER.sub(lambda match: changed(match, ONES[1:]), text)
    text = _PLACE.sub(lambda match: changed(match, slots.places), text)
    return _ITEM.sub(lambda match: changed(match, slots.items), text)


def write_slotted_corpus(folder: Path, made_of: Material, speeches: int, characters: int, seed: int) -> Path:
    """`folder`, filled with `speeches` Markdown files of about `characters` characters each, from 2005 on."""
    chance = random.Random(seed)
    slots = slots_of(made_of)
    folder.mkdir(parents=True)
    for number in range(1, speeches + 1):
        text = slotted_text(made_of, slots, characters, chance)
        head = f"---\ntitle: 第{number}次例会上的讲话\ndate: {2005 + number % 20}-{1 + number % 12:02}-05\n"
        head += f"speaker: 讲话人{number % 17}\n---\n"
        (folder / f"{number:05}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    return folder


def slotted_text(made_of: Material, slots: Slots, characters: int, chance: random.Random) -> str:
    """Paragraphs of varied sentences, of `characters` characters or a little more."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        count = chance.randint(*_SENTENCES)
        picked = (varied(chance.choice(made_of.sentences), slots, chance) for _ in range(count))
        paragraphs.append("".join(sentence if sentence[-1] in "。！？” " else f"{sentence}。" for sentence in picked))
    return "\n\n".join(paragraphs)

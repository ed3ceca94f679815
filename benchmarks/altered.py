"""Sentences with a known relation to a library: as they stand there, altered in one known way, or absent.

Each alteration is made on the text alone, without a look at how drafts are compared. A sentence that happens to equal a
sentence of the library, or a run of its clauses or cells, is thrown out unless it is meant to.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus import fold, fold_plain
from corpus.language.numerals import ALL, NUMERALS, ONES

LABELS = ("verbatim", "edited", "number", "negated", "dropped", "swapped", "absent")

JOINED = "joined"

_SHORTEST = 12  # characters of a sentence that is taken
_COMPARED = 8  # characters below which nothing is compared
_A_WORD = 12  # characters that a sentence has for each of its edits
_ABSENT = (15, 45)  # characters of a sentence made of words from everywhere

_OUTLINE = re.compile(rf"^(?:[{NUMERALS}]+、|（[{NUMERALS}\d]+）|\d+[.．、])")
_END = re.compile(r"[。！？；：，…”’」』）\s]+$")
_START = re.compile(r"^[“‘「『（(\s]+")
_CLAUSE = re.compile(r"(?<=[，；：\t])")  # a tab parts the cells of a table
_ITEMS = re.compile(r"[^，。；：！？“”（）]*、[^，。；：！？“”（）]*")
_HAN = re.compile("[\u4e00-\u9fff]+")
_NOT_EDITED = re.compile(f"[不没未非无勿莫{ALL}半年月日底]")
_NEGATION = re.compile(r"^(?:不|没|未|没有|不能|不得|不要|不会|不再|不让|不准|不许)$")
_COUNTED = re.compile(rf"\d|[{ONES[1:]}](?=[个条项件名户家次座处天万十年月])")
_DATED = re.compile(rf"\d{{4}}年|\d{{1,2}}月|\d{{1,2}}日|[{NUMERALS[1:]}]+月|[一二三四]季度")

Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence for a draft: its label, and the kinds of difference of which each entry allows any one.

    `original` is what it was made of, "" where it is absent.
    """

    text: str
    label: str
    kinds: tuple[frozenset[str], ...]
    original: str


def labelled_set(sentences: Sequence[str], cut: Cut, size: int, seed: int) -> list[Labelled]:
    """`size` sentences, as many of each label but for the remainder; `cut` cuts a folded text."""
    chance = random.Random(seed)
    picked = [text for text in dict.fromkeys(sentences) if len(text) >= _SHORTEST]
    real = _real(sentences)
    words = _Words(picked, cut)
    makers: dict[str, Callable[[str], Labelled | None]] = {
        "verbatim": lambda text: Labelled(text, "verbatim", (), text),
        "edited": lambda text: _edited(text, words, chance),
        "number": lambda text: _number_changed(text, chance),
        "negated": lambda text: _negated(text, words, chance),
        "dropped": lambda text: _item_dropped(text, chance),
        "swapped": lambda text: _swapped(text, chance),
        "absent": lambda _: words.absent(chance),
    }
    made: list[Labelled] = []
    for place, label in enumerate(LABELS):
        wanted = size // len(LABELS) + (place < size % len(LABELS))
        taken: dict[str, Labelled] = {}
        for _ in range(200 * wanted):
            if len(taken) == wanted:
                break
            each = makers[label](chance.choice(picked))
            if (
                each
                and len(fold_plain(each.text)) >= _COMPARED
                and (label == "verbatim" or _bare(each.text) not in real)
            ):
                taken.setdefault(each.text, each)
        made += taken.values()
    return made


def joined_set(speeches: Sequence[Sequence[str]], size: int, seed: int) -> list[Labelled]:
    """At most `size` sentences that begin with clauses of one speech and end with clauses of another.

    `speeches` are the sentences of each. Neither half is too short to be compared, and no speech holds both.
    """
    chance = random.Random(seed)
    texts = [fold_plain("".join(sentences)) for sentences in speeches]
    made: dict[str, Labelled] = {}
    for _ in range(200 * size):
        if len(made) == size:
            break
        one, other = chance.sample(range(len(speeches)), 2)
        first, last = (_CLAUSE.split(chance.choice(speeches[number])) for number in (one, other))
        if min(len(first), len(last)) < 2:
            continue
        begin = "".join(first[: chance.randrange(1, len(first))])
        end = "".join(last[chance.randrange(1, len(last)) :])
        halves = [_bare(begin), _bare(end)]
        if min(map(len, halves)) >= _COMPARED and not any(all(half in text for half in halves) for text in texts):
            made.setdefault(begin + end, Labelled(begin + end, JOINED, (), f"{''.join(first)} {''.join(last)}"))
    return list(made.values())


def in_words(text: str, cut: Cut) -> list[str]:
    """The words of `text` as they are written there; together they are the text. `cut` cuts a folded text."""
    _, offsets = fold(text)
    ends, place = [], 0
    for word in cut(text):
        place += len(word)
        ends.append(offsets[place] if place < len(offsets) else len(text))
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _bare(text: str) -> str:
    """Folded, without the marks and brackets at its edges."""
    return fold_plain(_START.sub("", _END.sub("", text)))


def _body(text: str) -> int:
    """Where the text begins behind its outline marker: 一、 is no item of a list, and its number no figure."""
    marker = _OUTLINE.match(text)
    return marker.end() if marker else 0


def _real(sentences: Sequence[str]) -> set[str]:
    """The sentences and every run of clauses of one of them."""
    found: set[str] = set()
    for text in sentences:
        clauses = _CLAUSE.split(text)
        for first in range(len(clauses)):
            found.update(_bare("".join(clauses[first:end])) for end in range(first + 1, len(clauses) + 1))
    return found


class _Words:
    """The words of the sentences, and which follow which."""

    def __init__(self, sentences: Sequence[str], cut: Cut) -> None:
        self._cut = cut
        self._following: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        listed: dict[str, None] = {}
        for number, text in enumerate(sentences):
            words = [word for word in self.of(text) if _HAN.fullmatch(word)]
            listed.update(dict.fromkeys(word for word in words if len(word) >= 2 and not _NOT_EDITED.search(word)))
            for word, after in pairwise(words):
                self._following[word].append((after, number))
        self.listed = list(listed)

    def of(self, text: str) -> list[str]:
        """The words of a text as they are written there."""
        return in_words(text, self._cut)

    def absent(self, chance: random.Random) -> Labelled:
        """Words that follow each other somewhere in the sentences, no two pairs in a row from the same sentence."""
        word, number = chance.choice(self.listed), -1
        text, length = word, chance.randint(*_ABSENT)
        while len(text) < length:
            others = [pair for pair in self._following[word] if pair[1] != number]
            word, number = chance.choice(others) if others else (chance.choice(self.listed), -1)
            text += word
        return Labelled(f"{text}。", "absent", (), "")


def _edited(text: str, words: _Words, chance: random.Random) -> Labelled | None:
    """One to three words put for others, put in, or taken out, not beside each other."""
    cut = words.of(text)
    free = [i for i, word in enumerate(cut) if _HAN.fullmatch(word) and not _NOT_EDITED.search(word)]
    count = chance.randint(1, max(1, min(3, len(text) // _A_WORD)))
    chosen: list[int] = []
    for place in chance.sample(free, len(free)):
        if len(chosen) < count and all(abs(place - other) > 2 for other in chosen):
            chosen.append(place)
    kinds = []
    for place in chosen:
        other, edit = chance.choice(words.listed), chance.choice(("replaced", "inserted", "deleted"))
        if edit == "replaced" and other != cut[place]:
            cut[place] = other
            kinds.append(frozenset({"wording", "name"}))
        elif edit == "inserted":
            cut[place] += other
            kinds.append(frozenset({"added", "name"}))
        else:
            cut[place] = ""
            kinds.append(frozenset({"dropped", "name"}))
    return Labelled("".join(cut), "edited", tuple(kinds), text) if chosen else None


def _number_changed(text: str, chance: random.Random) -> Labelled | None:
    """One digit or Chinese numeral changed for another."""
    places = list(_COUNTED.finditer(text, _body(text)))
    if not places:
        return None
    place = chance.choice(places)
    others = (set("123456789") if place.group().isdigit() else set(ONES[1:])) - {place.group()}
    dated = any(match.start() <= place.start() < match.end() for match in _DATED.finditer(text))
    changed = text[: place.start()] + chance.choice(sorted(others)) + text[place.end() :]
    return Labelled(changed, "number", (frozenset({"date" if dated else "number"}),), text)


def _negated(text: str, words: _Words, chance: random.Random) -> Labelled | None:
    """不, 没有 or 未 put before a word, or taken away where it stands."""
    cut = words.of(text)
    negative = [i for i, word in enumerate(cut) if _NEGATION.match(word)]
    if negative and chance.random() < 0.5:
        place = chance.choice(negative)
        cut[place] = re.sub("^[不没未]", "", cut[place])
    else:
        places = [i for i, word in enumerate(cut) if _HAN.fullmatch(word) and len(word) >= 2]
        if not places:
            return None
        place = chance.choice(places)
        cut[place] = chance.choice(("不", "没有", "未", "非")) + cut[place]
    return Labelled("".join(cut), "negated", (frozenset({"negation"}),), text)


def _item_dropped(text: str, chance: random.Random) -> Labelled | None:
    """One of the items between 、 left out, with its mark."""
    lists = [match for match in _ITEMS.finditer(text, _body(text)) if all(match.group().split("、"))]
    if not lists:
        return None
    found = chance.choice(lists)
    items = found.group().split("、")
    items.pop(chance.randrange(len(items)))
    changed = text[: found.start()] + "、".join(items) + text[found.end() :]
    return Labelled(changed, "dropped", (frozenset({"dropped"}),), text)


def _swapped(text: str, chance: random.Random) -> Labelled | None:
    """Two neighbouring clauses changed about; the marks stay where they are."""
    marker, body = text[: _body(text)], text[_body(text) :]
    parts = re.split(r"([，；：。！？])", body)
    clauses, marks = parts[::2], parts[1::2]
    places = [i for i in range(len(clauses) - 1) if min(len(clauses[i]), len(clauses[i + 1])) >= 2]
    places = [i for i in places if not re.search("[“”‘’（）《》]", clauses[i] + clauses[i + 1])]
    if not places:
        return None
    i = chance.choice(places)
    clauses[i], clauses[i + 1] = clauses[i + 1], clauses[i]
    changed = marker + "".join(a + b for a, b in zip(clauses, [*marks, ""], strict=False))
    return Labelled(changed, "swapped", (frozenset({"order"}),), text) if changed != text else None

"""The one normal form that all matching uses, and the way back from it to the text as written.

Folding looks at one code point at a time, so a phrase folds to the same characters wherever it stands, and
`fold(a + b)` is `fold(a)` followed by `fold(b)`. Each code point goes through:

1. NFKC and casefold: full-width ＡＢＣ，：； become ABC,:; and ① becomes 1. But 10⁶ becomes 10^6, for 106 is another
   number; ¹ ² ³ become 1 2 3, since m², m2 and ㎡ are the same.
2. Radicals that NFKC leaves alone (⺠) become the characters they are drawn like, then one Traditional character one
   Simplified character by the table `traditional.txt`.
3. Punctuation that is typed in several ways:
   double quotes “ ” „ ‟ 「 」 『 』 〝 〞 〟 become "; single quotes ‘ ’ ‚ ‛ become ';
   dashes ‐ ‑ ‒ – — ― ─ − become - (⸺ becomes --; the kana mark ー stays); dots ・ • ‧ ∙ ⋅ become ·;
   brackets 〔 〕 【 】 〖 〗 become [ ]; 〈 〉 become 《 》; ⋯ becomes ... as … does; ○ ◯ become 〇; 〜 ∼ become ~.
4. Dropped: blank space, control and format characters (zero-width ones, soft hyphen, BOM), variation selectors.

These steps are repeated until nothing changes, so folding a folded text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from corpus.language import quotes
from corpus.language.radicals import SUPPLEMENT as RADICALS

_TABLE = Path(__file__).with_name("traditional.txt")

_PUNCTUATION = {
    **dict.fromkeys(quotes.DOUBLE, '"'),
    **dict.fromkeys(quotes.SINGLE, "'"),
    **dict.fromkeys("‐‑‒–—―─−", "-"),
    **dict.fromkeys("・•‧∙⋅", "·"),
    **dict.fromkeys("〔【〖", "["),
    **dict.fromkeys("〕】〗", "]"),
    **dict.fromkeys("○◯", "〇"),
    **dict.fromkeys("〜∼", "~"),
    "〈": "《",
    "〉": "》",
    "⋯": "...",
    "⸺": "--",
}

_POWERS = {character: f"^{unicodedata.normalize('NFKC', character)}" for character in "⁰⁴⁵⁶⁷⁸⁹"}

_SOLID = re.compile(r"\S+")
_NOT_ONE = re.compile(rb"[^\x01]")

_NORMAL = ((0x21, 0x40), (0x5B, 0x7E), (0x3001, 0x3002), (0x300A, 0x300B), (0x4E00, 0x9FFF))
"""ASCII without capitals and blanks, 、。《》 and Chinese characters: no rule changes them but the tables."""

_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Invisible, though Unicode counts them as letters or marks: variation selectors, joiners and fillers.
_DROPPED = frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x1810), 0x34F, 0x115F, 0x1160, 0x3164])
)


class Folded(NamedTuple):
    """A text in its normal form; `offsets[i]` is the place in the original of the character that gave `text[i]`."""

    text: str
    offsets: Sequence[int]


def fold(text: str) -> Folded:
    """`text` in the normal form, and for each folded character, ascending, its place in `text` (code points)."""
    return with_offsets(fold_pieces(text))


def fold_pieces(text: str) -> list[str]:
    """The folded text of each character of `text`: "" for one that is dropped, "1." for ⒈."""
    return list(map(_FOLDED.__getitem__, text))


def fold_plain(text: str) -> str:
    """`text` in the normal form, without the way back: `fold(text).text`, in a third of the time."""
    return text.translate(_ASCII) if text.isascii() else _MAY_CHANGE.sub(_folded_character, text)


def _folded_character(match: re.Match[str]) -> str:
    return _FOLDED[match[0]]


def simplified(text: str) -> str:
    """`text` with every Traditional character as its Simplified one; each character stays in its place."""
    return _TRADITIONAL.sub(_simplified_character, text)


def _simplified_character(match: re.Match[str]) -> str:
    return _SIMPLIFIED.get(match[0], match[0])


def fold_blank(text: str) -> Folded:
    """`text` without its blank space (`str.isspace`) and otherwise as it is, with the way back as `fold` gives it."""
    offsets: list[int] = []
    for run in _SOLID.finditer(text):
        offsets.extend(range(*run.span()))
    return Folded("".join(text.split()), offsets)


def span_in_original(offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The span (start, end) in the original of the folded span, end exclusive; whole original characters.

    :raises ValueError: if the folded span is empty or lies outside the folded text.
    """
    if not 0 <= start < end <= len(offsets):
        raise ValueError(f"no span of a folded text of {len(offsets)} characters: {start} to {end}")
    return offsets[start], offsets[end - 1] + 1


def with_offsets(pieces: list[str]) -> Folded:
    """The folded pieces, one for each original character, joined, with the way back."""
    lengths = bytes(map(len, pieces))  # the longest piece of any character is 18 long
    if lengths.count(0) + lengths.count(1) == len(lengths):
        return Folded("".join(pieces), list(compress(range(len(pieces)), lengths)))
    offsets: list[int] = []
    after = 0
    for odd in _NOT_ONE.finditer(lengths):  # runs of ordinary characters are filled in one go
        place = odd.start()
        offsets.extend(range(after, place))
        offsets.extend([place] * lengths[place])
        after = place + 1
    offsets.extend(range(after, len(pieces)))
    return Folded("".join(pieces), offsets)


def _load_simplified() -> Mapping[str, str]:
    """Simplified character by traditional character, from the table beside this module."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1] for line in lines if not line.startswith("#")}


class _FoldedCharacters(dict[str, str]):
    """Folded text by character, filled as characters are met: a corpus uses a few thousand of them."""

    def __init__(self, replaced: Mapping[str, str]) -> None:
        super().__init__()
        self._replaced = replaced

    def __missing__(self, character: str) -> str:
        folded = self._step(character)
        while (again := "".join(map(self._step, folded))) != folded:
            folded = again
        self[character] = folded
        return folded

    def _step(self, character: str) -> str:
        """One round of all the rules on one character."""
        if character in _POWERS:
            return _POWERS[character]
        normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
        return "".join(self._replaced.get(c, c) for c in normal if not _is_dropped(c))


def _unchanged() -> str:
    """The inside of a character class of the characters of _NORMAL that nothing replaces: most of any text.

    In ranges, and none beyond the first 65,536: classes that name rarer characters are ten times as slow.
    """
    replaced = re.compile(f"[{re.escape(''.join(REPLACED))}]")
    runs = (run for first, last in _NORMAL for run in replaced.split("".join(map(chr, range(first, last + 1)))) if run)
    return "".join(f"{re.escape(run[0])}-{re.escape(run[-1])}" for run in runs)


def _is_dropped(character: str) -> bool:
    return character in _DROPPED or unicodedata.category(character) in _DROPPED_CATEGORIES or character.isspace()


_SIMPLIFIED = _load_simplified()
REPLACED: Mapping[str, str] = {**RADICALS, **_SIMPLIFIED, **_PUNCTUATION}
"""The text in place of each character that is replaced beyond NFKC and casefold."""
_FOLDED = _FoldedCharacters(REPLACED)
# Each rare character by itself would be looked for everywhere.
_TRADITIONAL = re.compile(f"[\U00010000-\U0010ffff{''.join(each for each in _SIMPLIFIED if ord(each) < 1 << 16)}]")
_ASCII = {code: _FOLDED[chr(code)] for code in range(128)}
_MAY_CHANGE = re.compile(f"[^{_unchanged()}]")

"""Write corpus/traditional.txt, the character table that `corpus.fold` reads: `python -m corpus.make_traditional`.

Only needed when the table is to be made anew; it wants the `opencc` package, which nothing else does. The table is
one character to one character, because a conversion that looks at words (乾坤 keeps 乾) folds a phrase unlike the
text that the phrase stands in.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import opencc

TABLE = Path(__file__).with_name("traditional.txt")

# What converting a single character leaves alone because it depends on the word, and variant forms in print. Both
# forms of each pair fold alike, so a wrong pair can only widen what matches.
EXTRAS = {
    "著": "着", "瞭": "了", "乾": "干", "藉": "借", "徵": "征", "餘": "余", "於": "于", "裡": "里", "裏": "里",
    "祇": "只", "衹": "只", "妳": "你", "牠": "它", "甚": "什", "倂": "并", "廻": "回", "硏": "研", "値": "值",
    "靑": "青", "濶": "阔", "砲": "炮", "甦": "苏", "隄": "堤", "毎": "每", "黒": "黑",
}  # fmt: skip

HEADER = """\
# Traditional and variant Chinese characters, each with the simplified character that it folds to, one pair a line.
# Written by corpus/make_traditional.py from the character conversion t2s of OpenCC {version} (Apache-2.0), and EXTRAS.
"""


def build_table() -> dict[str, str]:
    """The pairs by code point: every ideograph that t2s alone turns into one other, and the extras, chains resolved."""
    convert = opencc.OpenCC("t2s").convert
    pairs: dict[str, str] = {}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH"):
            simplified = convert(character)
            if len(simplified) == 1 and simplified != character:
                pairs[character] = simplified
    pairs |= EXTRAS
    return {character: _last(pairs, character) for character in sorted(pairs)}


def _last(pairs: dict[str, str], character: str) -> str:
    """The character that following the pairs from `character` ends at."""
    seen = {character}
    while character in pairs:
        character = pairs[character]
        if character in seen:
            raise ValueError(f"the table runs in a circle at {character}")
        seen.add(character)
    return character


def main() -> None:
    """Write the table beside this module."""
    lines = [f"{character}{simplified}\n" for character, simplified in build_table().items()]
    TABLE.write_text(HEADER.format(version=opencc.__version__) + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Characters that old encodings and fonts put into Unicode's private use area, as the characters that they stand for.

GBK and the GB 18030 of 2000 had no code points for 24 characters, among them punctuation of vertical lines; those of
2005 and 2022 give them. Fonts of symbols have their bullets and arrows there, at the same places in most of them.
"""

from __future__ import annotations

import re

_OF_GB_18030 = {
    **dict(zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
    0xE7C7: "ḿ", 0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4",
    0xE826: "\u9fb5", 0xE82B: "\u9fb6", 0xE82C: "\u9fb7", 0xE831: "\U000215d7", 0xE832: "\u9fb8",
    0xE83B: "\U0002298f", 0xE843: "\u9fb9", 0xE854: "\u9fba", 0xE855: "\U000241fe", 0xE864: "\u9fbb",
}  # fmt: skip
_OF_SYMBOL_FONTS = {
    0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF075: "◆", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "□", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "→", 0xF0FC: "✓", 0xF0FE: "☑",
}  # fmt: skip
_KNOWN = {**_OF_GB_18030, **_OF_SYMBOL_FONTS}
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def without_private_use(text: str) -> tuple[str, int]:
    """`text` with known characters of the private use area as what they stand for, and the number of unknown ones."""
    if not _PRIVATE.search(text):
        return text, 0
    known = text.translate(_KNOWN)
    return known, len(_PRIVATE.findall(known))

"""The places of a wording in a text as written: those in its lookup form, which takes ten times as long to make.

They can be found so for a wording of Chinese characters and of the marks between these: each stands in the lookup form
for one character of the text, with nothing between two but what that form leaves out, and nothing around them changes
that. Letters and digits have edges, and quotation marks and the commas of thousands go by what is beside them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from corpus.fold import REPLACED, fold_plain
from corpus.language.quotes import DOUBLE, SINGLE
from corpus.text.sentences import Span

_CHINESE = "㐀-䶿一-鿿〇"
_WORDING = re.compile(f"[、。《》,;:!?]*[{_CHINESE}][{_CHINESE}、。《》,;:!?]*")
# What the lookup form leaves out whatever is beside it: controls, blanks, invisible characters, quotation marks.
_LEFT_OUT = (
    r"\x00-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufe00-\ufe0f\ufeff"
    rf"{DOUBLE}{SINGLE}\"'＂＇"
)
# The blocks from which speeches are written. Of the others, and of what is missing here, some are left out as well, or
# stand for several characters of a wording (㈠, ㋀, ‼); a text with any of them has to be folded.
_ORDINARY = (
    r"\x00-\u034e\u0384-\u052f\u1e00-\u203b\u203d-\u2046\u204a-\u2328\u232b-\u2a73\u2a75-\u3163\u3165-\u3191\u31a0-\u321f"
    r"\u3380-\u33df\u3400-\u9fff\ue000-\uff9f\uffa1-\ufff8"
)
_UNLIKE_THEM = re.compile(f"[^{_ORDINARY}]")
# Radicals, compatibility characters, vertical and full-width forms: all else that folds to another one is REPLACED.
_FORMS = ((0x2E80, 0x3040), (0xF900, 0xFB00), (0xFE10, 0xFE70), (0xFF00, 0xFFF0))


def spans_as_written(form: str, text: str) -> Iterator[Span] | None:
    """The places of a wording in the lookup form in `text`, as `spans_in` finds them in the lookup form of that.

    None where these have to be looked for there.
    """
    if not _WORDING.fullmatch(form) or _UNLIKE_THEM.search(text):
        return None
    return (Span(*match.span()) for match in _expression(form).finditer(text))


@lru_cache(maxsize=256)
def _expression(form: str) -> re.Pattern[str]:
    written = (f"[{re.escape(character + _variants().get(character, ''))}]" for character in form)
    return re.compile(f"[{_LEFT_OUT}]*".join(written))


@cache
def _variants() -> Mapping[str, str]:
    """The characters that fold to another one, by that one."""
    variants: defaultdict[str, str] = defaultdict(str)
    for character in {*REPLACED, *(chr(code) for block in _FORMS for code in range(*block))}:
        variants[fold_plain(character)] += character
    return variants

"""The order in which a reader looks for Chinese words: by their sound (拼音), as dictionaries and lists of names do.

GB 2312 lists its 3,755 commonest characters by pinyin, and Python knows that list, so no table of readings is needed.
What it cannot do: the other 3,008 of its characters stand behind these, by radical and strokes, and any others of
Unicode behind those; a character with several readings stands at one of them.
"""

from __future__ import annotations

from functools import lru_cache

from corpus.fold import fold_plain

_KNOWN_CHARACTERS = 20_000


def reading_order(text: str) -> bytes:
    """A key that sorts texts by sound, Latin letters and digits before Chinese characters.

    Traditional characters stand where the Simplified ones do, capitals and full-width letters where the small ones do.
    """
    return b"".join(map(_place, fold_plain(text)))


@lru_cache(maxsize=_KNOWN_CHARACTERS)
def _place(character: str) -> bytes:
    try:
        return character.encode("gb2312")
    except UnicodeEncodeError:
        return b"\xff" + character.encode("utf-8", "surrogatepass")

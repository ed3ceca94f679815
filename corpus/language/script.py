"""Script and language of a text, and the order in which readers look for words: by their sound (拼音)."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.fold import fold_plain

_HAN = re.compile("[\u3400-\u9fff]")
_CHINESE_SHARE = 0.2
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[A-Za-z]+")
_LANGUAGES = {
    "zh": ("zh", "zh-cn", "zh-tw", "zh-hans", "zh-hant", "chinese", "中文", "汉语", "简体中文", "繁体中文"),
    "en": ("en", "en-us", "en-gb", "english", "英文", "英语"),
}
_LANGUAGE_BY_NAME = {name: language for language, names in _LANGUAGES.items() for name in names}
_KNOWN_CHARACTERS = 20_000


def same_script(one: str, other: str) -> bool:
    """True if both texts hold Chinese characters, or neither does."""
    return bool(_HAN.search(one)) == bool(_HAN.search(other))


def language_of(text: str) -> str:
    """The language of `text`: zh when a fifth of its letters are Chinese characters or it has no letters, else en."""
    chinese, latin = (sum(map(len, letters.findall(text))) for letters in (_CHINESE, _LATIN))
    return "zh" if chinese >= _CHINESE_SHARE * (chinese + latin) else "en"


def language_named(written: str) -> str | None:
    """The language, "zh" or "en", that `written` names (中文, English, zh-CN), None for any other word."""
    return _LANGUAGE_BY_NAME.get(written.casefold())


def reading_order(text: str) -> bytes:
    """A key that sorts texts by sound, Latin letters and digits before Chinese characters.

    Traditional characters stand where the Simplified ones do, capitals and full-width letters where the small ones do.
    GB 2312 lists its 3,755 commonest characters by pinyin, and Python knows that list, so no table of readings is
    needed. What it cannot do: the other 3,008 of its characters stand behind these, by radical and strokes, and any
    others of Unicode behind those; a character with several readings stands at one of them.
    """
    return b"".join(map(_place, fold_plain(text)))


@lru_cache(maxsize=_KNOWN_CHARACTERS)
def _place(character: str) -> bytes:
    try:
        return character.encode("gb2312")
    except UnicodeEncodeError:
        return b"\xff" + character.encode("utf-8", "surrogatepass")

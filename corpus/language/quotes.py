"""Quotation marks and brackets: which there are, which belong together, and what is quoted in a text."""

from __future__ import annotations

import re

DOUBLE = "“”„‟「」『』〝〞〟"
SINGLE = "‘’‚‛"
OPENING = frozenset("“„「『〝‘‚")
CLOSING = frozenset("”‟」』〞〟’‛")

PAIRS = {
    **{"“": "”", "‘": "’", "「": "」", "『": "』"},
    **{"（": "）", "(": ")", "《": "》", "〈": "〉"},
    **{"【": "】", "〔": "〕", "〖": "〗", "[": "]", "［": "］"},
}
"""The closing mark of every opening one, brackets and the marks of titles included."""
OPENERS = "".join(PAIRS) + '"'
CLOSERS = "".join(PAIRS.values()) + '"'
BRACKETS = "（）()【】[]〔〕［］"
"""The brackets around dates, names and states beside a title."""

_PHRASES = ("“([^”]{least})”", "「([^」]{least})」", "『([^』]{least})』", '"([^"]{least})"', "＂([^＂]{least})＂")
# Any of them alone: an apostrophe is no quotation mark.
_MARKS = re.compile('[“”「」『』"＂]')
_QUOTED = re.compile("|".join(phrase.replace("{least}", "+") for phrase in _PHRASES))
_QUOTED_OR_TITLE = re.compile("|".join((*(phrase.replace("{least}", "*") for phrase in _PHRASES), "《([^》]*)》")))


def quoted_phrases(text: str) -> list[str]:
    """The phrases in quotation marks, one kind of marks each, without the blanks around them; blank ones left out."""
    inner = (next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(text))
    return [phrase for phrase in inner if phrase]


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The spans of quotations and of titles in 《》, marks included, in order."""
    return [match.span() for match in _QUOTED_OR_TITLE.finditer(text)]


def holds_quotation(text: str) -> bool:
    """True if `text` quotes anything or names a title in 《》."""
    return _QUOTED_OR_TITLE.search(text) is not None


def without_quoted(text: str) -> str:
    """`text` with quotations and titles in 《》 blanked out, every other character in its place."""
    return _QUOTED_OR_TITLE.sub(lambda match: " " * len(match[0]), text)


def without_quotes(text: str) -> str:
    """`text` without its quotation marks."""
    return _MARKS.sub("", text)

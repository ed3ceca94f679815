"""Raised characters as text: m² stays a power, 10⁶ is 10^6, the mark of a note goes, 1st stays 1st.

A power of a number is written with ^: whoever looks for 106 must not find 10⁶, and matching takes ⁶ for 6, as it has to
where m2, m² and ㎡ are the same.
"""

from __future__ import annotations

import re
import unicodedata

_RAISED = {
    **dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)),
    **dict(zip("+-−–=n", "⁺⁻⁻⁻⁼ⁿ", strict=True)),
}
_NUMBER = r"(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|注释?[0-9]{0,3})"
_BRACKETED_MARK = re.compile(
    rf"(?:[\[［〔【(（]\s*{_NUMBER}\s*[\]］〕】)）]|[①-⑳㉑-㉟㊱-㊿*＊※†‡§]{{1,3}}|注释?[0-9]{{0,3}})"
)
_BARE_MARK = re.compile(r"[0-9]{1,3}(?:\s*[,，、\-–]\s*[0-9]{1,3})*")
_UNIT = re.compile(r"(?:^|[^A-Za-z])[A-Za-z]{1,2}$")
"""Letters that carry a power: units (m, km) and variables, never a word, after which a raised number is a note's."""


def raised(text: str, before: str) -> str:
    """The text of raised characters that follow `before`: ^6 or ² for a power, "" for a note's mark.

    What is neither, such as the letters of 1st, comes back as it is.
    """
    stripped = text.strip()
    if not stripped:
        return text
    if _BRACKETED_MARK.fullmatch(stripped):
        return ""
    power = all(c in _RAISED for c in stripped)
    if power and _is_number(before):
        return f"^{stripped}"
    if power and _carries_a_power(before):
        return "".join(_RAISED[c] for c in stripped)
    return "" if _BARE_MARK.fullmatch(stripped) else text


def _is_number(before: str) -> bool:
    last = before.rstrip()[-1:]
    return bool(last) and unicodedata.category(last) == "Nd"


def _carries_a_power(before: str) -> bool:
    return before.rstrip()[-1:] in {")", "）"} or bool(_UNIT.search(before[-4:]))

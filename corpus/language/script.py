"""In which script a text is written."""

from __future__ import annotations

import re

_HAN = re.compile("[\u3400-\u9fff]")


def same_script(one: str, other: str) -> bool:
    """True if both texts hold Chinese characters, or neither does."""
    return bool(_HAN.search(one)) == bool(_HAN.search(other))

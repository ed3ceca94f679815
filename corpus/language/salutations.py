"""Salutations: how a speech greets its listeners (同志们：, Ladies and gentlemen), and how it takes its leave."""

from __future__ import annotations

import re

from corpus.fold import simplified

_ADDRESSED = (
    r"(?:同志们|同学们|朋友们|老师们|乡亲们|战友们|女士们|(?:尊敬的)?各位[^。，：:！\s]{1,12}"
    r"|Comrades|Colleagues|(?:Dear )?[Ff]riends|Ladies and [Gg]entlemen)"
)
_LINE = re.compile(rf"(?:尊敬的[^。！]{{1,40}}|{_ADDRESSED}[^。！]{{0,40}})[：:]\Z|{_ADDRESSED}[，,！!]?\Z")
_CLOSING = re.compile(rf"{_ADDRESSED}[，,！!：:、]|最后，|谢谢|Thank you")

_SALUTATION = re.compile(
    r"(?:各位|尊敬的|敬爱的|亲爱的)"
    r"|(?:同志|女士|先生|朋友|同学|老师|乡亲|代表|委员|战友|来宾)们"
    r"|[^。；]{0,60}(?:们|各位[^。；]{1,10})[：:！!，,、]$"
    r"|(?:Ladies|Dear|Distinguished|Good (?:morning|afternoon|evening|day)|Friends|Colleagues|Comrades|Fellow"
    r"|Honou?red|Esteemed|Excellenc|Mr\.? Chair|Madam|Students|Members of|Thank you)\b"
)


def is_salutation(line: str) -> bool:
    """True if `line` greets the listeners (同志们：, Ladies and gentlemen), alone or at the start of a sentence."""
    return _SALUTATION.match(simplified(line)) is not None


def is_salutation_line(line: str) -> bool:
    """True if `line` does nothing but greet the listeners: 尊敬的各位来宾：, 同志们！"""
    return _LINE.match(line) is not None


def is_closing_line(line: str) -> bool:
    """True if `line` turns to the listeners once more or thanks them, as the end of a speech does."""
    return _CLOSING.match(line) is not None

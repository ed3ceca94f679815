"""Salutations: how a speech greets its listeners (同志们：, Ladies and gentlemen), and how it takes its leave."""

from __future__ import annotations

import re

_ADDRESSED = (
    r"(?:同志们|同学们|朋友们|老师们|乡亲们|战友们|女士们|(?:尊敬的)?各位[^。，：:！\s]{1,12}"
    r"|Comrades|Colleagues|(?:Dear )?[Ff]riends|Ladies and [Gg]entlemen)"
)
SALUTATION_LINE = re.compile(rf"(?:尊敬的[^。！]{{1,40}}|{_ADDRESSED}[^。！]{{0,40}})[：:]\Z|{_ADDRESSED}[，,！!]?\Z")
CLOSING = re.compile(rf"{_ADDRESSED}[，,！!：:、]|最后，|谢谢|Thank you")

_SALUTATION = re.compile(
    r"(?:各位|尊敬的|敬[爱愛]的|[亲親][爱愛]的)"
    r"|(?:同志|女士|先生|朋友|同[学學]|老[师師]|[乡鄉][亲親]|代表|委[员員]|[战戰]友|[来來][宾賓])[们們]"
    r"|[^。；]{0,60}(?:[们們]|各位[^。；]{1,10})[：:！!，,、]$"
    r"|(?:Ladies|Dear|Distinguished|Good (?:morning|afternoon|evening|day)|Friends|Colleagues|Comrades|Fellow"
    r"|Honou?red|Esteemed|Excellenc|Mr\.? Chair|Madam|Students|Members of|Thank you)\b"
)


def is_salutation(line: str) -> bool:
    """Whether `line` greets the listeners (同志们：, Ladies and gentlemen), alone or at the start of a sentence."""
    return _SALUTATION.match(line) is not None

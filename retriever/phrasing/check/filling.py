"""What a source has in the place of a draft's placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus import fold_plain
from corpus.language.numerals import COUNTED
from corpus.text.sentences import Span
from retriever.phrasing.check.placeholders import FILLER, OPEN
from retriever.phrasing.differences import Difference

_FIGURE = re.compile(rf"(?:\d[\d.,]*|[零〇{COUNTED}百千]+)[万亿]*\Z")


@dataclass(frozen=True, slots=True)
class Filled:
    """A placeholder of the draft and what the source has in its place, perhaps nothing."""

    draft: Span
    source: Span


def filled_in(draft: str, source: str, difference: Difference) -> list[Filled]:
    """What the source has for the placeholders of a stretch, which agrees with it otherwise; else nothing."""
    here, there = draft[slice(*difference.a)], source[slice(*difference.b)]
    opens = [place for place, character in enumerate(here) if character == OPEN]
    match = opens and re.fullmatch("(.*?)".join(map(re.escape, here.split(OPEN))), there)
    if not match or not all(FILLER.fullmatch(fold_plain(filler)) for filler in match.groups()):
        return []
    return [
        Filled(
            Span(difference.a.start + place, difference.a.start + place + 1),
            Span(difference.b.start + match.start(group), difference.b.start + match.end(group)),
        )
        for group, place in enumerate(opens, 1)
    ]


def apart(draft: str, source: str, found: Iterable[Difference]) -> Iterator[Difference]:
    """The differences, what changed in front of a placeholder apart from what fills it: 上升XX% for 下降12%.

    Only where a figure fills it: of words nobody can say where the change ends and the filling begins.
    """
    for each in found:
        here, there = draft[slice(*each.a)], source[slice(*each.b)]
        before, opened, after = here.partition(OPEN)
        figure = _FIGURE.search(there.removesuffix(after)) if opened and there.endswith(after) else None
        if before and figure and figure.start() and OPEN not in after:
            at, begin = each.a.start + len(before), each.b.start + figure.start()
            yield Difference("replaced", Span(each.a.start, at), Span(each.b.start, begin))
            yield Difference("replaced", Span(at, each.a.end), Span(begin, each.b.end))
        else:
            yield each

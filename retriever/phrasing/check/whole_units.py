"""What changed in a date or in a name as the whole of it: 6月底 for 5月底 and not 6 for 5, 县安监局 and not 安监."""

from __future__ import annotations

import re

from corpus.text.sentences import Span
from retriever.phrasing.check.facts import (
    DETERMINERS,
    HAN,
    LEVELS,
    SUFFIX,
    SUFFIX_FOLLOWS,
    Cut,
)
from retriever.phrasing.check.sides import Side

_SEEN = 8
"""Characters behind a change in which the name may go on."""
_LONGEST = 5
"""Characters of the office behind the level of an administration: 应急局 in 市应急局."""
_ADMINISTRATION = re.compile("(?:[省市县区州旗镇乡村]委?|街道|党委)$")
_TIES = "由在到向和与及对从给让被把将为"
_NO_OFFICE = ("全部", "干部", "内部", "外部", "各部")

Spans = tuple[Span, Span]


def whole_dates(draft: Side, source: Side, a: Span, b: Span, _: Cut) -> Spans | None:
    """The dates in both texts that the spans `a` and `b` of them lie in; None unless both do."""
    found = draft.around("date", draft.at(a)), source.around("date", source.at(b))
    return (draft.shown(found[0]), source.shown(found[1])) if found[0] and found[1] else None


def whole_names(draft: Side, source: Side, a: Span, b: Span, cut: Cut) -> Spans | None:
    """The names in both texts that the spans `a` and `b` of them are the changed parts of, if any."""
    here, there = draft.at(a), source.at(b)
    found = draft.around("name", here), source.around("name", there)
    if found[0] and found[1]:
        return draft.shown(found[0]), source.shown(found[1])
    if here.start == here.end or there.start == there.end:
        return None
    behind = _behind(draft, source, here, there, cut)
    before = _before(draft, source, here, there, cut, alone=not behind)
    if not before and not behind:
        return None
    whole = (Span(span.start - before, span.end + behind) for span in (here, there))
    return draft.shown(next(whole)), source.shown(next(whole))


def _behind(draft: Side, source: Side, here: Span, there: Span, cut: Cut) -> int:
    """How far the name goes on behind the change, in folded characters, the same in both texts."""
    changed = [side.folded.text[slice(*span)] for side, span in ((draft, here), (source, there))]
    after = _common([draft.folded.text[here.end :][:_SEEN], source.folded.text[there.end :][:_SEEN]])
    if all(text in LEVELS for text in changed):
        office = ""
        for word in list(cut(after))[:2]:
            office += word
            if SUFFIX.search(office) and 2 <= len(office) <= _LONGEST and not office.endswith(_NO_OFFICE):
                return len(office)
        return 0
    if all(SUFFIX.search(text) for text in changed):
        return 0
    follows = SUFFIX_FOLLOWS.match(after)
    return follows.end() if follows else 0


def _before(draft: Side, source: Side, here: Span, there: Span, cut: Cut, *, alone: bool) -> int:
    """How far the name begins before the change: where its word does, and with the administration in front of that.

    `alone` says that the change is all there is behind: 镇 in 青坪镇, whose name is the word before.
    """
    sides = ((draft, here), (source, there))
    before = _common([side.folded.text[: span.start][::-1] for side, span in sides])[::-1]
    starts = [_word_starts(side.folded.text, cut) for side, _ in sides]
    length = max(
        span.start - max(at for at in places if at <= span.start)
        for (_, span), places in zip(sides, starts, strict=True)
    )
    changed = draft.folded.text[slice(*here)]
    if not length and alone and changed in LEVELS:
        length = here.start - max((at for at in starts[0] if at < here.start), default=here.start)
        if length not in (2, 3) or set(before[-length:]) <= DETERMINERS:
            return 0
    if length > len(before) or not HAN.fullmatch(before[len(before) - length :]):
        return 0
    while length and before[-length] in _TIES:
        length -= 1
    administration = _ADMINISTRATION.search(before[: len(before) - length])
    length += len(administration[0]) if administration else 0
    named = draft.around("name", Span(here.start - length, here.start - length))
    if named and named.end == here.start - length and here.start - named.start <= len(before):
        length = here.start - named.start
    return length


def _common(texts: list[str]) -> str:
    """What both texts begin with."""
    one, other = texts
    length = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _word_starts(text: str, cut: Cut) -> list[int]:
    """Where the words of a folded text begin, and its end."""
    starts = [0]
    for word in cut(text):
        starts.append(starts[-1] + len(word))
    return starts

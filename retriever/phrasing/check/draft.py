"""A draft: its text from any format, what it leaves open (XX, ＿＿, 某某), and what a source has in that place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus import fold_plain
from corpus.errors import ReadError
from corpus.language.numerals import COUNTED, NUMERALS
from corpus.language.salutations import is_salutation
from corpus.metadata.marks import mark_of
from corpus.metadata.sources import head_lines, lines, without_dates
from corpus.readers.common import clean_text
from corpus.readers.encoding import decode
from corpus.reading import DRAFT, read_in_child
from corpus.text.sentences import Span
from retriever.phrasing.check.clauses import marker_at, without_edges
from retriever.phrasing.differences import Difference


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """The text of a draft, one paragraph a line, and the security mark that it or its file bears, None for none."""

    text: str
    mark: str | None


def read_draft(path: Path, name: str | None = None) -> ReadDraft:
    """The draft in the file at `path`, which people know as `name`.

    :raises ReadError: if it is missing, of an unknown format, or cannot be read.
    :raises ChildError: if no process can be started to read it.
    """
    if not path.is_file():
        raise ReadError("draft_missing", path=str(path))
    records, stem = read_in_child(path, DRAFT).records, PurePath(name or path.name).stem
    marks = [mark_of(stem, record.title, (record.given,), record.text) for record in records]
    return ReadDraft("\n".join(record.text for record in records), next(filter(None, marks), None))


def typed_draft(text: str) -> ReadDraft:
    """A draft that was typed or pasted."""
    return ReadDraft(text, mark_of("", None, (), text))


def head_of(draft: str) -> list[Span]:
    """The lines of title, date and name above the text of a draft, which nobody says.

    A date on a line of its own, or the salutation below, tells them from wordings that were pasted line by line.
    """
    head = head_lines(draft)
    below = next(lines(draft[head[-1].end :]), None) if head else None
    if below is None or not (is_salutation(below.text) or any(_is_date(line.text) for line in head)):
        return []
    return [Span(line.start, line.end) for line in head]


def _is_date(line: str) -> bool:
    rest = without_dates(line)
    return rest != line and not any(character.isalnum() for character in rest)


def decoded_draft(data: bytes) -> ReadDraft:
    """The draft that was piped in, in any encoding that a text file may have; blank for nothing.

    :raises ReadError: if its encoding is unsure.
    """
    return typed_draft(clean_text(decode(data, Path("-")).text)[0] if data else "")


OPEN = "\uffff"
"""Stands for a placeholder in a draft: a code point that is no character, so that no text holds it."""
_NO_CHARACTER = "\ufffe"
FILLER = re.compile("[^,。!?;:]{0,20}")
"""Text that may stand in the place of a placeholder, folded: it stays within a clause."""

_COUNTED = r"[年月日号时点分秒个项条名人户家次起天周岁万亿千百亩吨米元届批支座所处台套位轮期%％‰]|百分点|公里|平方|立方"
_NAMED = (
    r"省|市|县|区|镇|乡|村|街道|社区|州|局|厅|部|委|办|公司|集团|企业|学校|大学|同志|书记|主任|先生|女士|老师|工程|项目"
)
_PLACEHOLDER = re.compile(
    "|".join(
        (
            r"(?<![A-Za-z])[XxＸｘ]{2,}(?![A-Za-z])",
            rf"(?<![A-Za-z0-9])[XxＸｘ](?=\s*(?:{_COUNTED}|{_NAMED}))",
            r"[×✕╳]{2,}",
            rf"(?<![\d）)])[×✕╳](?=\s*(?:{_COUNTED}|{_NAMED}))",
            rf"[*＊]{{2,}}(?=\s*(?:{_COUNTED}|{_NAMED}))",
            r"[_＿]{2,}",
            r"[□■▢]{1,}",
            rf"(?<![{NUMERALS}零〇○◯0-9])[〇○◯]{{2,}}(?![{NUMERALS}零〇○◯])",
            r"【[\s　]*】|（[\s　]+）|\([\s　]+\)|〔[\s　]*〕|\[[\s　]*\]|【[^【】]{0,8}待[^【】]{0,8}】",
            r"(?:…+|⋯+|\.{3,})(?=[年月日%％](?!子))",
            r"(?<=年)[ \t\u3000\u00a0]+(?=月)|(?<=月)[ \t\u3000\u00a0]+(?=日)",
            rf"某{{2,}}(?=\s*(?:{_NAMED}))",
            r"(?<=书记|县长|市长|省长|局长|主任|部长)某{2,}",
        )
    )
)


def placeholders(text: str, span: Span | None = None) -> list[Span]:
    """The places of `text`, or of its span, that are still to be filled in, in order."""
    start, end = span or (0, len(text))
    return [Span(*match.span()) for match in _PLACEHOLDER.finditer(text, start, end)]


@dataclass(frozen=True, slots=True)
class Opened:
    """A sentence as it is compared: OPEN for each placeholder, no outline marker, and no marks at its edges.

    `places[i]` is the place in the draft of `text[i]`, with one more for the end. `placeholders` and `marker` are spans
    of the draft.
    """

    text: str
    places: Sequence[int]
    placeholders: tuple[Span, ...]
    marker: Span | None

    def in_draft(self, span: Span) -> Span:
        """A span of `text` as a span of the draft."""
        return Span(self.places[span.start], self.places[span.end])


def opened(draft: str, sentence: Span) -> Opened:
    """The sentence of the draft as it is compared."""
    draft = draft.replace(OPEN, _NO_CHARACTER)  # else one that is written in a draft would match anything, unseen
    found = placeholders(draft, sentence)
    written, at = "", sentence.start
    places: list[int] = []
    for each in found:
        written += draft[at : each.start] + OPEN
        places += range(at, each.start + 1)
        at = each.end
    written += draft[at : sentence.end]
    places += range(at, sentence.end + 1)
    start, end = without_edges(written, Span(0, len(written)))
    return Opened(written[start:end], places[start : end + 1], tuple(found), marker_at(draft, sentence.start))


_FIGURE = re.compile(rf"(?:\d[\d.,]*|[零〇{COUNTED}百千]+)[万亿]*\Z")


@dataclass(frozen=True, slots=True)
class Filled:
    """A placeholder of the draft and what the source has in its place, perhaps nothing."""

    draft: Span
    source: Span


def filled_in(draft: str, source: str, difference: Difference) -> list[Filled]:
    """The source's words for the placeholders of a stretch, which agrees with it otherwise; else nothing."""
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


def split_at_placeholders(draft: str, source: str, found: Iterable[Difference]) -> Iterator[Difference]:
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

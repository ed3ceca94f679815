"""The outline of a speech: which paragraphs are or begin with headings, and the heading path of every place.

Headings are paragraphs that begin with a marker: 一、 （一） 1. (1) 第一章 第一， 一是 一要 首先 I. First,
The counted words (第一， 一是 一要 首先 First) begin ordinary sentences too, so they count only in a sequence of two or
more. Such sequences also run on inside a paragraph; its items are then part of the heading path there.

Kinds of markers nest in the order in which they appear: a kind that is open is continued and closes what is below it,
a new kind goes one level deeper (but 一、 and chapters never below 1. and the like).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.sentences import Span, clauses, lines, reading_size, sentences_of_line

HEADING_LIMIT = 40  # reading_size of the longest heading
RUN_IN_LIMIT = 24  # the same for 一是 and its like: what is longer is cut at its first comma

_N = "[一二三四五六七八九十]{1,3}"
_TITLE_FOLLOWS = r"(?=[\s：:，,、]|[^。；！？]{0,30}$)"
_COUNTED = {
    "be": rf"(?P<be>{_N})是(?!(?P=be))",
    "must": rf"(?P<must>{_N})要",
    "ordinal": rf"第(?P<ordinal>{_N})[，,、：:\s]",
    "word": r"(?P<word>首先|其次|再次|最后)(?=[，,、：:要是])",
    "first": r"(?P<first>First|Second|Third|Fourth|Fifth|Sixth|Final|Last)(?:ly)?,",
}
_NUMBERED = {
    "cn_paren": rf"[（(](?P<cn_paren>{_N})[）)]",
    "digit_paren": r"[（(]?(?P<digit_paren>\d{1,2})[）)]",
    "circled": r"(?P<circled>[①-⑳])",
    "digit": r"(?P<digit>\d{1,2})[.．、](?!\d)",
    "cn": rf"(?P<cn>(?<![，、]){_N})[、.．](?!{_N}[、.．])",
}
_OUTER = {
    "part": rf"第(?P<part>{_N}|\d{{1,2}})(?:部分|编|篇){_TITLE_FOLLOWS}",
    "chapter": rf"第(?P<chapter>{_N}|\d{{1,2}})章{_TITLE_FOLLOWS}",
    "section": rf"第(?P<section>{_N}|\d{{1,2}})节{_TITLE_FOLLOWS}",
    "roman": r"(?P<roman>[IVX]{1,5})\.\s",
}
_OUTERMOST = ("part", "chapter", "section", "cn")  # 一、 is never below 1. whichever of them came first
_RANKED = (*_OUTERMOST, "cn_paren", "digit", "digit_paren", "circled")
_MARKER = re.compile("|".join([*_OUTER.values(), *_COUNTED.values(), *_NUMBERED.values()]))
_INLINE = re.compile(
    r"(?:^|(?<=[。！？!?；;：:，,、…”」）)\s]))(?:" + "|".join([*_COUNTED.values(), *_NUMBERED.values()]) + ")"
)

_DIGITS = {character: i for i, character in enumerate("一二三四五六七八九", 1)}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_FINAL = 99  # 最后 and Finally: they end a sequence of any length
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": _FINAL, "First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Fifth": 5}
_WORDS |= {"Sixth": 6, "Final": _FINAL, "Last": _FINAL}

_ADDRESSED = (
    r"(?:同志们|同学们|朋友们|老师们|乡亲们|战友们|女士们|(?:尊敬的)?各位[^。，：:！\s]{1,12}"
    r"|Comrades|Colleagues|(?:Dear )?[Ff]riends|Ladies and [Gg]entlemen)"
)
_SALUTATION = re.compile(rf"(?:尊敬的[^。！]{{1,40}}|{_ADDRESSED}[^。！]{{0,40}})[：:]\Z|{_ADDRESSED}[，,！!]?\Z")
_CLOSING = re.compile(rf"{_ADDRESSED}[，,！!：:、]|最后，|谢谢|Thank you")
_HEAD_PARAGRAPHS = 12  # a salutation further down addresses the listeners once more

_TRAILING = "。．.；;：:，,、！! \t\u3000"
_STOPS = "，：；,:;。！？"
_PLAIN = re.compile(r"[\u3400-\u9fff“”《》、A-Za-z ]{4,60}\Z")
_PLAIN_LIMIT = 20  # reading_size of the longest heading without a marker
_BODY = 60  # reading_size from which a paragraph is surely no heading


@dataclass(frozen=True, slots=True)
class RunIn:
    """One item of a sequence (一是…；二是…) inside a paragraph; items with the same `run` belong together."""

    start: int
    end: int
    heading: str
    run: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text that is not blank: `text[start:end]`, trimmed; `number` counts from 1.

    `heading` is the heading that the paragraph is (`own_line`) or begins with, a slice of the text without the
    punctuation after it. `level` counts from 1. `heading_path` is the outline above the paragraph, outermost first,
    its own heading last. `items` are the sequences inside it, in the order of their starts.
    """

    number: int
    start: int
    end: int
    heading: str | None = None
    level: int | None = None
    heading_path: tuple[str, ...] = ()
    own_line: bool = False
    items: tuple[RunIn, ...] = ()

    def path_at(self, place: int) -> tuple[str, ...]:
        """The heading path at a place of the paragraph: its own, and the items that the place lies in."""
        base = self.heading_path
        if self.items and self.items[0].start == self.start and base[-1:] == (self.items[0].heading,):
            base = base[:-1]
        return base + tuple(item.heading for item in self.items if item.start <= place < item.end)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker in the text: 一是 has the kind be and the number 1."""

    kind: str
    number: int
    start: int
    end: int

    def follows(self, other: _Mark) -> bool:
        return self.kind == other.kind and self.number > other.number and self.number in (other.number + 1, _FINAL)


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that is in force; `brief` ones end with their own paragraph."""

    kind: str
    heading: str
    own_line: bool
    brief: bool = False


def outline(text: str) -> list[Paragraph]:
    """The paragraphs of the text in order, with their headings; the lines before the salutation have none."""
    spans = lines(text)
    items = [_items(text, span) for span in spans]
    first = _first_of_body(text, spans)
    marks = [_marker(text, span) if i >= first else None for i, span in enumerate(spans)]
    continued = _drop_lone_counts(marks, items)
    last_mark = max((i for i, mark in enumerate(marks) if mark), default=-1)
    found: list[Paragraph] = []
    stack: list[_Open] = []
    for i, span in enumerate(spans):
        stack = [heading for heading in stack if not heading.brief]
        until = next((item.start for item in items[i] if item.start > span.start), span.end)
        opened = _opened(text, spans, i, marks[i], until) if i >= first else None
        if opened:
            runs_on = any(item.run == span.start for item in items[i])
            brief = runs_on or (opened.kind in _COUNTED and not opened.own_line and i not in continued)
            _push(stack, replace(opened, brief=brief))
        elif i > last_mark and not (found and found[-1].own_line) and _CLOSING.match(text, span.start, span.end):
            stack = []
        path = tuple(heading.heading for heading in stack)
        paragraph = Paragraph(i + 1, *span, heading_path=path, items=tuple(items[i]))
        if opened:
            paragraph = replace(paragraph, heading=opened.heading, level=len(path), own_line=opened.own_line)
        found.append(paragraph)
    return found


def _push(stack: list[_Open], heading: _Open) -> None:
    """Put the heading on the stack in place of an open one of its kind, or one that never stands above its kind."""
    lower = _RANKED[_RANKED.index(heading.kind) + 1 :] if heading.kind in _OUTERMOST else ()
    for i, other in enumerate(stack):
        if other.kind == heading.kind or other.kind in lower:
            del stack[i:]
            break
    stack.append(heading)


def _opened(text: str, spans: list[Span], i: int, mark: _Mark | None, until: int) -> _Open | None:
    """The heading that paragraph `i` is or begins with, read up to `until`, where the first other item begins."""
    if mark:
        heading = _heading(text, mark, until)
        return _Open(mark.kind, heading, not text[mark.start + len(heading) : spans[i].end].strip(_TRAILING))
    if _is_plain_heading(text, spans, i):
        return _Open("plain", text[slice(*spans[i])], own_line=True)
    return None


def _first_of_body(text: str, spans: list[Span]) -> int:
    """The index of the paragraph after the salutation, 0 when there is none."""
    for i, span in enumerate(spans[:_HEAD_PARAGRAPHS]):
        if _SALUTATION.match(text[slice(*span)]):
            return i + 1
    return 0


def _is_plain_heading(text: str, spans: list[Span], i: int) -> bool:
    """Whether paragraph `i` is a heading without a marker: a short line without a stop between two long paragraphs."""
    if not 0 < i < len(spans) - 1:
        return False
    before, line, after = (text[slice(*span)] for span in spans[i - 1 : i + 2])
    if not _PLAIN.match(line) or reading_size(line) > _PLAIN_LIMIT or _CLOSING.match(line):
        return False
    if line.isascii() and (not line[0].isupper() or " " not in line):
        return False
    return min(reading_size(before), reading_size(after)) >= _BODY and before[-1] in "。！？.!?”）…"


def _marker(text: str, span: Span) -> _Mark | None:
    """The marker that the line begins with."""
    piece = text[slice(*span)]
    match = _MARKER.match(piece)
    if not match or not match.lastgroup:
        return None
    kind, number = match.lastgroup, _number(match)
    following = re.match(_N, piece[match.end() :])
    if kind == "cn" and following and _chinese(following.group()) == number + 1:
        return None  # 三、四季度
    return _Mark(kind, number, span.start, span.start + match.end())


def _number(match: re.Match[str]) -> int:
    """The number that a marker counts."""
    kind = match.lastgroup or ""
    token = match.group(kind)
    if token in _WORDS:
        return _WORDS[token]
    if kind == "circled":
        return ord(token) - ord("①") + 1
    if kind == "roman":
        values = [_ROMAN[letter] for letter in token]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return int(token) if token.isdecimal() else _chinese(token)


def _chinese(token: str) -> int:
    """The value of 一 to 九十九."""
    tens, ten, ones = token.rpartition("十")
    value = _DIGITS.get(ones[-1:], 0)
    return value + (10 * _DIGITS.get(tens[-1:], 1) if ten else 0)


def _drop_lone_counts(marks: list[_Mark | None], items: list[list[RunIn]]) -> set[int]:
    """The indexes of paragraphs whose sequence a later paragraph continues; counted markers without a sequence go."""
    continued: set[int] = set()
    kept: set[int] = set()
    open_marks: dict[str, tuple[int, _Mark]] = {}
    for i, mark in enumerate(marks):
        if mark is None or mark.kind not in _COUNTED:
            continue
        before = open_marks.get(mark.kind)
        run = [item for item in items[i] if item.run == mark.start]
        if before and mark.follows(before[1]):
            continued.add(before[0])
            kept |= {before[0], i}
        elif run:
            kept.add(i)
        elif mark.number != 1:
            continue
        open_marks[mark.kind] = (i, replace(mark, number=mark.number + max(0, len(run) - 1)))
    for i, mark in enumerate(marks):
        if mark and mark.kind in _COUNTED and i not in kept:
            marks[i] = None
    return continued


def _heading(text: str, mark: _Mark, end: int) -> str:
    """The heading that begins at the marker and ends at `end` at the latest: a short line, sentence or clause."""
    limit = RUN_IN_LIMIT if mark.kind in _COUNTED else HEADING_LIMIT
    whole = sentences_of_line(text, Span(mark.start, end))
    sentence = Span(mark.start, max(whole[0].end, mark.end))
    if sentence.end == end and text[end - 1] not in _TRAILING:
        limit = HEADING_LIMIT  # a line of its own, without a stop
    if reading_size(text[slice(*sentence)]) > limit:
        sentence = Span(mark.start, _first_clause(text, mark, sentence))
    stripped = text[slice(*sentence)].rstrip(_TRAILING)
    return stripped if len(stripped) > mark.end - mark.start else text[mark.start : mark.end].rstrip()


def _first_clause(text: str, mark: _Mark, sentence: Span) -> int:
    """Where the first clause of the sentence ends that says something, or the words that fit."""
    for clause in clauses(text, Span(mark.end, max(sentence.end, mark.end))):
        if text[clause.end - 1] in _STOPS and clause.end > mark.end + 1:
            end = clause.end
            break
    else:
        end = sentence.end
    while reading_size(text[mark.start : end].rstrip(_TRAILING)) > HEADING_LIMIT:
        cut = text.rfind(" ", mark.end + 1, end)
        end = cut if cut > 0 and text[mark.end : end].isascii() else end - 1
    return end


def _items(text: str, span: Span) -> list[RunIn]:
    """The items of all sequences inside the paragraph, by their starts, outer items first."""
    piece = text[slice(*span)]
    marks = [
        _Mark(match.lastgroup, _number(match), span.start + match.start(), span.start + match.end())
        for match in _INLINE.finditer(piece)
        if match.lastgroup
    ]
    if len(marks) < 2:
        return []
    stops = [s.end for s in sentences_of_line(text, span) if text[s.end - 1] not in "；;"]
    found: list[tuple[_Mark, int, int]] = []
    for run, bound in _runs(marks, span):
        ends = [*(mark.start for mark in run[1:]), _end_of_last(run, bound, stops)]
        found.extend((mark, end, run[0].start) for mark, end in zip(run, ends, strict=True))
    found.sort(key=lambda item: item[0].start)
    nexts = [*(mark.start for mark, _, _ in found), span.end][1:]
    return [
        RunIn(mark.start, end, _heading(text, mark, min(end, following)), run)
        for (mark, end, run), following in zip(found, nexts, strict=True)
    ]


def _end_of_last(run: list[_Mark], bound: int, stops: list[int]) -> int:
    """Where the last item ends: with its sentence, or at the bound where the items before it have several sentences."""
    after = bisect_right(stops, run[-1].start)
    several = any(bisect_right(stops, b.start) - bisect_right(stops, a.start) > 1 for a, b in pairwise(run))
    return bound if several or after == len(stops) else min(bound, stops[after])


def _runs(marks: list[_Mark], span: Span) -> Iterator[tuple[list[_Mark], int]]:
    """The sequences of two or more marks, each with the place that it can reach to: where its outer item ends."""
    open_runs: list[list[_Mark]] = []
    for mark in marks:
        depth = next((i for i in range(len(open_runs) - 1, -1, -1) if mark.follows(open_runs[i][-1])), None)
        if depth is not None:
            yield from ((run, mark.start) for run in open_runs[depth + 1 :] if len(run) > 1)
            del open_runs[depth + 1 :]
            open_runs[depth].append(mark)
        elif mark.number == 1 or mark.start == span.start:
            same = next((i for i, run in enumerate(open_runs) if run[0].kind == mark.kind), len(open_runs))
            yield from ((run, mark.start) for run in open_runs[same:] if len(run) > 1)
            del open_runs[same:]
            open_runs.append([mark])
    yield from ((run, span.end) for run in open_runs if len(run) > 1)

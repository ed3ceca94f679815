"""Reads .pdf with a text layer: page furniture dropped, wrapped lines joined into paragraphs, across pages too."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from statistics import median

import pypdfium2

from corpus.errors import ReadError
from corpus.language.numerals import NUMERALS
from corpus.metadata.marks import MARK_KEY, mark_of_watermark, security_mark
from corpus.readers import ocr
from corpus.readers.common import SENTENCE_ENDS, clean_text, is_wide, join_wrapped, read_bytes, require_text
from corpus.readers.coverage import coverage_of_counts
from corpus.readers.encoding import share_of_everyday
from corpus.readers.pdf_lines import HYPHEN, PageLines, PrintedLine, page_lines
from corpus.readers.protocol import Coverage, ReadFile, ReadWarning, Record

_NUMBER = rf"(?:\d{{1,4}}|[{NUMERALS}百]{{1,4}}|[ivxl]{{1,6}})"
_PAGE_NUMBER = re.compile(
    rf"[-—–―－·•.\s]*{_NUMBER}[-—–―－·•.\s]*|第\s*{_NUMBER}\s*页[\s,，/／、]*(?:共\s*{_NUMBER}\s*页)?|"
    rf"{_NUMBER}\s*[/／]\s*{_NUMBER}|page\s*{_NUMBER}(?:\s*(?:of|/)\s*{_NUMBER})?",
    re.IGNORECASE,
)
_BROKEN = re.compile(rf"[A-Za-z][-{HYPHEN}]$")
_JOINED = 100
"""Characters at the end of a line that say how the next is joined to it: more than the longest word."""
_ROUGHLY = 0.4
"""Sizes of the text by which lines that begin at one margin may differ."""
_EDGE = 0.13
"""Furniture stands in this share of the page at its top and at its foot."""
_EDGE_LINES = 3
"""Furniture is among the first or last so many lines of its page."""
_APART = 1.3
"""Distances of lines by which furniture stands from the text at least."""
_LEAST_GAPS = 10
"""Distances that must be there before the usual one is known."""


def drop_furniture(pages: Sequence[Sequence[PrintedLine]]) -> tuple[list[list[PrintedLine]], list[PrintedLine]]:
    """The pages without running heads, running feet and page numbers, and the lines that were taken out."""
    repeated = _repeated(pages)
    kept: list[list[PrintedLine]] = []
    dropped: list[PrintedLine] = []
    for page in pages:
        edge = _edge_lines(page)
        out = [line for line in page if id(line) in edge and (_is_page_number(line) or _key(line) in repeated)]
        gone = set(map(id, out))
        dropped.extend(out)
        kept.append([line for line in page if id(line) not in gone])
    return kept, dropped


def _edge_lines(page: Sequence[PrintedLine]) -> set[int]:
    """The identities of the lines that stand where furniture stands."""
    by_place = sorted(page, key=lambda line: line.place)
    outermost = {id(line) for line in (*by_place[:_EDGE_LINES], *by_place[-_EDGE_LINES:])}
    return {id(line) for line in page if id(line) in outermost and (line.place < _EDGE or line.place > 1 - _EDGE)}


def _repeated(pages: Sequence[Sequence[PrintedLine]]) -> set[tuple[str, int]]:
    """The keys of edge lines that recur at one place: on most pages, or on every other one (odd and even heads).

    One that stands in the text, as the first line of some pages does by chance, has to recur on all but one.
    """
    seen: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    apart: Counter[tuple[str, int]] = Counter()
    filled = [page for page in pages if page]
    pitch = _pitch(filled)
    for number, page in enumerate(filled):
        edge = _edge_lines(page)
        by_place = sorted(page, key=lambda line: line.place)
        for key in {_key(line) for line in page if id(line) in edge}:
            seen[key].append(number)
        apart.update({_key(line) for line in by_place if id(line) in edge and _is_apart(line, by_place, pitch)})
    least = max(2, len(filled) // 2 + 1) if len(filled) < 5 else max(2, int(0.4 * len(filled)))
    return {
        key
        for key, places in seen.items()
        if (2 * apart[key] > len(places) or (len(places) > 2 and len(places) >= len(filled) - 1))
        and (len(places) >= least or (len(places) > 1 and places == list(range(places[0] % 2, len(filled), 2))))
    }


def _pitch(pages: Sequence[Sequence[PrintedLine]]) -> float:
    """The usual distance of two lines in points, 0 where there are too few to tell."""
    gaps = []
    for page in pages:
        heights = sorted(line.bottom for line in page)
        gaps += [above - below for below, above in pairwise(heights) if above - below > 0.5 * page[0].size]
    return median(gaps) if len(gaps) >= _LEAST_GAPS else 0.0


def _is_apart(line: PrintedLine, by_place: Sequence[PrintedLine], pitch: float) -> bool:
    """True if a wide gap or another size parts an edge line from the text that it stands above or below."""
    inwards = by_place if line.place < 0.5 else by_place[::-1]
    at = next(n for n, each in enumerate(inwards) if each is line)
    near = inwards[at : at + _EDGE_LINES + 1]
    return not pitch or any(
        abs(one.bottom - other.bottom) > _APART * pitch or abs(one.size - other.size) > 0.05 * other.size
        for one, other in pairwise(near)
    )


def _key(line: PrintedLine) -> tuple[str, int]:
    """A key that lines of the same furniture share: the text apart from numbers, the place within half a centimetre."""
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line.text)), round(line.bottom / 14)


def _is_page_number(line: PrintedLine) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


@dataclass(frozen=True, slots=True)
class _Layout:
    """The edges, the size and the pitch of the body text, in points; `right` where it stands in no columns."""

    left: float
    right: float
    size: float
    pitch: float

    def edge(self, line: PrintedLine) -> float:
        """The right edge of the text around `line`."""
        return self.right if line.edge is None else line.edge


def paragraphs(pages: Sequence[Sequence[PrintedLine]]) -> list[str]:
    """The paragraphs of the document, each as one line of text, in order."""
    lines = list(chain.from_iterable(pages))
    if not lines:
        return []
    layout = _layout(pages)
    groups: list[list[PrintedLine]] = [[lines[0]]]
    for previous, line in pairwise(lines):
        if _begins_paragraph(previous, line, layout):
            groups.append([line])
        else:
            groups[-1].append(line)
    words = Counter(re.findall(r"[a-z]+(?:-[a-z]+)*", "\n".join(line.text for line in lines).lower()))
    return [_join([line.text for line in group], words) for group in groups]


def _layout(pages: Sequence[Sequence[PrintedLine]]) -> _Layout:
    lines = list(chain.from_iterable(pages))
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) < 0.1 * size]
    lefts = Counter(round(line.left) for line in body)
    # The margin is the leftmost edge that several lines share, not the commonest: short paragraphs all begin indented.
    # Lines of a scan share it only roughly.
    near = {left: sum(n for other, n in lefts.items() if abs(other - left) <= _ROUGHLY * size) for left in lefts}
    shared = [left for left in lefts if near[left] >= max(2, 0.1 * len(body))]
    left = min(shared, default=min(line.left for line in body))
    gaps = [a.bottom - b.bottom for page in pages for a, b in pairwise(page) if a.bottom > b.bottom]
    right = max([line.right for line in body if line.edge is None] or [line.right for line in body])
    return _Layout(left, right, size, median(gaps) if gaps else 2 * size)


def _begins_paragraph(previous: PrintedLine, line: PrintedLine, layout: _Layout) -> bool:
    if abs(line.size - previous.size) > 0.15 * max(line.size, previous.size):
        return True
    gap = previous.bottom - line.bottom
    # A smaller bottom follows on one page; a larger one is the next page, where gaps say nothing.
    if gap > 1.6 * max(layout.pitch, 0) * line.size / layout.size:
        return True
    if _is_heading(previous, layout) and _is_centred(line, layout):
        return False  # a title in two lines, the first of them often as wide as the page
    if _is_centred(previous, layout):
        return True
    if line.left - layout.left > 1.2 * line.size:
        return True
    return not _is_full(previous, line, layout)


def _is_centred(line: PrintedLine, layout: _Layout) -> bool:
    before, after = line.left - layout.left, layout.edge(line) - line.right
    # A full line with an indent of two characters is not centred, so both sides must be wider than that.
    return min(before, after) > 2.5 * layout.size and abs(before - after) < 1.5 * line.size


def _is_heading(line: PrintedLine, layout: _Layout) -> bool:
    return line.size > 1.15 * layout.size


def _is_full(line: PrintedLine, following: PrintedLine, layout: _Layout) -> bool:
    """True if the first word of the following line would not have fitted on the line, or is half of a broken one."""
    if _BROKEN.search(line.text) and following.text[:1].islower():
        return True
    word = re.match(r"[!-~]+|.", following.text)
    width = (following.right - following.left) / max(1, len(following.text))
    needed = width * len(word.group()) if word else 0.0
    # Punctuation may not begin a line, so a character can have gone down with it; margins hang and justify unevenly.
    # A line that stops short inside a sentence is given more room.
    slack = 1.5 if line.text[-1] in SENTENCE_ENDS or not is_wide(line.text[-1]) else 4
    return line.right + needed + slack * line.size > layout.edge(line)


def _join(lines: Sequence[str], words: Counter[str]) -> str:
    pieces = [lines[0].strip(" ")]
    for line in lines[1:]:
        # Only the end of it is joined: a paragraph can have 100,000 lines, and to copy it for each takes hours.
        last = pieces.pop()
        pieces += [last[:-_JOINED], _join_two(last[-_JOINED:], line.strip(" "), words)]
    return "".join(pieces).replace(HYPHEN, "-")


def _join_two(left: str, right: str, words: Counter[str]) -> str:
    broken = re.search(rf"([A-Za-z]+)[-{HYPHEN}]$", left)
    following = re.match(r"[A-Za-z]+", right)
    if not broken or not following:
        return join_wrapped(left, right)
    head, tail = broken.group(1).lower(), following.group()
    keeps = _keeps_hyphen(head, tail, words)
    return left[:-1] + ("-" if keeps else "") + right


def _keeps_hyphen(head: str, tail: str, words: Counter[str]) -> bool:
    """True if head-tail is a compound: judged by how the document writes it elsewhere, else by its parts."""
    if tail[0].isupper() or head in _COMPOUNDING:
        return True
    if words[head + tail]:
        return False
    # One count of each part is the broken word itself.
    return bool(words[f"{head}-{tail}"]) or (words[head] > 1 and words[tail] > 1)


_WATERMARK_SIZE = 1.8
"""Sizes of the text that a watermark has at least, when it does not slant."""
_LINES_UNDER_A_WATERMARK = 2
_NOTE_SIZE = 0.92
"""Share of the size of the text that notes have at most."""
_NOTE_PLACE = 0.45
"""Share of the page above which there are no notes."""
_COMPOUNDING = frozenset("well self long short high low full part cross half far ill ever all".split())
"""Words that English joins to the next one with a hyphen, and that hardly ever are the first half of a broken word."""
_NOTE_MARK = re.compile(
    r"\s*(?:[①-⑳㉑-㉟*＊※†‡]|[\[［〔(（【]\s*(?:注\s*)?\d{1,3}\s*[\]］〕)）】]|注\s*\d{0,3}[:：]|\d{1,3}[.．、\s]?)"
)
_LEAST_JUDGED = 50
_LEAST_EVERYDAY = 0.15
"""Share of everyday characters among Chinese ones: a speech has two thirds and more, glyphs at random a tenth."""
_STRANGE = re.compile("[\u0100-\u036f\u0500-\u1dff\ua000-\ua95f\ua980-\uabff]")
"""Characters of scripts that no speech here is written in, which fonts without a map of characters give."""
_WRONG_PASSWORD = 4
_LEAST_READABLE = 0.7
"""Share of characters with a meaning; below it the fonts hide which characters they show."""


class PdfReader:
    """Reads a PDF document as one speech. What a scanner made has no text layer and is refused."""

    name = "pdf"
    suffixes = frozenset({".pdf"})

    @property
    def version(self) -> int:
        """Grows also when text recognition is installed: scans that were refused are then read."""
        return 6 + 1000 * ocr.is_installed()

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document. Of what is dropped (heads, feet, watermarks) only a security mark is read.

        :raises ReadError: pdf_no_text, pdf_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        data = read_bytes(path)
        pages, scans = _with_scans(data, _pages(data, path), path)
        record, warnings, coverage = read_pages(pages, path)
        told = (*ocr.warning_of((number + 1, scan) for number, scan in scans.items()), *warnings)
        least = min((scan.confidence for scan in scans.values() if scan.page.lines), default=None)
        confidence = None if least is None else round(least, 2)
        return ReadFile(self.name, self.version, (record,), None, confidence, told, coverage)


def _visible(texts: Iterable[str]) -> int:
    return sum(len("".join(text.split())) for text in texts)


def read_pages(pages: Sequence[PageLines], path: Path) -> tuple[Record, tuple[ReadWarning, ...], Coverage]:
    """The speech that is printed on these pages, what was left out of it, and its coverage.

    :raises ReadError: pdf_no_text, file_empty.
    """
    characters = "".join(line.text for page in pages for line in page.lines)
    if not characters.strip() or not _is_text(characters):
        raise ReadError("pdf_no_text", path=str(path))
    under, laid_over = split_watermarks([page.lines for page in pages])
    bodies, dropped = drop_furniture(under)
    bodies, notes = split_footnotes(bodies)
    text, controls = clean_text("\n".join(paragraphs(bodies)))
    require_text(text, path)
    slanting = (page.slanting.strip() for page in pages if page.slanting.strip())
    watermarks = list(dict.fromkeys((*slanting, *(line.text.strip() for line in laid_over))))
    controls = [warning for warning in controls if warning.code != "warn_private_use"]  # told as unmapped
    warnings = (*_warnings(pages, characters, dropped, notes, watermarks), *controls)
    marks = (*(security_mark(line.text) for line in dropped), *map(mark_of_watermark, watermarks))
    mark = next(filter(None, marks), None)
    record = Record(text, given={MARK_KEY: mark} if mark else {})
    left_out = {
        "margins": _visible(line.text for line in dropped),
        "footnotes": _visible(notes),
        "watermark": _visible((*(page.slanting for page in pages), *(line.text for line in laid_over))),
    }
    return record, warnings, coverage_of_counts(text, sum(page.characters for page in pages), left_out)


def split_watermarks(pages: Sequence[list[PrintedLine]]) -> tuple[list[list[PrintedLine]], list[PrintedLine]]:
    """The pages without large lines that are laid over or under their text, or recur on most pages, and those lines."""
    recurring = Counter(key for page in pages for key in {_key(line) for line in page})
    most = max(2, len(pages) // 2 + 1)
    kept: list[list[PrintedLine]] = []
    laid_over: list[PrintedLine] = []
    for page in pages:
        usual = median(line.size for line in page) if page else 0.0
        large = [line for line in page if line.size >= _WATERMARK_SIZE * usual]
        marks = [
            line
            for line in large
            if recurring[_key(line)] >= most
            or sum(_is_across(line, other) for other in page) >= _LINES_UNDER_A_WATERMARK
        ]
        gone = set(map(id, marks))
        laid_over += marks
        kept.append([line for line in page if id(line) not in gone])
    return kept, laid_over


def _is_across(large: PrintedLine, line: PrintedLine) -> bool:
    """True if a line of usual size stands within the height and the width of a large one."""
    within = large.bottom - 0.2 * large.size < line.bottom < large.bottom + 0.8 * large.size
    return within and line.size < 0.7 * large.size and line.left < large.right and large.left < line.right


def _warnings(
    pages: Sequence[PageLines],
    characters: str,
    dropped: Sequence[PrintedLine],
    notes: Sequence[str],
    watermarks: Sequence[str],
) -> list[ReadWarning]:
    """A warning for each kind of thing that was left out, or that could not be read."""
    warnings = _warn_of_blank_pages([page.lines for page in pages])
    if dropped:
        examples = " / ".join(dict.fromkeys(line.text for line in dropped[:3]))
        warnings.append(ReadWarning("warn_pdf_furniture", {"count": len(dropped), "examples": examples}))
    if notes:
        warnings.append(ReadWarning("warn_pdf_footnotes", {"count": len(notes), "examples": " / ".join(notes[:2])}))
    if watermarks:
        warnings.append(ReadWarning("warn_watermark", {"texts": " / ".join(watermarks)}))
    unmapped = sum(map(_is_meaningless, characters))
    if unmapped:
        warnings.append(ReadWarning("warn_pdf_unmapped", {"count": unmapped}))
    return warnings


def split_footnotes(pages: Sequence[list[PrintedLine]]) -> tuple[list[list[PrintedLine]], list[str]]:
    """The pages without the notes at their feet, and these, each as one text.

    Notes are the last lines of a page, smaller than its text, and begin with a mark.
    """
    sizes = Counter[float]()
    for line in chain.from_iterable(pages):
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    kept: list[list[PrintedLine]] = []
    notes: list[str] = []
    for page in pages:
        start = len(page)
        while start > 0 and page[start - 1].size < _NOTE_SIZE * body and page[start - 1].place > _NOTE_PLACE:
            start -= 1
        while start < len(page) and not _NOTE_MARK.match(page[start].text):
            start += 1
        for line in page[start:]:
            if _NOTE_MARK.match(line.text) or not notes:
                notes.append(line.text)
            else:
                notes[-1] = join_wrapped(notes[-1], line.text)
        kept.append(page[:start])
    return kept, notes


def _is_text(characters: str) -> bool:
    """False for glyphs of fonts that hide which characters they show: without a meaning, of no script, or at random."""
    readable = sum(not _is_meaningless(c) for c in characters)
    strange = sum(_STRANGE.match(c) is not None for c in characters)
    if readable < _LEAST_READABLE * len(characters) or strange > (1 - _LEAST_READABLE) * len(characters):
        return False
    chinese = [c for c in characters if "\u4e00" <= c <= "\u9fff"]
    return len(chinese) < _LEAST_JUDGED or share_of_everyday(chinese) >= _LEAST_EVERYDAY


def _pages(data: bytes, path: Path) -> list[PageLines]:
    with _opened(data, path) as document:
        return [page_lines(page) for page in document]


@contextmanager
def _opened(data: bytes, path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed at the end.

    :raises ReadError: pdf_locked, file_damaged.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            yield document
    except pypdfium2.PdfiumError as exc:
        if exc.err_code == _WRONG_PASSWORD:
            raise ReadError("pdf_locked", path=str(path)) from exc
        raise ReadError("file_damaged", path=str(path), kind=".pdf") from exc


def _with_scans(data: bytes, pages: list[PageLines], path: Path) -> tuple[list[PageLines], dict[int, ocr.Scan]]:
    """The pages, those without text as they were recognised, and what was recognised by the place of its page.

    Where the fonts hide which characters they show, no page has text. Without the extra for it nothing is recognised.
    """
    if not ocr.is_installed():
        return pages, {}
    is_text = _is_text("".join(line.text for page in pages for line in page.lines))
    wanted = [n for n, page in enumerate(pages) if not page.lines or not is_text]
    with _opened(data, path) as document:
        scans = {n: ocr.recognised(document[n].render(scale=ocr.DPI / 72).to_pil()) for n in wanted}
    return [scans[n].page if n in scans else page for n, page in enumerate(pages)], scans


def _warn_of_blank_pages(pages: list[list[PrintedLine]]) -> list[ReadWarning]:
    blank = [number for number, lines in enumerate(pages, start=1) if not lines]
    return [ReadWarning("warn_pdf_blank_pages", {"pages": ", ".join(map(str, blank))})] if blank else []


def _is_meaningless(char: str) -> bool:
    """True if a character came from a font that does not say what it shows."""
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"

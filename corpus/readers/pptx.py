"""Reads .pptx: the slides in the order in which they are shown, each with its speaker's notes behind it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from corpus.errors import ReadError
from corpus.metadata.marks import MARK_KEY, security_mark
from corpus.readers.common import clean_text, require_text
from corpus.readers.coverage import coverage_of
from corpus.readers.docx_numbering import format_number
from corpus.readers.html_lines import visible_length
from corpus.readers.package import parse_xml, read_parts
from corpus.readers.protocol import Coverage, ReadFile, ReadWarning, Record

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FURNITURE = frozenset({"sldNum", "dt", "hdr", "ftr", "sldImg"})
_WITH_TEXT = frozenset({"ppt/slides", "ppt/notesSlides", "ppt/diagrams"})
_TITLES = frozenset({"title", "ctrTitle"})
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_NUMBERS = {
    "arabic": "decimal", "circleNum": "decimalEnclosedCircle", "ea1Chs": "chineseCountingThousand",
    "ea1Cht": "chineseCountingThousand", "ea1Jpn": "chineseCountingThousand", "romanUc": "upperRoman",
    "romanLc": "lowerRoman", "alphaUc": "upperLetter", "alphaLc": "lowerLetter",
}  # fmt: skip
_FRAMES = {"ParenBoth": "（{}）", "ParenR": "{}）", "Period": "{}. ", "ChsDbPeriod": "{}、", "JpnChsDbPeriod": "{}、"}


class PptxReader:
    """Reads a presentation as one speech."""

    name = "pptx"
    version = 2
    suffixes = frozenset({".pptx", ".pptm", ".ppsx", ".potx"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the presentation; its title is that of the first slide. Hidden slides are left out.

        :raises ReadError: word_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        _refuse_locked(path)
        parts = read_parts(path, lambda name: name.endswith((".xml", ".rels")))
        try:
            lines, title, hidden = _slides(parts)
            mark = next(filter(None, (security_mark("\n".join(lines)) for lines in _masters(parts))), None)
        except (KeyError, etree.XMLSyntaxError) as exc:
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower()) from exc
        text, warnings = clean_text("\n".join(lines))
        require_text(text, path)
        if hidden:
            warnings.append(ReadWarning("warn_pptx_hidden", {"count": hidden}))
        record = Record(text, title, given={MARK_KEY: mark} if mark else {})
        coverage = _coverage(parts, text)
        return ReadFile(self.name, self.version, (record,), warnings=tuple(warnings), coverage=coverage)


def _coverage(parts: Mapping[str, bytes], text: str) -> Coverage:
    """The coverage of the text over every a:t of the slides, their notes and diagrams."""
    counted: list[str] = []
    left_out: Counter[str] = Counter()
    for name, data in parts.items():
        if (
            posixpath.dirname(name) not in _WITH_TEXT
            or "rels" in name
            or posixpath.basename(name)[:4] in {"layo", "draw"}
        ):
            continue
        root = parse_xml(data)
        counted += (written := [node.text or "" for node in root.iter(f"{_A}t")])
        if root.get("show") in {"0", "false"}:
            left_out["hidden"] += sum(map(visible_length, written))
            continue
        for shape in (s for s in root.iter(f"{_P}sp") if _placeholder(s) in _FURNITURE):
            left_out["margins"] += sum(visible_length(node.text or "") for node in shape.iter(f"{_A}t"))
    return coverage_of((text,), "".join(counted), left_out)


def _refuse_locked(path: Path) -> None:
    """A presentation with a password is no zip but the container of old programs."""
    try:
        with path.open("rb") as file:
            if file.read(8) == _OLE_MAGIC:
                raise ReadError("word_locked", path=str(path))
    except OSError:
        return  # said when it is read


def _slides(parts: Mapping[str, bytes]) -> tuple[list[str], str | None, int]:
    """The lines of all slides that are shown, the title of the first one, and the number of those that are hidden."""
    main = next(iter(_targets(parts, "", "officeDocument").values()))
    slides = _targets(parts, main, "slide")
    lines: list[str] = []
    title, hidden = None, 0
    for listed in parse_xml(parts[main]).iter(f"{_P}sldId"):
        name = slides[listed.get(f"{_R}id", "")]
        slide = parse_xml(parts[name])
        if slide.get("show") in {"0", "false"}:
            hidden += 1
            continue
        own = list(_shapes(slide, parts, name))
        title = title or (next(iter(_title(slide)), None) if not lines else None)
        notes = [parse_xml(parts[n]) for n in _targets(parts, name, "notesSlide").values()]
        lines += [*own, *(line for note in notes for line in _shapes(note, parts, name))]
    return lines, title, hidden


def _masters(parts: Mapping[str, bytes]) -> Iterator[list[str]]:
    """The lines that stand on the masters of the slides, without those that only hold a place."""
    for name, data in parts.items():
        if posixpath.dirname(name) in {"ppt/slideMasters", "ppt/slideLayouts"}:
            root = parse_xml(data)
            for shape in [s for s in root.iter(f"{_P}sp") if s.find(f".//{_P}ph") is not None]:
                shape.clear()
            yield list(_shapes(root, parts, name))


def _targets(parts: Mapping[str, bytes], name: str, kind: str) -> dict[str, str]:
    """The parts that a part points to with relations of this kind, by the ids of the relations."""
    folder = posixpath.dirname(name)
    relations = parts.get(posixpath.join(folder, "_rels", f"{posixpath.basename(name)}.rels"))
    if relations is None:
        return {}
    found = {}
    for relation in parse_xml(relations):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("Type", "").endswith(f"/{kind}") and target in parts:
            found[relation.get("Id", "")] = target
    return found


def _title(slide: etree._Element) -> Iterator[str]:
    for shape in slide.iter(f"{_P}sp"):
        if _placeholder(shape) in _TITLES:
            title = " ".join(line.strip() for p in shape.iter(f"{_A}p") for line in _text(p).split("\n")).strip()
            if title:
                yield title


def _placeholder(shape: etree._Element) -> str:
    holder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return "" if holder is None else holder.get("type", "body")


def _shapes(parent: etree._Element, parts: Mapping[str, bytes], name: str) -> Iterator[str]:
    """The lines of all shapes, in the order in which they were drawn, a title first."""
    children = [child for child in parent if isinstance(child.tag, str) and child.tag != f"{_MC}Fallback"]
    for child in sorted(children, key=lambda child: _placeholder(child) not in _TITLES):
        if child.tag == f"{_P}sp" and _placeholder(child) in _FURNITURE:
            continue
        if child.tag == f"{_A}tbl":
            yield from _rows(child)
        elif child.tag in {f"{_P}txBody", f"{_A}txBody"}:
            yield from _paragraphs(child)
        elif child.tag == f"{_A}graphicData" and child.get("uri", "").endswith("/diagram"):
            yield from _diagram(child, parts, name)
        else:
            yield from _shapes(child, parts, name)


def _diagram(data: etree._Element, parts: Mapping[str, bytes], name: str) -> Iterator[str]:
    """The lines of a diagram, whose text is a part of its own."""
    diagrams = _targets(parts, name, "diagramData")
    for ids in data:
        for value in ids.attrib.values():
            if str(value) in diagrams:
                root = parse_xml(parts[diagrams[str(value)]])
                yield from (text for p in root.iter(f"{_A}p") if (text := _text(p)).strip())


def _rows(table: etree._Element) -> Iterator[str]:
    """A line for each row, its cells apart by tabs."""
    for row in table.iter(f"{_A}tr"):
        cells = [cell for cell in row.iter(f"{_A}tc") if cell.get("hMerge") != "1" and cell.get("vMerge") != "1"]
        texts = [" ".join(filter(None, (_text(p).strip() for p in cell.iter(f"{_A}p")))) for cell in cells]
        if any(texts):
            yield "\t".join(text.replace("\n", " ") for text in texts)


def _paragraphs(body: etree._Element) -> Iterator[str]:
    """The paragraphs of a shape with the numbers that their own properties state."""
    counts: dict[tuple[str, str], int] = {}
    for paragraph in body.iter(f"{_A}p"):
        text = _text(paragraph)
        if text.strip():
            yield _label(paragraph, counts) + text


def _label(paragraph: etree._Element, counts: dict[tuple[str, str], int]) -> str:
    """The bullet or number of a paragraph. `counts` has the last numbers by level and kind."""
    properties = paragraph.find(f"{_A}pPr")
    if properties is None:
        return ""
    level = properties.get("lvl", "0")
    for key in [key for key in counts if key[0] > level]:
        del counts[key]
    numbered = properties.find(f"{_A}buAutoNum")
    if numbered is None:
        return "• " if properties.find(f"{_A}buChar") is not None else ""
    kind, start = numbered.get("type", ""), numbered.get("startAt", "1")
    number = counts[level, kind] = counts.get((level, kind), int(start) - 1 if start.isdigit() else 0) + 1
    number_format = next((f for prefix, f in _NUMBERS.items() if kind.startswith(prefix)), "decimal")
    frame = next((f for suffix, f in reversed(_FRAMES.items()) if kind.endswith(suffix)), "{} ")
    return frame.format(format_number(number, number_format))


def _text(paragraph: etree._Element) -> str:
    """The text of an a:p; a field is what it shows, but for the number of the page and the date."""
    pieces = []
    for child in paragraph:
        if child.tag == f"{_A}br":
            pieces.append("\n")
        elif child.tag == f"{_A}r" or (child.tag == f"{_A}fld" and not _is_furniture(child)):
            pieces.append(child.findtext(f"{_A}t") or "")
    return "".join(pieces).replace("\x0b", "\n")


def _is_furniture(field: etree._Element) -> bool:
    return field.get("type", "").startswith(("slidenum", "datetime"))

"""The styles and lists of an OpenDocument text as the w:styles and w:numbering that a .docx would have."""

from __future__ import annotations

import re

from lxml import etree

from corpus.readers.word_tree import element

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_NUMBER_FORMATS = {
    "": "none", "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCountingThousand", "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "壹, 貳, 參, ...": "ideographLegalTraditional", "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac", "①, ②, ③, ...": "decimalEnclosedCircle",
    "１, ２, ３, ...": "decimalFullWidth",
}  # fmt: skip
_RAISED = re.compile("super|sub|-?0*[1-9]")
_SUFFIXES = {"nothing": "nothing", "space": "space"}


class Lists:
    """The lists of a document as they are met: each counts for itself unless it continues another."""

    def __init__(self, *roots: etree._Element) -> None:
        """Takes the parts of the document in which styles are defined."""
        self.numbering = element("numbering")
        self._styles = {s.get(f"{STYLE}name", ""): s for root in roots for s in root.iter(f"{TEXT}list-style")}
        self._outline = next((s for root in roots for s in root.iter(f"{TEXT}outline-style")), None)
        self._by_id: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._abstracts: dict[str, str] = {}
        self._count = 0
        self._outline_number = self._new(self._outline) if self._outline is not None else ""

    def number_of_list(self, listed: etree._Element, style_name: str) -> str:
        """The w:numId for a text:list that is in no other list."""
        continued = self._by_id.get(listed.get(f"{TEXT}continue-list", ""))
        if continued is None and listed.get(f"{TEXT}continue-numbering") == "true":
            continued = self._last.get(style_name)
        number = continued or self._new(self._styles.get(style_name))
        self._last[style_name] = number
        for name in {_XML_ID, f"{TEXT}id"} & set(listed.attrib):
            self._by_id[listed.get(name, "")] = number
        return number

    def number_of_heading(self) -> str:
        """The w:numId for a heading that is in no list."""
        return self._outline_number

    def restarted(self, number: str, level: int, start: str) -> str:
        """The w:numId for an item of the list `number` that is counted from `start`."""
        self._count += 1
        override = element("lvlOverride", [element("startOverride", val=start)], ilvl=str(level))
        abstract = element("abstractNumId", val=self._abstracts[number])
        self.numbering.append(element("num", [abstract, override], numId=str(self._count)))
        self._abstracts[str(self._count)] = self._abstracts[number]
        return str(self._count)

    def _new(self, style: etree._Element | None) -> str:
        self._count += 1
        number = self._abstracts[str(self._count)] = str(self._count)
        levels = [] if style is None else [_level(child) for child in style if f"{TEXT}level" in child.attrib]
        self.numbering.append(element("abstractNum", levels, abstractNumId=number))
        self.numbering.append(element("num", [element("abstractNumId", val=number)], numId=number))
        return number


def _level(level: etree._Element) -> etree._Element:
    number = int(level.get(f"{TEXT}level", "1"))
    kind = str(level.tag)
    is_bullet = kind.endswith(("bullet", "image"))
    number_format = level.get(f"{STYLE}num-format", "")
    shown = min(int(level.get(f"{TEXT}display-levels", "1")), number)
    label = ".".join(f"%{n}" for n in range(number - shown + 1, number + 1))
    text = f"{level.get(f'{STYLE}num-prefix', '')}{label}{level.get(f'{STYLE}num-suffix', '')}"
    follows = next((e.get(f"{TEXT}label-followed-by") for e in level.iter(f"{STYLE}list-level-label-alignment")), None)
    return element(
        "lvl",
        [
            element("start", val=level.get(f"{TEXT}start-value", "1")),
            element("numFmt", val="bullet" if is_bullet else _NUMBER_FORMATS.get(number_format, number_format)),
            element("suff", val=_SUFFIXES.get(follows or "", "tab")),
            element("lvlText", val=text if number_format or is_bullet else ""),
        ],
        ilvl=str(number - 1),
    )


def styles_of(*roots: etree._Element) -> etree._Element:
    """The styles of paragraphs and characters: name, base, and whether they hide or raise text."""
    made = element("styles")
    for root in roots:
        made.extend(_style(style) for style in root.iter(f"{STYLE}style"))
    return made


def _style(style: etree._Element) -> etree._Element:
    name = style.get(f"{STYLE}name", "")
    children = [element("name", val=style.get(f"{STYLE}display-name", name))]
    if parent := style.get(f"{STYLE}parent-style-name"):
        children.append(element("basedOn", val=parent))
    properties = style.find(f"{STYLE}text-properties")
    if properties is not None and properties.get(f"{TEXT}display"):
        hides = properties.get(f"{TEXT}display") == "none"
        children.append(element("rPr", [element("vanish", val=str(int(hides)))]))
    return element("style", children, styleId=name, type=style.get(f"{STYLE}family", "paragraph"))


def positions_of(*roots: etree._Element) -> dict[str, str]:
    """The styles that raise or lower text: superscript or subscript, by name."""
    found = {}
    for properties in (p for root in roots for p in root.iter(f"{STYLE}text-properties")):
        style, position = properties.getparent(), properties.get(f"{STYLE}text-position", "")
        if style is not None and _RAISED.match(position):
            is_low = position.startswith(("sub", "-"))
            found[style.get(f"{STYLE}name", "")] = "subscript" if is_low else "superscript"
    return found

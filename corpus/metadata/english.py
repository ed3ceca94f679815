"""Heads of English speeches, as scans and web pages have them: who speaks, and a title that is no formula.

Such heads stand in capitals, are broken into many lines, and hold letterheads, page times, and what a reader of a scan
took for letters. Forms of address (Your Excellency, Mr. President) begin the speech and name nobody who speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.language.dates import find_dates
from corpus.language.forms_of_address import HONOUR, NO_NAME, PARTICLE, is_address

_LONGEST_OCCASION = 110

_KIND = r"(?:(?:national|opening|closing|keynote)\s+)?(?:statement|address|remarks|speech|intervention|lecture|message)"
_WORD = rf"(?!(?:{NO_NAME})\b)[A-ZÀ-ÖØ-Þ][\w'’-]*\.?"
_NAME = rf"(?P<name>{_WORD}(?:[ \t]+(?:(?:{PARTICLE})[ \t]+)?{_WORD}){{0,6}})"
_PERSON = rf"(?P<honours>(?:{HONOUR})*){_NAME}"
_OF_WHOM = r"(?:[Bb]y|BY|(?:Speech|Address|Statement|Remarks|SPEECH|ADDRESS|STATEMENT|REMARKS)\s+(?:of|OF))"
_BY = re.compile(rf"\b{_OF_WHOM}\b:?\s+(?:(?:[Tt]he|THE)\s+)?{_PERSON}")
_ALONE = re.compile(rf"(?:^|,|^From:.*\band\b)[ \t]*(?:[Tt]he\s+|THE\s+)?(?P<honours>(?:{HONOUR})+){_NAME}", re.M)
_OFFICE = re.compile(
    r"(?:prime minister|president|king|queen|chancellor|premier|minister|governor|mayor|secretary|director)", re.I
)
_OFFICE_AT_END = re.compile(r"(?:deputy |vice[ -])?(?:prime minister|president|chancellor|premier|king|queen)$", re.I)
_SMALL = frozenset("a an and at by for from in of on or the to with".split())
_INITIALS = re.compile(r"(?:\w\.)+\Z")
_POSSESSIVE = re.compile("['’]s$")
_ROMAN = re.compile(r"[IVX]+\Z")
_OCCASION = re.compile(r"\b(?P<at>at|during|before|to|in|on the occasion of)\s+(?:the\s+)?[\"“]?(?=\S)", re.I)
_OCCASION_END = re.compile(r"\n\s*\n|[|”(;]|, +(?=\d)")
_FORMULA = re.compile(
    r"check\s+against|as\s+(?:prepared|delivered)|^\W*(?:final|draft|transcript|embargo\w*|unofficial)\b.{0,30}$|\bE&OE\b"
    r"|^\W*page\s+\d+|https?:|www\.|\bTel\b|\bFax\b|@|^\s*home\s*[>»]|press service|\bupdated?:|^\W*location:"
    r"|^\W*(?:published|posted|last updated)\b"
    r"|^\d{1,2}/\d{1,2}/\d{2,4},|^\W*\d{1,2}[:.]\d\d\s*[AP]\.?M",
    re.I,
)
_LETTERHEAD = re.compile(
    r"\b(?:permanent mission|ministry of|embassy of|consulate|office of the|royal \w+ court)\b"
    r"|^\W*(?:t?he )?(?:\w+ )?(?:people[’']s )?"
    r"(?:republic|kingdom|state|commonwealth|federation|government|sultanate|principality) of\b"
    r"|^\W*(?:the )?united nations(?: headquarters)?\W*$|^\W*UN headquarters|^\W*new york\b.{0,20}$",
    re.I,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SPOKEN = re.compile(rf"\b{_KIND}\b", re.I)
_BY_LINE = re.compile(rf".{{0,20}}?\b{_KIND}\b.*(?:\b(?:by|of)\b|$)", re.I)
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_FIRST_WORDS = 70


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """A speaker whom a head names: the name as it is shown, the office in front of it, and where both stand."""

    name: str
    office: str | None
    evidence: str


def is_english(text: str) -> bool:
    """True if the head of `text` is in Latin script."""
    return not re.search("[\u3400-\u9fff]", text[:400])


def is_formula(line: str) -> bool:
    """True if `line` says nothing about the speech: check against delivery, a page's time or address, a few letters."""
    letters = sum(char.isalpha() or char.isspace() for char in line)
    if find_dates(line):
        return bool(_FORMULA.search(line))
    return bool(_FORMULA.search(line)) or 10 * letters < 7 * len(line) or not _has_word(line)


def is_letterhead(line: str) -> bool:
    """True if `line` only names a state, a ministry or a house, as the top of its paper does."""
    return bool(_LETTERHEAD.search(line)) and not _SPOKEN.search(line) and not find_dates(line)


def is_capitalised(line: str) -> bool:
    """True if most words of `line` begin with a capital, as those of names, offices and meetings do."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if word.lower() not in _SMALL]
    capitals = [word for word in words if word[0].isupper()]
    return 10 * len(capitals) >= 7 * len(words)


def named_speaker(head: str) -> NamedSpeaker | None:
    """The speaker whom `head`, the text above the first form of address, names behind "by" or behind an honour."""
    for pattern in (_BY, _ALONE):
        for match in pattern.finditer(head):
            name = _POSSESSIVE.sub("", match["name"]).strip(" .,’'")
            words = name.split()
            if is_address(match[0].strip()) or (len(words) < 2 and not match["honours"].strip()):
                continue
            if pattern is _ALONE and len(words) < 2 and not _OFFICE.search(match["honours"]):
                continue
            return NamedSpeaker(
                _as_name(name), _office_in(match["honours"]), _POSSESSIVE.sub("", match["name"]).strip(" ,")
            )
    return None


def is_spoken(line: str) -> bool:
    """True if `line` calls itself a statement, a speech or the like."""
    return bool(_SPOKEN.search(line))


def is_by_line(line: str) -> bool:
    """True if `line` begins by saying whose speech it is: Statement by …"""
    return bool(_BY_LINE.match(line))


def composed_title(head: str, speaker: NamedSpeaker | None) -> tuple[str, str] | None:
    """Statement by NAME at the MEETING, made from a head that has no other title, and the piece that it is made from.

    None if it says too little.
    """
    kind = _SPOKEN.search(head)
    if kind is None:
        return None
    title = _as_title(kind[0])
    by = _BY.search(head, kind.start())
    if speaker:
        title += f" by {speaker.office} {speaker.name}" if speaker.office else f" by {speaker.name}"
    occasion = _occasion(head[by.end() if by else kind.end() :])
    if occasion:
        title += f" {occasion}"
    end = by.end() if by else kind.end()
    return (title, head[kind.start() : end]) if is_title(title) else None


def is_yearly(title: str) -> bool:
    """True for the speech of a year, in few words: Budget Speech 2022."""
    return is_spoken(title) and _YEAR.search(title) is not None and len(_LETTERS.findall(title)) == 2


def is_title(title: str) -> bool:
    """True if `title` says something: at least three words, or two and a year."""
    return len(_LETTERS.findall(title)) >= 3 or is_yearly(title)


def first_english_words(body: str) -> str | None:
    """The first sentence of `body` that addresses nobody, cut at a word."""
    for line in re.split(r"\n+", body):
        words = re.sub(r"^[\W\d_]+", "", line.replace("|", "I")).strip()
        if is_title(words) and not is_address(words) and not is_formula(words):
            cut = words[: words.rfind(" ", 0, _FIRST_WORDS)] if len(words) > _FIRST_WORDS else words
            return f"{cut}…" if cut != words else cut
    return None


def _occasion(rest: str) -> str | None:
    """At the General Debate of the 79th Session: from the first preposition to the end of its paragraph."""
    match = _OCCASION.search(rest)
    if match is None or "representative" in rest[: match.start()].lower():
        return None
    paragraph = re.split(
        r"\n\s*\n|\n(?=From:|Delivered on)|[|“”\"(;]|, +(?=\d)",
        rest[match.start() :].replace("“", "").replace('"', "", 1),
        maxsplit=1,
    )[0]
    words = re.sub(r"\s+", " ", paragraph).strip(" ,.")
    dates = find_dates(words)
    words = words[: dates[0].start].strip(" ,.") if dates else words
    words = re.sub(r"(?:\s+(?:of|the|at|in|on|and|to))+$", "", words[:_LONGEST_OCCASION], flags=re.I)
    return _as_title(words, first_small=True) if len(words.split()) > 2 else None


def _office_in(honours: str) -> str | None:
    office = re.sub(r"\s+", " ", honours).strip(" ,.")
    match = re.search(
        r"((?:deputy |vice[ -])?(?:prime minister|president|chancellor|premier|king|queen))$", office, re.I
    )
    return _as_title(match[0]) if match else None


def _as_name(written: str) -> str:
    """`written` with capitals only where names have them."""
    if written.upper() != written:
        return written
    return " ".join(
        word if _ROMAN.match(word) or _INITIALS.match(word) else _capitalised(word) for word in written.split()
    )


def _as_title(written: str, *, first_small: bool = False) -> str:
    """`written` in one line, without lines of capitals."""
    words = re.sub(r"\s+", " ", written).split()
    if "".join(words).upper() == "".join(words):
        words = [word.lower() if word.lower() in _SMALL else _capitalised(word) for word in words]
    if words and not first_small:
        words[0] = words[0][:1].upper() + words[0][1:]
    elif words:
        words[0] = words[0].lower()
    return " ".join(words)


def _capitalised(word: str) -> str:
    return re.sub(r"(^|[-'’])(\w)(\w*)", lambda part: part[1] + part[2].upper() + part[3].lower(), word)


def _has_word(line: str) -> bool:
    words = [word for word in _LETTERS.findall(line) if re.search("[aeiouyAEIOUY]", word)]
    return len(words) > 1 or any(len(word) > 3 for word in words)

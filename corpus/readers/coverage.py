"""Coverage: the share of a file's characters that its speeches hold, by a count that knows nothing of the reading.

A reader that drops nearly all of a page looks like success as long as nothing independent counts what was there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from corpus.readers.protocol import Coverage, ReadWarning, Record

_ENOUGH = 0.95
"""Share below which a person is told where the rest is."""
_DOUBTFUL = 0.6
"""Share below which a person is asked whether the text is the whole speech."""
QUESTIONS = frozenset({"ask_coverage", "ask_entry_coverage"})
"""Codes of warnings that ask a person something."""
_FEW = 20
"""Characters that may be missing of a file of any size: a running head on a note of three lines is no loss."""

_WORD = re.compile(r"[^\W_]+")
_UNSEEN = re.compile(
    r"(?is)<!--.*?-->|<(script|style|template|title|select|button|svg|object|iframe)\b.*?</\1\s*>"
    r"|<head\b.*?</head\s*>"
)
_SCRIPT = re.compile(r"(?is)<script\b[^<>]*>(.*?)</script\s*>")
_WRITTEN_OUT = re.compile(r"\\u([0-9a-fA-F]{4})")
_CHINESE_SENTENCE = re.compile(r"[\u4e00-\u9fff“”、，：《》0-9]{8,}[。！？；]")
_SENTENCE_END = re.compile("[。！？；]")
_END_OF_SENTENCE = 9
"""Characters of the shortest such sentence."""
_LEAST_SENTENCES = 4
"""Sentences in the scripts of a page that are no messages of its buttons."""
_LINK = re.compile(r"(?is)<a\b[^<>]*\bhref\b[^<>]*>.*?</a\s*>")
_TAG = re.compile(r"(?s)<[a-zA-Z/!?][^<>]*>")


def coverage_of(texts: Iterable[str], counted: str, left_out: Mapping[str, int] | None = None) -> Coverage:
    """The coverage of `texts`, what was read, over `counted`, all that is there as one text in any order.

    Every character counts as often as it is there. `left_out` counts characters by the kind that they were left out as.
    """
    there = Counter(_visible(counted))
    kept = Counter("".join(map(_visible, texts)))
    return Coverage((there & kept).total(), there.total(), dict(left_out or {}))


def coverage_of_counts(text: str, total: int, left_out: Mapping[str, int]) -> Coverage:
    """The coverage of a text where only the number of characters that are there is known."""
    return Coverage(min(len(_visible(text)), total), total, dict(left_out))


def coverage_of_all(coverages: Iterable[Coverage]) -> Coverage:
    """The coverage of several texts together."""
    each = list(coverages)
    left_out: Counter[str] = Counter()
    for coverage in each:
        left_out.update(coverage.left_out)
    return Coverage(sum(c.kept for c in each), sum(c.total for c in each), dict(left_out))


def coverage_in_full(texts: Iterable[str]) -> Coverage:
    """The coverage of texts of which nothing can be missing."""
    count = sum(len(_visible(text)) for text in texts)
    return Coverage(count, count)


def words_of(records: Iterable[Record]) -> Iterator[str]:
    """All letters and figures of speeches and of what is stated of them, in words."""
    for record in records:
        for text in (record.text, record.title or "", record.external_id or "", *record.given, *record.given.values()):
            yield from _WORD.findall(text)


def words_in(text: str) -> str:
    """The letters and figures of a text, without the marks of its format that stand between them."""
    return "".join(_WORD.findall(text))


def is_low(coverage: Coverage) -> bool:
    """True if a person is to be told of it. What is missing of a short text is never much."""
    return coverage.share < _ENOUGH and coverage.total - coverage.kept > _FEW


def is_doubtful(coverage: Coverage) -> bool:
    """True if a person is to be asked whether the text is the whole speech."""
    return is_low(coverage) and coverage.share < _DOUBTFUL


def coverage_warnings(coverage: Coverage | None) -> list[ReadWarning]:
    """The warnings of a coverage: none of a high one; else its share and where the rest is.

    A very low one is a question. Texts that other programs wrote are never counted as missing when they are short.
    """
    if coverage is None or not is_low(coverage):
        return []
    code = "ask_coverage" if is_doubtful(coverage) else "warn_coverage"
    percent = int(100 * coverage.share)
    found = [ReadWarning(code, {"percent": percent, "kept": coverage.kept, "total": coverage.total})]
    missing = coverage.total - coverage.kept
    known = {kind: min(count, missing) for kind, count in coverage.left_out.items() if count > 0}
    rest = missing - sum(known.values())
    ordered = [*sorted(known.items(), key=lambda item: (-item[1], item[0])), *([("other", rest)] if rest > 0 else [])]
    return found + [ReadWarning(f"left_out_{kind}", {"count": count}) for kind, count in ordered]


def text_of_page(source: str) -> str:
    """All text of a page with this source, but that of links, by its angle brackets alone."""
    return unescape(_TAG.sub("\n", _LINK.sub("\n", _UNSEEN.sub("\n", source))))


def sentences_in_scripts(source: str, lines: Iterable[str]) -> str:
    """The Chinese sentences that a page holds in its scripts and that are in none of its lines; "" where they are few.

    Some pages are drawn by their scripts alone; such a file, once saved, shows nothing of its article.
    """
    scripts = _WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), "\n".join(_SCRIPT.findall(source)))
    read = "".join(map(_visible, lines))
    # To look for each in the whole text takes seconds where they are thousands: most are known by how they end.
    ends = {read[end.end() - _END_OF_SENTENCE : end.end()] for end in _SENTENCE_END.finditer(read)}
    sentences = dict.fromkeys(_CHINESE_SENTENCE.findall(scripts))
    missing = [each for each in sentences if each[-_END_OF_SENTENCE:] not in ends or each not in read]
    return "".join(missing) if len(missing) >= _LEAST_SENTENCES else ""


def _visible(text: str) -> str:
    return "".join(text.split())

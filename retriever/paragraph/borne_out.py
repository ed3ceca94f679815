"""Sentences of a language model compared with the passages that they cite: borne out, or why not.

What is compared are numbers, dates, names and negations, with the means by which drafts are compared, and nearness in
meaning. That does not prove a sentence: it finds what a passage does not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus import fold_plain
from corpus.language.numerals import ALL, LARGE, number
from corpus.text.sentences import Span, sentences
from indexer.names import names_in
from retriever.opened import OpenedIndex
from retriever.paragraph.given import NumberedPassage
from retriever.paragraph.written import WrittenSentence
from retriever.phrasing.check.clauses import clause_spans, without_edges
from retriever.phrasing.check.difference_kinds import compared
from retriever.phrasing.check.facts import DETERMINERS, LEVELS, SUFFIX, Cut, side_of
from retriever.phrasing.check.verdicts import known_names
from retriever.ranking.model_scale import ToFitted, to_fitted

Reason = Literal["uncited", "unknown", "number", "date", "name", "negation", "far"]
Terms = frozenset[str]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""The vectors of texts, of length 1, float32 (texts, dimension)."""

_SAME_CLAUSE = 0.6
"""Likeness from which a piece of a sentence is one of a passage put a little otherwise: each difference counts."""
_OF_ONE_SUBJECT = 0.35
"""Likeness from which two pieces say something of the same, so that a negation in one of them alone counts."""
_SHORTEST = 4
"""Folded characters of a piece that is compared; shorter ones are like too many."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason why a sentence is not borne out: what is `written` in it, and what a passage has in its place.

    Both are "" where the reason says it all.
    """

    reason: Reason
    written: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence, the numbers of the passages that it cites, and why it is not borne out: no doubts, if it is."""

    text: str
    numbers: tuple[int, ...]
    doubts: tuple[Doubt, ...]

    @property
    def is_borne_out(self) -> bool:
        """True if nothing was found against it."""
        return not self.doubts


@dataclass(frozen=True, slots=True)
class Means:
    """The means of comparing sentences with passages: `cut` cuts folded text into words, `known` are folded names.

    Vectors by `encode` say how near two texts are, brought to the scale of the bounds here by what `fitted` gives for a
    text; where that is None the terms that they share do. `names` gives the folded names in a text that no rule tells.
    """

    cut: Cut
    known: Collection[str]
    encode: Encode
    fitted: Callable[[str], ToFitted | None]
    names: Callable[[str], Sequence[str]]


def means_of(index: OpenedIndex) -> Means:
    """The means of an index: its words, the names of its speakers and places, its model; and other names by LAC."""
    snapshot = index.snapshot
    return Means(
        snapshot.segmenter.cut,
        known_names(index.known),
        index.encoder.of(snapshot).encode_passages,
        lambda text: to_fitted(snapshot, "rewordings", text),
        names_in,
    )


def judged(
    written: Sequence[WrittenSentence], passages: Sequence[NumberedPassage], means: Means
) -> list[JudgedSentence]:
    """Each sentence with what speaks against it, compared with the passages that it cites and with no others."""
    texts = {each.number: each.text for each in passages}
    return [JudgedSentence(each.text, each.numbers, _once(_doubts(each, texts, means))) for each in written]


def _doubts(sentence: WrittenSentence, texts: dict[int, str], means: Means) -> Iterator[Doubt]:
    if not sentence.numbers:
        yield Doubt("uncited")
        return
    unknown = [f"[{number}]" for number in sentence.numbers if number not in texts]
    if unknown:
        yield Doubt("unknown", " ".join(unknown))
        return
    cited = [texts[number] for number in sentence.numbers]
    pieces = [piece for text in cited for piece in _pieces(text)]
    found = list(_missing(sentence.text, "\n".join(cited), means))
    for piece in _pieces(sentence.text):
        found += _changed(piece, pieces, means)
    yield from found
    if not found and not _is_near(sentence.text, cited, pieces, means):
        yield Doubt("far")


def _once(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """The first doubt for each reason: a few words say why."""
    first: dict[Reason, Doubt] = {}
    for doubt in doubts:
        first.setdefault(doubt.reason, doubt)
    return tuple(first.values())


# --- numbers, dates and names that the passages do not have --------------------------------------------------------

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPELT = re.compile(rf"(第|百分之)?([\d.:]+|[{ALL}〇]+?)([{LARGE}]*)([%‰]?)")
_MORE_EXACT = re.compile(rf"[\d〇{ALL}元]")  # what follows a date that is said more exactly: 3月 behind 2021年
_WRITTEN_LARGE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]*[A-Z][A-Za-z0-9]*(?![A-Za-z0-9])")


def _missing(sentence: str, cited: str, means: Means) -> Iterator[Doubt]:
    """The numbers, dates and names of `sentence` that stand nowhere in what it cites."""
    here, there = side_of(sentence, means.known), side_of(cited, means.known)
    amounts = {_amount(number) for number in there.within(there.whole, "number")}
    dates = there.within(there.whole, "date")
    for fact in here.facts:
        span = Span(fact.start, fact.end)
        text = here.folded.text[slice(*span)]
        stands = {
            "number": _amount(text) in amounts,
            "date": any(_is_date_in(text, date) for date in dates),
            "name": text in there.folded.text,
        }
        if not stands[fact.kind]:
            yield Doubt(fact.kind, here.written(span))
    for name in (*_other_names(sentence, here.folded.text, means.cut), *means.names(sentence)):
        if fold_plain(name) not in there.folded.text:
            yield Doubt("name", name)


def _amount(written: str) -> str:
    """A number as it is compared: 百分之六十 is 60%, 十二 is 12, 1,200 is 1200, 3.5万 stays."""
    spelt = _SPELT.fullmatch(_THOUSANDS.sub("", written))
    if spelt is None:
        return written
    front, digits, large, sign = spelt.groups("")
    try:
        digits = digits if digits[0].isdigit() else str(number(digits.replace("两", "二")))
    except KeyError:
        return written
    return f"{'第' if front == '第' else ''}{digits}{large}{'%' if front == '百分之' else sign}"


def _is_date_in(written: str, other: str) -> bool:
    """True if the date `other` is the one that is `written`, or says it more exactly: 2021年3月15日 for 3月15日."""
    if other.startswith(written):
        return written == other or _MORE_EXACT.match(other, len(written)) is not None
    return other.endswith(written) and other[-len(written) - 1] in "年月"


def _other_names(sentence: str, folded: str, cut: Cut) -> Iterator[str]:
    """Names of places and bodies by how they end, and words with capitals but for one that begins a sentence."""
    before = ""
    for word in cut(folded):
        name = before + word if word in LEVELS else word
        front = SUFFIX.sub("", name)
        if len(name) > 2 and front and SUFFIX.search(name) and not set(front) <= DETERMINERS:
            yield name
        before = word
    for found in _WRITTEN_LARGE.finditer(sentence):
        if sentence[: found.start()].strip() or found[0].isupper():
            yield found[0]


# --- what is put otherwise -----------------------------------------------------------------------------------------

_COUNTS: tuple[Reason, ...] = ("number", "date", "name", "negation")


_HAN = re.compile("[\u3400-\u9fff]+")
_WORDS = re.compile("[a-z0-9\u00df-\u024f]+")


def terms_of(text: str) -> Terms:
    """The pairs of neighbouring Chinese characters of a text, and its words in letters."""
    han = (run for run in _HAN.findall(fold_plain(text)))
    return frozenset([*_WORDS.findall(text.casefold()), *(a + b for run in han for a, b in pairwise(run))])


def _pieces(text: str) -> list[str]:
    """The sentences of `text` and their clauses, without marks at their edges, each once."""
    found: dict[str, None] = {}
    for sentence in sentences(text):
        for span in (sentence, *clause_spans(text, sentence)):
            piece = text[slice(*without_edges(text, span))]
            if len(fold_plain(piece)) >= _SHORTEST:
                found[piece] = None
    return list(found)


def _changed(piece: str, others: Sequence[str], means: Means) -> Iterator[Doubt]:
    """The facts and negations in which a piece of a sentence differs from the one of the passages most like it."""
    terms = terms_of(piece)
    closest = max(others, key=lambda other: _alike(terms, terms_of(other)), default="")
    alike = _alike(terms, terms_of(closest))
    if alike >= _SAME_CLAUSE:
        for each in compared(piece, closest, means.cut, means.known).differences:
            here, there = piece[slice(*each.draft)], closest[slice(*each.source)]
            if each.kind in _COUNTS and _says_other(each.kind, fold_plain(here), fold_plain(there)):
                yield Doubt(each.kind, here, there)
    elif alike >= _OF_ONE_SUBJECT and _negates(piece) != _negates(closest):
        yield Doubt("negation", piece, closest)
    elif _negates(piece) and not any(map(_negates, others)):
        yield Doubt("negation", piece)


def _alike(one: Terms, other: Terms) -> float:
    """The likeness of two pieces by their terms, in [0, 1]: Dice's coefficient (Dice 1945)."""
    return 2 * len(one & other) / max(1, len(one) + len(other))


def _says_other(kind: str, here: str, there: str) -> bool:
    """True for a fact in place of another, and for a negation that was put in or left out; both texts are folded."""
    if kind == "negation" or not (here and there):
        return kind == "negation"
    same = _amount(here) == _amount(there) if kind == "number" else kind == "date" and _is_date_in(here, there)
    return not same


def _negates(text: str) -> bool:
    side = side_of(text, ())
    return side.negations(side.whole) > 0


# --- nearness ------------------------------------------------------------------------------------------------------

_MOSTLY_SHARED = 0.7
"""Share of a sentence's terms from which it is near what has them, whatever the vectors say."""
_SHARED = 0.35
"""The same where the model's cosines say nothing."""
_WEIGHT_OF_SHARE = 0.1
_NEAR_IN_CHINESE, _NEAR_IN_LETTERS = 0.94, 0.88
"""The least cosine plus weighted share of a sentence that is near, in Chinese and else. 17 sentences that put something
of three speeches into other words had 0.948 and 0.892 at least with the paragraph that they were made from; of 322
pairs with a paragraph that says something else, 5 reached these bounds."""


def _is_near(sentence: str, cited: Sequence[str], pieces: Sequence[str], means: Means) -> bool:
    """True if the sentence says about what something in the passages says."""
    terms = terms_of(sentence)
    there = frozenset().union(*map(terms_of, cited))
    share = len(terms & there) / max(1, len(terms))
    fitted = means.fitted(sentence)
    if share >= _MOSTLY_SHARED or fitted is None:
        return share >= _SHARED
    vectors = means.encode([sentence, *cited, *pieces])
    closest = fitted(float((vectors[1:] @ vectors[0]).max()))
    return closest + _WEIGHT_OF_SHARE * share >= (_NEAR_IN_CHINESE if _HAN.search(sentence) else _NEAR_IN_LETTERS)

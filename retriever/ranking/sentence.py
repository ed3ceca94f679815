"""The decisive sentence of a passage, and the part of the passage that must be read with it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from corpus import Paragraph, Span, fold_plain, lookup_form, spans_in
from corpus.language.dates import MONTHS
from corpus.language.numerals import COUNTED, LARGE, NUMERALS
from corpus.text.sentences import LONG_SENTENCE, reading_size
from retriever.ranking import weights
from retriever.ranking.head_matter import answers_nothing, introduces
from retriever.ranking.passage_texts import folded_sentences, passage_outline, passage_sentences
from retriever.understanding.question import Subject

# A question for what something is, and a sentence that begins by saying so.
_ASKS_WHAT_IT_IS = re.compile(
    r"(?:什么是|什么叫|何谓|何为|what (?:is|are) (?:an? |the )?)(.+?)[?？]?"
    r"|(.+?)(?:的定义(?:是什么)?|是?指什么|指?的?是(?:什么|谁)(?:意思)?)[?？]?",
    re.I,
)
_SAYS_WHAT_IT_IS = r"[\"“《'(]?{}(?:is|are|means|.{{0,25}}?[是指即为系])"
_LONGEST_DEFINED = 20
# What kind of answer a question calls for, what such an answer looks like, and how much that counts.
_HOW_MANY = re.compile(r"多少|几[个名人次年月日户家件项条]|多[大长高远久深]|比例|how (?:many|much)", re.I)
_NUMBER = re.compile(rf"\d|[{COUNTED}{LARGE}]+[个名人次年月日元户家件项条米公亩吨座所栋辆场届岁]")
_WHEN = re.compile(r"什么时候|何时|哪一?[年天月]|几[年月]|时间|日期|什麼時候|when\b", re.I)
_DATE = re.compile(rf"\d{{4}}年?|\d+[月日]|[{NUMERALS}]月|世纪|年代|年底|季度|\b(?:{'|'.join(MONTHS)})\b")
_WHO = re.compile(r"谁|誰|哪位|牵头|负责|who\b", re.I)
_PERSON = re.compile(r"由|牵头|负责|书记|县长|局|办|[·]|先生|女士")
_WHY = re.compile(r"为什么|为何|原因|為什麼|why\b", re.I)
_REASON = re.compile(r"因为|由于|为了|所以|导致|原因|because|since", re.I)
_WHICH = re.compile(r"哪些|哪几|分别|包括|which\b", re.I)
_LIST = re.compile(r"、|一是|, .* and ")
_HOW = re.compile(r"怎么|怎样|如何|怎麼|how\b", re.I)
_MEANS = re.compile(r"通过|采用|利用|要|必须|by ", re.I)
_KINDS = (
    (_HOW_MANY, _NUMBER, weights.HOW_MANY),
    (_WHEN, _DATE, weights.WHEN),
    (_WHO, _PERSON, weights.WHO),
    (_WHY, _REASON, weights.WHY),
    (_WHICH, _LIST, weights.WHICH),
    (_HOW, _MEANS, weights.HOW),
)


def decisive(
    text: str,
    above: str,
    question: str,
    subject: Subject,
    cosines: NDArray[np.float32],
    *,
    at_head: bool = False,
) -> Span | None:
    """The span of the sentence of `text` that best answers `question`, None for a text in which none does.

    `above` are the title and the headings over the text, a line each; `at_head` says that it begins its speech. What
    leads to a sentence, a heading or a greeting, is not chosen in its place. `cosines` are those of `sentences(text)`
    with the question, in standard deviations of the corpus; none when there are none.
    """
    spans = passage_sentences(text)
    if not spans:
        return None
    below = subject.below(fold_plain(above), weights.ABOVE)
    scores = evidence(text, question, below, cosines) @ _by_column(weights.SENTENCE)
    long_enough = _long_enough(spans)
    best = spans[int(np.argmax(np.where(long_enough, scores, -np.inf)))]
    if not (answers_nothing(text, [best]).any() or introduces(text, above, [best], at_head=at_head).any()):
        return best  # nearly always; to look at the others takes as long as to score them
    can_answer = ~answers_nothing(text, spans)
    if not can_answer.any():
        return None
    for kept in (~introduces(text, above, spans, at_head=at_head), long_enough):
        if (can_answer & kept).any():
            can_answer &= kept
    scores[~can_answer] = -np.inf
    return spans[int(np.argmax(scores))]


@lru_cache(maxsize=2)
def _by_column(columns: weights.SentenceWeights) -> NDArray[np.float64]:
    """The weights of the columns of `evidence`."""
    return np.array(astuple(columns))


def best_share(text: str, question: str, subject: Subject, meaning: NDArray[np.float32], vote: float) -> float:
    """The score of the best sentence of `text` by its meaning, its words and its kind together, in [0, 1].

    `meaning` are the cosines of the sentences, brought to [0, 1]; `vote` says how much the words have to say.
    """
    spans = passage_sentences(text)
    if len(spans) != len(meaning):
        return 0.0  # made by another splitter: the passage is embedded anew with the next build
    texts = [text[start:end] for start, end in spans]
    words = np.array(subject.coverages(folded_sentences(text)))
    scores = (
        meaning
        + weights.WORDS_BESIDE * vote * words
        + weights.KIND_BESIDE * np.minimum(_of_kind(texts, question), weights.MOST_KIND)
    )
    return float(scores[_long_enough(spans)].max(initial=0.0)) / most_of_sentence()


def most_of_sentence() -> float:
    """The most that meaning, words and kind of a sentence come to together."""
    return 1 + weights.WORDS_BESIDE + weights.KIND_BESIDE * weights.MOST_KIND


def _long_enough(spans: Sequence[Span]) -> NDArray[np.bool_]:
    """The sentences that can answer: a heading or a name repeats the question's words and answers nothing.

    All of them where none is long enough.
    """
    long = [end - start >= weights.SHORTEST_SENTENCE for start, end in spans]
    return np.array(long if any(long) else [True] * len(long), dtype=bool)


def evidence(text: str, question: str, subject: Subject, cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    """Evidence for each sentence, shape (sentences, 8): a column a field of SentenceWeights, in their order."""
    spans, folded = passage_sentences(text), folded_sentences(text)
    texts = [text[start:end] for start, end in spans]
    words, pairs = _overlap(folded, subject, subject.words), _overlap(folded, subject, subject.pairs)
    meaning = cosines - cosines.mean() if len(cosines) == len(spans) else np.zeros(len(spans))
    overlap = words + pairs
    before, after = np.concatenate(([0.0], overlap[:-1])), np.concatenate((overlap[1:], [0.0]))
    continues = before * np.array([_points_back(sentence) for sentence in texts])
    defines = _says_what_it_is(folded, question)
    return np.stack([words, pairs, meaning, before, after, _of_kind(texts, question), continues, defines], axis=1)


def _overlap(folded: Sequence[str], subject: Subject, rarities: Mapping[str, float]) -> NDArray[np.float64]:
    """For each sentence the share of the weighted terms that it holds; a term in several of them is shared out."""
    scores = [0.0] * len(folded)
    together = "\n".join(folded)
    for term, rarity in rarities.items():
        if most := subject.held(term, together):
            held = [subject.held(term, sentence) for sentence in folded]
            for place, share in enumerate(held):
                scores[place] += rarity * most * share / sum(held)
    total = sum(rarities.values())
    return np.array(scores) / total if total else np.array(scores)


def _of_kind(texts: Sequence[str], question: str) -> NDArray[np.float64]:
    called_for = _called_for(question)
    if not called_for:
        return np.zeros(len(texts))
    return np.array(
        [sum(weight for looks, weight in called_for if looks.search(text)) for text in texts], dtype=np.float64
    )


@lru_cache(maxsize=100)
def _called_for(question: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    """The looks of the kinds of answers that `question` calls for, each with how much that counts."""
    return tuple((looks, weight) for calls, looks, weight in _KINDS if calls.search(question))


def _says_what_it_is(folded: Sequence[str], question: str) -> NDArray[np.float64]:
    """1 for the sentences that begin by saying what the thing is that the question asks the meaning of."""
    says = _definition(question)
    if says is None:
        return np.zeros(len(folded))
    return np.array([says.match(sentence) is not None for sentence in folded], dtype=np.float64)


@lru_cache(maxsize=100)
def _definition(question: str) -> re.Pattern[str] | None:
    """The beginning of a sentence that says what the thing is that the question asks the meaning of, if it does."""
    asked = _ASKS_WHAT_IT_IS.fullmatch(question.strip())
    thing = fold_plain(next(filter(None, asked.groups()), "")) if asked else ""
    if not thing or len(thing) > _LONGEST_DEFINED:
        return None
    return re.compile(_SAYS_WHAT_IT_IS.format(re.escape(thing)))


def containing(text: str, phrases: Sequence[str]) -> tuple[Span, ...]:
    """The spans, ascending and disjoint, of the sentences of `text` that a phrase stands in or begins in."""
    if not phrases:
        return ()
    form = lookup_form(text)
    first = (next(spans_in(lookup_form(phrase).text, form), None) for phrase in phrases)
    starts = [span.start for span in first if span]
    return tuple(span for span in passage_sentences(text) if any(span[0] <= start < span[1] for start in starts))


_POINTS_BACK = re.compile(
    r"[“\"]?(?:这|那么|其[他它余]?|该|此|对此|为此|因此|因而|所以|于是|同时|另外|但|可是|然而|不过|而且|并且|否则|他|她|它"
    r"|上述|以上|前者|后者|只有这样|也就是说|换句话说|反过来"
    r"|(?:This|These|That|Those|It|Its|They|Their|He|She|Such|However|Therefore|But|So|Thus|Also|Moreover|Otherwise)\b)"
)
_NOT_BACK = re.compile(r"其实|其中一|其一|其次|该[^，。]{0,6}[就要]|It is (?:important|clear|time)\b")
# How a sentence announces the list that follows.
_ANNOUNCES = re.compile(r"[：:]\Z|[两三四五六七八九十几]\s*(?:个|点|件|条|项|句|种|类|步|方面|大)|以下|如下")
_GOES_ON = "；;"
_BLANKS = " \u3000"  # within a line


def read_with(text: str, highlight: Span) -> Span | None:
    """The part of `text` around the sentence `highlight` that is understood by itself; None when the sentence is.

    A list (一是…二是…) is taken whole, with the sentence that announces it.
    """
    spans = passage_sentences(text)
    whole = _list_around(text, spans, highlight) or _pieces_around(text, spans, highlight)
    whole = _with_what_it_points_to(text, spans, whole or highlight)
    return whole if whole != highlight else None


def _list_around(text: str, spans: Sequence[Span], highlight: Span) -> Span | None:
    """The innermost list that the highlight is in, announces or begins, with its announcement."""
    found: list[Span] = []
    for run in _lists(text):
        before = next((span for span in reversed(spans) if span.end <= run.start), None)
        announced = before is not None and _announces(text, before, run)
        whole = Span(before.start, run.end) if before is not None and announced else run
        touches = whole.start < highlight.end and highlight.start < whole.end
        if touches and not (highlight.start <= whole.start and whole.end <= highlight.end):
            found.append(Span(min(whole.start, highlight.start), max(whole.end, highlight.end)))
    return min(found, key=lambda span: span.end - span.start, default=None)


def _announces(text: str, sentence: Span, run: Span) -> bool:
    """True if the sentence stands right before the list and announces it."""
    return not text[sentence.end : run.start].strip() and _ANNOUNCES.search(text[slice(*sentence)]) is not None


@lru_cache(maxsize=2000)
def _lists(text: str) -> tuple[Span, ...]:
    """The lists of a passage: sequences inside a paragraph, and short numbered paragraphs behind one another."""
    found: list[Span] = []
    paragraphs = passage_outline(text)
    for paragraph in paragraphs:
        for _, items in groupby(sorted(paragraph.items, key=lambda item: item.run), key=lambda item: item.run):
            of_run = list(items)
            found.append(Span(min(item.start for item in of_run), max(item.end for item in of_run)))
    for _, neighbours in groupby(paragraphs, key=lambda paragraph: paragraph.level if paragraph.heading else None):
        numbered = list(neighbours)
        if numbered[0].heading and len(numbered) > 1 and all(_is_short(text, paragraph) for paragraph in numbered):
            found.append(Span(numbered[0].start, numbered[-1].end))
    return tuple(found)


def _is_short(text: str, paragraph: Paragraph) -> bool:
    return reading_size(text[paragraph.start : paragraph.end]) <= LONG_SENTENCE


def _pieces_around(text: str, spans: Sequence[Span], highlight: Span) -> Span | None:
    """The whole of a long sentence that was cut at its ；, None when the highlight is no piece of one."""
    at = bisect_left(spans, highlight)
    if at == len(spans) or spans[at] != highlight:
        return None
    joined = [text[a.end - 1] in _GOES_ON and not text[a.end : b.start].strip(_BLANKS) for a, b in pairwise(spans)]
    first, last = at, at
    while first > 0 and joined[first - 1]:
        first -= 1
    while last < len(joined) and joined[last]:
        last += 1
    return Span(spans[first].start, spans[last].end) if last > first else None


def _with_what_it_points_to(text: str, spans: Sequence[Span], part: Span) -> Span:
    """`part` with the sentence before it when it points back or is a mere fragment; so again for that one."""
    start = part.start
    for _ in range(weights.STEPS_BACK):
        before = next((span for span in reversed(spans) if span.end <= start), None)
        if before is None or not _needs_the_one_before(text[start : part.end]):
            break
        start = before.start
    return Span(start, part.end)


def _needs_the_one_before(sentence: str) -> bool:
    return _points_back(sentence) or len(sentence) < weights.FRAGMENT


def _points_back(sentence: str) -> bool:
    return _POINTS_BACK.match(sentence) is not None and _NOT_BACK.match(sentence) is None

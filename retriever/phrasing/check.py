"""A draft compared with what was said (比对旧稿): for each sentence whether it stands in the library, nearly, or not.

Verbatim means that the words were said before, never that they are correct.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from corpus import Speech, Wording, fold_plain, sentences, span_in_original
from corpus.sentences import Span
from indexer.engine import EmbeddedEngine
from retriever.offices import is_held
from retriever.phrasing.clause_bounds import is_whole, marker_at, marker_before, without_edges
from retriever.phrasing.difference_kinds import OPEN, Compared, Filled, NamedDifference
from retriever.phrasing.nearest import Nearest
from retriever.phrasing.occurrences import spans_of
from retriever.phrasing.placeholders import placeholders
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.standing import discontinued_in, discontinued_object

Verdict = Literal["verbatim", "near", "variant", "new", "too_short"]

VERDICTS: tuple[Verdict, ...] = ("verbatim", "near", "variant", "new", "too_short")

SHORTEST = 8
"""Folded characters of a sentence that is compared, placeholders not counted."""

_CHANGES = 4
"""Differences, punctuation aside, up to which a sentence is near; beyond it is a variant."""
_NEAR, _VARIANT = 0.6, 0.5
"""Share of a sentence that a source has from which it is near, and a variant."""
_LIKE = 0.45
"""Share of what both hold together that is the same, below which the source is about something else."""
_ANCHOR = 24
"""Characters of a sentence by which the speeches that may hold it are found."""
_WIDEST = 20
"""Characters that stand in the place of a placeholder at most."""
_GAP = f"[^,。!?;:]{{0,{_WIDEST}}}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a wording stands: `text[start:end]` of the speech, which comes without its text.

    `also_in` are other versions of the same speech that hold it.
    """

    speech_no: int
    speech: Speech
    start: int
    end: int
    also_in: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence of the draft, `text[start:end]` of it, and what was found.

    The differences are those from the wording of the `sources`, which is the same in all of them, newest first;
    their spans are in the draft and in the text of the first source. A sentence that is new has neither.
    `placeholders` are what the sentence leaves open; `filled` says what the first source has there. `discontinued` are
    the discontinued wordings in `text`, as spans of it, each with what replaces it.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    differences: tuple[NamedDifference, ...] = ()
    sources: tuple[Source, ...] = ()
    placeholders: tuple[Span, ...] = ()
    filled: tuple[Filled, ...] = ()
    discontinued: tuple[tuple[Span, Wording], ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft's sentences in order, and what they were compared with."""

    sentences: tuple[CheckedSentence, ...]
    scope: Scope

    @property
    def unfilled(self) -> int:
        """How many places of the draft are still to be filled in."""
        return sum(len(sentence.placeholders) for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as it is compared: OPEN for each placeholder, no marks at its edges.

    `places[i]` is the place in the draft of `text[i]`, with one more for the end. `marker` is the span in the draft of
    the outline marker in front of it.
    """

    text: str
    places: Sequence[int]
    marker: Span | None

    def in_draft(self, span: Span) -> Span:
        """A span of `text` as a span of the draft."""
        if span.start == span.end:
            return Span(self.places[span.start], self.places[span.start])
        return Span(self.places[span.start], self.places[span.end])


def check(engine: EmbeddedEngine, draft: str) -> Checked:
    """Every sentence of `draft`, headings and the salutation among them, compared with the library."""
    nearest = Nearest(engine, _known_names(engine), engine.words.cut)
    checked = tuple(_checked(engine, nearest, draft, span) for span in sentences(draft))
    return Checked(checked, scope(engine))


def _checked(engine: EmbeddedEngine, nearest: Nearest, draft: str, span: Span) -> CheckedSentence:
    open_places = placeholders(draft, span)
    sentence = _opened(draft, span, open_places)
    text = draft[slice(*span)]
    bare = CheckedSentence(
        text,
        *span,
        verdict="new",
        placeholders=tuple(open_places),
        discontinued=tuple(discontinued_in(text, engine.wordings())),
    )
    if len(fold_plain(bare.text)) < SHORTEST or len(fold_plain(sentence.text.replace(OPEN, ""))) < SHORTEST // 2:
        return replace(bare, verdict="too_short")
    sources = _sources(engine, _places(engine, sentence.text))
    if sources:
        alike = tuple(source for source in sources if _renumbered(engine, draft, sentence, source) is None)
        return _with_sources(engine, nearest, draft, bare, sentence, alike or sources, "verbatim" if alike else "near")
    near = nearest.find(sentence.text)
    verdict = _verdict(near.comparison) if near else "new"
    if near is None or verdict == "new":
        return bare
    wording = engine.with_text(near.speech_no).text[slice(*near.span)]
    sources = _sources(engine, {(near.speech_no, near.span), *_places(engine, wording)})
    return _with_sources(engine, nearest, draft, bare, sentence, sources, verdict)


def _with_sources(
    engine: EmbeddedEngine,
    nearest: Nearest,
    draft: str,
    bare: CheckedSentence,
    sentence: _Sentence,
    sources: tuple[Source, ...],
    verdict: Verdict,
) -> CheckedSentence:
    """The sentence with the sources of a wording, and its differences from the first of them."""
    first = sources[0]
    comparison = nearest.compare(sentence.text, first.speech_no, Span(first.start, first.end))
    renumbered = _renumbered(engine, draft, sentence, first)
    named = [
        NamedDifference(each.kind, sentence.in_draft(each.draft), _shifted(each.source, first.start))
        for each in comparison.differences
    ]
    filled = tuple(
        Filled(sentence.in_draft(each.draft), _shifted(each.source, first.start)) for each in comparison.filled
    )
    differences = (renumbered, *named) if renumbered else tuple(named)
    return replace(bare, verdict=verdict, differences=differences, sources=sources, filled=filled)


def _renumbered(engine: EmbeddedEngine, draft: str, sentence: _Sentence, source: Source) -> NamedDifference | None:
    """The difference between the outline markers of a sentence and a source that has another one."""
    if sentence.marker is None:
        return None
    text = engine.with_text(source.speech_no).text
    marker = marker_before(text, source.start)
    if marker is None:
        return None
    here, there = (
        re.sub(r"\W", "", fold_plain(each)) for each in (draft[slice(*sentence.marker)], text[slice(*marker)])
    )
    return None if here == there else NamedDifference("number", sentence.marker, marker)


def _verdict(comparison: Compared) -> Verdict:
    changes = [each for each in comparison.differences if each.kind != "punctuation"]
    if comparison.draft_share < _VARIANT or comparison.likeness < _LIKE:
        return "new"
    return "near" if comparison.draft_share >= _NEAR and len(changes) <= _CHANGES else "variant"


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _opened(draft: str, span: Span, open_places: Sequence[Span]) -> _Sentence:
    """The sentence as it is compared."""
    text: list[str] = []
    places: list[int] = []
    at = span.start
    for place in open_places:
        text += [draft[at : place.start], OPEN]
        places += [*range(at, place.start), place.start]
        at = place.end
    written = "".join(text) + draft[at : span.end]
    places += range(at, span.end + 1)
    start, end = without_edges(written, Span(0, len(written)))
    return _Sentence(written[start:end], places[start : end + 1], marker_at(draft, span.start))


def _known_names(engine: EmbeddedEngine) -> list[str]:
    """The folded names of the speakers and places of the library."""
    speeches = engine.speeches().values()
    stated = {name for speech in speeches for name in (speech.speaker, speech.office, speech.place) if name}
    return sorted(folded for name in stated if 2 <= len(folded := fold_plain(name)) <= 20)


# --- where a wording stands ------------------------------------------------------------------------------------


def _places(engine: EmbeddedEngine, wording: str) -> Iterator[tuple[int, Span]]:
    """Every place, speech by speech, where whole clauses of a text are `wording`; OPEN stands for anything.

    `wording` has no marks at its edges.
    """
    folded = fold_plain(wording)
    anchor = max(folded.split(OPEN), key=len)
    if not anchor:
        return
    expression = _expression(folded) if OPEN in folded else None
    for number in engine.may_hold(anchor[:_ANCHOR]).tolist():
        text = engine.folded(number)
        if expression is None:
            found = spans_of(folded, text)
        else:
            matches = (match.span() for match in expression.finditer(text.text) if match.end() > match.start())
            found = (Span(*span_in_original(text.offsets, *span)) for span in matches)
        original = engine.with_text(number).text
        yield from ((number, span) for span in found if is_whole(original, span))


def _expression(folded: str) -> re.Pattern[str]:
    """Matches the folded wording with anything of the same clause in the place of OPEN, as little as will do."""
    parts = [re.escape(part) for part in folded.split(OPEN)]
    body = f"{_GAP}?".join(part for part in parts)
    if not parts[-1]:
        body = body.removesuffix("?")
    return re.compile(body)


def _sources(engine: EmbeddedEngine, places: Iterable[tuple[int, Span]]) -> tuple[Source, ...]:
    """The sources, newest first, undated ones at the end; versions of a speech once, the others as `also_in`."""
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for number, span in sorted(places):
        spans[number].append(span)
    speeches, versions = engine.speeches(), engine.versions
    found: list[Source] = []
    for front in dict.fromkeys(versions.front(number) for number in spans):
        holding = [number for number in versions.members(front) if number in spans]
        others = tuple(speeches[number] for number in holding[1:])
        found += [Source(holding[0], speeches[holding[0]], *span, others) for span in spans[holding[0]]]
    found.sort(key=lambda source: source.speech.date or "", reverse=True)
    return tuple(found)


# --- as JSON ---------------------------------------------------------------------------------------------------


def check_object(
    engine: EmbeddedEngine, draft: str, checked: Checked, speaker: str | None = None
) -> list[dict[str, Any]]:
    """What was found, a JSON-ready object a sentence; `speaker` is who is to give the draft, by name or office."""
    return [_sentence_object(engine, draft, sentence, speaker) for sentence in checked.sentences]


def _sentence_object(
    engine: EmbeddedEngine, draft: str, sentence: CheckedSentence, speaker: str | None
) -> dict[str, Any]:
    text = engine.with_text(sentence.sources[0].speech_no).text if sentence.sources else ""
    shown: dict[str, Any] = {
        "text": sentence.text,
        "verdict": sentence.verdict,
        "differences": [
            {"kind": each.kind, "draft": draft[slice(*each.draft)], "source": text[slice(*each.source)]}
            for each in sentence.differences
        ],
        "sources": [_source_object(engine, source, speaker) for source in sentence.sources],
        "start": sentence.start,
        "end": sentence.end,
        "placeholders": [draft[slice(*span)] for span in sentence.placeholders],
        "filled": [
            {"draft": draft[slice(*each.draft)], "source": text[slice(*each.source)]} for each in sentence.filled
        ],
        "discontinued": discontinued_object(sentence.text, sentence.discontinued),
    }
    if speaker:
        own = own_last(sentence, speaker)
        shown["same_speaker_last"] = own and own.speech.date
    return shown


def own_last(sentence: CheckedSentence, speaker: str) -> Source | None:
    """The newest of the sentence's sources that is by `speaker`, a name or an office."""
    return next((source for source in sentence.sources if is_by(source.speech, speaker)), None)


def is_by(speech: Speech, speaker: str) -> bool:
    """Whether `speaker`, a name or an office, gave the speech."""
    return any(name is not None and is_held(speaker, name) for name in (speech.speaker, speech.office))


def _source_object(engine: EmbeddedEngine, source: Source, speaker: str | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        **_speech_object(source.speech),
        "start": source.start,
        "end": source.end,
        "text": engine.with_text(source.speech_no).text[source.start : source.end],
        "authoritative": engine.authoritative(source.speech_no),
        "also_in": [_speech_object(speech) for speech in source.also_in],
    }
    if speaker:
        shown["same_speaker"] = is_by(source.speech, speaker)
    return shown


def _speech_object(speech: Speech) -> dict[str, Any]:
    return {
        "speech_id": speech.speech_id,
        "title": speech.title,
        "speaker": speech.speaker,
        "date": speech.date,
        "source": speech.source,
    }

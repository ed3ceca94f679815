"""A draft compared with what was said (比对旧稿): each sentence with its verdict and sources at its side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus.messages import say as sentence_of
from retriever.export import Table, date_basis, date_in_words
from retriever.operations.check import Result, checked
from retriever.phrasing.check.sources import Part, Source
from retriever.phrasing.check.verdicts import VERDICTS, CheckedSentence
from retriever.phrasing.set_wordings import replacements
from ui.i18n import Strings
from ui.in_words import discontinued_sentences
from ui.page_request import PageRequest
from ui.pages.draft import LARGEST, SUFFIXES, Draft
from ui.pages.tables import Download, table_file


class DraftPiece(NamedTuple):
    """A stretch of a sentence of the draft: `kind` is "open" where something is to be filled in, "changed", or ""."""

    text: str
    kind: str


class Difference(NamedTuple):
    """A difference by its name: what the draft has and what the source has."""

    kind: str
    here: str
    there: str


class Sentence(NamedTuple):
    """One sentence of the draft and what was found of it.

    `wording` is that of the first source, "" where it is the same; `own` says when the speaker used it last, "" where
    that is not known. `parts` are what the sentence is put together from, each with its text.
    """

    found: CheckedSentence
    begins_paragraph: bool
    pieces: Sequence[DraftPiece]
    notes: Sequence[str]
    differences: Sequence[Difference]
    wording: str
    own: str
    parts: Sequence[tuple[Part, str]]


def form(draft: Draft | None = None) -> Mapping[str, object]:
    """The draft as it was sent, and what may be sent."""
    return {
        "text": draft.text if draft else "",
        "speaker": draft.speaker if draft else "",
        "suffixes": SUFFIXES,
        "largest": LARGEST // 1_000_000,
        "verdicts": VERDICTS,
    }


def results(request: PageRequest, draft: Draft) -> Mapping[str, object]:
    """The draft sentence by sentence, with what was found of each, and how many have which verdict."""
    result = checked(request.narrowed, draft.text, draft.speaker)
    found = result.checked
    held = Counter(sentence.verdict for sentence in found.sentences)
    return {
        "mark": marked(draft, request.words),
        "counts": [(verdict, held[verdict]) for verdict in VERDICTS if held[verdict]],
        "unfilled": found.unfilled,
        "sentences": [sentence(request, draft, result, place) for place in range(len(found.sentences))],
        "scope": found.scope,
    }


def marked(draft: Draft, words: Strings) -> str:
    """A sentence on the security mark of the draft, "" for none: who compares it must keep it from everybody else."""
    return sentence_of("draft_marked", words.language, mark=draft.mark) if draft.mark else ""


def sentence(request: PageRequest, draft: Draft, result: Result, place: int) -> Sentence:
    """The sentence at `place` of the draft with what was found of it."""
    sentences = result.checked.sentences
    one, own = sentences[place], result.own_last(sentences[place])
    before = sentences[place - 1].end if place else 0
    return Sentence(
        found=one,
        begins_paragraph=bool(place) and "\n" in draft.text[before : one.start],
        pieces=list(draft_pieces(draft.text, one)),
        notes=discontinued_sentences(one.text, one.discontinued, request.words),
        differences=list(differences(draft, one, request.words)),
        wording=wording_of_source(one) if one.verdict != "verbatim" else "",
        own=own_use(draft.speaker, own, request.words) if own else "",
        parts=[(part, draft.text[part.start : part.end]) for part in one.parts],
    )


def draft_pieces(text: str, one: CheckedSentence) -> Iterator[DraftPiece]:
    """The sentence as written in the draft, cut where something differs and where something is still open."""
    open_places = [(span, "open") for span in one.placeholders]
    changed = [(each.draft, "changed") for each in one.differences if each.draft.start < each.draft.end]
    done = one.start
    for (start, end), kind in sorted([*open_places, *changed]):
        if start < done:
            continue
        if start > done:
            yield DraftPiece(text[done:start], "")
        yield DraftPiece(text[start:end], kind)
        done = end
    yield DraftPiece(text[done : one.end], "")


def differences(draft: Draft, one: CheckedSentence, words: Strings) -> Iterator[Difference]:
    """Each difference by name, then what the first source has in places that the draft leaves open."""
    say, text = words.say, one.source_text
    for each in one.differences:
        yield Difference(say(f"difference.{each.kind}"), draft.text[slice(*each.draft)], text[slice(*each.source)])
    for filled in one.filled:
        yield Difference(say("check.open"), draft.text[slice(*filled.draft)], text[slice(*filled.source)])


def wording_of_source(one: CheckedSentence) -> str:
    """The wording as it stands in the first source, "" where there is none."""
    return one.sources[0].text if one.sources else ""


def own_use(speaker: str, own: Source, words: Strings) -> str:
    """That the same speaker has used the wording, and when last."""
    date = own.speech.date
    when = date_in_words(date, words.language) if date else words.say("passage.undated")
    return words.say("check.same_speaker", speaker=speaker, date=when)


def download(request: PageRequest, draft: Draft, suffix: str) -> Download:
    """The sentences with what was found as a table, whose last row says what verbatim does not mean."""
    say, found = request.words.say, checked(request.narrowed, draft.text).checked
    names = (
        *("sentence", "verdict", "discontinued", "open", "differences", "wording"),
        *("date", "date_basis", "title", "speaker", "source", "more"),
    )
    header = tuple(say(f"check_column.{name}") for name in names)
    rows = [tuple(_cells(request, draft, one)) for one in found.sentences]
    # What verbatim does not mean goes along with the table, which is read by people who never saw the page.
    notes = [note for note in (marked(draft, request.words), say("check.not_correct")) if note]
    below = tuple((note, *(None,) * (len(names) - 1)) for note in notes)
    return table_file(Table(say("nav.check"), header, (*rows, *below)), say("nav.check"), suffix)


def _cells(request: PageRequest, draft: Draft, one: CheckedSentence) -> Iterator[str | int | None]:
    yield one.text
    yield request.words.say(f"verdict.{one.verdict}") if one.verdict else None
    yield replacements(one.text, one.discontinued)
    yield "\n".join(draft.text[slice(*span)] for span in one.placeholders) or None
    if not one.sources:
        yield "\n".join(_part(draft, part, request.words) for part in one.parts) or None
        yield from (None,) * 7
        return
    first = one.sources[0]
    named = list(differences(draft, one, request.words))[
        : len(one.differences)
    ]  # open places have a column of their own
    yield "\n".join(_difference(each, request.words) for each in named) or None
    yield wording_of_source(one)
    yield from (first.speech.date_text, date_basis(first.speech, request.words.language), first.speech.title)
    yield from (first.speech.speaker or first.speech.office, first.speech.source)
    yield len(one.sources) - 1


def _part(draft: Draft, part: Part, words: Strings) -> str:
    """A part of a sentence that is put together, and its newest source."""
    speech = part.sources[0].speech
    stated = (speech.date_text or words.say("passage.undated"), speech.title, speech.source)
    return words.say("check.part", part=draft.text[part.start : part.end], source=" · ".join(stated))


def _difference(one: Difference, words: Strings) -> str:
    nothing = words.say("check.nothing")
    return words.say(
        "check.difference", kind=one.kind, here=one.here.strip() or nothing, there=one.there.strip() or nothing
    )

"""A draft compared, as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.messages import say as sentence_of
from retriever.export import Table, date_basis
from retriever.phrasing.check.check import CheckedSentence, check
from retriever.phrasing.check.difference_kinds import NamedDifference
from retriever.phrasing.check.joined import Part
from retriever.phrasing.standing import replacements
from ui.page_request import PageRequest
from ui.pages.draft import Draft
from ui.pages.tables import Download, table_file


def download(visit: PageRequest, draft: Draft, suffix: str) -> Download:
    """The sentences with what was found as a table, whose last row says what verbatim does not mean."""
    say, found = visit.words.say, check(visit.index, draft.text)
    names = (
        *("sentence", "verdict", "discontinued", "open", "differences", "wording"),
        *("date", "date_basis", "title", "speaker", "source", "more"),
    )
    header = tuple(say(f"check_column.{name}") for name in names)
    rows = [tuple(_cells(visit, draft, sentence)) for sentence in found.sentences]
    # What verbatim does not mean goes along with the table, which is read by people who never saw the page.
    notes = [say("check.not_correct")]
    if draft.mark:
        notes.insert(0, sentence_of("draft_marked", visit.words.language, mark=draft.mark))
    below = tuple((note, *(None,) * (len(names) - 1)) for note in notes)
    return table_file(Table(say("nav.check"), header, (*rows, *below)), say("nav.check"), suffix)


def _cells(visit: PageRequest, draft: Draft, sentence: CheckedSentence) -> Iterator[str | int | None]:
    say = visit.words.say
    yield sentence.text
    yield say(f"verdict.{sentence.verdict}")
    yield replacements(sentence.text, sentence.discontinued)
    yield "\n".join(draft.text[slice(*span)] for span in sentence.placeholders) or None
    if not sentence.sources:
        yield "\n".join(_from(visit, draft, part) for part in sentence.parts) or None
        yield from (None,) * 7
        return
    first = sentence.sources[0]
    text = visit.snapshot.with_text(first.speech_no).text
    yield "\n".join(_said(visit, draft, sentence.differences, text)) or None
    yield text[first.start : first.end]
    yield from (first.speech.date_text, date_basis(first.speech, visit.words.language), first.speech.title)
    yield from (first.speech.speaker or first.speech.office, first.speech.source)
    yield len(sentence.sources) - 1


def _from(visit: PageRequest, draft: Draft, part: Part) -> str:
    """A part of a sentence that is put together, and its newest source."""
    speech = part.sources[0].speech
    stated = (speech.date_text or visit.words.say("passage.undated"), speech.title, speech.source)
    return visit.words.say("check.part", part=draft.text[part.start : part.end], source=" · ".join(stated))


def _said(visit: PageRequest, draft: Draft, found: Sequence[NamedDifference], text: str) -> Iterator[str]:
    say = visit.words.say
    for each in found:
        here, there = draft.text[slice(*each.draft)], text[slice(*each.source)]
        yield say(
            "check.difference",
            kind=say(f"difference.{each.kind}"),
            here=here.strip() or say("check.nothing"),
            there=there.strip() or say("check.nothing"),
        )

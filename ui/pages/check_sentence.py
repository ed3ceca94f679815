"""One sentence of a draft and what was found of it: the differences by name, and every source, one click away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from corpus import Span
from retriever.export import date_in_words
from retriever.phrasing.check.check import CheckedSentence, IsOwn, own_last
from retriever.phrasing.check.difference_kinds import NamedDifference
from retriever.phrasing.check.sources import Source
from ui.markup import EMPTY, element, joined, shown
from ui.page_request import PageRequest
from ui.pages.draft import Draft
from ui.pages.parts import source
from ui.pages.speech import link

_SOURCES = 2  # of a sentence in sight; the others unfold


def marked_draft(text: str, sentence: CheckedSentence) -> Markup:
    """The sentence as written in the draft, what differs and what is still open marked."""
    open_places = [(span, "open") for span in sentence.placeholders]
    changed = [(each.draft, "changed") for each in sentence.differences if each.draft.start < each.draft.end]
    pieces: list[Markup] = []
    done = sentence.start
    for (start, end), kind in sorted([*open_places, *changed]):
        if start < done:
            continue
        pieces += [shown(text[done:start]), element("mark", text[start:end], class_=kind)]
        done = end
    return joined([*pieces, shown(text[done : sentence.end])])


def differences(visit: PageRequest, draft: Draft, sentence: CheckedSentence) -> Markup:
    """Each difference by name: what the draft has, what the source has; then what the source has in open places."""
    if not sentence.sources:
        return EMPTY
    text = visit.snapshot.with_text(sentence.sources[0].speech_no).text
    items = [difference(visit, draft, each, text) for each in sentence.differences]
    items += [
        named(visit, visit.words.say("check.open"), draft.text[slice(*each.draft)], text[slice(*each.source)])
        for each in sentence.filled
    ]
    return element("ul", joined(items), class_="differences") if items else EMPTY


def difference(visit: PageRequest, draft: Draft, one: NamedDifference, text: str) -> Markup:
    """One difference by its name."""
    return named(
        visit, visit.words.say(f"difference.{one.kind}"), draft.text[slice(*one.draft)], text[slice(*one.source)]
    )


def named(visit: PageRequest, kind: str, here: str, there: str) -> Markup:
    """What the draft and the source have in one place."""
    say = visit.words.say
    sides = [
        element(
            "span", say(f"check.{side}"), " ", element("q", text) if text.strip() else say("check.nothing"), class_=side
        )
        for side, text in (("here", here), ("there", there))
    ]
    return element("li", element("strong", kind), joined(sides))


def sources(visit: PageRequest, draft: Draft, sentence: CheckedSentence, is_own: IsOwn | None) -> Markup:
    """Where the wording stands: as it stands there if it differs, and every source, each of which opens."""
    if not sentence.sources:
        return EMPTY
    first = sentence.sources[0]
    text = visit.snapshot.with_text(first.speech_no).text[first.start : first.end]
    wording = (
        element("p", opener(visit, first, shown(text)), class_="wording-text")
        if sentence.verdict != "verbatim"
        else EMPTY
    )
    own = own_last(sentence, is_own) if is_own else None
    said = element("p", own_use(visit, draft.speaker, own), class_="own") if own else EMPTY
    return wording + listed(visit, sentence.sources, _SOURCES) + said


def parts(visit: PageRequest, draft: Draft, sentence: CheckedSentence) -> Markup:
    """What the sentence is put together from: each run of clauses with its sources."""
    items = joined(
        element(
            "li",
            element(
                "p", opener(visit, part.sources[0], shown(draft.text[part.start : part.end])), class_="wording-text"
            ),
            listed(visit, part.sources, 1),
        )
        for part in sentence.parts
    )
    return element("ol", items, class_="parts") if items else EMPTY


def listed(visit: PageRequest, found: Sequence[Source], in_sight: int) -> Markup:
    """The sources, each of which opens; those beyond `in_sight` unfold."""
    items = [element("li", source(each.speech, visit.words, partial(opener, visit, each))) for each in found]
    first = element("ul", joined(items[:in_sight]), class_="sources")
    if len(items) <= in_sight:
        return first
    rest = element("summary", visit.words.say("families.more_sources", count=len(items) - in_sight))
    return first + element("details", rest, element("ul", joined(items[in_sight:]), class_="sources"))


def own_use(visit: PageRequest, speaker: str, own: Source) -> str:
    """That the same speaker has used the wording, and when last."""
    date = own.speech.date
    when = date_in_words(date, visit.words.language) if date else visit.words.say("passage.undated")
    return visit.words.say("check.same_speaker", speaker=speaker, date=when)


def opener(visit: PageRequest, one: Source, said: Markup) -> Markup:
    """What opens a source at its place."""
    return link(visit, one.speech, Span(one.start, one.end), said, class_="opens")

"""A draft compared with what was said (比对旧稿): each sentence with its verdict and sources at its side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from corpus import Span
from corpus.messages import say as sentence_of
from retriever.export import Table, date_basis, date_in_words
from retriever.phrasing.check import VERDICTS, Checked, CheckedSentence, check, own_last
from retriever.phrasing.drafts.difference_kinds import NamedDifference
from retriever.phrasing.drafts.sources import Source
from retriever.phrasing.standing import replacements
from ui.families import discontinued_notes
from ui.markup import EMPTY, element, joined, shown
from ui.pages.draft import LARGEST, SUFFIXES, Draft
from ui.pages.frame import Visit
from ui.pages.parts import field, looked_through, source, submit
from ui.pages.speech import link
from ui.pages.tables import Download, table_file

_SOURCES = 2  # of a sentence in sight; the others unfold


def asking(visit: Visit, draft: Draft | None = None) -> Markup:
    """Where a draft is pasted or dropped, and who is to give it."""
    say = visit.words.say
    text = draft.text if draft else ""
    pasted = element(
        "label",
        element("span", say("check.text"), class_="unseen"),
        element(
            "textarea",
            "\n" if text.startswith("\n") else "",
            text,
            name="text",
            rows=9,
            placeholder=say("check.placeholder"),
        ),
        class_="pasted",
    )
    accepted = ",".join(SUFFIXES)
    picked = Markup('<input type="file" name="file" accept="{}">').format(accepted)
    choose = element(
        "label", picked, element("span", say("check.file"), class_="choose"), element("output"), class_="file"
    )
    speaker = field(
        visit, "speaker", say("check.speaker"), draft.speaker if draft else "", placeholder=say("check.speaker_hint")
    )
    return element(
        "form",
        element("div", pasted, class_="drop", data_drop=say("check.drop")),
        element("div", choose, speaker, submit(visit, say("check.send")), class_="line options"),
        element("p", say("check.kept", size=LARGEST // 1_000_000), class_="note small"),
        action=visit.address("check"),
        method="post",
        enctype="multipart/form-data",
        class_="asking",
        data_busy=say("check.busy"),
    )


def hint(visit: Visit) -> Markup:
    """What the verdicts mean, before anything was compared."""
    items = joined(
        element("div", element("dt", badge(visit, verdict)), element("dd", visit.words.say(f"check_meaning.{verdict}")))
        for verdict in VERDICTS
    )
    return element("dl", items, class_="meanings") + element("p", visit.words.say("check.not_correct"), class_="note")


def results(visit: Visit, draft: Draft) -> Markup:
    """The draft sentence by sentence, with what was found of each."""
    say, found = visit.words.say, check(visit.engine, draft.text)
    rows = joined(
        block
        for place, sentence in enumerate(found.sentences)
        for block in (paragraph_break(draft.text, found, place), row(visit, draft, sentence))
    )
    table = element(
        "table",
        element(
            "thead",
            element(
                "tr", element("th", say("check.draft"), scope="col"), element("th", say("check.found"), scope="col")
            ),
        ),
        element("tbody", rows),
        class_="checked",
    )
    return joined([marked(visit, draft), counts(visit, found), table, foot(visit, draft, found)])


def marked(visit: Visit, draft: Draft) -> Markup:
    """That the draft bears a security mark, if it does: whoever compares it must see to it that nobody else can."""
    if not draft.mark:
        return EMPTY
    said = sentence_of("draft_marked", visit.words.language, mark=draft.mark)
    return element("p", said, class_="refused", role="alert")


def counts(visit: Visit, found: Checked) -> Markup:
    """How many sentences have which verdict, what is still to be filled in, and what verbatim does not mean."""
    say, held = visit.words.say, Counter(sentence.verdict for sentence in found.sentences)
    items = joined(
        element("li", badge(visit, verdict), " ", str(held[verdict])) for verdict in VERDICTS if held[verdict]
    )
    lines = [element("ul", items, class_="verdicts", aria_label=say("check.counts"))]
    if found.unfilled:
        lines.append(element("p", say("check.unfilled", count=found.unfilled), class_="unfilled"))
    lines.append(element("p", say("check.not_correct"), class_="note"))
    return element("section", joined(lines), class_="summary", id="result", tabindex=-1)


def badge(visit: Visit, verdict: str) -> Markup:
    """A verdict in words with a sign of its own; none is green, for none says that a sentence is right."""
    return element("span", visit.words.say(f"verdict.{verdict}"), class_=f"verdict {verdict}")


def paragraph_break(text: str, found: Checked, place: int) -> Markup:
    """A wider gap in front of a sentence that begins a paragraph."""
    before = found.sentences[place - 1].end if place else 0
    between = text[before : found.sentences[place].start]
    return (
        element("tr", element("td", "", colspan=2), class_="gap", aria_hidden="true")
        if place and "\n" in between
        else EMPTY
    )


def row(visit: Visit, draft: Draft, sentence: CheckedSentence) -> Markup:
    """One sentence and what was found of it."""
    return element(
        "tr",
        element("td", marked_draft(draft.text, sentence), class_="said"),
        element(
            "td",
            badge(visit, sentence.verdict),
            discontinued_notes(sentence.text, sentence.discontinued, visit.words),
            differences(visit, draft, sentence),
            sources(visit, draft, sentence),
            class_="verdict-cell",
        ),
        class_=sentence.verdict,
    )


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


def differences(visit: Visit, draft: Draft, sentence: CheckedSentence) -> Markup:
    """Each difference by name: what the draft has, what the source has; then what the source has in open places."""
    if not sentence.sources:
        return EMPTY
    text = visit.engine.with_text(sentence.sources[0].speech_no).text
    items = [difference(visit, draft, each, text) for each in sentence.differences]
    items += [
        named(visit, visit.words.say("check.open"), draft.text[slice(*each.draft)], text[slice(*each.source)])
        for each in sentence.filled
    ]
    return element("ul", joined(items), class_="differences") if items else EMPTY


def difference(visit: Visit, draft: Draft, one: NamedDifference, text: str) -> Markup:
    """One difference by its name."""
    return named(
        visit, visit.words.say(f"difference.{one.kind}"), draft.text[slice(*one.draft)], text[slice(*one.source)]
    )


def named(visit: Visit, kind: str, here: str, there: str) -> Markup:
    """What the draft and the source have in one place."""
    say = visit.words.say
    sides = [
        element(
            "span", say(f"check.{side}"), " ", element("q", text) if text.strip() else say("check.nothing"), class_=side
        )
        for side, text in (("here", here), ("there", there))
    ]
    return element("li", element("strong", kind), joined(sides))


def sources(visit: Visit, draft: Draft, sentence: CheckedSentence) -> Markup:
    """Where the wording stands: as it stands there if it differs, and every source, each of which opens."""
    if not sentence.sources:
        return EMPTY
    first = sentence.sources[0]
    text = visit.engine.with_text(first.speech_no).text[first.start : first.end]
    wording = (
        element("p", opener(visit, first, shown(text)), class_="wording-text")
        if sentence.verdict != "verbatim"
        else EMPTY
    )
    items = [element("li", opener(visit, each, source(each.speech, visit.words))) for each in sentence.sources]
    listed = element("ul", joined(items[:_SOURCES]), class_="sources")
    if len(items) > _SOURCES:
        rest = element("summary", visit.words.say("families.more_sources", count=len(items) - _SOURCES))
        listed += element("details", rest, element("ul", joined(items[_SOURCES:]), class_="sources"))
    own = own_last(sentence, draft.speaker) if draft.speaker else None
    return wording + listed + (element("p", own_use(visit, draft.speaker, own), class_="own") if own else EMPTY)


def own_use(visit: Visit, speaker: str, own: Source) -> str:
    """That the same speaker has used the wording, and when last."""
    date = own.speech.date
    when = date_in_words(date, visit.words.language) if date else visit.words.say("passage.undated")
    return visit.words.say("check.same_speaker", speaker=speaker, date=when)


def opener(visit: Visit, one: Source, said: Markup) -> Markup:
    """What opens a source at its place."""
    return link(visit, one.speech, Span(one.start, one.end), said, class_="opens")


def foot(visit: Visit, draft: Draft, found: Checked) -> Markup:
    """What was looked through, and the way to a table; the draft goes along, for it is kept nowhere."""
    kept = joined(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
        for name, value in (("text", draft.text), ("speaker", draft.speaker))
    )
    save = Markup('<button type="submit" class="plain">{}</button>').format(visit.words.say("download.xlsx"))
    sent = element(
        "form", kept, save, action=visit.address("check", ".xlsx"), method="post", enctype="multipart/form-data"
    )
    return element("footer", looked_through(found.scope, visit.words), sent, class_="foot")


def download(visit: Visit, draft: Draft, suffix: str) -> Download:
    """The sentences with what was found as a table, whose last row says what verbatim does not mean."""
    say, found = visit.words.say, check(visit.engine, draft.text)
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


def _cells(visit: Visit, draft: Draft, sentence: CheckedSentence) -> Iterator[str | int | None]:
    say = visit.words.say
    yield sentence.text
    yield say(f"verdict.{sentence.verdict}")
    yield replacements(sentence.text, sentence.discontinued)
    yield "\n".join(draft.text[slice(*span)] for span in sentence.placeholders) or None
    if not sentence.sources:
        yield from (None,) * 8
        return
    first = sentence.sources[0]
    text = visit.engine.with_text(first.speech_no).text
    yield "\n".join(_said(visit, draft, sentence.differences, text)) or None
    yield text[first.start : first.end]
    yield from (first.speech.date, date_basis(first.speech, visit.words.language), first.speech.title)
    yield from (first.speech.speaker or first.speech.office, first.speech.source)
    yield len(sentence.sources) - 1


def _said(visit: Visit, draft: Draft, found: Sequence[NamedDifference], text: str) -> Iterator[str]:
    say = visit.words.say
    for each in found:
        here, there = draft.text[slice(*each.draft)], text[slice(*each.source)]
        yield say(
            "check.difference",
            kind=say(f"difference.{each.kind}"),
            here=here.strip() or say("check.nothing"),
            there=there.strip() or say("check.nothing"),
        )

"""A draft compared with what was said (比对旧稿): each sentence with its verdict and sources at its side."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from corpus.messages import say as sentence_of
from retriever.phrasing.check.check import (
    VERDICTS,
    Checked,
    CheckedSentence,
    IsOwn,
    check,
    given_by,
)
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest
from ui.pages.check_sentence import differences, marked_draft, parts, sources
from ui.pages.draft import LARGEST, SUFFIXES, Draft
from ui.pages.family_cards import discontinued_notes
from ui.pages.parts import field, looked_through, submit


def asking(visit: PageRequest, draft: Draft | None = None) -> Markup:
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


def hint(visit: PageRequest) -> Markup:
    """What the verdicts mean, before anything was compared."""
    items = joined(
        element("div", element("dt", badge(visit, verdict)), element("dd", visit.words.say(f"check_meaning.{verdict}")))
        for verdict in VERDICTS
    )
    return element("dl", items, class_="meanings") + element("p", visit.words.say("check.not_correct"), class_="note")


def results(visit: PageRequest, draft: Draft) -> Markup:
    """The draft sentence by sentence, with what was found of each."""
    say, found = visit.words.say, check(visit.index, draft.text)
    is_own = given_by(visit.snapshot, draft.speaker) if draft.speaker else None
    rows = joined(
        block
        for place, sentence in enumerate(found.sentences)
        for block in (paragraph_break(draft.text, found, place), row(visit, draft, sentence, is_own))
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


def marked(visit: PageRequest, draft: Draft) -> Markup:
    """That the draft bears a security mark, if it does: whoever compares it must see to it that nobody else can."""
    if not draft.mark:
        return EMPTY
    said = sentence_of("draft_marked", visit.words.language, mark=draft.mark)
    return element("p", said, class_="refused", role="alert")


def counts(visit: PageRequest, found: Checked) -> Markup:
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


def badge(visit: PageRequest, verdict: str) -> Markup:
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


def row(visit: PageRequest, draft: Draft, sentence: CheckedSentence, is_own: IsOwn | None) -> Markup:
    """One sentence and what was found of it."""
    return element(
        "tr",
        element("td", marked_draft(draft.text, sentence), class_="said"),
        element(
            "td",
            badge(visit, sentence.verdict),
            discontinued_notes(sentence.text, sentence.discontinued, visit.words),
            differences(visit, draft, sentence),
            sources(visit, draft, sentence, is_own),
            parts(visit, draft, sentence),
            class_="verdict-cell",
        ),
        class_=sentence.verdict,
    )


def foot(visit: PageRequest, draft: Draft, found: Checked) -> Markup:
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

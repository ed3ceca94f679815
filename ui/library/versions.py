"""Versions of one speech, proposed by likeness and settled by a person: yes, no, and which of them counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from markupsafe import Markup

from corpus import SpeechFacts
from indexer.library.listing import Row
from indexer.library.proposals import proposals
from indexer.versions import find_versions, settled_pairs
from retriever.export import date_in_words
from ui.library.controls import acting, entry, hidden, submit
from ui.library.desk import Desk
from ui.markup import EMPTY, element, joined
from ui.pages.speech import link

AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Group:
    """Texts, the one that counts first. `verdict` is what a person said: together, apart; or else nearly the same under
    other titles (copies), or what the program takes for versions (alike).
    """

    members: tuple[SpeechFacts, ...]
    verdict: str

    @property
    def is_settled(self) -> bool:
        """Whether a person said what it is."""
        return self.verdict in ("together", "apart")


def proposed(desk: Desk) -> list[Group]:
    """The groups that wait for a person, those that are taken for versions first."""
    found = (Group(each.members, "alike" if each.counts_once else "copies") for each in proposals(desk.engine))
    return list(_there(desk, found))


def settled(desk: Desk) -> list[Group]:
    """What people decided: first what is one speech, then what is not, the latest decision first."""
    speeches, decisions = desk.engine.speeches(), desk.log.decisions
    together = {members: None for members in find_versions(speeches, {}, decisions).groups.values()}
    found = [Group(tuple(speeches[number] for number in members), "together") for members in together]
    numbers = {speech.speech_id: number for number, speech in speeches.items()}
    pairs = settled_pairs(speeches, decisions)
    apart: dict[tuple[int, ...], None] = {}
    for decision in reversed(decisions):
        members = tuple(sorted(numbers[each] for each in decision.members if each in numbers))
        among = list(combinations(members, 2))
        if decision.verdict == "apart" and among and all(pairs.get(pair) is False for pair in among):
            apart[members] = None
    found += [Group(tuple(speeches[number] for number in members), "apart") for members in apart]
    return list(_there(desk, found))


def view(desk: Desk) -> Markup:
    """All groups."""
    waiting, done = proposed(desk), settled(desk)
    if not waiting and not done:
        return element("p", desk.say("no_versions"), class_="hint")
    rows = {row.speech.speech_id: row for row in desk.rows}
    shown = max(AT_ONCE, desk.visit.number("shown"))
    sections = [element("p", desk.say("versions_about"), class_="note")]
    for key, groups in (("versions_open", waiting), ("versions_done", done)):
        if groups:
            sections.append(element("h2", desk.say(key, count=len(groups))))
            sections += [card(desk, group, rows) for group in groups[:shown]]
    rest = max(len(waiting), len(done)) - shown
    if rest > 0:
        said = desk.visit.words.say("list.more", count=min(rest, AT_ONCE))
        sections.append(element("p", element("a", said, href=desk.visit.here(shown=shown + AT_ONCE), class_="more")))
    return joined(sections)


def card(desk: Desk, group: Group, rows: Mapping[str, Row]) -> Markup:
    """One group with what can be said of it."""
    items = joined(_member(desk, rows[each.speech_id], group, place) for place, each in enumerate(group.members))
    listed = element("ul", items, class_="members")
    body = [element("p", desk.say(_said(desk, group, rows)), class_="said")]
    body += _answers(desk, group, listed) if desk.may_change else [listed]
    return element(
        "section",
        *body,
        class_="versions-card" if group.is_settled else "versions-card open",
        aria_label=desk.say("versions_of", title=group.members[0].title),
        id=group.members[0].speech_id,
    )


def _said(desk: Desk, group: Group, rows: Mapping[str, Row]) -> str:
    """What is said of the group: of proposals, whether the texts are the very same but for their spacing."""
    if group.is_settled or not _is_one_text(desk, [rows[each.speech_id] for each in group.members]):
        return f"said_{group.verdict}"
    return f"said_{group.verdict}_identical"


def _is_one_text(desk: Desk, rows: Sequence[Row]) -> bool:
    numbers = [desk.engine.number_of(row.speech.speech_id) for row in rows]
    texts = (desk.engine.with_text(number).text for number in numbers if number is not None)
    return len({"".join(text.split()) for text in texts}) == 1


def _answers(desk: Desk, group: Group, listed: Markup) -> list[Markup]:
    """The group with its buttons: yes with the text that counts, no, or to think again about what was said."""
    ids = joined(hidden("id", each.speech_id) for each in group.members)
    said = {"together": ("together", "open"), "apart": ("open",)}.get(group.verdict, ("together", "apart"))
    words = {
        "together": desk.say("this_counts" if group.is_settled else "same_speech"),
        "apart": desk.say("not_same"),
        "open": desk.say("ask_again"),
    }
    buttons = joined(
        submit(
            words[verdict],
            name="verdict",
            value=verdict,
            class_="send" if verdict == "together" and not group.is_settled else "plain",
        )
        for verdict in said
    )
    return [acting(desk, "versions", ids, listed, element("div", buttons, class_="answer"), class_="choosing")]


def _member(desk: Desk, row: Row, group: Group, place: int) -> Markup:
    speech = row.speech
    date = date_in_words(speech.date, desk.visit.words.language) if speech.date else desk.say("undated_short")
    state = [desk.value_in_words("state", speech.state)] if speech.state else []
    told = element(
        "p",
        joined(element("span", each) for each in (date, *state, desk.say("length", count=row.characters))),
        element("span", desk.file_in_words(speech.root, speech.path), class_="file"),
        class_="about",
    )
    counts = _counts(desk, row, group, place)
    return element("li", element("div", link(desk.visit, speech, None, speech.title, class_="title"), told), counts)


def _counts(desk: Desk, row: Row, group: Group, place: int) -> Markup:
    """Whether a text is the one that counts, to be chosen by who may."""
    words = element("span", desk.say("counts_short"))
    if group.verdict == "apart":
        return EMPTY
    if not desk.may_change:
        is_front = place == 0 and group.verdict != "copies"
        return element("span", words, class_="front") if is_front else EMPTY
    box = entry(
        type="radio",
        name="front",
        value=row.speech.speech_id,
        checked="" if place == 0 else None,
        aria_label=desk.say("counts", title=row.speech.title),
    )
    return element("label", box, words, class_="front")


def _there(desk: Desk, groups: Iterable[Group]) -> Iterable[Group]:
    """The groups without texts that were removed."""
    for group in groups:
        members: Sequence[SpeechFacts] = [each for each in group.members if not desk.log.is_out(each.root, each.path)]
        if len(members) > 1:
            yield Group(tuple(members), group.verdict)

"""The strip that says what the rebuild in the background is doing, and what the last one did."""

from __future__ import annotations

from markupsafe import Markup

from corpus import say
from indexer.jobs import Done, JobState
from ui.library.controls import one_click
from ui.library.desk import Desk
from ui.markup import EMPTY, element, joined


def strip(desk: Desk) -> Markup:
    """What is going on. library.js asks for it again as long as something is."""
    job = desk.job
    body = {"running": _running, "failed": _failed, "idle": _idle}[job.kind](desk, job)
    return element(
        "div", body, id="rebuild", class_=f"rebuild {job.kind}", data_kind=job.kind, role="status", aria_live="polite"
    )


def _running(desk: Desk, job: JobState) -> Markup:
    stage = job.stage or "start"
    said = desk.visit.words.say(f"library_stage.{stage}", done=job.done, total=job.total)
    bar = EMPTY
    if job.total:
        bar = element("progress", value=job.done, max=job.total, aria_label=said)
    return element("p", said) + bar + element("p", desk.say("meanwhile"), class_="small")


def _failed(desk: Desk, job: JobState) -> Markup:
    why = (job.failure or {}).get(desk.visit.words.language, "")
    again = one_click(desk, "rebuild", desk.say("again"), (), class_="plain") if desk.may_change else EMPTY
    return element("p", desk.say("failed"), " ", why, class_="why") + again


def _idle(desk: Desk, job: JobState) -> Markup:
    look = one_click(desk, "rebuild", desk.say("look_again"), (), class_="plain", title=desk.say("look_again_hint"))
    return joined([*_last(desk, job.last), look if desk.may_change else EMPTY])


def _last(desk: Desk, last: Done | None) -> list[Markup]:
    if last is None:
        return []
    language = desk.visit.words.language
    said = [desk.say("done", changed=last.changed, removed=last.removed)]
    if last.purged:
        said.append(say("purged", language, count=last.purged))
    if last.to_purge:
        said.append(say("to_purge", language, count=last.to_purge))
    if last.away:
        said.append(say("rebuild_away", language, folders=", ".join(last.away)))
    return [element("p", desk.say("sentence_join").join(said))]

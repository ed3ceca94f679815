"""Files: uploaded ones, what waits, what could not be read and why, what bears a security mark, what was removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from markupsafe import Markup

from corpus import FileReport, SpeechFacts, say
from corpus.metadata.stated import normal_name
from corpus.readers import READERS
from corpus.readers.common import MAX_BYTES
from indexer.layout import UPLOADS
from indexer.library.lists import InTrash, marked, not_read, pending, reasons, trash, with_remarks
from indexer.library.uploads import import_reports
from ui.library.controls import entry, one_click, restricted
from ui.library.desk import Desk
from ui.markup import EMPTY, element, joined
from ui.pages.speech import link


def dropping(desk: Desk) -> Markup:
    """Where files are dropped or chosen; library.js sends them and lists how far each is."""
    limit = MAX_BYTES // 1024 // 1024
    accepted = ",".join(sorted(suffix for reader in READERS for suffix in reader.suffixes))
    picked = entry(type="file", multiple="", accept=accepted, data_files="", aria_label=desk.say("choose_files"))
    choose = element("label", picked, element("span", desk.say("choose_files"), class_="choose"), class_="pick")
    return element(
        "section",
        element("p", desk.say("drop_here"), choose, class_="where"),
        element("p", desk.say("drop_note", size=limit), class_="note small"),
        element("output", "", class_="sum"),
        element("ul", "", class_="sending", aria_live="polite"),
        class_="dropping",
        data_upload=desk.visit.address("library/upload"),
        data_waiting=desk.say("sending_waits"),
        data_sending=desk.say("sending"),
        data_reading=desk.say("sending_reads"),
        data_sum=desk.say("sending_sum", done="{done}", total="{total}", taken="{taken}", refused="{refused}"),
        data_failed=desk.say("sending_failed"),
        data_largest=MAX_BYTES,
        data_too_large=say("upload_too_large", desk.visit.words.language, name="{name}", limit=limit),
        aria_label=desk.say("upload_label"),
    )


def uploads(desk: Desk) -> Markup:
    """What was uploaded, newest first, with how the reading of each went."""
    names = uploaded(desk)
    reports = import_reports(desk.engine)
    known = {normal_name(name): report for name, report in reports.items()}
    of_files = _speeches_of(desk, UPLOADS)
    items = joined(
        element(
            "li",
            element("p", name, class_="file"),
            import_report(desk, known.get(normal_name(name)), of_files.get(normal_name(name), [])),
            restricted(desk, _removal(desk, name)),
        )
        for name in names
    )
    listed = element("ul", items, class_="files") if names else element("p", desk.say("no_uploads"), class_="hint")
    return restricted(desk, dropping(desk)) + listed


def uploaded(desk: Desk) -> list[str]:
    """The names of the uploaded files, newest first, without those that were removed."""
    folder = desk.layout.uploads
    if not folder.is_dir():
        return []
    there = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    there.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
    return [path.name for path in there if not desk.log.is_out(UPLOADS, path.name)]


def import_report(desk: Desk, report: FileReport | None, speeches: Iterable[SpeechFacts]) -> Markup:
    """How the reading of one file went: what was taken in, or why nothing was, and what to do."""
    if report is None:
        return element("p", desk.say("not_yet"), class_="state waiting")
    said = _reasons(desk, report)
    if report.status != "read":
        return joined(element("p", sentence, class_="state refused-file") for sentence in said)
    taken = desk.say("taken_in", count=report.speeches, characters=desk.say("length", count=report.characters))
    opened = joined(element("li", link(desk.visit, speech, None, speech.title)) for speech in speeches)
    warnings = joined(element("li", sentence, class_="warning") for sentence in said)
    return element("p", taken, class_="state taken") + element("ul", opened, warnings)


def waiting_uploads(desk: Desk) -> list[str]:
    """The uploaded files that no rebuild has looked at yet."""
    known = {normal_name(name) for name in import_reports(desk.engine)}
    return [name for name in uploaded(desk) if normal_name(name) not in known]


def waits(desk: Desk) -> list[tuple[str, str]]:
    """What waits for an update, each with a sentence: uploaded files, speeches not wholly embedded, and, all together,
    what was stated or taken back.
    """
    found = [(name, desk.say("not_yet")) for name in waiting_uploads(desk)]
    half_ready = (each.speech for each in pending(desk.engine))
    found += [
        (speech.title, desk.say("half_ready")) for speech in half_ready if not desk.log.is_out(speech.root, speech.path)
    ]
    stated = sum(row.waiting for row in desk.rows)
    return [*found, (desk.say("speeches", count=stated), desk.say("stated_waits"))] if stated else found


def troubles(desk: Desk) -> Markup:
    """What waits, and what could not be read, each with its reason and what to do."""
    waiting = waits(desk)
    unread, partly = desk.there(not_read(desk.engine)), desk.there(with_remarks(desk.engine))
    shown = _section(desk.say("pending", count=len(waiting)), [_entry(*each) for each in waiting])
    shown += _section(desk.say("unread", count=len(unread)), [_reported(desk, report) for report in unread])
    if unread:
        shown.append(element("p", desk.say("unread_then"), class_="note"))
    shown += _section(desk.say("partly", count=len(partly)), [_reported(desk, report) for report in partly])
    return joined(shown) if shown else element("p", desk.say("no_troubles"), class_="hint")


def _section(heading: str, items: Sequence[Markup]) -> list[Markup]:
    return [element("h2", heading), element("ul", joined(items), class_="files")] if items else []


def _entry(name: str, *sentences: str) -> Markup:
    told = joined(element("p", sentence, class_="state") for sentence in sentences)
    return element("li", element("p", name, class_="file"), told)


def _reported(desk: Desk, report: FileReport) -> Markup:
    return _entry(desk.file_in_words(report.root, report.path), *_reasons(desk, report))


def _reasons(desk: Desk, report: FileReport) -> tuple[str, ...]:
    """What is to be known of how a file was read; people know it by its name, not by where it lies on the disk."""
    by_name = [
        replace(each, particulars={**each.particulars, "path": PurePath(report.path).name}) for each in report.warnings
    ]
    return reasons(replace(report, warnings=tuple(by_name)), desk.visit.words.language)


def marked_files(desk: Desk) -> Markup:
    """The files that bear a security mark. From elsewhere only their number is shown: a name may say too much."""
    found = desk.there(marked(desk.engine))
    if not found:
        return element("p", desk.say("no_marked"), class_="hint")
    if not desk.may_change:
        return element("p", desk.say("marked_elsewhere", count=len(found)), class_="hint")
    items = joined(_marked(desk, report) for report in found)
    about = element("p", desk.say("marked_about"), class_="note")
    return about + element("ul", items, class_="files")


def _marked(desk: Desk, report: FileReport) -> Markup:
    """A file with a security mark; one that was uploaded, when that was allowed, can be removed here."""
    said = desk.say("marked_in" if report.status == "read" else "marked_out", mark=report.mark)
    return element(
        "li",
        element("p", desk.file_in_words(report.root, report.path), class_="file"),
        element("p", said, class_="state"),
        _removal(desk, report.path) if report.root == UPLOADS else EMPTY,
    )


def removed_files(desk: Desk) -> Markup:
    """What was removed, last first, with the way back and the way out for good."""
    if not desk.may_change:
        return element("p", desk.say("removed_elsewhere"), class_="hint")
    found, going = trash(desk.engine), len(desk.log.purging)
    said = "purging" if desk.job.kind == "running" else "not_purged"
    leaving = element("p", desk.say(said, count=going), class_="note") if going else EMPTY
    if not found:
        return leaving or element("p", desk.say("no_removed"), class_="hint")
    note = element("p", desk.say("removed_about"), class_="note")
    return note + leaving + element("ul", joined(_removed(desk, each) for each in found), class_="files")


def _removed(desk: Desk, one: InTrash) -> Markup:
    values = (("root", one.root), ("path", one.path))
    back = one_click(desk, "restore", desk.say("restore"), values, class_="send")
    sure = _purge_sure(desk, one.root, one.path)
    for_good = one_click(desk, "purge", desk.say("purge"), values, class_="plain", data_sure=sure)
    return element(
        "li",
        element("p", desk.say("title_join").join(one.titles) or one.path, class_="title"),
        element("p", desk.file_in_words(one.root, one.path), class_="file"),
        element("div", back, for_good, class_="answer"),
    )


def _purge_sure(desk: Desk, root: str, path: str) -> str:
    """What goes and what stays when a file is deleted for good."""
    if root == UPLOADS:
        return desk.say("purge_upload_sure", file=path)
    folder = desk.engine.roots().get(root) or desk.log.roots.get(root) or Path(root)
    place = folder if folder.is_file() else folder / path
    return desk.say("purge_sure", file=path, place=place)


def _removal(desk: Desk, name: str) -> Markup:
    if normal_name(name) not in {normal_name(known) for known in import_reports(desk.engine)}:
        return EMPTY
    said = desk.say("remove_title", title=name)
    values = (("root", UPLOADS), ("path", name))
    return one_click(desk, "remove", desk.say("remove"), values, class_="plain", aria_label=said)


def _speeches_of(desk: Desk, root: str) -> dict[str, list[SpeechFacts]]:
    found: dict[str, list[SpeechFacts]] = {}
    for row in desk.rows:
        if row.speech.root == root:
            found.setdefault(normal_name(row.speech.path), []).append(row.speech)
    return found

"""Files that take too long, too much memory, or break what reads them cost one file each, and are tried once."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from corpus import reading
from corpus.cancelling import cancelled_by
from corpus.errors import ChildError, ReadError
from corpus.messages import say
from corpus.readers import ReadWarning, Record, reader_for
from corpus.readers.protocol import ReadFile
from corpus.reading import Children, Limits, in_order
from tests.corpus.folders import FILES, put
from tests.corpus.poison import write_words_pdf

WIDE = Limits(processor_seconds=600, seconds=600, megabytes=4096)
SHORT = replace(WIDE, processor_seconds=1)
MINUTE = replace(WIDE, processor_seconds=60)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="only seconds in all are limited there")


@pytest.fixture(scope="module")
def bomb(tmp_path_factory) -> Path:
    """A PDF of less than 100 kB: minutes of computing, and a gigabyte."""
    path = write_words_pdf(tmp_path_factory.mktemp("bomb") / "bomb.pdf", 1_000_000)
    assert path.stat().st_size < 100_000
    return path


def refused(children: Children, path: Path, limits: Limits) -> ReadError:
    with pytest.raises(ReadError) as caught:
        children.read(path, limits)
    for language in ("zh", "en"):
        assert str(path) in say(caught.value.code, language, **caught.value.particulars)
    return caught.value


def test_a_child_gives_what_the_reader_gives():
    with Children(1) as children:
        for path in sorted(path for path in FILES.iterdir() if reader_for(path)):
            try:
                expected: object = reader_for(path).read(path)
            except ReadError as error:
                assert refused(children, path, WIDE).message("zh") == error.message("zh")
            else:
                assert children.read(path, WIDE) == expected


def test_all_that_a_reader_can_say_comes_back_the_same():
    record = Record("讲话\n😀\u2028", "题", "id", {"speaker": "张三", "密级": "内部"})
    full = ReadFile("text", 3, (record, record), "utf-8", 0.5, (ReadWarning("warn", {"count": 2, "key": "键"}),))
    assert reading._read_file(json.loads(json.dumps(asdict(full)))) == full


def test_computing_without_end_costs_one_file(bomb, folder):
    sound = put(folder, "甲.txt")
    with Children(1) as children:
        error = refused(children, bomb, SHORT)
        assert (error.code, error.particulars["seconds"]) == ("file_too_slow", 1)
        assert children.read(sound, SHORT).records


def test_memory_without_end_costs_one_file(bomb, folder):
    sound = put(folder, "甲.txt")
    with Children(1) as children:
        assert refused(children, bomb, replace(WIDE, megabytes=300)).code in {"file_needs_memory", "reader_crashed"}
        assert children.read(sound, WIDE).records


def test_waiting_without_end_is_cut_off_and_not_held_against_the_file(bomb):
    with Children(1) as children:
        assert refused(children, bomb, replace(WIDE, seconds=1)).code == "reading_stopped"
        assert refused(children, bomb, SHORT).code == "file_too_slow"


def test_a_scan_has_the_time_of_one_whatever_it_is_called(folder, monkeypatch):
    monkeypatch.setattr(reading.ocr, "is_installed", lambda: True)
    scan = put(folder, "讲话.doc", (FILES / "scan.pdf").read_bytes())
    assert (reading.limits_of(scan), reading.limits_of(FILES / "office.doc")) == (reading.SCAN, reading.FILE)


def test_a_file_is_tried_once_whatever_it_is_called(bomb, folder):
    copy = put(folder, "副本.pdf", bomb.read_bytes())
    with Children(1) as children:
        first = refused(children, bomb, SHORT)
        # Without its limits it would take minutes: it is not read again.
        again = refused(children, copy, WIDE)
    assert (again.code, again.particulars["path"]) == ("file_too_slow", str(copy))
    with Children(1) as other:
        other.remember([ReadWarning(first.code, first.particulars)])
        assert refused(other, copy, WIDE).code == "file_too_slow"


def test_a_file_is_tried_again_when_it_or_its_reader_changes(folder):
    path = put(folder, "甲.txt")
    reader = reader_for(path)
    with Children(1) as children:
        name, version, digest = reading._tried(path, reader).split()
        for other in (f"{name} {int(version) - 1} {digest}", f"{name} {version} 00"):
            children.remember([ReadWarning("file_too_slow", {"path": str(path), "seconds": 1, "tried": other})])
            assert children.read(path, WIDE).records


def test_many_threads_share_few_children(folder):
    paths = [put(folder, f"{n}.txt", f"第{n}篇讲话。\n") for n in range(40)]
    with Children(2) as children, ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda path: children.read(path, WIDE), paths))
        assert [file.records[0].text for file in read] == [f"第{n}篇讲话。\n" for n in range(40)]


def test_several_pdfs_at_a_time(folder):
    with Children(2) as children, ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda _: children.read(FILES / "meeting.pdf", WIDE), range(40)))
    assert all(file == read[0] for file in read)


def test_closing_stops_what_is_being_read(bomb):
    children = Children(1)
    codes = []
    thread = threading.Thread(target=lambda: codes.append(refused(children, bomb, WIDE).code))
    thread.start()
    while not children._busy:
        time.sleep(0.01)
    children.close()
    thread.join()
    assert codes == ["reading_stopped"]


@pytest.mark.parametrize("waits_for_a_turn", [False, True])
def test_a_child_ends_when_nobody_waits_for_the_file(bomb, waits_for_a_turn):
    class GoneError(Exception):
        pass

    gone, ended = threading.Event(), []

    def check():
        if gone.is_set():
            raise GoneError

    def read():
        with cancelled_by(check), pytest.raises(GoneError):
            children.read(bomb, WIDE)
        ended.append(True)

    with Children(1) as children:
        if waits_for_a_turn:
            children._turns.acquire()
        thread = threading.Thread(target=read)
        thread.start()
        while not waits_for_a_turn and not children._busy:
            time.sleep(0.01)
        pids = [child._process.pid for child in children._busy]
        gone.set()
        thread.join()
        assert ended
        while any(map(alive, pids)):  # a killed process takes a moment to be gone
            time.sleep(0.01)
        if waits_for_a_turn:
            children._turns.release()
        assert children.read(FILES / "meeting.pdf", WIDE).records


def test_children_end_with_the_program(bomb):
    """Also in the midst of a file, when the program is killed and can tell nobody."""
    code = (
        "import sys, threading, time; from pathlib import Path; from corpus import reading as r\n"
        "children = r.Children(1)\n"
        "limits = r.Limits(600, 600, 4096)\n"
        "threading.Thread(target=children.read, args=(Path(sys.argv[1]), limits)).start()\n"
        "while not children._busy: time.sleep(0.01)\n"
        "print([*children._busy][0]._process.pid, flush=True)\n"
    )
    program = subprocess.Popen([sys.executable, "-c", code, bomb], stdout=subprocess.PIPE, text=True)
    with program:
        child = int(program.stdout.readline())
        program.kill()
    while alive(child):
        time.sleep(0.05)


def alive(process: int) -> bool:
    """Whether any thread of the process still runs: one that has ended may be a zombie while others hold its files."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return True
    threads = len(list(Path(f"/proc/{process}/task").iterdir()))
    return threads > 1 or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_child_that_died_while_it_was_idle_is_replaced(folder):
    path = put(folder, "甲.txt")
    with Children(1) as children:
        children.read(path, WIDE)
        (child,) = children._idle
        os.kill(child._process.pid, signal.SIGKILL)
        child._process.wait()
        assert children.read(path, WIDE).records


def test_a_child_that_cannot_be_started_is_no_fault_of_the_file(folder, monkeypatch):
    path = put(folder, "甲.txt")
    monkeypatch.setattr(reading, "_COMMAND", (sys.executable, "-c", "raise SystemExit('no such module')"))
    with Children(1) as children, pytest.raises(ChildError, match="no such module"):
        children.read(path, WIDE)


def test_what_a_library_prints_is_no_answer(folder, monkeypatch):
    code = (
        "import os, corpus.reading_child as child\n"
        "read = child.reader_for\n"
        "child.reader_for = lambda path: (print('printed'), os.write(1, b'written'), read(path))[2]\n"
        "child.main()"
    )
    monkeypatch.setattr(reading, "_COMMAND", (sys.executable, "-c", code))
    with Children(1) as children:
        assert children.read(put(folder, "甲.txt"), WIDE).records


def test_an_unforeseen_failure_is_named(folder, monkeypatch):
    path = put(folder, "甲.txt")
    code = "import corpus.reading_child as child\nchild.asdict = lambda read: [][3]\nchild.main()"
    monkeypatch.setattr(reading, "_COMMAND", (sys.executable, "-c", code))
    with Children(1) as children:
        error = refused(children, path, WIDE)
    assert (error.code, error.particulars["reason"]) == ("reader_failed", "IndexError: list index out of range")


def test_results_come_in_order_and_only_a_few_ahead():
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        time.sleep(0.01 * (number % 3))
        return number

    results = in_order(work, range(100))
    assert next(results) == 0
    assert max(begun) <= 2 * reading.AT_ONCE + 1
    assert list(results) == list(range(1, 100))


# what once hung or killed a build


def test_front_matter_that_merges_itself_is_read(folder):
    merges = "".join(f"\na{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]" for n in range(1, 27))
    path = put(folder, "a.md", f"---\ntitle: 防汛\na0: &a0 {{k: v}}{merges}\n---\n\n正文一句。\n")
    assert path.stat().st_size < 1000
    with Children(1) as children:
        (record,) = children.read(path, MINUTE).records
    assert record.text == "正文一句。"


def test_a_list_of_many_items_is_read(folder):
    path = put(folder, "a.html", "<ol>" + "<li>项" * 7000 + "</ol>")
    with Children(1) as children:
        (record,) = children.read(path, MINUTE).records
    assert record.text.endswith("\n7000. 项")


def test_a_document_of_nothing_but_empty_paragraphs_costs_one_file(folder):
    path, sound = folder / "a.docx", put(folder, "甲.txt")
    with zipfile.ZipFile(FILES / "meeting.docx") as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"</w:body>", b"<w:p/>" * 10_000_000 + b"</w:body>")
            bomb.writestr(name, content)
    assert path.stat().st_size < 200_000
    with Children(1) as children:
        refused(children, path, replace(MINUTE, megabytes=400))
        assert children.read(sound, WIDE).records


def test_text_of_very_many_lines_on_one_page_is_read(folder):
    path = write_words_pdf(folder / "a.pdf", 10_000)
    with Children(1) as children:
        (record,) = children.read(path, MINUTE).records
    assert record.text.count("Hello world") == 10_000

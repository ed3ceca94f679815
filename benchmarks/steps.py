"""The time of the first view and of every step in a browser, of this program and of an older one beside it.

    python -m benchmarks.steps INDEX CORPUS [--before FOLDER]

INDEX is one of CORPUS; each program serves a copy of its own, which it brings up to date first. FOLDER has the older
program, in a work tree of git for one (`git worktree add FOLDER COMMIT`); both run with this Python. A step is timed
from the click, the key or the address to what it leads to; twice, since the first one reads what the next one finds
read. Needs Chromium and the packages of requirements-dev.txt.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from benchmarks.served import BUILT, PROJECT

PHRASE = "高质量发展"
QUESTIONS = ("高质量发展是怎么讲的", "安全生产的责任怎么落实")
DRAFT = "各位代表：\n\n要坚持稳中求进，推动高质量发展，把安全生产责任落到实处。\n" * 10
_PAGE_IS_THERE = "document.readyState === 'complete' && !document.querySelector('meta[http-equiv=refresh]')"
_BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_PATIENCE = 240.0  # seconds

Times = Mapping[str, Sequence[float]]
"""The seconds of each step: the first time, and the next."""


def main() -> int:
    """Print the table; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.steps", description=__doc__.split("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="with the older program")
    options = parser.parse_args()
    programs = [options.before, PROJECT] if options.before else [PROJECT]
    timed = [times(program, options.index, options.corpus) for program in programs]
    for name in dict.fromkeys(name for each in timed for name in each):
        cells = ["/".join(f"{seconds:.2f}" for seconds in each.get(name, ())) or "–" for each in timed]
        print(f"{name:44}" + "".join(f"{cell:>14}" for cell in cells))
    return 0


def times(program: Path, index: Path, corpus: Path) -> Times:
    """The seconds of all steps in the `program` of that folder, over a copy of `index`."""
    found: dict[str, list[float]] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        began = time.perf_counter()
        step()
        found.setdefault(name, []).append(time.perf_counter() - began)

    with tempfile.TemporaryDirectory(prefix="tifa-steps-") as folder:
        copy = shutil.copytree(index, Path(folder) / "index")
        for _ in range(2):
            with started(program, copy, corpus) as (address, seconds):
                found.setdefault("started, until the address answers", []).append(seconds)
        with started(program, copy, corpus) as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_BROWSER)
            page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 900}, bypass_csp=True)
            page.set_default_timeout(1000 * _PATIENCE)
            for step in (ask, look_through, compare_a_draft):
                step(page, address, timed)
            for name, path in paths(corpus).items():
                for _ in range(2):
                    timed(name, lambda path=path: open_page(page, address + path))  # type: ignore[misc]
            browser.close()
    return found


Timed = Callable[[str, Callable[[], object]], None]


def ask(page: Page, address: str, timed: Timed) -> None:
    """Time the Ask page, a question, and a passage opened in its speech."""

    def opened() -> None:
        page.goto(f"{address}/zh/")
        page.locator(".welcome").wait_for()

    def answered(question: str) -> None:
        field = page.locator("#question textarea")
        field.fill(question)
        field.press("Enter")
        page.locator(f".turn:last-child:has-text('{question}') .hit").first.wait_for()

    def shown() -> None:
        page.locator(".turn:last-child .hit .open").first.click()
        page.locator("#source mark").first.wait_for()

    for _ in range(2):
        timed("the Ask page, until a question can be typed", opened)
    for question in QUESTIONS:
        timed("a question, until its first passage", lambda question=question: answered(question))  # type: ignore[misc]
        timed("a passage in its speech", shown)
        page.locator("#source .close").click()


def look_through(page: Page, address: str, timed: Timed) -> None:
    """Time a wording that is typed on the page of another."""

    def typed(wording: str) -> None:
        page.locator("form.asking [name=q]").first.fill(wording)
        page.locator("form.asking [name=q]").first.press("Enter")
        page.wait_for_url("**q=*")
        page.wait_for_function(_PAGE_IS_THERE)

    for wording in ("安全生产", "乡村振兴"):
        open_page(page, f"{address}/zh/phrase")
        timed("another wording, typed", lambda wording=wording: typed(wording))  # type: ignore[misc]


def compare_a_draft(page: Page, address: str, timed: Timed) -> None:
    """Time a draft that is pasted and compared."""

    def compared() -> None:
        page.locator("form.asking .send").last.click()
        page.locator(".said").first.wait_for()

    for _ in range(2):
        open_page(page, f"{address}/zh/check")
        page.locator("form.asking textarea").fill(DRAFT)
        timed("a draft of ten paragraphs, compared", compared)


def paths(corpus: Path) -> Mapping[str, str]:
    """The page of each name, at an address that older programs have too."""
    names = sorted(path.name for path in corpus.iterdir() if path.suffix == ".txt")
    return {
        "the places of a wording": f"/zh/phrase?{urlencode({'q': PHRASE})}",
        "… grouped by year": f"/zh/phrase?{urlencode({'q': PHRASE, 'group': 'year'})}",
        "a wording over the years": f"/zh/timeline?{urlencode({'q': PHRASE})}",
        "how a wording changed": f"/zh/families?{urlencode({'q': PHRASE})}",
        "what changed most, all wordings": "/zh/families",
        "numbered set phrases": "/zh/enumerations",
        "two speeches side by side": f"/zh/compare?{urlencode({'a': names[0], 'b': names[1]})}",
        "the library": "/zh/library",
        "… dates to confirm": "/zh/library?view=dates",
        "… the picture": "/zh/library?view=picture",
    }


def open_page(page: Page, address: str) -> None:
    """Open the page at `address`, and wait where it says that it is being worked on."""
    page.goto(address, wait_until="commit")
    page.wait_for_function(_PAGE_IS_THERE)


@contextmanager
def started(program: Path, index: Path, corpus: Path) -> Iterator[tuple[str, float]]:
    """The address of `program`, brought up to `corpus`, and how many seconds it took until that answered."""
    port = "7869"
    command = [sys.executable, "app.py", "--port", port, "--corpus", str(corpus.absolute()), "--index", str(index)]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=program, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            seconds = answering(f"http://127.0.0.1:{port}/zh/library", began)
            for line in process.stdout or ():
                if re.search(BUILT, line):
                    break
            yield f"http://127.0.0.1:{port}", seconds
        finally:
            process.terminate()
            process.communicate(timeout=60)


def answering(address: str, began: float) -> float:
    """The seconds from `began` until a page comes from `address`."""
    request = urllib.request.Request(address, headers={"accept": "text/html"})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE):
                return time.perf_counter() - began
        except urllib.error.URLError:
            if time.perf_counter() - began > _PATIENCE:
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())

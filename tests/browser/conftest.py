"""A real server on the loopback address and a real browser that may not leave it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import PROJECT, write_library, write_speech

CHROMIUM = os.environ.get("TIFA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
NO_BROWSER = "BROWSER TESTS LEFT OUT: no chromium here (apt-get install chromium fonts-noto-cjk)"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync "
    "--force-prefers-reduced-motion"  # what moves without end is drawn without end, by a processor that others need
).split()

expect.set_options(timeout=120_000)  # milliseconds: a busy machine is slow, not wrong

# Everything that a browser, Markdown, LaTeX or a template could take for something other than text.
NASTY = (
    '<script>window.broken = 1</script><img src=x onerror="window.broken = 2"> {{7*7}} ${7*7} **粗** _斜_ `码` '
    "$x^2$ $$y$$ \\(z\\) \\frac{1}{2}  两个空格　全角 &amp; &lt;b&gt; # 号"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Playwright holds the thread's event loop, so it ends with each module."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """A running server: its address, the key that lets change the library there, and what it said before."""

    address: str
    key: str
    said: str

    def let_change(self, context: BrowserContext) -> None:
        """Let the pages of `context` change the library, as the address that the server told does."""
        cookie = {"name": f"tifa-{urlsplit(self.address).port}", "value": self.key, "url": self.address}
        context.add_cookies([cookie])  # type: ignore[list-item]


@contextmanager
def serving(index: Path, *corpora: Path, options: Sequence[str] = ()) -> Iterator[Served]:
    """A server for an index of `corpora`, as `python app.py` starts it, with further `options`."""
    roots = [option for corpus in corpora for option in ("--corpus", str(corpus))]
    command = [sys.executable, "app.py", "--index", str(index), "--port", "0", *roots, *options]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    log = index.with_suffix(".log")
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as server,
    ):
        try:
            yield announced(server, log)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=120)
    assert server.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def announced(server: "subprocess.Popen[str]", log: Path) -> Served:
    """What the server says up to the end of its first build."""
    assert server.stdout is not None
    said = ""
    for line in server.stdout:
        said += line
        if "passages embedded" in line and (found := re.search(r"(http://127\.0\.0\.1:\d+)/\?key=([\w-]+)", said)):
            return Served(found[1], found[2], said)
    raise AssertionError(f"the server said {said!r}; its log: {log.read_text()}")


@pytest.fixture(scope="session")
def nasty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library and a speech full of what is not meant as text."""
    corpus = write_library(tmp_path_factory.mktemp("served") / "讲话库")
    nasty = {
        "_id": "值班",
        "title": "防汛值班表的说明<b>",
        "speaker": "值班员<i>",
        "date": "2023-07-01",
        "text": f"各位同事：\n\n防汛值班表里混进了这样一行，请照原样念：{NASTY}\n\n念完就散会。\n",
    }
    (corpus / "杂").mkdir()
    (corpus / "杂" / "值班.jsonl").write_text(json.dumps(nasty, ensure_ascii=False) + "\n", encoding="utf-8")
    heading = """同志们：

今天这个例会不念稿子，只说三件具体的事：上个月的诉求办到哪一步了，哪些没有办成，没有办成的原因是什么、谁来接着办。

一、把群众的急事难事办在前面

接到的诉求当天登记、三天回话，办不了的要当面说清楚道理。热线电话响三声以内要有人接，夜里的值班员也要能拍板、能派单、能跟到底，
不许用一句“正在研究”把人打发走。每个月把办结的诉求抽出十件上门回访，群众说没有办好的，一律退回去重办。
"""
    write_speech(
        corpus / "杂" / "诉求.md", heading, title="接诉即办例会上的讲话", speaker="云岭县县长", date="2024-02-01"
    )
    posts = "、".join(
        f"{number}号岗" for number in range(1, 61)
    )  # more places of one wording than a page lists at once
    write_speech(corpus / "杂" / "岗位.md", f"各位：\n\n堤上设{posts}。\n", title="念给堤上的名单", date="2023-08-01")
    return corpus


@pytest.fixture(scope="session")
def served(nasty_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for `nasty_library`, which no test changes. Without a browser nothing is built."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    with serving(tmp_path_factory.mktemp("served_index") / "index", nasty_library) as server:
        yield server


@pytest.fixture(scope="session")
def address(served: Served) -> str:
    """The address of the server."""
    return served.address


Open = Callable[..., Page]
Visit = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Open]:
    """Opens a page of the server as a new visitor at this machine; in the end no request left it and nothing broke."""
    contexts, strayed, broke = [], [], []

    def open_page(path: str, locale: str = "zh-CN", size: tuple[int, int] = (1440, 900), **options: object) -> Page:
        width, height = size
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        served.let_change(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("request", lambda request: strayed.append(request.url) if leaves(request.url) else None)
        page.on("pageerror", lambda error: broke.append(str(error.stack)))
        page.on("console", lambda said: broke.append(said.text) if said.type == "error" else None)
        page.goto(served.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strayed == []
    assert broke == []


@pytest.fixture
def visit(open_page: Open) -> Visit:
    """Opens the page of the conversation as a new visitor."""

    def visit(path: str = "/", **options: object) -> Page:
        page = open_page(path, **options)
        page.locator(".welcome").wait_for()
        page.locator("#fold[aria-expanded]").wait_for()
        page.locator("#question textarea").wait_for()
        return page

    return visit


def leaves(url: str) -> bool:
    """Whether a request goes anywhere but to this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1"

"""The time of every page and function over a library of ten thousand speeches, five million characters.

    python -m benchmarks.library [--speeches 10000] [--keep DIR]

The library is that of `benchmarks.peopled`. Its vectors are drawn by the texts and not made by a model: it is built in
minutes, and searched like any other, only that what is near in meaning is arbitrary. It is served by a process of its
own and asked over HTTP: the first view of each page since the index was opened, then the median and the longest of
those that follow. `--keep` keeps corpus and index in DIR, or uses those that are there.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import seconds
from benchmarks.peopled import write_peopled_corpus
from benchmarks.recombined import material
from benchmarks.served import PROJECT, Served
from indexer.build import build
from retriever import Retriever
from ui import Reached, bind, serve
from ui.access.rights import Public

SPEECHES = PROJECT / "corpus" / "speeches"
_IN_A_SPEECH = 500
_DIMENSION = 384
_VIEWS = 5
_DRAFT = 3000  # characters
_SEED = 5
_PHRASE = "安全生产"
QUESTION = "安全生产的责任怎么落实"
_FORM = "application/x-www-form-urlencoded"


class DrawnVectors:
    """An Encoder whose vectors are drawn by the texts: as many and as large as those of a model, at once."""

    name = "drawn"
    dimension = _DIMENSION
    precision = "fp32"
    fingerprint = "drawn/1"

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1, shape (len(texts), dimension), equal for equal texts."""
        drawn = [_drawn(text) for text in texts]
        return np.stack(drawn) if drawn else np.zeros((0, _DIMENSION), dtype=np.float32)

    encode_passages = encode_queries

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """The same, and for each span the vector of its text."""
        vectors = self.encode_queries(texts)
        return vectors, [np.repeat(vector[None], len(each), 0) for vector, each in zip(vectors, spans, strict=True)]


def _drawn(text: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "big")
    vector = np.random.default_rng(seed).normal(size=_DIMENSION).astype(np.float32)
    unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return unit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: what it is called in the table, and its path; with a body it is a POST."""

    name: str
    path: str
    body: str | None = None
    kind: str = "application/json"


def main() -> int:
    """Print the table; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.library", description=__doc__.split("\n")[0])
    parser.add_argument("--speeches", type=int, default=10_000, help="in the library (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where corpus and index stay")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)  # what this program starts
    options = parser.parse_args()
    if options.serve:
        _serve(options.serve)
        return 0
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory(prefix="tifa-library-") as folder:
        work = Path(folder)
        if not (work / "index").is_dir():
            write_peopled_corpus(work / "corpus", material(SPEECHES), options.speeches, _IN_A_SPEECH, _SEED)
            print(f"built in {seconds(build, [work / 'corpus'], work / 'index', encoder=DrawnVectors()):.0f} s")
        _measure(work)
    return 0


def _serve(work: Path) -> None:
    """Build and serve as app.py does, with drawn vectors."""
    build([work / "corpus"], work / "index", encoder=DrawnVectors())
    with bind("127.0.0.1", 0) as address, Retriever.open(work / "index", encoder=DrawnVectors()) as retriever:
        retriever.warm_up()
        serve(retriever, address, ready=lambda url: print(url, flush=True), reached=Reached(Public()))


@contextmanager
def _served(work: Path) -> Iterator[Served]:
    """The process that serves."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.library", "--serve", str(work)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Served(process, process.stdout.readline().strip(), time.perf_counter() - started)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _measure(work: Path) -> None:
    with _served(work) as app:
        host, held = app.address.removeprefix("http://"), app.process.pid
        print(f"ready after {app.seconds:.1f} s, {_memory(held, 'VmRSS')} MB")
        print(f"{'milliseconds':44}{'first':>8}{'median':>8}{'longest':>8}{'kB':>8}")
        for asked in every_page(lambda path: _fetched(host, Asked("", path))):
            answers = [_answered(host, asked) for _ in range(_VIEWS + 1)]
            _print(asked.name, [taken for taken, _ in answers], answers[0][1])
        _print("Ask, an answer streamed", [seconds(app.ask, QUESTION) * 1000 for _ in range(_VIEWS + 1)], 0)
        print(f"in the end {_memory(held, 'VmRSS')} MB, at most {_memory(held, 'VmHWM')} MB")


def _print(name: str, taken: Sequence[float], size: int) -> None:
    then = taken[1:]
    print(f"{name:44}{taken[0]:8.0f}{median(then):8.0f}{max(then):8.0f}{size // 1000:8}", flush=True)


def _answered(host: str, asked: Asked) -> tuple[float, int]:
    """Milliseconds until all of the answer was there, and its bytes."""
    started = time.perf_counter()
    content = _fetched(host, asked)
    return (time.perf_counter() - started) * 1000, len(content)


def _fetched(host: str, asked: Asked) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=900)
    try:
        body = None if asked.body is None else asked.body.encode("utf-8")
        headers = {} if body is None else {"content-type": asked.kind}
        connection.request("GET" if body is None else "POST", asked.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{asked.path}: {answer.status} {content[:300].decode('utf-8', 'replace')}")
    return content


def every_page(fetch: Callable[[str], bytes]) -> list[Asked]:
    """Every page and function. The speeches that are opened and compared are the first two of the list."""
    listed = json.loads(fetch("/api/speeches?limit=40"))["speeches"]
    one, other = listed[0], listed[1]
    text = json.loads(fetch(f"/api/speeches/{one['speech_id']}"))["text"]
    draft = (text * 5)[:_DRAFT]
    return [*_of_library(), *_pages(one["speech_id"], other["speech_id"], draft), *_functions(one, other, draft)]


def _of_library() -> list[Asked]:
    """The views of the library's page."""
    views: dict[str, dict[str, object]] = {
        "": {}, "search": {"find": "防汛 青石"}, "filter": {"year": "2012", "speaker": "-"},
        "sorted by title": {"sort": "title"}, "page 100": {"page": 100}, "dates to confirm": {"view": "dates"},
        "versions": {"view": "versions"}, "picture": {"view": "picture"},
        "picture for researchers": {"view": "picture", "researcher": 1}, "not read": {"view": "troubles"},
        "marked": {"view": "marked"}, "removed": {"view": "removed"}, "uploads": {"view": "uploads"},
    }  # fmt: skip
    pages = [Asked(f"library {name}".strip(), _at("library", asked)) for name, asked in views.items()]
    return [*pages, Asked("library as CSV", "/zh/library.csv"), Asked("library as XLSX", "/zh/library.xlsx")]


def _pages(one: str, other: str, draft: str) -> list[Asked]:
    """The other pages."""
    return [
        Asked("Ask, the page", "/zh/"),
        Asked("wordings of every year, all", _at("wording/families", {})),
        Asked("wordings of every year, of a phrase", _at("wording/families", {"q": _PHRASE})),
        Asked("occurrences, of a phrase", _at("wording/places", {"q": _PHRASE})),
        Asked("occurrences, with gaps", _at("wording/places", {"q": "以＿为＿"})),
        Asked("occurrences, by speaker", _at("wording/places", {"q": _PHRASE, "group": "speaker"})),
        Asked("timeline, of a phrase", _at("wording/years", {"q": _PHRASE})),
        Asked("timeline, two periods", _at("wording/groups", {"first": "2008-2010", "second": "2020-2022"})),
        Asked("numbered set phrases, all", _at("enumerations", {})),
        Asked("numbered set phrases, one", _at("enumerations", {"q": "三个到人"})),
        Asked("compare, the form", _at("comparison/speeches", {})),
        Asked("compare, two speeches", _at("comparison/speeches", {"a": one, "b": other})),
        Asked("compare, headings of a series", _at("comparison/speeches", {"a": one, "view": "headings"})),
        Asked("check, the form", _at("comparison/draft", {})),
        Asked(f"check, {len(draft):,} characters", "/zh/comparison/draft", urlencode({"text": draft}), _FORM),
        Asked("a speech", _at("speech", {"id": one})),
    ]


def _functions(one: Mapping[str, str], other: Mapping[str, str], draft: str) -> list[Asked]:
    """The requests that programs make."""
    names = [one["speech_id"], other["speech_id"]]
    called: dict[str, object] = {
        "ask": {"question": QUESTION},
        "phrase": {"phrase": _PHRASE},
        "timeline": {"phrases": [_PHRASE]},
        "contrast": {"first": "2008-2010", "second": "2020-2022"},
        "families": {},
        "enumerations": {},
        "check": {"draft": draft},
        "compare": {"speeches": names},
    }
    posts = [Asked(f"/api/{name}", f"/api/{name}", json.dumps(body)) for name, body in called.items()]
    return [
        *posts,
        Asked("/api/speeches", "/api/speeches"),
        Asked("/api/speeches by title", "/api/speeches?sort=title"),
        Asked("/api/speeches/…", f"/api/speeches/{quote(names[0])}"),
        Asked("/readyz", "/readyz"),
    ]


def _at(page: str, asked: Mapping[str, object]) -> str:
    return f"/zh/{page}" + (f"?{urlencode(asked)}" if asked else "")


def _memory(pid: int, what: str) -> str:
    """Megabytes that the process holds (VmRSS) or held at most (VmHWM); "?" where the system does not tell."""
    try:
        found = re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return "?"
    return str(int(found[1]) // 1024) if found else "?"


if __name__ == "__main__":
    sys.exit(main())

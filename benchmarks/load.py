"""The time that many clients at once wait for an answer, or for being told to come again.

    python -m benchmarks.load [--clients 240] [--seconds 30] [--drafts 45] [--address http://127.0.0.1:7860]

Each client comes from an address of its own (127.0.1.1, 127.0.1.2 …), asks one question after the other, and comes
again when it is told to, no sooner. `--drafts` more send long drafts meanwhile, and leave before they are compared.
Without `--address` app.py is started on the bundled speeches. The promise is five seconds at most; exit code 1 where
somebody waited longer, or an answer was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from benchmarks.served import PROJECT, served

LONGEST = 5.0
_DRAFT = json.dumps({"draft": "".join(f"{n}. 要把第{n}件事办好。\n" for n in range(4_000))}).encode()
_PATIENCE = 1.5  # seconds after which a sender of drafts leaves


@dataclass(slots=True)
class Waits:
    """Seconds that clients waited, and the errors they got."""

    answers: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The longest wait of all."""
        return max([*self.answers, *self.refusals, 0.0])


def main() -> int:
    """Print the figures; 1 where somebody waited too long or got an error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.split("\n")[0])
    parser.add_argument("--clients", type=int, default=240)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--drafts", type=int, default=0, help="clients that send drafts and leave")
    parser.add_argument("--address", help="of a server that runs")
    options = parser.parse_args()
    with ExitStack() as stack:
        if not options.address:
            index = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tifa-load-"))) / "index"
            server = stack.enter_context(served(index, PROJECT / "corpus" / "speeches"))
            server.ask("为民服务")  # Gradio's page and the model are ready
            options.address = server.address
        waits = asyncio.run(loaded(options.address, options.clients, options.seconds, options.drafts))
    print(said(waits, options.seconds))
    return int(bool(waits.errors) or waits.longest > LONGEST)


def said(waits: Waits, seconds: float) -> str:
    """The figures in lines."""
    lines = [f"errors: {len(waits.errors)} {sorted(set(waits.errors))[:3]}"]
    for name, found in (("answers", waits.answers), ("refusals", waits.refusals)):
        if found:
            p50, p95 = np.percentile(found, (50, 95))
            rate = f"{len(found)} ({len(found) / seconds:.0f}/s)"
            lines.append(f"{name}: {rate}, p50 {p50:.2f} s, p95 {p95:.2f} s, max {max(found):.2f} s")
        else:
            lines.append(f"{name}: 0")
    return "\n".join(lines)


async def loaded(address: str, clients: int, seconds: float, drafts: int = 0) -> Waits:
    """The waits of so many clients at the server at `address`, who ask for so many seconds."""
    waits, until = Waits(), time.monotonic() + seconds
    asking = [_asking(address, number, waits, until) for number in range(clients)]
    spoiling = [_spoiling(address, clients + number, until) for number in range(drafts)]
    await asyncio.gather(*asking, *spoiling)
    return waits


async def _asking(address: str, number: int, waits: Waits, until: float) -> None:
    for question in itertools.islice(itertools.cycle(questions()), number, None):
        body = json.dumps({"question": question, "top_k": 10}).encode()
        begun = time.monotonic()
        try:
            status, headers, _ = await post(address, "/api/ask", body, number)
        except OSError as error:
            waits.errors.append(type(error).__name__)
            return
        waited = time.monotonic() - begun
        if status == 200:
            waits.answers.append(waited)
        elif "retry-after" in headers:
            waits.refusals.append(waited)
            await asyncio.sleep(int(headers["retry-after"]))
        else:
            waits.errors.append(str(status))
        if time.monotonic() >= until:
            return


async def _spoiling(address: str, number: int, until: float) -> None:
    while time.monotonic() < until:
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(post(address, "/api/check", _DRAFT, number), _PATIENCE)
        await asyncio.sleep(1)


async def post(address: str, path: str, body: bytes, number: int) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body of the answer to client `number`, which has an address of its own.

    :raises OSError: if the connection breaks.
    """
    place = urlsplit(address)
    own = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, local_addr=own)
    try:
        head = f"POST {path} HTTP/1.1\r\nhost: {place.netloc}\r\nconnection: close\r\n"
        head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.read()
    finally:
        writer.close()
    if not answer:
        raise ConnectionResetError("no answer")
    first, _, content = answer.partition(b"\r\n\r\n")
    status, *rest = first.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
    return int(status.split()[1]), headers, content


def questions() -> Sequence[str]:
    """The questions of the golden set."""
    files = sorted((PROJECT / "tests" / "golden").glob("questions-*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    raise SystemExit(main())

"""A real server of the protocol of chat completions, in a thread, which answers as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class ModelServer:
    """Its address; what was sent to it; and how it answers."""

    url: str
    answer: Answer
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


def saying(text: object) -> Answer:
    """An answer of the protocol with this text."""
    return sending(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}))


def sending(body: str, status: int = 200, kind: str = "application/json", length: int | None = None) -> Answer:
    """An answer with this body, of which `length` bytes are promised."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        raw = body.encode("utf-8")
        handler.send_response(status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(raw) if length is None else length))
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A server on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            served.requests.append((self.path, dict(self.headers), json.loads(body)))
            self.close_connection = True
            served.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = ModelServer(f"http://127.0.0.1:{server.server_port}/v1", saying(""))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""The web server: an address to serve on, and serving there; nothing leaves this machine."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Sequence

import uvicorn

from corpus.errors import TifaError
from indexer.rebuilds import Rebuilds
from retriever import Retriever
from ui.router import application

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
SECONDS_TO_STOP = 3  # an open page holds its connection for as long as it is let


class ServeError(TifaError):
    """The address to serve on cannot be used."""


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to `host` and `port`; port 0 takes a free one.

    :raises ServeError: if the port is taken or the host is not one of this machine's addresses.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP: only then does asyncio send at once what is written, rather than 40 ms later.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as exc:
        bound.close()
        taken = isinstance(exc, OSError) and exc.errno == errno.EADDRINUSE
        code = "port_taken" if taken else "address_unusable"
        raise ServeError(code, host=host, port=port, next_port=port + 1, reason=exc) from exc
    return bound


def is_local(bound: socket.socket) -> bool:
    """True if only this machine reaches the server on `bound`."""
    return ipaddress.ip_address(bound.getsockname()[0]).is_loopback


def address_of(bound: socket.socket) -> str:
    """The address that a browser on this machine reaches `bound` at."""
    host, port = bound.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{_in_address(here)}:{port}"


def serve(retriever: Retriever, bound: socket.socket, ready: Callable[[str], None], *, mcp: bool = False) -> None:
    """Serve the pages, and with `mcp` the MCP server, on `bound` until interrupted.

    `ready` is called with the address once it answers.
    """
    rebuilds = Rebuilds(retriever.newest().snapshot.index, retriever.release)
    app = application(retriever, hosts_of(bound), mcp=mcp, rebuilds=rebuilds)
    # What a proxy says of where a request comes from is not believed: who may change the library depends on it.
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
    )
    try:
        Announcing(config, lambda: ready(address_of(bound))).run(sockets=[bound])
    finally:
        rebuilds.close()


def hosts_of(bound: socket.socket) -> Sequence[str]:
    """The names that requests to `bound` may call it by, without a port; "*" for any.

    A web page elsewhere can make its own name point to this machine and would then be let into the library. On the
    network, the names that a machine goes by cannot be known.
    """
    return [*LOCAL_NAMES, _in_address(bound.getsockname()[0])] if is_local(bound) else ["*"]


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class Announcing(uvicorn.Server):
    """A server that says when it has started."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `ready`."""
        await super().startup(sockets)
        if self.started:
            self.ready()

"""The web server: an address to serve on, and serving there."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from corpus.errors import TifaError
from indexer.open_part import closed_folders
from indexer.purge import releasing_for_builds
from indexer.rebuilds import JobState, Rebuilds
from retriever import Retriever
from ui.access.audit import AuditLog
from ui.access.origin import ANY_ADDRESS, LOCAL_NAMES
from ui.access.own_machine import OwnMachine
from ui.access.readers import OpenPart
from ui.access.rights import Access
from ui.access.sign_in import SignIn
from ui.language_model import LanguageModel
from ui.router import application
from ui.slow import ImpatientProtocol

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


def address_of(bound: socket.socket, scheme: str = "http") -> str:
    """The address that a browser on this machine reaches `bound` at."""
    host, port = bound.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"{scheme}://{_in_address(here)}:{port}"


@dataclass(frozen=True)
class Reached:
    """The ways in which a server is reached, and who its visitors are.

    `names` are those that it goes by beside its addresses. With `certificate` and `private_key` it speaks TLS. Of
    `proxies`, addresses or networks, X-Forwarded-For and X-Forwarded-Proto are believed, and of nobody else.
    """

    access: Access
    names: Sequence[str] = ()
    certificate: Path | None = None
    private_key: Path | None = None
    proxies: Sequence[str] = ()

    def check(self, bound: socket.socket) -> None:
        """Nothing, if a server on `bound` may be reached in these ways.

        :raises ServeError: if strangers would reach one that was made for the users of this machine alone.
        :raises UsersError: if the file of users cannot be read.
        """
        if bool(self.certificate) != bool(self.private_key):
            raise ServeError("tls_half")
        for proxy in self.proxies:
            if not is_network(proxy):
                raise ServeError("proxy_unknown", proxy=proxy)
        if isinstance(self.access, SignIn) and not self.access.file.people().users:
            raise ServeError("users_none", path=self.access.file.path)
        if isinstance(self.access, OwnMachine):
            if not is_local(bound):
                raise ServeError("host_without_users", host=bound.getsockname()[0])
            if self.proxies:
                raise ServeError("proxy_without_users")

    @property
    def scheme(self) -> str:
        """The scheme of the server's own address."""
        return "https" if self.certificate else "http"


def serve(
    retriever: Retriever,
    bound: socket.socket,
    ready: Callable[[str], None],
    reached: Reached,
    *,
    mcp: bool = False,
    model: LanguageModel | None = None,
    first: Sequence[str | Path] | None = None,
    told: Callable[[JobState], None] = lambda _: None,
) -> None:
    """Serve the pages, and with `mcp` the MCP server, on `bound` until interrupted; `model` may write paragraphs.

    `ready` is called with the address once it answers. With `first`, the command of a build in the background, that is
    run at once; `told` is called with the outcome of each.
    """
    index = retriever.newest().snapshot.index
    part = OpenPart(index, retriever.open_part)
    if closed_folders(index):
        part.open()

    def release() -> None:
        retriever.release()
        part.follow()

    rebuilds = Rebuilds(index, release, first=first, told=told)

    def started() -> None:
        ready(address_of(bound, reached.scheme))
        if first:
            rebuilds.request()

    hosts = hosts_of(bound, reached.names)
    app = application(
        retriever,
        hosts,
        mcp=mcp,
        rebuilds=rebuilds,
        access=reached.access,
        audit=AuditLog(index),
        part=part,
        model=model,
        chat_later=True,
    )
    try:
        config = config_of(app, reached)
    except ServeError:
        rebuilds.close()
        raise
    try:
        with releasing_for_builds(index, release):
            Announcing(config, started).run(sockets=[bound])
    finally:
        rebuilds.close()
        part.close()


def is_network(address: str) -> bool:
    """True if `address` is an address in digits or a network of them."""
    try:
        ipaddress.ip_network(address)
    except ValueError:
        return False
    return True


def config_of(app: ASGIApp, reached: Reached) -> uvicorn.Config:
    """The configuration of the server of `app`, loaded: only the proxies that are named are believed.

    :raises ServeError: if certificate and key cannot be used.
    """
    config = uvicorn.Config(
        app,
        http=ImpatientProtocol,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(reached.proxies),
        forwarded_allow_ips=list(reached.proxies),
        server_header=False,
        ssl_certfile=reached.certificate,
        ssl_keyfile=reached.private_key,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
    )
    try:
        config.load()
    except OSError as exc:  # no file, none that may be read, or none of a certificate
        raise ServeError("tls_unusable", certificate=reached.certificate, reason=exc) from exc
    return config


def hosts_of(bound: socket.socket, names: Sequence[str] = ()) -> Sequence[str]:
    """The names that requests to `bound` may call it by, without a port: its addresses, and `names`.

    A web page elsewhere can make its own name point to this machine and would then be let into the library. So on a
    network too, a name has to be told; an address in digits needs not be, since no site has one for its name.
    """
    own = [*LOCAL_NAMES, _in_address(bound.getsockname()[0])]
    return [*own, *names] if is_local(bound) else [*own, *names, ANY_ADDRESS]


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

"""Until there is sign-in, only the machine that the library runs on may change it.

For an HTTP route: `dependencies=[Depends(from_this_machine)]`. For an event of a Gradio page, whose gr.Request has the
same client and headers: `only_from_here(request.client, request.headers)`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from starlette.requests import Request

from corpus.errors import TifaError

# What a proxy adds. Who is behind it cannot be known, and what such a header says is never believed.
_FORWARDED = ("forwarded", "x-real-ip", "via")


class AccessError(TifaError):
    """What was asked for changes the library, and may not be asked for from there."""


class Peer(Protocol):
    """The other end of a connection."""

    @property
    def host(self) -> str:
        """Its address."""


def from_this_machine(request: Request) -> None:
    """A dependency of each route that changes the corpus.

    :raises AccessError: if the request comes from another machine, through a proxy, or from a page of another site.
    """
    only_from_here(request.client, request.headers)


def only_from_here(peer: Peer | None, headers: Mapping[str, str]) -> None:
    """Nothing, if a request with these `headers` comes over a connection from this very machine.

    What counts is the address of the connection. A header can only take the right away, never give it: one that says
    that the request was passed on, or that a page of another site made the browser here send it.

    :raises AccessError: otherwise.
    """
    if peer is None or not is_loopback(peer.host):
        raise AccessError("change_from_elsewhere", address=peer.host if peer else "?")
    if any(name in _FORWARDED or name.startswith("x-forwarded") for name in headers):
        raise AccessError("change_through_proxy")
    if not is_called_by_own_name(headers) or not is_own_origin(headers) or is_other_site(headers):
        raise AccessError("change_from_other_site", origin=headers.get("origin") or headers.get("host", "?"))


def is_loopback(address: str) -> bool:
    """Whether `address` is this machine's own; false for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:  # how a socket for both kinds shows IPv4
        found = found.ipv4_mapped
    return found.is_loopback


def is_called_by_own_name(headers: Mapping[str, str]) -> bool:
    """Whether a request over the loopback address calls this machine by it or as localhost.

    A site elsewhere can let its own name point to 127.0.0.1; a browser here would then take this library for its pages.
    """
    name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return name == "localhost" or is_loopback(name)


def is_other_site(headers: Mapping[str, str]) -> bool:
    """Whether the browser that sent a request says that a page of another site, or of another port, made it do so."""
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """Whether the page that sent a request, if one did, is of the site that the request goes to."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""

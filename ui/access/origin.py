"""Where a request comes from, as far as its connection and its headers tell: this machine, a proxy, another site."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
"""The names that this machine has for itself."""

ANY_NAME = "*"
"""Among the names of a server: it answers to any."""
ANY_ADDRESS = "*address*"
"""Among the names of a server: it answers to any that is an address in digits, for no site can make that its name."""

# Headers that a proxy adds.
_FORWARDED = ("forwarded", "x-real-ip", "via")


def is_loopback(address: str) -> bool:
    """True if `address` is this machine's own; false for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:  # how a socket for both kinds shows IPv4
        found = found.ipv4_mapped
    return found.is_loopback


def host_name(headers: Mapping[str, str]) -> str:
    """The name that a request calls the server by, without its port, in small letters; "" if it gives none."""
    called = urlsplit_or_none(f"//{headers.get('host', '')}")
    return (called.hostname or "") if called else ""


def urlsplit_or_none(address: str) -> SplitResult | None:
    """The parts of `address`, None if they make no sense: [::1 without its bracket, a port that is no number."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_known_name(name: str, known: Sequence[str]) -> bool:
    """True if `name`, of the header Host and without a port, is one of those that the server is known by."""
    if not name:
        return ANY_NAME in known
    if ANY_NAME in known or name in {each.lower().strip("[]") for each in known}:
        return True
    return ANY_ADDRESS in known and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_called_by_own_name(headers: Mapping[str, str]) -> bool:
    """True if a request over the loopback address calls this machine by it or as localhost.

    A site elsewhere can let its own name point to 127.0.0.1; a browser here would then take this library for its pages.
    """
    name = host_name(headers)
    return name == "localhost" or is_loopback(name)


def is_passed_on(headers: Mapping[str, str]) -> bool:
    """True if a proxy says that it passed the request on. One that says nothing is not recognised by this."""
    return any(name in _FORWARDED or name.startswith("x-forwarded") for name in headers)


def is_other_site(headers: Mapping[str, str]) -> bool:
    """True if the browser says that a page of another site, or of another port, made it send the request."""
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """True if the page that sent a request, if one did, is of the site that the request goes to."""
    origin = headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit_or_none(origin)
    return parts is not None and parts.netloc.lower() == headers.get("host", "").lower() != ""

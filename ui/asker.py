"""The name under which the work of a request is counted, so that nobody takes all the places."""

from __future__ import annotations

import ipaddress

from starlette.requests import HTTPConnection

from ui.access.rights import visitor_of

_HOST_BITS = 64
"""Of an IPv6 address: any machine may have as many as these can tell apart."""


def asker_of(connection: HTTPConnection | None) -> str:
    """The name of who signed in, with a blank in front; else the address that `connection` comes from, for IPv6 the
    network that a machine is given; "" for none.
    """
    if connection is None or connection.client is None:
        return ""
    if name := visitor_of(connection).name:
        return f" {name}"
    try:
        address = ipaddress.ip_address(connection.client.host)
    except ValueError:
        return connection.client.host
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, _HOST_BITS), strict=False))
    return str(address)

"""Things that a visitor carries: the one cookie of this server, the token of a program, and the token of a form."""

from __future__ import annotations

import hashlib
import hmac
import re

from starlette.requests import HTTPConnection
from starlette.responses import Response

CSRF_FIELD = "csrf"
"""The name of the field that a form sends its token in: the first of its fields."""
CSRF_HEADER = "x-csrf-token"
"""The header that a script sends the same token in."""

FRONT = 1024
"""Bytes of a form in which its first field is looked for."""

_URL_ENCODED = re.compile(rb"csrf=([0-9a-f]{32,128})(?:&|\Z)")
_MULTIPART = re.compile(
    rb"--[^\r\n]{1,100}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n([0-9a-f]{32,128})\r\n", re.IGNORECASE
)


def cookie_name(request: HTTPConnection) -> str:
    """The name of the cookie: of its own for each port, since browsers send cookies to all ports of a host.

    Behind TLS a prefix makes browsers refuse one that was not set by this very host over TLS.
    """
    port = request.url.port or (443 if is_secure(request) else 80)
    return f"__Host-tifa-{port}" if is_secure(request) else f"tifa-{port}"


def cookie(request: HTTPConnection) -> str:
    """The value of the cookie; "" if there is none."""
    return request.cookies.get(cookie_name(request), "")


def set_cookie(response: Response, request: HTTPConnection, value: str, *, strict: bool = False) -> None:
    """Let the browser keep `value` until it is closed, out of reach of scripts.

    With `strict` it is not even sent when a link of another site is followed.
    """
    response.set_cookie(
        cookie_name(request), value, httponly=True, secure=is_secure(request), samesite="strict" if strict else "lax"
    )


def is_secure(request: HTTPConnection) -> bool:
    """True if the request came over TLS, to this server or to the proxy that is believed."""
    return request.url.scheme in ("https", "wss")


def bearer(request: HTTPConnection) -> str:
    """The token of the header Authorization; "" if there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def is_same(given: str, secret: str) -> bool:
    """True if `given` is `secret`, told in a time that says nothing of where they differ; "" is never the same."""
    return bool(given) and hmac.compare_digest(given.encode(), secret.encode())


def csrf_of(secret: str, carried: str) -> str:
    """The token of the forms for a browser that carries the cookie `carried`; who cannot read our pages has it not."""
    return hmac.new(secret.encode(), b"csrf:" + carried.encode(), hashlib.sha256).hexdigest()


def csrf_in_front(front: bytes) -> str:
    """The token in the first field of a form, of whose body `front` is the beginning; "" if it is not there."""
    found = _URL_ENCODED.match(front) or _MULTIPART.match(front)
    return found[1].decode("ascii") if found else ""

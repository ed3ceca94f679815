"""Access where nobody signs in and only this machine reaches the server: a change takes the key of its start.

An address proves nothing: behind a proxy on this machine everybody seems local, and not every proxy says that it is
one. So the key is told where only this machine's users look: with the address in the terminal, and in a file of the
index folder that only its owner may read. A page that was opened with it holds it as a cookie, a program sends it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import HTTPConnection

from indexer.layout import Layout
from ui.access.cookies import bearer, cookie, csrf_of, is_same
from ui.access.origin import is_called_by_own_name, is_loopback, is_other_site, is_own_origin, is_passed_on
from ui.access.rights import AccessError, Right, Visitor

READER = frozenset({Right.READ})
OWNER = frozenset({Right.READ, Right.CHANGE, Right.ADMINISTER})


@dataclass(frozen=True)
class OwnMachine:
    """Access where the holder of `key` may change the library, and all others may read it."""

    key: str

    def visitor(self, request: HTTPConnection) -> Visitor:
        """The sender of `request`: the owner of this machine, or somebody who may only read."""
        by_program, by_page = is_same(bearer(request), self.key), is_same(cookie(request), self.key)
        csrf = csrf_of(self.key, self.key) if by_page and not by_program else None
        refusal = refusal_from_elsewhere(request)
        if refusal is None and (by_program or by_page):
            return Visitor("", OWNER, AccessError("change_without_key"), csrf)
        return Visitor("", READER, refusal or AccessError("change_without_key"), csrf)


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(24)


@contextmanager
def key_in_file(index: Path, key: str | None) -> Iterator[None]:
    """The file of the index folder that holds `key` for programs of its owner, for as long as the server runs.

    Where the folder cannot be written there is none, and the key is only told; nor is there one for the key None.
    """
    path = Layout(index).key
    if key is None:
        yield
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)  # one of before may have been opened to others
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
    try:
        yield
    finally:
        with suppress(OSError):
            if path.read_text(encoding="ascii") == key:  # another server for this index may have begun meanwhile
                path.unlink()


def refusal_from_elsewhere(request: HTTPConnection) -> AccessError | None:
    """The reason why `request` cannot come from a user of this machine, None if it can.

    The key alone would do; this is what a key that leaked is worth nothing against.
    """
    peer, headers = request.client, request.headers
    if peer is None or not is_loopback(peer.host):
        return AccessError("change_from_elsewhere", address=peer.host if peer else "?")
    if is_passed_on(headers):
        return AccessError("change_through_proxy")
    if not is_called_by_own_name(headers) or not is_own_origin(headers) or is_other_site(headers):
        return AccessError("change_from_other_site", origin=headers.get("origin") or headers.get("host", "?"))
    return None

"""Access where people sign in: a session by cookie, or the token of a program."""

from __future__ import annotations

import secrets
import time
from datetime import date
from pathlib import Path

from starlette.requests import HTTPConnection

from ui.access.cookies import bearer, cookie, csrf_of
from ui.access.rights import RIGHTS, AccessError, Role, Visitor
from ui.access.sessions import Sessions
from ui.access.slowing import Slowing
from ui.access.users import UsersError, UsersFile


class SignIn:
    """Access for who is in the file of users, each with the rights of their role; nobody else sees anything."""

    def __init__(self, path: Path) -> None:
        self.file = UsersFile(path)
        self.sessions = Sessions()
        self.slowing = Slowing()
        self.secret = secrets.token_urlsafe(32)

    def visitor(self, request: HTTPConnection) -> Visitor:
        """The sender of `request`; nobody if the file of users cannot be read."""
        carried, sent = cookie(request), bearer(request)
        csrf = csrf_of(self.secret, carried) if carried and not sent else None
        try:
            people = self.file.people()
        except UsersError:
            return Visitor("", frozenset(), AccessError("users_unreadable"), csrf)
        if sent:
            token = people.token_of(sent, date.today())
            if token is None:
                return Visitor("", frozenset(), AccessError("token_refused"))
            return _with_role(f"token:{token[0]}", token[1].role, None)
        signed_in = self.sessions.user_of(carried, people, time.monotonic()) if carried else None
        if signed_in is None:
            return Visitor("", frozenset(), AccessError("sign_in_needed"), csrf)
        return _with_role(signed_in[0], signed_in[1].role, csrf)


def _with_role(name: str, role: Role, csrf: str | None) -> Visitor:
    return Visitor(name, RIGHTS[role], AccessError("right_missing", name=name), csrf, role)

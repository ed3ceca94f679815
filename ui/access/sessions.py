"""Sessions: who signed in with which browser, until when. They live in the memory of the server and end with it."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace

from ui.access.users import People, User, digest_of

IDLE = 30 * 60
"""Seconds without a request after which a session ends."""
LONGEST = 12 * 3600
"""Seconds after which a session ends whatever happens (both as OWASP's ASVS has them at level 2)."""
MOST = 5_000
"""Sessions that are kept; the one that was idle longest goes first."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session: the user, the stamp that the user had, and when it began and was used last, in seconds."""

    name: str
    stamp: str
    begun: float
    seen: float


def is_alive(session: Session, user: User | None, now: float) -> bool:
    """True if `session` holds at `now`: neither idle nor old, of a user who is there and has the same password."""
    recent = now - session.seen <= IDLE and now - session.begun <= LONGEST
    return recent and user is not None and secrets.compare_digest(user.stamp, session.stamp)


class Sessions:
    """The sessions of one server, by the digest of what the browser carries."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Session] = OrderedDict()

    def begin(self, name: str, user: User, now: float) -> str:
        """A new session of `user`; what their browser is to carry, which nobody has seen before."""
        carried = secrets.token_urlsafe(32)
        self._held[digest_of(carried)] = Session(name, user.stamp, now, now)
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        return carried

    def user_of(self, carried: str, people: People, now: float) -> tuple[str, User] | None:
        """The user whose browser carries this, by name; None if it is over. To ask keeps it from being idle."""
        session = self._held.get(digest_of(carried))
        if session is None:
            return None
        user = people.users.get(session.name)
        if user is None or not is_alive(session, user, now):
            self.end(carried)
            return None
        self._held[digest_of(carried)] = replace(session, seen=now)
        self._held.move_to_end(digest_of(carried))
        return session.name, user

    def end(self, carried: str) -> None:
        """Let the session be over."""
        self._held.pop(digest_of(carried), None)

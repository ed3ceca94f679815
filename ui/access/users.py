"""The file of users and of tokens for programs: read anew when it changes, written by the command line and whole."""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus.errors import TifaError
from indexer.layout import write_by_rename
from ui.access.passwords import fault_of, hashed
from ui.access.rights import Role

LONGEST_NAME = 64


class UsersError(TifaError):
    """The file of users cannot be used, or what was asked of it cannot be done."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in: the role, and the hash of the password."""

    role: Role
    password: str

    @property
    def stamp(self) -> str:
        """A word that changes when the password or the role does, and ends all sessions of before."""
        return hashlib.sha256(f"{self.role} {self.password}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a program: the role, the digest of what the program sends, and the last day on which it holds."""

    role: Role
    digest: str
    ends: str


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who may come in: users and tokens by their names."""

    users: Mapping[str, User] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)

    def token_of(self, sent: str, today: date) -> tuple[str, Token] | None:
        """The token that a program sent, with its name; None if there is no such, or it has ended."""
        digest = digest_of(sent)
        for name, token in self.tokens.items():
            if secrets.compare_digest(token.digest, digest):
                return (name, token) if today.isoformat() <= token.ends else None
        return None


def read_people(path: Path) -> People:
    """The users and tokens in the file `path`.

    :raises UsersError: if it cannot be read or is not what the command line writes.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return People(
            {name: User(Role(kept["role"]), _text(kept["password"])) for name, kept in written["users"].items()},
            {
                name: Token(Role(kept["role"]), _text(kept["digest"]), date.fromisoformat(kept["ends"]).isoformat())
                for name, kept in written["tokens"].items()
            },
        )
    except FileNotFoundError as error:
        raise UsersError("users_missing", path=path) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsersError("users_damaged", path=path, reason=error) from error


class UsersFile:
    """The file of users as it is now: read when it is asked for and has changed since."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, int, int], People] | None = None

    def people(self) -> People:
        """The users and tokens.

        :raises UsersError: if they cannot be read: then nobody comes in.
        """
        try:
            found = self.path.stat()
        except OSError as error:
            raise UsersError("users_missing", path=self.path) from error
        state = (found.st_mtime_ns, found.st_size, found.st_ino)
        if self._read is None or self._read[0] != state:
            self._read = (state, read_people(self.path))
        return self._read[1]


def change_people(path: Path, change: Callable[[People], People]) -> None:
    """Write `change` of the users and tokens into the file, which only its owner may read; one at a time.

    :raises UsersError: if it is there and cannot be read, or `change` cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f"{path.name}.lock"), mode=0o600):
        people = change(read_people(path) if path.exists() else People())
        written: dict[str, Any] = {
            "users": {name: asdict(user) for name, user in sorted(people.users.items())},
            "tokens": {name: asdict(token) for name, token in sorted(people.tokens.items())},
        }
        data = (json.dumps(written, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        write_by_rename(path, data, mode=0o600)


def with_user(people: People, name: str, role: Role, password: str) -> People:
    """`people` with a new user.

    :raises UsersError: if there is one of that name, or the name or the password will not do.
    """
    if name in people.users:
        raise UsersError("user_exists", name=name)
    return replace(people, users={**people.users, name: User(role, _hash_of(name, password))})


def with_password(people: People, name: str, password: str) -> People:
    """`people` with another password for a user.

    :raises UsersError: if there is no such user, or the password will not do.
    """
    if name not in people.users:
        raise UsersError("user_unknown", name=name)
    kept = replace(people.users[name], password=_hash_of(name, password))
    return replace(people, users={**people.users, name: kept})


def without_user(people: People, name: str) -> People:
    """`people` without a user.

    :raises UsersError: if there is no such user.
    """
    if name not in people.users:
        raise UsersError("user_unknown", name=name)
    return replace(people, users={each: user for each, user in people.users.items() if each != name})


def with_token(people: People, name: str, role: Role, ends: date) -> tuple[People, str]:
    """`people` with a new token for a program, and what the program sends; that is kept nowhere.

    :raises UsersError: if there is a token of that name.
    """
    if name in people.tokens:
        raise UsersError("token_exists", name=name)
    sent = f"tifa_{secrets.token_urlsafe(32)}"
    token = Token(role, digest_of(sent), ends.isoformat())
    return replace(people, tokens={**people.tokens, name: token}), sent


def without_token(people: People, name: str) -> People:
    """`people` without a token.

    :raises UsersError: if there is no such token.
    """
    if name not in people.tokens:
        raise UsersError("token_unknown", name=name)
    return replace(people, tokens={each: token for each, token in people.tokens.items() if each != name})


def usable_name(name: str) -> str:
    """The name of a user or a token as it is kept, whatever keyboard it was typed on.

    :raises UsersError: if it is empty or too long, or holds what cannot be seen.
    """
    normal = unicodedata.normalize("NFKC", name).strip()
    if not normal or len(normal) > LONGEST_NAME or not normal.isprintable():
        raise UsersError("user_name", most=LONGEST_NAME)
    return normal


def digest_of(token: str) -> str:
    """The digest that is kept of a token. It is long and drawn, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_of(name: str, password: str) -> str:
    if code := fault_of(password, name):
        raise UsersError(code)
    return hashed(password)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value

"""Passwords: kept as argon2id hashes, tried in a time that does not tell whether the user exists."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256
"""Characters of a password (ASVS 5.0, 6.2.1 and 6.2.9: long rather than odd, and no rules on what it is made of)."""
_FEWEST_KINDS = 5

_hasher = PasswordHasher()  # RFC 9106, section 4, second choice: 64 MiB, three passes, four lanes


def hashed(password: str) -> str:
    """The hash to keep of `password`, with its salt and its parameters."""
    return _hasher.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """True if `kept` is the hash of `password`. None, for a user that there is not, takes as long and is false."""
    try:
        _hasher.verify(kept or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def fault_of(password: str, name: str) -> str | None:
    """The code of the sentence that says why `password` is too easily guessed for a user `name`, None if it is not."""
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    plain = _normal(password).casefold()
    if len(set(plain)) < _FEWEST_KINDS or not plain.replace(name.casefold(), "").strip():
        return "password_simple"
    return None


def _normal(password: str) -> str:
    """`password` in one form, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")

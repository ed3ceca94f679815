"""Where a Milvus server is, as people write it, and the credentials for it, which they never write there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from corpus.errors import EngineError

_SCHEMES = {"milvus": "http", "milvus+tls": "https"}
_LITE = "milvus+lite://"
_COLLECTION = re.compile(r"[A-Za-z_]\w{0,199}", re.ASCII)
_FILE = re.compile(r"[\w.-]{1,36}", re.ASCII)  # what milvus-lite takes


@dataclass(frozen=True, slots=True)
class Address:
    """A server at `uri`, or the one of the `file` on this machine; the names of the collections begin with `name`.

    `str` gives it as it is noted in the catalog, and told to people: there is nothing secret in it.
    """

    written: str
    name: str
    uri: str = ""
    file: Path | None = None

    def __str__(self) -> str:
        return self.written


def address_of(written: str) -> Address:
    """The address `milvus://HOST:PORT/COLLECTION`, with `milvus+tls` encrypted on the way, or `milvus+lite://FILE`.

    :raises EngineError: if it is none, or holds a user, a password or a token.
    """
    if written.startswith(_LITE):
        file = Path(written.removeprefix(_LITE)).expanduser().absolute()
        if not _FILE.fullmatch(file.name):
            raise EngineError("engine_file", name=file.name)
        return Address(f"{_LITE}{file}", "tifa", file=file)
    if any(mark in written for mark in "@?#"):
        raise EngineError("engine_secret")
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as exc:
        raise EngineError("engine_address", given=written) from exc
    name = parts.path.removeprefix("/")
    if parts.scheme not in _SCHEMES or not parts.hostname or not port or not _COLLECTION.fullmatch(name):
        raise EngineError("engine_address", given=written)
    return Address(written, name, uri=f"{_SCHEMES[parts.scheme]}://{parts.netloc}")


def token() -> str:
    """The token from the environment, or from the file that it names, or user:password; "" where there is none.

    :raises EngineError: if the file cannot be read.
    """
    if path := os.environ.get("TIFA_MILVUS_TOKEN_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as exc:
            raise EngineError("engine_token_file", path=path, reason=exc) from exc
    if user := os.environ.get("TIFA_MILVUS_USER"):
        return f"{user}:{os.environ.get('TIFA_MILVUS_PASSWORD', '')}"
    return os.environ.get("TIFA_MILVUS_TOKEN", "")

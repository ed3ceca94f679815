"""Conversations of who signed in: what was asked, under a name, kept on the server for that user alone.

A file of JSON for each user in a folder beside the file of users, as a browser keeps it for who does not sign in: what
was asked, never an answer. It goes with the user.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from filelock import FileLock
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.errors import TifaError
from indexer.layout import write_by_rename
from ui.access.rights import Right, needs, visitor_of
from ui.access.sign_in import SignIn
from ui.faults import refuse
from ui.i18n import LANGUAGES, strings
from ui.page_request import body_sent
from ui.rendering import render
from ui.told import told

MOST = 100
"""Conversations of a user."""
MOST_BYTES = 1_000_000
"""Bytes of all conversations of a user: those of twenty questions each, with their filters, take about 8,000."""
LONGEST_NAME = 200
LARGEST = 250_000
"""Bytes of a request, thirty times those of twenty questions."""
MOST_TURNS = 20
DEEPEST = 30
"""Lists and objects that what is sent may stand in; a question has one for each turn that it follows, a few."""

_ID = re.compile("[0-9a-z]{1,20}")


class ConversationsError(TifaError):
    """A conversation cannot be kept, or what is kept cannot be read."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that was `asked`, as the browser keeps it, under a `name`; `at` is when it went on last, in ms since 1970."""

    id: str
    name: str
    at: int
    asked: list[Any]


def folder_of(users: Path) -> Path:
    """The folder of the conversations of those in the file `users`."""
    return users.with_name(f"{users.stem}.conversations")


def _file_of(users: Path, user: str) -> Path:
    # A name can hold what no file name can, and some file systems tell no capitals apart.
    return folder_of(users) / f"{sha256(user.encode()).hexdigest()}.json"


def conversations(users: Path, user: str) -> list[Conversation]:
    """The conversations of `user`, newest first.

    :raises ConversationsError: if their file cannot be read.
    """
    try:
        written = json.loads(_file_of(users, user).read_text(encoding="utf-8"))
        return [Conversation(**each) for each in written]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise ConversationsError("conversations_damaged") from error


def change_conversations(
    users: Path, user: str, change: Callable[[list[Conversation]], list[Conversation]]
) -> list[Conversation]:
    """The conversations of `user` after `change`, kept; one change at a time. Only the owner of the files reads them.

    :raises ConversationsError: if they cannot be read or written, or are too many or too long now.
    """
    path = _file_of(users, user)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), mode=0o600):
            changed = change(conversations(users, user))
            data = json.dumps([asdict(each) for each in changed], ensure_ascii=False).encode("utf-8")
            if len(changed) > MOST or len(data) > MOST_BYTES:
                raise ConversationsError("conversations_full", most=MOST, megabytes=MOST_BYTES // 1_000_000)
            write_by_rename(path, data, mode=0o600)
    except OSError as error:
        raise ConversationsError("conversations_unwritable") from error
    return changed


def forget(users: Path, user: str) -> None:
    """Remove all conversations of `user`.

    :raises ConversationsError: if their file cannot be removed.
    """
    path = _file_of(users, user)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ConversationsError("conversations_left", name=user, path=path, reason=error.strerror) from error


def with_asked(
    kept: list[Conversation], id_: str, asked: list[Any], at: int, since: int | None = None
) -> list[Conversation]:
    """`kept` with one conversation in front, in which `asked` is all that was asked; a new one is called by its first
    question.

    `since` is when the conversation that is gone on with was kept last, as far as the sender knows. If another tab went
    on with it meanwhile it is a second one from then on, so that neither overwrites the other.
    """
    before = next((each for each in kept if each.id == id_), None)
    if before is None:
        return [Conversation(id_, asked[0]["question"][:LONGEST_NAME], at, asked[-MOST_TURNS:]), *kept]
    known = since is None or since == before.at
    if not known and _goes_on(before.asked, asked):  # two were sent at once, and the later one came first
        return [before, *without(kept, id_)]
    later = replace(before, at=max(at, before.at + 1), asked=asked[-MOST_TURNS:])
    if known or _goes_on(asked, before.asked):
        return [later, *without(kept, id_)]
    return [replace(later, id=token_hex(8)), *kept]


def _goes_on(asked: list[Any], before: list[Any]) -> bool:
    """True if `asked` is all of `before`, and perhaps more."""
    return asked[: len(before)] == before


def renamed(kept: list[Conversation], id_: str, name: str) -> list[Conversation]:
    """`kept` with another name for one of them."""
    return [replace(each, name=name) if each.id == id_ else each for each in kept]


def without(kept: list[Conversation], id_: str) -> list[Conversation]:
    """`kept` without one of them."""
    return [each for each in kept if each.id != id_]


# --- over HTTP -----------------------------------------------------------------------------------------------------


def conversation_routes(access: SignIn) -> Iterator[BaseRoute]:
    """The addresses at which a page reads and changes the conversations of who signed in."""
    users = access.file.path
    for language in LANGUAGES:
        for path, method, endpoint in (
            ("", "GET", listed),
            ("/{id}", "PUT", changed),
            ("/{id}", "DELETE", removed),
        ):
            answer = partial(_answered, users=users, language=language, endpoint=endpoint)
            address = f"/{language}/conversations{path}"
            yield Route(address, answer, methods=[method], middleware=needs(Right.READ))


async def _answered(
    request: Request, users: Path, language: str, endpoint: Callable[[Request, Path, str], Awaitable[object]]
) -> Response:
    """The response of `endpoint` to who signed in; a program has a token and no conversations."""
    visitor = visitor_of(request)
    if visitor.csrf is None:
        return refuse(404, request.scope)
    try:
        return JSONResponse(await endpoint(request, users, visitor.name))
    except ConversationsError as error:
        html = render("refused_part.html", strings(language), sentence=told(error, language))
        return HTMLResponse(html, _STATUS.get(error.code, 503))


_STATUS = {"conversations_full": 409, "conversation_unreadable": 400}


async def listed(_: Request, users: Path, user: str) -> object:
    """The conversations of `user` as JSON."""
    return [asdict(each) for each in await run_in_threadpool(conversations, users, user)]


async def changed(request: Request, users: Path, user: str) -> object:
    """Under which id, and when, all that was asked is kept now in the conversation of the address; nothing, once it has
    the name that the request brings.

    :raises ConversationsError: if the request makes no sense, or it cannot be kept.
    """
    id_, sent = request.path_params["id"], read_sent(await body_sent(request, LARGEST))
    if not _ID.fullmatch(id_):
        raise ConversationsError("conversation_unreadable")

    def change(kept: list[Conversation]) -> list[Conversation]:
        if isinstance(sent, str):
            return renamed(kept, id_, sent)
        return with_asked(kept, id_, sent.asked, time.time_ns() // 1_000_000, sent.since)

    kept = await run_in_threadpool(change_conversations, users, user, change)
    return None if isinstance(sent, str) else {"id": kept[0].id, "at": kept[0].at}


class Asked(NamedTuple):
    """All that was asked in a conversation, and when it was kept last, as far as the page knows."""

    asked: list[Any]
    since: int | None


def read_sent(body: bytes) -> str | Asked:
    """The new name of a conversation, or all that was asked in it, that a page sends.

    :raises ConversationsError: if it is neither.
    """
    try:
        sent = json.loads(body)
        # Half a character can be sent and not be kept, NaN and Infinity be kept and not be sent back.
        json.dumps(sent, ensure_ascii=False, allow_nan=False).encode("utf-8")
        name, asked, since = sent.get("name"), sent.get("asked"), sent.get("since")
        if isinstance(name, str) and name.strip():
            return name.strip()[:LONGEST_NAME]
        if isinstance(asked, list) and asked and all(isinstance(each["question"], str) for each in asked):
            _check_depth(asked, DEEPEST)
            return Asked(asked, since if isinstance(since, int) else None)
    except (ValueError, AttributeError, LookupError, TypeError, RecursionError):
        pass
    raise ConversationsError("conversation_unreadable")


def _check_depth(value: object, levels: int) -> None:
    """Nothing, if no value stands in so many lists and objects: deeper ones could be kept and not be sent back.

    :raises ValueError: if one does.
    """
    if levels == 0:
        raise ValueError("too deep")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(each, levels - 1)


async def removed(request: Request, users: Path, user: str) -> object:
    """Nothing, once the conversation of the address is gone.

    :raises ConversationsError: if that cannot be done.
    """
    id_ = request.path_params["id"]
    await run_in_threadpool(change_conversations, users, user, lambda kept: without(kept, id_))
    return None

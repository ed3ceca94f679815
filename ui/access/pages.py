"""The pages where people sign in and out and change their password, and what they send there."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.errors import TifaError
from ui.access.conversations import conversation_routes
from ui.access.cookies import CSRF_FIELD, cookie, csrf_of, set_cookie
from ui.access.passwords import LONGEST, SHORTEST, is_right
from ui.access.rights import AccessError, Right, needs, particulars, visitor_of
from ui.access.sign_in import SignIn
from ui.access.users import UsersError, change_people, usable_name, with_password
from ui.faults import refuse
from ui.i18n import LANGUAGES, Strings, strings
from ui.rendering import render
from ui.told import told

LARGEST_FORM = 20_000  # bytes
HASHES_AT_ONCE = 2  # each takes 64 MiB and a good part of a second


class SignInPages:
    """The pages in one language for the users of `access`; `turns` are for computing hashes."""

    def __init__(self, access: SignIn, words: Strings, turns: anyio.CapacityLimiter) -> None:
        self.access = access
        self.words = words
        self.turns = turns

    def routes(self) -> Iterator[BaseRoute]:
        """Their addresses, each with the right that it needs."""
        language = self.words.language
        for method, name, right, endpoint in (
            ("GET", "sign-in", Right.NONE, self.ask),
            ("POST", "sign-in", Right.NONE, self.sign_in),
            ("POST", "sign-out", Right.READ, self.sign_out),
            ("GET", "account", Right.READ, self.account),
            ("POST", "account", Right.READ, self.change_password),
        ):
            declared = needs(right, recorded=method == "POST")
            yield Route(f"/{language}/{name}", endpoint, methods=[method], middleware=declared)

    async def ask(self, request: Request) -> Response:
        """The page that asks for name and password."""
        return self._sign_in_page(request, "", request.query_params.get("next", ""))

    async def sign_in(self, request: Request) -> Response:
        """The page that was wanted, with a session; or the sign-in page with the sentence that says why not."""
        form = await _form(request)
        wanted = form.get("next", "")
        particulars(request, name=form.get("name", ""))
        if visitor_of(request).csrf is None:  # without a cookie the gate has nothing to compare the token with
            return self._sign_in_page(request, self._sentence(AccessError("form_expired")), wanted, 403)
        try:
            name = usable_name(form.get("name", ""))
            await self._proved(request, name, form.get("password", ""))
        except TifaError as error:
            return self._refused(request, error, wanted)
        response = RedirectResponse(own_path(wanted) or f"/{self.words.language}/", 303)
        set_cookie(response, request, self._new_session(request, name))
        return response

    async def sign_out(self, request: Request) -> Response:
        """The sign-in page, without a session."""
        self.access.sessions.end(cookie(request))
        response = RedirectResponse(f"/{self.words.language}/sign-in", 303)
        set_cookie(response, request, secrets.token_urlsafe(32))
        return response

    async def account(self, request: Request) -> Response:
        """The page that says who signed in, and where to change the password."""
        return self._account_page(request)

    async def change_password(self, request: Request) -> Response:
        """The page with the sentence that says what came of it. All sessions of before are over, but for this one."""
        form = await _form(request)
        visitor = visitor_of(request)
        if visitor.csrf is None:  # a program has a token, no password
            return refuse(404, request.scope)
        try:
            if form.get("new", "") != form.get("again", ""):
                raise UsersError("passwords_differ")
            await self._proved(request, visitor.name, form.get("password", ""))
            change = partial(with_password, name=visitor.name, password=form.get("new", ""))
            await anyio.to_thread.run_sync(change_people, self.access.file.path, change, limiter=self.turns)
        except TifaError as error:
            return self._account_page(request, refused=self._sentence(error), status=_status(error))
        carried = self._new_session(request, visitor.name)
        response = self._account_page(request, done=True, token=csrf_of(self.access.secret, carried))
        set_cookie(response, request, carried)
        return response

    async def _proved(self, request: Request, name: str, password: str) -> None:
        """Nothing, if `password` is that of the user `name` and it may be tried now.

        :raises AccessError: otherwise.
        """
        address, now = request.client.host if request.client else "?", time.monotonic()
        slowing = self.access.slowing
        if (left := slowing.wait(name, address, now)) > 0:
            raise AccessError("sign_in_wait", seconds=math.ceil(left))
        slowing.tried(name, address, now)
        user = self.access.file.people().users.get(name)
        kept = user.password if user else None
        if not await anyio.to_thread.run_sync(is_right, kept, password[: LONGEST + 1], limiter=self.turns):
            raise AccessError("sign_in_wrong")
        slowing.succeeded(name, address)

    def _new_session(self, request: Request, name: str) -> str:
        """A new session of the user `name`: the cookie to carry. What the browser carried before is worth nothing."""
        self.access.sessions.end(cookie(request))
        return self.access.sessions.begin(name, self.access.file.people().users[name], time.monotonic())

    def _sign_in_page(self, request: Request, refused: str, wanted: str, status: int = 200) -> Response:
        carried = cookie(request) or secrets.token_urlsafe(32)
        html = render(
            "access/sign_in.html",
            self.words,
            token=csrf_of(self.access.secret, carried),
            refused=refused,
            wanted=own_path(wanted) or "",
        )
        response = HTMLResponse(html, status)
        set_cookie(response, request, carried)
        return response

    def _account_page(
        self, request: Request, *, refused: str = "", done: bool = False, token: str = "", status: int = 200
    ) -> Response:
        visitor = visitor_of(request)
        html = render(
            "access/account.html",
            self.words,
            token=token or visitor.csrf or "",
            name=visitor.name,
            role=visitor.role,
            refused=refused,
            done=done,
            shortest=SHORTEST,
            longest=LONGEST,
        )
        return HTMLResponse(html, status)

    def _refused(self, request: Request, error: TifaError, wanted: str) -> Response:
        response = self._sign_in_page(request, self._sentence(error), wanted, _status(error))
        if error.code == "sign_in_wait":
            response.headers["retry-after"] = str(error.particulars["seconds"])
        return response

    def _sentence(self, error: TifaError) -> str:
        return told(error, self.words.language)


def sign_in_routes(access: SignIn) -> list[BaseRoute]:
    """The routes of the pages to sign in at, in every language, and of what is kept for who did."""
    turns = anyio.CapacityLimiter(HASHES_AT_ONCE)
    pages = [SignInPages(access, strings(language), turns) for language in LANGUAGES]
    return [*(route for page in pages for route in page.routes()), *conversation_routes(access)]


def own_path(address: str) -> str | None:
    """`address` if it is a page of this server, such as /zh/library?view=dates; None for any other place."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address[1:2] in ("/", "\\") or "\\" in address:
        return None
    is_page = address.isprintable() and PurePosixPath(parts.path).name not in ("sign-in", "sign-out")
    return address if is_page else None


async def _form(request: Request) -> dict[str, str]:
    """The texts of a form.

    :raises HTTPException: if it is larger than any of ours.
    """
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > LARGEST_FORM:
        raise HTTPException(413)
    async with request.form(max_files=0, max_fields=10) as form:
        return {name: value for name, value in form.items() if isinstance(value, str) and name != CSRF_FIELD}


def _status(error: TifaError) -> int:
    return {"sign_in_wait": 429, "sign_in_wrong": 401, "users_damaged": 503, "users_missing": 503}.get(error.code, 400)

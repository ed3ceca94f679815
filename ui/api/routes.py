"""The HTTP API: every operation under /api, described at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import TifaError
from retriever import Retriever
from retriever.operations import OPERATIONS
from retriever.operations.operation import Operation, Options
from ui.api.errors import PRIVATE, ApiError, ErrorBody, language_of, misused, not_served, refused
from ui.api.work import Workers, as_json
from ui.asker import asker_of

MOST_BYTES = 4 << 20
"""Of a request: room for the longest draft however its JSON is escaped, and no more."""

DESCRIPTION = """
What `python -m retriever` does, for programs. Options have the names of the command line's (`top_k` for `--top-k`), and
what comes back is the object that its `--json` prints.

What is quoted is a slice of its source, character for character, and `start` and `end` count code points of the
speech's text. "Not found" means not found in the files that could be read. Sentences for people (`note`, `message`)
are in Chinese or English, by `Accept-Language`.
"""

ERROR: dict[int | str, dict[str, Any]] = {
    "default": {"model": ErrorBody, "description": "Nothing was done; why, and what to do about it."}
}


@dataclass(frozen=True, slots=True)
class Caller:
    """One request: who works on it, the language to answer in, who asks, and what tells that its client went."""

    retriever: Retriever
    workers: Workers
    language: str
    asker: str
    receive: Receive

    async def answer(self, operation: Operation[Any, Any], options: Options) -> Response:
        """The answer of the operation, as JSON."""
        answer = operation.answer
        body = await self.workers.run(
            lambda: as_json(answer(self.retriever.newest(), options, self.language)),
            operation.work,
            asker=self.asker,
            receive=self.receive,
        )
        return Response(body, headers=PRIVATE, media_type="application/json")


def name_of(route: APIRoute) -> str:
    """The name that a program made from the description gives the function behind `route`."""
    return route.name


def calling(request: Request) -> Caller:
    """The caller behind a request.

    :raises ApiError: if it is one with a body and has options in its address.
    """
    if request.method == "POST" and request.query_params:  # left alone, they would silently not count
        raise ApiError("api_options_in_address")
    state = request.app.state
    return Caller(state.retriever, state.workers, language_of(request), asker_of(request), request.receive)


Calling = Annotated[Caller, Depends(calling)]


def api(retriever: Retriever, workers: Workers) -> FastAPI:
    """The application to mount at /api. It has no pages of its own: those that FastAPI has load from elsewhere."""
    app = FastAPI(
        title="Tifa",
        description=DESCRIPTION,
        version="1",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=name_of,
    )
    app.state.retriever = retriever
    app.state.workers = workers
    for operation in OPERATIONS:
        app.add_api_route(
            operation.address,
            endpoint(operation),
            name=operation.name,
            methods=[operation.method],
            summary=operation.summary,
            description=operation.response.__doc__,
            response_model=None,
            responses={200: {"model": operation.response, "description": "What was found."}, **ERROR},
        )
    app.add_middleware(Bounded)
    app.add_middleware(WithRoom, workers=workers)
    app.add_exception_handler(TifaError, refused)
    app.add_exception_handler(RequestValidationError, misused)
    app.add_exception_handler(HTTPException, not_served)
    return app


def endpoint(operation: Operation[Any, Any]) -> Callable[..., Awaitable[Response]]:
    """The function behind the route of `operation`, whose annotations say where FastAPI finds the options."""

    async def answered(options: Options, caller: Caller) -> Response:
        return await caller.answer(operation, options)

    options: Any = operation.request
    if operation.method == "GET":
        options = Annotated[options, Depends() if "{" in operation.address else Query()]
    answered.__annotations__ = {"options": options, "caller": Calling, "return": Response}
    return answered


class WithRoom:
    """ASGI middleware that refuses costly work for which there is no place before it reads what it is about.

    Taking in drafts, only to refuse them, is work as well, and all of it is done in the event loop.
    """

    def __init__(self, app: ASGIApp, workers: Workers) -> None:
        self.app = app
        self.workers = workers
        self.kinds = {operation.address: operation.work for operation in OPERATIONS if operation.method == "POST"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        kind = self.kinds.get(scope["path"].removeprefix(scope.get("root_path", ""))) if "path" in scope else None
        if kind is not None:
            request = Request(scope)
            try:
                self.workers.check_room(kind, asker_of(request))
            except ApiError as error:
                await (await refused(request, error))(scope, receive, send)
                return
        await self.app(scope, receive, send)


class Bounded:
    """Refuses a request whose body is larger than MOST_BYTES, whatever it claims about its length."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise HTTPException(413)  # FastAPI lets this kind through where it reads a body
            return message

        await self.app(scope, bounded, send)

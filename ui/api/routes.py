"""The HTTP API: the functions of the command line under /api, described at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import TifaError
from retriever import Retriever
from ui.api import functions
from ui.api.errors import PRIVATE, ApiError, ErrorBody, language_of, misused, not_served, refused
from ui.api.models import Ask, Compare, Draft, Enumerations, Families, Listing, LookUp, Options, OverYears
from ui.api.work import Workers, as_json

MOST_BYTES = 4 << 20
"""Of a request: room for the longest draft however its JSON is escaped, and no more."""

DESCRIPTION = """
What `python -m retriever` does, for programs. Options have the names of the command line's (`top_k` for `--top-k`), and
what comes back is the object that its `--json` prints.

What is quoted is a slice of its source, character for character, and `start` and `end` count code points of the
speech's text. "Not found" means not found in the files that could be read. Sentences for people (`note`, `message`)
are in Chinese or English, by `Accept-Language`.
"""

router = APIRouter(
    responses={
        200: {
            "description": "What was found; docs/json.md tells of each key.",
            "content": {"application/json": {"schema": {}}},
        },
        "default": {"model": ErrorBody, "description": "Nothing was done; why, and what to do about it."},
    }
)


@dataclass(frozen=True, slots=True)
class Caller:
    """One request: who works on it, and the language to answer in."""

    retriever: Retriever
    workers: Workers
    language: str

    async def answer(self, function: Callable[[Retriever, Any, str], object], options: Options) -> Response:
        """What `function` gives for `options`, as JSON."""
        return await self.given(lambda: function(self.retriever, options, self.language))

    async def given(self, work: Callable[[], object]) -> Response:
        """What `work` gives, as JSON."""
        body = await self.workers.run(lambda: as_json(work()))
        return Response(body, headers=PRIVATE, media_type="application/json")


def name_of(route: APIRoute) -> str:
    """What a program made from the description calls the function behind `route`."""
    return route.name


def calling(request: Request) -> Caller:
    """The caller behind a request.

    :raises ApiError: if it is one with a body and has options in its address.
    """
    if request.method == "POST" and request.query_params:  # left alone, they would silently not count
        raise ApiError("api_options_in_address")
    state = request.app.state
    return Caller(state.retriever, state.workers, language_of(request))


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
    app.include_router(router)
    app.add_middleware(Bounded)
    app.add_exception_handler(TifaError, refused)
    app.add_exception_handler(RequestValidationError, misused)
    app.add_exception_handler(HTTPException, not_served)
    return app


@router.post("/ask", summary="The passages that best answer a question")
async def ask(options: Ask, caller: Calling) -> Response:
    """As `python -m retriever ask`."""
    return await caller.answer(functions.ask, options)


@router.post("/phrase", summary="Every place where a wording stands")
async def phrase(options: LookUp, caller: Calling) -> Response:
    """As `python -m retriever phrase`."""
    return await caller.answer(functions.phrase, options)


@router.post("/timeline", summary="Wordings over the years, and two periods compared")
async def timeline(options: OverYears, caller: Calling) -> Response:
    """As `python -m retriever timeline`."""
    return await caller.answer(functions.timeline, options)


@router.post("/families", summary="Wordings that recur in different speeches, with their variants through the years")
async def families(options: Families, caller: Calling) -> Response:
    """As `python -m retriever families`."""
    return await caller.answer(functions.families, options)


@router.post("/enumerations", summary="Numbered set phrases and their members")
async def enumerations(options: Enumerations, caller: Calling) -> Response:
    """As `python -m retriever enumerations`."""
    return await caller.answer(functions.enumerations, options)


@router.post("/check", summary="A draft compared, sentence by sentence, with what was said")
async def check(options: Draft, caller: Calling) -> Response:
    """As `python -m retriever check -`, with the text of the draft in `draft`."""
    return await caller.answer(functions.check, options)


@router.post("/compare", summary="Two speeches paragraph by paragraph, or the headings of a series")
async def compare(options: Compare, caller: Calling) -> Response:
    """As `python -m retriever compare`."""
    return await caller.answer(functions.compare, options)


@router.get("/speeches", summary="The speeches with their metadata, a page at a time")
async def speeches(options: Annotated[Listing, Query()], caller: Calling) -> Response:
    """`total` counts all that pass the filters; a speech is as `python -m indexer export` prints it, without text."""
    return await caller.answer(functions.speeches, options)


@router.get("/speeches/{speech_id}", summary="A speech: text, metadata, passages, other versions")
async def speech(speech_id: str, caller: Calling) -> Response:
    """The passages are spans of the text, in code points."""
    return await caller.given(lambda: functions.speech(caller.retriever, speech_id))


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

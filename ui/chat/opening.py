"""The Ask pages, which answer from the start: loading Gradio takes seconds, and until then a page says so."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from retriever import Retriever
from ui.api.work import Workers
from ui.faults import note
from ui.i18n import LANGUAGES
from ui.language_model import LanguageModel
from ui.page_request import Site
from ui.pages.responses import page_html

log = logging.getLogger(__name__)

_ONE_AT_A_TIME = threading.Lock()  # a Blocks page that is being made is held in a global of Gradio


class AskPages:
    """The Ask page of each language, as `ui.chat.mount` makes it, loaded while the server already answers."""

    def __init__(
        self, retriever: Retriever, site: Callable[[str], Site], workers: Workers, model: LanguageModel | None
    ) -> None:
        """The pages answer from `retriever`, `model` writes paragraphs; `site` has what the other pages are made of."""
        self._retriever, self._site, self._workers, self._model = retriever, site, workers, model
        self._made: FastAPI | None = None
        self._pages: Mapping[str, ASGIApp] = {}
        self._failure: Exception | None = None
        self._decided = asyncio.Event()

    def load(self) -> FastAPI:
        """Gradio's applications in one that serves nothing else. It takes seconds and needs an event loop."""
        from ui.chat.mount import mount_chat  # Gradio, half of all that is imported

        made = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        with _ONE_AT_A_TIME:
            mount_chat(made, self._retriever, self._workers, self._model)
        return made

    def load_now(self) -> None:
        """Load the pages before the server starts."""
        self._made = self.load()
        self._pages = _by_language(self._made)

    def mounts(self) -> list[Mount]:
        """The page of each language at its place."""
        return [Mount(f"/{language}", partial(self._answer, language)) for language in LANGUAGES]

    @asynccontextmanager
    async def lifespan(
        self, outer: Callable[[Any], AbstractAsyncContextManager[Any]], app: FastAPI
    ) -> AsyncIterator[Any]:
        """The lifespan of `app` as it was; the pages are loaded inside it, and closed in the end."""
        over = asyncio.Event()
        async with outer(app) as state:
            held = asyncio.create_task(self._hold(over))
            try:
                yield state
            finally:
                over.set()
                await held

    async def _hold(self, over: asyncio.Event) -> None:
        """Load the pages and keep them open until it is `over`."""
        try:
            made = self._made
            if made is None:
                made = await asyncio.to_thread(asyncio.run, self._loaded())
            async with made.router.lifespan_context(made):
                self._pages = _by_language(made)
                self._decided.set()
                await over.wait()
        except Exception as error:
            note(log, "The Ask page could not be opened", error)
            self._failure = error
            self._decided.set()

    async def _loaded(self) -> FastAPI:
        return self.load()

    async def _answer(self, language: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: for the page at once, for anything else when it is loaded."""
        if not self._pages and not self._failure:
            if scope["path"].removeprefix(scope["root_path"]) in ("", "/"):
                await (await run_in_threadpool(self._being_opened, language, scope))(scope, receive, send)
                return
            await self._decided.wait()
        if self._failure:
            raise self._failure
        await self._pages[language](scope, receive, send)

    def _being_opened(self, language: str, scope: Scope) -> HTMLResponse:
        request = self._site(language).request("ask", Request(scope))
        return HTMLResponse(page_html(request, "opening.html"), headers={"cache-control": "no-store"})


def _by_language(made: FastAPI) -> Mapping[str, ASGIApp]:
    return {route.path.removeprefix("/"): route.app for route in made.routes if isinstance(route, Mount)}

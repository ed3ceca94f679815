"""The lifespan of an application inside another one, which starts and ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette


@asynccontextmanager
async def both_lifespans(
    outer: Callable[[Any], AbstractAsyncContextManager[Any]], inner: Starlette, app: FastAPI
) -> AsyncIterator[Any]:
    """The lifespan of `app` as it was, with that of `inner` inside."""
    async with outer(app) as state, inner.router.lifespan_context(inner):
        yield state

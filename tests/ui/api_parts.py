"""Parts that the tests of what programs call share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import FastAPI

from retriever import Retriever
from ui.server import application


def built(retriever: Retriever, hosts: Sequence[str] = ("*",), *, mcp: bool = False) -> FastAPI:
    """The application. Where no event loop runs, Gradio makes some and leaves them open, which is a warning here."""

    async def build() -> FastAPI:
        return application(retriever, hosts, mcp=mcp)

    return asyncio.run(build())

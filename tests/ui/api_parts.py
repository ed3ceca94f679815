"""Parts that the tests of what programs call share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI

from retriever import Retriever
from ui.access.audit import AuditLog
from ui.access.readers import OpenPart
from ui.access.rights import Access
from ui.api.mcp import TOOLS
from ui.router import application


def built(
    retriever: Retriever,
    hosts: Sequence[str] = ("*",),
    *,
    mcp: bool = False,
    access: Access | None = None,
    audit: AuditLog | None = None,
    for_readers: Retriever | None = None,
) -> FastAPI:
    """The application. Where no event loop runs, Gradio makes some and leaves them open, which is a warning here."""

    async def build() -> FastAPI:
        part = OpenPart(retriever.newest().snapshot.index, lambda: for_readers or retriever.open_part())
        if for_readers:
            part.open()
        return application(retriever, hosts, mcp=mcp, access=access, audit=audit, part=part)

    return asyncio.run(build())


def used(retriever: Retriever, name: str, **arguments: Any) -> Any:
    """What the tool with this name gives, its sentences in Chinese."""
    tool = TOOLS[name]
    return tool.answer(retriever, tool.request.model_validate(arguments), "zh")

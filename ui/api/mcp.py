"""The MCP server, on the official SDK: over HTTP at /mcp beside the pages, or over standard input and output."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import anyio
from fastapi import FastAPI
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.console import language as console_language
from corpus.errors import TifaError
from retriever import Retriever
from ui.api.errors import fault_sentences
from ui.api.mcp_tools import INSTRUCTIONS, TOOLS, Tool
from ui.api.routes import MOST_BYTES
from ui.api.shorten import shortened
from ui.api.work import Workers, as_json
from ui.i18n import preferred

PATH = "/mcp"

Context = ServerRequestContext[dict[str, Any], Any]


def server(retriever: Retriever, workers: Workers) -> Server[dict[str, Any]]:
    """The server with its tools."""
    tools = {tool.name: tool for tool in TOOLS}

    async def list_tools(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[listed(tool) for tool in TOOLS])

    async def call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
        if params.name not in tools:
            raise MCPError(INVALID_PARAMS, f"There is no tool {params.name!r}; there are: {', '.join(tools)}")
        return await called(tools[params.name], params.arguments or {}, retriever, workers, language_of(context))

    return Server(
        "tifa", title="提法 Tifa", instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )


def listed(tool: Tool) -> ListedTool:
    """The tool as it is announced. None of them changes anything or leaves this machine."""
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.options.model_json_schema(),
        output_schema={"type": "object"},
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


async def called(
    tool: Tool, arguments: dict[str, Any], retriever: Retriever, workers: Workers, language: str
) -> CallToolResult:
    """What the tool gives, as text and as an object; an error is a result that says what to do about it.

    A list is under "result", since what is structured must be an object.
    """
    try:
        options = tool.options.model_validate(arguments)
        found = await workers.run(lambda: shortened(tool.function(retriever, options, language)))
        text = await workers.run(lambda: as_json(found).decode())
    except ValidationError as error:
        return refused(fault_sentences(error.errors(), language))
    except TifaError as error:
        return refused(error.message(language))
    structured = found if isinstance(found, dict) else {"result": found}
    return CallToolResult(content=[TextContent(text=text)], structured_content=structured)


def refused(message: str) -> CallToolResult:
    """A result that only says why there is none."""
    return CallToolResult(content=[TextContent(text=message)], is_error=True)


def language_of(context: Context) -> str:
    """The language of the sentences: the client's over HTTP, else that of the terminal's environment."""
    headers = getattr(context.request, "headers", None)
    return console_language() if headers is None else preferred(headers.get("accept-language", ""))


# --- over HTTP -------------------------------------------------------------------------------------------------


def mount_mcp(app: FastAPI, retriever: Retriever, workers: Workers, hosts: Sequence[str]) -> None:
    """Serve the tools at /mcp of `app`, which answers to the names `hosts`; "*" among them stands for any.

    Each request stands by itself: nothing is kept between them, so a client can come and go.
    """
    inner = server(retriever, workers).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MOST_BYTES,
        transport_security=security(hosts),
    )
    app.router.routes.append(Route(PATH, endpoint=WithoutPages(inner) if "*" in hosts else inner))
    app.router.lifespan_context = partial(both_lifespans, app.router.lifespan_context, inner)


def security(hosts: Sequence[str]) -> TransportSecuritySettings:
    """Requests must be to one of `hosts`, and from a page of it if they are from a page."""
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in hosts,
        allowed_hosts=[name for host in hosts for name in (host, f"{host}:*")],
        allowed_origins=[origin for host in hosts for origin in (f"http://{host}", f"http://{host}:*")],
    )


class WithoutPages:
    """Refuses what a page in a browser sends. Where any name will do, a page elsewhere could pass for one of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        page = "origin" in Headers(scope=scope)
        await (PlainTextResponse("Invalid Origin header", 403) if page else self.app)(scope, receive, send)


@asynccontextmanager
async def both_lifespans(
    outer: Callable[[Any], AbstractAsyncContextManager[Any]], inner: Starlette, app: FastAPI
) -> AsyncIterator[Any]:
    """The lifespan of `app` as it was, with that of `inner` inside."""
    async with outer(app) as state, inner.router.lifespan_context(inner):
        yield state


# --- over standard input and output ----------------------------------------------------------------------------


def serve_stdio(retriever: Retriever) -> None:
    """Serve the tools until standard input ends. Nothing else may be written to standard output meanwhile."""
    anyio.run(partial(_serve_stdio, server(retriever, Workers())))


async def _serve_stdio(tools: Server[dict[str, Any]]) -> None:
    async with stdio_server() as (incoming, outgoing):
        await tools.run(incoming, outgoing, tools.create_initialization_options())

"""Health for a monitor: is the process alive, can it answer, and its metrics."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse

from corpus.errors import IndexStateError, TifaError
from retriever import Retriever
from ui.api.errors import PRIVATE, ErrorBody, language_of
from ui.api.metrics import Metrics
from ui.told import told

PROBES = ("/healthz", "/readyz")
"""The addresses that a monitor asks without a name: they tell nothing of the library."""


def health(retriever: Retriever, metrics: Metrics) -> APIRouter:
    """/healthz, /readyz and /metrics."""
    router = APIRouter()

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> Response:
        return JSONResponse({"status": "alive"}, headers=PRIVATE)

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    def readyz(request: Request) -> Response:
        try:
            check_ready(retriever)
        except TifaError as error:
            body = ErrorBody(error=error.code, message=told(error, language_of(request)))
            return JSONResponse(body.model_dump(), 503, PRIVATE)
        return JSONResponse({"status": "ready"}, headers=PRIVATE)

    @router.get("/metrics")
    def numbers() -> Response:
        return Response(generate_latest(metrics.registry), headers=PRIVATE, media_type=CONTENT_TYPE_LATEST)

    return router


def check_ready(retriever: Retriever) -> None:
    """Nothing, if a question would be answered now.

    :raises IndexStateError: if the encoder is not loaded yet, or the index is empty or cannot be opened.
    """
    if not retriever.is_warm:
        raise IndexStateError("ready_not_loaded")
    index = retriever.newest()
    if not index.snapshot.speeches():
        raise IndexStateError("index_empty", index=index.snapshot.index)

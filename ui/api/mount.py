"""Putting what programs call beside the pages."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from retriever import Retriever
from ui.api.health import health
from ui.api.metrics import Metrics
from ui.api.routes import api
from ui.api.work import Workers


def mount_programs(app: FastAPI, retriever: Retriever, workers: Workers, hosts: Sequence[str], *, mcp: bool) -> Metrics:
    """Mount /api, /healthz, /readyz, /metrics and, with `mcp`, /mcp; the metrics that the requests are counted in.

    It must come before whatever takes all other addresses. `hosts` are the names that `app` answers to.
    """
    metrics = Metrics(retriever)
    app.router.routes += health(retriever, metrics).routes
    app.mount("/api", api(retriever, workers))
    if mcp:
        from ui.api.mcp import mount_mcp  # heavy, and only where it was asked for

        mount_mcp(app, retriever, workers, hosts)
    return metrics

"""Metrics for a monitor at /metrics: counts and durations of requests, and the state of the index. Never a question."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import IndexStateError
from retriever import Retriever
from ui.i18n import LANGUAGES

# Seconds: a wording is looked up in a few thousandths, a long draft compared in several.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# What of Gradio is asked for by the page; the rest of it is files.
_GRADIO = ("", "gradio_api/queue/join", "gradio_api/queue/data", "gradio_api/run/predict")
_EVENTS = ("/", *(f"/{language}/{path}" for language in LANGUAGES for path in _GRADIO))


class Metrics:
    """The metrics of one application."""

    def __init__(self, retriever: Retriever) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(IndexCollector(retriever))
        self.requests = Counter("tifa_requests", "Requests answered", ("route", "status"), registry=self.registry)
        self.seconds = Histogram(
            "tifa_request_seconds", "Seconds until the last byte", ("route",), registry=self.registry, buckets=BUCKETS
        )


class IndexCollector(Collector):
    """The state of the index, read when it is asked for."""

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: so the index is not read before somebody asks."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges as they are now."""
        try:
            status, generation = self.retriever.status(), self.retriever.newest().snapshot.generation
        except IndexStateError:  # what else there is to know can be read all the same
            yield GaugeMetricFamily("tifa_index_readable", "Whether the index can be read", 0)
            return
        for name, documentation, value in (
            ("readable", "Whether the index can be read", 1),
            ("generation", "Generation of the index that answers", generation),
            ("speeches", "Speeches in the index", status.speeches),
            ("passages", "Passages in the index", status.passages),
            ("characters", "Characters of all speeches", status.characters),
            ("pending_passages", "Passages that are not embedded yet", status.pending),
            ("unread_files", "Files that could not be read", status.not_read),
            ("marked_files", "Files left out for their security mark", status.marked),
        ):
            yield GaugeMetricFamily(f"tifa_index_{name}", documentation, value)


class Measured:
    """Counts each request under the template of its route: what is in an address or a body is no label.

    `pages` are the addresses that have no template, each its own route.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, pages: Collection[str] = ()) -> None:
        self.app = app
        self.metrics = metrics
        self.pages = frozenset((*pages, *_EVENTS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # should it fail before it answers
        path = scope["path"]

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = time.perf_counter()
        try:
            await self.app(scope, receive, noted)
        finally:
            route = path if path in self.pages else route_of(scope)
            self.metrics.requests.labels(route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - started)


def route_of(scope: Scope) -> str:
    """The template of the address that answered, such as /api/speeches/{speech_id}; "other" where none did."""
    template = getattr(scope.get("route"), "path", None)
    return f"{scope.get('root_path', '')}{template}" if template else "other"

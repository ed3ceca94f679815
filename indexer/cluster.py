"""Embeddings made by the machines of a Ray cluster, bit for bit those that this machine would make.

Each machine has one worker, which holds one encoder and takes all of the machine's processors, as a build does here. It
gets whole batches, since a vector may hang on the company of its text, and at most two at a time: one is encoded while
the other is on its way. The batches of a worker that dies are given to others; one in its place is started.
"""

from __future__ import annotations

import logging
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import ActorUnschedulableError, RayActorError, RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import corpus
import indexer
from corpus.errors import EncoderError
from indexer.embed import Batch, Encode, Encoded, EncodeWith, encoded
from indexer.encoder import Encoder, load_encoder

_SECONDS = 10
_AT_ONCE = 2
_STARTS = 3
"""So often a worker is started on one machine. One that dies again and again has too little memory, most often."""
_MINUTES = 10
"""So long a cluster may leave a build without any worker: another's work may fill it, or a model be on its way."""

_Reference = Any
"""Ray's promise of a result."""


@contextmanager
def encoding_on(address: str) -> Iterator[EncodeWith]:
    """An `EncodeWith` that embeds on the cluster at `address`, as Ray writes it; at the end its workers stop.

    The program is sent along; the packages that it needs must be installed there.
    :raises EncoderError: if the cluster cannot be reached, or runs another version.
    """
    _reach(address)
    program = [str(Path(package.__path__[0])) for package in (corpus, indexer)]
    try:
        ray.init(address, runtime_env={"py_modules": program}, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, ValueError) as exc:
        raise EncoderError("cluster_unreachable", address=address, reason=_reason(exc)) from exc
    except RuntimeError as exc:  # Ray has no kind of its own for this
        code = "cluster_other_version" if "ersion" in str(exc) else "cluster_unreachable"
        raise EncoderError(code, address=address, reason=_reason(exc)) from exc
    try:
        yield partial(_encode_on, address)
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Return if something listens at the address, as far as it has a port: Ray itself would go on trying for minutes.

    :raises EncoderError: cluster_unreachable.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdigit():
        try:
            socket.create_connection((host.strip("[]"), int(port)), _SECONDS).close()
        except OSError as exc:
            raise EncoderError("cluster_unreachable", address=address, reason=_reason(exc)) from exc


def _encode_on(address: str, encoder: Encoder) -> Encode:
    return lambda batches: _Work(address, encoder).results(batches)


class _EncoderThere:
    """The encoder of one machine, loaded and asked by Ray."""

    def load(self, model: str, precision: str) -> str:
        """The fingerprint of the encoder, which is loaded now."""
        self._encoder = load_encoder(model, precision)
        return self._encoder.fingerprint

    def encoded(self, batch: Batch) -> Encoded:
        return encoded(batch, self._encoder)


@dataclass(eq=False, slots=True)
class _Worker:
    """A worker on a machine of the cluster; `start` counts those that were started there."""

    machine: dict[str, Any]
    start: int
    actor: Any

    @property
    def name(self) -> str:
        return str(self.machine["NodeManagerHostname"])


class _Work:
    """The batches of one build on their way through the workers of a cluster."""

    def __init__(self, address: str, encoder: Encoder) -> None:
        self._address = address
        self._encoder = encoder
        self._starting: dict[_Reference, _Worker] = {}
        self._encoding: dict[_Reference, tuple[_Worker, Batch]] = {}
        self._ready: set[_Worker] = set()
        self._again: deque[Batch] = deque()

    def results(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Encoded]]:
        """Each of `batches` with its vectors, as they are done.

        :raises EncoderError: if no worker can be had or kept, or one has no encoder, another one, or cannot encode.
        """
        left = iter(batches)
        first = next(left, None)
        if first is None:
            return
        self._again.append(first)
        self._start_on_all()
        while self._hand_out(left) or self._encoding:
            reference = self._next_done()
            if worker := self._starting.pop(reference, None):
                self._started(worker, reference)
            elif done := self._done(reference):
                yield done

    def _start_on_all(self) -> None:
        machines = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU", 0) >= 1]
        if not machines:
            raise EncoderError("cluster_no_processors", address=self._address)
        for machine in machines:
            self._start(machine, 1)

    def _start(self, machine: dict[str, Any], start: int) -> None:
        there = NodeAffinitySchedulingStrategy(machine["NodeID"], soft=False)
        options = {"num_cpus": machine["Resources"]["CPU"], "scheduling_strategy": there}
        actor = ray.remote(**options)(_EncoderThere).remote()
        loading = actor.load.remote(self._encoder.name, self._encoder.precision)
        self._starting[loading] = _Worker(machine, start, actor)

    def _hand_out(self, left: Iterator[Batch]) -> bool:
        """True if a batch still waits for a worker: each that is ready has got what it may have."""
        for worker in self._ready:
            held = sum(1 for holder, _ in self._encoding.values() if holder is worker)
            for _ in range(held, _AT_ONCE):
                batch = self._again.popleft() if self._again else next(left, None)
                if batch is None:
                    return False
                self._encoding[worker.actor.encoded.remote(batch)] = worker, batch
        if not self._again and (batch := next(left, None)) is not None:
            self._again.append(batch)
        return bool(self._again)

    def _next_done(self) -> _Reference:
        """The reference of what is done next: a worker is ready, or a batch."""
        asked = [*self._starting, *self._encoding]
        if not asked:
            raise EncoderError("cluster_lost", address=self._address)
        done, _ = ray.wait(asked, num_returns=1, timeout=None if self._ready else _MINUTES * 60)
        if not done:
            raise EncoderError("cluster_busy", address=self._address, minutes=_MINUTES)
        return done[0]

    def _started(self, worker: _Worker, loading: _Reference) -> None:
        try:
            there = ray.get(loading)
        except (RayActorError, ActorUnschedulableError):
            self._died(worker)
            return
        except RayError as exc:
            raise EncoderError("cluster_no_encoder", machine=worker.name, reason=_reason(exc)) from exc
        here = self._encoder.fingerprint
        if there != here:
            raise EncoderError("cluster_other_encoder", machine=worker.name, there=there, here=here)
        self._ready.add(worker)

    def _done(self, encoding: _Reference) -> tuple[Batch, Encoded] | None:
        """The batch and its vectors; None if its worker has died, and it must be encoded again."""
        worker, batch = self._encoding.pop(encoding)
        try:
            return batch, ray.get(encoding)
        except RayActorError:
            self._again.append(batch)
            if worker in self._ready:
                self._ready.remove(worker)
                self._died(worker)
            return None
        except RayError as exc:
            raise EncoderError("cluster_failed", machine=worker.name, reason=_reason(exc)) from exc

    def _died(self, worker: _Worker) -> None:
        if worker.start < _STARTS:
            self._start(worker.machine, worker.start + 1)


def _reason(exc: BaseException) -> str:
    """The exception that a worker met or, if it met none, `exc` itself, in a line."""
    met = getattr(exc, "cause", None) or exc
    lines: Sequence[str] = str(met).strip().splitlines() or [type(met).__name__]
    return lines[-1]

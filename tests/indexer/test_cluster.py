"""Embeddings from a Ray cluster are bit for bit those made here, also when a machine is lost on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from copy import copy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import EncoderError
from indexer.build import Progress, build
from indexer.cli import main
from indexer.encoder import OfflineEncoder
from indexer.layout import Layout
from tests.conftest import write_speech

CLIENTS = 10101
"""The port of the cluster for those who are not part of it."""


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_the_remedy_is_named_before_anything_is_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, index = _write_corpus(tmp_path / "讲话", 1), tmp_path / "index"
    assert main(["build", "--corpus", str(corpus), "--index", str(index), "--embed-on", "ray://127.0.0.1:10001"]) == 1
    assert "pip install -r requirements-cluster.txt" in capsys.readouterr().err
    assert not index.exists()


# --- on a real cluster -------------------------------------------------------------------------------------------


def on_a_cluster(test: Callable[..., None]) -> Callable[..., None]:
    """`test`, run by `make soak` where Ray is installed."""
    missing = "Ray is not installed: pip install -r requirements-cluster.txt"
    for mark in (
        pytest.mark.skipif(find_spec("ray") is None, reason=missing),
        pytest.mark.soak,
        pytest.mark.filterwarnings("ignore"),  # Ray's own
    ):
        test = mark(test)
    return test


@pytest.fixture(scope="module")
def cluster(offline_folder: Path) -> Iterator[Any]:
    """Two machines with a processor each; the first is the head."""
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 1, "include_dashboard": False, "ray_client_server_port": CLIENTS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        made = None
        try:
            try:
                made = Cluster(initialize_head=True, head_node_args=head)
                made.add_node(num_cpus=1)
            except Exception as exc:  # Ray gives its own processes half a minute, and raises nothing more exact
                pytest.skip(f"embedding on a cluster was NOT tested: Ray does not start here ({exc})")
            yield made
        finally:
            if made is not None:
                made.shutdown()


@on_a_cluster
@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9"])
def test_a_cluster_that_is_not_there_is_said_to_be_out_of_reach(address: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderError) as caught:
        build([_write_corpus(tmp_path / "讲话", 1)], tmp_path / "index", embed_on=address)
    assert caught.value.code == "cluster_unreachable"
    assert not (tmp_path / "index").exists()


@on_a_cluster
def test_a_machine_with_another_encoder_is_named(cluster: Any, offline_encoder: OfflineEncoder, tmp_path: Path) -> None:
    other, corpus = copy(offline_encoder), _write_corpus(tmp_path / "讲话", 1)
    other.fingerprint = "another"
    with pytest.raises(EncoderError) as caught:
        build([corpus], tmp_path / "index", encoder=other, embed_on=cluster.address)
    assert caught.value.code == "cluster_other_encoder"


@on_a_cluster
def test_a_machine_that_cannot_load_the_encoder_is_named(
    cluster: Any, offline_encoder: OfflineEncoder, tmp_path: Path
) -> None:
    other, corpus = copy(offline_encoder), _write_corpus(tmp_path / "讲话", 1)
    other.name = str(tmp_path / "no such model")
    with pytest.raises(EncoderError) as caught:
        build([corpus], tmp_path / "index", encoder=other, embed_on=cluster.address)
    assert caught.value.code == "cluster_no_encoder"
    assert "no such model" in str(caught.value)


@on_a_cluster
def test_what_was_embedded_before_a_build_was_left_is_kept(
    cluster: Any, offline_encoder: OfflineEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.embed.BATCH", 4)
    corpus, index = _write_corpus(tmp_path / "讲话", 20), tmp_path / "index"

    def leave(progress: Progress) -> None:
        if progress.stage == "embed" and progress.done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([corpus], index, encoder=offline_encoder, embed_on=cluster.address, progress=leave)
    from_outside = f"ray://127.0.0.1:{CLIENTS}"
    assert build([corpus], index, encoder=offline_encoder, embed_on=from_outside).embedded == 12


@on_a_cluster
def test_a_cluster_that_loses_a_machine_gives_the_vectors_that_this_machine_would(
    cluster: Any, offline_encoder: OfflineEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.embed.BATCH", 4)
    corpus, here, there = _write_corpus(tmp_path / "讲话", 60), tmp_path / "here", tmp_path / "there"
    shown = []

    def lose_a_machine(progress: Progress) -> None:
        if progress.stage == "embed":
            shown.append((progress.done, progress.total))
            if len(shown) == 3:
                cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)

    local = build([corpus], here, encoder=offline_encoder)
    spread = build([corpus], there, encoder=offline_encoder, embed_on=cluster.address, progress=lose_a_machine)
    assert spread.embedded == local.embedded == 60
    assert not cluster.worker_nodes
    assert shown == [(done, 60) for done in range(4, 61, 4)]
    assert _embeddings(there) == _embeddings(here)


def _write_corpus(folder: Path, count: int) -> Path:
    for number in range(count):
        text = (
            f"第{number}号泵房入汛前要试转一遍，油料、备件、值班表都写在墙上。{'水位每两小时报一次。' * (number % 7)}\n"
        )
        write_speech(folder / f"{number:03}.md", text, title=f"第{number}号泵房交接时的话")
    return folder


def _embeddings(index: Path) -> list[tuple[bytes, ...]]:
    database = sqlite3.connect(Layout(index).catalog)
    try:
        return database.execute("SELECT * FROM embeddings ORDER BY key").fetchall()
    finally:
        database.close()

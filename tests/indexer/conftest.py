"""The offline model, prepared once for all tests in a cache of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.encoder import OfflineEncoder, prepare


@pytest.fixture(scope="session")
def offline_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIFA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield prepare()


@pytest.fixture(scope="session")
def offline_encoder(offline_folder: Path) -> OfflineEncoder:
    return OfflineEncoder.open(offline_folder)

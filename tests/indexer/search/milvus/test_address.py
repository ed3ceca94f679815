"""Where a search server is, and what may not be written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import EngineError
from indexer.build import build
from indexer.search.milvus.address import address_of, token


def test_a_server_has_a_host_a_port_and_a_name_for_its_collections() -> None:
    address = address_of("milvus://search.example:19530/speeches")
    assert (address.uri, address.name, str(address)) == (
        "http://search.example:19530",
        "speeches",
        "milvus://search.example:19530/speeches",
    )
    assert address_of("milvus+tls://search.example:443/speeches").uri == "https://search.example:443"


def test_a_file_is_known_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    address = address_of("milvus+lite://speeches.db")
    assert address.file == tmp_path / "speeches.db"
    assert address_of(str(address)) == address


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("search.example:19530", "engine_address"),
        ("http://search.example:19530/speeches", "engine_address"),
        ("milvus://search.example/speeches", "engine_address"),
        ("milvus://search.example:no/speeches", "engine_address"),
        ("milvus://search.example:19530", "engine_address"),
        ("milvus://search.example:19530/two words", "engine_address"),
        ("milvus+lite://folder/a name.db", "engine_file"),
        ("milvus://ann:secret@search.example:19530/speeches", "engine_secret"),
        ("milvus://search.example:19530/speeches?token=secret", "engine_secret"),
        ("milvus://search.example:19530/speeches#secret", "engine_secret"),
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_changed(written: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        build([tmp_path], tmp_path / "index", engine=written)
    assert caught.value.code == code
    assert "secret" not in str(caught.value) + caught.value.message("zh")
    assert not (tmp_path / "index").exists()


def test_credentials_come_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert token() == ""
    monkeypatch.setenv("TIFA_MILVUS_TOKEN", "of the environment")
    assert token() == "of the environment"
    monkeypatch.setenv("TIFA_MILVUS_USER", "ann")
    monkeypatch.setenv("TIFA_MILVUS_PASSWORD", "open:sesame")
    assert token() == "ann:open:sesame"
    (tmp_path / "token").write_text("of the file\n", encoding="utf-8")
    monkeypatch.setenv("TIFA_MILVUS_TOKEN_FILE", str(tmp_path / "token"))
    assert token() == "of the file"
    monkeypatch.setenv("TIFA_MILVUS_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(EngineError) as caught:
        token()
    assert caught.value.code == "engine_token_file"

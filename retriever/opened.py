"""The opened index that every operation runs on."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate
from corpus.errors import IndexStateError
from corpus.language.dates import parse_date
from indexer.encoder import Encoder, Reranker, load_encoder
from indexer.opening import open_index, open_newest
from indexer.search.places import phrase_places
from indexer.search.protocol import Place, SearchEngine
from indexer.snapshot import Snapshot
from retriever.known import Known
from retriever.types import Note

SETTINGS_FILE = "settings.toml"


class LazyEncoder:
    """The encoder of an index, loaded when it is first needed, and again when another model has made the index.

    One that is given is used for every state, and must be the one that made it. Safe for several threads.
    """

    def __init__(self, given: Encoder | None = None) -> None:
        self._encoder, self._loads = given, given is None
        self._lock = threading.Lock()

    @property
    def is_loaded(self) -> bool:
        """True when a question need not wait for the encoder."""
        return self._encoder is not None

    def of(self, snapshot: Snapshot) -> Encoder:
        """The encoder that made `snapshot`.

        :raises IndexStateError: if the one that is given did not.
        """
        model, fingerprint = snapshot.meta("model"), snapshot.meta("fingerprint")
        with self._lock:
            if self._encoder is None or (self._loads and self._encoder.fingerprint != fingerprint):
                encoder = load_encoder(model, precision=snapshot.meta("precision"))
                encoder.encode_queries(["提法"])  # for its first text the offline one loads its network
                self._encoder = encoder
            if self._encoder.fingerprint != fingerprint:
                raise IndexStateError("index_model", index=snapshot.index, model=model, given=self._encoder.name)
            return self._encoder


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an index, from the `settings.toml` in its folder.

    `term_start` is the date from which 换届以来 counts; None when nobody has set it.
    """

    term_start: PartialDate | None = None


def read_settings(index: Path) -> Settings:
    """The settings of the index in the folder `index`; the defaults when there is no file.

    :raises IndexStateError: if the file is not TOML, or a value in it is none that can be.
    """
    path = index / SETTINGS_FILE
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise IndexStateError("settings_damaged", path=path, reason=error) from error
    value = written.get("term_start")
    if value is None:
        return Settings()
    term_start = parse_date(str(value))
    if term_start is None:
        raise IndexStateError("settings_damaged", path=path, reason=f"term_start = {value!r}")
    return Settings(term_start)


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """One published state of an index: its facts and texts, what searches it, and the models that read questions.

    It never changes, so all of an answer, or of a table, that is taken from one is of one state. One that filters
    narrowed (`retriever.narrowed`) is `part_of` the whole; `left_out` says how many speeches they left out for what
    these do not say.
    """

    snapshot: Snapshot
    search: SearchEngine
    encoder: LazyEncoder
    reranker: Reranker | None = None
    left_out: tuple[Note, ...] = ()
    part_of: OpenedIndex | None = None

    @classmethod
    def open(
        cls, index: Path, *, encoder: Encoder | None = None, reranker: Reranker | None = None, places: bool = True
    ) -> Self:
        """The state that is published in the index folder `index`, repaired first if a build was cut off.

        Without `places` speeches do not say where their files lie on the disk.

        :raises IndexStateError: if there is no index, or it is damaged or was made by a newer program.
        """
        return cls(*open_index(index, places=places), LazyEncoder(encoder), reranker)

    def newest(self) -> Self:
        """The state that is published now: this one as long as nothing newer is."""
        if self.snapshot.is_newest():
            return self
        return type(self)(*open_newest(self.snapshot), self.encoder, self.reranker)

    def close(self) -> None:
        """Close the index's files."""
        self.snapshot.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def known(self) -> Known:
        """The facts of its speeches in columns, of all speeches where it is a part of an index."""
        whole = self.snapshot.whole
        speeches = whole.speeches()
        return whole.once("known", lambda: Known(speeches))

    def settings(self) -> Settings:
        """The settings of the index as they are now.

        :raises IndexStateError: if `settings.toml` is not TOML, or a value in it is none that can be.
        """
        return read_settings(self.snapshot.index)

    def encoded(self, query: str) -> NDArray[np.float32]:
        """The vector of `query`, shape (dimension,)."""
        vector: NDArray[np.float32] = self.encoder.of(self.snapshot).encode_queries([query])[0]
        return vector

    def places(self, phrase: str, limit: int, among: NDArray[np.int64] | None = None) -> list[Place]:
        """The places of `phrase`, by speech and place; see `phrase_places`."""
        return phrase_places(self.snapshot, self.search, phrase, limit, among=among)

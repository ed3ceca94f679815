"""The changes of the catalog since a state of which the passages are known, so that only these are read again.

Held by the process that changes the catalog. Of what another one did, and did not publish, nothing is known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import checked
from indexer.catalog.connection import Connection
from indexer.catalog.rows import PassageTable
from indexer.speech_table import COLUMNS, SpeechColumns

Number = TypeVar("Number", bound=np.generic)


@dataclass(slots=True)
class Since:
    """The known state of a `generation`, and what changed since.

    It has the passages `table`, those in `embedded` with a vector, and these `speeches`. `changed` are the numbers of
    the speeches of then that are others now or gone, `titles` those of all that came, changed or went, before and
    after, and `freed` the keys of embeddings that a passage no longer uses.
    """

    generation: int
    table: PassageTable
    embedded: NDArray[np.int64]
    speeches: SpeechColumns
    changed: set[int] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    freed: set[bytes] = field(default_factory=set)

    def note(self, db: Connection, speech_numbers: Sequence[int]) -> None:
        """Note that these speeches, which are still there, will be changed or removed."""
        listed = (json.dumps(speech_numbers),)
        some = "WHERE speech_no IN (SELECT value FROM json_each(?))"
        self.changed.update(speech_numbers)
        self.titles.update(
            title for (title,) in db.execute(f"SELECT json_extract(fields, '$.title') FROM speeches {some}", listed)
        )
        self.freed.update(key for (key,) in db.execute(f"SELECT embedding FROM passages {some}", listed))

    def passages(self, db: Connection) -> PassageTable:
        """All passages of now: those of then without those that went, and those with higher ids: none is used twice."""
        then = self.table
        new = checked.passages(db, above=int(then.passage_id[-1]) if len(then.passage_id) else 0)
        stays = np.flatnonzero(~np.isin(then.speech_no, list(self.changed)))
        return PassageTable(
            *(_joined(getattr(then, each.name), stays, getattr(new, each.name)) for each in fields(PassageTable))
        )

    def speech_columns(self, db: Connection) -> SpeechColumns:
        """The columns of the speeches of now; new ones have higher numbers."""
        last = int(self.speeches.numbers[-1]) if len(self.speeches.numbers) else 0
        return self.speeches.with_changes(self.changed, checked.stated(db, COLUMNS, list(self.changed), above=last))

    def embedded_ids(self, db: Connection, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of `passage_ids`, which are all of now, that have a vector. What has one does not lose it."""
        had = np.zeros(len(passage_ids), dtype=np.bool_)
        places = np.searchsorted(passage_ids, self.embedded)
        there = places < len(passage_ids)
        there[there] = passage_ids[places[there]] == self.embedded[there]
        had[places[there]] = True
        others = checked.embedded_ids(db, passage_ids[~had].tolist())
        had[np.searchsorted(passage_ids, others)] = True
        return passage_ids[had]

    def drop_embeddings(self, db: Connection) -> int:
        """The number of embeddings dropped: those that were freed, unless another passage uses them."""
        unused = "key = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding = ?1)"
        dropped = db.executemany(f"DELETE FROM embeddings WHERE {unused}", [(key,) for key in self.freed]).rowcount
        self.freed.clear()
        return dropped


def _joined(then: NDArray[Number], stays: NDArray[np.intp], new: NDArray[Number]) -> NDArray[Number]:
    """The rows of a column that stay, then new ones, written once: of a million passages a column has up to 128 MB."""
    column = np.empty((len(stays) + len(new), *new.shape[1:]), dtype=new.dtype)
    np.take(then, stays, axis=0, out=column[: len(stays)], mode="clip")  # else a copy is made, to be checked first
    column[len(stays) :] = new
    return column

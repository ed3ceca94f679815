"""What changed in the catalog since a state of which the passages are known, so that only that is read again.

Held by the process that changes the catalog. Of what another one did, and did not publish, nothing is known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import checked
from indexer.catalog.connection import Connection
from indexer.catalog.rows import PassageTable


@dataclass(slots=True)
class Since:
    """A known state, which has the passages `table`, those in `embedded` with a vector, and what changed since.

    `speeches` are the numbers of the speeches whose passages of then are gone, `titles` the titles of all that came,
    changed or went, before and after, and `freed` the keys of embeddings that a passage no longer uses.
    """

    table: PassageTable
    embedded: NDArray[np.int64]
    speeches: set[int] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    freed: set[bytes] = field(default_factory=set)

    def note(self, db: Connection, speech_numbers: Sequence[int]) -> None:
        """Note that these speeches, which are still there, will be changed or removed."""
        listed = (json.dumps(speech_numbers),)
        some = "WHERE speech_no IN (SELECT value FROM json_each(?))"
        self.speeches.update(speech_numbers)
        self.titles.update(
            title for (title,) in db.execute(f"SELECT json_extract(fields, '$.title') FROM speeches {some}", listed)
        )
        self.freed.update(key for (key,) in db.execute(f"SELECT embedding FROM passages {some}", listed))

    def passages(self, db: Connection) -> PassageTable:
        """All passages of now: those of then without those that went, and those with higher ids: none is used twice."""
        then = self.table
        new = checked.passages(db, above=int(then.passage_id[-1]) if len(then.passage_id) else 0)
        columns = [(getattr(then, each.name), getattr(new, each.name)) for each in fields(PassageTable)]
        stays = ~self._went(then.speech_no) if self.speeches else slice(None)
        return PassageTable(*(np.concatenate((old[stays], added)) for old, added in columns))

    def _went(self, speech_no: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.isin(speech_no, list(self.speeches))

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

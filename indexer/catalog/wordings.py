"""The sentences that may recur, as they are kept: each wording once, and the places where it stands.

A wording has its bands (`indexer.minhash`), the number of speeches that count and say it, and the wording that is the
centre of its group (`indexer.grouping`), 0 where it has none. Whenever a place comes or goes, SQLite notes its wording
in the table `touched`, in the same transaction: whatever is killed in between, the next grouping knows where to look.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStateError
from indexer.catalog.checked import joined
from indexer.catalog.checksums import CHECKED, row_checksum, rows_checksum
from indexer.catalog.connection import Connection
from indexer.catalog.rows import (
    WORDING_IN_HEX,
    FamilyMember,
    RecurringSentence,
    WordingTable,
    wording_digest,
    wording_key,
    wording_table,
)
from indexer.id_sets import only_in

_COLUMNS = ", ".join(CHECKED["wordings"])
_UNCOUNTED = "uncounted"
_LISTED = "(SELECT value FROM json_each(?))"
_EMPTY = "DELETE FROM sentences", "DELETE FROM wordings", "DELETE FROM touched"


class Wordings:
    """The wordings in the catalog `db` of the index in the folder `index`. What changes them is called inside `change`.

    :raises IndexStateError: index_damaged, by whatever reads what is not what was stored.
    """

    def __init__(self, db: Connection, index: Path) -> None:
        self._db, self._index = db, index

    # --- places ------------------------------------------------------------------------------------------------

    def speeches_without(self, version: int) -> list[int]:
        """The numbers, ascending, of the speeches whose sentences are not stored, or were cut by another version."""
        found = self._db.execute(
            "SELECT speech_no FROM speeches WHERE sentences_version <> ? ORDER BY speech_no", (version,)
        )
        return [row[0] for row in found]

    def put(self, speech_no: int, version: int, sentences: Sequence[RecurringSentence]) -> None:
        """Store the sentences of a speech in place of those there were."""
        self._db.execute("DELETE FROM sentences WHERE speech_no = ?", (speech_no,))
        numbers = self._numbers({sentence.folded: sentence for sentence in sentences})
        kept = sorted((speech_no, each.start, each.end, numbers[each.folded]) for each in sentences)
        self._db.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?)", kept)
        self._db.execute(
            "UPDATE speeches SET sentences_version = ?, sentences_checksum = ? WHERE speech_no = ?",
            (version, rows_checksum(kept), speech_no),
        )

    def forget(self) -> None:
        """Let the next build cut all sentences anew, and group them."""
        for statement in _EMPTY:
            self._db.execute(statement)
        self._db.execute("UPDATE speeches SET sentences_version = 0")

    def _numbers(self, sentences: Mapping[str, RecurringSentence]) -> dict[str, int]:
        """The number of each wording, by its folded text; those that are new are stored."""
        found = self._db.execute(
            f"SELECT folded, number FROM wordings WHERE key IN {_LISTED}", (_listed(map(wording_key, sentences)),)
        )
        numbers = {folded: number for folded, number in found if folded in sentences}
        (newest,) = self._db.execute("SELECT coalesce(max(number), 0) FROM wordings").fetchone()
        new = {folded: newest + 1 + i for i, folded in enumerate(each for each in sentences if each not in numbers)}
        rows = [(number, folded, sentences[folded].bands, 0, 0) for folded, number in new.items()]
        self._db.executemany(
            f"INSERT INTO wordings ({_COLUMNS}, key, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row, wording_key(row[1]), row_checksum(*row)) for row in rows],
        )
        return numbers | new

    # --- groups ------------------------------------------------------------------------------------------------

    def uncounted(self) -> frozenset[int] | None:
        """The numbers of the speeches that did not count when wordings were grouped last; None if that is not known.

        Of the versions of a speech one counts.
        """
        noted = self._db.execute("SELECT value FROM meta WHERE key = ?", (_UNCOUNTED,)).fetchone()
        return None if noted is None else frozenset(json.loads(noted[0]))

    def are_touched(self) -> bool:
        """True if a wording came to a place or went from one since they were grouped last."""
        return self._db.execute("SELECT 1 FROM touched").fetchone() is not None

    def touched(self, flipped: Collection[int]) -> list[int]:
        """The numbers, ascending, of the wordings that the speeches `flipped` say, and of those that came to a place or
        went from one since they were grouped last.
        """
        found = self._db.execute(
            "SELECT wording FROM touched"
            f" UNION SELECT wording FROM sentences WHERE speech_no IN {_LISTED} ORDER BY wording",
            (_listed(flipped),),
        )
        return [row[0] for row in found]

    def counts(self, numbers: Collection[int] | None, uncounted: Collection[int]) -> dict[int, int]:
        """The number of speeches, without the `uncounted`, that say each of these wordings, None for all.

        Those that none says are left out.
        """
        some, given = ("", []) if numbers is None else (f" AND wording IN {_LISTED}", [_listed(numbers)])
        found = self._db.execute(
            f"SELECT wording, count(DISTINCT speech_no) FROM sentences WHERE speech_no NOT IN {_LISTED}{some}"
            " GROUP BY wording",
            [_listed(uncounted), *given],
        )
        return dict(found)

    def table(self) -> WordingTable:
        """All wordings but for their texts."""
        (count,) = self._db.execute("SELECT count(*) FROM wordings").fetchone()
        return wording_table(joined(self._db, "wordings", "number", WORDING_IN_HEX), count)

    def rows(self, table: WordingTable, numbers: Sequence[int]) -> NDArray[np.intp]:
        """The rows of `table` that the wordings with these numbers, each once, are in."""
        rows = np.searchsorted(table.number, numbers)
        for number in only_in(numbers, table.number).tolist():
            self._damaged(f"wording {number}")
        return rows

    def texts(self, numbers: Collection[int]) -> dict[int, str]:
        """The folded text of each of these wordings, by number."""
        return {number: folded for number, folded, *_ in self._checked(numbers)}

    def set_groups(self, groups: Iterable[tuple[int, int, int]], uncounted: Collection[int]) -> None:
        """Store (number, speeches, centre) of wordings, counted without the speeches `uncounted`, and forget those that
        stand nowhere. None is touched then.
        """
        self._db.executemany(
            "UPDATE wordings SET speeches = ?2, centre = ?3, checksum = row_checksum(number, folded, bands, ?2, ?3)"
            " WHERE number = ?1",
            groups,
        )
        self._db.execute(
            "DELETE FROM wordings WHERE number IN (SELECT wording FROM touched)"
            " AND NOT EXISTS (SELECT 1 FROM sentences WHERE wording = number)"
        )
        self._db.execute("DELETE FROM touched")
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_UNCOUNTED, _listed(sorted(uncounted))))

    def members(self) -> list[FamilyMember]:
        """The members of all families, by speech and place; speeches that do not count have none.

        A family is a group with sentences of two speeches or more. It is named by the digest of its centre.
        """
        wordings = {number: (centre, folded, said) for number, folded, _, said, centre in self._checked(None)}
        uncounted = self.uncounted() or ()
        said_of: defaultdict[int, int] = defaultdict(int)
        for centre, _, said in wordings.values():
            said_of[centre] += said
        found: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for place in self._places():
            centre, *_ = wordings.get(place[3]) or self._damaged(f"wording {place[3]}")
            if said_of[centre] > 1 and centre and place[0] not in uncounted:
                found[centre].append(place)
        members: list[FamilyMember] = []
        for centre, places in found.items():
            if len({speech_no for speech_no, *_ in places}) > 1:
                name = wording_digest(wordings[centre][1] if centre in wordings else self._damaged(f"wording {centre}"))
                members += (FamilyMember(name, *place[:3], wordings[place[3]][1]) for place in places)
        return sorted(members, key=itemgetter(1, 2))

    def differing(self) -> list[int]:
        """The numbers of the wordings that other numbers of speeches say than was stored; not while any is touched."""
        uncounted = self.uncounted()
        if uncounted is None or self.are_touched():
            return []
        counts, table = self.counts(None, uncounted), self.table()
        pairs = zip(table.number.tolist(), table.speeches.tolist(), strict=True)
        return [number for number, speeches in pairs if counts.get(number, 0) != speeches]

    # --- rows as they were stored --------------------------------------------------------------------------------

    def _checked(self, numbers: Collection[int] | None) -> Iterator[tuple[int, str, bytes, int, int]]:
        """The columns of these wordings that are checked, None for all."""
        some, given = ("", ()) if numbers is None else (f" WHERE number IN {_LISTED}", (_listed(numbers),))
        for *row, checksum in self._db.execute(f"SELECT {_COLUMNS}, checksum FROM wordings{some}", given):
            if row_checksum(*row) != checksum:
                self._damaged(f"wording {row[0]}")
            yield tuple(row)

    def _places(self) -> Iterator[tuple[int, int, int, int]]:
        """The speech, the place and the wording of all sentences, by speech and place."""
        noted = dict(self._db.execute("SELECT speech_no, sentences_checksum FROM speeches WHERE sentences_version > 0"))
        found = self._db.execute('SELECT speech_no, start, "end", wording FROM sentences ORDER BY 1, 2')
        for speech_no, of_speech in groupby(found, itemgetter(0)):
            kept = list(of_speech)
            if noted.pop(speech_no, "") not in ("", rows_checksum(kept)):
                self._damaged(f"sentences of speech {speech_no}")
            yield from kept
        for speech_no, checksum in noted.items():
            if checksum not in ("", _OF_NONE):
                self._damaged(f"sentences of speech {speech_no}")

    def _damaged(self, what: str) -> NoReturn:
        raise IndexStateError("index_damaged", index=self._index, reason=what)


_OF_NONE = rows_checksum([])


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps([int(number) for number in numbers])

"""The audit log: who changed something, signed in or took something out, when, from where, and what came of it.

A file of one JSON object a line in the index folder, `audit.jsonl`: appended to, never rewritten. When it is large it
is put aside under the time, and a new one begun; nothing is deleted. Names of files and what was stated about speeches
stand in it, but no text of a speech, no question and no password.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from corpus.errors import TifaError
from indexer.json_lines import append_lines
from indexer.layout import Layout
from ui.faults import note

LARGEST = 2_000_000
"""Bytes after which a new file is begun."""
LONGEST = 200
"""Characters of a value that are noted."""
MOST = 50
"""Values of one name that are noted."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: who ("" where nobody signs in) in which role, from which address, did what, and the HTTP status.

    `did` is the address without its language, such as library/remove; `what` are its particulars.
    """

    who: str
    role: str | None
    address: str
    did: str
    status: int
    what: Mapping[str, object]


class AuditLog:
    """The audit log of the index in the folder `index`."""

    def __init__(self, index: Path) -> None:
        self.path = Layout(index).audit

    def add(self, entry: Entry) -> None:
        """Append `entry`, with the time. What was done is not undone where that fails; the server's log says so."""
        now = datetime.now(UTC)
        line = {
            "at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "who": entry.who,
            "role": entry.role,
            "from": entry.address,
            "did": entry.did,
            "status": entry.status,
            "what": {name: shortened(value) for name, value in entry.what.items()},
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)  # the first users are added before anything is built
            self._turn(now)
            append_lines(self.path, [line])
        except (TifaError, OSError) as error:
            note(log, "the audit log could not be written", error)

    def _turn(self, now: datetime) -> None:
        """Put the file aside if it is large."""
        if not self.path.exists() or self.path.stat().st_size < LARGEST:
            return
        with FileLock(self.path.with_name("audit.turn.lock")):
            if self.path.stat().st_size >= LARGEST:  # nobody else did meanwhile
                self.path.rename(self.path.with_name(f"audit-{now:%Y%m%dT%H%M%S%f}.jsonl"))


def shortened(value: object) -> object:
    """`value` as it is noted: a text cut to LONGEST, of a list the first MOST and how many there are besides."""
    if isinstance(value, list):
        more = [f"+{len(value) - MOST}"] if len(value) > MOST else []
        return [shortened(each) for each in value[:MOST]] + more
    return value[:LONGEST] if isinstance(value, str) else value

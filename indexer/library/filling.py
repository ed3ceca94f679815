"""What it would change to fill in a whole folder: how many speeches, and what is known of them now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus import SpeechFacts, normal_fields
from corpus.fields import text_of
from corpus.metadata.stated import normal_name
from indexer.layout import Layout
from indexer.library.edit_log import read_log
from indexer.library.listing import listing
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Filling:
    """What would change: how many speeches now have each value and office, None for none, the most frequent first.

    Of fields other than the speaker the office is None. `kept` counts the speeches of which something else is stated
    nearer to them, which outranks the folder. `value` is what was given in its normal form.
    """

    value: str | None
    held: Mapping[tuple[str | None, str | None], int]
    kept: int

    @property
    def changed(self) -> int:
        """How many speeches would change."""
        return sum(self.held.values())


def filling(snapshot: Snapshot, root: str, folder: str, name: str, value: str | None) -> Filling:
    """What `changes.edit_folder` would change with the field `name`; "" takes back what was stated about the folder.

    :raises EditError: if the field cannot be stated or the value cannot be understood.
    """
    normal = normal_fields({name: value}, of_folder=True)[name]
    edits, within = read_log(Layout(snapshot.index)).edits, normal_name(folder).strip("/")
    if normal == "" and name not in edits.about_folder(root, within):
        return Filling(normal, {}, 0)
    held: Counter[tuple[str | None, str | None]] = Counter()
    kept = 0
    for speech in (row.speech for row in listing(snapshot).there if _is_within(row.speech, root, within)):
        now = text_of(speech, name)
        if edits.outrank(root, PurePosixPath(speech.path), speech.speech_id, within, name):
            kept += now != normal
        elif now != normal:
            held[now, speech.office if name == "speaker" and speech.office != now else None] += 1
    return Filling(normal, dict(held.most_common()), kept)


def _is_within(speech: SpeechFacts, root: str, folder: str) -> bool:
    return speech.root == root and (not folder or f"{normal_name(speech.folder)}/".startswith(f"{folder}/"))

"""Passages that were found in a snapshot: what they say is read when somebody looks at it, of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import Passage, Speech

if TYPE_CHECKING:
    from indexer.snapshot import Snapshot


@dataclass(slots=True, eq=False)
class Fetched:
    """A passage with its id, its speech's number and its Speech; these two are read from a snapshot where not given.

    Who looks only at its text, or at its speech, need not wait for its headings.
    """

    passage_id: int
    speech_no: int
    _passage: Passage | None = None
    _speech: Speech | None = None
    _snapshot: Snapshot | None = None
    _text: str | None = None
    _ordinal: int = 0

    @property
    def ordinal(self) -> int:
        """The place of the passage among those of its speech, from 0."""
        return self._ordinal if self._passage is None else self._passage.ordinal

    @property
    def text(self) -> str:
        """The text of the passage."""
        if self._text is None:
            read_texts([self])
        assert self._text is not None
        return self._text

    @property
    def passage(self) -> Passage:
        """The passage."""
        if self._passage is None:
            read_together([self])
        assert self._passage is not None
        return self._passage

    @property
    def speech(self) -> Speech:
        """The speech that it is of."""
        if self._speech is None:
            assert self._snapshot is not None
            self._speech = self._snapshot.with_text(self.speech_no)
        return self._speech


def read_together(fetched: Iterable[Fetched]) -> None:
    """Read those of `fetched`, all of one state, that are not read yet, at once: one by one it would take longer."""
    unread = [each for each in fetched if each._passage is None]
    if unread and (snapshot := unread[0]._snapshot):
        snapshot.read(unread)


def read_texts(fetched: Iterable[Fetched]) -> None:
    """Read the texts of those of `fetched`, all of one state, that are not read yet, at once."""
    unread: list[Fetched] = []
    for each in fetched:
        if each._text is None and each._passage is not None:
            each._text = each._passage.text
        elif each._text is None:
            unread.append(each)
    if unread and (snapshot := unread[0]._snapshot):
        snapshot.read_texts(unread)

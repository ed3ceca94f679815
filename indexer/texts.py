"""Texts of speeches, headings and vectors of their passages, read from the catalog when first asked for.

Those asked for last stay in memory.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus import Folded, Speech, SpeechFacts, fold, lookup_form
from corpus.errors import IndexStateError
from indexer.catalog import Catalog, row_errors, speech_of
from indexer.layout import Layout

Facts = TypeVar("Facts", bound=SpeechFacts)
Kept = TypeVar("Kept")

# Ten million characters with their folded text and the way back are about 100 MB: 2,000 speeches of 5,000 characters.
_CHARACTERS = 10_000_000
_HEADINGS, _SENTENCES = 20_000, 1_000  # passages; the vectors of the sentences of one are about six kilobytes
_AT_ONCE = 50  # speeches that are read at once, and between two commits


def without_place(speech: Facts) -> Facts:
    """`speech` with the root and the path of its file in place of where that lies on the disk."""
    return replace(speech, source=f"{speech.root}/{speech.path}")


def texts_of(catalog: Catalog, speech_numbers: Iterable[int]) -> Iterator[str]:
    """The text of each of these speeches, which the catalog holds, in their order.

    :raises IndexStateError: text_damaged, if what is kept of one is not what was.
    """
    numbers = iter(speech_numbers)
    while some := list(islice(numbers, _AT_ONCE)):
        speeches = catalog.with_texts(some)
        yield from (speeches[number].text for number in some)


def keep_derived(catalog: Catalog, kind: str, version: str, contents: Iterable[tuple[int, bytes]]) -> None:
    """Keep what is derived from texts, by the numbers of their speeches: a transaction for every few.

    It may be killed at any moment, and goes on with what is still missing.
    """
    contents = iter(contents)
    while some := list(islice(contents, _AT_ONCE)):
        with catalog.change():
            for number, content in some:
                catalog.put_derived(number, kind, version, content)


class Texts:
    """The texts of the catalog, which is read under `lock`; `layout` is that of its index. Safe for threads."""

    def __init__(self, catalog: Catalog, lock: AbstractContextManager[object], layout: Layout) -> None:
        self._catalog, self._catalog_lock, self._index, self._places = catalog, lock, layout.index, layout.places
        self._stored: OrderedDict[int, tuple[str, str]] = OrderedDict()  # metadata and text
        self._speeches: dict[int, Speech] = {}
        self._headings: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._sentences: OrderedDict[int, NDArray[np.float32]] = OrderedDict()
        self._forms: dict[tuple[int, Callable[[str], Folded]], Folded] = {}
        self._characters, self._lock = 0, threading.Lock()

    def speech(self, speech_no: int) -> Speech:
        """A speech with its text.

        :raises IndexStateError: if there is no such speech, or what is kept of it is damaged.
        """
        return self.speeches([speech_no])[speech_no]

    def speeches(self, numbers: Collection[int]) -> dict[int, Speech]:
        """The speeches with these numbers and their texts, by number; those not in memory are read at once.

        :raises IndexStateError: if one of them is not there, or what is kept of it is damaged.
        """
        stored = self._read(numbers)
        with self._lock:
            found = {number: self._speeches[number] for number in stored if number in self._speeches}
        made = {number: speech_of(*stored[number]) for number in stored.keys() - found.keys()}
        if not self._places:
            made = {number: without_place(speech) for number, speech in made.items()}
        with self._lock:
            self._speeches |= {number: speech for number, speech in made.items() if number in self._stored}
        return found | made

    def text(self, speech_no: int) -> str:
        """The text of a speech; see `texts`."""
        with self._lock:
            if speech_no in self._stored:
                self._stored.move_to_end(speech_no)
                return self._stored[speech_no][1]
        return self.texts([speech_no])[speech_no]

    def texts(self, numbers: Collection[int]) -> dict[int, str]:
        """The texts of these speeches, by number, sooner than with what else is known of them; see `speeches`."""
        return {number: text for number, (_, text) in self._read(numbers).items()}

    def _read(self, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
        """The metadata and the text of each of these speeches, as they are stored, by number."""
        found = _kept(self._stored, numbers, self._lock)
        missing = [number for number in dict.fromkeys(numbers) if number not in found]
        if not missing:
            return found
        with self._catalog_lock:
            read = self._catalog.stored_speeches(missing)
        gone = next((number for number in missing if number not in read), None)
        if gone is not None:
            raise IndexStateError("index_damaged", index=self._index, reason=f"speech {gone}")
        with self._lock:
            for number, stored in read.items():
                self._keep(number, stored)
        return found | read

    def _keep(self, speech_no: int, stored: tuple[str, str]) -> None:
        """Keep a text in place of those asked for longest ago. The caller holds the lock."""
        if speech_no not in self._stored:
            self._stored[speech_no] = stored
            self._characters += len(stored[1])
        while self._characters > _CHARACTERS and len(self._stored) > 1:
            number, (_, gone) = self._stored.popitem(last=False)
            self._characters -= len(gone)
            self._speeches.pop(number, None)
            for form in (fold, lookup_form):
                self._forms.pop((number, form), None)

    def facts(self, numbers: Sequence[int] | None) -> dict[int, SpeechFacts]:
        """The facts of these speeches, None for all, by number, ascending; those that are gone are left out."""
        with self._catalog_lock, row_errors(self._index):
            found = self._catalog.facts(numbers)
        return found if self._places else {number: without_place(speech) for number, speech in found.items()}

    def form(self, speech_no: int, form: Callable[[str], Folded]) -> Folded:
        """The text of a speech as `fold` or `lookup_form` gives it; kept as long as the text is.

        :raises IndexStateError: if there is no such speech.
        """
        text = self.text(speech_no)
        with self._lock:
            if (speech_no, form) in self._forms:
                return self._forms[speech_no, form]
        made = form(text)
        made = Folded(made.text, array("I", made.offsets))  # a list takes nine times the room
        with self._lock:
            if speech_no in self._stored:
                self._forms[speech_no, form] = made
        return made

    def heading_paths(self, passage_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The heading path of each of these passages, by passage id; those not in memory are read at once.

        :raises IndexStateError: if one of them is not there, or what is kept of it is damaged.
        """
        return self._of_passages(self._headings, _HEADINGS, passage_ids, self._catalog.heading_paths)

    def sentence_vectors(self, passage_ids: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of the sentences of each of these passages, shape (sentences, dimension), by passage id.

        Those not in memory are read at once; a passage that is not embedded has none.

        :raises IndexStateError: if what is kept of one is damaged.
        """
        return self._of_passages(self._sentences, _SENTENCES, passage_ids, self._catalog.sentence_vectors)

    def _of_passages(
        self,
        kept: OrderedDict[int, Kept],
        most: int,
        passage_ids: Collection[int],
        read: Callable[[Sequence[int]], dict[int, Kept]],
    ) -> dict[int, Kept]:
        """The values `kept` of these passages, at `most` of so many, and those that `read` gives of the others."""
        found = _kept(kept, passage_ids, self._lock)
        missing = [passage_id for passage_id in dict.fromkeys(passage_ids) if passage_id not in found]
        if not missing:
            return found
        with self._catalog_lock, row_errors(self._index):
            others = read(missing)
        with self._lock:
            kept.update(others)
            while len(kept) > most:
                kept.popitem(last=False)
        return found | others


def _kept(
    kept: OrderedDict[int, Kept], numbers: Collection[int], lock: AbstractContextManager[object]
) -> dict[int, Kept]:
    """The values kept under some of `numbers`; these have been asked for last from now on."""
    with lock:
        found = {number: kept[number] for number in numbers if number in kept}
        for number in found:
            kept.move_to_end(number)
        return found

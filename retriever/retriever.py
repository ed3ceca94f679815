"""The front door: an index that is opened, follows what is published, and has a method for each operation."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Self
from weakref import WeakSet

from indexer.encoder import Encoder, Reranker
from indexer.open_part import bring_up
from indexer.opening import open_index
from indexer.search.dictionary import equivalents
from indexer.snapshot import Snapshot
from retriever import examples, overview
from retriever.feedback import Feedback, keep
from retriever.filters import Filters
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations import (
    ask,
    check,
    compare,
    contrast,
    enumerations,
    families,
    phrase,
    speech,
    speeches,
    timeline,
)
from retriever.phrasing.families import find_families
from retriever.phrasing.set_phrases.enumerations import enumerations as set_phrases
from retriever.phrasing.skeletons import Skeletons, skeletons
from retriever.types import Answer


class Retriever:
    """One index: what was said, and how. Safe to use from several threads."""

    def __init__(self, index: OpenedIndex, beside: Path | None = None) -> None:
        """Answer from `index`; what readers say of passages is kept in the folder `beside`, None for the index's."""
        self._index = index
        self._beside = beside
        self._opening = threading.Lock()
        self._older: WeakSet[Snapshot] = WeakSet()

    @classmethod
    def open(
        cls,
        index_dir: Path | str,
        *,
        encoder: Encoder | None = None,
        reranker: Reranker | None = None,
        places: bool = True,
    ) -> Retriever:
        """The retriever for the index in `index_dir`; the index's own encoder is loaded when it is first needed.

        With a `reranker` the best passages are put in its order, unless they go by date. Without `places` speeches say
        by their folder and name where they are from, and not where their files lie on the disk.
        :raises IndexStateError: if there is no index, it is damaged or was made by another version.
        """
        return cls(OpenedIndex.open(Path(index_dir), encoder=encoder, reranker=reranker, places=places))

    def open_part(self) -> Retriever:
        """The retriever of the speeches that lie in no closed folder, brought up to this one's (`indexer.open_part`).

        :raises IndexStateError: if it is not known which folders are closed, or their index cannot be written.
        """
        whole = self.newest().snapshot.layout
        bring_up(whole.index)
        opened = open_index(whole.open_part, places=whole.places)
        return Retriever(OpenedIndex(*opened, self._index.encoder, self._index.reranker), beside=whole.index)

    def close(self) -> None:
        """Close the index's files, those of older states that somebody still holds among them."""
        with self._opening:
            for snapshot in (*self._older, self._index.snapshot):
                snapshot.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Load the encoder and the dictionaries now rather than at the first question."""
        index = self.newest()
        index.encoder.of(index.snapshot)
        index.snapshot.segmenter.words("提法")
        equivalents(())  # the dictionary of two languages is made once on each machine, which takes seconds

    @property
    def is_warm(self) -> bool:
        """True when a question need not wait for the encoder."""
        return self._index.encoder.is_loaded

    def newest(self) -> OpenedIndex:
        """The index as it is published now. All of one answer, or of one table, is taken from one state of it.

        To open one takes a while: who asks meanwhile is answered from the state before.
        """
        if not self._index.snapshot.is_newest() and self._opening.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._opening.release()
        return self._index

    def release(self) -> None:
        """Hold nothing of older states of the index, so that a build can delete for good what is in them.

        From then on whoever asks is answered from the state that is published now.
        """
        with self._opening:
            self._follow()
            # Somebody may still hold a state of before, and it would read on from what is to be deleted.
            for snapshot in (*self._older, self._index.snapshot):
                snapshot.read_on()

    def _follow(self) -> None:
        """Go on with the newest state. The caller holds the lock `_opening`."""
        newest = self._index.newest()
        if newest is not self._index:
            self._older.add(self._index.snapshot)
            self._index = newest

    # --- operations --------------------------------------------------------------------------------------------

    def ask(
        self,
        text: str,
        *,
        top_k: int = 10,
        offset: int = 0,
        filters: Filters | None = None,
        sort: str = "relevance",
        previous: Answer | None = None,
        understand: bool = True,
        ignore: Sequence[str] = (),
        today: date | None = None,
    ) -> Answer:
        """The passages that best answer `text`: at most `top_k` of them from place `offset` on.

        `text` may continue `previous` (那2022年呢). Its words may filter and order (去年, 县长, 最早), counted from
        `today`; those in `ignore`, as the chips of an earlier answer hold them, are not understood, and with
        `understand` false none are.

        :raises QueryError: if the question is blank or too long, or a filter, `sort` or a number is out of range.
        :raises IndexStateError: if the index is empty or was made with another model, or its settings are damaged.
        """
        return ask.ask(
            self.newest(),
            text,
            top_k=top_k,
            offset=offset,
            filters=filters,
            sort=sort,
            previous=previous,
            understand=understand,
            ignore=ignore,
            today=today,
        )

    def _within(self, filters: Filters | None) -> OpenedIndex:
        """The newest state, with the speeches alone that pass `filters`."""
        return narrowed(self.newest(), filters or Filters())

    def phrase(self, wording: str, *, exact: bool = False, filters: Filters | None = None) -> phrase.Result:
        """Every place of `wording`, which may have gaps (以＿为＿), or of several wordings with | between them.

        With `exact` it is found character for character; only blank space is overlooked.
        :raises QueryError: if a wording is blank or too long, or they are too many.
        """
        return phrase.places(self._within(filters), wording, exact=exact)

    def timeline(
        self, phrases: Sequence[str] = (), periods: tuple[str, str] | None = None, *, filters: Filters | None = None
    ) -> timeline.Result:
        """The uses of `phrases` over the years, and two `periods` compared (2017-2019, 2022-2024).

        :raises QueryError: if neither is given, a wording is blank or too long, they are too many, or a period is none.
        """
        return timeline.uses_over_years(self._within(filters), phrases, periods)

    def contrast(
        self,
        first: Filters,
        second: Filters | None = None,
        phrases: Sequence[str] = (),
        *,
        filters: Filters | None = None,
    ) -> contrast.Result:
        """The speeches of `first` compared with those of `second`, or with all others: what either uses more often.

        :raises QueryError: if a filter has a value that no speech has, a side has no speech, or a speech is on both.
        """
        return contrast.two_sides(self._within(filters), first, second, phrases)

    def families(self, text: str | None = None, limit: int = 20, *, filters: Filters | None = None) -> families.Result:
        """At most `limit` families of wordings that fit `text`, or of all of them those that changed most tellingly.

        :raises QueryError: if `text` is blank or too long, or `limit` is not positive.
        """
        return find_families(self._within(filters), text, limit)

    def enumerations(self, phrase: str | None = None, *, filters: Filters | None = None) -> enumerations.Result:
        """The numbered set phrases that are `phrase` or contain it, or all of them.

        :raises QueryError: if `phrase` is blank.
        """
        return set_phrases(self._within(filters), phrase)

    def check(self, draft: str, speaker: str | None = None, *, filters: Filters | None = None) -> check.Result:
        """The verdict on every sentence of `draft`, which `speaker` is to give, with its sources.

        :raises QueryError: if there is nothing in it but blanks.
        """
        return check.checked(self._within(filters), draft, speaker)

    def compare(self, a: str, b: str) -> compare.TwoCompared:
        """The paragraphs of two speeches compared, each named by its speech_id, file or title.

        :raises QueryError: if a name names no speech or several.
        """
        return compare.compare_two(self.newest(), a, b)

    def skeletons(self, speeches: Sequence[str]) -> Skeletons:
        """The headings of `speeches` side by side; of one alone, those of all speeches of its occasion.

        :raises QueryError: if a name names no speech or several.
        """
        return skeletons(self.newest().snapshot, speeches)

    def speeches(
        self,
        filters: Filters | None = None,
        *,
        sort: speeches.Sort = "newest",
        limit: int | None = None,
        offset: int = 0,
    ) -> speeches.Result:
        """The speeches, without texts, that pass `filters`: at most `limit` of them from place `offset` on.

        :raises QueryError: if a filter has a value that no speech has, or a date is none.
        """
        return speeches.listed(self.newest(), filters or Filters(), sort=sort, limit=limit, offset=offset)

    def speech(self, speech_id: str) -> speech.Result:
        """A speech with its text, its passages and its other versions.

        :raises QueryError: if there is no such speech.
        """
        return speech.open_speech(self.newest().snapshot, speech_id)

    # --- the library as a whole --------------------------------------------------------------------------------

    def facets(self) -> overview.Facets:
        """The values that the filters can be set to."""
        return overview.facets(self.newest().snapshot.speeches())

    def examples(self, count: int, language: str) -> tuple[str, ...]:
        """At most `count` questions in `language` that this corpus answers, made of its headings."""
        return examples.example_questions(self.newest().snapshot, count, language)

    def next_questions(self, answer: Answer, count: int) -> tuple[str, ...]:
        """At most `count` questions that lead on from `answer`, made of the headings near its hits."""
        return examples.next_questions(self.newest().snapshot, answer, count)

    def status(self) -> overview.Status:
        """The size of the index, and what is not in it."""
        return overview.status(self.newest().snapshot)

    def keep_feedback(self, said: Feedback) -> None:
        """Keep what a reader says of a passage beside the index.

        :raises IndexStateError: if it cannot be kept.
        """
        keep(self._beside or self.newest().snapshot.index, said)

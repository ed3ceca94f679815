"""What one visitor has asked and been answered so far: plain values, one per browser page, never shared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retriever import Answer, Filters, Hit


@dataclass(frozen=True, slots=True)
class Gaps:
    """What an answer could not take into account: files that were not read, speeches left out for want of a date."""

    not_read: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with what came of it: an answer, or the sentence that says why there is none, or neither yet.

    `answer` grows when more passages are asked for. `shown` is how many of its hits are on the page already.
    """

    question: str
    filters: Filters
    sort: str
    answer: Answer | None = None
    error: str | None = None
    shown: int = 0
    gaps: Gaps = Gaps()

    @property
    def remaining(self) -> int:
        """How many passages were found beyond those that the answer holds."""
        return self.answer.total - len(self.answer.hits) if self.answer else 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first."""

    turns: tuple[Turn, ...] = ()

    def with_turn(self, turn: Turn) -> Conversation:
        """The same conversation with one more turn."""
        return Conversation((*self.turns, turn))

    def with_changed(self, number: int, turn: Turn) -> Conversation:
        """The same conversation with turn `number` (from 0) replaced."""
        return Conversation((*self.turns[:number], turn, *self.turns[number + 1 :]))

    def without_blank(self) -> Conversation:
        """The same conversation without the turns in which nothing was asked."""
        return Conversation(tuple(turn for turn in self.turns if turn.question.strip()))

    def answer_before(self, number: int) -> Answer | None:
        """The last answer given before turn `number`, which a follow-up question refers to."""
        return next((turn.answer for turn in reversed(self.turns[:number]) if turn.answer), None)

    def hit(self, number: int, rank: int) -> Hit | None:
        """The hit of that rank in turn `number`, None when the page speaks of one that is not there."""
        answer = self.turns[number].answer if 0 <= number < len(self.turns) else None
        return next((hit for hit in answer.hits if hit.rank == rank), None) if answer else None


def joined(answer: Answer, more: Answer) -> Answer:
    """`answer` with the hits of its next page, `more`, behind its own."""
    return replace(answer, hits=(*answer.hits, *more.hits), total=more.total)

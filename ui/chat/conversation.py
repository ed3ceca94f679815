"""A conversation: the questions of one visitor with their answers, plain values, one per browser page, never shared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retriever import Answer, Filters, Hit
from retriever.operations.ask import THANKS
from retriever.phrasing.families import FormulationFamily

PAGE_SIZE = 10  # passages of an answer at a time
DEEPEST = 4  # turns that are known behind a turn: what each of them followed in its turn
CONTEXT = "context"  # the mode of an answer that shows a passage among its neighbours


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or the sentence that says why there is none, or neither yet.

    `filters` are those that were set; None goes on with those of `previous`, the answer that the question may continue,
    and that is the answer of the turn `after`, as that was asked then: it may be asked otherwise by now.
    `alone` is the question as it stands by itself, asked in place of it once something that was understood is taken
    away: the words in `ignore`. `answer` grows when more passages are asked for; `shown` is how many of its hits are on
    the page already. `not_read` is how many files the answer could not take into account, 0 where that does not matter.
    `families` show how what was asked was put through the years, `next_questions` lead on from the answer, `verdicts`
    are what the visitor said of its hits, by their places; `remark` is the place of the hit that was judged last, and
    whether a word was added to that ("kept") or can be ("asked").
    """

    question: str
    filters: Filters | None
    sort: str
    previous: Answer | None = None
    after: Turn | None = None
    alone: str | None = None
    ignore: tuple[str, ...] = ()
    answer: Answer | None = None
    error: str | None = None
    shown: int = 0
    not_read: int = 0
    families: tuple[FormulationFamily, ...] = ()
    next_questions: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, str], ...] = ()
    remark: tuple[str, str] | None = None

    @property
    def remaining(self) -> int:
        """The number of passages that were found beyond those that the answer holds."""
        return self.answer.total - self.answer.offset - len(self.answer.hits) if self.answer else 0

    def asked_anew(self, filters: Filters | None, sort: str) -> Turn:
        """The same question before it is answered, with these filters in this order."""
        return Turn(self.question, filters, sort, self.previous, self.after, self.alone, self.ignore)

    @property
    def follows(self) -> bool:
        """True where it was answered as what goes on from `after`, or may yet be."""
        asked = self.answer is None or self.answer.query.text != (self.alone or self.question).strip()
        return self.after is not None and asked

    def as_asked(self, deepest: int = DEEPEST) -> Turn:
        """The turn before it was answered, with the number of passages shown: enough to answer it alike again."""
        shown = len(self.answer.hits) if self.answer else self.shown
        after = self.after.as_asked(deepest - 1) if self.after and self.follows and deepest > 1 else None
        return Turn(self.question, self.filters, self.sort, None, after, self.alone, self.ignore, shown=shown)

    def verdict(self, hit: Hit) -> str | None:
        """The visitor's verdict on `hit`, "up" or "down", None for none."""
        return dict(self.verdicts).get(place_name(hit))

    def remark_on(self, hit: Hit) -> str | None:
        """The remark on `hit`: "asked" where it can be added to the verdict, "kept" where it was, else None."""
        return self.remark[1] if self.remark and self.remark[0] == place_name(hit) else None

    def judged(self, hit: Hit, verdict: str | None, remark: str) -> Turn:
        """The same turn with this verdict on `hit` and the remark "asked" or "kept"; None takes the verdict back."""
        place = place_name(hit)
        others = tuple(pair for pair in self.verdicts if pair[0] != place)
        if verdict is None:
            return replace(self, verdicts=others, remark=None)
        return replace(self, verdicts=(*others, (place, verdict)), remark=(place, remark))


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

    def last_answer(self) -> Answer | None:
        """The last answer, which a follow-up question refers to; None before the first.

        It holds the pages in front of it as well, and a passage that was not there to be shown leaves no trace.
        """
        last = self.last()
        return with_pages_before(last.answer, last.previous) if last else None

    def last(self) -> Turn | None:
        """The turn of the last answer that a follow-up can refer to; None before the first."""
        return next((turn for turn in reversed(self.turns) if refers(turn.answer)), None)

    def hit(self, number: int, rank: int) -> Hit | None:
        """The hit of that rank in turn `number`, None when the page speaks of one that is not there."""
        answer = self.turns[number].answer if 0 <= number < len(self.turns) else None
        return next((hit for hit in answer.hits if hit.rank == rank), None) if answer else None


def place_name(hit: Hit) -> str:
    """The place of a passage in a word, as the browser names it."""
    return f"{hit.speech.speech_id}-{hit.passage.start}-{hit.passage.end}"


def refers(answer: Answer | None) -> bool:
    """True for an answer that a follow-up can refer to."""
    return answer is not None and (bool(answer.hits) or answer.query.mode not in (CONTEXT, THANKS))


def with_pages_before(answer: Answer | None, previous: Answer | None) -> Answer | None:
    """`answer` with the pages of `previous` in front if it goes on from there, so that all their numbers are known."""
    if answer is None or previous is None or answer.query != previous.query:
        return answer
    if not answer.offset or answer.offset != previous.offset + len(previous.hits):
        return answer
    return replace(answer, hits=(*previous.hits, *answer.hits), offset=previous.offset)


def joined(answer: Answer, more: Answer) -> Answer:
    """`answer` with the hits of its next page, `more`, behind its own."""
    return replace(answer, hits=(*answer.hits, *more.hits), total=more.total)

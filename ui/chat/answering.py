"""A turn of a conversation answered: its passages, its wordings through the years, what leads on; and verdicts kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from corpus.errors import TifaError
from retriever import Answer, Hit, Retriever
from retriever.feedback import LONGEST_REMARK, WITHDRAWN, Feedback
from retriever.phrasing.families import FormulationFamily
from retriever.understanding.asking import is_wording
from ui.chat.conversation import CONTEXT, PAGE_SIZE, Turn, joined
from ui.faults import note
from ui.i18n import Strings
from ui.told import told

FAMILIES = 1  # shown above the passages; the page of its own has them all
NEXT_QUESTIONS = 4
POOR = ("nothing_found", "no_close_match")  # notes with which it matters that files could not be read

log = logging.getLogger(__name__)


def attempt(retriever: Retriever, turn: Turn, words: Strings, offset: int = 0, top_k: int = PAGE_SIZE) -> Turn:
    """`turn` with its answer, or with the sentence that says why there is none."""
    try:
        answer = retriever.ask(
            turn.alone or turn.question,
            top_k=top_k,
            offset=offset,
            filters=turn.filters,
            sort=turn.sort,
            previous=turn.previous,
            ignore=turn.ignore,
        )
        if turn.answer:
            return replace(turn, answer=joined(turn.answer, answer))
        return replace(
            turn,
            answer=answer,
            not_read=_not_read(retriever, answer),
            families=_families(retriever, answer),
            next_questions=retriever.next_questions(answer, NEXT_QUESTIONS),
        )
    except TifaError as error:
        is_empty = error.code == "index_empty"  # whose remedy is a command line
        return replace(turn, error=words.say("ask.empty") if is_empty else told(error, words.language))
    except Exception as error:
        note(log, "a question could not be answered", error)
        return replace(turn, error=words.say("ask.unexpected"))


def _not_read(retriever: Retriever, answer: Answer) -> int:
    """The number of files that could not be read, where the answer may be in one; 0 where something good was found."""
    poor = answer.note is not None and answer.note.code in POOR
    return retriever.status().not_read if poor else 0


def _families(retriever: Retriever, answer: Answer) -> tuple[FormulationFamily, ...]:
    """The family of a bare fragment of a wording; empty for a question."""
    if answer.query.mode == CONTEXT or answer.offset or not is_wording(answer.query.subject):
        return ()
    return retriever.families(answer.query.subject, FAMILIES, filters=answer.query.filters).families


def judged(retriever: Retriever, turn: Turn, hit: Hit, said: Mapping[str, str]) -> Turn:
    """`turn` with the verdict that was clicked on `hit`, which is kept; the same said again takes it back.

    :raises IndexStateError: if it cannot be kept.
    """
    verdict, adds = said["verdict"], "send" in said
    takes_back = not adds and turn.verdict(hit) == verdict
    retriever.keep_feedback(
        Feedback(
            turn.answer.query.text if turn.answer else turn.question,
            WITHDRAWN if takes_back else verdict,
            hit.speech.speech_id,
            hit.passage.start,
            hit.passage.end,
            hit.passage.text,
            said.get("remark", "").strip()[:LONGEST_REMARK],
        ),
    )
    return turn.judged(hit, None if takes_back else verdict, "kept" if adds else "asked")

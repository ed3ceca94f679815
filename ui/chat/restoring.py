"""A conversation that a browser kept, asked again: each follow-up behind what it followed when it was asked."""

from __future__ import annotations

from dataclasses import replace

from retriever import Answer, Retriever
from retriever.retriever import MOST_HITS
from ui.chat.answering import attempt
from ui.chat.answers import PAGE_SIZE
from ui.chat.conversation import Conversation, Turn, whole
from ui.chat.keeping import revived
from ui.i18n import Strings


def restored(retriever: Retriever, asked: str, words: Strings) -> Conversation:
    """The conversation of which a browser kept what was `asked`, answered from the library as it is now."""
    talk = Conversation()
    for turn in revived(asked):
        talk = talk.with_turn(_again(retriever, turn, talk, words))
    return talk


def _again(retriever: Retriever, turn: Turn, before: Conversation, words: Strings) -> Turn:
    """`turn` answered, with as many passages as it had; `before` is the conversation in front of it."""
    most = min(max(turn.shown, PAGE_SIZE), MOST_HITS)
    asked = replace(turn, previous=_previous(retriever, turn, before, words))
    found = attempt(retriever, asked, words, top_k=most)
    return replace(found, shown=len(found.answer.hits) if found.answer else 0)


def _previous(retriever: Retriever, turn: Turn, before: Conversation, words: Strings) -> Answer | None:
    """The answer that `turn` followed. What stands in its place by now may say something else: a filter was dropped."""
    if turn.after is None:
        return None
    last = before.last()
    if last and last.as_asked() == turn.after:
        return before.last_answer()
    followed = _again(retriever, turn.after, before, words)
    return whole(followed.answer, followed.previous)

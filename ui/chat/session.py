"""A conversation as a browser keeps it, so that it survives a reload: what was asked, never an answer."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TypeGuard

from retriever import Answer, Filters, Retriever
from retriever.filters import set_filters
from retriever.operations.ask import MOST_HITS
from ui.chat.answering import attempt
from ui.chat.conversation import DEEPEST, PAGE_SIZE, Conversation, Turn, with_pages_before
from ui.i18n import Strings

MOST_TURNS = 20
LONGEST = 200_000  # characters of all that is kept
_TEXT_FILTERS = frozenset(field.name for field in fields(Filters)) - {"year"}


def kept(turn: Turn) -> str | None:
    """`turn`, answered or not yet, as JSON for the browser to keep; None for one that came to nothing."""
    return None if turn.error is not None else json.dumps(_values(turn), ensure_ascii=False)


def _values(turn: Turn) -> dict[str, object]:
    values: dict[str, object] = {
        "question": turn.question,
        "filters": None if turn.filters is None else set_filters(turn.filters),
        "sort": turn.sort,
        "after": _values(turn.after) if turn.after and turn.follows else None,
        "alone": turn.alone,
        "ignore": turn.ignore,
        "shown": turn.shown,
        "verdicts": turn.verdicts,
    }
    return {name: value for name, value in values.items() if value not in (None, ())}


def revived(text: str) -> tuple[Turn, ...]:
    """The turns that a browser kept, oldest first, still to be answered; those that make no sense are left out.

    The newest MOST_TURNS of them: what a browser sends is not to be trusted.
    """
    if len(text) > LONGEST:
        return ()
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    turns = [_turn(value) for value in values[-MOST_TURNS:]] if isinstance(values, list) else []
    return tuple(turn for turn in turns if turn)


def _turn(value: object, deepest: int = DEEPEST) -> Turn | None:
    if not isinstance(value, dict) or not _is_question(value.get("question")) or not is_text(value.get("sort")):
        return None
    alone, ignore, shown = value.get("alone"), value.get("ignore", []), value.get("shown", 0)
    if not (alone is None or _is_question(alone)) or not _are_texts(ignore) or type(shown) is not int:
        return None
    filters, after = value.get("filters"), value.get("after")
    return Turn(
        value["question"],
        None if filters is None else _filters(filters),
        value["sort"],
        after=_turn(after, deepest - 1) if deepest else None,
        alone=alone,
        ignore=tuple(ignore),
        shown=shown,
        verdicts=_verdicts(value.get("verdicts")),
    )


def _is_question(value: object) -> TypeGuard[str]:
    return is_text(value) and bool(value.strip())


def is_text(value: object) -> TypeGuard[str]:
    """True for a string that can be sent on: JSON can hold half a character, which no encoding takes."""
    return isinstance(value, str) and encodable(value) == value


def encodable(text: str) -> str:
    """`text` with the sign for what cannot be shown in place of each half of a character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _are_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(is_text(each) for each in value)


def _filters(value: object) -> Filters:
    held = value if isinstance(value, dict) else {}
    year = held.get("year")
    texts = {name: held[name] for name in _TEXT_FILTERS if is_text(held.get(name))}
    return Filters(year=year if type(year) is int else None, **texts)


def _verdicts(value: object) -> tuple[tuple[str, str], ...]:
    pairs = value if isinstance(value, list) else []
    return tuple((pair[0], pair[1]) for pair in pairs if _are_texts(pair) and len(pair) == 2)


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
    """The answer that `turn` followed; the one in its place by now may say something else, for a filter was dropped."""
    if turn.after is None:
        return None
    last = before.last()
    if last and last.as_asked() == turn.after:
        return before.last_answer()
    followed = _again(retriever, turn.after, before, words)
    return with_pages_before(followed.answer, followed.previous)

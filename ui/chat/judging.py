"""What a visitor says of a passage: up or down, and a word about it, kept beside the index for the team's own use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from retriever import Hit
from retriever.feedback import LONGEST_REMARK, WITHDRAWN, Feedback, keep
from ui.chat.conversation import Turn


def judged(index: Path, turn: Turn, hit: Hit, said: Mapping[str, str]) -> Turn:
    """`turn` with the verdict that was clicked on `hit`, which is kept; the same said again takes it back.

    :raises IndexStateError: if it cannot be kept.
    """
    verdict, adds = said["verdict"], "send" in said
    takes_back = not adds and turn.verdict(hit) == verdict
    keep(
        index,
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

"""How far a heading reaches behind its marker: a short line, a sentence or a clause."""

from __future__ import annotations

from corpus.language.markers import COUNTED, Mark
from corpus.text.sentences import Span, clauses, reading_size, sentences_of_line

HEADING_LIMIT = 40  # reading_size of the longest heading
RUN_IN_LIMIT = 24  # the same for 一是 and its like: what is longer is cut at its first comma
TRAILING = "。．.；;：:，,、！! \t\u3000"
_STOPS = "，：；,:;。！？"


def heading_of(text: str, mark: Mark, end: int) -> str:
    """The heading that begins at the marker and ends at `end` at the latest: a short line, sentence or clause."""
    limit = RUN_IN_LIMIT if mark.kind in COUNTED else HEADING_LIMIT
    whole = sentences_of_line(text, Span(mark.start, end))
    sentence = Span(mark.start, max(whole[0].end, mark.end))
    if sentence.end == end and text[end - 1] not in TRAILING:
        limit = HEADING_LIMIT  # a line of its own, without a stop
    if reading_size(text[slice(*sentence)]) > limit:
        sentence = Span(mark.start, _first_clause(text, mark, sentence))
    stripped = text[slice(*sentence)].rstrip(TRAILING)
    return stripped if len(stripped) > mark.end - mark.start else text[mark.start : mark.end].rstrip()


def _first_clause(text: str, mark: Mark, sentence: Span) -> int:
    """Where the first clause of the sentence ends that says something, or the words that fit."""
    for clause in clauses(text, Span(mark.end, max(sentence.end, mark.end))):
        if text[clause.end - 1] in _STOPS and clause.end > mark.end + 1:
            end = clause.end
            break
    else:
        end = sentence.end
    while reading_size(text[mark.start : end].rstrip(TRAILING)) > HEADING_LIMIT:
        cut = text.rfind(" ", mark.end + 1, end)
        end = cut if cut > 0 and text[mark.end : end].isascii() else end - 1
    return end

"""An Answer as the plain object that `--json` prints and programs read."""

from __future__ import annotations

from typing import Any

from corpus import SpeechFacts
from retriever.phrasing.standing import discontinued_object
from retriever.types import Answer, Chip, Hit, Note
from retriever.understanding.filters import set_filters


def answer_object(answer: Answer, language: str) -> dict[str, Any]:
    """The answer as JSON-ready values; the text of the note is in `language`."""
    note = answer.note
    return {
        "query": answer.query.text,
        "filters": set_filters(answer.query.filters),
        "note": note and _note(note, language),
        "total": answer.total,
        "hits": [_hit(hit) for hit in answer.hits],
        "understood": [_chip(chip, language) for chip in answer.query.understood],
        "mode": answer.query.mode,
        "notes": [_note(remark, language) for remark in answer.notes],
        "verbatim_speeches": answer.verbatim,
    }


def _note(note: Note, language: str) -> dict[str, Any]:
    return {"code": note.code, "text": note.sentence(language)}


def _chip(chip: Chip, language: str) -> dict[str, Any]:
    return {
        "field": chip.field,
        "value": chip.value,
        "words": chip.words,
        "applied": chip.applied,
        "reason": chip.reason,
        "why": chip.why(language) or None,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        **_source(hit.speech),
        "heading_path": list(passage.heading_path),
        "paragraph": passage.paragraph,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "highlights": [list(span) for span in hit.highlights],
        "read_with": hit.read_with and list(hit.read_with),
        "matched": list(hit.matched),
        "also_in": [_source(speech) for speech in hit.also_in],
        "similar_in": [_source(speech) for speech in hit.similar_in],
        "discontinued": discontinued_object(passage.text, hit.discontinued),
        **({"outline": [list(path) for path in hit.outline]} if hit.outline else {}),
    }


def _source(speech: SpeechFacts) -> dict[str, Any]:
    return {
        "speech_id": speech.speech_id,
        "external_id": speech.external_id,
        "title": speech.title,
        "speaker": speech.speaker,
        "date": speech.date_text,
        "occasion": speech.occasion,
        "origin": speech.origin,
        "source": speech.source,
    }

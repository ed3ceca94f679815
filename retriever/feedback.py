"""Readers' verdicts on passages, kept beside the index, and as a retrieval set of the team's own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpus.errors import IndexStateError, QueryError
from indexer.json_lines import append_lines, read_lines
from indexer.layout import Layout
from indexer.purge import DAMAGED_FEEDBACK as DAMAGED
from indexer.snapshot import Snapshot

VERDICTS = {"up": 1, "down": 0}
"""A verdict and its grade."""

WITHDRAWN = "withdrawn"
"""Said in place of a verdict by who takes back what was said before."""

LONGEST_REMARK = 500
MOST_BYTES = 64 << 20
"""Of the file: some hundred thousand verdicts. Anybody who can ask may judge, and must not fill the disk by it."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict, "up", "down" or "withdrawn", on the passage `start` to `end` of a speech as an answer to `question`.

    `passage` is its text when it was judged; `remark` is what the reader added, `at` when, in UTC, to the second.
    """

    question: str
    verdict: str
    speech_id: str
    start: int
    end: int
    passage: str
    remark: str = ""
    at: str = ""


def keep(index: Path, feedback: Feedback) -> None:
    """Append `feedback` to what is kept in the index folder.

    Half a character, which JSON can bring and no file can hold, becomes a question mark.

    :raises QueryError: if the verdict is none or the remark is too long.
    :raises IndexStateError: if the folder cannot be written, or MOST_BYTES are kept already.
    """
    if feedback.verdict not in (*VERDICTS, WITHDRAWN):
        raise QueryError("verdict_unknown", value=feedback.verdict, known=", ".join(VERDICTS))
    if len(feedback.remark) > LONGEST_REMARK:
        raise QueryError("remark_too_long", length=len(feedback.remark), limit=LONGEST_REMARK)
    path = Layout(index).feedback
    if path.is_file() and path.stat().st_size >= MOST_BYTES:
        raise IndexStateError("feedback_full", path=path, limit=MOST_BYTES >> 20)
    at = feedback.at or datetime.now(UTC).isoformat(timespec="seconds")
    written = {name: _whole(value) if isinstance(value, str) else value for name, value in asdict(feedback).items()}
    append_lines(path, [written | {"at": at}])


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def read_feedback(index: Path) -> list[Feedback]:
    """All that is kept, oldest first, each of several verdicts on one passage too.

    :raises IndexStateError: if a line is none that was written by `keep`.
    """
    path = Layout(index).feedback
    return [_feedback(path, n, line) for n, line in enumerate(read_lines(path, DAMAGED), 1)]


def _feedback(path: Path, number: int, line: dict[str, Any]) -> Feedback:
    try:
        return Feedback(**line)
    except TypeError as error:
        raise IndexStateError(DAMAGED, path=path, line=number, reason=error) from error


def write_set(snapshot: Snapshot, folder: Path) -> int:
    """The number of questions written to `folder` as a retrieval set in BEIR's layout, for `benchmarks.quality`.

    Every passage of the corpus is a document, so that what nobody judged can still stand in the way. The last verdict
    on a passage counts, withdrawn ones do not; verdicts on passages that have changed since are left out.
    """
    last = {(f.question, f.speech_id, f.start, f.end): f for f in read_feedback(snapshot.index)}
    judged = {key: f for key, f in last.items() if f.verdict != WITHDRAWN and _is_there(snapshot, f)}
    asked = list(dict.fromkeys(question for question, *_ in judged))
    ids = {
        question: blake2b(question.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() for question in asked
    }
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "corpus.jsonl", _documents(snapshot))
    _write_lines(folder / "queries.jsonl", ({"_id": ids[question], "text": question} for question in asked))
    table = io.StringIO(newline="")
    rows = csv.writer(table, delimiter="\t", lineterminator="\n")
    rows.writerow(("query-id", "corpus-id", "score"))
    for (question, speech_id, start, end), feedback in judged.items():
        rows.writerow((ids[question], f"{speech_id}-{start}-{end}", VERDICTS[feedback.verdict]))
    (folder / "qrels.tsv").write_text(table.getvalue(), encoding="utf-8")
    return len(asked)


def _is_there(snapshot: Snapshot, feedback: Feedback) -> bool:
    number = snapshot.number_of(feedback.speech_id)
    if number is None:
        return False
    return any(
        (passage.start, passage.end, passage.text) == (feedback.start, feedback.end, feedback.passage)
        for passage in snapshot.speech(number)[1]
    )


def _documents(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    for number in snapshot.speeches():
        speech, passages = snapshot.speech(number)
        for passage in passages:
            document_id = f"{speech.speech_id}-{passage.start}-{passage.end}"
            yield {"_id": document_id, "title": speech.title, "text": passage.text}


def _write_lines(path: Path, values: Iterable[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")

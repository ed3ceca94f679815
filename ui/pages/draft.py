"""The draft that a visitor pastes or drops: bounded in size, read, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.requests import Request

from corpus.errors import ReadError, TifaError
from retriever.phrasing.check.draft import ReadDraft, read_draft, typed_draft
from ui.api.work import Workers
from ui.asker import asker_of

SUFFIXES = (".docx", ".doc", ".wps", ".rtf", ".odt", ".txt", ".md", ".pdf", ".html", ".htm")
LARGEST = 20_000_000  # bytes of a request
LONGEST = 60_000  # characters of a draft, twice the longest speech there is likely to be


class DraftError(TifaError):
    """A draft that was sent cannot be compared."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a draft, who is to give it, "" where that was not said, and the security mark that it bears."""

    text: str
    speaker: str = ""
    mark: str | None = None


async def received(request: Request, workers: Workers) -> Draft:
    """The draft of a request: the file if there is one, else what was pasted.

    The size is known before anything is taken, and a file is gone once it is read.
    :raises DraftError: if it is too large, too long, blank or of another kind.
    :raises ReadError: if the file cannot be read.
    :raises ApiError: if too many drafts are being worked on.
    """
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > LARGEST:
        raise DraftError("draft_too_large", limit=LARGEST // 1_000_000)
    async with request.form(max_files=1, max_fields=4, max_part_size=LARGEST) as form:
        sent, typed, speaker = form.get("file"), form.get("text"), form.get("speaker")
        draft = typed_draft(typed.replace("\r\n", "\n") if isinstance(typed, str) else "")
        if isinstance(sent, UploadFile) and sent.filename:
            read = partial(_read, Path(sent.filename).name, await sent.read())
            draft = await workers.run(read, "draft", asker=asker_of(request), receive=request.receive)
    if not draft.text.strip():
        raise DraftError("draft_blank")
    if len(draft.text) > LONGEST:
        raise DraftError("draft_too_long", length=len(draft.text), limit=LONGEST)
    return Draft(draft.text, speaker.strip() if isinstance(speaker, str) else "", draft.mark)


async def received_or_refused(request: Request, workers: Workers) -> Draft | TifaError:
    """As `received`, but the error is given back: the page says below its form why a draft cannot be taken."""
    try:
        return await received(request, workers)
    except TifaError as error:
        return error


def _read(name: str, content: bytes) -> ReadDraft:
    """The draft in the file of this name; it lies in a folder of its own as long as it is read."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise DraftError("draft_format", suffix=suffix, known=" ".join(SUFFIXES))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"draft{suffix}"
        path.write_bytes(content)
        try:
            return read_draft(path, name)
        except ReadError as error:  # the visitor knows the file by its own name
            raise ReadError(error.code, **{**error.particulars, "path": name}) from error

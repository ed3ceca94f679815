"""Reads .mht, a web page saved in one file, and .eml, a letter with what is attached to it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.common import clean_text, read_bytes, require_text
from corpus.readers.coverage import coverage_of, coverage_of_all
from corpus.readers.encoding import decode
from corpus.readers.entries import Entry, FindReader, read_entries
from corpus.readers.html import decoded_page
from corpus.readers.protocol import Coverage, ReadFile, ReadWarning, Record
from corpus.readers.text import unwrap

_FORWARDED = re.compile(r"^(?:(?:re|fwd?|fw|转发|回复|答复)\s*[:：]\s*)+", re.IGNORECASE)
_COVER_NOTE = 100
"""Characters of a letter that only says what is attached to it."""


class MhtReader:
    """Reads a saved web page as one speech."""

    name = "mht"
    version = 2
    suffixes = frozenset({".mht", ".mhtml"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the page, read as `HtmlReader` does.

        :raises ReadError: encoding_unsure, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        page = _part(_message(path), "text/html")
        if page is None:
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower())
        decoded, read, warnings = decoded_page(_bytes(page), path, page.get_content_charset())
        require_text("\n".join(read.lines), path)
        record = Record("\n".join(read.lines), read.title, None, read.given)
        return ReadFile(
            self.name, self.version, (record,), decoded.encoding, decoded.confidence, warnings, read.coverage
        )


class EmlReader:
    """Reads a letter and the files that are attached to it, each as speeches of its own."""

    name = "eml"
    suffixes = frozenset({".eml"})

    def __init__(self, find: FindReader, version: int) -> None:
        """Takes the function that finds readers for attachments; `version` grows with theirs."""
        self.version = version
        self._find = find

    def read(self, path: Path) -> ReadFile:
        """The letter, unless it only says what is attached, and then the speeches of what is.

        :raises ReadError: file_damaged, file_empty, file_too_large, file_unreadable.
        """
        message = _message(path)
        body, warnings, of_body = _body(message, path)
        forwarded = [each for inner in _forwarded(message) if (each := _letter(inner, path))]
        attached = [Entry(part.get_filename() or "", _bytes(part)) for part in message.walk() if part.get_filename()]
        records, notes, coverage = read_entries(attached, path, self._find)
        warnings += notes
        if records and len(body) < _COVER_NOTE:
            warnings += [ReadWarning("warn_mail_cover", {"count": len(body)})] if body else []
        elif body:
            subject = _FORWARDED.sub("", str(message.get("Subject", ""))).strip()
            records = (
                [Record(body, clean_text(subject)[0] or None, "#"), *records]
                if records
                else [Record(body, subject or None)]
            )
        numbered = enumerate(forwarded, start=1)
        records += [replace(each, external_id=f"#{number}" if records else None) for number, each in numbered]
        if not records:
            raise ReadError("file_empty", path=str(path))
        whole = coverage_of_all((coverage, *([of_body] if of_body else [])))
        return ReadFile(self.name, self.version, tuple(records), warnings=tuple(warnings), coverage=whole)


def _forwarded(message: EmailMessage) -> list[EmailMessage]:
    """The letters that are attached to a letter as such, and those attached to these."""
    wrapped = [part for part in message.walk() if part.get_content_type() == "message/rfc822" and part.is_multipart()]
    return [part.get_payload(0) for part in wrapped]  # type: ignore[misc] # one letter is in each


def _letter(message: EmailMessage, path: Path) -> Record | None:
    """The text of a letter inside another, None if it only carries something."""
    body = _body(message, path)[0]
    subject = _FORWARDED.sub("", str(message.get("Subject", ""))).strip()
    return Record(body, clean_text(subject)[0] or None) if body else None


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a letter, not those of letters attached to it."""
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            yield from _own_parts(part)  # type: ignore[arg-type] # a list of parts, as it is multipart


def _message(path: Path) -> EmailMessage:
    data = read_bytes(path)
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    if not message.keys():
        raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower())
    return message


def _part(message: EmailMessage, kind: str) -> EmailMessage | None:
    """The first part of this kind that is no attachment."""
    for part in _own_parts(message):
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            return part
    return None


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _body(message: EmailMessage, path: Path) -> tuple[str, list[ReadWarning], Coverage | None]:
    """The text of the letter: its page, whose paragraphs are whole, else its plain text."""
    page, plain = _part(message, "text/html"), _part(message, "text/plain")
    try:
        if page is not None and _bytes(page).strip():
            _, read, warnings = decoded_page(_bytes(page), path, page.get_content_charset())
            return "\n".join(read.lines).strip(), list(warnings), read.coverage
        if plain is not None and _bytes(plain).strip():
            whole, notes = clean_text(decode(_bytes(plain), path, plain.get_content_charset()).text)
            text = unwrap(whole)[0].strip()
            return text, notes, coverage_of((text,), whole)
    except ReadError as exc:
        if exc.code != "file_empty":
            return "", [ReadWarning(exc.code, exc.particulars)], None
    return "", [], None

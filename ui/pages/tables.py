"""Tables and documents to take away, as files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from retriever.export import Table, to_csv, to_xlsx

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\[\]]+')
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name without suffix, what it holds, its suffix."""

    name: str
    content: bytes
    suffix: str


def table_file(table: Table, name: str, suffix: str) -> Download:
    """`table` as the kind of file that the suffix says, "csv" or "xlsx"."""
    return Download(name, to_xlsx(table) if suffix == "xlsx" else to_csv(table), suffix)


def file_response(file: Download) -> Response:
    """The file under a name that every system takes."""
    name = _NOT_IN_NAMES.sub(" ", file.name).strip(" .")[:_LONGEST] or "tifa"
    disposition = f"attachment; filename=\"tifa.{file.suffix}\"; filename*=UTF-8''{quote(f'{name}.{file.suffix}')}"
    return Response(file.content, media_type=TYPES[file.suffix], headers={"content-disposition": disposition})

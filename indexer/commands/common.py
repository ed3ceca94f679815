"""What the commands have in common: how they speak, and a file of the corpus as lines."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import FileReport, say
from corpus.console import language


def tell(code: str, **particulars: object) -> None:
    """Print a sentence in the language of the command line."""
    print(say(code, language(), **particulars))


def print_file(file: FileReport) -> None:
    """One line a file, and one for each thing to know about it."""
    details = [file.reader or "-", file.encoding or "-", f"{file.characters}", f"{file.speeches}", file.status]
    print(f"{file.root}/{file.path}\t" + "\t".join(details))
    for warning in file.warnings:
        print("    " + say(warning.code, language(), **warning.particulars))


def print_totals(files: Sequence[FileReport]) -> None:
    """How many files were read and how many were not, and why."""
    counts = {status: sum(file.status == status for file in files) for status in ("read", "marked", "not_read")}
    tell("files_total", **counts)

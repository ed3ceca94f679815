"""Findings taken out of the program: citations, plain text, Markdown, DOCX, and tables as CSV and XLSX."""

from corpus.language.dates import date_in_words
from retriever.export.citation import (
    Cite,
    beside_reference,
    citation,
    date_basis,
    is_working_text,
    origin_in_words,
    reference,
    state_in_brackets,
    state_in_words,
    with_source,
)
from retriever.export.docx import to_docx
from retriever.export.selection import (
    Excerpt,
    Note,
    Selection,
    excerpt_text,
    paragraph_around,
    sentence_around,
    to_markdown,
    under_heading,
)
from retriever.export.table import Cell, Table, guarded, to_csv, to_xlsx

__all__ = [
    "Cell",
    "Cite",
    "Excerpt",
    "Note",
    "Selection",
    "Table",
    "beside_reference",
    "citation",
    "date_basis",
    "date_in_words",
    "excerpt_text",
    "guarded",
    "is_working_text",
    "origin_in_words",
    "paragraph_around",
    "reference",
    "sentence_around",
    "state_in_brackets",
    "state_in_words",
    "to_csv",
    "to_docx",
    "to_markdown",
    "to_xlsx",
    "under_heading",
    "with_source",
]

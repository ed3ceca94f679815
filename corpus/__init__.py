"""Files in, Speeches and Passages out; and the one normal form of text that all matching uses."""

from corpus.edits import FIELDS, Edit, Edits, normal_fields
from corpus.errors import TifaError
from corpus.files import FileReport, FoundFile, Root, scan
from corpus.fold import Folded, fold, fold_blank, fold_plain, span_in_original
from corpus.load import LOADER_VERSION, LoadedFile, load
from corpus.messages import say
from corpus.outline import Paragraph, outline
from corpus.passages import VERSION as SPLITTER_VERSION
from corpus.passages import passages
from corpus.readers import Reader, ReadFile, ReadWarning, Record, reader_for
from corpus.reading_order import reading_order
from corpus.script import same_script
from corpus.sentences import Span, clauses, sentences
from corpus.sidecar import is_authoritative
from corpus.stated import Sidecars, root_wordings
from corpus.types import Inference, Passage, Speech
from corpus.wordings import Wording

__all__ = [
    "FIELDS",
    "LOADER_VERSION",
    "SPLITTER_VERSION",
    "Edit",
    "Edits",
    "FileReport",
    "Folded",
    "FoundFile",
    "Inference",
    "LoadedFile",
    "Paragraph",
    "Passage",
    "ReadFile",
    "ReadWarning",
    "Reader",
    "Record",
    "Root",
    "Sidecars",
    "Span",
    "Speech",
    "TifaError",
    "Wording",
    "clauses",
    "fold",
    "fold_blank",
    "fold_plain",
    "is_authoritative",
    "load",
    "normal_fields",
    "outline",
    "passages",
    "reader_for",
    "reading_order",
    "root_wordings",
    "same_script",
    "say",
    "scan",
    "sentences",
    "span_in_original",
]

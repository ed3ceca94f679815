"""Files in, Speeches and Passages out; and the one normal form of text that all matching uses."""

from corpus.errors import TifaError
from corpus.files import FileReport, FoundFile, Root, scan
from corpus.fold import Folded, fold, fold_blank, fold_plain, span_in_original
from corpus.language.script import reading_order, same_script
from corpus.load import LOADER_VERSION, LoadedFile, ReadSpeech, ReadSpeeches, load, read_speeches
from corpus.lookup import lookup_characters, lookup_form, needs_reading, spans_in
from corpus.messages import say
from corpus.metadata.edits import Edit, Edits, normal_fields
from corpus.metadata.set_wordings import Wording, root_wordings
from corpus.metadata.stated import Sidecars, is_authoritative
from corpus.partial_date import PartialDate
from corpus.readers import Reader, ReadFile, ReadWarning, Record, reader_for
from corpus.text.outline import Paragraph, outline
from corpus.text.passages import VERSION as SPLITTER_VERSION
from corpus.text.passages import passages
from corpus.text.sentences import Span, clauses, sentences
from corpus.types import Inference, Passage, Speech, SpeechFacts, facts_object

__all__ = [
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
    "PartialDate",
    "Passage",
    "ReadFile",
    "ReadSpeech",
    "ReadSpeeches",
    "ReadWarning",
    "Reader",
    "Record",
    "Root",
    "Sidecars",
    "Span",
    "Speech",
    "SpeechFacts",
    "TifaError",
    "Wording",
    "clauses",
    "facts_object",
    "fold",
    "fold_blank",
    "fold_plain",
    "is_authoritative",
    "load",
    "lookup_characters",
    "lookup_form",
    "needs_reading",
    "normal_fields",
    "outline",
    "passages",
    "read_speeches",
    "reader_for",
    "reading_order",
    "root_wordings",
    "same_script",
    "say",
    "scan",
    "sentences",
    "span_in_original",
    "spans_in",
]

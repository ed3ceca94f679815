"""Readers: one module per file format behind one small Protocol."""

from corpus.readers.formats import ARCHIVES, READERS, reader_for
from corpus.readers.protocol import Reader, ReadFile, ReadWarning, Record

__all__ = ["ARCHIVES", "READERS", "ReadFile", "ReadWarning", "Reader", "Record", "reader_for"]

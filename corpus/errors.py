"""Every error this program raises on purpose, in one small tree.

TifaError
├── ReadError       a file could not be read into speeches
├── ChildError      the process that reads files cannot be started
├── RootError       a corpus folder or file cannot be used
├── EncoderError    the embedding model is missing, damaged or of another kind
├── IndexStateError the index is missing, empty, damaged or was made otherwise
├── EngineError     a search server cannot be reached, or does not do what it has to
├── QueryError      the question or a filter cannot be answered as it stands
├── EditError       an edit of metadata, or another change of the corpus, cannot be taken over
└── ExportError     the file that was asked for cannot hold all that was found

An error carries a code and its particulars; `corpus.messages.say` turns them into a sentence with its remedy, in the
user's language, at the edge. `str(error)` is the English sentence.
"""

from __future__ import annotations

from corpus.messages import say


class TifaError(Exception):
    """An error with a message for people: `code` names it in messages.*.toml, `particulars` fill its sentence."""

    def __init__(self, code: str, **particulars: object) -> None:
        self.code = code
        self.particulars = particulars
        super().__init__(code)

    def __str__(self) -> str:
        return self.message("en")

    def message(self, language: str) -> str:
        """The sentence for this error in `language` ("zh" or "en"), remedy included."""
        return say(self.code, language, **self.particulars)


class ReadError(TifaError):
    """A file could not be read into speeches."""


class ChildError(TifaError):
    """The process that reads files cannot be started."""


class RootError(TifaError):
    """A corpus folder or file cannot be used."""


class EncoderError(TifaError):
    """The embedding model is missing, damaged or of another kind."""


class IndexStateError(TifaError):
    """The index is missing, empty, damaged or was made otherwise."""


class EngineError(TifaError):
    """A search server cannot be reached, or does not do what it has to."""


class QueryError(TifaError):
    """The question or a filter cannot be answered as it stands."""


class EditError(TifaError):
    """An edit of metadata, or another change of the corpus, cannot be taken over."""


class ExportError(TifaError):
    """The file that was asked for cannot hold all that was found."""

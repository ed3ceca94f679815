"""One request for the page of the library: what its views and templates are made from, and values in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from corpus import FileReport, SpeechFacts, say
from corpus.fields import EDITED, FIELDS, OF_ONE_SPEECH, text_of
from corpus.metadata.edits import LONGEST
from corpus.metadata.stated import normal_name
from indexer.layout import UPLOADS
from indexer.library.edit_log import EditLog
from indexer.library.listing import Listing, listing
from indexer.rebuilds import JobState
from retriever.export import date_in_words
from ui.i18n import Strings
from ui.page_request import NOT_KNOWN, PageRequest

CHOSEN_VALUES = {field.name: field.choices for field in FIELDS if field.edited and field.choices}
"""The fields whose values are chosen and not typed."""


@dataclass(frozen=True)
class LibraryRequest:
    """A request for the page: what was asked, what people stated, and the right of who asks.

    `refused` is the sentence that says why the visitor may change nothing, None for who may; `job` is what the rebuild
    in the background is doing.
    """

    request: PageRequest
    log: EditLog
    refused: str | None
    job: JobState

    not_known = NOT_KNOWN
    chosen_values = CHOSEN_VALUES
    fields_of_many = tuple(name for name in EDITED if name not in OF_ONE_SPEECH)
    longest = LONGEST
    uploads_root = UPLOADS

    @property
    def words(self) -> Strings:
        """The words of the visitor's language."""
        return self.request.words

    @property
    def may_change(self) -> bool:
        """True for a visitor who may change the library."""
        return self.refused is None

    @cached_property
    def listing(self) -> Listing:
        """All speeches with what is stated about them."""
        return listing(self.request.snapshot)

    @cached_property
    def present(self) -> int:
        """The number of all speeches, without those that were removed."""
        return len(self.listing) - int(self.listing.removed.sum())

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of the library, without that of the uploaded files."""
        return frozenset(self.request.snapshot.roots()) - {UPLOADS}

    def without_removed(self, reports: Iterable[FileReport]) -> list[FileReport]:
        """`reports` without those on removed files."""
        return [report for report in reports if not self.log.is_out(report.root, report.path)]

    def speeches_in_file(self, speech: SpeechFacts) -> int:
        """The number of speeches that the file of `speech` holds."""
        return self.listing.speeches_in_files[speech.root, normal_name(speech.path)]

    def file_of(self, speech: SpeechFacts) -> tuple[tuple[str, str], ...]:
        """The file of `speech` as a form names it."""
        return ("root", speech.root), ("path", speech.path)

    def say(self, key: str, **particulars: object) -> str:
        """The sentence `library.key` in the visitor's language."""
        return self.words.say(f"library.{key}", **particulars)

    @property
    def is_filtered(self) -> bool:
        """True if any filter is set."""
        return bool(self.filters_set)

    @cached_property
    def filters_set(self) -> dict[str, list[str]]:
        """The values of each filter that is set."""
        held = {
            name: [each for each in self.request.values(name) if each.strip()] for name in self.request.filter_names
        }
        return {name: values for name, values in held.items() if values}

    def address(self, view: str, **asked: str | int | None) -> str:
        """The address of a view of this page; the filters that are set go along."""
        shown = None if view == "speeches" else view
        return self.request.address("library", **{"view": shown, **self.filters_set, **asked})

    def root_in_words(self, root: str) -> str:
        """The name of a root, as people read it."""
        return self.say("uploads_root") if root == UPLOADS else root

    def file_in_words(self, root: str, path: str) -> str:
        """The place of a file, as people read it: the only root there is need not be named."""
        return path if self.roots == {root} else f"{self.root_in_words(root)} / {path}"

    def value_in_words(self, name: str, value: str | None) -> str:
        """A value of a field or filter, as people read it."""
        return value_in_words(self.words, name, value)

    def shown(self, speech: SpeechFacts, name: str) -> str | None:
        """The value of a field of `speech` as people read it, None where it has none."""
        if name == "date":
            return date_in_words(speech.date, self.words.language) if speech.date else None
        value = text_of(speech, name)
        return self.value_in_words(name, value) if value else None

    def names_of_fields(self, names: Collection[str]) -> str:
        """The names of fields, in the order of the fields, as people read them."""
        said = (self.words.say(f"library_field.{name}") for name in EDITED if name in names)
        return self.say("title_join").join(said)


def next_part(request: PageRequest, shown: int, total: int, at_once: int) -> dict[str, object]:
    """The number of items of a list that come next, at most `at_once`, and the address of the list with them."""
    return {
        "further": max(0, min(total - shown, at_once)),
        "further_address": request.here(shown=shown + at_once),
    }


def value_in_words(words: Strings, name: str, value: str | None) -> str:
    """A value of a field or filter, as people read it; one that nobody can have chosen is shown as it is."""
    if not value or value == NOT_KNOWN:
        return words.say("library.unknown")
    if value not in CHOSEN_VALUES.get(name, ()):
        return value
    if name == "state":
        return say(f"state_{value}", words.language)
    return words.say(f"library_{name}.{value}")


def folder_value(root: str, folder: str) -> str:
    """A folder of a root as one value; no root's name but that of the uploaded files has a / in it."""
    return f"{root}/{folder}".rstrip("/")


def place_of(value: str) -> tuple[str, str]:
    """The root and the folder that `folder_value` made `value` of."""
    if value == UPLOADS or value.startswith(f"{UPLOADS}/"):
        return UPLOADS, value.removeprefix(UPLOADS).strip("/")
    root, _, folder = value.partition("/")
    return root, folder

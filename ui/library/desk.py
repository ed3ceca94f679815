"""One visit to the page of the library: what it is shown from, and whether the visitor may change anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from corpus import FileReport
from indexer.engine import EmbeddedEngine
from indexer.jobs import JobState
from indexer.layout import UPLOADS, Layout
from indexer.library.edit_log import EditLog
from indexer.library.listing import Listing, Row, listing
from ui.library.rows import in_words
from ui.page_request import PageRequest


@dataclass(frozen=True)
class Desk:
    """What a view is drawn from.

    `refused` is the sentence that says why the visitor may change nothing, None for who may; `job` is what the rebuild
    in the background is doing.
    """

    visit: PageRequest
    log: EditLog
    refused: str | None
    job: JobState

    @property
    def engine(self) -> EmbeddedEngine:
        """The state of the index that is shown."""
        return self.visit.engine

    @property
    def layout(self) -> Layout:
        """Where its files are."""
        return Layout(self.engine.index)

    @property
    def may_change(self) -> bool:
        """Whether the visitor may change the library."""
        return self.refused is None

    @cached_property
    def listing(self) -> Listing:
        """All speeches with what is stated about them."""
        return listing(self.engine)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All speeches, without those that were removed."""
        return self.listing.there

    def there(self, reports: Iterable[FileReport]) -> list[FileReport]:
        """`reports` without those on removed files."""
        return [report for report in reports if not self.log.is_out(report.root, report.path)]

    def say(self, key: str, **particulars: object) -> str:
        """The sentence `library.key` in the visitor's language."""
        return self.visit.words.say(f"library.{key}", **particulars)

    def address(self, view: str, **asked: str | int | None) -> str:
        """The address of a view of this page."""
        return self.visit.address("library", view=None if view == "speeches" else view, **asked)

    def root_in_words(self, root: str) -> str:
        """What a root is called."""
        return self.say("uploads_root") if root == UPLOADS else root

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of the library, without that of the uploaded files."""
        return frozenset(self.engine.roots()) - {UPLOADS}

    def file_in_words(self, root: str, path: str) -> str:
        """Where a file is, for people: the only root there is need not be named."""
        return path if self.roots == {root} else f"{self.root_in_words(root)} / {path}"

    def value_in_words(self, name: str, value: str | None) -> str:
        """A value of a field or filter, for people."""
        return in_words(self.visit.words, name, value)

"""The filters that ask and speeches have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpus import say
from retriever.operations.operation import Name, Options
from retriever.types import Filters


class Filtered(Options):
    """Which speeches may answer; what is left out is no limit."""

    year: int | None = Field(None, description=say("option.year", "en"))
    date_from: Name | None = Field(None, alias="from", description=say("option.date_from", "en"))
    date_to: Name | None = Field(None, alias="to", description=say("option.date_to", "en"))
    speaker: Name | None = Field(None, description=say("option.speaker", "en"))
    occasion: Name | None = Field(None, description=say("option.occasion", "en"))
    title: Name | None = Field(None, description=say("option.title", "en"))
    folder: Name | None = Field(None, description=say("option.folder", "en"))
    lang: Literal["zh", "en"] | None = Field(None, description=say("option.lang", "en"))

    def filters(self) -> Filters:
        """The filters that these options set."""
        return Filters(
            year=self.year,
            date_from=self.date_from,
            date_to=self.date_to,
            speaker=self.speaker,
            occasion=self.occasion,
            title=self.title,
            folder=self.folder,
            language=self.lang,
        )

"""The filters that ask and speeches have in common."""

from __future__ import annotations

from dataclasses import fields
from typing import Literal

from pydantic import Field

from corpus import say
from retriever.operations.operation import Name, Options
from retriever.types import Filters

_OPTIONS = {"language": "lang"}
"""The options that are called other than their filter."""


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
    origin: Literal["own", "superior", "elsewhere"] | None = Field(None, description=say("option.origin", "en"))
    state: Literal["draft_for_comment", "submitted_draft", "final", "transcript"] | None = Field(
        None, description=say("option.state", "en")
    )

    def filters(self) -> Filters:
        """The filters that these options set."""
        return Filters(**{each.name: getattr(self, _OPTIONS.get(each.name, each.name)) for each in fields(Filters)})

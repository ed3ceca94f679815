"""What can be asked for: each option is named as on the command line, with an underscore where that has a hyphen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from retriever import Filters
from retriever.phrasing.occurrences import LONGEST as LONGEST_PHRASE
from retriever.phrasing.phrase import MOST_WORDINGS
from retriever.retriever import MOST_HITS
from retriever.understanding.query import LONGEST_QUESTION

LONGEST_DRAFT = 200_000
"""Characters of a draft: about ten long speeches."""
MOST_LISTED = 500
"""Speeches on a page of the list."""
_MOST_COMPARED = 50
_LONGEST_NAME = 500

Phrase = Annotated[str, Field(max_length=LONGEST_PHRASE)]
Name = Annotated[str, Field(max_length=_LONGEST_NAME)]


class Options(BaseModel):
    """Options of one function. One that it does not have is an error: a filter that is misspelt would not filter."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)


class Narrowing(Options):
    """Which speeches may answer; what is left out is no limit."""

    year: int | None = Field(None, description="only speeches of this year")
    date_from: Name | None = Field(None, alias="from", description="only speeches from this date on: YYYY[-MM[-DD]]")
    date_to: Name | None = Field(None, alias="to", description="only speeches up to this date, which is included")
    speaker: Name | None = Field(None, description="only speeches by this speaker or office")
    occasion: Name | None = Field(None, description="only speeches at this occasion")
    title: Name | None = Field(None, description="only speeches with this in the title")
    folder: Name | None = Field(None, description="only speeches in this folder or below it")
    lang: Literal["zh", "en"] | None = Field(None, description="only speeches in this language")

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


class Ask(Narrowing):
    """A question."""

    question: str = Field(
        max_length=LONGEST_QUESTION,
        description="a question in plain language, Chinese or English; what stands in quotation marks is found exactly",
        examples=["三个到人指的是什么"],
    )
    top_k: int = Field(10, ge=1, le=MOST_HITS, description="how many passages")
    offset: int = Field(0, ge=0, description="how many passages to leave out at the front")
    sort: Literal["relevance", "newest", "oldest"] = Field("relevance", description="the order")
    as_typed: bool = Field(False, description="take no filters and no order from the words of the question")


class LookUp(Options):
    """A wording whose every place is wanted."""

    phrase: str = Field(
        max_length=2 * LONGEST_PHRASE,
        description="a wording; with gaps: 以＿为＿, 坚持…与…相结合; two side by side: A | B",
        examples=["责任明确到人"],
    )
    exact: bool = Field(False, description="character for character; only blank space is overlooked")


class OverYears(Options):
    """Wordings whose use over the years is wanted, and two periods to compare."""

    phrases: list[Phrase] = Field(
        default_factory=list,
        max_length=MOST_WORDINGS,
        description="a wording; several to see them together",
        examples=[["三个到人", "四本台账"]],
    )
    periods: Annotated[list[Name], Field(min_length=2, max_length=2)] | None = Field(
        None,
        description="two periods: the wordings in both, and what came in and went out",
        examples=[["2017-2019", "2022-2024"]],
    )


class Families(Options):
    """Wordings that recur in different speeches."""

    text: str | None = Field(
        None,
        max_length=LONGEST_QUESTION,
        description="a fragment, a sentence or a question; without it what recurs most",
        examples=["查隐患不怕麻烦"],
    )
    limit: int = Field(20, ge=1, le=MOST_LISTED, description="how many families")


class Enumerations(Options):
    """Numbered set phrases, such as 三个到人."""

    phrase: Phrase | None = Field(
        None, description="one of them, or what they contain; without it all", examples=["三个到人"]
    )


class Draft(Options):
    """A draft to compare with what was said."""

    draft: str = Field(
        max_length=LONGEST_DRAFT,
        description="the text of the draft, a paragraph a line",
        examples=["同志们：\n群众的事没有小事。今年要新建三座跨河大桥。"],
    )
    speaker: Name | None = Field(None, description="who is to give the draft: say what they used before")


class Compare(Options):
    """Speeches to see side by side."""

    speeches: list[Name] = Field(
        min_length=1,
        max_length=_MOST_COMPARED,
        description="a speech_id, or a file or title in the library, each; two unless skeletons are wanted",
        examples=[["在全县科技创新大会上的讲话", "在全县教育工作会议上的讲话"]],
    )
    skeletons: bool = Field(
        False, description="only the headings, side by side; of one speech, those of all speeches of its occasion"
    )


class Listing(Narrowing):
    """Which speeches to list, in which order, and which page of them."""

    sort: Literal["newest", "oldest", "title"] = Field("newest", description="the order; undated speeches come last")
    limit: int = Field(50, ge=1, le=MOST_LISTED, description="how many speeches")
    offset: int = Field(0, ge=0, description="how many speeches to leave out at the front")

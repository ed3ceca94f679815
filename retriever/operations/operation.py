"""The parts of an operation: what it takes, what it gives, and how each way of calling the program offers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from corpus import say
from retriever.export.table import Table
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import LONGEST

Work = Literal["question", "reading", "draft", "upload", "paragraph"]
"""Kinds of work that a server does so much of at once: a quick one; one through the whole library; a draft; a file; a
paragraph that a language model writes."""

MOST_LISTED = 500
"""Families or speeches on one page of a list."""

Name = Annotated[str, Field(max_length=500)]
Phrase = Annotated[str, Field(max_length=LONGEST)]


class Options(BaseModel):
    """Options of one operation. One that it does not have is an error: a filter that is misspelt would not filter."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)


class Response(BaseModel):
    """Part of an answer that programs read. The docstring below a member describes it in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True, from_attributes=True)


Q = TypeVar("Q", bound=Options)
R = TypeVar("R")


def nothing(result: object, language: str) -> Iterable[str]:
    """No warnings."""
    return ()


def whole(request: object, shown: Any) -> Any:  # noqa: ANN401 a JSON value
    """The JSON value as it is."""
    return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[Q, R]):
    """An operation on the command line.

    `positional` is the option that is given without its name. `options` adds what concerns the terminal alone to the
    request; where they are no request themselves, `read` makes one of them, with lines for stderr. `show` gives the
    lines to print, `warn` those for stderr, `table` what --csv writes. With `reranks` there is an option for the
    CrossEncoder that orders the best.
    """

    positional: str
    show: Callable[[R, Any, str], Iterable[str]]
    options: type[Options] | None = None
    read: Callable[[Any, str], tuple[Q, Iterable[str]]] | None = None
    warn: Callable[[R, str], Iterable[str]] = nothing
    table: Callable[[R, Any, str], Table] | None = None
    reranks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """An operation as a tool that language models call, whose attention is limited.

    `request`, a subclass of the operation's, has limits of its own; `cut` keeps of the JSON value what they ask for.
    """

    title: str
    description: str
    name: str = ""
    request: type[Options] | None = None
    cut: Callable[[Any, Any], Any] = whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[Q, R]):
    """One function of the program: `run` on an opened index, and `respond` with what programs read.

    `respond` takes the language of its sentences, "zh" or "en". Over HTTP the options of a POST are a JSON object,
    those of a GET stand in the address. The messages `command.NAME` and `option.NAME.OPTION` describe it. A
    server does so much at once of the kind of `work` that it is.
    """

    name: str
    request: type[Q]
    response: type[BaseModel]
    run: Callable[[OpenedIndex, Q], R]
    respond: Callable[[R, str], BaseModel]
    command: Command[Q, R] | None = None
    tool: Tool | None = None
    method: Literal["GET", "POST"] = "POST"
    path: str = ""
    work: Work = "question"

    @property
    def address(self) -> str:
        """Its address below /api."""
        return self.path or f"/{self.name}"

    @property
    def summary(self) -> str:
        """One line that says what comes back, in English."""
        text = say(f"command.{self.name}", "en")
        return text[0].upper() + text[1:]

    def answer(self, index: OpenedIndex, request: Q, language: str) -> Any:  # noqa: ANN401 a JSON value
        """The JSON value that programs read: what --json prints."""
        return self.json(self.run(index, request), language)

    def json(self, result: R, language: str) -> Any:  # noqa: ANN401 a JSON value
        """`result` as the JSON value that programs read."""
        return self.respond(result, language).model_dump(mode="json", by_alias=True)

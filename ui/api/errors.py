"""Errors as programs get them: a code, and a sentence with its remedy in the caller's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from corpus import say
from corpus.errors import EncoderError, EngineError, IndexStateError, QueryError, TifaError
from ui.access.rights import AccessError
from ui.i18n import preferred
from ui.told import told

_BY_CODE = {
    "speech_unknown": 404,
    "speech_not_named": 404,
    "speech_ambiguous": 409,
    "index_busy": 409,
    "api_options_in_address": 400,
    "api_busy": 503,
    "api_asker_busy": 429,
    "api_too_long": 503,
    "api_unexpected": 500,
}
_BY_KIND: tuple[tuple[type[TifaError], int], ...] = (
    (AccessError, 403),
    (IndexStateError, 503),
    (EncoderError, 503),
    (EngineError, 503),
    (QueryError, 400),
)
# How pydantic calls what is wrong, and how we say it; all else is "unusable".
_FAULTS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "literal_error": "choice",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "string_too_long": "longest",
    "too_long": "longest_list",
    "too_short": "shortest_list",
    "int_type": "number",
    "int_parsing": "number",
    "int_from_float": "number",
    "string_type": "text",
    "bool_type": "bool",
    "bool_parsing": "bool",
    "list_type": "list",
}
_BODY_FAULTS = ("json_invalid", "model_attributes_type", "model_type", "dict_type")
_BY_STATUS = {404: "api_no_such_address", 405: "api_wrong_method", 413: "api_too_large"}
_MOST_FAULTS = 5
_BUSY = ("api_busy", "api_asker_busy")


PRIVATE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""Headers: what speeches say is kept by nothing on the way, and never taken for a page."""


class ApiError(TifaError):
    """The program could not do what was asked, for a reason of its own."""


class ErrorBody(BaseModel):
    """The body that comes back instead of an answer."""

    error: str = Field(description="a code for programs, such as query_blank")
    message: str = Field(description="a sentence for people, with its remedy, in the language of Accept-Language")


def status_of(error: TifaError) -> int:
    """The HTTP status that says best what kind of error this is."""
    if error.code in _BY_CODE:
        return _BY_CODE[error.code]
    return next((status for kind, status in _BY_KIND if isinstance(error, kind)), 500)


def language_of(request: Request) -> str:
    """The language that the caller wants to be answered in, "zh" or "en"."""
    return preferred(request.headers.get("accept-language", ""))


def retry_after(error: TifaError) -> dict[str, str] | None:
    """The header that says in how many seconds to come again, None where that would not help."""
    return {"retry-after": str(error.particulars["seconds"])} if error.code in _BUSY else None


async def refused(request: Request, error: Exception) -> Response:
    """The response to an error that is explained to people."""
    if not isinstance(error, TifaError):
        raise error
    status = status_of(error)
    return _response(status, error.code, told(error, language_of(request)), retry_after(error))


async def misused(request: Request, error: Exception) -> Response:
    """The response to options that are missing, unknown or out of range: 400, with a sentence for each."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = error.errors()
    code = "api_unreadable" if any(fault["type"] in _BODY_FAULTS for fault in faults) else "api_request_invalid"
    return _response(400, code, fault_sentences(faults, language_of(request), placed=True))


async def not_served(request: Request, error: Exception) -> Response:
    """The response where there is no such address, the method is another, or the body is too large or none."""
    if not isinstance(error, HTTPException):
        raise error
    code = _BY_STATUS.get(error.status_code, "api_unreadable")
    return _response(error.status_code, code, say(code, language_of(request)), error.headers)


def fault_sentences(faults: Sequence[Mapping[str, Any]], language: str, *, placed: bool = False) -> str:
    """A sentence for each of the first few faults that pydantic found.

    With `placed`, the first step of where each is says body or query, and is no option.
    """
    sentences = dict.fromkeys(_fault(fault, language, 1 if placed else 0) for fault in faults[:_MOST_FAULTS])
    return (" " if language == "en" else "").join(sentences)


def _fault(fault: Mapping[str, Any], language: str, steps: int) -> str:
    option = ".".join(str(step) for step in fault["loc"][steps:])
    if fault["type"] in _BODY_FAULTS or not option:
        return say("api_unreadable", language)
    limits = fault.get("ctx", {})
    limit = next((limits[name] for name in ("ge", "le", "max_length", "min_length", "expected") if name in limits), "")
    if fault["type"] == "literal_error":  # pydantic joins the choices in English: 'zh' or 'en'
        limit = ", ".join(re.findall("'([^']*)'", str(limit)))
    return say(f"api_option_{_FAULTS.get(fault['type'], 'unusable')}", language, option=option, limit=limit)


def _response(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = ErrorBody(error=code.removeprefix("api_"), message=message)
    return JSONResponse(body.model_dump(), status, {**PRIVATE, **(headers or {})})

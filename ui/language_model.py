"""A language model that the office runs itself, asked over HTTP by the protocol of OpenAI's chat completions.

The one module that sends anything out: to the address that was given at the start and nowhere else, neither by way of a
proxy of the environment nor where a redirect leads.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import anyio
import httpx

from corpus.errors import TifaError

DEADLINE = 120.0
"""Seconds in which the model must have answered: what it runs on may be slow, and who waits can leave."""
CONNECTED_WITHIN = 5.0
"""Seconds in which it must take the connection."""
LARGEST = 1_000_000
"""Bytes of an answer, many times those of the longest paragraph with the thinking in front of it."""
LONGEST = 20_000
"""Characters of what it wrote, its thinking among them."""

_TEMPERATURE = 0.2
"""Near the likeliest words, which are those of the passages; some servers refuse 0."""
_COMPLETIONS = "/chat/completions"


class LanguageModelError(TifaError):
    """The language model gives no paragraph, or its address is none."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model by its `name` at the address `completions`; the `key` is sent along where there is one."""

    completions: str
    name: str
    key: str = field(default="", repr=False)
    deadline: float = DEADLINE

    @classmethod
    def at(cls, url: str, name: str, key: str = "") -> Self:
        """The model `name` at `url`, with or without /v1 and what follows.

        :raises LanguageModelError: if `url` is no address of HTTP, or holds a name and password.
        """
        try:
            parts = urlsplit(url.strip())
            usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        if not usable or parts.username is not None or parts.query or parts.fragment or not key.isascii():
            raise LanguageModelError("llm_address", address=url)
        path = parts.path.rstrip("/").removesuffix(_COMPLETIONS) or "/v1"
        return cls(f"{parts.scheme}://{parts.netloc}{path}{_COMPLETIONS}", name, key)

    async def write(self, messages: Sequence[dict[str, str]]) -> str:
        """The text that the model writes to `messages`, each a role with its content.

        :raises LanguageModelError: if it cannot be reached, takes too long, refuses, or answers with anything else.
        """
        try:
            with anyio.fail_after(self.deadline):
                return written_in(await self._answer(messages))
        except TimeoutError as error:
            raise LanguageModelError("llm_slow", seconds=round(self.deadline)) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise LanguageModelError("llm_unreachable") from error
        except httpx.HTTPError as error:
            raise LanguageModelError("llm_broke_off") from error

    async def _answer(self, messages: Sequence[dict[str, str]]) -> bytes:
        """The body of the answer.

        :raises LanguageModelError: if it is a refusal, or too long.
        """
        headers = {"user-agent": "tifa", "accept-encoding": "identity"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        asked = {"model": self.name, "messages": list(messages), "temperature": _TEMPERATURE, "stream": False}
        timeout = httpx.Timeout(None, connect=CONNECTED_WITHIN)
        # To read what this machine trusts takes a tenth of a second, and over plain HTTP nothing is verified.
        verify = ssl.create_default_context() if self.completions.startswith("https:") else False
        async with (
            httpx.AsyncClient(trust_env=False, verify=verify, timeout=timeout) as client,
            client.stream("POST", self.completions, json=asked, headers=headers) as response,
        ):
            self._check(response.status_code)
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise LanguageModelError("llm_unusable")
            return bytes(body)

    def _check(self, status: int) -> None:
        """Nothing, if `status` is that of an answer.

        :raises LanguageModelError: if it is not.
        """
        if status == 200:
            return
        if status in (401, 403):
            raise LanguageModelError("llm_key")
        if status == 404:
            raise LanguageModelError("llm_missing", model=self.name)
        if status in (429, 503):
            raise LanguageModelError("llm_busy")
        raise LanguageModelError("llm_refused", status=status)


def written_in(body: bytes) -> str:
    """The text of the first choice in an answer of the protocol.

    :raises LanguageModelError: if there is none, or it is no text of a length that can be.
    """
    try:
        answer: Any = json.loads(body)
        text = answer["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise LanguageModelError("llm_nonsense") from error
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise LanguageModelError("llm_unusable")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON can hold half a character

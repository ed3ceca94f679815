"""The question for Gradio's own client: Client("http://127.0.0.1:7860/zh/").predict("…", api_name="/ask")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr
from gradio.events import api
from pydantic import ValidationError

from corpus.errors import TifaError
from retriever import Retriever
from retriever.operations.ask import OPERATION as ASK
from ui.api.errors import fault_sentences
from ui.chat.turns import Visitors
from ui.told import told


def publish(retriever: Retriever, language: str, visitors: Visitors) -> None:
    """Add the endpoint /ask to the surrounding gr.Blocks; its sentences are in `language`."""
    api(asking(retriever, language, visitors), api_name="ask")


def asking(retriever: Retriever, language: str, visitors: Visitors) -> Callable[..., Awaitable[dict[str, Any]]]:
    """The function behind the endpoint; Gradio reads its parameters and what it says of itself."""

    async def ask(question: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
        """The passages that best answer a question; options as those of POST /api/ask, such as {"year": 2021}."""
        try:
            asked = ASK.request.model_validate({**(options or {}), "question": question})
            return await visitors.run(lambda: ASK.answer(retriever.newest(), asked, language))
        except ValidationError as error:
            raise gr.Error(fault_sentences(error.errors(), language), print_exception=False) from None
        except TifaError as error:
            raise gr.Error(told(error, language), print_exception=False) from None

    return ask

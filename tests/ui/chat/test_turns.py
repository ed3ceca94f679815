"""Events of the Ask page wait for their turn among all questions, and are given up when their visitor goes."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from typing import Any

import anyio
import gradio as gr
import pytest
from gradio.context import LocalContext
from starlette.requests import ClientDisconnect

from corpus.cancelling import check_cancelled
from retriever import Retriever
from ui.api.work import Room, Workers
from ui.chat.composer import FILTERS
from ui.chat.conversation import Conversation
from ui.chat.page import AskPage
from ui.chat.turns import Visitors, direct, streamed
from ui.i18n import strings

ROOM = Room(at_once=1, waiting=0, wait=600, seconds=600)
NONE = ("",) * len(FILTERS)


async def all_of(steps: Any) -> list[list[Any]]:
    return [step async for step in steps]


def test_a_question_for_which_there_is_no_turn_goes_back_into_its_field(pairs_retriever: Retriever) -> None:
    async def asked() -> None:
        visitors, gate = Visitors(Workers(ROOM)), threading.Event()
        page = AskPage(pairs_retriever, strings("zh"), visitors)
        ask = streamed(visitors, page.ask)
        async with anyio.create_task_group() as group:
            group.start_soon(visitors.run, partial(gate.wait, 60))
            await anyio.wait_all_tasks_blocked()
            steps = await all_of(ask("巡河", Conversation(), "relevance", *NONE))
            assert [step[0] for step in steps] == [gr.skip(), "巡河"]
            assert "请过 1 秒再试" in steps[-1][2]
            warned: list[str] = []
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(gr, "Warning", warned.append)
                more = direct(visitors, strings("zh"), page.more, 3)
                assert await more(None, Conversation()) == [gr.skip()] * 3
            assert warned == ["正在处理的请求太多，请过 1 秒再试。"]
            gate.set()
        steps = await all_of(ask("巡河", Conversation(), "relevance", *NONE))
        assert steps[-1][1].turns[0].answer.hits

    anyio.run(asked)


def test_what_is_done_for_a_visitor_who_goes_is_given_up() -> None:
    begun = threading.Event()

    def endless() -> None:
        begun.set()
        while True:
            check_cancelled()

    async def asked() -> None:
        visitors = Visitors(Workers(replace(ROOM, waiting=1)))
        LocalContext.request.set(gr.Request(session_hash="gone"))
        async with anyio.create_task_group() as group:

            async def ask() -> None:
                with pytest.raises(ClientDisconnect):
                    await visitors.run(endless)

            group.start_soon(ask)
            await anyio.to_thread.run_sync(begun.wait, 60)
            visitors.leave("another")
            visitors.leave("gone")
        assert not visitors._gone
        assert await visitors.run(int) == 0

    anyio.run(asked)

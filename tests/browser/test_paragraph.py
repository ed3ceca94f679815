"""写成一段 as a visitor meets it: written, left, and kept beside an answer that stays as it is."""

import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import NASTY, serving
from tests.browser.test_ask_page import AXE, violations
from tests.browser.test_chat import QUESTION, ask
from tests.conftest import LIBRARY, write_speech
from tests.ui.model_server import model_server, saying

pytestmark = pytest.mark.browser


def test_a_paragraph_is_written_left_and_kept(browser: Browser, tmp_path: Path) -> None:
    for name in list(LIBRARY)[:3]:
        write_speech(tmp_path / "库" / name, **LIBRARY[name])
    over = threading.Event()
    with (
        model_server() as model,
        serving(tmp_path / "index", tmp_path / "库", options=("--llm", model.url, "--llm-model", "小模型")) as served,
    ):
        context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        served.let_change(context)
        page = context.new_page()
        broke: list[str] = []
        page.on("pageerror", lambda error: broke.append(str(error)))
        page.goto(served.address)
        page.locator("#fold[aria-expanded]").wait_for()
        ask(page, QUESTION)
        place = page.locator(".paragraph")

        model.answer = lambda _: over.wait(60) and None
        place.get_by_role("button", name="写成一段").click()
        expect(place.locator(".note")).to_contain_text("正在写，已")
        place.get_by_role("button", name="不写了").click()
        expect(place.get_by_role("button", name="写成一段")).to_be_visible()
        expect(place.locator(".written")).to_be_empty()
        over.set()

        quoted = page.locator(".hit .passage").first.inner_text().split("。")[0]
        model.answer = saying(f"{quoted}[1]。另有9999人参加[1]。{NASTY}")
        place.get_by_role("button", name="写成一段").click()
        expect(place.locator(".sentences span").first).to_have_text(f"{quoted}。")
        expect(place.locator("s").first).to_have_text("另有9999人参加。")
        expect(place.locator(".why").first).to_have_text("（所引段落里没有数字“9999”）")
        assert page.evaluate("window.broken") is None
        if AXE.is_file():
            assert violations(page) == []
        page.screenshot(path=tmp_path / "paragraph.png")

        page.locator(".hit .thumb.up").first.click()  # the turn is drawn anew
        expect(page.locator(".hit .thumb.up[aria-pressed='true']")).to_have_count(1)
        expect(place.locator(".sentences")).to_be_visible()
        place.locator(".to").first.click()
        expect(page.locator("#source .reader mark.current")).to_be_in_viewport()
        assert broke == []
        context.close()

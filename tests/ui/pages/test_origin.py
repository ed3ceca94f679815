"""Speeches that are not the office's own say so wherever they are quoted."""

from __future__ import annotations

import pytest

from corpus import Span, Speech
from tests.ui.samples import hit, macro, speech
from ui.api.mcp import INSTRUCTIONS
from ui.i18n import Strings, strings
from ui.in_words import details
from ui.pages.collection import Entry, Kept, panel
from ui.pages.takeout import tools

ZH, EN = strings("zh"), strings("en")


def origin(one: Speech, words: Strings = ZH) -> str:
    return macro("macros/speech.html", "origin", one, words=words)


@pytest.mark.parametrize(
    ("whose", "sign", "known"),
    [(None, None, None), ("own", None, "本单位"), ("superior", "上级", "上级"), ("elsewhere", "外地范文", "外地范文")],
)
def test_whose_a_speech_is_stands_on_its_card_and_in_the_reader(
    whose: str | None, sign: str | None, known: str | None
) -> None:
    one = speech(origin=whose)
    expected = f'<span class="origin {whose}">{sign}</span>' if sign else ""
    assert origin(one) == expected
    assert macro("chat/hit.html", "source_line", hit(speech=one)).startswith(
        f'<div class="source">{expected}<span>县长'
    )
    assert dict((name, value) for name, value, _ in details(one, ZH)).get("origin") == known


def test_what_is_copied_of_a_model_from_elsewhere_says_so() -> None:
    text = "矿山要停就停到底。"
    copied = tools(speech(origin="elsewhere", text=text), Span(0, len(text)), ZH)
    assert 'data-reference="' in copied and '.（外地范文）"' in copied
    assert "，外地范文）" in copied.partition("data-cited=")[2]
    assert "外地范文" not in tools(speech(origin="own", text=text), Span(0, len(text)), ZH)
    assert origin(speech(origin="elsewhere"), EN).endswith(">a model from elsewhere</span>")


def test_a_passage_put_aside_keeps_the_sign() -> None:
    text = "矿山要停就停到底。"
    for whose, signs in (("elsewhere", 1), ("own", 0)):
        one = speech(origin=whose, text=text)
        kept = Kept(one.speech_id, 0, len(text), text, one.title)
        html = panel([Entry(kept, one, Span(0, len(text)))], ZH)
        assert html.count('class="origin elsewhere"') == signs


def test_models_are_told_never_to_give_a_model_text_as_the_offices_own() -> None:
    assert "外地范文" in INSTRUCTIONS and "`elsewhere`" in INSTRUCTIONS

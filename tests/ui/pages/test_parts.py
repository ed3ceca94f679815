"""Pieces that several pages are made of."""

from dataclasses import replace

from corpus import Speech
from tests.ui.samples import INFERRED, macro
from ui.rendering import environment


def linked(speech: Speech, link: str = '<a href="/">{{ said }}</a>') -> str:
    template = '{% from "macros/speech.html" import source %}{% call(said) source(speech) %}' + link + "{% endcall %}"
    return environment("zh").from_string(template).render(speech=speech)


def test_an_inferred_date_in_a_list_looks_so_and_tells_its_reason() -> None:
    date, _, link = linked(INFERRED).partition("<a ")
    assert date.endswith('class="date inferred-date" title="据文件名“20210603”推断">2021年6月3日</time>')
    assert "推断" not in macro("macros/speech.html", "source", replace(INFERRED, inferred={}))
    assert link.startswith(f'href="/"><span class="of">{INFERRED.title}</span>')


def test_a_model_from_elsewhere_says_so_behind_its_speaker() -> None:
    foreign = replace(INFERRED, origin="elsewhere")
    said = macro("macros/speech.html", "source", foreign)
    assert said.endswith('<span class="origin elsewhere">外地范文</span></span>')
    assert "origin" not in macro("macros/speech.html", "source", replace(INFERRED, origin="own"))


def test_a_source_without_a_link_is_the_same_text() -> None:
    assert linked(INFERRED, "{{ said }}") == macro("macros/speech.html", "source", INFERRED)


def test_a_title_is_short_beside_date_and_speaker_and_whole_under_the_pointer() -> None:
    whole = f"守好一条河——{INFERRED.title}"
    said = macro("macros/speech.html", "source", replace(INFERRED, title=whole))
    assert f'<span class="of" title="{whole}">守好一条河</span>' in said
    assert "title=" not in macro("macros/speech.html", "short_title", INFERRED)

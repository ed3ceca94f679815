"""Pieces that several pages are made of."""

from dataclasses import replace

from corpus import Speech
from tests.ui.samples import INFERRED, macro
from ui.rendering import environment


def linked(speech: Speech, link: str = '<a href="/">{{ said }}</a>') -> str:
    template = '{% from "macros/speech.html" import source %}{% call(said) source(speech) %}' + link + "{% endcall %}"
    return environment("zh").from_string(template).render(speech=speech)


def test_the_reason_of_an_inferred_date_unfolds_and_stands_in_no_link() -> None:
    date, _, link = linked(INFERRED).partition("<a ")
    assert '<details class="inferred"><summary title="' in date
    assert '<span role="note">据文件名“20210603”推断</span></details>' in date
    assert "<details" not in link
    assert link.startswith(f'href="/"><span class="of">{INFERRED.title}</span>')


def test_a_model_from_elsewhere_says_so_behind_its_speaker() -> None:
    foreign = replace(INFERRED, origin="elsewhere")
    said = macro("macros/speech.html", "source", foreign)
    assert said.endswith('<span class="origin elsewhere">外地范文</span></span>')
    assert "origin" not in macro("macros/speech.html", "source", replace(INFERRED, origin="own"))


def test_a_source_without_a_link_is_the_same_text() -> None:
    assert linked(INFERRED, "{{ said }}") == macro("macros/speech.html", "source", INFERRED)

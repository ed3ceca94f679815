"""Pieces that several pages are made of."""

from dataclasses import replace

from markupsafe import Markup

from tests.ui.samples import INFERRED
from ui.i18n import strings
from ui.markup import element
from ui.pages.parts import source


def test_the_reason_of_an_inferred_date_unfolds_and_stands_in_no_link() -> None:
    def opening(said: Markup) -> Markup:
        return element("a", said, href="/")

    date, _, link = source(INFERRED, strings("zh"), opening).partition("<a ")
    assert '<details class="inferred"><summary title="' in date
    assert '<span role="note">据文件名“20210603”推断</span></details>' in date
    assert "<details" not in link
    assert link.startswith(f'href="/"><span class="of">{INFERRED.title}</span>')


def test_a_model_from_elsewhere_says_so_behind_its_speaker() -> None:
    foreign = replace(INFERRED, origin="elsewhere")
    assert source(foreign, strings("zh")).endswith('<span class="origin elsewhere">外地范文</span></span>')
    assert "origin" not in source(replace(INFERRED, origin="own"), strings("zh"))


def test_a_source_without_a_link_is_the_same_text() -> None:
    words = strings("zh")
    linked = source(INFERRED, words, lambda said: said)
    assert linked == source(INFERRED, words)

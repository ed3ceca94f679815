"""Looking around without a question: a speech, what filters can be set to, and how much there is."""

from __future__ import annotations

from corpus import reading_order
from retriever import Filters, Retriever


def test_a_speech_is_shown_with_its_other_versions(pairs_retriever: Retriever) -> None:
    hit = pairs_retriever.ask("“巡河记录”").hits[0]
    opened = pairs_retriever.speech(hit.speech.speech_id)
    assert opened.speech == hit.speech
    assert opened.passages[hit.passage.ordinal] == hit.passage
    assert {speech.state for speech in opened.also} == {"draft_for_comment", "submitted_draft"}


def test_facets_offer_only_what_every_filter_accepts(pairs_retriever: Retriever) -> None:
    facets = pairs_retriever.facets()
    assert facets["year"] == (2022, 2021, 2020, 2019, 2018, 2017)
    assert facets["occasion"] != tuple(sorted(facets["occasion"])), "they are in the order of their sound"
    assert facets["occasion"] == tuple(sorted(facets["occasion"], key=reading_order))
    assert facets["language"] == ("en", "zh")
    assert facets["state"] == ("draft_for_comment", "submitted_draft", "final")
    offered = [Filters(**{name: value}) for name, values in facets.items() for value in values]  # type: ignore[arg-type]
    assert len(offered) == 6 + 6 + 4 + 4 + 2 + 3
    for filters in offered:
        assert pairs_retriever.ask("有人", filters=filters).hits


def test_the_status_counts_the_library(pairs_retriever: Retriever) -> None:
    status = pairs_retriever.status()
    assert (status.speeches, status.undated, status.pending, status.not_read, status.marked) == (9, 1, 0, 0, 0)
    assert status.passages == 20

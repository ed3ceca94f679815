"""Questions and follow-ups with their right reading, a line each in questions.tsv and followups.tsv."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import PartialDate, Passage, SpeechFacts
from retriever import Answer, Hit, Query
from retriever.filters import allowed, set_filters
from retriever.known import Known
from retriever.opened import Settings
from retriever.understanding.followup import follow_up
from retriever.understanding.understand import Understood, understand

TODAY = date(2024, 6, 15)
TERM = Settings(PartialDate(2021, 9))

_FACTS = (
    ("1979-01-20", "罗文泽", None, "全县工作会议"),
    ("1986-04-02", "罗文泽", "县委书记", None),
    ("1994-05-01", "罗文泽", "县委书记", "全县招商引资大会"),
    ("2003-02-11", "魏长河", "县长", "县政府工作会议"),
    ("2008-09-01", "魏长河", "县长", None),
    ("2013-01-15", "魏长河", "县委书记", "县委全会"),
    ("2014-03-02", "简宁", "县长", "全县安全生产工作会议"),
    ("2016-07-01", "简宁", "县长", "全县防汛工作会议"),
    ("2017-11-20", "简宁", "县委书记", "县委全会"),
    ("2018-02-06", "简宁", "县委书记", "全县经济工作会议"),
    ("2019-04-09", "高远航", "县长", "全县安全生产工作会议"),
    ("2020-05-04", "高远航", "县长", "五四青年座谈会"),
    ("2021-01-12", "高远航", "县长", "县政府工作会议"),
    ("2021-10-08", "高远航", "县委书记", "县委全会"),
    ("2022-03-18", "洪静", "县长", "全县招商引资大会"),
    ("2022-11-02", "洪静", "县长", "县委全会"),
    ("2023-01-31", "洪静", None, "全县防汛工作会议"),
    ("2023-04-21", "洪静", "县长", "全县招商引资大会"),
    ("2023-05-20", "Deputy Mayor of Eastmere", "Deputy Mayor of Eastmere", "Library opening"),
    ("2023-11-27", "高远航", "县委书记", "全县经济工作会议"),
    ("2024-01-10", "洪静", "县长", "县政府工作会议"),
    ("2024-03-05", "祁知远", "国务院总理", "全国人大会议"),
    ("2024-04-27", "洪静", "县长", None),
    ("2024-05-20", "Mayor of Eastmere", "Mayor of Eastmere", "Harbour Trade Forum"),
    (None, "武装部部长", "武装部部长", None),
)
SPEECHES = Known({
    number: SpeechFacts(
        speech_id=f"id{number}", root="r", path=f"{number}.md", source=f"/r/{number}.md", title=f"第{number}篇",
        language="zh", speaker=speaker, office=office, date=PartialDate.parse(day or ""), occasion=occasion,
    )
    for number, (day, speaker, office, occasion) in enumerate(_FACTS, 1)
})  # fmt: skip


def lines(name: str) -> list[tuple[str, ...]]:
    """The five columns of each line; "" for those that are left out at its end."""
    written = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [(*line.split("\t"), "", "", "", "")[:5] for line in written if line and not line.startswith("#")]


def filters_of(understood: Understood) -> str:
    return "; ".join(f"{name}={value}" for name, value in set_filters(understood.filters).items())


def remarks_of(understood: Understood) -> str:
    """What the chips say beside their values: why one is not applied, or that it may mean other years as well."""
    said = (f"{chip.words}: {chip.reason or chip.remark}" for chip in understood.chips if chip.reason or chip.remark)
    return "; ".join(dict.fromkeys(said))


@pytest.mark.parametrize(("question", "filters", "searched", "remarks", "term"), lines("questions.tsv"))
def test_a_question_is_read(question: str, filters: str, searched: str, remarks: str, term: str) -> None:
    understood = understand(question, SPEECHES, TODAY, TERM if term else Settings())
    assert (filters_of(understood), understood.text, remarks_of(understood)) == (filters, searched or question, remarks)
    applied = {chip.field: str(chip.value) for chip in understood.chips if chip.applied and chip.field != "mode"}
    assert set(applied) == set_filters(understood.filters).keys(), "every filter is a chip that can be taken away"
    for chip in understood.chips:
        assert chip.words in question
        for language in ("zh", "en"):
            assert bool(chip.why(language)) == (chip.reason is not None)
            assert bool(chip.remarked(language)) == (chip.remark is not None)


@pytest.mark.parametrize("question", [line[0] for line in lines("questions.tsv") if "not_" in line[1]])
def test_what_is_left_out_does_not_answer(question: str) -> None:
    understood = understand(question, SPEECHES, TODAY, Settings())
    among = allowed(SPEECHES, understood.filters)
    assert among is not None
    assert 0 < len(among) < len(SPEECHES)
    taken_away = [chip.words for chip in understood.chips if chip.field.startswith("not_")]
    again = understand(question, SPEECHES, TODAY, Settings(), ignore=taken_away)
    assert not any(name.startswith("not_") for name in set_filters(again.filters))


def answer_to(question: str) -> Answer:
    understood = understand(question, SPEECHES, TODAY, Settings())
    hits = (Hit(Passage("id13", 0, 0, 1, "文", 1), SPEECHES[13], 0.5, 1, (), ()),)
    query = Query(question, (), understood.filters, "relevance", understood.chips, understood.mode, understood.text)
    return Answer(query, hits, 50)


@pytest.mark.parametrize(("before", "said", "text", "wish", "filters"), lines("followups.tsv"))
def test_a_follow_up_is_read(before: str, said: str, text: str, wish: str, filters: str) -> None:
    found = follow_up(said, answer_to(before), SPEECHES, TODAY)
    if text == "-":
        assert found is None
        return
    assert found is not None
    wishes = {"sort": found.sort, "mode": found.mode, "number": found.number, "shorter": found.shorter or None}
    assert (found.text, "; ".join(f"{name}={value}" for name, value in wishes.items() if value)) == (text, wish)
    assert filters_of(understand(found.text, SPEECHES, TODAY, Settings())) == filters


def test_the_table_is_long_enough() -> None:
    assert len({line[0] for line in lines("questions.tsv")} | {line[1] for line in lines("followups.tsv")}) >= 250

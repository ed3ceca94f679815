"""Citations in brackets and as references."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Inference, PartialDate, Root, Sidecars, Speech, load, scan
from retriever.export import (
    beside_reference,
    citation,
    date_in_words,
    is_working_text,
    origin_in_words,
    reference,
    state_in_words,
    with_source,
)
from tests.conftest import PROJECT

SPEECH = Speech(
    speech_id="s1",
    root="讲话库",
    path="安全.txt",
    source="讲话库/安全.txt",
    text="在全县安全生产工作会议上的讲话\n\n同志们：\n\n矿山要停就停到底。\n",
    title="在全县安全生产工作会议上的讲话",
    language="zh",
    speaker="县委书记",
    office="县委书记",
    date=PartialDate(2024, 3, 12),
    occasion="全县安全生产工作会议",
)
ENGLISH = replace(
    SPEECH,
    title="Opening the Lock",
    language="en",
    speaker="Mayor of Lanjiang",
    office="Mayor of Lanjiang",
    date=PartialDate(2020, 5),
    occasion=None,
)


@pytest.mark.parametrize(
    ("date", "chinese", "english"),
    [
        ("2024-03-12", "2024年3月12日", "12 March 2024"),
        ("2024-11", "2024年11月", "November 2024"),
        ("2024", "2024年", "2024"),
    ],
)
def test_dates(date: str, chinese: str, english: str) -> None:
    date = PartialDate.parse(date)
    assert date_in_words(date, "zh") == chinese
    assert date_in_words(date, "en") == english
    assert citation(replace(SPEECH, date=date)).endswith(f"，{chinese}）")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "（县委书记在全县安全生产工作会议上的讲话，2024年3月12日）"),
        (
            {"title": "县委书记在全县安全生产工作会议上的讲话"},
            "（县委书记在全县安全生产工作会议上的讲话，2024年3月12日）",
        ),
        ({"date": None}, "（县委书记在全县安全生产工作会议上的讲话，日期不详）"),
        ({"speaker": None, "office": None}, "（在全县安全生产工作会议上的讲话，2024年3月12日）"),
        ({"speaker": None}, "（县委书记在全县安全生产工作会议上的讲话，2024年3月12日）"),
        ({"title": "停就停到底"}, "（县委书记：停就停到底，全县安全生产工作会议，2024年3月12日）"),
        ({"title": "停就停到底", "occasion": None}, "（县委书记：停就停到底，2024年3月12日）"),
        ({"speaker": "张立安"}, "（县委书记张立安在全县安全生产工作会议上的讲话，2024年3月12日）"),
        ({"speaker": "县委书记张立安"}, "（县委书记张立安在全县安全生产工作会议上的讲话，2024年3月12日）"),
        ({"speaker": "张立安", "office": None}, "（张立安在全县安全生产工作会议上的讲话，2024年3月12日）"),
        (
            {"speaker": "县委书记", "office": "中共云岫县委书记"},
            "（县委书记在全县安全生产工作会议上的讲话，2024年3月12日）",
        ),
        (
            {"speaker": "张立安", "title": "张立安在全县安全生产工作会议上的讲话"},
            "（张立安在全县安全生产工作会议上的讲话，2024年3月12日）",
        ),
    ],
)
def test_speaker_and_occasion_are_named_once(changed: dict[str, str | None], said: str) -> None:
    assert citation(replace(SPEECH, **changed)) == said  # type: ignore[arg-type]


def test_a_meeting_that_is_called_by_an_office_does_not_name_the_speaker() -> None:
    speech = replace(SPEECH, title="在县委书记述职会上的讲话", occasion="县委书记述职会", speaker="县委书记")
    assert citation(speech) == "（县委书记在县委书记述职会上的讲话，2024年3月12日）"


def test_it_is_in_the_language_of_the_speech_unless_told() -> None:
    assert citation(ENGLISH) == "(Mayor of Lanjiang, Opening the Lock, May 2020)"
    assert citation(replace(ENGLISH, date=None)) == "(Mayor of Lanjiang, Opening the Lock, no date)"
    assert citation(SPEECH, "en") == "(县委书记, 在全县安全生产工作会议上的讲话, 12 March 2024)"
    assert citation(ENGLISH, "zh") == "（Mayor of Lanjiang：Opening the Lock，2020年5月）"
    forum = replace(ENGLISH, occasion="Inland Ports Forum", speaker="Jane Roe")
    assert citation(forum) == "(Jane Roe, Mayor of Lanjiang, Opening the Lock, Inland Ports Forum, May 2020)"


def test_behind_english_words_it_stands_after_a_space() -> None:
    said = with_source("The lock is open.\n", ENGLISH)
    assert said == "The lock is open. (Mayor of Lanjiang, Opening the Lock, May 2020)"
    assert with_source("矿山要停就停到底。", SPEECH) == f"矿山要停就停到底。{citation(SPEECH)}"


def test_a_draft_is_never_quoted_as_if_it_were_the_text() -> None:
    draft = replace(SPEECH, state="draft_for_comment")
    assert is_working_text(draft)
    assert citation(draft) == "（县委书记在全县安全生产工作会议上的讲话（征求意见稿），2024年3月12日）"
    assert (
        citation(replace(ENGLISH, state="transcript")) == "(Mayor of Lanjiang, Opening the Lock (transcript), May 2020)"
    )
    final = replace(SPEECH, state="final")
    assert not is_working_text(final)
    assert citation(final) == citation(SPEECH)
    recorded = replace(SPEECH, title="在调度会上的讲话（录音整理）", occasion=None, state="transcript")
    assert citation(recorded) == "（县委书记在调度会上的讲话（录音整理），2024年3月12日）"
    assert reference(recorded) == "县委书记. 在调度会上的讲话（录音整理）[Z]. 2024-03-12."


@pytest.mark.parametrize(
    ("origin", "said", "beside", "shown"),
    [
        (None, "2024年3月12日）", "", None),
        ("own", "2024年3月12日）", "", None),
        ("superior", "2024年3月12日）", "", "上级"),
        ("elsewhere", "2024年3月12日，外地范文）", "（外地范文）", "外地范文"),
    ],
)
def test_a_model_from_elsewhere_is_never_cited_as_ones_own(
    origin: str | None, said: str, beside: str, shown: str | None
) -> None:
    speech = replace(SPEECH, origin=origin)
    assert citation(speech) == f"（县委书记在全县安全生产工作会议上的讲话，{said}"
    assert reference(speech) == reference(SPEECH), "the standard has no such element"
    assert beside_reference(speech) == beside
    assert origin_in_words(speech, "zh") == shown
    foreign = replace(ENGLISH, origin="elsewhere")
    assert citation(foreign) == "(Mayor of Lanjiang, Opening the Lock, May 2020, a model from elsewhere)"
    assert beside_reference(foreign) == " (a model from elsewhere)"


@pytest.mark.parametrize("state", ["draft_for_comment", "submitted_draft", "final", "transcript"])
def test_every_state_has_a_name(state: str) -> None:
    assert state_in_words(state, "zh") in {"征求意见稿", "送审稿", "定稿", "录音整理"}
    assert state_in_words(state, "en").isascii()


@pytest.mark.parametrize(
    ("origin", "chinese", "english", "entry"),
    [
        ("file_name", "2024年3月12日〔据文件名〕", "12 March 2024 [from the file name]", "[2024-03-12]"),
        ("folder", "2024年3月12日〔据文件夹名〕", "12 March 2024 [from the folder name]", "[2024-03-12]"),
        ("text_head", "2024年3月12日", "12 March 2024", "2024-03-12"),
        ("text_tail", "2024年3月12日", "12 March 2024", "2024-03-12"),
    ],
)
def test_a_date_that_the_speech_does_not_show_is_not_passed_off_as_certain(
    origin: str, chinese: str, english: str, entry: str
) -> None:
    speech = replace(SPEECH, inferred={"date": Inference(origin, "20240312")})
    assert citation(speech) == f"（县委书记在全县安全生产工作会议上的讲话，{chinese}）"
    assert citation(speech, "en").endswith(f", {english})")
    assert reference(speech) == f"县委书记. 在全县安全生产工作会议上的讲话[Z]. {entry}."


def test_a_reference() -> None:
    assert reference(SPEECH) == "县委书记. 在全县安全生产工作会议上的讲话[Z]. 2024-03-12."
    assert reference(replace(SPEECH, date=None)) == "县委书记. 在全县安全生产工作会议上的讲话[Z]. [日期不详]."
    assert reference(replace(SPEECH, date="2024")) == "县委书记. 在全县安全生产工作会议上的讲话[Z]. 2024."
    assert reference(ENGLISH) == "Mayor of Lanjiang. Opening the Lock[Z]. 2020-05."
    assert reference(replace(ENGLISH, date=None)) == "Mayor of Lanjiang. Opening the Lock[Z]. [no date]."


def test_a_reference_names_the_person_without_the_office_and_nobody_when_nobody_is_known() -> None:
    assert reference(replace(SPEECH, speaker="县委书记张立安")).startswith("张立安. 在全县")
    assert reference(replace(SPEECH, speaker="张立安")).startswith("张立安. 在全县")
    assert reference(replace(SPEECH, speaker=None, office=None)).startswith("在全县安全生产工作会议上的讲话[Z]. ")


def test_a_reference_says_the_version_and_brackets_what_only_the_file_name_shows() -> None:
    drafted = replace(SPEECH, state="submitted_draft")
    assert reference(drafted) == "县委书记. 在全县安全生产工作会议上的讲话[Z]. 送审稿. 2024-03-12."
    named = {name: Inference("file_name", "x") for name in ("speaker", "office", "title", "state", "date")}
    assert (
        reference(replace(drafted, inferred=named))
        == "[县委书记]. [在全县安全生产工作会议上的讲话][Z]. [送审稿]. [2024-03-12]."
    )


def test_a_title_made_of_the_first_words_is_bracketed_and_one_on_two_lines_is_not() -> None:
    made = replace(SPEECH, title="矿山要停…", inferred={"title": Inference("text_head", "矿山要停")})
    assert "[矿山要停…][Z]" in reference(made)
    broken = replace(
        SPEECH, title="停到底——在会上的讲话", inferred={"title": Inference("text_head", "停到底\n——在会上的讲话")}
    )
    assert ". 停到底——在会上的讲话[Z]" in reference(broken)


def test_the_bundled_speeches_can_all_be_cited() -> None:
    root = Root("corpus", PROJECT / "corpus" / "speeches")
    sidecars = Sidecars(root)
    speeches = {
        Path(speech.path).name: speech for found in scan(root) for speech in load(root, found, sidecars).speeches
    }
    said = {name: citation(speech) for name, speech in speeches.items()}
    assert len(said) > 30
    assert all(each[0] in "（(" and each[-1] in "）)" and "None" not in each for each in said.values())
    assert (
        said["20230309在全县安全生产工作会议上的讲话.txt"]
        == "（县委书记在全县安全生产工作会议上的讲话，2023年3月9日〔据文件名〕）"
    )


@pytest.mark.parametrize(
    ("title", "inferred", "cited"),
    [
        ("工作报告——2024年3月12日在全县人大会议上", {}, "工作报告——2024年3月12日在全县人大会议上"),
        ("2024年工作报告", {}, "2024年工作报告，2024年3月12日"),
        (
            "工作报告 2024年3月12日",
            {"title": Inference("file_name", "x"), "date": Inference("file_name", "2024年3月12日")},
            "工作报告 2024年3月12日，2024年3月12日〔据文件名〕",
        ),
    ],
)
def test_a_day_that_the_title_says_is_said_once(title: str, inferred: dict[str, Inference], cited: str) -> None:
    speech = replace(SPEECH, title=title, speaker=None, office=None, occasion=None, inferred=inferred)
    assert citation(speech) == f"（{cited}）"

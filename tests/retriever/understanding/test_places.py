"""Places that a question leaves out, of speeches that tell in several ways where they are from."""

from __future__ import annotations

from datetime import date

import pytest

from corpus import SpeechFacts
from retriever.filters import Filters, allowed, set_filters
from retriever.known import Known
from retriever.opened import Settings
from retriever.understanding.request import left_out
from retriever.understanding.understand import Understood, understand

TODAY = date(2024, 6, 15)

_FACTS = (  # title, occasion, office, place, folder
    ("2023年政府工作报告", "湖北省第十四届人民代表大会第二次会议", "湖北省省长", None, ""),
    ("2023年海南省政府工作报告", None, "省长", None, ""),
    ("在渔汛动员会上的讲话", None, "云礁县县长", None, "沿海"),
    ("在茶叶节上的讲话", None, None, "青坪镇文化广场", "青坪镇"),
    ("弘扬“上海精神”——在上海合作组织会议上的讲话", "上海合作组织会议", None, None, ""),
    ("在上海调研时的讲话", None, None, None, ""),
    ("在全国粮食会议上的讲话", "全国粮食会议", None, None, ""),
)
SPEECHES = Known({
    number: SpeechFacts(
        speech_id=f"id{number}", root="r", path=f"{number}.md", source=f"/r/{number}.md", title=title, language="zh",
        occasion=occasion, office=office, place=place, folder=folder,
    )
    for number, (title, occasion, office, place, folder) in enumerate(_FACTS, 1)
})  # fmt: skip


def read(question: str) -> Understood:
    return understand(question, SPEECHES, TODAY, Settings())


@pytest.mark.parametrize(
    ("question", "place", "searched", "without"),
    [
        ("不要湖北的，其他省怎么讲育种", "湖北", "怎么讲育种", [1]),
        ("除了海南，哪些省讲过育种", "海南", "哪些省讲过育种", [2]),
        ("除了海南省以外的省怎么讲育种", "海南省", "怎么讲育种", [2]),
        ("除了湖北和海南，其他地方怎么讲育种", "湖北,海南", "怎么讲育种", [1, 2]),
        ("去掉湖北海南，其他省怎么讲育种", "湖北,海南", "怎么讲育种", [1, 2]),
        ("湖北以外的省怎么讲育种", "湖北", "怎么讲育种", [1]),
        ("怎么讲育种，湖北除外", "湖北", "怎么讲育种", [1]),
        ("怎么讲育种（不要湖北的）", "湖北", "怎么讲育种", [1]),
        ("湖北的不要，其他省怎么讲育种", "湖北", "怎么讲育种", [1]),
        ("排除云礁县，别的县怎么讲休渔", "云礁县", "怎么讲休渔", [3]),
        ("不要云礁的，其他县怎么讲休渔", "云礁", "怎么讲休渔", [3]),
        ("不看青坪镇的，别的镇怎么讲茶叶", "青坪镇", "怎么讲茶叶", [4]),
        ("不要上海的，怎么讲开放", "上海", "怎么讲开放", [6]),
        ("除了廣東，哪些省講過育種", "广东", "哪些省講過育種", []),  # nothing is from there
    ],
)
def test_a_place_is_left_out(question: str, place: str, searched: str, without: list[int]) -> None:
    understood = read(question)
    assert set_filters(understood.filters) == {"not_place": place}
    assert understood.text == searched
    left = allowed(SPEECHES, understood.filters)
    assert left is not None
    assert left.tolist() == [number for number in SPEECHES if number not in without]
    assert left_out(SPEECHES, understood.filters) == (), "whatever names no place stays"
    (chip,) = understood.chips
    assert chip.applied
    assert understand(question, SPEECHES, TODAY, Settings(), ignore=[chip.words]).filters == Filters()


@pytest.mark.parametrize(
    ("question", "said", "searched"),
    [
        ("不要港台的，其他地方怎么讲育种", "不要港台的，其他地方", "怎么讲育种"),
        ("除了湖北大学的，哪些讲话提到育种", "除了湖北大学的", "哪些讲话提到育种"),
        ("除了秘鲁，在哪些国家讲过渔业", "除了秘鲁", "在哪些国家讲过渔业"),
        ("怎么讲育种，不看外国的", "不看外国的", "怎么讲育种"),
    ],
)
def test_what_nothing_tells_is_said_and_not_searched_for(question: str, said: str, searched: str) -> None:
    understood = read(question)
    assert (understood.filters, understood.text) == (Filters(), searched)
    (chip,) = [chip for chip in understood.chips if chip.field != "mode"]
    assert (chip.words, chip.applied, chip.reason) == (said, False, "not_told")
    for language in ("zh", "en"):
        assert said in chip.why(language)


@pytest.mark.parametrize(
    "question",
    [
        "除了育种，还讲过哪些渔业的事",
        "不要怕困难是谁讲的",
        "怎么讲不要搞一刀切的",
        "为什么强调不要铺张浪费",
        "除夕讲过什么",
        "除湖北外其他地区复工时间是几号",
        "湖北对企业有哪些补助",
        "湖北大学怎么讲育种",
    ],
)
def test_what_leaves_no_speeches_out_stays_in_the_question(question: str) -> None:
    understood = read(question)
    assert (understood.filters, understood.text, understood.chips) == (Filters(), question, ())


def test_all_places_are_not_left_out_together() -> None:
    speeches = Known({1: SPEECHES[1]})
    understood = understand("除了湖北，哪些省讲过育种", speeches, TODAY, Settings())
    assert [(chip.field, chip.reason) for chip in understood.chips] == [("not_place", "excludes_all")]


@pytest.mark.parametrize(
    ("question", "place", "searched", "left"),
    [
        ("湖北怎么讲育种", "湖北", "怎么讲育种", [1]),
        ("湖北省怎么讲育种", "湖北省", "怎么讲育种", [1]),
        ("湖北和海南怎么讲育种", "湖北,海南", "怎么讲育种", [1, 2]),
        ("湖北、海南两个省怎么讲育种", "湖北,海南", "怎么讲育种", [1, 2]),
        ("只看海南的，怎么讲育种", "海南", "怎么讲育种", [2]),
        ("育种怎么讲，只看海南的", "海南", "育种怎么讲", [2]),
        ("海南讲了哪些育种的事", "海南", "讲了哪些育种的事", [2]),
        ("育种怎么讲（海南）", "海南", "育种怎么讲", [2]),
    ],
)
def test_a_province_that_is_asked_limits(question: str, place: str, searched: str, left: list[int]) -> None:
    understood = read(question)
    assert (set_filters(understood.filters), understood.text) == ({"place": place}, searched)
    numbers = allowed(SPEECHES, understood.filters)
    assert numbers is not None
    assert numbers.tolist() == left


@pytest.mark.parametrize(
    ("question", "filters", "searched", "left"),
    [
        ("各省怎么讲育种", {"place": "各省"}, "怎么讲育种", [1, 2, 6]),
        ("各地怎么讲育种", {"place": "各省"}, "怎么讲育种", [1, 2, 6]),
        ("各省政府工作报告怎么讲育种", {"title": "政府工作报告", "place": "各省"}, "怎么讲育种", [1, 2]),
        ("省政府工作报告怎么讲育种", {"title": "政府工作报告", "place": "各省"}, "怎么讲育种", [1, 2]),
        ("湖北和海南的政府工作报告怎么讲育种", {"title": "政府工作报告", "place": "湖北,海南"}, "怎么讲育种", [1, 2]),
        ("不要各省的，怎么讲育种", {"not_place": "各省"}, "怎么讲育种", [3, 4, 5, 7]),
        ("全国的讲话怎么讲育种", {}, "全国的讲话怎么讲育种", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_all_provinces_are_a_place_too(question: str, filters: dict[str, str], searched: str, left: list[int]) -> None:
    understood = read(question)
    assert (set_filters(understood.filters), understood.text) == (filters, searched)
    numbers = allowed(SPEECHES, understood.filters)
    assert (numbers.tolist() if numbers is not None else list(SPEECHES)) == left


def test_the_report_of_the_nation_is_of_no_province() -> None:
    national = SpeechFacts(
        speech_id="id8", root="r", path="8.md", source="/r/8.md", title="2024年政府工作报告", language="zh"
    )
    understood = understand("国务院政府工作报告怎么讲育种", Known({**SPEECHES, 8: national}), TODAY, Settings())
    assert set_filters(understood.filters) == {"title": "政府工作报告", "not_place": "各省"}
    numbers = allowed(Known({**SPEECHES, 8: national}), understood.filters)
    assert numbers is not None
    assert numbers.tolist() == [8]


@pytest.mark.parametrize("question", ["不看2021年湖北的，怎么讲育种", "不要湖北2021年的，怎么讲育种"])
def test_what_is_of_both_cannot_be_left_out(question: str) -> None:
    understood = read(question)
    assert (understood.filters, understood.text) == (Filters(), "怎么讲育种")
    assert [chip.reason for chip in understood.chips] == ["not_told"]


def test_in_a_library_of_one_province_its_name_is_a_word() -> None:
    speeches = Known({number: SPEECHES[number] for number in (1, 3, 4, 7)})
    assert understand("湖北怎么讲育种", speeches, TODAY, Settings()).chips == ()


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("湖北省省长怎么讲育种", {"speaker": "省长", "place": "湖北省"}),
        ("湖北省长怎么讲育种", {"speaker": "省长", "place": "湖北"}),
        ("海南省省长怎么讲育种", {"speaker": "省长", "place": "海南省"}),
    ],
)
def test_an_office_with_its_province_is_told_by_either(question: str, filters: dict[str, str]) -> None:
    understood = read(question)
    assert (set_filters(understood.filters), understood.text) == (filters, "怎么讲育种")
    among = allowed(SPEECHES, understood.filters)
    assert among is not None
    assert len(among) == 1


def test_a_province_that_no_speech_is_from_has_no_other_governor() -> None:
    (chip,) = read("山西省省长怎么讲育种").chips
    assert (chip.words, chip.value, chip.applied, chip.reason) == (
        "山西省省长",
        "山西省省长",
        False,
        "leaves_nothing",
    )

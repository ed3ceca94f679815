from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Passage
from retriever import Answer, Filters, Hit, Query, Retriever
from retriever.opened import Settings
from retriever.understanding.followup import FollowUp, follow_up
from retriever.understanding.understand import understand
from tests.retriever.understanding.test_understand import SPEECHES, TODAY


def hit(number: int, rank: int) -> Hit:
    passage = Passage(f"id{number}", 0, 0, 1, "文", 1)
    return Hit(passage, SPEECHES[number], 0.5, rank, (), ())


def answer_to(question: str, *numbers: int, offset: int = 0) -> Answer:
    """An answer to `question` whose hits come from the speeches with `numbers`."""
    understood = understand(question, SPEECHES, TODAY, Settings())
    query = Query(question, (), understood.filters, "relevance", understood.chips, understood.mode, understood.text)
    return Answer(query, tuple(hit(n, r) for r, n in enumerate(numbers, offset + 1)), 50, offset)


TARGET = answer_to("2021年招商引资目标是多少？", 4, 2, 6)
AT_MEETING = answer_to("县长在招商引资大会上怎么讲土地价格", 4)
PLAIN = answer_to("隔离带由谁来开设", 1, 5, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("那2022年呢", "招商引资目标是多少（2022年）"),
        ("那2022年呢？", "招商引资目标是多少（2022年）"),
        ("2022年呢", "招商引资目标是多少（2022年）"),
        ("换成2020年", "招商引资目标是多少（2020年）"),
        ("改成2020年的", "招商引资目标是多少（2020年）"),
        ("2021年的呢", "招商引资目标是多少（2021年）"),
        ("22年呢", "招商引资目标是多少（22年）"),
        ("去年呢", "招商引资目标是多少（去年）"),
        ("那近三年呢", "招商引资目标是多少（近三年）"),
        ("2022年", "招商引资目标是多少（2022年）"),
        ("那县长呢", "招商引资目标是多少（2021年，县长）"),
        ("县长怎么讲的", "招商引资目标是多少（2021年，县长）"),
        ("那县委书记是怎么讲的？", "招商引资目标是多少（2021年，县委书记）"),
        ("2023年县长呢", "招商引资目标是多少（2023年，县长）"),
        ("那五四座谈会上呢", "招商引资目标是多少（2021年，五四座谈会）"),
        ("那乡镇这块呢", "乡镇 招商引资目标是多少（2021年）"),
        ("土地价格呢", "土地价格 招商引资目标是多少（2021年）"),
        ("换成土地价格", "土地价格（2021年）"),
        ("what about 2023?", "招商引资目标是多少 (2023)"),
    ],
)
def test_one_limit_or_the_subject_is_replaced(text: str, expected: str) -> None:
    assert follow_up(text, TARGET, SPEECHES, TODAY) == FollowUp(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("那2019年呢", "怎么讲土地价格（县长，招商引资大会，2019年）"),
        ("那县委书记呢", "怎么讲土地价格（招商引资大会，县委书记）"),
        ("那用工呢", "用工（县长，招商引资大会）"),
        ("在防汛调度会上呢", "怎么讲土地价格（县长，防汛调度会）"),
    ],
)
def test_the_other_limits_stay(text: str, expected: str) -> None:
    assert follow_up(text, AT_MEETING, SPEECHES, TODAY) == FollowUp(expected)


SAFETY = "防火隔离带要多宽"
TOPIC = "安全生产"
BY_MAYOR = "县长怎么讲安全生产"
OF_YEAR = "2021年招商引资目标是多少？"
AT = "在招商引资大会上怎么讲土地价格"
ENGLISH = "What was said about the harbour?"


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        # who and when, with no word of what
        (SAFETY, "县长讲过吗", FollowUp("防火隔离带要多宽（县长）")),
        (SAFETY, "县长有没有讲过？", FollowUp("防火隔离带要多宽（县长）")),
        (SAFETY, "书记讲过吗", FollowUp("防火隔离带要多宽（书记）")),
        (SAFETY, "那书记呢", FollowUp("防火隔离带要多宽（书记）")),
        (BY_MAYOR, "那书记呢", FollowUp("怎么讲安全生产（书记）")),
        (SAFETY, "2021年呢", FollowUp("防火隔离带要多宽（2021年）")),
        (BY_MAYOR, "2021年讲过没有", FollowUp("怎么讲安全生产（县长，2021年）")),
        (TOPIC, "2022年副县长讲过吗", FollowUp("安全生产（2022年，副县长）")),
        (TOPIC, "县长2021年说了什么", FollowUp("安全生产（2021年，县长）")),
        (TOPIC, "教育工作会议上提过吗", FollowUp("安全生产（教育工作会议）")),
        (TOPIC, "县长在招商引资大会上讲过吗", FollowUp("安全生产（县长，招商引资大会）")),
        (TOPIC, "对此，市长怎么说的", FollowUp("安全生产（市长）")),  # of whom nothing is there: that is said then
        (ENGLISH, "did the mayor say anything about it?", FollowUp("What was said about the harbour (mayor)")),
        (ENGLISH, "and in 2023?", FollowUp("What was said about the harbour (2023)")),
        (ENGLISH, "what did the deputy mayor say?", FollowUp("What was said about the harbour (deputy mayor)")),
        # more of the same
        (SAFETY, "有没有具体数字", FollowUp("防火隔离带要多宽，具体数字是多少")),
        (OF_YEAR, "具体数字是多少？", FollowUp("招商引资目标是多少，具体数字是多少（2021年）")),
        (BY_MAYOR, "有例子吗", FollowUp("例子 怎么讲安全生产（县长）")),
        (TOPIC, "谁牵头呢", FollowUp("谁牵头 安全生产")),
        (BY_MAYOR, "那钱从哪里来", FollowUp("钱从哪里来 怎么讲安全生产（县长）")),
        (TOPIC, "有什么具体措施", FollowUp("具体措施 安全生产")),
        (ENGLISH, "any figures?", FollowUp("What was said about the harbour, how many")),
        (TOPIC, "谁讲的？", FollowUp("安全生产", mode="speeches")),
        (OF_YEAR, "在哪次会上讲的", FollowUp("招商引资目标是多少（2021年）", mode="speeches")),
        (TOPIC, "哪一年提的", FollowUp("安全生产", mode="speeches")),
        (TOPIC, "最早是什么时候提的", FollowUp("安全生产", sort="oldest")),
        (TOPIC, "是从哪一年开始提的", FollowUp("安全生产", sort="oldest")),
        (BY_MAYOR, "最近一次呢", FollowUp("怎么讲安全生产（县长）", sort="newest")),
        (TOPIC, "现在怎么提", FollowUp("安全生产", sort="newest")),
        (ENGLISH, "who said that?", FollowUp("What was said about the harbour", mode="speeches")),
        (ENGLISH, "the latest?", FollowUp("What was said about the harbour", sort="newest")),
        (TOPIC, "原话是怎么说的", FollowUp("安全生产", number=1)),
        (TOPIC, "再具体一点", FollowUp("安全生产", number=1)),
        # without a limit
        (OF_YEAR, "别的年份呢", FollowUp("招商引资目标是多少")),
        (BY_MAYOR, "其他领导讲过吗", FollowUp("怎么讲安全生产")),
        (AT, "别的会上讲过吗", FollowUp("怎么讲土地价格")),
        # another topic in place of the one before
        (BY_MAYOR, "那招商引资呢", FollowUp("怎么讲招商引资（县长）")),
        (TOPIC, "那森林防火呢", FollowUp("森林防火")),
    ],
)
def test_a_follow_up_keeps_the_topic(before: str, text: str, expected: FollowUp) -> None:
    assert follow_up(text, answer_to(before, 4, 2, 6), SPEECHES, TODAY) == expected


@pytest.mark.parametrize(
    "text", ["还有吗", "还有呢？", "还有没有别的", "更多", "继续", "anything else?", "more", "any more?"]
)
def test_more_goes_on_behind_what_was_shown(text: str) -> None:
    assert follow_up(text, TARGET, SPEECHES, TODAY) == FollowUp("2021年招商引资目标是多少？", offset=3)
    later = answer_to("隔离带由谁来开设", 1, 5, offset=10)
    assert follow_up(text, later, SPEECHES, TODAY) == FollowUp("隔离带由谁来开设", offset=12)


@pytest.mark.parametrize("text", ["更早的", "更早的呢", "之前的", "再早一点", "以前怎么讲的", "anything earlier?"])
def test_earlier_is_before_the_earliest_shown(text: str) -> None:
    found = follow_up(text, TARGET, SPEECHES, TODAY)
    assert found == FollowUp("招商引资目标是多少（2019年4月9日以前）", sort="newest")
    assert understand(found.text, SPEECHES, TODAY, Settings()).filters == Filters(date_to="2019-04-08")


@pytest.mark.parametrize("text", ["更新的", "之后的呢", "后来呢", "后来又怎么讲", "later ones"])
def test_later_is_behind_the_latest_shown(text: str) -> None:
    found = follow_up(text, PLAIN, SPEECHES, TODAY)
    assert found == FollowUp("隔离带由谁来开设（2022年7月11日以后）", sort="oldest")
    assert understand(found.text, SPEECHES, TODAY, Settings()).filters == Filters(date_from="2022-07-12")


def test_earlier_than_what_has_no_date_is_all_of_it_from_that_end() -> None:
    asked = answer_to("古树怎么保护", 10)
    assert follow_up("更早的", asked, SPEECHES, TODAY) == FollowUp("古树怎么保护", sort="oldest")
    assert follow_up("后来呢", asked, SPEECHES, TODAY) == FollowUp("古树怎么保护", sort="newest")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第二条展开", 2),
        ("展开第二条", 2),
        ("第2段的全文", 2),
        ("把第三条展开", 3),
        ("第十二条的上下文", 12),
        ("第二十条的出处", 20),
        ("上一条的出处", 1),
        ("第一条在哪里", 1),
        ("expand the second one", 2),
        ("show 3", 3),
        ("context of number 2", 2),
    ],
)
def test_a_hit_is_asked_for_by_its_number(text: str, number: int) -> None:
    assert follow_up(text, PLAIN, SPEECHES, TODAY) == FollowUp("隔离带由谁来开设", number=number)


@pytest.mark.parametrize(
    "text",
    [
        "防火隔离带要多宽",
        "2022年泄洪怎么讲的",
        "县长怎么讲招商的",
        "关于古树保护怎么讲的",
        "怎么办事才快",
        "为什么修路呢",
        "安全责任怎么落实呢",
        "谁牵头修路呢",
        "第二条路修好了吗",
        "县长讲过招商吗",
        "2021年讲过招商吗",
        "有没有具体数字证明路修好了",
        "谁讲的招商引资",
        "最早的水库是哪一年修的",
        "别的年份修了几座桥",
        "did the mayor say anything about schools?",
        "how much does the harbour cost",
        "还有多少户没有通水",
        "更早的古树在哪里",
        "以前的水库归谁管",
        "那座桥什么时候修的",
        "What about 2035 targets for trade and everything else in the harbour",
        "more teachers for the schools",
        "",
    ],
)
def test_a_question_of_its_own_is_no_follow_up(text: str) -> None:
    assert follow_up(text, TARGET, SPEECHES, TODAY) is None


def test_another_wording_is_not_looked_for_in_the_same_words() -> None:
    quoted = Query("“三本账”是哪三本？", ("三本账",), Filters(), "relevance", subject="“三本账”是哪三本？")
    found = follow_up("还有别的提法吗", Answer(quoted, (), 0), SPEECHES, TODAY)
    assert found == FollowUp("三本账是哪三本？")


def test_a_version_takes_the_place_of_another() -> None:
    draft = answer_to("征求意见稿里财政收入定的是多少", 6)
    assert follow_up("那定稿呢", draft, SPEECHES, TODAY) == FollowUp("定稿里财政收入定的是多少")


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from("那 2022年 县长 呢 还有 吗 更早 的 第 二 条 展开 换成 怎么讲 more ?".split()), max_size=6
        ).map("".join),
    )
)
def test_a_follow_up_is_always_a_question(text: str) -> None:
    for previous in (TARGET, AT_MEETING, PLAIN):
        found = follow_up(text, previous, SPEECHES, TODAY)
        assert found is None or found.text.strip()


# --- through Retriever.ask -----------------------------------------------------------------------------------------


def test_a_follow_up_shows_what_was_really_asked(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("2017年办事大厅怎么讲的", today=TODAY)
    second = pairs_retriever.ask("那2018年呢", previous=first, today=TODAY)
    assert second.query.text == "办事大厅怎么讲的（2018年）"
    assert second.hits == pairs_retriever.ask("2018年办事大厅怎么讲的", today=TODAY).hits
    third = pairs_retriever.ask("那2020年呢", previous=second, today=TODAY)
    assert third.query.text == "办事大厅怎么讲的（2020年）"
    assert {hit.speech.date_text for hit in third.hits} == {"2020-03"}


def test_without_a_previous_answer_nothing_follows(pairs_retriever: Retriever) -> None:
    assert pairs_retriever.ask("那2018年呢", today=TODAY).query.text == "那2018年呢"


def test_more_shows_the_next_and_says_when_there_is_nothing_more(pairs_retriever: Retriever) -> None:
    whole = pairs_retriever.ask("办事大厅怎么讲的", top_k=100)
    first = pairs_retriever.ask("办事大厅怎么讲的", top_k=2)
    second = pairs_retriever.ask("还有吗", top_k=2, previous=first)
    assert (*first.hits, *second.hits) == whole.hits[:4]
    assert second.offset == 2
    end = pairs_retriever.ask("还有吗", previous=whole)
    assert (end.hits, end.note and end.note.code) == ((), "nothing_more")


def test_filters_that_were_set_go_on_when_none_are_given(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("办事大厅怎么讲的", filters=Filters(folder="年会"))
    second = pairs_retriever.ask("那2018年呢", previous=first, today=TODAY)
    assert second.query.filters == Filters(year=2018, folder="年会")
    third = pairs_retriever.ask("那2018年呢", previous=first, filters=Filters(), today=TODAY)
    assert third.query.filters == Filters(year=2018)


def test_earlier_goes_on_in_its_order(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("2020年办事大厅怎么讲的", today=TODAY)
    earlier = pairs_retriever.ask("更早的", previous=first, top_k=1, today=TODAY)
    assert earlier.query.filters == Filters(date_to="2020-02")
    assert (earlier.hits[0].speech.date_text, earlier.query.sort) == ("2018-03-05", "newest")
    more = pairs_retriever.ask("还有吗", previous=earlier, top_k=1, today=TODAY)
    assert (more.hits[0].speech.date_text, more.query.sort) == ("2017-03-02", "newest")


def test_a_hit_is_shown_among_its_neighbours(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("“办事大厅要从一个窗口受理”")
    around = pairs_retriever.ask("第一条展开", previous=first)
    passages = pairs_retriever.speech(first.hits[0].speech.speech_id).passages
    assert [hit.passage for hit in around.hits] == list(passages)[: len(around.hits)]
    assert first.hits[0].passage in [hit.passage for hit in around.hits]
    assert [hit.rank for hit in around.hits] == list(range(1, len(around.hits) + 1))
    assert (around.query.mode, around.query.text) == ("context", first.query.text)


def test_a_number_that_was_not_shown_is_said_to_be_missing(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("办事大厅怎么讲的", top_k=2)
    answer = pairs_retriever.ask("第五条展开", previous=first)
    assert answer.hits == ()
    assert answer.note is not None
    assert answer.note.sentence("zh") == "上一次回答只有 2 条，没有第 5 条。"


def test_today_is_the_day_of_asking(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("去年办事大厅怎么讲的")
    assert [chip.value for chip in answer.query.understood] == [date.today().year - 1]

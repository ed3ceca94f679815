"""What is listed as an answer, and what is listed behind it as less close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from indexer.build import build
from indexer.encoder import Encoder
from indexer.fetched import Fetched
from indexer.search.protocol import Terms
from retriever import Answer, Retriever
from retriever.ranking.candidates import Ranked
from retriever.ranking.closeness import answering, answers_first
from retriever.ranking.fusion import Background, fused_by_chance
from retriever.ranking.grouping import Group
from retriever.ranking.weights import FusionWeights
from retriever.understanding.question import Subject
from tests.conftest import write_speech

FERRY = "渡口的夜航灯每季度检修一次，坏了的当天就换。"
OTHERS = (
    "集市的公平秤由市场科校准，短斤少两的当场退赔。",
    "学校食堂的菜价每学期公示一次，家长可以来查账。",
    "果园的滴灌管道先报村里再报镇里，三天之内修好。",
    "停车场白天收费晚上免费，收多少写在牌子上。",
    "社区医院周六也看门诊，老人可以先挂号后缴费。",
    "信访件七天内要有答复，答复里写明经办人。",
    "公厕由保洁公司打扫，镇里每个月抽查两次。",
    "图书室的新书由读者来点，每人一年可以点三本。",
    "茶山的道路今年全部硬化，采茶季之前完工。",
    "粮站的仓库要在入夏之前熏蒸完毕并贴上封条。",
    "村医每月到镇卫生院跟班两天，带着病历去。",
)
WATCHES = (
    ("东圩", "两人一组，天黑以后每个钟头走一趟。"),
    ("西湾", "带锣上堤，看见渗水先敲锣再报信。"),
    ("南渡", "住进堤边的值班房，伙食由村里供。"),
    ("北闸", "一人管三百步，桩号写在袖标上。"),
    ("上洲", "每天傍晚在祠堂门口点名，缺一个补一个。"),
    ("下洲", "用手电照背水坡，湿了一片就插旗。"),
    ("前滩", "由退伍的老兵来带，先练打桩后练运土。"),
    ("后港", "换班时把本子交到手里，不许放在窗台上。"),
    ("左岸", "沿着草皮找鼠洞，找到一处记一处工分。"),
    ("右岸", "配了雨衣雨靴和救生绳，坏了马上换。"),
    ("高埂", "每月领补贴一百五十元，年底多发一个月。"),
    ("平桥", "认得每一棵挡浪的柳树，少一棵就要问。"),
    ("远浦", "隔河同对面的人打灯语，三长两短是平安。"),
    ("近溪", "家门口就是堤，夜里听水声就知道涨没涨。"),
)
YEARS = range(2010, 2010 + len(WATCHES))


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("town")
    for number, text in enumerate((FERRY, *OTHERS)):
        write_speech(folder / "c" / f"{number}.md", text, title=f"第{number}号", date=f"2021-06-{number + 1:02}")
    for year, (place, work) in zip(YEARS, WATCHES, strict=True):
        text = f"{place}的巡堤员{work}"
        write_speech(folder / "c" / f"y{year}.md", text, title=f"{year}号{place}", date=f"{year}-05-01")
    build([folder / "c"], folder / "index", encoder=encoder)
    with Retriever.open(folder / "index", encoder=encoder) as opened:
        yield opened


def close(answer: Answer) -> list[str]:
    return [hit.passage.text for hit in answer.hits if not hit.is_less_close]


def test_of_a_subject_of_one_passage_that_one_is_shown(retriever: Retriever) -> None:
    answer = retriever.ask("夜航灯多久检修一次")
    assert close(answer) == [FERRY]
    assert [hit.is_less_close for hit in answer.hits] == [False] + [True] * 9
    assert [hit.rank for hit in answer.hits] == list(range(1, 11))


@pytest.mark.parametrize(
    "question", ["巡堤员", "“巡堤员”", "哪些会上讲过巡堤员", "历次讲话怎么讲巡堤员", "巡堤员最近怎么讲"]
)
def test_all_that_hold_a_wording_are_shown_where_a_list_is_asked_for(retriever: Retriever, question: str) -> None:
    shown = close(retriever.ask(question, top_k=100))
    assert sum("巡堤员" in text for text in shown) == len(WATCHES)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_an_order_by_date_stays_and_what_is_less_close_is_marked_in_it(retriever: Retriever, sort: str) -> None:
    hits = retriever.ask("巡堤员怎么分段", sort=sort, top_k=100).hits
    dates = [hit.speech.date_key for hit in hits]
    assert dates == sorted(dates, reverse=sort == "newest")
    assert sum("巡堤员" in hit.passage.text for hit in hits if not hit.is_less_close) == len(WATCHES)
    assert any(hit.is_less_close for hit in hits)


def test_further_pages_go_on_in_the_same_order(retriever: Retriever) -> None:
    whole = retriever.ask("夜航灯多久检修一次", top_k=20)
    pages = [retriever.ask("夜航灯多久检修一次", top_k=5, offset=offset) for offset in (0, 5, 10, 15)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)


@pytest.mark.parametrize("question", ["asdfgh", "1234567", "Quelles sont les règles ?", "Какие правила?", "hjkl sdfg"])
def test_what_is_no_question_in_a_language_of_the_library_gets_the_doubt(retriever: Retriever, question: str) -> None:
    answer = retriever.ask(question)
    assert answer.note is not None
    assert answer.note.code == "no_close_match"


# --- the rule, figure by figure ----------------------------------------------------------------------------------

TOLD = Subject(Terms(["灯", "检修"], ()), {"灯": 1.0, "检修": 1.0}, {})


def group(retriever: Retriever, place: int, text: str, ordinal: int = 5) -> Group:
    number = min(retriever.newest().snapshot.speeches())
    (fetched,) = retriever.newest().snapshot.fetch([retriever.newest().snapshot.passage_ids()[0]])
    passage = replace(fetched.passage, text=text, ordinal=ordinal)
    return Group(Fetched(100 + place, number, passage, fetched.speech), (), place)


def close_of(found: list[Group], candidates: Ranked) -> list[int]:
    answers = answering(found, candidates, TOLD)
    return [each.shown.passage_id for each in found if answers(each)]


def ranked(scores: list[float], chance: float, exact: tuple[int, ...] = ()) -> Ranked:
    count = len(scores)
    no = np.zeros(count, dtype=bool)
    is_exact = np.isin(np.arange(count), exact)
    return Ranked(
        np.arange(100, 100 + count),
        np.array(scores, dtype=np.float32),
        np.zeros(count, np.float32),
        no,
        no,
        is_exact,
        chance,
    )


@pytest.mark.parametrize(
    ("scores", "chance", "texts", "expected"),
    [
        # Halfway from chance, 0.2, to the best, 0.8, is 0.5.
        ([0.8, 0.51, 0.49], 0.2, "灯 无 无", [100, 101]),
        # 0.45 is below that, but above half of the best, and one of the two words is half of what the best holds.
        ([0.8, 0.45, 0.45], 0.2, "灯检修 灯 无", [100, 101]),
        ([0.8, 0.39], 0.2, "灯检修 灯检修", [100]),
        # Where nothing holds a word, words say nothing.
        ([0.8, 0.45], 0.2, "无 无", [100]),
        # Where chance does as well as the best, as well as the best is what answers.
        ([0.5, 0.5, 0.49], 0.6, "无 无 无", [100, 101]),
    ],
)
def test_the_cut(retriever: Retriever, scores: list[float], chance: float, texts: str, expected: list[int]) -> None:
    found = [group(retriever, place, text) for place, text in enumerate(texts.split())]
    assert close_of(found, ranked(scores, chance)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("夜里的灯每季度检修。", "同志们：\n现在，我代表渡口管理所报告灯的工作。"), [100]),
        # Who spoke, and where: nothing holds more of that than the head.
        (("夜里的灯每季度修。", "同志们：\n现在，我代表渡口管理所报告灯的检修工作。"), [100, 101]),
        (("夜里的灯每季度检修。", "同志们：\n灯坏了当天就换。"), [100, 101]),
    ],
)
def test_the_head_of_a_speech_answers_only_where_nothing_holds_more(
    retriever: Retriever, texts: tuple[str, str], expected: list[int]
) -> None:
    found = [group(retriever, place, text, ordinal=0) for place, text in enumerate(texts)]
    assert close_of(found, ranked([0.8, 0.7], 0.2)) == expected


def test_what_holds_the_wording_answers_whatever_its_score(retriever: Retriever) -> None:
    found = [group(retriever, place, "无") for place in range(3)]
    assert close_of(found, ranked([0.8, 0.3, 0.1], 0.2, exact=(2,))) == [100, 102]
    assert close_of([], ranked([], 0.2)) == []


def test_what_answers_comes_first_and_else_nothing_moves(retriever: Retriever) -> None:
    found = [group(retriever, place, "无") for place in range(4)]
    for count in range(6):
        first = answers_first(found, lambda each: each.best in (1, 3), count)
        assert [each.best for each in first] == [1, 3, 0, 2][:count]


def test_the_score_of_chance() -> None:
    # The mean lies three deviations above the floor, the best as many above the mean: half of the way.
    ground = Background(mean=0.8, deviation=0.02)
    weights = FusionWeights(meaning=0.5, keyword=0.3, speech=0.2)
    assert fused_by_chance(0.86, ground, 1.0, weights) == pytest.approx(0.5 * 0.5)
    assert fused_by_chance(0.86, ground, 0.0, weights) == pytest.approx(0.5)
    assert fused_by_chance(0.8, ground, 0.0, weights) == pytest.approx(1.0)

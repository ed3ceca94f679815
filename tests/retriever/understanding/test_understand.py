from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import PartialDate, SpeechFacts
from corpus.errors import IndexStateError, QueryError
from retriever import Filters
from retriever.filters import allowed, set_filters
from retriever.known import Known
from retriever.opened import Settings, read_settings
from retriever.understanding.occasions import is_at
from retriever.understanding.people import as_speaker, find_speakers
from retriever.understanding.understand import asks_what_lacks, understand

TODAY = date(2024, 6, 15)


def speech(
    number: int, day: str | None, speaker: str | None, occasion: str | None, office: str | None = None
) -> SpeechFacts:
    return SpeechFacts(
        speech_id=f"id{number}", root="r", path=f"{number}.md", source=f"/r/{number}.md", title=f"第{number}篇",
        language="zh",
        speaker=speaker, office=office, date=PartialDate.parse(day or ""), occasion=occasion,
    )  # fmt: skip


SPEECHES = Known(
    {
        1: speech(1, "2018-03-02", "松口县委书记", "全县森林防火工作会议"),
        2: speech(2, "2019-04-09", "中共松口县委书记", "全县招商引资大会"),
        3: speech(3, "2020-05-04", "共青团松口县委书记", "全县五四青年座谈会"),
        4: speech(4, "2021-02", "松口县人民政府县长", "全县招商引资大会"),
        5: speech(5, "2022-07-11", "副县长", "防汛调度会"),
        6: speech(6, "2023-01-05", "何水生", "县委六届三次全会", office="松口县委副书记、县长"),
        7: speech(7, "2023-09-10", "松口县教育局局长", "全县教育工作会议"),
        8: speech(8, "2024-04-01", "Mayor of Eastmere", "Harbour Trade Forum"),
        9: speech(9, "2024-05-20", "Deputy Mayor of Eastmere", "Library opening"),
        10: speech(10, None, "松口县林业局局长", "古树保护座谈会"),
    }
)


def filters_of(question: str) -> dict[str, str | int]:
    return set_filters(understand(question, SPEECHES, TODAY, Settings()).filters)


@pytest.mark.parametrize(
    ("question", "filters", "searched"),
    [
        ("2021年招商引资目标是多少", {"year": 2021}, "招商引资目标是多少"),
        ("二〇二一年招商引资怎么讲的", {"year": 2021}, "招商引资怎么讲的"),
        ("去年教师编制怎么讲的", {"year": 2023}, "教师编制怎么讲的"),
        ("今年的讲话里对港口有什么安排", {"year": 2024}, "讲话里对港口有什么安排"),
        ("前年关于防汛是怎么说的", {"year": 2022}, "关于防汛是怎么说的"),
        ("近三年防汛有什么新要求", {"date_from": "2021-06-15"}, "防汛有什么新要求"),
        ("最近五年招商怎么讲的", {"date_from": "2019-06-15"}, "招商怎么讲的"),
        ("2019年以来招商怎么讲的", {"date_from": "2019"}, "招商怎么讲的"),
        ("2018到2021年防火怎么讲的", {"date_from": "2018", "date_to": "2021"}, "防火怎么讲的"),
        ("防火2020年以前怎么讲的", {"date_to": "2019"}, "防火 怎么讲的"),
        ("招商引资目标（2021年）", {"year": 2021}, "招商引资目标"),
        ("招商引资目标（县长，2021年）", {"year": 2021, "speaker": "县长"}, "招商引资目标"),
        ("县长2021年讲过招商吗", {"year": 2021, "speaker": "县长"}, "讲过招商吗"),
        ("县长怎么讲招商的", {"speaker": "县长"}, "怎么讲招商的"),
        ("关于防汛，副县长怎么讲的", {"speaker": "副县长"}, "关于防汛， 怎么讲的"),
        ("县委书记讲的防火隔离带多宽", {"speaker": "县委书记"}, "讲的防火隔离带多宽"),
        ("共青团松口县委书记怎么讲志愿服务", {"speaker": "共青团松口县委书记"}, "怎么讲志愿服务"),
        ("中共松口县委书记讲过招商吗", {"speaker": "中共松口县委书记"}, "讲过招商吗"),
        ("教育局长怎么讲教师编制的", {"speaker": "教育局长"}, "怎么讲教师编制的"),
        ("县教育局局长对编制说了什么", {"speaker": "县教育局局长"}, "对编制说了什么"),
        ("何水生讲过财政收入吗", {"speaker": "何水生"}, "讲过财政收入吗"),
        ("縣長怎麼講招商的", {"speaker": "縣長"}, "怎麼講招商的"),
        ("在招商引资大会上讲过土地价格吗", {"occasion": "招商引资大会"}, "讲过土地价格吗"),
        ("招商引资会议上，土地价格怎么定", {"occasion": "招商引资会议"}, "土地价格怎么定"),
        ("五四座谈会怎么讲志愿服务", {"occasion": "五四座谈会"}, "怎么讲志愿服务"),
        ("在全会上怎么讲财政收入", {"occasion": "全会"}, "怎么讲财政收入"),
        ("森林防火会上讲的隔离带", {"occasion": "森林防火会"}, "讲的隔离带"),
        (
            "县长在2021年招商引资大会上给企业什么承诺",
            {"year": 2021, "speaker": "县长", "occasion": "招商引资大会"},
            "给企业什么承诺",
        ),
        ("请问在防汛调度会上泄洪怎么讲", {"occasion": "防汛调度会"}, "请问 泄洪怎么讲"),
        ("What did the mayor say about cranes", {"speaker": "mayor"}, "What did say about cranes"),
        ("speeches by the deputy mayor about books", {"speaker": "deputy mayor"}, "speeches about books"),
        ("what was said in 2024 about cranes", {"year": 2024}, "what was said about cranes"),
        ("what was said last year about teachers", {"year": 2023}, "what was said about teachers"),
        ("since 2023, teachers", {"date_from": "2023"}, "teachers"),
        ("At the Harbour Trade Forum, what about cranes", {"occasion": "Harbour Trade Forum"}, "what about cranes"),
    ],
)
def test_words_that_filter(question: str, filters: dict[str, str | int], searched: str) -> None:
    understood = understand(question, SPEECHES, TODAY, Settings())
    assert set_filters(understood.filters) == filters
    assert understood.text == searched
    assert {chip.field: chip.value for chip in understood.chips if chip.applied} == filters
    assert all(chip.words in question for chip in understood.chips)


@pytest.mark.parametrize(
    "question",
    [
        "防火隔离带要多宽",
        "2035年远景目标是什么",
        "到2023年教师要达到多少人",
        "2023年底前建成什么",
        "力争在2022年实现什么",
        "2027年规上企业达到多少家",
        "十四五规划怎么安排",
        "比2020年增长多少",
        "2019年洪水冲毁了几座桥",
        "最近天气怎么样",
        "充电桩今年计划建几个",
        "教育经费2021年是多少",
        "“2021年”这个说法",
        "“县长”这个词怎么用",
        "由县长挂帅的是哪条河",
        "请副县长签字的是什么",
        "县长热线怎么打",
        "环保局长下河游泳是怎么回事",
        "书记怎么评价",
        "社会上怎么看",
        "在会上讲过什么",
        "在哪些会上讲过",
        "委员会要组建几个",
        "大会上怎么讲的",
        "合作社有多大",
        "目前年轻人怎么看",
        "Did the 2021 flood hurt anyone",
        "growth by 2023",
        "targets for 2030",
        "the mayor and the harbour",
        "a meeting room for everyone",
    ],
)
def test_words_that_do_not_filter(question: str) -> None:
    understood = understand(question, SPEECHES, TODAY, Settings())
    assert set_filters(understood.filters) == {}
    assert understood.text == question
    assert [chip for chip in understood.chips if chip.field not in ("mode", "sort")] == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("2017年防火怎么讲的", "leaves_nothing"),
        ("本月泄洪怎么讲的", "leaves_nothing"),
        ("省长怎么讲防火的", "leaves_nothing"),
        ("在扫黑除恶大会上怎么讲的", "leaves_nothing"),
        ("春节团拜会上怎么讲奋斗", "leaves_nothing"),
        ("在中非论坛上怎么讲港口", "leaves_nothing"),
        ("在亚非会议上怎么讲港口", "leaves_nothing"),
        ("换届以来招商怎么讲的", "term_start_unset"),
    ],
)
def test_what_would_leave_nothing_is_shown_and_not_applied(question: str, reason: str) -> None:
    understood = understand(question, SPEECHES, TODAY, Settings())
    assert {(chip.applied, chip.reason) for chip in understood.chips} == {(False, reason)}
    assert (understood.text, understood.filters) == (question, Filters())
    for language in ("zh", "en"):
        assert understood.chips[0].words in understood.chips[0].why(language)


def test_a_corpus_without_dates_or_speakers_is_not_filtered_by_them() -> None:
    bare = Known({1: speech(1, None, None, None)})
    for question in ("2021年招商怎么讲的", "县长怎么讲招商的", "在招商引资大会上怎么讲的"):
        understood = understand(question, bare, TODAY, Settings())
        assert [(chip.applied, chip.reason) for chip in understood.chips] == [(False, "no_metadata")]
        assert (understood.text, understood.filters) == (question, Filters())


def test_the_second_of_two_limits_gives_way_when_they_leave_nothing_together() -> None:
    understood = understand("副县长2021年怎么讲招商的", SPEECHES, TODAY, Settings())
    assert [(chip.field, chip.applied) for chip in understood.chips] == [("year", True), ("speaker", False)]


def test_given_filters_outrank_words_of_the_same_kind() -> None:
    understood = understand("县长2021年讲过招商吗", SPEECHES, TODAY, Settings(), Filters(date_from="2023"))
    assert understood.filters == Filters(date_from="2023", speaker="县长")
    assert [(chip.field, chip.reason) for chip in understood.chips] == [("year", "outranked"), ("speaker", None)]


def test_a_given_filter_that_no_speech_passes_is_an_error_all_the_same() -> None:
    with pytest.raises(QueryError):
        understand("县长讲过招商吗", SPEECHES, TODAY, Settings(), Filters(year=1999))


def test_ignored_words_say_nothing() -> None:
    understood = understand("县长2021年讲过招商吗", SPEECHES, TODAY, Settings(), ignore=("2021年",))
    assert understood.filters == Filters(speaker="县长")
    assert understood.text == "2021年讲过招商吗"
    ordered = understand("招商最早什么时候提的", SPEECHES, TODAY, Settings(), ignore=("最早",))
    assert (ordered.sort, ordered.text) == (None, "招商最早什么时候提的")


def test_the_term_counts_from_the_date_that_was_set() -> None:
    understood = understand("换届以来招商怎么讲的", SPEECHES, TODAY, Settings(PartialDate(2021, 9)))
    assert understood.filters == Filters(date_from="2021-09")
    assert understood.text == "招商怎么讲的"


def test_a_filter_without_a_subject_leaves_the_question_whole() -> None:
    understood = understand("县长怎么讲的", SPEECHES, TODAY, Settings())
    assert (understood.filters, understood.text) == (Filters(speaker="县长"), "县长怎么讲的")


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("四本账最早什么时候提的", "oldest"),
        ("第一次提隔离带是哪年", "oldest"),
        ("首次出现“一窗通办”", "oldest"),
        ("隔离带最早的提法", "oldest"),
        ("When were cranes first mentioned", "oldest"),
        ("最近一次讲防汛是什么时候", "newest"),
        ("关于防汛的最新提法", "newest"),
        ("the latest statement on cranes", "newest"),
        ("侨批最早是哪一年的", None),
        ("最早的古树在哪里", None),
        ("第一次考试什么时候", None),
        ("最近怎么样", None),
        ("近年来怎么讲防汛", None),
        ("“最早提出”是谁说的", None),
        ("the first library", None),
    ],
)
def test_the_order_is_taken_from_words_that_ask_for_it(question: str, order: str | None) -> None:
    assert understand(question, SPEECHES, TODAY, Settings()).sort == order


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("哪些讲话提到过隔离带", "speeches"),
        ("哪几篇讲了古树", "speeches"),
        ("古树方面的讲话有哪些", "speeches"),
        ("Which speeches mention cranes?", "speeches"),
        ("防火讲话的小标题", "outline"),
        ("招商引资大会讲话分几条", "outline"),
        ("the outline of the library speech", "outline"),
        ("宁可停工也不冒险", "wording"),
        ("隔离带要多宽", "passages"),
        ("有哪些好做法", "passages"),
        ("框架协议签了几个", "passages"),
        ("“宁可停工也不冒险”", "passages"),
        ("防火", "passages"),
        ("防火隔离带由各乡镇负责开设并且每年秋天都要清理一次杂草和枯枝落叶", "passages"),
    ],
)
def test_the_mode_is_what_the_question_asks_for(question: str, mode: str) -> None:
    assert understand(question, SPEECHES, TODAY, Settings()).mode == mode


@pytest.mark.parametrize("called", ["李县长", "李明县长", "王建国书记", "王书记", "李明"])
@pytest.mark.parametrize("question", ["{}怎么讲防汛", "防汛（{}）"])
def test_a_name_and_an_office_are_one_speaker(called: str, question: str) -> None:
    known = {"李明", "县长", "王建国", "县委书记"}
    if "（" in question:
        assert as_speaker(called, known) == called
    else:
        assert [name for _, _, name in find_speakers(question.format(called), known)] == [called]


@pytest.mark.parametrize(
    ("wanted", "occasion", "expected"),
    [
        ("森林防火会议", "全县森林防火工作会议", True),
        ("森林防火会", "全县森林防火工作会议", True),
        ("五四座谈会", "全县五四青年座谈会", True),
        ("森林防火座谈会", "全县森林防火工作会议", False),
        ("座谈会", "全县五四青年座谈会", True),
        ("防汛会议", "全县森林防火工作会议", False),
        ("harbour trade", "Harbour Trade Forum", True),
        ("G20青坪峰会", "二十国集团领导人青坪峰会", True),
        ("APEC会议", "亚太经合组织领导人非正式会议", True),
        ("修渠引水七十周年大会", "全县纪念修渠民工战天斗地引水上山七十周年大会", True),
        ("修渠引水六十周年大会", "全县纪念修渠民工战天斗地引水上山七十周年大会", False),
        ("引水修渠七十周年大会", "全县纪念修渠民工战天斗地引水上山七十周年大会", False),
    ],
)
def test_an_occasion_may_be_shortened(wanted: str, occasion: str, expected: bool) -> None:
    assert is_at(wanted, occasion) is expected


CONGRESSES = Known(
    {
        1: speech(1, None, None, "中国共产党第十七次全国代表大会"),
        2: speech(2, None, None, "中国共产党第十八次全国代表大会"),
        3: speech(3, "2021-09-01", None, "中国共产党松口县第十六次代表大会"),
    }
)


@pytest.mark.parametrize(
    ("question", "occasion", "searched"),
    [
        ("十八大报告里怎么讲水闸", "十八大", "怎么讲水闸"),
        ("党的十八大报告关于水闸怎么说", "党的十八大", "关于水闸怎么说"),
        ("在十八大上怎么讲水闸", "十八大", "怎么讲水闸"),
        ("十七大报告和十八大报告怎么讲水闸", "十七大,十八大", "怎么讲水闸"),
        ("十八大怎么讲水闸", "十八大", "怎么讲水闸"),
        ("党的十七大是如何部署水闸的", "党的十七大", "是如何部署水闸的"),
        ("十八大怎么召开的", None, "十八大怎么召开的"),
        ("学习贯彻十八大报告怎么讲", None, "学习贯彻十八大报告怎么讲"),
        ("十八大报告厅怎么修", None, "十八大报告厅怎么修"),
    ],
)
def test_a_report_to_a_congress_limits_to_it(question: str, occasion: str | None, searched: str) -> None:
    found = understand(question, CONGRESSES, TODAY, Settings())
    assert (found.filters.occasion, found.text) == (occasion, searched)


def test_a_congress_that_the_library_lacks_is_told() -> None:
    (chip,) = understand("十六大报告怎么讲水闸", CONGRESSES, TODAY, Settings()).chips
    assert (chip.field, chip.value, chip.applied, chip.reason) == ("occasion", "十六大", False, "leaves_nothing")


def test_settings_are_read_from_the_folder_of_the_index(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    (tmp_path / "settings.toml").write_text('term_start = "2021-09"\n', encoding="utf-8")
    assert read_settings(tmp_path) == Settings(PartialDate(2021, 9))
    (tmp_path / "settings.toml").write_text("term_start = 2021-09-03\n", encoding="utf-8")
    assert read_settings(tmp_path) == Settings(PartialDate(2021, 9, 3))
    for damaged in ('term_start = "soon"', "term_start ="):
        (tmp_path / "settings.toml").write_text(damaged, encoding="utf-8")
        with pytest.raises(IndexStateError) as caught:
            read_settings(tmp_path)
        assert str(tmp_path) in caught.value.message("zh")


PIECES = st.sampled_from(
    "2021年 去年 近三年 以来 到 换届以来 县长 副县长 县委书记 在 招商引资大会 上 会 怎么讲 的 最早 提 哪些讲话"
    " 小标题 （ ） ， “ ” 2035年 防火 in since 2019 the mayor said by ? \n".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=40)), st.booleans())
def test_whatever_is_asked_something_is_left(question: str, dated: bool) -> None:
    speeches = SPEECHES if dated else Known({n: replace(s, date=None) for n, s in SPEECHES.items()})
    understood = understand(question, speeches, TODAY, Settings())
    among = allowed(speeches, understood.filters)
    assert among is None or len(among)
    assert all(chip.words in question for chip in understood.chips)
    assert all(chip.applied == (chip.reason is None) for chip in understood.chips)


@pytest.mark.parametrize(
    ("question", "speaker"), [("2021年县长怎么讲招商引资", "县长"), ("2019年县委书记对招商引资怎么讲的", "县委书记")]
)
def test_an_office_behind_a_time_is_understood_without_what_stood_between(question: str, speaker: str) -> None:
    assert filters_of(question)["speaker"] == speaker


@pytest.mark.parametrize(
    ("question", "field", "value", "reason"),
    [
        ("王县长怎么讲招商引资", "speaker", "王县长", "leaves_nothing"),
        ("2019年县长怎么讲招商引资", "speaker", "县长", "leaves_nothing_together"),
    ],
)
def test_why_a_speaker_does_not_filter(question: str, field: str, value: str, reason: str) -> None:
    chips = understand(question, SPEECHES, TODAY, Settings()).chips
    assert [(chip.value, chip.reason) for chip in chips if chip.field == field] == [(value, reason)]


def test_of_what_leaves_nothing_together_the_years_are_told():
    (_, chip) = understand("2019年县长怎么讲招商引资", SPEECHES, TODAY, Settings()).chips
    assert (chip.words, chip.years) == ("县长", (2021, 2023))
    assert chip.why("zh").startswith("库内有 2021/2023 年符合“县长”的讲话")
    assert "of 2021/2023 for" in chip.why("en")
    assert "有 2012–2021 年符合" in replace(chip, years=tuple(range(2012, 2022))).why("zh")
    assert replace(chip, years=()).why("zh").startswith("库内有符合“县长”的讲话")


def test_who_is_asked_to_have_sent_a_message_is_a_speaker() -> None:
    assert filters_of("县委书记怎么寄语青年") == {"speaker": "县委书记"}


@pytest.mark.parametrize(
    ("question", "found"),
    [("现任县长怎么讲", "县长"), ("任县长怎么讲", "任县长"), ("太原市长怎么讲", "市长"), ("原市长怎么讲", "市长")],
)
def test_a_word_for_a_holder_is_no_surname(question: str, found: str) -> None:
    assert [name for *_, name in find_speakers(question, {"任明远"})] == [found]


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("温家宝怎么讲房价", ["温家宝"]),
        ("温家宝在十七大上怎么讲房价", ["温家宝"]),
        ("2020年温家宝怎么讲房价", ["温家宝"]),
        ("温家宝总理怎么讲房价", ["温家宝总理"]),
        ("邓小平讲过什么", ["邓小平"]),
        ("鄧小平講過什麼", ["鄧小平"]),
        ("邓小平和陈云讲过市场经济吗", ["邓小平", "陈云"]),
        ("撒切尔夫人说过什么", ["撒切尔夫人"]),
        ("玛格丽特·撒切尔怎么评价港口", ["玛格丽特·撒切尔"]),
        ("毛泽东关于矛盾的论述", ["毛泽东"]),
        ("王建国怎么讲防火", ["王建国"]),
        ("请问李先念同志是怎么评价的", ["李先念同志"]),
        ("法国总统说过什么", ["法国总统"]),
    ],
)
def test_a_person_who_is_no_speaker_is_told_so(question: str, people: list[str]) -> None:
    understood = understand(question, SPEECHES, TODAY, Settings())
    said = [chip for chip in understood.chips if chip.field == "speaker"]
    assert [(chip.words, chip.applied, chip.reason, chip.unstated) for chip in said] == [
        (name, False, "leaves_nothing", 0) for name in people
    ]
    assert all(name in understood.text for name in people), "passages that name them may be what is wanted"


def test_speeches_without_a_speaker_are_counted_beside_a_person_who_is_none() -> None:
    some = Known({1: SPEECHES[1], 2: speech(2, None, None, None), 3: speech(3, None, None, None)})
    (chip,) = understand("温家宝怎么讲房价", some, TODAY, Settings()).chips
    assert chip.unstated == 2
    assert chip.why("zh") == "库内没有注明是“温家宝”所作的讲话，未按此筛选；另有 2 篇未注明讲话人。"
    assert chip.why("en") == (
        "No speech in the library is stated to be by “温家宝”, so it does not filter; "
        "speeches that do not state their speaker: 2."
    )


def test_of_two_people_the_one_who_is_a_speaker_filters() -> None:
    for question in ("何水生和邓小平怎么讲改革", "邓小平和何水生怎么讲改革"):
        understood = understand(question, SPEECHES, TODAY, Settings())
        assert understood.filters == Filters(speaker="何水生")
        assert {(chip.words, chip.applied) for chip in understood.chips} == {("何水生", True), ("邓小平", False)}


@pytest.mark.parametrize(
    "question",
    [
        "高质量怎么讲",
        "和谐怎么讲",
        "安全怎么讲",
        "林业怎么说",
        "金融怎么讲",
        "钱袋子怎么讲",
        "张家港怎么讲",
        "江苏怎么讲低空经济",
        "程序法怎么说",
        "黄金周怎么讲",
        "陈述句怎么写",
        "林产品怎么提",
        "王牌军怎么讲",
        "邓小平理论怎么讲",
        "毛泽东思想怎么讲",
        "孔子学院怎么讲",
        "雷锋精神怎么讲",
        "学习焦裕禄怎么讲的",
        "防火要求和王建国有什么关系",
    ],
)
def test_no_person_is_read_into_other_words(question: str) -> None:
    assert [chip for chip in understand(question, SPEECHES, TODAY, Settings()).chips if chip.field == "speaker"] == []


@pytest.mark.parametrize("kind", ["纪念大会", "庆祝大会", "表彰大会"])
def test_a_meeting_that_is_not_there_is_no_other_one_of_its_kind(kind: str) -> None:
    held = Known({1: speech(1, "2020-10-23", None, f"全县修渠七十周年{kind}")})
    (chip,) = understand(f"在建校一百周年{kind}上怎么讲水闸", held, TODAY, Settings()).chips
    assert (chip.value, chip.applied, chip.reason) == (f"建校一百周年{kind}", False, "leaves_nothing")
    (chip,) = understand(f"修渠七十周年{kind}上怎么讲水闸", held, TODAY, Settings()).chips
    assert chip.applied


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哪些会上没有讲过防火", True),
        ("哪一年的讲话没提招商", True),
        ("谁从来没有说过土地价格", True),
        ("哪些县未部署防汛", True),
        ("有没有讲过防火", False),
        ("哪些会上讲过没有水的村", False),
        ("防火怎么讲，有没有新提法", False),
    ],
)
def test_what_is_not_said_is_known_to_be_asked_for(question: str, expected: bool) -> None:
    assert asks_what_lacks(question) is expected

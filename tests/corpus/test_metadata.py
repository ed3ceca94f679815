"""What a careful secretary would read from a head, a tail, a file name and a folder, and nothing more."""

from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.metadata import language_of, recognise
from corpus.readers import ReadWarning, Record
from corpus.types import Inference

BODY = (
    "\n同志们：\n\n今天把大家请来，是要把汛期的准备再过一遍。2012年那场大水，老书记王守田同志在堤上守了九天，这件事不能忘。\n\n"
    "到2035年，我们要让每一条河都能安澜。请水利局局长李某牵头，六月底前把险段查完。\n"
)


def known(text, path="稿子.txt", given=None, **record):
    return recognise(Record(text, **record), PurePosixPath(path), given or {})


def head(*lines):
    return "\n".join(lines) + BODY


# titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (head("在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("", "　　在全县防汛工作会议上的讲话　 ", ""), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛工作会议", "上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛", "暨水库安全工作会议上的讲话提纲"), "在全县防汛暨水库安全工作会议上的讲话提纲"),
        (
            head("守住一条河　护好一座城", "——在全县防汛工作会议上的讲话"),
            "守住一条河　护好一座城——在全县防汛工作会议上的讲话",
        ),
        (head("在防汛动员会上的讲话", "——兼谈水库管护"), "在防汛动员会上的讲话——兼谈水库管护"),
        (head("在全县防汛工作会议上的讲话（征求意见稿）"), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛工作会议上的讲话（2019年7月9日）（定稿）"), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛工作会议上的讲话（节选）"), "在全县防汛工作会议上的讲话（节选）"),
        (head("机密★5年", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("云岫县委办公室", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("云办发〔2019〕7号", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("县委书记　张××", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("守住一条河　护好一座城", "（2019年7月9日）"), "守住一条河　护好一座城"),
        (head("# 在防汛动员会上的讲话"), "在防汛动员会上的讲话"),
        (head("時間：2019年7月9日", "在防汛动员会上的讲话"), "在防汛动员会上的讲话"),
        (head("在《防汛条例（征求意见稿）》座谈会上的发言"), "在《防汛条例（征求意见稿）》座谈会上的发言"),
        ("Remarks at the River Forum\n14 May 2018\n\nLadies and gentlemen,\nWelcome.", "Remarks at the River Forum"),
        ("Remarks by the Mayor of Lanjiang, 14 May 2018\n\nDear friends,\nHello.", "Remarks by the Mayor of Lanjiang"),
        ("A River for All:\nAn Address to the Youth\n\nFriends,\nHello.", "A River for All: An Address to the Youth"),
        ("What Is a River For?\nRemarks by the Mayor\n\nFriends,\nHello.", "What Is a River For?"),
    ],
)
def test_titles_in_the_head(text, title):
    metadata = known(text)
    assert metadata.title == title
    reason = metadata.inferred["title"]
    assert reason.origin == "text_head"
    assert reason.evidence in text


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("20190709县委书记在防汛工作会议上的讲话", "县委书记在防汛工作会议上的讲话"),
        ("2019年7月9日在防汛工作会议上的讲话（定稿）", "在防汛工作会议上的讲话"),
        ("03 防汛工作会议讲话", "防汛工作会议讲话"),
        ("（7）防汛工作会议讲话-定稿", "防汛工作会议讲话"),
        ("【内部】防汛工作会议讲话", "防汛工作会议讲话"),
        ("防汛工作会议讲话（征求意见稿）20190612", "防汛工作会议讲话"),
        ("防汛工作会议讲话_2019", "防汛工作会议讲话"),
        ("2020年防汛工作会议讲话", "2020年防汛工作会议讲话"),
        ("mayor_river_forum_2018-05-14", "mayor river forum"),
    ],
)
def test_titles_from_file_names(stem, title):
    metadata = known(BODY, f"{stem}.txt")
    assert metadata.title == title
    assert metadata.inferred["title"].origin == "file_name"
    assert metadata.inferred["title"].evidence in stem


@pytest.mark.parametrize("stem", ["20190709", "004_9af87e82d37cfdaf", "新建 Microsoft Word 文档 (2)", "讲话稿", "001"])
def test_without_any_title_the_first_words_stand_for_it(stem):
    metadata = known(BODY, f"{stem}.txt")
    assert metadata.title == "今天把大家请来，是要把汛期的准备再过一遍。2012年那场大水…"
    assert metadata.inferred["title"] == Inference(
        "text_head", "今天把大家请来，是要把汛期的准备再过一遍。2012年那场大水"
    )


def test_a_title_that_is_given_is_kept_as_it_is():
    text = head("在全县防汛工作会议上的讲话")
    assert known(text, given={"title": "防汛讲话（定稿）"}).title == "防汛讲话（定稿）"
    assert "title" not in known(text, given={"title": "防汛讲话"}).inferred
    assert known(text, title="甲", given={"title": "乙"}).title == "乙"
    both = recognise(Record(text, title="甲", given={"title": "丙"}), PurePosixPath("a.md"), {})
    assert (both.title, "title" in both.inferred) == ("丙", False)
    assert known(BODY, title="在防汛会议上的讲话_云岫县人民政府").title == "在防汛会议上的讲话"
    subtitled = head("守住一条河", "——在防汛会议上的讲话")
    assert known(subtitled, title="守住一条河").title == "守住一条河——在防汛会议上的讲话"


# speaker and office


@pytest.mark.parametrize(
    ("lines", "speaker", "office"),
    [
        (["县委书记"], "县委书记", "县委书记"),
        (["县委书记 张××"], "张××", "县委书记"),
        (["（县委书记 王某某）"], "王某某", "县委书记"),
        (["（县委书记、县人大常委会主任　李 明）"], "李明", "县委书记、县人大常委会主任"),
        (["云岫县人民政府县长陈某"], "陈某", "云岫县人民政府县长"),
        (["（2019年7月9日）", "中共云岫县委书记"], "中共云岫县委书记", "中共云岫县委书记"),
        (["县长 ×××（2019年7月9日）"], "县长", "县长"),
        (["（2019年7月9日，县长 赵某）"], "赵某", "县长"),
        (["张××（县委副书记）"], "张××", "县委副书记"),
        (["王某某同志"], "王某某", None),
        (["（李　明）"], "李明", None),
        (["讲话人：县委书记 张××"], "张××", "县委书记"),
        (["主讲人：云岫县老科协"], "云岫县老科协", None),
        (["主持人：县长 李某"], None, None),
        (["县委办公室整理"], None, None),
        (["（根据录音整理）"], None, None),
    ],
)
def test_speakers_under_the_title(lines, speaker, office):
    metadata = known(head("在全县防汛工作会议上的讲话", *lines))
    assert (metadata.speaker, metadata.office) == (speaker, office)
    assert all(
        metadata.inferred[name].origin == "text_head" for name in ("speaker", "office") if name in metadata.inferred
    )
    assert ("speaker" in metadata.inferred, "office" in metadata.inferred) == (bool(speaker), bool(office))


@pytest.mark.parametrize(
    ("text", "path", "speaker", "office", "origin"),
    [
        (head("县长在防汛会议上的讲话"), "a.txt", "县长", "县长", "text_head"),
        (head("县委书记王某某在防汛会议上的讲话"), "a.txt", "王某某", "县委书记", "text_head"),
        (head("守住一条河", "——县长在防汛会议上的讲话"), "a.txt", "县长", "县长", "text_head"),
        (BODY, "县委书记在防汛会议上的讲话.txt", "县委书记", "县委书记", "file_name"),
        (BODY, "20190709县委书记张××在防汛会议上的讲话.txt", "张××", "县委书记", "file_name"),
        (BODY, "防汛讲话（县委副书记 李某）.txt", "李某", "县委副书记", "file_name"),
        (head("××县委书记在防汛会议上的讲话"), "a.txt", "××县委书记", "××县委书记", "text_head"),
        (BODY, "2019/县长讲话/防汛.txt", "县长", "县长", "folder"),
        (BODY + "\n县委书记　王某某\n2019年7月9日\n", "a.txt", "王某某", "县委书记", "text_tail"),
        (head("在校长培训班上的讲话"), "a.txt", None, None, None),
        (head("怎样当好村支部书记"), "a.txt", None, None, None),
        (BODY + "\n谢谢大家！\n", "a.txt", None, None, None),
        (BODY + "\n谢谢\n", "a.txt", None, None, None),
        (BODY, "安全方案/防汛.txt", None, None, None),
        (BODY, "a.txt", None, None, None),
    ],
)
def test_speakers_elsewhere(text, path, speaker, office, origin):
    metadata = known(text, path)
    assert (metadata.speaker, metadata.office) == (speaker, office)
    assert (metadata.inferred["speaker"].origin if speaker else None) == origin


def test_an_office_in_one_place_and_a_name_in_another_are_one_person_only_if_they_can_be():
    joined = known(head("县委书记在防汛会议上的讲话", "（张××）"))
    assert (joined.speaker, joined.office) == ("张××", "县委书记")
    apart = known(head("在防汛会议上的讲话", "县委书记"), "县长李某在防汛会议上的讲话.txt")
    assert (apart.speaker, apart.office) == ("县委书记", "县委书记")
    same = known(head("在防汛会议上的讲话", "县委书记"), "云岫县委书记李某在防汛会议上的讲话.txt")
    assert (same.speaker, same.office, same.inferred["speaker"].origin) == ("李某", "县委书记", "file_name")


def test_a_given_speaker_is_kept_and_only_a_fitting_office_is_added():
    text = head("在防汛会议上的讲话", "县委书记 张××")
    assert known(text, given={"speaker": "张××"}).office == "县委书记"
    assert known(text, given={"speaker": "李某"}).office is None
    office = known(text, given={"speaker": "县长"})
    assert (office.speaker, office.office, dict(office.inferred).keys() & {"speaker", "office"}) == (
        "县长",
        "县长",
        set(),
    )
    both = known(text, given={"speaker": "县委书记", "office": "中共云岫县委书记"})
    assert (both.speaker, both.office) == ("县委书记", "中共云岫县委书记")


@pytest.mark.parametrize(
    ("line", "speaker", "office", "date"),
    [
        ("Remarks by the Mayor of Lanjiang, 14 May 2018", "Mayor of Lanjiang", "Mayor of Lanjiang", "2018-05-14"),
        ("Delivered by the Deputy Mayor at the River Forum", "Deputy Mayor", "Deputy Mayor", None),
        ("Ana Brook, Director of the Port Office", "Ana Brook", "Director of the Port Office", None),
        ("Speaker: Ana Brook", "Ana Brook", None, None),
        ("(Lanjiang, May 14, 2018)", None, None, "2018-05-14"),
        ("Lanjiang River Forum", None, None, None),
    ],
)
def test_english_heads(line, speaker, office, date):
    metadata = known(f"A River for Everyone\n{line}\n\nLadies and gentlemen,\n\nMayor Stone said it in 2012.\n", "a.md")
    assert (metadata.title, metadata.language) == ("A River for Everyone", "en")
    assert (metadata.speaker, metadata.office, metadata.date) == (speaker, office, date)


# occasion and place


@pytest.mark.parametrize(
    ("title", "occasion"),
    [
        ("在全县防汛工作会议上的讲话", "全县防汛工作会议"),
        ("县长在2021年全县防汛工作会议上的讲话", "2021年全县防汛工作会议"),
        ("在文化馆落成仪式上的致辞", "文化馆落成仪式"),
        ("在企业家座谈会上的主旨发言", "企业家座谈会"),
        ("在《云岫县河道条例》宣传活动启动仪式上的讲话", "《云岫县河道条例》宣传活动启动仪式"),
        ("在青年干部培训班（第三期）上的讲话", "青年干部培训班（第三期）"),
        ("在临溪镇调研时的讲话", "临溪镇调研"),
        ("Remarks at the Third Lanjiang River Forum", "Third Lanjiang River Forum"),
        ("在提高认识上的几点意见", None),
        ("守住一条河", None),
    ],
)
def test_occasions(title, occasion):
    metadata = known(head(title))
    assert metadata.occasion == occasion
    if occasion:
        assert metadata.inferred["occasion"] == Inference("text_head", occasion)


def test_the_subtitle_of_a_report_names_day_and_meeting():
    metadata = known(head("政府工作报告", "——2022年1月12日在云岫县人民代表大会第一次会议上", "县长　李某"))
    assert metadata.title == "政府工作报告——2022年1月12日在云岫县人民代表大会第一次会议上"
    assert (metadata.date, metadata.occasion) == ("2022-01-12", "云岫县人民代表大会第一次会议")
    assert (metadata.speaker, metadata.office) == ("李某", "县长")


def test_an_english_line_that_names_the_meeting():
    lines = ("What the Vest Is For", "Closing speech by the President of the League", "Youth Summit, 21 August 2022")
    text = "\n".join(lines) + "\n\nHello all.\n"
    metadata = known(text)
    assert (metadata.title, metadata.speaker) == ("What the Vest Is For", "President of the League")
    assert (metadata.occasion, metadata.date) == ("Youth Summit", "2022-08-21")


def test_occasions_from_brackets_labels_and_file_names():
    assert known(head("守住一条河", "（2019年7月9日在全县防汛会议上）")).occasion == "全县防汛会议"
    assert known(head("守住一条河", "会议名称：全县防汛会议")).occasion == "全县防汛会议"
    from_name = known(BODY, "县长在全县防汛会议上的讲话.txt")
    assert (from_name.occasion, from_name.inferred["occasion"].origin) == ("全县防汛会议", "file_name")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("地点：县委礼堂", "县委礼堂"),
        ("（2019年7月9日于县委礼堂召开）", "县委礼堂"),
        ("（本次会议在临溪镇举行）", "临溪镇"),
        ("（二〇一九年七月九日，于县委礼堂）", "县委礼堂"),
        ("（2019年7月9日）", None),
        ("（2019年7月9日在全县防汛会议上）", None),
    ],
)
def test_places(line, place):
    metadata = known(head("在全县防汛工作会议上的讲话", line))
    assert metadata.place == place
    assert ("place" in metadata.inferred) == (place is not None)


# dates


@pytest.mark.parametrize(
    ("lines", "date", "evidence"),
    [
        (["（2019年7月9日）"], "2019-07-09", "2019年7月9日"),
        (["二〇一九年七月九日"], "2019-07-09", "二〇一九年七月九日"),
        (["（2019年7月　日）"], "2019-07", "2019年7月"),
        (["（2019）"], "2019", "2019"),
        (["县委书记　张××　2019年7月9日"], "2019-07-09", "2019年7月9日"),
        (["时间：2019年7月9日上午9时"], "2019-07-09", "2019年7月9日"),
        (["（根据2019年7月9日录音整理）"], "2019-07-09", "2019年7月9日"),
        (["（2019年7月20日整理）"], None, None),
        (["（2019年8月印发）"], None, None),
        (["发布时间：2019-07-11 08:30　来源：县政府办"], None, None),
        (["——迎接2035年的到来"], None, None),
    ],
)
def test_dates_in_the_head(lines, date, evidence):
    metadata = known(head("在全县防汛工作会议上的讲话", *lines))
    assert metadata.date == date
    assert metadata.inferred.get("date") == (Inference("text_head", evidence) if date else None)


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("在2021年全县防汛工作会议上的讲话", "2021"),
        ("在云岫县2021年防汛工作会议上的讲话", "2021"),
        ("2021年全县防汛工作会议讲话", "2021"),
        ("2021年7月9日在防汛会议上的讲话", "2021-07-09"),
        ("在2020年度总结表彰大会上的讲话", None),
        ("在2020年工作总结会上的讲话", None),
        ("关于2020年工作要点的讲话", None),
        ("在迎接2035年动员会上的讲话", None),
        ("在学习2019年7月9日讲话精神座谈会上的发言", None),
    ],
)
def test_a_year_in_the_title_is_the_date_only_if_it_is_the_year_of_the_meeting(title, date):
    assert known(head(title)).date == date


@pytest.mark.parametrize(
    ("text", "path", "date", "origin"),
    [
        (BODY + "\n（2020年3月20日）\n", "a.txt", "2020-03-20", "text_tail"),
        (BODY + "\n云岫县委　2020年3月20日\n", "a.txt", "2020-03-20", "text_tail"),
        (BODY + "\n（此件2020年8月印发）\n", "a.txt", None, None),
        (BODY + "\n力争到2025年12月全面完成。\n", "a.txt", None, None),
        (BODY, "20190709防汛讲话.txt", "2019-07-09", "file_name"),
        (BODY, "防汛讲话_2019-07-09.txt", "2019-07-09", "file_name"),
        (BODY, "防汛讲话（2019）.txt", "2019", "file_name"),
        (BODY, "防汛讲话_2019.txt", "2019", "file_name"),
        (BODY, "2019 防汛讲话.txt", "2019", "file_name"),
        (BODY, "004_a20190709b3c4d5.txt", None, None),
        (BODY, "2020年工作要点讲话.txt", None, None),
        (BODY, "面向2035年的讲话.txt", None, None),
        (BODY, "2019/防汛讲话.txt", "2019", "folder"),
        (BODY, "领导讲话/2019年/防汛.txt", "2019", "folder"),
        (BODY, "2019年/7月/防汛.txt", "2019-07", "folder"),
        (BODY, "2019年度领导讲话汇编/防汛.txt", "2019", "folder"),
        (BODY, "2035年远景/防汛.txt", None, None),
        (BODY, "2016-2020/防汛.txt", None, None),
        (BODY, "a.txt", None, None),
    ],
)
def test_dates_elsewhere(text, path, date, origin):
    metadata = known(text, path)
    assert metadata.date == date
    assert (metadata.inferred["date"].origin if date else None) == origin


def test_the_text_outranks_the_file_name_and_a_contradiction_is_noted():
    text = head("在防汛会议上的讲话", "（征求意见稿）", "（2019年7月9日）")
    metadata = known(text, "防汛讲话（征求意见稿）20190701.docx")
    assert (metadata.date, metadata.state) == ("2019-07-09", "draft_for_comment")
    assert metadata.warnings == (
        ReadWarning("warn_dates_disagree", {"date": "2019-07-09", "other": "2019-07-01", "evidence": "20190701"}),
    )


def test_a_date_that_says_more_and_agrees_is_taken():
    metadata = known(head("在2021年防汛会议上的讲话") + "\n（2021年3月5日）\n", "2021/防汛.txt")
    assert (metadata.date, metadata.inferred["date"]) == ("2021-03-05", Inference("text_tail", "2021年3月5日"))
    assert metadata.warnings == ()


def test_given_dates_are_normalised_and_an_unreadable_one_is_unknown():
    text = head("在防汛会议上的讲话", "（2019年7月9日）")
    assert known(text, given={"date": "2018年1月2日"}).date == "2018-01-02"
    assert "date" not in known(text, given={"date": "2018/1/2"}).inferred
    unreadable = known(text, given={"date": "去年夏天"})
    assert unreadable.date is None
    assert unreadable.warnings == (ReadWarning("warn_date_unreadable", {"value": "去年夏天"}),)


# state and language


@pytest.mark.parametrize(
    ("text", "path", "state", "origin"),
    [
        (head("在防汛会议上的讲话", "（征求意见稿）"), "a.txt", "draft_for_comment", "text_head"),
        (head("在防汛会议上的讲话（送审稿）"), "a.txt", "submitted_draft", "text_head"),
        (head("在防汛会议上的讲话", "（根据录音整理，未经本人审阅）"), "a.txt", "transcript", "text_head"),
        (BODY, "防汛讲话（定稿）.txt", "final", "file_name"),
        (BODY, "防汛讲话-正式稿.txt", "final", "file_name"),
        (BODY, "录音整理/防汛讲话.txt", "transcript", "folder"),
        (BODY, "防汛讲话（未定稿）.txt", None, None),
        (BODY, "防汛讲话（讨论稿）.txt", None, None),
        (
            head("在《防汛条例（征求意见稿）》座谈会上的发言"),
            "在《防汛条例（征求意见稿）》座谈会上的发言.txt",
            None,
            None,
        ),
        (BODY + "\n会后请大家对征求意见稿提出意见。\n", "a.txt", None, None),
    ],
)
def test_states(text, path, state, origin):
    metadata = known(text, path)
    assert metadata.state == state
    assert (metadata.inferred["state"].origin if state else None) == origin


def test_given_states_and_languages_have_normal_forms():
    for written, state in (("定稿", "final"), ("Final text", "final"), ("submitted_draft", "submitted_draft")):
        assert known(BODY, given={"state": written}).state == state
    assert known(BODY, given={"state": "草稿"}).warnings == (ReadWarning("warn_state_unreadable", {"value": "草稿"}),)
    assert known(BODY, given={"language": "English"}).language == "en"
    unreadable = known(BODY, given={"language": "火星文"})
    assert (unreadable.language, len(unreadable.warnings)) == ("zh", 1)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("同志们：开会。", "zh"),
        ("Ladies and gentlemen, 大家好.", "en"),
        ("推进5G、AI、IoT应用", "zh"),
        ("2019", "zh"),
        ("", "zh"),
    ],
)
def test_languages(text, language):
    assert language_of(text) == language


# trust and slices


def test_sidecar_outranks_front_matter_outranks_the_head():
    text = head("在防汛会议上的讲话", "县长 李某", "地点：县政府")
    record = Record(text, given={"speaker": "张××", "place": "县委"})
    metadata = recognise(record, PurePosixPath("a.md"), {"place": "礼堂", "occasion": " "})
    assert (metadata.speaker, metadata.place, metadata.occasion) == ("张××", "礼堂", "防汛会议")
    assert set(metadata.inferred) == {"title", "occasion"}


PIECES = st.sampled_from(
    [
        "在防汛会议上的讲话",
        "（2019年7月9日）",
        "县委书记 张××",
        "县长",
        "（定稿）",
        "——",
        "于",
        "同志们：",
        "2020年",
        "机密",
        "在",
        "上",
        "\n",
        " ",
        "#",
    ]
)


@example([], ["县委书记 张××", "（2019年7月9日）", "县委书记 张××", "在防汛会议上的讲话"])
@given(st.lists(PIECES, max_size=14), st.lists(PIECES.filter(lambda piece: piece != "\n"), max_size=4))
def test_evidence_is_always_a_piece_of_its_source(pieces, names):
    text, stem = "".join(pieces), "".join(names) or "a"
    metadata = known(text, f"2019年/{stem}.txt")
    assert metadata.title
    for reason in metadata.inferred.values():
        source = {"file_name": stem, "folder": "2019年"}.get(reason.origin, text)
        assert reason.evidence
        assert reason.evidence in source

"""Who speaks and in which office, and nobody who is only mentioned."""

import pytest

from tests.corpus.metadata.heads import BODY, date_of, head, known


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
        (["主讲：县委常委、组织部部长 张××"], "张××", "县委常委、组织部部长"),
        (["主任委员 岑明"], "岑明", "主任委员"),
        (["作者：区委书记 王某某 日期：2021-11-04 点击：52"], "王某某", "区委书记"),
        (["作者：王某某 点击：52"], None, None),
        (["主持人：县长 李某"], None, None),
        (["县委办公室整理"], None, None),
        (["（根据录音整理）"], None, None),
    ],
)
def test_speakers_under_the_title(lines, speaker, office):
    metadata = known(head("在全县防汛工作会议上的讲话", *lines))
    assert (metadata.speaker, metadata.office) == (speaker, office)
    assert all(
        metadata.inferred[name].found_in == "text_head" for name in ("speaker", "office") if name in metadata.inferred
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
    assert (metadata.inferred["speaker"].found_in if speaker else None) == origin


def test_an_office_in_one_place_and_a_name_in_another_are_one_person_only_if_they_can_be():
    joined = known(head("县委书记在防汛会议上的讲话", "（张××）"))
    assert (joined.speaker, joined.office) == ("张××", "县委书记")
    apart = known(head("在防汛会议上的讲话", "县委书记"), "县长李某在防汛会议上的讲话.txt")
    assert (apart.speaker, apart.office) == ("县委书记", "县委书记")
    same = known(head("在防汛会议上的讲话", "县委书记"), "云岫县委书记李某在防汛会议上的讲话.txt")
    assert (same.speaker, same.office, same.inferred["speaker"].found_in) == ("李某", "县委书记", "file_name")


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
    assert (metadata.speaker, metadata.office, date_of(metadata)) == (speaker, office, date)


@pytest.mark.parametrize(
    ("lines", "speaker", "office"),
    [
        (["自治区主席 艾山·吐尔逊"], "艾山·吐尔逊", "自治区主席"),
        (["自治区主席　嘎玛多吉"], "嘎玛多吉", "自治区主席"),
        (["云岫省代省长 韦　宁"], "韦宁", "云岫省代省长"),
        (["省长 水若寒"], "水若寒", "省长"),
        (["殷 明 远"], "殷明远", None),
        (["云岫市和平区区长 钱宁"], "钱宁", "云岫市和平区区长"),
        (["（2019年7月9日，云岫）", "云岫省人民政府省长 殷明"], "殷明", "云岫省人民政府省长"),
        (["2019年7月9日在云岫市第九届人民代表大会第三次会议上云岫市代市长殷明作政府工作报告"], "殷明", "云岫市代市长"),
        (["2019年7月9日在云岫市第九届人民代表大会第三次会议上，市长殷明同志作政府工作报告。"], "殷明", "市长"),
        (["——2019年7月9日省长 殷明远在云岫省第九届人民代表大会第三次会议上的讲话"], "殷明远", "省长"),
        (["----2019年7月9日钱宁市长在云岫市第九届人民代表大会的政府工作报告"], "钱宁", "市长"),
        (["（2019年7月9日，马德里）"], None, None),
        (["（2019年7月9日，柏林）"], None, None),
        (["（2019年7月9日于柏林）"], None, None),
        (["江西"], None, None),
        (["全文"], None, None),
    ],
)
def test_names_of_all_shapes_and_places_that_are_none(lines, speaker, office):
    text = head("2019年政府工作报告", *lines)
    metadata = known(text)
    assert (metadata.speaker, metadata.office) == (speaker, office)
    assert metadata.title.startswith("2019年政府工作报告")
    assert all(why.evidence in text for why in metadata.inferred.values() if why.found_in == "text_head")


@pytest.mark.parametrize(
    ("title", "speaker", "office"),
    [
        ("殷明远：在防汛会议上的讲话", "殷明远", None),
        ("省委书记殷明远:让江河安澜", "殷明远", "省委书记"),
        ("殷明远同云岫大学师生座谈时的讲话", "殷明远", None),
        ("国家主席殷明远发表二〇一九年新年贺词", "殷明远", "国家主席"),
        ("王明远主席在云岫论坛上的演讲", "王明远", "主席"),
        ("党委书记在云岫论坛上的演讲", "党委书记", "党委书记"),
        ("云岫市长在云岫市防汛会议上的讲话", "云岫市长", "云岫市长"),
        ("江河在召唤：在云岫论坛上的演讲", None, None),
        ("云岫社区在防汛大会上的发言", None, None),
    ],
)
def test_speakers_in_titles(title, speaker, office):
    metadata = known(head(title))
    assert (metadata.speaker, metadata.office) == (speaker, office)

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

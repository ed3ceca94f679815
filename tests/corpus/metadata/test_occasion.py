"""At which occasion and where."""

import pytest

from corpus.types import Inference
from tests.corpus.metadata.heads import BODY, date_of, head, known


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
    assert (date_of(metadata), metadata.occasion) == ("2022-01-12", "云岫县人民代表大会第一次会议")
    assert (metadata.speaker, metadata.office) == ("李某", "县长")


def test_an_english_line_that_names_the_meeting():
    lines = ("What the Vest Is For", "Closing speech by the President of the League", "Youth Summit, 21 August 2022")
    text = "\n".join(lines) + "\n\nHello all.\n"
    metadata = known(text)
    assert (metadata.title, metadata.speaker) == ("What the Vest Is For", "President of the League")
    assert (metadata.occasion, date_of(metadata)) == ("Youth Summit", "2022-08-21")


def test_occasions_from_brackets_labels_and_file_names():
    assert known(head("守住一条河", "（2019年7月9日在全县防汛会议上）")).occasion == "全县防汛会议"
    assert known(head("守住一条河", "会议名称：全县防汛会议")).occasion == "全县防汛会议"
    from_name = known(BODY, "县长在全县防汛会议上的讲话.txt")
    assert (from_name.occasion, from_name.inferred["occasion"].found_in) == ("全县防汛会议", "file_name")


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

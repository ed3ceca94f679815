"""Heads that run into the body without a line break."""

from __future__ import annotations

import pytest

from tests.corpus.metadata.heads import date_of, known

_BODY = "汛期来得早，我们要把每一处险段都查一遍，一处也不能漏。" * 8


@pytest.mark.parametrize(
    ("start", "title", "speaker", "date"),
    [
        (
            "在全县防汛工作会议上的讲话（2019年7月9日）王明远党的十九大以后，",
            "在全县防汛工作会议上的讲话",
            "王明远",
            "2019-07-09",
        ),
        (
            "守住一条河 护好一座城——在防汛论坛上的演讲（2019年7月9日，云岫）云岫县县长 殷明各位来宾：",
            "守住一条河 护好一座城——在防汛论坛上的演讲",
            "殷明",
            "2019-07-09",
        ),
        (
            "云岫社松口7月9日电在全县防汛大会上的讲话（2019年7月9日）殷明远同志们：",
            "在全县防汛大会上的讲话",
            "殷明远",
            "2019-07-09",
        ),
        ("守住一条河 护好一座城※殷明远今天，", "守住一条河 护好一座城", "殷明远", None),
        ("守住一条河 护好一座城殷明远2018年1月，", "守住一条河 护好一座城", "殷明远", None),
        ("守住一条河 护好一座城（2019年7月9日）党的建设是根本，", "守住一条河 护好一座城", None, "2019-07-09"),
        (
            "政府工作报告——2025年1月14日在云岫市第六届人民代表大会第三次会议上 云岫市代市长 艾山·吐尔逊 各位代表：",
            "政府工作报告——2025年1月14日在云岫市第六届人民代表大会第三次会议上",
            "艾山·吐尔逊",
            "2025-01-14",
        ),
        (
            "在全县防汛会议上的讲话县委副书记、县长 王明远（2019年7月9日）同志们：",
            "在全县防汛会议上的讲话",
            "王明远",
            "2019-07-09",
        ),
        (
            "守堤人明远（1974年2月22日－），云岫人，",
            "守堤人明远（1974年2月22日－），云岫人，汛期来得早，我…",
            None,
            None,
        ),
        ("这座大坝的设计成立于1994年5月，", "这座大坝的设计成立于1994年5月，汛期来得早，我们要把每一…", None, None),
        (
            "同志们：今天，我们开会（2019年7月9日）王明远同志作了报告，",
            "今天，我们开会（2019年7月9日）王明远同志作了报告，汛期…",
            None,
            None,
        ),
    ],
)
def test_a_head_on_the_line_of_the_body(start: str, title: str, speaker: str | None, date: str | None) -> None:
    metadata = known(start + _BODY, "x-7.txt")
    assert (metadata.title, metadata.speaker, date_of(metadata)) == (title, speaker, date)
    assert all(why.evidence in start + _BODY for why in metadata.inferred.values() if why.found_in == "text_head")

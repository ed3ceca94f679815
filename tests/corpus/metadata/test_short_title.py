"""Titles where space is short: without a subtitle, and without what stands beside them anyway."""

from __future__ import annotations

import pytest

from corpus import PartialDate, SpeechFacts
from corpus.metadata.short_title import short_title


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("同心修好一条河——在全县河道整治动员会上的讲话", "同心修好一条河"),
        ("同心修好一条河―在全县河道整治动员会上的讲话", "同心修好一条河"),
        ("修河——在全县河道整治动员会上的讲话", "修河——在全县河道整治动员会上的讲话"),
        ("在河道整治动员会上的讲话（2021年6月3日）", "在河道整治动员会上的讲话"),
        ("2021年6月3日在河道整治动员会上的讲话", "在河道整治动员会上的讲话"),
        ("2021-06-03 在河道整治动员会上的讲话", "在河道整治动员会上的讲话"),
        ("2020年6月3日河道整治方案说明", "2020年6月3日河道整治方案说明"),
        ("2021年政府工作报告", "2021年政府工作报告"),
        ("周明：在河道整治动员会上的讲话", "在河道整治动员会上的讲话"),
        ("县长周明在河道整治动员会上的讲话", "在河道整治动员会上的讲话"),
        ("周明同志在河道整治动员会上的讲话", "在河道整治动员会上的讲话"),
        ("在河道整治动员会上的讲话（周明）", "在河道整治动员会上的讲话"),
        ("看望周明一家时的谈话", "看望周明一家时的谈话"),
        ("周明：修好一条河——在动员会上的讲话（2021年6月3日）", "修好一条河"),
        ("A River Mended --- Opening of the Season", "A River Mended"),
        ("Address by 周明", "Address by 周明"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    speech = SpeechFacts(
        speech_id="s",
        root="库",
        path="a.md",
        source="a.md",
        language="zh",
        title=title,
        speaker="周明",
        office="县长",
        date=PartialDate(2021, 6, 3),
    )
    assert short_title(speech) == short

"""What outranks what, and that whatever is recognised was read from the very text it names."""

from pathlib import PurePosixPath

from hypothesis import example, given
from hypothesis import strategies as st

from corpus.metadata.recognised import recognise
from corpus.readers import Record
from tests.corpus.metadata.heads import head, known


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
@example(["县委书记 张××", "（定稿）", "\n", "县委书记 张××", "在防汛会议上的讲话"], [])
@given(st.lists(PIECES, max_size=14), st.lists(PIECES.filter(lambda piece: piece != "\n"), max_size=4))
def test_evidence_is_always_a_piece_of_its_source(pieces, names):
    text, stem = "".join(pieces), "".join(names) or "a"
    metadata = known(text, f"2019年/{stem}.txt")
    assert metadata.title
    for reason in metadata.inferred.values():
        source = {"file_name": stem, "folder": "2019年"}.get(reason.found_in, text)
        assert reason.evidence
        assert reason.evidence in source

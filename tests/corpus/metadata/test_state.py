"""The state of a text and its language."""

import pytest

from corpus.language.script import language_of
from corpus.readers import ReadWarning
from tests.corpus.metadata.heads import BODY, head, known


@pytest.mark.parametrize(
    ("text", "path", "state", "origin"),
    [
        (head("在防汛会议上的讲话", "（征求意见稿）"), "a.txt", "draft_for_comment", "text_head"),
        (head("在防汛会议上的讲话（送审稿）"), "a.txt", "submitted_draft", "text_head"),
        (head("在防汛會議上的講話", "（徵求意見稿）"), "a.txt", "draft_for_comment", "text_head"),
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
    assert (metadata.inferred["state"].found_in if state else None) == origin


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

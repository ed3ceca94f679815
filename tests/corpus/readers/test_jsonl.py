"""One speech a line; a bad line is a warning with its number."""

import json

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning, Record
from corpus.readers.jsonl import JsonlReader


def _read(tmp_path, data):
    path = tmp_path / "speeches.jsonl"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return JsonlReader().read(path)


def test_lines_become_records_with_their_metadata(tmp_path):
    first = {
        "_id": 7,
        "title": "甲",
        "text": "一段\r\n二段\u2028三段",
        "讲话人": "局长",
        "date": "2020-01-02",
        "页": 3,
        "注": None,
    }
    read = _read(tmp_path, "\ufeff" + json.dumps(first, ensure_ascii=False) + '\n\n{"text": "乙文"}\n')
    assert read.records == (
        Record("一段\n二段\n三段", "甲", "7", {"title": "甲", "speaker": "局长", "date": "2020-01-02", "页": "3"}),
        Record("乙文", None, None, {}),
    )
    assert read.warnings == ()


def test_bad_lines_are_named_and_the_others_read(tmp_path):
    lines = [
        '{"text": "好"}',
        "{",
        "[1]",
        '{"title": "无"}',
        '{"text": " "}',
        "[" * 100_000,
        '{"text": "也好", "k": [1]}',
    ]
    read = _read(tmp_path, "\n".join(lines))
    assert [record.text for record in read.records] == ["好", "也好"]
    assert read.warnings == (
        ReadWarning("warn_jsonl_not_json", {"line": 2}),
        ReadWarning("warn_jsonl_not_object", {"line": 3}),
        ReadWarning("warn_jsonl_no_text", {"line": 4}),
        ReadWarning("warn_jsonl_no_text", {"line": 5}),
        ReadWarning("warn_jsonl_not_json", {"line": 6}),
        ReadWarning("warn_jsonl_value_ignored", {"line": 7, "key": "k"}),
    )


def test_half_a_surrogate_pair_cannot_reach_the_store(tmp_path):
    read = _read(tmp_path, '{"text": "会\\ud83d议"}')
    assert read.records[0].text == "会议"
    assert read.warnings == (ReadWarning("warn_controls_removed", {"count": 1}),)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('{"text": "会议"}'.encode("gb18030"), "encoding_not_utf8"),
        (b" \n\n", "file_empty"),
        (b"{\n[]\n", "jsonl_no_speech"),
    ],
)
def test_files_without_a_speech_are_errors(tmp_path, data, code):
    with pytest.raises(ReadError) as caught:
        _read(tmp_path, data)
    assert caught.value.code == code


def test_half_a_surrogate_pair_in_a_name_cannot_reach_the_store_either(tmp_path):
    result = _read(tmp_path, '{"_id": "甲\\ud83d", "text": "有字", "页\\udc00": [1]}\n')
    assert result.records == (Record("有字", None, "甲", {}),)
    assert result.warnings == (ReadWarning("warn_jsonl_value_ignored", {"line": 1, "key": "页"}),)


FIRST, SECOND = {"title": "甲", "text": "一段\n二段"}, {"title": "乙", "text": "三段"}


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([FIRST, SECOND]),
        json.dumps([FIRST, SECOND], indent=2),
        json.dumps({"total": 2, "data": [FIRST, SECOND]}),
        json.dumps(FIRST, indent=2) + "\n" + json.dumps(SECOND, indent=2),
        json.dumps(FIRST, indent=2) + ",\n" + json.dumps(SECOND, indent=2) + "\n",
        json.dumps({"a": FIRST, "b": SECOND}),
    ],
)
def test_speeches_that_are_not_a_line_each_are_read_and_their_shape_named(tmp_path, data):
    read = _read(tmp_path, data)
    assert [(record.title, record.text) for record in read.records] == [("甲", "一段\n二段"), ("乙", "三段")]
    assert read.warnings == (ReadWarning("warn_jsonl_array", {"count": 2}),)


def test_one_speech_over_several_lines_is_one_speech(tmp_path):
    read = _read(tmp_path, json.dumps(FIRST, indent=2))
    assert ([record.text for record in read.records], read.warnings) == (["一段\n二段"], ())


@pytest.mark.parametrize("key", ["content", "正文", "body", "内容"])
def test_the_text_may_have_another_name_which_is_told_once(tmp_path, key):
    read = _read(tmp_path, "".join(json.dumps({key: ["一段", "二段"], "title": "甲"}) + "\n" for _ in range(2)))
    assert [record.text for record in read.records] == ["一段\n二段"] * 2
    assert read.warnings == (ReadWarning("warn_jsonl_text_key", {"key": key}),)


def test_line_breaks_that_are_written_out_are_line_breaks(tmp_path):
    lines = [{"text": "一段\\n二段\\r\\n三段"}, {"text": "写作 \\n 的符号\n二段"}, {"text": "甲\\n乙"}]
    read = _read(tmp_path, "\n".join(map(json.dumps, lines)))
    assert [record.text for record in read.records] == ["一段\n二段\n三段", "写作 \\n 的符号\n二段", "甲\n乙"]
    assert read.warnings == (ReadWarning("warn_jsonl_literal", {"count": 2}),)


def test_tags_of_a_page_in_the_text_are_lines(tmp_path):
    assert _read(tmp_path, '{"text": "<p>一段</p><p>二段</p>"}').records[0].text == "一段\n二段"


SPEECH = "缆绳每月一换，换下来的不准再用，船老大要签字画押。"


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"data": {"list": [{"title": "甲", "content": SPEECH}]}}, ensure_ascii=False),
        json.dumps({"title": "甲", "paragraphs": [SPEECH]}, ensure_ascii=False),
        json.dumps({"title": "甲", "content": [{"text": SPEECH}]}, ensure_ascii=False),
        f'[{{"title": "甲", "text": "{SPEECH}"}},\n]',
        f'var data = [{{"title": "甲", "text": "{SPEECH}"}}];',
        f'callback([{{"title": "甲", "text": "{SPEECH}"}}]);',
        json.dumps({"hits": {"hits": [{"_id": "1", "_source": {"title": "甲", "text": SPEECH}}]}}, ensure_ascii=False),
        json.dumps({"Title": "甲", "Text": SPEECH}, ensure_ascii=False),
        json.dumps({"title": "甲", "text": {"content": SPEECH}}, ensure_ascii=False),
        json.dumps({"page_content": SPEECH, "metadata": {"标题": "甲"}}, ensure_ascii=False),
        json.dumps({"title": "甲", "content": f"&lt;p&gt;{SPEECH}&lt;/p&gt;&lt;p&gt;&lt;/p&gt;"}, ensure_ascii=False),
        repr({"title": "甲", "text": SPEECH, "place": None}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_answers_of_programs_are_read_as_they_come(tmp_path, content, encoding):
    path = tmp_path / "a.jsonl"
    path.write_bytes(content.encode(encoding))
    (record,) = JsonlReader().read(path).records
    assert (record.text, record.title) == (SPEECH, "甲")


def test_a_comma_inside_a_text_stays(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('[{"text": "见表[甲,]和[乙,]。"},]', encoding="utf-8")
    assert JsonlReader().read(path).records[0].text == "见表[甲,]和[乙,]。"


def test_an_array_that_breaks_off_gives_what_is_whole(tmp_path):
    whole = f"[\n{json.dumps(FIRST)},\n{json.dumps(SECOND)},\n"
    assert [record.title for record in _read(tmp_path, whole + '{"title": "丙", "te').records] == ["甲", "乙"]
    spread = f"[\n{json.dumps(FIRST, indent=2)},\n{json.dumps(SECOND, indent=2)},\n{{"
    read = _read(tmp_path, spread)
    assert [record.title for record in read.records] == ["甲", "乙"]
    assert read.warnings[-1] == ReadWarning("warn_jsonl_not_json", {"line": 3})


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"text": "一段。\\n\\u3000\\u3000二段。"}),
        json.dumps({"text": "一段。\n\\n　　二段。"}),
        '{"text": "一段。\n　　二段。"}',
        json.dumps({"text": "<p>一段。</p><p>　　二段。</p>"}),
        json.dumps({"text": "一段。\n&emsp;&emsp;二段。"}),
        json.dumps({"sections": [{"heading": "一段。", "text": "二段。"}]}),
        json.dumps(
            {"messages": [{"role": "user", "content": "写。"}, {"role": "assistant", "content": "一段。\n二段。"}]}
        ),
        json.dumps("一段。\n二段。"),
    ],
)
def test_lines_of_a_text_are_found_however_they_were_written(tmp_path, content):
    (record,) = _read(tmp_path, content).records
    assert [line.strip() for line in record.text.split("\n") if line.strip()] == ["一段。", "二段。"]


@pytest.mark.parametrize("date", [1646064000, 1646064000000, 20220301])
def test_a_date_may_be_a_number(tmp_path, date):
    (record,) = _read(tmp_path, json.dumps({"text": "一段。", "date": date})).records
    assert record.given["date"].replace("-", "") == "20220301"


def test_utf_16_is_read(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(json.dumps({"text": SPEECH}, ensure_ascii=False).encode("utf-16"))
    assert JsonlReader().read(tmp_path / "a.jsonl").records[0].text == SPEECH


def test_the_one_long_text_under_an_unknown_name_is_the_text(tmp_path):
    (record,) = _read(tmp_path, json.dumps({"title": "甲", "讲话原文": SPEECH * 2}, ensure_ascii=False)).records
    assert (record.text, record.title) == (SPEECH * 2, "甲")
    with pytest.raises(ReadError):
        _read(tmp_path, json.dumps({"甲": SPEECH * 2, "乙": SPEECH * 2}, ensure_ascii=False))

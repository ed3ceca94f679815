"""Markdown made plain text, front matter made metadata."""

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.markdown import MarkdownReader


def _read(tmp_path, source):
    path = tmp_path / "speech.md"
    path.write_text(source, encoding="utf-8")
    return MarkdownReader().read(path)


def test_front_matter_is_metadata_under_english_and_chinese_names(tmp_path):
    read = _read(
        tmp_path,
        "---\n标题: 在茶园里的讲话\n讲话人: 镇长\n职务: 柳湾镇镇长\n日期: 2022-03-05\n场合: 春茶开采仪式\n"
        "地点: 东坡茶园\n状态: 定稿\nlanguage: zh\n主题:\n  - 茶\n  - 乡村\n印数: 20\n空的:\n---\n开采！\n",
    )
    record = read.records[0]
    assert record.text == "开采！"
    assert record.title == "在茶园里的讲话"
    assert record.given == {
        "title": "在茶园里的讲话",
        "speaker": "镇长",
        "office": "柳湾镇镇长",
        "date": "2022-03-05",
        "occasion": "春茶开采仪式",
        "place": "东坡茶园",
        "state": "定稿",
        "language": "zh",
        "主题": "茶、乡村",
        "印数": "20",
    }


def test_markup_goes_and_words_stay(tmp_path):
    source = """# 在河边的讲话

**一是**把水管好，*再*把岸修好。**“清”**字当头 <b>不忘</b> &amp; 落实
- 乡镇
  - 村组
3. 先分流
4. 再清淤

| 断面 | 水质 |
|---|---|
| 上游 | **二类** |

> 见[方案](plan.html)和`附件`

```
原样  保留
```
"""
    read = _read(tmp_path, source)
    assert read.records[0].title == "在河边的讲话"
    assert read.records[0].text.split("\n") == [
        "在河边的讲话",
        "",
        "一是把水管好，再把岸修好。“清”字当头 <b>不忘</b> & 落实",
        "",
        "- 乡镇",
        "- 村组",
        "",
        "3. 先分流",
        "4. 再清淤",
        "",
        "断面\t水质",
        "上游\t二类",
        "",
        "见方案和附件",
        "",
        "原样  保留",
    ]


def test_each_line_is_a_paragraph_unless_lines_are_evidently_wrapped(tmp_path):
    assert _read(tmp_path, "同志们：\n今天开会。\n谢谢大家。\n").records[0].text == "同志们：\n今天开会。\n谢谢大家。"


@pytest.mark.parametrize("front", ["a: [", "- 甲\n- 乙", "只是一句话"])
def test_front_matter_that_is_none_stays_in_the_text_with_a_warning(tmp_path, front):
    read = _read(tmp_path, f"---\n{front}\n---\n正文在此。\n")
    assert read.warnings == (ReadWarning("warn_front_matter_unreadable"),)
    for line in front.split("\n"):
        assert line in read.records[0].text
    assert read.records[0].given == {}


def test_front_matter_alone_is_no_speech(tmp_path):
    with pytest.raises(ReadError) as caught:
        _read(tmp_path, "---\ntitle: 空\n---\n\n")
    assert caught.value.code == "file_empty"


def test_a_structure_in_the_front_matter_is_left_out_with_a_warning(tmp_path):
    read = _read(tmp_path, "---\n标题: 甲\n附: {页: 1}\n---\n正文。\n")
    assert read.records[0].given == {"title": "甲"}
    assert read.warnings == (ReadWarning("warn_front_matter_value_ignored", {"key": "附"}),)

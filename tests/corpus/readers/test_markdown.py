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
        "一是把水管好，再把岸修好。“清”字当头 不忘 & 落实",
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


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: 镇长讲话: 秋收\nspeaker: 李四", "镇长讲话: 秋收"),
        ("标题：秋收\n讲话人：李四", "秋收"),
        ("标题: 秋收\n讲话人：李四\n主题:\n- 粮食\n- 晒场", "秋收"),
        ('title: "秋收: 二"\nspeaker: 李四', "秋收: 二"),
    ],
)
def test_front_matter_with_colons_of_all_kinds_is_taken(tmp_path, front, title):
    record = _read(tmp_path, f"---\n{front}\n---\n把晒场腾出来。\n").records[0]
    assert (record.text, record.title, record.given["speaker"]) == ("把晒场腾出来。", title, "李四")


def test_front_matter_may_be_toml(tmp_path):
    source = '+++\ntitle = "秋收"\ndate = 2021-09-03\ntags = ["粮食", "晒场"]\n+++\n把晒场腾出来。\n'
    record = _read(tmp_path, source).records[0]
    assert (record.text, record.title) == ("把晒场腾出来。", "秋收")
    assert record.given == {"title": "秋收", "date": "2021-09-03", "tags": "粮食、晒场"}


def test_merge_keys_of_merge_keys_do_not_grow(tmp_path):
    levels = "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    record = _read(tmp_path, f"---\na0: &a0 {{k: v}}\n{levels}title: 秋收\n---\n把晒场腾出来。\n").records[0]
    assert (record.text, record.title) == ("把晒场腾出来。", "秋收")


def test_headings_without_a_space_are_headings_and_hash_signs_are_not(tmp_path):
    read = _read(tmp_path, "#在秋收会上的讲话\n##一、晒场\n腾出来。\n#秋收#\n\n```\n#原样\n```\n")
    assert read.records[0].title == "在秋收会上的讲话"
    assert read.records[0].text.split("\n") == [
        "在秋收会上的讲话", "", "一、晒场", "", "腾出来。", "#秋收#", "", "#原样",
    ]  # fmt: skip


def test_footnotes_follow_at_the_end_and_their_marks_go(tmp_path):
    source = "把晒场[^1]腾出来。[^b]\n\n[^1]: 指村里的水泥场。\n    也指晒台。\n[^b]: 秋收以前。\n\n好。[^未注]\n"
    assert _read(tmp_path, source).records[0].text.split("\n") == [
        "把晒场腾出来。", "", "好。[^未注]", "", "指村里的水泥场。 也指晒台。", "", "秋收以前。",
    ]  # fmt: skip


def test_html_and_other_marks_inside_markdown_are_no_text(tmp_path):
    source = (
        '<div align="center">\n<b>秋收</b>\n</div>\n\n晒场<br>要<span style="x">腾</span>出来。<!-- 注 -->\n\n'
        "库容10<sup>6</sup>立方米，==要紧==。~~删去这句。~~\n\n<table><tr><td>甲</td><td>乙</td></tr></table>\n"
    )
    read = _read(tmp_path, source)
    assert read.records[0].text.split("\n") == [
        "秋收", "", "晒场", "要腾出来。", "", "库容10^6立方米，要紧。", "", "甲\t乙",
    ]  # fmt: skip
    assert read.warnings == (ReadWarning("warn_struck", {"count": 5}),)


def test_a_note_in_its_sentence_does_not_part_it(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("责任^[指村一级。]落到人头。", encoding="utf-8")
    assert MarkdownReader().read(path).records[0].text == "责任落到人头。\n\n指村一级。"


@pytest.mark.parametrize(
    "front",
    [
        "+++\n标题 = '秋收'\n讲话人 = '镇长'\n+++\n",
        "+++\ntitle = 秋收\nspeaker = 镇长\n+++\n",
        '{\n"title": "秋收",\n"speaker": "镇长"\n}\n',
        "\n---\ntitle: 秋收\nspeaker: 镇长\n---\n",
        "title: 秋收\nspeaker: 镇长\n---\n",
        "标题：秋收\n讲话人：镇长\n\n",
    ],
)
def test_front_matter_is_found_without_its_usual_fences(tmp_path, front):
    record = _read(tmp_path, f"{front}各村先收低处的田。\n").records[0]
    assert (record.title, record.given["speaker"], record.text) == ("秋收", "镇长", "各村先收低处的田。")


def test_a_text_that_begins_with_a_time_keeps_it(tmp_path):
    text = "时间：十月三日\n地点：镇政府\n\n各村先收低处的田。"
    assert _read(tmp_path, text).records[0].text == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("库容10^6^立方米", "库容10^6立方米"),
        ("H~2~O", "H2O"),
        ("各村[^9]先收", "各村先收"),
        ("> [!NOTE]\n> 先收低处", "先收低处"),
        (":::tip\n先收低处\n:::", "先收低处"),
        ("先收__低处__的田", "先收低处的田"),
        ("见[[通知]]和[[a|名单]]", "见通知和名单"),
        ("[TOC]\n\n先收低处", "先收低处"),
        ("# 秋收 {#harvest}", "秋收"),
        ("a__b__c", "a__b__c"),
    ],
)
def test_what_notebooks_and_sites_add_to_markdown_is_no_text(tmp_path, written, text):
    assert _read(tmp_path, f"{written}\n").records[0].text.strip() == text

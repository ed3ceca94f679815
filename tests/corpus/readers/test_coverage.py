"""The share of a file that was read, counted apart from the reading, and what a person is told of it."""

import json
import zipfile
from pathlib import Path

import pytest

from corpus.messages import say
from corpus.readers import ReadWarning, reader_for
from corpus.readers.coverage import coverage_of, coverage_warnings, text_of_page
from corpus.readers.protocol import Coverage
from tests.corpus.folders import loaded, put

FILES = Path(__file__).resolve().parents[2] / "files"
PROSE = "各村要在霜降前把晒场腾出来，粮食要晒干再入仓。仓库要有人值班，门锁要两把钥匙。"


def _coverage(tmp_path, name, content):
    path = put(tmp_path, name, content)
    return reader_for(path).read(path).coverage


def test_every_character_counts_as_often_as_it_is_there():
    assert coverage_of(["甲乙", "丙"], "甲 甲\n乙丁") == Coverage(2, 4)
    assert coverage_of(["甲乙"], "").share == 1


@pytest.mark.parametrize(
    ("coverage", "codes"),
    [
        (None, []),
        (Coverage(950, 1000), []),
        (Coverage(5, 25), []),
        (Coverage(940, 1000, {"footnotes": 60}), ["warn_coverage", "left_out_footnotes"]),
        (
            Coverage(590, 1000, {"hidden": 100, "margins": 200, "watermark": 0}),
            ["ask_coverage", "left_out_margins", "left_out_hidden", "left_out_other"],
        ),
    ],
)
def test_a_low_coverage_says_where_the_rest_is_and_a_very_low_one_asks(coverage, codes):
    warnings = coverage_warnings(coverage)
    assert [warning.code for warning in warnings] == codes
    assert all(say(each.code, language, **each.particulars) for each in warnings for language in ("zh", "en"))


def test_the_text_of_a_page_is_all_but_its_tags_and_links():
    head, script = "<head><title>题</title></head>", "<script>x<y</script>"
    page = f"{head}<p>一&amp;<b>二</b></p><a href='x'>菜单</a><a name=y>三</a>{script}3<4"
    assert text_of_page(page).split() == ["一&", "二", "三", "3<4"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", PROSE),
        (
            "a.md",
            f"---\ntitle: 秋收\n---\n# 秋收\n\n- {PROSE}\n\n[^1]: 注。\n\n![图](a.png) **好**[网](http://x.cn/a)\n",
        ),
        ("a.html", f"<title>秋收</title><nav><a href=1>首页</a></nav><h1>秋收</h1><p>{PROSE}</p>"),
        ("a.jsonl", json.dumps({"title": "秋收", "text": f"{PROSE}\n{PROSE}"})),
        ("a.jsonl", json.dumps([{"标题": "秋收", "content": f"<p>{PROSE}</p><p>{PROSE}</p>"}], ensure_ascii=False)),
    ],
)
def test_a_file_that_was_read_whole_is_covered_whole(tmp_path, name, content):
    assert _coverage(tmp_path, name, content).share == 1


def test_lines_of_jsonl_that_are_no_speech_are_not_covered(tmp_path):
    lines = [json.dumps({"text": PROSE}, ensure_ascii=False), json.dumps([PROSE], ensure_ascii=False)]
    assert _coverage(tmp_path, "a.jsonl", "\n".join(lines)).share == 0.5


@pytest.mark.parametrize("name", ["meeting.docx", "meeting.pdf", "columns.pdf", "vertical.pdf", "turned.pdf"])
def test_documents_of_real_programs_are_covered(name):
    assert reader_for(FILES / name).read(FILES / name).coverage.share > 0.95


def test_notes_and_heads_of_a_document_are_counted_by_their_kind(tmp_path):
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(FILES / "meeting.docx") as source, zipfile.ZipFile(path, "w") as archive:
        for entry in source.infolist():
            archive.writestr(entry, source.read(entry))
        w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        note = f"<w:footnote><w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p></w:footnote>"
        archive.writestr("word/footnotes9.xml", f'<w:footnotes xmlns:w="{w}">{note}</w:footnotes>')
    coverage = reader_for(path).read(path).coverage
    assert coverage.left_out["footnotes"] == len(PROSE)
    assert coverage.total - coverage.kept >= len(PROSE)


def test_the_report_on_a_file_has_its_coverage_and_the_question_first(folder):
    hidden = "".join(f"<p hidden>第{n}条没有句读</p>" for n in range(20))
    put(folder, "页.html", f"<body><p>{PROSE}</p>{hidden}</body>")
    put(folder, "甲.txt", PROSE)
    reports = {name: result.report for name, result in loaded(folder).items()}
    assert (reports["甲.txt"].coverage, reports["甲.txt"].warnings) == (1.0, ())
    kept, total = len(PROSE), len(PROSE) + sum(len(f"第{n}条没有句读") for n in range(20))
    assert reports["页.html"].coverage == round(kept / total, 4)
    assert reports["页.html"].warnings[:2] == (
        ReadWarning("ask_coverage", {"percent": 100 * kept // total, "kept": kept, "total": total}),
        ReadWarning("left_out_hidden", {"count": total - kept}),
    )


@pytest.mark.parametrize(
    ("name", "kept", "total", "kinds"),
    [
        ("meeting.doc", 718, 731, {"margins"}),
        ("meeting.rtf", 718, 731, {"margins"}),
        ("meeting.odt", 717, 717, set()),
        ("meeting.epub", 717, 717, set()),
        ("office.doc", 209, 248, {"footnotes", "endnotes", "comments", "deleted", "hidden"}),
        ("office.rtf", 210, 247, {"footnotes", "comments", "deleted", "hidden"}),
        ("office.odt", 210, 289, {"footnotes", "endnotes", "comments", "deleted", "hidden"}),
        ("slides.pptx", 67, 70, {"hidden"}),
        ("table.xlsx", 14, 14, set()),
    ],
)
def test_every_kind_of_office_file_is_counted_apart_from_its_reading(name, kept, total, kinds):
    coverage = reader_for(FILES / name).read(FILES / name).coverage
    assert (coverage.kept, coverage.total) == (kept, total)
    assert {kind for kind, count in coverage.left_out.items() if count} == kinds


def test_tables_letters_and_archives_are_counted(tmp_path):
    assert _coverage(tmp_path, "a.csv", f"标题,正文\n秋收,{PROSE}\n").share == 1
    assert _coverage(tmp_path, "a.csv", f"说明：{PROSE}\n标题,正文\n秋收,{PROSE}\n").share < 0.95
    letter = f"Subject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{PROSE}\n"
    assert _coverage(tmp_path, "a.eml", letter).share == 1
    table = f"说明：{PROSE * 9}\n标题,正文\n秋收,{PROSE}\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", table)
        archive.writestr("b.txt", PROSE * 30)
    read = reader_for(tmp_path / "a.zip").read(tmp_path / "a.zip")
    assert 0.6 < read.coverage.share < 1
    (asked,) = [warning for warning in read.warnings if warning.code == "ask_entry_coverage"]
    assert asked.particulars["path"].endswith("a.zip/a.csv")
    assert all(say(asked.code, language, **asked.particulars) for language in ("zh", "en"))

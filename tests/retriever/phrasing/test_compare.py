from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Span, SpeechFacts, fold_plain
from corpus.errors import QueryError
from corpus.text.sentences import lines
from retriever.cli import main
from retriever.opened import OpenedIndex
from retriever.phrasing.compare import compare, compare_texts
from retriever.phrasing.differences import Pair, character_pairs, in_order, likeness, out_of_order
from retriever.phrasing.named import speech_named
from retriever.phrasing.skeletons import Heading, aligned_rows, headings, meeting_name, skeletons
from tests.conftest import answered, build_with_pairs, write_speech

_ROADS = "农村公路要修到每个自然村，年底前硬化三百二十公里，由县交通局按月通报进度。"
_SCHOOLS = "校车要逐辆检修，司机逐人体检，没有合格证的一律不得上路。"
_GRAIN = "粮库要一仓一查，账上有多少，仓里就要有多少，差一斤都要说清去向。"
_LIGHTS = "城区的路灯坏了，二十四小时之内修好，修不好的挂牌说明原因。"

OLD = f"""同志们：

一、把路修好

{_ROADS}

{_SCHOOLS}

二、把粮管好

{_GRAIN}
"""
NEW = f"""同志们：

二、把粮管好

{_GRAIN}

一、把路修好

{_ROADS.replace("三百二十公里", "四百公里")}

{_LIGHTS}
"""


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three years of one meeting, of a draft, and of another meeting."""
    folder = tmp_path_factory.mktemp("meetings")
    for year, text in ((2021, OLD), (2022, NEW), (2023, OLD.replace("修好", "养护好"))):
        write_speech(
            folder / "corpus" / "路粮" / f"{year}.md",
            text,
            title="在全县路粮工作会议上的讲话",
            date=f"{year}-02-10",
            occasion=f"{year}年全县路粮工作会议",
        )
    write_speech(
        folder / "corpus" / "路粮" / "2021送审.md",
        OLD.replace("差一斤", "差一两"),
        title="在全县路粮工作会议上的讲话（送审稿）",
        date="2021-02-10",
        occasion="全县路粮工作会议",
        state="送审稿",
    )
    write_speech(folder / "corpus" / "夜校.md", f"{_LIGHTS}\n", title="在夜校开学典礼上的讲话", occasion="夜校开学典礼")
    (folder / "corpus" / "wordings.csv").write_text("标准写法,停用写法\n养护好,修好\n", encoding="utf-8")
    build_with_pairs(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def opened(meetings: Path):
    with OpenedIndex.open(meetings) as opened:
        yield opened


def _shape(a: str, b: str) -> list[tuple[str, str | None, str | None, bool]]:
    return [
        (p.kind, a[slice(*p.a)] if p.a else None, b[slice(*p.b)] if p.b else None, p.moved) for p in compare_texts(a, b)
    ]


def test_each_paragraph_is_kept_reworded_moved_new_or_dropped():
    changed = _ROADS.replace("三百二十公里", "四百公里")
    assert _shape(OLD, NEW) == [
        ("kept", "同志们：", "同志们：", False),
        ("kept", "二、把粮管好", "二、把粮管好", True),
        ("kept", _GRAIN, _GRAIN, True),
        ("kept", "一、把路修好", "一、把路修好", False),
        ("reworded", _ROADS, changed, False),
        ("dropped", _SCHOOLS, None, False),
        ("new", None, _LIGHTS, False),
    ]


def test_a_reworded_paragraph_names_what_differs():
    (paragraph,) = (p for p in compare_texts(OLD, NEW) if p.kind == "reworded")
    assert [(d.kind, OLD[slice(*d.a)], NEW[slice(*d.b)]) for d in paragraph.differences] == [
        ("replaced", "三百二十", "四百")
    ]


def test_a_paragraph_that_moved_and_changed_is_reworded_and_moved():
    changed = _GRAIN.replace("一斤", "一两")
    shape = _shape(f"{_GRAIN}\n{_ROADS}\n{_SCHOOLS}", f"{_ROADS}\n{_SCHOOLS}\n{changed}")
    assert shape == [
        ("kept", _ROADS, _ROADS, False),
        ("kept", _SCHOOLS, _SCHOOLS, False),
        ("reworded", _GRAIN, changed, True),
    ]


def test_a_paragraph_that_takes_up_a_clause_is_reworded_in_its_place_and_not_elsewhere():
    clause = "账上有多少，仓里就要有多少"
    other = f"秋收过后，先查湿粮再查旧粮，{clause}，查出来的问题当天登记、当月整改、年底回头看，一件也不许挂空挡。"
    assert _shape(f"{_ROADS}\n{_GRAIN}", f"{_ROADS}\n{other}") == [
        ("kept", _ROADS, _ROADS, False),
        ("reworded", _GRAIN, other, False),
    ]
    assert [kind for kind, *_ in _shape(f"{_GRAIN}\n{_ROADS}", f"{_ROADS}\n{other}")] == ["dropped", "kept", "new"]
    without = other.replace(clause, "心里要有本账")
    assert [kind for kind, *_ in _shape(_GRAIN, without)] == ["dropped", "new"]


def test_paragraphs_that_share_a_formula_alone_are_no_pair(tmp_path: Path):
    end = "定下来的事情当天就要办，办完的事情当月就要查。"
    theirs = {"桥": "东门的桥要换掉七根梁，", "渠": "南坡的渠要通到最后一块田，", "茶": "茶厂的账要挂在大门口，"}
    for name, begin in theirs.items():
        write_speech(tmp_path / "会" / f"{name}.md", f"{begin}{end}", title=f"在{name}会上的讲话", date="2020-01-01")
    for year, begin in ((2021, "粮库一仓一仓地查，差一斤都要说清去向，"), (2022, "今年秋粮收得早，烘干机要先修，")):
        text = f"{begin}{end}\n\n仓库保管员要把秤校准三遍{'' if year == 2021 else '以后再开仓'}。"
        write_speech(tmp_path / "会" / f"粮{year}.md", text, title="在全县粮食会上的讲话", date=f"{year}-01-01")
    build_with_pairs(tmp_path / "会", tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        kinds = [each.kind for each in compare(opened, "粮2021.md", "粮2022.md").paragraphs]
        assert kinds == ["dropped", "new", "reworded"]
        one, other = (
            opened.snapshot.with_text(speech_named(opened.snapshot, name)).text for name in ("粮2021.md", "粮2022.md")
        )
    assert [each.kind for each in compare_texts(one, other)] == ["reworded", "reworded"]


def test_a_clause_that_moved_from_the_end_to_the_beginning_is_seen_to_be_shared():
    clause = "账上有多少仓里就要有多少斤"
    a, b = f"秋收以后先把烘干机修好再把麻袋晒透，{clause}", f"{clause}，谁签的字谁就要到仓口去数一遍"
    (pair,) = compare_texts(a, b)
    changed = [(each.kind, a[slice(*each.a)], b[slice(*each.b)]) for each in pair.differences]
    assert changed == [
        ("deleted", "秋收以后先把烘干机修好再把麻袋晒透，", ""),
        ("inserted", "", "，谁签的字谁就要到仓口去数一遍"),
    ]


def test_a_number_stays_whole_where_it_meets_what_is_shared():
    a, b = "全县硬化公路112公里由交通局按月通报进度情况", "全县硬化公路312公里由交通局按月通报进度情况"
    (pair,) = compare_texts(a, b)
    assert [(a[slice(*each.a)], b[slice(*each.b)]) for each in pair.differences] == [("112", "312")]


def test_blanks_and_script_alone_are_kept():
    assert [p.kind for p in compare_texts("推進 鄉村建設，守住底線。", "推进乡村建设，守住底线。")] == ["kept"]


def test_an_empty_text_has_no_paragraphs():
    assert compare_texts("", " \n\n") == ()
    assert _shape("", _GRAIN) == [("new", None, _GRAIN, False)]


_PARAGRAPH = st.sampled_from([_ROADS, _SCHOOLS, _GRAIN, _LIGHTS, "同志们：", _GRAIN[:20], "\u200b"]) | st.text(
    "粮路灯，。 a1", min_size=1, max_size=12
)


@given(st.lists(_PARAGRAPH, max_size=6), st.lists(_PARAGRAPH, max_size=6))
def test_every_paragraph_of_both_is_covered_exactly_once(one: list[str], other: list[str]):
    a, b = "\n".join(one), "\n".join(other)
    found = compare_texts(a, b)
    assert sorted(p.a for p in found if p.a) == lines(a)
    assert [p.b for p in found if p.b] == lines(b)
    for paragraph in found:
        assert (paragraph.kind == "new") == (paragraph.a is None)
        assert (paragraph.kind == "dropped") == (paragraph.b is None)
        if paragraph.a and paragraph.b:
            same = fold_plain(a[slice(*paragraph.a)]) == fold_plain(b[slice(*paragraph.b)])
            assert same == (paragraph.kind == "kept")
            assert same == (not paragraph.differences)
    unmoved = [p.a for p in found if p.a and not p.moved]
    assert unmoved == sorted(unmoved)


@given(st.lists(_PARAGRAPH, max_size=6))
def test_a_text_compared_with_itself_is_kept(paragraphs: list[str]):
    text = "\n".join(paragraphs)
    assert all(p.kind == "kept" and not p.moved and p.a == p.b for p in compare_texts(text, text))


def test_likeness_is_dice():
    assert likeness(character_pairs("甲乙"), character_pairs("甲丙")) == 2 * 1 / 6  # "甲 alone, of three pairs each
    assert likeness(character_pairs("一 二"), character_pairs("一二")) == 1


def test_the_heaviest_alignment_wins_over_the_first():
    weights = {Pair(0, 1): 5, Pair(1, 0): 9, Pair(2, 2): 1}
    aligned = in_order(weights, 3, 3)
    assert aligned == [Pair(1, 0), Pair(2, 2)]
    assert out_of_order(weights, aligned) == [Pair(0, 1)]


# --- speeches by name ------------------------------------------------------------------------------------------


def test_a_speech_is_named_by_id_file_or_title_and_date(opened: OpenedIndex):
    wanted = next(s.speech_id for s in opened.snapshot.speeches().values() if s.path.endswith("2022.md"))
    for name in (wanted, "路粮/2022.md", "2022", "2022.md", "在全县路粮工作会议上的讲话 2022-02"):
        assert compare(opened, name, "夜校.md").a.speech_id == wanted, name
    assert compare(opened, name, "夜校.md") is compare(opened, wanted, "夜校.md")  # worked out once for a state
    assert compare(opened, wanted, "在夜校开学").b.title == "在夜校开学典礼上的讲话"


def test_a_title_of_several_speeches_lists_them(opened: OpenedIndex):
    with pytest.raises(QueryError) as error:
        compare(opened, "在全县路粮工作会议上的讲话", "夜校.md")
    assert error.value.code == "speech_ambiguous"
    assert error.value.particulars["count"] == 3
    for year in (2021, 2022, 2023):
        assert f"在全县路粮工作会议上的讲话 {year}-02-10" in error.value.message("zh")


def test_a_file_called_like_a_meeting_does_not_hide_the_others(tmp_path: Path):
    for file, year in (("防汛会议", 2021), ("二二年", 2022), ("二三年", 2023)):
        title = f"在{year}年防汛会议上的讲话"
        write_speech(
            tmp_path / "corpus" / f"{file}.md", "同志们：\n\n沙袋要备足。\n", title=title, date=f"{year}-05-10"
        )
    build_with_pairs(tmp_path / "corpus", tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        with pytest.raises(QueryError) as error:
            speech_named(opened.snapshot, "防汛会议")
        assert error.value.particulars["count"] == 3
        assert opened.snapshot.speeches()[speech_named(opened.snapshot, "防汛会议.md")].date_text == "2021-05-10"


@pytest.mark.parametrize("name", ["没有这一篇", "", "  "])
def test_a_name_of_no_speech_is_an_error(opened: OpenedIndex, name: str):
    with pytest.raises(QueryError) as error:
        compare(opened, name, "夜校.md")
    assert error.value.code == "speech_not_named"


def test_the_object_has_slices_and_counts(opened: OpenedIndex):
    comparison = compare(opened, "路粮/2021.md", "路粮/2022.md")
    found = answered(opened, "compare", speeches=["路粮/2021.md", "路粮/2022.md"])
    assert found["counts"] == {"kept": 4, "reworded": 1, "new": 1, "dropped": 1, "moved": 2}
    assert found["a"]["date"] == "2021-02-10"
    for paragraph in found["paragraphs"]:
        for side, speech in (("a", comparison.a), ("b", comparison.b)):
            for piece in (paragraph[side], *(each[side] for each in paragraph["differences"])):
                assert piece is None or speech.text[piece["start"] : piece["end"]] == piece["text"]


def test_a_discontinued_wording_is_pointed_out_where_it_stands(opened: OpenedIndex):
    comparison = compare(opened, "路粮/2021.md", "路粮/2023.md")
    found = answered(opened, "compare", speeches=["路粮/2021.md", "路粮/2023.md"])["discontinued"]
    start = comparison.a.text.index("修好")
    assert found["a"] == [{"start": start, "end": start + 2, "text": "修好", "standard": "养护好", "note": None}]
    assert found["b"] == []


# --- skeletons -------------------------------------------------------------------------------------------------


def test_the_skeletons_of_a_series_are_its_years_without_drafts(opened: OpenedIndex):
    found = answered(opened, "compare", speeches=["路粮/2022.md"], skeletons=True)
    assert [speech["source"][-7:] for speech in found["speeches"]] == ["2021.md", "2022.md", "2023.md"]
    rows = [(row["alike"], [h and h["text"] for h in row["headings"]]) for row in found["rows"]]
    assert rows == [
        (False, [None, "二、把粮管好", None]),
        (True, ["一、把路修好", "一、把路修好", "一、把路养护好"]),
        (True, ["二、把粮管好", None, "二、把粮管好"]),
    ]


def test_skeletons_of_named_speeches_are_those_alone(opened: OpenedIndex):
    found = skeletons(opened.snapshot, ["路粮/2023.md", "路粮/2021.md"])
    assert [speech.date_text for speech in found.speeches] == ["2021-02-10", "2023-02-10"]
    assert [row.alike for row in found.rows] == [True, True]


def test_headings_are_slices():
    text = f"同志们：\n（一）把路修好。{_ROADS}\n（二）把粮管好。{_GRAIN}"
    assert [(h.level, h.text, text[slice(*h.span)]) for h in headings(text)] == [
        (1, "（一）把路修好", "（一）把路修好"),
        (1, "（二）把粮管好", "（二）把粮管好"),
    ]


@given(st.lists(st.lists(st.sampled_from(["一、把路修好", "二、把粮管好", "三、把灯点亮"]), max_size=4), max_size=4))
def test_rows_hold_every_heading_once_in_its_order(columns: list[list[str]]):
    made = [[h for line in column for h in headings(f"同志们：\n{line}")] for column in columns]
    rows = aligned_rows(made)
    for place, column in enumerate(made):
        assert [row.headings[place] for row in rows if row.headings[place]] == column
    assert all(any(row.headings) for row in rows)


# --- the command -----------------------------------------------------------------------------------------------


def test_the_command_prints_json(meetings: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["compare", "路粮/2021.md", "路粮/2022.md", "--index", str(meetings), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["a", "b", "paragraphs", "counts", "discontinued"]
    assert main(["compare", "路粮/2021.md", "--skeletons", "--index", str(meetings), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["speeches"]) == 3


def test_the_command_marks_what_differs(meetings: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["compare", "路粮/2021.md", "路粮/2022.md", "--index", str(meetings)]) == 0
    printed = capsys.readouterr().out
    assert "Paragraphs: 4 kept, 1 reworded, 1 new, 1 dropped; 2 of them moved." in printed
    assert "硬化【三百二十】公里" in printed
    assert "硬化【四百】公里" in printed


def test_the_command_says_which_file_bears_a_security_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for name, head in (("2021", "秘密★3年\n\n"), ("2022", "")):
        write_speech(tmp_path / "路粮" / f"{name}.txt", head + _ROADS)
    build_with_pairs(tmp_path / "路粮", tmp_path / "index", allow_marked=True)
    assert main(["compare", "2021.txt", "2022.txt", "--index", str(tmp_path / "index"), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["counts"]["kept"] == 1
    assert told.err.count("bears the security mark 秘密") == 1


def test_the_command_wants_two_speeches(meetings: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["compare", "路粮/2021.md", "--index", str(meetings)]) == 1
    assert "A comparison takes two speeches; 1 were given" in capsys.readouterr().err


def test_spans_are_spans():
    assert all(isinstance(p.a, Span) for p in compare_texts(OLD, OLD))


def test_headings_that_are_not_alike_stand_beside_those_of_the_same_number():
    columns = [["（一）压时限", "（二）立规矩"], ["（一）修桥", "（二）补路", "（三）通水"]]
    rows = aligned_rows([[Heading(2, Span(0, len(text)), text) for text in column] for column in columns])
    shown = [tuple(heading and heading.text for heading in row.headings) for row in rows]
    assert shown == [("（一）压时限", "（一）修桥"), ("（二）立规矩", "（二）补路"), (None, "（三）通水")]
    assert not any(row.alike for row in rows)


def test_a_meeting_is_not_called_by_its_newest_session() -> None:
    held = SpeechFacts(
        **{name: "x" for name in ("speech_id", "root", "path", "source")}, title="工作报告", language="zh"
    )
    for occasion in ("河口县第八届人民代表大会第二次会议", "河口县第九届人民代表大会第一次会议"):
        assert meeting_name(replace(held, occasion=occasion)) == "河口县人民代表大会会议"
    assert meeting_name(replace(held, title="2024年工作报告")) == "工作报告"
    assert meeting_name(replace(held, title="2024年")) == "2024年"

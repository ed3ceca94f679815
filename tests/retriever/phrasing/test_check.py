"""Drafts compared with a small library: verdicts, kinds of differences, placeholders, sources, and the command."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fold_plain
from corpus.errors import QueryError
from retriever.cli import main
from retriever.opened import OpenedIndex
from retriever.phrasing.check.verdicts import VERDICTS, CheckedSentence, check
from tests.conftest import PROJECT, PYTHON, answered, build_with_pairs, write_speech
from tests.retriever.test_cli import refused

_STRING = "全县上下要绷紧安全这根弦，不能放松警惕，决不让小隐患拖成大事故。"
_FIGURES = "今年要完成老旧小区改造36个、农村危房改造120户、桥梁加固5座，群众满意率达到95%以上。"
_WATER = "守住饮水安全底线，补齐排水管网短板，建好城乡一体的供水体系。"
_OFFICES = "这件事由副县长负责，青石镇和县水利局配合，3月底前把清单报到县安委办。"
_TALLY = "凡是群众反映的问题，办没办成都要有回音，回音要写在纸上。"
_DRAFTED = "各村的应急广播每天早中晚各播一次，播什么由村里自己商量。"

LIBRARY = {
    "2022.md": {
        "title": "在2022年全县安全生产工作会议上的讲话",
        "speaker": "云岭县委书记",
        "date": "2022-03-15",
        "text": f"一、抓好源头治理这件大事\n\n{_STRING}\n\n{_FIGURES}\n\n{_OFFICES}\n",
    },
    "2023.md": {
        "title": "在2023年全县安全生产工作会议上的讲话",
        "speaker": "云岭县县长",
        "date": "2023-03-09",
        "text": f"同志们：\n\n{_STRING}{_WATER}\n\n我们要防止“重建轻管，一建了之”的毛病。\n\n{_TALLY}\n",
    },
    "广播（征求意见稿）.md": {
        "title": "在应急广播推进会上的讲话（征求意见稿）",
        "date": "2024-05-06",
        "text": f"{_DRAFTED}\n\n播音员要用本地话，让老人听得懂。\n\n机器坏了当天修。\n",
    },
    "广播（定稿）.md": {
        "title": "在应急广播推进会上的讲话（定稿）",
        "date": "2024-05-06",
        "text": f"{_DRAFTED}\n\n播音员要用本地话，让老人听得懂。\n\n机器坏了第二天修。\n",
    },
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafts")
    corpus = folder / "讲话"
    for name, speech in LIBRARY.items():
        write_speech(corpus / name, **speech)
    wordings = "标准写法,停用写法,说明\n县应急管理局,县安监局,机构改革后的名称\n"
    (corpus / "wordings.csv").write_text(wordings, encoding="utf-8")
    build_with_pairs(corpus, folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def opened(index: Path) -> Iterator[OpenedIndex]:
    with OpenedIndex.open(index) as opened:
        yield opened


def only(opened: OpenedIndex, draft: str) -> CheckedSentence:
    (sentence,) = check(opened, draft).sentences
    return sentence


def told(opened: OpenedIndex, draft: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The verdict on a draft of one sentence, and each difference with both texts."""
    (shown,) = answered(opened, "check", draft=draft)
    return shown["verdict"], [(each["kind"], each["draft"], each["source"]) for each in shown["differences"]]


# --- verbatim ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        _STRING,
        "全县上下要绷紧安全这根弦，不能放松警惕",
        "不能放松警惕，决不让小隐患拖成大事故！",
        "不能放鬆警惕,決不讓小隱患拖成大事故",
        "“决不让小隐患拖成大事故。”",
        "抓好源头治理这件大事",
        "一、抓好源头治理这件大事",
    ],
)
def test_whole_clauses_in_one_place_are_verbatim(opened: OpenedIndex, draft: str):
    assert told(opened, draft) == ("verbatim", [])


@pytest.mark.parametrize(
    ("draft", "differences"),
    [
        ("放松警惕，决不让小隐患拖成大事故。", [("negation", "", "不能")]),
        ("补齐排水管网短板，建好城乡一体的供水体系，守住饮水安全底线。", None),
        ("老旧小区改造36个、农村危房改造120户", None),
        ("农村危房改造120户、桥梁加固5座。", None),
        ("一建了之的毛病要改掉", None),
        ("不能放松警惕，守住饮水安全底线。", None),
        ("不能放松警惕；决不让小隐患拖成大事故", [("punctuation", "；", "，")]),
    ],
)
def test_what_is_pieced_together_or_cut_out_is_not_verbatim(
    opened: OpenedIndex, draft: str, differences: list[tuple[str, str, str]] | None
):
    verdict, named = told(opened, draft)
    assert verdict != "verbatim"
    assert differences is None or named == differences


@pytest.mark.parametrize(
    ("draft", "parts"),
    [
        (
            "不能放松警惕，决不让小隐患拖成大事故，播音员要用本地话。",
            [("不能放松警惕，决不让小隐患拖成大事故", ["2023", "2022"]), ("播音员要用本地话", ["2024"])],
        ),
        ("不能放松警惕，决不让小隐患拖成大事故，补齐排水管网短板。", None),  # two clauses of one place, one left out
        (
            "不能放松警惕；桥梁加固5座、农村危房改造120户，播音员要用本地话，建好城乡一体的供水体系。",
            None,  # the items stand nowhere in this order
        ),
        (
            "播音员要用本地话，让老人听得懂，回音要写在纸上。",
            [("播音员要用本地话，让老人听得懂", ["2024"]), ("回音要写在纸上", ["2023"])],
        ),
        (
            "群众满意率达到95%以上，播音员要用本地话。",
            [("群众满意率达到95%以上", ["2022"]), ("播音员要用本地话", ["2024"])],
        ),
        ("群众满意率达到96%以上，播音员要用本地话。", None),
        ("放松警惕，播音员要用本地话，让老人听得懂。", None),
    ],
)
def test_a_sentence_of_clauses_from_several_places_says_where_each_is_from(
    opened: OpenedIndex, draft: str, parts: list[tuple[str, list[str]]] | None
):
    sentence = only(opened, draft)
    assert (sentence.verdict == "joined") == (parts is not None)
    found = [
        (draft[part.start : part.end], [(source.speech.date_text or "")[:4] for source in part.sources])
        for part in sentence.parts
    ]
    assert found == (parts or [])


def test_all_sources_are_told_newest_first(opened: OpenedIndex):
    sources = only(opened, _STRING).sources
    assert [source.speech.date_text for source in sources] == ["2023-03-09", "2022-03-15"]
    for source in sources:
        assert opened.snapshot.with_text(source.speech_no).text[source.start : source.end] == _STRING.rstrip("。")


def test_versions_of_a_speech_are_one_source(opened: OpenedIndex):
    (source,) = only(opened, _DRAFTED).sources
    assert source.speech.title == "在应急广播推进会上的讲话（定稿）"
    assert [speech.title for speech in source.also_in] == ["在应急广播推进会上的讲话（征求意见稿）"]


def test_a_wording_that_only_another_version_holds_has_that_version_as_its_source(opened: OpenedIndex):
    (source,) = only(opened, "机器坏了当天修。").sources
    assert (source.speech.title, source.also_in) == ("在应急广播推进会上的讲话（征求意见稿）", ())


# --- near -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "differences"),
    [
        (_FIGURES.replace("120", "150"), [("number", "150", "120")]),
        (_FIGURES.replace("95%", "96%"), [("number", "96%", "95%")]),
        (_FIGURES.replace("农村危房改造120户、", ""), [("dropped", "", "农村危房改造120户、")]),
        (_FIGURES.replace("桥梁加固5座", "桥梁加固5座、路灯更新80盏"), [("added", "、路灯更新80盏", "")]),
        (_OFFICES.replace("3月", "6月"), [("date", "6月底前", "3月底前")]),
        (_OFFICES.replace("副县长", "县长"), [("name", "县长", "副县长")]),
        (_OFFICES.replace("青石镇", "白马镇"), [("name", "白马镇", "青石镇")]),
        (_OFFICES.replace("水利局", "农业局"), [("name", "县农业局", "县水利局")]),
        (_OFFICES.replace("把清单", "将清单"), [("wording", "将", "把")]),
        (_TALLY.replace("办没办成", "办成"), None),
        (_STRING.replace("不能", "可以"), [("negation", "可以", "不能")]),
        (_STRING.replace("决不让", "让"), [("negation", "", "决不")]),
        (
            "补齐排水管网短板，守住饮水安全底线，建好城乡一体的供水体系。",
            [("order", "补齐排水管网短板，守住饮水安全底线", "守住饮水安全底线，补齐排水管网短板")],
        ),
        (
            "今年要完成老旧小区改造36个、桥梁加固5座、农村危房改造120户，群众满意率达到95%以上。",
            [("order", "桥梁加固5座、农村危房改造120户", "农村危房改造120户、桥梁加固5座")],
        ),
        ("二、抓好源头治理这件大事", [("number", "二、", "一、")]),
    ],
)
def test_each_change_is_named(opened: OpenedIndex, draft: str, differences: list[tuple[str, str, str]] | None):
    verdict, named = told(opened, draft)
    assert verdict == "near"
    assert named if differences is None else named == differences


def test_several_changes_are_named_apart(opened: OpenedIndex):
    draft = _FIGURES.replace("36个", "48个").replace("桥梁加固", "桥梁重建")
    assert told(opened, draft) == ("near", [("number", "48", "36"), ("wording", "重建", "加固")])


def test_a_sentence_changed_all_over_is_a_variant(opened: OpenedIndex):
    draft = "守住饮水质量底线，补上排水管网短板，建成城乡一体的供水网络，让群众放心。"
    assert told(opened, draft)[0] == "variant"


@pytest.mark.parametrize("draft", ["月亮上的石头搬回来也盖不成一间房子。", "The river has a memory, and so should we."])
def test_what_was_never_said_is_new(opened: OpenedIndex, draft: str):
    sentence = only(opened, draft)
    assert (sentence.verdict, sentence.differences, sentence.sources) == ("new", (), ())


def test_a_short_sentence_is_not_compared(opened: OpenedIndex):
    assert [sentence.verdict for sentence in check(opened, "同志们：\n不能放松警惕。").sentences] == ["too_short"] * 2
    assert only(opened, "决不能放松警惕。").verdict != "too_short"


# --- placeholders -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "filled"),
    [
        (_FIGURES.replace("36", "XX").replace("120", "××"), [("XX", "36"), ("××", "120")]),
        (_FIGURES.replace("95%", "＿＿%"), [("＿＿", "95")]),
        (_OFFICES.replace("青石镇", "【】"), [("【】", "青石镇")]),
        (_OFFICES.replace("青石镇", "某某镇"), [("某某", "青石")]),
        (_OFFICES.replace("3月", "X月"), [("X", "3")]),
        (_STRING.replace("全县上下", "××××"), [("××××", "全县上下")]),
        ("＿＿＿＿，补齐排水管网短板，建好城乡一体的供水体系。", [("＿＿＿＿", "守住饮水安全底线")]),
    ],
)
def test_a_placeholder_matches_anything_and_is_shown(opened: OpenedIndex, draft: str, filled: list[tuple[str, str]]):
    (shown,) = answered(opened, "check", draft=draft)
    assert (shown["verdict"], shown["differences"]) == ("verbatim", [])
    assert [(each["draft"], each["source"]) for each in shown["filled"]] == filled
    assert shown["placeholders"] == [written for written, _ in filled]
    assert check(opened, draft).unfilled == len(filled)


def test_a_draft_cannot_write_what_stands_for_a_placeholder(opened: OpenedIndex):
    found = only(opened, "凡是群众反映的问题，办没办成都要有\uffff，回音要写在纸上。")
    assert (found.verdict, found.placeholders) == ("near", ())


def test_a_placeholder_hides_no_other_change(opened: OpenedIndex):
    draft = _FIGURES.replace("36", "XX").replace("5座", "6座")
    assert told(opened, draft) == ("near", [("number", "6", "5")])


def test_what_is_still_open_is_counted_in_all_sentences(opened: OpenedIndex):
    assert (
        check(opened, "XXX同志：\n二〇〇〇年建成的水库，2025年  月  日以前要加固，3×4米的闸门换成VIP型号。").unfilled
        == 3
    )


# --- for all drafts ---------------------------------------------------------------------------------------------

_PIECES = [
    *(
        "全县上下要绷紧安全这根弦",
        "不能放松警惕",
        "决不让小隐患拖成大事故",
        "守住饮水安全底线",
        "补齐排水管网短板",
        "放松警惕",
    ),
    *(
        "今年要完成老旧小区改造36个",
        "农村危房改造120户",
        "桥梁加固5座",
        "XX",
        "不",
        "一、",
        "（二）",
        "“",
        "”",
        "\n",
        "办成",
    ),
    *("，", "，", "、", "。", "；", "3", "县长", "青石镇", " "),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_what_holds_for_any_draft(opened: OpenedIndex, draft: str):
    if not draft.strip():
        with pytest.raises(QueryError, match="no text to compare"):
            check(opened, draft)
        return
    folded = [opened.snapshot.folded(number).text for number in opened.snapshot.speeches()]
    for sentence in check(opened, draft).sentences:
        assert sentence.verdict in (*VERDICTS, None)
        assert sentence.text == draft[sentence.start : sentence.end]
        assert bool(sentence.sources) == (sentence.verdict in ("verbatim", "near", "variant"))
        assert bool(sentence.parts) == (sentence.verdict == "joined")
        for part in sentence.parts:
            for source in part.sources if not sentence.placeholders else ():
                held = opened.snapshot.with_text(source.speech_no).text[source.start : source.end]
                assert fold_plain(held) == fold_plain(draft[part.start : part.end])
        if sentence.verdict in ("near", "variant"):
            assert sentence.differences
        if sentence.verdict == "verbatim":
            assert not sentence.differences
            if not sentence.placeholders:
                held = opened.snapshot.with_text(sentence.sources[0].speech_no).text[slice(*sentence.sources[0].span)]
                assert fold_plain(held) in fold_plain(sentence.text)
                assert any(fold_plain(held) in text for text in folded)
        for difference in sentence.differences:
            assert sentence.start <= difference.draft.start <= difference.draft.end <= sentence.end


# --- the command ------------------------------------------------------------------------------------------------


def checked(index: Path, file: object, *options: object, piped: bytes = b"") -> subprocess.CompletedProcess[str]:
    """What the command does in this process, `piped` on its standard input; as a shell sees it is seen in test_cli."""
    command = ["check", str(file), "--index", str(index), *map(str, options)]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped)))
        code = main(command)
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())


KEYS = ["text", "verdict", "differences", "sources", "start", "end", "placeholders", "filled", "discontinued", "parts"]


def listed(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("在全县防汛工作会议上的讲话\n（2025年6月1日）\n", "月亮上的石头搬回来也盖不成一间房子。"),
        ("在全县防汛工作会议上的讲话\n县长\n2025年XX月XX日\n", "同志们：\n月亮上的石头搬回来也盖不成一间房子。"),
    ],
)
def test_title_and_date_lines_have_no_verdict(opened: OpenedIndex, head: str, body: str):
    found = check(opened, head + body).sentences
    lines = head.count("\n")
    assert [sentence.verdict for sentence in found[:lines]] == [None] * lines
    assert None not in [sentence.verdict for sentence in found[lines:]]


def test_wordings_that_are_pasted_line_by_line_have_verdicts(opened: OpenedIndex):
    found = check(opened, "月亮上的石头搬回来\n盖不成一间新房子\n第三句话也没有句号").sentences
    assert None not in [sentence.verdict for sentence in found]


def test_the_command_prints_a_list(index: Path, tmp_path: Path):
    draft = tmp_path / "稿子.docx"
    document = docx.Document()
    for line in ("同志们：", _STRING.replace("不能", "可以"), "此事请县安监局牵头办理。"):
        document.add_paragraph(line)
    document.save(str(draft))
    salutation, changed, last = listed(checked(index, draft, "--json"))
    assert list(changed) == KEYS
    assert (salutation["verdict"], changed["verdict"]) == ("too_short", "near")
    assert changed["differences"] == [{"kind": "negation", "draft": "可以", "source": "不能"}]
    for source in changed["sources"]:
        assert {"speech_id", "title", "date", "start", "end"} <= source.keys()
    assert [each["standard"] for each in last["discontinued"]] == ["县应急管理局"]


def test_the_command_says_when_the_same_speaker_used_it(index: Path, tmp_path: Path):
    draft = tmp_path / "稿子.txt"
    draft.write_text(_STRING + "\n", encoding="utf-8")
    (shown,) = listed(checked(index, draft, "--json", "--speaker", "县委书记"))
    assert shown["same_speaker_last"] == "2022-03-15"
    assert [source["same_speaker"] for source in shown["sources"]] == [False, True]
    assert (
        "县委书记 used this before, most recently: 2022-03-15" in checked(index, draft, "--speaker", "县委书记").stdout
    )
    assert "used this before" not in checked(index, draft, "--speaker", "局长").stdout


@pytest.mark.parametrize(("speaker", "used"), [("李县长", True), ("李树青", True), ("县长", True), ("王县长", False)])
def test_a_speaker_is_known_by_surname_and_office(tmp_path: Path, speaker: str, used: bool):
    said = "渠首的闸门每年汛前要起落三次，谁起落谁签字。"
    write_speech(
        tmp_path / "渠" / "1.md", said, title="在渠首的讲话", speaker="李树青", office="云岭县县长", date="2021-04-01"
    )
    write_speech(tmp_path / "渠" / "2.md", _TALLY, title="在镇上的讲话", speaker="王山", office="青石镇镇长")
    build_with_pairs(tmp_path / "渠", tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        (shown,) = answered(opened, "check", draft=said, speaker=speaker)
    assert shown["same_speaker_last"] == ("2021-04-01" if used else None)


def test_the_command_prints_what_a_reader_needs(index: Path, tmp_path: Path):
    draft = tmp_path / "稿子.md"
    draft.write_text(f"{_STRING}\n\n{_FIGURES.replace('36', 'XX').replace('5座', '6座')}\n", encoding="utf-8")
    lines = checked(index, draft).stdout.splitlines()
    assert f"[verbatim] {_STRING}" in lines
    assert "    number: “6” here, “5” there" in lines
    assert "    still open: XX (there “36”)" in lines
    assert "verbatim 1, put together 0, changed 1, similar 0, not found 0, too short 0" in lines
    assert "Still to be filled in: 1." in lines
    assert "“Verbatim” says that the words stand in an earlier speech, not that they are correct." in lines


def test_a_draft_can_be_piped_in_in_any_encoding(index: Path):
    for encoding in ("utf-8", "gb18030"):
        done = subprocess.run(
            [PYTHON, "-m", "retriever", "check", "-", "--json", "--index", str(index)],
            cwd=PROJECT,
            input=(_STRING + _FIGURES + _WATER).encode(encoding),
            capture_output=True,
            check=True,
        )
        assert [sentence["verdict"] for sentence in json.loads(done.stdout)] == ["verbatim"] * 3


@pytest.mark.parametrize(("name", "text"), [("稿子（秘密）.txt", _STRING), ("稿子.txt", f"机密★5年\n\n{_STRING}")])
def test_a_draft_with_a_security_mark_is_compared_and_told(index: Path, tmp_path: Path, name: str, text: str):
    draft = tmp_path / name
    draft.write_text(text + "\n", encoding="utf-8")
    done = checked(index, draft, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)[-1]["verdict"] == "verbatim"
    assert "bears the security mark" in done.stderr and ("秘密" in done.stderr or "机密" in done.stderr)
    piped = checked(index, "-", piped=text.encode())
    assert piped.returncode == 0
    assert ("bears the security mark" in piped.stderr) == text.startswith("机密")


def test_a_draft_that_cannot_be_read_is_refused(index: Path, tmp_path: Path):
    assert "There is no file" in refused(checked(index, tmp_path / "没有.txt"))
    other = tmp_path / "表.xyz"
    other.write_text("字", encoding="utf-8")
    assert "not supported" in refused(checked(index, other))


def test_an_empty_draft_is_refused(index: Path):
    done = checked(index, "-", piped=b" \n\n")
    assert "There is no text to compare." in refused(done)

"""The command lines: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from corpus import say
from indexer.cli import main as indexer_main
from retriever.cli import main as retriever_main
from tests.conftest import LIBRARY, PROJECT, PYTHON, write_speech

ANSWER_KEYS = [
    *("query", "filters", "note", "total", "hits", "understood", "mode", "notes", "verbatim_speeches", "short_answer"),
]
HIT_KEYS = [
    *("rank", "score", "speech_id", "external_id", "title", "speaker", "date", "occasion", "origin", "source"),
    *("heading_path", "paragraph", "start", "end", "text", "highlights", "read_with"),
    *("matched", "also_in", "similar_in", "discontinued"),
]
SOURCE_KEYS = ["speech_id", "external_id", "title", "speaker", "date", "occasion", "origin", "source"]


MAIN = {"retriever": retriever_main, "indexer": indexer_main}


def run(program: str, *arguments: object, language: str = "en_GB.UTF-8") -> subprocess.CompletedProcess[str]:
    """What `python -m` does, in this process: to start another takes longer than most commands."""
    typed = [*map(str, arguments)]
    with (
        patch.dict(os.environ, LC_ALL=language),
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
    ):
        code = MAIN[program](typed)
    return subprocess.CompletedProcess([program, *typed], code, out.getvalue(), err.getvalue())


def run_as_process(*arguments: object, language: str = "en_GB.UTF-8") -> subprocess.CompletedProcess[str]:
    """What a shell gets of `python -m …` with `arguments`."""
    environment = {**os.environ, "LC_ALL": language, "PYTHONUTF8": "1"}
    command = [PYTHON, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def ask(
    index: Path, question: str, *options: object, language: str = "en_GB.UTF-8"
) -> subprocess.CompletedProcess[str]:
    return run("retriever", "ask", question, "--index", index, *options, language=language)


def refused(done: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """The one line on stderr of a command that failed as it should."""
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in line
    return line


# --- python -m retriever ask ------------------------------------------------------------------------------------


def test_json_has_exactly_the_promised_keys(real_index: Path, library: Path) -> None:
    done = ask(real_index, "“巡河记录”", "--json", "--year", "2019", "--folder", "河湖", "--top-k", "3")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert list(answer) == ANSWER_KEYS
    assert (answer["query"], answer["note"], answer["total"]) == ("“巡河记录”", None, 1)
    assert answer["filters"] == {"year": 2019, "folder": "河湖"}
    (hit,) = answer["hits"]
    assert list(hit) == HIT_KEYS
    assert hit["rank"] == 1
    assert 0 <= hit["score"] <= 1
    assert hit["title"] == "在河湖长制推进会上的讲话（定稿）"
    assert (hit["speaker"], hit["date"], hit["occasion"]) == ("云岭县副县长", "2019-07-09", "河湖长制推进会")
    assert hit["external_id"] is None
    assert hit["source"] == str(library / "河湖" / "河湖长制（定稿）.md")
    assert (hit["heading_path"], hit["paragraph"]) == ([], 1)
    assert "exact" in hit["matched"]
    assert any("巡河记录" in hit["text"][start:end] for start, end in hit["highlights"])
    assert hit["end"] - hit["start"] == len(hit["text"])
    assert len(hit["also_in"]) == 2
    assert [list(source) for source in hit["also_in"]] == [SOURCE_KEYS, SOURCE_KEYS]


def test_a_note_is_in_the_language_of_the_reader(real_index: Path) -> None:
    for language, locale in (("zh", "zh_CN.UTF-8"), ("en", "en_GB.UTF-8")):
        answer = json.loads(ask(real_index, "“没有这句话”", "--json", language=locale).stdout)
        assert answer["note"] == {"code": "phrase_not_found", "text": say("note_phrase_not_found", language)}
        assert answer["hits"]


def test_every_option_reaches_the_answer(real_index: Path) -> None:
    options = ("--from", "２０１７年", "--to", "2019.12", "--speaker", "县长", "--occasion", "经济", "--title", "讲话")
    done = ask(real_index, "办事大厅", "--json", *options, "--lang", "zh", "--sort", "oldest", "--offset", "1")
    answer = json.loads(done.stdout)
    assert answer["filters"] == {
        "date_from": "2017",
        "date_to": "2019-12",
        "speaker": "县长",
        "occasion": "经济",
        "title": "讲话",
        "language": "zh",
    }
    assert [hit["rank"] for hit in answer["hits"]] == list(range(2, answer["total"] + 1))
    dates = [hit["date"] for hit in answer["hits"]]
    assert dates == sorted(dates)
    assert set(dates) <= {"2017-03-02", "2018-03-05"}


def test_the_plain_answer_names_its_sources(real_index: Path, library: Path) -> None:
    done = run_as_process("retriever", "ask", "“充电桩要建在空旷处”", "--index", real_index)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1. 消防演练动员讲话 · 云岭县应急局局长" in done.stdout
    assert str(library / "安全" / "消防演练.md") in done.stdout
    assert "【" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "particulars"),
    [
        ((" ",), "query_blank", {}),
        (("问" * 2001,), "query_too_long", {"length": 2001, "limit": 2000}),
        (("问", "--from", "昨天"), "filter_date", {"value": "昨天"}),
        (("问", "--from", "2024", "--to", "2021"), "filter_dates_reversed", {"first": "2024", "last": "2021"}),
        (("问", "--top-k", "0"), "top_k_invalid", {"value": 0, "limit": 100}),
    ],
)
def test_errors_are_one_line_in_the_language_of_the_reader(
    real_index: Path, arguments: tuple[str, ...], code: str, particulars: dict[str, object]
) -> None:
    question, *options = arguments
    done = ask(real_index, question, *options, language="zh_CN.UTF-8")
    assert refused(done) == "tifa: " + say(code, "zh", **particulars)


def test_an_unknown_year_names_the_years_there_are(real_index: Path) -> None:
    assert "2022、2021、2020" in refused(ask(real_index, "问", "--year", "1901"))


def test_a_missing_index_is_one_line(tmp_path: Path) -> None:
    line = refused(ask(tmp_path / "none", "问"))
    assert line == "tifa: " + say("index_missing", "en", index=tmp_path / "none")


@pytest.mark.parametrize(
    "arguments",
    [("retriever",), ("retriever", "ask"), ("retriever", "ask", "问", "--year", "x"), ("indexer", "unknown")],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_question_that_is_no_text_is_one_line(real_index: Path) -> None:
    command = [PYTHON, "-m", "retriever", "ask", b"\xff\xfe", "--index", str(real_index)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr


# --- python -m indexer ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "讲话"
    write_speech(folder / "a.md", "渡口的旧船要修好再用，修不好就封存。", title="甲", date="2020-01-02")
    write_speech(folder / "b.txt", "秘密\n\n在内部会上的讲话\n\n此件不得外传，看完收回。\n")
    (folder / "c.xyz").write_text("?", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    index = tmp_path_factory.mktemp("built") / "index"
    return index, run_as_process("indexer", "build", "--corpus", corpus, "--index", index)


@pytest.mark.model
def test_build_reports_every_file_that_needs_a_look(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = built
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == say("build_done", "en", changed=3, removed=0, embedded=1)
    assert lines[-1] == say("files_total", "en", read=1, marked=1, not_read=1)
    assert any(line.startswith("讲话/b.txt\t") and line.endswith("\tmarked") for line in lines)
    assert any(line.startswith("讲话/c.xyz\t") and line.endswith("\tnot_read") for line in lines)
    assert say("stage_embed", "en") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.model
def test_status_shows_what_is_there(built: tuple[Path, subprocess.CompletedProcess[str]], corpus: Path) -> None:
    done = run("indexer", "status", "--index", built[0])
    assert (done.returncode, done.stderr) == (0, "")
    counts = {"speeches": 1, "passages": 1, "characters": 18, "pending": 0}
    assert say("status_counts", "en", **counts) in done.stdout.splitlines()
    assert say("status_root", "en", root="讲话", path=corpus) in done.stdout.splitlines()
    assert "讲话/c.xyz" in done.stdout


@pytest.mark.model
@pytest.mark.parametrize("command", [("status",), ("build", "--corpus", "讲话")])
def test_files_are_listed_in_the_language_of_the_reader(
    built: tuple[Path, subprocess.CompletedProcess[str]], corpus: Path, command: tuple[str, ...]
) -> None:
    options = [corpus if each == "讲话" else each for each in command]
    done = run("indexer", *options, "--index", built[0], language="zh_CN.UTF-8")
    lines = done.stdout.splitlines()
    assert "文件\t格式\t编码\t字数\t篇数\t状态" in lines
    assert any(line.startswith("讲话/b.txt\t") and line.endswith("\t有密级标志，暂不入库") for line in lines)
    assert any(line.startswith("讲话/c.xyz\t") and line.endswith("\t未能读取") for line in lines)


@pytest.mark.model
def test_verify_says_that_all_is_well(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    done = run("indexer", "verify", "--index", built[0], language="zh_CN.UTF-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, say("verify_ok", "zh") + "\n", "")


def test_export_gives_every_speech_with_its_text(pairs_index: Path) -> None:
    done = run("indexer", "export", "--index", pairs_index)
    assert (done.returncode, done.stderr) == (0, "")
    speeches = [json.loads(line) for line in done.stdout.splitlines()]
    assert {speech["path"]: speech["text"].strip() for speech in speeches} == {
        path: speech["text"].strip() for path, speech in LIBRARY.items()
    }
    keys = "speech_id root path source text title language external_id speaker office date occasion place folder state"
    assert list(speeches[0]) == [*keys.split(), "inferred", "origin"]
    by_path = {speech["path"]: speech for speech in speeches}
    for path, speech in LIBRARY.items():
        for field in ("title", "speaker", "date", "occasion"):
            assert by_path[path][field] == speech.get(field)


@pytest.mark.parametrize("command", ["status", "verify", "export"])
def test_commands_need_an_index(command: str, tmp_path: Path) -> None:
    assert "python -m indexer build" in refused(run("indexer", command, "--index", tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


def test_build_needs_a_corpus_that_is_there(tmp_path: Path) -> None:
    done = run("indexer", "build", "--corpus", tmp_path / "none", "--index", tmp_path / "index")
    assert refused(done) == "tifa: " + say("root_missing", "en", path=tmp_path / "none")


@pytest.mark.model
def test_where_something_is_not_found_what_was_not_read_is_counted(tmp_path: Path) -> None:
    write_speech(tmp_path / "c" / "渡口.md", "摆渡船每晚八点收班，末班船要等齐了人才开。", title="渡口安全")
    (tmp_path / "c" / "旧稿.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    index = tmp_path / "index"
    assert run("indexer", "build", "--corpus", tmp_path / "c", "--index", index).returncode == 0
    done = ask(index, "“光伏路灯”", language="zh_CN.UTF-8")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "库内没有与引号内完全一致的表述，以下是意思相近的段落。"
    assert done.stdout.splitlines()[-1] == "另有 1 个文件未能读取，不在查找范围内，详见：python -m indexer status"

"""A draft on the page: pasted or as a file, bounded, compared, never called right."""

import io
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from starlette.testclient import TestClient

from corpus.errors import QueryError
from corpus.reading import Limits
from retriever import Retriever
from retriever.phrasing.check.verdicts import Checked
from tests.corpus.poison import write_words_pdf
from tests.ui.pages.conftest import DREDGE, NASTY
from tests.ui.pages.visiting import Read, pages_of
from tests.ui.sheets import rows_of
from ui.api.work import ROOMS
from ui.i18n import strings
from ui.pages.draft import LARGEST, LONGEST

DRAFT = f"""同志们：

{DREDGE}

清淤船每周下水八次，把河道里的淤泥一船一船运到砖厂去。今年要在北坡试种XX亩药材，由农技站包到户。
"""


def sent(pages: TestClient, text: str = DRAFT, **more: str) -> Read:
    return Read(pages.post("/zh/check", data={"text": text, **more}, files={"file": ("", b"")}).text)


def test_each_sentence_has_its_verdict_at_its_side(pages: TestClient) -> None:
    page = sent(pages)
    assert page.texts("td", "said") == [
        "同志们：",
        DREDGE,
        "清淤船每周下水八次，把河道里的淤泥一船一船运到砖厂去。",
        "今年要在北坡试种XX亩药材，由农技站包到户。",
    ]
    cells = page.texts("td", "verdict-cell")
    assert [cell[:4] for cell in cells] == ["太短未比", "旧稿有原", "有改动数", "旧稿未见"]
    assert cells[1] == "旧稿有原句2019年3月5日在2019年清河会上的讲话沙洲县县长"
    assert "数字本稿 八旧稿 三" in cells[2]
    assert page.texts("mark", "changed") == ["八"]


def test_a_sentence_put_together_has_each_part_with_its_source_one_click_away(pages: TestClient) -> None:
    page = sent(pages, "堤上要种柳树，散会以后各镇就动起来。")
    assert page.texts("td", "verdict-cell")[0].startswith("拼接成句堤上要种柳树2019年3月5日")
    assert page.texts("p", "wording-text") == ["堤上要种柳树", "散会以后各镇就动起来"]
    for address, said in zip(page.values("href", "a", "opens")[::2], page.texts("p", "wording-text"), strict=True):
        assert Read(pages.get(address + "&part=reader").text).texts("mark") == [said]
    table = rows_of(pages.post("/zh/check.xlsx", data={"text": "堤上要种柳树，散会以后各镇就动起来。"}).content)
    assert "“散会以后各镇就动起来”出自 2022-03-11 · 在2022年清河会上的讲话" in str(table[1])


def test_counts_show_the_rows_of_their_kind(pages: TestClient) -> None:
    page = sent(pages, f"在清河会上的讲话\n（2025年6月1日）\n{DREDGE}")
    (kind,) = page.values("data-only", "button")
    assert kind in page.values("data-kind", "tr")
    assert page.values("data-kind", "tr")[:2] == ["", ""], "title and date have no verdict"


def test_what_is_still_open_is_counted(pages: TestClient) -> None:
    page = sent(pages)
    assert page.texts("p", "unfilled") == ["稿中待填 1 处。"]
    assert page.texts("mark", "open") == ["XX"]


def test_verbatim_is_never_called_right(pages: TestClient) -> None:
    page = sent(pages)
    assert "不表示内容正确" in page.texts("p", "note")[1]
    assert "不表示内容正确" in Read(pages.get("/zh/check").text).texts("p", "note")[-1]


def test_a_source_is_one_click_away(pages: TestClient) -> None:
    address = sent(pages).values("href", "a", "opens")[0]
    assert Read(pages.get(address + "&part=reader").text).texts("mark") == [DREDGE.rstrip("。")]


def test_the_same_speaker_is_pointed_out(pages: TestClient) -> None:
    assert sent(pages, speaker="县长").texts("p", "own")[0] == "县长本人用过这一写法，最近一次是2019年3月5日。"
    assert sent(pages, speaker="市长").texts("p", "own") == []


def test_a_file_is_read_and_gone(pages: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    document = Document()
    document.add_paragraph(DREDGE)
    content = io.BytesIO()
    document.save(content)
    answer = pages.post("/zh/check", data={"text": ""}, files={"file": ("稿子.DOCX", content.getvalue())})
    assert Read(answer.text).texts("td", "said") == [DREDGE]
    assert Read(answer.text).texts("textarea") == [DREDGE]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "typed"),
    [("稿子（秘密）.txt", DREDGE, ""), ("稿子.txt", f"秘密★5年\n\n{DREDGE}", ""), ("", "", f"秘密★5年\n\n{DREDGE}")],
)
def test_a_draft_with_a_security_mark_is_compared_and_told(pages: TestClient, name: str, text: str, typed: str) -> None:
    answer = pages.post("/zh/check", data={"text": typed}, files={"file": (name, text.encode())})
    page = Read(answer.text)
    assert page.texts("td", "said")[-1] == DREDGE
    (told,) = page.texts("p", "refused")
    assert "密级“秘密”" in told and "不留存" in told
    table = pages.post("/zh/check.xlsx", data={"text": f"秘密★5年\n\n{DREDGE}"})
    assert "密级“秘密”" in str(rows_of(table.content)[-2][0]), "who gets the table is told as well"
    assert sent(pages, DREDGE).texts("p", "refused") == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("稿子.exe", b"x", "“.exe”类文件不能比对"),
        ("稿子.jsonl", b"{}", "“.jsonl”类文件不能比对"),
        ("../../稿子.docx", b"not a document", "稿子.docx"),
        ("", b"", "没有要比对的文字"),
    ],
)
def test_a_file_that_cannot_be_compared_is_told_why(pages: TestClient, name: str, content: bytes, said: str) -> None:
    answer = pages.post("/zh/check", data={"text": " \n"}, files={"file": (name, content)})
    (told,) = Read(answer.text).texts("p", "refused")
    assert said in told and "/tmp" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="only seconds in all are limited there")
def test_a_file_that_nobody_gets_through_is_refused_and_the_server_goes_on(
    pages: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.phrasing.check.draft.DRAFT", Limits(1, 600, 4096))
    content = write_words_pdf(tmp_path / "x.pdf", 100_000).read_bytes()
    answer = pages.post("/zh/check", data={"text": ""}, files={"file": ("稿子.pdf", content)})
    (told,) = Read(answer.text).texts("p", "refused")
    assert told.startswith("稿子.pdf 计算了 1 秒仍未读完")
    assert sent(pages, DREDGE).texts("td", "said") == [DREDGE]


def test_of_many_drafts_at_once_some_are_told_to_come_again(
    rivers_retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROOMS, "draft", replace(ROOMS["draft"], at_once=1, waiting=0))
    begun, gate = threading.Event(), threading.Event()

    def compared(*_: object) -> Checked:
        begun.set()
        assert gate.wait(60)
        raise QueryError("draft_blank")

    monkeypatch.setattr("retriever.operations.check.check", compared)
    with pages_of(rivers_retriever) as pages, ThreadPoolExecutor() as threads:
        first = threads.submit(sent, pages, DREDGE)
        try:
            assert begun.wait(60)
            answer = pages.post("/zh/check", data={"text": DREDGE}, files={"file": ("", b"")})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert Read(answer.text).texts("p", "refused") == ["正在处理的请求太多，请过 1 秒再试。"]
            assert pages.get("/zh/check").status_code == 200
        finally:
            gate.set()
        first.result()


def test_what_is_too_much_is_not_read(pages: TestClient) -> None:
    long = sent(pages, "长" * (LONGEST + 1))
    assert str(LONGEST) in long.texts("p", "refused")[0]
    whole = pages.post("/zh/check", data={"text": ""}, files={"file": ("a.txt", b"a" * LARGEST)})
    assert "20 MB" in Read(whole.text).texts("p", "refused")[0]


def test_a_page_elsewhere_may_not_send_a_draft(pages: TestClient) -> None:
    for path in ("/zh/check", "/zh/check.xlsx"):
        answer = pages.post(path, data={"text": DRAFT}, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403


def test_a_draft_full_of_html_stays_text(pages: TestClient) -> None:
    answer = pages.post("/zh/check", data={"text": f"{NASTY}是一句谁也没有说过的话。"})
    assert "<script>window" not in answer.text
    assert Read(answer.text).texts("td", "said") == [f"{NASTY}是一句谁也没有说过的话。"]


def test_a_table_holds_every_sentence(pages: TestClient) -> None:
    answer = pages.post("/zh/check.xlsx", data={"text": DRAFT})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    rows = rows_of(answer.content)
    assert [row[0] for row in rows[1:]] == [*sent(pages).texts("td", "said"), strings("zh").say("check.not_correct")]
    refused = pages.post("/zh/check.xlsx", data={"text": " "})
    assert (refused.status_code, "没有要比对的文字" in Read(refused.text).texts("p", "refused")[0]) == (400, True)


def test_warnings_go_along_with_the_table(pages: TestClient) -> None:
    draft = f"把河道里的淤泥一车一车拉到砖厂去，共XX车，每车装XX斤。\n\n{DREDGE}\n"
    answer = pages.post("/zh/check.xlsx", data={"text": draft})
    header, first, second, _ = rows_of(answer.content)
    row, other = dict(zip(header, first, strict=True)), dict(zip(header, second, strict=True))
    assert row["停用提法 → 标准写法"] == "一车一车拉到砖厂去 → 一船一船运到砖厂去"
    assert row["待填"] == "XX\nXX"
    assert (other["停用提法 → 标准写法"], other["待填"]) == (None, None)
    assert (other["日期"], other["日期依据"]) == ("2019-03-05", "原文")

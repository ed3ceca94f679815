"""Changes to the library: kept over a rebuild, undone, and refused from anywhere but this machine."""

from __future__ import annotations

import asyncio
import re
import time
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message

from corpus.readers.common import MAX_BYTES
from indexer import rebuilds
from indexer.layout import UPLOADS, Layout
from indexer.library.edit_log import read_log
from indexer.rebuilds import Rebuilds
from tests.conftest import PYTHON, build_with_pairs, write_speech
from tests.ui.library.conftest import HERE, KEY, NASTY, Library
from tests.ui.pages.visiting import Read
from ui.access.own_machine import OwnMachine
from ui.library.changes import CHANGES
from ui.router import page_routes
from ui.security import middleware

GATE = "在闸门管护会上的讲话（定稿）"
DRAFT = "在闸门管护会上的讲话（征求意见稿）"
SHIP = f"念给船工的话{NASTY}"
SHIP_FILE = {"root": "水利库", "path": "渡/渡口_2022-05-06.md"}


def cell(library: Library, title: str, name: str) -> list[str]:
    """The values in a column of the row of a speech."""
    number = library.page().texts("a", "title").index(title)
    return library.page().texts("td", name)[number : number + 1]


def test_an_edit_shows_at_once_waits_for_the_rebuild_and_is_kept(library: Library) -> None:
    status, said = library.act("edit", id=library.speech_id(GATE), field="place", value="闸房")
    assert (status, Read(said).texts("p")) == (200, ["已记下，共 1 篇，更新完成后生效。"])
    assert cell(library, GATE, "place") == ["闸房"]
    assert library.page().texts("span", "waits") == ["待生效"]
    assert "已记下" not in str(library.page(view="troubles").texts("p", "state")), "it is no file"
    for _ in range(2):
        library.rebuild()
        assert cell(library, GATE, "place") == ["闸房"]
        assert library.page().texts("span", "waits") == []

    library.act("edit", id=library.speech_id(GATE), field="place", value="闸房", back="1")
    assert cell(library, GATE, "place") == ["闸房"]
    assert library.page().texts("span", "waits") == ["已取消填写的地点，待更新"]
    library.rebuild()
    assert library.page().texts("span", "waits") == []
    assert cell(library, GATE, "place") == ["—"]


def test_what_waits_is_counted_on_the_view_that_lists_it(library: Library) -> None:
    def counted() -> tuple[str, list[str]]:
        page = library.page(view="troubles")
        return page.texts("span", "count")[-2], [text for text in page.texts("h2") if text.startswith("等候处理")]

    assert counted() == ("1", []), "the file that cannot be read"
    library.client.post("/zh/library/upload", params={"name": "柳树.txt"}, content="同志们：\n\n补种柳树。".encode())
    assert counted() == ("2", ["等候处理（1 个）"])
    assert library.page(view="troubles").texts("p", "file")[0] == "柳树.txt"
    library.rebuild()
    assert counted() == ("1", [])


def test_an_empty_value_says_that_nothing_is_known(library: Library) -> None:
    library.act("edit", id=library.speech_id(GATE), field="speaker", value=" ")
    library.rebuild()
    assert cell(library, GATE, "speaker") == ["—"]


def test_an_empty_title_is_that_of_the_file_again(library: Library) -> None:
    speech_id = library.speech_id(GATE)
    library.act("edit", id=speech_id, field="title", value="闸门的话")
    library.rebuild()
    assert library.speech_id("闸门的话") == speech_id
    library.act("edit", id=speech_id, field="title", value="")
    library.rebuild()
    assert library.speech_id(GATE) == speech_id


def test_a_value_that_cannot_be_understood_is_refused_with_what_to_write(library: Library) -> None:
    status, said = library.act("edit", id=library.speech_id(GATE), field="date", value="去年春天")
    assert status == 400
    assert "去年春天" in said and "2021-03-09" in said
    assert library.rebuilds.state.kind == "idle"


def test_a_date_is_stated_as_people_write_it_and_one_far_ahead_is_remarked_on(library: Library) -> None:
    for written, stated in (
        ("２０２１－０３－０９", "2021年3月9日"),
        ("2021.3", "2021年3月"),
        ("2021/3/8", "2021年3月8日"),
    ):
        status, said = library.act("edit", id=library.speech_id(GATE), field="date", value=written)
        assert (status, "一年以后" in said) == (200, False)
        assert cell(library, GATE, "date") == [stated]
    folder = {"folder": "水利库/闸", "sure": "1"}
    for act, about in (("edit", {"id": library.speech_id(GATE)}), ("folder", folder)):
        status, said = library.act(act, **about, field="date", value="２０９９年１月１日")
        assert (status, Read(said).texts("p", "warning")) == (200, ["日期 2099-01-01 在一年以后。若是笔误，请改正。"])
    assert (
        Read(library.act("edit", id=library.speech_id(GATE), field="place", value="2099年1月1日")[1]).texts(
            "p", "warning"
        )
        == []
    )


def test_a_folder_is_filled_in_whole_and_one_speech_outranks_it(library: Library) -> None:
    assert library.act("folder", folder="水利库/闸", field="origin", value="superior", sure="1")[0] == 200
    library.act("edit", id=library.speech_id(DRAFT), field="origin", value="own")
    library.rebuild()
    assert cell(library, GATE, "origin") == ["上级"]
    assert cell(library, DRAFT, "origin") == ["本单位"]
    assert cell(library, SHIP, "origin") == ["—"]


def test_before_a_folder_is_filled_in_it_is_said_what_changes(library: Library) -> None:
    library.act("edit", id=library.speech_id(SHIP), field="speaker", value="老船长")
    library.act("edit", id=library.speech_id(DRAFT), field="office", value="高级工程师")
    asked = {"folder": "水利库", "field": "speaker", "value": "测试人"}
    status, said = library.act("folder", **asked)
    assert (status, said) == (
        202,
        "文件夹“水利库”中有 2 篇讲话的“讲话人”将改为“测试人”，"
        "原为：水利局局长 1 篇、水利局局长（高级工程师） 1 篇。另有 1 篇已单独填写，保持不变。",
    )
    assert cell(library, GATE, "speaker") == ["水利局局长"], "nothing is done before the answer"
    status, said = library.act("folder", **asked, sure="1")
    assert (status, Read(said).texts("p")) == (
        200,
        ["已记下，改动 2 篇，更新完成后生效。以后放进文件夹“水利库”的讲话也照此填写。"],
    )
    status, said = library.act("folder", **asked)
    assert (status, "改动 0 篇" in said) == (200, True), "there is nothing to ask about"
    library.rebuild()
    status, said = library.act("folder", folder="水利库", field="speaker", back="1")
    assert (status, said) == (
        202,
        "文件夹“水利库”中有 2 篇讲话的“讲话人”将恢复为文件本身的内容，现为：测试人 1 篇、测试人（高级工程师） 1 篇。",
    )
    status, said = library.act("folder", folder="水利库", field="speaker", back="1", sure="1")
    assert (status, "已恢复原样，改动 2 篇" in said) == (200, True)
    library.rebuild()
    assert (cell(library, GATE, "speaker"), cell(library, SHIP, "speaker")) == (["水利局局长"], ["老船长"])


def test_many_are_not_emptied_by_a_value_that_was_forgotten(library: Library) -> None:
    status, said = library.act("folder", folder="水利库/闸", field="origin", value="")
    assert (status, said[:7]) == (400, "没有填写内容。")
    status, said = library.act("edit", field="origin", value="own")
    assert (status, said[:7]) == (400, "没有选择讲话。")


def test_a_date_is_confirmed(library: Library) -> None:
    assert library.page().texts("button", "inferred-date") == ["2022年5月6日"]
    status, _ = library.act("confirm", id=library.speech_id(SHIP))
    assert status == 200
    assert library.page(view="dates").texts("p", "hint") == ["没有待核对的日期。"]
    library.rebuild()
    (speech,) = [each for each in library.retriever.newest().snapshot.speeches().values() if each.title == SHIP]
    assert (speech.date_text, "date" in speech.inferred) == ("2022-05-06", False)


def test_all_dates_that_were_gone_through_are_confirmed_together(library: Library) -> None:
    write_speech(library.corpus / "渡" / "缆绳_2023-06-07.md", "各位：\n\n缆绳每月换一次油。\n", title="看缆绳时的话")
    page_of_another_year = "来源：渡口报 2016年5月2日 19:06\n\n各位：\n\n桨要晒干再收。\n"
    write_speech(library.corpus / "渡" / "桨_2021-05-02.md", page_of_another_year, title="收桨时的话")
    alone, all_right = library.page(view="dates"), "以上 2 篇的日期都无误"
    library.rebuild()
    assert all_right not in alone.texts("button", "plain")
    both = library.page(view="dates")
    assert all_right in both.texts("button", "plain")
    assert "据文件名“2021-05-02”推断；文首却写着“2016年5月2日”，两处不合，请核对" in both.texts("span", "why")
    library.act("confirm", id=library.speech_id("收桨时的话"))
    library.act("confirm", id=[library.speech_id(SHIP), library.speech_id("看缆绳时的话")])
    library.rebuild()
    assert library.page(view="dates").texts("p", "hint") == ["没有待核对的日期。"]


def test_versions_are_settled_and_reconsidered(library: Library) -> None:
    ids = [library.speech_id(GATE), library.speech_id(DRAFT)]
    library.act("versions", id=ids, verdict="together", front=ids[1])
    page = library.page(view="versions")
    assert page.texts("p", "said") == ["已确定：是同一讲话。"]
    assert page.texts("a", "title") == [DRAFT, GATE]
    library.rebuild()
    opened = library.retriever.newest()
    assert (
        opened.snapshot.speeches()[opened.snapshot.versions.front(opened.snapshot.number_of(ids[0]) or 0)].speech_id
        == ids[1]
    )

    library.act("versions", id=ids, verdict="apart", front=ids[0])
    assert library.page(view="versions").texts("p", "said") == ["已确定：不是同一讲话，各算一篇。"]
    library.act("versions", id=ids, verdict="open")
    assert library.page(view="versions").texts("p", "said") == ["文字完全相同，按同一讲话计算。"]


def test_a_file_is_removed_brought_back_and_deleted_for_good(library: Library) -> None:
    status, said = library.act("remove", **SHIP_FILE)
    assert status == 200 and "撤销" in said and 'action="/zh/library/restore"' in said
    assert library.page().texts("tr", "removed")[0].startswith(f"已移除《{SHIP}》")
    library.act("restore", **SHIP_FILE)
    library.rebuild()
    assert SHIP in library.page().texts("a", "title")

    library.act("remove", **SHIP_FILE)
    library.rebuild()
    assert SHIP not in library.page().texts("a", "title")
    page = library.page(view="removed")
    assert page.texts("p", "title") == [SHIP]
    (sure,) = page.values("data-sure", "button")
    assert str(library.corpus / "渡") in sure
    status, said = library.act("purge", **SHIP_FILE)
    assert status == 200 and str(library.corpus / "渡") in said
    assert library.page(view="removed").texts("p", "file") == []
    library.retriever.close()  # a reader that holds on to what was there would put the last traces off
    library.rebuild()
    assert read_log(Layout(library.index)).removed == {}
    held = [path for path in library.index.rglob("*") if path.is_file() and "末班船".encode() in path.read_bytes()]
    assert held == []
    assert (library.corpus / SHIP_FILE["path"]).is_file()


def test_the_chosen_speeches_are_removed_with_one_way_back(library: Library) -> None:
    page = library.page()
    (sure,) = page.values("data-sure-of-chosen", "button")
    assert "{chosen}" in sure and "{held}" in sure
    assert sorted(page.values("data-file", "input")) == [
        "水利库/渡/渡口_2022-05-06.md", "水利库/闸/闸门（定稿）.md", "水利库/闸/闸门（征求意见稿）.md",
    ]  # fmt: skip
    assert page.values("data-held", "input") == ["1"] * 3
    status, said = library.act("remove", id=[library.speech_id(SHIP), library.speech_id(GATE)])
    told = Read(said)
    assert (status, told.texts("p")) == (200, ["已移除 2 个文件。"])
    assert len(library.page().texts("tr", "removed")) == 2

    back = {"root": ["水利库"] * 2, "path": ["渡/渡口_2022-05-06.md", "闸/闸门（定稿）.md"]}
    for name, values in back.items():
        assert re.findall(f'name="{name}" value="([^"]*)"', said) == values
    status, said = library.act("restore", **back)
    assert (status, Read(said).texts("p")) == (200, ["已恢复 2 个文件，更新完成后又能查到。"])
    assert library.page().texts("tr", "removed") == []
    assert library.act("restore", root=["水利库"], path=["a", "b"])[0] == 400
    assert library.act("remove")[0] == 400


def test_an_upload_is_kept_and_reported(library: Library) -> None:
    for kept, count in (("柳树.txt", "三"), ("柳树 (2).txt", "五")):
        text = f"同志们：\n\n堤上的柳树每年补种{count}千棵。\n"
        answer = library.client.post("/zh/library/upload", params={"name": "柳树.txt"}, content=text.encode())
        assert answer.status_code == 200 and kept in answer.text
        assert ("x-renamed" in answer.headers) == (kept != "柳树.txt")
    assert library.page(view="uploads").texts("p", "waiting") == ["已收下，正在等候读取。"] * 2
    library.rebuild()
    page = library.page(view="uploads")
    assert page.texts("p", "taken") == ["已收入 1 篇，20 字。"] * 2
    status, _ = library.act("remove", root=UPLOADS, path="柳树.txt")
    assert status == 200
    assert library.page(view="uploads").texts("p", "file") == ["柳树 (2).txt"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("名单（机密）.txt", "同志们：\n\n这一页不许带出去。", "标有密级“机密”"),
        ("名单.txt", "秘密★5年\n\n同志们：\n\n这一页不许带出去。", "标有密级“秘密”"),
        ("名单.docx", "不是文档", "未收下。"),
    ],
)
def test_a_file_that_must_not_stay_is_refused_in_words_and_deleted(
    library: Library, name: str, text: str, why: str
) -> None:
    answer = library.client.post("/zh/library/upload", params={"name": name}, content=text.encode())
    assert (answer.status_code, name in answer.text, why in answer.text) == (400, True, True)
    assert not list(Layout(library.index).uploads.glob("*"))
    assert library.rebuilds.state.kind == "idle"


def test_an_upload_whose_mark_was_allowed_once_is_listed_and_can_be_removed(library: Library) -> None:
    build_with_pairs(library.corpus, library.index, allow_marked=True)
    sent = {"params": {"name": "名单.txt"}, "content": "秘密★5年\n\n同志们：\n\n这一页不许带出去。".encode()}
    assert library.client.post("/zh/library/upload", **sent).status_code == 200
    library.rebuild()
    build_with_pairs(library.corpus, library.index)
    page = library.page(view="marked")
    assert page.texts("p", "state") == ["秘密，未收入", "机密，未收入"]
    assert page.values("value", "input").count("名单.txt") == 1, "what lies in a folder is for its owner to remove"
    assert library.act("remove", root=UPLOADS, path="名单.txt")[0] == 200
    assert library.page(view="marked").texts("p", "state") == ["机密，未收入"]


def test_an_upload_that_breaks_off_leaves_nothing(library: Library) -> None:
    scope = {
        "type": "http", "method": "POST", "path": "/zh/library/upload", "query_string": b"name=a.txt",
        "headers": [
            (b"content-length", b"9"), (b"host", b"127.0.0.1"), (b"authorization", f"Bearer {KEY}".encode()),
        ],
        "client": ("127.0.0.1", 50_000),
    }  # fmt: skip
    messages = iter([{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}])
    answered: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        answered.append(message)

    asyncio.run(library.client.app(scope, receive, send))
    assert answered[0]["status"] == 400
    assert not Layout(library.index).uploads.exists()
    assert library.rebuilds.state.kind == "idle"


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("全部.zip", 3, "解压"),
        ("旧稿", 3, "无法读取"),
        ("空.txt", 0, "空文件"),
        ("大.txt", MAX_BYTES + 1, "50 MB"),
    ],
)
def test_a_file_that_is_of_no_use_is_refused_with_the_reason(library: Library, name: str, size: int, why: str) -> None:
    answer = library.client.post("/zh/library/upload", params={"name": name}, content=b"x" * size)
    assert answer.status_code == 400
    assert why in answer.text
    assert not list(Layout(library.index).uploads.glob("*"))


def test_a_body_of_unknown_size_is_not_read(library: Library) -> None:
    answer = library.client.post("/zh/library/upload?name=a.txt", content=iter([b"x"]))
    assert answer.status_code == 400


ELSEWHERE = [
    ("192.0.2.7", {}),
    ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}),
    ("127.0.0.1", {"origin": "http://a.example"}),
]


@pytest.mark.parametrize(("address", "headers"), ELSEWHERE)
@pytest.mark.parametrize("act", [*CHANGES, "upload"])
def test_nothing_is_changed_from_elsewhere(library: Library, act: str, address: str, headers: dict[str, str]) -> None:
    before = sorted(path for path in library.index.rglob("*"))
    answer = library.seen_from(address).post(f"/zh/library/{act}?name=a.txt", content=b"x", headers=headers)
    assert answer.status_code == 403
    assert "http://127.0.0.1" in answer.text or "其他网站的页面" in answer.text
    assert sorted(path for path in library.index.rglob("*")) == before
    assert library.rebuilds.state.kind == "idle"


@pytest.mark.parametrize(
    "view", ["speeches", "dates", "versions", "uploads", "troubles", "marked", "removed", "picture"]
)
def test_from_elsewhere_there_is_nothing_to_change_with_and_the_page_says_why(library: Library, view: str) -> None:
    library.act("remove", **SHIP_FILE)
    answer = library.seen_from("192.0.2.7").get("/zh/library", params={"view": view})
    page = Read(answer.text)
    assert page.values("data-act", "form") == []
    assert page.values("data-edit") == page.values("data-files") == page.texts("template") == []
    assert "192.0.2.7" in page.texts("p", "refusal")[0]
    assert "名单" not in answer.text, "the name of a marked file may say too much"


def test_the_strip_follows_a_rebuild(library: Library) -> None:
    library.act("rebuild")
    assert library.rebuilds.wait(60)
    strip = library.client.get("/zh/library?part=status").text
    assert Read(strip).values("data-kind") == ["idle"]
    assert "重新查看文件夹" in strip


def test_what_the_library_holds_can_be_asked_for_after_a_rebuild(library: Library) -> None:
    before = library.page()
    library.act("remove", **SHIP_FILE)
    library.rebuild()
    held = library.client.get("/zh/library", params={"part": "held"}).text
    assert [held] == library.page().texts("p", "library") != before.texts("p", "library")


def test_a_rebuild_that_failed_says_why_and_can_be_tried_again(library: Library) -> None:
    failing = Rebuilds(library.index, command=[PYTHON, "-c", "raise SystemExit('no room left')"])
    app = Starlette(routes=page_routes(library.retriever, failing), middleware=middleware(access=OwnMachine(KEY)))
    with TestClient(app, base_url=HERE, client=("127.0.0.1", 50_000), headers=library.client.headers) as client:
        client.post("/zh/library/rebuild", data={})
        assert failing.wait(60)
        strip = Read(client.get("/zh/library?part=status").text)
        assert strip.values("data-kind") == ["failed"]
        assert "no room left" in strip.texts("p", "why")[0]
        assert strip.texts("button") == ["再试一次"]
        assert client.get("/zh/library").status_code == 200, "everything else goes on"


def test_every_page_can_tell_what_a_build_is_doing_and_how_long_it_will_take(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"stage": "embed", "done": 10, "total": 40}
    code = f"import json, time; print(json.dumps({said!r}), flush=True); time.sleep(600)"
    jobs = Rebuilds(library.index, first=[PYTHON, "-c", code], command=[PYTHON, "-c", ""])
    app = Starlette(routes=page_routes(library.retriever, jobs), middleware=middleware(access=OwnMachine(KEY)))
    with TestClient(app, base_url=HERE) as client:
        assert Read(client.get("/zh/library?part=underway").text).values("hidden") == [""]
        jobs.request()
        while jobs.state.stage != "embed":
            time.sleep(0.01)
        monkeypatch.setattr(rebuilds, "time", SimpleNamespace(monotonic=lambda: jobs.state.since + 60))
        strip = Read(client.get("/zh/library?part=underway").text)
        assert strip.values("data-kind") == ["running"]
        assert strip.texts("span") == ["正在准备按意思查找：10 / 40 段", "约还需 3 分钟"]
        assert strip.texts("a") == ["1 个文件未能读取", "语料库"]
        jobs.close()


def test_a_log_that_is_damaged_is_told_with_the_way_out(library: Library) -> None:
    Layout(library.index).edits.write_text("{}\n", encoding="utf-8")
    answer = library.client.get("/zh/library")
    assert answer.status_code == 500
    assert "edits.jsonl" in Read(answer.text).texts("p", "refused")[0]


SMALL = "闸门每天早晚各看一次，看过的人要签字。"
LOST = f"说明\t{SMALL * 20}\n标题\t正文\n看闸\t{SMALL}\n".encode()
"""A table of which only the text column is the speech."""


def test_an_upload_of_which_little_is_read_is_kept_when_somebody_says_that_it_is_all(library: Library) -> None:
    sent = {"params": {"name": "看闸.tsv"}, "content": LOST}
    asked = library.client.post("/zh/library/upload", **sent)
    assert (asked.status_code, "这是讲话的全文吗" in asked.text, "看闸.tsv" in asked.text) == (202, True, True)
    assert not list(Layout(library.index).uploads.glob("*.tsv"))
    sent["params"]["sure"] = "1"
    assert library.client.post("/zh/library/upload", **sent).status_code == 200
    library.rebuild()
    assert "这是讲话的全文吗" not in str(library.page(view="troubles").texts("p", "state"))


def test_a_file_of_which_little_is_read_is_asked_about_until_somebody_answers(library: Library) -> None:
    (library.corpus / "看闸.tsv").write_bytes(LOST)
    library.rebuild()
    assert "这是讲话的全文吗" in str(library.page(view="troubles").texts("p", "state"))
    root = library.corpus.name
    assert library.act("whole", root=root, path="看闸.tsv")[0] == 200
    assert "这是讲话的全文吗" not in str(library.page(view="troubles").texts("p", "state"))
    assert library.act("whole", root=root, path="没有.tsv")[0] == 400
    (library.corpus / "看闸.tsv").write_bytes(LOST.replace("签字。\n".encode(), "签字吧。\n".encode()))
    library.rebuild()
    assert "这是讲话的全文吗" in str(library.page(view="troubles").texts("p", "state")), (
        "another text, another question"
    )


def test_collected_works_are_made_one_speech_by_a_click_and_back(library: Library) -> None:
    heads = ("在防汛会议上的讲话\n（2019年7月9日）\n同志们：", "在修路现场会上的讲话\n（2020年3月5日）\n同志们：")
    (library.corpus / "选编.txt").write_text("\n\n".join(f"{head}\n{SMALL * 4}" for head in heads), encoding="utf-8")

    def speeches() -> int:
        library.rebuild()
        return sum(each.path == "选编.txt" for each in library.retriever.newest().snapshot.speeches().values())

    assert speeches() == 2
    assert "找到 2 篇，已分开收入。" in library.page(view="troubles").texts("p", "state")
    file = {"root": library.corpus.name, "path": "选编.txt"}
    assert library.act("as_one", **file)[0] == 200
    assert speeches() == 1
    assert "已作为一篇收入。" in library.page(view="troubles").texts("p", "state")
    assert library.act("as_one", back="1", **file)[0] == 200
    assert speeches() == 2

"""Two speeches side by side, a series of outlines, and set phrases, on their pages."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.ui.pages.visiting import Read, pages_of
from ui.pages import compare


def test_paragraph_by_paragraph(pages: TestClient) -> None:
    page = Read(pages.get("/zh/compare", params={"a": "2019.md", "b": "2021.md"}).text)
    kinds = [text for text in page.texts("th") if text in ("照用", "改写", "新增", "删去")]
    assert kinds == ["照用", "照用", "改写", "删去", "删去", "新增"]
    assert (page.texts("del"), page.texts("ins")) == (["三"], ["五"])
    assert len(page.values("class", "td", "absent")) == 3


def test_a_file_with_a_security_mark_is_pointed_out(tmp_path: Path) -> None:
    for name, head in (("2021", "秘密★3年\n\n"), ("2022", "")):
        write_speech(tmp_path / "路" / f"{name}.txt", f"{head}同志们：\n\n路灯坏了当天修好。", title=f"路灯{name}")
    build_with_pairs(tmp_path / "路", tmp_path / "index", allow_marked=True)
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever, pages_of(retriever) as client:
        page = Read(client.get("/zh/compare", params={"a": "2021.txt", "b": "2022.txt"}).text)
    (told,) = page.texts("p", "refused")
    assert "密级“秘密”" in told


def test_what_can_be_compared_is_offered_before_anything_is_asked(pages: TestClient) -> None:
    page = Read(pages.get("/zh/compare").text)
    assert page.texts("h2") == ["开过多次的会议"]
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    wanted = ["2019 对照 2021", "2021 对照 2022", "历年提纲"]
    assert [said for said in links if said in wanted] == wanted
    compared = Read(pages.get(links["2019 对照 2021"]).text)
    assert (compared.texts("del"), compared.texts("ins")) == (["三"], ["五"])
    assert "共 3 篇" in Read(pages.get(links["历年提纲"]).text).texts("p", "found")[0]


def test_of_many_meetings_the_newest_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "_OFFERED", 9)
    monkeypatch.setattr(compare, "_OF_EACH", 1)
    for name in "甲乙丙丁戊己庚辛壬癸子":
        for year in (2020, 2021, 2022):
            text = f"同志们：\n\n{name}渠第{year - 2000}次清淤，{year}年的淤泥堆在{name}桥边。"
            write_speech(
                tmp_path / "渠" / f"{name}{year}.md", text, title=f"在{name}渠清淤会上的讲话", date=f"{year}-03-01"
            )
    build_with_pairs(tmp_path / "渠", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever, pages_of(retriever) as client:
        page = Read(client.get("/zh/compare").text)
    said = [text for text in page.texts("a") if "对照" in text and text != "两稿对照"]
    assert said == ["2021 对照 2022"] * 9
    assert "另有 2 项没有列出，请在上面输入标题、年份或讲话人。" in page.texts("p", "hint")


def test_the_versions_of_a_speech_are_offered(tmp_path: Path) -> None:
    text = "同志们：\n\n路灯坏了当天修好，修不好的挂牌说明原因，谁也不许拖过三天。"
    for state, end in (("征求意见稿", "。"), ("定稿", "！")):
        write_speech(
            tmp_path / "路" / f"{state}.md", text + end, title=f"在路灯会上的讲话（{state}）", date="2024-05-06"
        )
    build_with_pairs(tmp_path / "路", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever, pages_of(retriever) as client:
        page = Read(client.get("/zh/compare").text)
    assert page.texts("h2") == ["一篇多稿"]
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    assert "征求意见稿.md" in unquote(links["征求意见稿 对照 定稿"])


def test_the_outlines_of_a_series(pages: TestClient) -> None:
    page = Read(pages.get("/zh/compare", params={"a": "2019.md"}).text)
    assert page.texts("p", "found") == ["历年提纲，共 3 篇；措辞相近的小标题排在同一行，其余按次序对齐。"]
    assert page.texts("tr", "alike") == ["一、先清河一、先清河"]


def test_a_speech_is_offered_and_shown_by_its_date_title_and_speaker(pages: TestClient) -> None:
    labels = [f"{date} 在{date[:4]}年清河会上的讲话 沙洲县县长" for date in ("2022-03-11", "2021-03-09", "2019-03-05")]
    page = Read(pages.get("/zh/compare", params={"a": "2021 县长", "b": "2019.md"}).text)
    offered = [told["value"] for tag, told, _ in page.elements if tag == "option"]
    assert offered[-4:-1] == labels
    typed = {told["name"]: told["value"] for tag, told, _ in page.elements if told.get("role") or tag == "input"}
    assert (typed["a"], typed["b"]) == (labels[1], labels[2])
    assert Read(pages.get("/zh/compare", params={"a": labels[1], "b": labels[2]}).text).texts("ins") == ["三"]


def test_sections_with_what_only_one_speech_has_folded(pages: TestClient) -> None:
    page = Read(pages.get("/zh/compare", params={"a": "2019.md", "b": "2021.md"}).text)
    assert page.texts("span", "name") == ["开头", "一、先清河"]
    folded = [text for text in page.texts("summary") if text.startswith(("新增", "删去"))]
    assert [text.replace(" ", "") for text in folded] == ["新增1删去2"]
    assert page.values("open", "details", "section") == ["", ""]
    assert page.values("data-only", "button") == ["kept", "reworded", "new", "dropped"]


def test_a_comparison_to_take_away(pages: TestClient) -> None:
    answer = pages.get("/zh/compare.csv", params={"a": "2019.md", "b": "2021.md"})
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "异同,2019-03-05 在2019年清河会上的讲话,2021-03-09 在2021年清河会上的讲话"
    assert rows[1] == "照用,同志们：,同志们："


def test_a_set_list_with_its_members(pages: TestClient) -> None:
    page = Read(pages.get("/zh/enumerations").text)
    assert page.texts("h2") == ["两本账"]
    assert page.texts("li") == ["种树账", "清河账"]
    opened = page.values("href", "a", "opens")
    assert Read(pages.get(opened[0] + "&part=reader").text).texts("mark") != []
    nothing = Read(pages.get("/zh/enumerations", params={"q": "五件事"}).text)
    assert nothing.texts("p", "found") == ["库内没有这样的成套提法。"]


def test_a_name_of_several_speeches_leads_to_each(pages: TestClient) -> None:
    page = Read(pages.get("/zh/compare", params={"a": "清河会", "b": "2021.md"}).text)
    listed = [text for text in page.texts("li") if text.endswith(".md")]
    assert [text.split(" ")[0][:11] for text in listed] == ["2022年3月11日在", "2021年3月9日在2", "2019年3月5日在2"]
    last = next(href for href in page.values("href", "a") if "a=2019.md" in href)
    assert Read(pages.get(last).text).texts("del") == ["三"]


def test_a_name_of_another_year_leads_to_the_years_there_are(pages: TestClient) -> None:
    page = Read(pages.get("/zh/compare", params={"a": "2016年清河会", "b": "2021.md"}).text)
    assert "库内没有“2016年清河会”。其他年份的有 3 篇，可选一篇：" in page.texts("p")
    links = [address for address in page.values("href", "a") if "b=2021.md" in address and "a=" in address]
    first = Read(pages.get(next(address for address in links if "2019" in unquote(address))).text)
    assert (first.texts("del"), first.texts("ins")) == (["三"], ["五"])
    assert (
        "库内没有叫“2016”的讲话" in Read(pages.get("/zh/compare", params={"a": "2016"}).text).texts("p", "refused")[0]
    )

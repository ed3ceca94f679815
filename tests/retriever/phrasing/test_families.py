"""Wordings through the years: which families fit a text, in which order, and what is shown of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import PartialDate
from corpus.errors import QueryError
from retriever.cli import main
from retriever.opened import OpenedIndex
from retriever.phrasing.families import FormulationFamily, find_families
from retriever.phrasing.occurrences import occurrences
from retriever.phrasing.scope import Scope
from tests.conftest import answered, build_with_pairs, write_speech

DRAINS_19 = "汛期到来之前，要把城区的排水管网全部疏通一遍。"
DRAINS_21 = "汛期到来之前，要把城区的排水管网全部疏通两遍。"
DRAINS_23 = "汛期到来之前，要把城区和集镇的排水管网全部疏通两遍。"
LEDGER = "村里的每一笔开支都要贴上墙、晒出来、说得清。"
SHED = "We keep the doors of the ferry shed open six days a week."
SHED_LATER = "We keep the doors of the ferry shed open seven days a week."

CORPUS = {
    "2019.md": ("2019年防汛会上的讲话", "2019-05-06", f"{DRAINS_19}\n\n{LEDGER}"),
    "2020.md": ("2020年防汛会上的讲话", "2020-05-08", f"{DRAINS_19}\n\n值班电话要有人接、有人记、有人回。"),
    "2021.md": ("2021年防汛会上的讲话", "2021-05-10", f"{DRAINS_21}\n\n雨量站的电池每月换一次。"),
    "办公室/2023.md": ("2023年防汛会上的讲话", "2023-05-12", DRAINS_23),
    "村务.md": ("在村务公开会上的讲话", None, LEDGER),
    "english/2021.md": ("Opening of the shed", "2021-06-01", SHED),
    "english/2022.md": ("A year of the shed", "2022-06-01", SHED_LATER),
}


def write_corpus(folder: Path) -> Path:
    for name, (title, date, text) in CORPUS.items():
        dated = {"date": date} if date else {}
        write_speech(folder / name, f"\n{text}\n", title=title, **dated)
    return folder


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    work = tmp_path_factory.mktemp("families")
    build_with_pairs(write_corpus(work / "稿"), work / "index")
    with OpenedIndex.open(work / "index") as opened:
        yield opened


def wordings(family: FormulationFamily) -> list[str]:
    return [variant.text for variant in family.variants]


def fitting(opened: OpenedIndex, text: str) -> list[list[str]]:
    return [wordings(family) for family in find_families(opened, text, 10).families]


DRAINS = [DRAINS_23, DRAINS_21, DRAINS_19]


# --- what is shown ---------------------------------------------------------------------------------------------


def test_all_families_with_the_newest_wording_of_each(opened: OpenedIndex):
    found = find_families(opened, None, 10)
    assert (found.total, found.scope) == (3, Scope(speeches=7, versions=0, unread=0, marked=0))
    first, *others = found.families
    assert wordings(first) == DRAINS
    assert (first.speeches, first.dates) == (4, (PartialDate(2019, 5, 6), PartialDate(2023, 5, 12)))
    assert first.newest is first.variants[0]
    assert sorted(map(wordings, others)) == [[SHED_LATER, SHED], [LEDGER]]


def test_equal_wordings_are_one_variant_with_all_their_places_newest_first(opened: OpenedIndex):
    [family] = find_families(opened, "排水管网", 10).families
    assert [[source.speech.date_text for source in variant.sources] for variant in family.variants] == [
        ["2023-05-12"],
        ["2021-05-10"],
        ["2020-05-08", "2019-05-06"],
    ]
    for variant in family.variants:
        for source in variant.sources:
            assert opened.snapshot.with_text(source.speech_no).text[source.start : source.end] == variant.text


def test_an_undated_place_comes_last_and_leaves_the_dates_known(opened: OpenedIndex):
    [family] = find_families(opened, "贴上墙", 10).families
    assert [source.speech.date_text for source in family.variants[0].sources] == ["2019-05-06", None]
    assert family.dates == (PartialDate(2019, 5, 6), PartialDate(2019, 5, 6))


def sources_by_date(opened: OpenedIndex) -> dict[str | None, dict[str, object]]:
    """What is said of each speech as a source of its first sentence, but where that ends."""
    return {
        speech.date_text: {
            "speech_id": speech.speech_id,
            "title": speech.title,
            "speaker": None,
            "date": speech.date_text,
            "date_inferred": False,
            "occasion": speech.occasion,
            "origin": None,
            "source": speech.source,
            "start": 0,
        }
        for speech in opened.snapshot.speeches().values()
    }


def test_as_json(opened: OpenedIndex):
    shown = answered(opened, "families", text="排水管网", limit=10)
    sources = sources_by_date(opened)
    variants = (
        (DRAINS_23, 0, [], ["2023-05-12"]),
        (DRAINS_21, 0, [("deleted", "和集镇", "")], ["2021-05-10"]),
        (DRAINS_19, 1, [("replaced", "两", "一")], ["2020-05-08", "2019-05-06"]),
    )
    assert shown == {
        "text": "排水管网",
        "total": 1,
        "scope": {"speeches": 7, "versions": 0, "unread": 0, "marked": 0},
        "families": [
            {
                "newest": {"text": DRAINS_23, **sources["2023-05-12"], "end": len(DRAINS_23)},
                "speeches": 4,
                "first_date": "2019-05-06",
                "last_date": "2023-05-12",
                "latest": True,
                "variants": [
                    {
                        "text": text,
                        "differences": [dict(zip(("kind", "from", "to"), each, strict=True)) for each in differences],
                        "compared_with": compared_with,
                        "standing": {"authoritative": False, "standard": [], "discontinued": []},
                        "sources": [{**sources[date], "end": len(text)} for date in dates],
                    }
                    for text, compared_with, differences, dates in variants
                ],
            }
        ],
        "apart": {"places": 0, "speeches": 0, "newest": None},
    }


DIKE = "巡堤的人要带上手电和哨子，一步也不许少走"
DIKES = {
    "2021.md": ("2021年巡堤会上的讲话", "2021-06-01", f"{DIKE}，看到渗水马上吹哨、马上报告。"),
    "2022.md": ("2022年巡堤会上的讲话", "2022-06-01", f"{DIKE}，看到渗水马上吹哨、马上报告。"),
    "2023.md": ("2023年巡堤会上的讲话", "2023-06-01", f"{DIKE}。"),
    "2024.md": ("2024年巡堤会上的讲话", "2024-06-01", f"{DIKE}，轮到谁家值夜，由村里抓阄排定以后再贴出来。"),
}


@pytest.fixture(scope="module")
def dikes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    """A wording in three speeches that are a family and, last, in a sentence that is too unlike them."""
    work = tmp_path_factory.mktemp("dikes")
    for name, (title, date, text) in DIKES.items():
        write_speech(work / "稿" / name, f"\n{text}\n", title=title, date=date)
    build_with_pairs(work / "稿", work / "index")
    with OpenedIndex.open(work / "index") as opened:
        yield opened


def test_a_family_is_not_called_newest_where_the_wording_was_used_later(
    dikes: OpenedIndex, capsys: pytest.CaptureFixture[str]
):
    found = find_families(dikes, "一步也不许少走", 10)
    [family] = found.families
    assert (family.dates, family.latest) == ((PartialDate(2021, 6, 1), PartialDate(2023, 6, 1)), False)
    [apart] = found.apart
    text = dikes.snapshot.with_text(apart.speech_no).text
    assert (apart.speech.date_text, text[apart.start : apart.end]) == ("2024-06-01", "一步也不许少走")
    assert main(["families", "一步也不许少走", "--index", str(dikes.snapshot.index)]) == 0
    printed = capsys.readouterr().out
    assert "newest of those looked through" not in printed and f"[newest of this family] {DIKE}" in printed
    assert "places: 1. The latest: 2024-06-01 · 2024年巡堤会上的讲话 · " in printed


def test_of_all_families_each_has_its_newest(dikes: OpenedIndex):
    found = find_families(dikes, None, 10)
    assert [family.latest for family in found.families] == [True]
    assert found.apart == ()


def test_every_place_of_a_wording_is_in_a_family_or_apart(opened: OpenedIndex, dikes: OpenedIndex):
    for at, wording in ((opened, "的"), (opened, "doors"), (dikes, "哨"), (dikes, "不许"), (dikes, "年巡堤")):
        found = find_families(at, wording, 100)
        every = {(one.speech_no, one.start) for one in occurrences(at, wording).counted}
        apart = {(one.speech_no, one.start) for one in found.apart}
        members = [s for family in found.families for variant in family.variants for s in variant.sources]
        held = {one for one in every if any(m.speech_no == one[0] and m.start <= one[1] < m.end for m in members)}
        assert (apart | held, apart & held) == (every, set())


# --- which families fit ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("排水管网", [DRAINS]),
        ("排水管網", [DRAINS]),
        ("以前怎么写排水管网的", [DRAINS]),
        ("“排水管网”和“两遍”以前是怎么讲的", [DRAINS]),
        ("“排水管网”和“三遍”以前是怎么讲的", [DRAINS]),  # no family holds both, but most of what is asked
        ("汛期到来以前，要把老城区的排水管网统统疏通一遍。", [[DRAINS_19, DRAINS_23, DRAINS_21]]),
        ("村里每笔开支都要贴上墙、晒出来、讲得清", [[LEDGER]]),
        ("How did we put the ferry shed before?", [[SHED_LATER, SHED]]),
        ("值班电话要有人接", []),
        ("外星人登陆", []),
    ],
)
def test_what_fits_a_text(opened: OpenedIndex, text: str, expected: list[list[str]]):
    assert fitting(opened, text) == expected


def test_what_holds_the_wording_goes_before_what_is_like_it(tmp_path: Path, index: Path):
    said = "要把小区的楼道清理干净、把门口的车辆停放整齐。"
    longer = "老旧小区的楼道和门口的车棚今年都要改造。"
    for number, text in enumerate((said, said, said, longer, longer)):
        write_speech(tmp_path / "稿" / f"{number}.md", f"\n{text}", title=f"第{number}次会", date=f"202{number}-01-01")
    build_with_pairs(tmp_path / "稿", index)
    with OpenedIndex.open(index) as opened:
        assert fitting(opened, "楼道和门口的车棚") == [[longer]]
        assert fitting(opened, "楼道") == [[said], [longer]]


SLUICE = "闸门的钥匙要由两个人分开保管，谁也不许一个人开闸"
SLUICE_OLD = "闸门的锁匙要由两个人分开掌管，谁也不许一个人开闸"
SEED = "仓库里的种子要按品种分开堆放，一袋一签"


def opened_with(folder: Path, index: Path, texts: dict[str, str]) -> OpenedIndex:
    """An opened index of a text a year, each under its year's meeting."""
    for year, text in texts.items():
        write_speech(
            folder / f"{year}.md",
            f"\n{text}\n",
            title=f"{year[:4]}年第{year[4:] or '一'}次会",
            date=f"{year[:4]}-05-06",
        )
    build_with_pairs(folder, index)
    return OpenedIndex.open(index)


def test_a_family_is_about_a_wording_that_half_of_its_variants_hold(tmp_path: Path, index: Path):
    said = {
        "2019": f"{SLUICE}。",
        "2020": f"{SLUICE}门。",
        "2021": f"{SLUICE_OLD}。",
        "2022": f"{SLUICE_OLD}门。",
        "2023": f"{SLUICE_OLD}口。",
    }
    with opened_with(tmp_path / "稿", index, said) as opened:
        assert [len(family.variants) for family in find_families(opened, None, 9).families] == [5]
        found = find_families(opened, "钥匙", 9)
        assert (found.families, [place.speech.date_text[:4] for place in found.apart]) == ((), ["2020", "2019"])
        [family] = find_families(opened, "锁匙", 9).families
        assert [variant.text[3:5] for variant in family.variants] == ["锁匙", "锁匙", "锁匙", "钥匙", "钥匙"]


def test_what_holds_the_wording_is_in_front_and_what_the_others_are_compared_with(tmp_path: Path, index: Path):
    said = {
        "2019": f"{SLUICE}。",
        "2020": f"{SLUICE_OLD}。",
        "2021": f"{SLUICE_OLD}，听清了没有。",
        "2022": f"{SLUICE}，听清了没有。",
    }
    with opened_with(tmp_path / "稿", index, said) as opened:
        [family] = find_families(opened, "锁匙", 9).families
        assert [(v.sources[0].speech.year, v.compared_with) for v in family.variants] == [
            (2021, 0),
            (2020, 0),
            (2022, 0),
            (2019, 1),
        ]
        *_, oldest = family.variants
        changed = [oldest.text[slice(*each.b)] for each in oldest.differences if each.kind != "equal"]
        assert changed == ["钥", "保"]


def test_families_of_most_variants_that_hold_the_wording_come_first(tmp_path: Path, index: Path):
    said = {f"202{n}": f"{SEED}。{SLUICE}。" for n in range(3)}
    said |= {
        "2023": "仓库里的种子要按品种分开堆放，一袋一签一本账。",
        "2024": "仓库里的种子要按年份分开堆放，一袋一签。",
    }
    said["2025"] = f"{SLUICE}。"
    with opened_with(tmp_path / "稿", index, said) as opened:
        families = find_families(opened, "分开", 9).families
        assert [(family.variants[0].text[:2], len(family.variants), family.speeches) for family in families] == [
            ("仓库", 3, 5),
            ("闸门", 1, 4),
        ]


def test_without_a_wording_what_changed_its_words_comes_before_what_changed_its_numbers(tmp_path: Path, index: Path):
    counts = dict(zip(range(2015, 2023), "三四五六七八九十", strict=True))
    goals = {year: "转变种植方式" if year < 2019 else "调整种植结构" for year in counts}
    made = "今年全县要新修机耕道{}条，村村都要派人上工。"
    meant = "围绕村民增收这个目标，合作社要{}，村民要学会记账。"
    said = {str(year): made.format(count) + meant.format(goals[year]) for year, count in counts.items()}
    with opened_with(tmp_path / "稿", index, said) as opened:
        first, second = find_families(opened, None, 9).families
        assert (first.variants[0].text[:2], second.variants[0].text[:2]) == ("围绕", "今年")


def test_no_more_than_the_limit(opened: OpenedIndex):
    found = find_families(opened, None, 1)
    assert (found.total, len(found.families)) == (3, 1)
    assert len(find_families(opened, "排水管网", 1).families) == 1
    with pytest.raises(QueryError):
        find_families(opened, None, 0)


def test_a_blank_text_is_an_error(opened: OpenedIndex):
    with pytest.raises(QueryError):
        find_families(opened, " 　", 10)


# --- an office's list ------------------------------------------------------------------------------------------


def standings(family: FormulationFamily) -> list[tuple[str, bool, bool, bool]]:
    return [
        (v.text, bool(v.standing.standard), bool(v.standing.discontinued), v.standing.authoritative)
        for v in family.variants
    ]


def test_the_standard_goes_before_the_newest_and_the_discontinued_behind(tmp_path: Path, index: Path):
    folder = write_corpus(tmp_path / "稿")
    (folder / "wordings.csv").write_text("标准写法,停用写法\n疏通一遍,城区和集镇\n", encoding="utf-8")
    build_with_pairs(folder, index)
    with OpenedIndex.open(index) as opened:
        [family] = find_families(opened, "排水管网", 10).families
        assert standings(family) == [
            (DRAINS_19, True, False, False),
            (DRAINS_21, False, False, False),
            (DRAINS_23, False, True, False),
        ]
        assert family.newest.text == DRAINS_23


def test_what_stands_in_an_authoritative_folder_goes_before_the_newest(tmp_path: Path, index: Path):
    folder = write_corpus(tmp_path / "稿")
    (folder / "english").rename(folder / "文件")
    (folder / "metadata.csv").write_text("file,authoritative\n办公室/,no\n文件/,yes\n", encoding="utf-8")
    write_speech(folder / "文件" / "2018.md", f"\n{DRAINS_19}", title="防汛通知", date="2018-05-01")
    build_with_pairs(folder, index)
    with OpenedIndex.open(index) as opened:
        [family] = find_families(opened, "排水管网", 10).families
        assert standings(family) == [
            (DRAINS_19, False, False, True),
            (DRAINS_23, False, False, False),
            (DRAINS_21, False, False, False),
        ]


# --- the command -----------------------------------------------------------------------------------------------


def test_the_command_prints_families_and_what_was_looked_through(
    opened: OpenedIndex, capsys: pytest.CaptureFixture[str]
):
    assert main(["families", "排水管网", "--index", str(opened.snapshot.index)]) == 0
    printed = capsys.readouterr().out
    assert f"[newest of those looked through] {DRAINS_23}" in printed
    assert "[variant] 汛期到来之前，要把城区【nothing｜newest: 和集镇】的排水管网全部疏通两遍。" in printed
    assert printed.rstrip().endswith("This holds for the 7 speeches in the library.")


def test_the_command_says_how_many_are_not_listed(opened: OpenedIndex, capsys: pytest.CaptureFixture[str]):
    assert main(["families", "--index", str(opened.snapshot.index), "--limit", "1"]) == 0
    printed = capsys.readouterr().out
    assert "3 families" in printed
    assert "2 more are not listed" in printed


def test_the_command_prints_json(opened: OpenedIndex, capsys: pytest.CaptureFixture[str]):
    assert main(["families", "贴上墙", "--json", "--index", str(opened.snapshot.index)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [family["newest"]["text"] for family in shown["families"]] == [LEDGER]


def test_the_command_says_that_nothing_fits(opened: OpenedIndex, capsys: pytest.CaptureFixture[str]):
    assert main(["families", "外星人登陆", "--index", str(opened.snapshot.index)]) == 0
    assert capsys.readouterr().out.startswith("No earlier wordings of “外星人登陆”")

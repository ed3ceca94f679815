from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fold, fold_plain, outline
from corpus.errors import QueryError
from retriever.cli import main
from retriever.opened import OpenedIndex
from retriever.phrasing.set_phrases.enumerations import enumerations
from retriever.phrasing.set_phrases.listings import listings, places_of
from retriever.phrasing.set_phrases.marked import marked_lines
from retriever.phrasing.set_phrases.names import quoted_set_phrases, unquoted_phrases
from retriever.phrasing.set_phrases.numbered import noun_of, number_of
from tests.conftest import answered, build_with_pairs, write_speech


def _members(text: str, phrase: str) -> list[list[str]]:
    """The members of each full listing of `phrase` in `text`, as written."""
    lines, folded = marked_lines(text, fold(text)), fold_plain(phrase)
    found = listings(lines, places_of(lines, [folded]).get(folded, []), lambda: outline(text), folded)
    return [[text[slice(*member)] for member in each.members] for each in found]


# --- what is a numbered set phrase -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "number", "noun"),
    [
        ("四本台账", 4, "台账"),
        ("三个到岗", 3, "到岗"),
        ("四个一", 4, "一"),
        ("六稳", 6, "稳"),
        ("五位一体", 5, "位一体"),
        ("三去一降一补", 5, "去一降一补"),
        ("两不愁三保障", 5, "不愁三保障"),
        ("两个一百年", 2, "一百年"),
        ("四个一批", 4, "一批"),
        ("十二项规定", 12, "规定"),
        ("二十四条措施", 24, "措施"),
    ],
)
def test_a_set_phrase_announces_a_number(phrase: str, number: int, noun: str):
    assert (number_of(phrase), noun_of(phrase)) == (number, noun)


@pytest.mark.parametrize(
    "phrase",
    "三个月 两次 十户 三年行动 五个方面 三个问题 四个季度 十四五 二十大 二十届三中全会 五一 五四青年节 一网通办"
    " 一户一策 一老一小 二维码 台账 第三个到岗 三".split(),
)
def test_everyday_counts_plans_and_holidays_are_none(phrase: str):
    assert number_of(phrase) is None


def test_a_phrase_alone_in_quotation_marks_of_any_kind_is_set():
    line = '“四本台账”和"三个到岗"，还有「六個到位」，‘两不误’，“三个到岗，一个不少”，“三个月”，四张网。'
    found = [phrase for each in marked_lines(line, fold(line)) for phrase in quoted_set_phrases(each)]
    assert found == ["四本台账", "三个到岗", "六个到位", "两不误"]


def test_without_quotation_marks_it_stands_in_two_speeches_and_its_noun_is_not_counted_otherwise():
    texts = [
        "打好三大攻坚行动的收官战，抓好五大工程，完成四项清理。",
        "三大攻坚行动要收官，五大平台要建成，完成三项清理。",
        "完成五项清理，三个月见效，再用三个月巩固。",
        "再用三个月，完成五项清理，也抓好四项清理。",
    ]
    assert unquoted_phrases({i: marked_lines(text, fold(text)) for i, text in enumerate(texts)}) == {"三大攻坚行动"}
    assert unquoted_phrases({0: marked_lines(texts[0] * 3, fold(texts[0] * 3))}) == set()


# --- where its members are listed in full --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("推行“三本账”，即收入账、支出账、往来账。", ["收入账", "支出账", "往来账"]),
        ("所谓“三本账”，就是收入账、支出账和往来账，一本也不能少。", ["收入账", "支出账", "往来账"]),
        ("今年把“三本账”调整为收入账、支出账以及往来账。", ["收入账", "支出账", "往来账"]),
        ("管好“三本账”（收入账、支出账、往来账），年底公开。", ["收入账", "支出账", "往来账"]),
        ("“三本账”分别是“收入账”“支出账”“往来账”。", ["收入账", "支出账", "往来账"]),
        ("“三本账”分别是“收入账”、“支出账”、“往来账”。", ["收入账", "支出账", "往来账"]),
        ("“三本账”是：收入账、支出账、往来账等三本账。", ["收入账", "支出账", "往来账"]),
        ("“三本账”：收入账，钱从哪里来；支出账，钱到哪里去；往来账，谁欠谁的。", ["收入账", "支出账", "往来账"]),
        ("“三本账”：一是收入账，天天记；二是支出账，月月核；三是往来账，年年清。", ["收入账", "支出账", "往来账"]),
        ("“三本账”：一本是收入账；一本是支出账；一本是往来账。", ["收入账", "支出账", "往来账"]),
        ("“三本账”：收进来的，花出去的，欠着人的。", ["收进来的", "花出去的", "欠着人的"]),
        ("“三本账”，就是收入要见底，支出要见底，往来要见底。", ["收入要见底", "支出要见底", "往来要见底"]),
        ("“三本账”不能丢。收入账、支出账、往来账都要上墙。", ["收入账", "支出账", "往来账"]),
        ("用好“三本账”。各村都要建立收入账、支出账、往来账。", ["收入账", "支出账", "往来账"]),
        ("“三本账”要记。一是收入账。天天记。二是支出账。月月核。三是往来账。年年清。", ["收入账", "支出账", "往来账"]),
        ("推行「三本賬」，即收入賬、支出賬、往來賬。", ["收入賬", "支出賬", "往來賬"]),
    ],
)
def test_the_members_of_a_full_listing_are_slices(text: str, members: list[str]):
    assert _members(text, "三本账") == ([members] if members else [])


@pytest.mark.parametrize(
    "text",
    [
        "推行“三本账”，即收入账、支出账。",
        "推行“三本账”，即收入账、支出账、往来账、公益账。",
        "“三本账”不是收入账、支出账、往来账，而是一颗公心。",
        "“三本账”要常翻、常晒、常对。",
        "“三本账”：一是收入账、支出账、往来账要齐；二是要公开。",
        "“三本账”就是要沉下心来，一级抓一级，层层抓落实。",
        "“三本账”（收入账、支出账）要公开，往来账也要公开。",
        "第三本账，即收入账、支出账、往来账。",
        "“三本账”：收入账、收入账、往来账。",
    ],
)
def test_what_does_not_list_exactly_as_many_is_no_listing(text: str):
    assert _members(text, "三本账") == []


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("统筹种植、养殖、加工“三大产业”。", ["种植", "养殖", "加工"]),
        ("种植、养殖、加工“三大产业”都要稳。", ["种植", "养殖", "加工"]),
        ("今年看种植、养殖、加工“三大产业”。", []),  # where the first member begins is not sure
        ("统筹种植、养殖、深加工“三大产业”。", []),
        ("统筹种植、养殖“三大产业”。", []),
        ("统筹粮食、种植、养殖、加工“三大产业”。", []),
        ("统筹种植、养殖、加工、“三大产业”。", []),
    ],
)
def test_members_of_one_length_in_front_of_the_quoted_phrase(text: str, members: list[str]):
    assert _members(text, "三大产业") == ([members] if members else [])


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (
            "开展“三查两改”，查账目、查物资、查用工，改流程、改台账，年底收官。",
            ["查账目", "查物资", "查用工", "改流程", "改台账"],
        ),
        ("“三查两改”：查账目，查物资，查用工，改流程，改台账。", ["查账目", "查物资", "查用工", "改流程", "改台账"]),
        ("开展“三查两改”，查账目、查物资，改流程、改台账。", []),
        ("开展“三查两改”，查账目、查物资、查用工，改流程、改台账、改作风。", []),
        ("开展“三查两改”以来，查账目、查物资、查用工，改流程、改台账。", []),
    ],
)
def test_members_with_the_two_heads_of_a_phrase(text: str, members: list[str]):
    assert _members(text, "三查两改") == ([members] if members else [])


def test_the_next_set_phrase_ends_the_listing():
    text = "“两升”，就是整改率升到九成，知晓率升到八成；“三覆盖”，就是劝导站、监测点、演练三个全覆盖。"
    assert _members(text, "两升") == [["整改率升到九成", "知晓率升到八成"]]
    assert _members(text, "三覆盖") == [["劝导站", "监测点", "演练"]]


def test_headings_below_the_phrase_are_its_members():
    body = "这件事由县里统一部署，各乡镇分头落实，年底前逐项验收，验收结果向群众公布。"
    text = f"同志们：\n一、摸清底数\n{body}\n二、做到“三个不减”\n{body}\n"
    text += "".join(f"{heading}\n{body}\n" for heading in ("（一）力度不减", "（二）人手不减", "（三）投入不减"))
    assert _members(text, "三个不减") == [["力度不减", "人手不减", "投入不减"]]
    assert _members(text.replace("（三）投入不减\n", ""), "三个不减") == []
    nearer = text.replace("一、摸清底数\n", "一、摸清底数\n“三个不减”（标准不减、力度不减、投入不减）要落实。\n")
    assert _members(nearer, "三个不减") == [["标准不减", "力度不减", "投入不减"]]


def test_the_outline_of_a_whole_speech_is_not_a_listing():
    text = "同志们：\n今天只讲“三个不减”。\n一、形势\n看清形势。\n二、任务\n落实任务。\n三、纪律\n严明纪律。"
    assert _members(text, "三个不减") == []


_WORD = st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=5)


@given(st.lists(_WORD, min_size=1, max_size=6, unique=True), st.sampled_from(["，即", "就是", "：", "（"]))
def test_a_listing_has_exactly_the_announced_members(words: list[str], connector: str):
    closing = "）" if connector == "（" else ""
    text = f"会上提出“四个清”{connector}{'、'.join(words)}{closing}。"
    assert _members(text, "四个清") == ([words] if len(words) == 4 else [])


@given(
    st.lists(st.sampled_from("“四个清” 四个清 即 ： ， 、 ； 。 （ ） 一是 甲 乙丙 丁戊 \n".split(" ")), max_size=30)
)
def test_whatever_the_text_spans_are_in_order_and_as_many_as_announced(pieces: list[str]):
    text = "".join(pieces)
    lines = marked_lines(text, fold(text))
    for each in listings(lines, range(len(lines)), lambda: outline(text), "四个清"):
        assert fold_plain(text[slice(*each.phrase)]) == "四个清"
        assert len(each.members) == 4
        assert all(start < end for start, end in each.members)
        assert all(one.end <= other.start for one, other in pairwise((each.phrase, *each.members)))
        assert each.whole == (each.phrase.start, each.members[-1].end)


# --- through the speeches ------------------------------------------------------------------------------------------

_FARM = "农业/{}.md"
_SPEECHES = {
    "农业/2019.md": ("2019-03-01", "管好“三本账”，就是收入账、支出账、往来账。三本账要上墙。"),
    "农业/2021.md": ("2021-03-01", "今年的“三本账”，是收入账、开支账、往来账。"),
    "农业/2023.md": ("2023-03-01", "今年的“三本账”，是往来账、收入账、公益账。十三本账并成一本，没有必要。"),
    "教育/2022.md": ("2022-09-01", "学校的“三本账”，即学籍账、营养账、安全账。"),
    "教育/2020.md": (
        "2020-09-01",
        "“四个不让”要做到，先做到学籍不让丢、教室不让漏。再抓五项清查、两项共建、四大校园。",
    ),
    "教育/2021.md": (
        "2021-09-01",
        "“四个不让”还有两条，灶台不让冷、路上不让险。五项清查继续抓，两项共建即校企共建、家校共建，还有四大校园。",
    ),
    "教育/老稿.md": (None, "“三本账”即学籍账、营养账、安全账。四大校园。"),
}


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of speeches with set phrases, and of a draft of one of them."""
    folder = tmp_path_factory.mktemp("ledgers")
    for name, (date, text) in _SPEECHES.items():
        stated = {"date": date} if date else {}
        write_speech(folder / "corpus" / name, f"{text}\n", title=f"在{name[:2]}工作会议上的讲话", **stated)
    write_speech(
        folder / "corpus" / "农业/2019送审.md",
        f"{_SPEECHES['农业/2019.md'][1]}\n",
        title="在农业工作会议上的讲话（送审稿）",
        date="2019-03-01",
        state="送审稿",
    )
    (folder / "corpus" / "wordings.csv").write_text("标准写法,停用写法\n五个不让,四个不让\n", encoding="utf-8")
    build_with_pairs(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def opened(ledgers: Path):
    with OpenedIndex.open(ledgers) as opened:
        yield opened


def test_each_set_phrase_has_its_counts_and_listings_by_date(opened: OpenedIndex):
    found = answered(opened, "enumerations")
    assert [each["phrase"] for each in found["enumerations"]] == ["三本账", "四大校园", "两项共建", "四个不让"]
    assert found["total"] == 4
    assert found["scope"]["versions"] == 1
    ledger, _, _, left = found["enumerations"]
    assert {key: ledger[key] for key in ("phrase", "number", "occurrences", "speeches", "complete")} == {
        "phrase": "三本账",
        "number": 3,
        "occurrences": 6,
        "speeches": 5,
        "complete": True,
    }
    assert [(each["date"], each["series"], [m["text"] for m in each["members"]]) for each in ledger["listings"]] == [
        ("2019-03-01", 0, ["收入账", "支出账", "往来账"]),
        ("2021-03-01", 0, ["收入账", "开支账", "往来账"]),
        ("2022-09-01", 1, ["学籍账", "营养账", "安全账"]),
        ("2023-03-01", 0, ["往来账", "收入账", "公益账"]),
        (None, 1, ["学籍账", "营养账", "安全账"]),
    ]
    assert [each["standard"] for each in left["discontinued"]] == ["五个不让"]
    assert (left["phrase"], left["complete"], left["listings"], left["changes"]) == ("四个不让", False, [], [])


def test_listings_with_the_same_members_are_one_version(opened: OpenedIndex):
    (ledger,) = enumerations(opened, "三本账").found
    assert [[listed.speech.title for listed in version] for version in ledger.versions] == [
        ["在农业工作会议上的讲话"],
        ["在农业工作会议上的讲话"],
        ["在教育工作会议上的讲话", "在教育工作会议上的讲话"],
        ["在农业工作会议上的讲话"],
    ]


def test_a_list_is_followed_through_the_years_and_not_into_another_of_its_name(opened: OpenedIndex):
    (ledger,) = answered(opened, "enumerations", phrase="三本账")["enumerations"]
    changes = [
        (c["from"]["date"], c["to"]["date"], c["added"], c["dropped"], c["reworded"], c["moved"])
        for c in ledger["changes"]
    ]
    assert changes == [
        ("2019-03-01", "2021-03-01", ["开支账"], ["支出账"], [], False),
        ("2021-03-01", "2023-03-01", ["公益账"], ["开支账"], [], True),
    ]


def test_everything_shown_is_a_slice(opened: OpenedIndex):
    for each in enumerations(opened).found:
        for listed, shown in zip(
            each.listings,
            next(e for e in answered(opened, "enumerations")["enumerations"] if e["phrase"] == each.phrase)["listings"],
            strict=True,
        ):
            number = opened.snapshot.number_of(listed.speech.speech_id)
            assert number is not None
            text = opened.snapshot.with_text(number).text
            for piece in (shown, shown["phrase"], *shown["members"]):
                assert text[piece["start"] : piece["end"]] == piece["text"]


def test_a_phrase_may_be_asked_for_in_part_with_marks_or_without_being_set(opened: OpenedIndex):
    assert [each.phrase for each in enumerations(opened, "“三本账”").found] == ["三本账"]
    assert [each.phrase for each in enumerations(opened, "不让").found] == ["四个不让"]
    assert [each.phrase for each in enumerations(opened, "五项清查").found] == ["五项清查"]
    assert enumerations(opened, "五本账").found == ()
    with pytest.raises(QueryError):
        enumerations(opened, " ")


def test_the_command_says_what_is_not_listed_in_full(
    ledgers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["enumerations", "--index", str(ledgers)]) == 0
    printed = capsys.readouterr().out
    said = "“四个不让”：在 2 篇讲话中共 2 处。\n  “四个不让”已停用，标准写法是“五个不让”。\n"
    said += "  未列全：没有找到逐项列出的地方\n"
    assert said in printed
    assert "  2019-03-01 → 2021-03-01  新增：开支账；去掉：支出账\n" in printed
    assert main(["enumerations", "没有", "--index", str(ledgers)]) == 0
    assert "未见这样的数字概括提法。" in capsys.readouterr().out


def test_the_command_prints_json(ledgers: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["enumerations", "四个不让", "--index", str(ledgers), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["phrase"] for each in found["enumerations"]] == ["四个不让"]


def test_one_speech_is_enough_where_each_member_after_the_colon_has_the_noun(tmp_path: Path):
    musts = "要做到四个必须：必须早起巡堤，必须按时报数，必须带齐工具，必须两人同行。"
    bans = "要落实三个一律：对私自开闸的一律停职；对漏报险情的一律通报；对擅离岗位的一律问责。"
    short = "还有五个务必：务必细，务必实。采取三项举措：抓人员、抓物资、抓值守。"
    write_speech(tmp_path / "corpus" / "防汛.md", f"{musts}\n\n{bans}\n\n{short}\n", title="防汛会", date="2022-05-06")
    build_with_pairs(tmp_path / "corpus", tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        found = {each.phrase: each.listings[0].members for each in enumerations(opened).found}
    assert found == {
        "四个必须": ("必须早起巡堤", "必须按时报数", "必须带齐工具", "必须两人同行"),
        "三个一律": ("对私自开闸的一律停职", "对漏报险情的一律通报", "对擅离岗位的一律问责"),
    }

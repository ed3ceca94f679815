import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.outline import outline
from tests.corpus.folders import BUNDLED

BODY = (
    "全镇上下要把这件事放在心上、抓在手上，一项一项盯着办，一村一村接着干，"
    "年底之前拿出群众看得见的成效，让大家过上更好的日子。"
)


def tree(text):
    """Level and heading of each heading paragraph."""
    return [(p.level, p.heading) for p in outline(text) if p.heading]


def paths(text):
    return [p.heading_path for p in outline(text)]


def test_numbered_headings_nest_and_reset():
    text = (
        f"在全镇大会上的讲话|同志们：|{BODY}|一、抓产业|（一）种好粮|{BODY}|1. 选好种子。{BODY}|(1)春耕|{BODY}"
        f"|2．管好水。{BODY}|(二)养好蚕|{BODY}|1、建蚕房|{BODY}|二、抓生态|（一）治水|{BODY}|同志们，{BODY}"
    ).replace("|", "\n")
    assert tree(text) == [
        (1, "一、抓产业"),
        (2, "（一）种好粮"),
        (3, "1. 选好种子"),
        (4, "(1)春耕"),
        (3, "2．管好水"),
        (2, "(二)养好蚕"),
        (3, "1、建蚕房"),
        (1, "二、抓生态"),
        (2, "（一）治水"),
    ]
    found = outline(text)
    assert found[7].heading_path == ("一、抓产业", "（一）种好粮", "1. 选好种子", "(1)春耕")
    assert found[8].heading_path == found[7].heading_path
    assert found[-2].heading_path == ("二、抓生态", "（一）治水")
    assert found[-1].heading_path == ()
    assert [p.number for p in found] == list(range(1, 19))


@pytest.mark.parametrize(
    ("line", "heading", "own_line"),
    [
        ("一、抓产业", "一、抓产业", True),
        ("一、抓产业。", "一、抓产业", True),
        ("　　一、抓产业：  ", "一、抓产业", True),
        ("一、抓产业。" + BODY, "一、抓产业", False),
        ("（三）" + BODY, "（三）全镇上下要把这件事放在心上、抓在手上", False),
        ("㈠抓产业", None, False),
        ("①抓产业", "①抓产业", True),
        ("第一章 总则", "第一章 总则", True),
        ("第二部分：重点任务", "第二部分：重点任务", True),
        ("第三节课程安排很紧，大家都要按时到场。" + BODY, None, False),
        ("第一书记要住在村里。", None, False),
        ("十二、抓落实", "十二、抓落实", True),
        ("2019年，我们修了三条路。", None, False),
        ("3.5%的增速来之不易。", None, False),
        ("三、四季度要加把劲。", None, False),
        ("5、6月份要防汛。", None, False),
        ("一是一、二是二，账要算清楚。", None, False),
        ("一是" + BODY, None, False),
        ("最重要的是人。", None, False),
        ("1. Build the road", "1. Build the road", True),
        ("II. What we will do", "II. What we will do", True),
        ("一、" + "长" * 60, "一、" + "长" * 38, False),
        ("一、", "一、", True),
    ],
)
def test_one_line(line, heading, own_line):
    (paragraph,) = outline(line)
    assert (paragraph.heading, paragraph.own_line) == (heading, own_line)
    assert paragraph.heading_path == ((heading,) if heading else ())


def test_numbered_points_before_the_first_section_do_not_hold_it():
    text = f"1. 听汇报\n2. 看现场\n一、抓落实\n1. 要快\n{BODY}"
    assert tree(text) == [(1, "1. 听汇报"), (1, "2. 看现场"), (1, "一、抓落实"), (2, "1. 要快")]


def test_counted_heads_on_lines_of_their_own():
    text = "\n".join(["同志们：", "一是抓班子，强队伍", BODY, "二是抓作风，树形象", BODY, BODY, "谢谢大家！"])
    assert paths(text) == [
        (),
        *[("一是抓班子，强队伍",)] * 2,
        *[("二是抓作风，树形象",)] * 3,
        (),
    ]


def test_counted_heads_that_share_the_line_end_with_their_sequence():
    text = "\n".join(["一、抓落实", "一要快。" + BODY, BODY, "二要实，" + BODY, BODY, "二、抓保障", BODY])
    top = "一、抓落实"
    assert paths(text) == [
        (top,),
        (top, "一要快"),
        (top, "一要快"),
        (top, "二要实"),
        (top,),
        ("二、抓保障",),
        ("二、抓保障",),
    ]


@pytest.mark.parametrize(
    "heads",
    [
        ["第一，修路", "第二，架桥", "第三，通电"],
        ["首先，要修路", "其次，要架桥", "最后，要通电"],
        ["First, build roads", "Second, build bridges", "Finally, rest"],
        ["一是修路", "二是架桥", "三是通电"],
    ],
)
def test_sequences_of_words(heads):
    stop = ". " if heads[0].isascii() else "。"
    text = "\n".join(head + stop + BODY for head in heads)
    assert tree(text) == [(1, head) for head in heads]


def test_a_lone_count_is_no_heading():
    assert tree("首先，感谢大家。\n" + BODY) == []
    assert tree("二是架桥。\n三要通电。\n最后，祝大家好。") == []


def test_a_sequence_inside_a_paragraph():
    text = "今年重点做好三件事：一是修路，" + BODY[:12] + "；二是架桥；三是通电。" + BODY
    (paragraph,) = outline(text)
    assert paragraph.heading is None
    assert [(item.heading, text[item.start : item.end]) for item in paragraph.items] == [
        ("一是修路，全镇上下要把这件事放在心", "一是修路，全镇上下要把这件事放在心；"),
        ("二是架桥", "二是架桥；"),
        ("三是通电", "三是通电。"),
    ]
    assert paragraph.path_at(text.index("架桥")) == ("二是架桥",)
    assert paragraph.path_at(0) == paragraph.path_at(len(text) - 1) == ()


def test_a_paragraph_that_begins_with_its_sequence():
    text = "一、抓落实\n一要快。说干就干。二要实：一是摸清底数；二是列出清单。三要久。常抓不懈。\n" + BODY
    _, paragraph, after = outline(text)
    assert (paragraph.heading, paragraph.level) == ("一要快", 2)
    assert [item.heading for item in paragraph.items] == ["一要快", "二要实", "一是摸清底数", "二是列出清单", "三要久"]
    assert paragraph.path_at(paragraph.start) == ("一、抓落实", "一要快")
    assert paragraph.path_at(text.index("清单")) == ("一、抓落实", "二要实", "二是列出清单")
    assert paragraph.path_at(text.index("不懈")) == ("一、抓落实", "三要久")
    assert after.heading_path == ("一、抓落实",)


def test_a_sequence_of_single_sentences_ends_with_its_last_one():
    text = "一是修路。二是架桥。三是通电。以上三件事，年底要见分晓。"
    (paragraph,) = outline(text)
    assert [text[item.start : item.end] for item in paragraph.items] == ["一是修路。", "二是架桥。", "三是通电。"]


def test_numbered_sections_in_a_text_without_line_breaks():
    text = f"同志们：{BODY}一、抓产业。{BODY}二、抓生态。{BODY}一、二产业都要抓。"
    (paragraph,) = outline(text)
    assert [item.heading for item in paragraph.items] == ["一、抓产业", "二、抓生态"]


def test_lines_before_the_salutation_are_no_headings():
    text = "一、二三届代表座谈会\n1. 讲话稿\n同志们：\n一、开好会\n" + BODY
    assert tree(text) == [(1, "一、开好会")]


def test_a_short_line_between_long_paragraphs_is_a_heading():
    text = "\n".join(
        ["乡村好时节", BODY, "把路修到家门口", BODY, "2024年6月", BODY, "把水引到田里头", BODY, "县委办公室"]
    )
    assert tree(text) == [(1, "把路修到家门口"), (1, "把水引到田里头")]


def test_a_closing_address_under_its_own_heading_stays_there():
    assert paths(f"一、抓落实\n同志们，{BODY}\n同志们，{BODY}") == [("一、抓落实",), ("一、抓落实",), ()]


def test_a_speech_with_numbered_sections():
    path = BUNDLED / "安全生产" / "2019年3月12日县委书记在全县安全生产工作会议上的讲话.txt"
    found = outline(path.read_text(encoding="utf-8"))
    headings = [(p.level, p.heading[:3]) for p in found if p.heading]
    inside = [(2, f"（{number}）") for number in "一二三四"]
    assert headings == [(1, "一、把"), (1, "二、把"), *inside, (1, "三、把")]
    assert [p.own_line for p in found if p.level == 1] == [True] * 3
    runs = {p.heading_path[0][:2]: [i.heading[:2] for i in p.items] for p in found if p.items}
    assert runs == {"一、": ["一是", "二是", "三是"], "二、": ["1.", "2.", "3."], "三、": ["一要", "二要", "三要"]}
    assert found[-1].heading_path == ()


def test_a_speech_with_counted_headings():
    found = outline((BUNDLED / "文化" / "在文化馆落成仪式上的致辞.txt").read_text(encoding="utf-8"))
    assert [p.heading[:3] for p in found if p.heading] == ["第一，", "第二，", "第三，"]
    assert not any(p.own_line for p in found if p.heading)


MARKERS = [
    "一、",
    "二、",
    "（一）",
    "1.",
    "2、",
    "(1)",
    "①",
    "一是",
    "二是",
    "三是",
    "一要",
    "首先，",
    "最后，",
    "第一，",
    "第二章",
]
parts = st.sampled_from(
    [*MARKERS, "First, ", "II. ", "the road ", "同志们：", "同志们，", "谢谢", "修好路", *"。；：，“”《》\n\n \u3000"]
)
texts = st.one_of(st.lists(parts, max_size=60).map("".join), st.text(max_size=60))


@given(texts)
def test_paragraphs_are_the_lines_and_headings_are_slices(text):
    found = outline(text)
    assert [text[p.start : p.end] for p in found] == [line.strip() for line in text.splitlines() if line.strip()]
    for p in found:
        assert (p.heading is None) == (p.level is None)
        if p.heading:
            assert text.startswith(p.heading, p.start)
            assert p.heading_path[-1] == p.heading
            assert p.level == len(p.heading_path)
        for item in p.items:
            assert p.start <= item.start < item.end <= p.end
            assert text.startswith(item.heading, item.start)
            assert item.heading

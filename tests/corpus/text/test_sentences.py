import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import (
    Span,
    clauses,
    lines,
    reading_size,
    sentences,
    trimmed,
)

LONG = "各单位要对照清单逐项检查，发现一处整改一处"


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "pieces",
    [
        ["河水清了。", "岸也绿了！", "谁来守护？", "大家！！", "都来……", "好"],
        ["他说：“路要修好。”", "我们记下了。"],
        ["他说：“路修好了吗？”", "大家都笑了。"],
        ["“基础要牢！”", "这句话常讲常新。"],
        ["要回答好“为谁干？”这个问题。", "答案在群众那里。"],
        ["要把“想不想？敢不敢？会不会？”问到底，再去行动。", "别的不说。"],
        ["这是“先修路。后办厂。”的老话。", "今天仍然管用。"],
        ["会上印发了《谁来种地？》一书。", "请带回去读。"],
        ["三个镇（含两个街道。）已经完成。", "其余抓紧。"],
        ["（说明：数据截至六月。）", "下面讲第二点。"],
        ["「先立後破。」", "這是經驗。"],
        ["问“好不好?”，答“好!”。", "就这样。"],
        ['他说："路通了。"', "大家鼓掌。"],
        ["增长3.5%，来之不易。", "明年争取4.0%。"],
        ["一.加强领导.", "二.抓好落实."],
        ["今年任务很重.", "大家要抓紧."],
        ["今年怎么干?", "2020年怎么办?"],
        ["网址是a.cn/q?id=1，请查阅。", "谢谢。"],
    ],
)
def test_chinese_sentences_of_a_line(pieces):
    assert cut("".join(pieces)) == pieces


@pytest.mark.parametrize(
    "pieces",
    [
        ["1. Build the road first.", "Then build the school."],
        ["Mr. Lee of the U.S. Office spoke at 9 a.m. Monday.", "We listened."],
        ["Growth was 3.5 percent, i.e. No. 2 in the province.", "Good."],
        ["It rose to 40 in 2019.", "We went on."],
        ["Shall we stop?", '"No!" they said.', "Wait...", "Then go."],
        ['He said, "The road is open."', "We cheered."],
    ],
)
def test_english_sentences_of_a_line(pieces):
    assert cut(" ".join(pieces)) == pieces


def test_a_line_ends_its_sentence_and_blanks_belong_to_none():
    assert cut("\n　标题 \r\n\n 同志们：\t\n好。 很好。\u2028完") == ["标题", "同志们：", "好。", "很好。", "完"]


@pytest.mark.parametrize("text", ["", " \n\t　", "\u2028"])
def test_nothing_but_blanks_has_no_sentences(text):
    assert sentences(text) == []
    assert lines(text) == []


def test_a_forgotten_quotation_mark_swallows_nothing():
    assert cut("他说：“路要修好。我们记下了。（见附件。再说一句。") == [
        "他说：“路要修好。",
        "我们记下了。",
        "（见附件。",
        "再说一句。",
    ]
    assert cut('他说："路要修好。我们记下了。') == ['他说："路要修好。', "我们记下了。"]
    assert cut("“路。“桥。”都通。好。") == ["“路。", "“桥。”", "都通。", "好。"]


def test_a_long_quotation_is_cut_at_its_own_sentence_ends():
    said = [LONG * 4 + "。", LONG * 4 + "！", LONG * 4 + "。”"]
    assert cut("他说：“" + "".join(said) + "好。") == ["他说：“" + said[0], *said[1:], "好。"]


def test_a_semicolon_cuts_only_what_would_be_too_long():
    short = "一手抓修路；一手抓绿化；两手都要硬。"
    assert cut(short) == [short]
    part = LONG * 2  # 42 characters
    assert cut(f"{part}；{part}；{part}；{part}。") == [f"{part}；{part}；", f"{part}；{part}。"]
    assert cut(f"{part}，{part}，{part}；好。") == [f"{part}，{part}，{part}；", "好。"]
    assert cut(f"要记住“{part}；{part}；{part}”。") == [f"要记住“{part}；{part}；{part}”。"]


def test_clauses_keep_names_and_numbers_whole():
    text = "今天，我们学习《山、水、林》；带着“不等、不靠”的劲头，投入1,200人：干。好"
    found = clauses(text, Span(3, len(text)))
    assert [text[a:b] for a, b in found] == [
        "我们学习《山、水、林》；", "带着“不等、不靠”的劲头，", "投入1,200人：", "干。", "好",
    ]  # fmt: skip


def test_clauses_cut_inside_what_is_longer_than_kept():
    text = "按照“一要看得远，二要做得实”去做"
    assert [text[a:b] for a, b in clauses(text, Span(0, len(text)), keep=5)] == ["按照“一要看得远，", "二要做得实”去做"]


def test_clauses_are_trimmed():
    assert clauses("a, b;  c", Span(0, 8)) == [(0, 2), (3, 5), (7, 8)]


def test_english_weighs_a_third():
    assert reading_size("修好路。") == 4
    assert reading_size("road" * 5) == pytest.approx(7)


def test_trimmed():
    assert trimmed(" 甲 乙 ", 0, 5) == (1, 4)
    assert trimmed("甲   乙", 1, 4) == (4, 4)


parts = st.sampled_from(
    [*"。！？!?；;，：、.．…“”‘’「」『』（）()《》[]\"' \n\t\u3000\u20281一aB", "……", "修好路", "Mr.", "U.S.", LONG * 3]
)
texts = st.one_of(st.lists(parts, max_size=60).map("".join), st.text(max_size=60))


def assert_covers(text, spans, start=0, end=None):
    assert [a for a, _ in spans] == sorted({a for a, _ in spans})
    at = start
    for a, b in spans:
        assert at <= a < b
        assert not text[at:a].strip()
        assert text[a:b] == text[a:b].strip()
        at = b
    assert not text[at:end].strip()


@given(texts)
def test_sentences_and_lines_cover_the_text(text):
    assert_covers(text, sentences(text))
    assert_covers(text, lines(text))
    assert all(len(text[a:b].splitlines()) == 1 for a, b in sentences(text))


@given(texts)
def test_clauses_cover_their_sentence(text):
    for sentence in sentences(text):
        assert_covers(text, clauses(text, sentence), *sentence)


@given(
    st.lists(
        st.sampled_from(["路要修好。", "他说：“桥也要修好。”", "“谁来修？”他问。", "（略）", "要把“三件事”办好；"])
    )
)
def test_no_short_quotation_is_torn(pieces):
    for sentence in cut("".join(pieces)):
        assert all(sentence.count(a) == sentence.count(b) for a, b in ["“”", "（）"])

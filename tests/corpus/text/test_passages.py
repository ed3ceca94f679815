import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers import reader_for
from corpus.text.passages import passages
from corpus.text.sentences import reading_size
from tests.corpus.folders import BUNDLED

LINE = "这件事关系到全镇每一户人家的冷暖，必须一竿子插到底。"  # 26 characters
BODY = LINE * 4


def cut(text):
    return [p.text for p in passages(text, "id")]


def assert_passages_are_sound(text):
    at = 0
    for i, p in enumerate(passages(text, "id")):
        assert (p.speech_id, p.ordinal) == ("id", i)
        assert at <= p.start < p.end
        assert text[p.start : p.end] == p.text == p.text.strip()
        assert not text[at : p.start].strip()
        assert p.paragraph == len([line for line in text[: p.start + 1].splitlines() if line.strip()])
        at = p.end
    assert not text[at:].strip()


def test_paragraphs_are_the_unit():
    assert cut(f"{BODY}\n\n　　{BODY}{LINE}\n") == [BODY, BODY + LINE]


def test_short_lines_go_with_what_follows_and_the_last_with_what_precedes():
    text = f"在会上的讲话\n同志们：\n{BODY}\n一、抓落实\n（一）要快\n{BODY}\n{BODY}\n谢谢大家！"
    found = passages(text, "id")
    assert [p.text for p in found] == [
        f"在会上的讲话\n同志们：\n{BODY}",
        f"一、抓落实\n（一）要快\n{BODY}",
        f"{BODY}\n谢谢大家！",
    ]
    assert [p.heading_path for p in found] == [(), ("一、抓落实", "（一）要快"), ("一、抓落实", "（一）要快")]
    assert [p.paragraph for p in found] == [1, 4, 7]


def test_a_heading_is_never_joined_to_the_section_before_it():
    text = f"{BODY}\n一、抓落实\n要快。\n二、抓保障\n{BODY}\n总之要稳。\n三、抓督查\n{BODY}"
    assert cut(text) == [BODY, "一、抓落实\n要快。", f"二、抓保障\n{BODY}\n总之要稳。", f"三、抓督查\n{BODY}"]


def test_short_items_of_a_list_stay_together():
    text = f"{BODY}\n1. 修好三条路。\n2. 架好两座桥。\n3. 通好一片电。\n二、抓保障\n{BODY}"
    found = passages(text, "id")
    assert [p.text for p in found] == [
        BODY,
        "1. 修好三条路。\n2. 架好两座桥。\n3. 通好一片电。",
        f"二、抓保障\n{BODY}",
    ]
    assert found[1].heading_path == ()


def test_a_title_before_a_heading_goes_with_it():
    assert cut(f"讲话提纲\n同志们：\n一、抓落实\n{BODY}") == [f"讲话提纲\n同志们：\n一、抓落实\n{BODY}"]


@pytest.mark.parametrize(
    ("sentences", "sizes"), [(13, [338]), (16, [208, 208]), (20, [260, 260]), (28, [234, 234, 260])]
)
def test_long_paragraphs_are_cut_into_even_pieces_at_sentence_ends(sentences, sizes):
    found = cut(LINE * sentences)
    assert sorted(map(len, found)) == sizes
    assert all(piece.endswith("底。") for piece in found)


def test_a_text_without_line_breaks_has_good_passages():
    found = cut(LINE * 200)
    assert {len(piece) for piece in found} <= {234, 260}


def test_english_counts_in_words():
    text = "We will build the road before the winter comes and the snow falls. " * 40  # 13 words each
    counts = [len(piece.split()) for piece in cut(text)]
    assert counts == [130] * 4


def test_a_sequence_is_cut_off_before_it_begins_and_kept_together():
    items = [f"{n}要{LINE}{LINE}" for n in "一二三四五六"]
    text = LINE * 8 + "".join(items)
    found = passages(text, "id")
    assert [p.text for p in found] == [LINE * 8, "".join(items)]
    assert [p.heading_path for p in found] == [(), ("一要这件事关系到全镇每一户人家的冷暖",)]


def test_a_long_sequence_is_cut_between_its_items():
    items = [f"{n}是抓实{LINE}{LINE}{LINE}{LINE}" for n in "一二三四五"]
    found = passages("要办好五件事：" + "".join(items), "id")
    assert [p.text[:2] for p in found] == ["要办", "三是"]
    assert [p.heading_path for p in found] == [(), ("三是抓实这件事关系到全镇每一户人家的冷暖",)]


def test_an_item_that_is_too_long_is_cut_inside():
    text = f"一要{LINE * 18}二要{LINE}"
    assert all(len(piece) <= 400 for piece in cut(text))
    assert len(cut(text)) == 2


def test_quotations_are_kept_whole():
    quotation = "他说：“" + "路要修好。桥要架稳。" * 15 + "”"
    assert cut(LINE * 9 + quotation + LINE * 9) == [LINE * 7, LINE * 2 + quotation, LINE * 9]


def test_a_very_long_sentence_is_cut_at_semicolons_then_commas_then_anywhere():
    part = "全镇上下共同努力把各项任务落到实处"  # 17 characters
    found = cut("；".join("，".join([part] * 5) for _ in range(10)) + "。")
    assert all(piece[-1] in "；。" for piece in found)
    assert all(len(piece) <= 400 for piece in found)
    found = cut("，".join([part] * 50) + "。")
    assert all(piece[-1] in "，。" for piece in found)
    assert all(150 <= len(piece) <= 400 for piece in found)
    assert [len(piece) for piece in cut("长" * 1250)] == [250] * 5


@pytest.mark.parametrize("text", ["", " \n\u3000\n"])
def test_nothing_gives_no_passages(text):
    assert cut(text) == []


@pytest.mark.parametrize("path", sorted(BUNDLED.rglob("*.txt")), ids=lambda path: path.stem)
def test_bundled_speeches(path):
    text = reader_for(path).read(path).records[0].text
    assert_passages_are_sound(text)
    sizes = [reading_size(p.text) for p in passages(text, "id")]
    assert min(sizes) >= 30
    assert max(sizes) <= 400


MARKERS = [
    "一、",
    "二、",
    "（一）",
    "1.",
    "(2)",
    "一是",
    "二是",
    "三是",
    "一要",
    "二要",
    "首先，",
    "最后，",
    "同志们：",
    "谢谢",
]
parts = st.sampled_from(
    [
        *MARKERS,
        *"。；：，“”《》（） \n\n\u3000\u2028",
        "\r\n",
        "修好路",
        LINE,
        BODY,
        "长" * 260,
        "a" * 90,
        "the road. We ",
    ]
)
texts = st.one_of(st.lists(parts, max_size=60).map("".join), st.text(max_size=80))


@given(texts)
@settings(deadline=None)
def test_passages_are_slices_in_order_that_cover_the_text(text):
    assert_passages_are_sound(text)


@given(texts)
@settings(deadline=None)
def test_no_passage_is_too_long(text):
    assert all(reading_size(piece) <= 1000 for piece in cut(text))


@pytest.mark.parametrize("text", ["。" * 9000, "甲，" * 4500, "a. " * 4000])
def test_thousands_of_tiny_pieces_make_passages_like_others(text):
    found = passages(text, "x")
    assert "".join(passage.text for passage in found).replace(" ", "") == text.replace(" ", "")
    assert all(100 < reading_size(passage.text) < 500 for passage in found)

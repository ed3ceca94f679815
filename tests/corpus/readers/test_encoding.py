"""The right encoding or an error, never a wrong one."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers.encoding import decode

SIMPLIFIED = (
    "同志们：今天把大家请到新渡口的渔码头上开会，是想请大家闻一闻这里的水。五年前这条河是黑的，鱼上不了桌，"
    "人也不愿意在岸边多站一会儿。这五年，我们关了十七家小电镀厂，铺了四十公里管网，河水才一点一点清起来。"
    "水清了，不等于可以歇一口气。上个月的监测数据说明，下游两个断面又有反复，原因是雨天溢流。问题不大，态度要大；"
    "数字很小，责任不小。下一步，先把雨水和污水彻底分开，再把河长的电话印到每一块牌子上，让群众找得到人、说得上话。"
)
TRADITIONAL = (
    "各位鄉親、各位同仁：今天在老碼頭舉行這個座談會，是想聽一聽大家對河道整治的意見。五年來，我們關閉了十七家工廠，"
    "鋪設了四十公里的管線，河水才慢慢清起來。水清了，不等於可以鬆一口氣。上個月的資料說明，下游還有問題，原因是雨天溢流。"
    "下一步，要把雨水和污水完全分開，讓每一位居民都找得到負責的人，說得上話，辦得成事。"
)
ENGLISH = "Good morning. We meet today to talk about water, and about the people who live beside it.\n"
CASES = [
    *[(SIMPLIFIED, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk")],
    *[(SIMPLIFIED, e) for e in ("hz", "utf-7")],
    *[(TRADITIONAL, e) for e in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "big5hkscs", "cp950")],
    *[(ENGLISH, e) for e in ("ascii", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")],
]
NAMES = {"utf-8-sig": "utf-8", "ascii": "utf-8", "gbk": "gb18030", "big5hkscs": "big5", "cp950": "big5"}


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_speech_is_read_in_its_encoding(text, encoding):
    decoded = decode(text.encode(encoding), Path("speech.txt"))
    assert decoded.text == text
    assert decoded.encoding == NAMES.get(encoding, encoding)
    assert 0.5 < decoded.confidence <= 1


@pytest.mark.parametrize("text", ["call +441234567890 or ~{now}", "data:image/png;base64,iVBO+Rw0KGgoAAA+ANSUhEUg=="])
def test_a_text_in_ascii_stays_what_it_is(text):
    assert decode(text.encode(), Path("speech.txt")).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
@given(data=st.data())
def test_any_piece_is_right_or_an_error(encoding, data):
    source = TRADITIONAL if encoding == "big5" else data.draw(st.sampled_from([SIMPLIFIED, TRADITIONAL, ENGLISH]))
    start = data.draw(st.integers(0, len(source) - 1))
    piece = source[start : start + data.draw(st.integers(1, 60))]
    assume(piece.strip())
    try:
        decoded = decode(piece.encode(encoding), Path("piece.txt"))
    except ReadError as error:
        assert error.code == "encoding_unsure"
        assert encoding != "utf-8" or len(piece) < 8  # a few letters may as well be Chinese in UTF-16
    else:
        assert decoded.text == piece


@pytest.mark.parametrize("word", ["联通", "模拟", "喝茶", "QQ群", "日本"])
def test_words_that_are_valid_utf8_by_accident_are_refused(word):
    with pytest.raises(ReadError, match="UTF-8"):
        decode(word.encode("gb18030"), Path("word.txt"))


def test_one_accented_name_leaves_an_english_text_in_utf8():
    text = ENGLISH * 20 + "Delegates came from Valparaíso and Cádiz.\n"
    assert decode(text.encode(), Path("x")).text == text


def test_a_declared_encoding_settles_a_doubt_but_does_not_overrule_the_bytes():
    short = "好人好事".encode("gb18030")
    with pytest.raises(ReadError):
        decode(short, Path("x"))
    assert decode(short, Path("x"), "gb2312").text == "好人好事"
    assert decode(SIMPLIFIED.encode(), Path("x"), "gb2312").text == SIMPLIFIED


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00\xd8",  # UTF-16 with half a character
        b"\xef\xbb\xbf\xff",  # UTF-8 by its mark only
        bytes(range(128, 256)) * 3,
        SIMPLIFIED[:12].encode("gb18030")[:-1],  # cut in a character
        "Les élèves étaient là, même à Nîmes, où l’été brûle déjà.".encode("cp1252"),
    ],
)
def test_what_is_none_of_the_encodings_is_an_error_with_a_remedy(data):
    with pytest.raises(ReadError) as caught:
        decode(data, Path("odd.txt"))
    assert caught.value.code == "encoding_unsure"
    assert "odd.txt" in caught.value.message("zh")
    assert "UTF-8" in caught.value.message("zh")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_last_byte_and_the_end_mark_of_dos_cost_no_file(encoding):
    whole = SIMPLIFIED.encode(encoding)
    for end in (b"\x1a", b"\x1a\x1a", b"\x00\x00"):
        decoded = decode(whole + end, Path("x"))
        assert (decoded.text.rstrip("\x1a\x00"), decoded.encoding, decoded.warnings) == (SIMPLIFIED, encoding, ())
    cut = decode(whole[:-1], Path("x"))
    assert (SIMPLIFIED.startswith(cut.text), len(SIMPLIFIED) - len(cut.text), len(cut.warnings)) == (True, 1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_in_a_long_text_is_shown_and_counted(encoding):
    text = "各村要在霜降前把晒场腾出来，粮食要晒干再入仓。仓库要有人值班，门锁要两把钥匙。"
    decoded = decode(text.encode(encoding) + b"\xff" + text.encode(encoding), Path("a.txt"))
    assert decoded.text == f"{text}\ufffd{text}"
    assert [(each.code, dict(each.particulars)) for each in decoded.warnings] == [("warn_bad_bytes", {"count": 1})]


TEXT = "各村要在霜降前把晒场腾出来，粮食要晒干再入仓。仓库要有人值班，门锁要两把钥匙。\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TEXT.encode("gb18030") + b"\x1a\xff\x80\x00rest", TEXT),
        (TEXT.encode("utf-16") + b"\x1a", TEXT),
        (TEXT.encode("utf-16")[:-1], TEXT[:-1]),
        (TEXT.encode("utf-16-le") + b"\x1a\x00", TEXT),
        (b"\xa3\xa0\xa3\xa0" + TEXT.encode("gb18030"), f"\ue5e5\ue5e5{TEXT}"),
        (TEXT.encode() + TEXT.encode("gb18030"), TEXT * 2),
    ],
)
def test_what_editors_and_disks_leave_in_a_text_costs_no_file(data, text):
    assert decode(data, Path("a.txt")).text == text


def test_lines_in_other_encodings_are_not_guessed():
    with pytest.raises(ReadError):
        decode(TEXT.encode() + "naïve café über".encode("latin-1"), Path("a.txt"))

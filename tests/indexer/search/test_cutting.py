"""The cutter gives jieba's words, whatever the text."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from corpus import fold_plain
from indexer.search.terms import Segmenter, _tokenizer

_PIECES = (
    "把渠道修好再放水",
    "中华人民共和国",
    "龘靐齉",
    "三五",
    "２０２４年",
    "AI-2.5%",
    " ",
    "，",
    "灯杆上的名字",
    "\r\n",
    "抓实抓细",
    "〇",
)


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=6), max_size=12).map("".join))
def test_the_words_are_those_of_jieba(words: Segmenter, text: str) -> None:
    jieba = _tokenizer(tuple(dict.fromkeys(map(fold_plain, words._lexicon))), words._cache)
    for given_text in (text, fold_plain(text)):
        assert words._cutter.cut(given_text) == jieba.lcut(given_text)
        assert words._cutter.cut_for_search(given_text) == jieba.lcut_for_search(given_text)


def test_a_segmenter_that_is_sent_to_a_process_cuts_the_same(words: Segmenter) -> None:
    sent = pickle.loads(pickle.dumps(words))
    assert sent.fingerprint == words.fingerprint
    assert sent.words("继续推进中华人民共和国的建设") == words.words("继续推进中华人民共和国的建设")

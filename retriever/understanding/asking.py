"""What only makes a text a question, as against what is asked about.

Asking phrases are cut out of the question before it is cut into terms, stop words are dropped from the terms. Neither
touches what is embedded: the model was trained on whole questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.language.stopwords import STOP_WORDS

# Politeness, asking, and the words by which people refer to speeches and wordings at large.
_PHRASES = """
请问 请教 麻烦 劳驾 帮我 帮忙 查一下 查一查 查查 找一下 找一找 找找 看一下 看看 我想知道 想知道 我想了解 想了解
告诉我 谢谢 您好 你好 是怎么讲的 是怎么说的 是怎么写的 是怎么提的 怎么讲的 怎么说的 怎么写的 怎么提的
怎么表述的 怎么讲 怎么说 怎么写 怎么提 怎么表述 是如何表述的 如何表述 怎么样 怎么办 怎么 怎样 如何 为什么 为何
为啥 什么时候 什么样 是什么 有什么 什么 多少 几个 几条 哪些 哪里 哪儿 哪个 哪一年 哪一 哪年 哪位 何时 何地 是谁
谁 是否 有没有 能不能 可不可以 是不是 有无 提到过 讲到过 说到过 讲过 说过 写过 提过 提到 讲到 谈到 说到 曾经
以前 之前 过去 历年 关于 有关 对于 方面 这块 这方面 的表述 的说法 的提法 的论述 的讲话 的内容 吗 呢 吧 呀 么
怎麼講 怎麼說 怎麼寫 怎麼 怎樣 為什麼 為何 什麼時候 什麼 多少 哪裡 誰 嗎 關於 有關 對於 講過 說過 提過 有沒有
請問
""".split()
_ASKING = re.compile("|".join(map(re.escape, sorted(_PHRASES, key=len, reverse=True))))


def subject(text: str) -> str:
    """`text` with the phrases that only ask blanked out; the whole of it when nothing else would be left."""
    rest = _ASKING.sub(" ", text)
    return rest if re.search(r"\w", rest) else text


def asks(text: str) -> bool:
    """Whether anything in `text` only asks."""
    return _ASKING.search(text) is not None


def content_words(words: Iterable[str]) -> list[str]:
    """`words`, folded, without the stop words; all of them when nothing else would be left."""
    listed = list(words)
    return [word for word in listed if word not in STOP_WORDS] or listed

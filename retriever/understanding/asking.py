"""What only makes a text a question, as against what is asked about.

Asking phrases are cut out of the question before it is cut into terms, stop words are dropped from the terms. Neither
touches what is embedded: the model was trained on whole questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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

_STOP = frozenset(
    """
    的 了 过 是 在 有 被 把 和 与 及 或 对 就 都 也 还 又 这 那 于 以 为 而 并 其 之 到 从 由 向 给 让 使 等 着 地
    得 上 中 里 下 我 我们 你 他 她 它 a an the of in on at to for from by with about and or is are was were be
    been do does did has have had will would can could should may might must we you they he she it i our your their
    his her its this that these those what which who whom whose when where why how say says said tell me please
    there any some as into than then not no if
    """.split()
)


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
    return [word for word in listed if word not in _STOP] or listed

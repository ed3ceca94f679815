"""A question as typed, taken apart: what is quoted, what is asked about, and what only makes it a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import QueryError

LONGEST_QUESTION = 2000

# One kind of quotation mark each; a quoted blank is no phrase.
_QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|『([^』]+)』|\"([^\"]+)\"|＂([^＂]+)＂")

# What makes a Chinese question out of its subject. Longer ones first, so that the rest of a longer one is not left over.
_ASKING = sorted(
    """
    请问 请教 麻烦 帮我 帮忙 查一下 查找 找一下 找一找 看一下 我想知道 想知道 我想了解 告诉我 谢谢 您好 你好
    怎么样 怎么讲 怎么说 怎么写 怎么提 怎么 怎样 如何 为什么 为何 为啥 什么时候 什么样 什么 多少 几个 几条 哪些 哪里 哪儿 哪个 哪一 哪年
    是谁 是否 有没有 能不能 可不可以 是不是 有哪些 讲了 说了 提了 提到 提过 讲过 说过 写过 讲到 谈到 说到 关于 有关 对于 相关 方面 这块 这方面
    内容 表述 说法 提法 论述 讲话 曾经 以前 过去 之前 吗 呢 吧 呀 啊 的 了 过 是 在 有 被 把 和 与 及 或 对 就 都 也 还
    """.split(),
    key=len,
    reverse=True,
)
_ASKING_RUN = re.compile("|".join(_ASKING))
_ASKING_ENGLISH = frozenset(
    """a an the of in on at to for from by with about and or is are was were be been do does did has have had will would
    can could should may might must we you they he she it i our your their his her its this that these those what which
    who whom whose when where why how many much say says said tell me please there any some as into than then not no if
    mention mentioned speech speeches""".split()
)
_ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, its quoted phrases, and its subject: what is left for keyword search."""

    text: str
    phrases: tuple[str, ...]
    subject: str


def read_question(text: str) -> Question:
    """The question, taken apart.

    :raises QueryError: if it is blank or longer than LONGEST_QUESTION characters.
    """
    stripped = text.strip()
    if not stripped:
        raise QueryError("query_blank")
    if len(stripped) > LONGEST_QUESTION:
        raise QueryError("query_too_long", length=len(stripped), limit=LONGEST_QUESTION)
    phrases = tuple(dict.fromkeys(phrase for phrase in map(_inside, _QUOTED.finditer(stripped)) if phrase))
    return Question(stripped, phrases, subject(stripped))


def subject(text: str) -> str:
    """`text` without the words that only ask; the whole of it when nothing else would be left."""
    rest = _ASKING_RUN.sub(" ", text)
    rest = _ENGLISH_WORD.sub(lambda m: " " if m.group().lower() in _ASKING_ENGLISH else m.group(), rest)
    return rest if re.search(r"\w", rest) else text


def _inside(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None).strip()

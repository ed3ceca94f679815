"""Words that ask: what only makes a text a question, and the order and the mode that it wishes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.fold import fold_plain
from corpus.language.quotes import holds_quotation, without_quoted
from corpus.language.stopwords import STOP_WORDS

# Politeness, asking, and the words by which people refer to speeches and wordings at large.
_PHRASES = """
是什么时候 是何时 是哪一年 是哪年 请问 请教 麻烦 劳驾 帮我 帮忙 查一下 查一查 查查 找一下 找一找
找找 看一下 看看 我想知道 想知道 我想了解 想了解 告诉我 谢谢 您好 你好 是怎么讲的 是怎么说的
是怎么写的 是怎么提的 怎么讲的 怎么说的 怎么写的 怎么提的 怎么表述的 怎么讲 怎么说 怎么写 怎么提
怎么表述 是如何表述的 如何表述 怎么样 怎么办 怎么 怎样 如何 为什么 为何 为啥 什么时候 什么样 是什么
有什么 什么 多少 几个 几条 哪些 哪里 哪儿 哪个 哪一年 哪一 哪年 哪位 何时 何地 是谁 谁 是否
有没有 能不能 可不可以 是不是 有无 提到过 讲到过 说到过 讲过 说过 写过 提过 提到 讲到 谈到 说到
曾经 以前 之前 过去 历年 关于 有关 对于 方面 这块 这方面 的表述 的说法 的提法 的论述 的讲话
的内容 吗 呢 吧 呀 么
怎麼講 怎麼說 怎麼寫 怎麼 怎樣 為什麼 為何 什麼時候 什麼 多少 哪裡 誰 嗎 關於 有關 對於 講過 說過 提過 有沒有
請問
可以引用 能引用 可引用 可以参考 可参考 可以借鉴 哪些提法 哪些表述 哪些说法 哪些话 什么提法
什么表述 什么说法 什么话 有什么不同 有何不同 有什么区别 有何区别 有何异同 有什么异同 前后有什么变化
有什么变化 有何变化 的不同 的异同 有没有现成的 有现成的 现成的 几句话 几句 一段话 几段 金句 好句子
排比句 例句 素材
给我一段 给我几段 给我几句 给我找 给我一些 写讲话稿用 写讲话用 写稿子用 写稿用 写材料用 写文章用 写发言稿用 起草讲话稿用
写一篇 写篇 写个 准备写 的讲话稿 的发言稿
""".split()
_ASKING = re.compile("|".join(map(re.escape, sorted(_PHRASES, key=len, reverse=True))))


def subject(text: str) -> str:
    """`text` with the phrases that only ask blanked out; the whole of it when nothing else would be left."""
    rest = _ASKING.sub(" ", text)
    return rest if re.search(r"\w", rest) else text


def asks(text: str) -> bool:
    """True if anything in `text` only asks."""
    return _ASKING.search(text) is not None


def content_words(words: Iterable[str]) -> list[str]:
    """`words`, folded, without the stop words; all of them when nothing else would be left."""
    listed = list(words)
    return [word for word in listed if word not in STOP_WORDS] or listed


_THANKS = re.compile(
    r"(?:好的?|嗯+|行|可以了?|明白了?|知道了|收到|没有?了|没问题|ok(?:ay)?|great|perfect|[，,。.!！~～\s])*"
    r"(?:(?:(?:太|非常|十分|多)?(?:谢谢|感谢|多谢|谢了|辛苦|麻烦|謝謝|感謝)(?:你们?|您|啦|了|啊|哈|大家|老师|帮忙|帮助|解答|的|you)*[，,\s]*)+"
    r"|thank(?:s| you)(?: a lot| so much| very much| again)?|thx|cheers|much appreciated)"
    r"(?:再见|拜拜|没有?了|就这些|bye|[，,。.!！~～\s])*",
    re.IGNORECASE,
)


def is_thanks(text: str) -> bool:
    """True if the whole of `text` thanks and asks nothing."""
    return _THANKS.fullmatch(text) is not None


_LONGEST_WORDING, _SHORTEST_WORDING = 30, 4

_SAID = r"(?:提|讲|講|说|說|写|寫|出现|出現|见于|見於|载入|載入|使用|用|谈|談|部署)"
_WHEN = r"(?:什么时候|什麼時候|甚麼時候|哪一?年|何时|何時)"
# When something began to be said, and not when something was said: 是什么时候提出来的, 从哪年开始讲的.
_BEGAN = (
    rf"(?:是|从|從)*{_WHEN}(?:起|就|才)*(?:被|正式)*(?:(?:开始|開始){_SAID}[到及]?|提出(?:来|來)?"
    r"|[写寫载載列][入进進](?:(?:政府工作|工作)?(?:报告|報告)|讲话|講話|文件|党章|黨章)?)[的过過了]*"
)
_ORDERS = (
    (
        "oldest",
        re.compile(
            rf"(?:最早|最先|第一次|首次|头一回|头一次)(?=(?:是|在)?(?:[^，,。？?\s]{{1,12}}[里裡中上])?"
            rf"(?:{_WHEN}|哪里|哪儿|哪次|哪篇|谁)?(?:会上?|讲话)?[里中]?(?:开始|正式|明确)?(?:{_SAID}|出自|出处|来自|来源))"
            rf"|{_BEGAN}"
            rf"|(?:最早|第一次|首次)的(?=提法|说法|表述|讲话|写法)"
            r"|\bearliest(?= (?:mention|speech|wording|statement|remark))"
            r"|\bfirst(?= (?:mention|said|say|used|raised|appear))",
            re.IGNORECASE,
        ),
    ),
    (
        "newest",
        re.compile(
            rf"最[近后後]一次(?={_SAID}|是|怎|在|关于|对|政府工作报告)|最[近新]的(?=政府工作报告)|最新(?:一次)?的?(?=提法|说法|說法|表述|讲话|讲法|写法|口径|{_SAID})"
            rf"|最近(?=(?:是)?(?:怎么|怎麼|如何){_SAID})"
            r"|\b(?:latest|most recent)(?= (?:mention|speech|wording|statement|remark))"
            r"|\bmost recently(?= (?:mention|said|say|used|raised))",
            re.IGNORECASE,
        ),
    ),
)
_OUTLINE = re.compile(
    r"小标题|小標題|提纲|提綱|大纲|大綱|(?:分(?:成|了|为)?|讲了|講了)(?:哪几|哪幾|几|幾)(?:条|條|点|點|个?部分|個?部分|个方面|個方面|大块)"
    r"|(?:讲话|文章|报告|全文|稿子)的?(?:框架|结构)|框架(?=是什么|怎么|是怎)|\b(?:outline|headings)\b",
    re.IGNORECASE,
)
_SPEECHES = re.compile(
    r"哪些(?:讲话|講話|文章|稿子|会上|會上|会议上|场合)|(?:讲话|講話|文章|稿子)(?:都)?有哪[些几幾]|哪几[篇次](?:讲话)?|哪幾[篇次](?:講話)?|哪些篇"
    r"|\b(?:which|what) speeches\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？几幾哪谁誰啥吗嗎呢]|多[少长長久大高宽寬深远遠]|没有|沒有|[讲講说說提]过|([\u4e00-\u9fff])不\1|还是|到底|例子|故事|教训|那[句段个]|\b(?:what|how|who|when|where|which|why|is|are|was|were|do|does|did)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """An order or a mode that a slice of the question wishes: `text[start:end]`."""

    start: int
    end: int
    value: str


def wished_order(text: str) -> Wish | None:
    """The order, "newest" or "oldest", that the question asks for; None where such words are used in passing."""
    free = without_quoted(text)
    found = [Wish(*match.span(), order) for order, pattern in _ORDERS for match in pattern.finditer(free)]
    return min(found, key=lambda wish: wish.start, default=None)


def wished_mode(text: str) -> Wish | None:
    """The mode, "outline" or "speeches", that the question asks for."""
    free = without_quoted(text)
    for mode, pattern in (("outline", _OUTLINE), ("speeches", _SPEECHES)):
        match = pattern.search(free)
        if match:
            return Wish(*match.span(), mode)
    return None


def is_wording(text: str) -> bool:
    """True if `text` is a bare fragment to be looked up rather than a question."""
    folded = fold_plain(text)
    short = len(text) <= _LONGEST_WORDING and len(folded) >= _SHORTEST_WORDING
    return short and not (holds_quotation(text) or _QUESTION.search(text) or asks(text))

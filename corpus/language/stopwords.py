"""Words that only tie others together: what says nothing about a subject, and what a wording does not end with."""

from __future__ import annotations

STOP_WORDS = frozenset(
    """
    的 了 过 是 在 有 被 把 和 与 及 或 对 就 都 也 还 又 这 那 于 以 为 而 并 其 之 到 从 由 向 给 让 使 等 着 地
    得 上 中 里 下 我 我们 你 他 她 它 a an the of in on at to for from by with about and or is are was were be
    been do does did has have had will would can could should may might must we you they he she it i our your their
    his her its this that these those what which who whom whose when where why how say says said tell me please
    there any some as into than then not no if
    """.split()
)
"""Words of a question, folded, that are not searched for."""

AT_NO_EDGE = frozenset(
    (
        "的 地 得 了 着 过 在 和 与 及 或 是 要 把 对 等 也 都 就 将 从 向 为 以 被 让 给 到 又 再 还 而 但 并 且 则"
        " 这 那 个 上 下 里 中 们 我 你 他 它 我们 你们 他们 大家 这个 那个 这些 那些 一个 这样 什么 以及 因为 所以"
        " 如果 但是 可以 进行 同志 同志们 今年 去年 明年 由 就是 每 每人 每个 各 各个 各位 哪 哪个"
        " 该 本 某 其 有 没有 达到"
    ).split()
)
"""Words that a recurring wording neither begins nor ends with: they only tie it to its neighbours."""

EMPHASIS = frozenset(
    """
    做好 抓好 加强 强化 继续 持续 深入 积极 扎实 切实 进一步 全面 努力 推进 推动 开展 着力 大力 深化 认真
    有序 稳步 稳妥 加快 加大 更好 更加 更大 坚决 坚持 坚定 坚定不移 不断 有效 有力 有力有效 全力 全力以赴
    奋力 充分 高度 必须 实施 深入开展 深入实施 深入推进 积极开展 广泛 广泛开展 突出 重点 着重 抓紧 严格 始终
    同时 首先 其次 最后 力度 促进 提高 提升 实现 落实 贯彻 贯彻落实 加以 予以 我们 一年 一年来 过去 今年 明年
    工作 方面 取得 一定 十分 非常 further continue strengthen effectively steadily vigorously fully actively
    more must shall year
    """.split()
)
"""Words that urge and stress: exchanging one for another leaves a wording what it was."""

TIES_BEHIND = frozenset("的 地 得 了 着 过 和 与 及 等 上 下 里 中 是".split())
"""Those of them that tie what stands in front of them to what follows."""

TIED_CHARACTERS = "的了是在要等和与及都也就又再把被为从向对中上下里来去"
"""Characters that a noun does not end with."""

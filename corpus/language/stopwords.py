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

TIES_BEHIND = frozenset("的 地 得 了 着 过 和 与 及 等 上 下 里 中 是".split())
"""Those of them that tie what stands in front of them to what follows."""

TIED_CHARACTERS = "的了是在要等和与及都也就又再把被为从向对中上下里来去"
"""Characters that a noun does not end with."""

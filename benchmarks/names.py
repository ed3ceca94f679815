"""Names put in place of others in real sentences: how many are noticed, by lists and endings alone and with LAC.

    python -m benchmarks.names FOLDER

FOLDER holds speeches as .txt files. A sentence with a name of a place, a person or a body gets another one; it is then
compared with the sentence as it was, as a paragraph by a language model is and as a draft is. Pairs of sentences that
say nearly the same tell how much more often a name is noticed where nobody put one: most of these do name another
province or office, so the names that LAC alone notices there are printed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from corpus import fold_plain, sentences
from indexer.names import names_in
from indexer.search.terms import Segmenter
from retriever.paragraph.borne_out import Means, judged
from retriever.paragraph.given import NumberedPassage
from retriever.paragraph.written import WrittenSentence
from retriever.phrasing.check.difference_kinds import compared

_EACH = 80  # sentences of a kind
_PAIRS = 400
_SHORTEST, _LONGEST = 15, 120  # characters of a sentence
_ALIKE = (0.5, 0.98)
_SHARED, _OFTEN = 10, 6  # characters that a pair has in common, and the most sentences that have them
_SEED = 7

_PLACES = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
    "四川 贵州 云南 陕西 甘肃 青海 深圳 厦门 珠海 汕头 延安 井冈山 苏州 宁波 青岛 大连 雄安 敦煌 泉州 武汉 "
    "成都 西安 兰州 郑州 洛阳 桂林 昆明"
).split()
_PEOPLE = (
    "毛泽东 周恩来 刘少奇 朱德 邓小平 陈云 江泽民 胡锦涛 焦裕禄 雷锋 孔繁森 钱学森 邓稼先 孙中山 林彪 刘伯承 "
    "鲁迅 袁隆平 黄大年 屠呦呦 南仁东 谷文昌 杨善洲 王进喜 李大钊 马克思 列宁 斯大林"
).split()
_INVENTED = "赵立新 周海燕 吴国栋 郑晓峰 孙玉兰 何建民 罗志远 唐文静".split()
_BODIES = (
    "华为 阿里巴巴 腾讯 中科院 清华 北大 联合国 欧盟 东盟 世贸组织 上合组织 世行 世界银行 国际货币基金组织"
).split()
_KINDS = {"place": (_PLACES, _PLACES), "person": (_PEOPLE, _INVENTED), "body": (_BODIES, _BODIES)}


class Renamed(NamedTuple):
    """A sentence with another `name` in it, and the sentence as it was."""

    text: str
    original: str
    name: str


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    chance, words = random.Random(_SEED), Segmenter()
    written = _sentences(parser.parse_args().folder)
    chance.shuffle(written)
    print(f"{'':8}{'sentences':>10}{'paragraph':>11}{'with LAC':>10}{'draft':>8}{'with LAC':>10}")
    for kind, cases in renamed(written, chance).items():
        counts = []
        for names in (_by_lists, names_in):
            found = [noticed(case.text, case.original, words, names) for case in cases]
            counts.append((sum(bool(name) for name, _ in found), sum(in_draft for _, in_draft in found)))
        (lists, lists_draft), (both, both_draft) = counts
        print(f"{kind:8}{len(cases):10}{lists:11}{both:10}{lists_draft:8}{both_draft:10}", flush=True)
    pairs = alike(written, chance)
    before, after = ([noticed(*pair, words, names)[0] for pair in pairs] for names in (_by_lists, names_in))
    print(f"{len(pairs)} pairs of alike sentences: {sum(map(bool, before))}, with LAC {sum(map(bool, after))} doubted")
    print("by LAC alone:", *(name for name, known in zip(after, before, strict=True) if name and not known))
    return 0


def _sentences(folder: Path) -> list[str]:
    """The sentences of the speeches in `folder`, in order, each once."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    found = (text[start:end] for text in texts for start, end in sentences(text))
    return list(dict.fromkeys(each for each in found if _SHORTEST <= len(each) <= _LONGEST and "\n" not in each))


def renamed(written: Sequence[str], chance: random.Random) -> dict[str, list[Renamed]]:
    """For each kind of name at most _EACH sentences of `written` that have one, with another in its place."""
    made: dict[str, list[Renamed]] = {kind: [] for kind in _KINDS}
    for sentence in written:
        for kind, (names, others) in _KINDS.items():
            held = [name for name in names if name in sentence]
            if held and len(made[kind]) < _EACH:
                old, new = chance.choice(held), chance.choice([name for name in others if name not in sentence])
                made[kind].append(Renamed(sentence.replace(old, new), sentence, new))
                break
    return made


def noticed(text: str, original: str, words: Segmenter, names: Callable[[str], Sequence[str]]) -> tuple[str, bool]:
    """The name for which a sentence of a paragraph is doubted, "" for none; True if in a draft a name has changed."""
    means = Means(words.cut, (), _no_vectors, lambda _: None, names)
    doubts = judged([WrittenSentence(text, (1,))], [NumberedPassage(1, original)], means)[0].doubts
    known = sorted({*names(text), *names(original)})
    kinds = {each.kind for each in compared(text, original, words.cut, known).differences}
    return next((each.written for each in doubts if each.reason == "name"), ""), "name" in kinds


def _by_lists(_: str) -> Sequence[str]:
    return ()


def _no_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.zeros((len(texts), 1), dtype=np.float32)


def alike(written: Sequence[str], chance: random.Random) -> list[tuple[str, str]]:
    """At most _PAIRS pairs of sentences that say nearly the same."""
    holding: defaultdict[str, set[int]] = defaultdict(set)
    for number, sentence in enumerate(written):
        folded = fold_plain(sentence)
        for at in range(len(folded) - _SHARED + 1):
            holding[folded[at : at + _SHARED]].add(number)
    numbers = {pair for each in holding.values() if len(each) <= _OFTEN for pair in combinations(sorted(each), 2)}
    pairs = ((written[one], written[other]) for one, other in sorted(numbers))
    found = [pair for pair in pairs if _ALIKE[0] <= Indel.normalized_similarity(*pair) < _ALIKE[1]]
    chance.shuffle(found)
    return found[:_PAIRS]


if __name__ == "__main__":
    sys.exit(main())

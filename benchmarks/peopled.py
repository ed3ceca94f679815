"""A library as an office has it: speeches of many people, years, places and occasions, some dates missing.

The texts are those of `benchmarks.slotted`. One speech in ten has its date only in the name of its file, one in twenty
has none; one in thirty lies there twice, as it was submitted and as it was given. The same seed gives the same library.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from benchmarks.recombined import Material
from benchmarks.slotted import slots_of, slotted_text

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_NAMES = ("建国", "文华", "志强", "晓明", "海燕", "立新", "春生", "卫东", "国平", "秀兰", "玉梅", "长河")
_TOPICS = (
    "防汛", "乡村振兴", "安全生产", "教育", "卫生", "招商引资", "扶贫", "环保", "信访", "春耕", "森林防火", "党建",
    "农业", "财政", "统计", "水利", "交通", "文旅", "住建", "民政",
)  # fmt: skip
_MEETINGS = ("工作会议", "动员大会", "座谈会", "调度会", "总结会", "现场会", "推进会", "培训班", "表彰会", "例会")
_PLACES = ("青石镇", "柳河乡", "大坪村", "东街道", "白沙镇", "黄土岭", "双溪乡", "北关街道", "南山镇", "石门村")
_FIRST_YEAR, _YEARS, _SPEAKERS = 2005, 20, 60


def write_peopled_corpus(folder: Path, made_of: Material, speeches: int, characters: int, seed: int) -> Path:
    """`folder`, filled with `speeches` speeches of about `characters` characters, a folder a year and topic."""
    chance = random.Random(seed)
    slots = slots_of(made_of)
    speakers = [chance.choice(_SURNAMES) + chance.choice(_NAMES) for _ in range(_SPEAKERS)]
    for number in range(1, speeches + 1):
        year, topic, meeting = _FIRST_YEAR + chance.randrange(_YEARS), chance.choice(_TOPICS), chance.choice(_MEETINGS)
        date = f"{year}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"
        known = {"title": f"在{year}年全县{topic}{meeting}上的讲话", "occasion": f"全县{topic}{meeting}"}
        name, kind = f"{number:05}", chance.random()
        if kind < 0.85:
            known["date"] = date
        elif kind < 0.95:
            name = f"{number:05}_{date}"
        if chance.random() < 0.95:
            known["speaker"] = chance.choice(speakers)
        if chance.random() < 0.6:
            known["place"] = chance.choice(_PLACES)
        text = slotted_text(made_of, slots, characters, chance)
        at = folder / str(year) / topic
        at.mkdir(parents=True, exist_ok=True)
        _write(at / f"{name}.md", known, text)
        if chance.random() < 0.03:
            _write(at / f"{name}（送审稿）.md", {**known, "title": f"{known['title']}（送审稿）"}, text)
    return folder


def _write(path: Path, known: Mapping[str, str], text: str) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in known.items())
    path.write_text(f"---\n{head}---\n{text}\n", encoding="utf-8")

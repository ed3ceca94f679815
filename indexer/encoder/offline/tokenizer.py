"""The offline model's tokenizer, rebuilt from the vocabulary and the character map of its weights file."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from indexer.encoder.offline.weights import Weights

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"

# Where text that must survive NFKC unchanged hides while it runs: private characters that no text uses.
_FIRST_STAND_IN = 0xF0000


def build_tokenizer(weights: Weights) -> Tokenizer:
    """The tokenizer of the published model, cut at the model's longest input; texts are not padded."""
    tokenizer = Tokenizer(Unigram(list(weights.pieces), unk_id=weights.unknown_id, byte_fallback=False))
    tokenizer.normalizer = _normalizer(weights)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens([BEGIN, PAD, END, UNKNOWN, MASK])
    ends = [(mark, tokenizer.token_to_id(mark)) for mark in (BEGIN, END)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}", pair=f"{BEGIN} $A {END} {END} $B {END}", special_tokens=ends
    )
    tokenizer.enable_truncation(weights.shape.positions)
    return tokenizer


def _normalizer(weights: Weights) -> normalizers.Normalizer:
    """NFKC, except where the file's own map says otherwise.

    NFKC rather than the map alone, because the map knows single characters and NFKC also composes them (e + ´ → é).
    """
    steps: list[normalizers.Normalizer] = []
    for replacement, characters in sorted(_exceptions(weights.normalisation).items()):
        steps.append(normalizers.Replace(Regex(f"[{''.join(map(_escaped, characters))}]"), replacement))
    kept = {character: chr(_FIRST_STAND_IN + i) for i, character in enumerate(_kept(weights))}
    steps += [normalizers.Replace(character, stand_in) for character, stand_in in kept.items()]
    steps.append(normalizers.NFKC())
    steps += [normalizers.Replace(stand_in, character) for character, stand_in in kept.items()]
    steps.append(normalizers.Replace(Regex(" {2,}"), " "))
    return normalizers.Sequence(steps)


def _exceptions(normalisation: Mapping[str, str]) -> dict[str, list[str]]:
    """Replacement → the characters that the map turns into it where NFKC would not."""
    exceptions: dict[str, list[str]] = {}
    for character, replacement in normalisation.items():
        if replacement != unicodedata.normalize("NFKC", character):
            exceptions.setdefault(replacement, []).append(character)
    return exceptions


def _kept(weights: Weights) -> list[str]:
    """The characters of the vocabulary that the map leaves alone and NFKC would change."""
    known = {character for piece, _score in weights.pieces for character in piece}
    return sorted(c for c in known - weights.normalisation.keys() if unicodedata.normalize("NFKC", c) != c)


def _escaped(character: str) -> str:
    return f"\\x{{{ord(character):x}}}"

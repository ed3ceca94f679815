"""The accuracy of comparing a draft with the speeches, on sentences of known origin; the time for a long draft.

    python -m benchmarks.drafts [--sentences 600] [--seed 4] [--misses] [--speed]

The labelled sentences are made by code from the bundled speeches (see benchmarks/altered.py). An altered sentence is
told right when it is near or variant and every alteration shows as a difference of its kind. `--speed` compares drafts
of 5,000 characters with 1,000 speeches of 5,000 instead, from an open index that has read nothing yet.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.altered import JOINED, LABELS, Labelled, joined_set, labelled_set
from benchmarks.clock import seconds
from benchmarks.phrasing import NoEncoder
from benchmarks.recombined import material
from benchmarks.served import PROJECT
from benchmarks.slotted import slots_of, varied, write_slotted_corpus
from corpus import sentences
from indexer.build import build
from retriever.opened import OpenedIndex
from retriever.phrasing.check.verdicts import VERDICTS, CheckedSentence, Verdict, check

SPEECHES = PROJECT / "corpus" / "speeches"
_SPEECHES, _IN_A_SPEECH, _DRAFT = 1000, 5000, 5000


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafts", description=__doc__.split("\n")[0])
    parser.add_argument("--sentences", type=int, default=600, help="of the labelled set (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=4, help="of the alterations (default: %(default)s)")
    parser.add_argument("--misses", action="store_true", help="print every sentence that was told wrong")
    parser.add_argument("--speed", action="store_true", help="time long drafts against a large library")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tifa-drafts-") as folder:
        if options.speed:
            _print_speed(Path(folder), options.seed)
            return 0
        index = Path(folder) / "index"
        build([SPEECHES], index, encoder=NoEncoder())
        opened = OpenedIndex.open(index)
        labelled = labelled_set(
            material(SPEECHES).sentences, opened.snapshot.segmenter.cut, options.sentences, options.seed
        )
        texts = [
            opened.snapshot.with_text(number).text
            for number, one in opened.snapshot.speeches().items()
            if one.language == "zh"
        ]
        of_each = [[text[slice(*span)] for span in sentences(text)] for text in texts]
        labelled += joined_set(of_each, options.sentences // len(LABELS), options.seed)
        print_told(tell(opened, labelled), misses=options.misses)
        opened.close()
    return 0


def tell(index: OpenedIndex, labelled: Sequence[Labelled]) -> list[tuple[Labelled, CheckedSentence]]:
    """Each sentence with what comparing it gave: a draft of its own each, since that is where it begins and ends."""
    told = []
    for each in labelled:
        checked = check(index, each.text).sentences
        told.append((each, max(checked, key=lambda sentence: sentence.end - sentence.start)))
    return told


def is_right(each: Labelled, found: CheckedSentence) -> bool:
    """True if the verdict is the label's and, of an altered sentence, every alteration was named."""
    verdicts: dict[str, Verdict] = {"verbatim": "verbatim", "absent": "new", JOINED: "joined"}
    if each.label in verdicts:
        return found.verdict == verdicts[each.label]
    named = {difference.kind for difference in found.differences}
    return found.verdict in ("near", "variant") and all(kinds & named for kinds in each.kinds)


def print_told(told: Sequence[tuple[Labelled, CheckedSentence]], *, misses: bool) -> None:
    """Print the confusion matrix, the share told right by label, and on demand what was told wrong."""
    print(f"{'':10}" + "".join(f"{verdict:>10}" for verdict in VERDICTS) + f"{'right':>16}")
    for label in (*LABELS, JOINED):
        of_label = [(each, found) for each, found in told if each.label == label]
        counts = Counter(found.verdict for _, found in of_label)
        right = sum(is_right(each, found) for each, found in of_label)
        share = f"{right}/{len(of_label)} {right / max(1, len(of_label)):7.1%}"
        print(f"{label:10}" + "".join(f"{counts[verdict]:>10}" for verdict in VERDICTS) + f"{share:>16}")
    altered = [(each, found) for each, found in told if each.label not in ("verbatim", "absent", JOINED)]
    wrong = sum(found.verdict == "verbatim" for _, found in altered)
    right = sum(is_right(each, found) for each, found in altered)
    print(f"altered: {right}/{len(altered)} {right / max(1, len(altered)):.1%} right, {wrong} called verbatim")
    if misses:
        for each, found in told:
            if not is_right(each, found):
                named = [(difference.kind, each.text[slice(*difference.draft)]) for difference in found.differences]
                print(f"\n{each.label} → {found.verdict} {named}\n  {each.text}\n  {each.original}")


def _print_speed(work: Path, seed: int) -> None:
    made_of = material(SPEECHES)
    corpus = write_slotted_corpus(work / "corpus", made_of, _SPEECHES, _IN_A_SPEECH, seed)
    index = work / "index"
    taken = seconds(build, [corpus], index, encoder=NoEncoder())
    print(f"{_SPEECHES} speeches of {_IN_A_SPEECH} characters, built without vectors in {taken:.0f} s")
    chance, slots = random.Random(seed), slots_of(made_of)
    opened = OpenedIndex.open(index)
    for name, state in (("first", "nothing read yet"), ("second", "texts at hand"), ("third", "texts at hand")):
        draft = ""
        while len(draft) < _DRAFT:
            draft += varied(chance.choice(made_of.sentences), slots, chance) + "\n"
        taken = seconds(check, opened, draft)
        verdicts = Counter(sentence.verdict for sentence in check(opened, draft).sentences)
        print(f"{name} draft of {len(draft)} characters, {state}: {taken:.2f} s; {dict(verdicts)}")
    opened.close()


if __name__ == "__main__":
    sys.exit(main())

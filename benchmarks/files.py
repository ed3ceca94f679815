"""The files of a folder read, and what its list says of them: right, wrong or refused; the coverage; MB/s by kind.

    python -m benchmarks.files DIR [--texts]

DIR has a `manifest.tsv` or a `cases.tsv` of three columns, below a heading: a file, a wording, and the places that
`python -m retriever phrase` must find of it in that file alone, or "held back" for one that a security mark keeps out.
A "-" for a wording only asks that the file is read. A row can name a folder: its `metadata-*.csv` take the place of
`metadata.csv` one after the other, the sound one first, and its speeches must stay held back under each.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clock import seconds
from benchmarks.phrasing import NoEncoder
from corpus import FileReport, reader_for, say
from indexer.build import build
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import occurrences

HELD_BACK = "held back"
_NO_WORDING = "-"
_LISTS = ("manifest.tsv", "cases.tsv")
_RUNS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the list: what must be found of `wording` in `file`."""

    file: str
    wording: str
    expected: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a case: `verdict` is right, wrong or refused, `found` the places or the reason."""

    case: Case
    verdict: str
    found: str
    coverage: float | None = None


def main() -> int:
    """Print the verdicts and the tables; 1 if a case is not right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="a folder with a manifest.tsv or cases.tsv")
    parser.add_argument("--texts", action="store_true", help="print what is read from each file, too")
    options = parser.parse_args()
    outcomes = outcomes_of(options.folder)
    for outcome in outcomes:
        covered = "" if outcome.coverage is None else f"{100 * outcome.coverage:.0f}%"
        case = outcome.case
        print(f"{outcome.verdict}\t{case.file}\t{case.wording}\t{case.expected}\t{outcome.found}\t{covered}")
    counts = Counter(outcome.verdict for outcome in outcomes)
    print(", ".join(f"{counts[verdict]} {verdict}" for verdict in ("right", "wrong", "refused")))
    files = [options.folder / name for name in dict.fromkeys(outcome.case.file for outcome in outcomes)]
    for line in speeds([file for file in files if file.is_file()]):
        print(line)
    if options.texts:
        _print_texts(files)
    return 0 if counts["right"] == len(outcomes) else 1


def cases_of(folder: Path) -> list[Case]:
    """The rows of the folder's list, in its order."""
    path = next(folder / name for name in _LISTS if (folder / name).is_file())
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines()[1:] if line.strip()]
    return [Case(file, wording, expected.strip()) for file, wording, expected, *_ in rows]


def outcomes_of(folder: Path) -> list[Outcome]:
    """The verdict on each case, from one index of all the files that are named."""
    cases = cases_of(folder)
    with tempfile.TemporaryDirectory(prefix="tifa-files-") as scratch:
        corpus, index = Path(scratch) / "corpus", Path(scratch) / "index"
        corpus.mkdir()
        for name in {case.file for case in cases}:
            if (folder / name).is_file():
                (corpus / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(folder / name, corpus / name)
        reports = {report.path: report for report in build([corpus], index, encoder=NoEncoder()).files}
        with OpenedIndex.open(index, encoder=NoEncoder()) as opened:
            return [
                _outcome_of_folder(case, folder / case.file)
                if (folder / case.file).is_dir()
                else _outcome(case, reports.get(case.file), opened)
                for case in cases
            ]


def _outcome(case: Case, report: FileReport | None, index: OpenedIndex) -> Outcome:
    if report is None:
        return Outcome(case, "wrong", "no such file")
    coverage = getattr(report, "coverage", None)
    if case.expected == HELD_BACK or report.status == "marked":
        held = report.status == "marked"
        verdict = "right" if held == (case.expected == HELD_BACK) else "wrong"
        return Outcome(case, verdict, HELD_BACK if held else report.status, coverage)
    if report.status != "read":
        return Outcome(case, "refused", _reason(report))
    if case.wording == _NO_WORDING:
        return Outcome(case, "right", _reason(report) or "read", coverage)
    places = occurrences(index, case.wording)
    # The text of another file may be the same: of its versions one counts, but here each is looked at by itself.
    found = sum(each.speech.path == case.file for each in (*places.counted, *places.in_other_versions))
    return Outcome(case, "right" if str(found) == case.expected else "wrong", str(found), coverage)


def _reason(report: FileReport) -> str:
    return " ".join(say(warning.code, "en", **warning.particulars) for warning in report.warnings)


def _outcome_of_folder(case: Case, source: Path) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="tifa-files-") as scratch:
        corpus, index = Path(scratch) / "corpus", Path(scratch) / "index"
        shutil.copytree(source, corpus, ignore=shutil.ignore_patterns("metadata-*.csv"))
        tables = sorted(source.glob("metadata-*.csv"), key=lambda path: ("sound" not in path.name, path.name))
        found = []
        for table in tables:
            shutil.copy(table, corpus / "metadata.csv")
            files = build([corpus], index, encoder=NoEncoder()).files
            found.append({file.status for file in files if not file.path.endswith(".csv")} == {"marked"})
    held = bool(found) and all(found)
    return Outcome(
        case, "right" if held else "wrong", HELD_BACK if held else f"not under {tables[found.index(False)].name}"
    )


def speeds(files: Sequence[Path]) -> Iterator[str]:
    """A line for each kind of file: how many there are, their size, the MB and the characters read in a second."""
    kinds: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        kinds[file.suffix.lower()].append(file)
    for suffix, several in sorted(kinds.items()):
        size = sum(file.stat().st_size for file in several) / 1e6
        fastest = min(seconds(_read_all, several) for _ in range(_RUNS))
        rate = f"{size / fastest:.2f} MB/s, {_read_all(several) / fastest:,.0f} characters/s"
        yield f"{suffix}\t{len(several)} files, {size:.2f} MB\t{rate}"


def _read_all(files: Sequence[Path]) -> int:
    """The number of characters in all files, which are read."""
    characters = 0
    for file in files:
        reader = reader_for(file)
        if reader is not None:
            with suppress(Exception):  # a file that is refused takes its time, too
                characters += sum(len(record.text) for record in reader.read(file).records)
    return characters


def _print_texts(files: Sequence[Path]) -> None:
    for file in files:
        reader = reader_for(file)
        if reader is not None and file.is_file():
            print(f"--- {file.name}")
            for record in reader.read(file).records:
                print(f"[{record.title}] {dict(record.given)}\n{record.text}")


if __name__ == "__main__":
    sys.exit(main())

"""How far a build is, on stderr."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

from corpus import say
from corpus.console import language
from indexer.build import Progress


class Bars:
    """A progress bar for each stage of a build, with rate and time left; closed when the next begins."""

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, progress: Progress) -> None:
        """Move the bar of the stage to where it is."""
        if progress.stage not in self._bars:
            self._close()  # a bar that goes on would count the next stage's time as its own
            text, unit = say(f"stage_{progress.stage}", language()), say(f"unit_{progress.stage}", language())
            self._bars[progress.stage] = tqdm(total=progress.total, desc=text, unit=unit)
        bar = self._bars[progress.stage]
        bar.update(progress.done - bar.n)

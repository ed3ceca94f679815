"""Text recognition of scans, offline, with the models that rapidocr brings: an extra, see requirements-ocr.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from corpus.readers.pdf_characters import Char, turned_upright
from corpus.readers.pdf_lines import PageLines, lines_of
from corpus.readers.protocol import ReadWarning

Box = NDArray[np.float64]
"""Four corners, from the upper left on, as x and y from the upper left of the page; shape (4, 2)."""
DPI = 120
"""Dots an inch at which pages are recognised: as sure as at 150 for 16 points, in two thirds of the time."""
_LEAST_SURE = 0.5
"""Lines less sure than this are specks, stamps and pictures."""
_EQUAL_SIZE = 0.3
"""Boxes of one size of letters differ by so much, since some lines have no letter that reaches up or down."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The lines of a scanned page, and how sure they are, 0 to 1: the mean over its characters."""

    page: PageLines
    confidence: float


def is_installed() -> bool:
    """True if scans can be recognised here."""
    return find_spec("rapidocr") is not None


def recognised(image: Image.Image) -> Scan:
    """The text of a page as an image; without lines where none was found."""
    scale = 72 / DPI
    pixels = np.asarray(image.convert("RGB"))[:, :, ::-1]
    found = _engine()(pixels)
    texts, scores, boxes = found.txts or (), found.scores or (), found.boxes if found.boxes is not None else ()
    sure = [(t, float(s), b) for t, s, b in zip(texts, scores, boxes, strict=True) if s >= _LEAST_SURE and t.strip()]
    height, width = (length * scale for length in pixels.shape[:2])
    usual = median(_height(box) for _, _, box in sure) if sure else 0.0
    characters = [char for text, _, box in sure for char in _characters(text, box * scale, height, usual * scale)]
    weights = [len(text) for text, _, _ in sure]
    confidence = sum(s * w for (_, s, _), w in zip(sure, weights, strict=True)) / sum(weights) if sure else 0.0
    return Scan(lines_of(turned_upright(characters, width, height)), confidence)


def warning_of(scans: Iterable[tuple[int, Scan]]) -> list[ReadWarning]:
    """The warning that tells how sure each of these pages is, by its number; none where nothing was recognised."""
    shares = [f"{number}: {scan.confidence:.0%}" for number, scan in scans if scan.page.lines]
    return [ReadWarning("warn_ocr", {"pages": ", ".join(shares)})] if shares else []


@cache
def _engine() -> Callable[..., Any]:
    from rapidocr import RapidOCR  # heavy, and only there where it was asked for

    # Files are read in as many processes as there are cores, so each keeps to one.
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
    engine: Callable[..., Any] = RapidOCR(
        params={"Global.log_level": "critical", "Global.use_cls": False, "Rec.rec_batch_num": 1, **threads}
    )
    return engine


def _height(box: Box) -> float:
    return float((np.linalg.norm(box[3] - box[0]) + np.linalg.norm(box[2] - box[1])) / 2)


def _characters(text: str, box: Box, page_height: float, usual: float) -> list[Char]:
    """The characters of a recognised line, evenly spread over its box (four corners, from the upper left)."""
    height = _height(box)
    size = 0.8 * (usual if abs(height - usual) < _EQUAL_SIZE * usual else height)
    left, right = float(min(box[0][0], box[3][0])), float(max(box[1][0], box[2][0]))
    bottom = page_height - float((box[2][1] + box[3][1]) / 2) + 0.15 * height
    step = (right - left) / len(text)
    return [
        Char(char, left + n * step, left + (n + 1) * step, bottom, size, bottom + size)
        for n, char in enumerate(text)
        if not char.isspace()
    ]

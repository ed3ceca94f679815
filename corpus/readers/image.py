"""Reads .jpg, .png and .tif by recognising the text on them, where the extra for that is installed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageSequence

from corpus.errors import ReadError
from corpus.readers import ocr
from corpus.readers.common import read_bytes
from corpus.readers.pdf import read_pages
from corpus.readers.protocol import ReadFile

_LONGEST_SIDE = 11.7 * ocr.DPI
"""Pixels of the longer side of an A4 page; larger scans are reduced to it."""


class ImageReader:
    """Reads the picture of a page, or of several, as one speech."""

    name = "image"
    suffixes = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"})

    @property
    def version(self) -> int:
        """Grows when text recognition is installed: what was refused is then read."""
        return 2 + ocr.is_installed()

    def read(self, path: Path) -> ReadFile:
        """The one speech on the picture; how sure each page is stands in a warning, the least sure in `confidence`.

        :raises ReadError: ocr_missing, image_no_text, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        data = read_bytes(path)
        if not ocr.is_installed():
            raise ReadError("ocr_missing", path=str(path))
        try:
            with Image.open(BytesIO(data)) as image:
                scans = [ocr.recognised(_reduced(frame)) for frame in ImageSequence.Iterator(image)]
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower()) from exc
        if not any(scan.page.lines for scan in scans):
            raise ReadError("image_no_text", path=str(path))
        record, warnings, coverage = read_pages([scan.page for scan in scans], path)
        told = (*ocr.warning_of(enumerate(scans, start=1)), *warnings)
        least = min(scan.confidence for scan in scans if scan.page.lines)
        return ReadFile(self.name, self.version, (record,), None, round(least, 2), told, coverage)


def _reduced(frame: Image.Image) -> Image.Image:
    copy = frame.convert("RGB")
    copy.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return copy

"""A file of a few kilobytes that takes seconds, or minutes, to read."""

import zlib
from pathlib import Path


def write_words_pdf(path: Path, words: int) -> Path:
    """Write a PDF with so many words on its one page: 100,000 take some seconds of computing, a million a gigabyte."""
    packed = zlib.compress(b"BT /F1 12 Tf 10 10 Td " + b"(Hello world) Tj 0 12 Td " * words + b"ET", 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(written + end % (table, len(written)))
    return path

"""What a workbook holds, as a spreadsheet shows it."""

import io
import re
import zipfile
from xml.etree import ElementTree

SPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def rows_of(workbook: bytes) -> list[list[str | None]]:
    """The cells of the first sheet as text, None for empty ones, each row as long as the first."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        strings = ElementTree.fromstring(parts.read("xl/sharedStrings.xml")).findall("s:si", SPACE)
    shared = ["".join(text.text or "" for text in string.iterfind(".//s:t", SPACE)) for string in strings]
    rows = [
        {
            re.sub(r"\d", "", cell.attrib["r"]): shared[int(value)] if cell.get("t") == "s" else value
            for cell in row.iterfind("s:c", SPACE)
            if (value := cell.findtext("s:v", namespaces=SPACE)) is not None
        }
        for row in sheet.iterfind(".//s:row", SPACE)
    ]
    return [[row.get(column) for column in rows[0]] for row in rows]

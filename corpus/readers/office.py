"""Reads what only LibreOffice opens (.ppt, .uof, .xls …), where it is installed; without it the message says so.

LibreOffice writes the file anew as .docx, .pptx or .xlsx, and that is read. It has a profile of its own for one file,
no macros, no proxy that leads anywhere, a time limit, and runs once at a time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ReadError
from corpus.readers.common import read_bytes
from corpus.readers.docx import DocxReader
from corpus.readers.pptx import PptxReader
from corpus.readers.protocol import Reader, ReadFile, ReadWarning
from corpus.readers.tables import XlsxReader

_ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_SECONDS = 120
"""For one file: starting takes two to five seconds, a large presentation as long again."""
_SECONDS_TO_WAIT = 400
_NEW_FORMATS: dict[str, Reader] = {"docx": DocxReader(), "pptx": PptxReader(), "xlsx": XlsxReader()}
_WRITTEN_AS = {
    **dict.fromkeys((".ppt", ".pps", ".pot", ".dps", ".dpt", ".uop", ".odp", ".fodp"), "pptx"),
    **dict.fromkeys((".xls", ".xlt", ".et", ".ett", ".uos", ".ods", ".fods"), "xlsx"),
    **dict.fromkeys((".uof", ".uot", ".pages", ".wpd"), "docx"),
}
_BEGINNINGS = (bytes.fromhex("d0cf11e0a1b11ae1"), b"PK\x03\x04", b"<", b"\xffWPC")
"""The first bytes of such files; anything else would be opened as a plain text."""
_NOWHERE = "http://127.0.0.1:9"
_SETTINGS = "".join(
    f'<item oor:path="/org.openoffice.{path}">'
    f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
    for path, name, value in (
        ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
        ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Office.Writer/Content/Update", "Link", "2"),
        ("Office.Calc/Content/Update", "Link", "2"),
        ("Inet/Settings", "ooInetProxyType", "2"),
        ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    )
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{_SETTINGS}</oor:items>'
)


class OfficeReader:
    """Reads slides, tables and texts of old or foreign office programs."""

    name = "office"
    suffixes = frozenset(_WRITTEN_AS)

    @property
    def version(self) -> int:
        """Grows where LibreOffice is found: what was refused is then read."""
        return 1 + (program() is not None)

    def read(self, path: Path) -> ReadFile:
        """The speeches of the file, read as the readers of the new formats do.

        :raises ReadError: format_needs_office, office_failed, file_damaged, and what these readers raise.
        """
        data = read_bytes(path)
        if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_BEGINNINGS):
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower())
        if program() is None:
            raise ReadError("format_needs_office", path=str(path), suffix=path.suffix.lower())
        return read_converted(path, data, _WRITTEN_AS[path.suffix.lower()])


@cache
def program() -> str | None:
    """The command of LibreOffice, None where it is not installed."""
    there = (each for each in _ELSEWHERE if Path(each).is_file())
    return shutil.which("soffice") or shutil.which("libreoffice") or next(there, None)


def read_converted(path: Path, data: bytes, suffix: str) -> ReadFile:
    """The file with this content as LibreOffice writes it anew, in the format of `suffix`; where it is installed only.

    :raises ReadError: office_failed, and what the reader of that format raises.
    """
    with tempfile.TemporaryDirectory(prefix="tifa-office") as folder:
        source = Path(folder) / f"file{path.suffix.lower()}"
        source.write_bytes(data)
        made = Path(folder) / "new" / f"file.{suffix}"
        _run(source, made, Path(folder) / "profile")
        if not made.is_file():
            raise ReadError("office_failed", path=str(path))
        try:
            read = _NEW_FORMATS[suffix].read(made)
        except ReadError as exc:
            raise ReadError(exc.code, **{**exc.particulars, "path": str(path)}) from exc
    told = (ReadWarning("warn_by_office"), *read.warnings)
    return ReadFile("office", OfficeReader().version, read.records, warnings=told, coverage=read.coverage)


def _run(source: Path, made: Path, profile: Path) -> None:
    """Let LibreOffice write `source` anew; afterwards there is no file `made` if it could not."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    options = "--headless --norestore --nolockcheck --nodefault --nologo".split()
    command = [
        program() or "", *options, f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", made.suffix[1:], "--outdir", str(made.parent), str(source),
    ]  # fmt: skip
    no_network = {name: _NOWHERE for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")}
    owner = "" if sys.platform == "win32" else os.getuid()
    try:
        with FileLock(Path(tempfile.gettempdir()) / f"tifa-office-{owner}.lock", timeout=_SECONDS_TO_WAIT):
            quiet = subprocess.DEVNULL
            subprocess.run(
                command, env=os.environ | no_network, stdin=quiet, stdout=quiet, stderr=quiet,
                timeout=_SECONDS, check=False,
            )  # fmt: skip
    except (OSError, Timeout, subprocess.TimeoutExpired):
        return

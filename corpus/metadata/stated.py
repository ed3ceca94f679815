"""What people state about the files of a root beside them: every metadata.csv, and the list of set wordings."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError
from corpus.files import FileReport, FoundFile, Root, files_of
from corpus.metadata.sidecar import SIDECAR_NAME, Sidecar, normal_name, read_sidecar
from corpus.metadata.wordings import WORDINGS_NAME, Wording, read_wordings
from corpus.readers import ReadWarning


class Sidecars:
    """Every metadata.csv of a root, read once. `reports` says how reading each of them went."""

    def __init__(self, root: Root) -> None:
        """Read the metadata.csv of all folders of `root`; of a root that is a file, the one beside it.

        :raises RootError: if the root is missing or unreadable.
        """
        self._root = root
        self._sidecars: dict[PurePosixPath, Sidecar] = {}
        self._broken: dict[PurePosixPath, ReadWarning] = {}
        reports = [self._read(path, relative) for path, relative in _sidecar_files(root)]
        self.reports: tuple[FileReport, ...] = tuple(reports)

    def given(self, relative: PurePosixPath, external_id: str | None) -> dict[str, str]:
        """What is stated about a speech; a folder nearer to its file outranks one above."""
        stated: dict[str, str] = {}
        for folder, sidecar in self._above(relative):
            stated.update(sidecar.given(relative.relative_to(folder), external_id))
        return stated

    def warnings(self, relative: PurePosixPath) -> list[ReadWarning]:
        """Why the metadata.csv beside the file cannot be read, so that what it states is missing; else nothing."""
        broken = self._broken.get(relative.parent)
        return [broken] if broken else []

    def folders(self) -> dict[str, bool]:
        """Whether the speeches in a folder are authoritative, by its path in the root ("" is the root), where stated.

        What a folder states about itself outranks what one above states about it.
        """
        stated: dict[str, bool] = {}
        for above in sorted(self._sidecars, key=lambda folder: len(folder.parts)):
            for name, authoritative in self._sidecars[above].folders.items():
                path = (above / name).as_posix()
                stated["" if path == "." else normal_name(path)] = authoritative
        return stated

    def stamp(self, file: FoundFile) -> str:
        """A text that is the same exactly as long as all that is stated about `file` is the same."""
        above = self._above(file.relative)
        rows = [about for folder, sidecar in above if (about := sidecar.about(file.relative.relative_to(folder)))]
        broken = self._broken.get(file.relative.parent)
        return json.dumps([rows, broken and broken.code], ensure_ascii=False, sort_keys=True, default=dict)

    def _above(self, relative: PurePosixPath) -> list[tuple[PurePosixPath, Sidecar]]:
        """The sidecars of the folders that hold the file, outermost first."""
        return [(folder, self._sidecars[folder]) for folder in reversed(relative.parents) if folder in self._sidecars]

    def _read(self, path: Path, relative: PurePosixPath) -> FileReport:
        try:
            sidecar = read_sidecar(path)
        except ReadError as exc:
            warning = ReadWarning(exc.code, exc.particulars)
            self._broken[relative.parent] = warning
            return FileReport(self._root.name, str(relative), "not_read", reader="sidecar", warnings=(warning,))
        self._sidecars[relative.parent] = sidecar
        return FileReport(self._root.name, str(relative), "read", reader="sidecar", warnings=sidecar.warnings)


def root_wordings(root: Root) -> tuple[tuple[Wording, ...], FileReport | None]:
    """The set wordings of a root and the report on their list, None if it has none.

    The list is the wordings.csv at the top of the root or, failing that, the one beside it.
    """
    top = root.path.resolve()
    for path, relative in ((top / WORDINGS_NAME, WORDINGS_NAME), (top.parent / WORDINGS_NAME, f"../{WORDINGS_NAME}")):
        if path.is_file():
            try:
                read = read_wordings(path, root.name)
            except ReadError as exc:
                why = (ReadWarning(exc.code, exc.particulars),)
                return (), FileReport(root.name, relative, "not_read", reader="wordings", warnings=why)
            return read.wordings, FileReport(root.name, relative, "read", reader="wordings", warnings=read.warnings)
    return (), None


def _sidecar_files(root: Root) -> list[tuple[Path, PurePosixPath]]:
    if root.path.is_file():
        beside = root.path.with_name(SIDECAR_NAME)
        return [(beside, PurePosixPath(SIDECAR_NAME))] if beside.is_file() else []
    return sorted((path, relative) for path, relative in files_of(root) if path.name == SIDECAR_NAME)

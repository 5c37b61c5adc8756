"""What the last check of a whole project found, which holds as long as nothing that it looked at has changed.

Files are taken to be the same as the index takes them: by what the file system knows of them, and by what is
in them where that says too little.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from irc_kg.errors import Finding, Severity
from irc_kg.files import FileWriteError, write_text
from irc_kg.queries.expansion import repeats_itself
from irc_kg.store import Store
from irc_kg.store.datatypes import today
from irc_kg.store.loading import FileReader, imports_of, names_of_import
from irc_kg.store.manifest import RecordedSource, RecordedSources, Stamp, digest_of, stamps_of
from irc_kg.store.project_files import ProjectFiles


class Outcome(NamedTuple):
    """What a check found, and which files it could not read."""

    findings: tuple[Finding, ...]
    unreadable: tuple[Path, ...]


class LastCheck:
    """The last check of a project, as far as it is remembered."""

    def __init__(self, project: ProjectFiles, file: Path | None, setting: str) -> None:
        """``file``: where it is kept, None for nowhere; ``setting``: what stands for the program."""
        self.project = project
        self.file = file
        self._setting = [setting, str(project.root), str(today()), *map(self._name, project.unread_files)]
        self._files = {self._name(path): path for path in (*project.rdf_files, *project.query_files)}
        self._started = time.time_ns()
        self._stamps = stamps_of(self._files)

    def recall(self) -> Outcome | None:
        """What it found, if it would find that again."""
        if self.file is None:
            return None
        try:
            known = json.loads(self.file.read_text(encoding="utf-8"))
            return self._outcome_of(known)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def _outcome_of(self, known: Mapping[str, Any]) -> Outcome | None:
        recorded = RecordedSources(checked=known["checked"], sources=_sources_of(known["sources"]))
        imported = self._imports_now(known["imports"])
        is_same = known["setting"] == self._setting and known["imported"] == imported
        if not is_same or recorded.differing(self._files_with(imported)):
            return None
        if recorded.is_renewed:
            self._write({**known, "checked": recorded.checked, "sources": recorded.sources})
        findings = (_finding_of(*parts) for parts in known["findings"])
        return Outcome(tuple(findings), tuple(map(Path, known["unreadable"])))

    def _imports_now(self, imports: Mapping[str, list[str]]) -> dict[str, str]:
        """Which files hold what is imported, of which the names of files are given."""
        reader = FileReader(self.project)
        found = {iri: reader.file_of_import(iri, names) for iri, names in imports.items()}
        return {iri: self._name(path) for iri, path in found.items() if path is not None}

    def _files_with(self, imported: Mapping[str, str]) -> dict[str, Path]:
        return self._files | {name: self.project.root / name for name in imported.values()}

    def keep(self, found: Outcome, store: Store) -> None:
        """Remember what was found, unless a file was changed meanwhile, or it is another each time."""
        if self.file is None:
            return
        imported = {iri: self._name(path) for iri, path in store.imported.items()}
        files = self._files_with(imported)
        with suppress(OSError):
            data = {name: path.read_bytes() for name, path in files.items()}
            stamps = stamps_of(files)
            if self._are_same(stamps) and not self._ask_the_unrepeatable(data):
                engine = store.dataset
                self._write(
                    {
                        "setting": self._setting,
                        "checked": self._started,
                        "sources": {
                            name: RecordedSource(stamp, digest_of(data[name]))
                            for name, stamp in stamps.items()
                        },
                        "imports": {iri: names_of_import(engine, iri) for iri in imports_of(engine)},
                        "imported": imported,
                        "findings": list(map(_parts_of, found.findings)),
                        "unreadable": list(map(str, found.unreadable)),
                    }
                )

    def nothing_changed_meanwhile(self) -> bool:
        """Whether all files are as they were before the check."""
        return stamps_of(self._files) == self._stamps

    def _are_same(self, stamps: Mapping[str, Stamp]) -> bool:
        """Whether no file was changed since before the check; what is imported was not looked at before."""
        return all(
            stamp == self._stamps[name] if name in self._stamps else stamp.latest < self._started
            for name, stamp in stamps.items()
        )

    def _ask_the_unrepeatable(self, data: Mapping[str, bytes]) -> bool:
        queries = (data[self._name(path)] for path in self.project.query_files)
        return not all(repeats_itself(text.decode(errors="replace")) for text in queries)

    def _write(self, content: Mapping[str, Any]) -> None:
        if self.file is not None:
            with suppress(OSError, FileWriteError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                write_text(self.file, json.dumps(content))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.project.root).as_posix()


def _sources_of(known: Mapping[str, tuple[Iterable[int], str]]) -> dict[str, RecordedSource]:
    return {name: RecordedSource(Stamp(*stamp), digest) for name, (stamp, digest) in known.items()}


def _parts_of(finding: Finding) -> tuple[object, ...]:
    return str(finding.file), finding.line, finding.column, finding.check, finding.message, finding.severity


def _finding_of(file: str, line: int, column: int, check: str, message: str, severity: str) -> Finding:  # noqa: PLR0913, PLR0917 - the parts as they are kept
    return Finding(Path(file), line, column, check, message, Severity(severity))

"""Additions to files: tried out, checked as a whole, and written only when nothing is wrong with them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from irc_kg.checks import check
from irc_kg.editing.changes import Change
from irc_kg.editing.refusals import EditRefusedError
from irc_kg.editing.writing import Edit, apply, write
from irc_kg.errors import Finding, IrcKgError, Severity
from irc_kg.store.project_files import ProjectFiles

Explain = Callable[[Change, Sequence[Finding]], IrcKgError]


@dataclass(frozen=True)
class Addition:
    """What is added to a file, and what a check only warns of."""

    change: Change
    warnings: tuple[Finding, ...] = ()
    iris: tuple[str, ...] = ()  # of the things that it speaks of

    @property
    def block(self) -> str:
        """The lines that are added, as they will stand in the file."""
        lines = self.change.diff().splitlines(keepends=True)[2:]
        return "".join(line[1:] for line in lines if line.startswith("+")).strip("\r\n") + "\n"

    def save(self) -> None:
        """Write it, unless the file says something else by now; folders are made for a new file."""
        file = self.change.file
        if not self.change.before.text and file.exists() and file.read_bytes():
            raise EditRefusedError(f"{file} was made by someone else meanwhile. Look at it and try again.")
        made = _missing_folders(file)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write(self.change)
        except BaseException:
            _remove_empty(made)
            raise


def tried(
    project: ProjectFiles, file: Path, edit: Edit, iris: Sequence[str], *, explain: Explain | None = None
) -> Addition:
    """What an edit would add to a file; nothing is written.

    Unlike an edit of one statement it has to leave things complete: whatever a check finds in the file that
    it did not find before is a fault. ``explain`` makes an exception of faults; else it is EditRefusedError.
    """
    change = apply(file, edit, base_iri=project.graph_iri(file), dry_run=True, create=True)
    found = [] if change.is_empty else new_findings(project, change)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        fault = f"{project.display_path(file)} is left as it was, because what is added is not right:"
        raise explain(change, errors) if explain else EditRefusedError(fault, errors)
    return Addition(change, tuple(found), tuple(iris))


def new_findings(project: ProjectFiles, change: Change) -> list[Finding]:
    """Errors and warnings that the file of a change would have, and has not now."""
    after = _findings(project, change.file, change.after.text)
    before = _findings(project, change.file, change.before.text) if after and change.before.text else {}
    return [finding for what, finding in after.items() if what not in before]


def _findings(project: ProjectFiles, file: Path, text: str) -> dict[tuple[str, str], Finding]:
    project = ProjectFiles(project.root, project.origin)  # which files there are may have changed
    if file in project.graph_files:
        found = check(project, [file], instead={file: text.encode()}).findings
    else:
        found = _of_draft(project, file, text)
    return {(one.check, one.message): one for one in found if one.severity is not Severity.NOTE}


def _of_draft(project: ProjectFiles, file: Path, text: str) -> tuple[Finding, ...]:
    """What is found in a file that is not there yet: it is checked elsewhere, as a draft."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder).resolve() / file.name
        draft.write_text(text, encoding="utf-8", newline="")
        found = check(project, [draft]).findings
    shown = project.display_path(file)
    return tuple(replace(one, file=file, message=one.message.replace(str(draft), shown)) for one in found)


def _missing_folders(file: Path) -> list[Path]:
    """The folders above a file that are not there, the innermost first."""
    return [folder for folder in file.parents if not folder.exists()]


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

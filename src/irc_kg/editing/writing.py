"""Writing a change to its file: whole or not at all, one writer at a time, and never over another's work."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from irc_kg.editing.changes import Change
from irc_kg.editing.refusals import EditRefusedError
from irc_kg.errors import Finding, Severity
from irc_kg.turtle import Document, TurtleSyntaxError, decode, parse

Edit: TypeAlias = Callable[[Document], Document]
Verify: TypeAlias = Callable[[Change], Sequence[Finding]]

_PATIENCE: Final = 60  # seconds to wait for another writer
_LEFT_OVER: Final = ".irc-kg-tmp"


def apply(  # noqa: PLR0913 - the options are given by name
    file: Path,
    edit: Edit,
    *,
    base_iri: str | None = None,
    verify: Verify | None = None,
    dry_run: bool = False,
    create: bool = False,
) -> Change:
    """Make an edit to a file, and return what changed.

    The file is read, edited, verified and written under one lock, so that of several edits at the same time
    none is lost. ``verify`` looks at the change before it is written; when it finds an error the edit is
    refused. With ``dry_run`` nothing is written; with ``create`` a file that does not exist counts as empty.
    Raises EditRefusedError, or TurtleSyntaxError when the file is no Turtle; the file is then as it was.
    """
    target = _resolved(file)
    with contextlib.nullcontext() if dry_run else _locked(target):
        found = _read(file, target, create=create)
        before = _document(file, found or b"", base_iri)
        change = Change(file, before, edit(before))
        _refuse_errors(change, verify)
        if not dry_run and not change.is_empty:
            _replace(file, target, change.after.text.encode("utf-8"), found)
    return change


def write(change: Change) -> None:
    """Write a change that was made before, unless its file says something else by now."""
    target = _resolved(change.file)
    with _locked(target):
        found = _read(change.file, target, create=not change.before.text)
        _refuse_changed(change.file, target, change.before.text.encode("utf-8") or found)
        if not change.is_empty:
            _replace(change.file, target, change.after.text.encode("utf-8"), found)


def _document(file: Path, data: bytes, base_iri: str | None) -> Document:
    try:
        return parse(decode(data), base_iri)
    except TurtleSyntaxError as error:
        raise error.in_file(file) from None


def _refuse_errors(change: Change, verify: Verify | None) -> None:
    findings = verify(change) if verify and not change.is_empty else ()
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise EditRefusedError(f"{change.file} is left as it was, because the change is not right:", errors)


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Keep other writers of this program away from a file.

    The lock is a file in the folder for temporary files, named after the file it guards, so that nothing is
    left in the project. It holds between the processes of one user.
    """
    from filelock import FileLock, Timeout

    user = getattr(os, "getuid", lambda: "all")()
    folder = Path(tempfile.gettempdir()) / f"irc-kg-locks-{user}"
    name = hashlib.sha256(os.path.normcase(target).encode("utf-8", "surrogateescape")).hexdigest()
    lock = FileLock(folder / f"{name}.lock", timeout=_PATIENCE)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise EditRefusedError(
            f"{target} has been in use by another edit for {_PATIENCE} seconds. Try again when that is done."
        ) from None
    except OSError as error:
        raise EditRefusedError(
            f"{target} cannot be locked, because {folder} cannot be written: {error.strerror}."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _resolved(file: Path) -> Path:
    """The file itself, behind all links to it."""
    try:
        return file.resolve()
    except (OSError, RuntimeError) as error:  # a link that leads to itself; which of them depends on Python
        raise EditRefusedError(f"{file} leads to no file: {error}.") from error


def _read(file: Path, target: Path, *, create: bool) -> bytes | None:
    """The bytes of a file; None when there is none and it may be made."""
    try:
        return target.read_bytes()
    except FileNotFoundError:
        if create:
            return None
        raise EditRefusedError(f"There is no file {file}.") from None
    except OSError as error:
        raise EditRefusedError(f"{file} cannot be read: {error.strerror}.") from error


def _replace(file: Path, target: Path, data: bytes, found: bytes | None) -> None:
    """Put data in the place of what a file was found to hold: all of it at once, or nothing."""
    if found is not None and not _is_writable(target):
        raise EditRefusedError(f"{file} is read-only. Make it writable to edit it.")
    try:
        _remove_left_overs(target)
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_LEFT_OVER, dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            _copy_access(target if found is not None else None, temporary)
            _refuse_changed(file, target, found)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EditRefusedError(f"{file} could not be written: {error.strerror}. It is as it was.") from error
    _sync_folder(target.parent)


def _is_writable(target: Path) -> bool:
    # The mode too, because the superuser may write to anything.
    return bool(target.stat().st_mode & 0o222) and os.access(target, os.W_OK)


def _refuse_changed(file: Path, target: Path, found: bytes | None) -> None:
    """Raise when a file does not hold any more what it was found to hold."""
    if (target.read_bytes() if target.exists() else None) != found:
        raise EditRefusedError(f"{file} was changed by someone else meanwhile. Look at it and try again.")


def _remove_left_overs(target: Path) -> None:
    """Remove what an edit left that was killed while it wrote; the lock says that none writes now."""
    with os.scandir(target.parent) as entries:
        for entry in entries:
            if entry.name.startswith(f".{target.name}.") and entry.name.endswith(_LEFT_OVER):
                Path(entry.path).unlink(missing_ok=True)


def _copy_access(original: Path | None, copy: Path) -> None:
    """Give a file the mode and, where that is allowed, the owner of the one it is to replace."""
    if original is None:
        mask = os.umask(0)
        os.umask(mask)
        copy.chmod(0o666 & ~mask)
        return
    status = original.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(copy, status.st_uid, status.st_gid)
    copy.chmod(stat.S_IMODE(status.st_mode))


def _sync_folder(folder: Path) -> None:
    """Have the new entry of a folder outlive a power cut, on systems that can; the file is written anyhow."""
    if hasattr(os, "O_DIRECTORY"):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

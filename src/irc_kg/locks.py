"""Locks that keep the writers of this program away from a file while one of them edits it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from irc_kg.errors import IrcKgError

_PATIENCE: Final = 60  # seconds to wait for another writer
_PRIVATE: Final = 0o700


class FileLockError(IrcKgError):
    """A file that another writer holds, or whose lock cannot be kept."""


@contextmanager
def hold_lock(path: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Keep other writers of this program away from a file; waits so many seconds for the one that has it.

    The lock is a file in the user's cache folder, named after the file it guards, so that nothing is left in
    the project. It holds between the processes of one user. Raises FileLockError.
    """
    from hashlib import sha256

    from filelock import FileLock, Timeout

    target = path.resolve()
    name = sha256(os.path.normcase(target).encode("utf-8", "surrogateescape")).hexdigest()
    folder = _lock_folder(target)
    lock = FileLock(folder / f"{name}.lock", timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        raise FileLockError(
            f"{target} has been in use by another edit for {patience:g} seconds. Try again when that is done."
        ) from None
    except OSError as error:
        raise _unlockable(target, folder, f"cannot be written: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def _lock_folder(target: Path) -> Path:
    """The folder of the locks, which must be the user's own: who could write there could hold up any edit."""
    from platformdirs import user_cache_path

    folder = user_cache_path("irc-kg", appauthor=False) / "locks"
    try:
        try:
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        except OSError:
            # A user without a home to write to, as in a container.
            folder = _temporary_lock_folder()
            folder.mkdir(mode=_PRIVATE, exist_ok=True)
        fault = _fault_of(folder)
    except OSError as error:
        fault = f"cannot be written: {error.strerror}"
    if fault:
        raise _unlockable(target, folder, fault)
    return folder


def _temporary_lock_folder() -> Path:
    from tempfile import gettempdir

    user = getattr(os, "geteuid", lambda: "all")()
    return Path(gettempdir()) / f"irc-kg-locks-{user}"


def _fault_of(folder: Path) -> str:
    """Why a folder is no place for locks; empty when it is one."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return "is a link, and must be a folder"
    if hasattr(os, "geteuid"):
        if status.st_uid != os.geteuid():
            return "belongs to another user"
        if stat.S_IMODE(status.st_mode) != _PRIVATE:
            folder.chmod(_PRIVATE)
    return ""


def _unlockable(target: Path, folder: Path, why: str) -> FileLockError:
    remedy = "Have the variable XDG_CACHE_HOME name a folder of your own."
    return FileLockError(f"{target} cannot be locked, because {folder} {why}. {remedy}")

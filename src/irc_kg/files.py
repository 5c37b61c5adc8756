"""Files written whole or not at all.

What is written goes to a draft beside the file, which takes the place of the file when all of it is on the
disk. A file keeps its mode, and its owner where that is allowed; a symbolic link stays, and the file behind
it is replaced. Another hard link to the file keeps the old content.

Only regular files are replaced. A named pipe and a character device such as /dev/null are written *into*, as
a shell does it: of them there is no whole. Folders, sockets, disks and links that lead nowhere are refused.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from irc_kg.errors import IrcKgError

try:
    import fcntl
except ImportError:  # Windows, which removes no file that is open
    fcntl = None  # type: ignore[assignment]

_DRAFT_ENDING: Final = ".irc-kg-tmp"
_BUFFER: Final = 1 << 17  # bytes
# Standard output by its path: the file behind it is the shell's, which may have written to it before.
_OPEN_STREAM: Final = re.compile(r"/dev/(?:stdout|stderr|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")
_NO_ROOM: Final = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_NOT_ALLOWED: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
_drafts: set[Path] = set()


class FileWriteError(IrcKgError):
    """A file that cannot be written, why, and what would make it right."""


class MissingFolderError(FileWriteError):
    """A file in a folder that is not there."""

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(
            f"{path} could not be written. There is no folder {folder}: make it, or write somewhere else."
        )


class FileExistsAlreadyError(FileWriteError):
    """A new file that is there already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already and stays as it is: choose another name.")


class FileChangedError(FileWriteError):
    """A file that holds something else than what was read from it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed by someone else meanwhile. Look at it and try again.")


def _refusal(path: Path, error: OSError) -> FileWriteError:
    """The refusal that an error of the operating system becomes."""
    if error.errno in _NO_ROOM:
        remedy = " Make room there, or name a file elsewhere."
    elif error.errno in _NOT_ALLOWED:
        remedy = " Name a file in a folder that you may write to."
    else:
        remedy = ""
    kept = " It is as it was." if os.path.isfile(path) else ""  # noqa: PTH113 - is_file() may raise
    return FileWriteError(f"{path} could not be written: {error.strerror or error}.{kept}{remedy}")


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, to the byte, in place of what a file held."""
    with open_binary(path) as stream:
        stream.write(text.encode("utf-8"))


def exchange(path: Path, before: bytes | None, after: bytes) -> None:
    """Write a file that still holds what was read from it; None stands for a file that is not there.

    Hold its lock meanwhile. Raises FileChangedError when it holds something else, and FileWriteError.
    """
    target, status = _look(path)
    if (status is None) != (before is None) or (status is not None and not stat.S_ISREG(status.st_mode)):
        raise FileChangedError(path)
    with _draft(path, target, status) as draft:
        draft.stream.write(after)
        draft.finish()
        if before is None:
            draft.put_new()
        elif _read_bytes(target) == before:
            draft.put()
        else:
            raise FileChangedError(path)


@contextmanager
def open_binary(path: Path, *, new: bool = False) -> Iterator[BinaryIO]:
    """A stream whose bytes are the file when the block ends, and are nothing when it fails.

    With ``new`` a file that is there already is refused. Raises FileWriteError.
    """
    target, status = _look(path)
    if new and status is not None:
        raise FileExistsAlreadyError(path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        with _open_into(path) as stream:
            yield stream
        return
    with _draft(path, target, status) as draft:
        yield draft.stream
        draft.finish()
        if new:
            draft.put_new()
        else:
            draft.put()


@contextmanager
def open_text(path: Path, *, encoding: str = "utf-8", new: bool = False) -> Iterator[TextIO]:
    """The same for text. Line ends stay as they are; half of a character is written by its number."""
    with open_binary(path, new=new) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="backslashreplace", newline="")
        try:
            yield text
            text.flush()
        finally:
            # What is left in it after a failure goes nowhere, and must not be tried again.
            with suppress(OSError, ValueError, FileWriteError):
                text.detach()


def remove_drafts() -> None:
    """Take away what is not finished, when the process is about to be ended without its clean-up."""
    for draft in list(_drafts):
        draft.unlink(missing_ok=True)


def resolve_file(path: Path) -> Path:
    """The regular file that is behind a path, or would be; raises FileWriteError for anything else."""
    target, status = _look(path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        raise FileWriteError(f"{path} is a device or a pipe, and no file. Name a file.")
    return target


def _look(path: Path) -> tuple[Path, os.stat_result | None]:
    """The file behind all links, and what it is; None when it is not there and can be made."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return _place_of_new(path), None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileWriteError(
                f"{path} is a link that leads to no file. Remove it, or name another."
            ) from None
        raise _refusal(path, error) from error
    mode = status.st_mode
    _refuse_no_file(path, mode)
    if not stat.S_ISREG(mode):
        return path, status
    if _OPEN_STREAM.fullmatch(os.path.abspath(path)):  # noqa: PTH100 - resolve() would follow it
        raise FileWriteError(f"{path} is what another program has open. Name a file, or none.")
    target = path.resolve()
    # The mode too, because the superuser may write to anything.
    if not mode & 0o222 or not os.access(target, os.W_OK):
        raise FileWriteError(f"{path} is read-only. Make it writable to have it replaced.")
    return target, status


def _refuse_no_file(path: Path, mode: int) -> None:
    """Only files, pipes and devices such as a terminal can be written."""
    if stat.S_ISDIR(mode):
        raise FileWriteError(f"{path} is a folder. Name a file in it.")
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        raise FileWriteError(f"{path} is a socket or a disk, and no file. Name a file.")


def _place_of_new(path: Path) -> Path:
    if path.is_symlink():
        raise FileWriteError(f"{path} is a link that leads to no file. Remove it, or name another.")
    folder = path.parent.resolve()
    if not folder.is_dir():
        raise MissingFolderError(path, folder)
    return folder / path.name


class _Stream(io.FileIO):
    """A file whose trouble is told with its name, whoever writes to it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        super().__init__(descriptor, "w")
        self._path = path

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:  # whoever reads it has seen enough
            raise
        except OSError as error:
            raise _refusal(self._path, error) from error


@contextmanager
def _open_into(path: Path) -> Iterator[BinaryIO]:
    """A pipe or a device, written into as it is."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except OSError as error:
        raise _refusal(path, error) from error
    stream: BinaryIO = io.BufferedWriter(_Stream(path, descriptor), _BUFFER)
    try:
        yield stream
        stream.flush()
    finally:
        _close(stream)


def _close(stream: BinaryIO) -> None:
    """Close a stream whose trouble was told already."""
    with suppress(OSError, ValueError, FileWriteError):
        stream.close()


@contextmanager
def _draft(path: Path, target: Path, status: os.stat_result | None) -> Iterator[_Draft]:
    """A draft of a file; what was not put in its place is removed."""
    _remove_left_overs(target)
    draft = _Draft(path, target, status)
    try:
        yield draft
    finally:
        draft.discard()


class _Draft:
    """What is to become a file: beside it, under a name that says so, locked as long as its writer lives."""

    def __init__(self, path: Path, target: Path, status: os.stat_result | None) -> None:
        self.path = path  # as people know it
        self.target = target
        self.status = status
        try:
            self.name, descriptor = _begin(target, 0o666 if status is None else 0o600)
        except OSError as error:
            raise _refusal(path, error) from error
        # A second descriptor keeps the lock until the draft has its place, even when the stream is closed.
        self._keeper = os.dup(descriptor)
        self.stream: BinaryIO = io.BufferedWriter(_Stream(path, descriptor), _BUFFER)

    def finish(self) -> None:
        """Have all of it on the disk, with the mode and owner of the file that it replaces."""
        if not self.stream.closed:
            self.stream.flush()
        try:
            os.fsync(self._keeper)
            if self.status is not None:
                self._take_access(self.status)
        except OSError as error:
            raise _refusal(self.path, error) from error
        if fcntl is None:  # a file that is open can have no other name there
            self._close()

    def _take_access(self, status: os.stat_result) -> None:
        mode = stat.S_IMODE(status.st_mode)
        if hasattr(os, "chown") and (os.geteuid(), os.getegid()) != (status.st_uid, status.st_gid):
            try:
                os.chown(self.name, status.st_uid, status.st_gid)
            except PermissionError:
                # It runs as its owner does, who is another now.
                mode &= ~(stat.S_ISUID | stat.S_ISGID)
        self.name.chmod(mode)

    def put(self) -> None:
        """Take the place of the file."""
        try:
            self.name.replace(self.target)
        except OSError as error:
            raise _refusal(self.path, error) from error
        _sync_folder(self.target.parent)

    def put_new(self) -> None:
        """Become the file, unless one was made meanwhile."""
        try:
            self._link()
        except FileExistsError:
            raise FileExistsAlreadyError(self.path) from None
        except OSError as error:
            raise _refusal(self.path, error) from error
        _sync_folder(self.target.parent)

    def _link(self) -> None:
        """Take a name that nobody has: a link fails where a rename would replace."""
        try:
            os.link(self.name, self.target)
        except FileExistsError:
            raise
        except OSError:
            # A file system without links: an empty file holds the name until it is replaced.
            os.close(os.open(self.target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            self.name.replace(self.target)

    def discard(self) -> None:
        """Remove it; that it has its place already is no trouble."""
        self._close()
        with suppress(OSError):
            self.name.unlink(missing_ok=True)
        _drafts.discard(self.name)

    def _close(self) -> None:
        _close(self.stream)
        if self._keeper >= 0:
            os.close(self._keeper)
            self._keeper = -1


def _begin(target: Path, mode: int) -> tuple[Path, int]:
    """A new, empty draft, and its descriptor; the umask is applied to the mode."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    while True:
        name = target.with_name(_draft_beginning(target) + os.urandom(4).hex() + _DRAFT_ENDING)
        descriptor = os.open(name, flags, mode)
        _drafts.add(name)
        _lock(descriptor)
        if os.fstat(descriptor).st_nlink or fcntl is None:
            return name, descriptor
        # Another writer took it for a left-over before it was locked.
        _drafts.discard(name)
        os.close(descriptor)


def _draft_beginning(target: Path) -> str:
    """How the names of drafts begin; the name of a file may be as long as the system allows."""
    return f".{os.fsdecode(os.fsencode(target.name)[:200])}."


def _lock(descriptor: int, *, wait: bool = True) -> bool:
    """Lock a draft; False when another process has it, or the file system has no locks."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _remove_left_overs(target: Path) -> None:
    """Remove the drafts of writers that were killed: nobody holds their locks any more."""
    beginning = _draft_beginning(target)
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            middle = entry.name.removeprefix(beginning).removesuffix(_DRAFT_ENDING)
            is_draft = entry.name == beginning + middle + _DRAFT_ENDING and "." not in middle
            if is_draft and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _remove_left_over(Path(entry.path))


def _remove_left_over(draft: Path) -> None:
    if fcntl is None:
        draft.unlink(missing_ok=True)  # which fails while it is open
        return
    descriptor = os.open(draft, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        if _lock(descriptor, wait=False):
            draft.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _read_bytes(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except OSError:
        return None


def _sync_folder(folder: Path) -> None:
    """Have the new entry of a folder outlive a power cut, on systems that can; the file is written anyhow."""
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

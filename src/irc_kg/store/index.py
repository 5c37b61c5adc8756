"""The compiled index: the files of a project in a store on disk, so that a command need not read them.

Files are the truth. The index stands in the user's cache folder, is made from them, and may be thrown away at
any time. Each state of it is a folder of its own, which nobody changes once its name stands in ``current``.
"""

from __future__ import annotations

import os
import sys
import warnings
import zlib
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pyoxigraph as ox

from irc_kg.locks import FileLockError, hold_lock
from irc_kg.store.loading import FileReader, IndexNote, ToldProgress
from irc_kg.store.manifest import Manifest, RecordedSpellings, current_versions
from irc_kg.store.names import PrefixMap
from irc_kg.store.project_files import ProjectFiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from irc_kg.store.name_table import NameTable

try:
    import fcntl
except ImportError:  # Windows, which removes no file that is open
    fcntl = None  # type: ignore[assignment]

_PATIENCE = 3600.0  # seconds to wait for another process that makes the index: it may be a large one
STORE, NAMES = "store", "names.sqlite"  # what a state of the index is made of
IN_USE = "in-use"  # a file of each state, which whoever reads it holds locked
_CURRENT = "current"
_TRIES = 5

Found = TypeVar("Found")


class IndexedFiles:
    """The files of a project as the index has them: what ``LoadedFiles`` is for small ones."""

    def __init__(self, files: ProjectFiles, folder: Path, manifest: Manifest, hold: int = -1) -> None:
        """``hold``: an open file whose lock keeps the folder from being removed as long as this lives."""
        self.reader = FileReader(files)
        self.folder = folder
        self.manifest = manifest
        self.engine = ox.Store.read_only(str(folder / STORE))
        self.is_filled = True
        self.namespaces = PrefixMap(self.reader.where_declared)
        self.namespaces.update(manifest.prefixes)
        self.imported = {iri: files.root / name for iri, name in manifest.imported.items()}
        self._hold = hold

    def __del__(self) -> None:
        if getattr(self, "_hold", -1) >= 0:
            with suppress(OSError):
                os.close(self._hold)

    @property
    def path(self) -> Path:
        """The folder of the engine's store, which is read-only: an Oxigraph server can be run on it."""
        return self.folder / STORE

    @property
    def dataset(self) -> ox.Store:
        """The engine: its default graph holds what all files state."""
        return self.engine

    @cached_property
    def names(self) -> NameTable:
        """The names of the project."""
        from irc_kg.store.name_table import NameTable  # sqlite3, which most commands do without

        return NameTable(self.folder / NAMES)

    @cached_property
    def spellings(self) -> RecordedSpellings:
        """How the files write literals that the engine gives back as another text."""
        return RecordedSpellings(self.manifest, self.folder / NAMES)


class State(NamedTuple):
    """What there is of an index, for people."""

    folder: Path
    manifest: Manifest | None  # None where there is none, or none that can be believed
    differing: list[str]  # files of the project that are not as they were read
    size: int  # bytes


def cache_folder() -> Path:
    """Where this program keeps what it can make again: the user's cache folder."""
    set_by_user = os.environ.get("XDG_CACHE_HOME", "")
    if sys.platform == "linux" and set_by_user.startswith("/"):  # as platformdirs has it, which loads slowly
        return Path(set_by_user) / "irc-kg"
    from platformdirs import user_cache_path

    return user_cache_path("irc-kg", appauthor=False)


class Index:
    """The index of one project: opened where it agrees with the files, else brought up to date."""

    def __init__(self, files: ProjectFiles, tell: ToldProgress | None = None) -> None:
        """``tell`` hears how far the making of it is."""
        self.files = files
        self._tell = tell
        self._root = os.path.realpath(files.root)
        path = os.fsencode(self._root)
        name = f"{zlib.crc32(path):08x}{zlib.adler32(path):08x}"
        self.folder = cache_folder() / "index" / name

    def open(self) -> IndexedFiles:
        """The index as the files are now. Raises UnreadableFilesError, and OSError where none can be kept."""
        opened = self._open_current()
        if opened is not None and not self.differing(opened.manifest):
            self._keep_new_stamps(opened)
            return opened
        del opened  # which another process may have to remove
        return self._make()

    def _make(self) -> IndexedFiles:
        """Have the index agree with the files, unless another process has done so meanwhile."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with hold_lock(self.folder / _CURRENT, _PATIENCE):
            opened = self._open_current()
            differing = self.differing(opened.manifest) if opened else []
            if opened is None or differing:
                is_new = opened is None
                self._write(opened, differing)
                del opened
                self._remove_other_states()
                if is_new:
                    _remove_lost_indexes(self.folder.parent)
                opened = self._open_current()
        if opened is None:
            raise OSError(f"what was written to {self.folder} cannot be read again")
        return opened

    def rebuild(self) -> IndexedFiles:
        """Make all of it anew."""
        self.clear()
        return self._make()

    def _write(self, before: IndexedFiles | None, differing: list[str]) -> None:
        """Make a new state, from the one before if little has changed, and have it be the current one."""
        from sqlite3 import Error as DatabaseError

        from irc_kg.store.index_writer import IndexWriter

        state = self.folder / f"{os.getpid()}-{os.urandom(6).hex()}"
        try:
            state.mkdir()
            (state / IN_USE).touch()
            writer = IndexWriter(self.files, state, self._tell)
            if before is not None and writer.can_update(before, differing):
                manifest = writer.update(before, differing)
            else:
                manifest = writer.build()
            manifest.root = self._root
            manifest.write(state)
            draft = self.folder / f"{_CURRENT}.{os.getpid()}"
            draft.write_text(state.name, encoding="ascii")
            draft.replace(self.folder / _CURRENT)
        except BaseException as fault:
            _remove_folder(state)
            if isinstance(fault, DatabaseError):  # as when the disk is full
                raise OSError(str(fault)) from fault
            raise

    def _open_current(self) -> IndexedFiles | None:
        """The current state; None where there is none, or where it is not what was written."""
        return self._ask_current(self._open_state)

    def _ask_current(self, ask: Callable[[Path], Found | None]) -> Found | None:
        """What is found of the folder of the current state; None where there is none that can be read."""
        for _ in range(_TRIES):
            try:
                name = (self.folder / _CURRENT).read_text(encoding="ascii")
                return ask(self.folder / name)
            except FileNotFoundError:
                if not (self.folder / _CURRENT).exists():
                    return None
                # It was replaced and removed after its name was read.
            except (OSError, ValueError):
                return None
        return None

    def _open_state(self, folder: Path) -> IndexedFiles | None:
        hold = hold_state(folder)
        try:
            manifest = Manifest.read(folder)
            if manifest is None or not self.is_ours(manifest) or manifest.faults(folder):
                os.close(hold)
                return None
            return IndexedFiles(self.files, folder, manifest, hold)
        except BaseException:
            with suppress(OSError):
                os.close(hold)
            raise

    def is_ours(self, manifest: Manifest) -> bool:
        """Whether a state was made of this project, and in the way in which they are made now."""
        return manifest.versions == current_versions() and manifest.root == self._root

    def differing(self, manifest: Manifest) -> list[str]:
        """The files, by their paths from the root, that are not as a state of the index has them."""
        reader = FileReader(self.files)
        imports = {iri: reader.file_of_import(iri, names) for iri, names in manifest.imports.items()}
        imported = {iri: self.files.name_of(path) for iri, path in imports.items() if path is not None}
        paths = {self.files.name_of(path): path for path in self.files.rdf_files}
        paths |= {name: self.files.root / name for name in imported.values()}
        others = [set(pairs.items()) for pairs in (imported, manifest.imported)]
        moved = (name for _iri, name in others[0] ^ others[1])
        return list(dict.fromkeys([*manifest.differing(paths), *moved]))

    @staticmethod
    def _keep_new_stamps(opened: IndexedFiles) -> None:
        """Keep what was found out of the files, so that the next need not read them again."""
        if opened.manifest.is_renewed:
            with suppress(OSError):
                opened.manifest.write(opened.folder)

    def _remove_other_states(self) -> None:
        """Remove the states that nobody reads but for the current one, and what was left half made."""
        current = (self.folder / _CURRENT).read_text(encoding="ascii")
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name != current:
                _remove_unused(folder)
        manifest = Manifest.read(self.folder / current)
        if manifest is not None:  # that a file has one link less changes one of its times
            manifest.take_new_stamps(self.folder / current)
            manifest.write(self.folder / current)

    def state(self) -> State:
        """What there is of the index."""
        opened = self._open_current()
        manifest = opened.manifest if opened else None
        differing = self.differing(manifest) if manifest else []
        return State(self.folder, manifest, differing, _size_of(self.folder))

    def verify(self) -> list[str] | None:
        """Compare every byte of the index with its checksums; what is damaged is named, and thrown away.

        None where there is no index.
        """
        faults = self._ask_current(self._faults_of_state)
        if faults:
            self.clear()
        return faults

    def _faults_of_state(self, folder: Path) -> list[str] | None:
        """What of a state is damaged. It is not opened: what is damaged might be said not to be there."""
        hold = hold_state(folder)
        try:
            manifest = Manifest.read(folder)
            if manifest is None or not self.is_ours(manifest):
                return None
            return manifest.faults(folder, whole=True)
        finally:
            os.close(hold)

    def clear(self) -> None:
        """Remove the index; a state that is being read goes when it no longer is."""
        with suppress(FileNotFoundError):
            (self.folder / _CURRENT).unlink()
            for folder in self.folder.iterdir():
                if folder.is_dir():
                    _remove_unused(folder)
            with suppress(OSError):  # where a state is left
                self.folder.rmdir()


def hold_state(folder: Path) -> int:
    """Keep a state of the index from being removed until the file that this opens is closed."""
    hold = os.open(folder / IN_USE, os.O_RDONLY)
    if fcntl is not None:
        fcntl.flock(hold, fcntl.LOCK_SH)
    return hold


def _remove_folder(folder: Path) -> None:
    import shutil  # which loads slowly, and which whoever only reads an index needs not

    shutil.rmtree(folder, ignore_errors=True)


def _remove_unused(folder: Path) -> None:
    """Remove a state unless a process reads it."""
    try:
        hold = os.open(folder / IN_USE, os.O_RDONLY)
    except OSError:
        _remove_folder(folder)
        return
    try:
        if fcntl is not None:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove_folder(folder)
    except OSError:  # it is being read
        pass
    finally:
        os.close(hold)


def _remove_lost_indexes(folder: Path) -> None:
    """Remove the indexes of projects that are no longer where they were."""
    for index in folder.iterdir():
        with suppress(OSError, ValueError):
            current = index / (index / _CURRENT).read_text(encoding="ascii")
            manifest = Manifest.read(current)
            if manifest is not None and not os.path.isdir(manifest.root):  # noqa: PTH112 - is_dir() may raise
                (index / _CURRENT).unlink()
                _remove_unused(current)
                index.rmdir()


def _size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def open_index(files: ProjectFiles, tell: ToldProgress | None = None) -> IndexedFiles | None:
    """A project from its index; None, with a note on the reason, where none can be kept."""
    try:
        return Index(files, tell).open()
    except (OSError, RuntimeError, FileLockError) as error:
        folder = cache_folder() / "index"
        reason = getattr(error, "strerror", None) or str(error)
        warnings.warn(
            f"No index could be kept in {folder} ({reason.rstrip('.')}), so all files are read "
            "each time. XDG_CACHE_HOME can name another folder for it.",
            IndexNote,
            stacklevel=2,
        )
        return None

"""The files of a project as they would be after a change of one of them, without reading the others anew."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from irc_kg.store.index import IN_USE, STORE, IndexedFiles, hold_state
from irc_kg.store.loading import FileReader, LoadedFiles, put_in, read_files, take_out
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.values import Spellings


class ChangedFiles:
    """What ``LoadedFiles`` is for the files as they are; of the index, a copy is changed that goes with this.

    The files must say by now what they said before the change.
    """

    def __init__(
        self,
        files: ProjectFiles,
        path: Path,
        data: bytes,
        added: Iterable[ox.Quad],
        removed: Iterable[ox.Quad],
    ) -> None:
        """``added`` and ``removed`` are what the file, which then holds ``data``, states more and less."""
        before = read_files(files)
        self.reader = FileReader(files, {path: data})
        self.namespaces = before.namespaces
        self.imported = before.imported
        self.is_filled = True  # the default graph holds what all files state
        self.engine = before.dataset if isinstance(before, LoadedFiles) else self._copy(before)
        take_out(self.engine, removed)
        put_in(self.engine, added)

    def _copy(self, before: IndexedFiles) -> ox.Store:
        """A copy of the index that may be changed: its files are linked, not copied."""
        folder = before.folder.parent / f"{os.getpid()}-{os.urandom(6).hex()}"
        folder.mkdir()
        (folder / IN_USE).touch()
        hold = hold_state(folder)  # or whoever makes the index anew would remove it
        weakref.finalize(self, _throw_away, folder, hold)
        before.engine.backup(folder / STORE)
        return ox.Store(folder / STORE)

    @property
    def dataset(self) -> ox.Store:
        """The engine: its default graph holds what all files state."""
        return self.engine

    @property
    def names(self) -> None:
        """Names are read from the triples."""
        return

    @cached_property
    def spellings(self) -> Spellings:
        """How the files write literals that the engine gives back as another text."""
        return Spellings(self.reader.sources)


def _throw_away(folder: Path, hold: int) -> None:
    os.close(hold)
    shutil.rmtree(folder, ignore_errors=True)

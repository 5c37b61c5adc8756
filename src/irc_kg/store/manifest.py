"""What an index was made from, and of which files it is made: what does not agree with it is not believed."""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

if TYPE_CHECKING:
    from irc_kg.store.name_table import NameTable
    from irc_kg.store.values import Pattern, WrittenLiteral

FORMAT = 2  # of the index: another number is another way in which it is made
_NAME = "manifest.json"
_BLOCK = 1 << 20  # bytes that have one checksum, and that each open looks at
# A file that was changed so shortly before it was read may be changed again within one step of its clock.
_STEP = 2_000_000_000  # nanoseconds


def current_versions() -> tuple[str, ...]:
    """What an index must have been made with: its form, and the version of the engine."""
    return (str(FORMAT), ox.__version__)


class Stamp(NamedTuple):
    """What the file system knows of a file: as long as it is the same, the file is taken to be."""

    size: int  # bytes
    modified: int  # nanoseconds
    changed: int  # nanoseconds; of what is in it or of its entry, which nobody can set back
    inode: int

    @property
    def latest(self) -> int:
        """When it was changed last, as far as that is known."""
        return self.changed if os.name == "posix" else self.modified


def stamp_of(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def stamps_of(files: Mapping[str, Path]) -> dict[str, Stamp]:
    """What the file system knows of files, by names for them, but for those that are not there."""
    found = {}
    for name, path in files.items():
        with suppress(OSError):
            found[name] = stamp_of(path.stat())
    return found


def digest_of(data: bytes) -> str:
    """What two files have in common only if they hold the same."""
    from hashlib import blake2b  # most opens need none

    return blake2b(data, digest_size=16).hexdigest()


class RecordedSource(NamedTuple):
    """A file of the project as it was read."""

    stamp: Stamp
    digest: str


class RecordedPart(NamedTuple):
    """A file of the index as it was written, with a checksum of each block."""

    stamp: Stamp
    blocks: tuple[int, ...]


@dataclass(kw_only=True)
class RecordedSources:
    """The files of a project as they were read."""

    checked: int  # nanoseconds: before any of the sources was looked at
    sources: dict[str, RecordedSource] = field(default_factory=dict)  # by their paths from the root
    is_renewed: bool = False  # whether a stamp was found to have changed, and what is in the file had not

    def differing(self, paths: Mapping[str, Path]) -> list[str]:
        """Which files, by their paths from the root, are not as they were read, or are new, or are gone.

        Where only the stamp of a file differs, or says too little, what is in it is compared, and the new
        stamp kept.
        """
        now = time.time_ns()
        differing = [name for name in self.sources if name not in paths]
        for name, path in paths.items():
            if not self._is_same(name, path):
                differing.append(name)
        if not differing and any(self._is_doubtful(source.stamp) for source in self.sources.values()):
            self.checked = now
            self.is_renewed = True
        return differing

    def _is_doubtful(self, stamp: Stamp) -> bool:
        """Whether a file could have been changed after it was read without another stamp."""
        return stamp.latest > self.checked - _STEP

    def _is_same(self, name: str, path: Path) -> bool:
        known = self.sources.get(name)
        try:
            stamp = stamp_of(path.stat())
            if known is None or stamp.size != known.stamp.size:
                return False
            if stamp == known.stamp and not self._is_doubtful(stamp):
                return True
            is_same = digest_of(path.read_bytes()) == known.digest
        except OSError:  # which whoever reads it will tell
            return False
        if is_same and stamp != known.stamp:
            self.is_renewed = True
            self.sources[name] = RecordedSource(stamp, known.digest)
        return is_same


@dataclass(kw_only=True)
class Manifest(RecordedSources):
    """What is known of one state of an index."""

    versions: tuple[str, ...]
    statements: int
    settings: tuple[tuple[str, ...], ...]  # how labels were chosen
    prefixes: dict[str, str]
    imports: dict[str, list[str]]  # what is imported, with the names of files that the ontology gives for it
    imported: dict[str, str]  # what of it is there, with the path of its file
    writes_otherwise: bool  # whether any file writes a literal otherwise than the engine has it
    tags: dict[str, str]  # of languages, as files write them with capitals and in one way
    parts: dict[str, RecordedPart] = field(default_factory=dict)  # by their paths from the folder
    root: str = ""  # of the project, whose folder the index is named after

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """The manifest of a folder; None where there is none that agrees with its own checksum."""
        try:
            first, _, text = (folder / _NAME).read_bytes().partition(b"\n")
            if int(first) != zlib.crc32(text):
                return None
            return cls._of_json(json.loads(text))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    @classmethod
    def _of_json(cls, known: dict[str, Any]) -> Manifest:
        sources, parts = known.pop("sources"), known.pop("parts")
        known["versions"] = tuple(known["versions"])
        known["settings"] = tuple(map(tuple, known["settings"]))
        return cls(
            **known,
            sources={name: RecordedSource(Stamp(*stamp), kept) for name, (stamp, kept) in sources.items()},
            parts={name: RecordedPart(Stamp(*stamp), tuple(kept)) for name, (stamp, kept) in parts.items()},
        )

    def write(self, folder: Path) -> None:
        """Put it into a folder, whole."""
        self.is_renewed = False
        text = json.dumps(asdict(self)).encode()
        draft = folder / f"{_NAME}.{os.getpid()}"
        draft.write_bytes(b"%d\n%s" % (zlib.crc32(text), text))
        draft.replace(folder / _NAME)

    # The files of the index

    def record_parts(
        self, folder: Path, names: Iterable[str], before: Mapping[str, RecordedPart] | None = None
    ) -> None:
        """Keep what the files of the index are like now; links to files of the state before are known."""
        known = {part.stamp.inode: part for part in (before or {}).values()}
        for name in names:
            path = folder / name
            stamp = stamp_of(path.stat())
            old = known.get(stamp.inode)
            is_old = old is not None and old.stamp[:2] == stamp[:2]
            self.parts[name] = RecordedPart(stamp, old.blocks if old and is_old else tuple(_checksums(path)))

    def take_new_stamps(self, folder: Path) -> None:
        """Keep the stamps that the files have now, after a link to them was made or removed."""
        for name, part in self.parts.items():
            self.parts[name] = part._replace(stamp=stamp_of((folder / name).stat()))

    def faults(self, folder: Path, *, whole: bool = False) -> list[str]:
        """The files of the index that are not as they were written.

        Size and times are looked at; of a file that has another time, all that is in it. Of the others one
        block in turn; with ``whole`` every block of every file.
        """
        faulty = []
        turn = time.time_ns() // 1000 % max(1, sum(len(part.blocks) for part in self.parts.values()))
        for name, part in self.parts.items():
            only = None if whole else turn if 0 <= turn < len(part.blocks) else -1
            turn -= len(part.blocks)
            if not _is_as_written(folder / name, part, only):
                faulty.append(name)
            elif (stamp := stamp_of((folder / name).stat())) != part.stamp:  # as when a link to it was made
                self.parts[name] = part._replace(stamp=stamp)
                self.is_renewed = True
        return faulty


class RecordedSpellings:
    """How the files write literals, as a state of the index has it: most questions need not look it up."""

    def __init__(self, manifest: Manifest, table: Path) -> None:
        self._manifest = manifest
        self._path = table

    def may_differ(self) -> bool:
        """Whether any file writes any literal otherwise."""
        return self._manifest.writes_otherwise

    def language_of(self, literal: ox.Literal) -> str:
        """The language tag of a literal as the files write it, where they write it in one way."""
        tag = literal.language or ""
        return self._manifest.tags.get(tag, tag)

    def of(self, literal: ox.Literal, pattern: Pattern) -> list[WrittenLiteral]:
        """How a literal is written in the statements of a pattern, where that is not as the engine has it."""
        return self._table.spellings_of(literal, pattern) if self.may_differ() else []

    @cached_property
    def _table(self) -> NameTable:
        from irc_kg.store.name_table import NameTable  # sqlite3, which most commands do without

        return NameTable(self._path)


def _is_as_written(path: Path, part: RecordedPart, only: int | None) -> bool:
    """Whether a file is as it was written, as far as its stamp tells, and the block of a number or all."""
    try:
        stamp = stamp_of(path.stat())
        if stamp[:2] != part.stamp[:2]:
            return False
        if stamp != part.stamp or only is None:
            return tuple(_checksums(path)) == part.blocks
        if only < 0:
            return True
        with path.open("rb") as stream:
            stream.seek(only * _BLOCK)
            return zlib.crc32(stream.read(_BLOCK)) == part.blocks[only]
    except OSError:
        return False


def _checksums(path: Path) -> Iterator[int]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield zlib.crc32(block)

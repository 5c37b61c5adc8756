"""A site in a folder: what changed is written, what is no more is taken away, and nothing else is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from irc_kg.errors import IrcKgError
from irc_kg.files import write_text
from irc_kg.site.frame import SCRIPT, STYLE, Frame, script_text, style_text
from irc_kg.site.pages import Page, SiteFile

_LISTING = ".irc-kg-site.json"  # in the folder of a site: which files are its own


class OtherFilesError(IrcKgError):
    """A folder for a site that holds other files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds files that are not of a site written before: name a folder that is empty or new."
        )


class OutsideError(IrcKgError):
    """A file of a site whose path would lead out of its folder."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path!r} is no path within a site.")


@dataclass
class Written:
    """What came of writing a site: its files, how many are pages, new or changed, and how many are gone."""

    changed: int = 0
    removed: int = 0
    pages: int = 0
    paths: set[str] = field(default_factory=set)

    @property
    def files(self) -> int:
        return len(self.paths)


class SiteFolder:
    """The folder of one site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[Path] = set()

    def check(self) -> None:
        """Raise OtherFilesError where it holds what is not of a site."""
        if self.folder.exists() and not self.folder.is_dir():
            raise OtherFilesError(self.folder)
        is_new = not self.folder.exists() or not any(self.folder.iterdir())
        if not is_new and not (self.folder / _LISTING).is_file():
            raise OtherFilesError(self.folder)

    def write(self, frame: Frame, parts: Iterable[Page | SiteFile]) -> Written:
        """Write all parts of a site. Raises OtherFilesError and FileWriteError."""
        self.check()
        before = self._paths_before()
        done = Written()
        self._note(before)  # whatever ends this, the next run knows the folder for its own
        for path, content in _files(frame, parts, done):
            if path in done.paths:
                raise OutsideError(path)
            done.paths.add(path)
            done.changed += self._put(path, content)
        for path in sorted(before - done.paths):
            done.removed += self._take_away(path)
        self._note(done.paths)
        return done

    def _put(self, path: str, content: bytes) -> bool:
        """Write a file where it does not hold just that already; whether it was written."""
        target = self._target(path)
        try:
            if target.stat().st_size == len(content) and target.read_bytes() == content:
                return False
        except OSError:
            pass
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        target.write_bytes(content)
        return True

    def _take_away(self, path: str) -> bool:
        target = self._target(path)
        try:
            target.unlink()
        except OSError:
            return False
        for folder in target.relative_to(self.folder).parents:
            if folder != Path() and not any((self.folder / folder).iterdir()):
                (self.folder / folder).rmdir()
        return True

    def _target(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
            raise OutsideError(path)
        return self.folder.joinpath(*parts)

    def _paths_before(self) -> set[str]:
        """The files that the last run wrote."""
        try:
            listed = json.loads((self.folder / _LISTING).read_text(encoding="utf-8"))
            return {path for path in listed["files"] if isinstance(path, str)}
        except (OSError, ValueError, KeyError, TypeError):
            return set()

    def _note(self, paths: Iterable[str]) -> None:
        os.makedirs(self.folder, exist_ok=True)  # noqa: PTH103  (its errors are those of the others)
        write_text(self.folder / _LISTING, json.dumps({"files": sorted(paths)}, indent=0) + "\n")


def _files(frame: Frame, parts: Iterable[Page | SiteFile], done: Written) -> Iterator[tuple[str, bytes]]:
    """The path and content of every file of a site."""
    yield STYLE, style_text().encode()
    yield SCRIPT, script_text().encode()
    for part in parts:
        if isinstance(part, SiteFile):
            yield part.path, part.content
        else:
            done.pages += 1
            yield part.path, frame.text(part).encode("utf-8", "replace")

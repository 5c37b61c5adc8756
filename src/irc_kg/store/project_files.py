"""Where things are: a project is a folder that holds ``graph/``, ``ontology/`` and ``queries/``."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from irc_kg.errors import IrcKgError

FOLDERS = ("graph", "ontology", "queries")
BASE_IRI = "https://w3id.org/irc-kg/"
ROOT_VARIABLE = "IRC_KG_ROOT"


class Origin(StrEnum):
    """How a project was found."""

    OPTION = "--root"
    ENVIRONMENT = ROOT_VARIABLE
    ABOVE = "the nearest folder upwards"
    PACKAGE = "the copy in the package"


class ProjectNotFoundError(IrcKgError):
    """A folder that was named as a project, and is none."""

    def __init__(self, root: Path, named_by: Origin) -> None:
        fault = "is no folder" if not root.is_dir() else "has no folder graph/"
        super().__init__(
            f"{root} ({named_by}) {fault}. A project is a folder that holds graph/, ontology/ and queries/."
        )


class UnreadableFolderError(IrcKgError):
    """A folder of the project that cannot be looked into: what is in it must not be left out in silence."""

    def __init__(self, folder: str, fault: str) -> None:
        super().__init__(f"The folder {folder} cannot be read: {fault}.")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, but for what is hidden; nothing where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnreadableFolderError(str(folder), error.strerror or "no reason is given") from None
    return sorted(visible, key=lambda entry: entry.name)


def quote_path(path: Path) -> str:
    """A path without its ending as it stands in an IRI, whichever bytes its names hold."""
    return quote(os.fsencode(path.with_suffix("").as_posix()))


def readable(name: str | Path) -> str:
    r"""A name of a file as a text that can be written anywhere; what is not UTF-8 in it is ``\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class ProjectFiles:
    """One project on disk. Each of its Turtle files is one named graph."""

    root: Path
    origin: Origin = Origin.OPTION

    def find_files(self, folder: str, suffix: str) -> tuple[Path, ...]:
        """Files of one of the folders and its sub-folders by their paths; hidden ones are left out.

        Links are followed. Each file and folder comes once, however many links lead to it or run in a circle:
        by a name without links if it has one here. So links wait until all else is seen.
        """
        top = self.root / folder
        found: list[Path] = []
        seen: set[str] = set()  # real paths
        waiting = deque([(top, os.path.realpath(top))])
        while waiting:
            path, real = waiting.popleft()
            if real in seen:
                continue
            seen.add(real)
            if path == top or path.is_dir():
                for entry in _entries(path):
                    if entry.is_symlink():
                        waiting.append((Path(entry.path), os.path.realpath(entry.path)))
                    else:
                        waiting.appendleft((Path(entry.path), os.path.join(real, entry.name)))  # noqa: PTH118
            elif path.name.endswith(suffix) and path.is_file():
                found.append(path)
        return tuple(sorted(found, key=lambda path: path.relative_to(top).parts))

    @cached_property
    def graph_files(self) -> tuple[Path, ...]:
        return self.find_files("graph", ".ttl")

    @cached_property
    def ontology_files(self) -> tuple[Path, ...]:
        return self.find_files("ontology", ".ttl")

    @cached_property
    def query_files(self) -> tuple[Path, ...]:
        return self.find_files("queries", ".rq")

    @property
    def turtle_files(self) -> tuple[Path, ...]:
        return self.ontology_files + self.graph_files

    @cached_property
    def graph_iris(self) -> frozenset[str]:
        """The named graphs that the files under ``graph/`` are."""
        return frozenset(map(self.graph_iri, self.graph_files))

    def graph_iri(self, path: Path) -> str:
        """The named graph that a Turtle file of the project is, and its base IRI."""
        return BASE_IRI + quote_path(path.relative_to(self.root))

    def file_of(self, graph_iri: str) -> Path:
        """The Turtle file that holds a named graph."""
        return self.root / (os.fsdecode(unquote_to_bytes(graph_iri.removeprefix(BASE_IRI))) + ".ttl")

    def display_path(self, path: Path) -> str:
        """A path as people read it: from the root of the project, with forward slashes."""
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        return readable(name)

    def describe(self) -> str:
        """What an answer comes from: how many files, where, and the day of their newest change."""
        day = self.newest_change()
        return f"{len(self.graph_files)} files in {readable(self.root)}" + (
            f", newest change {day}" if day else ""
        )

    def newest_change(self) -> str:
        """The day on which a file of the graph was last changed; empty where there is none."""
        newest = max((path.stat().st_mtime for path in self.graph_files), default=0.0)
        return datetime.fromtimestamp(newest, tz=UTC).date().isoformat() if newest else ""

    def revision(self) -> str:
        """The commit that last changed the files, and whether they differ from it; empty without git."""
        log = self._git("log", "-1", "--format=%h of %cs")
        if not log:
            return ""
        return f"{log}, and changes since" if self._git("status", "--porcelain") else log

    def _git(self, *arguments: str) -> str:
        """What git says of the folders of the project; empty where it cannot say anything."""
        import shutil
        import subprocess

        program = shutil.which("git")
        if program is None:
            return ""
        folders = [name for name in FOLDERS if (self.root / name).is_dir()]
        done = subprocess.run(
            [program, "-C", str(self.root), *arguments, "--", *folders],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
        return "" if done.returncode else done.stdout.decode("utf-8", errors="replace").strip()


def _nearest(start: Path) -> Path | None:
    return next(
        (folder for folder in (start, *start.parents) if all((folder / name).is_dir() for name in FOLDERS)),
        None,
    )


def find_project(root: Path | None = None) -> ProjectFiles:
    """The project to work on: the one named, else the nearest upwards, else the one in the package."""
    if root is not None:
        origin = Origin.OPTION
    elif from_environment := os.environ.get(ROOT_VARIABLE):
        root, origin = Path(from_environment), Origin.ENVIRONMENT
    elif above := _nearest(Path.cwd()):
        return ProjectFiles(above, Origin.ABOVE)
    else:
        return project_of_package()
    root = root.resolve()
    if not (root / "graph").is_dir():
        raise ProjectNotFoundError(root, origin)
    return ProjectFiles(root, origin)


def project_of_package() -> ProjectFiles:
    """The project in the package."""
    # In an editable install the package has no copy: its own repository is the nearest project above it.
    package = Path(__file__).resolve().parents[1]
    root = (_nearest(package / "data") or package / "data").resolve()
    if not (root / "graph").is_dir():
        raise ProjectNotFoundError(root, Origin.PACKAGE)
    return ProjectFiles(root, Origin.PACKAGE)

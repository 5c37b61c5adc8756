"""What the Turtle files of a project hold at one time: now, at a revision, or with one file replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from irc_kg.errors import Finding
from irc_kg.provenance.citations import Evidence
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.store import Store, UnreadableFilesError

_FOLDERS = ("ontology", "graph")


@dataclass(frozen=True)
class State:
    """The Turtle files of a project at one time."""

    name: str  # as it stands in a sentence: "HEAD", "the working tree"
    files: Mapping[str, bytes] = field(repr=False)  # by their paths from the root, with forward slashes
    shown: Mapping[str, str] = field(default_factory=dict)  # how paths are shown that are not of the project


def is_turtle_of_a_project(path: str) -> bool:
    """Whether a path from the root is that of a Turtle file which belongs to the project."""
    parts = PurePosixPath(path).parts
    return parts[0] in _FOLDERS and path.endswith(".ttl") and not any(part.startswith(".") for part in parts)


def working_tree(project: ProjectFiles) -> State:
    """The files as they are on the disk."""
    files = {project.display_path(path): path.read_bytes() for path in project.turtle_files}
    return State("the working tree", files)


def two_files(project: ProjectFiles, older: Path, newer: Path) -> tuple[State, State]:
    """Two files as two states of one: what else the project holds lends its labels to both."""
    place = newer.resolve()
    inside = place.is_relative_to(project.root) and is_turtle_of_a_project(project.display_path(place))
    # A file from elsewhere is a part of the graph that no file on the disk can be.
    key = project.display_path(place) if inside else f"graph/{place.as_posix().lstrip('/')}"
    rest = dict(working_tree(project).files)
    # The older file is the older state of the newer one, and nothing beside it.
    rest.pop(project.display_path(older.resolve()), None)
    before, after = (
        State(str(file), {**rest, key: file.read_bytes()}, {key: str(file)}) for file in (older, newer)
    )
    return before, after


@dataclass(frozen=True)
class StateProject(ProjectFiles):
    """A project with the files of a state, whatever is on the disk."""

    paths: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def _in(self, folder: str) -> tuple[Path, ...]:
        return tuple(self.root / path for path in self.paths if path.startswith(f"{folder}/"))

    @cached_property
    def graph_files(self) -> tuple[Path, ...]:
        return self._in("graph")

    @cached_property
    def ontology_files(self) -> tuple[Path, ...]:
        return self._in("ontology")

    def display_path(self, path: Path) -> str:
        """A path as people read it; a file that is not of the project as it was named."""
        shown = super().display_path(path)
        return self.names.get(shown, shown)


class Side:
    """One of the two states that are compared, with its triples and their evidence."""

    def __init__(self, project: ProjectFiles, state: State) -> None:
        self.state = state
        self.project = StateProject(project.root, project.origin, tuple(sorted(state.files)), state.shown)
        self.unreadable: dict[str, Finding] = {}  # by path: why it is not Turtle

    @cached_property
    def store(self) -> Store:
        """What can be read of the files; why others cannot be is then in ``unreadable``."""
        readable = self.project
        contents = {self.project.root / path: data for path, data in self.state.files.items()}
        while True:
            try:
                return Store(readable, contents)
            except UnreadableFilesError as error:
                self.unreadable |= {self.path(finding.file): finding for finding in error.findings}
                left = tuple(path for path in readable.paths if path not in self.unreadable)
                readable = replace(readable, paths=left)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.store)

    def path(self, file: Path) -> str:
        """A file by its path from the root."""
        return file.relative_to(self.project.root).as_posix()

    def graph_iri(self, path: str) -> str:
        """The named graph that a file is."""
        return self.project.graph_iri(self.project.root / path)

    def display_path(self, path: str) -> str:
        """A path as people read it."""
        return self.project.display_path(self.project.root / path)

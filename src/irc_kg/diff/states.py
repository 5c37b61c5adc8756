"""What the files of a project hold at one time: now, at a revision, or with one file replaced.

The files of a revision are read from the objects that git keeps. Nothing is checked out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.errors import Finding, IrcKgError
from irc_kg.provenance import Evidence
from irc_kg.store import Store
from irc_kg.store.loading import UnreadableFilesError
from irc_kg.store.project_files import FORM_BY_ENDING, ProjectFiles, is_rdf

_FOLDERS = ("ontology", "graph")
_FILE_MODES = {"100644", "100755"}


@dataclass(frozen=True)
class ProjectState:
    """The files of a project that hold statements, at one time."""

    name: str  # as it stands in a sentence: "HEAD", "the working tree"
    files: Mapping[str, bytes] = field(repr=False)  # by their paths from the root, with forward slashes
    display_names: Mapping[str, str] = field(
        default_factory=dict
    )  # how paths are shown that are not of the project


def is_rdf_of_a_project(path: str) -> bool:
    """Whether a path from the root is that of a file which belongs to the project and holds statements."""
    parts = PurePosixPath(path).parts
    return (
        parts[0] in _FOLDERS
        and is_rdf(PurePosixPath(path))
        and not any(part.startswith(".") for part in parts)
    )


def _path_in(project: ProjectFiles, path: Path) -> str:
    """A path from the root, as git has it; one from elsewhere as it is."""
    return path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else str(path)


def working_tree(project: ProjectFiles) -> ProjectState:
    """The files as they are on the disk."""
    files = {_path_in(project, path): path.read_bytes() for path in project.rdf_files}
    return ProjectState("the working tree", files)


def two_files(project: ProjectFiles, older: Path, newer: Path) -> tuple[ProjectState, ProjectState]:
    """Two files as two states of one: what else the project holds lends its labels to both."""
    forms = [FORM_BY_ENDING.get(file.suffix.lower(), ox.RdfFormat.TURTLE) for file in (older, newer)]
    if forms[0] != forms[1]:
        raise DifferentFormsError(
            *(f"{file} is {form.name}" for file, form in zip((older, newer), forms, strict=True))
        )
    place = newer.resolve()
    inside = place.is_relative_to(project.root) and is_rdf_of_a_project(_path_in(project, place))
    # A file from elsewhere is a part of the graph that no file on the disk can be.
    key = _path_in(project, place) if inside else f"graph/{place.as_posix().lstrip('/')}"
    if not is_rdf(place):  # of a copy, or a pipe: it is taken for Turtle
        key += ".ttl"
    rest = dict(working_tree(project).files)
    # The older file is the older state of the newer one, and nothing beside it.
    rest.pop(_path_in(project, older.resolve()), None)
    before, after = (
        ProjectState(str(file), {**rest, key: file.read_bytes()}, {key: str(file)}) for file in (older, newer)
    )
    return before, after


@dataclass(frozen=True)
class StateFiles(ProjectFiles):
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
        return self.names.get(_path_in(self, path)) or super().display_path(path)


class ComparedState:
    """One of the two states that are compared, with its triples and their evidence."""

    def __init__(self, project: ProjectFiles, state: ProjectState) -> None:
        self.state = state
        self.project = StateFiles(
            project.root, project.origin, tuple(sorted(state.files)), state.display_names
        )
        self.unreadable: dict[str, Finding] = {}  # by path: why it cannot be read

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


class NoGitError(IrcKgError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "git is not installed, or is not on the PATH: it keeps the earlier states that are compared. "
            "Two files can be compared without it."
        )


class DifferentFormsError(IrcKgError):
    """Two files to be compared that are not of one form of RDF."""

    def __init__(self, older: str, newer: str) -> None:
        super().__init__(
            f"{older}, and {newer}: files of one form can be compared. riot converts between them."
        )


class NoRepositoryError(IrcKgError):
    """A project that no git repository keeps."""

    def __init__(self, root: Path, message: str) -> None:
        because = f" (git says: {message})" if message and "not a git repository" not in message else ""
        super().__init__(
            f"{root} is in no git repository that can be read{because}, so it has no earlier state to be "
            "compared with. Two files can be compared without one."
        )


class UnknownRevisionError(IrcKgError):
    """What should be a revision or a file, and is neither."""

    def __init__(self, name: str, *, is_shallow: bool = False) -> None:
        if ".." in name:
            older, newer = (end or "HEAD" for end in re.split(r"\.{2,3}", name, maxsplit=1))
            since = f", or from where they part: irc-kg diff $(git merge-base {older} {newer}) {newer}"
            super().__init__(
                f"{name!r} is a range of revisions. Two revisions are two words: irc-kg diff {older} {newer}"
                f"{since if '...' in name else ''}."
            )
            return
        hint = "`git log --oneline` lists those there are, `git branch --all` the branches"
        if is_shallow:
            hint = "This clone is shallow, it holds only the last commits: `git fetch --unshallow` gets all"
        super().__init__(f"{name!r} is neither a revision of the repository nor a file. {hint}.")


class NoCommitError(IrcKgError):
    """A repository that has nothing in it yet."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"The repository of {root} has no commit yet, so there is nothing to compare with.")


class UnreadableRepositoryError(IrcKgError):
    """A repository whose objects git cannot give."""

    def __init__(self, message: str) -> None:
        super().__init__(f"git could not read the repository: {message}")


def _git(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise NoGitError
    # What git says is shown to people, and looked at: it must be the same in every language.
    return subprocess.run(
        [program, "-C", str(root), *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def _last_line(message: bytes) -> str:
    lines = message.decode("utf-8", errors="replace").strip().splitlines()
    return next(
        (line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")), "".join(lines[-1:])
    )


def _read(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _git(root, *arguments, given=given)
    if done.returncode:
        raise UnreadableRepositoryError(_last_line(done.stderr))
    return done.stdout


def _commit(root: Path, name: str) -> str | None:
    """The commit that a revision is; None where there is no such revision."""
    inside = _git(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise NoRepositoryError(root, _last_line(inside.stderr))
    if name.startswith(":/"):  # the last commit whose message has a text: nothing can be put behind it
        named = _git(root, "rev-parse", "--verify", "--quiet", name)
        name = named.stdout.decode("ascii", "replace").strip() or name
    done = _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return None if done.returncode else done.stdout.decode("ascii").strip()


def is_revision(project: ProjectFiles, name: str) -> bool:
    """Whether the repository of a project has such a revision."""
    return not name.startswith("-") and _commit(project.root, name) is not None


def revision(project: ProjectFiles, name: str) -> ProjectState:
    """The files of a project as a revision has them: a commit, tag or branch, by any name that git knows."""
    commit = None if name.startswith("-") else _commit(project.root, name)
    if commit is None:
        if name == "HEAD":
            raise NoCommitError(project.root)
        shallow = _git(project.root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        raise UnknownRevisionError(name, is_shallow=shallow)
    # git gives paths, and looks for them, from the folder in which git runs: the root of the project.
    listed = _read(project.root, "ls-tree", "-r", "-z", commit, "--", "ontology", "graph")
    objects: dict[str, str] = {}
    for entry in filter(None, listed.split(b"\0")):
        about, _, path = entry.partition(b"\t")
        mode, _kind, name_of_object = about.decode("ascii").split()
        if mode in _FILE_MODES and is_rdf_of_a_project(written := os.fsdecode(path)):
            objects[written] = name_of_object
    contents = _contents(project.root, objects.values())
    return ProjectState(name, {path: contents[name_of_object] for path, name_of_object in objects.items()})


class Commit(NamedTuple):
    """One commit of the main line of a repository."""

    name: str  # all digits of it
    when: str  # as ISO 8601 has it
    subject: str
    has_parent: bool  # in the repository as it is here


def commits_of(project: ProjectFiles, folder: str, most: int) -> list[Commit]:
    """The last commits that changed something under a folder, the newest first, as the main line has them.

    Raises NoGitError, NoRepositoryError and UnreadableRepositoryError.
    """
    _commit(project.root, "HEAD")
    form = "%H%x1f%cI%x1f%P%x1f%s%x1e"
    wanted = ("log", "--first-parent", f"-n{most}", f"--format={form}", "HEAD", "--", folder)
    found = []
    for line in _read(project.root, *wanted).decode("utf-8", "replace").split("\x1e"):
        if line.strip():
            name, when, parents, subject = line.strip("\n").split("\x1f", 3)
            found.append(Commit(name, when, subject, bool(parents)))
    return found


def _contents(root: Path, objects: Iterable[str]) -> dict[str, bytes]:
    """What objects hold, by their names, asked of one git: ``name kind size``, a line end, what it holds."""
    wanted = list(dict.fromkeys(objects))
    output = _read(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode("ascii"))
    contents, at = {}, 0
    for name in wanted:
        head, at = output[at : (end := output.index(b"\n", at))].split(), end + 1
        if head[-1] == b"missing":  # in a clone that does not hold everything
            raise UnreadableRepositoryError(f"the object {name} is missing")
        size = int(head[-1])
        contents[name] = output[at : at + size]
        at += size + 1
    return contents

"""What git keeps of a project: the files of a revision, read from its objects. Nothing is checked out."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from irc_kg.diff.states import State, is_turtle_of_a_project
from irc_kg.errors import IrcKgError
from irc_kg.store.project_files import ProjectFiles

_FILE_MODES = {"100644", "100755"}


class NoGitError(IrcKgError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "git is not installed, or is not on the PATH: it keeps the earlier states that are compared. "
            "Two Turtle files can be compared without it."
        )


class NoRepositoryError(IrcKgError):
    """A project that no git repository keeps."""

    def __init__(self, root: Path, told: str) -> None:
        because = f" (git says: {told})" if told and "not a git repository" not in told else ""
        super().__init__(
            f"{root} is in no git repository that can be read{because}, so it has no earlier state to be "
            "compared with. Two Turtle files can be compared without one."
        )


class UnknownRevisionError(IrcKgError):
    """What should be a revision or a file, and is neither."""

    def __init__(self, name: str) -> None:
        hint = "Two revisions are two words: irc-kg diff main HEAD" if ".." in name else ""
        hint = hint or "`git log --oneline` lists those there are, `git branch --all` the branches"
        super().__init__(f"{name!r} is neither a revision of the repository nor a file. {hint}.")


class NoCommitError(IrcKgError):
    """A repository that has nothing in it yet."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"The repository of {root} has no commit yet, so there is nothing to compare with.")


class UnreadableRepositoryError(IrcKgError):
    """A repository whose objects git cannot give."""

    def __init__(self, told: str) -> None:
        super().__init__(f"git could not read the repository: {told}")


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


def _last_line(told: bytes) -> str:
    lines = told.decode("utf-8", errors="replace").strip().splitlines()
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
    done = _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return None if done.returncode else done.stdout.decode("ascii").strip()


def is_revision(project: ProjectFiles, name: str) -> bool:
    """Whether the repository of a project has such a revision."""
    return not name.startswith("-") and _commit(project.root, name) is not None


def revision(project: ProjectFiles, name: str) -> State:
    """The files of a project as a revision has them: a commit, tag or branch, by any name that git knows."""
    commit = None if name.startswith("-") else _commit(project.root, name)
    if commit is None:
        if name == "HEAD":
            raise NoCommitError(project.root)
        raise UnknownRevisionError(name)
    # Paths are told, and looked for, from the folder in which git runs: the root of the project.
    listed = _read(project.root, "ls-tree", "-r", "-z", commit, "--", "ontology", "graph")
    objects: dict[str, str] = {}
    for entry in filter(None, listed.split(b"\0")):
        about, _, path = entry.partition(b"\t")
        mode, _kind, name_of_object = about.decode("ascii").split()
        if mode in _FILE_MODES and is_turtle_of_a_project(written := os.fsdecode(path)):
            objects[written] = name_of_object
    contents = _contents(project.root, objects.values())
    return State(name, {path: contents[name_of_object] for path, name_of_object in objects.items()})


def _contents(root: Path, objects: Iterable[str]) -> dict[str, bytes]:
    """What objects hold, by their names, asked of one git: ``name kind size``, a line end, what it holds."""
    wanted = list(dict.fromkeys(objects))
    told = _read(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode("ascii"))
    contents, at = {}, 0
    for name in wanted:
        head, at = told[at : (end := told.index(b"\n", at))].split(), end + 1
        if head[-1] == b"missing":  # in a clone that does not hold everything
            raise UnreadableRepositoryError(f"the object {name} is missing")
        size = int(head[-1])
        contents[name] = told[at : at + size]
        at += size + 1
    return contents

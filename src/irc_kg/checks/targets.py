"""Which files a check is about: all of a project, or those that are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from irc_kg.errors import IrcKgError
from irc_kg.store.project_files import BASE_IRI, ProjectFiles

ENDINGS = (".ttl", ".rq")


class MissingFileError(IrcKgError):
    """A file that is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}.")


class UncheckableFileError(IrcKgError):
    """A file of a kind that has no rules, or a folder that holds none with rules."""

    def __init__(self, path: Path) -> None:
        fault = (
            "holds no Turtle (.ttl) or query (.rq)"
            if path.is_dir()
            else "is neither Turtle (.ttl) nor a query (.rq)"
        )
        super().__init__(f"{path} {fault}, which is what can be checked.")


@dataclass(frozen=True)
class Targets:
    """The files that findings are wanted of."""

    files: frozenset[Path]
    drafts: tuple[Path, ...] = ()  # Turtle files that are not of the project, and are checked as if they were
    queries: tuple[Path, ...] = ()


def find_targets(project: ProjectFiles, files: Sequence[Path] | None) -> Targets:
    """The files of a project, or those named; a folder stands for all that can be checked in it."""
    if not files:
        found = (*project.turtle_files, *project.query_files)
    else:
        # Compared where links lead to; named as the project names them.
        known = {path.resolve(): path for path in (*project.turtle_files, *project.query_files)}
        named = (path for given in files for path in _inside(given, known))
        found = tuple(dict.fromkeys(known.get(path, path) for path in named))
    own = {*project.turtle_files}
    return Targets(
        files=frozenset(found),
        drafts=tuple(path for path in found if path.suffix == ".ttl" and path not in own),
        queries=tuple(path for path in found if path.suffix == ".rq"),
    )


def _inside(given: Path, known: Iterable[Path]) -> Iterator[Path]:
    """A file, or what of the project is in a folder; of a folder that has nothing of it, all in it."""
    path = given.resolve()
    if path.is_dir():
        found = [one for one in known if one.is_relative_to(path)]
        found = found or sorted(one for one in path.rglob("*") if one.suffix in ENDINGS and one.is_file())
        if not found:
            raise UncheckableFileError(given)
        yield from found
    elif not path.exists():
        raise MissingFileError(given)
    elif path.suffix not in ENDINGS:
        raise UncheckableFileError(given)
    else:
        yield path


@dataclass(frozen=True)
class ReadableProject(ProjectFiles):
    """A project as far as it can be read, with the drafts that are checked as if they were part of it."""

    readable: tuple[Path, ...] = ()
    drafts: tuple[Path, ...] = ()

    @cached_property
    def graph_files(self) -> tuple[Path, ...]:
        """Turtle files of the graph that can be read, and the drafts."""
        own = [path for path in ProjectFiles(self.root).graph_files if path in self.readable]
        return (*own, *(path for path in self.drafts if path in self.readable))

    @cached_property
    def ontology_files(self) -> tuple[Path, ...]:
        return tuple(path for path in ProjectFiles(self.root).ontology_files if path in self.readable)

    def graph_iri(self, path: Path) -> str:
        """The named graph that a file is; a draft is one by its place on the disk, as if in graph/."""
        if path in self.drafts:
            return f"{BASE_IRI}graph/{quote(path.with_suffix('').as_posix())}"
        return super().graph_iri(path)

    def file_of(self, graph_iri: str) -> Path:
        by_graph = {self.graph_iri(path): path for path in self.drafts}
        return by_graph.get(graph_iri) or super().file_of(graph_iri)

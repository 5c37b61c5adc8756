"""Where things are: a project is a folder that holds ``graph/``, ``ontology/`` and ``queries/``."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePath
from urllib.parse import quote, unquote_to_bytes

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, count

FOLDERS = ("graph", "ontology", "queries")
BASE_IRI = "https://w3id.org/irc-kg/"
QUERY_ENDINGS = (".rq", ".sparql")
_USUAL_ENDING = ".ttl"
# Every form that the engine knows is read. Turtle alone is edited: of others no one knows where what stands.
_TURTLE = (".ttl", ".turtle")
FORM_BY_ENDING = {
    **dict.fromkeys(_TURTLE, ox.RdfFormat.TURTLE),
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".n3": ox.RdfFormat.N3,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_ONE_A_LINE = (".nt", ".nq")
_SIGNS_OF_XML = (b"<?xml", b"<rdf:", b"<!", b"<owl:")

_SEPARATOR = os.sep
_ABOUT_FILES = (".md",)  # the endings of texts for people about a folder
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


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, but for what is hidden; nothing where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnreadableFolderError(folder, error.strerror or "no reason is given") from None
    return sorted(visible, key=lambda entry: entry.name)


def quote_path(path: Path | str) -> str:
    """A path as it stands in an IRI, without the usual ending, whichever bytes its names hold."""
    name = path if isinstance(path, str) else path.as_posix()
    return quote(os.fsencode(name.removesuffix(_USUAL_ENDING)))


def readable(name: str | Path) -> str:
    r"""A name of a file as a text that can be written anywhere; what is not UTF-8 in it is ``\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


# The forms of RDF


def is_rdf(path: PurePath) -> bool:
    """Whether a file holds statements by its ending, whatever its case."""
    return path.suffix.lower() in FORM_BY_ENDING


def is_query(path: PurePath) -> bool:
    """Whether a file holds a query by its ending, whatever its case."""
    return path.suffix.lower() in QUERY_ENDINGS


def is_turtle(path: PurePath) -> bool:
    """Whether a file is Turtle by its ending, whatever its case."""
    return path.suffix.lower() in _TURTLE


def has_a_statement_a_line(path: PurePath) -> bool:
    """Whether the line of a statement is known, although nothing more of its place is."""
    return path.suffix.lower() in _ONE_A_LINE


def form_of(path: PurePath, data: bytes) -> ox.RdfFormat:
    """The form of a file; OWL is kept as Turtle under the ending of its old form, too."""
    form = FORM_BY_ENDING[path.suffix.lower()]
    if form is ox.RdfFormat.RDF_XML and not data.lstrip().startswith(_SIGNS_OF_XML):
        return ox.RdfFormat.TURTLE
    return form


def name_of_form(path: PurePath) -> str:
    """What the form of a file is called; nothing where no form has its ending."""
    form = FORM_BY_ENDING.get(path.suffix.lower())
    return form.name if form else ""


def lines_of_statements(data: bytes, path: PurePath) -> Iterator[tuple[ox.Triple, int]]:
    """The statements of a file that has one in each line, with the number of the line."""
    form = FORM_BY_ENDING[path.suffix.lower()]
    for number, line in enumerate(data.splitlines(), 1):
        for quad in ox.parse(line, form):
            yield quad.triple, number


# The files


@dataclass(frozen=True)
class ProjectFiles:
    """One project on disk. Each of its Turtle files is one named graph."""

    root: Path
    origin: Origin = Origin.OPTION

    def find_files(self, folder: str) -> tuple[Path, ...]:
        """All files of one of the folders and its sub-folders by their paths; hidden ones are left out.

        Links are followed. Each file and folder comes once, however many links lead to it or run in a circle:
        by a name without links if it has one here. So links wait until all else is seen.
        """
        top = str(self.root / folder)
        found: list[str] = []
        seen: set[str] = set()  # real paths
        waiting = deque([(top, os.path.realpath(top), True)])
        while waiting:
            path, real, is_folder = waiting.popleft()
            if real in seen:
                continue
            seen.add(real)
            if not is_folder:
                found.append(path)
                continue
            for entry in _entries(path):
                # A folder tells of its entries what each is; to ask again of each path takes long.
                if entry.is_symlink():
                    link = Path(entry.path)
                    if link.is_dir() or link.is_file():
                        waiting.append((entry.path, os.path.realpath(link), link.is_dir()))
                elif entry.is_dir() or entry.is_file():
                    waiting.appendleft((entry.path, os.path.join(real, entry.name), entry.is_dir()))  # noqa: PTH118
        return tuple(map(Path, sorted(found, key=lambda path: path[len(top) :].split(_SEPARATOR))))

    @cached_property
    def _in_graph(self) -> tuple[Path, ...]:
        return self.find_files("graph")

    @cached_property
    def _in_ontology(self) -> tuple[Path, ...]:
        return self.find_files("ontology")

    @cached_property
    def _in_queries(self) -> tuple[Path, ...]:
        return self.find_files("queries")

    @cached_property
    def graph_files(self) -> tuple[Path, ...]:
        """The files under ``graph/`` that hold RDF, in any form that is read."""
        return tuple(filter(is_rdf, self._in_graph))

    @cached_property
    def ontology_files(self) -> tuple[Path, ...]:
        """The files under ``ontology/`` that hold RDF, in any form that is read."""
        return tuple(filter(is_rdf, self._in_ontology))

    @cached_property
    def query_files(self) -> tuple[Path, ...]:
        return tuple(filter(is_query, self._in_queries))

    @property
    def rdf_files(self) -> tuple[Path, ...]:
        """All files that hold statements."""
        return self.ontology_files + self.graph_files

    @property
    def turtle_files(self) -> tuple[Path, ...]:
        """Those that can be edited, and of whose statements it is known where they stand."""
        return tuple(path for path in self.rdf_files if is_turtle(path))

    @cached_property
    def unread_files(self) -> tuple[Path, ...]:
        """What else is in the folders, but for texts about them: nothing is left out without a word."""
        read = {*self.rdf_files, *self.query_files}
        every = (*self._in_graph, *self._in_ontology, *self._in_queries)
        return tuple(path for path in every if path not in read and path.suffix.lower() not in _ABOUT_FILES)

    @cached_property
    def graph_iris(self) -> frozenset[str]:
        """The named graphs that the files under ``graph/`` are."""
        return frozenset(map(self.graph_iri, self.graph_files))

    def graph_iri(self, path: Path) -> str:
        """The named graph that a file is, and its base IRI: with the ending of the file unless it is .ttl."""
        return BASE_IRI + quote_path(self.name_of(path))

    @cached_property
    def _above(self) -> str:
        """What the paths of all files begin with."""
        return str(self.root / "_").removesuffix("_")

    def name_of(self, path: Path) -> str:
        """A file by its path from the root, with forward slashes. Raises ValueError for one elsewhere."""
        text = str(path)
        if self._above and text.startswith(self._above):  # as it mostly does: pathlib takes ten times as long
            return text[len(self._above) :].replace(os.sep, "/")
        return path.relative_to(self.root).as_posix()

    def file_of(self, graph_iri: str) -> Path:
        """The file that holds a named graph."""
        path = self.root / os.fsdecode(unquote_to_bytes(graph_iri.removeprefix(BASE_IRI)))
        # A graph may be called as a file with another ending is, and stand in one that ends in .ttl.
        turtle = path.with_name(path.name + _USUAL_ENDING)
        is_other = is_rdf(path) and not turtle.exists()
        return path if is_other else turtle

    def display_path(self, path: Path) -> str:
        """A path as people read it: from the root of the project, with forward slashes."""
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        return readable(name)

    def display_graph(self, graph_iri: str) -> str:
        """A named graph as people read it: as the path of its file."""
        return self.display_path(self.file_of(graph_iri))

    @property
    def is_elsewhere(self) -> bool:
        """Whether the graphs are on a server, so that no file here says where a statement stands."""
        return False

    def describe(self) -> str:
        """What an answer comes from: how many files, where, and the day of their newest change."""
        day = self.newest_change()
        files = f"{count(len(self.graph_files), 'file')} in {readable(self.root)}"
        return f"{files}, newest change {day}" if day else files

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

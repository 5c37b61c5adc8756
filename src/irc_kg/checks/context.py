"""What rules look at: the files of one run and what they say, each part read when a rule first needs it."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from irc_kg.checks.places import Locator, Wording
from irc_kg.checks.rule import Fault, Spot
from irc_kg.checks.vocabulary import Vocabulary
from irc_kg.errors import Finding, IrcKgError
from irc_kg.provenance.sources import Sources, Texts
from irc_kg.queries import Query, query_of_file
from irc_kg.queries.library import UnreadableQueryError
from irc_kg.store.names import Prefixes
from irc_kg.store.project_files import BASE_IRI, ProjectFiles
from irc_kg.store.store import Store, UnreadableFilesError
from irc_kg.turtle import Document, LocatedTriple, Node, TurtleSyntaxError, decode, grammar, parse

_ENDINGS = (".ttl", ".rq")
_PREFIX_DECLARATION = re.compile(rf"@?prefix\s+({grammar.PN_PREFIX})?:\s*<([^<>\s]*)>", re.IGNORECASE)


@dataclass(frozen=True)
class TurtleFile:
    """One Turtle file: its text, what it states and where."""

    path: Path
    graph: str  # the IRI of the named graph that it is
    document: Document  # says nothing where the file cannot be read
    in_ontology: bool = False
    error: TurtleSyntaxError | None = None  # why it cannot be read

    @cached_property
    def statements(self) -> tuple[LocatedTriple, ...]:
        return tuple(self.document.triples())

    def text_of(self, node: Node) -> str:
        """A node as it stands in the text."""
        return self.document.text[node.start : node.end]

    def fault(self, place: Node | int, message: str, predicate: str = "") -> Fault:
        """A fault at a node, or at an offset."""
        offset = place if isinstance(place, int) else place.start
        return Fault(Spot(*self.document.line_column(offset)), message, predicate)


def read_turtle(path: Path, graph: str, data: bytes, *, in_ontology: bool = False) -> TurtleFile:
    """A file from what is in it, be it Turtle or not."""
    text = ""
    try:
        text = decode(data)
        return TurtleFile(path, graph, parse(text, graph), in_ontology)
    except TurtleSyntaxError as error:
        text = text or data.decode("utf-8", errors="replace")
        return TurtleFile(path, graph, Document(text, graph, (), (), ""), in_ontology, error)


def prefix_declarations(text: str) -> dict[str, str]:
    """The prefixes that a text declares, even when the rest of it cannot be read."""
    return {match[1] or "": match[2] for match in _PREFIX_DECLARATION.finditer(text)}


def iris_in_text(text: str, prefixes: Mapping[str, str]) -> frozenset[str]:
    """The IRIs that a text names, as far as that can be told of a text which is not Turtle."""
    known = {**prefixes, **prefix_declarations(text)}
    found = set()
    for match in grammar.TOKENS.finditer(text):
        token = match[match.lastindex or grammar.UNKNOWN]
        if match.lastindex == grammar.NAME:
            prefix, _, local = token.partition(":")
            found.add(known.get(prefix, "") + local)
        elif match.lastindex == grammar.IRI:
            found.add(token[1:-1])
    return frozenset(found)


@dataclass(frozen=True)
class PartialProject(ProjectFiles):
    """Some Turtle files of a project, and drafts that are checked as if they were part of its graph."""

    graph_files: tuple[Path, ...] = ()
    ontology_files: tuple[Path, ...] = ()
    drafts: tuple[Path, ...] = ()  # those of the graph files that stand elsewhere

    def graph_iri(self, path: Path) -> str:
        """The named graph that a file is; a draft is one by its place on the disk, as if in graph/."""
        if path in self.drafts:
            return f"{BASE_IRI}graph/{quote(path.with_suffix('').as_posix())}"
        return super().graph_iri(path)

    def file_of(self, graph_iri: str) -> Path:
        by_graph = {self.graph_iri(path): path for path in self.drafts}
        return by_graph.get(graph_iri) or super().file_of(graph_iri)

    def without(self, left_out: Collection[Path]) -> PartialProject:
        """The same without some files."""
        return replace(
            self,
            graph_files=tuple(path for path in self.graph_files if path not in left_out),
            ontology_files=tuple(path for path in self.ontology_files if path not in left_out),
        )


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
        named = (path for given in files for path in _files_in(given, known))
        found = tuple(dict.fromkeys(known.get(path, path) for path in named))
    own = {*project.turtle_files}
    return Targets(
        files=frozenset(found),
        drafts=tuple(path for path in found if path.suffix == ".ttl" and path not in own),
        queries=tuple(path for path in found if path.suffix == ".rq"),
    )


def _files_in(given: Path, known: Iterable[Path]) -> Iterator[Path]:
    """A file, or what of the project is in a folder; of a folder that has nothing of it, all in it."""
    path = given.resolve()
    if path.is_dir():
        found = [one for one in known if one.is_relative_to(path)]
        found = found or sorted(one for one in path.rglob("*") if one.suffix in _ENDINGS and one.is_file())
        if not found:
            raise UncheckableFileError(given)
        yield from found
    elif not path.exists():
        raise MissingFileError(given)
    elif path.suffix not in _ENDINGS:
        raise UncheckableFileError(given)
    else:
        yield path


class Context:
    """Everything that the rules of one run look at.

    ``file`` and ``query`` are the ones at hand: they are set before a rule of a single file is called.
    """

    file: TurtleFile
    query: Query

    def __init__(
        self,
        project: ProjectFiles,
        drafts: tuple[Path, ...] = (),
        overlay: Mapping[Path, bytes] | None = None,
        texts: Path | None = None,
    ) -> None:
        """``drafts``: files to be checked as if they were of the graph. ``overlay``: what some files are to
        be read as, in the place of what they hold. ``texts``: the folder with the texts of the sources.
        """
        self.project = project
        new = tuple(path for path in drafts if path.is_relative_to(project.root / "graph"))
        elsewhere = tuple(path for path in drafts if path not in new)
        self.whole = PartialProject(
            project.root,
            project.origin,
            (*project.graph_files, *new, *elsewhere),
            project.ontology_files,
            elsewhere,
        )
        self.unreadable: dict[Path, frozenset[str]] = {}  # files left out, and IRIs that each may speak of
        self.refused: list[Finding] = []  # faults of files that only the store does not take
        self.conforming: set[int] = set()  # fingerprints of things that conform to every shape
        self.changed: frozenset[str] | None = None  # the things that are to be validated, if not all
        self._data = dict(overlay or {})
        self.texts_folder = texts

    def data_of(self, path: Path) -> bytes:
        """What a file holds, or is to be read as."""
        if path not in self._data:
            self._data[path] = path.read_bytes()
        return self._data[path]

    def reread(self, path: Path, data: bytes) -> None:
        """Have a file read as something else from now on; what does not depend on it is kept."""
        self._data[path] = data
        parts = ["store", "doubtful", "wording", "locator"]
        if path in self.whole.ontology_files:
            parts.append("vocabulary")
        for part in parts:
            self.__dict__.pop(part, None)

    def read_turtle(self, path: Path) -> TurtleFile:
        in_ontology = path in self.whole.ontology_files
        return read_turtle(path, self.whole.graph_iri(path), self.data_of(path), in_ontology=in_ontology)

    def read_query(self, path: Path) -> Query:
        """A query file, or what stands for one that cannot be read: its ``fault`` says why."""
        prefixes = self.vocabulary.prefixes.by_name
        try:
            return query_of_file(path, prefixes=prefixes)
        except UnreadableQueryError as error:
            return Query(path.stem, "", path, prefixes, fault=str(error))

    @property
    def ontology(self) -> dict[str, bytes]:
        """What the files of the ontology hold, by their named graphs."""
        return {self.whole.graph_iri(path): self.data_of(path) for path in self.whole.ontology_files}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, as far as it can be read."""
        files = replace(self.whole, graph_files=())
        data = {path: self.data_of(path) for path in files.ontology_files}
        try:
            ontology = Store(files, data)
        except UnreadableFilesError as error:
            faulty = [finding.file for finding in error.findings]
            ontology = Store(files.without(faulty), data)
            prefixes = dict(ontology.prefixes.by_name)
            for path in faulty:
                prefixes = {**prefix_declarations(data[path].decode(errors="replace")), **prefixes}
            return Vocabulary(ontology, Prefixes(prefixes), is_whole=False)
        return Vocabulary(ontology, ontology.prefixes, is_whole=bool(data))

    @cached_property
    def store(self) -> Store:
        """The triples of all files that can be read."""
        while True:
            try:
                return Store(self.whole.without(self.unreadable), self._data)
            except UnreadableFilesError as error:
                for finding in error.findings:
                    self._refuse(finding)

    def _refuse(self, finding: Finding) -> None:
        """Leave a file out that only the store does not take."""
        data = self.data_of(finding.file)
        if data.startswith(BOM_UTF8):
            message = "The file begins with a byte order mark. Save it as UTF-8 without one."
            finding = replace(finding, line=1, column=1, message=message)
        self.refused.append(finding)
        self.unreadable[finding.file] = iris_in_text(decode(data), self.vocabulary.prefixes.by_name)

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """What the unreadable files may speak of: that it is missing elsewhere proves nothing."""
        _ = self.store  # which may refuse files
        return frozenset().union(*self.unreadable.values())

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.store)

    @cached_property
    def locator(self) -> Locator:
        """Where statements stand."""
        return Locator(self.store, lambda graph: self.read_turtle(self.store.files.file_of(graph)))

    @cached_property
    def texts(self) -> Texts:
        """The texts of the sources; raises NoTextsError."""
        return Texts(Sources(self.store), self.texts_folder or Path())

"""What rules look at: the files of one run and what they say, each part read when a rule first needs it.

What earlier runs found out is kept in the cache folder of the user, never in the project, so that a run looks
only at what has changed since. Whatever is wrong with it, it is forgotten: a run without it finds the same.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.checks.files import (
    Locator,
    PartialProject,
    TurtleFile,
    iris_in_text,
    prefix_declarations,
    read_turtle,
)
from irc_kg.checks.reach import Touched
from irc_kg.checks.rule import CHECKS, Fault, Spot
from irc_kg.checks.vocabulary import Vocabulary, Wording
from irc_kg.errors import Finding, IrcKgError
from irc_kg.files import FileWriteError, write_text
from irc_kg.provenance.sources import Sources, Texts
from irc_kg.queries import MIGRATIONS, Query, Rename, UnreadableQueryError, load_renames, query_of_file
from irc_kg.queries.running import QueryRunner
from irc_kg.store import Store
from irc_kg.store.loading import UnreadableFilesError
from irc_kg.store.names import Prefixes
from irc_kg.store.project_files import ProjectFiles, project_of_package

CodedFault: TypeAlias = tuple[str, Fault]  # a fault with the code of its rule

# What a finding depends on beside the files: the rules, and what reads files for them.
_PACKAGES = ("pyoxigraph", "pyshacl", "rdflib")
_ROOMS = ("checks", "queries", "provenance", "store", "turtle")


class Inspection(NamedTuple):
    """What can be told of one Turtle file without looking at the others of the graph."""

    is_readable: bool
    faults: tuple[CodedFault, ...]
    mentions: frozenset[str] = frozenset()  # IRIs that an unreadable file may speak of


class Memory:
    """What is known of files and things that have not changed."""

    def __init__(self, file: Path | None = None, setting: str = "") -> None:
        """``setting`` stands for all that any of it depends on: nothing is remembered from another."""
        self.file = file
        self.setting = setting
        self.inspections: dict[str, Inspection] = {}  # by the digest of a file
        self.conforming: set[int] = set()  # fingerprints of things that conform to every shape
        self._content = ""
        if file is not None:
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                self._content = file.read_text(encoding="utf-8")
                self._recall(json.loads(self._content))

    def _recall(self, content: Mapping[str, Any]) -> None:
        if content["setting"] == self.setting:
            inspections = {digest: _inspection(*parts) for digest, parts in content["inspections"].items()}
            conforming = {int(fingerprint, 16) for fingerprint in content["conforming"]}
            self.inspections, self.conforming = inspections, conforming

    def save(self) -> None:
        """Keep what is known now; where that is not possible, it is forgotten."""
        content = json.dumps(
            {
                "setting": self.setting,
                "inspections": {
                    digest: [one.is_readable, one.faults, sorted(one.mentions)]
                    for digest, one in self.inspections.items()
                },
                "conforming": [f"{fingerprint:x}" for fingerprint in sorted(self.conforming)],
            },
            ensure_ascii=False,
        )
        if self.file is not None and content != self._content:
            with suppress(OSError, FileWriteError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                write_text(self.file, content)


def _inspection(is_readable: bool, faults: list[Any], mentions: list[str]) -> Inspection:
    """An inspection as it was kept; the faults of files are at spots, and weigh what their rules do."""
    coded = (
        (str(code), Fault(Spot(*spot), message, predicate))
        for code, (spot, message, predicate, _severity) in faults
    )
    return Inspection(bool(is_readable), tuple(coded), frozenset(mentions))


def memory_of(
    root: Path, cache_folder: Path | None, ontology: Mapping[str, bytes], renames: Mapping[str, Rename]
) -> Memory:
    """The memory of a project; without a folder to keep it in, an empty one that is not kept.

    ``ontology``: what the files of the ontology hold, by the named graph of each; ``renames``: the terms
    that have another name.
    """
    if cache_folder is None:
        return Memory()
    setting = sha256(program().encode())
    for graph, data in sorted(ontology.items()):
        setting.update(f"\0{graph}\0{len(data)}\0".encode())
        setting.update(data)
    for old, rename in sorted(renames.items()):
        setting.update(f"\0{old}\0{rename.new}\0{rename.since}".encode())
    return Memory(file_of_memory(root, cache_folder, ".json"), setting.hexdigest())


def file_of_memory(root: Path, cache_folder: Path, ending: str) -> Path:
    """Where something is remembered of a project."""
    name = sha256(str(root).encode("utf-8", errors="surrogatepass")).hexdigest()[:32]
    return cache_folder / f"{name}{ending}"


@cache
def program() -> str:
    """What stands for this program as it is now: another version may find other things."""
    top = Path(__file__).parent.parent
    digest = sha256((top / "errors.py").read_bytes())
    code = [path for room in _ROOMS for path in (top / room).rglob("*.py")]
    with suppress(IrcKgError):  # the terms that the program itself knows by other names
        code += (path for path in project_of_package().query_files if MIGRATIONS in path.parts)
    for path in sorted(code):
        digest.update(path.read_bytes())
    return " ".join([digest.hexdigest(), *(f"{name} {_version(name)}" for name in _PACKAGES)])


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def digest_of(graph: str, data: bytes, *, in_ontology: bool) -> str:
    """What stands for a file as it is now, in the place where it is."""
    digest = sha256(f"{graph}\0{in_ontology}\0".encode())
    digest.update(data)
    return digest.hexdigest()


class Context:
    """Everything that the rules of one run look at.

    ``file`` and ``query`` are the ones at hand: they are set before a rule of a single file is called.
    """

    file: TurtleFile
    query: Query
    path: Path  # of a file that nothing reads

    def __init__(
        self,
        project: ProjectFiles,
        drafts: tuple[Path, ...] = (),
        overlay: Mapping[Path, bytes] | None = None,
        texts: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        """``drafts``: files to be checked as if they were of the graph. ``overlay``: what some files are to
        be read as, in the place of what they hold. ``texts`` is the folder with the texts of the sources,
        ``cache`` the one of what is remembered.
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
        self.changed: frozenset[str] | None = None  # the things that are to be validated, if not all
        self.touched: Touched | None = None  # what queries are asked about, if not about everything
        self._data = dict(overlay or {})
        self.texts_folder = texts
        self._cache = cache
        self._datatypes: dict[str, frozenset[str]] = {}  # by predicate
        self._answered: tuple[Query, list[ox.QuerySolution]] | None = None  # what was asked last

    def data_of(self, path: Path) -> bytes:
        """What a file holds, or is to be read as."""
        if path not in self._data:
            self._data[path] = path.read_bytes()
        return self._data[path]

    def reread(self, path: Path, data: bytes) -> None:
        """Have a file read as something else from now on; what does not depend on it is kept."""
        self._data[path] = data
        self.touched = self.touched and self.touched._replace(is_made=False)
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

    @cached_property
    def asks_for_headers(self) -> bool:
        """Whether the queries of the project say what they are for: any of them that is no check."""
        checks = self.project.root / "queries" / CHECKS
        paths = (path for path in self.project.query_files if not path.is_relative_to(checks))
        return any(self.read_query(path).text.lstrip().startswith("#+") for path in paths)

    @cached_property
    def memory(self) -> Memory:
        """What earlier runs found out."""
        paths = (*self.whole.ontology_files, *self.vocabulary.files_imported)
        ontology = {self.whole.graph_iri(path): self.data_of(path) for path in paths}
        return memory_of(self.project.root, self._cache, ontology, self.renames)

    @cached_property
    def renames(self) -> Mapping[str, Rename]:
        """The terms that have another name now; none where that is not clear, which a rule tells."""
        try:
            return load_renames(self.project)
        except IrcKgError:
            return {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, as far as it can be read."""
        files = replace(self.whole, graph_files=())
        try:
            ontology = Store(files, self._data)
        except UnreadableFilesError as error:
            faulty = [finding.file for finding in error.findings]
            ontology = Store(files.without(faulty), self._data)
            prefixes = dict(ontology.prefixes.by_name)
            for path in faulty:
                text = self.data_of(path).decode(errors="replace")
                prefixes = {**prefix_declarations(text), **prefixes}
            return Vocabulary(ontology, Prefixes(prefixes), is_whole=False, renames=self.renames)
        is_whole = bool(files.ontology_files)
        return Vocabulary(ontology, ontology.prefixes, is_whole=is_whole, renames=self.renames)

    @cached_property
    def store(self) -> Store:
        """The triples of all files that can be read."""
        if self.touched is not None:
            with suppress(UnreadableFilesError):
                return self._store_of_change(self.touched)
        while True:
            files = self.whole.without(self.unreadable) if self.unreadable else self.whole
            try:
                return Store(files, self._data)
            except UnreadableFilesError as error:
                for finding in error.findings:
                    self._refuse(finding)

    def _store_of_change(self, touched: Touched) -> Store:
        """The triples as they are after a change, or again before it; of a large project from its index."""
        if not touched.is_made:
            return Store(self.project)
        from irc_kg.store.changed_files import ChangedFiles

        path = self.project.file_of(touched.graph)
        changed = ChangedFiles(self.project, path, self.data_of(path), *touched.quads())
        return Store(self.project, loaded=changed)

    def _refuse(self, finding: Finding) -> None:
        """Leave a file out that only the store does not take."""
        data = self.data_of(finding.file)
        if data.startswith(BOM_UTF8):
            message = "The file begins with a byte order mark. Save it as UTF-8 without one."
            finding = replace(finding, line=1, column=1, message=message)
        self.refused.append(finding)
        self.unreadable[finding.file] = iris_in_text(
            data.decode(errors="replace"), self.vocabulary.prefixes.by_name
        )

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """What the unreadable files may speak of: that it is missing elsewhere proves nothing."""
        _ = self.store  # which may refuse files
        return frozenset().union(*self.unreadable.values())

    def datatypes_with(self, predicate: str) -> frozenset[str]:
        """The datatypes of the literals that are stated with a predicate."""
        if predicate not in self._datatypes:
            objects = (quad.object for quad in self.store.quads(None, predicate))
            literals = (term for term in objects if isinstance(term, ox.Literal))
            self._datatypes[predicate] = frozenset(literal.datatype.value for literal in literals)
        return self._datatypes[predicate]

    def rows(self) -> list[ox.QuerySolution]:
        """The rows of the query at hand, a SELECT, with its defaults: asked once, whoever wants them.

        Raises what the running of it does.
        """
        if self._answered is None or self._answered[0] is not self.query:
            answer = QueryRunner(self.store).run(self.query)
            self._answered = self.query, list(answer) if isinstance(answer, ox.QuerySolutions) else []
        return self._answered[1]

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

"""What rules look at: the files of one run and what they say, each part read when a rule first needs it."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from irc_kg.checks.files import (
    Locator,
    PartialProject,
    TurtleFile,
    iris_in_text,
    prefix_declarations,
    read_turtle,
)
from irc_kg.checks.graph_memory import GraphMemory
from irc_kg.checks.memory import Memory, file_of_memory, memory_of
from irc_kg.checks.reach import Touched, narrow_queries
from irc_kg.checks.rule import CHECKS, Row
from irc_kg.checks.vocabulary import LocalNames, Vocabulary, Wording
from irc_kg.errors import Finding, IrcKgError
from irc_kg.provenance.sources import Sources, Texts
from irc_kg.queries import FINDINGS, Query, Rename, UnreadableQueryError, load_renames, query_of_file
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import read
from irc_kg.store import Store, Term
from irc_kg.store.known_names import NameReading
from irc_kg.store.loading import (
    FileReader,
    LoadedFiles,
    UnreadableFilesError,
    is_always_indexed,
    memory_of_machine,
)
from irc_kg.store.names import Prefixes, namespace_of
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import RDF_TYPE, Document

_MEMORY_BY_SIZE = 50  # bytes of memory that a byte of a file may take when all is checked
_USUAL_MEMORY = 4_000_000_000  # bytes, of a machine that does not tell
_VERY_LARGE = 3_000_000  # bytes of a project in which not all is asked again after each change


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
        self._documents: dict[Path, Document] = {}  # files as they have been read already
        self._is_of_change = bool(overlay)
        self.texts_folder = texts
        self._cache = cache
        self._datatypes: dict[str, frozenset[str]] = {}  # by predicate
        self._local_names: dict[str, LocalNames] = {}  # of things, by namespace
        self._answered: tuple[Query, list[ox.QuerySolution]] | None = None  # what was asked last

    def read_as(self, path: Path, document: Document) -> None:
        """Have a file read as what was read of it already."""
        self._data[path] = document.text.encode()
        self._documents[path] = document

    def data_of(self, path: Path) -> bytes:
        """What a file holds, or is to be read as."""
        if path not in self._data:
            self._data[path] = path.read_bytes()
        return self._data[path]

    def reread(self, path: Path, document: Document) -> None:
        """Have a file read as something else from now on; what does not depend on it is kept."""
        self.read_as(path, document)
        self.touched = self.touched and self.touched._replace(is_made=False)
        parts = ["store", "doubtful", "wording", "locator", "changes"]
        if path in self.whole.ontology_files:
            parts.append("vocabulary")
        for part in parts:
            self.__dict__.pop(part, None)

    def read_turtle(self, path: Path, about: Collection[Term] | None = None) -> TurtleFile:
        """A file, as far as it speaks of some subjects; None for all that it says."""
        graph, in_ontology = self.whole.graph_iri(path), path in self.whole.ontology_files
        known = self._documents.get(path)
        if known is not None and (
            known.about is None or (about is not None and known.about.issuperset(about))
        ):
            return TurtleFile(path, graph, known, tuple(known.triples()), in_ontology)
        return read_turtle(path, graph, self.data_of(path), in_ontology=in_ontology, about=about)

    def types_in_file(self) -> Iterator[tuple[Term, Term]]:
        """The things of the file at hand that it gives a type, each with that.

        Of a file of which only a part was read, the store tells the others.
        """
        if self.file.document.about is None:
            for subject, predicate, value in self.file.statements:
                if predicate.term == RDF_TYPE:
                    yield subject.term, value.term
        else:
            for quad in self.store.quads(None, RDF_TYPE, None, self.file.graph):
                yield quad.subject, quad.object

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
    def graph_memory(self) -> GraphMemory:
        """What the last check knew of the graph, and what this one finds out."""
        if self._cache is None or self._is_of_change or self.whole.drafts:
            return GraphMemory()
        folder = file_of_memory(self.project.root, self._cache, ".graph")
        return GraphMemory(folder, self.memory.setting)

    @cached_property
    def changes(self) -> list[Touched] | None:
        """What the graph states otherwise, than before an edit or in the last check; None: not known."""
        if self._is_of_change:
            return [self.touched] if self.touched else None
        reader = FileReader(self.project)
        return (
            None
            if self.doubtful or self.unreadable
            else self.graph_memory.changes(reader, self.data_of_graph())
        )

    def data_of_graph(self) -> dict[str, tuple[Path, bytes]]:
        """What the files hold beside those of the ontology, by named graph."""
        ontology = {*self.whole.ontology_files, *self.vocabulary.files_imported}
        paths = dict.fromkeys((*self.whole.graph_files, *self.store.imported.values()))
        return {
            self.whole.graph_iri(path): (path, self.data_of(path)) for path in paths if path not in ontology
        }

    def rows_before(self, query: Query) -> list[Row] | None:
        """The rows of a check that stay unless something changes them, of an edit none; None: not known."""
        if self.changes is None:
            return None
        return [] if self._is_of_change else self.graph_memory.rows_of(query)

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
        if not (self.unreadable or self.whole.drafts or self._is_of_change):
            with suppress(UnreadableFilesError):
                return self._store_of_project()
        while True:
            files = self.whole.without(self.unreadable) if self.unreadable else self.whole
            try:
                return Store(files, self._data)
            except UnreadableFilesError as error:
                for finding in error.findings:
                    self._refuse(finding)

    def _store_of_project(self) -> Store:
        """The triples of all files: of a large project from its index, unless most of them are looked at.

        Then they are read into memory if there is room, where each look takes a tenth of the time.
        """
        files = {self.whole.graph_iri(path): path for path in self.whole.graph_files}
        room = (memory_of_machine() or _USUAL_MEMORY) / 2
        is_near = self.graph_memory.is_near({graph: self.data_of(path) for graph, path in files.items()})
        if is_near or is_always_indexed() or self._size * _MEMORY_BY_SIZE > room:
            return Store(self.project)
        return Store(self.project, loaded=LoadedFiles(self.project, self._data))

    @cached_property
    def _size(self) -> int:
        """The bytes of all files with statements."""
        return sum(len(self.data_of(path)) for path in self.whole.rdf_files)

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
            finding = finding._replace(line=1, column=1, message=message)
        self.refused.append(finding)
        self.unreadable[finding.file] = iris_in_text(
            data.decode(errors="replace"), self.vocabulary.prefixes.by_name
        )

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """What the unreadable files may speak of: that it is missing elsewhere proves nothing."""
        _ = self.store  # which may refuse files
        return frozenset().union(*self.unreadable.values())

    def close_things(self, iri: str) -> list[str]:
        """The things, as CURIEs, whose names are most like one that nothing has, and that it may mean."""
        known = self.graph_memory.suggestions if self._has_names_as_before else {}
        found = known.get(iri)
        if found is None:
            namespace = namespace_of(iri)
            if namespace not in self._local_names:
                self._local_names[namespace] = LocalNames(self.store.names.known.iris_in(namespace))
            found = [*map(self.vocabulary.prefixes.shorten, self._local_names[namespace].closest(iri))]
        self.graph_memory.suggestions_now[iri] = found
        return found

    @cached_property
    def _has_names_as_before(self) -> bool:
        """Whether everything has the names that it had in the last check."""
        properties = NameReading(self.store.settings).properties
        triples = (triple for touched in self.changes or () for triple in touched.triples)
        return self.changes is not None and all(
            str(predicate)[1:-1] not in properties for _subject, predicate, _value in triples
        )

    def datatypes_with(self, predicate: str) -> frozenset[str]:
        """The datatypes of the literals that are stated with a predicate."""
        if predicate not in self._datatypes:
            objects = (quad.object for quad in self.store.quads(None, predicate))
            literals = (term for term in objects if isinstance(term, ox.Literal))
            self._datatypes[predicate] = frozenset(literal.datatype.value for literal in literals)
        return self._datatypes[predicate]

    @cached_property
    def runner(self) -> QueryRunner:
        """What asks queries with their defaults."""
        if self._has_names_as_before:
            self.graph_memory.likely_now = dict(self.graph_memory.likely)
        return QueryRunner(self.store, tells_choices=False, likely=self.graph_memory.likely_now)

    def rows(self) -> list[ox.QuerySolution]:
        """The rows of the query at hand, a SELECT, with its defaults: asked once, whoever wants them.

        Raises what the running of it does.
        """
        if self._answered is None or self._answered[0] is not self.query:
            answer = self.runner.run(self.query)
            self._answered = self.query, list(answer) if isinstance(answer, ox.QuerySolutions) else []
        return self._answered[1]

    def query_with_defaults(self) -> str:
        """The query at hand with its defaults, and all else that what is said of its answer depends on.

        Empty where its defaults cannot be found.
        """
        try:
            bound = self.runner.bind(self.query, {})
        except (IrcKgError, RuntimeError):
            return ""
        names = (path.relative_to(self.project.root).as_posix() for path in self.project.query_files)
        return "\0".join((self.query.text, bound, str(self.query.path), *names))

    def answers_as_before(self) -> bool:
        """Whether nothing that the graph states otherwise can concern the answer of the query at hand.

        A finding that counts all that there is takes minutes in a very large project, and how it is asked
        matters more than what it counts: there it is asked again only when all is checked.
        """
        if not self.changes:
            return self.changes is not None
        bound = read(self.runner.bind(self.query, {}), self.store.prefixes.by_name)
        narrow = narrow_queries(bound, self.changes, self.store)
        return narrow == [] or (narrow is None and self._is_finding(self.query) and self._size >= _VERY_LARGE)

    def _is_finding(self, query: Query) -> bool:
        folder = self.project.root / "queries" / FINDINGS
        return query.path is not None and query.path.is_relative_to(folder)

    def keep_graph(self) -> None:
        """Remember what is known of the graph, where all of it could be read."""
        if self.doubtful or self.unreadable:
            self.graph_memory.forget()
        else:
            self.graph_memory.save(self.data_of_graph())

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.store)

    @cached_property
    def locator(self) -> Locator:
        """Where statements stand."""
        files = self.store.files
        return Locator(self.store, lambda graph, about: self.read_turtle(files.file_of(graph), about))

    @cached_property
    def texts(self) -> Texts:
        """The texts of the sources; raises NoTextsError."""
        return Texts(Sources(self.store), self.texts_folder or Path())

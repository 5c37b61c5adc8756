"""The files of a run: which they are, what a Turtle file states, and where in it a statement stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from irc_kg.checks.rule import Fault, Spot, StatementPattern, pattern_of
from irc_kg.checks.vocabulary import TYPE
from irc_kg.errors import IrcKgError
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import LANG_STRING
from irc_kg.store.names import XSD
from irc_kg.store.project_files import BASE_IRI, ProjectFiles, is_query, is_turtle, quote_path
from irc_kg.store.values import engine_spelling
from irc_kg.turtle import (
    RDF_TYPE,
    Document,
    LocatedTriple,
    Node,
    TurtleSyntaxError,
    all_faults,
    decode,
    grammar,
    parse,
    parse_about,
)

# Only the keyword in any case: for all letters of a name, this would take a while to compile.
_PREFIX_DECLARATION = rf"@?(?i:prefix)\s+({grammar.PN_PREFIX})?:\s*<([^<>\s]*)>"
_FILES_AT_HAND = 50
_Said: TypeAlias = tuple[object, Term]  # a predicate and an object


@dataclass(frozen=True)
class TurtleFile:
    """One Turtle file: its text, what it states and where."""

    path: Path
    graph: str  # the IRI of the named graph that it is
    document: Document  # says nothing where the file cannot be read
    statements: tuple[LocatedTriple, ...]
    in_ontology: bool = False
    error: TurtleSyntaxError | None = None  # why it cannot be read
    new: tuple[LocatedTriple, ...] | None = None  # of an edit, the statements that alone may have new faults

    @property
    def to_judge(self) -> tuple[LocatedTriple, ...]:
        """The statements that rules of single statements look at."""
        return self.statements if self.new is None else self.new

    @property
    def faults(self) -> list[TurtleSyntaxError]:
        """All that keeps it from being read, as far as that can be told."""
        if self.error is None:
            return []
        found = all_faults(self.document.text, self.graph)
        # Bytes that are no text are a fault before there is a text to look into.
        return found if found and str(found[0]) == str(self.error) else [self.error]

    def fault(self, place: Node | int, message: str, predicate: str = "") -> Fault:
        """A fault at a node, or at an offset."""
        offset = place if isinstance(place, int) else place.start
        return Fault(Spot(*self.document.line_column(offset)), message, predicate)


def read_turtle(
    path: Path,
    graph: str,
    data: bytes,
    *,
    in_ontology: bool = False,
    about: Collection[Term] | None = None,
) -> TurtleFile:
    """A file from what is in it, be it Turtle or not; ``about``: the subjects that matter, None for all."""
    text = ""
    if not (is_turtle(path) or path.suffix.lower() == ".nt"):  # N-Triples are Turtle, too
        return TurtleFile(path, graph, Document(text, graph, (), (), ""), (), in_ontology)
    try:
        text = decode(data)
        document = parse(text, graph) if about is None else parse_about(text, graph, about)
        return TurtleFile(path, graph, document, tuple(document.triples()), in_ontology)
    except TurtleSyntaxError as error:
        text = text or data.decode("utf-8", errors="replace")
        return TurtleFile(path, graph, Document(text, graph, (), (), ""), (), in_ontology, error)


def prefix_declarations(text: str) -> dict[str, str]:
    """The prefixes that a text declares, even when the rest of it cannot be read."""
    return {match[1] or "": match[2] for match in re.finditer(_PREFIX_DECLARATION, text)}


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
            return f"{BASE_IRI}graph/{quote_path(path)}"
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


class Locator:
    """Where the statements of a store stand. A file is read when something in it is first asked for."""

    def __init__(
        self, store: Store, read_graph: Callable[[str, Collection[Term] | None], TurtleFile]
    ) -> None:
        """``read_graph`` reads what a named graph says of some subjects, None for all."""
        self.store = store
        self._read_graph = read_graph
        self._expected: dict[str, set[Term]] = defaultdict(set)  # subjects, by named graph
        self._indexes: dict[str, _StatementIndex] = {}
        self._signatures = _Signatures(self._statements_of)

    def expect(self, patterns: Iterable[tuple[str, StatementPattern]]) -> None:
        """What will be looked for, each in the named graph in which it is looked for first."""
        for graph, pattern in patterns:
            if isinstance(pattern.subject, ox.NamedNode):
                self._expected[graph].add(pattern.subject)

    def find(self, pattern: StatementPattern) -> tuple[Path, Spot]:
        """The place of the object, else of the predicate, else of the subject; else the top of a file."""
        place = self._find_nameless(pattern)
        if place is not None:
            return place
        for less in self._ever_less(pattern):
            for graph in self._graphs(less):
                index = self._index(graph, less.subject)
                node = index.node(less)
                if node is not None:
                    return index.file.path, Spot(*index.file.document.line_column(node.start))
                if not index.file.document.blocks:  # it is of a form that has no places
                    return index.file.path, Spot(1, 1)
        return self._top(pattern)

    def name(self, term: Term | None) -> object:
        """What a term is known again by in another reading: a blank node, by a number for what it says."""
        return self._signatures.of(term) if isinstance(term, ox.BlankNode) else term

    def _find_nameless(self, pattern: StatementPattern) -> tuple[Path, Spot] | None:
        """Where a blank node says something, or stands: it is known in the text by all that it says."""
        subject, predicate, value = pattern[:3]
        node = subject if isinstance(subject, ox.BlankNode) else value
        if not isinstance(node, ox.BlankNode) or predicate is None or subject is None:
            return None
        said = self._signatures.of(node)
        for graph in self._graphs(StatementPattern(subject, predicate)):
            index = self._index(graph)
            place = index.nameless_place(said, pattern)
            if place is not None:
                return index.file.path, Spot(*index.file.document.line_column(place.start))
        return None

    def _statements_of(self, node: Term) -> list[_Said]:
        return [(quad.predicate, quad.object) for quad in self.store.quads(node)]

    def _top(self, pattern: StatementPattern) -> tuple[Path, Spot]:
        """The top of the file that a graph is; of the first file where it is not known which."""
        files = self.store.files
        if pattern.graph is not None:
            return files.file_of(pattern.graph.value), Spot(1, 1)
        return (*files.graph_files, *files.ontology_files)[0], Spot(1, 1)

    def first_graph(self, pattern: StatementPattern) -> str:
        """The named graph in which the place is looked for first; empty when nothing is said of it."""
        graphs = (graph for less in self._ever_less(pattern) for graph in self._graphs(less))
        return next(graphs, "")

    def _ever_less(self, pattern: StatementPattern) -> Iterator[StatementPattern]:
        """What to look for, the closest first."""
        says_something = pattern.object is not None and not isinstance(pattern.object, ox.BlankNode)
        if says_something or not isinstance(pattern.subject, ox.BlankNode):
            yield pattern
        named = self._with_name(pattern)
        yield named
        if named.object is not None and named.predicate is not None:
            yield named._replace(object=None)
        if named.subject is not None:
            yield StatementPattern(named.subject, graph=named.graph)
            yield StatementPattern(named.subject)
        if named.object is not None:
            yield StatementPattern(object=named.object)

    def _with_name(self, pattern: StatementPattern) -> StatementPattern:
        """For what a blank node says: the statement with it as object, up to one about a named thing."""
        seen = set()
        while isinstance(pattern.subject, ox.BlankNode) and pattern.subject not in seen:
            seen.add(pattern.subject)
            around = next(self.store.quads(None, None, pattern.subject), None)
            if around is not None:
                pattern = pattern_of(around.subject, around.predicate, around.object, pattern.graph)
        return pattern

    def _index(self, graph: str, subject: Term | None = None) -> _StatementIndex:
        """The statements of a named graph; of a subject with a name, at least its own."""
        known = self._indexes.get(graph)
        if known is not None and known.tells_of(subject):
            return known
        if len(self._indexes) >= _FILES_AT_HAND:
            self._indexes.clear()
        # What is asked for once more than was expected is looked for among all.
        is_named = isinstance(subject, ox.NamedNode) and known is None
        about = {subject, *self._expected[graph]} if is_named and subject is not None else None
        self._indexes[graph] = _StatementIndex(self._read_graph(graph, about))
        return self._indexes[graph]

    def _graphs(self, pattern: StatementPattern) -> Iterable[str]:
        """The named graphs that say something of this kind, one that tells the type of the subject first."""
        if pattern.graph is not None:
            return [pattern.graph.value]
        subject, predicate, value = pattern[:3]
        graphs = {_graph_name(quad) for quad in self.store.quads(subject, predicate, value)}
        return sorted(graphs, key=lambda graph: (not self._tells_type(subject, graph), graph))

    def _tells_type(self, subject: ox.NamedNode | ox.BlankNode | None, graph: str) -> bool:
        return subject is not None and self.store.states(subject, TYPE, None, graph)


def _graph_name(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


class _StatementIndex:
    """The statements of one file, by subject and by object."""

    def __init__(self, file: TurtleFile) -> None:
        self.file = file
        self.by_subject: dict[object, list[LocatedTriple]] = defaultdict(list)
        self.by_object: dict[object, list[LocatedTriple]] = defaultdict(list)
        for statement in file.statements:
            self.by_subject[_key(statement.subject.term)].append(statement)
            self.by_object[_key(statement.object.term)].append(statement)

    def tells_of(self, subject: Term | None) -> bool:
        """Whether all that is stated of a subject is among them; of None, all that is stated."""
        about = self.file.document.about
        return about is None or subject in about

    def node(self, pattern: StatementPattern) -> Node | None:
        """Where the closest part of a pattern stands; None when no statement fits it."""
        fitting = [statement for statement in self._candidates(pattern) if _fits(statement, pattern)]
        if not fitting:
            return None
        if pattern.is_excess:
            return fitting[-1].object
        if pattern.object is not None:
            return fitting[0].object
        if pattern.predicate is not None:
            return fitting[0].predicate
        of_type = (one for one in fitting if one.predicate.term == RDF_TYPE)
        return next(of_type, fitting[0]).subject

    def nameless_place(self, said: int, pattern: StatementPattern) -> Node | None:
        """Where something is said by the blank node that says just this, or of it."""
        for node in self._nameless.get(said, ()):
            if not isinstance(pattern.subject, ox.BlankNode):
                found = [one for one in self._candidates(pattern) if one.object.term == node]
            else:
                by_node = self._by_nameless[node]
                found = [one for one in by_node if _fits(one, pattern)]
                found += [one for one in by_node if one.predicate.term == pattern.predicate]
            if found:
                return found[0].object
        return None

    @cached_property
    def _by_nameless(self) -> Mapping[object, list[LocatedTriple]]:
        found: dict[object, list[LocatedTriple]] = defaultdict(list)
        for statement in self.by_subject.get(ox.BlankNode, ()):
            found[statement.subject.term].append(statement)
        return found

    @cached_property
    def _nameless(self) -> Mapping[int, list[object]]:
        """The blank nodes of the file by all that each says."""

        def statements_of(node: Term) -> list[_Said]:
            return [(one.predicate.term, one.object.term) for one in self._by_nameless.get(node, ())]

        signatures = _Signatures(statements_of)
        found: dict[int, list[object]] = defaultdict(list)
        for node in dict.fromkeys(one.subject.term for one in self.by_subject.get(ox.BlankNode, ())):
            found[signatures.of(node)].append(node)
        return found

    def _candidates(self, pattern: StatementPattern) -> Iterable[LocatedTriple]:
        if pattern.subject is not None:
            return self.by_subject.get(_key(pattern.subject), [])
        if pattern.object is not None:
            return self.by_object.get(_key(pattern.object), [])
        return self.file.statements


def _key(term: Term) -> object:
    """What a term is known again by, as the store has it.

    Blank nodes have other names there than in the text: one is as good as another.
    """
    return ox.BlankNode if isinstance(term, ox.BlankNode) else engine_spelling(term)


class _Signatures:
    """By blank node: a number for what it says, the same in each reading of a file."""

    def __init__(self, statements_of: Callable[[Term], Iterable[_Said]]) -> None:
        self._statements_of = statements_of
        self._known: dict[tuple[object, int], int] = {}

    def of(self, node: Term, depth: int = 4) -> int:
        if not isinstance(node, ox.BlankNode) or not depth:
            return hash(_as_read(node))
        if (node, depth) not in self._known:
            parts = [(predicate, self.of(value, depth - 1)) for predicate, value in self._statements_of(node)]
            self._known[node, depth] = hash(frozenset(Counter(parts).items()))
        return self._known[node, depth]


def _as_read(term: Term) -> object:
    """A term in any reading: the store keeps of numbers, times and the like only what they are worth."""
    if isinstance(term, ox.Literal) and term.datatype.value not in {XSD + "string", LANG_STRING}:
        return term.datatype
    return _key(term)


def _fits(statement: LocatedTriple, pattern: StatementPattern) -> bool:
    pairs = zip(pattern[:3], (node.term for node in statement), strict=True)
    return all(term is None or _key(term) == _key(stated) for term, stated in pairs)


# Which files a check is about


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
    own = (*project.rdf_files, *project.query_files, *project.unread_files)
    found = _resolve_files(files, own) if files else own
    return Targets(
        files=frozenset(found),
        drafts=tuple(path for path in found if is_turtle(path) and path not in own),
        queries=tuple(filter(is_query, found)),
    )


def _resolve_files(files: Sequence[Path], own: Sequence[Path]) -> tuple[Path, ...]:
    """The files that are meant, compared where links lead to, and named as the project names them."""
    known = {path.resolve(): path for path in own}
    found = [path for given in files for path in _files_in(given, known)]
    return tuple(dict.fromkeys(known.get(path, path) for path in found))


def _files_in(given: Path, known: Collection[Path]) -> Sequence[Path]:
    """A file, or what of the project is in a folder; of a folder that has nothing of it, all in it."""
    path = given.resolve()
    if not path.exists():
        raise MissingFileError(given)
    if path.is_dir():
        within = [one for one in known if one.is_relative_to(path)]
        within = within or sorted(filter(_can_be_checked, path.rglob("*")))
    else:
        within = [one for one in (path,) if one in known or _can_be_checked(one)]
    if not within:
        raise UncheckableFileError(given)
    return within


def _can_be_checked(path: Path) -> bool:
    return (is_turtle(path) or is_query(path)) and path.is_file()

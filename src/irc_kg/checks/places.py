"""Where a statement stands, from its terms to a file and line; and how messages name what they speak of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from irc_kg.checks.rule import StatementPattern, pattern_of
from irc_kg.checks.vocabulary import TYPE, local_name, namespace_of
from irc_kg.errors import did_you_mean
from irc_kg.store.names import close_names
from irc_kg.store.store import Store, Term
from irc_kg.turtle import RDF_TYPE, LocatedTriple, Node

if TYPE_CHECKING:
    from irc_kg.checks.context import TurtleFile

_FILES_AT_HAND = 50
_PLACEHOLDER = re.compile(r"\{(close )?[?$]?(\w+)\}")
_LONGEST = 60  # characters of a text that a message repeats


class Location(NamedTuple):
    """A place in a file; line and column are 1-based."""

    file: Path
    line: int
    column: int


class Locator:
    """Where the statements of a store stand. A file is read when something in it is first asked for."""

    def __init__(self, store: Store, read_graph: Callable[[str], TurtleFile]) -> None:
        self.store = store
        self._read_graph = read_graph
        self._indexes: dict[str, _StatementIndex] = {}

    def find(self, pattern: StatementPattern) -> Location:
        """The place of the object, else of the predicate, else of the subject; else the top of a file."""
        for less in self._ever_less(pattern):
            for graph in self._graphs(less):
                index = self._index(graph)
                node = index.node(less)
                if node is not None:
                    return Location(index.file.path, *index.file.document.line_column(node.start))
        return self._top(pattern)

    def _top(self, pattern: StatementPattern) -> Location:
        """The top of the file that a graph is; of the first file where it is not known which."""
        files = self.store.files
        if pattern.graph is not None:
            return Location(files.file_of(pattern.graph.value), 1, 1)
        return Location((*files.graph_files, *files.ontology_files)[0], 1, 1)

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

    def _index(self, graph: str) -> _StatementIndex:
        if graph not in self._indexes:
            if len(self._indexes) >= _FILES_AT_HAND:
                self._indexes.clear()
            self._indexes[graph] = _StatementIndex(self._read_graph(graph))
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

    def node(self, pattern: StatementPattern) -> Node | None:
        """Where the closest part of a pattern stands; None when no statement fits it."""
        if pattern.subject is not None:
            statements = self.by_subject.get(_key(pattern.subject), [])
        elif pattern.object is not None:
            statements = self.by_object.get(_key(pattern.object), [])
        else:
            statements = list(self.file.statements)
        fitting = [statement for statement in statements if _fits(statement, pattern)]
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


def _key(term: Term) -> object:
    """Blank nodes have other names in the store than in the text: one is as good as another."""
    return ox.BlankNode if isinstance(term, ox.BlankNode) else term


def _fits(statement: LocatedTriple, pattern: StatementPattern) -> bool:
    pairs = zip(pattern[:3], (node.term for node in statement), strict=True)
    return all(term is None or _key(term) == _key(stated) for term, stated in pairs)


class Wording:
    """How findings name what they are about: by label and CURIE, in plain English."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def name(self, term: Term) -> str:
        """A thing as ``Wales (kg:wales)``, by its class where it has no label; a text in quotes."""
        if isinstance(term, ox.Literal):
            return f'"{_shorten(term.value)}"'
        if not isinstance(term, ox.NamedNode):
            return "a thing without a name"
        if term in self._files:
            return self._files[term]
        curie = self.store.prefixes.shorten(term.value)
        label = self.store.label(term.value)
        kind = self.store.kind(term.value)
        if kind is not None and kind.endswith("Property"):
            return curie  # its label is a verb, which no sentence can begin with
        if label not in {curie, term.value}:
            return f"{_shorten(label)} ({curie})"
        return f"{self.store.label(kind)} {curie}" if kind else curie

    @cached_property
    def _files(self) -> Mapping[Term, str]:
        files = self.store.files
        return {ox.NamedNode(files.graph_iri(path)): files.display_path(path) for path in files.turtle_files}

    def fill(self, message: str, values: Mapping[str, Term | None]) -> str:
        """A message with the names of things in the place of ``{subject}``, ``{?value}`` and the like.

        ``{close subject}`` stands for a sentence with the things whose names are most like this one.
        """

        def value(match: re.Match[str]) -> str:
            term = values.get(match[2])
            if term is None:
                return match[0]
            return did_you_mean(self._close_things(term)) if match[1] else self.name(term)

        return _PLACEHOLDER.sub(value, message)

    def _close_things(self, term: Term) -> list[str]:
        if not isinstance(term, ox.NamedNode):
            return []
        namespace = namespace_of(term.value)
        close = close_names(local_name(term.value), self._local_names.get(namespace, ()))
        return [self.store.prefixes.shorten(namespace + name) for name in close]

    @cached_property
    def _local_names(self) -> dict[str, set[str]]:
        """The names of things that have a type, by their namespace."""
        names = defaultdict(set)
        for iri in self.store.subjects(TYPE):
            names[namespace_of(iri)].add(local_name(iri))
        return names


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"

"""Where a statement stands: from a named graph and its terms to a file, line and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.checks.files import TurtleFile
from irc_kg.checks.vocabulary import TYPE, Term
from irc_kg.store.store import Store
from irc_kg.turtle import LocatedTriple, Node

_FILES_AT_HAND = 50


class Place(NamedTuple):
    """A place in a file; line and column are 1-based."""

    file: Path
    line: int
    column: int


class About(NamedTuple):
    """What a finding is about, as far as it is known: the more, the closer the place."""

    subject: ox.NamedNode | ox.BlankNode | None = None
    predicate: ox.NamedNode | None = None
    object: Term | None = None
    graph: ox.NamedNode | None = None
    is_excess: bool = False  # there are more values than there may be: the last of them is meant


def about(
    subject: Term | None = None,
    predicate: Term | None = None,
    value: Term | None = None,
    graph: Term | None = None,
) -> About:
    """What a finding is about, without terms that could not stand where they are given."""
    return About(
        subject if isinstance(subject, ox.NamedNode | ox.BlankNode) else None,
        predicate if isinstance(predicate, ox.NamedNode) else None,
        value,
        graph if isinstance(graph, ox.NamedNode) else None,
    )


class Places:
    """Where the statements of a store stand. A file is read when something in it is first asked for."""

    def __init__(self, store: Store, file_of: Callable[[str], TurtleFile]) -> None:
        self.store = store
        self._file_of = file_of
        self._indexes: dict[str, _Index] = {}

    def of(self, wanted: About) -> Place | None:
        """The place of the object, else of the predicate, else of the subject; None where nothing is said."""
        for less in self._ever_less(wanted):
            for graph in self._graphs(less):
                index = self._index(graph)
                node = index.node(less)
                if node is not None:
                    return Place(index.file.path, *index.file.document.line_column(node.start))
        return None

    def first_graph(self, wanted: About) -> str:
        """The named graph in which the place is looked for first; empty when nothing is said of it."""
        found = (graph for less in self._ever_less(wanted) for graph in self._graphs(less))
        return next(found, "")

    def _ever_less(self, wanted: About) -> Iterator[About]:
        """What to look for, the closest first."""
        says_something = wanted.object is not None and not isinstance(wanted.object, ox.BlankNode)
        if says_something or not isinstance(wanted.subject, ox.BlankNode):
            yield wanted
        named = self._with_name(wanted)
        yield named
        if named.object is not None and named.predicate is not None:
            yield named._replace(object=None)
        if named.subject is not None:
            yield About(named.subject, graph=named.graph)
            yield About(named.subject)
        if named.object is not None:
            yield About(object=named.object)

    def _with_name(self, wanted: About) -> About:
        """For what a blank node says: the statement with it as object, up to one about a named thing."""
        seen = set()
        while isinstance(wanted.subject, ox.BlankNode) and wanted.subject not in seen:
            seen.add(wanted.subject)
            around = next(self.store.quads(None, None, wanted.subject), None)
            if around is not None:
                wanted = about(around.subject, around.predicate, around.object, wanted.graph)
        return wanted

    def _index(self, graph: str) -> _Index:
        if graph not in self._indexes:
            if len(self._indexes) >= _FILES_AT_HAND:
                self._indexes.clear()
            self._indexes[graph] = _Index(self._file_of(graph))
        return self._indexes[graph]

    def _graphs(self, wanted: About) -> Iterable[str]:
        """The named graphs that say something of this kind, one that tells the type of the subject first."""
        if wanted.graph is not None:
            return [wanted.graph.value]
        subject, predicate, value = wanted[:3]
        found = {_name(quad) for quad in self.store.quads(subject, predicate, value, None)}
        return sorted(found, key=lambda graph: (not self._tells_type(subject, graph), graph))

    def _tells_type(self, subject: ox.NamedNode | ox.BlankNode | None, graph: str) -> bool:
        quads = self.store.quads(subject, ox.NamedNode(TYPE), None, ox.NamedNode(graph))
        return subject is not None and next(quads, None) is not None


def _name(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


class _Index:
    """The statements of one file, by subject and by object."""

    def __init__(self, file: TurtleFile) -> None:
        self.file = file
        self.by_subject: dict[object, list[LocatedTriple]] = defaultdict(list)
        self.by_object: dict[object, list[LocatedTriple]] = defaultdict(list)
        for statement in file.statements:
            self.by_subject[_key(statement.subject.term)].append(statement)
            self.by_object[_key(statement.object.term)].append(statement)

    def node(self, wanted: About) -> Node | None:
        if wanted.subject is not None:
            statements = self.by_subject.get(_key(wanted.subject), [])
        elif wanted.object is not None:
            statements = self.by_object.get(_key(wanted.object), [])
        else:
            statements = list(self.file.statements)
        fitting = [statement for statement in statements if _fits(statement, wanted)]
        if not fitting:
            return None
        if wanted.is_excess:
            return fitting[-1].object
        if wanted.object is not None:
            return fitting[0].object
        if wanted.predicate is not None:
            return fitting[0].predicate
        telling_type = (one for one in fitting if one.predicate.term == ox.NamedNode(TYPE))
        return next(telling_type, fitting[0]).subject


def _key(term: Term) -> object:
    """Blank nodes have other names in the store than in the text: one is as good as another."""
    return ox.BlankNode if isinstance(term, ox.BlankNode) else term


def _fits(statement: LocatedTriple, wanted: About) -> bool:
    pairs = zip(wanted[:3], (node.term for node in statement), strict=True)
    return all(term is None or _key(term) == _key(found) for term, found in pairs)

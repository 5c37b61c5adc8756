"""What one file states, so that two files can be compared whatever their blank nodes are called.

Statements are read as people read them: what hangs on a blank node belongs to the named thing that leads to
it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph as ox

from irc_kg.store import Term
from irc_kg.store.names import RDF, RDFS
from irc_kg.store.values import engine_spelling

_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")
_NIL = ox.NamedNode(RDF + "nil")
_OF_A_CELL = {_FIRST, _REST}
_SHACL = "http://www.w3.org/ns/shacl#"
# By which of its values a node without a name is told from the others, the best first.
_KEYS = tuple(map(ox.NamedNode, (_SHACL + "path", RDFS + "label", _SHACL + "name", RDF + "type")))
_DEEPEST = 100  # of nodes within nodes; what lies deeper is compared, and named by a blank node

# Triples that hang together by blank nodes, which are named alike in all graphs of the same form.
Part = frozenset[ox.Triple]


@dataclass(frozen=True)
class FileGraph:
    """The triples of a file: those of named things and values, and the parts that hold blank nodes."""

    triples: frozenset[ox.Triple] = frozenset()
    parts: Counter[Part] = field(default_factory=Counter)
    prefixes: dict[str, str] = field(default_factory=dict)


def read_graph(data: bytes, form: ox.RdfFormat, base_iri: str, own_iri: str | None = None) -> FileGraph:
    """What a file states; raises SyntaxError. ``own_iri``: the IRI that stands for the file itself."""
    parser = ox.parse(data, form, base_iri=base_iri)
    own, other = ox.NamedNode(base_iri), ox.NamedNode(own_iri or base_iri)

    def rename(term: Term) -> Term:
        return other if term == own else term

    triples = {
        # Of values it is compared what they are worth, however they are written.
        ox.Triple(rename(quad.subject), quad.predicate, engine_spelling(rename(quad.object)))  # type: ignore[arg-type]
        for quad in parser
    }
    ground = frozenset(triple for triple in triples if not any(_blank_nodes(triple)))
    return FileGraph(ground, Counter(_parts(triples - ground)), dict(parser.prefixes))


def _blank_nodes(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode):
            yield term
        elif isinstance(term, ox.Triple):
            yield from _blank_nodes(term)


def _parts(triples: Iterable[ox.Triple]) -> Iterator[Part]:
    """Triples by the blank nodes that join them, each part with canonical names for its nodes.

    A part is named by itself: in the whole file, a change in one would rename the nodes of the others.
    """
    group_of: dict[ox.BlankNode, set[ox.BlankNode]] = {}
    joined = [(triple, set(_blank_nodes(triple))) for triple in triples]
    for _triple, nodes in joined:
        groups = [group_of.get(node, {node}) for node in nodes]
        largest = max(groups, key=len)
        for group in groups:
            if group is not largest:
                largest |= group
                group_of.update(dict.fromkeys(group, largest))
        group_of.update(dict.fromkeys(nodes, largest))
    members: dict[int, list[ox.Triple]] = defaultdict(list)
    for triple, nodes in joined:
        members[id(group_of[next(iter(nodes))])].append(triple)
    return map(_canonical, members.values())


def _canonical(triples: Iterable[ox.Triple]) -> Part:
    dataset = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(quad.triple for quad in dataset)


@dataclass(frozen=True, slots=True)
class NamelessNode:
    """A blank node, by what is said of it."""

    properties: tuple[tuple[ox.NamedNode, Object], ...]
    number: int | None = None  # where it is mentioned again

    @property
    def is_open(self) -> bool:
        """Whether what is inside may be told by itself: nothing else refers to the node."""
        return self.number is None and bool(self.properties)

    @property
    def key(self) -> Object | None:
        """The value that tells it from other nodes."""
        found = (value for wanted in _KEYS for predicate, value in self.properties if predicate == wanted)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class NodeReference:
    """A blank node that has been told before, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class ItemList:
    """An RDF collection."""

    items: tuple[Object, ...]


Object: TypeAlias = Term | NamelessNode | NodeReference | ItemList
NodePath: TypeAlias = tuple[tuple[ox.NamedNode, Object | None], ...]


@dataclass(frozen=True, slots=True)
class NestedStatement:
    """One statement. Without a subject, it is of a node that nothing named leads to."""

    subject: Term | None
    predicate: ox.NamedNode | None
    object: Object
    path: NodePath = ()  # by which properties, to nodes told by which value, it is reached from the subject

    def leaves(self) -> Iterator[NestedStatement]:
        """What is said inside a node, each for itself; the statement itself where there is no inside."""
        node = self.object
        if self.predicate is None or not isinstance(node, NamelessNode) or not node.is_open:
            yield self
            return
        path = (*self.path, (self.predicate, node.key))
        for predicate, value in node.properties:
            yield from NestedStatement(self.subject, predicate, value, path).leaves()


def statement_of_triple(triple: ox.Triple) -> NestedStatement:
    return NestedStatement(triple.subject, triple.predicate, triple.object)


def statements_of_part(part: Part) -> tuple[NestedStatement, ...]:
    """What named things say by way of the blank nodes of a part, in an order that its names do not change."""
    return _PartReader(part).read()


class _PartReader:
    """Reads one part: which node is mentioned where."""

    def __init__(self, part: Part) -> None:
        self._properties: dict[Term, list[tuple[ox.NamedNode, Term]]] = defaultdict(list)
        for triple in sorted(part, key=str):
            self._properties[triple.subject].append((triple.predicate, triple.object))
        self._mentions = Counter(triple.object for triple in part)
        self._numbers: dict[ox.BlankNode, int] = {}
        self._repeated: set[ox.BlankNode] = set()

    def read(self) -> tuple[NestedStatement, ...]:
        named = [term for term in self._properties if not isinstance(term, ox.BlankNode)]
        found = [
            NestedStatement(term, predicate, self._object(value, 0))
            for term in sorted(named, key=str)
            for predicate, value in self._properties[term]
        ]
        # First those that nothing leads to; then, of nodes in a circle, any.
        rest = sorted(self._properties, key=lambda term: (self._mentions[term] > 0, str(term)))
        found += (
            NestedStatement(None, None, self._object(term, 0))
            for term in rest
            if isinstance(term, ox.BlankNode) and term not in self._numbers
        )
        return tuple(found)

    def _object(self, term: Term, depth: int) -> Object:
        if not isinstance(term, ox.BlankNode) or depth > _DEEPEST:
            return term
        if term in self._numbers:
            self._repeated.add(term)
            return NodeReference(self._numbers[term])
        number = len(self._numbers) + 1
        self._numbers[term] = number
        if (items := self._items(term)) is not None:
            return ItemList(tuple(self._object(item, depth + 1) for item in items))
        properties = tuple(
            (predicate, self._object(value, depth + 1)) for predicate, value in self._properties.get(term, ())
        )
        is_numbered = self._mentions[term] > 1 or term in self._repeated
        return NamelessNode(properties, number if is_numbered else None)

    def _items(self, cell: Term) -> list[Term] | None:
        """The items of a collection; None where a node is no well-formed one."""
        items: list[Term] = []
        cells: list[ox.BlankNode] = []
        while isinstance(cell, ox.BlankNode):
            stated = self._properties.get(cell, [])
            properties = dict(stated)
            is_cell = len(stated) == len(_OF_A_CELL) and properties.keys() == _OF_A_CELL
            is_shared = bool(cells) and self._mentions[cell] != 1
            if not is_cell or is_shared or cell in cells:
                return None
            items.append(properties[_FIRST])
            cells.append(cell)
            cell = properties[_REST]
        if cell != _NIL or self._mentions[cells[0]] > 1:
            return None
        self._numbers.update(dict.fromkeys(cells, self._numbers[cells[0]]))
        return items

"""Statements as they are read: what hangs on a blank node belongs to the named thing that leads to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from irc_kg.diff.graphs import Part
from irc_kg.store.store import Term
from irc_kg.store.vocabularies import RDF, RDFS

_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")
_NIL = ox.NamedNode(RDF + "nil")
_SHACL = "http://www.w3.org/ns/shacl#"
# By which of its values a node without a name is told from the others, the best first.
_TELLING = tuple(map(ox.NamedNode, (_SHACL + "path", RDFS + "label", _SHACL + "name", RDF + "type")))
_DEEPEST = 100  # of nodes within nodes; what lies deeper is compared, and named by a blank node


@dataclass(frozen=True, slots=True)
class Node:
    """A blank node, by what is said of it."""

    says: tuple[tuple[ox.NamedNode, Object], ...]
    number: int | None = None  # where it is mentioned again

    @property
    def telling(self) -> Object | None:
        """The value that tells it from other nodes."""
        found = (value for wanted in _TELLING for predicate, value in self.says if predicate == wanted)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Again:
    """A blank node that has been told before, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Listing:
    """An RDF collection."""

    items: tuple[Object, ...]


Object: TypeAlias = Term | Node | Again | Listing
Way: TypeAlias = tuple[tuple[ox.NamedNode, Object | None], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. Without a subject, it is of a node that nothing named leads to."""

    subject: Term | None
    predicate: ox.NamedNode | None
    object: Object
    way: Way = ()  # by which properties, to nodes told by which value, it is reached from the subject

    def leaves(self) -> Iterator[Said]:
        """What is said inside a node, each for itself; the statement itself where there is no inside."""
        inside = self.object.says if isinstance(self.object, Node) and self.object.number is None else ()
        if self.predicate is None or not isinstance(self.object, Node) or not inside:
            yield self
            return
        way = (*self.way, (self.predicate, self.object.telling))
        for predicate, value in inside:
            yield from Said(self.subject, predicate, value, way).leaves()


def said_of_triple(triple: ox.Triple) -> Said:
    return Said(triple.subject, triple.predicate, triple.object)


def said_of_part(part: Part) -> tuple[Said, ...]:
    """What named things say by way of the blank nodes of a part, in an order that its names do not change."""
    return _Reader(part).read()


class _Reader:
    """Reads one part: which node is mentioned where."""

    def __init__(self, part: Part) -> None:
        self._says: dict[Term, list[tuple[ox.NamedNode, Term]]] = defaultdict(list)
        for triple in sorted(part, key=str):
            self._says[triple.subject].append((triple.predicate, triple.object))
        self._mentions = Counter(triple.object for triple in part)
        self._told: dict[ox.BlankNode, int] = {}
        self._told_again: set[ox.BlankNode] = set()

    def read(self) -> tuple[Said, ...]:
        named = [term for term in self._says if not isinstance(term, ox.BlankNode)]
        said = [
            Said(term, predicate, self._object(value, 0))
            for term in sorted(named, key=str)
            for predicate, value in self._says[term]
        ]
        # First those that nothing leads to; then, of nodes in a circle, any.
        rest = sorted(self._says, key=lambda term: (self._mentions[term] > 0, str(term)))
        said += (
            Said(None, None, self._object(term, 0))
            for term in rest
            if isinstance(term, ox.BlankNode) and term not in self._told
        )
        return tuple(said)

    def _object(self, term: Term, depth: int) -> Object:
        if not isinstance(term, ox.BlankNode) or depth > _DEEPEST:
            return term
        if term in self._told:
            self._told_again.add(term)
            return Again(self._told[term])
        number = len(self._told) + 1
        self._told[term] = number
        if (items := self._items(term)) is not None:
            return Listing(tuple(self._object(item, depth + 1) for item in items))
        says = tuple(
            (predicate, self._object(value, depth + 1)) for predicate, value in self._says.get(term, ())
        )
        is_numbered = self._mentions[term] > 1 or term in self._told_again
        return Node(says, number if is_numbered else None)

    def _items(self, cell: Term) -> list[Term] | None:
        """The items of a collection; None where a node is no well-formed one."""
        items: list[Term] = []
        cells: list[ox.BlankNode] = []
        while isinstance(cell, ox.BlankNode):
            says = dict(self._says.get(cell, ()))
            if len(self._says.get(cell, ())) != 2 or says.keys() != {_FIRST, _REST} or cell in cells:  # noqa: PLR2004
                return None
            if cells and self._mentions[cell] != 1:
                return None
            items.append(says[_FIRST])
            cells.append(cell)
            cell = says[_REST]
        if cell != _NIL or self._mentions[cells[0]] > 1:
            return None
        self._told.update(dict.fromkeys(cells, self._told[cells[0]]))
        return items

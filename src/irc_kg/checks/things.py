"""The things of a store, each with what a shape of one step can see of it.

Such a shape sees what a thing says and the classes of what it mentions, and nothing else. So a thing can be
validated apart from the rest of the graph, and need not be validated again while none of that has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from hashlib import blake2b

import pyoxigraph as ox

from irc_kg.checks.vocabulary import SH, TYPE, Term
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF, RDFS

_TYPE = ox.NamedNode(TYPE)
_SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
_FIRST, _REST = ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "rest")
_PATH = ox.NamedNode(SH + "path")
# What lets a shape see more than one step, or find its focus nodes otherwise than by what they say.
_FAR_SIGHTED = [
    ox.NamedNode(SH + name) for name in ("sparql", "target", "targetNode", "targetObjectsOf", "js")
]
_SHAPES_WITHIN = [ox.NamedNode(SH + name) for name in ("node", "property", "not", "qualifiedValueShape")]
_LISTS_OF_SHAPES = [ox.NamedNode(SH + name) for name in ("and", "or", "xone")]
_TOO_FAR = 100

Thing = ox.NamedNode | ox.BlankNode


def shapes_see_one_step(store: Store) -> bool:
    """Whether no shape of the ontology sees more of a thing than what it says and the classes it mentions."""
    if any(next(store.quads(None, predicate), None) is not None for predicate in _FAR_SIGHTED):
        return False
    paths = list(store.quads(None, _PATH))
    if not all(isinstance(quad.object, ox.NamedNode) for quad in paths):
        return False
    within = [quad for predicate in _SHAPES_WITHIN for quad in store.quads(None, predicate)]
    shapes = {quad.subject for quad in (*paths, *within)}
    return all(_steps(shape, store, 0) <= 1 for shape in shapes)


def _steps(shape: Term, store: Store, above: int) -> int:
    """How many properties lie between a focus node and the farthest value that a shape looks at."""
    if above > _TOO_FAR or isinstance(shape, ox.Literal):
        return above
    has_path = next(store.quads(shape, _PATH), None) is not None
    within = [one for name in _SHAPES_WITHIN for one in store.objects(shape, name.value)]
    for name in _LISTS_OF_SHAPES:
        for listed in store.objects(shape, name.value):
            within += _members(listed, store)
    inside = max((_steps(one, store, above + 1) - above - 1 for one in within), default=0)
    return above + int(has_path) + inside


def _members(cell: Term, store: Store) -> Iterator[Term]:
    seen = set()
    while cell not in seen:
        seen.add(cell)
        yield from store.objects(cell, _FIRST.value)
        cell = next(iter(store.objects(cell, _REST.value)), cell)


class Things:
    """The subjects of a store: those with a name, and blank nodes that no named thing leads to."""

    def __init__(self, store: Store) -> None:
        self._engine = store.dataset
        self._leading_to_nameless: set[Thing] = set()
        self._nameless: set[Thing] = set()

    def _quads(
        self, subject: Thing | None = None, predicate: ox.NamedNode | None = None
    ) -> Iterator[ox.Quad]:
        """What is said in any file, each triple once."""
        return self._engine.quads_for_pattern(subject, predicate, None, ox.DefaultGraph())

    @cached_property
    def fingerprints(self) -> dict[Thing, int]:
        """By named thing: a number that changes with anything that a shape of one step can see of it."""
        sums: dict[Thing, int] = defaultdict(int)
        kinds = self._kinds()
        for quad in self._quads():
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.BlankNode):
                self._nameless.add(subject)
            elif isinstance(subject, ox.NamedNode):
                if isinstance(value, ox.BlankNode):
                    self._leading_to_nameless.add(subject)
                sums[subject] += _digest(f"{subject} {quad.predicate} {value} {kinds.get(value, 0)}")
        return {subject: total % (1 << 64) for subject, total in sums.items()}

    def _kinds(self) -> dict[Term, int]:
        kinds: dict[Term, int] = defaultdict(int)
        for quad in self._quads(None, _TYPE):
            kinds[quad.subject] += _digest(str(quad.object))
        return kinds

    def to_validate(self, conforming: Container[int]) -> list[Thing]:
        """The things that are not known to conform."""
        named = [
            thing
            for thing, fingerprint in self.fingerprints.items()
            if thing in self._leading_to_nameless or fingerprint not in conforming
        ]
        reached = {node for thing in self._leading_to_nameless for node in self._led_to(thing)}
        return named + list(self._nameless - reached)

    def known_again(self, faulty: Container[Thing]) -> Iterator[int]:
        """The fingerprints by which a later run knows things that conform.

        What leads to a blank node is left out: in another run the blank node has another name.
        """
        for thing, fingerprint in self.fingerprints.items():
            if thing not in faulty and thing not in self._leading_to_nameless:
                yield fingerprint

    def _led_to(self, thing: Thing) -> Iterator[Thing]:
        """A thing, and the blank nodes that are reached from it."""
        seen, ahead = {thing}, [thing]
        while ahead:
            at = ahead.pop()
            yield at
            values = {quad.object for quad in self._quads(at)}
            new = [value for value in values if isinstance(value, ox.BlankNode) and value not in seen]
            seen.update(new)
            ahead += new

    def with_their_nameless(self, things: Iterable[Thing]) -> set[Thing]:
        """Things and the blank nodes that belong to them."""
        return {node for thing in things for node in self._led_to(thing)}

    def seen_from(self, focus: AbstractSet[Thing]) -> Iterator[ox.Quad]:
        """All that a shape of one step can see of some things, and the classes above classes."""
        mentioned: set[Thing] = set()
        for node in focus:
            for quad in self._quads(node):
                if isinstance(quad.object, ox.NamedNode):
                    mentioned.add(quad.object)
                yield quad
        for node in mentioned - focus:
            yield from self._quads(node, _TYPE)
        yield from self._quads(None, _SUBCLASS_OF)

    def everything(self) -> Iterator[ox.Quad]:
        """All that is said, for shapes that see farther."""
        return self._quads()


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")

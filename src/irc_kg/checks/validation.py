"""Things held against the SHACL shapes of the ontology: which of them, what of the graph a shape can see, and
pySHACL, which only this module knows.

A shape of one step sees what a thing says and the classes of what it mentions, and nothing else. So a thing
can be validated apart from the rest of the graph, and need not be validated again while none of that has
changed.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyoxigraph as ox

from irc_kg.checks.vocabulary import SH
from irc_kg.errors import IrcKgError
from irc_kg.store import Store, Term
from irc_kg.store.vocabularies import RDFS
from irc_kg.turtle import RDF_TYPE

if TYPE_CHECKING:
    import rdflib

PATH = SH + "path"
_SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
# What lets a shape see more than one step, or find its focus nodes otherwise than by what they say.
_FAR_SIGHTED = ("sparql", "target", "targetNode", "targetObjectsOf", "js")
_SHAPES_WITHIN = ("node", "property", "not", "qualifiedValueShape")
_LISTS_OF_SHAPES = ("and", "or", "xone")
_TOO_FAR = 100
_DIGESTS = 1 << 64


class UnusableShapesError(IrcKgError):
    """Shapes that are not SHACL."""


def shapes_see_one_step(store: Store) -> bool:
    """Whether no shape of the ontology sees more of a thing than what it says and the classes it mentions."""
    if any(store.states(None, SH + name) for name in _FAR_SIGHTED):
        return False
    paths = list(store.quads(None, PATH))
    if not all(isinstance(quad.object, ox.NamedNode) for quad in paths):
        return False
    within = [quad for name in _SHAPES_WITHIN for quad in store.quads(None, SH + name)]
    shapes = {quad.subject for quad in (*paths, *within)}
    return all(_steps(shape, store, 0) <= 1 for shape in shapes)


def _steps(shape: Term, store: Store, above: int) -> int:
    """How many properties lie between a focus node and the farthest value that a shape looks at."""
    if above > _TOO_FAR or isinstance(shape, ox.Literal):
        return above
    within = [one for name in _SHAPES_WITHIN for one in store.objects(shape, SH + name)]
    for name in _LISTS_OF_SHAPES:
        within += store.items(shape, SH + name)
    inside = max((_steps(one, store, above + 1) - above - 1 for one in within), default=0)
    return above + int(store.states(shape, PATH)) + inside


class FocusNodes:
    """The subjects of a store: those with a name, and blank nodes that no named one leads to."""

    def __init__(self, store: Store) -> None:
        self._dataset = store.dataset
        self._leading: dict[Term, list[ox.Quad]] = defaultdict(list)  # to a blank node, by named subject
        self._nameless: dict[Term, list[ox.Quad]] = defaultdict(list)  # by blank node
        self._digests: dict[Term, int | None] = {}  # of what blank nodes say

    def _quads(self, subject: Term | None = None, predicate: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """What is said in any file, each triple once."""
        return self._dataset.quads_for_pattern(subject, predicate, None, ox.DefaultGraph())  # type: ignore[arg-type]

    @cached_property
    def fingerprints(self) -> dict[Term, int | None]:
        """By subject: a number that changes with anything that a shape of one step can see of it.

        None where blank nodes lead to each other in a circle, or too far.
        """
        sums: dict[Term, int] = defaultdict(int)
        for quad in self._quads():
            if isinstance(quad.subject, ox.BlankNode):
                self._nameless[quad.subject].append(quad)
            elif isinstance(quad.object, ox.BlankNode):
                self._leading[quad.subject].append(quad)
            else:
                kind = self._kinds.get(quad.object, 0)
                sums[quad.subject] += _digest(f"{quad.subject} {quad.predicate} {quad.object} {kind}")
        found: dict[Term, int | None] = {subject: total % _DIGESTS for subject, total in sums.items()}
        for subject, quads in self._leading.items():
            inside = self._digest_statements(quads, 0)
            found[subject] = None if inside is None else _digest(f"{subject} {sums[subject]} {inside}")
        for node in self._nameless.keys() - self.with_their_nameless(self._leading):
            found[node] = self._digest_nameless(node, 0)
        return found

    @cached_property
    def _kinds(self) -> dict[Term, int]:
        kinds: dict[Term, int] = defaultdict(int)
        for quad in self._quads(None, RDF_TYPE):
            kinds[quad.subject] += _digest(str(quad.object))
        return kinds

    def _digest_nameless(self, node: Term, depth: int) -> int | None:
        """A number for what a blank node says, whatever it and others are called in this run."""
        if node not in self._digests:
            self._digests[node] = None  # until it is known, so that a circle has none
            if depth < _TOO_FAR:
                self._digests[node] = self._digest_statements(self._nameless.get(node, ()), depth + 1)
        return self._digests[node]

    def _digest_statements(self, quads: Iterable[ox.Quad], depth: int) -> int | None:
        total = 0
        for quad in quads:
            value: Term | int | None = quad.object
            if isinstance(value, ox.BlankNode):
                value = self._digest_nameless(value, depth)
            if value is None:
                return None
            total += _digest(f"{quad.predicate} {value} {self._kinds.get(quad.object, 0)}")
        return total % _DIGESTS

    def to_validate(self, conforming: Container[int]) -> list[Term]:
        """The subjects that are not known to conform."""
        return [
            subject
            for subject, fingerprint in self.fingerprints.items()
            if fingerprint is None or fingerprint not in conforming
        ]

    def fingerprints_of_conforming(self, faulty: AbstractSet[Term]) -> Iterator[int]:
        """The fingerprints by which a later run knows what conforms."""
        for subject, fingerprint in self.fingerprints.items():
            has_nameless = subject in self._leading or subject in self._nameless
            own = self.with_their_nameless([subject]) if has_nameless else {subject}
            if fingerprint is not None and faulty.isdisjoint(own):
                yield fingerprint

    def with_their_nameless(self, subjects: Iterable[Term]) -> set[Term]:
        """Subjects, and the blank nodes that are reached from them."""
        found = set(subjects)
        ahead = list(found)
        while ahead:
            for quad in self._quads(ahead.pop()):
                if isinstance(quad.object, ox.BlankNode) and quad.object not in found:
                    found.add(quad.object)
                    ahead.append(quad.object)
        return found

    def surroundings_of(self, focus: AbstractSet[Term]) -> Iterator[ox.Quad]:
        """All that a shape of one step can see of some subjects, and the classes above classes."""
        mentioned: set[Term] = set()
        for node in focus:
            for quad in self._quads(node):
                if isinstance(quad.object, ox.NamedNode):
                    mentioned.add(quad.object)
                yield quad
        for node in mentioned - focus:
            yield from self._quads(node, RDF_TYPE)
        yield from self._quads(None, _SUBCLASS_OF)

    def everything(self) -> Iterator[ox.Quad]:
        """All that is said, for shapes that see farther."""
        return self._quads()


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


class ShaclResult:
    """One result of a SHACL validation report, its terms as the store has them."""

    def __init__(self, report: rdflib.Graph, node: rdflib.term.Node) -> None:
        self._report = report
        self._node = node

    def values(self, name: str) -> list[Term]:
        import rdflib

        return [_oxigraph_term(node) for node in self._report.objects(self._node, rdflib.URIRef(SH + name))]

    def value(self, name: str) -> Term | None:
        return next(iter(self.values(name)), None)


class Validator:
    """The shapes of an ontology, ready to be held against data."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def _shapes(self) -> rdflib.Graph:
        files = self.store.files
        graphs = [files.graph_iri(path) for path in files.ontology_files]
        return _rdflib_graph(quad for graph in graphs for quad in self.store.quads(graph=graph))

    def results(self, data: Iterable[ox.Quad]) -> list[ShaclResult]:
        """What the shapes find in some triples; raises UnusableShapesError."""
        import pyshacl
        import rdflib

        # rdflib logs each value that is none of its datatype, which wrong-value tells in words.
        logger = logging.getLogger("rdflib.term")
        is_silent, logger.disabled = logger.disabled, True
        try:
            _, report, text = pyshacl.validate(_rdflib_graph(data), shacl_graph=self._shapes, inplace=True)
        except Exception as error:  # noqa: BLE001 - a faulty shape makes pySHACL raise whatever it meets
            raise UnusableShapesError(str(error) or type(error).__name__) from None
        finally:
            logger.disabled = is_silent
        if not isinstance(report, rdflib.Graph):
            raise UnusableShapesError(text)
        return [ShaclResult(report, node) for node in report.objects(None, rdflib.SH.result)]


def _rdflib_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    known: dict[Term, rdflib.term.Node] = {}
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object)
        for term in terms:
            if term not in known:
                known[term] = _rdflib_term(term)
        graph.add((known[terms[0]], known[terms[1]], known[terms[2]]))
    return graph


def _rdflib_term(term: Term) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(str(term))
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    # Left as it is written: the place of a value is found by its text.
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _oxigraph_term(node: rdflib.term.Node) -> Term:
    """The same term for the store."""
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))

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
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import pyoxigraph as ox

from irc_kg.checks.vocabulary import SH
from irc_kg.errors import IrcKgError
from irc_kg.queries.sparql import InvalidQueryError, QueryTree, read, without_escapes
from irc_kg.store import Store, Term
from irc_kg.store.names import RDF, RDFS
from irc_kg.turtle import RDF_TYPE

if TYPE_CHECKING:
    import rdflib

PATH = SH + "path"
_SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
# What lets a shape see more than one step, or find its focus nodes otherwise than by what they say.
_FAR_SIGHTED = ("sparql", "select", "ask", "target", "targetNode", "targetObjectsOf", "js")
_SHAPES_WITHIN = [SH + name for name in ("node", "property", "not", "qualifiedValueShape")]
# The cells of a list lead to the shapes in it.
_LISTS_OF_SHAPES = [SH + "and", SH + "or", SH + "xone", RDF + "first", RDF + "rest"]
_TOO_FAR = 100
_DIGESTS = 1 << 64
# The texts of queries in shapes, and what is asked in the place of one that is refused: it finds no fault.
_QUERIES = {
    "select": "SELECT $this WHERE { } LIMIT 0",
    "ask": "ASK { }",
    "construct": "CONSTRUCT { } WHERE { }",
}


class UnusableShapesError(IrcKgError):
    """Shapes that are not SHACL."""


def shapes_see_one_step(store: Store) -> bool:
    """Whether no shape of the ontology sees more of a thing than what it says and the classes it mentions."""
    if any(store.states(None, SH + name) for name in _FAR_SIGHTED):
        return False
    paths = list(store.quads(None, PATH))
    if not all(isinstance(quad.object, ox.NamedNode) for quad in paths):
        return False
    # Each shape with a path, and how many properties lie between its focus node and that of the shape it is
    # part of. Shapes without one add no step.
    ahead: list[tuple[Term, int]] = [(quad.subject, 0) for quad in paths]
    seen = set(ahead)
    while ahead:
        shape, above = ahead.pop()
        steps = above + store.states(shape, PATH)
        if steps > 1:
            return False
        # What else the shape says of its focus node, or of values, as shapes.
        for name in (*_SHAPES_WITHIN, *_LISTS_OF_SHAPES):
            new = {(one, steps) for one in store.objects(shape, name)} - seen
            seen |= new
            ahead += new
    return True


@dataclass(eq=False)
class FocusNodes:
    """The subjects of a store: those with a name, and blank nodes that no named one leads to."""

    store: Store
    # What leads to a blank node, by named subject; what blank nodes say; and the digests of that.
    _leading: dict[Term, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list), init=False)
    _nameless: dict[Term, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list), init=False)
    _digests: dict[Term, int | None] = field(default_factory=dict, init=False)

    def everything(self, predicate: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """All that is said in any file, each triple once; shapes that see farther than a step ask for it."""
        return self.store.dataset.quads_for_pattern(None, predicate, None, ox.DefaultGraph())

    @cached_property
    def fingerprints(self) -> dict[Term, int | None]:
        """By subject: a number that changes with anything that a shape of one step can see of it.

        None where blank nodes lead to each other in a circle, or too far.
        """
        sums: dict[Term, int] = defaultdict(int)
        for quad in self.everything():
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
        for quad in self.everything(RDF_TYPE):
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
            for quad in self.store.quads(ahead.pop()):
                if isinstance(quad.object, ox.BlankNode) and quad.object not in found:
                    found.add(quad.object)
                    ahead.append(quad.object)
        return found

    def surroundings_of(self, focus: AbstractSet[Term]) -> Iterator[ox.Quad]:
        """All that a shape of one step can see of some subjects, and the classes above classes.

        What several files state comes once for each.
        """
        mentioned: set[Term] = set()
        for node in focus:
            for quad in self.store.quads(node):
                if isinstance(quad.object, ox.NamedNode):
                    mentioned.add(quad.object)
                yield quad
        for node in mentioned - focus:
            yield from self.store.quads(node, RDF_TYPE)
        yield from self.store.quads(None, _SUBCLASS_OF)


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


class ShaclResult(NamedTuple):
    """One result of a SHACL validation report, its terms as the store has them."""

    focus: Term | None
    path: Term | None
    value: Term | None
    severity: Term | None
    component: Term | None  # the kind of constraint
    shape: Term | None
    messages: tuple[Term, ...]


class RefusedText(NamedTuple):
    """A text of SPARQL in a shape that is not run, and why, as a sentence."""

    statement: ox.Quad
    reason: str


class Validator:
    """The shapes of an ontology, ready to be held against data."""

    def __init__(self, store: Store) -> None:
        self.store = store
        files = store.files
        graphs = map(files.graph_iri, files.ontology_files)
        self._quads = [quad for graph in graphs for quad in store.quads(graph=graph)]
        self._shapes: rdflib.Graph | None = None  # made when there is something to validate
        # What pySHACL must not run: it asks for what is elsewhere, or nobody can tell what it asks.
        texts = [quad for quad in self._quads if quad.predicate.value.removeprefix(SH) in _QUERIES]
        reasons = [(quad, self._why_not_run(quad)) for quad in texts]
        self.refusals = tuple(RefusedText(quad, reason) for quad, reason in reasons if reason)

    def _why_not_run(self, quad: ox.Quad) -> str:
        if not isinstance(quad.object, ox.Literal):
            return ""  # pySHACL refuses what is no text
        try:
            text = without_escapes(quad.object.value)
            reason = _why_refused(read(text, self._prefixes, strict=False))
        except InvalidQueryError as error:
            reason = f"cannot be read (line {error.line}, column {error.column}: {error.reason})"
        return f"This query of a shape {reason}, so it is not run." if reason else ""

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """What ``sh:declare`` declares anywhere, which pySHACL puts before the texts."""
        declarations = (quad.object for quad in self._quads if quad.predicate.value == SH + "declare")
        return {
            self.store.text(one, SH + "prefix"): self.store.text(one, SH + "namespace")
            for one in declarations
            if isinstance(one, ox.NamedNode | ox.BlankNode)
        }

    def results(self, data: Iterable[ox.Quad]) -> list[ShaclResult]:
        """What the shapes find in some triples; raises UnusableShapesError."""
        import pyshacl
        import rdflib

        if self._shapes is None:
            refused = {one.statement for one in self.refusals}
            self._shapes = _rdflib_graph(_harmless(quad) if quad in refused else quad for quad in self._quads)
        # rdflib logs each value that is none of its datatype, which wrong-value tells in words.
        logger = logging.getLogger("rdflib.term")
        is_silent, logger.disabled = logger.disabled, True
        try:
            with asking_nobody_else():
                _, report, text = pyshacl.validate(
                    _rdflib_graph(data), shacl_graph=self._shapes, inplace=True
                )
        except Exception as error:  # noqa: BLE001 - a faulty shape makes pySHACL raise whatever it meets
            raise UnusableShapesError(str(error) or type(error).__name__) from None
        finally:
            logger.disabled = is_silent
        if not isinstance(report, rdflib.Graph):
            raise UnusableShapesError(text)
        return [_result(report, node) for node in report.objects(None, rdflib.SH.result)]


def _result(report: rdflib.Graph, node: rdflib.term.Node) -> ShaclResult:
    import rdflib

    said: dict[str, list[Term]] = defaultdict(list)
    for predicate, value in report.predicate_objects(node):
        term: Term
        if isinstance(value, rdflib.Literal):
            datatype = ox.NamedNode(str(value.datatype)) if value.datatype and not value.language else None
            term = ox.Literal(str(value), datatype=datatype, language=value.language)
        else:
            term = ox.BlankNode(str(value)) if isinstance(value, rdflib.BNode) else ox.NamedNode(str(value))
        said[str(predicate).removeprefix(SH)].append(term)
    first = {name: terms[0] for name, terms in said.items()}
    return ShaclResult(
        focus=first.get("focusNode"),
        path=first.get("resultPath"),
        value=first.get("value"),
        severity=first.get("resultSeverity"),
        component=first.get("sourceConstraintComponent"),
        shape=first.get("sourceShape"),
        messages=tuple(said["resultMessage"]),
    )


def _why_refused(tree: QueryTree) -> str:
    """Why a query that can be read is not given to pySHACL; empty when it is."""
    if tree.form == "UPDATE":
        return "is an update"
    if tree.has_service:
        return "asks another server (SERVICE)"
    # rdflib would load them, from the network or the disk.
    return "names the graphs to ask (FROM), and may only ask the one that is checked" if tree.datasets else ""


def _harmless(quad: ox.Quad) -> ox.Quad:
    """The same statement with a query that asks nothing, because pySHACL takes no shape without one."""
    name = quad.predicate.value.removeprefix(SH)
    return ox.Quad(quad.subject, quad.predicate, ox.Literal(_QUERIES[name]), quad.graph_name)


@contextmanager
def asking_nobody_else() -> Iterator[None]:
    """Where rdflib asks no server and loads no graph, even if it reads a text otherwise than we do."""
    from rdflib.plugins import sparql

    loads_graphs = sparql.SPARQL_LOAD_GRAPHS
    sparql.SPARQL_LOAD_GRAPHS = False
    sparql.CUSTOM_EVALS[__name__] = _refuse_service
    try:
        yield
    finally:
        sparql.SPARQL_LOAD_GRAPHS = loads_graphs
        sparql.CUSTOM_EVALS.pop(__name__, None)


def _refuse_service(_context: object, part: object) -> NoReturn:
    """Called by rdflib for each part of a query, before it evaluates the part itself."""
    if getattr(part, "name", "") == "ServiceGraphPattern":
        raise UnusableShapesError("A query of a shape asks another server (SERVICE).")
    raise NotImplementedError


def _rdflib_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    known: dict[Term, rdflib.term.Node] = {}
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object)
        if isinstance(quad.object, ox.Triple):  # SHACL knows nothing of statements about statements
            continue
        for term in terms:
            if term in known:
                continue
            if isinstance(term, ox.NamedNode):
                known[term] = rdflib.URIRef(term.value)
            elif isinstance(term, ox.BlankNode):
                known[term] = rdflib.BNode(term.value)
            elif isinstance(term, ox.Literal):
                datatype = None if term.language else rdflib.URIRef(term.datatype.value)
                # Left as it is written: the place of a value is found by its text.
                known[term] = rdflib.Literal(term.value, term.language, datatype, normalize=False)
            else:
                raise TypeError(str(term))
        graph.add((known[terms[0]], known[terms[1]], known[terms[2]]))
    return graph

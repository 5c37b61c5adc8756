"""Things held against the SHACL shapes of the ontology: what of the graph a shape can see, and pySHACL, which
only this module knows.

A shape of one step sees what a thing says and the classes of what it mentions, and nothing else. So a thing
can be validated apart from the rest of the graph, and need not be validated again while none of that has
changed.
"""

from __future__ import annotations

import io
import logging
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

import pyoxigraph as ox

from irc_kg.checks.shapes import Shapes
from irc_kg.checks.vocabulary import SH
from irc_kg.errors import IrcKgError
from irc_kg.store import Store, Term
from irc_kg.store.names import RDFS, XSD
from irc_kg.turtle import RDF_TYPE

if TYPE_CHECKING:
    import rdflib
    from pyshacl.pytypes import GraphLike, SHACLExecutor
    from pyshacl.shape import Shape
    from rdflib.term import Node

_Focus: TypeAlias = Any  # a term, or several
_Visit: TypeAlias = "tuple[Node, _Focus]"  # a shape, and what it looks at
_Report: TypeAlias = (
    "tuple[str, Node, list[Any]]"  # as pySHACL hands it on: its text, its name and what it is
)
_Verdict: TypeAlias = "tuple[bool, list[_Report]]"

_SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
_TOO_FAR = 100
_DIGESTS = 1 << 64
_DEEPEST = 100_000  # shapes within each other; those that lead back to themselves are ended by us
_MOST_WITHIN = 20_000  # results within others that are kept in one run, so that they take some 50 MB at most
_OF_PROPERTIES = SH + "PropertyConstraintComponent"
# What all must fit: in these a thing that is reached can be looked at by itself.
_OF_ALL = {_OF_PROPERTIES, SH + "NodeConstraintComponent", SH + "AndConstraintComponent"}


class UnusableShapesError(IrcKgError):
    """Shapes that are not SHACL."""


@dataclass(eq=False)
class FocusNodes:
    """The subjects of a store: those with a name, and blank nodes that no named one leads to."""

    store: Store
    _kinds: dict[Term, int] = field(default_factory=dict, init=False)  # what stands for the classes of things
    _digests: dict[Term, int | None] = field(default_factory=dict, init=False)  # of what blank nodes say

    def everything(self, predicate: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """All that is said in any file, each triple once; shapes that see farther than a step ask for it."""
        return self.store.dataset.quads_for_pattern(None, predicate, None, ox.DefaultGraph())

    def fingerprint(self, subject: Term) -> int | None:
        """A number that changes with anything that a shape of one step can see of a subject.

        None where blank nodes lead to each other in a circle, or too far.
        """
        said = self._digest_statements(subject, 0)
        if said is None or isinstance(subject, ox.BlankNode):
            return said
        return _digest(f"{subject} {said}")

    def _digest_statements(self, subject: Term, depth: int) -> int | None:
        total = 0
        for quad in self.store.triples(subject):
            value: Term | int | None = quad.object
            if isinstance(value, ox.BlankNode):
                value = self._digest_nameless(value, depth)
            if value is None:
                return None
            total += _digest(f"{quad.predicate} {value} {self._kind(quad.object)}")
        return total % _DIGESTS

    def _digest_nameless(self, node: Term, depth: int) -> int | None:
        """A number for what a blank node says, whatever it and others are called in this run."""
        if node not in self._digests:
            self._digests[node] = None  # until it is known, so that a circle has none
            if depth < _TOO_FAR:
                self._digests[node] = self._digest_statements(node, depth + 1)
        return self._digests[node]

    def _kind(self, node: Term) -> int:
        if isinstance(node, ox.Literal):
            return 0
        if node not in self._kinds:
            kinds = {quad.object for quad in self.store.quads(node, RDF_TYPE)}
            self._kinds[node] = sum(_digest(str(kind)) for kind in kinds)
        return self._kinds[node]

    def fingerprints_of_conforming(
        self, subjects: Iterable[Term], faulty: AbstractSet[Term]
    ) -> Iterator[int]:
        """The fingerprints by which a later run knows that subjects conform."""
        for subject in subjects:
            fingerprint = self.fingerprint(subject)
            if fingerprint is not None and faulty.isdisjoint(self.with_their_nameless([subject])):
                yield fingerprint

    def subjects_leading_to(self, nodes: Iterable[Term]) -> list[Term]:
        """The subjects of which something is found if something is found of some nodes.

        Those are themselves, where they have a name; the named things that lead to them, and the blank nodes
        that do and that no named one leads to.
        """
        found: dict[Term, None] = {}
        for node in nodes:
            for one in self._leading_to(node) if isinstance(node, ox.BlankNode) else (node,):
                is_reached = isinstance(one, ox.BlankNode) and any(
                    isinstance(above, ox.NamedNode) for above in self._leading_to(one)
                )
                if not is_reached:
                    found[one] = None
        return [*found]

    def _leading_to(self, node: Term) -> set[Term]:
        """A blank node, and what leads to it, up to the first things with a name."""
        found = {node}
        ahead = [node]
        while ahead:
            for quad in self.store.quads(None, None, ahead.pop()):
                if quad.subject not in found:
                    found.add(quad.subject)
                    ahead += [quad.subject] if isinstance(quad.subject, ox.BlankNode) else []
        return found

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

    def names_leading_to(self, nodes: Iterable[Term]) -> frozenset[str] | None:
        """The named things that lead to some nodes; None where one is led to by none, or by several."""
        found = set()
        for node in nodes:
            at, seen = node, {node}
            while isinstance(at, ox.BlankNode):
                around = {quad.subject for quad in self.store.quads(None, None, at)} - seen
                if len(around) != 1:
                    return None
                at = around.pop()
                seen.add(at)
            found.add(at.value if isinstance(at, ox.NamedNode) else "")
        return frozenset(found)

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
    """One result of a validation, its terms as the store has them."""

    focus: Term | None
    path: Term | None
    value: Term | None
    severity: Term | None
    component: Term | None  # the kind of constraint
    shape: Term | None
    constraint: Term | None  # where it is a query, the node that has it
    variables: Mapping[str, Term]  # what the query has found, and the parameters of its component


class Validator:
    """The shapes of an ontology, ready to be held against data.

    After a run, ``unused`` has the shapes that could not be used, with the reasons, and ``within`` what was
    found of a value by a shape that another shape refers to.
    """

    def __init__(self, shapes: Shapes, *, are_known: bool = False) -> None:
        """``are_known``: whether nothing is to be told of the shapes: then they are taken as they are stated,
        and looked at only if they make trouble.
        """
        self.shapes = shapes
        self.unused: dict[Term, str] = {}
        self.within: dict[tuple[Term, Term], list[ShaclResult]] = {}
        self.why_not_advanced = ""  # why no function, target or expression is used, if none can be
        self._is_advanced = bool(shapes.beyond_core)
        self._are_known = are_known
        self._graph: rdflib.Graph | None = None  # made when there is something to validate

    def results(self, data: Iterable[ox.Quad]) -> list[ShaclResult]:
        """What the shapes find in some triples; raises UnusableShapesError."""
        with asking_nobody_else():
            graph = _rdflib_graph(data)
            for name, namespace in self.shapes.store.prefixes.by_name.items():
                graph.bind(name, namespace, override=True, replace=True)  # for queries that declare none
            try:
                visits = self._try_as_stated(graph) or self._visit(graph)
            except UnusableShapesError as error:
                if not self._is_advanced:
                    raise
                self._is_advanced, self.why_not_advanced = False, str(error)
                visits = self._visit(graph)
        self.unused.update((_term_of(node), reason) for node, reason in visits.unused)
        self.within = {
            (_term_of(shape), _term_of(value)): [parts[0] for _text, _node, parts in reports]
            for (shape, value), reports in visits.within
        }
        return [parts[0] for _text, _node, parts in visits.reports]

    def _try_as_stated(self, data: rdflib.Graph) -> _Visits | None:
        """What shapes find that are known; None where they make trouble, and are not any more."""
        visits = None
        if self._are_known:
            with suppress(UnusableShapesError):
                visits = self._visit(data)
            if visits is None or visits.unused:
                self._are_known, self._graph, visits = False, None, None
        return visits

    def _visit(self, data: rdflib.Graph) -> _Visits:
        import pyshacl

        if self._graph is None:
            self._graph = _rdflib_graph(self.shapes.as_stated if self._are_known else self.shapes.usable)
        visits = _Visits(self.shapes.recursive)
        try:
            with visits.of_shapes():
                pyshacl.validate(
                    data,
                    shacl_graph=self._graph,
                    inplace=True,
                    advanced=self._is_advanced,
                    max_validation_depth=_DEEPEST,
                )
        except Exception as error:  # noqa: BLE001 - a faulty shape makes pySHACL raise whatever it meets
            raise UnusableShapesError(str(error) or type(error).__name__) from None
        return visits


class _FaultyShapeError(Exception):
    """What pySHACL raised, with the innermost shape that it was looking at."""

    def __init__(self, shape: Node, reason: str) -> None:
        super().__init__(reason)
        self.shape = shape


class _Visits:
    """What pySHACL finds, shape by shape: each visit of a thing by a shape passes through here.

    A shape that cannot be used does not end the others. Shapes that lead back to themselves end: what they
    reach waits to be looked at by itself, or, where its verdict is needed at once, is visited once.
    """

    def __init__(self, recursive: AbstractSet[Term]) -> None:
        self._recursive = {_node_of(shape) for shape in recursive}
        self._waiting: list[tuple[Shape, _Focus]] = []
        self._seen: set[_Visit] = set()  # what has waited
        self._visited: set[_Visit] | None = None  # what is below something that is to be judged at once
        self.reports: list[_Report] = []
        self.within: list[tuple[_Visit, list[_Report]]] = []
        self.unused: list[tuple[Node, str]] = []

    @contextmanager
    def of_shapes(self) -> Iterator[None]:
        """Where the visits of pySHACL pass through here."""
        from pyshacl.constraints.constraint_component import ConstraintComponent
        from pyshacl.constraints.sparql.sparql_based_constraint_components import (
            SPARQLConstraintComponentValidator,
        )
        from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
        from pyshacl.shape import Shape

        validate = self._validate = Shape.validate
        make_result, bind_messages = ConstraintComponent.make_v_result, SPARQLQueryHelper.bind_messages
        # It keeps validators by an address in memory, which another graph may have by now.
        SPARQLConstraintComponentValidator.validator_cache.clear()
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _DEEPEST))
        Shape.validate = lambda *args, **options: self.visit(*args, **options)  # type: ignore[method-assign]  # noqa: PLW0108 - a function becomes a method
        ConstraintComponent.make_v_result = _make_result  # type: ignore[method-assign, assignment]
        SPARQLQueryHelper.bind_messages = _keep_found  # type: ignore[method-assign]
        try:
            yield
        finally:
            ConstraintComponent.make_v_result = make_result  # type: ignore[method-assign]
            SPARQLQueryHelper.bind_messages = bind_messages  # type: ignore[method-assign]
            Shape.validate = validate  # type: ignore[method-assign]
            sys.setrecursionlimit(limit)

    def visit(
        self,
        shape: Shape,
        executor: SHACLExecutor,
        data: GraphLike,
        focus: _Focus = None,
        _evaluation_path: list[Any] | None = None,
    ) -> _Verdict:
        """In the place of ``Shape.validate``: whether things conform to a shape, and what is found."""
        if _evaluation_path:
            return self._visit_within(shape, executor, data, focus, _evaluation_path)
        self._waiting.append((shape, focus))
        while self._waiting:
            one, value = self._waiting.pop()
            try:
                self.reports += self._validate(one, executor, data, value)[1]
            except Exception as error:  # noqa: BLE001 - a faulty shape makes pySHACL raise whatever it meets
                faulty = error.shape if isinstance(error, _FaultyShapeError) else one.node
                self.unused.append((faulty, str(error) or type(error).__name__))
        return True, []  # it need not make a report

    def _visit_within(
        self, shape: Shape, executor: SHACLExecutor, data: GraphLike, focus: _Focus, way: list[Any]
    ) -> _Verdict:
        """``way``: the shapes and constraints that lead to this one, by turns."""
        visit, constraint = (shape.node, focus), way[-1]
        if shape.node in self._recursive:
            # What all must fit can be looked at by itself.
            of_all = all(str(one.shacl_constraint_component) in _OF_ALL for one in way[1::2])
            if self._visited is not None or not of_all:
                return self._judge(visit, shape, executor, data, way)
            if constraint.shape.node in self._recursive:
                if visit not in self._seen:
                    self._seen.add(visit)
                    self._waiting.append((shape, focus))
                return True, []
        return self._look(visit, shape, executor, data, way)

    def _judge(
        self, visit: _Visit, shape: Shape, executor: SHACLExecutor, data: GraphLike, way: list[Any]
    ) -> _Verdict:
        """The verdict of a shape that leads back to itself: all that is reached must fit, each seen once."""
        is_outermost = self._visited is None
        visited = self._visited = self._visited or set()
        if visit in visited:
            return True, []
        visited.add(visit)
        try:
            # Without what came before, in which pySHACL would see a circle and let anything pass.
            return self._look(visit, shape, executor, data, way[-2:])
        finally:
            if is_outermost:
                self._visited = None

    def _look(
        self, visit: _Visit, shape: Shape, executor: SHACLExecutor, data: GraphLike, way: list[Any]
    ) -> _Verdict:
        """What is found of a value by a shape that another refers to, which is kept while it matters."""
        known = len(self.within)
        # Only of a property do they become results; else each would hold all that is in those below it.
        is_property = str(way[-1].shacl_constraint_component) == _OF_PROPERTIES
        try:
            conforms, reports = self._validate(shape, executor, data, visit[1], way)
        except _FaultyShapeError:
            raise
        except Exception as error:  # noqa: BLE001 - a faulty shape makes pySHACL raise whatever it meets
            raise _FaultyShapeError(visit[0], str(error) or type(error).__name__) from None
        if conforms and not reports:
            del self.within[known:]
        elif len(self.within) < _MOST_WITHIN:
            self.within.append((visit, reports))
        return conforms, reports if is_property else [("", node, []) for _text, node, _parts in reports]


def _make_result(  # noqa: PLR0913, PLR0917 - the options are those of pySHACL
    component: Any,  # noqa: ANN401 - one of many classes
    _data: GraphLike,
    focus: Node,
    value_node: Node | None = None,
    result_path: Node | None = None,
    constraint_component: Node | None = None,
    source_constraint: Node | None = None,
    extra_messages: object = None,  # noqa: ARG001 - pySHACL gives it
    bound_vars: object = None,
) -> _Report:
    """In the place of ``ConstraintComponent.make_v_result``, which makes statements and texts for nobody.

    Of things without names, those can be so long that it does not end.
    """
    import rdflib

    shape = component.shape
    found = _variables(bound_vars, component)
    path = shape.path() if result_path is None and shape.is_property_shape else result_path
    result = ShaclResult(
        focus=_term_of(focus),
        path=_term_if_any(path),
        value=_term_if_any(found.get("value") if value_node is None else value_node),
        severity=_term_of(shape.severity),
        component=_term_of(constraint_component or component.shacl_constraint_component),
        shape=_term_of(shape.node),
        constraint=_term_if_any(source_constraint),
        variables={name: _term_of(value) for name, value in found.items()},
    )
    return "", rdflib.BNode(), [result]


def _variables(bound: object, component: Any) -> dict[str, Node]:  # noqa: ANN401 - one of many classes
    """What a query has found, by the names of its variables."""
    import rdflib

    parts = bound if isinstance(bound, tuple) else (bound,)
    found = {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
    if hasattr(component, "query_helper"):  # that of a validator, which tells what it has found before
        found = component.query_helper.found
    return {str(name): value for name, value in found.items() if isinstance(value, rdflib.term.Node)}


def _keep_found(helper: Any, found: Mapping[str, Node] | None = None) -> None:  # noqa: ANN401 - not typed
    """In the place of ``SPARQLQueryHelper.bind_messages``: what a validator has found, for the result."""
    helper.found = {**helper.param_bind_map, **(found or {})}


@contextmanager
def asking_nobody_else() -> Iterator[None]:
    """Where rdflib asks no server and loads no graph, even if it reads a text otherwise than we do.

    And where libraries write nothing: what they would say is said in words of ours, or of no use to people.
    """
    from rdflib.plugins import sparql

    loads_graphs = sparql.SPARQL_LOAD_GRAPHS
    sparql.SPARQL_LOAD_GRAPHS = False
    sparql.CUSTOM_EVALS[__name__] = _refuse_service
    # rdflib logs each value that is none of its datatype, which wrong-value tells.
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    were_silent = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        sparql.SPARQL_LOAD_GRAPHS = loads_graphs
        sparql.CUSTOM_EVALS.pop(__name__, None)
        for logger, was_silent in zip(loggers, were_silent, strict=True):
            logger.disabled = was_silent


def _refuse_service(_context: object, part: object) -> NoReturn:
    """Called by rdflib for each part of a query, before it evaluates the part itself."""
    if getattr(part, "name", "") == "ServiceGraphPattern":
        raise UnusableShapesError("A query of a shape asks another server (SERVICE).")
    raise NotImplementedError


def _rdflib_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    known: dict[Term, Any] = {}
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object)
        if isinstance(quad.object, ox.Triple):  # SHACL knows nothing of statements about statements
            continue
        for term in terms:
            if term not in known:
                known[term] = _node_of(term)
        graph.add((known[terms[0]], known[terms[1]], known[terms[2]]))
    return graph


def _node_of(term: Term) -> Node:
    """A term as rdflib has it."""
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        # To rdflib, a text with the datatype of texts is another than the same text in a query.
        is_text = term.language or term.datatype.value == XSD + "string"
        datatype = None if is_text else rdflib.URIRef(term.datatype.value)
        # Left as it is written: the place of a value is found by its text.
        return rdflib.Literal(term.value, term.language, datatype, normalize=False)
    raise TypeError(str(term))


def _term_if_any(node: Node | None) -> Term | None:
    return None if node is None else _term_of(node)


def _term_of(node: Node) -> Term:
    """A term of rdflib as the store has it."""
    import rdflib

    if isinstance(node, rdflib.Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype and not node.language else None
        return ox.Literal(str(node), datatype=datatype, language=node.language)
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))

"""What the SHACL shapes of the ontology find, in plain English."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from irc_kg.checks.places import About, about
from irc_kg.checks.rule import rule
from irc_kg.checks.shape_messages import message_of
from irc_kg.checks.vocabulary import Term
from irc_kg.checks.wording import Wording
from irc_kg.findings import Severity
from irc_kg.store import Store

if TYPE_CHECKING:
    import rdflib

SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES: dict[Term | None, Severity] = {
    ox.NamedNode(SH + "Warning"): Severity.WARNING,
    ox.NamedNode(SH + "Info"): Severity.NOTE,
}
_BLANK_NODE = re.compile(r"'([0-9a-f]{16,})'")
_MAX_COUNT = ox.NamedNode(SH + "MaxCountConstraintComponent")


class ShapeResult(NamedTuple):
    """One thing that a shape finds."""

    about: About
    message: str
    severity: Severity


@rule("shape")
def shape(store: Store, wording: Wording) -> Iterator[ShapeResult]:
    """A thing is not as a SHACL shape of the ontology wants it; the message is the shape's own.

    Do what the message says. The shapes stand in the ontology.
    """
    if next(store.quads(None, ox.NamedNode(SH + "path"), None, None), None) is None:
        return
    # rdflib logs each value that is none of its datatype, with a traceback: wrong-value tells it in words.
    with _silent("rdflib.term"):
        report, fault = _validated(*_Graphs(store).both())
    if report is None:
        yield _unusable(fault, store)
    else:
        yield from _Report(report, wording).results()


def _validated(data: rdflib.Graph, shapes: rdflib.Graph) -> tuple[rdflib.Graph | None, str]:
    """The report of pySHACL; where the shapes cannot be used, None and the reason."""
    import pyshacl
    import rdflib
    from pyshacl.errors import ReportableRuntimeError

    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    except ReportableRuntimeError as error:
        return None, str(error.message)
    return (report, "") if isinstance(report, rdflib.Graph) else (None, text)


@contextmanager
def _silent(name: str) -> Iterator[None]:
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _unusable(fault: str, store: Store) -> ShapeResult:
    """The shapes themselves are wrong: said of the one that is named, else of a file with shapes."""
    message = _BLANK_NODE.sub("A shape without a name", fault.splitlines()[0])
    if match := _BLANK_NODE.search(fault):
        place = About(ox.BlankNode(match[1]))
    else:
        first = next(store.engine.quads_for_pattern(None, ox.NamedNode(SH + "path"), None, None))
        place = about(first.subject)
    return ShapeResult(place, f"The shapes cannot be used: {message}", Severity.ERROR)


class _Report:
    """A SHACL validation report."""

    def __init__(self, graph: rdflib.Graph, wording: Wording) -> None:
        self.graph = graph
        self.wording = wording

    def results(self) -> Iterator[ShapeResult]:
        import rdflib

        for report in self.graph.subjects(rdflib.SH.conforms):
            yield from (self._result(result) for result in self.graph.objects(report, rdflib.SH.result))

    def _result(self, result: rdflib.term.Node) -> ShapeResult:
        # A path of several steps is no one statement: then the place is that of the focus node.
        place = about(*(self._value(result, name) for name in ("focusNode", "resultPath", "value")))
        component = self._value(result, "sourceConstraintComponent")
        if component == _MAX_COUNT and place.predicate is not None:
            place = place._replace(is_excess=True)
        messages = self._values(result, "resultMessage")
        shape_of_it = self._value(result, "sourceShape")
        message = message_of(place, shape_of_it, component, messages, self.wording)
        severity = self._value(result, "resultSeverity")
        return ShapeResult(place, message, _SEVERITIES.get(severity, Severity.ERROR))

    def _values(self, result: rdflib.term.Node, name: str) -> list[Term]:
        import rdflib

        return [_oxigraph(node) for node in self.graph.objects(result, rdflib.SH[name])]

    def _value(self, result: rdflib.term.Node, name: str) -> Term | None:
        return next(iter(self._values(result, name)), None)


class _Graphs:
    """The triples of a store for pySHACL: all of them as data, those of the ontology as shapes too."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[Term, rdflib.term.Node] = {}

    def both(self) -> tuple[rdflib.Graph, rdflib.Graph]:
        import rdflib

        data, shapes = rdflib.Graph(bind_namespaces="none"), rdflib.Graph(bind_namespaces="none")
        project = self.store.project
        ontology = {project.graph_iri(path) for path in project.ontology_files}
        for quad in self.store.quads():
            triple = (self._node(quad.subject), self._node(quad.predicate), self._node(quad.object))
            data.add(triple)
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in ontology:
                shapes.add(triple)
        return data, shapes

    def _node(self, term: Term) -> rdflib.term.Node:
        if term not in self._known:
            self._known[term] = _rdflib(term)
        return self._known[term]


def _rdflib(term: Term) -> rdflib.term.Node:
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


def _oxigraph(node: rdflib.term.Node) -> Term:
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))

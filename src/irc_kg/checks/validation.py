"""Triples handed to pySHACL, and its report: the only place that knows of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from irc_kg.checks.vocabulary import Term
from irc_kg.errors import IrcKgError
from irc_kg.store.store import Store

if TYPE_CHECKING:
    import rdflib


class UnusableShapesError(IrcKgError):
    """Shapes that are not SHACL."""


class Validator:
    """The shapes of an ontology, ready to be held against data."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def _shapes(self) -> rdflib.Graph:
        project = self.store.files
        graphs = [ox.NamedNode(project.graph_iri(path)) for path in project.ontology_files]
        return _graph(quad for graph in graphs for quad in self.store.quads(None, None, None, graph))

    def report(self, data: Iterable[ox.Quad]) -> rdflib.Graph:
        """The SHACL validation report on some triples."""
        import pyshacl
        import rdflib

        with _silent("rdflib.term"):
            try:
                _, report, text = pyshacl.validate(_graph(data), shacl_graph=self._shapes, inplace=True)
            except Exception as error:  # noqa: BLE001 - a faulty shape makes pySHACL raise whatever it meets
                raise UnusableShapesError(str(error) or type(error).__name__) from None
        if not isinstance(report, rdflib.Graph):
            raise UnusableShapesError(text)
        return report


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Without what rdflib logs of each value that is none of its datatype: wrong-value tells it in words."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    known: dict[Term, rdflib.term.Node] = {}

    def node(term: Term) -> rdflib.term.Node:
        if term not in known:
            known[term] = _rdflib_term(term)
        return known[term]

    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((node(quad.subject), node(quad.predicate), node(quad.object)))
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


def oxigraph_term(node: rdflib.term.Node) -> Term:
    """The same term for the store."""
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))

"""What contradicts itself in a graph: an OWL 2 RL closure, and what it does not look for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from owlrl import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node


def contradictions(graph: Graph) -> list[str]:
    """A sentence for each contradiction of a graph, which has all that follows from it afterwards."""
    wrong_values = list(_wrong_kinds_of_value(graph))
    engine = OWLRL_Semantics(graph, False, False)
    engine.closure()
    return [*wrong_values, *engine.error_messages, *_two_names_for_one(graph)]


def _wrong_kinds_of_value(graph: Graph) -> Iterator[str]:
    """OWL 2 keeps things and literals apart; a closure of triples does not."""
    for subject, predicate, value in graph:
        kinds = set(graph.objects(predicate, RDF.type))
        if OWL.ObjectProperty in kinds and isinstance(value, Literal):
            yield f"{subject} has by {predicate} the literal {value!r} in the place of a thing"
        if OWL.DatatypeProperty in kinds and not isinstance(value, Literal):
            yield f"{subject} has by {predicate} the thing {value} in the place of a literal"
        if isinstance(value, Literal):
            yield from _values_of_no_datatype(graph, subject, predicate, value)


def _values_of_no_datatype(graph: Graph, subject: Node, predicate: Node, value: Literal) -> Iterator[str]:
    """The closure knows neither what is not in a datatype that is a union, nor all datatypes that differ."""
    own = RDF.langString if value.language else value.datatype or XSD.string
    for datatype in graph.objects(predicate, RDFS.range):
        is_datatype = str(datatype).startswith(str(XSD)) or (datatype, RDF.type, RDFS.Datatype) in graph
        members = {
            member
            for definition in graph.objects(datatype, OWL.equivalentClass)
            for union in graph.objects(definition, OWL.unionOf)
            for member in graph.items(union)
        }
        if is_datatype and datatype != RDFS.Literal and own not in {datatype, *members}:
            yield f"{subject} has by {predicate} {value!r}, which is no {datatype}"


def _two_names_for_one(graph: Graph) -> Iterator[str]:
    """What is the same thing by a functional property although its names say that it is two.

    Each IRI of a project is one thing and no other; equal literals are equal in value.
    """
    for one, other in graph.subject_objects(OWL.sameAs):
        if isinstance(one, URIRef) and isinstance(other, URIRef) and one < other:
            yield f"{one} and {other} would be the same thing"
        if isinstance(one, Literal) and isinstance(other, Literal) and one.value != other.value:
            yield f"{one!r} and {other!r} would be the same value"


def graph_of(texts: Iterable[tuple[str, str]]) -> Graph:
    """One graph of Turtle texts, each with the IRI that ``<>`` is in it."""
    graph = Graph()
    for text, base in texts:
        graph.parse(data=text, format="turtle", publicID=base)
    return graph
